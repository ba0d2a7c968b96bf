//! The message behind DATA, decoded while it arrives (RFC 5321 §4.5.2).
//!
//! **Invariant:** only CRLF `.` CRLF ends a message. A CR or LF that stands alone refuses the whole of it, so that no
//! server before us can have seen another end (SMTP smuggling: CVE-2023-51764, -51765, -51766).

use std::sync::Arc;

use memchr::memchr2;

use super::room::{Room, Share};

/// How many `Received:` fields make a loop (RFC 5321 §6.3).
const MAX_RECEIVED: usize = 50;

/// Octets that a message grows by; the first of them are not counted.
const STEP: usize = 64 * 1024;

/// Why a message that arrived whole is not taken; its text is the reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum DataError {
    #[error("550 5.6.0 Regeleinden kloppen niet / message has a CR or LF that stands alone")]
    BareLineEnd,
    #[error("552 5.3.4 Bericht is te groot / message is too big")]
    TooBig,
    #[error("452 4.3.1 Te veel tegelijk; probeer het later / no room now, try again later")]
    NoRoom,
    #[error("554 5.4.6 Bericht gaat rond / too many Received fields, this is a mail loop")]
    Loop,
}

/// Where in a line the next octet stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    LineStart,
    /// Behind a dot that opened a line.
    Dot,
    /// Behind such a dot and CR.
    DotCr,
    Text,
    /// Behind a CR.
    Cr,
}

/// A message on its way in.
#[derive(Debug)]
pub(super) struct Incoming {
    place: Place,
    message: Vec<u8>,
    limit: usize,
    fault: Option<DataError>,
    /// What it holds of the memory that all messages share.
    share: Share,
}

impl Incoming {
    /// `limit`: octets of a message without dot-stuffing (RFC 1870 §5). `room`: what all messages may hold together.
    pub fn new(limit: usize, room: Arc<Room>) -> Self {
        let message = Vec::with_capacity(limit.min(4096));
        Self { place: Place::LineStart, message, limit, fault: None, share: Share::of(room) }
    }

    /// Takes octets up to the end of the message; says how many, and whether that end was among them.
    pub fn take(&mut self, input: &[u8]) -> (usize, Progress) {
        // `input[run..at]` is read but not yet kept: lines are kept together, as long as nothing is left out.
        let (mut run, mut at) = (0, 0);
        while at < input.len() {
            let octet = input[at];
            match (self.place, octet) {
                (Place::LineStart, b'.') => {
                    self.keep(&input[run..at]);
                    run = at + 1;
                    self.place = Place::Dot;
                }
                (Place::Dot, b'\r') => {
                    run = at + 1;
                    self.place = Place::DotCr;
                }
                (Place::DotCr, b'\n') => return (at + 1, Progress::Ended),
                (Place::Cr, b'\n') => self.place = Place::LineStart,
                (Place::Cr | Place::DotCr, _) => {
                    self.spoil(DataError::BareLineEnd);
                    self.place = Place::Text;
                    continue;
                }
                (_, b'\r') => self.place = Place::Cr,
                (_, b'\n') => {
                    self.spoil(DataError::BareLineEnd);
                    self.place = Place::Text;
                }
                (Place::LineStart | Place::Dot | Place::Text, _) => {
                    self.place = Place::Text;
                    at += memchr2(b'\r', b'\n', &input[at..]).unwrap_or(input.len() - at);
                    continue;
                }
            }
            at += 1;
        }
        self.keep(&input[run..]);
        (input.len(), Progress::Open)
    }

    /// The message, once its end was seen.
    pub fn finish(self) -> Result<(Vec<u8>, Share), DataError> {
        match self.fault {
            Some(fault) => Err(fault),
            None if count_received(&self.message) > MAX_RECEIVED => Err(DataError::Loop),
            None => Ok((self.message, self.share)),
        }
    }

    fn keep(&mut self, octets: &[u8]) {
        if self.fault.is_some() {
            return;
        }
        let wanted = self.message.len() + octets.len();
        if wanted > self.limit {
            return self.spoil(DataError::TooBig);
        }
        if wanted > self.message.capacity() && !self.grow(wanted) {
            return self.spoil(DataError::NoRoom);
        }
        self.message.extend_from_slice(octets);
    }

    /// Makes room for so many octets: for the double, so that growing stays cheap, or else for no more than these.
    fn grow(&mut self, wanted: usize) -> bool {
        let double = (self.message.capacity() * 2).min(self.limit);
        for target in [double.max(wanted), wanted] {
            if self.share.grow_to(target.saturating_sub(STEP)) {
                self.message.reserve_exact(target - self.message.len());
                return true;
            }
        }
        false
    }

    /// The rest is read only to find the end; nothing of it is kept. A bare line end outdoes what else is wrong, so that
    /// the answer does not hang on how the octets came in pieces.
    fn spoil(&mut self, fault: DataError) {
        if self.fault.is_none() || fault == DataError::BareLineEnd {
            self.fault = Some(fault);
        }
        self.message = Vec::new();
        self.share.release();
    }
}

/// Whether the message's end was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    Open,
    Ended,
}

/// Counts the `Received:` fields of the header.
fn count_received(message: &[u8]) -> usize {
    let name = b"received:";
    let mut count = 0;
    let mut rest = message;
    while !rest.starts_with(b"\r\n") {
        count += usize::from(rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)));
        let Some(end) = memchr::memchr(b'\n', rest) else { break };
        rest = &rest[end + 1..];
    }
    count
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What RFC 5321 §4.5.2 says, on the whole of the octets at once: the message and how much was read.
    fn reference(input: &[u8], limit: usize) -> Option<(Result<Vec<u8>, DataError>, usize)> {
        let line = [b"\r\n".as_slice(), input].concat();
        let end = line.windows(5).position(|window| window == b"\r\n.\r\n")?;
        let body = &line[..end + 2];
        let bare = body.iter().enumerate().any(|(at, octet)| match octet {
            b'\r' => body.get(at + 1) != Some(&b'\n'),
            b'\n' => at == 0 || body[at - 1] != b'\r',
            _ => false,
        });
        let mut message = Vec::new();
        for (at, octet) in body.iter().enumerate().skip(2) {
            let stuffing = *octet == b'.' && body[..at].ends_with(b"\r\n");
            message.extend((!stuffing).then_some(*octet));
        }
        let message = match message.len() > limit {
            _ if bare => Err(DataError::BareLineEnd),
            true => Err(DataError::TooBig),
            false => Ok(message),
        };
        Some((message, end + 5 - 2))
    }

    fn incoming(chunks: &[&[u8]], limit: usize) -> Option<(Result<Vec<u8>, DataError>, usize)> {
        let mut incoming = Incoming::new(limit, Room::of(1 << 20));
        let mut read = 0;
        for chunk in chunks {
            let (taken, progress) = incoming.take(chunk);
            read += taken;
            if progress == Progress::Ended {
                return Some((incoming.finish().map(|(message, _)| message), read));
            }
        }
        None
    }

    fn whole(input: &[u8]) -> Option<Result<Vec<u8>, DataError>> {
        incoming(&[input], 1000).map(|(message, _)| message)
    }

    #[test]
    fn dots_are_unstuffed_from_the_first_line_on() {
        assert_eq!(whole(b"..a\r\n..\r\nb.\r\n.\r\nQUIT\r\n"), Some(Ok(b".a\r\n.\r\nb.\r\n".to_vec())));
        assert_eq!(whole(b".\r\n"), Some(Ok(Vec::new())));
    }

    #[test]
    fn no_other_sequence_ends_a_message() {
        for end in [
            "\n.\n",
            "\n.\r\n",
            "\n.\r",
            "\r.\r\n",
            "\r.\r",
            "\r.\n",
            "\r\n.\n",
            "\r\n.\r",
            "\r\n.\r\r\n",
            "\r\n\0.\r\n",
            "\r\n. \r\n",
            "\r\n.\0\r\n",
            "\r\n.\t\r\n",
            "\r\n.\u{b}\r\n",
            "\r\n..\r\n",
            "\r\r\n.\r",
            "\u{85}.\u{85}",
            "\u{2028}.\u{2028}",
            "\r\n.\u{0}\u{d}\u{0}\u{a}",
        ] {
            assert_eq!(whole(format!("a{end}b\r\n").as_bytes()), None, "{end:?}");
        }
    }

    #[test]
    fn a_line_end_that_stands_alone_refuses_the_whole() {
        for bare in ["a\nb", "a\rb", "a\n.\r\nb", "a\r\n.\nb", "\n", "a\r\r\nb", "a\r\n.\rb"] {
            let outcome = whole(format!("{bare}\r\n.\r\n").as_bytes());
            assert_eq!(outcome, Some(Err(DataError::BareLineEnd)), "{bare:?}");
        }
    }

    #[test]
    fn without_room_it_is_later_and_the_room_comes_back() {
        let room = Room::of(200_000);
        let mut first = Incoming::new(1 << 20, Arc::clone(&room));
        first.take(&[b'a'; 250_000]);
        let mut second = Incoming::new(1 << 20, Arc::clone(&room));
        second.take(&[b'b'; 250_000]);
        assert_eq!(second.take(b"\r\n.\r\n").1, Progress::Ended);
        assert!(matches!(second.finish(), Err(DataError::NoRoom)));
        first.take(b"\r\n.\r\n");
        assert_eq!(first.finish().unwrap().0.len(), 250_002);
        let mut third = Incoming::new(1 << 20, room);
        third.take(&[b'c'; 250_000]);
        third.take(b"\r\n.\r\n");
        assert!(third.finish().is_ok());
    }

    #[test]
    fn more_than_fifty_received_fields_are_a_loop() {
        let message =
            |count: usize| format!("{}\r\nReceived: in the body\r\n.\r\n", "RECEIVED: x\r\n by y\r\n".repeat(count));
        let count = |count: usize| incoming(&[message(count).as_bytes()], 10_000).unwrap().0.is_ok();
        assert!(count(50));
        assert!(!count(51));
    }

    proptest! {
        #[test]
        fn however_it_is_cut_the_message_is_the_reference_s(
            pieces in prop::collection::vec(
                prop::sample::select(vec!["\r\n", "\r\n", ".", "a", "\r", "\n", "\r\n.\r\n", "..", "bc"]), 0..24),
            cuts in prop::collection::vec(1..5_usize, 1..40),
            limit in 0..40_usize,
        ) {
            let input = pieces.concat().into_bytes();
            let mut chunks = Vec::new();
            let mut rest = input.as_slice();
            for cut in cuts.iter().cycle() {
                if rest.is_empty() {
                    break;
                }
                let (chunk, tail) = rest.split_at((*cut).min(rest.len()));
                chunks.push(chunk);
                rest = tail;
            }
            let found = incoming(&chunks, limit);
            let meant = reference(&input, limit);
            match (found, meant) {
                // Which of two faults is told is the reader's choice: the first it meets.
                (Some((Err(_), read)), Some((Err(_), end))) => prop_assert_eq!(read, end),
                (found, meant) => prop_assert_eq!(found, meant),
            }
        }

        #[test]
        fn what_a_client_stuffs_comes_out_as_it_went_in(lines in prop::collection::vec("[ -~]{0,20}", 0..10)) {
            let message: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
            let stuffed: String = lines.iter().map(|line| {
                let dot = if line.starts_with('.') { "." } else { "" };
                format!("{dot}{line}\r\n")
            }).collect();
            prop_assert_eq!(whole(format!("{stuffed}.\r\n").as_bytes()), Some(Ok(message.into_bytes())));
        }
    }
}
