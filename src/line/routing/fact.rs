//! The facts that rules may ask about: one table, from which parsing, complaints, lint and the reference come.

/// A named fact of a signal and its household. `label.*` is not among them: labels are set by rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    Kanaal,
    Bron,
    Ring,
    Geverifieerd,
    Doorverstrekking,
    Urgentie,
    Crisissignaal,
    MeldcodeVlag,
    Tekst,
    Onderwerp,
    Soort,
    TerugkoppelingGewenst,
    Bijlagen,
    Automatisch,
    Betrokkenen,
    Minderjarigen,
    AdresBekend,
    AdresPostcode,
    AdresPc4,
    AdresStraatnaam,
    AdresWoonplaats,
    AdresGebied,
    HuishoudenBekend,
    HuishoudenOpen,
    HuishoudenToegewezen,
    HuishoudenWachtrij,
    HuishoudenUrgentie,
    HuishoudenSignalen7,
    HuishoudenSignalen14,
    HuishoudenSignalen30,
    HuishoudenSignalen90,
    HuishoudenVoordeuren7,
    HuishoudenVoordeuren14,
    HuishoudenVoordeuren30,
    HuishoudenVoordeuren90,
    Herhaling,
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
    /// A queue's name.
    Queue,
    /// A team's name: its area in `teams.toml`.
    Area,
    /// `9675XA`, however spaced.
    Postcode,
    /// A street's name, however abbreviated.
    Street,
    /// A town or village, whatever its case and accents.
    Place,
    /// Free text: `words`, `exact`, `regex`.
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
            Self::Queue => "wachtrij",
            Self::Area => "gebied",
            Self::Postcode => "postcode",
            Self::Street => "straat",
            Self::Place => "plaats",
            Self::Text => "tekst",
        }
    }

    /// Whether a value may be shown in a trace: never what somebody wrote or where somebody lives.
    pub(super) fn may_be_shown(self) -> bool {
        !matches!(self, Self::Postcode | Self::Street | Self::Text | Self::Place)
    }

    /// The words it can be, if it is one of a list.
    pub fn words(self) -> &'static [&'static str] {
        match self {
            Self::Choice(words) | Self::Level(words) => words,
            _ => &[],
        }
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
    /// The channels that can set it; empty: all.
    pub channels: &'static [&'static str],
    /// In Dutch.
    pub meaning: &'static str,
}

const CHANNELS: &[&str] = &["email", "webformulier", "api", "telefoon", "wijkoverleg"];
const RINGS: &[&str] = &["binnenring", "buitenring", "bewoner"];
const ONWARD: &[&str] = &["vrij", "alleen-binnenring", "na-toestemming", "niet"];
const URGENCIES: &[&str] = &["laag", "normaal", "hoog", "spoed"];
const REPETITIONS: &[&str] = &["eerste", "herhaald", "verergerd"];

/// Who names a kind of signal: whoever fills in fields, and so never a mail.
const WITH_FIELDS: &[&str] = &["webformulier", "api", "telefoon", "wijkoverleg"];

const fn row(fact: Fact, name: &'static str, kind: Kind, presence: Presence, meaning: &'static str) -> FactEntry {
    FactEntry { fact, name, kind, presence, channels: &[], meaning }
}

const fn from_fields(entry: FactEntry) -> FactEntry {
    FactEntry { channels: WITH_FIELDS, ..entry }
}

/// How many facts there are.
pub(super) const COUNT: usize = 36;

/// The table of facts, in the order of [`Fact`].
pub const FACTS: [FactEntry; COUNT] = {
    use Kind::{Area, Choice, Flag, Level, Number, Partner, Place, Postcode, Queue, Street, Text};
    use Presence::{Always, When};
    const POSTCODE: Presence = When("er een hele postcode is");
    const OPEN: Presence = When("er een casus loopt");
    [
        row(Fact::Kanaal, "kanaal", Choice(CHANNELS), Always, "door welke deur het signaal kwam"),
        row(Fact::Bron, "bron", Partner, Always, "de naam van de partner die het stuurde, of `onbekend`"),
        row(Fact::Ring, "ring", Choice(RINGS), Always, "hoe dicht de partner bij het team staat"),
        row(Fact::Geverifieerd, "geverifieerd", Flag, Always, "of vaststaat dat de partner het stuurde"),
        row(Fact::Doorverstrekking, "doorverstrekking", Choice(ONWARD), Always, "aan wie de inhoud verder mag"),
        row(Fact::Urgentie, "urgentie", Level(URGENCIES), Always, "zoals de melder het zei, of verhoogd door de tekst"),
        row(Fact::Crisissignaal, "crisissignaal", Flag, Always, "of er acuut gevaar is"),
        row(Fact::MeldcodeVlag, "meldcodeVlag", Flag, Always, "of het huiselijk geweld of kindermishandeling kan zijn"),
        row(Fact::Tekst, "tekst", Text, Always, "onderwerp, situatieschets en verzoek samen"),
        row(Fact::Onderwerp, "onderwerp", Text, Always, "het onderwerp"),
        from_fields(row(
            Fact::Soort,
            "soort",
            Text,
            When("de melder een soort noemde"),
            "het soort signaal, in de woorden van de melder",
        )),
        row(Fact::TerugkoppelingGewenst, "terugkoppelingGewenst", Flag, Always, "of de melder iets wil horen"),
        row(Fact::Bijlagen, "bijlagen", Number, Always, "hoeveel bijlagen erbij zitten"),
        row(Fact::Automatisch, "automatisch", Flag, Always, "of een machine het bericht schreef"),
        row(Fact::Betrokkenen, "betrokkenen", Number, Always, "hoeveel mensen wij in het signaal herkennen"),
        row(
            Fact::Minderjarigen,
            "minderjarigen",
            Number,
            Always,
            "hoeveel van hen volgens leeftijd of geboortedatum jonger dan 18 zijn",
        ),
        row(Fact::AdresBekend, "adres.bekend", Flag, Always, "of postcode en huisnummer bekend zijn"),
        row(Fact::AdresPostcode, "adres.postcode", Postcode, POSTCODE, "de postcode: `9675 xa` is `9675XA`"),
        row(Fact::AdresPc4, "adres.pc4", Number, POSTCODE, "de vier cijfers van de postcode"),
        row(
            Fact::AdresStraatnaam,
            "adres.straatnaam",
            Street,
            When("er een straat is"),
            "de straat, ook afgekort: `Lindestr.` is `Lindestraat`",
        ),
        row(Fact::AdresWoonplaats, "adres.woonplaats", Place, When("er een plaats is"), "de woonplaats"),
        row(
            Fact::AdresGebied,
            "adres.gebied",
            Area,
            When("het adres in het gebied van een team ligt"),
            "het team van dat gebied: zijn postcodes, straten en plaatsen staan in `teams.toml`",
        ),
        row(Fact::HuishoudenBekend, "huishouden.bekend", Flag, Always, "of er al signalen over dit huishouden waren"),
        row(Fact::HuishoudenOpen, "huishouden.open", Flag, Always, "of er voor dit huishouden een casus loopt"),
        row(Fact::HuishoudenToegewezen, "huishouden.toegewezen", Flag, Always, "of iemand die casus heeft opgepakt"),
        row(Fact::HuishoudenWachtrij, "huishouden.wachtrij", Queue, OPEN, "de wachtrij waarin die casus staat"),
        row(Fact::HuishoudenUrgentie, "huishouden.urgentie", Level(URGENCIES), OPEN, "hoe dringend die casus al was"),
        row(Fact::HuishoudenSignalen7, "huishouden.signalen7d", Number, Always, "signalen in 7 dagen, met dit erbij"),
        row(Fact::HuishoudenSignalen14, "huishouden.signalen14d", Number, Always, "hetzelfde in 14 dagen"),
        row(Fact::HuishoudenSignalen30, "huishouden.signalen30d", Number, Always, "hetzelfde in 30 dagen"),
        row(Fact::HuishoudenSignalen90, "huishouden.signalen90d", Number, Always, "hetzelfde in 90 dagen"),
        row(
            Fact::HuishoudenVoordeuren7,
            "huishouden.voordeuren7d",
            Number,
            Always,
            "verschillende partners in 7 dagen, met deze erbij",
        ),
        row(Fact::HuishoudenVoordeuren14, "huishouden.voordeuren14d", Number, Always, "hetzelfde in 14 dagen"),
        row(Fact::HuishoudenVoordeuren30, "huishouden.voordeuren30d", Number, Always, "hetzelfde in 30 dagen"),
        row(Fact::HuishoudenVoordeuren90, "huishouden.voordeuren90d", Number, Always, "hetzelfde in 90 dagen"),
        row(Fact::Herhaling, "herhaling", Level(REPETITIONS), Always, "voor het eerst, opnieuw of erger"),
    ]
};

impl Fact {
    /// Signals in [`crate::domain::Lately::DAYS`], and partners.
    pub(super) const LATELY: [(Self, Self); 4] = [
        (Self::HuishoudenSignalen7, Self::HuishoudenVoordeuren7),
        (Self::HuishoudenSignalen14, Self::HuishoudenVoordeuren14),
        (Self::HuishoudenSignalen30, Self::HuishoudenVoordeuren30),
        (Self::HuishoudenSignalen90, Self::HuishoudenVoordeuren90),
    ];

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

impl FactEntry {
    /// The row of the reference, in Markdown.
    pub fn reference(&self) -> String {
        let words: Vec<String> = self.kind.words().iter().map(|word| format!("`{word}`")).collect();
        let values = if words.is_empty() { String::new() } else { format!(": {}", words.join(", ")) };
        let presence = match self.presence {
            Presence::Always => "altijd".to_owned(),
            Presence::When(when) => format!("als {when}"),
        };
        let never = CHANNELS.iter().filter(|channel| !self.channels.is_empty() && !self.channels.contains(channel));
        let never: Vec<String> = never.map(|channel| format!("`{channel}`")).collect();
        let never = if never.is_empty() { String::new() } else { format!("; nooit bij {}", never.join(", ")) };
        format!("| `{}` | {}{values} | {presence}{never} | {} |", self.name, self.kind.label(), self.meaning)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Channel, Lately, Onward, Repetition, Ring, Urgency};

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
        assert!(ONWARD.iter().all(|onward| Onward::parse(onward).is_some()));
        let repetitions = [Repetition::Eerste, Repetition::Herhaald, Repetition::Verergerd];
        assert!(repetitions.iter().map(|repetition| repetition.as_str()).eq(REPETITIONS.iter().copied()));
    }

    #[test]
    fn the_counts_look_back_as_far_as_their_names_say() {
        for ((signals, partners), days) in Fact::LATELY.into_iter().zip(Lately::DAYS) {
            assert_eq!(signals.entry().name, format!("huishouden.signalen{days}d"));
            assert_eq!(partners.entry().name, format!("huishouden.voordeuren{days}d"));
        }
    }

    #[test]
    fn the_reference_has_exactly_these_facts() {
        let reference = include_str!("../../../docs/routes.md");
        let section = reference.split("\n## ").find(|part| part.starts_with("Feiten")).unwrap_or_default();
        let rows: Vec<&str> = section.lines().filter(|line| line.starts_with("| `")).collect();
        let facts: Vec<String> = FACTS.iter().map(FactEntry::reference).collect();
        assert_eq!(rows, facts, "the rows of docs/routes.md should be:\n{}", facts.join("\n"));
    }
}
