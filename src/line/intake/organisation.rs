//! The port to the accounts by which people log in through their organisation.
//!
//! **Invariant:** an account opens the desk for one person; who that is was said by the administrator, in a one-time
//! link or in the e-mail address, never by the organisation alone.

use std::future::Future;

use jiff::Timestamp;

use super::{
    Unavailable,
    people::{Colleague, NewSession},
};

/// An account as the organisation names it (OpenID Connect Core §2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub issuer: String,
    /// `sub`: never given to another.
    pub subject: String,
}

/// What ties an account to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tie {
    /// It was tied before.
    Known,
    /// Their e-mail address; an account that they had stays the one.
    Email,
    /// SHA-256 in hex of a one-time link of theirs, which is used up; the account replaces another.
    Link(String),
}

/// Every method fails with [`Unavailable`] when the store is silent; every change is audited.
pub trait Accounts: Send + Sync + 'static {
    /// Whose account this is, unless they are disabled.
    fn holder_of(&self, account: &Account) -> impl Future<Output = Result<Option<Colleague>, Unavailable>> + Send;

    /// Person ids of everybody with an account.
    fn with_account(&self) -> impl Future<Output = Result<Vec<String>, Unavailable>> + Send;

    /// Ties the account where it is not, and begins the session; `false`: the tie does not hold (a link that was used,
    /// an account of somebody else, somebody with another account, or disabled), and nothing happened.
    fn come_in(
        &self,
        account: Account,
        tie: Tie,
        session: NewSession,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, Unavailable>> + Send;
}
