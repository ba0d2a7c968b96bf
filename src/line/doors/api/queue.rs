//! What the projectleider's key opens: the queue, all signals, proposals, and looking a household up.

use axum::{
    body::Bytes,
    extract::{Path, State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, Uri},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{
    ApiState, Shared, answers,
    auth::Leader,
    paging::Asked,
    problem::Problem,
    signals::{expect_json, json_of},
};
use crate::{
    domain::{CasusStatus, Kenmerk},
    intake::{CasusFilter, Cursor, HouseholdQuery, Register, Settled, Verdict},
    wire::{self, WireProblem},
};

pub(super) async fn casussen<S: Register>(
    State(state): State<Shared<S>>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    state.projectleider(&headers).await?;
    let asked = Asked::of(&uri, &["wachtrij", "status"])?;
    let parse = |word: String| CasusStatus::parse(&word).ok_or_else(|| unknown_status(&[]));
    let status = asked.filter("status").map(parse).transpose()?;
    let filter = CasusFilter { queue: asked.filter("wachtrij"), status };
    let page = state.books.casussen(filter, asked.page.clone()).await?;
    let rows = page.rows.iter().map(answers::casus).collect();
    Ok(list(&state, &asked, &headers, rows, page.next))
}

pub(super) async fn signalen<S: Register>(
    State(state): State<Shared<S>>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    state.projectleider(&headers).await?;
    let asked = Asked::of(&uri, &["status"])?;
    let status = asked.filter("status");
    let known = |word: &String| word == "wachtbak" || CasusStatus::parse(word).is_some();
    if !status.iter().all(known) {
        return Err(unknown_status(&["wachtbak"]));
    }
    let page = state.books.signalen(status, asked.page.clone()).await?;
    let rows = page.rows.iter().map(answers::signal_line).collect();
    Ok(list(&state, &asked, &headers, rows, page.next))
}

pub(super) async fn proposals<S: Register>(
    State(state): State<Shared<S>>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    state.projectleider(&headers).await?;
    let asked = Asked::of(&uri, &[])?;
    let page = state.books.proposals(asked.page.clone()).await?;
    let rows = page.rows.iter().map(answers::proposal).collect();
    Ok(list(&state, &asked, &headers, rows, page.next))
}

pub(super) async fn decide<S: Register>(
    State(state): State<Shared<S>>,
    Leader(actor): Leader,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    expect_json(&headers)?;
    let body = body.map_err(|rejection| Problem::of_status(rejection.status()))?;
    let verdict = read_verdict(&json_of(&body)?)?;
    let settled = state.books.decide_proposal(&id, verdict, &actor, (state.now)()).await?;
    let answer = json!({"matchvoorstel": id, "besluit": verdict.as_str()});
    match settled {
        Settled::Done => Ok((StatusCode::CREATED, axum::Json(answer)).into_response()),
        Settled::Already => {
            Ok((StatusCode::CREATED, [("idempotent-replayed", "true")], axum::Json(answer)).into_response())
        }
        Settled::Contradicts => Err(Problem::conflict("Over dit voorstel is al anders besloten.")),
        Settled::Unknown => Err(Problem::not_found()),
    }
}

pub(super) async fn search<S: Register>(
    State(state): State<Shared<S>>,
    _leader: Leader,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    expect_json(&headers)?;
    let body = body.map_err(|rejection| Problem::of_status(rejection.status()))?;
    let found = state.books.find_households(read_query(json_of(&body)?)?).await?;
    let rows: Vec<Value> = found.iter().map(answers::household).collect();
    Ok(axum::Json(json!({"resultaten": rows, "volgende": null})).into_response())
}

fn list<S>(
    state: &ApiState<S>,
    asked: &Asked,
    headers: &HeaderMap,
    rows: Vec<Value>,
    next: Option<Cursor>,
) -> Response {
    let next = next.map(|cursor| asked.next(&cursor, headers, &state.public_url));
    axum::Json(json!({"resultaten": rows, "volgende": next})).into_response()
}

fn unknown_status(besides: &[&'static str]) -> Problem {
    let casus = CasusStatus::ALL.iter().map(|status| status.as_str());
    let known: Vec<&str> = besides.iter().copied().chain(casus).collect();
    Problem::invalid_at("?status", format!("deze status kennen wij niet; mogelijk zijn: {}", known.join(", ")))
}

fn read_verdict(value: &Value) -> Result<Verdict, Problem> {
    let mut complaints = unknown_keys(value, &["besluit"]);
    let verdict = value.get("besluit").and_then(Value::as_str).and_then(Verdict::parse);
    if verdict.is_none() {
        let message = "dit veld is nodig: ‘zelfde’ of ‘ander’".to_owned();
        complaints.push(WireProblem { pointer: "/besluit".to_owned(), message });
    }
    verdict.filter(|_| complaints.is_empty()).ok_or_else(|| Problem::invalid(complaints))
}

fn unknown_keys(value: &Value, known: &[&str]) -> Vec<WireProblem> {
    let Some(map) = value.as_object() else {
        return vec![WireProblem { pointer: String::new(), message: "dit moet een JSON-object zijn".to_owned() }];
    };
    let unknown = map.keys().filter(|key| !known.contains(&key.as_str()));
    unknown
        .map(|key| WireProblem {
            pointer: format!("/{}", key.replace('~', "~0").replace('/', "~1")),
            message: format!("dit veld kennen wij niet; mogelijk zijn: {}", known.join(", ")),
        })
        .collect()
}

/// `{kenmerk}` or `{adres, betrokkenen: [een]}`; the facts are read as those of a signal are.
fn read_query(mut value: Value) -> Result<HouseholdQuery, Problem> {
    let mut complaints = unknown_keys(&value, &["kenmerk", "adres", "betrokkenen"]);
    let kenmerk = value.as_object_mut().and_then(|map| map.remove("kenmerk")).filter(|kenmerk| !kenmerk.is_null());
    let parsed = kenmerk.as_ref().and_then(Value::as_str).and_then(Kenmerk::parse);
    if kenmerk.is_some() && parsed.is_none() {
        let message = "dit is geen kenmerk zoals VD-7K3M-Q2XF".to_owned();
        complaints.push(WireProblem { pointer: "/kenmerk".to_owned(), message });
    }
    if !complaints.is_empty() {
        return Err(Problem::invalid(complaints));
    }
    value["situatieSchets"] = json!("zoekvraag");
    let report = wire::read_report(value, &[]).map_err(Problem::invalid)?;
    let query = HouseholdQuery {
        kenmerk: parsed,
        address: report.adres,
        person: report.betrokkenen.into_iter().next().unwrap_or_default(),
    };
    if is_searchable(&query) {
        return Ok(query);
    }
    let enough = "geef een kenmerk, postcode of straatnaam met huisnummer, geslachtsnaam met postcode en huisnummer, \
                  straatnaam of geboortedatum, of een telefoonnummer";
    Err(Problem::invalid_at("", enough))
}

/// Whether there is a key to look under.
fn is_searchable(query: &HouseholdQuery) -> bool {
    let (address, person) = (&query.address, &query.person);
    let street = address.straatnaam.is_some();
    let name = person.geslachtsnaam.is_some() || person.partnernaam.is_some();
    query.kenmerk.is_some()
        || (address.huisnummer.is_some() && (address.postcode.is_some() || street))
        || (name && (street || person.geboortedatum.is_some()))
        || person.telefoonnummer.is_some()
}
