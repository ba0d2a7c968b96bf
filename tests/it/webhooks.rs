//! Other systems that are told of signals: signed, once, and no more than the rule lets go along.

use std::{
    collections::VecDeque,
    fs,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use aws_lc_rs::hmac;
use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::Timestamp;
use serde_json::{Value, json};
use voordeur::{
    gateway,
    intake::{
        desk::Desk,
        people::{AuditAsked, AuditLine, Colleague, NewPerson, People, Role},
    },
    store::Store,
};

use super::{
    binary::{Installation, Program},
    routes::{changeable, report, rules_only},
    sink::Sink,
    world::eventually,
};

const NEW: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OLD: &str = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A system that hears of signals, and answers what the story wants.
#[derive(Clone, Default)]
struct Hearer(Arc<Mutex<Heard>>);

#[derive(Default)]
struct Heard {
    posts: Vec<(HeaderMap, String)>,
    answers: VecDeque<u16>,
}

impl Hearer {
    async fn open() -> (Self, SocketAddr) {
        let hearer = Self::default();
        let hear = |State(hearer): State<Self>, headers: HeaderMap, body: String| async move {
            let mut heard = hearer.0.lock().unwrap();
            heard.posts.push((headers, body));
            let answer = heard.answers.pop_front().unwrap_or(204);
            (StatusCode::from_u16(answer).unwrap(), [("Location", "http://127.0.0.1:1/elders")])
        };
        let router = Router::new().route("/hoor", post(hear)).with_state(hearer.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        (hearer, address)
    }

    fn will_answer(&self, status: u16) {
        self.0.lock().unwrap().answers.push_back(status);
    }

    /// Waits until so many posts came, and gives them.
    async fn heard(&self, count: usize) -> Vec<(HeaderMap, String)> {
        eventually("the other system is told", async || {
            let heard = self.0.lock().unwrap();
            (heard.posts.len() >= count).then(|| heard.posts.clone())
        })
        .await
    }
}

/// A gateway that tells `hearer` of every vogelkooi.
fn telling(sink: &Sink, hearer: SocketAddr) -> (Installation, Program, String) {
    let (installation, rules) = changeable(&sink.relay());
    let folder = rules.parent().unwrap().join("config");
    fs::write(folder.join("sleutel"), format!("{NEW}\n{OLD}\n")).unwrap();
    let partners = fs::read_to_string(folder.join("partners.toml")).unwrap();
    let webhook = format!(
        "\n[[webhook]]\nname = \"zaaksysteem\"\nurl = \"http://{hearer}/hoor\"\nsecret_file = \"sleutel\"\n\
         source = \"urn:nld:oin:00000001823288444000:systeem:voordeur\"\n"
    );
    fs::write(folder.join("partners.toml"), partners + &webhook).unwrap();
    let copy = "\n[[copy]]\nid = \"vogels\"\nmatch = { tekst = { words = [\"vogelkooi\"] } }\nto = [\"webhook:zaaksysteem\"]\n\
        send = [\"thema\", \"pc4\", \"urgentie\"]\n";
    let text = rules_only(&fs::read_to_string(&rules).unwrap());
    fs::write(&rules, text + copy).unwrap();
    let key = installation.key("--partner", "acantus");
    let program = installation.serve("info");
    (installation, program, key)
}

fn vogelkooi() -> Value {
    json!({
        "situatieSchets": "Een kind bij een vogelkooi, Jansen heet zij.",
        "adres": {"postcode": "9675 XA", "huisnummer": 14, "straatnaam": "Lisdoddeplein"}
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_system_hears_a_signed_event_with_what_the_rule_chose() {
    let (sink, (hearer, address)) = (Sink::open().await, Hearer::open().await);
    let (installation, program, key) = telling(&sink, address);
    let kenmerk = report(&program, &key, vogelkooi()).await;
    let (headers, body) = hearer.heard(1).await.remove(0);
    let header = |name: &str| headers[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "application/cloudevents+json; charset=UTF-8");
    let signed = format!("{}.{}.{body}", header("webhook-id"), header("webhook-timestamp"));
    let signature = |secret: &str| {
        let key = BASE64_STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &key), signed.as_bytes());
        format!("v1,{}", BASE64_STANDARD.encode(tag))
    };
    assert_eq!(
        header("webhook-signature"),
        format!("{} {}", signature(NEW), signature(OLD)),
        "the new key and the old"
    );
    let event: Value = serde_json::from_str(&body).unwrap();
    // "zorgen" is not told: its rule also asks whether the household was heard of before.
    assert_eq!(event["data"], json!({"kenmerk": kenmerk, "urgentie": "normaal", "thema": ["kind"], "pc4": "9675"}));
    assert_eq!((&event["specversion"], &event["subject"]), (&json!("1.0"), &json!(kenmerk)));
    assert_eq!(event["source"], "urn:nld:oin:00000001823288444000:systeem:voordeur");
    for personal in ["Jansen", "Lisdodde", "9675 XA", "9675XA", "vogelkooi"] {
        assert!(!body.contains(personal), "{personal} in {body}");
    }
    let told = installation.prints(&["routes", "explain", &kenmerk]);
    assert!(told.contains("webhook:zaaksysteem: kenmerk, urgentie, thema, pc4"), "{told}");
    let store = Store::open(installation.store_url()).await.unwrap();
    let by = leader(&store).await;
    eventually("the exchange is in the audit", async || {
        let asked = AuditAsked {
            before: None,
            actor: String::new(),
            action: "signaal.uitgewisseld".to_owned(),
            kenmerk: String::new(),
            from: Timestamp::UNIX_EPOCH,
            until: Timestamp::MAX,
            rows: 10,
            export: false,
        };
        let lines = store.audit_lines(asked, &by.id, gateway::now()).await.unwrap();
        let told = |line: &AuditLine| line.result == "verzonden";
        lines.iter().any(told).then_some(())
    })
    .await;
    store.close().await;
    program.signal("TERM");
    assert!(program.ended().0.success());
}

async fn leader(store: &Store) -> Colleague {
    let person = NewPerson {
        name: "Marieke Jonker".to_owned(),
        email: "marieke@wijkteam.example".to_owned(),
        role: Role::Projectleider,
        teams: None,
        link_hash: "0".repeat(64),
        link_expires_at: gateway::now(),
    };
    store.add_person(person, "systeem", gateway::now()).await.unwrap();
    store.people().await.unwrap().remove(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_system_that_is_gone_is_left_alone_until_a_human_says_otherwise_and_then_hears_all() {
    let (sink, (hearer, address)) = (Sink::open().await, Hearer::open().await);
    let (installation, program, key) = telling(&sink, address);
    hearer.will_answer(410);
    report(&program, &key, vogelkooi()).await;
    let store = Store::open(installation.store_url()).await.unwrap();
    let by = leader(&store).await;
    let task = eventually("a task says that it is off", async || {
        Desk::tasks(&store, &by.id).await.unwrap().into_iter().find(|task| task.kind == "webhook-uit")
    })
    .await;
    assert!(task.reason.contains("zaaksysteem") && task.reason.contains("410"), "{}", task.reason);
    report(&program, &key, vogelkooi()).await;
    tokio::time::sleep(std::time::Duration::from_millis(2_500)).await;
    assert_eq!(hearer.heard(1).await.len(), 1, "nobody knocks at a door that is closed");

    assert!(store.task_done(&task.id, &by, gateway::now()).await.unwrap());
    let posts = hearer.heard(3).await;
    let ids: Vec<&str> = posts.iter().map(|(headers, _)| headers["webhook-id"].to_str().unwrap()).collect();
    assert_eq!(ids.iter().filter(|id| **id == ids[0]).count(), 2, "the first comes again under its own id: {ids:?}");
    let bodies: std::collections::BTreeSet<&String> =
        posts.iter().filter(|post| post.0["webhook-id"] == ids[0]).map(|post| &post.1).collect();
    assert_eq!(bodies.len(), 1, "and is word for word the same");
    store.close().await;
    program.signal("TERM");
    assert!(program.ended().0.success());
}
