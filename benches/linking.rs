//! One signal against 10,000, 100,000 and 400,000 households in a store: how long until it is decided to which it
//! belongs, and until its commit is on disk. Run by hand: `cargo bench --bench linking -- [URL] [HOUSEHOLDS]…`.
//!
//! The store at URL must be empty (a new SQLite file by default); it is filled through the books, as signals come. With
//! `=HOUSEHOLDS` so many are there from an earlier run; a size that was timed before would find its strangers known.
//! Names, streets and slips are invented, names as unevenly spread as they are: some are in every street.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a bench stops when it cannot run, and asks the clock"
)]

use std::{
    path::Path,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp, civil::Date};
use tokio::{runtime::Runtime, task::JoinSet};
use tokio_util::task::TaskTracker;
use uuid::Uuid;
use voordeur::{
    config::{self, AckLimits, AddressPolicy},
    decide::{Policy, decide},
    domain::{
        Address, Channel, Delivery, DeliveryKey, History, Person, Postcode, RawMessage, Report, Signal, SignalId,
        Source, Submission,
    },
    gateway::InForce,
    household::Background,
    intake::Ledger,
    normalise::{self, Arrival},
    store::{BookRules, Books, Store},
};

/// Signals that are timed at each size, one after the other.
const TIMED: u64 = 2_000;
/// Submissions on their way at once while the store is filled.
const AT_ONCE: usize = 128;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let folder = tempfile::tempdir().unwrap();
    let own = format!("sqlite:{}/linking.db", folder.path().display());
    let url = arguments.iter().find(|argument| argument.contains(':')).cloned().unwrap_or(own);
    let mut sizes: Vec<u64> = arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
    if sizes.is_empty() {
        sizes = vec![10_000, 100_000, 400_000];
    }
    let there = arguments.iter().find_map(|argument| argument.strip_prefix('=')?.parse().ok()).unwrap_or(0);
    Runtime::new().unwrap().block_on(measure(&url, there, &sizes));
}

async fn measure(url: &str, mut there: u64, sizes: &[u64]) {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/config/voordeur.toml"));
    let (settings, routes) = config::load(path, std::iter::empty()).unwrap();
    let in_force = Arc::new(InForce::new(settings, routes).unwrap());
    let store = Store::open(url).await.unwrap();
    // When the last signal was decided on, and among how many candidates.
    let decided = Arc::new(Mutex::new((Instant::now(), 0)));
    let (told, deciding) = (Arc::clone(&decided), Arc::clone(&in_force));
    let rules = BookRules {
        decide: Arc::new(move |signal: &Signal, history: &History, background: Background<'_>| {
            let policy = Policy {
                routes: &deciding.routes,
                household: AddressPolicy::Adres,
                acknowledge: &deciding.settings.acknowledge,
                model: &deciding.model,
            };
            let decision = decide(signal, history, background, policy);
            *told.lock().unwrap() = (Instant::now(), history.candidates.len());
            decision
        }),
        ack_limits: Arc::new(|| AckLimits { max_per_address_per_hour: 0, max_per_hour: 0 }),
        ids: Uuid::now_v7,
        mail_host: "wijkteam.example".to_owned(),
        secret: Arc::from(&b"geheim"[..]),
    };
    let tasks = TaskTracker::new();
    let books = Books::open(&store, rules, &tasks);
    for size in sizes {
        let began = Instant::now();
        fill(&books, &in_force, there..*size).await;
        there = *size;
        println!("{size} households ({:.0} s to fill)", began.elapsed().as_secs_f64());
        timed(&books, &in_force, *size, &decided).await;
    }
}

/// Each household tells of itself; every second one does so twice.
async fn fill(books: &Books, in_force: &InForce, households: std::ops::Range<u64>) {
    let mut under_way = JoinSet::new();
    for household in households {
        for time in 0..=household % 2 {
            let submission = submission(&mut Chance(household * 31 + time), household, in_force);
            let books = books.clone();
            under_way.spawn(async move { books.take_in(submission).await.unwrap() });
            if under_way.len() >= AT_ONCE {
                under_way.join_next().await;
            }
        }
    }
    under_way.join_all().await;
}

/// Signals one by one: two in three of a household that is known, the others of one that nobody knew.
async fn timed(books: &Books, in_force: &InForce, size: u64, decided: &Mutex<(Instant, usize)>) {
    let (mut linking, mut whole, mut candidates) = (Vec::new(), Vec::new(), Vec::new());
    // What is read and compiled once is not timed.
    for number in 0..TIMED + 100 {
        let mut chance = Chance(size ^ (number << 32) ^ 0x5EED);
        let known = chance.below(3) > 0;
        // Beyond every size that is filled, so that nobody knows it.
        let household = if known { chance.below(size) } else { (1 << 40) + size * TIMED + number };
        let submission = submission(&mut chance, household, in_force);
        let began = Instant::now();
        books.take_in(submission).await.unwrap();
        let stored = began.elapsed();
        if number >= 100 {
            let (at, among) = *decided.lock().unwrap();
            linking.push(at.duration_since(began));
            whole.push(stored);
            candidates.push(among);
        }
    }
    candidates.sort_unstable();
    let among = candidates.iter().sum::<usize>() as f64 / candidates.len() as f64;
    println!("  until it is decided  {}", quantiles(linking));
    println!("  until it is on disk  {}", quantiles(whole));
    println!("  candidates           mean {among:.1}, p99 {}", candidates[candidates.len() * 99 / 100]);
}

fn quantiles(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() * share / 1000).min(times.len() - 1)].as_secs_f64() * 1e3;
    format!("p50 {:.2} ms, p99 {:.2} ms, slowest {:.2} ms", at(500), at(990), at(1000))
}

/// Numbers that look drawn, the same each time (splitmix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of `count`, the first ones far oftener.
    fn skewed(&mut self, count: u64) -> u64 {
        let share = self.below(1 << 20) as f64 / f64::from(1 << 20);
        (share.powi(3) * count as f64) as u64
    }
}

/// A pronounceable name that is this number's.
fn name(mut number: u64, kind: u64) -> String {
    const BEGINS: [&str; 16] = ["b", "d", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "st"];
    const SOUNDS: [&str; 8] = ["a", "e", "i", "o", "u", "oe", "aa", "ie"];
    let mut name = String::new();
    number = number * 7 + kind;
    for _ in 0..3 {
        name.push_str(BEGINS[(number % 16) as usize]);
        name.push_str(SOUNDS[(number / 16 % 8) as usize]);
        number /= 128;
    }
    name.push_str(["n", "stra", "ma", "huis"][(kind % 4) as usize]);
    name[..1].to_uppercase() + &name[1..]
}

/// A signal of `household`: its home and somebody in it, not all of it told, now and then miswritten.
fn submission(chance: &mut Chance, household: u64, in_force: &InForce) -> Submission {
    let (adres, mut person) = truth(household);
    let mut report =
        Report { situatie_schets: "Buren maken zich zorgen. Graag contact.".to_owned(), ..Report::default() };
    if chance.percent(85) {
        report.adres = adres;
        if chance.percent(30) {
            report.adres.postcode = None;
        }
        if chance.percent(3) {
            report.adres.huisnummer = report.adres.huisnummer.map(|number| number + 1);
        }
    }
    if chance.percent(85) || report.adres.is_empty() {
        if chance.percent(40) {
            person.voornamen = None;
        }
        if chance.percent(50) {
            person.geboortedatum = None;
        }
        if chance.percent(60) {
            person.telefoonnummer = None;
        }
        report.betrokkenen = vec![person];
    }
    let id = Uuid::now_v7();
    let source = Source {
        partner: voordeur::domain::PartnerName("meldpunt".to_owned()),
        ring: voordeur::domain::Ring::Buitenring,
        onward: voordeur::domain::Onward::Vrij,
        identity: voordeur::domain::Identity::default(),
    };
    let received_at = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(490_000);
    let arrival = Arrival { id: SignalId(id), received_at, channel: Channel::Api, source };
    let key = DeliveryKey(format!("api:{id}"));
    Submission {
        signal: normalise::from_report(arrival, report, &in_force.gazetteer),
        raw: RawMessage { mediatype: "application/json", bytes: vec![b'x'; 700] },
        delivery: Delivery {
            recognised_by: vec![key.clone()],
            claims: vec![key],
            content_hash: id.to_string(),
            ..Delivery::default()
        },
    }
}

/// Where a household lives, and one of its people.
fn truth(household: u64) -> (Address, Person) {
    let mut chance = Chance(household.wrapping_mul(0x2545_F491_4F6C_DD1D));
    // Some sixty homes in a street; some names of streets in every village.
    let road = household / 60;
    let mut of_road = Chance(road);
    let street = format!("{}straat", name(of_road.skewed(4_000), 2));
    let postcode = format!("{}{}{}", 1000 + road % 9000, letter(road / 9000), letter(road / 234_000));
    let adres = Address {
        postcode: Postcode::parse(&postcode),
        huisnummer: u32::try_from(household % 60 + 1).ok(),
        straatnaam: Some(street),
        woonplaats: Some(name(road % 70, 1)),
        ..Address::default()
    };
    let common = chance.percent(25);
    let surname = if common { chance.below(120) } else { 120 + chance.skewed(60_000) };
    let given = name(chance.skewed(600), 3);
    let born = Date::new(
        1930 + i16::try_from(chance.below(90)).unwrap(),
        1 + i8::try_from(chance.below(12)).unwrap(),
        1 + i8::try_from(chance.below(28)).unwrap(),
    );
    let person = Person {
        voorletters: Some(format!("{}.", &given[..1])),
        voornamen: Some(given),
        geslachtsnaam: Some(name(surname, 0)),
        geboortedatum: born.ok(),
        telefoonnummer: Some(format!("06{:08}", household.wrapping_mul(48_271) % 100_000_000)),
        ..Person::default()
    };
    (adres, person)
}

fn letter(number: u64) -> char {
    char::from(b'A' + u8::try_from(number % 26).unwrap())
}
