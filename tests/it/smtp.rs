//! The mail doors of the whole gateway: what the dialogs of one door alone cannot show.

use serde_json::json;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::{
    clients::{Mail, MailClient},
    world::{Backend, World},
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
