//! The port to a virus scanner.

use std::{fmt::Debug, future::Future, pin::Pin};

/// What a scanner said of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scan {
    Clean,
    /// The scanner's name of what it found.
    Infected(String),
    /// It could not be scanned: why, for the log.
    Failed(String),
}

/// Looks through files before they are kept.
pub trait VirusScan: Debug + Send + Sync + 'static {
    /// One outcome for each file, in order, within the scanner's own time limit for all of them. Never fails: what could
    /// not be scanned says so.
    fn scan<'a>(&'a self, files: Vec<&'a [u8]>) -> Pin<Box<dyn Future<Output = Vec<Scan>> + Send + 'a>>;
}
