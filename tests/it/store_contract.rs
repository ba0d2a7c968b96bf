//! What every store must do: the same cases on SQLite and on PostgreSQL, always both.

use std::{
    collections::{BTreeMap, BTreeSet},
    future::Future,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::ToSpan;
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};
use tokio::task::JoinSet;
use voordeur::{
    config,
    domain::{CasusId, SignalId},
    gateway::{self, Answering},
    intake::{
        Delivered, Lane, MailTaker, Outbox,
        deeds::{Change, ChangeRequest, Changed, Deeds},
        desk::{Desk, Piece},
        people::{Added, NewPerson, People, Role},
    },
    mail::Envelope,
    store::{QueueCare, StrayQueue},
};

use super::{
    clients::{Answer, Mail, MailClient, http},
    routes::timer_rules,
    sink::Sink,
    world::{Backend, World, config_file, environment},
};

macro_rules! on_both {
    ($($case:ident)*) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                super::$case(super::Backend::Sqlite).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                super::$case(super::Backend::Postgres).await;
            })*
        }
    };
}

on_both! {
    a_delivery_that_comes_again_gets_its_first_receipt
    a_key_with_other_content_is_refused_and_nothing_is_kept
    a_signal_is_known_by_its_key_and_by_its_number_alike
    of_many_requests_at_once_with_one_number_one_is_new
    letters_and_octets_are_kept_as_they_came
    two_hundred_at_once_of_twenty_households_make_twenty_casussen
    the_same_delivery_at_the_same_moment_is_one_signal
    mail_is_leased_once_and_again_when_its_lease_is_over
    a_closed_casus_is_opened_again_by_a_new_signal
    a_queue_that_no_team_has_any_more_is_told_with_who_works_for_it
    over_the_limit_an_answer_is_held_and_becomes_a_task
    of_many_at_once_no_more_are_answered_than_the_limit
    a_verdict_amid_new_signals_loses_none_of_them
    a_gateway_that_starts_again_knows_all_it_knew
    a_timer_runs_once_however_many_nodes_look
}

/// All at once; in the order in which they were given.
async fn all<T: Send + 'static>(jobs: Vec<impl Future<Output = T> + Send + 'static>) -> Vec<T> {
    let mut running = JoinSet::new();
    for (place, job) in jobs.into_iter().enumerate() {
        running.spawn(async move { (place, job.await) });
    }
    running.join_all().await.into_iter().collect::<BTreeMap<_, _>>().into_values().collect()
}

fn of_house(number: usize, text: &str) -> Mail {
    let street = ["Krabbenscheerstraat", "Pijlkruidhof", "Waterviolierpad", "Kikkerbeetlaan"][number % 4];
    let postcode = ["9675 XA", "9675 XC", "9675 XE", "9675 XD"][number % 4];
    let text = format!("{text} Het gaat om {street} {}, {postcode} Winschoten.", 1 + number / 4);
    Mail::from("joke@meldpunt.example", &text)
}

/// The replies to mails that all arrive at once, on connections of their own; house `n` of `houses` in turn.
async fn flood(worlds: &[&World], mails: usize, houses: usize) -> Vec<String> {
    let jobs = (0..mails).map(|number| {
        let address = worlds[number % worlds.len()].smtp_address();
        let mail = of_house(number / worlds.len() % houses, &format!("Melding {number}."));
        async move {
            let mut client = MailClient::greet(address, "EHLO").await.unwrap();
            client.send(&mail.reverse_path, &mail.octets()).await.unwrap()
        }
    });
    all(jobs.collect()).await
}

async fn a_delivery_that_comes_again_gets_its_first_receipt(backend: Backend) {
    let world = World::with(backend, &[]).await;
    let mail = of_house(0, "Zorg.");
    let first = world.mailed(&mail).await;
    assert_eq!(world.mailed(&mail).await, first);
    let key = world.key("acantus").await;
    let signal = json!({"bronReferentie": "een", "situatieSchets": "Zorg.", "adres": {"huisnummer": "geen"}});
    let answer = world.post_signal(&key, &signal).await.is(201);
    assert_eq!(world.post_signal(&key, &signal).await.is(201).body, answer.body, "warnings and time as they were");
    assert_eq!(world.signalen().await.len(), 2);
    world.store.verify_audit().await.unwrap();
}

async fn a_key_with_other_content_is_refused_and_nothing_is_kept(backend: Backend) {
    let world = World::with(backend, &[]).await;
    let key = world.key("acantus").await;
    world.post_signal(&key, &json!({"bronReferentie": "een", "situatieSchets": "Dit."})).await.is(201);
    world.post_signal(&key, &json!({"bronReferentie": "een", "situatieSchets": "Dat."})).await.is(409);
    // Of mail the content is the key: the id is its sender's to choose.
    let mail = of_house(0, "Dit.");
    let other = Mail { text: "Dat. Krabbenscheerstraat 1, 9675 XA.".to_owned(), ..mail.clone() };
    assert_ne!(world.mailed(&mail).await, world.mailed(&other).await);
    assert_eq!(world.signalen().await.len(), 3);
}

/// What a partner's program posts, with or without an Idempotency-Key.
async fn post_with(world: &World, key: &str, idempotency_key: Option<&str>, signal: &Value) -> Answer {
    let bearer = format!("Bearer {key}");
    let mut headers = vec![("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    headers.extend(idempotency_key.map(|key| ("Idempotency-Key", key)));
    http(world.http_address(), "POST /v1/signalen", &headers, signal.to_string().as_bytes()).await.unwrap()
}

async fn a_signal_is_known_by_its_key_and_by_its_number_alike(backend: Backend) {
    let world = World::with(backend, &[]).await;
    let key = world.key("acantus").await;
    let numbered = |number: &str, text: &str| json!({"bronReferentie": number, "situatieSchets": text});
    let (signal, other) = (numbered("R-100", "Dit."), numbered("R-100", "Dat."));
    let first = post_with(&world, &key, Some("uuid-1"), &signal).await.is(201);
    for again in [Some("uuid-1"), Some("uuid-2"), None] {
        let answer = post_with(&world, &key, again, &signal).await.is(201);
        assert_eq!((answer.header("idempotent-replayed"), &answer.body), ("true", &first.body), "{again:?}");
    }
    post_with(&world, &key, Some("uuid-1"), &other).await.is(409);
    post_with(&world, &key, None, &other).await.is(409);
    // A key that came with a repeat is that signal's too.
    post_with(&world, &key, Some("uuid-2"), &numbered("R-101", "Iets anders.")).await.is(409);
    assert_eq!(world.signalen().await.len(), 1);
    // What was refused claimed nothing, and a key is no number.
    post_with(&world, &key, Some("uuid-3"), &numbered("uuid-1", "Een ander huis.")).await.is(201);
    post_with(&world, &key, Some("R-100"), &numbered("R-102", "Nog een huis.")).await.is(201);
    assert_eq!(world.signalen().await.len(), 3);
    // News under the number of a case, with a key of its own, is a signal; it is never refused for its number.
    let news = post_with(&world, &key, Some("uuid-4"), &other).await.is(201);
    assert_ne!(news.body, first.body);
    let again = post_with(&world, &key, Some("uuid-4"), &other).await.is(201);
    assert_eq!((again.header("idempotent-replayed"), &again.body), ("true", &news.body));
    assert_eq!(world.signalen().await.len(), 4);
    world.store.verify_audit().await.unwrap();
}

async fn of_many_requests_at_once_with_one_number_one_is_new(backend: Backend) {
    let world = World::with(backend, &[]).await;
    let other_node = world.neighbour().await;
    let key = world.key("acantus").await;
    let signal = json!({"bronReferentie": "R-1", "situatieSchets": "Zorg."});
    let jobs = (0..40).map(|number| {
        let address = [&world, &other_node][number % 2].http_address();
        let (bearer, idempotency_key, body) = (format!("Bearer {key}"), format!("uuid-{number}"), signal.to_string());
        async move {
            let headers = [
                ("Authorization", bearer.as_str()),
                ("Content-Type", "application/json"),
                ("Idempotency-Key", idempotency_key.as_str()),
            ];
            http(address, "POST /v1/signalen", &headers, body.as_bytes()).await.unwrap().is(201)
        }
    });
    let answers = all(jobs.collect()).await;
    let new = answers.iter().filter(|answer| answer.header("idempotent-replayed").is_empty()).count();
    let bodies: BTreeSet<&str> = answers.iter().map(|answer| answer.body.as_str()).collect();
    assert_eq!((new, bodies.len(), world.signalen().await.len()), (1, 1, 1));
}

async fn letters_and_octets_are_kept_as_they_came(backend: Backend) {
    let world = World::with(backend, &[]).await;
    let (by, key) = (projectleider(&world).await, world.key("acantus").await);
    let odd = r#"{"Zorg", 'NULL'} \ \x41 \" ëü €, "#;
    let files = [&b"\x00\xff\\x41\""[..], b"2", b"the third one"];
    let attached =
        files.map(|file| json!({"naam": "foto.jpg", "mediatype": "image/jpeg", "inhoud": STANDARD.encode(file)}));
    let signal = json!({"onderwerp": odd, "situatieSchets": odd, "bijlagen": attached});
    let taken = world.post_signal(&key, &signal).await.is(201).json();
    assert_eq!(world.signalen().await[0]["onderwerp"], odd.trim());
    let id = SignalId::parse(taken["id"].as_str().unwrap()).unwrap();
    for (position, file) in (0..).zip(files) {
        let piece = Piece::Attachment(position);
        assert_eq!(world.store.hand_out(id, piece, &by, gateway::now()).await.unwrap().unwrap().body, file);
    }
    let original = world.store.hand_out(id, Piece::Original, &by, gateway::now()).await.unwrap().unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&original.body).unwrap(), signal);
}

async fn two_hundred_at_once_of_twenty_households_make_twenty_casussen(backend: Backend) {
    let world = World::with(backend, &[]).await;
    let replies = flood(&[&world], 200, 20).await;
    assert!(replies.iter().all(|reply| reply.starts_with("250 ")), "{replies:?}");
    let kenmerken: BTreeSet<&String> = replies.iter().collect();
    assert_eq!(kenmerken.len(), 200);
    let households = world.households().await;
    assert_eq!(households.len(), 20);
    assert!(households.iter().all(|signals| signals.len() == 10), "{households:?}");
    world.store.verify_audit().await.unwrap();
    world.settled().await;
    let ids: BTreeSet<String> = world.sink.taken().iter().map(|sent| sent.header("Message-ID")).collect();
    assert_eq!((ids.len(), world.sink.attempts().len()), (200, 200), "one answer each");
}

async fn the_same_delivery_at_the_same_moment_is_one_signal(backend: Backend) {
    let world = World::with(backend, &[]).await;
    let (mail, address) = (of_house(0, "Zorg."), world.smtp_address());
    let jobs = (0..20).map(|_| {
        let mail = mail.clone();
        async move {
            let mut client = MailClient::greet(address, "EHLO").await.unwrap();
            client.send(&mail.reverse_path, &mail.octets()).await.unwrap()
        }
    });
    let replies: BTreeSet<String> = all(jobs.collect()).await.into_iter().collect();
    assert_eq!(replies.len(), 1, "{replies:?}");
    assert_eq!(world.signalen().await.len(), 1);
    world.settled().await;
    assert_eq!(world.sink.attempts().len(), 1);
}

async fn mail_is_leased_once_and_again_when_its_lease_is_over(backend: Backend) {
    let world = World::with(backend, &[]).await;
    // A gateway without a courier.
    let sink = Sink::open().await;
    let environment = environment(&world.store_url, &sink.relay());
    let loaded = config::load(&config_file(), environment.into_iter()).unwrap();
    let (gateway, books, _writers) = gateway::open_gateway(&config_file(), loaded, Answering::Yes).await.unwrap();
    world.running.stop().await;
    for number in 0..40 {
        gateway.take_mail(Envelope::default(), of_house(number, "Zorg.").octets()).await.unwrap();
    }
    let now = gateway::now();
    let lease = |store: voordeur::store::Store, at| async move {
        store.lease(Lane::Mail, at, at + 2.minutes(), 25).await.unwrap()
    };
    let leased = all((0..4).map(|_| lease(gateway.store.clone(), now)).collect()).await;
    let first: BTreeMap<String, String> =
        leased.iter().flatten().map(|due| (due.id.clone(), due.message_id.clone())).collect();
    assert_eq!((leased.iter().map(Vec::len).sum::<usize>(), first.len()), (40, 40), "each row for one courier");
    assert!(leased.iter().flatten().all(|due| due.attempt == 1));
    assert!(lease(gateway.store.clone(), now + 1.minute()).await.is_empty());
    let settled: Vec<(String, Delivered)> = first.keys().take(30).map(|id| (id.clone(), Delivered::Sent)).collect();
    gateway.store.settle(settled.clone(), now).await.unwrap();
    gateway.store.settle(settled, now).await.unwrap();
    let again = lease(gateway.store.clone(), now + 3.minutes()).await;
    assert_eq!(again.len(), 10, "what was not settled comes again");
    assert!(again.iter().all(|due| due.attempt == 2 && first[&due.id] == due.message_id));
    drop(books);
}

/// Somebody at the desk who may do everything.
async fn projectleider(world: &World) -> voordeur::intake::people::Colleague {
    let person = NewPerson {
        name: "Sanne Veld".to_owned(),
        email: "sanne@wijkteam.example".to_owned(),
        role: Role::Projectleider,
        teams: None,
        link_hash: "0".repeat(64),
        link_expires_at: gateway::now() + 1.hour(),
    };
    assert!(matches!(world.store.add_person(person, "systeem", gateway::now()).await.unwrap(), Added::Person(_)));
    world.store.people().await.unwrap().remove(0)
}

async fn a_closed_casus_is_opened_again_by_a_new_signal(backend: Backend) {
    let world = World::with(backend, &[]).await;
    let first = world.mailed(&of_house(0, "Zorg.")).await;
    let id = world.casus_of(&first).await["id"].as_str().unwrap().to_owned();
    let casus = CasusId::parse(&id).unwrap();
    let by = projectleider(&world).await;
    let version = world.store.casus(casus, &by.id, gateway::now()).await.unwrap().unwrap().head.version;
    let close = ChangeRequest { casus, version, change: Change::Close, by };
    assert!(matches!(world.store.change(close.clone(), gateway::now()).await.unwrap(), Changed::Done { .. }));
    assert!(
        matches!(world.store.change(close, gateway::now()).await.unwrap(), Changed::Newer { .. }),
        "a stale version"
    );
    assert_eq!(world.status_of(&first).await, "afgesloten");
    let second = world.mailed(&of_house(0, "Het gaat weer mis.")).await;
    let reopened = world.casus_of(&second).await;
    assert_eq!((&reopened["id"], &reopened["status"]), (&Value::from(id), &json!("heropend")));
    assert_eq!(reopened["signalen"].as_array().unwrap().len(), 2);
    world.store.verify_audit().await.unwrap();
}

async fn a_queue_that_no_team_has_any_more_is_told_with_who_works_for_it(backend: Backend) {
    let world = World::with(backend, &[]).await;
    let queues = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    let care = async |names: &[&str]| world.store.queue_care(&queues(names)).await.unwrap();
    assert_eq!(care(&["parkwijk"]).await, QueueCare::default(), "where nobody works yet, nothing is said");
    world.mailed(&of_house(0, "Zorg.")).await;
    let by = projectleider(&world).await;
    let stray = |people| StrayQueue { queue: "parkwijk".to_owned(), people, casussen: 1 };
    let renamed = care(&["park"]).await;
    assert_eq!(renamed, QueueCare { stray: vec![stray(0)], unseen: Vec::new() }, "who works for all teams sees all");
    let place = (Role::Projectleider, Some(queues(&["parkwijk"])));
    assert!(world.store.place_person(&by.id, place.clone(), "systeem", gateway::now()).await.unwrap());
    assert_eq!(care(&["parkwijk"]).await, QueueCare::default());
    assert_eq!(care(&["park"]).await, QueueCare { stray: vec![stray(1)], unseen: queues(&["park"]) });
    assert_eq!(care(&["parkwijk", "dorpen"]).await.unseen, queues(&["dorpen"]), "a team without people");
}

async fn over_the_limit_an_answer_is_held_and_becomes_a_task(backend: Backend) {
    let world = World::with(backend, &[("ACKNOWLEDGE__MAX_PER_ADDRESS_PER_HOUR", "2")]).await;
    let mut kenmerken = Vec::new();
    for number in 0..4 {
        kenmerken.push(world.mailed(&of_house(number, "Zorg.")).await);
    }
    world.mailed(&Mail { reverse_path: "piet@meldpunt.example".to_owned(), ..of_house(9, "Zorg.") }).await;
    world.settled().await;
    assert_eq!(world.sink.taken_for("joke@meldpunt.example").len(), 2);
    assert_eq!(world.sink.taken_for("piet@meldpunt.example").len(), 1, "another reporter is answered");
    let held: Vec<String> = world.tasks().await.into_iter().map(|task| task.signal_kenmerk).collect();
    assert_eq!(held, kenmerken[2..]);
    assert_eq!(world.households().await.len(), 5, "the signals themselves are in the queue");
}

async fn a_verdict_amid_new_signals_loses_none_of_them(backend: Backend) {
    let world = World::with(backend, &[]).await;
    let known = "Mijnheer Ploegsma op het Waterviolierpad 31, 9675 XE, wordt vergeetachtig.";
    let vague = "De oude meneer Ploegsma van het Waterviolierpad komt niet meer eten.";
    for text in [known, vague] {
        world.mailed(&Mail::from("hilda@oosterlengte.example", text)).await;
    }
    let proposal = world.proposals().await.remove(0);
    let address = world.smtp_address();
    let jobs = (0..80).map(|number| {
        let mail = Mail::from("hilda@oosterlengte.example", &format!("{known} Dit is bericht {number}."));
        async move {
            let mut client = MailClient::greet(address, "EHLO").await.unwrap();
            client.send(&mail.reverse_path, &mail.octets()).await.unwrap()
        }
    });
    let (replies, verdict) = tokio::join!(all(jobs.collect()), world.decide(&proposal, "zelfde"));
    assert!(replies.iter().all(|reply| reply.starts_with("250 ")), "{replies:?}");
    verdict.is(201);
    let households = world.households().await;
    assert_eq!(households.iter().map(Vec::len).collect::<Vec<_>>(), [82], "one casus, and everybody in it");
    world.store.verify_audit().await.unwrap();
}

async fn a_gateway_that_starts_again_knows_all_it_knew(backend: Backend) {
    let world = World::with(backend, &[]).await;
    let mail = of_house(0, "Zorg.");
    let first = world.mailed(&mail).await;
    let next = world.neighbour().await;
    world.running.stop().await;
    assert_eq!(next.mailed(&mail).await, first, "the delivery");
    let second = next.mailed(&of_house(0, "Nog meer zorg.")).await;
    let mut both = vec![first, second];
    both.sort();
    assert_eq!(next.households().await, [both], "the household");
    next.store.verify_audit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_gateways_on_one_database_agree_on_the_households() {
    let world = World::with(Backend::Postgres, &[]).await;
    let neighbour = world.neighbour().await;
    let replies = flood(&[&world, &neighbour], 200, 10).await;
    assert!(replies.iter().all(|reply| reply.starts_with("250 ")), "{replies:?}");
    let households = neighbour.households().await;
    assert_eq!(households.len(), 10);
    assert!(households.iter().all(|signals| signals.len() == 20), "{households:?}");
    world.store.verify_audit().await.unwrap();
    world.settled().await;
    let attempts = [world.sink.attempts(), neighbour.sink.attempts()].concat();
    let ids: BTreeSet<String> = attempts.iter().map(|sent| sent.header("Message-ID")).collect();
    assert_eq!((ids.len(), attempts.len()), (200, 200), "two couriers, one answer each");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_cut_every_connection_costs_no_signal() {
    let world = World::with(Backend::Postgres, &[]).await;
    // One by one, more than there are writers: each has a connection.
    for text in ["Zorg.", "Nog meer zorg."] {
        for house in 0..8 {
            world.mailed(&of_house(house, text)).await;
        }
        let mut connection = PgConnection::connect(&world.store_url).await.unwrap();
        let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";
        assert!(sqlx::raw_sql(cut).fetch_all(&mut connection).await.unwrap().len() >= 4, "nobody was cut off");
    }
    assert_eq!(world.signalen().await.len(), 16);
}

async fn of_many_at_once_no_more_are_answered_than_the_limit(backend: Backend) {
    let settings = [("ACKNOWLEDGE__MAX_PER_ADDRESS_PER_HOUR", "3")];
    let world = World::with(backend, &settings).await;
    let replies = flood(&[&world], 60, 60).await;
    assert!(replies.iter().all(|reply| reply.starts_with("250 ")), "{replies:?}");
    world.settled().await;
    assert_eq!((world.sink.attempts().len(), world.tasks().await.len()), (3, 57));
}

async fn a_timer_runs_once_however_many_nodes_look(backend: Backend) {
    let world = World::with(backend, &[]).await;
    let neighbour = world.neighbour().await;
    for house in 1..=8 {
        let address = json!({"postcode": "9675 XA", "huisnummer": house});
        let signal = json!({"situatieSchets": "Huurachterstand en ontruiming.", "adres": address});
        world.reported("acantus", signal).await;
    }
    let later = gateway::now() + 720.hours();
    let rules = timer_rules(&world.store).await;
    let node = |store: voordeur::store::Store| {
        let rules = rules.clone();
        async move { store.run_timers(later, 50, &rules).await.unwrap() }
    };
    let stores = [&world.store, &neighbour.store, &world.store, &neighbour.store];
    let ran: Vec<usize> = all(stores.map(|store| node(store.clone())).into_iter().collect()).await;
    assert_eq!(ran.iter().sum::<usize>(), 16, "a deadline and an escalation each: {ran:?}");
    assert_eq!(node(world.store.clone()).await, 0);
}
