//! The five sentences of the terugkoppeling, and the mail around them. A template of the same name replaces one.
//!
//! **Invariant:** they say that something was done, never what.

/// Name, and the sentence as reporters read it.
pub const FEEDBACK: [(&str, &str); 5] = [
    ("besproken", "Wij hebben uw signaal besproken."),
    ("gaat-langs", "Er gaat iemand van ons langs."),
    ("langs-geweest", "Wij zijn langs geweest."),
    ("geregeld", "Er is hulp geregeld."),
    ("contact-gezocht", "Wij hebben contact gezocht."),
];

/// The template of a sentence; `None`: there is no such sentence.
pub fn feedback_template(sentence: &str) -> Option<String> {
    FEEDBACK.iter().any(|(name, _)| *name == sentence).then(|| format!("terugkoppeling-{sentence}"))
}

/// The given templates, with our own words for each sentence that has none.
pub fn with_feedback(templates: &[(String, String)]) -> Vec<(String, String)> {
    let mut all = templates.to_vec();
    for (name, sentence) in FEEDBACK {
        let template = format!("terugkoppeling-{name}");
        if !templates.iter().any(|(known, _)| *known == template) {
            all.push((template, text(sentence)));
        }
    }
    all
}

fn text(sentence: &str) -> String {
    format!(
        "Onderwerp: Bericht over uw melding {{{{ kenmerk }}}}\n\nBeste melder,\n\n\
         U deed op {{{{ datum }}}} een melding bij {{{{ team }}}}.\nUw nummer is {{{{ kenmerk }}}}.\n\n\
         {sentence}\n\n\
         Wij vertellen niet wat er precies is afgesproken.\nDat is veiliger voor de mensen over wie het gaat.\n\n\
         Ziet of hoort u iets nieuws? Beantwoord dan deze mail.\nLaat het nummer in het onderwerp staan.\n\
         Kan het niet wachten? Bel {{{{ telefoon }}}}. Is er gevaar? Bel 112.\n\n\
         Met vriendelijke groet,\n{{{{ team }}}}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acknowledge::Texts;

    #[test]
    fn every_sentence_has_a_mail_that_can_be_made() {
        let texts = Texts::compile(&with_feedback(&[])).unwrap();
        for (name, _) in FEEDBACK {
            assert!(texts.knows(&feedback_template(name).unwrap()));
        }
        assert_eq!(feedback_template("geheim"), None);
    }

    #[test]
    fn a_team_may_write_its_own_words() {
        let own = ("terugkoppeling-besproken".to_owned(), "Onderwerp: Dank\n\nDank u.".to_owned());
        let all = with_feedback(std::slice::from_ref(&own));
        assert_eq!(all.iter().filter(|(name, _)| *name == own.0).collect::<Vec<_>>(), [&own]);
        assert_eq!(all.len(), 5);
    }
}
