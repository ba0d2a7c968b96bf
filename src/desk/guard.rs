//! Who may do what: a right in a handler's signature is asked before the handler runs.

use std::marker::PhantomData;

use axum::{
    extract::{Form, FromRequest, FromRequestParts, Request},
    http::{HeaderMap, Method, StatusCode, header::ORIGIN, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use serde::{Deserialize, de::DeserializeOwned};

use super::{
    Books,
    frame::{self, Frame},
    secret::equal,
    session::{self, Presented},
    state::DeskState,
};
use crate::intake::people::{Colleague, Role};

/// The longest form; a note is bounded further on.
const LONGEST_FORM: usize = 256 * 1024;

/// Something that only some roles may do.
pub(super) trait Right {
    /// Reaches beyond one team: a projectleider has it who works for all of them.
    const EVERY_TEAM: bool = false;

    fn given_to(role: Role) -> bool;
}

macro_rules! right {
    ($(#[$doc:meta])* $name:ident: $($role:ident)|+ $(, every_team: $every:literal)?) => {
        $(#[$doc])*
        pub(super) struct $name;

        impl Right for $name {
            $(const EVERY_TEAM: bool = $every;)?

            fn given_to(role: Role) -> bool {
                matches!(role, $(Role::$role)|+)
            }
        }
    };
}

right!(
    /// Sees queue and casussen; which of them, the store says ([`crate::intake::sight`]).
    ReadCases: Projectleider | Teamlid | Gebiedsregisseur
);
right!(
    /// Writes notes, takes a casus, sees names and original messages.
    WorkCases: Projectleider | Teamlid
);
right!(
    /// Divides: assigns, closes, reopens, decides.
    Divide: Projectleider
);
right!(
    /// Decides on what teams escalated.
    Steer: Gebiedsregisseur
);
right!(
    /// Sees figures, which hold no people.
    ReadFigures: Projectleider | Teamlid | Gebiedsregisseur | Fg
);
right!(
    /// Adds and disables people.
    ManagePeople: Projectleider | Beheerder, every_team: true
);
right!(
    /// Reads who did what.
    ReadAudit: Projectleider | Fg
);

right!(
    /// Changes the text of the rules, tries it and proposes it.
    ChangeRules: Projectleider | Beheerder, every_team: true
);
right!(
    /// Decides which rules are in force.
    ApproveRules: Projectleider, every_team: true
);

/// The page somebody begins on.
pub(super) fn home(role: Role) -> &'static str {
    match role {
        Role::Projectleider | Role::Teamlid => "/wachtrij",
        Role::Gebiedsregisseur => "/gebied",
        Role::Beheerder => "/beheer",
        Role::Fg => "/logboek",
    }
}

/// Somebody who is logged in.
#[derive(Debug, Clone)]
pub(super) struct Visitor {
    pub person: Colleague,
    pub presented: Presented,
}

impl Visitor {
    pub(super) fn may<R: Right>(&self) -> bool {
        R::given_to(self.person.role) && !self.works_for_too_few::<R>()
    }

    fn works_for_too_few<R: Right>(&self) -> bool {
        R::EVERY_TEAM && self.person.role == Role::Projectleider && self.person.teams.is_some()
    }
}

/// A visitor with this right. Without login: to the login page; without the right: 403.
pub(super) struct May<R> {
    pub visitor: Visitor,
    right: PhantomData<R>,
}

impl<S: Books, R: Right + Send> FromRequestParts<DeskState<S>> for May<R> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &DeskState<S>) -> Result<Self, Response> {
        let Some(presented) = session::presented(&parts.headers, &state.settings) else {
            return Err(Redirect::to("/inloggen").into_response());
        };
        let person = state.store.session(&presented.token_hash, (state.now)()).await;
        let Some(person) = person.map_err(frame::unavailable)? else {
            return Err(Redirect::to("/inloggen").into_response());
        };
        let visitor = Visitor { person, presented };
        if !visitor.may::<R>() {
            return Err(refused::<S, R>(state, &visitor));
        }
        Ok(Self { visitor, right: PhantomData })
    }
}

fn refused<S: Books, R: Right>(state: &DeskState<S>, visitor: &Visitor) -> Response {
    let frame = Frame::of(state, visitor, "Deze pagina is niet voor u");
    let text = if visitor.works_for_too_few::<R>() {
        "U werkt voor een deel van de teams. De beheerder gaat over wat alle teams raakt."
    } else {
        "Uw rol mag deze pagina niet zien. Vraag de projectleider als dat niet klopt."
    };
    frame::message(frame, StatusCode::FORBIDDEN, text)
}

#[derive(Deserialize)]
struct Proof {
    #[serde(default)]
    bewijs: String,
}

/// A form of which only the button counts.
#[derive(Deserialize)]
pub(super) struct Nothing {}

/// A posted form. Clients that tell no origin must show the hidden field of a page of this session.
pub(super) struct Posted<T>(pub T);

impl<S: Books, T: DeserializeOwned> FromRequest<DeskState<S>> for Posted<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &DeskState<S>) -> Result<Self, Response> {
        let (parts, body) = request.into_parts();
        let told = tells_origin(&parts.headers);
        let presented = session::presented(&parts.headers, &state.settings);
        let body = axum::body::to_bytes(body, LONGEST_FORM)
            .await
            .map_err(|_| frame::plain(StatusCode::PAYLOAD_TOO_LARGE, "Dit formulier is te groot."))?;
        let form = |body: axum::body::Bytes| {
            let mut request = Request::new(axum::body::Body::from(body));
            *request.method_mut() = Method::POST;
            *request.headers_mut() = parts.headers.clone();
            request
        };
        if let (false, Some(presented)) = (told, presented) {
            let shown = Form::<Proof>::from_request(form(body.clone()), state).await;
            if !shown.is_ok_and(|Form(shown)| equal(&shown.bewijs, &presented.proof)) {
                return Err(frame::plain(
                    StatusCode::FORBIDDEN,
                    "Dit formulier kwam niet van een pagina van Voordeur. Open de pagina opnieuw.",
                ));
            }
        }
        let Form(posted) = Form::<T>::from_request(form(body), state).await.map_err(|_| {
            frame::plain(StatusCode::BAD_REQUEST, "Dit formulier mist een veld. Open de pagina opnieuw.")
        })?;
        Ok(Self(posted))
    }
}

/// [`tower_http::csrf`] judged those that do.
fn tells_origin(headers: &HeaderMap) -> bool {
    headers.contains_key("sec-fetch-site") || headers.contains_key(ORIGIN)
}
