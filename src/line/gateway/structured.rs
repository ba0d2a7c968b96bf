//! A partner's own structured mail, read by the templates in `partners.toml`.
//!
//! **Invariant:** what fits no template, or no field of it, is read as free text; nothing is left out.

use serde_json::{Map, Value, json};

use crate::{
    domain::{Attachment, Report, TEMPLATE_FIELDS, Template, TemplateField, TemplateForm, bounded, fold, unnumbered},
    mail::{self, Extent, Label, Letter},
    wire::{self, Leaf, Limits},
};

/// Characters of a value that is no text; a longer one belongs in the text.
const LONGEST_FACT: usize = 200;
/// Fields that may be paragraphs.
const TEXTS: [&str; 3] = ["situatieSchets", "verzoek", "adres.omschrijving"];
/// Fields that are read from words, as they would be in running text.
const IN_WORDS: [(&str, &str); 3] = [("adres", "Adres"), ("vorigAdres", "Vorig adres"), ("betrokkenen", "Betreft")];

/// Fields of the API that no mail has, but a row of a file may.
const ONLY_IN_FILES: [&str; 3] = ["bronReferentie", "terugkoppelingGewenst", "melder.anoniemTegenoverGemelde"];

/// A mail that a template fits.
#[derive(Debug, Clone, PartialEq)]
pub struct Filled {
    /// The template's name.
    pub template: String,
    pub report: Report,
}

/// The first template that fits; else why none did, each with its name, in plain Dutch.
///
/// # Errors
///
/// Name and reason of each template, in their order.
pub fn filled(letter: &Letter, templates: &[Template]) -> Result<Filled, Vec<(String, String)>> {
    let mut misfits = Vec::new();
    for template in templates {
        match tried(letter, template) {
            Ok(report) => return Ok(Filled { template: template.name.clone(), report }),
            Err(because) => misfits.push((template.name.clone(), because)),
        }
    }
    Err(misfits)
}

/// What was found of a template's fields, and what is left.
struct Found {
    /// By position in the template's fields.
    values: Vec<(usize, String)>,
    rest: String,
}

fn tried(letter: &Letter, template: &Template) -> Result<Report, String> {
    if let Some(subject) = &template.subject
        && !fold(&letter.subject).contains(&fold(subject))
    {
        return Err(format!("het onderwerp heeft niet ‘{subject}’"));
    }
    let found = match template.form {
        TemplateForm::Regels => in_text(letter, template),
        TemplateForm::Csv => in_file(letter, template, "csv", wire::csv_leaves)?,
        TemplateForm::Json => in_file(letter, template, "json", wire::json_leaves)?,
        TemplateForm::Xml => in_file(letter, template, "xml", wire::xml_leaves)?,
    };
    let has = |position: usize| found.values.iter().any(|(known, _)| *known == position);
    let missing = template
        .fields
        .iter()
        .enumerate()
        .find(|(position, field)| template.needs.contains(&field.field) && !has(*position));
    if let Some((_, field)) = missing {
        return Err(format!("‘{}’ staat er niet in", field.label));
    }
    if template.needs.is_empty() && found.values.len() < template.fields.len().min(2) {
        return Err("er staan te weinig van de velden in".to_owned());
    }
    Ok(report(template, found))
}

fn in_text(letter: &Letter, template: &Template) -> Found {
    let extent = |field: &str| if TEXTS.contains(&field) { Extent::Paragraphs } else { Extent::Line };
    let labels: Vec<Label<'_>> =
        template.fields.iter().map(|field| Label { text: &field.label, extent: extent(&field.field) }).collect();
    // A form's own lines may look like the head of a quoted mail; so the whole text is looked through.
    let read = mail::labelled(&letter.text, &letter.new_text, &labels);
    Found { values: read.values, rest: read.rest }
}

fn in_file(
    letter: &Letter,
    template: &Template,
    ending: &str,
    read: fn(&str) -> Result<Vec<Leaf>, &'static str>,
) -> Result<Found, String> {
    let fits = |file: &&Attachment| {
        let named = file.naam.rsplit_once('.').is_some_and(|(_, own)| own.eq_ignore_ascii_case(ending));
        named || file.mediatype.split(['/', '+', ';']).any(|part| part.trim().eq_ignore_ascii_case(ending))
    };
    let file = letter.attachments.iter().find(fits).ok_or_else(|| format!("er is geen {ending}-bijlage"))?;
    let leaves = read(&mail::plain(&file.inhoud))?;
    let mut found = Found { values: Vec::new(), rest: String::new() };
    for (path, value) in leaves {
        let wanted = template.fields.iter().position(|field| fold(&field.label) == fold(&path));
        match wanted.filter(|wanted| found.values.iter().all(|(known, _)| known != wanted)) {
            Some(position) => found.values.push((position, value)),
            None => found.rest.push_str(&format!("{path}: {value}\n")),
        }
    }
    if !letter.new_text.trim().is_empty() {
        found.rest.push_str(&format!("\n{}\n", letter.new_text.trim()));
    }
    Ok(found)
}

/// Cells under the names of the API's fields; what stands under another name goes into the text under that.
pub(super) fn of_columns(cells: Vec<(String, String)>) -> Report {
    let known = |name: &str| {
        let plain = unnumbered(name).1;
        TEMPLATE_FIELDS.contains(&plain.as_str()) || ONLY_IN_FILES.contains(&plain.as_str())
    };
    let (named, others): (Vec<_>, Vec<_>) = cells.into_iter().partition(|(name, _)| known(name));
    let fields = named.iter().map(|(name, _)| TemplateField { field: name.clone(), label: name.clone() }).collect();
    let template = Template { name: String::new(), form: TemplateForm::Csv, subject: None, fields, needs: Vec::new() };
    let rest = others.into_iter().map(|(name, cell)| format!("{name}: {cell}\n")).collect();
    let values = named.into_iter().map(|(_, cell)| cell).enumerate().collect();
    report(&template, Found { values, rest })
}

/// The fields as a request of the API would have them; what is no such value goes into the text under its label.
fn report(template: &Template, found: Found) -> Report {
    let mut request = Value::Object(Map::new());
    let mut words = String::new();
    let mut situation = String::new();
    for (position, value) in found.values {
        let Some(field) = template.fields.get(position) else { continue };
        if field.field == "situatieSchets" {
            situation = value;
            continue;
        }
        if let Some((_, label)) = IN_WORDS.iter().find(|(name, _)| *name == field.field) {
            words.push_str(&format!("{label}: {value}\n"));
            continue;
        }
        match typed(&field.field, &value) {
            Some(typed) => put(&mut request, &field.field, typed),
            None => words.push_str(&format!("{}: {value}\n", field.label)),
        }
    }
    let parts = [situation.trim(), words.trim(), found.rest.trim()];
    let text = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
    // A text over the limit would be refused there; the message is kept whole beside it.
    request["situatieSchets"] = json!(bounded(&text, Limits::SITUATION));
    wire::read_leniently(request)
}

/// A partner's word as the API takes it; `None`: it is none.
fn typed(field: &str, value: &str) -> Option<Value> {
    let (_, plain) = unnumbered(field);
    let folded = fold(value);
    let limit = if TEXTS.contains(&plain.as_str()) { Limits::SITUATION } else { LONGEST_FACT };
    if bounded(value, limit).len() < value.len() {
        return None;
    }
    match plain.as_str() {
        "urgentie" => match folded.as_str() {
            "laag" | "normaal" | "hoog" => Some(json!(folded)),
            "spoed" | "urgent" | "dringend" | "ja" => Some(json!("hoog")),
            "nee" | "geen" | "regulier" => Some(json!("normaal")),
            _ => None,
        },
        "crisissignaal" | "terugkoppelingGewenst" | "melder.anoniemTegenoverGemelde" => match folded.as_str() {
            "ja" | "true" | "1" | "j" => Some(json!(true)),
            "nee" | "false" | "0" | "n" => Some(json!(false)),
            _ => None,
        },
        "betrokkenen.leeftijd" => {
            let digits: String = value.chars().take_while(char::is_ascii_digit).collect();
            digits.parse::<u16>().ok().filter(|age| *age < 130).map(|age| json!(age))
        }
        _ => Some(json!(value)),
    }
}

/// Sets `adres.postcode`, or `betrokkenen.2.rol`, which makes the list that long.
fn put(request: &mut Value, field: &str, value: Value) {
    let (number, plain) = unnumbered(field);
    match plain.split_once('.') {
        None => request[plain] = value,
        Some(("betrokkenen", key)) => {
            if !request["betrokkenen"].is_array() {
                request["betrokkenen"] = json!([]);
            }
            if let Some(list) = request["betrokkenen"].as_array_mut() {
                while list.len() <= number {
                    list.push(json!({}));
                }
                list[number][key] = value;
            }
        }
        Some((group, key)) => request[group][key] = value,
    }
}

#[cfg(test)]
mod tests;
