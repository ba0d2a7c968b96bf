//! Who is spoken of beside the household: neighbours, colleagues, witnesses, kin who live elsewhere.

use std::ops::Range;

use super::{
    lexicon::Trait,
    tokens::{Gap, Tokens},
};

/// Whom the writer was in touch with over the household: "overleg gehad met Joke Nap", "gisteren schreef Piet Bos:",
/// "Mede ter plaatse: brig. Nap", "doorkiesnummer 0597-123456", "1e contact: Anna Bos".
pub(super) fn is_in_touch(tokens: &Tokens<'_>, at: usize) -> bool {
    let (before, next) = (tokens.fold(at.wrapping_sub(1)), tokens.fold(at + 1));
    let next = if tokens.is_mark(at + 1, ':') { ":" } else { next };
    match tokens.fold(at) {
        // "In overleg met mevrouw Bos": she is the one it is about.
        "overleg" if before != "in" => (at + 1..at + 4)
            .any(|with| tokens.fold(with) == "met" && (tokens.is_capital(with + 1) || is_academic(tokens, with + 1))),
        "casusoverleg" | "teamoverleg" | "zorgoverleg" | "mdo" => (at + 1..at + 8).any(|with| {
            tokens.fold(with) == "met" && tokens.is_capital(with + 1) && tokens.gap(with + 1) == Gap::Space
        }),
        "overlegd" | "afgestemd" | "kortgesloten" | "afstemming" => {
            let with = at + 1 + usize::from(next != "met");
            let whom = with + 1;
            tokens.fold(with) == "met"
                && (tokens.is_capital(whom) || is_academic(tokens, whom) || tokens.fold(whom) == "dokter")
        }
        // "Zoals besproken met mw. Bos"; who something was discussed with may else be the one it is about.
        "besproken" => before == "zoals" && next == "met",
        "behandeling" => {
            let with = at + 1 + usize::from(matches!(next, "geweest" | "is" | "was"));
            matches!(tokens.fold(with), "bij" | "van") && is_name_next(tokens, with + 1)
        }
        // "Borgsteller zou Jan Bos zijn", "Actie: Anna Bos neemt contact op".
        // "Ouder van een vriendje, Jan Bos, past soms op".
        "ouder" => next == "van" && matches!(tokens.fold(at + 3), "vriendje" | "vriendinnetje" | "klasgenootje"),
        "borgsteller" | "borg" => (at + 1..at + 3).any(|name| tokens.is_capital(name)),
        "actie" | "afspraak" => {
            let acts = |near: usize| {
                matches!(tokens.fold(near), "neemt" | "belt" | "pakt" | "gaat" | "zoekt" | "mailt" | "stuurt" | "plant")
            };
            next == ":" && tokens.is_capital(at + 2) && (at + 3..at + 11).any(acts)
        }
        "actiehouder" => next == ":" && tokens.is_capital(at + 2),
        // Who was there, and who made up the police's report.
        "aanwezig" | "afwezig" => next == ":" && tokens.gap(at) >= Gap::Line,
        "verb" => tokens.is_mark(at + 1, '.') && tokens.gap(at) >= Gap::Line && tokens.is_capital(at + 2),
        "schreef" | "schrijft" => tokens.is_capital(at + 1) || tokens.has(at + 1, Trait::Title),
        "plaatse" => {
            let went =
                matches!(tokens.fold(at.wrapping_sub(2)), "gingen" | "ging" | "gaan" | "gegaan" | "reden" | "kwamen");
            before == "ter" && tokens.is_mark(at + 1, ':') && !went
        }
        "doorkiesnr" | "doorkiesnummer" | "toestel" | "tst" | "dienstnummer" | "dienstnr" => true,
        // "Contact buiten het huishouden: Anna Bos, Dijk 4, 06-12345678".
        "contact" if next == "buiten" => true,
        "contact" if next == ":" => {
            matches!(before, "e" | "1e" | "2e" | "eerste" | "tweede" | "1" | "2") || is_name_next(tokens, at + 2)
        }
        // "Kopie aan: J. Nap, Singel 3".
        "kopie" | "afschrift" => matches!(next, "aan" | ":"),
        _ => false,
    }
}

/// The `drs` before a name: those are written to and with more than about.
pub(super) fn is_academic(tokens: &Tokens<'_>, at: usize) -> bool {
    matches!(tokens.fold(at), "drs" | "mr" | "ir" | "ing" | "dr" | "prof")
}

/// Whether a sentence tells of somebody beside the household: who confirms it, keeps its key or lives somewhere himself.
pub(super) fn is_of_witness(tokens: &Tokens<'_>, sentence: Range<usize>) -> bool {
    let soon = |at: usize, words: &[&str]| (at + 1..at + 6).any(|near| words.contains(&tokens.fold(near)));
    sentence.clone().any(|at| {
        let (before, next) = (tokens.fold(at.wrapping_sub(1)), tokens.fold(at + 1));
        match tokens.fold(at) {
            // "Joke Bos weet hier meer van"; who "weet er niet meer mee om te gaan" may be the one it is about.
            "weet" => {
                matches!(next, "hier" | "er") && matches!(tokens.fold(at + 2), "meer" | "alles") && soon(at, &["van"])
            }
            "kopie" | "afschrift" => {
                soon(at, &["mail", "bericht", "melding"]) && (at..at + 8).any(|to| tokens.fold(to) == "naar")
            }
            // Who "is ook betrokken" helps; "ook betrokken bij een ruzie" may be the one it is about.
            "betrokken" => before == "ook" && tokens.is_mark(at + 1, '.'),
            "reservesleutel" | "sleuteladres" | "verderop" | "naastgelegen" | "buurtonderzoek" => true,
            // "Oma (Anna Bos) woont elders, Dijk 4."
            "elders" => {
                matches!(before, "woont" | "wonen") && sentence.clone().take(3).any(|kin| is_kinship(tokens, kin))
            }
            "bevestigen" | "beamen" => matches!(before, "het" | "dit" | "dat"),
            // "Levi Dekker van Torenstraat 29 belde ons hierover", "ik sprak er Anna Bos over".
            "belde" | "belt" | "mailde" | "mailt" | "appte" | "schreef" | "vertelde" | "tipte" => {
                soon(at, &["hierover", "daarover", "erover"])
            }
            "sprak" | "spreek" if next == "er" => sentence.clone().any(|over| tokens.fold(over) == "over"),
            "getuigen" => matches!(before, "wel" | "wil"),
            "springt" => soon(at, &["bij"]),
            "hetzelfde" => matches!(before, "zegt" | "zeggen" | "precies" | "vertelt" | "ook"),
            "hield" | "sprak" => matches!(next, "mij" | "me" | "ons") && tokens.fold(at + 2) == "aan",
            "hoort" | "horen" | "ruikt" | "ruiken" | "ziet" | "zien" | "merkt" | "merken" => {
                matches!(next, "het" | "dit" | "dat") && tokens.fold(at + 2) == "ook"
            }
            // "Ook bewoner Bos van Dorpsstraat 18 heeft gemaild."
            "ook" if matches!(next, "bewoner" | "bewoonster" | "bewoners") => tokens.starts_sentence(at),
            // "Ik heb al gebeld met Anna Bos, maar die belt niet terug."
            "gebeld" => before == "al" && next == "met" && (at + 3..at + 12).any(|word| tokens.fold(word) == "terug"),
            // "De familie Bos klaagt hier ook over."
            "klaagt" | "klagen" => next == "hier" && tokens.fold(at + 2) == "ook",
            // "Heeft het ook gezien"; who "is ook gezien" may be the one it is about.
            "ook" if matches!(before, "het" | "dit" | "dat" | "hier") => {
                let told = if next == "over" { tokens.fold(at + 2) } else { next };
                matches!(
                    told,
                    "geklaagd"
                        | "gemeld"
                        | "gezien"
                        | "gehoord"
                        | "gemerkt"
                        | "opgevallen"
                        | "meegemaakt"
                        | "bevestigd"
                )
            }
            "getuige" => before == "als",
            "sleutel" => (at + 1..at + 5)
                .any(|lies| matches!(tokens.fold(lies), "ligt" | "hangt" | "is") && tokens.fold(lies + 1) == "bij"),
            // "Ook Anna Bos van Dijk 4 heeft er last van."
            "last" => {
                matches!(next, "van") && matches!(before, "er" | "ook") && opens_with_also(tokens, sentence.start)
            }
            "opvang" => soon(at, &["bij", "door"]),
            "gezag" => matches!(before, "geen" | "zonder"),
            "andere" => next == "ouder" && tokens.is_one_of(at + 2, ":,("),
            // "Oma Nap past vaak op", "de familie Bos van nr 9 past op de kat".
            "past" | "passen" => {
                let beside = |word: usize| {
                    matches!(tokens.fold(word), "oma" | "opa" | "nr" | "nummer") || tokens.has(word, Trait::Relative)
                };
                soon(at, &["op"]) && sentence.clone().any(beside)
            }
            "vraag" | "vragen" => next == "naar" && tokens.is_capital(at + 2),
            _ => false,
        }
    })
}

fn is_kinship(tokens: &Tokens<'_>, at: usize) -> bool {
    matches!(tokens.fold(at), "oma" | "opa" | "grootouders") || tokens.has(at, Trait::Relative)
}

/// "Ook Anna Bos …": she says the same of somebody else.
fn opens_with_also(tokens: &Tokens<'_>, start: usize) -> bool {
    tokens.fold(start) == "ook" && is_name_next(tokens, start + 1)
}

/// "Zus Anna Bos woont op Dijk 4", "er is een neef in de buurt, Jan Bos, Dijk 4": kin with a home of their own.
///
/// `elsewhere` is whether the text has an address outside this sentence: a son's home is the household's if not.
pub(super) fn is_of_kin(
    tokens: &Tokens<'_>,
    sentence: &Range<usize>,
    taken: &[Range<usize>],
    elsewhere: Elsewhere,
) -> bool {
    let Some(home) = taken.iter().find(|range| sentence.contains(&range.start)) else { return false };
    let at_home = |at: &usize| is_kin(tokens.fold(*at), elsewhere) || is_acquainted(tokens.fold(*at));
    let Some(kin) = (sentence.start..home.start).find(at_home) else { return false };
    let lives = |at: usize| {
        matches!(tokens.fold(at), "woont" | "wonen" | "wonend" | "woonachtig")
            || tokens.fold(at) == "buurt" && tokens.fold(at.wrapping_sub(1)) == "de"
    };
    let with = matches!(tokens.fold(kin.wrapping_sub(1)), "bij" | "met")
        || matches!(tokens.fold(kin.wrapping_sub(2)), "bij" | "met" | "van");
    let another = (sentence.start..kin).any(|at| {
        let title = tokens.has(at, Trait::Title) && !tokens.has(at, Trait::FamilyTitle);
        lives(at) || title || tokens.has(at, Trait::Role)
    });
    // "Kennis Anna Bos (Dijk 4)".
    let grown = is_acquainted(tokens.fold(kin)) || is_kin(tokens.fold(kin), Elsewhere::None);
    let labelled = kin + 1 + usize::from(tokens.is_mark(kin + 1, ':'));
    let named = labelled < home.start && (labelled..home.start).all(|at| is_of_name(tokens, at));
    !with && !another && (grown && named || (kin + 1..home.start).any(lives))
}

/// Whether a text has more addresses than one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Elsewhere {
    Another,
    None,
}

fn is_acquainted(word: &str) -> bool {
    matches!(word, "kennis" | "familielid" | "mantelzorger")
}

fn is_kin(word: &str, elsewhere: Elsewhere) -> bool {
    match word {
        "zus" | "broer" | "oom" | "tante" | "neef" | "nicht" | "schoonzus" | "zwager" | "schoonbroer"
        | "schoonzoon" | "schoondochter" | "schoonmoeder" | "schoonvader" | "halfbroer" | "halfzus" | "nichtje"
        | "neefje" => true,
        "zoon" | "dochter" | "kleinzoon" | "kleindochter" => elsewhere == Elsewhere::Another,
        _ => false,
    }
}

/// "gebeld door", "informatie kwam van", "melding gedaan door".
pub(super) fn is_reported(tokens: &Tokens<'_>, at: usize, start: usize) -> bool {
    let before = tokens.fold(at.wrapping_sub(1));
    if tokens.fold(at) == "via" {
        return matches!(
            before,
            "kwam" | "kwamen" | "komt" | "gekomen" | "binnengekomen" | "binnen" | "ontvangen" | "melding" | "signaal"
        );
    }
    if tokens.fold(at) == "door" {
        return matches!(
            before,
            "gebeld"
                | "aangesproken"
                | "gemeld"
                | "melding"
                | "doorgegeven"
                | "aangemeld"
                | "verwezen"
                | "ingevuld"
                | "ingediend"
                | "gedaan"
                | "opgesteld"
                | "geschreven"
                | "doorgestuurd"
                | "getipt"
                | "geinformeerd"
                | "aangegeven"
                | "geregistreerd"
                | "aangeleverd"
                | "gestuurd"
                | "destijds"
                | "ingestuurd"
                | "ingezonden"
                | "ingebracht"
                | "opgemaakt"
                | "ondertekend"
                | "begeleid"
                | "behandeld"
                | "ondersteund"
                | "geholpen"
                | "vastgelegd"
                | "aangenomen"
                | "genoteerd"
                | "opgenomen"
        );
    }
    // "Melding van mevrouw Kamps": by her; but the `van` of "Melding van den Berg" is of the name.
    let told_by = matches!(before, "melding" | "signaal" | "klacht" | "overlastmelding");
    if told_by && is_name_next(tokens, at + 1) && !tokens.is_capital(at) || complains_among_others(tokens, at) {
        return true;
    }
    // "Zie de mail van Piet Bos": a colleague; of one with a title, such as mevrouw, nothing is known.
    let written =
        matches!(before, "mail" | "email" | "bericht" | "memo" | "notitie" | "overdracht" | "terugbelverzoek");
    let heard = matches!(
        before,
        "aangenomen" | "begreep" | "begrepen" | "hoorde" | "gehoord" | "vernam" | "vernomen" | "doorgekregen" | "kreeg"
    );
    if (written || heard) && (tokens.is_capital(at + 1) || is_academic(tokens, at + 1)) && !tokens.is_capital(at) {
        return true;
    }
    // "Een telefoontje van …": who calls or writes so is hardly the one it is about.
    if matches!(before, "telefoontje" | "belletje" | "mailtje" | "appje" | "verwijzing" | "tip") {
        return true;
    }
    let told = [
        "informatie",
        "klachten",
        "meldingen",
        "signalen",
        "tip",
        "bericht",
        "doorgegeven",
        "signaal",
        "melding",
        "klacht",
        "zorgmelding",
        "aanmelding",
    ];
    matches!(
        before,
        "kwam" | "kwamen" | "komt" | "komen" | "ontvangen" | "informatie" | "bericht" | "tip" | "afkomstig"
    ) && (start.max(at.saturating_sub(12))..at).any(|word| told.contains(&tokens.fold(word)))
}

/// The "van" of "meerdere klachten, o.a. van Jan Bos (Dijk 4)".
fn complains_among_others(tokens: &Tokens<'_>, of: usize) -> bool {
    let others = tokens.is_mark(of.wrapping_sub(1), '.') && tokens.fold(of.wrapping_sub(2)) == "a";
    let told = |at: usize| matches!(tokens.fold(at), "klachten" | "meldingen" | "signalen");
    others && tokens.is_capital(of + 1) && (of.saturating_sub(8)..of).any(told)
}

/// "Haar dochter Anna woont elders", "de zoon belde": kin outside the household.
pub(super) fn elsewhere(tokens: &Tokens<'_>, relative: usize, sentence: &Range<usize>) -> bool {
    let near = relative.saturating_sub(12).max(sentence.start)..(relative + 24).min(sentence.end);
    // Of a carer nobody says where he lives unless it is somewhere else.
    let carer = tokens.fold(relative) == "mantelzorger";
    near.into_iter().any(|at| {
        carer && tokens.fold(at) == "woont"
            || matches!(tokens.fold(at), "elders" | "uitwonend" | "uitwonende" | "belde" | "meldt" | "meldde" | "zelf")
    })
}

pub(super) fn is_name_next(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.is_capital(at) || tokens.has(at, Trait::Title) && !tokens.has(at, Trait::FamilyTitle)
}

/// A capital, a tussenvoegsel, or a mark within and behind a name.
pub(super) fn is_of_name(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.is_capital(at) || tokens.has(at, Trait::Particle) || tokens.is_one_of(at, ",.-(") || tokens.is_letter(at)
}
