//! Words that make a signal urgent, a crisis, or one for the meldcode.
//!
//! **Invariant:** whole words only, and not those that are denied ("geen geweld") or are somebody's name.

mod blows;

use std::sync::LazyLock;

use super::{
    alarm_terms::{
        Class::{self, Anonymous, Blow, Child, Crisis, Harm, Hoog, Meldcode, NearChild, Night, Quarrel},
        TERMS,
    },
    lexicon::Trait,
    tokens::Tokens,
};
use crate::domain::{Person, Urgency, WordMap};

/// What the words of a text say.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Alarm {
    pub urgency: Urgency,
    /// Plain Dutch: "het woord ‘ontruiming’".
    pub reasons: Vec<String>,
    pub crisis: bool,
    /// The words that tripped the meldcode.
    pub meldcode: Option<String>,
}

/// The terms by their first word.
static LEXICON: LazyLock<WordMap<&'static str, Vec<(&'static str, Class)>>> = LazyLock::new(|| {
    let mut lexicon: WordMap<&'static str, Vec<(&'static str, Class)>> = WordMap::default();
    for (class, terms) in TERMS {
        for term in *terms {
            lexicon.entry(first_word(term)).or_default().push((term, *class));
        }
    }
    lexicon
});

/// The first words of all terms: at no other word is a term looked for.
pub(super) fn first_words() -> impl Iterator<Item = &'static str> {
    TERMS.iter().flat_map(|(_, terms)| terms.iter().map(|term| first_word(term)))
}

fn first_word(term: &'static str) -> &'static str {
    term.split(' ').next().unwrap_or(term)
}

/// The last white space of these bytes, or their end: half a word is another word.
fn word_border(text: &str, from: usize, to: usize) -> usize {
    text[from..to].rfind(char::is_whitespace).map_or(to, |space| if space > 0 { from + space } else { to })
}

/// What stands in the text, per class, each term once.
struct Heard(Vec<(&'static str, Class)>);

/// Bytes of a long text that are heard at a time, and how far each time looks back for what denies a word.
const STRETCH: usize = 16 * 1024;
const LOOK_BACK: usize = 200;

impl Heard {
    /// Listens to what was read for facts, and to all of a text that is longer.
    fn in_text(text: &str, tokens: &Tokens<'_>, read: usize) -> Self {
        let mut heard = Self(Vec::new());
        heard.listen(tokens);
        let mut start = if text.len() > read { 0 } else { text.len() };
        while start < text.len() {
            let end = text.floor_char_boundary(start + STRETCH);
            let end = if end < text.len() { word_border(text, start, end) } else { end };
            let back = text.floor_char_boundary(start.saturating_sub(LOOK_BACK));
            let from = word_border(text, text.floor_char_boundary(back.saturating_sub(LOOK_BACK)), back);
            heard.listen(&Tokens::of(&text[from..end]));
            start = end;
        }
        heard
    }

    fn listen(&mut self, tokens: &Tokens<'_>) {
        let heard = &mut self.0;
        for (at, term) in terms(tokens) {
            let done = || term.1 != Blow || blows::hits_somebody(tokens, at);
            if !heard.contains(&term) && counts(tokens, at, term.0) && done() {
                heard.push(term);
            }
        }
        if !heard.contains(&AT_NIGHT) && is_at_night(tokens) {
            heard.push(AT_NIGHT);
        }
    }

    fn has(&self, class: Class) -> bool {
        self.0.iter().any(|(_, heard)| *heard == class)
    }

    fn of(&self, classes: &[Class]) -> Vec<&'static str> {
        let mut terms: Vec<&'static str> = Vec::new();
        for (term, class) in &self.0 {
            if classes.contains(class) && !terms.contains(term) {
                terms.push(term);
            }
        }
        terms
    }
}

/// The terms that stand here and the token where each starts, in order of their ends.
fn terms(tokens: &Tokens<'_>) -> Vec<(usize, (&'static str, Class))> {
    let mut found = Vec::new();
    for at in (0..tokens.len()).filter(|at| tokens.has(*at, Trait::Alarms)) {
        let rest = tokens.folded_from(at);
        let stands = |term: &str| rest.strip_prefix(term).is_some_and(|after| after.starts_with(' '));
        let here = LEXICON.get(tokens.fold(at)).into_iter().flatten().filter(|(term, _)| stands(term));
        found.extend(here.map(|term| (at, *term)));
    }
    found.sort_by_key(|(at, (term, _))| (tokens.folded_start(*at) + term.len(), *at));
    found
}

/// A time of the night, which no list of words can hold.
const AT_NIGHT: (&str, Class) = ("nachtelijk uur", Night);

/// Reads the alarm of a whole text, of which `tokens` are the part read for facts; the people read from it tell whether
/// a child is concerned.
pub(super) fn alarm(text: &str, tokens: &Tokens<'_>, persons: &[Person]) -> (Alarm, bool) {
    let heard = Heard::in_text(text, tokens, super::HEAD + super::TAIL);
    let urgent = heard.of(&[Crisis, Hoog, Harm, Blow]);
    let child = heard.has(Child) || persons.iter().any(|person| person.leeftijd.is_some_and(|years| years < 18));
    let mut tripped = heard.of(&[Meldcode, Blow]);
    if child {
        let harm = heard.of(&[Harm, NearChild]).into_iter().filter(|term| !tripped.contains(term));
        tripped.extend(harm.collect::<Vec<_>>());
        if heard.has(Night) {
            tripped.extend(heard.of(&[Quarrel]));
        }
    }
    let crisis = heard.has(Crisis);
    let alarm = Alarm {
        urgency: if urgent.is_empty() { Urgency::Normaal } else { Urgency::Hoog },
        reasons: urgent.iter().map(|term| reason(term)).collect(),
        crisis,
        meldcode: (!tripped.is_empty()).then(|| tripped.join(", ")),
    };
    (alarm, heard.has(Anonymous))
}

/// The term as people know it: word order does not matter to them.
fn reason(term: &str) -> String {
    let shown = match term {
        "ruik ik gas" | "gas ruik" | "ruiken wij gas" | "ruiken we gas" | "gas ruiken" => "ruik gas",
        other => other,
    };
    format!("het woord ‘{shown}’")
}

/// Whether the term that starts at this token is meant: not denied, no surname, no figure of speech.
fn counts(tokens: &Tokens<'_>, at: usize, term: &str) -> bool {
    let before = tokens.fold(at.wrapping_sub(1));
    let name_before = tokens.has(at.wrapping_sub(1), Trait::Title)
        || (tokens.has(at.wrapping_sub(1), Trait::Particle) && tokens.has(at.wrapping_sub(2), Trait::Title));
    let initial = before == "." && tokens.is_letter(at.wrapping_sub(2)) && tokens.is_capital(at);
    let surname = tokens.is_capital(at) && (name_before || initial);
    !surname && !is_denied(tokens, at) && !is_figure(tokens, at, term)
}

/// "geen geweld", "zonder ruzie", "niet geslagen", "geen sprake van mishandeling"; not "niet alleen geweld".
fn is_denied(tokens: &Tokens<'_>, at: usize) -> bool {
    for back in 1..=3 {
        let index = at.wrapping_sub(back);
        match tokens.fold(index) {
            "geen" | "zonder" => return true,
            "niet" | "nooit" if back <= 2 => return tokens.fold(index + 1) != "alleen",
            "." | "," | ";" | ":" | "!" | "?" | "(" | ")" => return false,
            _ => {}
        }
    }
    false
}

/// "met deuren geslagen", "alarm geslagen", "ter afsluiting".
fn is_figure(tokens: &Tokens<'_>, at: usize, term: &str) -> bool {
    let before = tokens.fold(at.wrapping_sub(1));
    match term {
        "geslagen" | "slaat" => {
            matches!(before, "deur" | "deuren" | "alarm" | "vlucht" | "gade" | "hol" | "kapot" | "stuk")
                || matches!(tokens.fold(at + 1), "met" | "op")
                    && matches!(tokens.fold(at + 2), "deuren" | "de")
                    && matches!(
                        tokens.fold(at + 2 + usize::from(tokens.fold(at + 2) == "de")),
                        "deuren" | "deur" | "vlucht"
                    )
        }
        "afsluiting" => matches!(before, "ter" | "als"),
        _ => false,
    }
}

/// "02.15 uur": a time between ten in the evening and six in the morning.
fn is_at_night(tokens: &Tokens<'_>) -> bool {
    tokens.folded_text().contains(" uur ")
        && (0..tokens.len()).any(|at| {
            let minutes = tokens.is_number(at.wrapping_sub(1)) && tokens.is_one_of(at.wrapping_sub(2), ".:");
            let hour = tokens.value(at.wrapping_sub(if minutes { 3 } else { 1 }));
            tokens.fold(at) == "uur" && minutes && hour.is_some_and(|hour| !(6..22).contains(&hour))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alarm_of(text: &str) -> Alarm {
        alarm(text, &Tokens::of(text), &[]).0
    }

    #[test]
    fn every_term_is_found_where_it_stands() {
        for (class, listed) in TERMS {
            for term in *listed {
                let text = format!("Nu {}, zei zij.", term.to_uppercase());
                let tokens = Tokens::of(&text);
                assert!(terms(&tokens).contains(&(1, (term, *class))), "{term}");
            }
        }
    }

    #[test]
    fn crisis_words_make_a_crisis_and_say_so() {
        let alarm = alarm_of("Ik ruik gas in het trappenhuis.");
        assert!(alarm.crisis && alarm.urgency == Urgency::Hoog);
        assert_eq!(alarm.reasons, ["het woord ‘ruik gas’"]);
        assert!(alarm_of("Hij dreigt met suïcide").crisis);
        assert!(alarm_of("BRAND!").crisis);
    }

    #[test]
    fn denied_words_names_and_parts_of_words_are_silent() {
        let silent = [
            "geen geweld",
            "Er is geen sprake van mishandeling",
            "geen brand",
            "mevrouw Brand",
            "K. Brand",
            "brandt licht",
            "zelfverwaarlozing",
            "met deuren geslagen",
            "Ter afsluiting",
            "geen geweld of mishandeling",
            "niet geslagen",
        ];
        for text in silent {
            assert_eq!(alarm_of(text), Alarm::default(), "{text}");
        }
    }

    #[test]
    fn the_meldcode_needs_harm_near_a_child() {
        assert_eq!(alarm_of("papa heeft het kind geslagen").meldcode.as_deref(), Some("geslagen"));
        assert_eq!(alarm_of("man geslagen").meldcode, None);
        assert_eq!(alarm_of("Rond 02.15 uur ruzie, jongen wakker").meldcode.as_deref(), Some("ruzie"));
        assert_eq!(alarm_of("ruzie overdag, jongen erbij").meldcode, None);
        assert_eq!(alarm_of("huiselijk geweld").meldcode.as_deref(), Some("huiselijk geweld"));
    }

    #[test]
    fn the_meldcode_hears_who_is_hit_at_home() {
        let hit = alarm_of("Mijn man slaat mij.");
        assert_eq!((hit.urgency, hit.meldcode.as_deref()), (Urgency::Hoog, Some("slaat")));
        assert_eq!(hit.reasons, ["het woord ‘slaat’"]);
        assert_eq!(alarm_of("Hij slaat haar elke avond").meldcode.as_deref(), Some("slaat"));
        assert_eq!(alarm_of("Hij slaat zijn zoon.").meldcode.as_deref(), Some("slaat"));
        for text in ["Hij slaat zijn huiswerk over", "De deur slaat dicht", "De klok slaat"] {
            assert_eq!(alarm_of(text).meldcode, None, "{text}");
        }
    }

    #[test]
    fn a_wish_for_anonymity_is_heard() {
        let wishes = |text: &str| alarm(text, &Tokens::of(text), &[]).1;
        assert!(wishes("liever niet tegen hem zeggen"));
        assert!(wishes("Ik wil niet dat bekend wordt dat ik dit meld."));
        assert!(!wishes("Ik blijf niet anoniem"));
    }
}
