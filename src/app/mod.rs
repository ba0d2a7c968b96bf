//! The program: the line with the desk before it.

mod attempts;
mod bench;
#[cfg(test)]
mod desk_tests;
mod mailbox;
mod office;
mod rehearsal;
mod start;
mod vault;

pub use rehearsal::{Change, Rehearsal, Side, rehearse};
pub use start::{Mode, start};
pub use vault::login_key;
