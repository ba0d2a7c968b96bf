//! What a column holds, told by its name.

/// How the values of a column are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The record's own name; never compared.
    Id,
    /// A given name or surname: Jaro-Winkler.
    Name,
    /// Words, such as a street: Jaro-Winkler.
    Text,
    /// A date: edits, and parts in each other's place.
    Date,
    /// A number that tells things apart, such as a telephone number: edits.
    Digits,
    /// A code: equal or not.
    Exact,
    Ignored,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
}

/// What the parts of a column's name say of it, English and Dutch; the first that fits counts.
const TOLD_BY: [(Kind, &[&str]); 5] = [
    (Kind::Date, &["birth", "dob", "date", "datum", "geboren", "geboortedatum"]),
    (
        Kind::Exact,
        &["state", "sex", "gender", "geslacht", "number", "huisnummer", "age", "leeftijd", "province", "country"],
    ),
    (Kind::Digits, &["postcode", "zip", "phone", "telefoon", "mobiel", "ssn", "bsn", "soc"]),
    (Kind::Name, &["name", "surname", "forename", "naam", "voornaam", "voornamen", "achternaam", "geslachtsnaam"]),
    (Kind::Ignored, &["blocking"]),
];
/// Numbers that tell people apart, though their names say `number`.
const TELLING_NUMBERS: [&str; 4] = ["phone_number", "telephone_number", "telefoonnummer", "id_number"];

impl Kind {
    /// The kind of this name, as `--column` takes it.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "id" => Self::Id,
            "name" => Self::Name,
            "text" => Self::Text,
            "date" => Self::Date,
            "digits" => Self::Digits,
            "exact" => Self::Exact,
            "ignored" => Self::Ignored,
            _ => return None,
        })
    }

    /// Whether records that share a value are worth comparing.
    pub(super) fn blocks(self) -> bool {
        matches!(self, Self::Name | Self::Text | Self::Date | Self::Digits)
    }
}

/// The columns under these headings: `rec_id` or `id`, else the first that ends in `id`, names the record.
pub fn columns(headings: &[String]) -> Vec<Column> {
    let folded: Vec<String> = headings.iter().map(|heading| heading.trim().to_lowercase()).collect();
    let named = |name: &str| folded.iter().position(|heading| heading == name);
    let id = named("rec_id").or_else(|| named("id"));
    folded
        .into_iter()
        .enumerate()
        .map(|(at, name)| Column { kind: if id == Some(at) { Kind::Id } else { kind(&name) }, name })
        .collect()
}

fn kind(name: &str) -> Kind {
    if TELLING_NUMBERS.contains(&name) {
        return Kind::Digits;
    }
    let mut parts = name.split(|c: char| !c.is_alphanumeric());
    let told = TOLD_BY.iter().find(|(_, words)| parts.clone().any(|part| words.contains(&part)));
    let other = if parts.any(|part| part == "id") { Kind::Digits } else { Kind::Text };
    told.map_or(other, |(kind, _)| *kind)
}
