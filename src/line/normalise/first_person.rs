//! Where the writer speaks of himself: "ik woon", "mijn naam is", "u spreekt met".

use std::ops::Range;

use super::{beside::is_name_next, lexicon::Trait, tokens::Tokens};

/// "ik woon", "wij wonen", "mijn naam", "bel mij", "u spreekt met".
pub(super) fn is_first_person(tokens: &Tokens<'_>, at: usize) -> bool {
    let next = tokens.fold(at + 1);
    match tokens.fold(at) {
        // "Ik, Els Kamps, wil melden"
        "ik" if next == "," && tokens.starts_sentence(at) && tokens.is_capital(at + 2) => true,
        "ik" | "wij" | "we" => match next {
            "woon" | "wonen" | "heet" | "zit" | "heten" | "verblijf" => true,
            // "Wij zijn bereikbaar op 0597-123456."
            "zijn" => (at + 2..at + 5).any(|near| tokens.fold(near) == "bereikbaar"),
            "ben" => {
                is_name_next(tokens, at + 2)
                    || matches!(
                        tokens.fold(at + 2),
                        "bereikbaar" | "te" | "telefonisch" | "mobiel" | "overdag" | "meestal" | "altijd" | "best"
                    )
            }
            _ => false,
        },
        "woon" | "wonen" => matches!(next, "ik" | "wij" | "we"),
        "ben" => next == "ik",
        "mijn" | "onze" | "ons" => {
            let said = if matches!(next, "eigen" | "mobiele") { tokens.fold(at + 2) } else { next };
            matches!(
                said,
                "naam"
                    | "adres"
                    | "nummer"
                    | "nr"
                    | "telefoonnummer"
                    | "tel"
                    | "mobiel"
                    | "telefoon"
                    | "mobiele"
                    | "doorkiesnummer"
                    | "woonadres"
                    | "geboortedatum"
                    | "leeftijd"
                    | "toestel"
                    | "toestelnummer"
                    | "telefonische"
                    | "algemene"
                    | "receptie"
                    | "bereikbaarheid"
                    | "gegevens"
            )
        }
        "mij" | "me" => (at.saturating_sub(3)..at + 4)
            .any(|near| matches!(tokens.fold(near), "bellen" | "bereiken" | "bel" | "bereikbaar" | "mailen" | "appen")),
        "bel" => matches!(next, "mij" | "me" | "ons"),
        "u" => next == "spreekt" && tokens.fold(at + 2) == "met",
        // "Jan Bos hier van Dijk 3, ik wil wat melden."
        // "Anna Bos hier."
        "hier" => (next == "van" || tokens.is_mark(at + 1, '.')) && tokens.is_capital(at.wrapping_sub(1)),
        "met" => {
            let speaks = tokens.is_mark(at.wrapping_sub(1), ':');
            (speaks || tokens.starts_sentence(at) || is_after_greeting(tokens, at))
                && is_name_next(tokens, at + 1)
                && !tokens.has(at + 1, Trait::NoName)
        }
        _ => false,
    }
}

/// "Hallo, met Els Kamps."
fn is_after_greeting(tokens: &Tokens<'_>, at: usize) -> bool {
    let greeting = at.wrapping_sub(1 + usize::from(tokens.is_mark(at.wrapping_sub(1), ',')));
    matches!(tokens.fold(greeting), "hallo" | "hoi" | "dag" | "goedemorgen" | "goedemiddag" | "goedendag")
}

/// "Jan de Boer is mijn naam": what stands before it is the writer's.
pub(super) fn names_himself(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.fold(at) == "mijn" && tokens.fold(at.wrapping_sub(1)) == "is" && tokens.fold(at + 1) == "naam"
}

/// "Ik woon zelf op", "ik woon ernaast": the writer compares himself with the household.
pub(super) fn is_beside(tokens: &Tokens<'_>, sentence: &Range<usize>) -> bool {
    let end = sentence.end.min(sentence.start + 24);
    (sentence.start..end).any(|at| {
        matches!(
            tokens.fold(at),
            "zelf" | "eigen" | "ernaast" | "tegenover" | "ertegenover" | "erboven" | "eronder" | "ook"
        )
    })
}
