//! Questions in the URL: filters, page size, and the opaque cursor. Never personal data.

use std::fmt::Display;

use axum::http::{HeaderMap, Uri, header};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::problem::Problem;
use crate::{
    intake::{Cursor, PageAsked},
    wire::{WireProblem, closest},
};

const SIZE: &str = "paginaGrootte";
const CURSOR: &str = "cursor";
const USUAL_SIZE: u32 = 50;
const LARGEST: u32 = 200;

/// What stands behind the question mark, checked.
#[derive(Debug)]
pub(super) struct Asked {
    path: String,
    filters: Vec<(&'static str, String)>,
    pub page: PageAsked,
}

impl Asked {
    /// # Errors
    ///
    /// 400 with every parameter that is unknown or wrong.
    pub fn of(uri: &Uri, known: &[&'static str]) -> Result<Self, Problem> {
        let mut complaints = Vec::new();
        let mut asked = Self {
            path: uri.path().to_owned(),
            filters: Vec::new(),
            page: PageAsked { after: None, size: USUAL_SIZE },
        };
        for (name, value) in pairs(uri.query().unwrap_or_default()) {
            let complaint = match (name.as_str(), value.as_str()) {
                (_, "") => None,
                (SIZE, value) => match value.parse().ok().filter(|size| (1..=LARGEST).contains(size)) {
                    Some(size) => {
                        asked.page.size = size;
                        None
                    }
                    None => Some(format!("paginaGrootte moet een getal van 1 tot en met {LARGEST} zijn")),
                },
                (CURSOR, value) => {
                    asked.page.after = read_cursor(value);
                    let unreadable = asked.page.after.is_none();
                    unreadable.then(|| "deze cursor kennen wij niet; neem de URL uit ‘volgende’ over".to_owned())
                }
                (name, value) => match known.iter().find(|known| **known == name) {
                    Some(known) => {
                        asked.filters.push((known, value.to_owned()));
                        None
                    }
                    None => Some(unknown(name, known)),
                },
            };
            // A query has no JSON: the parameter's name stands for the pointer.
            complaints.extend(complaint.map(|message| WireProblem { pointer: format!("?{name}"), message }));
        }
        if complaints.is_empty() { Ok(asked) } else { Err(Problem::invalid(complaints)) }
    }

    pub fn filter(&self, name: &str) -> Option<String> {
        self.filters.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone())
    }

    /// The URL of the page behind `cursor`, at the host that the client asked.
    pub fn next(&self, cursor: &Cursor, headers: &HeaderMap, public_url: &str) -> String {
        let scheme = public_url.split_once("://").map_or("http", |(scheme, _)| scheme);
        let plain = |host: &&str| host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte));
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).filter(plain);
        let base = host.map_or_else(|| public_url.to_owned(), |host| format!("{scheme}://{host}"));
        let mut url = format!("{base}{}?", self.path);
        for (name, value) in &self.filters {
            url.push_str(&format!("{name}={}&", encoded(value)));
        }
        format!("{url}{SIZE}={}&{CURSOR}={}", self.page.size, write_cursor(cursor))
    }
}

fn unknown(name: &str, known: &[&str]) -> String {
    let all: Vec<&str> = known.iter().copied().chain([SIZE, CURSOR]).collect();
    match closest(name, &all) {
        Some(word) => format!("deze parameter kennen wij niet; bedoelt u ‘{word}’?"),
        None => format!("deze parameter kennen wij niet; mogelijk zijn: {}", all.join(", ")),
    }
}

/// `application/x-www-form-urlencoded` (WHATWG URL §5.1), as axum's own query extractor reads it.
fn pairs(query: &str) -> Vec<(String, String)> {
    let uri: Result<Uri, _> = format!("/?{query}").parse();
    uri.ok()
        .and_then(|uri| axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&uri).ok())
        .map(|query| query.0)
        .unwrap_or_default()
}

fn encoded(value: &impl Display) -> String {
    value.to_string().bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
        text
    })
}

fn write_cursor(cursor: &Cursor) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}.{}.{}", cursor.first, cursor.second, cursor.id))
}

fn read_cursor(text: &str) -> Option<Cursor> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
    let mut parts = text.splitn(3, '.');
    Some(Cursor {
        first: parts.next()?.parse().ok()?,
        second: parts.next()?.parse().ok()?,
        id: parts.next().filter(|id| id.len() == 36)?.to_owned(),
    })
}
