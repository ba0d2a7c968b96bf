//! The desk's books in the store.
//!
//! A page of fifty cards is six queries, however many households wait.

mod actions;
mod casus;
mod explanation;
mod json;
mod lists;
mod queue;
mod rows;

use jiff::Timestamp;

use super::Store;
use crate::{
    domain::{CasusId, SignalId},
    intake::{
        Explanation, Unavailable,
        desk::{
            CasusFile, CasusHead, ChangeRequest, Changed, Counts, Desk, DeskTask, Handout, HeldSignal, Holding,
            Involved, OpenProposal, Piece, QueuePage, QueueQuery,
        },
        people::Colleague,
    },
};

impl Desk for Store {
    async fn queue(&self, query: QueueQuery, now: Timestamp) -> Result<QueuePage, Unavailable> {
        Ok(queue::page(self, query, now).await?)
    }

    async fn counts(&self, person: &str) -> Result<Counts, Unavailable> {
        Ok(lists::counts(self, person).await?)
    }

    async fn signals_since(&self, since: Timestamp) -> Result<i64, Unavailable> {
        Ok(lists::signals_since(self, since).await?)
    }

    async fn search(&self, words: &str) -> Result<Vec<CasusHead>, Unavailable> {
        Ok(queue::search(self, words).await?)
    }

    async fn casus(&self, id: CasusId) -> Result<Option<CasusFile>, Unavailable> {
        Ok(casus::file(self, id).await?)
    }

    async fn reveal(&self, id: CasusId, by: &Colleague, now: Timestamp) -> Result<Vec<Involved>, Unavailable> {
        Ok(casus::reveal(self, id, by, now).await?)
    }

    async fn change(&self, request: ChangeRequest, now: Timestamp) -> Result<Changed, Unavailable> {
        Ok(actions::change(self, request, now).await?)
    }

    async fn note(&self, id: CasusId, text: &str, by: &Colleague, now: Timestamp) -> Result<bool, Unavailable> {
        Ok(actions::note(self, id, text, by, now).await?)
    }

    async fn holding(&self) -> Result<Vec<HeldSignal>, Unavailable> {
        Ok(lists::holding(self).await?)
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

    async fn explanation(&self, signal: SignalId) -> Result<Option<Explanation>, Unavailable> {
        Ok(explanation::read(self, signal).await?)
    }

    async fn tasks(&self) -> Result<Vec<DeskTask>, Unavailable> {
        Ok(lists::tasks(self).await?)
    }

    async fn task_done(&self, id: &str, by: &Colleague, now: Timestamp) -> Result<bool, Unavailable> {
        Ok(actions::task_done(self, id, by, now).await?)
    }

    async fn proposals(&self) -> Result<Vec<OpenProposal>, Unavailable> {
        Ok(lists::proposals(self).await?)
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
