//! Files that the desk hands out: the original of a message, an attachment.

/// Which bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// The message as it came in.
    Original,
    /// The attachment at this position.
    Attachment(i64),
}

/// A file to hand out.
#[derive(Debug, Clone)]
pub struct Handout {
    pub kenmerk: String,
    /// As the sender named it; for the original a name of ours.
    pub name: String,
    pub body: Vec<u8>,
}
