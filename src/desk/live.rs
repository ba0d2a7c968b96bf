//! `/wachtrij/live`: what is new, as server-sent events (WHATWG HTML §9.2); counts and ids only.

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    extract::{Query, State},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures_core::Stream;
use jiff::Timestamp;
use serde::Deserialize;
use tokio::sync::mpsc;

use super::{
    Books,
    guard::{May, ReadCases, Visitor},
    state::DeskState,
};

/// How often the books are asked on behalf of one page.
const LOOK: Duration = Duration::from_secs(3);
/// Nothing said for so long is said aloud, so that no proxy hangs up.
const SILENCE: Duration = Duration::from_secs(20);

#[derive(Deserialize)]
pub(super) struct Since {
    #[serde(default)]
    sinds: i64,
}

/// What a page is told.
#[derive(Debug, Default, PartialEq, Eq)]
struct News {
    signals: i64,
    changed: Vec<String>,
    /// Casussen that a colleague has open.
    open: Vec<String>,
}

pub(super) struct Feed(pub mpsc::Receiver<Event>);

impl Stream for Feed {
    type Item = Result<Event, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context).map(|event| event.map(Ok))
    }
}

pub(super) async fn feed<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ReadCases>,
    Query(since): Query<Since>,
) -> Response {
    let since = Timestamp::from_microsecond(since.sinds).unwrap_or_else(|_| (state.now)());
    let (tell, told) = mpsc::channel(4);
    tokio::spawn(watch(state, may.visitor, since, tell));
    Sse::new(Feed(told)).keep_alive(KeepAlive::new().interval(SILENCE)).into_response()
}

/// Looks until the page is gone, the session is over, or the program stops.
async fn watch<S: Books>(state: DeskState<S>, visitor: Visitor, since: Timestamp, tell: mpsc::Sender<Event>) {
    let mut before = News::default();
    loop {
        // The store's silence is said on pages; here the next look is soon enough.
        if let Ok(None) = state.store.session(&visitor.presented.token_hash, (state.now)()).await {
            return;
        }
        if let Ok(news) = look(&state, &visitor.person.id, since).await
            && news != before
        {
            let data = serde_json::json!({ "nieuw": news.signals, "veranderd": news.changed, "bekeken": news.open });
            if tell.send(Event::default().data(data.to_string())).await.is_err() {
                return;
            }
            before = news;
        }
        tokio::select! {
            () = state.stopping.cancelled() => return,
            () = tell.closed() => return,
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

async fn look<S: Books>(
    state: &DeskState<S>,
    person: &str,
    since: Timestamp,
) -> Result<News, crate::intake::Unavailable> {
    Ok(News {
        signals: state.store.signals_since(since).await?,
        changed: state.store.changed_since(since).await?,
        open: state.store.looked_at(person, (state.now)()).await?,
    })
}
