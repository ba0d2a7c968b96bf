//! The stations of the line, each by itself: reading a mail, normalising, linking, routing, and the whole intake.
//!
//! `cargo bench`. Whole-process figures of a running gateway are measured with `benches/gateway`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a bench stops when it cannot run"
)]

use std::{path::Path, sync::OnceLock};

use divan::{Bencher, black_box};
use jiff::Timestamp;
use uuid::Uuid;
use voordeur::{
    config::{self, AddressPolicy},
    decide::{Policy, decide},
    domain::{
        Candidate, CasusId, CasusStatus, Channel, History, HouseholdId, Onward, PartnerName, QueueName, Ring, Signal,
        SignalId, Source, Urgency,
    },
    gateway::{self, Answering, Gateway, InForce},
    household::{self, Apart, Background, Facts, Model, Population, Profile, Register},
    intake::MailTaker,
    mail::{self, Envelope, OwnMail},
    normalise::{self, Arrival},
};

fn main() {
    divan::main();
}

fn config() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/config/voordeur.toml"))
}

fn in_force() -> &'static InForce {
    static IN_FORCE: OnceLock<InForce> = OnceLock::new();
    IN_FORCE.get_or_init(|| {
        let (settings, routes) = config::load(config(), std::iter::empty()).unwrap();
        InForce::new(settings, routes).unwrap()
    })
}

/// A mail of about 4 KB, as a meldpunt writes it.
fn letter(number: u32) -> Vec<u8> {
    let filler = "Al een paar weken staan er vuilniszakken op de galerij en er is veel geschreeuw 's avonds laat.\r\n";
    format!(
        "From: Joke Hulzebos <joke@meldpunt.example>\r\nTo: signaal@wijkteam.example\r\n\
         Subject: Overlastmelding {number}\r\nDate: Mon, 23 Nov 2026 09:00:00 +0100\r\n\
         Message-ID: <{number}@meldpunt.example>\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\nGoedemiddag,\r\n\r\n\
         Bij het meldpunt kwam een klacht binnen over Krabbenscheerstraat {}A, 9675XA Winschoten. \
         Bewoonster is mevrouw Van der Meulen-Bos, rond de 45.\r\n{}\r\nMet vriendelijke groet,\r\nJoke Hulzebos\r\n",
        number % 300 + 1,
        filler.repeat(36),
    )
    .into_bytes()
}

fn arrival() -> Arrival {
    Arrival {
        id: SignalId(Uuid::nil()),
        received_at: Timestamp::UNIX_EPOCH,
        channel: Channel::Email,
        source: Source {
            partner: PartnerName("meldpunt".to_owned()),
            ring: Ring::Buitenring,
            onward: Onward::Vrij,
            identity: voordeur::domain::Identity::default(),
        },
    }
}

fn signal() -> Signal {
    let raw = letter(11);
    normalise::from_letter(arrival(), mail::read(&raw, None, &OwnMail::default()), &in_force().gazetteer)
}

fn facts(signal: &Signal) -> Facts {
    Facts::of(signal, &Register::default())
}

/// What each of these households is known by.
fn profiles(signal: &Signal, count: usize) -> Vec<Profile> {
    let mut profile = Profile::default();
    profile.absorb(&facts(signal));
    vec![profile; count]
}

/// Households at the same house, each found under every key.
fn candidates(signal: &Signal, count: u128) -> Vec<Candidate> {
    (0..count)
        .map(|number| Candidate {
            household: HouseholdId(Uuid::from_u128(number)),
            casus: CasusId(Uuid::from_u128(number)),
            shared_keys: household::lookup_keys(&facts(signal)),
            address: signal.address.clone(),
            status: CasusStatus::Nieuw,
            queue: QueueName("parkwijk".to_owned()),
            urgency: Urgency::Normaal,
            assigned_to: None,
            lately: voordeur::domain::Lately::default(),
            same_partner_before: false,
        })
        .collect()
}

#[divan::bench]
fn read_a_mail_of_4_kb(bencher: Bencher<'_, '_>) {
    let raw = letter(11);
    bencher.bench(|| mail::read(black_box(&raw), None, &OwnMail::default()));
}

#[divan::bench]
fn recognise_a_delivery(bencher: Bencher<'_, '_>) {
    let raw = letter(11);
    let letter = mail::read(&raw, None, &OwnMail::default());
    bencher.bench(|| mail::delivery(black_box(&raw), &letter));
}

#[divan::bench]
fn normalise_a_mail(bencher: Bencher<'_, '_>) {
    let raw = letter(11);
    let letter = mail::read(&raw, None, &OwnMail::default());
    bencher
        .with_inputs(|| letter.clone())
        .bench_values(|letter| normalise::from_letter(arrival(), letter, &in_force().gazetteer));
}

#[divan::bench(args = [0, 1, 30])]
fn link(bencher: Bencher<'_, '_>, count: u128) {
    let signal = signal();
    let candidates = candidates(&signal, count);
    let (facts, profiles) = (facts(&signal), profiles(&signal, candidates.len()));
    let (model, population) = (Model::built_in().unwrap(), Population::default());
    bencher.bench(|| {
        let background = Background {
            facts: black_box(&facts),
            profiles: &profiles,
            population: &population,
            apart: Apart::default(),
            answered: None,
        };
        household::link(&candidates, background, (&model, AddressPolicy::Adres))
    });
}

#[divan::bench]
fn decide_with_one_candidate(bencher: Bencher<'_, '_>) {
    let signal = signal();
    let history = History { candidates: candidates(&signal, 1), ..History::default() };
    let in_force = in_force();
    let policy = Policy {
        routes: &in_force.routes,
        household: AddressPolicy::Adres,
        acknowledge: &in_force.settings.acknowledge,
        model: &in_force.model,
    };
    let (facts, profiles, population) = (facts(&signal), profiles(&signal, 1), Population::default());
    let background = Background {
        facts: &facts,
        profiles: &profiles,
        population: &population,
        apart: Apart::default(),
        answered: None,
    };
    bencher.bench(|| decide(black_box(&signal), &history, background, policy));
}

/// From bytes to the commit on disk, one mail after the other.
#[divan::bench(sample_count = 20)]
fn take_in_a_mail_durably(bencher: Bencher<'_, '_>) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/bench.db", folder.path().display());
    let environment = [("VOORDEUR__STORE__URL".to_owned(), url)];
    let loaded = config::load(config(), environment.into_iter()).unwrap();
    let (gateway, _books, _writers): (Gateway, _, _) =
        runtime.block_on(gateway::open_gateway(config(), loaded, Answering::No)).unwrap();
    let mut number = 0;
    bencher.bench_local(|| {
        number += 1;
        runtime.block_on(gateway.take_mail(Envelope::default(), letter(number))).unwrap()
    });
}
