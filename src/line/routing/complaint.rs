//! What is wrong in a file that people write: where, what, and what to do about it, in Dutch.

use std::ops::Range;

/// Words that people write for another: English for Dutch and the other way round.
const OTHER_WORDS: [(&str, &str); 30] = [
    ("urgency", "urgentie"),
    ("urgentie", "urgency"),
    ("prioriteit", "urgency"),
    ("priority", "urgency"),
    ("wachtrij", "queue"),
    ("waarom", "why"),
    ("naam", "name"),
    ("buiten", "outside"),
    ("binnen", "during"),
    ("tijdens", "during"),
    ("straat", "adres.straatnaam"),
    ("plaats", "adres.woonplaats"),
    ("stad", "adres.woonplaats"),
    ("dorp", "adres.woonplaats"),
    ("wijk", "adres.gebied"),
    ("team", "adres.gebied"),
    ("channel", "kanaal"),
    ("partner", "bron"),
    ("afzender", "bron"),
    ("source", "bron"),
    ("verified", "geverifieerd"),
    ("text", "tekst"),
    ("woorden", "words"),
    ("minstens", "at_least"),
    ("tussen", "between"),
    ("crisis", "crisissignaal"),
    ("meldcode", "meldcodeVlag"),
    ("subject", "onderwerp"),
    ("mail", "email"),
    ("label", "set"),
];

/// One complaint about a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// Bytes of the text that it is about.
    pub span: Range<usize>,
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

impl Complaint {
    pub fn new(span: &Range<usize>, message: impl Into<String>) -> Self {
        Self { span: span.clone(), message: message.into(), hint: None }
    }

    pub fn hinting(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// With this hint, when there is none yet or only a list to choose from.
    pub fn or_hinting(self, hint: impl Into<String>) -> Self {
        match &self.hint {
            Some(near) if near.starts_with("bedoelt u") => self,
            _ => self.hinting(hint),
        }
    }

    /// A word that nobody knows (`what`: "onbekend feit"), with the nearest that is known, or all when none is near.
    pub fn unknown<'a>(
        span: &Range<usize>,
        what: &str,
        word: &str,
        known: impl IntoIterator<Item = &'a str> + Clone,
    ) -> Self {
        let complaint = Self::new(span, format!("{what} \"{word}\""));
        let meant = OTHER_WORDS.iter().find(|(other, _)| other.eq_ignore_ascii_case(word)).map(|(_, meant)| *meant);
        if let Some(meant) = meant.filter(|meant| known.clone().into_iter().any(|known| known == *meant)) {
            return complaint.hinting(format!("bedoelt u \"{meant}\"?"));
        }
        if let Some(near) = nearest(word, known.clone()) {
            return complaint.hinting(format!("bedoelt u \"{near}\"?"));
        }
        let known: Vec<&str> = known.into_iter().collect();
        if known.is_empty() {
            return complaint;
        }
        complaint.hinting(format!("kies uit: {}", known.join(", ")))
    }
}

/// All complaints about one text, gathered while it is read.
#[derive(Debug, Default)]
pub struct Findings {
    complaints: Vec<Complaint>,
    asked: Vec<String>,
}

impl Findings {
    pub fn add(&mut self, complaint: Complaint) {
        self.complaints.push(complaint);
    }

    pub fn extend(&mut self, complaints: impl IntoIterator<Item = Complaint>) {
        self.complaints.extend(complaints);
    }

    /// The value, or `None` after noting the complaint: reading goes on.
    pub fn keep<T>(&mut self, result: Result<T, Complaint>) -> Option<T> {
        result.map_err(|complaint| self.add(complaint)).ok()
    }

    /// All values, or `None` after noting every complaint.
    pub fn keep_all<T>(&mut self, results: impl IntoIterator<Item = Result<T, Complaint>>) -> Option<Vec<T>> {
        let kept: Vec<Option<T>> = results.into_iter().map(|result| self.keep(result)).collect();
        kept.into_iter().collect()
    }

    /// Remembers a key that the reader asked for, e.g. `http.listen`: what the file accepts.
    pub(super) fn asked(&mut self, key: String) {
        self.asked.push(key);
    }

    /// Every key that was asked for, in the order of asking.
    pub fn accepted_keys(&self) -> &[String] {
        &self.asked
    }

    pub fn is_empty(&self) -> bool {
        self.complaints.is_empty()
    }

    /// In the order of the text.
    pub fn into_complaints(mut self) -> Vec<Complaint> {
        self.complaints.sort_by_key(|complaint| complaint.span.start);
        self.complaints
    }
}

/// The known word that was probably meant: a slip of the pen, or a name without its group (`pc4` for `adres.pc4`).
fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let allowed = (word.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|candidate| {
            let plain = candidate.to_lowercase();
            let last_part = plain.rsplit('.').next().unwrap_or_default();
            let distance =
                if plain == word || last_part == word { 0 } else { strsim::damerau_levenshtein(&plain, &word) };
            (distance, candidate)
        })
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_recognised() {
        let known = ["kanaal", "bron", "adres.pc4"];
        assert_eq!(nearest("kanal", known), Some("kanaal"));
        assert_eq!(nearest("PC4", known), Some("adres.pc4"));
        assert_eq!(nearest("telefoon", known), None);
    }
}
