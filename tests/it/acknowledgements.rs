//! Who gets an acknowledgement, how it looks, and that there is exactly one.

use std::sync::Arc;

use jiff::{Timestamp, ToSpan};
use serde_json::json;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use voordeur::{
    config::OutgoingSettings,
    courier::{Courier, Letterhead, MailCarrier, Sender, Wording},
    gateway,
    intake::Due,
};

use super::{
    clients::Mail,
    sink::Sent,
    world::{World, eventually},
};

const TEXT: &str = "Op de Krabbenscheerstraat 12A, 9675 XA Winschoten, staan al weken vuilniszakken op de galerij. \
                    Bewoonster is mevrouw Van der Meulen-Bos. Kunnen jullie kijken?";

fn mail() -> Mail {
    Mail::from("joke@meldpunt.example", TEXT)
}

/// The only mail to this recipient.
#[track_caller]
fn only(world: &World, to: &str) -> Sent {
    let mut sent = world.sink.taken_for(to);
    assert_eq!(sent.len(), 1, "{sent:?}");
    sent.remove(0)
}

#[tokio::test]
async fn an_answer_shows_that_a_machine_wrote_it_and_to_what() {
    let world = World::start().await;
    let mail = mail().header("References", "<eerder@meldpunt.example>");
    let kenmerk = world.mailed(&mail).await;
    world.settled().await;
    let answer = only(&world, "joke@meldpunt.example");
    assert_eq!(answer.reverse_path, "", "RFC 3834 §3.3: nobody answers an answer");
    let instance = world.store.instance_value("naam", "").await.unwrap();
    for (name, expected) in [
        ("Auto-Submitted", "auto-replied"),
        ("In-Reply-To", &format!("<{}>", mail.id)),
        ("References", &format!("<eerder@meldpunt.example> <{}>", mail.id)),
        ("X-Auto-Response-Suppress", "All"),
        ("X-Voordeur-Loop", &instance),
        ("From", "Wijkteam <signaal@wijkteam.example>"),
        ("To", "joke@meldpunt.example"),
        ("Subject", &format!("Auto: Ontvangstbevestiging {kenmerk}")),
    ] {
        assert_eq!(answer.header(name), expected, "{name}");
    }
    assert!(answer.header("Message-ID").starts_with("<ack.") && !instance.is_empty());
    assert!(answer.text().contains(&kenmerk));
}

#[tokio::test]
async fn an_answer_repeats_nothing_of_what_was_said() {
    let world = World::start().await;
    world.mailed(&mail().about("Overlast bij mevrouw Van der Meulen").header("X-Extra", "1")).await;
    world.settled().await;
    let answer = only(&world, "joke@meldpunt.example");
    let all = format!("{} {}", answer.octets, answer.text());
    for said in ["Krabben", "9675", "Meulen", "Bos", "vuilnis", "Overlast bij", "12A"] {
        assert!(!all.contains(said), "{said} stands in\n{all}");
    }
}

#[tokio::test]
async fn a_mail_that_comes_three_times_is_answered_once() {
    let world = World::start().await;
    let mail = mail();
    let first = world.mailed(&mail).await;
    assert_eq!(world.mailed(&mail).await, first);
    assert_eq!(world.delivered(&mail).await, first, "by the other door");
    world.settled().await;
    only(&world, "joke@meldpunt.example");
    assert_eq!(world.signalen().await.len(), 1);
}

#[tokio::test]
async fn machines_are_not_answered_and_their_mail_is_kept() {
    let world = World::start().await;
    let plain = |from: &str| Mail::from(from, TEXT);
    let mut bounce = plain("mailer-daemon@meldpunt.example")
        .returning_to("")
        .header("Content-Type", "multipart/report; report-type=delivery-status; boundary=grens");
    bounce.text = "--grens\nContent-Type: text/plain\n\nNiet bezorgd.\n\n--grens\nContent-Type: \
                   message/delivery-status\n\nReporting-MTA: dns; mx.meldpunt.example\n\nFinal-Recipient: rfc822; \
                   joke@meldpunt.example\nAction: failed\nStatus: 5.1.1\n\n--grens--"
        .to_owned();
    let machines = [
        plain("nieuws@meldpunt.example").header("List-Id", "Nieuws <nieuws.meldpunt.example>"),
        plain("anja@meldpunt.example").header("Auto-Submitted", "auto-replied").about("Automatisch antwoord: afwezig"),
        plain("systeem@meldpunt.example").header("Auto-Submitted", "auto-generated"),
        plain("noreply@politie.example"),
        plain("bulk@meldpunt.example").header("Precedence", "bulk"),
        plain("leeg@meldpunt.example").returning_to(""),
        bounce,
    ];
    let mut kept = Vec::new();
    for machine in &machines {
        kept.push(world.mailed(machine).await);
    }
    let person = world.mailed(&mail()).await;
    world.settled().await;
    assert_eq!(world.sink.attempts().len(), 1, "only the person is answered: {:?}", world.sink.attempts());
    only(&world, "joke@meldpunt.example");
    let mut lines: Vec<String> =
        world.signalen().await.iter().map(|line| line["kenmerk"].as_str().unwrap().to_owned()).collect();
    lines.sort();
    kept.push(person);
    kept.sort();
    assert_eq!(lines, kept, "every mail is kept");
    // In exactly one place that a human sees.
    let placed: usize = world.households().await.iter().map(Vec::len).sum();
    assert_eq!(placed + world.list("/v1/signalen?status=wachtbak").await.len(), kept.len());
}

#[tokio::test]
async fn a_stranger_is_not_answered_and_is_a_task() {
    let world = World::start().await;
    let kenmerk = world.mailed(&Mail::from("iemand@vreemd.example", TEXT)).await;
    world.settled().await;
    assert!(world.sink.attempts().is_empty());
    let tasks = world.tasks().await;
    assert_eq!((tasks.len(), tasks[0].kind.as_str()), (1, "handmatig-bevestigen"));
    assert_eq!(tasks[0].signal_kenmerk, kenmerk);
}

#[tokio::test]
async fn our_own_answer_sent_back_to_us_is_kept_and_not_answered() {
    let world = World::start().await;
    let kenmerk = world.mailed(&mail()).await;
    world.settled().await;
    let answer = only(&world, "joke@meldpunt.example");
    // Forwarded whole, by a rule in the partner's mailbox.
    let mut returned =
        mail().about(&answer.header("Subject")).header("X-Voordeur-Loop", &answer.header("X-Voordeur-Loop"));
    returned.text = answer.text();
    let looped = world.mailed(&returned).await;
    // As it is, from our own address.
    let mut client = super::clients::MailClient::greet(world.smtp_address(), "EHLO").await.unwrap();
    let echoed = client.send("", answer.octets.as_bytes()).await.unwrap();
    assert!(echoed.starts_with("250 "), "{echoed}");
    // A robot that answers it.
    let robot = Mail::from("anja@meldpunt.example", "Ik ben met verlof.")
        .about(&format!("Automatisch antwoord: {}", answer.header("Subject")))
        .header("In-Reply-To", &answer.header("Message-ID"));
    world.mailed(&robot).await;
    world.settled().await;
    assert_eq!(world.sink.attempts().len(), 1, "{:?}", world.sink.attempts());
    assert_eq!(world.signalen().await.len(), 4);
    assert_eq!(world.status_of(&looped).await, "wachtbak");
    assert_eq!(world.status_of(&kenmerk).await, "nieuw");
}

/// With what differs by right taken out: the number and the time.
fn without_number_and_time(text: &str, kenmerk: &str) -> String {
    let text = text.replace(kenmerk, "NUMMER");
    text.lines()
        .map(|line| {
            line.split_once(" op ").filter(|(_, rest)| rest.contains(" om ")).map_or(line, |(before, _)| before)
        })
        .collect::<Vec<_>>()
        .join("\n")
}

#[tokio::test]
async fn a_known_and_an_unknown_household_are_answered_word_for_word_the_same() {
    let world = World::start().await;
    let unknown = world.mailed(&mail()).await;
    world.reported("acantus", json!({"situatieSchets": TEXT})).await;
    // Now the household is known, and somebody else writes.
    let known = world.mailed(&Mail::from("piet@meldpunt.example", TEXT)).await;
    assert_eq!(world.households().await.len(), 1);
    world.settled().await;
    let [first, second] = [only(&world, "joke@meldpunt.example"), only(&world, "piet@meldpunt.example")];
    assert_eq!(
        without_number_and_time(&first.text(), &unknown),
        without_number_and_time(&second.text(), &known),
        "the texts"
    );
    let names = |sent: &Sent| {
        let head = sent.octets.split("\r\n\r\n").next().unwrap().to_owned();
        head.lines().filter_map(|line| line.split_once(": ").map(|(name, _)| name.to_owned())).collect::<Vec<_>>()
    };
    assert_eq!(names(&first), names(&second));
    assert_eq!(first.header("Subject").replace(&unknown, ""), second.header("Subject").replace(&known, ""));
}

#[tokio::test]
async fn the_api_answers_a_known_and_an_unknown_household_the_same() {
    let world = World::start().await;
    let key = world.key("acantus").await;
    let signal = |reference: &str| json!({"situatieSchets": TEXT, "bronReferentie": reference});
    let answers = [world.post_signal(&key, &signal("een")).await, world.post_signal(&key, &signal("twee")).await];
    assert_eq!(world.households().await.len(), 1);
    let [first, second] = answers.map(|answer| {
        let mut answer = answer.is(201);
        let body = answer.json();
        let kenmerk = body["kenmerk"].as_str().unwrap().to_owned();
        for varies in [&kenmerk, body["id"].as_str().unwrap(), body["ontvangenOp"].as_str().unwrap()] {
            answer.body = answer.body.replace(varies, "");
        }
        answer.headers.retain(|(name, _)| !matches!(name.as_str(), "location" | "date"));
        (answer.body, answer.headers, body["id"].as_str().unwrap().to_owned())
    });
    assert_eq!((&first.0, &first.1), (&second.0, &second.1));
    for id in [&first.2, &second.2] {
        let read = world.ask(&key, &format!("GET /v1/signalen/{id}"), None).await.is(200).json();
        let keys: Vec<&String> = read.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["id", "kenmerk", "ontvangenOp", "partnerstatus", "terugkoppelingen"]);
    }
}

#[tokio::test]
async fn no_mail_goes_to_an_address_behind_which_nobody_reads() {
    let world = World::start().await;
    let said = "Wij mailen u niet: naar het e-mailadres dat u gaf, komt geen mail aan die iemand leest.";
    for address in ["noreply@meldpunt.example", "Postmaster@meldpunt.example", "signaal+x@wijkteam.example"] {
        let page = world.form("bewoners", &[("situatie", TEXT), ("email", address)]).await.is(200).body;
        assert!(page.contains(said), "{address}: {page}");
        let contact = json!({"digitaleAdressen": [{"soort": "email", "adres": address}]});
        let signal = json!({"situatieSchets": TEXT, "melder": contact, "terugkoppelingGewenst": true});
        let answer = world.post_signal(&world.key("acantus").await, &signal).await.is(201).json();
        let warning = answer["waarschuwingen"][0].as_str().unwrap().to_owned();
        assert!(warning.contains("Er gaat geen mail naartoe") && !warning.contains('@'), "{address}: {answer}");
    }
    let page = world.form("bewoners", &[("situatie", TEXT), ("email", "truus@bewoner.example")]).await.is(200).body;
    assert!(page.contains("Wij mailen u als wij iets willen vragen of laten weten."), "{page}");
    world.settled().await;
    assert_eq!(world.sink.attempts().len(), 1, "only the person: {:?}", world.sink.attempts());
    only(&world, "truus@bewoner.example");
}

/// The clock of a courier that comes by when every retry is due.
fn much_later() -> Timestamp {
    gateway::now() + 3.hours()
}

#[tokio::test]
async fn what_the_relay_puts_off_is_sent_later_under_the_same_message_id() {
    let world = World::start().await;
    world.sink.will_answer("451 4.2.1 Mailbox busy");
    let kenmerk = world.mailed(&mail()).await;
    eventually("the first attempt", async || (world.sink.attempts().len() == 1).then_some(())).await;
    let outgoing = OutgoingSettings {
        relay: world.sink.relay(),
        password_file: None,
        from: "signaal@wijkteam.example".to_owned(),
    };
    let courier = Courier {
        outbox: Arc::new(world.store.clone()),
        carrier: MailCarrier {
            sender: Sender::new(&outgoing).unwrap(),
            wording: |due: &Due| Ok(Wording { subject: due.kenmerk.as_str().to_owned(), text: String::new() }),
            letterhead: Letterhead::new(&outgoing.from, "parkwijk").unwrap(),
        },
        wake: Arc::new(Notify::new()),
        clock: much_later,
    };
    let shutdown = CancellationToken::new();
    let running = tokio::spawn(courier.run(shutdown.clone()));
    world.settled().await;
    shutdown.cancel();
    running.await.unwrap();
    let attempts = world.sink.attempts();
    assert_eq!(attempts.len(), 2, "{attempts:?}");
    assert_eq!(attempts[0].header("Message-ID"), attempts[1].header("Message-ID"));
    assert!(attempts[1].header("Subject").contains(&kenmerk));
    assert!(world.tasks().await.is_empty());
}

#[tokio::test]
async fn what_the_relay_refuses_becomes_a_dead_letter_and_a_task() {
    let world = World::start().await;
    world.sink.will_answer("550 5.1.1 <joke@meldpunt.example> does not exist");
    let kenmerk = world.mailed(&mail()).await;
    world.settled().await;
    let vitals = world.store.vitals(gateway::now()).await.unwrap();
    assert_eq!((vitals.outbox_dead, vitals.tasks_open), (1, 1));
    let task = world.tasks().await.remove(0);
    assert_eq!((task.kind.as_str(), task.signal_kenmerk), ("antwoord-kwam-niet-aan", kenmerk));
    assert!(task.reason.contains("550") && !task.reason.contains('@'), "{}", task.reason);
    assert_eq!(world.sink.attempts().len(), 1);
}

#[tokio::test]
async fn somebody_in_danger_hears_what_to_do_now_and_the_projectleider_gets_a_notice_without_people() {
    let world = World::start().await;
    let acute = Mail::from(
        "directie@school.example",
        "Noor (6) vertelde dat papa mama en haar heeft geslagen. Ze wil niet naar huis. Kikkerbeetlaan 19, 9675 XD.",
    );
    world.mailed(&acute.about("SPOED zorg om leerling")).await;
    world.settled().await;
    assert!(only(&world, "directie@school.example").text().contains("0800-2000"));
    let notice = only(&world, "projectleider@wijkteam.example");
    assert_eq!(notice.header("Auto-Submitted"), "auto-generated");
    let all = format!("{} {}", notice.octets, notice.text());
    assert!(!all.contains("Noor") && !all.contains("Kikkerbeet") && !all.contains("leerling"), "{all}");
}
