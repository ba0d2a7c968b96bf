//! Whose BSN stood in a text: the person that was named last before it. The number itself goes no further.
//!
//! **Invariant:** only what a word called a BSN, and what passes the elfproef, is told; in doubt whose it is, nobody's.

use super::{Gazetteer, Owner, facts};
use crate::domain::{Citizen, Person, Signal, bsn, bsn::Bsn, clean};

/// Tells the people of `signal` by the BSNs of `text`, the words that it was read from; `hash` makes of a number what
/// may be kept.
pub fn tell_citizens(signal: &mut Signal, text: &str, gazetteer: &Gazetteer, hash: impl Fn(&Bsn) -> Citizen) {
    let text = clean(text);
    let sure: Vec<(usize, Bsn)> =
        bsn::written(&text).into_iter().filter_map(|written| Some((written.range.start, written.bsn?))).collect();
    if sure.is_empty() {
        return;
    }
    if let [only] = signal.persons.as_mut_slice() {
        if let [(_, bsn)] = sure.as_slice() {
            only.burger = only.burger.or_else(|| Some(hash(bsn)));
        }
        return;
    }
    // Facts are read from masked text: what stands before a number is as long as it was masked.
    let read = facts(&bsn::masked(&text), gazetteer);
    for (start, bsn) in sure {
        let start = text.get(..start).map(|before| bsn::masked(before).len()).unwrap_or_default();
        let before = read.mentions.iter().filter(|mention| mention.range.start < start);
        let people = before.filter_map(|mention| match mention.owner {
            Owner::Person(index) => Some((mention.range.start, index)),
            _ => None,
        });
        let named = people.max().and_then(|(_, index)| read.persons.get(index));
        let person = named.and_then(|named| signal.persons.iter_mut().find(|person| is_named(person, named)));
        if let Some(person) = person.filter(|person| person.burger.is_none()) {
            person.burger = Some(hash(&bsn));
        }
    }
}

fn is_named(person: &Person, named: &Person) -> bool {
    let name = |person: &Person| (person.voornamen.clone(), person.voorletters.clone(), person.geslachtsnaam.clone());
    name(person) == name(named)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use uuid::Uuid;

    use super::*;
    use crate::{
        domain::{Channel, Identity, Onward, PartnerName, Report, Ring, SignalId, Source},
        normalise::{Arrival, from_report},
    };

    const TWO: &str = "Karin Smit (BSN 111222333) woont met Piet Jansen, BSN: 123456782, op Kerkstraat 4 in Beerta.";

    fn told(text: &str) -> Signal {
        let source = Source {
            partner: PartnerName("cjg".to_owned()),
            ring: Ring::default(),
            onward: Onward::default(),
            identity: Identity::proven(),
        };
        let arrival =
            Arrival { id: SignalId(Uuid::nil()), received_at: Timestamp::UNIX_EPOCH, channel: Channel::Api, source };
        let report = Report { situatie_schets: text.to_owned(), ..Report::default() };
        let mut signal = from_report(arrival, report, &Gazetteer::default());
        let hash = |bsn: &Bsn| Citizen::of_hash([bsn.digits()[8]; 16]);
        tell_citizens(&mut signal, text, &Gazetteer::default(), hash);
        signal
    }

    fn of<'a>(signal: &'a Signal, surname: &str) -> &'a Person {
        signal.persons.iter().find(|person| person.geslachtsnaam.as_deref() == Some(surname)).unwrap()
    }

    #[test]
    fn a_bsn_is_of_whom_was_named_last_before_it() {
        let signal = told(TWO);
        assert_eq!(of(&signal, "Smit").burger, Some(Citizen::of_hash([b'3'; 16])));
        assert_eq!(of(&signal, "Jansen").burger, Some(Citizen::of_hash([b'2'; 16])));
    }

    #[test]
    fn of_one_person_it_is_theirs_and_two_numbers_are_nobodys() {
        assert!(of(&told("Zorg over BSN 111222333, mevrouw Karin Smit."), "Smit").burger.is_some());
        assert!(of(&told("Karin Smit, BSN 111222333 of BSN 123456782."), "Smit").burger.is_none());
    }

    #[test]
    fn a_number_that_no_word_calls_a_bsn_is_masked_and_not_told() {
        let signal = told("Karin Smit, 111222333, Kerkstraat 4 in Beerta.");
        assert!(of(&signal, "Smit").burger.is_none() && !signal.situation.contains("111222333"));
    }
}
