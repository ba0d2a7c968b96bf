//! One commit: read, decide for each signal in order, write.

use std::collections::{BTreeMap, BTreeSet};

use aws_lc_rs::{
    constant_time::verify_slices_are_equal,
    digest::{SHA256, digest},
    hmac,
};
use uuid::Uuid;

use super::{
    BookRules, begin,
    bounce::Bounced,
    last_hour::LastHour,
    names::Names,
    read,
    rows::Rows,
    scene::{Claimed, Known, Scene},
};
use crate::{
    domain::{
        Acknowledgement, BlockingKey, CasusId, CasusStatus, Decision, Delivery, DeliveryKey, History, HouseholdId,
        Kenmerk, Link, Placement, Receipt, Signal, Submission,
    },
    household::{self, Apart, Background, Facts, Founded, Population, Profile, Register},
    intake::{IntakeError, Refusal},
    store::{Dialect, StoreError, audit::hex, script::Connection},
};

/// A submission with the keys it looks for its household under.
#[derive(Debug)]
pub(super) struct Prepared<'a> {
    pub submission: &'a Submission,
    pub facts: Facts,
    pub lookup: Vec<BlockingKey>,
    /// Outbox rows of the acknowledgements it answers: our signature is on each.
    pub answers: Vec<String>,
}

/// What the books know apart from the rules.
#[derive(Debug, Clone, Copy)]
pub(super) struct Means<'a> {
    pub register: &'a Register,
    pub names: &'a Names,
}

impl Prepared<'_> {
    /// Where an acknowledgement would go.
    pub(super) fn recipient(&self) -> Option<&str> {
        let signal = &self.submission.signal;
        signal.thread.answer_to.as_deref().or_else(|| signal.reporter.email())
    }
}

/// What a signal became, with all that its rows need.
#[derive(Debug)]
pub(super) struct Taken<'a> {
    pub submission: &'a Submission,
    pub decision: Decision,
    pub kenmerk: Kenmerk,
    /// `None`: in the wachtbak.
    pub casus: Option<CasusId>,
    pub household: Option<HouseholdId>,
    pub opened: bool,
}

/// Books `submissions`; the answers are in their order.
///
/// In one transaction; an error leaves it open, and the connection is to be dropped.
pub(super) async fn book(
    connection: &mut Connection<'_>,
    dialect: Dialect,
    (rules, means): (&BookRules, Means<'_>),
    submissions: &[Submission],
    last_hour: &mut LastHour,
) -> Result<Vec<Result<Receipt, IntakeError>>, StoreError> {
    let prepared: Vec<Prepared<'_>> = submissions
        .iter()
        .map(|submission| {
            let facts = Facts::of(&submission.signal, means.register);
            let answers = submission.signal.thread.answers.iter().filter_map(|id| acknowledgement(id, rules)).collect();
            Prepared { submission, lookup: household::lookup_keys(&facts), facts, answers }
        })
        .collect();
    let limits = (rules.ack_limits)();
    begin::begin(connection, dialect, &prepared, limits).await?;
    let mut scene = read::scene(connection, dialect, &prepared, (limits, last_hour, means.register)).await?;
    let mut rows = Rows::default();
    let answers: Vec<_> = {
        let population = means.names.read();
        prepared.iter().map(|prepared| take(&mut scene, &mut rows, (rules, &population), prepared)).collect()
    };
    let acknowledged = scene.acks_in_all;
    let founded = std::mem::take(&mut scene.founded);
    rows.add_households(scene.households.into_values(), rules);
    rows.write(connection, dialect).await?;
    last_hour.remember(read::latest(&prepared), acknowledged);
    means.names.count(prepared.into_iter().map(|prepared| {
        let founded = founded.contains(&prepared.submission.signal.id);
        (prepared.facts, if founded { Founded::Yes } else { Founded::No })
    }));
    Ok(answers)
}

fn take<'a>(
    scene: &mut Scene,
    rows: &mut Rows<'a>,
    (rules, population): (&BookRules, &Population),
    prepared: &Prepared<'a>,
) -> Result<Receipt, IntakeError> {
    let submission = prepared.submission;
    let delivery = &submission.delivery;
    let known = delivery.recognised_by.iter().find_map(|key| scene.deliveries.get(key));
    let same = |known: &&Claimed| known.content_hash == delivery.content_hash;
    if known.is_some_and(|known| !same(&known)) {
        return Err(Refusal::KeyReused.into());
    }
    let if_same = || delivery.recognised_if_same.iter().filter_map(|key| scene.deliveries.get(key)).find(same);
    if let Some(known) = known.or_else(if_same) {
        let known = known.clone();
        return Ok(repeat(scene, rows, delivery, known));
    }
    let signal = &submission.signal;
    let (candidates, profiles) = scene.candidates(signal, &prepared.lookup).into_iter().unzip::<_, _, Vec<_>, Vec<_>>();
    let (answered, told) = scene.answered(signal, &prepared.answers).unzip();
    let told = told.flatten();
    let history = History { candidates, answered, acknowledgements: scene.ack_load(prepared.recipient()) };
    let apart = scene.apart(&history.candidates);
    let background = Background {
        facts: &prepared.facts,
        profiles: &profiles,
        population,
        apart: Apart(&apart),
        answered: told.as_ref(),
    };
    let decision = (rules.decide)(signal, &history, background);
    if let Acknowledgement::Mail { to, .. } = &decision.acknowledgement {
        scene.count_ack(to);
    }
    let taken = place(scene, rules, prepared, decision);
    let receipt = Receipt {
        id: signal.id,
        kenmerk: taken.kenmerk.clone(),
        received_at: signal.received_at,
        repeated: false,
        warnings: signal.warnings.clone(),
    };
    let claimed = Claimed { content_hash: delivery.content_hash.clone(), receipt: receipt.clone() };
    for key in &delivery.claims {
        scene.deliveries.entry(key.clone()).or_insert_with(|| claimed.clone());
    }
    rows.add_signal(taken, rules);
    if signal.thread.bounced
        && let Some((outbox, known)) = prepared.answers.iter().find_map(|id| scene.acknowledged.get_key_value(id))
    {
        rows.add_bounce(Bounced { signal: &known.signal, outbox, at: signal.received_at.as_microsecond() });
    }
    Ok(receipt)
}

/// The answer to what is known; a key that it was given now is one more to know it by.
fn repeat<'a>(scene: &mut Scene, rows: &mut Rows<'a>, delivery: &'a Delivery, known: Claimed) -> Receipt {
    let looked_up =
        |key: &&DeliveryKey| delivery.recognised_by.contains(key) || delivery.recognised_if_same.contains(key);
    for key in delivery.claims.iter().filter(looked_up) {
        scene.deliveries.entry(key.clone()).or_insert_with(|| {
            rows.claim(key, delivery, known.receipt.id);
            known.clone()
        });
    }
    Receipt { repeated: true, ..known.receipt }
}

/// Finds or opens the household and books the signal on it.
fn place<'a>(scene: &mut Scene, rules: &BookRules, prepared: &Prepared<'a>, decision: Decision) -> Taken<'a> {
    let submission = prepared.submission;
    let signal = &submission.signal;
    let kenmerk = Kenmerk::of_signal(chance(rules));
    let Placement::Casus(link) = &decision.placement else {
        return Taken { submission, decision, kenmerk, casus: None, household: None, opened: false };
    };
    let link = link.clone();
    let (household, opened) = match link.link {
        Link::Join(household) if scene.households.contains_key(&household) => (household, false),
        Link::Join(_) | Link::New => {
            let known = opening(signal, &decision, rules);
            let household = known.household;
            scene.open(known);
            scene.founded.insert(signal.id);
            (household, true)
        }
    };
    let casus = scene.book(household, (signal, &prepared.facts), &decision, &link);
    if let Some(known) = scene.households.get_mut(&household)
        && known.status == CasusStatus::Afgesloten
    {
        known.status = CasusStatus::Heropend;
        known.queue = decision.route.queue.clone();
        known.reopened_by = Some(kenmerk.clone());
    }
    Taken { submission, decision, kenmerk, casus, household: Some(household), opened }
}

fn opening(signal: &Signal, decision: &Decision, rules: &BookRules) -> Known {
    Known {
        household: HouseholdId((rules.ids)()),
        casus: CasusId((rules.ids)()),
        kenmerk: Kenmerk::of_household(chance(rules)),
        address: signal.address.clone(),
        status: CasusStatus::Nieuw,
        queue: decision.route.queue.clone(),
        urgency: decision.route.urgency,
        reasons: Vec::new(),
        assigned_to: None,
        due_at: None,
        moved: false,
        signals: 0,
        opened_at: signal.received_at,
        last_signal_at: signal.received_at,
        profile: Profile::default(),
        activity: BTreeMap::new(),
        new_keys: BTreeSet::new(),
        new_activity: BTreeMap::new(),
        reopened_by: None,
        is_new: true,
        changed: true,
    }
}

/// Forty random bits and more: of a UUIDv7 the last 62 bits are random, and hashing spreads them.
fn chance(rules: &BookRules) -> u64 {
    let id: Uuid = (rules.ids)();
    let hash = digest(&SHA256, id.as_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&hash.as_ref()[..8]);
    u64::from_be_bytes(first)
}

/// `<stem.signature@host>`: the same for every attempt, and known as ours when it comes back.
pub(in crate::store) fn message_id(stem: &str, rules: &BookRules) -> String {
    let signature = signature(stem, rules);
    format!("<{stem}.{signature}@{}>", rules.mail_host)
}

/// The outbox row of the acknowledgement with this id; `None` when the signature on it is not ours.
fn acknowledgement(id: &str, rules: &BookRules) -> Option<String> {
    let (stem, given) = id.strip_prefix('<')?.split('@').next()?.rsplit_once('.')?;
    if !stem.starts_with("ack.") {
        return None;
    }
    // The signature is compared in constant time: whoever guesses learns nothing from how long it took.
    let ours = signature(stem, rules);
    verify_slices_are_equal(given.as_bytes(), ours.as_bytes()).ok()?;
    Some(stem.to_owned())
}

fn signature(stem: &str, rules: &BookRules) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, &rules.secret);
    hex(&hmac::sign(&key, stem.as_bytes()).as_ref()[..8])
}
