//! How a partner's own structured mail is read: which of its labels means which field.

/// One `[[partner.template]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    pub name: String,
    pub form: TemplateForm,
    /// Words that the subject must hold, as written; `None`: any subject.
    pub subject: Option<String>,
    pub fields: Vec<TemplateField>,
    /// Fields without which it does not fit; empty: two of them, whichever.
    pub needs: Vec<String>,
}

/// Where the values stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TemplateForm {
    /// In the text: `Naam: …` a line, or a table.
    Regels,
    /// In an attached file.
    Csv,
    Json,
    Xml,
}

/// A field of a signal and what the partner calls it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateField {
    /// As in the API: `adres.postcode`, `betrokkenen.2.geslachtsnaam`.
    pub field: String,
    /// A line's label, a column's head, or the path of a leaf: `melding.adres.pc`.
    pub label: String,
}

impl TemplateForm {
    pub const ALL: [Self; 4] = [Self::Regels, Self::Csv, Self::Json, Self::Xml];

    /// The word in `partners.toml`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Regels => "regels",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Xml => "xml",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.as_str() == word)
    }
}

/// Fields that a template may fill; `betrokkenen` may be numbered, from 1 to 9.
pub const TEMPLATE_FIELDS: [&str; 35] = [
    "onderwerp",
    "situatieSchets",
    "verzoek",
    "signaaldatum",
    "soort",
    "urgentie",
    "crisissignaal",
    "melder.naam",
    "melder.functie",
    "melder.organisatie",
    "adres",
    "adres.straatnaam",
    "adres.huisnummer",
    "adres.huisletter",
    "adres.huisnummertoevoeging",
    "adres.postcode",
    "adres.woonplaats",
    "adres.omschrijving",
    "vorigAdres",
    "vorigAdres.straatnaam",
    "vorigAdres.huisnummer",
    "vorigAdres.huisletter",
    "vorigAdres.huisnummertoevoeging",
    "vorigAdres.postcode",
    "vorigAdres.woonplaats",
    "betrokkenen",
    "betrokkenen.rol",
    "betrokkenen.voornamen",
    "betrokkenen.voorletters",
    "betrokkenen.voorvoegsel",
    "betrokkenen.geslachtsnaam",
    "betrokkenen.partnernaam",
    "betrokkenen.geboortedatum",
    "betrokkenen.leeftijd",
    "betrokkenen.telefoonnummer",
];

/// `betrokkenen.2.geslachtsnaam` as its place in the list, from 0, and `betrokkenen.geslachtsnaam`.
pub fn unnumbered(field: &str) -> (usize, String) {
    let mut parts = field.splitn(3, '.');
    let number = |part: &str| part.parse::<usize>().ok().filter(|number| (1..=9).contains(number));
    match (parts.next(), parts.next().and_then(number), parts.next()) {
        (Some(list @ "betrokkenen"), Some(number), Some(rest)) => (number - 1, format!("{list}.{rest}")),
        _ => (0, field.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_counted_from_one() {
        assert_eq!(unnumbered("betrokkenen.2.rol"), (1, "betrokkenen.rol".to_owned()));
        assert_eq!(unnumbered("betrokkenen.rol"), (0, "betrokkenen.rol".to_owned()));
        assert_eq!(unnumbered("betrokkenen.0.rol").1, "betrokkenen.0.rol");
        assert_eq!(unnumbered("adres.2.postcode").1, "adres.2.postcode");
    }
}
