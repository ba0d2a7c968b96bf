//! The mail doors of the whole gateway: what the dialogs of one door alone cannot show.

use std::time::{Duration, Instant};

use serde_json::json;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{
    clients::{Mail, MailClient},
    world::{Backend, World, eventually},
};

fn mail() -> Mail {
    Mail::from("joke@meldpunt.example", "Zorg over Krabbenscheerstraat 12A, 9675 XA Winschoten.")
}

#[tokio::test]
async fn too_large_a_message_is_refused_and_the_next_is_taken() {
    let world = World::with(Backend::Sqlite, &[("SMTP__MAX_MESSAGE_BYTES", "20000")]).await;
    let mut client = MailClient::greet(world.smtp_address(), "EHLO").await.unwrap();
    let large = Mail::from("joke@meldpunt.example", &"vuilniszakken op de galerij\n".repeat(1000));
    let reply = client.send(&large.reverse_path, &large.octets()).await.unwrap();
    assert!(reply.starts_with("552 5.3.4"), "{reply}");
    let small = mail();
    let reply = client.send(&small.reverse_path, &small.octets()).await.unwrap();
    assert!(reply.starts_with("250 "), "{reply}");
    assert_eq!(world.signalen().await.len(), 1);
}

#[tokio::test]
async fn over_the_limit_a_client_is_told_to_wait_and_nothing_is_half_taken() {
    let settings = [("LIMITS__SMTP_MESSAGES_PER_MINUTE", "2"), ("LIMITS__FORM_POSTS_PER_MINUTE", "1")];
    let world = World::with(Backend::Sqlite, &settings).await;
    let mut client = MailClient::greet(world.smtp_address(), "EHLO").await.unwrap();
    let mut replies = Vec::new();
    for _ in 0..3 {
        let mail = mail();
        replies.push(client.send(&mail.reverse_path, &mail.octets()).await.unwrap());
    }
    assert!(replies[..2].iter().all(|reply| reply.starts_with("250 ")), "{replies:?}");
    assert!(replies[2].starts_with("451 4.7.1"), "{replies:?}");
    // The form has a limit of its own, and gives the words back.
    let form = [("situatie", "Er brandt al vier nachten licht.")];
    world.form("bewoners", &form).await.is(200);
    let refused = world.form("bewoners", &form).await.is(429);
    assert!(refused.header("retry-after").parse::<u64>().unwrap() >= 1);
    assert!(refused.body.contains("Er brandt al vier nachten licht."), "{}", refused.body);
    assert_eq!(world.signalen().await.len(), 3);
}

#[tokio::test]
async fn two_mails_whose_words_stand_in_the_header_are_two_signals() {
    let world = World::start().await;
    let mut client = MailClient::greet(world.smtp_address(), "EHLO").await.unwrap();
    let head = "From: Balie <balie@meldpunt.example>\r\nSubject: Melding\r\nMessage-ID: <1@meldpunt.example>\r\n";
    for (said, known) in [
        ("Huurder Krabbenscheerstraat 5 betaalt niet.", 1),
        ("Huurder Lisdoddeplein 6 dreigt met zelfmoord.", 2),
        ("Huurder Lisdoddeplein 6 dreigt met zelfmoord.", 2),
    ] {
        let reply = client.send("balie@meldpunt.example", format!("{head}{said}\r\n").as_bytes()).await.unwrap();
        assert!(reply.starts_with("250 "), "{reply}");
        assert_eq!(world.signalen().await.len(), known, "{said}");
    }
}

#[tokio::test]
async fn mail_for_others_is_refused_and_a_tag_is_ours() {
    let world = World::start().await;
    let mut client = MailClient::greet(world.smtp_address(), "EHLO").await.unwrap();
    client.say("MAIL FROM:<joke@meldpunt.example>").await.unwrap();
    for (recipient, code) in [
        ("iemand@elders.example", "550 5.7.1"),
        ("iemand@wijkteam.example", "550 5.1.1"),
        ("signaal+meldpunt@wijkteam.example", "250"),
        ("Signaal@Wijkteam.Example", "250"),
    ] {
        let reply = client.say(&format!("RCPT TO:<{recipient}>")).await.unwrap();
        assert!(reply.starts_with(code), "{recipient}: {reply}");
    }
}

#[tokio::test]
async fn without_its_store_every_door_says_try_again() {
    let world = World::with(Backend::Postgres, &[]).await;
    let key = world.key("acantus").await;
    let (server, name) = world.store_url.split_once("/world").unwrap();
    let number = name.split_once('?').unwrap().0;
    let maintenance = format!("{server}/postgres?{}", name.split_once('?').unwrap().1);
    let mut connection = PgConnection::connect(&maintenance).await.unwrap();
    let gone = format!("DROP DATABASE world{number} WITH (FORCE)");
    sqlx::raw_sql(AssertSqlSafe(gone)).execute(&mut connection).await.unwrap();
    let reply = world.mail(&mail()).await;
    assert!(reply.starts_with("451 4.3.0"), "{reply}");
    let answer = world.post_signal(&key, &json!({"situatieSchets": "Zorg."})).await.is(503);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert!(!answer.header("retry-after").is_empty());
    let page = world.form("bewoners", &[("situatie", "Er brandt al vier nachten licht.")]).await.is(503);
    assert!(page.body.contains("Er brandt al vier nachten licht.") && !page.body.contains("VD-"), "{}", page.body);
    world.ask("", "GET /health/ready", None).await.is(503);
    world.ask("", "GET /health/live", None).await.is(200);
}

/// A conversation up to DATA on a plain socket, whose end the story decides.
async fn up_to_data(world: &World) -> TcpStream {
    let mut stream = TcpStream::connect(world.smtp_address()).await.unwrap();
    let opening = "EHLO x\r\nMAIL FROM:<joke@meldpunt.example>\r\nRCPT TO:<signaal@wijkteam.example>\r\nDATA\r\n";
    stream.write_all(opening.as_bytes()).await.unwrap();
    let mut heard = Vec::new();
    while !String::from_utf8_lossy(&heard).contains("\r\n354 ") {
        assert!(stream.read_buf(&mut heard).await.unwrap() > 0, "{}", String::from_utf8_lossy(&heard));
    }
    stream
}

#[tokio::test]
async fn a_client_that_drops_before_the_reply_is_known_again_and_one_that_drops_before_the_end_left_nothing() {
    let world = World::start().await;
    let mail = mail();
    for cut in [".\r", ".", "", "\r\n"] {
        let mut stream = up_to_data(&world).await;
        stream.write_all(&[&mail.octets(), cut.as_bytes()].concat()).await.unwrap();
        drop(stream);
    }
    let mut stream = up_to_data(&world).await;
    stream.write_all(&[&mail.octets(), b".\r\n".as_slice()].concat()).await.unwrap();
    // Gone without hearing the 250.
    drop(stream);
    eventually("it is stored", async || (!world.signalen().await.is_empty()).then_some(())).await;
    let kenmerk = world.signalen().await[0]["kenmerk"].as_str().unwrap().to_owned();
    for _ in 0..3 {
        assert_eq!(world.mailed(&mail).await, kenmerk);
    }
    assert_eq!(world.signalen().await.len(), 1);
    world.settled().await;
    assert_eq!(world.sink.taken().len(), 1);
}

#[tokio::test]
async fn mail_that_was_made_to_hurt_is_taken_and_the_next_is_too() {
    let world = World::start().await;
    let from = "From: joke@meldpunt.example\r\nSubject: zorg\r\n";
    let deep: String = (0..1000)
        .map(|level| format!("Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n"))
        .collect();
    let nested = "Content-Type: message/rfc822\r\n\r\n".repeat(1000);
    let hostile = [
        format!("{from}{}\r\nZorg.\r\n", "X-Nog-Een: regel\r\n".repeat(10_000)),
        format!("{from}X-Lang: {}\r\n\r\nZorg, met een lang veld.\r\n", "a".repeat(1_000_000)),
        format!("{from}\r\n{}\r\n", "Zorg ".repeat(200_000)),
        format!("{from}{deep}Zorg.\r\n"),
        format!("{from}{nested}Zorg.\r\n"),
        format!("{from}Content-Type: multipart/mixed; boundary=b\r\n\r\n{}", "--b\r\n\r\nx\r\n".repeat(20_000)),
        format!("{from}Content-Type: text/html\r\n\r\n{}\r\n", "<div><table><tr><td>".repeat(3_000)),
        format!("{from}\r\n\0Zorg\0 met nullen\0\r\n"),
        "\r\n\r\n".to_owned(),
    ];
    let mut client = MailClient::greet(world.smtp_address(), "EHLO").await.unwrap();
    for (number, hurt) in hostile.iter().enumerate() {
        let reply = client.send("joke@meldpunt.example", hurt.as_bytes()).await.unwrap();
        assert!(reply.starts_with("250 "), "{number}: {reply}");
    }
    let last = mail();
    assert!(client.send(&last.reverse_path, &last.octets()).await.unwrap().starts_with("250 "));
    assert_eq!(world.signalen().await.len(), hostile.len() + 1);
}

#[tokio::test]
async fn hundreds_of_slow_clients_within_their_messages_do_not_delay_the_others() {
    let world = World::start().await;
    let mut slow = Vec::new();
    for _ in 0..300 {
        let mut stream = up_to_data(&world).await;
        stream.write_all(b"Subject: langzaam\r\n").await.unwrap();
        slow.push(stream);
    }
    for round in 0..10 {
        for stream in &mut slow {
            stream.write_all(b"x").await.unwrap();
        }
        let began = Instant::now();
        world.mailed(&Mail::from("joke@meldpunt.example", &format!("Zorg, ronde {round}."))).await;
        assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    }
    drop(slow);
    assert_eq!(world.signalen().await.len(), 10);
}
