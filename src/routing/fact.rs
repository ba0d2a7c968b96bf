//! The facts that rules may ask about: one table, from which parsing, complaints and the reference come.

/// A named fact of a signal and its household. `label.*` is not among them: labels are set by rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    Kanaal,
    Bron,
    Ring,
    Geverifieerd,
    Urgentie,
    Crisissignaal,
    MeldcodeVlag,
    Tekst,
    Onderwerp,
    Soort,
    AdresPostcode,
    AdresPc4,
    AdresStraatnaam,
    AdresBekend,
    HuishoudenBekend,
    HuishoudenOpen,
    HuishoudenToegewezen,
    HuishoudenSignalen,
    HuishoudenVoordeuren,
    Herhaling,
    Bijlagen,
    Automatisch,
}

/// What a fact's value is, and so which operators it knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `true` or `false`.
    Flag,
    /// A whole number: `gte`, `lte`, `between`.
    Number,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// One of these words, lowest first: `at_least`.
    Level(&'static [&'static str]),
    /// A partner's name.
    Partner,
    /// `9675XA`, however spaced.
    Postcode,
    /// A street's name, however abbreviated.
    Street,
    /// Free text: `words`, `regex`.
    Text,
}

impl Kind {
    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Flag => "true/false",
            Self::Number => "getal",
            Self::Choice(_) => "keuze",
            Self::Level(_) => "trede",
            Self::Partner => "partner",
            Self::Postcode => "postcode",
            Self::Street => "straat",
            Self::Text => "tekst",
        }
    }

    /// Whether a value may be shown in a trace: never what somebody wrote or where somebody lives.
    pub(super) fn may_be_shown(self) -> bool {
        !matches!(self, Self::Postcode | Self::Street | Self::Text)
    }
}

/// Whether every signal has the fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    Always,
    /// Only then; in Dutch.
    When(&'static str),
}

/// One row of the table of facts.
#[derive(Debug)]
pub struct FactEntry {
    pub fact: Fact,
    /// As written in `routes.toml`.
    pub name: &'static str,
    pub kind: Kind,
    pub presence: Presence,
    /// In Dutch, for complaints.
    pub meaning: &'static str,
}

const CHANNELS: &[&str] = &["email", "webformulier", "api", "telefoon", "wijkoverleg"];
const RINGS: &[&str] = &["binnenring", "buitenring", "bewoner"];
const URGENCIES: &[&str] = &["laag", "normaal", "hoog", "spoed"];
const REPETITIONS: &[&str] = &["eerste", "herhaald", "verergerd"];

const fn row(fact: Fact, name: &'static str, kind: Kind, presence: Presence, meaning: &'static str) -> FactEntry {
    FactEntry { fact, name, kind, presence, meaning }
}

/// The table of facts, in the order of [`Fact`].
pub const FACTS: [FactEntry; 22] = {
    use Kind::{Choice, Flag, Level, Number, Partner, Postcode, Street, Text};
    use Presence::{Always, When};
    [
        row(Fact::Kanaal, "kanaal", Choice(CHANNELS), Always, "door welke deur het signaal kwam"),
        row(Fact::Bron, "bron", Partner, Always, "de partner die het stuurde, of \"onbekend\""),
        row(Fact::Ring, "ring", Choice(RINGS), Always, "hoe dicht de partner bij het team staat"),
        row(Fact::Geverifieerd, "geverifieerd", Flag, Always, "of vaststaat dat de partner het stuurde"),
        row(Fact::Urgentie, "urgentie", Level(URGENCIES), Always, "zoals gezegd, of verhoogd door de tekst"),
        row(Fact::Crisissignaal, "crisissignaal", Flag, Always, "of er acuut gevaar is"),
        row(
            Fact::MeldcodeVlag,
            "meldcodeVlag",
            Flag,
            Always,
            "of het over huiselijk geweld of kindermishandeling kan gaan",
        ),
        row(Fact::Tekst, "tekst", Text, Always, "onderwerp, situatieschets en verzoek samen"),
        row(Fact::Onderwerp, "onderwerp", Text, Always, "het onderwerp"),
        row(Fact::Soort, "soort", Text, When("de melder een soort noemde"), "het soort signaal volgens de melder"),
        row(Fact::AdresPostcode, "adres.postcode", Postcode, When("er een hele postcode is"), "de postcode"),
        row(Fact::AdresPc4, "adres.pc4", Number, When("er een hele postcode is"), "de vier cijfers van de postcode"),
        row(Fact::AdresStraatnaam, "adres.straatnaam", Street, When("er een straat is"), "de straat"),
        row(Fact::AdresBekend, "adres.bekend", Flag, Always, "of postcode en huisnummer bekend zijn"),
        row(Fact::HuishoudenBekend, "huishouden.bekend", Flag, Always, "of er al signalen over dit huishouden waren"),
        row(Fact::HuishoudenOpen, "huishouden.open", Flag, Always, "of er een casus loopt"),
        row(Fact::HuishoudenToegewezen, "huishouden.toegewezen", Flag, Always, "of iemand de lopende casus heeft"),
        row(Fact::HuishoudenSignalen, "huishouden.signalen14d", Number, Always, "signalen in 14 dagen, met dit erbij"),
        row(
            Fact::HuishoudenVoordeuren,
            "huishouden.voordeuren14d",
            Number,
            Always,
            "partners in 14 dagen, met deze erbij",
        ),
        row(Fact::Herhaling, "herhaling", Level(REPETITIONS), Always, "voor het eerst, opnieuw of erger"),
        row(Fact::Bijlagen, "bijlagen", Number, Always, "het aantal bijlagen"),
        row(Fact::Automatisch, "automatisch", Flag, Always, "of een machine het bericht schreef"),
    ]
};

impl Fact {
    pub fn entry(self) -> &'static FactEntry {
        &FACTS[self as usize]
    }

    /// Whether it tells that, or how, the household was known before.
    pub(super) fn is_about_household(self) -> bool {
        self == Self::Herhaling || self.entry().name.starts_with("huishouden.")
    }

    pub fn named(name: &str) -> Option<Self> {
        FACTS.iter().find(|entry| entry.name == name).map(|entry| entry.fact)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Channel, Repetition, Ring, Urgency};

    #[test]
    fn the_table_is_in_the_order_of_the_facts() {
        for (position, entry) in FACTS.iter().enumerate() {
            assert_eq!(entry.fact as usize, position, "{}", entry.name);
        }
    }

    #[test]
    fn the_words_are_the_domains_words() {
        assert!(Channel::ALL.iter().map(|channel| channel.as_str()).eq(CHANNELS.iter().copied()));
        assert!(Urgency::ALL.iter().map(|urgency| urgency.as_str()).eq(URGENCIES.iter().copied()));
        assert!(RINGS.iter().all(|ring| Ring::parse(ring).is_some()));
        let repetitions = [Repetition::Eerste, Repetition::Herhaald, Repetition::Verergerd];
        assert!(repetitions.iter().map(|repetition| repetition.as_str()).eq(REPETITIONS.iter().copied()));
    }

    #[test]
    fn the_reference_names_every_fact() {
        let reference = include_str!("../../docs/routes.md");
        for entry in &FACTS {
            let row = format!("| `{}` | {} |", entry.name, entry.kind.label());
            assert!(reference.contains(&row), "docs/routes.md lacks: {row}");
        }
    }
}
