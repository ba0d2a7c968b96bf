//! Problem details (RFC 9457), in Dutch.

use std::time::Duration;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::{
    doors::admission::retry_after,
    intake::{IntakeError, Refusal, Unavailable},
    wire::WireProblem,
};

/// What went wrong, for the partner's developer. The finishing layer writes it out with the path as `instance`.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    pub status: StatusCode,
    title: &'static str,
    detail: String,
    complaints: Vec<WireProblem>,
    retry_after: Option<u64>,
}

impl Problem {
    fn new(status: StatusCode, title: &'static str, detail: impl Into<String>) -> Self {
        Self { status, title, detail: detail.into(), complaints: Vec::new(), retry_after: None }
    }

    /// 400 with all complaints at once.
    pub fn invalid(complaints: Vec<WireProblem>) -> Self {
        let detail = match complaints.len() {
            1 => "Er is 1 fout in de aanvraag. Verbeter die en stuur opnieuw.".to_owned(),
            number => format!("Er zijn {number} fouten in de aanvraag. Verbeter die en stuur opnieuw."),
        };
        Self { complaints, ..Self::new(StatusCode::BAD_REQUEST, "Ongeldige aanvraag", detail) }
    }

    pub fn invalid_at(pointer: &str, message: impl Into<String>) -> Self {
        Self::invalid(vec![WireProblem { pointer: pointer.to_owned(), message: message.into() }])
    }

    pub fn unauthorised() -> Self {
        let detail = "Stuur een geldige sleutel mee: ‘Authorization: Bearer vd_…’.";
        Self::new(StatusCode::UNAUTHORIZED, "Sleutel ontbreekt of is ongeldig", detail)
    }

    pub fn forbidden(detail: &'static str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "Niet toegestaan met deze sleutel", detail)
    }

    pub fn not_found() -> Self {
        let detail = "Hier is niets, of niets dat u mag zien. Kijk of het adres klopt; het eindigt niet op een ‘/’.";
        Self::new(StatusCode::NOT_FOUND, "Niet gevonden", detail)
    }

    pub fn not_acceptable() -> Self {
        let detail = "Wij antwoorden met application/json. Pas de Accept-header aan.";
        Self::new(StatusCode::NOT_ACCEPTABLE, "Antwoordvorm niet mogelijk", detail)
    }

    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "Strijdig met wat er al is", detail)
    }

    pub fn too_large() -> Self {
        let detail = "De aanvraag is groter dan 25 MB. Stuur minder of kleinere bijlagen.";
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "Aanvraag te groot", detail)
    }

    pub fn media_type(wanted: &str) -> Self {
        let detail = format!("Stuur de inhoud als {wanted} en zet dat in de Content-Type-header.");
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Inhoudstype niet mogelijk", detail)
    }

    pub fn too_many(wait: Duration) -> Self {
        let detail = "U stuurt te veel aanvragen. Wacht zo lang als de Retry-After-header zegt en probeer het opnieuw.";
        let problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "Te veel aanvragen", detail);
        Self { retry_after: Some(retry_after(wait)), ..problem }
    }

    pub fn internal() -> Self {
        let detail = "Er ging bij ons iets mis. Stuur de aanvraag opnieuw, met dezelfde Idempotency-Key.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "Fout bij ons", detail)
    }

    /// What a layer below answered with a bare status.
    pub fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::not_found(),
            StatusCode::METHOD_NOT_ALLOWED => {
                let detail = "Deze methode kan hier niet. De Allow-header zegt welke wel.";
                Self::new(status, "Methode niet toegestaan", detail)
            }
            StatusCode::PAYLOAD_TOO_LARGE => Self::too_large(),
            _ if status.is_client_error() => {
                Self::new(status, "Ongeldige aanvraag", "De aanvraag kon niet worden gelezen.")
            }
            _ => Self { status, ..Self::internal() },
        }
    }

    pub fn body(&self, instance: &str) -> Value {
        let mut body = json!({
            "type": "about:blank",
            "status": self.status.as_u16(),
            "title": self.title,
            "detail": self.detail,
            "instance": instance,
        });
        if !self.complaints.is_empty() {
            let complaint = |problem: &WireProblem| json!({"pointer": problem.pointer, "melding": problem.message});
            body["fouten"] = self.complaints.iter().map(complaint).collect();
        }
        body
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        let headers = response.headers_mut();
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl From<Unavailable> for Problem {
    fn from(error: Unavailable) -> Self {
        let source = std::error::Error::source(&error).map(ToString::to_string);
        tracing::error!(source, "the store does not answer");
        let detail = "Wij konden dit nu niet verwerken; er is niets bewaard. Probeer het zo opnieuw.";
        let problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "Tijdelijk niet beschikbaar", detail);
        Self { retry_after: Some(5), ..problem }
    }
}

impl From<IntakeError> for Problem {
    fn from(error: IntakeError) -> Self {
        match error {
            IntakeError::Refused(refusal @ Refusal::KeyReused) => Self::conflict(refusal.to_string()),
            IntakeError::Refused(refusal @ Refusal::Infected) => Self::invalid_at("/bijlagen", refusal.to_string()),
            IntakeError::Unavailable(unavailable) => unavailable.into(),
        }
    }
}
