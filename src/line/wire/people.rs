//! The reporter and the persons a signal is about.

use std::borrow::Cow;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    fields::{Fields, Findings, quoted},
    said::Said,
    written,
};
use crate::domain::{ContactKind, ContactPoint, Person, Reporter};

const REPORTER_KEYS: [&str; 5] = ["naam", "functie", "organisatie", "digitaleAdressen", "anoniemTegenoverGemelde"];
const CONTACT_KEYS: [&str; 2] = ["soort", "adres"];
const PERSON_KEYS: [&str; 9] = [
    "rol",
    "voornamen",
    "voorletters",
    "voorvoegsel",
    "geslachtsnaam",
    "partnernaam",
    "geboortedatum",
    "leeftijd",
    "telefoonnummer",
];
const CONTACT_KINDS: [(&str, ContactKind); 3] =
    [("email", ContactKind::Email), ("telefoonnummer", ContactKind::Telefoonnummer), ("overig", ContactKind::Overig)];
/// Characters of one fact about a person.
const FACT: usize = 1_000;

pub(super) fn read_reporter(mut fields: Fields<'_, '_>) -> Reporter {
    let mut reporter = Reporter {
        naam: fields.text("naam", FACT),
        functie: fields.text("functie", FACT),
        organisatie: fields.text("organisatie", FACT),
        anoniem_tegenover_gemelde: fields.flag("anoniemTegenoverGemelde").unwrap_or_default(),
        digitale_adressen: Vec::new(),
    };
    let list = fields.list("digitaleAdressen", 20);
    let at = fields.pointer("digitaleAdressen");
    for (index, value) in list.into_iter().enumerate() {
        if let Some(point) = contact_point(value, format!("{at}/{index}"), fields.findings()) {
            reporter.digitale_adressen.push(point);
        }
    }
    fields.finish(&REPORTER_KEYS);
    reporter
}

fn contact_point(value: Said<'_>, at: String, findings: &mut Findings) -> Option<ContactPoint> {
    let mut fields = Fields::of(value, at, findings)?;
    let soort = fields.word("soort", &CONTACT_KINDS);
    let adres = fields.text("adres", FACT).map(|adres| adres.trim().to_owned());
    match &adres {
        None => fields.warn("adres", "leeg; overgeslagen"),
        Some(adres) if soort == Some(ContactKind::Email) && !adres.contains('@') => {
            fields.warn("adres", "dit lijkt geen e-mailadres; zo bewaard");
        }
        Some(adres) if soort == Some(ContactKind::Telefoonnummer) => warn_of_odd_telephone(&mut fields, "adres", adres),
        Some(_) => {}
    }
    fields.finish(&CONTACT_KEYS);
    let adres = adres?;
    let guessed = if adres.contains('@') { ContactKind::Email } else { ContactKind::Overig };
    Some(ContactPoint { soort: soort.unwrap_or(guessed), adres })
}

pub(super) fn read_person(mut fields: Fields<'_, '_>) -> Person {
    let (geboortedatum, geboortejaar) = read_birth(&mut fields);
    let person = Person {
        rol: fields.text("rol", FACT),
        voornamen: fields.text("voornamen", FACT),
        voorletters: fields.text("voorletters", FACT),
        voorvoegsel: fields.text("voorvoegsel", FACT),
        geslachtsnaam: fields.text("geslachtsnaam", FACT),
        partnernaam: fields.text("partnernaam", FACT),
        geboortedatum,
        geboortejaar,
        leeftijd: age(&mut fields),
        telefoonnummer: fields.text("telefoonnummer", FACT),
        burger: None,
    };
    if let Some(number) = &person.telefoonnummer {
        warn_of_odd_telephone(&mut fields, "telefoonnummer", number);
    }
    fields.finish(&PERSON_KEYS);
    person
}

/// `geboortedatum` is a whole date or, where nobody knows more, a year: `1975`.
fn read_birth(fields: &mut Fields<'_, '_>) -> (Option<Date>, Option<i16>) {
    let Some(text) = fields.text("geboortedatum", FACT) else { return (None, None) };
    match birth_year(&text) {
        Some(year) => (None, Some(year)),
        None => (dated(fields, "geboortedatum", &text), None),
    }
}

fn birth_year(text: &str) -> Option<i16> {
    let text = text.trim();
    text.parse().ok().filter(|year| text.len() == 4 && (1890..2100).contains(year))
}

fn warn_of_odd_telephone(fields: &mut Fields<'_, '_>, key: &str, number: &str) {
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    if !(8..=15).contains(&digits) {
        fields.warn(key, "dit lijkt geen heel telefoonnummer; zo bewaard");
    }
}

fn age(fields: &mut Fields<'_, '_>) -> Option<u16> {
    let text = match fields.take("leeftijd")? {
        Said::Number(number) => number.to_string(),
        Said::Text(text) if text.len() <= FACT => text.trim().to_owned(),
        _ => {
            fields.problem("leeftijd", "dit moet een getal zijn");
            return None;
        }
    };
    if text.is_empty() {
        return None;
    }
    let age = text.parse().ok().filter(|age| *age <= 130);
    if age.is_none() {
        fields
            .warn("leeftijd", &format!("{} is geen leeftijd in jaren; alleen in het origineel bewaard", quoted(&text)));
    }
    age
}

/// A date as `2026-11-21`; `21-11-2026` and a date with a time are understood too, with a warning.
pub(super) fn read_date(fields: &mut Fields<'_, '_>, key: &str) -> Option<Date> {
    let text = fields.text(key, FACT)?;
    dated(fields, key, &text)
}

fn dated(fields: &mut Fields<'_, '_>, key: &str, text: &str) -> Option<Date> {
    let date = civil_date(text.trim());
    match date {
        None => {
            fields.warn(key, &format!("{} is geen datum (jjjj-mm-dd); alleen in het origineel bewaard", quoted(text)))
        }
        Some(date) if date.to_string() != text => fields.warn(key, &format!("{} gelezen als {date}", quoted(text))),
        Some(_) => {}
    }
    date
}

fn civil_date(text: &str) -> Option<Date> {
    let day = text.split(['T', ' ']).next()?;
    let mut parts = day.split(['-', '/', '.']);
    let (first, month, last) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if parts.next().is_some() || ![first, month, last].into_iter().all(digits) {
        return None;
    }
    let (year, day) = match (first.len(), last.len()) {
        (4, 1..=2) => (first, last),
        (1..=2, 4) => (last, first),
        _ => return None,
    };
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// A person as JSON has it.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct PersonJson<'a> {
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    rol: Option<Cow<'a, str>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    voornamen: Option<Cow<'a, str>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    voorletters: Option<Cow<'a, str>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    voorvoegsel: Option<Cow<'a, str>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    geslachtsnaam: Option<Cow<'a, str>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    partnernaam: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    geboortedatum: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    leeftijd: Option<u16>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    telefoonnummer: Option<Cow<'a, str>>,
}

impl<'a> From<&'a Person> for PersonJson<'a> {
    fn from(person: &'a Person) -> Self {
        let text = |text: &'a Option<String>| text.as_deref().map(Cow::Borrowed);
        Self {
            rol: text(&person.rol),
            voornamen: text(&person.voornamen),
            voorletters: text(&person.voorletters),
            voorvoegsel: text(&person.voorvoegsel),
            geslachtsnaam: text(&person.geslachtsnaam),
            partnernaam: text(&person.partnernaam),
            geboortedatum: birth_text(person),
            leeftijd: person.leeftijd,
            telefoonnummer: text(&person.telefoonnummer),
        }
    }
}

impl From<PersonJson<'_>> for Person {
    fn from(json: PersonJson<'_>) -> Self {
        Self {
            rol: json.rol.map(Cow::into_owned),
            voornamen: json.voornamen.map(Cow::into_owned),
            voorletters: json.voorletters.map(Cow::into_owned),
            voorvoegsel: json.voorvoegsel.map(Cow::into_owned),
            geslachtsnaam: json.geslachtsnaam.map(Cow::into_owned),
            partnernaam: json.partnernaam.map(Cow::into_owned),
            geboortejaar: json.geboortedatum.as_deref().and_then(birth_year),
            geboortedatum: json.geboortedatum.and_then(|date| date.parse().ok()),
            leeftijd: json.leeftijd,
            telefoonnummer: json.telefoonnummer.map(Cow::into_owned),
            burger: None,
        }
    }
}

fn birth_text(person: &Person) -> Option<String> {
    person.geboortedatum.map(|date| date.to_string()).or_else(|| person.geboortejaar.map(|year| year.to_string()))
}

/// The `betrokkenen` list of CONTRACT §4.
pub fn persons_to_json(persons: &[Person]) -> String {
    written(&persons.iter().map(PersonJson::from).collect::<Vec<_>>())
}

/// The reporter as JSON has it.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct ReporterJson<'a> {
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    naam: Option<Cow<'a, str>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    functie: Option<Cow<'a, str>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    organisatie: Option<Cow<'a, str>>,
    #[serde(borrow, skip_serializing_if = "Vec::is_empty")]
    digitale_adressen: Vec<ContactJson<'a>>,
    anoniem_tegenover_gemelde: bool,
}

#[derive(Debug, Serialize, Deserialize)]
struct ContactJson<'a> {
    #[serde(borrow)]
    soort: Cow<'a, str>,
    #[serde(borrow)]
    adres: Cow<'a, str>,
}

impl<'a> From<&'a Reporter> for ReporterJson<'a> {
    fn from(reporter: &'a Reporter) -> Self {
        let text = |text: &'a Option<String>| text.as_deref().map(Cow::Borrowed);
        Self {
            naam: text(&reporter.naam),
            functie: text(&reporter.functie),
            organisatie: text(&reporter.organisatie),
            digitale_adressen: reporter.digitale_adressen.iter().map(ContactJson::from).collect(),
            anoniem_tegenover_gemelde: reporter.anoniem_tegenover_gemelde,
        }
    }
}

impl<'a> From<&'a ContactPoint> for ContactJson<'a> {
    fn from(point: &'a ContactPoint) -> Self {
        let soort = CONTACT_KINDS.iter().find(|(_, kind)| *kind == point.soort).map_or("overig", |(word, _)| word);
        Self { soort: Cow::Borrowed(soort), adres: Cow::Borrowed(&point.adres) }
    }
}

impl From<ReporterJson<'_>> for Reporter {
    fn from(json: ReporterJson<'_>) -> Self {
        let point = |point: ContactJson<'_>| ContactPoint {
            soort: CONTACT_KINDS
                .iter()
                .find(|(word, _)| *word == point.soort)
                .map_or(ContactKind::Overig, |(_, kind)| *kind),
            adres: point.adres.into_owned(),
        };
        Self {
            naam: json.naam.map(Cow::into_owned),
            functie: json.functie.map(Cow::into_owned),
            organisatie: json.organisatie.map(Cow::into_owned),
            digitale_adressen: json.digitale_adressen.into_iter().map(point).collect(),
            anoniem_tegenover_gemelde: json.anoniem_tegenover_gemelde,
        }
    }
}
