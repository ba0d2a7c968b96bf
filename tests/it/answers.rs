//! What comes back to our acknowledgement: people, reports, machines, and another Voordeur.

use std::{net::SocketAddr, time::Duration};

use tokio::net::TcpListener;

use super::{
    clients::{Mail, MailClient},
    sink::Sent,
    world::{Backend, World, eventually},
};

const ADDRESS: &str = "Op de Krabbenscheerstraat 12A, 9675 XA Winschoten, staan al weken vuilniszakken.";

/// A world in which this mail was acknowledged: its kenmerk, and the acknowledgement.
async fn acknowledged(world: &World, mail: &Mail) -> (String, Sent) {
    let before = world.sink.taken().len();
    let kenmerk = world.mailed(mail).await;
    let sent = eventually("the acknowledgement is sent", async || world.sink.taken().get(before).cloned()).await;
    (kenmerk, sent)
}

fn answer_to(sent: &Sent, from: &str, text: &str) -> Mail {
    let id = sent.header("Message-ID");
    Mail::from(from, text)
        .about(&format!("Re: {}", sent.header("Subject")))
        .header("In-Reply-To", &id)
        .header("References", &id)
}

#[tokio::test]
async fn a_person_who_answers_joins_the_casus_and_is_not_sent_another_number() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let world = World::with(backend, &[]).await;
        let (first, sent) = acknowledged(&world, &Mail::from("joke@meldpunt.example", ADDRESS)).await;
        let answer = answer_to(&sent, "piet@meldpunt.example", "Inmiddels is ook de stroom afgesloten.");
        let second = world.mailed(&answer).await;
        assert_eq!(world.casus_of(&first).await["id"], world.casus_of(&second).await["id"]);
        world.settled().await;
        assert_eq!(world.sink.taken().len(), 1, "one exchange, and no more");
        let tasks = world.tasks().await;
        let task = tasks.iter().find(|task| task.signal_kenmerk == second).unwrap();
        assert!(task.kind == "handmatig-bevestigen" && task.reason.contains("antwoord op onze"), "{}", task.reason);
    }
}

#[tokio::test]
async fn a_token_in_other_hands_or_made_up_joins_nothing() {
    let world = World::start().await;
    let (first, sent) = acknowledged(&world, &Mail::from("joke@meldpunt.example", ADDRESS)).await;
    let other = world.mailed(&answer_to(&sent, "jan@cjg.example", "Ik hoor hier ook iets over.")).await;
    assert_ne!(world.casus_of(&first).await["id"], world.casus_of(&other).await["id"]);
    assert_eq!(world.proposals().await.len(), 1, "a human is asked");
    let id = sent.header("Message-ID");
    let forged = id.replace("<ack.", "<ack.0");
    let mail = Mail::from("joke@meldpunt.example", "Nog iets.").header("In-Reply-To", &forged);
    let third = world.mailed(&mail).await;
    assert_ne!(world.casus_of(&first).await["id"], world.casus_of(&third).await["id"]);
    assert_eq!(world.proposals().await.len(), 1);
}

#[tokio::test]
async fn an_answer_about_another_address_is_another_casus_and_a_question() {
    let world = World::start().await;
    let (first, sent) = acknowledged(&world, &Mail::from("joke@meldpunt.example", ADDRESS)).await;
    let text = "En dan nog iets: op Pijlkruidhof 7, 9675 XC Winschoten is het ook mis.";
    let other = world.mailed(&answer_to(&sent, "joke@meldpunt.example", text)).await;
    assert_ne!(world.casus_of(&first).await["id"], world.casus_of(&other).await["id"]);
    assert_eq!(world.proposals().await.len(), 1);
}

const POSTMA: &str =
    "Zorgen om gezin Postma, Anna Postma, geb. 03-04-1981, op Waterviolierpad 1309, 9675 XE Winschoten.";

#[tokio::test]
async fn an_answer_joins_when_it_tells_of_nobody_else() {
    let world = World::start().await;
    let (first, sent) = acknowledged(&world, &Mail::from("joke@meldpunt.example", POSTMA)).await;
    let postma = world.casus_of(&first).await;
    for of_it in [
        "Inmiddels is ook de stroom afgesloten.",
        "Anna Postma heeft gisteren gebeld.",
        "Mevrouw Postma is weer thuis.",
        "Op nummer 1309 brandde vannacht nog licht.",
        "Op het Waterviolierpad 1309 brandde vannacht nog licht.",
        "Ze is nu verhuisd naar nr 14.",
    ] {
        let joined = world.mailed(&answer_to(&sent, "joke@meldpunt.example", of_it)).await;
        assert_eq!(world.casus_of(&joined).await["id"], postma["id"], "{of_it}");
    }
    for (number, (from, of_others, against)) in (1..).zip([
        (
            "joke@meldpunt.example",
            "ik heb nog een ander gezin: familie Drenth. Piet Drenth, geboren 12-08-1975, drinkt al weken.",
            "andere achternaam",
        ),
        ("joke@meldpunt.example", "Op nummer 1311 speelt ook iets, de familie Kuil.", "1311"),
        ("joke@meldpunt.example", "Op nr. 1311 speelt ook iets.", "1311"),
        ("piet@meldpunt.example", "Karel Boon, 06-12345678, slaapt op straat.", "andere achternaam"),
        ("joke@meldpunt.example", "Op Pijlkruidhof 7 is het ook mis.", "adressen verschillen"),
    ]) {
        let other = world.mailed(&answer_to(&sent, from, of_others)).await;
        assert_ne!(world.casus_of(&other).await["id"], postma["id"], "{of_others}");
        let asked = world.proposals().await;
        assert_eq!(asked.len(), number, "a human is asked: {of_others}");
        let reasons = asked.iter().map(|asked| format!("{asked:?}")).find(|reasons| reasons.contains(against));
        assert!(reasons.is_some_and(|reasons| reasons.contains("antwoord op onze")), "{of_others}: {asked:?}");
    }
    world.settled().await;
    assert_eq!(world.sink.taken().len(), 1 + 5, "an answer of it is not acknowledged, one that tells of another is");
}

#[tokio::test]
async fn an_answer_that_tells_of_another_known_household_goes_there_and_is_acknowledged_once() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let world = World::with(backend, &[]).await;
        let (_, sent) = acknowledged(&world, &Mail::from("joke@meldpunt.example", POSTMA)).await;
        let (bags, _) = acknowledged(&world, &Mail::from("piet@meldpunt.example", ADDRESS)).await;
        let mut last = sent;
        for acknowledgements in [3, 3] {
            let there = answer_to(&last, "joke@meldpunt.example", &format!("Nog iets anders. {ADDRESS}"));
            let there = world.mailed(&there).await;
            assert_eq!(world.casus_of(&there).await["id"], world.casus_of(&bags).await["id"]);
            world.settled().await;
            assert_eq!(world.sink.taken().len(), acknowledgements, "who answers everything is not answered for ever");
            last = world.sink.taken().pop().unwrap();
        }
    }
}

fn report(sent: &Sent, action: &str) -> Mail {
    let boundary = "=rapport";
    let text = format!(
        "--{boundary}\nContent-Type: text/plain\n\nIt did not work.\n--{boundary}\nContent-Type: message/delivery-status\n\n\
         Reporting-MTA: dns; mx.meldpunt.example\n\nFinal-Recipient: rfc822; joke@meldpunt.example\nAction: {action}\n\
         Status: 5.1.1\n--{boundary}\nContent-Type: text/rfc822-headers\n\nMessage-ID: {}\n--{boundary}--",
        sent.header("Message-ID")
    );
    Mail::from("MAILER-DAEMON@mx.meldpunt.example", &text)
        .returning_to("")
        .header("Content-Type", &format!("multipart/report; report-type=delivery-status; boundary=\"{boundary}\""))
}

#[tokio::test]
async fn a_report_that_it_did_not_arrive_is_one_task_however_often_it_comes() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let world = World::with(backend, &[]).await;
        let (kenmerk, sent) = acknowledged(&world, &Mail::from("joke@meldpunt.example", ADDRESS)).await;
        world.settled().await;
        let late = world.mailed(&report(&sent, "delayed")).await;
        assert_eq!(world.status_of(&late).await, "wachtbak");
        assert!(world.tasks().await.iter().all(|task| task.kind != "antwoord-kwam-niet-aan"), "late is not lost");
        for _ in 0..2 {
            let lost = world.mailed(&report(&sent, "failed")).await;
            assert_eq!(world.status_of(&lost).await, "wachtbak");
        }
        let tasks = world.tasks().await;
        let lost: Vec<_> = tasks.iter().filter(|task| task.kind == "antwoord-kwam-niet-aan").collect();
        assert_eq!(lost.len(), 1, "{lost:?}");
        assert_eq!(lost[0].signal_kenmerk, kenmerk);
        assert_eq!(world.sink.taken().len(), 1, "a report is never answered");
    }
}

#[tokio::test]
async fn an_out_of_office_is_kept_beside_what_it_answers() {
    let world = World::start().await;
    acknowledged(&world, &Mail::from("joke@meldpunt.example", ADDRESS)).await;
    let sent = world.sink.taken().remove(0);
    let away = answer_to(&sent, "joke@meldpunt.example", "Ik ben er maandag weer.")
        .about("Automatisch antwoord: Auto: Ontvangstbevestiging")
        .header("Auto-Submitted", "auto-replied");
    let kenmerk = world.mailed(&away).await;
    assert_eq!(world.status_of(&kenmerk).await, "wachtbak");
    world.settled().await;
    assert_eq!(world.sink.taken().len(), 1);
}

#[tokio::test]
async fn a_ticket_system_that_answers_everything_is_answered_once() {
    let world = World::start().await;
    let (_, sent) = acknowledged(&world, &Mail::from("tickets@acantus.example", ADDRESS)).await;
    // It says nowhere that it is a machine, and it answers everything that it is sent.
    let mut last = sent;
    for round in 0..3 {
        world.mailed(&answer_to(&last, "tickets@acantus.example", &format!("Uw ticket {round} is ontvangen."))).await;
        world.settled().await;
        match world.sink.taken().pop() {
            Some(newer) if newer.header("Message-ID") != last.header("Message-ID") => last = newer,
            _ => break,
        }
    }
    assert_eq!(world.sink.taken().len(), 1, "one exchange, and no more");
}

#[tokio::test]
async fn a_kenmerk_in_the_subject_or_text_of_its_reporter_is_an_answer() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let world = World::with(backend, &[]).await;
        let (first, _) = acknowledged(&world, &Mail::from("joke@meldpunt.example", POSTMA)).await;
        let postma = world.casus_of(&first).await;
        let news = "Inmiddels is ook de stroom afgesloten.";
        for mail in [
            Mail::from("joke@meldpunt.example", news).about(&format!("Re: Auto: Ontvangstbevestiging {first}")),
            Mail::from("piet@meldpunt.example", news).about(&format!("Aanvulling op {first}")),
            Mail::from("joke@meldpunt.example", &format!("Bij {first}: de stroom is afgesloten.")),
        ] {
            let joined = world.mailed(&mail).await;
            assert_eq!(world.casus_of(&joined).await["id"], postma["id"], "{}", mail.subject);
            let tasks = world.tasks().await;
            assert!(tasks.iter().any(|task| task.signal_kenmerk == joined && task.kind == "handmatig-bevestigen"));
        }
        let other = Mail::from("joke@meldpunt.example", "Ook bij familie Drenth is het mis; Piet Drenth drinkt.")
            .about(&format!("Aanvulling op {first}"));
        let other = world.mailed(&other).await;
        assert_ne!(world.casus_of(&other).await["id"], postma["id"]);
        assert_eq!(world.proposals().await.len(), 1, "a human is asked");
        world.settled().await;
        assert_eq!(world.sink.taken().len(), 1, "no answer is answered");
    }
}

#[tokio::test]
async fn a_kenmerk_from_another_than_its_reporter_is_a_mention() {
    let world = World::start().await;
    let (first, _) = acknowledged(&world, &Mail::from("joke@meldpunt.example", POSTMA)).await;
    let mail = Mail::from("jan@cjg.example", "Hier speelt ook iets.").about(&format!("Re: {first}"));
    let other = world.mailed(&mail).await;
    assert_ne!(world.casus_of(&first).await["id"], world.casus_of(&other).await["id"]);
    assert!(world.proposals().await.is_empty(), "who only knows a number learns and moves nothing");
    eventually("its acknowledgement, as ever", async || (world.sink.taken().len() == 2).then_some(())).await;
}

#[tokio::test]
async fn a_ticket_system_that_names_only_our_kenmerk_is_answered_once() {
    for (about, quotes) in [("Re: Auto: Ontvangstbevestiging {} [Ticket#12]", ""), ("[Ticket#12] Uw melding", "{}")] {
        let world = World::start().await;
        let (mut kenmerk, _) = acknowledged(&world, &Mail::from("tickets@acantus.example", ADDRESS)).await;
        for round in 0..4 {
            let text = format!("Uw bericht {round} is ontvangen.\n\n> Kenmerk: {}", quotes.replace("{}", &kenmerk));
            let robot = Mail::from("tickets@acantus.example", &text).about(&about.replace("{}", &kenmerk));
            kenmerk = world.mailed(&robot).await;
            world.settled().await;
            if world.sink.taken().len() == 1 {
                break;
            }
        }
        assert_eq!(world.sink.taken().len(), 1, "{about}: one exchange, and no more");
    }
}

/// A port that is free now.
async fn free_port() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

#[tokio::test]
async fn two_voordeurs_that_write_to_each_other_stop_after_one_exchange() {
    // Each is a partner of the other, and the other's mail server.
    let there = free_port().await;
    let relay = format!("smtp://{there}");
    let meldpunt = [
        ("SMTP__ADDRESSES", "signaal@meldpunt.example"),
        ("OUTGOING__FROM", "Meldpunt <signaal@meldpunt.example>"),
        ("OUTGOING__RELAY", relay.as_str()),
    ];
    let one = World::with(Backend::Sqlite, &meldpunt).await;
    let back = format!("smtp://{}", one.smtp_address());
    let listen = there.to_string();
    let politie = [
        ("SMTP__LISTEN", listen.as_str()),
        ("SMTP__ADDRESSES", "signaal@politie.example"),
        ("OUTGOING__FROM", "Politie <signaal@politie.example>"),
        ("OUTGOING__RELAY", back.as_str()),
    ];
    let other = World::with(Backend::Sqlite, &politie).await;
    // One of them begins, as a person there would, with the address that the other answers to.
    let mail = Mail::from("signaal@politie.example", ADDRESS);
    let mut client = MailClient::greet(one.smtp_address(), "EHLO").await.unwrap();
    let reply = client.send_to(&mail.reverse_path, "signaal@meldpunt.example", &mail.octets()).await.unwrap();
    assert!(reply.starts_with("250 "), "{reply}");
    eventually("the acknowledgement is there", async || (other.signalen().await.len() == 1).then_some(())).await;
    for _ in 0..3 {
        one.settled().await;
        other.settled().await;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!((one.signalen().await.len(), other.signalen().await.len()), (1, 1), "one letter, one acknowledgement");
}
