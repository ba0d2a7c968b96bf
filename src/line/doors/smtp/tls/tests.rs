//! STARTTLS on a real socket: what is said before it counts for nothing after it.

use std::{fs, path::Path, sync::Arc, time::Duration};

use rustls::{
    ClientConfig, RootCertStore,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, ServerName},
};
use tokio::{io::BufReader, net::TcpStream};
use tokio_rustls::{TlsConnector, client::TlsStream};

use super::Certificate;
use crate::doors::{
    limits::RateLimit,
    smtp::{
        Dialect, MailDoor,
        tests::{Client, Open, Taker, rules, serve},
    },
};

/// Writes a new certificate of its own making.
fn certify(folder: &Path) -> CertificateDer<'static> {
    let made = rcgen::generate_simple_self_signed(["wijkteam.example".to_owned()]).unwrap();
    fs::write(folder.join("chain.pem"), made.cert.pem()).unwrap();
    fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    made.cert.der().clone()
}

async fn secure_door(folder: &Path) -> Open {
    let certificate = Certificate::load(&folder.join("chain.pem"), &folder.join("key.pem")).unwrap();
    let taker = Arc::new(Taker::default());
    let door = MailDoor::new(rules(Dialect::Smtp), Arc::clone(&taker), Arc::new(RateLimit::per_minute(0)));
    serve(door.with_certificate(Some(Arc::new(certificate))), taker).await
}

async fn under_tls(stream: TcpStream, trusted: CertificateDer<'static>) -> Option<Client<TlsStream<TcpStream>>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("wijkteam.example").unwrap();
    let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.ok()?;
    Some(Client(BufReader::new(stream)))
}

async fn greeted(door: &Open) -> Client<TcpStream> {
    let mut client = door.client().await;
    client.hears("220 ").await;
    client.say(b"EHLO x.example\r\n").await;
    for line in ["250-wijkteam", "250-PIPELINING", "250-SIZE", "250-8BITMIME", "250-SMTPUTF8", "250-STARTTLS", "250 "] {
        client.hears(line).await;
    }
    client
}

#[tokio::test]
async fn a_mail_is_taken_under_tls() {
    let folder = tempfile::tempdir().unwrap();
    let trusted = certify(folder.path());
    let door = secure_door(folder.path()).await;
    let mut plain = greeted(&door).await;
    plain.asks("STARTTLS", "220 2.0.0 ").await;
    let mut client = under_tls(plain.0.into_inner(), trusted).await.unwrap();
    client.asks("MAIL FROM:<an@x.example>", "503 5.5.1 EHLO first").await;
    client.say(b"EHLO x.example\r\n").await;
    for line in ["250-wijkteam", "250-PIPELINING", "250-SIZE", "250-8BITMIME", "250-SMTPUTF8", "250 ENHANCED"] {
        client.hears(line).await;
    }
    client.asks("STARTTLS", "503 5.5.1 ").await;
    client.asks("MAIL FROM:<an@x.example>", "250 ").await;
    client.asks("RCPT TO:<signaal@wijkteam.example>", "250 ").await;
    client.asks("DATA", "354 ").await;
    client.asks("a\r\n.", "250 2.0.0 VD-").await;
    assert_eq!(door.count(), 1);
}

#[tokio::test]
async fn what_stands_behind_starttls_in_the_clear_is_never_obeyed() {
    let folder = tempfile::tempdir().unwrap();
    let trusted = certify(folder.path());
    let door = secure_door(folder.path()).await;
    let mut plain = greeted(&door).await;
    plain.say(b"STARTTLS\r\nEHLO evil.example\r\nMAIL FROM:<evil@x.example>\r\n").await;
    plain.hears("220 2.0.0 ").await;
    let mut client = under_tls(plain.0.into_inner(), trusted).await.unwrap();
    client.asks("RCPT TO:<signaal@wijkteam.example>", "503 5.5.1 MAIL first").await;
    client.asks("NOOP", "250 ").await;
}

#[tokio::test]
async fn tls_is_not_begun_within_a_message_nor_where_there_is_no_certificate() {
    let folder = tempfile::tempdir().unwrap();
    certify(folder.path());
    let door = secure_door(folder.path()).await;
    let mut client = greeted(&door).await;
    client.asks("MAIL FROM:<an@x.example>", "250 ").await;
    client.asks("STARTTLS", "503 5.5.1 ").await;
    client.asks("RSET", "250 ").await;
    client.asks("STARTTLS", "220 ").await;
}

#[tokio::test]
async fn a_new_certificate_is_used_at_once_and_a_broken_one_never() {
    let folder = tempfile::tempdir().unwrap();
    let first = certify(folder.path());
    let door = secure_door(folder.path()).await;
    let shown = async |trusted: CertificateDer<'static>| {
        let mut plain = greeted(&door).await;
        plain.asks("STARTTLS", "220 ").await;
        under_tls(plain.0.into_inner(), trusted).await.is_some()
    };
    assert!(shown(first.clone()).await);
    // The clock of a file system may be coarse.
    tokio::time::sleep(Duration::from_millis(20)).await;
    let second = certify(folder.path());
    assert!(shown(second.clone()).await && !shown(first).await);
    tokio::time::sleep(Duration::from_millis(20)).await;
    fs::write(folder.path().join("chain.pem"), "no certificate").unwrap();
    assert!(shown(second).await);
}

#[test]
fn a_key_without_its_certificate_is_refused_with_the_file_named() {
    let folder = tempfile::tempdir().unwrap();
    certify(folder.path());
    let (chain, key) = (folder.path().join("chain.pem"), folder.path().join("key.pem"));
    let other = tempfile::tempdir().unwrap();
    certify(other.path());
    for (chain, key, said) in [
        (&chain, &other.path().join("key.pem"), "do not fit"),
        (&key, &key, "holds no certificate"),
        (&chain, &folder.path().join("none.pem"), "none.pem"),
    ] {
        let error = Certificate::load(chain, key).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
}
