//! A request into a [`Report`]: strict about the shape, lenient about the facts.

use super::{
    address, attachments,
    fields::{Fields, Findings},
    people::{read_date, read_person, read_reporter},
    problem::WireProblem,
    said::Said,
};
use crate::domain::{Report, Urgency};

const KEYS: [&str; 14] = [
    "bronReferentie",
    "onderwerp",
    "situatieSchets",
    "verzoek",
    "signaaldatum",
    "soort",
    "urgentie",
    "crisissignaal",
    "terugkoppelingGewenst",
    "melder",
    "adres",
    "vorigAdres",
    "betrokkenen",
    "bijlagen",
];
const URGENCIES: [(&str, Urgency); 3] =
    [("laag", Urgency::Laag), ("normaal", Urgency::Normaal), ("hoog", Urgency::Hoog)];

/// How much one signal may hold.
#[derive(Debug, Clone, Copy)]
pub struct Limits;

impl Limits {
    /// Characters of `situatieSchets`, and of `verzoek`.
    pub const SITUATION: usize = 10_000;
    /// Characters of `onderwerp`.
    pub const SUBJECT: usize = 200;
    pub const ATTACHMENTS: usize = 10;
    /// Bytes of one attachment, decoded.
    pub const ATTACHMENT_BYTES: usize = 10_000_000;
    pub const PERSONS: usize = 100;
}

/// Reads one signal (CONTRACT §4).
///
/// # Errors
///
/// Everything that is wrong with its shape, at once.
pub fn parse_signal(json: &[u8]) -> Result<Report, Vec<WireProblem>> {
    let said: Said<'_> = serde_json::from_slice(json).map_err(|error| {
        // serde_json's own text may quote the message; a position says enough.
        let message = format!("dit is geen geldige JSON: regel {}, kolom {}", error.line(), error.column());
        vec![WireProblem { pointer: String::new(), message }]
    })?;
    read_report(said, &[])
}

/// As [`parse_signal`], of JSON that was read already; the keys in `also` are the caller's own and are let through.
///
/// # Errors
///
/// As [`parse_signal`].
pub fn read_report<'a>(said: impl Into<Said<'a>>, also: &[&str]) -> Result<Report, Vec<WireProblem>> {
    let mut findings = Findings::default();
    let report = read(said.into(), also, &mut findings);
    match report {
        Some(report) if findings.problems.is_empty() => Ok(Report { waarschuwingen: findings.warnings, ..report }),
        _ => Err(findings.problems),
    }
}

/// As [`read_report`], for files of other systems: what is wrong is left out, and no text is needed.
pub fn read_leniently<'a>(said: impl Into<Said<'a>>) -> Report {
    let mut findings = Findings { lenient: true, ..Findings::default() };
    let report = read(said.into(), &[], &mut findings).unwrap_or_default();
    Report { waarschuwingen: findings.warnings, ..report }
}

fn read(value: Said<'_>, also: &[&str], findings: &mut Findings) -> Option<Report> {
    let mut fields = Fields::of(value, String::new(), findings)?;
    for key in also {
        fields.take(key);
    }
    let before = fields.findings().problems.len();
    let situation = fields.text("situatieSchets", Limits::SITUATION);
    if situation.is_none() && fields.findings().problems.len() == before {
        fields.problem("situatieSchets", "dit veld is nodig: schrijf op wat er aan de hand is");
    }
    let report = Report {
        bron_referentie: fields.text("bronReferentie", 1_000),
        onderwerp: fields.text("onderwerp", Limits::SUBJECT),
        situatie_schets: situation.unwrap_or_default(),
        verzoek: fields.text("verzoek", Limits::SITUATION),
        signaaldatum: read_date(&mut fields, "signaaldatum"),
        soort: fields.text("soort", 200),
        urgentie: fields.word("urgentie", &URGENCIES),
        crisissignaal: fields.flag("crisissignaal"),
        terugkoppeling_gewenst: fields.flag("terugkoppelingGewenst"),
        melder: nested(&mut fields, "melder", read_reporter).unwrap_or_default(),
        adres: nested(&mut fields, "adres", address::read).unwrap_or_default(),
        vorig_adres: nested(&mut fields, "vorigAdres", address::read),
        betrokkenen: persons(&mut fields),
        bijlagen: {
            let list = fields.list("bijlagen", Limits::ATTACHMENTS);
            attachments::read(list, fields.findings())
        },
        waarschuwingen: Vec::new(),
    };
    fields.finish(&KEYS);
    Some(report)
}

fn nested<'s, T>(fields: &mut Fields<'_, 's>, key: &str, read: impl FnOnce(Fields<'_, 's>) -> T) -> Option<T> {
    let value = fields.take(key)?;
    let pointer = fields.pointer(key);
    Fields::of(value, pointer, fields.findings()).map(read)
}

fn persons(fields: &mut Fields<'_, '_>) -> Vec<crate::domain::Person> {
    let list = fields.list("betrokkenen", Limits::PERSONS);
    let numbered = list.into_iter().enumerate();
    let read = |(index, value)| Fields::of(value, format!("/betrokkenen/{index}"), fields.findings()).map(read_person);
    numbered.filter_map(read).collect()
}

#[cfg(test)]
mod tests;
