//! Keeps a mailbox read: holds it for this node, connects, waits for calls, and tries again after a failure.
//!
//! **Invariant:** who lost the mailbox to another node stops reading it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use arc_swap::ArcSwapOption;
use jiff::{SignedDuration, Timestamp};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::{
    connect::{Mailbox, Roots, log_in, within},
    failure::Failure,
    folder_name::on_the_wire,
    reading::{Again, Folder, Reader, idle, look},
    token::Tokens,
};
use crate::{
    config::{ImapLogin, ImapSettings},
    intake::{MailTaker, MailboxClaim, MailboxPlace, Mailboxes},
};

/// How long the mailbox is ours without a word; another node waits so long after a crash.
const HOLD: SignedDuration = SignedDuration::from_secs(60);
const RENEW: Duration = Duration::from_secs(20);
/// The longest IDLE: servers end it after half an hour (RFC 2177), firewalls forget a silent line sooner.
const LONGEST_IDLE: Duration = Duration::from_secs(9 * 60);
/// A failure that passes by itself is shown to people when it lasts.
const PASSING: SignedDuration = SignedDuration::from_mins(3);

/// What people are told of the mailbox.
#[derive(Debug, Default)]
pub struct MailboxState {
    trouble: ArcSwapOption<Trouble>,
    left: AtomicUsize,
}

/// The mailbox cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trouble {
    pub since: Timestamp,
    /// It does not pass by itself.
    pub needs_a_human: bool,
}

impl MailboxState {
    /// What is wrong now, when people should know.
    pub fn trouble(&self, now: Timestamp) -> Option<Trouble> {
        let trouble = **self.trouble.load().as_ref()?;
        (trouble.needs_a_human || trouble.since.duration_until(now) >= PASSING).then_some(trouble)
    }

    /// Messages that stay in the mailbox, because they could not be taken.
    pub fn left(&self) -> usize {
        self.left.load(Ordering::Relaxed)
    }

    fn fine(&self, left: usize) {
        self.left.store(left, Ordering::Relaxed);
        metrics::gauge!("voordeur_mailbox_left").set(u32::try_from(left).unwrap_or(u32::MAX));
        metrics::gauge!("voordeur_mailbox_readable").set(1.0);
        if self.trouble.swap(None).is_some() {
            tracing::info!("the mailbox is read again");
        }
    }

    fn failed(&self, failure: &Failure, now: Timestamp) {
        metrics::gauge!("voordeur_mailbox_readable").set(0.0);
        let known = self.trouble.load_full();
        let needs_a_human = failure.needs_a_human();
        if known.as_ref().is_none_or(|known| known.needs_a_human != needs_a_human) {
            if needs_a_human {
                tracing::error!(%failure, "the mailbox cannot be read; its mail waits there");
            } else {
                tracing::warn!(%failure, "the mailbox cannot be read now; it is tried again");
            }
        }
        let since = known.map_or(now, |known| known.since);
        self.trouble.store(Some(Arc::new(Trouble { since, needs_a_human })));
    }
}

/// One mailbox, and who takes its messages.
pub struct MailboxDoor<T, M> {
    settings: ImapSettings,
    roots: Roots,
    taker: Arc<T>,
    book: Arc<M>,
    claim: MailboxClaim,
    clock: fn() -> Timestamp,
    state: Arc<MailboxState>,
}

impl<T: MailTaker, M: Mailboxes> MailboxDoor<T, M> {
    /// `node`: a name that no other node has.
    pub fn new(
        (settings, roots): (ImapSettings, Roots),
        (taker, book): (Arc<T>, Arc<M>),
        node: String,
        clock: fn() -> Timestamp,
    ) -> Self {
        let mailbox = format!("{}@{}/{}", settings.user, settings.host, settings.folder);
        let claim = MailboxClaim { mailbox, holder: node };
        Self { settings, roots, taker, book, claim, clock, state: Arc::default() }
    }

    /// What people are told while it runs.
    pub fn state(&self) -> Arc<MailboxState> {
        Arc::clone(&self.state)
    }

    /// Reads until `shutdown`. What is being taken then may be in the books unmarked: the next start recognises it.
    pub async fn run(self, shutdown: CancellationToken) {
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = self.read_for_ever() => {}
        }
        let _ = self.book.release_mailbox(&self.claim).await;
    }

    async fn read_for_ever(&self) {
        let mut tokens = match &self.settings.login {
            ImapLogin::OAuth(oauth) => Tokens::of(oauth),
            ImapLogin::Password(_) | ImapLogin::Token(_) => None,
        };
        let mut pauses = Pauses::default();
        loop {
            let pause = match self.book.hold_mailbox(&self.claim, (self.clock)(), HOLD).await {
                Ok(Some(place)) => {
                    let failure = tokio::select! {
                        failure = self.keep_hold() => failure,
                        failure = self.read(place, &mut tokens, &mut pauses) => failure,
                    };
                    self.state.failed(&failure, (self.clock)());
                    pauses.after(&failure)
                }
                Ok(None) => {
                    if let Ok(left) = self.book.left_mails().await {
                        self.state.fine(left);
                    }
                    RENEW
                }
                Err(_unavailable) => {
                    self.state.failed(&Failure::Store, (self.clock)());
                    pauses.after(&Failure::Store)
                }
            };
            sleep(pause).await;
        }
    }

    /// Returns when the mailbox is no longer ours.
    async fn keep_hold(&self) -> Failure {
        let mut held = Instant::now();
        loop {
            sleep(RENEW).await;
            match self.book.hold_mailbox(&self.claim, (self.clock)(), HOLD).await {
                Ok(Some(_)) => held = Instant::now(),
                Ok(None) => return Failure::Held,
                Err(_) if held.elapsed() + RENEW >= HOLD.unsigned_abs() => return Failure::Store,
                Err(_) => {}
            }
        }
    }

    /// One session, from the login to its failure.
    async fn read(&self, mut place: MailboxPlace, tokens: &mut Option<Tokens>, pauses: &mut Pauses) -> Failure {
        let mut session = match log_in(&self.settings, &self.roots, tokens.as_mut()).await {
            Ok(session) => session,
            Err(failure) => {
                if let (Failure::Refused(_), Some(tokens)) = (&failure, tokens) {
                    tokens.forget();
                }
                return failure;
            }
        };
        let folder = match open(&mut session, &self.settings.folder).await {
            Ok(folder) => folder,
            Err(failure) => return failure,
        };
        let reader =
            Reader { settings: &self.settings, taker: &*self.taker, book: &*self.book, claim: &self.claim, folder };
        let mut again = Again::Yes;
        loop {
            if let Err(failure) = reader.pass(&mut session, &mut place, again).await {
                return failure;
            }
            self.state.fine(place.left.len());
            pauses.over();
            again = Again::No;
            session = match self.wait(session, &reader.folder).await {
                Ok(session) => session,
                Err(failure) => return failure,
            };
        }
    }

    async fn wait(&self, mut session: Mailbox, folder: &Folder) -> Result<Mailbox, Failure> {
        if folder.can_idle {
            return idle(session, LONGEST_IDLE).await;
        }
        sleep(Duration::from_secs(self.settings.poll_s)).await;
        look(&mut session).await?;
        Ok(session)
    }
}

/// What the server can, and the folder, selected.
async fn open(session: &mut Mailbox, folder: &str) -> Result<Folder, Failure> {
    let able = within(session.capabilities()).await?.map_err(|error| Failure::of(&error, "CAPABILITY"))?;
    let selected =
        within(session.select(on_the_wire(folder))).await?.map_err(|error| Failure::of(&error, "imap.folder"))?;
    Ok(Folder {
        // A server without UIDVALIDITY promises nothing of its UIDs; one without any is none.
        validity: selected.uid_validity.filter(|validity| *validity > 0).ok_or(Failure::Protocol)?,
        next: selected.uid_next.unwrap_or(0),
        can_move: able.has_str("MOVE"),
        can_expunge_by_uid: able.has_str("UIDPLUS"),
        can_idle: able.has_str("IDLE"),
    })
}

/// How long until the next attempt: each time the double.
#[derive(Debug, Default)]
struct Pauses(u32);

impl Pauses {
    fn after(&mut self, failure: &Failure) -> Duration {
        let (first, most) = if failure.needs_a_human() { (5, 300) } else { (1, 60) };
        let pause = Duration::from_secs((first << self.0.min(8)).min(most));
        self.0 += 1;
        pause
    }

    fn over(&mut self) {
        self.0 = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_is_tried_sooner_than_what_a_human_must_mend() {
        let mut pauses = Pauses::default();
        let passing: Vec<u64> = (0..8).map(|_| pauses.after(&Failure::Slow).as_secs()).collect();
        assert_eq!(passing, [1, 2, 4, 8, 16, 32, 60, 60]);
        pauses.over();
        assert_eq!(pauses.after(&Failure::Refused("the login")).as_secs(), 5);
        let longest = (0..40).map(|_| pauses.after(&Failure::Refused("the login")).as_secs()).max();
        assert_eq!(longest, Some(300));
    }

    #[test]
    fn a_failure_that_passes_is_told_when_it_lasts() {
        let state = MailboxState::default();
        let at = |seconds| Timestamp::from_second(seconds).unwrap();
        state.failed(&Failure::Slow, at(0));
        assert_eq!(state.trouble(at(60)), None);
        state.failed(&Failure::Slow, at(170));
        assert_eq!(state.trouble(at(180)).map(|trouble| trouble.since), Some(at(0)));
        state.fine(2);
        assert_eq!((state.trouble(at(500)), state.left()), (None, 2));
        state.failed(&Failure::Refused("the login"), at(501));
        assert!(state.trouble(at(501)).is_some());
    }
}
