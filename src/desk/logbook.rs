//! `/logboek`: who did what, for the fg: by kenmerk, person, action and day; numbers and names of colleagues, no texts.

use std::collections::HashMap;

use askama::Template;
use axum::{
    extract::{Query, State},
    http::{
        HeaderValue,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde::Deserialize;

use super::{
    Books,
    frame::{self, Frame, render},
    guard::{May, ReadAudit, Visitor},
    state::DeskState,
    words,
};
use crate::{
    domain::{Kenmerk, bounded},
    intake::people::{AuditAsked, AuditLine},
};

/// Lines on a page.
const PAGE: i64 = 100;
/// Lines in a file: a year of a busy team.
const FILE: i64 = 100_000;

/// One line.
struct LineView {
    seq: i64,
    when: String,
    who: String,
    action: String,
    object: String,
    result: String,
}

#[derive(Template)]
#[template(path = "desk/logboek.html")]
struct LogPage {
    frame: Frame,
    lines: Vec<LineView>,
    asked: Asked,
    /// Id and name.
    people: Vec<(String, String)>,
    /// Word and words.
    actions: Vec<(String, String)>,
    older: Option<String>,
    /// The same lines as a file.
    file: String,
    error: &'static str,
}

/// The filter. A kenmerk is no personal data, so it may stand in a URL.
#[derive(Deserialize, Default)]
pub(super) struct Asked {
    vanaf: Option<i64>,
    #[serde(default)]
    kenmerk: String,
    #[serde(default)]
    wie: String,
    #[serde(default)]
    wat: String,
    /// First and last day.
    #[serde(default)]
    van: String,
    #[serde(default)]
    tot: String,
}

impl Asked {
    fn complaint(&self) -> &'static str {
        let day = |text: &str| text.is_empty() || words::typed_day(text, 0).is_some();
        if !self.kenmerk.trim().is_empty() && Kenmerk::parse(self.kenmerk.trim()).is_none() {
            "Dit is geen kenmerk. Schrijf het zo: H-7K3M-Q2XF of VD-7K3M-92QX."
        } else if !day(&self.van) || !day(&self.tot) {
            "Kies een dag, bijvoorbeeld 23-11-2026."
        } else {
            ""
        }
    }

    fn query(&self, rows: i64) -> AuditAsked {
        let first = words::typed_day(&self.van, 0).unwrap_or(Timestamp::UNIX_EPOCH);
        let last = words::typed_day(&self.tot, 0).map(|day| words::days_on(day, 1, 0));
        let actor = if self.wie.is_empty() { String::new() } else { format!("persoon:{}", self.wie) };
        AuditAsked {
            before: self.vanaf,
            actor,
            action: self.wat.clone(),
            kenmerk: bounded(self.kenmerk.trim(), 20).to_ascii_uppercase(),
            from: first,
            until: last.unwrap_or(Timestamp::MAX),
            rows,
            export: rows == FILE,
        }
    }

    /// The filter in a URL.
    fn href(&self, path: &str, before: Option<i64>) -> String {
        let mut query = form_urlencoded(&[
            ("kenmerk", self.kenmerk.trim()),
            ("wie", &self.wie),
            ("wat", &self.wat),
            ("van", &self.van),
            ("tot", &self.tot),
        ]);
        if let Some(before) = before {
            let joint = if query.is_empty() { "" } else { "&" };
            query.push_str(&format!("{joint}vanaf={before}"));
        }
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }
}

/// The fields that are filled; only letters, digits, `.`, `_` and `-` go through.
fn form_urlencoded(fields: &[(&str, &str)]) -> String {
    let safe = |text: &str| {
        text.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')).collect::<String>()
    };
    let filled = fields.iter().map(|(name, value)| (name, safe(value))).filter(|(_, value)| !value.is_empty());
    filled.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

/// `Casus toegewezen`
fn in_words(action: &str) -> String {
    let words = action.replace(['.', '-'], " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

async fn names<S: Books>(state: &DeskState<S>) -> Result<Vec<(String, String)>, Response> {
    let people = state.store.people().await.map_err(frame::unavailable)?;
    Ok(people.into_iter().map(|person| (person.id, person.name)).collect())
}

fn named(people: &HashMap<String, String>, reference: &str) -> String {
    people.get(reference.trim_start_matches("persoon:")).cloned().unwrap_or_else(|| match reference {
        "systeem" => "Voordeur".to_owned(),
        other => other.to_owned(),
    })
}

fn object(people: &HashMap<String, String>, line: &AuditLine) -> String {
    line.kenmerk.clone().unwrap_or_else(|| named(people, &line.object))
}

pub(super) async fn page<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ReadAudit>,
    Query(asked): Query<Asked>,
) -> Result<Response, Response> {
    let now = (state.now)();
    let error = asked.complaint();
    let lines = if error.is_empty() { lines(&state, &may.visitor, asked.query(PAGE)).await? } else { Vec::new() };
    let people = names(&state).await?;
    let known: HashMap<String, String> = people.iter().cloned().collect();
    let actions = state.store.audit_actions().await.map_err(frame::unavailable)?;
    let full = i64::try_from(lines.len()).is_ok_and(|count| count == PAGE);
    let oldest = lines.last().map(|line| line.seq).filter(|_| full);
    Ok(render(&LogPage {
        frame: Frame::of(&state, &may.visitor, "Logboek").at("/logboek"),
        older: oldest.map(|seq| asked.href("/logboek", Some(seq))),
        file: asked.href("/logboek/csv", None),
        lines: lines
            .iter()
            .map(|line| LineView {
                seq: line.seq,
                when: words::when(line.at, now),
                who: named(&known, &line.actor),
                action: in_words(&line.action),
                object: object(&known, line),
                result: line.result.clone(),
            })
            .collect(),
        actions: actions.into_iter().map(|action| (action.clone(), in_words(&action))).collect(),
        people,
        asked,
        error,
    }))
}

async fn lines<S: Books>(
    state: &DeskState<S>,
    visitor: &Visitor,
    asked: AuditAsked,
) -> Result<Vec<AuditLine>, Response> {
    state.store.audit_lines(asked, &visitor.person.id, (state.now)()).await.map_err(frame::unavailable)
}

/// `GET /logboek/csv`: the filtered lines as a file (RFC 4180); that it left is a line of the logboek too.
pub(super) async fn file<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ReadAudit>,
    Query(asked): Query<Asked>,
) -> Result<Response, Response> {
    if !asked.complaint().is_empty() {
        return Err(frame::not_found());
    }
    let lines = lines(&state, &may.visitor, asked.query(FILE)).await?;
    let known: HashMap<String, String> = names(&state).await?.into_iter().collect();
    let mut text = String::from("\u{feff}nr;tijdstip;wie;actie;waarop;resultaat\r\n");
    for line in &lines {
        let fields = [
            line.seq.to_string(),
            line.at.to_string(),
            named(&known, &line.actor),
            line.action.clone(),
            object(&known, line),
            line.result.clone(),
        ];
        text.push_str(&fields.iter().map(|field| cell(field)).collect::<Vec<_>>().join(";"));
        text.push_str("\r\n");
    }
    let mut response = (([(CONTENT_TYPE, "text/csv; charset=utf-8")]), text).into_response();
    let disposition = HeaderValue::from_static("attachment; filename=\"logboek.csv\"");
    response.headers_mut().insert(CONTENT_DISPOSITION, disposition);
    Ok(response)
}

/// Quoted; what a spreadsheet would take for a formula begins with an apostrophe.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t']);
    format!("\"{}{}\"", if formula { "'" } else { "" }, text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_reads_as_words() {
        assert_eq!(in_words("casus.op-agenda-gezet"), "Casus op agenda gezet");
    }

    #[test]
    fn a_name_is_no_formula() {
        assert_eq!(cell("=1+1"), "\"'=1+1\"");
        assert_eq!(cell("Wil \"Wils\""), "\"Wil \"\"Wils\"\"\"");
    }

    #[test]
    fn the_filter_goes_along_to_older_lines() {
        let asked = Asked { kenmerk: " H-7K3M-Q2XF&x=1".to_owned(), wie: "p1".to_owned(), ..Asked::default() };
        assert_eq!(asked.href("/logboek", Some(7)), "/logboek?kenmerk=H-7K3M-Q2XFx1&wie=p1&vanaf=7");
        assert_eq!(Asked::default().href("/logboek/csv", None), "/logboek/csv");
    }
}
