//! Where nobody lives: a school, a shop, an office.

use super::{
    lexicon::{Trait, Traits},
    tokens::{Gap, Tokens},
};

/// How far back the kind of institution may stand from its address, in tokens.
const REACH: usize = 7;

/// What such places end in or are; a home for the elderly or a shelter is none, for there people live.
const ENDINGS: [&str; 47] = [
    "school",
    "college",
    "lyceum",
    "dagverblijf",
    "kdv",
    "bso",
    "speelzaal",
    "kinderopvang",
    "dagopvang",
    "dagbesteding",
    "bakkerij",
    "slagerij",
    "supermarkt",
    "winkel",
    "winkelcentrum",
    "cafe",
    "restaurant",
    "snackbar",
    "cafetaria",
    "apotheek",
    "praktijk",
    "kliniek",
    "ziekenhuis",
    "sporthal",
    "zwembad",
    "vereniging",
    "moskee",
    "bibliotheek",
    "buurthuis",
    "gemeentehuis",
    "politiebureau",
    "kapsalon",
    "kantoor",
    "autobedrijf",
    "fabriek",
    "wijkcentrum",
    "buurtcentrum",
    "gezondheidscentrum",
    "jongerencentrum",
    "tuincentrum",
    "sportcentrum",
    "dorpshuis",
    "stadhuis",
    "raadhuis",
    "bureau",
    "station",
    "schoolplein",
];

/// Such places in one word, which as the end of another may be a surname or a village.
const WORDS: [&str; 9] = ["kerk", "balie", "loket", "obs", "cbs", "rkbs", "pcbs", "mfc", "receptie"];

/// `basisschool De Berk, Schoolstraat 1`, "de supermarkt aan de Singel 3": whose address starts at `start`.
/// "Boven de bakkerij, Singel 3" somebody lives.
pub(super) fn is_of_institution(tokens: &Tokens<'_>, start: usize) -> bool {
    let floor = start.saturating_sub(REACH);
    let mut commas = 0;
    let mut at = start;
    while at > floor && tokens.gap(at) <= Gap::Space {
        at -= 1;
        if is_institution(tokens, at) {
            return !somebody_lives(tokens, at);
        }
        commas += usize::from(tokens.is_one_of(at, ",("));
        let of_name = tokens.is_capital(at)
            || tokens.has(at, Trait::Particle)
            || matches!(tokens.fold(at), "de" | "het" | "aan" | "op" | "in" | "te" | "gelegen" | "gevestigd")
            || tokens.is_one_of(at, ",(");
        if !of_name || commas > 1 {
            return false;
        }
    }
    false
}

fn is_institution(tokens: &Tokens<'_>, at: usize) -> bool {
    let word = tokens.fold(at);
    let shop = matches!(word, "jumbo" | "lidl" | "aldi" | "hema") && tokens.is_capital(at);
    // "Opname was op locatie Singel 3".
    let ward = matches!(word, "locatie" | "afdeling")
        && (at.saturating_sub(6)..at).any(|near| matches!(tokens.fold(near), "opname" | "opgenomen" | "behandeld"));
    let kind = ENDINGS.iter().any(|ending| word.ends_with(ending)) || WORDS.contains(&word);
    shop || ward || tokens.is_word(at) && kind && !is_surname(tokens, at)
}

/// `K. ter Winkel`, `mevrouw Kantoor`, `Anna van de School`.
fn is_surname(tokens: &Tokens<'_>, at: usize) -> bool {
    let before = at.wrapping_sub(1);
    let article = matches!(tokens.fold(before), "de" | "het" | "den");
    let particle = matches!(tokens.fold(before), "te" | "ter" | "ten" | "van" | "vd" | "op")
        || article && tokens.fold(before.wrapping_sub(1)) == "van";
    let named = tokens.has_any(before, Traits::of(&[Trait::Title, Trait::Given]))
        || tokens.is_letter(before)
        || tokens.is_one_of(before, ".-") && tokens.gap(at) <= Gap::Space && !tokens.starts_sentence(at);
    // `OBS De Berk`: a kind of school, and no surname.
    let acronym = tokens.text(at).len() < 5 && tokens.text(at).bytes().all(|letter| letter.is_ascii_uppercase());
    tokens.is_capital(at) && !acronym && (particle || named)
}

/// "Woont boven de bakkerij", "naast de school", "in de oude school".
fn somebody_lives(tokens: &Tokens<'_>, institution: usize) -> bool {
    let near = |words: &[&str], back: usize| {
        (institution.saturating_sub(back)..institution).any(|at| words.contains(&tokens.fold(at)))
    };
    near(&["boven", "naast", "achter", "tegenover", "onder", "oude", "voormalige", "ex"], 2)
        || near(&["woont", "wonen", "woonachtig", "wonende", "verblijft", "logeert", "bewoner", "slaapt"], 6)
}

#[cfg(test)]
mod tests {
    use crate::normalise::tests::{line, surnames};

    #[test]
    fn nobody_lives_at_a_school_a_shop_or_an_office() {
        for text in [
            "Kinderdagverblijf De Hut, Singel 3, 9675 AA Goorn: Sem Wit (2) heeft blauwe plekken.",
            "Bij voetbalvereniging Goorn, Sportlaan 1, 9675 AA Goorn, viel Sem Wit op.",
            "Jan Wit stal bij de supermarkt aan de Singel 3, 9675 AA Goorn.",
            "Jan Wit werkt bij bakkerij Bos, Singel 3, 9675 AA Goorn.",
            "Mw. Wit is ziek. Opname was op locatie Singel 3, kamer 14.",
            "Mw. Wit ligt in het ziekenhuis, Singel 3, 9675 AA Goorn.",
            "Sem Wit zit op basisschool De Berk, Schoolstraat 1, 9675 XX Goorn.",
            "Een leerling van OBS De Berk, Schoolstraat 1, Goorn: Sem Wit.",
            "Het consultatiebureau (Singel 3, Goorn) ziet Sem Wit niet meer.",
            "Sem Wit hing rond bij de kerk aan de Singel 3 in Goorn.",
            "Mw. Wit kwam vandaag aan de balie (Raadhuisplein 1, Goorn).",
        ] {
            let facts = crate::normalise::tests::read(text);
            assert_eq!((facts.address.line().as_str(), surnames(&facts)), ("", vec!["Wit"]), "{text}");
        }
    }

    #[test]
    fn people_live_above_a_shop_and_in_a_home() {
        for text in [
            "Jan Wit woont boven bakkerij Bos, Singel 3 in Goorn.",
            "Jan Wit verblijft in de nachtopvang, Singel 3 in Goorn.",
            "Overlast naast de school, Singel 3 in Goorn.",
            "Mw. Wit woont in verpleeghuis De Linde, Singel 3 in Goorn.",
            "Basisschool De Berk, leerling Sem Wit, Singel 3 in Goorn.",
            "Melding van basisschool De Berk: Singel 3 in Goorn.",
            "Huurder is mw. K. ter Winkel, Singel 3 in Goorn.",
            "Zorg om Sientje Bos-te Winkel, Singel 3 in Goorn.",
            "Zorg om mevrouw Kantoor, Singel 3 in Goorn.",
        ] {
            assert_eq!(line(text), "Singel 3, Goorn", "{text}");
        }
    }
}
