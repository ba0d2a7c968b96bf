//! Somebody was earlier: what stands now, what was wanted, and a way to want it still.

use askama::Template;
use axum::{http::StatusCode, response::Response};

use super::{
    Books,
    cards::RowView,
    frame::{self, Frame, render_as},
    guard::Visitor,
    state::DeskState,
    words,
};
use crate::intake::{
    deeds::{Change, Later},
    desk::{CasusHead, Remark},
};

#[derive(Template)]
#[template(path = "desk/botsing.html")]
struct ConflictPage {
    frame: Frame,
    row: RowView,
    /// Who did what, when.
    last: String,
    wanted: String,
    /// The path's last part, to try again with the version of now.
    action: &'static str,
    /// Hidden fields of the same wish.
    fields: Vec<(&'static str, String)>,
}

pub(super) async fn page<S: Books>(
    state: &DeskState<S>,
    visitor: &Visitor,
    change: &Change,
    (head, last): (&CasusHead, Option<Remark>),
    back: &str,
) -> Result<Response, Response> {
    let now = (state.now)();
    let (wanted, action, mut fields) = wish(state, visitor, change).await?;
    fields.push(("terug", back.to_owned()));
    let last = last.map_or_else(
        || "Er is iets bijgekomen.".to_owned(),
        |last| format!("{}: {}, {}.", last.by, last.text, words::when(last.at, now)),
    );
    let frame = Frame::of(state, visitor, "Iemand was u voor").at("/wachtrij");
    let page = ConflictPage { row: RowView::of(head, now).before_the_room(), last, wanted, action, fields, frame };
    Ok(render_as(StatusCode::CONFLICT, &page))
}

type Wish = (String, &'static str, Vec<(&'static str, String)>);

async fn wish<S: Books>(state: &DeskState<S>, visitor: &Visitor, change: &Change) -> Result<Wish, Response> {
    let plain = |wanted: &str, action| (wanted.to_owned(), action, Vec::new());
    Ok(match change {
        Change::Assign(person) if *person == visitor.person.id => plain("zelf oppakken", "pakken"),
        Change::Assign(person) => {
            let people = state.store.people().await.map_err(frame::unavailable)?;
            let name = people.into_iter().find(|colleague| colleague.id == *person).map(|colleague| colleague.name);
            let wanted = format!("toewijzen aan {}", name.unwrap_or_default());
            (wanted, "doe/toewijzen", vec![("persoon", person.clone())])
        }
        Change::Close => plain("afsluiten", "doe/afsluiten"),
        Change::Reopen => plain("heropenen", "doe/heropenen"),
        Change::Agenda => plain("op de agenda zetten", "doe/agenda"),
        Change::OffAgenda => plain("van de agenda halen", "doe/van-agenda"),
        Change::Wake => plain("niet meer uitstellen", "doe/wakker"),
        Change::Escalate(why) => ("opschalen".to_owned(), "doe/opschalen", vec![("tekst", why.clone())]),
        Change::GiveBack(said) => ("terughalen".to_owned(), "doe/terughalen", vec![("tekst", said.clone())]),
        Change::Later(Later::News) => {
            ("uitstellen tot er iets nieuws komt".to_owned(), "doe/later", vec![("tot", "nieuws".to_owned())])
        }
        Change::Later(Later::Until(at)) => (
            format!("uitstellen tot {}", words::full_date(*at)),
            "doe/later",
            vec![("tot", "dag".to_owned()), ("dag", words::field_date(*at))],
        ),
    })
}
