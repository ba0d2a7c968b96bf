use std::sync::Arc;
use tokio_util::task::TaskTracker;
use uuid::Uuid;
use voordeur::{config::*, domain::*, household, intake::Ledger, store::*};
fn signal(n: u64) -> Signal {
    Signal {
        id: SignalId(Uuid::now_v7()),
        received_at: jiff::Timestamp::now(),
        channel: Channel::Email,
        source: Source {
            partner: PartnerName("acantus".into()),
            ring: Ring::Buitenring,
            onward: Onward::Vrij,
            verified: true,
        },
        reference: Some(format!("<{n}@x.example>")),
        subject: "Zorg om een gezin".into(),
        situation: "tekst ".repeat(600),
        request: None,
        observed_on: None,
        kind: None,
        urgency: Urgency::Normaal,
        urgency_reasons: vec![],
        crisis: false,
        meldcode: None,
        feedback_wanted: true,
        reporter: Reporter::default(),
        address: Address {
            postcode: Postcode::parse(&format!("{}XA", 1000 + n % 9000)),
            huisnummer: Some((n % 97) as u32 + 1),
            straatnaam: Some("Krabbenscheerstraat".into()),
            woonplaats: Some("Winschoten".into()),
            ..Default::default()
        },
        former_address: None,
        persons: vec![Person { geslachtsnaam: Some("Bos".into()), ..Default::default() }],
        attachments: vec![],
        warnings: vec![],
        unreadable: None,
        automatic: None,
        thread: MailThread {
            message_id: Some(format!("<{n}@x.example>")),
            references: vec![],
            answer_to: Some("a@acantus.example".into()),
        },
    }
}
#[tokio::main]
async fn main() {
    let args: Vec<String> = std::env::args().collect();
    let total: u64 = args[2].parse().unwrap();
    let conc: u64 = args[3].parse().unwrap();
    let store = Store::open(&args[1]).await.unwrap();
    let decide: DecideFn = Arc::new(|s, h| {
        let link = household::link(s, &h.candidates, AddressPolicy::Adres);
        Decision {
            placement: Placement::Casus(link),
            repetition: Repetition::Eerste,
            route: RouteDecision {
                queue: QueueName("parkwijk".into()),
                rule: "fallback".into(),
                urgency: s.urgency,
                reasons: vec![],
                labels: vec![],
                copies: vec![],
                ack_template: Some("ontvangst".into()),
                trace: vec![],
                rules_version: "x".into(),
            },
            acknowledgement: Acknowledgement::Mail { to: "a@acantus.example".into(), template: "ontvangst".into() },
        }
    });
    let tasks = TaskTracker::new();
    let books = Books::open(
        &store,
        BookRules {
            decide,
            ack_limits: AckLimits { max_per_address_per_hour: 0, max_per_hour: 0 },
            ids: Uuid::now_v7,
            mail_host: "x.example".into(),
            secret: Arc::from(&b"secret"[..]),
        },
        &tasks,
    );
    let t = std::time::Instant::now();
    let mut set = tokio::task::JoinSet::new();
    for c in 0..conc {
        let books = books.clone();
        set.spawn(async move {
            let mut n = c;
            while n < total {
                let s = signal(n);
                let key = DeliveryKey(format!("mail:{n}"));
                let k2 = DeliveryKey(format!("inhoud:{n}"));
                books
                    .take_in(Submission {
                        signal: s,
                        raw: RawMessage { mediatype: "message/rfc822", bytes: vec![b'x'; 4096] },
                        delivery: Delivery {
                            recognised_by: vec![key.clone()],
                            claims: vec![key, k2],
                            content_hash: "h".into(),
                        },
                    })
                    .await
                    .unwrap();
                n += conc;
            }
        });
    }
    while set.join_next().await.is_some() {}
    let e = t.elapsed();
    println!("{total} in {e:?}: {:.0}/s", total as f64 / e.as_secs_f64());
}
