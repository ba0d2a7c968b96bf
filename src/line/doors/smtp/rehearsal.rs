//! A whole conversation without a socket: for the fuzz targets, and for tests that cut a client's octets anywhere.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use uuid::Uuid;

use super::{
    room::Room,
    session::{Dialect, Rules, Session, Step},
};
use crate::domain::{Kenmerk, Receipt, SignalId};

/// Octets of a message that the rehearsed door takes.
const MAX_MESSAGE: usize = 60;

/// All replies to what a client says when it comes in pieces of at most `piece` octets (0 is 1); every message is taken.
pub fn rehearse(said: &[u8], piece: usize) -> Vec<u8> {
    let pieces = said.chunks(piece.max(1)).map(<[u8]>::len);
    replies(said, pieces)
}

pub(super) fn replies(said: &[u8], pieces: impl Iterator<Item = usize>) -> Vec<u8> {
    let mut replies = Vec::new();
    let mut session = Session::open(Arc::new(rules()), Room::of(1 << 20), &mut replies);
    let (mut input, mut rest) = (Vec::new(), said);
    for piece in pieces {
        let (now, later) = rest.split_at(piece.min(rest.len()));
        rest = later;
        input.extend_from_slice(now);
        let mut unread = input.as_slice();
        loop {
            match session.advance(&mut unread, &mut replies) {
                Step::Read => break,
                Step::Close | Step::Secure => return replies,
                Step::Admission => session.admit(Ok(()), &mut replies),
                Step::Deliver(..) => session.answer(&Ok(receipt()), &mut replies),
            }
        }
        input = unread.to_vec();
        if rest.is_empty() {
            break;
        }
    }
    replies
}

fn rules() -> Rules {
    Rules {
        dialect: Dialect::Smtp,
        hostname: "wijkteam.example".to_owned(),
        addresses: vec!["signaal@wijkteam.example".to_owned()],
        max_message_bytes: MAX_MESSAGE,
        idle_timeout: Duration::ZERO,
        max_sessions: 1,
        starttls: true,
    }
}

fn receipt() -> Receipt {
    Receipt {
        id: SignalId(Uuid::nil()),
        kenmerk: Kenmerk::of_signal(1),
        received_at: Timestamp::UNIX_EPOCH,
        repeated: false,
        warnings: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn heard(said: &[u8], pieces: &[usize]) -> String {
        String::from_utf8(replies(said, pieces.iter().copied().cycle())).unwrap()
    }

    proptest! {
        #[test]
        fn however_it_is_cut_a_client_hears_the_same(
            said in prop::collection::vec(prop::sample::select(vec![
                "EHLO x.example\r\n", "MAIL FROM:<an@x.example>\r\n", "RCPT TO:<signaal@wijkteam.example>\r\n",
                "RCPT TO:<an@x.example>\r\n", "DATA\r\n", "RSET\r\n", "NOOP\n", ".\r\n", "a line\r\n", "\r", "\r\n",
                "STARTTLS\r\n", "\u{e9}\r\n", "\0",
            ]), 0..30),
            pieces in prop::collection::vec(1..30_usize, 1..20),
        ) {
            let said = said.concat();
            let whole = heard(said.as_bytes(), &[usize::MAX]);
            prop_assert_eq!(&heard(said.as_bytes(), &pieces), &whole);
            let well_formed = |line: &str| line.len() > 4 && line.as_bytes()[..3].iter().all(u8::is_ascii_digit);
            prop_assert!(whole.is_ascii() && whole.ends_with("\r\n") && whole.lines().all(well_formed), "{}", whole);
        }

        #[test]
        fn whatever_octets_a_client_sends_it_hears_well_formed_replies(said in prop::collection::vec(any::<u8>(), 0..400)) {
            let whole = rehearse(&said, 4096);
            prop_assert!(whole.is_ascii() && whole.ends_with(b"\r\n"));
            prop_assert_eq!(rehearse(&said, 7), whole);
        }
    }

    #[test]
    fn a_line_of_any_length_is_one_error_however_it_comes() {
        for length in [2046, 2047, 2048, 5000] {
            let said = format!("{}\r\nNOOP\r\n", "x".repeat(length));
            let whole = heard(said.as_bytes(), &[700]);
            assert_eq!(whole.lines().count(), 3, "{length}: {whole}");
            assert_eq!(whole, heard(said.as_bytes(), &[usize::MAX]));
        }
    }
}
