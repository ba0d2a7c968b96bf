//! Whether a verb of violence is done to somebody: "mijn man slaat mij", "hij heeft haar weer geschopt".
//!
//! **Invariant:** within one clause, and to people only: a clock that strikes hits nobody.

use crate::normalise::tokens::Tokens;

/// Tokens that may stand between a verb and whom it is done to.
const REACH: usize = 6;

const WHOM: &[&str] = &["mij", "me", "haar", "hem", "hen", "ons", "elkaar"];

/// Of [`WHOM`], those that may also say whose something is.
const OR_WHOSE: &[&str] = &["me", "haar", "ons"];

const WHOSE: &[&str] = &["mijn", "mn", "me", "zijn", "zn", "haar", "hun", "ons", "onze"];

const KIN: &[&str] = &[
    "man",
    "vrouw",
    "partner",
    "vriend",
    "vriendin",
    "vader",
    "moeder",
    "papa",
    "mama",
    "ouders",
    "broer",
    "broertje",
    "zus",
    "zusje",
    "opa",
    "oma",
    "kind",
    "kinderen",
    "zoon",
    "dochter",
    "zoontje",
    "dochtertje",
    "baby",
    "ex",
    "stiefvader",
    "stiefmoeder",
    "stiefzoon",
    "stiefdochter",
    "schoonmoeder",
    "schoonvader",
    "echtgenoot",
];

/// Words that say who, when or how often, and never to whom.
const BESIDE: &[&str] = &[
    "hij",
    "zij",
    "ze",
    "ik",
    "wij",
    "we",
    "die",
    "nu",
    "dan",
    "toen",
    "weer",
    "vaak",
    "soms",
    "steeds",
    "altijd",
    "regelmatig",
    "dagelijks",
    "elke",
    "iedere",
    "avond",
    "avonds",
    "dag",
    "nacht",
    "nachts",
    "week",
    "keer",
    "keren",
    "gisteren",
    "gisteravond",
    "vandaag",
    "vanavond",
    "vannacht",
    "hard",
    "ook",
    "wel",
    "echt",
    "al",
    "nog",
    "een",
    "paar",
    "twee",
    "drie",
    "meerdere",
    "jaren",
    "jarenlang",
    "opnieuw",
    "meer",
    "te",
    "heeft",
    "hebben",
    "had",
    "is",
    "wil",
    "gaat",
    "blijft",
    "bleef",
    "begon",
    "s",
];

/// What a name for somebody may be followed by; before any other word "haar" says whose that is.
const AFTER: &[&str] = &[
    "als", "en", "of", "met", "in", "op", "tegen", "wanneer", "omdat", "terwijl", "waar", "door", "om", "bij", "voor",
];

/// Directly before a name for somebody: then nothing is done to them by this verb alone ("slaat op mij").
const BEFORE: &[&str] = &["op", "met", "voor", "van", "bij", "naar", "aan", "tegen", "over", "om", "door"];

/// At the end of its clause each makes another verb of it: "slaat haar over", "slaat de deur dicht".
const PARTICLES: &[&str] = &["over", "af", "dicht", "open", "op", "om", "tegen", "terug", "in"];

/// Anywhere in its clause: "slaat hem gade", "slaat mij op de schouder".
const FIGURES: &[&str] = &["gade", "alarm", "schouder", "schouders", "hart", "vlucht", "deur", "klok", "handen"];

/// Whether the verb at this token is done to somebody.
pub(super) fn hits_somebody(tokens: &Tokens<'_>, at: usize) -> bool {
    let before = tokens.fold(at.wrapping_sub(1));
    let thing = matches!(before, "het" | "dat" | "dit" | "deur" | "klok");
    !thing && !is_another_verb(tokens, at) && (hit_after(tokens, at) || hit_before(tokens, at) || suffers(tokens, at))
}

/// "slaat haar elke avond", "slaat hij zijn vrouw".
fn hit_after(tokens: &Tokens<'_>, at: usize) -> bool {
    for next in at + 1..=at + REACH {
        let word = tokens.fold(next);
        let last = if is_kin(tokens, next + 1) { next + 1 } else { next };
        if last > next || is_whom(tokens, next) {
            return !matches!(tokens.fold(last + 1), "niet" | "nooit") || tokens.fold(last + 2) == "alleen";
        }
        if !BESIDE.contains(&word) {
            return false;
        }
    }
    false
}

/// "dat hij haar slaat", "heeft mij vaak geslagen", "die zijn vrouw slaat".
fn hit_before(tokens: &Tokens<'_>, at: usize) -> bool {
    let finite = !tokens.fold(at).ends_with('n') && !tokens.fold(at).starts_with("ge");
    for back in 1..=REACH {
        let here = at.wrapping_sub(back);
        if is_kin(tokens, here) {
            // "mijn man slaat" has who does it there, "dat hij zijn vrouw slaat" to whom.
            let doer = tokens.fold(here.wrapping_sub(2));
            return !finite || matches!(doer, "hij" | "zij" | "ze" | "die" | "ik") || KIN.contains(&doer);
        }
        let word = tokens.fold(here);
        if WHOM.contains(&word) {
            return !BEFORE.contains(&tokens.fold(here.wrapping_sub(1)));
        }
        if !BESIDE.contains(&word) {
            return false;
        }
    }
    false
}

/// "ik word geslagen", "zij werd door haar man geschopt".
fn suffers(tokens: &Tokens<'_>, at: usize) -> bool {
    if !tokens.fold(at).starts_with("ge") {
        return false;
    }
    let clause = (1..=REACH).map(|back| at.wrapping_sub(back)).take_while(|here| !ends_clause(tokens, *here));
    let words: Vec<&str> = clause.map(|here| tokens.fold(here)).collect();
    let by_kin = |from: usize| tokens.fold(from) == "door" && is_kin(tokens, from + 2);
    let passive = words.iter().any(|word| matches!(*word, "word" | "wordt" | "worden" | "werd" | "werden" | "ben"));
    let denied = words.iter().any(|word| matches!(*word, "niet" | "nooit" | "geen"));
    let by = by_kin(at + 1) || (1..=REACH).any(|back| by_kin(at.wrapping_sub(back)));
    passive && !denied && (by || words.contains(&"ik"))
}

/// Somebody who has a place in a family: "mijn man".
fn is_kin(tokens: &Tokens<'_>, at: usize) -> bool {
    KIN.contains(&tokens.fold(at)) && WHOSE.contains(&tokens.fold(at.wrapping_sub(1)))
}

fn is_whom(tokens: &Tokens<'_>, at: usize) -> bool {
    let (word, next) = (tokens.fold(at), tokens.fold(at + 1));
    WHOM.contains(&word)
        && (!OR_WHOSE.contains(&word)
            || ends_clause(tokens, at + 1)
            || matches!(next, "niet" | "nooit")
            || [BESIDE, AFTER, PARTICLES].iter().any(|list| list.contains(&next)))
}

fn is_another_verb(tokens: &Tokens<'_>, at: usize) -> bool {
    let after = || (at + 1..=at + 2 * REACH).take_while(|next| !ends_clause(tokens, *next));
    let figure = after().any(|next| FIGURES.contains(&tokens.fold(next)));
    figure || after().last().is_some_and(|last| PARTICLES.contains(&tokens.fold(last)))
}

/// At a mark between clauses, at a word that begins another, and past both ends of the text.
fn ends_clause(tokens: &Tokens<'_>, at: usize) -> bool {
    at >= tokens.len()
        || matches!(tokens.fold(at), "." | "," | ";" | ":" | "!" | "?" | "(" | ")" | "en" | "maar" | "als" | "omdat")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_heard(text: &str) -> bool {
        let tokens = Tokens::of(text);
        let verbs = ["slaat", "slaan", "sloeg", "geslagen", "schopt", "geschopt"];
        (0..tokens.len()).any(|at| verbs.contains(&tokens.fold(at)) && hits_somebody(&tokens, at))
    }

    #[test]
    fn a_verb_of_violence_hits_whom_it_is_done_to() {
        for text in [
            "Mijn man slaat mij",
            "Hij slaat haar elke avond.",
            "Soms slaat hij mij.",
            "Elke avond slaat mijn man mij",
            "Ik weet dat hij haar slaat.",
            "De buurman die zijn vrouw slaat",
            "Mijn vriend heeft mij gisteren weer geslagen",
            "Hij heeft zijn vrouw geschopt.",
            "Ze slaan elkaar",
            "Ik word door mijn man geslagen",
            "Zij werd geslagen door haar vader",
            "Hij sloeg me, en niet voor het eerst",
            "Hij slaat haar niet alleen, hij sluit haar ook op",
            "Hij slaat haar op het hoofd.",
        ] {
            assert!(is_heard(text), "{text}");
        }
    }

    #[test]
    fn other_verbs_and_things_that_strike_hit_nobody() {
        for text in [
            "Hij slaat zijn huiswerk over",
            "De deur slaat dicht",
            "De klok slaat",
            "De klok slaat twaalf",
            "Mijn man slaat alarm.",
            "De buurvrouw slaat haar over.",
            "Zij slaat ons aanbod af",
            "Dat slaat op mij",
            "De politie slaat hem gade",
            "Hij slaat haar dossier open",
            "Hij slaat hem op de schouder",
            "Dan slaat mijn man de deur dicht",
            "Hij slaat mij niet.",
            "Ik ben niet geslagen",
            "Er wordt alarm geslagen",
        ] {
            assert!(!is_heard(text), "{text}");
        }
    }
}
