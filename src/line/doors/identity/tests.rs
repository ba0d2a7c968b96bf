//! Senders of all kinds before a name server on loopback.

use std::time::{Duration, Instant};

use base64::{Engine, engine::general_purpose::STANDARD};
use mail_auth::{
    ArcOutput, AuthenticationResults,
    arc::ArcSealer,
    common::{crypto::Ed25519Key, headers::HeaderWriter},
    dkim::{Canonicalization, DkimSigner},
};

use super::{name_server::NameServer, *};
use crate::mail::Client;

const PARTNER: &str = "politie.example";
const STRICT: &str = "v=DMARC1; p=reject";
const MAIL: &str = "From: An <an@politie.example>\r\nTo: signaal@wijkteam.example\r\nSubject: zorg\r\n\
                    Date: Mon, 23 Nov 2026 08:00:00 +0100\r\n\r\nGraag contact over het gezin.\r\n";

fn settings(resolver: SocketAddr) -> IdentitySettings {
    IdentitySettings { resolvers: vec![resolver], timeout: Duration::from_secs(10), ..IdentitySettings::default() }
}

fn check(server: &NameServer) -> DnsCheck {
    DnsCheck::new(&settings(server.address), "wijkteam.example").unwrap()
}

/// Handed over by this host, with this MAIL FROM.
fn envelope(client: &str, path: &str) -> Envelope {
    Envelope {
        reverse_path: Some(path.to_owned()),
        client: Some(Client { address: client.parse().unwrap(), helo: "mail.politie.example".to_owned() }),
        ..Envelope::default()
    }
}

/// The verdict on [`MAIL`], sent by 127.0.0.1 for an@politie.example.
async fn verdict(records: &[(&str, &str)]) -> Identity {
    let server = NameServer::knowing(records).await;
    check(&server).check(&envelope("127.0.0.1", "an@politie.example"), MAIL.as_bytes()).await
}

struct Key {
    key: Ed25519Key,
    record: String,
}

fn key() -> Key {
    let key = Ed25519Key::from_pkcs8_der(&Ed25519Key::generate_pkcs8().unwrap()).unwrap();
    let record = format!("v=DKIM1; k=ed25519; p={}", STANDARD.encode(key.public_key()));
    Key { key, record }
}

/// The mail under a signature of `domain`, and the record that its key stands in.
fn signed(mail: &str, domain: &str) -> (String, String) {
    let Key { key, record } = key();
    let signer = DkimSigner::from_key(key).domain(domain).selector("s1").headers(["From", "Subject", "Date"]);
    let signer = signer.body_canonicalization(Canonicalization::Relaxed);
    let signature = signer.sign(mail.as_bytes()).unwrap().to_header();
    (format!("{signature}{mail}"), record)
}

async fn of_signed(mail: &str, records: &[(&str, &str)]) -> Identity {
    let server = NameServer::knowing(records).await;
    check(&server).check(&envelope("127.0.0.9", "list@evil.example"), mail.as_bytes()).await
}

#[tokio::test]
async fn spf_that_passes_and_aligns_proves_with_a_policy_and_without() {
    let spf = (PARTNER, "v=spf1 ip4:127.0.0.1 -all");
    let with = verdict(&[spf, ("_dmarc.politie.example", STRICT)]).await;
    assert_eq!(with.because, "politie.example staat in voor dit bericht (DMARC).");
    assert!(with.is_proven() && verdict(&[spf]).await.is_proven());
}

#[tokio::test]
async fn a_server_that_may_not_is_contradicted_and_one_that_perhaps_may_is_unknown() {
    use IdentityVerdict::{Onbekend, Weersproken};
    for (record, expected) in [
        ("v=spf1 ip4:127.0.0.2 -all", Weersproken),
        ("v=spf1 ip4:127.0.0.2 ~all", Onbekend),
        ("v=spf1 ip4:127.0.0.2 ?all", Onbekend),
        ("v=spf1 ip4:", Onbekend),
        ("v=spf1 include:politie.example -all", Onbekend),
    ] {
        assert_eq!(verdict(&[(PARTNER, record)]).await.verdict, expected, "{record}");
    }
    assert_eq!(verdict(&[]).await.because, "Niets bewijst dat dit bericht van politie.example komt.");
}

#[tokio::test]
async fn two_records_are_an_error_of_the_domain_and_say_nothing() {
    let twice = [(PARTNER, "v=spf1 ip4:127.0.0.2 -all"), (PARTNER, "v=spf1 ip4:127.0.0.3 -all")];
    assert_eq!(verdict(&twice).await.verdict, IdentityVerdict::Onbekend);
}

#[tokio::test]
async fn spf_of_another_domain_proves_nothing() {
    let records =
        [("evil.example", "v=spf1 +all"), ("mail.politie.example", "v=spf1 -all"), ("_dmarc.politie.example", STRICT)];
    let server = NameServer::knowing(&records).await;
    let found = check(&server).check(&envelope("127.0.0.1", "an@evil.example"), MAIL.as_bytes()).await;
    assert_eq!(found.verdict, IdentityVerdict::Weersproken, "{found:?}");
}

#[tokio::test]
async fn a_policy_that_only_watches_contradicts_nobody() {
    let watching = verdict(&[("_dmarc.politie.example", "v=DMARC1; p=none; rua=mailto:d@politie.example")]).await;
    assert_eq!(watching.verdict, IdentityVerdict::Onbekend);
}

#[tokio::test]
async fn a_signature_proves_though_the_server_is_a_stranger() {
    let (mail, record) = signed(MAIL, PARTNER);
    let key = ("s1._domainkey.politie.example", record.as_str());
    assert!(of_signed(&mail, &[key, ("_dmarc.politie.example", STRICT)]).await.is_proven(), "DMARC by DKIM alone");
    assert!(of_signed(&mail, &[key]).await.is_proven());
    let mut file = envelope("127.0.0.1", "");
    (file.client, file.reverse_path) = (None, None);
    let server = NameServer::knowing(&[key]).await;
    assert!(check(&server).check(&file, mail.as_bytes()).await.is_proven(), "from a mailbox there is no client");
}

#[tokio::test]
async fn a_signature_of_another_domain_or_of_other_words_proves_nothing() {
    let (mail, record) = signed(MAIL, "evil.example");
    let records = [("s1._domainkey.evil.example", record.as_str()), ("_dmarc.politie.example", STRICT)];
    assert_eq!(of_signed(&mail, &records).await.verdict, IdentityVerdict::Weersproken);
    let (mail, record) = signed(MAIL, PARTNER);
    let changed = mail.replace("Graag contact", "Liever geen contact");
    let found = of_signed(&changed, &[("s1._domainkey.politie.example", record.as_str())]).await;
    assert_eq!(found.verdict, IdentityVerdict::Onbekend);
    assert!(found.because.ends_with("misschien is het bericht onderweg veranderd."), "{}", found.because);
}

#[tokio::test]
async fn blank_lines_that_a_relay_put_at_the_end_break_no_signature() {
    let (mail, record) = signed(MAIL, PARTNER);
    let records = [("s1._domainkey.politie.example", record.as_str()), ("_dmarc.politie.example", STRICT)];
    assert!(of_signed(&format!("{mail} \r\n\t \r\n"), &records).await.is_proven());
}

#[tokio::test]
async fn with_two_senders_nobody_is_believed() {
    let server = NameServer::knowing(&[(PARTNER, "v=spf1 +all")]).await;
    let two = format!("From: bo@politie.example\r\n{MAIL}");
    let found = check(&server).check(&envelope("127.0.0.1", "an@politie.example"), two.as_bytes()).await;
    assert_eq!((found.verdict, found.because.as_str()), (IdentityVerdict::Onbekend, mail::NO_SOLE_SENDER));
    assert_eq!(server.asked(), 0);
}

#[tokio::test]
async fn a_resolver_that_fails_makes_nobody_a_liar() {
    let (mail, _) = signed(MAIL, PARTNER);
    for name in ["_dmarc.politie.example", "s1._domainkey.politie.example"] {
        let found = of_signed(&mail, &[(name, "SERVFAIL"), ("_dmarc.politie.example", STRICT)]).await;
        assert_eq!(found.verdict, IdentityVerdict::Onbekend, "{name}: {found:?}");
    }
}

#[tokio::test]
async fn a_silent_resolver_costs_no_more_than_the_limit() {
    let (_socket, address) = NameServer::silent().await;
    let patient = IdentitySettings { timeout: Duration::from_millis(300), ..settings(address) };
    let check = DnsCheck::new(&patient, "wijkteam.example").unwrap();
    let begun = Instant::now();
    let found = check.check(&envelope("127.0.0.1", "an@politie.example"), MAIL.as_bytes()).await;
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    assert_eq!(found.verdict, IdentityVerdict::Onbekend);
    assert!(found.because.contains("DNS"), "{}", found.because);
}

#[tokio::test]
async fn the_second_mail_of_a_domain_asks_nobody() {
    let server =
        NameServer::knowing(&[(PARTNER, "v=spf1 ip4:127.0.0.1 -all"), ("_dmarc.politie.example", STRICT)]).await;
    let check = check(&server);
    let envelope = envelope("127.0.0.1", "an@politie.example");
    assert!(check.check(&envelope, MAIL.as_bytes()).await.is_proven());
    let asked = server.asked();
    assert!(check.check(&envelope, MAIL.as_bytes()).await.is_proven());
    assert_eq!(server.asked(), asked);
}

/// A mail that a list changed and sealed, having seen this of DMARC; with the record of the list's key.
fn sealed(seen: DmarcResult) -> (String, String) {
    let Key { key, record } = key();
    let changed = MAIL.replace("Graag", "[lijst] Graag");
    let message = AuthenticatedMessage::parse(changed.as_bytes()).unwrap();
    let seen = DmarcOutput::new(PARTNER.to_owned()).with_spf_result(seen);
    let results = AuthenticationResults::new("mx.lijst.example").with_dmarc_result(&seen);
    let sealer = ArcSealer::from_key(key).domain("lijst.example").selector("s1").headers(["From", "Subject"]);
    let header = sealer.seal(&message, &results, &ArcOutput::default()).unwrap().to_header();
    (format!("{header}{changed}"), record)
}

async fn of_sealed((mail, record): &(String, String), sealer: &str) -> Identity {
    let server =
        NameServer::knowing(&[("s1._domainkey.lijst.example", record), ("_dmarc.politie.example", STRICT)]).await;
    let trusting = IdentitySettings { arc_sealers: vec![sealer.to_owned()], ..settings(server.address) };
    let check = DnsCheck::new(&trusting, "wijkteam.example").unwrap();
    check.check(&envelope("127.0.0.9", "list@lijst.example"), mail.as_bytes()).await
}

#[tokio::test]
async fn a_trusted_sealer_that_saw_the_proof_is_believed() {
    let found = of_sealed(&sealed(DmarcResult::Pass), "lijst.example").await;
    assert!(found.is_proven(), "{found:?}");
    assert!(found.because.starts_with("lijst.example stuurde dit bericht door"), "{}", found.because);
}

#[tokio::test]
async fn a_seal_of_a_stranger_a_broken_one_or_one_that_saw_no_proof_is_not() {
    let proof = sealed(DmarcResult::Pass);
    let unproven = sealed(DmarcResult::Fail(mail_auth::Error::NotAligned));
    let broken = (proof.0.replace("Graag", "Nooit"), proof.1.clone());
    let lying = (proof.0.replace("header.from=politie.example", "header.from=elders.example"), proof.1.clone());
    for (mail, sealer) in [
        (&proof, "elders.example"),
        (&unproven, "lijst.example"),
        (&broken, "lijst.example"),
        (&lying, "lijst.example"),
    ] {
        assert_eq!(of_sealed(mail, sealer).await.verdict, IdentityVerdict::Weersproken, "{sealer}");
    }
}
