//! What must be one household, what must not, and what a human is asked.

use jiff::Timestamp;
use uuid::Uuid;

use super::super::{index_keys, lookup_keys};
use super::*;
use crate::domain::{
    Address, CasusId, CasusStatus, Channel, HouseholdId, Lately, Onward, PartnerName, Person, Postcode, QueueName,
    Reporter, Ring, SignalId, Source, Urgency,
};

fn signal(address: Address, surname: Option<&str>) -> Signal {
    Signal {
        id: SignalId(Uuid::nil()),
        received_at: Timestamp::UNIX_EPOCH,
        channel: Channel::Api,
        source: Source {
            partner: PartnerName("acantus".to_owned()),
            ring: Ring::Buitenring,
            onward: Onward::Vrij,
            verified: true,
        },
        reference: None,
        subject: String::new(),
        situation: "zorg".to_owned(),
        request: None,
        observed_on: None,
        kind: None,
        urgency: Urgency::Normaal,
        urgency_reasons: Vec::new(),
        crisis: false,
        meldcode: None,
        feedback_wanted: true,
        reporter: Reporter::default(),
        address,
        former_address: None,
        persons: surname
            .map(|name| Person { geslachtsnaam: Some(name.to_owned()), ..Person::default() })
            .into_iter()
            .collect(),
        attachments: Vec::new(),
        warnings: Vec::new(),
        unreadable: None,
        automatic: None,
        thread: Default::default(),
    }
}

fn home(suffix: &str) -> Address {
    Address {
        postcode: Postcode::parse("9675XA"),
        huisnummer: Some(12),
        huisletter: (!suffix.is_empty()).then(|| suffix.to_owned()),
        straatnaam: Some("Krabbenscheerstraat".to_owned()),
        woonplaats: Some("Winschoten".to_owned()),
        ..Address::default()
    }
}

/// Links `second` after `first` is the only household known.
#[track_caller]
fn after(first: &Signal, second: &Signal, policy: AddressPolicy) -> LinkDecision {
    let known = index_keys(first);
    let shared_keys: Vec<_> = lookup_keys(second).into_iter().filter(|key| known.contains(key)).collect();
    let candidate = Candidate {
        household: HouseholdId(Uuid::from_u128(1)),
        casus: CasusId(Uuid::from_u128(2)),
        shared_keys: shared_keys.clone(),
        address: first.address.clone(),
        status: CasusStatus::Nieuw,
        queue: QueueName("parkwijk".to_owned()),
        urgency: Urgency::Normaal,
        assigned_to: None,
        lately: Lately::default(),
        same_partner_before: false,
    };
    let candidates = if shared_keys.is_empty() { Vec::new() } else { vec![candidate] };
    link(second, &candidates, policy)
}

fn joined(decision: &LinkDecision) -> bool {
    matches!(decision.link, Link::Join(_))
}

#[test]
fn an_equal_full_address_joins_and_says_why() {
    let decision = after(&signal(home("A"), None), &signal(home("a"), None), AddressPolicy::Adres);
    assert!(joined(&decision));
    assert_eq!(decision.evidence[0].reden, "zelfde postcode, huisnummer en toevoeging");
}

#[test]
fn the_flat_next_door_is_another_household() {
    let decision = after(&signal(home("A"), Some("Bos")), &signal(home("B"), None), AddressPolicy::Adres);
    assert!(!joined(&decision) && decision.proposals.is_empty());
}

#[test]
fn a_missing_suffix_asks_a_human() {
    let decision = after(&signal(home("A"), None), &signal(home(""), None), AddressPolicy::Adres);
    assert!(!joined(&decision));
    assert_eq!(decision.proposals.len(), 1);
    let reversed = after(&signal(home(""), None), &signal(home("A"), None), AddressPolicy::Adres);
    assert_eq!(reversed.proposals.len(), 1);
}

#[test]
fn surname_and_street_ask_a_human() {
    let somewhere = Address { straatnaam: Some("Krabbenscheerstr.".to_owned()), ..Address::default() };
    let decision =
        after(&signal(home("A"), Some("Ploegsma")), &signal(somewhere, Some("Ploegsma")), AddressPolicy::Adres);
    assert!(!joined(&decision));
    assert_eq!(decision.proposals[0].evidence[1].reden, "zelfde achternaam");
}

#[test]
fn the_same_postcode_and_number_in_another_street_asks_a_human() {
    let elsewhere = Address { straatnaam: Some("Lisdoddeplein".to_owned()), ..home("A") };
    let decision = after(&signal(home("A"), None), &signal(elsewhere, None), AddressPolicy::Adres);
    assert!(!joined(&decision));
    assert!(decision.proposals[0].evidence.iter().any(|evidence| evidence.weight < 0.0));
}

#[test]
fn no_address_and_no_name_match_nothing() {
    let nobody = signal(Address::default(), None);
    assert!(index_keys(&nobody).is_empty() && lookup_keys(&nobody).is_empty());
    assert!(!joined(&after(&nobody, &nobody.clone(), AddressPolicy::Adres)));
}

#[test]
fn streng_does_not_join_on_an_address_alone() {
    let decision = after(&signal(home("A"), None), &signal(home("A"), None), AddressPolicy::Streng);
    assert!(!joined(&decision));
    assert_eq!(decision.proposals.len(), 1);
    let named = after(&signal(home("A"), Some("Bos")), &signal(home("A"), Some("Bos")), AddressPolicy::Streng);
    assert!(joined(&named));
}

#[test]
fn street_number_and_place_are_a_full_address_where_no_postcode_is_known() {
    let without = Address { postcode: None, ..home("A") };
    let abbreviated = Address { straatnaam: Some("Krabbenscheerstr.".to_owned()), ..without.clone() };
    assert!(joined(&after(&signal(home("A"), None), &signal(abbreviated, None), AddressPolicy::Adres)));
    let no_place = Address { woonplaats: None, ..without };
    let asked = after(&signal(home("A"), None), &signal(no_place, None), AddressPolicy::Adres);
    assert!(!joined(&asked) && asked.proposals.len() == 1);
}
