//! A mail that answers our acknowledgement belongs with what was acknowledged, unless its own words say otherwise.
//!
//! **Invariant:** joins only on a token of ours, from who it was sent to, and never where it tells of other people or of
//! another door: a reporter who answers may as well tell of the next household.

use super::{
    Background, Facts, Linker, Model, Profile,
    names::Likeness,
    score::{Case, Personal, Score},
    spot::{Nearness, Spot},
};
use crate::{
    config::AddressPolicy,
    domain::{Address, Answered, Evidence, Link, LinkDecision, Proposal, Signal},
};

/// What a signed token is worth, in bits; a kenmerk has forty, and counts for whom it was told to alone.
const TOKEN_BITS: f64 = 64.0;
/// Proposals a human is shown at most.
const MOST_PROPOSALS: usize = 5;

/// `by_facts`, or what the answer says over it.
pub fn of_answer(
    signal: &Signal,
    answered: Option<&Answered>,
    by_facts: LinkDecision,
    background: Background<'_>,
    (model, policy): (&Model, AddressPolicy),
) -> LinkDecision {
    let Some(answered) = answered.filter(|_| signal.automatic.is_none()) else { return by_facts };
    let Some(household) = &answered.household else { return by_facts };
    if by_facts.link != Link::New {
        return by_facts;
    }
    let linker = Linker::new(background.population, model, policy);
    let unknown = Profile::default();
    let told = Told::of(signal, background.facts, background.answered.unwrap_or(&unknown), &linker);
    let reden = format!("antwoord op onze ontvangstbevestiging van {}", answered.kenmerk);
    let mut evidence = vec![Evidence { reden, weight: TOKEN_BITS }];
    evidence.extend(told.evidence);
    let others = by_facts.proposals.iter().any(|other| other.household != household.household);
    if answered.from_reporter && told.of_it && !others {
        let link = Link::Join(household.household);
        return LinkDecision { link, evidence, proposals: Vec::new(), keys: Vec::new() };
    }
    let mut decided = by_facts;
    decided.proposals.retain(|known| known.household != household.household);
    decided.proposals.insert(0, Proposal { household: household.household, evidence });
    decided.proposals.truncate(MOST_PROPOSALS);
    decided
}

/// What the words of an answer tell, beside the household that it answers about.
struct Told {
    /// Nothing in them is of others: they name nobody, or somebody of it, or its address, and no other door.
    of_it: bool,
    evidence: Vec<Evidence>,
}

impl Told {
    fn of(signal: &Signal, facts: &Facts, profile: &Profile, linker: &Linker<'_>) -> Self {
        let case = Case::new(facts, linker);
        let score = case.score(profile, 0);
        let mut evidence = case.reasons(profile, 0);
        // "Ze is nu verhuisd naar nr 14": where the household went is news of it.
        let moved =
            says_moved(&signal.situation) && signal.address.straatnaam.is_none() && signal.address.postcode.is_none();
        let door = if moved { Door::Untold } else { door(&signal.address, facts, profile, &score) };
        let other_number = if moved { None } else { other_number(&signal.situation, profile) };
        if let Some(number) = other_number {
            let reden = format!("noemt nummer {number}, en dat is niet van dit huishouden");
            evidence.push(Evidence { reden, weight: 0.0 });
        }
        if door == Door::Other && score.nearness == Nearness::Unknown {
            evidence.push(Evidence { reden: "noemt een ander adres".to_owned(), weight: 0.0 });
        }
        let recognised = score.person >= Personal::Name || score.surname > Likeness::None;
        let somebody = recognised && score.bits > 0.0 && !score.namesake;
        if facts.names_somebody() && !somebody && profile.members.is_empty() {
            evidence
                .push(Evidence { reden: "noemt iemand; van dit huishouden is niemand bekend".to_owned(), weight: 0.0 });
        }
        let people = !facts.names_somebody() || somebody || (door == Door::Its && !score.namesake);
        Self { of_it: people && door != Door::Other && other_number.is_none(), evidence }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Door {
    Untold,
    Its,
    Other,
}

/// Whose door the answer names.
fn door(address: &Address, facts: &Facts, profile: &Profile, score: &Score) -> Door {
    if !facts.before.is_empty() && !score.told_former {
        return Door::Other;
    }
    let homes = || profile.homes.iter().map(|home| &home.spot);
    let has_number = |number: u32| homes().any(|home| home.number == Some(number));
    let same_place =
        |spot: &Spot| spot.place.is_empty() || homes().all(|home| home.place.is_empty() || home.place == spot.place);
    match facts.here.first() {
        None if address.is_empty() => Door::Untold,
        // Where the household has moved to is news of it.
        Some(_) | None if score.told_former => Door::Its,
        Some(_) if score.nearness >= Nearness::Building => Door::Its,
        Some(spot) if spot.is_placed() => match score.nearness {
            Nearness::Street if spot.number.is_none() => Door::Untold,
            _ => Door::Other,
        },
        Some(spot) if spot.number.is_none_or(has_number) && same_place(spot) => Door::Untold,
        _ => Door::Other,
    }
}

fn says_moved(text: &str) -> bool {
    let moves =
        |word: &str| word.starts_with("verhuisd") || word.starts_with("verhuist") || word.starts_with("verhuiz");
    text.to_lowercase().split(|c: char| !c.is_alphabetic()).any(moves)
}

/// Words before a house number where no street is said again, as neighbours of one street are told apart.
const NUMBER_WORDS: [&str; 6] = ["nummer", "nummers", "nr", "no", "huisnummer", "huisnr"];

/// A house number in running text that is of no home of this household.
fn other_number(text: &str, profile: &Profile) -> Option<u32> {
    let mut words = text.split_whitespace();
    let mut before = words.next()?;
    for word in words {
        let named = before.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        before = word;
        if !NUMBER_WORDS.contains(&named.as_str()) {
            continue;
        }
        let word = word.trim_start_matches(['#', '(', '‘', '\'', '"']);
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        // A number of a dossier has its own signs; a house has a letter at most.
        let rest = &word[digits..];
        let number = word[..digits].parse().ok().filter(|number| (1..100_000).contains(number));
        let house = !rest.starts_with(['-', '/', '.']) || !rest[1..].starts_with(|c: char| c.is_ascii_digit());
        let of_it = |number: u32| profile.homes.iter().any(|home| home.spot.number == Some(number));
        if let Some(number) = number.filter(|number| house && !of_it(*number)) {
            return Some(number);
        }
    }
    None
}
