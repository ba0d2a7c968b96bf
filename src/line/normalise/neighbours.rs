//! Neighbours: who only lives beside the household, and who is the one a neighbour is worried about.

use super::{
    lexicon::Trait,
    tokens::{Gap, Tokens},
};

/// "de buurvrouw van mevrouw De Boer": she is the one it is about; not "de buurvrouw van nr 14".
pub(super) fn is_neighboured(tokens: &Tokens<'_>, at: usize) -> bool {
    let next = at + 1;
    // "Bij mijn buren op Dorpsweg 14": it is about them, and the writer lives beside.
    let whose = at.wrapping_sub(1);
    if matches!(tokens.fold(next), "op" | "van" | "aan")
        && tokens.is_capital(next + 1)
        && matches!(tokens.fold(whose), "mijn" | "onze")
        && (matches!(tokens.fold(whose.wrapping_sub(1)), "bij" | "van" | "over" | "om" | "door")
            || tokens.starts_sentence(whose) && !confirms(tokens, next))
    {
        return true;
    }
    if is_of_concern(tokens, at) {
        return true;
    }
    // "De buur van Jeneverbespark 23" lives there himself.
    let housed = (next + 2..next + 6)
        .take_while(|near| tokens.gap(*near) <= Gap::Space)
        .find(|near| !tokens.is_capital(*near) && !tokens.has(*near, Trait::Particle))
        .is_some_and(|number| tokens.is_number(number));
    matches!(tokens.fold(next), "van" | "bij")
        && !housed
        && !matches!(tokens.fold(at), "ex" | "collega")
        && (tokens.has(next + 1, Trait::Title)
            || tokens.has(next + 1, Trait::Role)
            || tokens.is_capital(next + 1) && !tokens.has(next + 1, Trait::Organisation))
}

/// "Zorgen over mijn buurvrouw, mevrouw De Boer", "overlast van onze buurman Jan Bos": the writer lives beside.
fn is_of_concern(tokens: &Tokens<'_>, at: usize) -> bool {
    if !tokens.fold(at).contains("buur") && !tokens.fold(at).ends_with("buren") {
        return false;
    }
    let whose = matches!(tokens.fold(at.wrapping_sub(1)), "mijn" | "onze" | "de" | "haar" | "zijn");
    let about = at.wrapping_sub(1 + usize::from(whose));
    let concerned = match tokens.fold(about) {
        "over" | "om" | "namens" | "betreft" | "betreffende" | "inzake" | "rondom" | "omtrent" => true,
        "van" => (about.saturating_sub(4)..about).any(|told| {
            matches!(tokens.fold(told), "last" | "overlast" | "hinder" | "geluidsoverlast" | "burengerucht")
        }),
        _ => false,
    };
    let next = at + 1 + usize::from(tokens.is_one_of(at + 1, ",:("));
    let own = matches!(tokens.fold(at.wrapping_sub(1)), "mijn" | "onze" | "de");
    let concerned = concerned || own && tokens.starts_sentence(at - 1) && ails(tokens, next);
    concerned && (tokens.is_capital(next) || tokens.has(next, Trait::Title)) && tokens.gap(next) <= Gap::Space
}

/// "Mijn buurvrouw mevrouw De Boer dwaalt over straat": what is said of nobody who only tells.
fn ails(tokens: &Tokens<'_>, from: usize) -> bool {
    let end = (from..tokens.len()).find(|at| tokens.ends_sentence(*at)).unwrap_or(tokens.len()).min(from + 32);
    let ill = |at: usize| {
        matches!(
            tokens.fold(at),
            "dwaalt"
                | "gevallen"
                | "valt"
                | "vergeet"
                | "vervuilt"
                | "drinkt"
                | "eet"
                | "verward"
                | "dement"
                | "dementerend"
                | "vereenzaamt"
                | "eenzaam"
                | "verwaarloost"
                | "schreeuwt"
                | "slaat"
                | "mishandelt"
                | "mishandeld"
                | "geslagen"
        )
    };
    // "… hoorde dat de man op 42 zijn vrouw slaat": she only tells of it.
    let tells = |at: usize| {
        matches!(tokens.fold(at), "dat" | "hoe" | "omdat" | "want" | "wie" | "zegt" | "zei" | "belt" | "belde" | "me")
            || matches!(tokens.fold(at), "vertelt" | "vertelde" | "hoort" | "hoorde" | "ziet" | "zag" | "ik" | "wij")
    };
    !confirms(tokens, from) && (from..end).find(|at| ill(*at) || tells(*at)).is_some_and(ill)
}

/// "Onze buren van nr 14 hebben het ook gehoord".
fn confirms(tokens: &Tokens<'_>, from: usize) -> bool {
    (from..from + 24)
        .take_while(|at| *at < tokens.len() && !tokens.ends_sentence(*at))
        .any(|at| matches!(tokens.fold(at), "ook" | "bevestigen" | "hoorden" | "horen" | "zagen" | "zien" | "helpen"))
}

/// "de mensen op 14", "de bewoners van nummer 12": a number without a street is next door.
pub(super) fn is_next_door(tokens: &Tokens<'_>, at: usize) -> bool {
    let several = matches!(tokens.fold(at), "mensen" | "bewoners" | "bewoner" | "bewoonster" | "overkant");
    let named = usize::from(matches!(tokens.fold(at + 2), "nr" | "nummer" | "huisnummer" | "no"));
    let number = at + 2 + named + usize::from(named > 0 && tokens.is_mark(at + 3, '.'));
    let short = tokens.is_number(number)
        && tokens.text(number).len() <= 3
        && !matches!(tokens.fold(number + 1), "hoog" | "jaar");
    // "Op nummer 20 (Anna Bos) is ook aangebeld."
    let dot = usize::from(tokens.is_mark(at + 1, '.'));
    let neighbour = matches!(tokens.fold(at), "nr" | "nummer")
        && tokens.fold(at.wrapping_sub(1)) == "op"
        && tokens.is_number(at + 1 + dot)
        && (at + 2..at + 5).any(|open| {
            tokens.is_mark(open, '(') && (tokens.is_capital(open + 1) || tokens.has(open + 1, Trait::FamilyTitle))
        });
    // "Buurtonderzoek: bewoner 31 (fam. Nap) heeft niets gezien."
    let asked = several
        && tokens.is_number(at + 1)
        && (at + 2..at + 5).any(|open| tokens.is_mark(open, '(') && tokens.has(open + 1, Trait::Title));
    several && matches!(tokens.fold(at + 1), "op" | "van") && short || neighbour || asked
}
