//! An acknowledgement that the recipient's mail server sent back.

use crate::store::{Dialect, script::Cell};

/// What came back, and when.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounced<'a> {
    /// The signal that was acknowledged.
    pub signal: &'a str,
    /// The row of the acknowledgement.
    pub outbox: &'a str,
    /// Microseconds since 1970.
    pub at: i64,
}

impl Bounced<'_> {
    /// The row of its task. It takes the outbox row's id, so that many reports make one task.
    pub fn task(self) -> [Cell<'static>; 5] {
        [
            self.outbox.to_owned().into(),
            "antwoord-kwam-niet-aan".into(),
            self.signal.to_owned().into(),
            "De mailserver van de ontvanger stuurde ons bericht terug. Was het de bevestiging, bereik de melder dan anders.".into(),
            self.at.into(),
        ]
    }
}

/// Marks the outbox row as dead; what was given up before stays as it is.
pub(super) fn statement(dialect: Dialect) -> String {
    let mut text = "UPDATE outbox SET state = 'dood', last_error = 'kwam terug' \
                    WHERE state IN ('wacht', 'verzonden') AND id = "
        .to_owned();
    dialect.placeholder(1, &mut text);
    text
}
