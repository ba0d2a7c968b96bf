//! `POST /v1/formulieren/{voordeur}`: what Open Formulieren's `generic_json` registration sends (DOMAIN.md §3.7).
//!
//! **Invariant:** every answer is kept: what has no field of its own becomes a line of the text.

use axum::{
    body::Bytes,
    extract::{Path, State, rejection::BytesRejection},
    http::HeaderMap,
    response::Response,
};
use serde_json::{Map, Value, json};

use super::{
    Shared,
    auth::Sender,
    problem::Problem,
    signals::{Reported, content_hash, expect_json, idempotency_key, json_of, refused, take},
};
use crate::{
    domain::{PartnerName, bounded},
    doors::known_again::{Mark, delivery},
    intake::{Register, SignalTaker},
    wire::{self, Limits},
};

/// Answers that are the text itself, the first one present wins.
const TEXT: [&str; 5] = ["situatieschets", "toelichting", "omschrijving", "bericht", "melding"];

/// Where an answer goes, by its key in lower case without `_`, `-` and spaces: a JSON Pointer into CONTRACT §4.
const FIELDS: [(&str, &str); 36] = [
    ("onderwerp", "/onderwerp"),
    ("titel", "/onderwerp"),
    ("verzoek", "/verzoek"),
    ("signaaldatum", "/signaaldatum"),
    ("bronreferentie", "/bronReferentie"),
    ("postcode", "/adres/postcode"),
    ("huisnummer", "/adres/huisnummer"),
    ("housenumber", "/adres/huisnummer"),
    ("huisletter", "/adres/huisletter"),
    ("houseletter", "/adres/huisletter"),
    ("huisnummertoevoeging", "/adres/huisnummertoevoeging"),
    ("toevoeging", "/adres/huisnummertoevoeging"),
    ("housenumberaddition", "/adres/huisnummertoevoeging"),
    ("straat", "/adres/straatnaam"),
    ("straatnaam", "/adres/straatnaam"),
    ("streetname", "/adres/straatnaam"),
    ("woonplaats", "/adres/woonplaats"),
    ("plaats", "/adres/woonplaats"),
    ("city", "/adres/woonplaats"),
    ("naam", "/melder/naam"),
    ("naammelder", "/melder/naam"),
    ("functie", "/melder/functie"),
    ("organisatie", "/melder/organisatie"),
    ("email", "/melder/email"),
    ("emailadres", "/melder/email"),
    ("mail", "/melder/email"),
    ("telefoon", "/melder/telefoonnummer"),
    ("telefoonnummer", "/melder/telefoonnummer"),
    ("naambetrokkene", "/betrokkene/geslachtsnaam"),
    ("geslachtsnaam", "/betrokkene/geslachtsnaam"),
    ("achternaam", "/betrokkene/geslachtsnaam"),
    ("voornamen", "/betrokkene/voornamen"),
    ("voornaam", "/betrokkene/voornamen"),
    ("voorvoegsel", "/betrokkene/voorvoegsel"),
    ("tussenvoegsel", "/betrokkene/voorvoegsel"),
    ("geboortedatum", "/betrokkene/geboortedatum"),
];

pub(super) async fn create<S: SignalTaker + Register>(
    State(state): State<Shared<S>>,
    Sender(partner): Sender,
    Path(voordeur): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    if partner.as_str() != voordeur {
        return Err(Problem::forbidden("Deze sleutel hoort bij een andere voordeur."));
    }
    expect_json(&headers)?;
    let body = body.map_err(|rejection| Problem::of_status(rejection.status()))?;
    let reported = read_form(&body, &partner, idempotency_key(&headers)?).inspect_err(refused)?;
    take(&state, partner, reported).await
}

fn read_form(body: &[u8], partner: &PartnerName, key: Option<String>) -> Result<Reported, Problem> {
    let mut form: Value = json_of(body)?;
    let Some(Value::Object(values)) = form.get_mut("values").map(Value::take) else {
        return Err(Problem::invalid_at("/values", "dit moet een JSON-object met de antwoorden zijn"));
    };
    let submission = form.pointer("/metadata/submission_id").and_then(plain);
    let content_hash = content_hash(&Value::Object(values.clone()));
    let request = request_of(values, submission.as_deref()).ok_or_else(too_many)?;
    let report = wire::read_report(request, &[]).map_err(Problem::invalid)?;
    let marks = [key.as_deref().map(Mark::Key), submission.as_deref().map(Mark::Submission)];
    let marks: Vec<Mark<'_>> = marks.into_iter().flatten().collect();
    Ok(Reported { report, raw: body.to_vec(), delivery: delivery(partner, &marks, content_hash) })
}

/// Answers of one form.
const MAX_ANSWERS: usize = 2_000;
/// Characters of a name that an answer stands under.
const MAX_NAME: usize = 100;

fn too_many() -> Problem {
    Problem::invalid_at("/values", format!("te veel antwoorden: hooguit {MAX_ANSWERS}"))
}

/// The answers as a request of CONTRACT §4; `None`: there are too many.
fn request_of(values: Map<String, Value>, submission: Option<&str>) -> Option<Value> {
    let mut sorted = Sorted::default();
    for (key, value) in values {
        sorted.add(bounded(&key, MAX_NAME), value)?;
    }
    Some(sorted.request(submission))
}

/// Answers, sorted by where they go.
#[derive(Debug, Default)]
struct Sorted {
    texts: Vec<(usize, String, String)>,
    fields: Vec<(&'static str, String)>,
    lines: Vec<(String, String)>,
    files: Vec<Value>,
    answers: usize,
}

impl Sorted {
    /// `None`: there are too many.
    fn add(&mut self, path: &str, value: Value) -> Option<()> {
        match value {
            Value::Object(file) if file.contains_key("file_name") && file.contains_key("content") => {
                self.files.push(json!({"naam": file["file_name"], "inhoud": file["content"]}));
            }
            Value::Object(map) => {
                for (key, value) in map {
                    self.add(&format!("{path}.{}", bounded(&key, MAX_NAME)), value)?;
                }
            }
            Value::Array(list) if list.iter().any(|value| value.is_object() || value.is_array()) => {
                for (index, value) in list.into_iter().enumerate() {
                    self.add(&format!("{path}.{}", index + 1), value)?;
                }
            }
            value => {
                if let Some(answer) = plain(&value) {
                    self.answers += 1;
                    self.answer(path, answer);
                }
            }
        }
        (self.answers <= MAX_ANSWERS).then_some(())
    }

    fn answer(&mut self, path: &str, answer: String) {
        let last = path.rsplit('.').next().unwrap_or(path);
        let name: String = last.chars().filter(|c| !"_- ".contains(*c)).flat_map(char::to_lowercase).collect();
        if let Some(rank) = TEXT.iter().position(|text| *text == name) {
            self.texts.push((rank, path.to_owned(), answer));
            return;
        }
        let field = FIELDS.iter().find(|(known, _)| *known == name).map(|(_, field)| *field);
        match field.filter(|field| !self.fields.iter().any(|(taken, _)| taken == field)) {
            Some(field) if fits(field, &answer) => self.fields.push((field, answer)),
            _ => self.lines.push((path.to_owned(), answer)),
        }
    }

    fn request(mut self, submission: Option<&str>) -> Value {
        self.texts.sort();
        let mut texts = self.texts.into_iter();
        let mut text = texts.next().map(|(_, _, text)| text).unwrap_or_default();
        for (question, answer) in texts.map(|(_, question, answer)| (question, answer)).chain(self.lines) {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&format!("{question}: {answer}"));
        }
        let mut request = json!({"situatieSchets": text, "bijlagen": self.files});
        if let Some(submission) = submission {
            request["bronReferentie"] = json!(submission);
        }
        let mut contacts = Vec::new();
        for (field, answer) in self.fields {
            match field.split('/').collect::<Vec<_>>().as_slice() {
                ["", "melder", "email"] => contacts.push(json!({"soort": "email", "adres": answer})),
                ["", "melder", "telefoonnummer"] => contacts.push(json!({"soort": "telefoonnummer", "adres": answer})),
                ["", "betrokkene", key] => request["betrokkenen"][0][*key] = json!(answer),
                ["", group, key] => request[*group][*key] = json!(answer),
                ["", key] => request[*key] = json!(answer),
                _ => {}
            }
        }
        if !contacts.is_empty() {
            request["melder"]["digitaleAdressen"] = Value::Array(contacts);
        }
        request
    }
}

/// Too long for its field is not too long for the text.
fn fits(field: &str, answer: &str) -> bool {
    let limit = if field == "/onderwerp" { Limits::SUBJECT } else { 1_000 };
    answer.chars().count() <= limit
}

/// An answer as people read it; nothing for an empty one.
fn plain(value: &Value) -> Option<String> {
    let text = match value {
        Value::Null | Value::Object(_) => return None,
        Value::Bool(true) => "ja".to_owned(),
        Value::Bool(false) => "nee".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        Value::Array(list) => list.iter().filter_map(plain).collect::<Vec<_>>().join(", "),
    };
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Report;

    fn read(values: Value) -> Report {
        let body = json!({"values": values, "metadata": {"submission_id": "b3f1"}}).to_string();
        read_form(body.as_bytes(), &PartnerName("cjg".to_owned()), None).map_err(|p| p.body("")).unwrap().report
    }

    #[test]
    fn the_example_of_work_and_income_is_understood() {
        let report = read(json!({"onderwerp": "Zoekt dagbesteding", "toelichting": "Klant wil iets doen.",
            "postcode": "9675 XF", "huisnummer": "5", "huisletter": "", "consulent": "w.kuiper@oldambt.example"}));
        assert_eq!(report.onderwerp.as_deref(), Some("Zoekt dagbesteding"));
        assert_eq!(report.situatie_schets, "Klant wil iets doen.\nconsulent: w.kuiper@oldambt.example");
        assert_eq!(report.adres.key().unwrap().as_str(), "9675XF|5|");
        assert_eq!(report.bron_referentie.as_deref(), Some("b3f1"));
    }

    #[test]
    fn a_form_has_bounds_in_answers_and_in_the_names_before_them() {
        let name = "n".repeat(50_000);
        let report = read(json!({ name: {"a": "x"}, "toelichting": "Zorg." }));
        assert!(report.situatie_schets.len() < 200, "{}", report.situatie_schets.len());
        let over: Map<String, Value> = (0..2_001).map(|number| (number.to_string(), json!("x"))).collect();
        let body = json!({ "values": over }).to_string();
        let refused = read_form(body.as_bytes(), &PartnerName("cjg".to_owned()), None).map(|_| ()).unwrap_err();
        let refused = refused.body("").to_string();
        assert!(refused.contains("te veel antwoorden: hooguit 2000"), "{refused}");
    }

    #[test]
    fn nested_answers_and_files_are_kept() {
        let report = read(json!({"adres": {"postcode": "9675XF", "houseNumber": 5, "houseLetter": "a"},
            "e-mail": "a@cjg.example", "themas": ["geld", "wonen"], "gezin": [{"naam": "x"}, {"naam": "y"}],
            "dringend": true, "foto": [{"file_name": "a.txt", "content": "aG9p"}]}));
        assert_eq!(report.adres.suffix(), "A");
        assert_eq!(report.melder.email(), Some("a@cjg.example"));
        assert_eq!(report.melder.naam.as_deref(), Some("x"));
        assert_eq!(report.bijlagen[0].inhoud, b"hoi");
        for line in ["themas: geld, wonen", "dringend: ja", "gezin.2.naam: y"] {
            assert!(report.situatie_schets.contains(line), "{line} in {}", report.situatie_schets);
        }
    }
}
