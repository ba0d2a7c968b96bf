//! The pages of the form.

use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};

use super::posted::{FieldError, Fields};

/// Who answers behind the form.
#[derive(Debug, Clone)]
pub struct House {
    /// `Wijkteam Parkwijk`.
    pub team: String,
    /// As people read it.
    pub phone: String,
    /// Labels of the teams of the outer ring, who may read a report too.
    pub outer_teams: Vec<String>,
}

impl House {
    /// `Buurtbemiddeling Oldambt of Burenhulp`; empty where there are none.
    fn outer(&self) -> String {
        self.outer_teams.join(" of ")
    }

    /// The number as a telephone dials it (RFC 3966).
    fn dial(&self) -> String {
        self.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
    }
}

/// Something to say above the form, or on a page of its own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Notice {
    pub title: &'static str,
    pub text: &'static str,
}

#[derive(Debug, Template)]
#[template(path = "form/melden.html")]
struct FormPage<'a> {
    house: &'a House,
    path: &'a str,
    label: Option<&'a str>,
    token: &'a str,
    fields: &'a Fields,
    errors: &'a [FieldError],
    notice: Option<Notice>,
}

impl FormPage<'_> {
    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.text.as_str())
    }
}

#[derive(Debug, Template)]
#[template(path = "form/ontvangen.html")]
struct ReceivedPage<'a> {
    house: &'a House,
    path: &'a str,
    received: Received<'a>,
}

/// Whether mail can go to who filled in the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reachable {
    ByMail,
    NoAddress,
    /// At the address that was given nobody reads, or it is ours.
    Unread,
}

/// What somebody is told of a report just taken; the same whether or not the household was known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Received<'a> {
    pub kenmerk: &'a str,
    /// A BSN stood in the text.
    pub has_bsn: bool,
    pub answer: Reachable,
}

#[derive(Debug, Template)]
#[template(path = "form/bericht.html")]
struct NoticePage<'a> {
    house: &'a House,
    path: &'a str,
    notice: Notice,
}

/// The pages of one front door.
#[derive(Debug)]
pub(super) struct Pages<'a> {
    pub house: &'a House,
    pub path: String,
    /// Of the front door; `None` for the residents' own.
    pub label: Option<String>,
}

impl Pages<'_> {
    pub fn empty(&self, token: String) -> Response {
        let fields = Fields { bewijs: token, ..Fields::default() };
        html(StatusCode::OK, &self.form(&fields, &[], None))
    }

    /// The form as it was filled in, with what is wrong.
    pub fn errors(&self, fields: Fields, errors: Vec<FieldError>) -> Response {
        html(StatusCode::BAD_REQUEST, &self.form(&fields, &errors, None))
    }

    /// The form as it was filled in, to be sent again after `seconds`.
    pub fn again(&self, status: StatusCode, fields: Fields, notice: Notice, seconds: u64) -> Response {
        let mut response = html(status, &self.form(&fields, &[], Some(notice)));
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        response
    }

    pub fn received(&self, received: Received<'_>) -> Response {
        html(StatusCode::OK, &ReceivedPage { house: self.house, path: &self.path, received })
    }

    pub fn notice(&self, status: StatusCode, notice: Notice) -> Response {
        html(status, &NoticePage { house: self.house, path: &self.path, notice })
    }

    fn form<'a>(&'a self, fields: &'a Fields, errors: &'a [FieldError], notice: Option<Notice>) -> FormPage<'a> {
        let label = self.label.as_deref();
        FormPage { house: self.house, path: &self.path, label, token: &fields.bewijs, fields, errors, notice }
    }
}

fn html(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => (status, Html(text)).into_response(),
        // Only a full memory fails a template.
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
