//! The port to the people at the desk: who they are, what they may, how they come in.
//!
//! **Invariant:** only SHA-256 hashes of tokens and argon2id hashes of passwords pass here, never the secrets.

use std::future::Future;

use jiff::Timestamp;

use super::Unavailable;

/// What somebody is at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Leads the team: everything.
    Projectleider,
    /// Reads the queue, writes notes, takes a casus.
    Teamlid,
    /// Reads along.
    Gebiedsregisseur,
    /// People only, no case content.
    Beheerder,
    /// Functionaris gegevensbescherming: who did what, no texts.
    Fg,
}

impl Role {
    pub const ALL: [Self; 5] = [Self::Projectleider, Self::Teamlid, Self::Gebiedsregisseur, Self::Beheerder, Self::Fg];

    /// The word in the store and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Projectleider => "projectleider",
            Self::Teamlid => "teamlid",
            Self::Gebiedsregisseur => "gebiedsregisseur",
            Self::Beheerder => "beheerder",
            Self::Fg => "fg",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

/// Somebody at the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    pub id: String,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub disabled: bool,
    /// Has chosen a password.
    pub settled: bool,
    /// The queues of the teams that they work for; `None`: all.
    pub teams: Option<Vec<String>>,
}

impl Colleague {
    /// Whether the two work for one team.
    pub fn shares_team_with(&self, other: &Self) -> bool {
        match (&self.teams, &other.teams) {
            (Some(own), Some(others)) => own.iter().any(|team| others.contains(team)),
            _ => true,
        }
    }
}

/// A password to compare with: an argon2id PHC string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    pub person: Colleague,
    pub password_hash: Option<String>,
}

/// How far a session lets in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    Whole,
    /// To the page of the second step only.
    Half,
}

/// A session to begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    /// SHA-256 of the cookie's token, hex.
    pub token_hash: String,
    pub person: String,
    pub expires_at: Timestamp,
    pub admission: Admission,
}

/// A one-time link that is used: the password it sets, if any, and the session it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkUse {
    /// SHA-256 of the link's token, hex.
    pub link_hash: String,
    pub password_hash: Option<String>,
    pub session: NewSession,
}

/// A new one-time link for somebody who lost the password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkRenewal {
    pub person: String,
    /// SHA-256 of the link's token, hex.
    pub link_hash: String,
    pub expires_at: Timestamp,
}

/// Somebody to add, with the link by which they come in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPerson {
    pub name: String,
    pub email: String,
    pub role: Role,
    /// The queues of their teams; `None`: all.
    pub teams: Option<Vec<String>>,
    pub link_hash: String,
    pub link_expires_at: Timestamp,
}

/// How adding somebody ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Added {
    Person(String),
    /// Somebody has this e-mail address already.
    EmailTaken,
}

/// One line of the audit, for the fg: ids only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLine {
    pub seq: i64,
    pub at: Timestamp,
    /// As [`crate::domain::Actor`] writes it.
    pub actor: String,
    pub action: String,
    pub object: String,
    pub result: String,
    /// Of the household or signal that it is about.
    pub kenmerk: Option<String>,
}

/// Which lines of the audit. Empty texts ask for all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditAsked {
    /// From below this number.
    pub before: Option<i64>,
    /// `persoon:…`
    pub actor: String,
    pub action: String,
    /// Of a household, with its signals, or of one signal.
    pub kenmerk: String,
    pub from: Timestamp,
    /// The first instant after.
    pub until: Timestamp,
    /// The most lines.
    pub rows: i64,
    /// They leave Voordeur as a file.
    pub export: bool,
}

/// Where people, sessions and the audit are kept. Every method fails with [`Unavailable`] when the store is silent.
pub trait People: Send + Sync + 'static {
    /// The person with this e-mail address who is not disabled; letter case does not matter.
    fn credentials(&self, email: &str) -> impl Future<Output = Result<Option<Credentials>, Unavailable>> + Send;

    /// Who this session belongs to, when it has not ended and the person is not disabled.
    fn session(
        &self,
        token_hash: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<Colleague>, Unavailable>> + Send;

    /// Begins a session; a whole one is written in the audit. Sessions that ended are swept away.
    fn begin_session(
        &self,
        session: NewSession,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), Unavailable>> + Send;

    fn end_session(
        &self,
        token_hash: &str,
        person: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), Unavailable>> + Send;

    /// A login that failed, for the audit; `person` is the id, or `onbekend`.
    fn login_failed(&self, person: &str, now: Timestamp) -> impl Future<Output = Result<(), Unavailable>> + Send;

    /// Whose link this is, while it may still be used. Changes nothing: link scanners look too.
    fn link_owner(
        &self,
        link_hash: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<Colleague>, Unavailable>> + Send;

    /// Uses the link, once: `false` when it was used, expired, or its owner disabled.
    fn use_link(&self, link: LinkUse, now: Timestamp) -> impl Future<Output = Result<bool, Unavailable>> + Send;

    /// Everybody, by name.
    fn people(&self) -> impl Future<Output = Result<Vec<Colleague>, Unavailable>> + Send;

    fn add_person(
        &self,
        person: NewPerson,
        by: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<Added, Unavailable>> + Send;

    /// Gives somebody a role and teams (`None`: all); `false`: no such person, or nobody else who is not disabled would
    /// administer people.
    fn place_person(
        &self,
        id: &str,
        place: (Role, Option<Vec<String>>),
        by: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, Unavailable>> + Send;

    /// Takes the old password, links and sessions away and gives a new link; who was disabled is let in again.
    fn renew_link(
        &self,
        link: LinkRenewal,
        by: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), Unavailable>> + Send;

    /// Disables somebody and ends their sessions; `false`: no such person, or nobody else would administer people.
    fn disable_person(
        &self,
        id: &str,
        by: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, Unavailable>> + Send;

    /// Ends every session of a person.
    fn end_sessions(
        &self,
        person: &str,
        by: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), Unavailable>> + Send;

    /// Every action that the audit names, in order.
    fn audit_actions(&self) -> impl Future<Output = Result<Vec<String>, Unavailable>> + Send;

    /// Newest first; that they were read is a line too.
    fn audit_lines(
        &self,
        asked: AuditAsked,
        by: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<AuditLine>, Unavailable>> + Send;
}
