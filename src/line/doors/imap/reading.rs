//! One pass over the mailbox: what is new is fetched, handed in, and only then marked.
//!
//! **Invariant:** the place never moves past a message that was neither taken nor noted as left behind; one message
//! at a time is in memory.

use std::{collections::HashMap, future::poll_fn, pin::pin};

use async_imap::types::{Fetch, UnsolicitedResponse};
use futures_core::Stream;
use jiff::{Timestamp, tz::TimeZone};

use super::{
    connect::{Mailbox, within},
    failure::Failure,
    folder_name::on_the_wire,
};
use crate::{
    config::{ImapMark, ImapSettings},
    doors::handing::hand_over,
    intake::{IntakeError, LeftMail, LeftWhy, MailTaker, MailboxClaim, MailboxPlace, Mailboxes},
    mail::Envelope,
};

/// Messages whose sizes are asked, and that are marked, in one command.
const BATCH: usize = 50;

/// What a pass needs besides the session.
pub(super) struct Reader<'a, T, M> {
    pub settings: &'a ImapSettings,
    pub taker: &'a T,
    pub book: &'a M,
    pub claim: &'a MailboxClaim,
    /// The folder as it was selected.
    pub folder: Folder,
}

/// What the server said of the folder and of itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Folder {
    pub validity: u32,
    /// The UID that the next message will get; 0: not said.
    pub next: u32,
    /// RFC 6851.
    pub can_move: bool,
    /// RFC 4315.
    pub can_expunge_by_uid: bool,
    /// RFC 2177.
    pub can_idle: bool,
}

/// What became of one message.
enum Fate {
    Taken,
    Left(LeftWhy),
}

impl<T: MailTaker, M: Mailboxes> Reader<'_, T, M> {
    /// Takes all that is new; `again` also looks once more at what was left behind.
    pub async fn pass(&self, session: &mut Mailbox, place: &mut MailboxPlace, again: Again) -> Result<(), Failure> {
        while session.unsolicited_responses.try_recv().is_ok() {}
        let before = place.clone();
        let fresh = place.validity != self.folder.validity;
        if fresh {
            place.left.clear();
        }
        self.forget_what_is_gone(session, place).await?;
        let query = if fresh { self.unmarked(place) } else { format!("UID {}:*", place.last.saturating_add(1)) };
        let found = within(session.uid_search(query)).await?.map_err(|error| Failure::of(&error, "a search"))?;
        // `n:*` is never nothing: it names the newest message (RFC 3501 §6.4.8).
        let mut uids: Vec<u32> = found.into_iter().filter(|uid| fresh || *uid > place.last).collect();
        if again == Again::Yes {
            uids.extend(place.left.iter().map(|left| left.uid));
        }
        uids.sort_unstable();
        uids.dedup();
        for batch in uids.chunks(BATCH) {
            let outcome = self.take_batch(session, place, batch).await;
            // In a fresh folder the marks tell how far we are: the numbers mean something only when all was seen.
            if !fresh {
                self.note(place).await?;
            }
            outcome?;
        }
        if fresh {
            place.validity = self.folder.validity;
            place.last = uids.last().copied().unwrap_or(0).max(self.folder.next.saturating_sub(1));
        }
        if *place != before {
            self.note(place).await?;
        }
        Ok(())
    }

    /// What is not marked yet; after a change of UIDVALIDITY also all that came since we first looked, for a mark may
    /// be somebody else's. What was taken before, the books recognise.
    fn unmarked(&self, place: &MailboxPlace) -> String {
        let unmarked = match &self.settings.mark {
            ImapMark::Seen => "UNSEEN".to_owned(),
            ImapMark::Keyword(word) => format!("UNKEYWORD {word}"),
            ImapMark::Move(_) => "UNDELETED".to_owned(),
        };
        if place.validity == 0 { unmarked } else { format!("OR {unmarked} SINCE {}", search_date(place.since)) }
    }

    async fn forget_what_is_gone(&self, session: &mut Mailbox, place: &mut MailboxPlace) -> Result<(), Failure> {
        if place.left.is_empty() {
            return Ok(());
        }
        let listed: Vec<u32> = place.left.iter().map(|left| left.uid).collect();
        let query = format!("UID {}", set(&listed));
        let there = within(session.uid_search(query)).await?.map_err(|error| Failure::of(&error, "a search"))?;
        place.left.retain(|left| there.contains(&left.uid));
        Ok(())
    }

    /// Takes and marks; what was taken before a failure is marked all the same.
    async fn take_batch(&self, session: &mut Mailbox, place: &mut MailboxPlace, batch: &[u32]) -> Result<(), Failure> {
        let sizes = sizes(session, batch).await?;
        let (mut taken, mut left) = (Vec::new(), Vec::new());
        let (begun, mut outcome) = (place.last, Ok(()));
        for uid in batch {
            // What was listed and has no size is gone: somebody else moved it.
            if let Some(size) = sizes.get(uid) {
                match self.take(session, *uid, *size).await {
                    Ok(Fate::Taken) => {
                        taken.push(*uid);
                        place.left.retain(|left| left.uid != *uid);
                    }
                    Ok(Fate::Left(why)) => {
                        left.push(*uid);
                        place.left.retain(|left| left.uid != *uid);
                        place.left.push(LeftMail { uid: *uid, why });
                    }
                    Err(failure) => {
                        outcome = Err(failure);
                        break;
                    }
                }
            }
            place.last = place.last.max(*uid);
        }
        if let Err(failure) = self.mark(session, (&taken, &left)).await {
            // Looked at again, so that they get their mark: the books know them.
            place.last = begun;
            return Err(failure);
        }
        outcome
    }

    async fn take(&self, session: &mut Mailbox, uid: u32, size: u32) -> Result<Fate, Failure> {
        let limit = self.settings.max_message_bytes;
        if usize::try_from(size).is_ok_and(|size| size > limit) {
            return Ok(Fate::Left(LeftWhy::TooLarge));
        }
        let Some(raw) = body(session, uid, limit.saturating_add(1)).await? else {
            return Ok(Fate::Left(LeftWhy::NotGiven));
        };
        // A server may be mistaken in a size.
        if raw.len() > limit {
            return Ok(Fate::Left(LeftWhy::TooLarge));
        }
        match hand_over(self.taker, "imap", (Envelope::default(), raw)).await {
            Ok(_receipt) => Ok(Fate::Taken),
            Err(IntakeError::Refused(_)) => Ok(Fate::Left(LeftWhy::Refused)),
            Err(IntakeError::Unavailable(_)) => Err(Failure::Store),
        }
    }

    /// The messages are in the books, or noted: a mark that the server refuses loses nothing, and is told.
    async fn mark(&self, session: &mut Mailbox, (taken, left): (&[u32], &[u32])) -> Result<(), Failure> {
        if !left.is_empty() {
            tracing::warn!(messages = left.len(), "messages stay in the mailbox, flagged: they could not be taken");
            let flag = format!("UID STORE {} +FLAGS.SILENT (\\Flagged)", set(left));
            unless_refused(command(session, &flag, "a flag").await)?;
        }
        if taken.is_empty() {
            return Ok(());
        }
        let uids = set(taken);
        let flag = match &self.settings.mark {
            ImapMark::Move(folder) => return unless_refused(self.move_to(session, folder, &uids).await),
            ImapMark::Seen => "\\Seen",
            ImapMark::Keyword(word) => word,
        };
        unless_refused(command(session, &format!("UID STORE {uids} +FLAGS.SILENT ({flag})"), "a mark").await)
    }

    async fn move_to(&self, session: &mut Mailbox, folder: &str, uids: &str) -> Result<(), Failure> {
        let folder = format!("\"{}\"", on_the_wire(folder).replace('\\', "\\\\").replace('"', "\\\""));
        if self.folder.can_move {
            return command(session, &format!("UID MOVE {uids} {folder}"), "a move").await;
        }
        command(session, &format!("UID COPY {uids} {folder}"), "a copy").await?;
        command(session, &format!("UID STORE {uids} +FLAGS.SILENT (\\Seen \\Deleted)"), "a mark").await?;
        if self.folder.can_expunge_by_uid {
            command(session, &format!("UID EXPUNGE {uids}"), "an expunge").await?;
        }
        Ok(())
    }

    async fn note(&self, place: &MailboxPlace) -> Result<(), Failure> {
        match self.book.note_place(self.claim, place).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(Failure::Held),
            Err(_unavailable) => Err(Failure::Store),
        }
    }
}

fn unless_refused(marked: Result<(), Failure>) -> Result<(), Failure> {
    match marked {
        Err(Failure::Refused(_)) => {
            tracing::error!("the mailbox's server refuses to mark messages; they were taken, and stay as they are");
            Ok(())
        }
        other => other,
    }
}

/// Whether what was left behind is looked at once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    Yes,
    No,
}

/// Waits for the server's call, which is `EXISTS`, or for `most`.
pub(super) async fn idle(session: Mailbox, most: std::time::Duration) -> Result<Mailbox, Failure> {
    let said = session.unsolicited_responses.clone();
    let mut idle = session.idle();
    within(idle.init()).await?.map_err(|error| Failure::of(&error, "IDLE"))?;
    // What came between the last search and here was told already.
    if !came(&said) {
        let (waiting, _stop) = idle.wait_with_timeout(most);
        waiting.await.map_err(|error| Failure::of(&error, "IDLE"))?;
    }
    within(idle.done()).await?.map_err(|error| Failure::of(&error, "the end of IDLE"))
}

/// Whether the server told of new mail by the way.
fn came(said: &async_channel::Receiver<UnsolicitedResponse>) -> bool {
    std::iter::from_fn(|| said.try_recv().ok()).any(|response| matches!(response, UnsolicitedResponse::Exists(_)))
}

/// Looks again: without IDLE a server may show what came only after a command (RFC 3501 §6.1.2).
pub(super) async fn look(session: &mut Mailbox) -> Result<(), Failure> {
    within(session.noop()).await?.map_err(|error| Failure::of(&error, "NOOP"))
}

async fn command(session: &mut Mailbox, text: &str, doing: &'static str) -> Result<(), Failure> {
    within(session.run_command_and_check_ok(text)).await?.map_err(|error| Failure::of(&error, doing))
}

async fn sizes(session: &mut Mailbox, uids: &[u32]) -> Result<HashMap<u32, u32>, Failure> {
    let mut sizes = HashMap::with_capacity(uids.len());
    within(async {
        let mut listed =
            session.uid_fetch(set(uids), "(UID RFC822.SIZE)").await.map_err(|error| Failure::of(&error, "a list"))?;
        while let Some(line) = next(&mut listed).await? {
            sizes.extend(line.uid.zip(line.size));
        }
        Ok::<(), Failure>(())
    })
    .await??;
    Ok(sizes)
}

/// At most `most` octets of the message, without marking it (RFC 3501 §6.4.5); `None`: the server has none to give.
async fn body(session: &mut Mailbox, uid: u32, most: usize) -> Result<Option<Vec<u8>>, Failure> {
    let item = format!("(UID BODY.PEEK[]<0.{most}>)");
    let mut fetched =
        within(session.uid_fetch(uid.to_string(), item)).await?.map_err(|error| Failure::of(&error, "a message"))?;
    let mut found = None;
    while let Some(line) = within(next(&mut fetched)).await?? {
        if line.uid == Some(uid) {
            found = line.body().map(<[u8]>::to_vec).or(found);
        }
    }
    Ok(found)
}

async fn next<S>(lines: &mut S) -> Result<Option<Fetch>, Failure>
where
    S: Stream<Item = Result<Fetch, async_imap::error::Error>> + Unpin,
{
    let mut lines = pin!(lines);
    let line = poll_fn(|context| lines.as_mut().poll_next(context)).await;
    line.transpose().map_err(|error| Failure::of(&error, "a list"))
}

/// A sequence set (RFC 3501 §9); rows of numbers become ranges.
fn set(uids: &[u32]) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for uid in uids {
        match ranges.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*uid) => *last = *uid,
            _ => ranges.push((*uid, *uid)),
        }
    }
    let shown =
        ranges.iter().map(|(first, last)| if first == last { first.to_string() } else { format!("{first}:{last}") });
    shown.collect::<Vec<_>>().join(",")
}

/// The day before, as SEARCH writes it: the server's day may not be ours.
fn search_date(since: Timestamp) -> String {
    let day = since.to_zoned(TimeZone::UTC).date().yesterday().unwrap_or(jiff::civil::Date::MIN);
    day.strftime("%-d-%b-%Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_numbers_become_ranges() {
        assert_eq!(set(&[1, 2, 3, 7, 9, 10]), "1:3,7,9:10");
        assert_eq!(set(&[u32::MAX]), u32::MAX.to_string());
    }

    #[test]
    fn a_search_begins_a_day_early() {
        assert_eq!(search_date("2026-03-01T00:30:00Z".parse().unwrap()), "28-Feb-2026");
    }
}
