//! The desk's books in the store.
//!
//! A page of fifty cards is seven queries, however many households wait.

mod actions;
mod casus;
mod explanation;
mod json;
mod lists;
mod queue;
mod rows;
mod select;

pub(in crate::store) use actions::{head, last_event};
pub(in crate::store) use json::{address_of, involved_of, is_unproven};
pub(in crate::store) use rows::{HEAD_COLUMNS, HEAD_SELECT, head as head_of};

use jiff::Timestamp;

use super::{Store, sight, veil};
use crate::{
    domain::{CasusId, SignalId},
    intake::{
        Explanation, Unavailable,
        desk::{
            CasusFile, CasusHead, Counts, Desk, DeskTask, Handout, HeldSignal, Holding, Involved, OpenProposal, Piece,
            QueuePage, QueueQuery,
        },
        people::Colleague,
    },
};

impl Desk for Store {
    async fn queue(&self, query: QueueQuery, now: Timestamp) -> Result<QueuePage, Unavailable> {
        Ok(queue::page(self, query, now).await?)
    }

    async fn counts(&self, person: &str, now: Timestamp) -> Result<Counts, Unavailable> {
        Ok(lists::counts(self, person, now).await?)
    }

    async fn signals_since(&self, since: Timestamp, viewer: &str) -> Result<i64, Unavailable> {
        Ok(lists::signals_since(self, since, viewer).await?)
    }

    async fn search(&self, words: &str, viewer: &str, now: Timestamp) -> Result<Vec<CasusHead>, Unavailable> {
        Ok(queue::search(self, words, viewer, now).await?)
    }

    async fn casus(&self, id: CasusId, viewer: &str, now: Timestamp) -> Result<Option<CasusFile>, Unavailable> {
        Ok(casus::file(self, id, viewer, now).await?)
    }

    async fn reveal(&self, id: CasusId, by: &Colleague, now: Timestamp) -> Result<Vec<Involved>, Unavailable> {
        Ok(casus::reveal(self, id, by, now).await?)
    }

    async fn note(&self, id: CasusId, text: &str, by: &Colleague, now: Timestamp) -> Result<bool, Unavailable> {
        Ok(actions::note(self, id, text, by, now).await?)
    }

    async fn holding(&self, viewer: &str) -> Result<Vec<HeldSignal>, Unavailable> {
        Ok(lists::holding(self, viewer).await?)
    }

    async fn settle_holding(
        &self,
        signal: SignalId,
        holding: Holding,
        by: &Colleague,
        now: Timestamp,
    ) -> Result<Option<Option<CasusId>>, Unavailable> {
        Ok(actions::settle_holding(self, signal, holding, by, now).await?)
    }

    async fn explanation(&self, signal: SignalId, viewer: &str) -> Result<Option<Explanation>, Unavailable> {
        if !sight::sees_signal(self, viewer, &signal.to_string()).await? {
            return Ok(None);
        }
        let told = explanation::read(self, signal).await?;
        // The rules weigh what other signals of the household said.
        match told.as_ref().and_then(|told| told.casus.as_ref()) {
            Some(casus) if !veil::reads_all(self, viewer, casus).await? => Ok(None),
            _ => Ok(told),
        }
    }

    async fn tasks(&self, viewer: &str) -> Result<Vec<DeskTask>, Unavailable> {
        Ok(lists::tasks(self, viewer).await?)
    }

    async fn task_done(&self, id: &str, by: &Colleague, now: Timestamp) -> Result<bool, Unavailable> {
        Ok(actions::task_done(self, id, by, now).await?)
    }

    async fn proposals(&self, viewer: &str) -> Result<Vec<OpenProposal>, Unavailable> {
        Ok(lists::proposals(self, viewer).await?)
    }

    async fn hand_out(
        &self,
        signal: SignalId,
        piece: Piece,
        by: &Colleague,
        now: Timestamp,
    ) -> Result<Option<Handout>, Unavailable> {
        Ok(casus::hand_out(self, signal, piece, by, now).await?)
    }
}
