//! Work notes name those who do the work: who handed over, took the call, was at the meeting, will act, keeps watch.
//!
//! **Invariant:** a sentence that has an address, or that says over whom it is, is not taken for one about colleagues.

use std::ops::Range;

use super::{
    lexicon::{Trait, Traits},
    tokens::{Gap, Tokens},
};

/// A longer sentence tells of more than who does the work, in tokens.
const LONGEST: usize = 60;

/// The words of `sentence` that name colleagues of the writer; `taken` are the tokens of addresses, in order.
pub(super) fn of_colleagues(
    tokens: &Tokens<'_>,
    sentence: &Range<usize>,
    taken: &[Range<usize>],
) -> Option<Range<usize>> {
    let head = chat_head(tokens, sentence).or_else(|| stamp(tokens, sentence));
    let body = head.unwrap_or(sentence.start).min(sentence.end)..sentence.end;
    let work = (body.len() <= LONGEST).then(|| of_work(tokens, &body, taken)).flatten();
    match (head, work) {
        (Some(head), work) => Some(sentence.start..work.map_or(head, |work| work.end)),
        (None, work) => work,
    }
}

fn of_work(tokens: &Tokens<'_>, sentence: &Range<usize>, taken: &[Range<usize>]) -> Option<Range<usize>> {
    // Who called, with an address of his own, where another is told too.
    let called = matches!(tokens.fold(sentence.start), "belde" | "inkomend" | "telefoontje" | "belletje");
    let another = called && taken.iter().any(|range| range.start >= sentence.end);
    let homed = !another && taken.iter().any(|range| sentence.contains(&range.start));
    let at = sentence.clone().find(|at| is_of_work(tokens, sentence, *at))?;
    // A label speaks of what stands behind it, a heading of what stands before its colon.
    let range = if tokens.is_mark(at + 1, ':') || matches!(tokens.fold(at), "aanwezig" | "belde" | "ha") {
        at..sentence.end
    } else {
        sentence.start..(at + 1..sentence.end).find(|mark| is_colon(tokens, *mark)).unwrap_or(sentence.end)
    };
    // `Inkomend gesprek van mw. Bos, 15.25 uur`: a line of the log.
    let logged = called && tokens.fold(sentence.end - 1 - usize::from(tokens.is_mark(sentence.end - 1, '.'))) == "uur";
    (!homed && (logged || !tells_whom(tokens, &range))).then_some(range)
}

/// A colon that is no time's: `10:55`.
fn is_colon(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.is_mark(at, ':') && !(tokens.is_number(at.wrapping_sub(1)) && tokens.glued(at + 1))
}

/// "Overdracht inzake mevrouw Bos", "het gaat om Jan Bos": whom the sentence is about, or one with a title.
fn tells_whom(tokens: &Tokens<'_>, range: &Range<usize>) -> bool {
    const SUBJECT: Traits = Traits::of(&[Trait::Title, Trait::FamilyTitle, Trait::Role, Trait::Child]);
    range.clone().any(|at| match tokens.fold(at) {
        "over" => tokens.fold(at + 1) != "van",
        // "Om 22.54 uur".
        "om" => !tokens.is_number(at + 1),
        "inzake" | "inz" | "betreft" | "betreffende" | "omtrent" | "betr" | "rondom" | "dat" => true,
        _ => tokens.has_any(at, SUBJECT) && !tokens.has(at, Trait::Outsider),
    })
}

fn is_of_work(tokens: &Tokens<'_>, sentence: &Range<usize>, at: usize) -> bool {
    let next = at + 1;
    let names = |from: usize| (from..from + 3).any(|name| is_name(tokens, name));
    let within = |words: &[&str]| sentence.clone().any(|word| words.contains(&tokens.fold(word)));
    let ahead = |reach: usize, words: &[&str]| {
        (next..(at + reach).min(sentence.end)).any(|word| words.contains(&tokens.fold(word)))
    };
    match tokens.fold(at) {
        // "Overgedragen door A aan B", "overdracht: van A naar B", "OVERDRACHT A -> B", "uit de overdracht 10:55, A:".
        "overgedragen" if matches!(tokens.fold(next), "aan" | "door") => is_name(tokens, at + 2),
        "overdracht" | "overgedragen" => {
            names(next) || ahead(9, &["van", "door", "aan", "naar"]) && within_names(tokens, sentence)
        }
        // "A neemt dit over van B", "dossier overgenomen van A".
        "over" => {
            matches!(tokens.fold(next), "van")
                && is_name(tokens, at + 2)
                && (sentence.start..at).any(|word| matches!(tokens.fold(word), "neemt" | "nam" | "neem" | "nemen"))
        }
        "overgenomen" => ahead(3, &["van", "door"]),
        // "Bij het overleg zaten A en B."
        "zaten" | "zat" | "sloten" | "schoof" | "schoven" => {
            within(&["overleg", "mdo", "bespreking", "vergadering", "wijkoverleg", "casusoverleg"])
        }
        // "Aanwezig bij overleg: A, B"; but "in de woning ook aanwezig: A".
        "aanwezig" => {
            let colon = (next..next + 4).find(|mark| tokens.is_mark(*mark, ':'));
            colon.is_some_and(|colon| is_name(tokens, colon + 1)) && !within(&["woning", "huis", "thuis", "ook"])
        }
        // "A nam de telefoon aan".
        "nam" | "neemt" | "namen" => {
            ahead(7, &["aan", "op"]) && ahead(6, &["telefoon", "gesprek", "melding", "telefoontje", "oproep"])
        }
        "aangenomen" | "genoteerd" | "ingevoerd" | "ingeboekt" | "gemuteerd" | "uitgewerkt" | "geverbaliseerd" => {
            tokens.is_mark(next, ':') || tokens.fold(next) == "door" || tokens.fold(at.wrapping_sub(1)) == "aldus"
        }
        // "Er was een gesprek op school met A en leerkracht B."
        "gesprek"
            if tokens.fold(at.wrapping_sub(1)) == "een" && ahead(14, &["leerkracht", "juf", "meester", "mentor"]) =>
        {
            true
        }
        // "Tijdens het contactmoment op het consultatiebureau (A) viel ons het volgende op."
        "viel" | "vielen" => {
            matches!(tokens.fold(next), "ons" | "mij") && within(&["contactmoment", "spreekuur", "consult"])
        }
        // "A, graag jouw actie."
        "graag" => {
            at > sentence.start
                && matches!(tokens.fold(next), "jouw" | "jullie" | "uw")
                && ahead(4, &["actie", "reactie", "hulp", "oordeel"])
        }
        // "In opdracht van A / B, doktersassistente".
        "doktersassistente" | "doktersassistent" | "praktijkondersteuner" => true,
        // "Belde zojuist: A (tel. …)".
        "belde" => at == sentence.start && (next..next + 3).any(|mark| tokens.is_mark(mark, ':')),
        "intaker" | "dossierhouder" | "regiehouder" => true,
        "dienst" => tokens.is_mark(next, ':') && names(at + 2),
        "ha" => matches!(tokens.fold(at.wrapping_sub(1)), "." | "wnd") && tokens.fold(next) == "voor",
        "gesprek" | "telefoontje" | "belletje" => {
            let opens = at == sentence.start || matches!(tokens.fold(at.wrapping_sub(1)), "inkomend" | "binnenkomend");
            opens && tokens.fold(next) == "van"
        }
        // "Besproken met A, die neemt contact op"; who else something was discussed with may be the one it is about.
        "besproken" | "afgesproken" | "doorgesproken" | "gedeeld" => {
            tokens.fold(next) == "met" && is_name(tokens, at + 2) && ahead(14, &["die", "deze", "pakt", "neemt"])
        }
        // "Ook A van Veilig Thuis kijkt mee".
        "kijkt" | "kijken" | "denkt" | "denken" | "leest" => tokens.fold(next) == "mee",
        "waarneming" | "waarnemer" | "achterwacht" => {
            matches!(tokens.fold(next), "door" | "is" | ":") || tokens.is_mark(next, ':')
        }
        "actie" | "vervolgactie" => {
            tokens.is_mark(next, ':') && is_name(tokens, at + 2) && ends_soon(tokens, at + 2, sentence)
        }
        word if word.starts_with("foto") => ahead(4, &["bij"]) && names(at + 4),
        "avonddienst" | "nachtdienst" | "dagdienst" | "weekenddienst" | "ochtenddienst" | "huismeester"
        | "wijkbeheerder" | "complexbeheerder" | "veldnotitie" => at < sentence.start + 3 && names(next),
        // "Met A de wijk rond geweest."
        "met" if at == sentence.start && is_name(tokens, next) => {
            within(&["wijk", "ronde"]) && within(&["geweest", "gelopen", "gegaan", "gefietst"])
        }
        _ => false,
    }
}

/// `Rapportage 22:40, Anna Bos:`, "uit de overdracht 07.15, Anna Bos:": up to the colon behind who wrote it.
fn stamp(tokens: &Tokens<'_>, sentence: &Range<usize>) -> Option<usize> {
    let minutes = (sentence.start + 3..sentence.start + 8).find(|at| {
        tokens.is_number(*at)
            && tokens.text(*at).len() == 2
            && tokens.is_one_of(at - 1, ":.")
            && tokens.glued(*at)
            && tokens.is_number(at - 2)
            && tokens.is_mark(at + 1, ',')
    })?;
    let colon = (minutes + 3..minutes + 9).find(|at| tokens.is_mark(*at, ':') && *at < sentence.end)?;
    let named = (minutes + 2..colon).all(|at| !tokens.is_number(at) && tokens.gap(at) <= Gap::Space);
    (is_name(tokens, minutes + 2) && named).then_some(colon)
}

/// A capital that is a name's; a title makes it a client's rather than a colleague's.
fn is_name(tokens: &Tokens<'_>, at: usize) -> bool {
    let word = tokens.is_letter(at) || !tokens.has(at, Trait::NoName);
    tokens.is_capital(at) && word && tokens.gap(at) <= Gap::Space
}

fn within_names(tokens: &Tokens<'_>, sentence: &Range<usize>) -> bool {
    (sentence.start + 1..sentence.end).filter(|at| is_name(tokens, *at)).count() > 1
}

/// A name and nothing more: `Actie: Anna Bos`.
fn ends_soon(tokens: &Tokens<'_>, name: usize, sentence: &Range<usize>) -> bool {
    sentence.end <= name + 5
        && (name..sentence.end)
            .all(|at| !tokens.is_word(at) || tokens.is_capital(at) || tokens.has(at, Trait::Particle))
}

/// `12/3 18:16 - Anna Bos: …`: a line of a chat, however long the one before it.
pub(super) fn opens_message(tokens: &Tokens<'_>, line: usize) -> bool {
    tokens.is_number(line)
        && (line + 1..line + 9).any(|at| {
            tokens.is_mark(at, ':') && tokens.is_number(at - 1) && tokens.glued(at + 1) && tokens.is_number(at + 1)
        })
}

/// `[18:16] Dirk-Jan: …`, `12-03-2026 18:16 - Anna Bos: …`: up to the colon behind who wrote the message.
fn chat_head(tokens: &Tokens<'_>, sentence: &Range<usize>) -> Option<usize> {
    let start = sentence.start;
    let within = |at: &usize| *at < sentence.end;
    let numbered = tokens.is_number(start) || tokens.is_mark(start, '[') && tokens.is_number(start + 1);
    if !numbered || start > 0 && tokens.gap(start) < Gap::Line {
        return None;
    }
    let timed = (start + 1..start + 16).find(|at| {
        tokens.is_mark(*at, ':') && tokens.is_number(at - 1) && tokens.glued(at + 1) && tokens.is_number(at + 1)
    })?;
    let opens = (timed + 2..timed + 6).find(|at| tokens.is_one_of(*at, "]-"))? + 1;
    let colon = (opens + 1..opens + 7).find(|at| tokens.is_mark(*at, ':')).filter(within)?;
    let name = (opens..colon).all(|at| !tokens.is_number(at) && tokens.gap(at) <= Gap::Space);
    ((tokens.is_capital(opens) || tokens.has(opens, Trait::Title)) && name).then_some(colon)
}

#[cfg(test)]
mod tests {
    use crate::normalise::tests::{read, surnames};

    #[test]
    fn who_handed_over_took_the_call_or_acts_is_nobody_of_the_household() {
        for text in [
            "Overgedragen door Jelle Nap aan Marloes Bos.",
            "OVERDRACHT T. Nap -> G. Bos",
            "Overdracht: van Bas Nap naar Marja Bos, woensdag 1 september",
            "Dossier overgenomen van Wouter Nap (tst. 4262), nu bij Marloes Bos.",
            "Bij het overleg zaten Jelle Nap en F. Bos.",
            "Gespreksverslag, aanwezig: Jelle Nap en S. Bos.",
            "Mirthe Nap nam de telefoon aan.",
            "Telefonisch aangenomen: F. Nap, 12.55 uur",
            "Ingevoerd door Tineke Nap voor G. Bos",
            "Besproken met G. Nap, die neemt volgende week contact op.",
            "Ook Nadia Nap van Veilig Thuis kijkt mee",
            "Actie: Marja Nap",
            "Veldnotitie T. Nap - ronde zaterdag 28 augustus",
            "Rapportage avonddienst, Sjoerd Nap",
            "Foto's bij E. Nap.",
            "Met Dirk Nap de wijk rond geweest.",
            "S. Nap neemt dit over van Tineke Bos ivm vakantie.",
            "Uit de overdracht 07.15, Marja Nap:",
            "Rapportage 22:40, Mirthe Nap: alles rustig.",
            "Buurtonderzoek gedaan bij nr. 22B, daar doet fam. de Bos open.",
            "Naastgelegen perceel nr. 17 (fam. Bos) hoort dit eveneens.",
            "Mirthe Nap, graag jouw actie.",
            "Intaker: Marja Nap",
            "De tuin is een stort.\nI. Nap, 0590-992224",
            "De tuin is een stort.\nMarloes Nap, Klant Contact Centrum",
            "Zorgdossier 09.05, Sjoerd Nap:",
            "Besproken met T. Nap, die neemt volgende week contact op.",
            "Overgedragen aan Joyce Nap (late dienst).",
            "Inkomend gesprek van mw. Nap, 15.25 uur.",
            "Belde zojuist: Krzysztof Nap (tel. 0612345678).",
            "Oma (Aaltje Nap) woont elders, Jan Steenlaan 4.",
            "[18:16] mw. T. Nap: goedemorgen",
            "[12:11] Marja Nap: Bij het overleg zaten Marloes Bos en Joyce",
            "Ik werd aangesproken door een voorbijganger, mw. T. Nap.",
            "i.o. G. Nap / S. Bos, doktersassistente",
            "wnd. HA voor Marloes Nap: bel 0600395165",
            "Op zondag 4 oktober was er een gesprek op basisschool De Berk met T. Nap en leerkracht juf Irma.",
            "--- Van: Jelle Nap ---",
            "[18:16] Dirk-Jan Nap: hallo met de gemeente?",
            "Aanwezig bij overleg: M. Nap, Henk Bos.",
            "Ingevoerd door J.M. Nap om 22.43 uur.",
            "Afspraak: Sjaak Nap belt maandag terug.",
            "Afspraak: J.M. Nap belt maandag terug.",
            "Sjaak Nap (schoolmaatschappelijk werker) is op huisbezoek geweest.",
            "Petra Nap (leerplichtambtenaar) is op huisbezoek geweest.",
            "Henk Nap (verpleegkundig specialist) is op huisbezoek geweest.",
            "-- \nYasmin Nap\nStationsweg 3, 9671 ZZ Winschoten",
        ] {
            let whole = format!("Het gaat om mevrouw Anna Wit.\n\n{text}");
            assert_eq!(surnames(&read(&whole)), ["Wit"], "{text}");
        }
    }

    #[test]
    fn who_called_has_an_address_of_his_own() {
        let facts = read("Belde zojuist: Rick Nap, Dijk 3, 0612345678, 14.50 uur.\nHet gaat om Anna Wit, Singel 4.");
        assert_eq!((surnames(&facts), facts.address.line().as_str()), (vec!["Wit"], "Singel 4"));
        let facts = read("Inkomend gesprek van Anna Wit, Singel 4. Zij redt het niet meer.");
        assert_eq!(facts.address.line(), "Singel 4");
    }

    #[test]
    fn a_long_message_does_not_run_on_into_the_next() {
        let chat =
            "17/2 18:31 - Harm-Jan (maatje): het gaat over meneer M.H. Okkema\n17/2 18:34 - Harm-Jan (maatje): rommel";
        assert_eq!(surnames(&read(chat)), ["Okkema"]);
    }

    #[test]
    fn a_stamp_past_the_end_of_a_sentence_is_left() {
        let text = "Op 3 mei. Het 10.15, Anna Wit.\nom 12\n\n9 10.15, Anna\n\nWit: belt.".repeat(20);
        assert!(!read(&text).persons.is_empty());
    }

    #[test]
    fn who_a_note_is_about_stays() {
        for text in [
            "Overdracht inzake mevrouw Anna Wit, van Bas naar Marja.",
            "Besproken met mevrouw Anna Wit, die neemt zelf contact op.",
            "Overgedragen door wijkagent Nap. Anna Wit vervuilt.",
            "Bij het overleg zat ook moeder Anna Wit.",
        ] {
            assert_eq!(surnames(&read(text)), ["Wit"], "{text}");
        }
    }
}
