//! Addresses that are told and are nobody's home in this text: denied, compared with, wished for, or only near.

use super::{
    found::Field,
    lexicon::month,
    mention::Mention,
    part::Part,
    tokens::{Gap, Tokens},
};

/// How far back a sentence is looked at, in tokens.
const REACH: usize = 30;

/// "Woont niet op Eikenhof 5 maar op Eikenhof 15", "hetzelfde als bij Rozenlaan 6": no home of whom it is about.
pub(super) fn is_denied(tokens: &Tokens<'_>, mention: &Mention) -> bool {
    let at = before_preposition(tokens, mention.start);
    let (before, second) = (tokens.fold(at), tokens.fold(at.wrapping_sub(1)));
    let but = (mention.end..mention.end + 4).any(|at| tokens.fold(at) == "maar");
    let same =
        (at.saturating_sub(4)..at).any(|at| matches!(tokens.fold(at), "zelfde" | "hetzelfde" | "dezelfde" | "net"));
    before == "niet" && but || before == "als" && (same || second == "net")
}

/// "Woont niet meer op Eikenhof 5": the home that it left.
pub(super) fn is_left(tokens: &Tokens<'_>, mention: &Mention) -> bool {
    let at = before_preposition(tokens, mention.start);
    tokens.fold(at) == "meer" && tokens.fold(at.wrapping_sub(1)) == "niet"
}

/// The token before "op", "aan de", "bij": none of these says whose an address is.
fn before_preposition(tokens: &Tokens<'_>, start: usize) -> usize {
    let article = usize::from(matches!(tokens.fold(start.wrapping_sub(1)), "de" | "het"));
    let at = start.wrapping_sub(1 + article);
    at.wrapping_sub(usize::from(matches!(tokens.fold(at), "op" | "aan" | "in" | "bij" | "van" | "om")))
}

/// "Overleg donderdag om 10 uur in de Kerkstraat 12", "stuur de stukken naar Postweg 14", "de locatie van ons team is
/// Havenkade 3": where those who write meet, work or get their mail.
pub(super) fn is_ours(tokens: &Tokens<'_>, mention: &Mention) -> bool {
    let start = sentence_start(tokens, mention.start);
    let near = |back: usize| mention.start.saturating_sub(back).max(start)..mention.start;
    let meets = |at: usize| {
        MEETINGS.iter().any(|meeting| tokens.fold(at).ends_with(meeting))
            && (at + 1..mention.start).any(|when| is_time(tokens, when))
    };
    let to = before_preposition(tokens, mention.start);
    let sent = tokens.fold(mention.start.wrapping_sub(1)) == "naar"
        && (to.saturating_sub(5).max(start)..=to)
            .any(|at| matches!(tokens.fold(at), "stuur" | "sturen" | "opsturen" | "mail" | "mailen" | "verzenden"));
    let team = near(5).any(|at| {
        matches!(tokens.fold(at), "ons" | "onze")
            && matches!(tokens.fold(at + 1), "team" | "kantoor" | "organisatie" | "afdeling" | "praktijk" | "vestiging")
    });
    sent || team || (start..mention.start).any(meets)
}

/// What such words end in: `wijkoverleg`, `casusbespreking`.
const MEETINGS: [&str; 8] =
    ["overleg", "vergadering", "vergaderen", "bijeenkomst", "bespreking", "mdo", "spreekuur", "rondetafel"];

/// `10 uur`, `donderdag`, `12 maart`.
fn is_time(tokens: &Tokens<'_>, at: usize) -> bool {
    matches!(
        tokens.fold(at),
        "uur" | "maandag" | "dinsdag" | "woensdag" | "donderdag" | "vrijdag" | "zaterdag" | "zondag" | "morgen"
    ) || tokens.is_number(at) && month(tokens.fold(at + 1)).is_some()
}

/// How an address that the household does not live at yet is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ahead {
    /// "Wil graag naar een woning aan de Hoofdstraat 12".
    Wished,
    /// "Verhuist per 1 december naar Hoofdstraat 12": its home, unless another is told.
    Planned,
}

/// Whether whom it is about does not live there yet.
pub(super) fn is_ahead(tokens: &Tokens<'_>, mention: &Mention) -> Option<Ahead> {
    let start = sentence_start(tokens, mention.start);
    let to = (start..mention.start).rev().find(|at| tokens.fold(*at) == "naar")?;
    // "Wil niet naar huis, Dorpsweg 14": where that one lives.
    let between = ["een", "de", "het", "nieuwe", "woning", "flat", "appartement", "kamer", "adres", "aan", "op", "in"];
    if !(to + 1..mention.start).all(|at| between.contains(&tokens.fold(at))) {
        return None;
    }
    let said = |words: &[&str]| (start..to).any(|at| words.contains(&tokens.fold(at)));
    match () {
        () if said(&["wil", "willen", "wenst", "wensen", "hoopt", "hopen"]) => Some(Ahead::Wished),
        () if said(&["verhuist", "verhuizen"]) => Some(Ahead::Planned),
        () => None,
    }
}

/// How an address tells of a place near it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Near {
    /// "Ter hoogte van Dorpsweg 5", "voor de woning Dorpsweg 5": where something happened.
    Scene,
    /// "Tegenover Marktstraat 10", "achter Havenstraat 4": surely no number of its own.
    Beside,
}

fn near(tokens: &Tokens<'_>, start: usize) -> Option<Near> {
    let before = |back: usize| tokens.fold(start.wrapping_sub(back));
    let facing = before(1) == "." && before(2) == "o" && before(4) == "t";
    let behind = matches!(before(1), "tegenover" | "achter" | "naast") && !tokens.is_capital(start.wrapping_sub(1));
    let house = usize::from(matches!(before(1), "van" | "aan" | "op"));
    let front = matches!(before(1 + house), "woning" | "huis" | "pand" | "deur" | "flat")
        && matches!(before(2 + house), "de" | "het")
        && before(3 + house) == "voor";
    match () {
        () if facing || behind => Some(Near::Beside),
        () if front || before(1) == "van" && before(2) == "hoogte" => Some(Near::Scene),
        () => None,
    }
}

/// Leaves what is only near, or ahead, where the text tells of a home too; where it does not, keeps of a place
/// "tegenover Marktstraat 10" the street, and the words as a description.
pub(super) fn settle(tokens: &Tokens<'_>, mentions: &mut [Mention]) {
    let ahead = |mention: &Mention| is_ahead(tokens, mention);
    let home = |mention: &Mention| {
        matches!(mention.part, Part::Subject | Part::Unsaid)
            && mention.address.huisnummer.is_some()
            && near(tokens, mention.start).is_none()
            && ahead(mention).is_none()
    };
    let homes = mentions.iter().any(home);
    for mention in mentions.iter_mut().filter(|mention| matches!(mention.part, Part::Subject | Part::Unsaid)) {
        let near = near(tokens, mention.start);
        match (near, ahead(mention)) {
            (Some(_), _) | (_, Some(_)) if homes => mention.part = Part::Outsider,
            (_, Some(Ahead::Wished)) => mention.part = Part::Outsider,
            (Some(Near::Beside), _) => describe(tokens, mention),
            _ => {}
        }
    }
    pass_kin(tokens, mentions);
}

/// Street and description of a place that is no house.
fn describe(tokens: &Tokens<'_>, mention: &mut Mention) {
    let word = mention.start - if tokens.is_mark(mention.start - 1, '.') { 4.min(mention.start) } else { 1 };
    let address = &mut mention.address;
    (address.huisnummer, address.huisletter, address.huisnummertoevoeging) = (None, None, None);
    address.omschrijving = Some(tokens.span(word, mention.end));
    mention.places.retain(|place| place.0 != Field::Huisnummer);
}

/// "Opa Jan Bos, Dijk 3, belt. Tim woont bij zijn vader, Dorpsweg 14": who lives with somebody is no household of opa's.
fn pass_kin(tokens: &Tokens<'_>, mentions: &mut [Mention]) {
    let stays = |mention: &Mention| {
        let start = sentence_start(tokens, mention.start).max(mention.start.saturating_sub(10));
        let lives = |at: &usize| matches!(tokens.fold(*at), "woont" | "thuis" | "wonen");
        mention.part == Part::Subject
            && mention.address.huisnummer.is_some()
            && (start..mention.start).any(|at| lives(&at))
    };
    if !mentions.iter().any(stays) {
        return;
    }
    let of_kin = |mention: &Mention| {
        let start = sentence_start(tokens, mention.start).max(mention.start.saturating_sub(8));
        let kin = |at: usize| matches!(tokens.fold(at), "opa" | "oma" | "grootouders" | "grootmoeder" | "grootvader");
        mention.part == Part::Unsaid && (start..mention.start).any(kin)
    };
    mentions.iter_mut().filter(|mention| of_kin(mention)).for_each(|mention| mention.part = Part::Outsider);
}

/// Where the sentence starts, or how far back it is looked at.
fn sentence_start(tokens: &Tokens<'_>, at: usize) -> usize {
    let floor = at.saturating_sub(REACH);
    let opens = |at: &usize| tokens.ends_sentence(at - 1) || tokens.gap(*at) == Gap::Paragraph;
    (floor.max(1)..=at).rev().find(opens).unwrap_or(floor)
}

#[cfg(test)]
mod tests {
    use crate::normalise::tests::{line, read};

    #[test]
    fn where_the_writers_meet_or_work_nobody_lives() {
        for text in [
            "Overleg donderdag om 10 uur in de Kerkstraat 12 te Goorn over een gezin.",
            "De casusbespreking is op 12 maart aan de Stationsweg 4, zaal 2.",
            "Stuur de stukken naar Postweg 14, 9671 AB Goorn.",
            "De nieuwe locatie van ons team is Havenkade 3 in Goorn.",
        ] {
            assert_eq!(line(text), "", "{text}");
        }
        assert_eq!(line("Huisbezoek donderdag om 10 uur, Kerkstraat 12 in Goorn."), "Kerkstraat 12, Goorn");
    }

    #[test]
    fn where_it_happened_is_no_home_beside_one() {
        let crash = "Aanrijding ter hoogte van Dorpsweg 5 in Goorn.";
        assert_eq!(line(crash), "Dorpsweg 5, Goorn");
        assert_eq!(line(&format!("{crash} Bestuurder J. Wit, Kerkstraat 12 in Goorn.")), "Kerkstraat 12, Goorn");
    }

    #[test]
    fn a_house_that_is_denied_or_compared_with_is_no_home() {
        for text in [
            "Mw. Wit woont niet op Eikenhof 5 maar op Eikenhof 15 in Goorn.",
            "Hetzelfde als bij Eikenhof 5 in Goorn speelt nu bij Eikenhof 15 in Goorn.",
            "Net als op Singel 3 ruikt het op Eikenhof 15 in Goorn naar gas.",
        ] {
            assert_eq!(line(text), "Eikenhof 15, Goorn", "{text}");
        }
        let moved = read("Mw. Wit woont niet meer op Eikenhof 5, nu op Singel 3 in Goorn.");
        assert_eq!(moved.address.line(), "Singel 3, Goorn");
        assert_eq!(moved.former_address.map(|former| former.line()).as_deref(), Some("Eikenhof 5"));
    }

    #[test]
    fn who_will_move_lives_where_he_is() {
        for text in [
            "Gezin Wit gaat per 1 december verhuizen naar Singel 3 in Goorn. Nu nog Eikenhof 15, Goorn.",
            "Mw. Wit, Eikenhof 15, Goorn, wil graag naar een woning aan de Singel 3 in Goorn.",
        ] {
            assert_eq!(line(text), "Eikenhof 15, Goorn", "{text}");
        }
        assert_eq!(line("Mw. Wit wil graag naar Singel 3 in Goorn. Ze is nu dakloos."), "");
        assert_eq!(line("Sem Wit (9) wil niet naar huis, Singel 3 in Goorn."), "Singel 3, Goorn");
        assert_eq!(line("Mw. Wit is verhuisd naar Singel 3 in Goorn."), "Singel 3, Goorn");
    }

    #[test]
    fn opposite_a_house_is_another_one() {
        let facts = read("Man op een bankje tegenover Singel 3, 9675 AA Goorn, slaapt daar al dagen.");
        assert_eq!(facts.address.huisnummer, None);
        assert_eq!(facts.address.omschrijving.as_deref(), Some("tegenover Singel 3, 9675 AA Goorn"));
    }

    #[test]
    fn a_child_that_stays_with_its_father_is_no_household_of_its_grandmother() {
        let text = "Oma mw. R. Wit, Singel 3, Goorn, brengt Fay Bos (8). Fay woont bij vader, Eikenhof 15, Goorn.";
        assert_eq!(line(text), "Eikenhof 15, Goorn");
        assert_eq!(line("Oma mw. R. Wit, Singel 3, Goorn, is gevallen."), "Singel 3, Goorn");
    }
}
