//! `/invoeren`: a signal by telephone, at the counter or from the wijkoverleg, through the same intake as all others.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use serde::Deserialize;
use serde_json::json;

use super::{
    Books,
    frame::{self, Frame, render, render_as},
    guard::{May, Posted, Visitor, WorkCases},
    secret::sha256_hex,
    state::DeskState,
};
use crate::{
    domain::{Channel, Delivery, DeliveryKey, PartnerName, RawMessage, bounded, cleaned},
    intake::{IntakeError, ReportOrigin, Unavailable, token},
    wire,
};

/// Characters of the account.
const LONGEST: usize = 10_000;
const WAYS: [(&str, &str); 2] = [("telefoon", "Telefoon, balie of bezoek"), ("wijkoverleg", "Wijkoverleg")];
const SPEEDS: [(&str, &str); 3] =
    [("", "Weet ik niet: laat Voordeur kijken"), ("normaal", "Kan wachten op het overleg"), ("hoog", "Vandaag")];

#[derive(Deserialize, Default)]
pub(super) struct Entered {
    /// Of this page: sent twice, it is one signal.
    #[serde(default)]
    sleutel: String,
    #[serde(default)]
    straat: String,
    #[serde(default)]
    huisnummer: String,
    #[serde(default)]
    postcode: String,
    #[serde(default)]
    wat: String,
    #[serde(default)]
    via: String,
    #[serde(default)]
    hoe: String,
    #[serde(default)]
    snel: String,
    #[serde(default)]
    over: String,
}

#[derive(Template)]
#[template(path = "desk/invoeren.html")]
struct EntryPage {
    frame: Frame,
    form: Entered,
    key: String,
    streets: Vec<String>,
    sources: Vec<(String, String)>,
    ways: Vec<(&'static str, &'static str)>,
    speeds: Vec<(&'static str, &'static str)>,
    error: &'static str,
}

fn entry_page<S: Books>(
    state: &DeskState<S>,
    visitor: &Visitor,
    form: Entered,
    error: &'static str,
) -> Result<EntryPage, Unavailable> {
    let title = if error.is_empty() { "Signaal invoeren" } else { "Fout: signaal invoeren" };
    Ok(EntryPage {
        frame: Frame::of(state, visitor, title).at("/invoeren"),
        key: if form.sleutel.is_empty() { token()? } else { form.sleutel.clone() },
        form,
        streets: state.settings.streets.clone(),
        sources: state.settings.partners.clone(),
        ways: WAYS.to_vec(),
        speeds: SPEEDS.to_vec(),
        error,
    })
}

pub(super) async fn page<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<WorkCases>,
) -> Result<Response, Response> {
    let usual = if state.settings.partners.iter().any(|(name, _)| name == "bewoners") { "bewoners" } else { "" };
    let form = Entered { via: usual.to_owned(), ..Entered::default() };
    Ok(render(&entry_page(&state, &may.visitor, form, "").map_err(frame::unavailable)?))
}

#[derive(Template)]
#[template(path = "desk/ingevoerd.html")]
struct EnteredPage {
    frame: Frame,
    kenmerk: String,
    /// Empty: it is in the wachtbak.
    casus: String,
}

pub(super) async fn enter<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<WorkCases>,
    Posted(form): Posted<Entered>,
) -> Result<Response, Response> {
    let text = cleaned(form.wat.trim());
    let error = if text.is_empty() {
        "Schrijf op wat er aan de hand is."
    } else if bounded(&text, LONGEST).len() < text.len() {
        "Maak uw tekst korter dan 10.000 tekens."
    } else if !state.settings.partners.iter().any(|(name, _)| *name == form.via) {
        "Kies via wie het signaal kwam."
    } else {
        ""
    };
    if !error.is_empty() {
        return Ok(render_as(
            StatusCode::BAD_REQUEST,
            &entry_page(&state, &may.visitor, form, error).map_err(frame::unavailable)?,
        ));
    }
    let request = request(&form, &text);
    let Ok(report) = wire::read_report(request.clone(), &[]) else {
        let error = "Voordeur kan dit niet lezen. Haal bijzondere tekens weg.";
        return Ok(render_as(
            StatusCode::BAD_REQUEST,
            &entry_page(&state, &may.visitor, form, error).map_err(frame::unavailable)?,
        ));
    };
    let channel = Channel::parse(&form.hoe).unwrap_or(Channel::Telefoon);
    let origin = ReportOrigin { channel, partner: PartnerName(form.via.clone()), verified: true };
    let key = DeliveryKey(format!("desk:{}", sha256_hex(&form.sleutel)));
    let delivery = Delivery {
        recognised_by: vec![key.clone()],
        claims: vec![key],
        content_hash: sha256_hex(&request.to_string()),
        ..Delivery::default()
    };
    let raw = RawMessage { mediatype: "application/json", bytes: request.to_string().into_bytes() };
    let receipt = (state.take)(origin, report, raw, delivery).await.map_err(|error| match error {
        IntakeError::Refused(_) => frame::plain(
            StatusCode::CONFLICT,
            "Dit formulier is al gebruikt voor een ander signaal. Open ‘Signaal invoeren’ opnieuw.",
        ),
        IntakeError::Unavailable(error) => frame::unavailable(error),
    })?;
    let kenmerk = receipt.kenmerk.to_string();
    let viewer = &may.visitor.person.id;
    let found = state.store.search(&kenmerk, viewer, (state.now)()).await.map_err(frame::unavailable)?;
    let casus = found.first().map(|head| head.id.clone()).unwrap_or_default();
    let frame = Frame::of(&state, &may.visitor, "Bewaard").at("/invoeren");
    Ok(render(&EnteredPage { frame, kenmerk, casus }))
}

/// The form as a signal of the API.
fn request(form: &Entered, text: &str) -> serde_json::Value {
    let part = |text: &str| cleaned(bounded(text.trim(), 200));
    let about = part(&form.over);
    let people = if about.is_empty() { json!([]) } else { json!([{"rol": "betrokkene", "geslachtsnaam": about}]) };
    let urgency = if matches!(form.snel.as_str(), "normaal" | "hoog") { json!(form.snel) } else { json!(null) };
    json!({
        "situatieSchets": text,
        "urgentie": urgency,
        "adres": {
            "straatnaam": part(&form.straat),
            "huisnummer": part(&form.huisnummer),
            "postcode": part(&form.postcode),
        },
        "betrokkenen": people,
    })
}
