//! Mail that is fetched from a mailbox, at a real Dovecot.

use std::{
    fs,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tokio_util::sync::CancellationToken;
use voordeur::{
    config,
    domain::{Kenmerk, Receipt, SignalId},
    doors::imap::{MailboxDoor, Roots},
    gateway,
    intake::{IntakeError, MailTaker, Mailboxes, Unavailable},
    mail::Envelope,
    store::Store,
};

use super::{
    binary::Installation,
    clients::{Mail, http},
    dovecot::{Dovecot, Setup, USER, free_port},
    sink::Sink,
    world::{Backend, World, config_file, eventually},
};

fn mail(number: u32) -> Mail {
    let text = format!("Zorg over Krabbenscheerstraat {number}, 9675 XA Winschoten.");
    Mail::from("joke@meldpunt.example", &text).header("Return-Path", "<joke@meldpunt.example>")
}

async fn world_of(dovecot: &Dovecot, more: &[(&str, &str)]) -> World {
    world_on(Backend::Sqlite, &dovecot.settings(), more).await
}

async fn world_on(backend: Backend, settings: &[(&'static str, String)], more: &[(&str, &str)]) -> World {
    let settings = settings.iter().map(|(name, value)| (*name, value.as_str()));
    let settings: Vec<(&str, &str)> = settings.chain(more.iter().copied()).collect();
    World::with(backend, &settings).await
}

/// Returns when so many signals are there; there are no more.
async fn taken(world: &World, count: usize) {
    eventually(&format!("{count} signals"), async || (world.signalen().await.len() >= count).then_some(())).await;
    assert_eq!(world.signalen().await.len(), count);
}

async fn flags_become(dovecot: &Dovecot, folder: &str, expected: &[&str]) {
    eventually(&format!("{folder} is {expected:?}"), async || {
        let flags = dovecot.flags(folder).await;
        (flags == expected).then_some(())
    })
    .await;
}

#[tokio::test]
async fn mail_that_lies_there_and_mail_that_comes_is_taken_answered_and_marked() {
    let dovecot = Dovecot::start(Setup::default()).await;
    dovecot.deliver("INBOX", &mail(1).octets(), "").await;
    dovecot.deliver("INBOX", &mail(2).octets(), "\\Seen").await;
    let world = world_of(&dovecot, &[]).await;
    taken(&world, 1).await;
    // Dovecot calls (IDLE); what a person reads before us is a signal all the same.
    dovecot.deliver("INBOX", &mail(3).octets(), "\\Seen").await;
    taken(&world, 2).await;
    flags_become(&dovecot, "INBOX", &["1 \\Seen", "2 \\Seen", "3 \\Seen"]).await;
    eventually("both are answered", async || (world.sink.taken_for("joke@meldpunt.example").len() == 2).then_some(()))
        .await;
    let line = &world.signalen().await[0];
    assert_eq!((line["bron"].as_str(), line["kanaal"].as_str()), (Some("meldpunt"), Some("email")));
}

#[tokio::test]
async fn without_idle_the_folder_is_looked_at_now_and_then() {
    let capabilities = "imap_capability = IMAP4rev1 UIDPLUS LITERAL+".to_owned();
    let dovecot = Dovecot::start(Setup { more: capabilities }).await;
    let world = world_of(&dovecot, &[]).await;
    for number in 1..=2 {
        dovecot.deliver("INBOX", &mail(number).octets(), "").await;
        taken(&world, number as usize).await;
    }
}

#[tokio::test]
async fn under_tls_only_a_server_that_we_know_is_believed() {
    let dovecot = Dovecot::start(Setup::default()).await;
    for tls in ["tls", "starttls"] {
        let world = world_on(Backend::Sqlite, &dovecot.settings_with(tls), &[]).await;
        dovecot.deliver("INBOX", &mail(1).octets(), "").await;
        taken(&world, 1).await;
        world.running.stop().await;
    }
    let mut unknown = dovecot.settings_with("tls");
    unknown.retain(|(name, _)| *name != "IMAP__CA_FILE");
    dovecot.deliver("INBOX", &mail(2).octets(), "").await;
    let world = world_on(Backend::Sqlite, &unknown, &[]).await;
    tokio::time::sleep(Duration::from_millis(800)).await;
    assert!(world.signalen().await.is_empty());
    let metrics = http(world.running.addresses.metrics.unwrap(), "GET /metrics", &[], b"").await.unwrap();
    assert!(metrics.body.contains("voordeur_mailbox_readable"), "{}", metrics.body);
}

#[tokio::test]
async fn what_was_taken_is_moved_or_gets_a_keyword() {
    for more in ["", "imap_capability = IMAP4rev1 UIDPLUS IDLE LITERAL+"] {
        let dovecot = Dovecot::start(Setup { more: more.to_owned() }).await;
        dovecot.command(&["CREATE \"Ver w&AOk-rkt\""]).await;
        dovecot.deliver("INBOX", &mail(1).octets(), "").await;
        let world = world_of(&dovecot, &[("IMAP__MARK", "map:Ver wérkt")]).await;
        taken(&world, 1).await;
        flags_become(&dovecot, "INBOX", &[]).await;
        assert_eq!(dovecot.flags("\"Ver w&AOk-rkt\"").await.len(), 1);
        dovecot.deliver("INBOX", &mail(2).octets(), "").await;
        taken(&world, 2).await;
    }
    let dovecot = Dovecot::start(Setup::default()).await;
    dovecot.deliver("INBOX", &mail(1).octets(), "").await;
    let world = world_of(&dovecot, &[("IMAP__MARK", "vlag:Voordeur")]).await;
    taken(&world, 1).await;
    flags_become(&dovecot, "INBOX", &["1 Voordeur"]).await;
}

#[tokio::test]
async fn what_cannot_be_taken_stays_flagged_and_is_told_until_somebody_moves_it() {
    let dovecot = Dovecot::start(Setup::default()).await;
    let large = Mail::from("joke@meldpunt.example", &"vuilniszakken op de galerij\n".repeat(1000));
    dovecot.deliver("INBOX", &large.octets(), "").await;
    dovecot.deliver("INBOX", &mail(1).octets(), "").await;
    let world = world_of(&dovecot, &[("SMTP__MAX_MESSAGE_BYTES", "20000")]).await;
    taken(&world, 1).await;
    flags_become(&dovecot, "INBOX", &["1 \\Flagged", "2 \\Seen"]).await;
    assert_eq!(world.store.left_mails().await.unwrap(), 1);
    dovecot.command(&["SELECT INBOX", "UID STORE 1 +FLAGS (\\Deleted)", "EXPUNGE"]).await;
    eventually("nothing is left", async || (world.store.left_mails().await.unwrap() == 0).then_some(())).await;
}

#[tokio::test]
async fn what_was_left_is_taken_once_it_fits() {
    let dovecot = Dovecot::start(Setup::default()).await;
    let large = Mail::from("joke@meldpunt.example", &"vuilniszakken op de galerij\n".repeat(1000));
    dovecot.deliver("INBOX", &large.octets(), "").await;
    let installation = installation(&dovecot);
    let run = |limit: &str| {
        let mut command =
            Installation { folder: tempfile::tempdir().unwrap(), environment: installation.environment.clone() };
        command.environment.push(("VOORDEUR__SMTP__MAX_MESSAGE_BYTES".to_owned(), limit.to_owned()));
        command
    };
    let program = run("20000").serve("info");
    flags_become(&dovecot, "INBOX", &["1 \\Flagged"]).await;
    program.signal("TERM");
    let (status, [log, _]) = program.ended();
    assert!(status.success() && log.contains("messages stay in the mailbox"), "{log}");
    let program = run("200000").serve("info");
    flags_become(&dovecot, "INBOX", &["1 \\Flagged \\Seen"]).await;
    program.signal("TERM");
    assert!(program.ended().0.success());
}

#[tokio::test]
async fn a_new_numbering_doubles_nothing_and_loses_nothing() {
    let mut dovecot = Dovecot::start(Setup::default()).await;
    for number in 1..=3 {
        dovecot.deliver("INBOX", &mail(number).octets(), "").await;
    }
    let world = world_of(&dovecot, &[]).await;
    taken(&world, 3).await;
    flags_become(&dovecot, "INBOX", &["1 \\Seen", "2 \\Seen", "3 \\Seen"]).await;
    dovecot.stop();
    dovecot.renumber();
    dovecot.go_on().await;
    // Read by somebody before we look again: with the numbers gone, the mark alone would hide it.
    dovecot.deliver("INBOX", &mail(4).octets(), "\\Seen").await;
    taken(&world, 4).await;
    dovecot.deliver("INBOX", &mail(5).octets(), "").await;
    taken(&world, 5).await;
}

#[tokio::test]
async fn a_server_that_was_away_and_a_password_that_was_wrong_are_tried_again() {
    let mut dovecot = Dovecot::start(Setup::default()).await;
    let settings = dovecot.settings();
    let password = settings.iter().find(|(name, _)| *name == "IMAP__PASSWORD_FILE").unwrap().1.clone();
    let right = fs::read(&password).unwrap();
    fs::write(&password, "fout").unwrap();
    dovecot.deliver("INBOX", &mail(1).octets(), "").await;
    let world = world_on(Backend::Sqlite, &settings, &[]).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    fs::write(&password, right).unwrap();
    taken(&world, 1).await;
    dovecot.stop();
    dovecot.go_on().await;
    dovecot.deliver("INBOX", &mail(2).octets(), "").await;
    taken(&world, 2).await;
}

#[tokio::test]
async fn of_two_nodes_one_reads_and_the_other_takes_over() {
    let dovecot = Dovecot::start(Setup::default()).await;
    let first = world_on(Backend::Postgres, &dovecot.settings(), &[]).await;
    dovecot.deliver("INBOX", &mail(1).octets(), "").await;
    taken(&first, 1).await;
    let second = first.neighbour_with(&dovecot.settings()).await;
    let logins = || fs::read_to_string(dovecot.path("log")).unwrap().matches("imap-login: Info: Login").count();
    dovecot.deliver("INBOX", &mail(2).octets(), "").await;
    taken(&second, 2).await;
    // One for each mail delivered and one for the reader.
    assert_eq!(logins(), 3);
    first.running.stop().await;
    dovecot.deliver("INBOX", &mail(3).octets(), "").await;
    taken(&second, 3).await;
}

/// Says that the store is away, so many times; then takes.
struct Moody {
    away: AtomicU32,
    taken: AtomicU32,
}

impl MailTaker for Moody {
    async fn take_mail(&self, _: Envelope, _: Vec<u8>) -> Result<Receipt, IntakeError> {
        if self.away.load(Ordering::SeqCst) > 0 {
            self.away.fetch_sub(1, Ordering::SeqCst);
            return Err(Unavailable::because("disk full").into());
        }
        Ok(Receipt {
            id: SignalId(gateway::new_id()),
            kenmerk: Kenmerk::of_signal(u64::from(self.taken.fetch_add(1, Ordering::SeqCst))),
            received_at: gateway::now(),
            repeated: false,
            warnings: Vec::new(),
        })
    }
}

#[tokio::test]
async fn while_the_store_is_away_nothing_is_marked_and_later_all_is_taken() {
    let dovecot = Dovecot::start(Setup::default()).await;
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&format!("sqlite:{}/v.db", folder.path().display())).await.unwrap();
    let environment = dovecot.settings().into_iter().map(|(name, value)| (format!("VOORDEUR__{name}"), value));
    let (settings, _) = config::load(&config_file(), environment).unwrap_or_else(|error| panic!("{error}"));
    let taker = Arc::new(Moody { away: AtomicU32::new(3), taken: AtomicU32::new(0) });
    for number in 1..=3 {
        dovecot.deliver("INBOX", &mail(number).octets(), "").await;
    }
    let (roots, book) = (Roots::load(None).unwrap(), Arc::new(store));
    let imap = settings.imap.unwrap();
    let door = MailboxDoor::new((imap, roots), (Arc::clone(&taker), book), "knoop".to_owned(), gateway::now);
    tokio::spawn(door.run(CancellationToken::new()));
    eventually("it was asked in vain", async || (taker.away.load(Ordering::SeqCst) < 3).then_some(())).await;
    if taker.away.load(Ordering::SeqCst) > 0 {
        assert_eq!(dovecot.flags("INBOX").await, ["1 ", "2 ", "3 "]);
    }
    flags_become(&dovecot, "INBOX", &["1 \\Seen", "2 \\Seen", "3 \\Seen"]).await;
    assert_eq!(taker.taken.load(Ordering::SeqCst), 3);
}

fn installation(dovecot: &Dovecot) -> Installation {
    let mut installation = Installation::new("smtp://127.0.0.1:1");
    let settings = dovecot.settings().into_iter();
    installation.environment.extend(settings.map(|(name, value)| (format!("VOORDEUR__{name}"), value)));
    installation
}

#[tokio::test]
async fn killed_again_and_again_it_takes_each_mail_once() {
    const MAILS: usize = 60;
    let dovecot = Dovecot::start(Setup::default()).await;
    for number in 0..MAILS {
        dovecot.deliver("INBOX", &mail(u32::try_from(number).unwrap()).octets(), "").await;
    }
    let sink = Sink::open().await;
    let mut installation = installation(&dovecot);
    installation.environment.push(("VOORDEUR__OUTGOING__RELAY".to_owned(), sink.relay()));
    let seen = async || dovecot.flags("INBOX").await.iter().filter(|flags| flags.ends_with("\\Seen")).count();
    let mut kills = 0;
    while seen().await < MAILS {
        let mut program = installation.serve("info");
        tokio::time::sleep(Duration::from_millis(400 + 150 * kills)).await;
        program.kill();
        let _ = program.ended();
        kills += 1;
        assert!(kills < 40, "it gets no further");
    }
    let leader = installation.key("--role", "projectleider");
    let program = installation.serve("info");
    let header = format!("Bearer {leader}");
    let page = http(program.http, "GET /v1/signalen?paginaGrootte=200", &[("Authorization", &header)], b"").await;
    let page = page.unwrap().is(200).json();
    assert_eq!(page["resultaten"].as_array().unwrap().len(), MAILS, "after {kills} kills");
}

/// A token endpoint and the introspection that Dovecot asks; remembers what it was asked.
struct Issuer {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
    issued: Arc<AtomicU32>,
}

impl Issuer {
    async fn open() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", free_port())).await.unwrap();
        let issuer =
            Self { port: listener.local_addr().unwrap().port(), asked: Arc::default(), issued: Arc::default() };
        let (asked, issued) = (Arc::clone(&issuer.asked), Arc::clone(&issuer.issued));
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let (asked, issued) = (Arc::clone(&asked), Arc::clone(&issued));
                tokio::spawn(async move {
                    let mut request = Vec::new();
                    let whole = |request: &[u8]| {
                        let text = String::from_utf8_lossy(request).into_owned();
                        let (head, body) = text.split_once("\r\n\r\n")?;
                        let length = head.to_lowercase().split("content-length: ").nth(1).map_or(0, |rest| {
                            rest.split("\r\n").next().and_then(|length| length.parse().ok()).unwrap_or(0)
                        });
                        (body.len() >= length).then(|| (head.to_owned(), body.to_owned()))
                    };
                    let (head, body) = loop {
                        if let Some(whole) = whole(&request) {
                            break whole;
                        }
                        if stream.read_buf(&mut request).await.unwrap_or(0) == 0 {
                            return;
                        }
                    };
                    let answer = if head.contains(" /token ") {
                        asked.lock().unwrap().push(body);
                        let number = issued.fetch_add(1, Ordering::Relaxed) + 1;
                        json!({"token_type": "Bearer", "expires_in": 3600, "access_token": format!("token-{number}"),
                               "refresh_token": format!("ververs-{number}")})
                    } else {
                        // The first token is one that the mailbox's server does not want.
                        json!({"active": head.contains("token-2") || body.contains("token-2"), "username": USER})
                    };
                    let body = answer.to_string();
                    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close";
                    let answer = format!("{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
                    let _ = stream.write_all(answer.as_bytes()).await;
                });
            }
        });
        issuer
    }
}

#[tokio::test]
async fn with_oauth2_a_token_is_asked_for_and_a_refused_one_is_replaced() {
    let issuer = Issuer::open().await;
    let passdb = |at: &str| format!("passdb {{\n driver = oauth2\n mechanisms = xoauth2\n args = {at}\n}}");
    let mut dovecot = Dovecot::start(Setup::default()).await;
    dovecot.stop();
    let oauth = dovecot.write(
        "oauth2",
        &format!(
            "introspection_mode = post\nintrospection_url = http://127.0.0.1:{}/introspect\n\
             username_attribute = username\nactive_attribute = active\nactive_value = true\n",
            issuer.port
        ),
    );
    let configuration = fs::read_to_string(dovecot.path("dovecot.conf")).unwrap();
    dovecot.write("dovecot.conf", &(configuration + &passdb(oauth.to_str().unwrap())));
    dovecot.go_on().await;
    dovecot.deliver("INBOX", &mail(1).octets(), "").await;
    let mut settings = dovecot.settings();
    settings.retain(|(name, _)| *name != "IMAP__PASSWORD_FILE");
    settings.push(("IMAP__OAUTH_TOKEN_URL", format!("http://127.0.0.1:{}/token", issuer.port)));
    settings.push(("IMAP__OAUTH_CLIENT_ID", "een-app".to_owned()));
    settings.push(("IMAP__OAUTH_SCOPE", "https://outlook.office365.com/.default".to_owned()));
    let secret = dovecot.write("secret", "ge+heim\n").display().to_string();
    settings.push(("IMAP__OAUTH_SECRET_FILE", secret));
    let world = world_on(Backend::Sqlite, &settings, &[]).await;
    taken(&world, 1).await;
    world.running.stop().await;
    let client = "client_id=een-app&client_secret=ge%2Bheim&grant_type=client_credentials\
                  &scope=https%3A%2F%2Foutlook.office365.com%2F.default";
    assert_eq!(*issuer.asked.lock().unwrap(), [client, client]);
    // With a person's refresh token: the newer one is kept.
    issuer.asked.lock().unwrap().clear();
    issuer.issued.store(1, Ordering::Relaxed);
    let refresh = dovecot.write("refresh", "ververs-0");
    settings.retain(|(name, _)| *name != "IMAP__OAUTH_SECRET_FILE");
    settings.push(("IMAP__OAUTH_REFRESH_TOKEN_FILE", refresh.display().to_string()));
    dovecot.deliver("INBOX", &mail(2).octets(), "").await;
    let world = world_on(Backend::Sqlite, &settings, &[]).await;
    taken(&world, 1).await;
    assert!(issuer.asked.lock().unwrap()[0].contains("grant_type=refresh_token&refresh_token=ververs-0"));
    assert_eq!(fs::read_to_string(refresh).unwrap(), "ververs-2");
}
