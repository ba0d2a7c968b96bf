//! The mail to whoever has duty. A template `piket` replaces these words.
//!
//! **Invariant:** it says that there is something urgent, never about whom.

/// The template's name, as timers know it.
pub const DUTY: &str = "piket";

const TEXT: &str = "\
Onderwerp: Piket: bevestig {{ kenmerk }}

U hebt dienst voor {{ team }}.
Er is een dringend signaal: {{ kenmerk }}.
Het kwam binnen op {{ datum }} om {{ tijd }}.

Log in en neem het op u. Dat is uw bevestiging:
{{ voordeur_url }}/wachtrij

Bevestigt niemand op tijd, dan krijgt de volgende op het rooster bericht.

In dit bericht staan geen gegevens over mensen. Log in om ze te zien.
";

/// The given templates, with our own words for duty where there are none.
pub fn with_duty(mut templates: Vec<(String, String)>) -> Vec<(String, String)> {
    if !templates.iter().any(|(known, _)| known == DUTY) {
        templates.push((DUTY.to_owned(), TEXT.to_owned()));
    }
    templates
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acknowledge::Texts;

    #[test]
    fn there_are_words_for_duty_also_without_a_template() {
        assert!(Texts::compile(&with_duty(Vec::new())).unwrap().knows(DUTY));
        let own = (DUTY.to_owned(), "Onderwerp: Dag\n\nHoi".to_owned());
        assert_eq!(with_duty(vec![own.clone()]), [own]);
    }
}
