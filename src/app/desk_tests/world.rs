//! A desk with a few invented people and households, and a browser that remembers its cookie.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use futures_core::Stream;
use jiff::Timestamp;
use tempfile::TempDir;
use tower::ServiceExt;

use super::probe::Probed;
use crate::{
    config::SecondFactor,
    desk::{Cost, DeskSettings, DeskState, Organisation, Passwords, Vault, router, sha256_hex},
    domain::{Onward, Partner, PartnerName, QueueName, Ring},
    intake::{
        Unavailable,
        office::{Answer as Later, NewPartner, Office},
        retention::Terms,
        rule_book::{Eyes, NotRehearsed, Rehearsed, RehearsedChange, RuleBench, RulesChecked},
    },
    normalise::{self, Gazetteer, Mention},
    routing::{self, Known},
    store::Store,
};

pub(super) const NOW: &str = "2026-11-23T08:20:00Z";
pub(super) const PASSWORD: &str = "vier woorden achter elkaar";
/// Casus ids end in a digit of ours.
pub(super) const SPOED: &str = "01930000-0000-7000-8000-00000000ca01";
pub(super) const HOOG: &str = "01930000-0000-7000-8000-00000000ca02";
pub(super) const LAAG: &str = "01930000-0000-7000-8000-00000000ca03";
pub(super) const HELD: &str = "01930000-0000-7000-8000-0000000051f0";

pub(super) fn settings() -> DeskSettings {
    DeskSettings {
        public_url: "http://127.0.0.1:8080".to_owned(),
        demo: false,
        team: "Wijkteam Parkwijk".to_owned(),
        queue: QueueName("parkwijk".to_owned()),
        partners: [("meldpunt", "Meldpunt Zorg en Overlast"), ("cjg", "CJG"), ("acantus", "Acantus")]
            .map(|(name, label)| (name.to_owned(), label.to_owned()))
            .to_vec(),
        theme: Some(":root{--vd-door-900:#3a1a5c}".to_owned()),
        terms: Terms {
            closed_days: Some(365),
            holding_days: Some(90),
            notice: jiff::SignedDuration::from_hours(14 * 24),
        },
        figures: crate::config::FigureSettings::default(),
        mail_host: "wijkteam.example".to_owned(),
        eyes: Eyes::Four,
        streets: vec!["Seringenlaan".to_owned()],
        second_factor: SecondFactor::Vrij,
        teams: [("parkwijk", "Wijkteam Parkwijk"), ("dorpen", "Wijkteam de dorpen")]
            .map(|(queue, label)| (queue.to_owned(), label.to_owned()))
            .to_vec(),
    }
}

pub(super) fn now() -> Timestamp {
    NOW.parse().unwrap()
}

pub(super) struct World {
    pub store: Probed,
    pub router: Router,
    _folder: TempDir,
}

pub(super) struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub(super) fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// The part of the page from `from` up to `to`.
    pub(super) fn between(&self, from: &str, to: &str) -> &str {
        let rest = self.body.split_once(from).unwrap_or_else(|| panic!("no {from}")).1;
        rest.split_once(to).map_or(rest, |(part, _)| part)
    }
}

impl World {
    pub(super) async fn new() -> Self {
        Self::with(settings()).await
    }

    pub(super) async fn demo() -> Self {
        Self::with(DeskSettings { demo: true, ..settings() }).await
    }

    pub(super) async fn with(settings: DeskSettings) -> Self {
        Self::at_organisation(settings, None).await
    }

    pub(super) async fn at_organisation(settings: DeskSettings, organisation: Option<Arc<Organisation>>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Probed::open(folder.path()).await;
        let passwords = Arc::new(Passwords::new(Cost::Cheap).unwrap());
        let hash = passwords.hash(PASSWORD.to_owned()).await.unwrap();
        seed(&store, &hash).await;
        let tries = AtomicUsize::new(0);
        let state = DeskState {
            store: Store::clone(&store),
            settings: Arc::new(settings),
            passwords,
            vault: Some(Arc::new(Vault::new(&[7; 32]).unwrap())),
            organisation,
            login_limit: Arc::new(move |_| {
                if tries.fetch_add(1, Ordering::Relaxed) < 10 { Ok(()) } else { Err(Duration::from_secs(60)) }
            }),
            take: Arc::new(|_, _, _, _| Box::pin(async { Err(Unavailable::because("no intake here").into()) })),
            wording: Arc::new(|template, kenmerk, _| Some((template.to_owned(), format!("Over {kenmerk}")))),
            office: Arc::new(Doors),
            bench: Arc::new(FakeBench),
            trouble: Arc::new(|| None),
            now,
            stopping: tokio_util::sync::CancellationToken::new(),
        };
        Self { store, router: router(state), _folder: folder }
    }

    pub(super) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Answer { status, headers, body: String::from_utf8_lossy(&body).into_owned() }
    }

    pub(super) async fn get(&self, cookie: &str, path: &str) -> Answer {
        self.send(Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap()).await
    }

    /// The first line of a feed, and then the page is gone.
    pub(super) async fn first_event(&self, cookie: &str, path: &str) -> String {
        let request = Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap();
        let mut feed = self.router.clone().oneshot(request).await.unwrap().into_body().into_data_stream();
        let bytes = std::future::poll_fn(|context| Pin::new(&mut feed).poll_next(context)).await.unwrap().unwrap();
        String::from_utf8(bytes.to_vec()).unwrap().lines().next().unwrap().to_owned()
    }

    /// Posts as a browser does, from our own page.
    pub(super) async fn post(&self, cookie: &str, path: &str, form: &str) -> Answer {
        self.send(post(cookie, path).header("sec-fetch-site", "same-origin").body(form.to_owned().into()).unwrap())
            .await
    }

    /// A cookie of the person with this role.
    pub(super) async fn as_role(&self, role: &str) -> String {
        let token = format!("sessie-{role}");
        self.run(&format!(
            "INSERT INTO session VALUES ('{}', '{role}', {})",
            sha256_hex(&token),
            now().as_microsecond() + 1_000_000
        ))
        .await;
        format!("voordeur={token}")
    }

    pub(super) async fn run(&self, sql: &str) {
        self.store.run(sql).await;
    }

    pub(super) async fn count(&self, sql: &str) -> i64 {
        self.store.count(sql).await
    }
}

pub(super) fn post(cookie: &str, path: &str) -> axum::http::request::Builder {
    Request::post(path)
        .header(header::COOKIE, cookie)
        .header(header::HOST, "127.0.0.1:8080")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
}

/// The rules in force at this desk.
pub(super) const RULES: &str = "version = 1\ntimezone = \"Europe/Amsterdam\"\n\n[fallback]\nqueue = \"parkwijk\"\n";

/// A bench without a past: it checks as the real one does, and every rehearsal finds one change.
struct FakeBench;

impl RuleBench for FakeBench {
    fn in_force(&self) -> (String, String) {
        let table = routing::parse(RULES, &Known::default()).unwrap();
        (table.version().to_owned(), RULES.to_owned())
    }

    fn check(&self, text: &str) -> RulesChecked {
        match routing::parse(text, &Known::default()) {
            Ok(table) => RulesChecked {
                version: table.version().to_owned(),
                tests: table.test_names().count(),
                ..RulesChecked::default()
            },
            Err(wrong) => {
                RulesChecked { wrong: wrong.len(), complaints: wrong[0].message.clone(), ..RulesChecked::default() }
            }
        }
    }

    fn rehearse<'a>(
        &'a self,
        _text: &'a str,
        _since: Timestamp,
    ) -> Pin<Box<dyn Future<Output = Result<Rehearsed, NotRehearsed>> + Send + 'a>> {
        let change = RehearsedChange {
            old: "parkwijk (fallback), normaal".to_owned(),
            new: "piket (nacht), spoed".to_owned(),
            count: 6,
            some: vec!["VD-0000-0001".to_owned()],
        };
        Box::pin(async { Ok(Rehearsed { seen: 164, changes: vec![change], ..Rehearsed::default() }) })
    }
}

async fn seed(store: &Probed, hash: &str) {
    let people = [
        ("projectleider", "Marieke de Jong"),
        ("teamlid", "Karim Bouali"),
        ("gebiedsregisseur", "Tessa Hoekstra"),
        ("beheerder", "Jan Wiersma"),
        ("fg", "Noor Meijer"),
    ];
    for (role, name) in people {
        store
            .run(&format!(
                "INSERT INTO person (id, name, email, role, password_hash, disabled_at, created_at) VALUES ('{role}', '{name}', '{role}@wijkteam.example', '{role}', '{hash}', NULL, 0)"
            ))
            .await;
    }
    let households = [
        (1, SPOED, 3, r#"{"straatnaam":"Seringenlaan","huisnummer":14,"postcode":"9675XA","woonplaats":"Winschoten"}"#),
        (2, HOOG, 2, r#"{"straatnaam":"Beukenhof","huisnummer":3,"postcode":"9675XB","woonplaats":"Winschoten"}"#),
        (3, LAAG, 0, r#"{"omschrijving":"de flat bij de sluis"}"#),
    ];
    for (number, casus, urgency, address) in households {
        add_household(store, number, casus, urgency, address).await;
    }
    store.run(&format!(
            "INSERT INTO signal VALUES ('{HELD}', 'VD-0000-0009', NULL, 'De mail heeft geen leesbare tekst', NULL,
               'onbekend', 'email', NULL, {at}, 'Fw: zorg', 'niet te lezen', 1, 'eerste', '{{}}', '[]', '{{}}', '{{}}');
             INSERT INTO raw_message VALUES ('{HELD}', 'message/rfc822', x'46726f6d3a');
             INSERT INTO task VALUES ('taak-1', 'handmatig-bevestigen', '{HELD}', 'Melder zonder e-mailadres', {at}, NULL, NULL)",
            at = now().as_microsecond() - 60_000_000
        ),
    )
    .await;
}

async fn add_household(store: &Probed, number: i64, casus: &str, urgency: i64, address: &str) {
    let at = now().as_microsecond() - number * 3_600_000_000;
    let text = match number {
        1 => "Derde maand huurachterstand. De ontruiming staat gepland op 8 december. <script>alert(1)</script>",
        2 => "Mevrouw komt al twee weken niet eten en doet niet open.",
        _ => "Misschien vindt hij het fijn als er eens iemand koffie komt drinken.",
    };
    store.run(&format!(
            r#"INSERT INTO household VALUES ('h{number}', 'H-0000-000{number}', '{address}', {at});
             INSERT INTO casus (id, household_id, queue, urgency, reasons_json, status, assigned_to, due_at, signals, last_signal_at, version) VALUES ('{casus}', 'h{number}', 'parkwijk', {urgency}, '["ontruiming over 15 dagen","kinderen in huis"]',
               'nieuw', NULL, NULL, 1, {at}, 1);
             INSERT INTO signal VALUES ('01930000-0000-7000-8000-0000000051f{number}', 'VD-0000-000{number}', '{casus}', NULL, NULL,
               'meldpunt', 'email', NULL, {at}, 'Zorgen', '{text}', {urgency}, 'eerste',
               '{{"adres":{address},"betrokkenen":[{{"rol":"bewoner","voornamen":"Wil","geslachtsnaam":"Verzonnen","leeftijd":82}}]}}',
               '[{{"reden":"zelfde adres","weight":9.5}}]',
               '{{"rule":"ontruiming","spoor":[["route","ontruiming",true,"het woord"]]}}', '{{"kind":"mail"}}')"#
        ),
    )
    .await;
}

/// A configuration of two front doors, in which mail to `dicht.example` does not go.
struct Doors;

impl Office for Doors {
    fn partners(&self) -> Vec<Partner> {
        let door = |name: &str, label: &str| Partner {
            name: PartnerName(name.to_owned()),
            label: label.to_owned(),
            domains: vec![format!("{name}.example")],
            ring: Ring::Buitenring,
            onward: Onward::Vrij,
            coordinator: Some("contact@dicht.example".to_owned()),
            templates: Vec::new(),
            silent_after_days: None,
        };
        vec![door("meldpunt", "Meldpunt Zorg en Overlast"), door("cjg", "CJG")]
    }

    fn texts(&self) -> Vec<String> {
        vec!["ontvangst".to_owned()]
    }

    fn next_meeting(&self, _: Timestamp) -> Option<Timestamp> {
        "2026-11-24T08:00:00Z".parse().ok()
    }

    fn mentions(&self, subject: &str, text: &str) -> [Vec<Mention>; 2] {
        normalise::mentions(subject, text, &Gazetteer::default())
    }

    fn add_partner(&self, partner: NewPartner) -> Later<'_, Result<(), Vec<String>>> {
        let known = partner.name == "cjg";
        Box::pin(async move { if known { Err(vec!["de naam \"cjg\" is al gebruikt.".to_owned()]) } else { Ok(()) } })
    }

    fn send_test(&self, to: String) -> Later<'_, Result<(), String>> {
        Box::pin(async move { if to.ends_with("dicht.example") { Err("geweigerd".to_owned()) } else { Ok(()) } })
    }
}
