//! Bytes that partners sent: only ever a download, never shown by the browser.

use axum::{
    extract::{Path, State},
    http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE},
    response::{IntoResponse, Response},
};

use super::{
    Books,
    frame::{self},
    guard::{May, Visitor, WorkCases},
    state::DeskState,
};
use crate::{
    domain::SignalId,
    intake::desk::{Handout, Piece},
};

/// Should a browser show it all the same: no script, no form, no origin.
const POLICY: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

/// The message as it came in, as text.
pub(super) async fn original<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<WorkCases>,
    Path(id): Path<String>,
) -> Result<Response, Response> {
    let handout = handed_out(&state, &may.visitor, &id, Piece::Original).await?;
    Ok(download("text/plain; charset=utf-8", handout))
}

pub(super) async fn attachment<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<WorkCases>,
    Path((id, position)): Path<(String, i64)>,
) -> Result<Response, Response> {
    let handout = handed_out(&state, &may.visitor, &id, Piece::Attachment(position)).await?;
    Ok(download("application/octet-stream", handout))
}

async fn handed_out<S: Books>(
    state: &DeskState<S>,
    visitor: &Visitor,
    id: &str,
    piece: Piece,
) -> Result<Handout, Response> {
    let signal = SignalId::parse(id).ok_or_else(frame::not_found)?;
    let found =
        state.store.hand_out(signal, piece, &visitor.person, (state.now)()).await.map_err(frame::unavailable)?;
    found.ok_or_else(frame::not_found)
}

fn download(mediatype: &'static str, handout: Handout) -> Response {
    let name = safe_name(&handout.name).unwrap_or_else(|| handout.kenmerk.clone());
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (CONTENT_TYPE, mediatype.to_owned()),
        (CONTENT_DISPOSITION, disposition),
        (CONTENT_SECURITY_POLICY, POLICY.to_owned()),
    ];
    (headers, handout.body).into_response()
}

/// Letters, digits and `. _ -` of a sender's file name, so that no header or folder can be broken by it.
fn safe_name(name: &str) -> Option<String> {
    let kept: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') { c } else { '_' })
        .take(80)
        .collect();
    let kept = kept.trim_start_matches('.').to_owned();
    (!kept.is_empty()).then_some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_cannot_break_out() {
        assert_eq!(safe_name("../../a\"\r\nb.pdf").unwrap(), "_.._a___b.pdf");
        assert_eq!(safe_name("…"), Some("_".to_owned()));
        assert_eq!(safe_name(".."), None);
    }
}
