//! What one commit knows: everything in the store that bears on its signals, and what they change.
//!
//! A signal of the batch sees the ones before it, as if each had been committed alone. Only this is not made up for: a
//! key that becomes too common within the batch leaves room for a commoner one, whose households were not read.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;

use crate::domain::{
    AckLoad, Address, Answered, BlockingKey, Candidate, CasusId, CasusStatus, Decision, DeliveryKey, HouseholdId,
    IdentityVerdict, Kenmerk, Lately, LinkDecision, PartnerName, QueueName, Receipt, Signal, SignalId, Source, Urgency,
};
use crate::household::{self, Facts, Profile};

/// Microseconds in a day: activity is kept per day.
const DAY: i64 = 86_400_000_000;

/// How many reasons a casus shows.
const MOST_REASONS: usize = 12;

/// A household with its casus, as it will stand after this commit.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub household: HouseholdId,
    pub casus: CasusId,
    pub kenmerk: Kenmerk,
    pub address: Address,
    /// Its people and homes, of the signals it has.
    pub profile: Profile,
    pub status: CasusStatus,
    pub queue: QueueName,
    pub urgency: Urgency,
    pub reasons: Vec<String>,
    pub assigned_to: Option<String>,
    /// By when somebody must have taken it up.
    pub due_at: Option<Timestamp>,
    /// This commit brought it to another queue.
    pub moved: bool,
    pub signals: i64,
    pub opened_at: Timestamp,
    pub last_signal_at: Timestamp,
    /// Signals by day and partner, before this commit and in it.
    pub activity: BTreeMap<(i64, String), i64>,
    /// Keys it is found under that this commit adds.
    pub new_keys: BTreeSet<BlockingKey>,
    /// What this commit adds to the activity.
    pub new_activity: BTreeMap<(i64, String), i64>,
    /// Closed before, open now: the signal that woke it.
    pub reopened_by: Option<Kenmerk>,
    pub is_new: bool,
    pub changed: bool,
}

/// A delivery key that is taken, and by what.
#[derive(Debug, Clone)]
pub(super) struct Claimed {
    pub content_hash: String,
    pub receipt: Receipt,
}

#[derive(Debug, Default)]
pub(super) struct Scene {
    pub households: BTreeMap<HouseholdId, Known>,
    pub by_key: HashMap<BlockingKey, Vec<HouseholdId>>,
    /// Which of the households a human kept apart; each pair both ways.
    pub apart: BTreeSet<(HouseholdId, HouseholdId)>,
    pub deliveries: HashMap<DeliveryKey, Claimed>,
    pub acks_by_address: HashMap<String, u32>,
    pub acks_in_all: u32,
    /// Signals that opened a household.
    pub founded: BTreeSet<SignalId>,
    /// By their outbox row: acknowledgements that mails of this batch answer.
    pub acknowledged: BTreeMap<String, Acknowledged>,
}

/// An acknowledgement that was sent, and for what.
#[derive(Debug, Clone)]
pub(super) struct Acknowledged {
    pub signal: String,
    pub kenmerk: Kenmerk,
    pub recipient: String,
    /// `None`: the signal is in the wachtbak.
    pub household: Option<HouseholdId>,
    /// The signal answered no acknowledgement itself.
    pub first: bool,
    pub partner: PartnerName,
}

impl Acknowledged {
    fn went_to_domain_of(&self, address: &str) -> bool {
        let domain = |address: &str| address.rsplit_once('@').map(|(_, domain)| domain.to_ascii_lowercase());
        domain(address).is_some_and(|one| Some(one) == domain(&self.recipient))
    }

    /// Whether its kenmerk in `signal` comes from who was told it: that address, or a colleague there. From anybody
    /// else a kenmerk is a mention.
    fn was_told_to_sender_of(&self, signal: &Signal) -> bool {
        let Source { partner, identity, .. } = &signal.source;
        let Some(from) = signal.reporter.email() else { return false };
        let colleague = !partner.is_unknown() && (self.went_to_domain_of(from) || self.partner == *partner);
        identity.verdict != IdentityVerdict::Weersproken && (colleague || self.recipient.eq_ignore_ascii_case(from))
    }
}

impl Scene {
    /// The households that share a key with `signal`, as the decision sees them.
    pub(super) fn candidates(&self, signal: &Signal, keys: &[BlockingKey]) -> Vec<(Candidate, Profile)> {
        let shares = |household: HouseholdId| {
            let shared = keys.iter().filter(move |key| self.under(key).contains(&household));
            shared.cloned().collect()
        };
        self.looked_at(keys)
            .into_iter()
            .filter_map(|household| {
                let known = self.households.get(&household)?;
                Some((known.candidate(signal, shares(household)), known.profile.clone()))
            })
            .collect()
    }

    /// The households that a signal with these keys is weighed against, in their order.
    pub(super) fn looked_at(&self, keys: &[BlockingKey]) -> BTreeSet<HouseholdId> {
        household::rarest(keys.iter().map(|key| self.under(key)).collect()).into_iter().collect()
    }

    /// None, where they are too many.
    fn under(&self, key: &BlockingKey) -> &[HouseholdId] {
        let households = self.by_key.get(key).filter(|households| households.len() <= household::most_per_key(key));
        households.map(Vec::as_slice).unwrap_or_default()
    }

    /// Which of `candidates` a human kept apart, by their places.
    pub(super) fn apart(&self, candidates: &[Candidate]) -> Vec<(usize, usize)> {
        if self.apart.is_empty() {
            return Vec::new();
        }
        let later = |at: usize| candidates.iter().enumerate().skip(at + 1);
        let pairs = candidates.iter().enumerate().flat_map(|(at, one)| later(at).map(move |other| ((at, one), other)));
        let parted = pairs.filter(|((_, one), (_, other))| self.apart.contains(&(one.household, other.household)));
        parted.map(|((at, _), (beside, _))| (at, beside)).collect()
    }

    /// What `signal` answers, of the acknowledgements in these outbox rows or by their kenmerk, with the household's
    /// people and homes.
    pub(super) fn answered(&self, signal: &Signal, ids: &[String]) -> Option<(Answered, Option<Profile>)> {
        let by_id = ids.iter().find_map(|id| self.acknowledged.get(id));
        let by_kenmerk = || {
            let known = |kenmerk: &Kenmerk| self.acknowledged.values().find(move |known| &known.kenmerk == kenmerk);
            let mut named = signal.thread.kenmerken.iter().filter_map(known);
            named.find(|known| known.was_told_to_sender_of(signal))
        };
        let known = by_id.or_else(by_kenmerk)?;
        let household = known.household.and_then(|household| self.households.get(&household));
        let answered = Answered {
            kenmerk: known.kenmerk.clone(),
            household: household.map(|household| household.candidate(signal, Vec::new())),
            from_reporter: match by_id {
                Some(known) => signal.reporter.email().is_some_and(|from| known.went_to_domain_of(from)),
                None => true,
            },
            // Who names a kenmerk writes without the id by which an exchange is followed.
            first: known.first && by_id.is_some(),
        };
        Some((answered, household.map(|household| household.profile.clone())))
    }

    pub(super) fn ack_load(&self, recipient: Option<&str>) -> AckLoad {
        let to_this_address =
            recipient.and_then(|recipient| self.acks_by_address.get(recipient)).copied().unwrap_or_default();
        AckLoad { to_this_address, in_all: self.acks_in_all }
    }

    pub(super) fn count_ack(&mut self, recipient: &str) {
        *self.acks_by_address.entry(recipient.to_owned()).or_default() += 1;
        self.acks_in_all += 1;
    }

    /// Adds a household that nobody knew.
    pub(super) fn open(&mut self, known: Known) {
        self.households.insert(known.household, known);
    }

    /// Books `signal` on its household and makes it findable under the decision's keys.
    pub(super) fn book(
        &mut self,
        household: HouseholdId,
        (signal, facts): (&Signal, &Facts),
        decision: &Decision,
        link: &LinkDecision,
    ) -> Option<CasusId> {
        for key in &link.keys {
            let households = self.by_key.entry(key.clone()).or_default();
            if !households.contains(&household) {
                households.push(household);
            }
        }
        let known = self.households.get_mut(&household)?;
        known.book(signal, decision, link);
        known.profile.absorb(facts);
        Some(known.casus)
    }
}

impl Known {
    fn candidate(&self, signal: &Signal, shared_keys: Vec<BlockingKey>) -> Candidate {
        let today = signal.received_at.as_microsecond() / DAY;
        let partner = signal.source.partner.as_str();
        Candidate {
            household: self.household,
            casus: self.casus,
            shared_keys,
            address: self.address.clone(),
            status: self.status,
            queue: self.queue.clone(),
            urgency: self.urgency,
            assigned_to: self.assigned_to.clone(),
            lately: self.lately(today, partner),
            same_partner_before: self.activity.keys().any(|(_, known)| known == partner),
        }
    }

    /// Where the casus goes and until when: it stays with whoever has it; a signal at least as urgent brings one that
    /// nobody has to its own queue. The earliest deadline that has not passed counts.
    fn follow(&mut self, signal: &Signal, decision: &Decision) {
        let route = &decision.route;
        if self.assigned_to.is_none() && route.urgency >= self.urgency && route.queue != self.queue {
            self.queue = route.queue.clone();
            self.moved = !self.is_new;
        }
        let standing = self.due_at.filter(|due| *due > signal.received_at && self.status != CasusStatus::Afgesloten);
        let asked = route.follow_up.due.as_ref().map(|due| due.at);
        self.due_at = [standing, asked].into_iter().flatten().min().or(self.due_at);
    }

    fn lately(&self, today: i64, partner: &str) -> Lately {
        let mut lately = Lately::default();
        for (place, days) in Lately::DAYS.iter().enumerate() {
            let recent = self.activity.iter().filter(|((day, _), _)| *day > today - days);
            let others = recent.clone().map(|((_, other), _)| other.as_str()).filter(|other| *other != partner);
            let others: BTreeSet<&str> = others.collect();
            let signals: i64 = recent.map(|(_, signals)| signals).sum();
            lately.signals[place] = u32::try_from(signals).unwrap_or(u32::MAX);
            lately.other_partners[place] = u32::try_from(others.len()).unwrap_or(u32::MAX);
        }
        lately
    }

    fn book(&mut self, signal: &Signal, decision: &Decision, link: &LinkDecision) {
        self.changed = true;
        self.signals += 1;
        self.last_signal_at = self.last_signal_at.max(signal.received_at);
        self.follow(signal, decision);
        self.urgency = self.urgency.max(decision.route.urgency);
        for reason in &decision.route.reasons {
            if !self.reasons.contains(reason) && self.reasons.len() < MOST_REASONS {
                self.reasons.push(reason.clone());
            }
        }
        if known_parts(&signal.address) > known_parts(&self.address) {
            self.address = signal.address.clone();
        }
        self.new_keys.extend(link.keys.iter().cloned());
        let entry = (signal.received_at.as_microsecond() / DAY, signal.source.partner.as_str().to_owned());
        *self.activity.entry(entry.clone()).or_default() += 1;
        *self.new_activity.entry(entry).or_default() += 1;
    }
}

/// How much of an address is known: the fullest one is shown for the household.
pub(in crate::store) fn known_parts(address: &Address) -> usize {
    [
        address.postcode.is_some(),
        address.huisnummer.is_some(),
        !address.suffix().is_empty(),
        address.straatnaam.is_some(),
        address.woonplaats.is_some(),
    ]
    .into_iter()
    .filter(|known| *known)
    .count()
}
