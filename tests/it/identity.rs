//! Who is believed: mail of a partner, and mail that only says so, through the real door.

use super::{
    clients::Mail,
    dns::NameServer,
    world::{Backend, World},
};

const TEXT: &str = "Op de Krabbenscheerstraat 12A, 9675 XA Winschoten, is weer overlast. Graag contact.";

fn mail() -> Mail {
    Mail::from("an@politie.example", TEXT)
}

/// A gateway that asks this server who may mail for whom.
async fn asking(resolver: &str) -> World {
    let settings =
        [("IDENTITY__VERIFY", "spf-dkim-dmarc"), ("IDENTITY__RESOLVERS", resolver), ("IDENTITY__TIMEOUT_MS", "400")];
    World::with(Backend::Sqlite, &settings).await
}

#[tokio::test]
async fn a_partner_that_is_proven_is_answered() {
    let server = NameServer::knowing(&[
        ("politie.example", "v=spf1 ip4:127.0.0.1 -all"),
        ("_dmarc.politie.example", "v=DMARC1; p=reject"),
    ])
    .await;
    let world = asking(&server.address.to_string()).await;
    world.mailed(&mail()).await;
    world.settled().await;
    assert_eq!(world.sink.taken_for("an@politie.example").len(), 1);
    let asked = server.asked();
    world.mailed(&mail()).await;
    assert!(asked > 0 && server.asked() == asked, "what it said is remembered");
}

#[tokio::test]
async fn whom_the_partner_disowns_is_taken_and_not_answered() {
    let server = NameServer::knowing(&[
        ("politie.example", "v=spf1 ip4:127.0.0.2 -all"),
        ("_dmarc.politie.example", "v=DMARC1; p=reject"),
    ])
    .await;
    let world = asking(&server.address.to_string()).await;
    let kenmerk = world.mailed(&mail()).await;
    world.settled().await;
    assert!(world.sink.taken_for("an@politie.example").is_empty());
    assert_eq!(world.casussen().await.len(), 1, "it is read and routed all the same");
    let tasks = world.tasks().await;
    assert_eq!(tasks.len(), 1);
    assert_eq!((tasks[0].kind.as_str(), &tasks[0].signal_kenmerk), ("handmatig-bevestigen", &kenmerk));
}

#[tokio::test]
async fn without_an_answer_of_dns_a_mail_is_late_by_the_limit_and_no_more() {
    let (_socket, address) = NameServer::silent().await;
    let world = asking(&address.to_string()).await;
    world.mailed(&mail()).await;
    world.settled().await;
    assert_eq!(world.sink.taken_for("an@politie.example").len(), 1, "not proven is not disproved");
}
