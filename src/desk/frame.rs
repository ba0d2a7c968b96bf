//! The frame around every page, and the plain answers when something is wrong.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};

use super::{
    Books, assets,
    guard::{Divide, ManagePeople, ReadAudit, ReadCases, ReadFigures, Steer, Visitor, WorkCases},
    session::Presented,
    state::DeskState,
    words,
};
use crate::intake::Unavailable;

/// What the frame shows.
pub(super) struct Frame {
    pub title: String,
    pub team: String,
    /// The menu's item of this page: its path.
    pub active: &'static str,
    pub style: String,
    pub script: String,
    /// Empty: there is no theme.
    pub theme: String,
    pub icon: String,
    /// What everybody must see, above the page.
    pub trouble: Option<String>,
    /// `None`: not logged in.
    pub who: Option<Who>,
    /// The hidden field of every form; empty without any login.
    proof: String,
}

/// Whoever looks.
pub(super) struct Who {
    pub name: String,
    pub initials: String,
    pub role: &'static str,
    /// The hidden field of every form.
    pub proof: String,
    pub reads: bool,
    pub works: bool,
    pub divides: bool,
    pub steers: bool,
    pub manages: bool,
    pub audits: bool,
    pub counts: bool,
}

impl Frame {
    /// For whoever is logged in.
    pub(super) fn of<S: Books>(state: &DeskState<S>, visitor: &Visitor, title: impl Into<String>) -> Self {
        let who = Who {
            name: visitor.person.name.clone(),
            initials: words::initials(&visitor.person.name),
            role: words::role(visitor.person.role),
            proof: visitor.presented.proof.clone(),
            reads: visitor.may::<ReadCases>(),
            works: visitor.may::<WorkCases>(),
            divides: visitor.may::<Divide>(),
            steers: visitor.may::<Steer>(),
            manages: visitor.may::<ManagePeople>(),
            audits: visitor.may::<ReadAudit>(),
            counts: visitor.may::<ReadFigures>(),
        };
        let proof = who.proof.clone();
        Self { who: Some(who), trouble: (state.trouble)(), proof, ..Self::outside(state, title) }
    }

    /// Before login.
    pub(super) fn outside<S: Books>(state: &DeskState<S>, title: impl Into<String>) -> Self {
        let theme = assets::theme_href(state.settings.theme.as_deref());
        Self { title: title.into(), team: state.settings.team.clone(), theme, ..Self::bare() }
    }

    fn bare() -> Self {
        Self {
            title: String::new(),
            team: String::new(),
            active: "",
            style: assets::STYLE.href(),
            script: assets::SCRIPT.href(),
            theme: String::new(),
            icon: assets::ICON.href(),
            trouble: None,
            who: None,
            proof: String::new(),
        }
    }

    /// Halfway a login: no menu, but forms that prove where they come from.
    pub(super) fn halfway<S: Books>(state: &DeskState<S>, presented: &Presented, title: impl Into<String>) -> Self {
        Self { proof: presented.proof.clone(), ..Self::outside(state, title) }
    }

    pub(super) fn at(mut self, active: &'static str) -> Self {
        self.active = active;
        self
    }

    /// The hidden field's value; empty before login.
    pub(super) fn proof(&self) -> &str {
        &self.proof
    }

    pub(super) fn divides(&self) -> bool {
        self.who.as_ref().is_some_and(|who| who.divides)
    }

    pub(super) fn steers(&self) -> bool {
        self.who.as_ref().is_some_and(|who| who.steers)
    }

    pub(super) fn audits(&self) -> bool {
        self.who.as_ref().is_some_and(|who| who.audits)
    }

    pub(super) fn works(&self) -> bool {
        self.who.as_ref().is_some_and(|who| who.works)
    }
}

/// A page, or 500 when its template failed.
pub(super) fn render(page: &impl Template) -> Response {
    render_as(StatusCode::OK, page)
}

pub(super) fn render_as(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be made");
            (StatusCode::INTERNAL_SERVER_ERROR, "Deze pagina kon niet worden gemaakt.").into_response()
        }
    }
}

#[derive(Template)]
#[template(path = "desk/bericht.html")]
struct MessagePage<'a> {
    frame: Frame,
    text: &'a str,
}

/// A page that says one thing.
pub(super) fn message(frame: Frame, status: StatusCode, text: &str) -> Response {
    render_as(status, &MessagePage { frame, text })
}

/// The same without a visitor.
pub(super) fn plain(status: StatusCode, text: &str) -> Response {
    let title = if status == StatusCode::NOT_FOUND { "Niet gevonden" } else { "Dat lukte niet" };
    message(Frame { title: title.to_owned(), ..Frame::bare() }, status, text)
}

/// The store is silent: the cause goes to the log only.
pub(super) fn unavailable(error: Unavailable) -> Response {
    tracing::error!(cause = %error.0, "the desk could not reach the store");
    plain(StatusCode::SERVICE_UNAVAILABLE, "Voordeur kan nu niet bij de gegevens. Probeer het over een minuut opnieuw.")
}

pub(super) fn not_found() -> Response {
    plain(StatusCode::NOT_FOUND, "Dit bestaat niet of niet meer. Ga terug naar de wachtrij.")
}
