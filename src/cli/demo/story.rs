//! What a story is made of: messages, the doors they come by, and where each must arrive.

use super::{morning, signals, traps};

/// One message, and what must become of it.
#[derive(Debug)]
pub(super) struct Message {
    /// `S1` to `S12`, `T1` to `T8`, or a word for the rest of the morning.
    pub tag: &'static str,
    pub door: Door,
    pub place: Place,
    pub answer: Answer,
}

/// How it comes in.
#[derive(Debug)]
pub(super) enum Door {
    /// Plain text from a colleague's mail program.
    Mail {
        from: &'static str,
        subject: &'static str,
        text: &'static str,
    },
    /// A mail as it stands. `{kenmerk}` and `{bevestiging}` are those of the answer to S1, `{datum}` is now.
    Letter {
        envelope: &'static str,
        text: &'static str,
    },
    /// The mail of this tag once more.
    Again {
        tag: &'static str,
        message_id: MessageId,
    },
    Api {
        partner: &'static str,
        key: &'static str,
        body: &'static str,
    },
    OpenForms {
        partner: &'static str,
        body: &'static str,
    },
    Form {
        door: &'static str,
        fields: &'static [(&'static str, &'static str)],
    },
}

/// Whether a mail that comes again still says which it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MessageId {
    Kept,
    Lost,
}

/// Where it must arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Equal names are one casus, other names are others.
    Household(&'static str),
    Wachtbak,
    /// It is the delivery of this tag, and nothing new.
    Same(&'static str),
}

/// Whether and with what its sender is answered by mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// By mail to this address.
    Mail(&'static str),
    /// By mail to this address, with what cannot wait.
    UrgentMail(&'static str),
    /// By the door itself, or not at all.
    NoMail,
}

impl Answer {
    /// Who gets a mail.
    pub(super) fn recipient(self) -> Option<&'static str> {
        match self {
            Self::Mail(to) | Self::UrgentMail(to) => Some(to),
            Self::NoMail => None,
        }
    }
}

/// How urgent a household must stand in the queue, by its name in the story.
pub(super) fn urgencies() -> impl Iterator<Item = (&'static str, &'static str)> {
    signals::URGENCIES.iter().chain(traps::URGENCIES).chain(morning::URGENCIES).copied()
}

/// Words that no answer may hold: the names and streets of the story.
pub(super) const PRIVATE: [&str; 24] = [
    "Krabbenscheer",
    "Pijlkruid",
    "Waterviolier",
    "Kikkerbeet",
    "Lisdodde",
    "9675",
    "Meulen",
    "Bos",
    "Drent",
    "Ploegsma",
    "Boelens",
    "Oldenhuis",
    "Noor",
    "Sem",
    "BSN",
    "111222333",
    "Tjaden",
    "Hulzebos",
    "Wubs",
    "Truus",
    "Visser",
    "Bakker",
    "huurachterstand",
    "gas ",
];
