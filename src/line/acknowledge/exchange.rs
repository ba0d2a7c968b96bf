//! The mail to a coordinator with whom facts are shared. A template `uitwisseling` replaces these words.
//!
//! **Invariant:** what it tells of the signal stands in `gegevens`, which its rule chose; nothing else does.

/// The template's name, as rules know it.
pub const EXCHANGE: &str = "uitwisseling";

const TEXT: &str = "\
Onderwerp: Overleg over signaal {{ kenmerk }}

Beste collega,

Bij {{ team }} kwam op {{ datum }} een signaal binnen.
Wij willen dit graag met u afstemmen.

Dit mogen wij u erover zeggen:

{{ gegevens }}

Bel ons als u wilt overleggen: {{ telefoon }}.
Noem dan nummer {{ kenmerk }}.

Gebruik deze gegevens alleen voor dit signaal.
Stuur ze niet door. Is dit niet voor u? Bel ons dan ook.

Met vriendelijke groet,
{{ team }}
";

/// The given templates, with our own words for the exchange where there are none.
pub fn with_exchange(mut templates: Vec<(String, String)>) -> Vec<(String, String)> {
    if !templates.iter().any(|(known, _)| known == EXCHANGE) {
        templates.push((EXCHANGE.to_owned(), TEXT.to_owned()));
    }
    templates
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acknowledge::{AckFacts, Texts};

    #[test]
    fn the_mail_tells_what_the_rule_chose() {
        let texts = Texts::compile(&with_exchange(Vec::new())).unwrap();
        let facts = AckFacts {
            kenmerk: "VD-7K3M-92QX",
            received_at: jiff::Timestamp::UNIX_EPOCH,
            phone: "0123 45 67 89",
            team: "Wijkteam",
            public_url: "https://wijkteam.example",
            shared: "- Thema: kind",
        };
        let wording = texts.render(EXCHANGE, &facts).unwrap();
        assert!(wording.text.contains("\n- Thema: kind\n") && wording.subject.contains("VD-7K3M-92QX"), "{wording:?}");
    }

    #[test]
    fn a_team_may_write_its_own_words() {
        let own = (EXCHANGE.to_owned(), "Onderwerp: Dag\n\n{{ gegevens }}".to_owned());
        assert_eq!(with_exchange(vec![own.clone()]), [own]);
    }
}
