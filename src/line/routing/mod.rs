//! The rules of `routes.toml`: to which queue, how urgent, who gets a copy, which acknowledgement.
//!
//! A file is read into a tree with places (`file`, `section`), checked into a [`RouteTable`] (`parse`, `parse_match`,
//! `parse_clock`, `parse_tests`; `lint` gives advice), and asked about a [`FactSheet`]. What a rule may ask about stands in one table: [`FACTS`].

mod area;
mod calendar;
mod clock;
mod complaint;
mod cover;
mod duty;
mod fact;
pub mod file;
mod follow_up;
mod holiday;
mod inflect;
mod lexicon;
mod lint;
mod matcher;
mod names;
mod notice;
mod parse;
mod parse_clock;
mod parse_copy;
mod parse_duty;
mod parse_match;
mod parse_tests;
mod proof;
mod section;
mod sheet;
mod table;
mod toml_words;

pub use area::District;
pub use clock::Meeting;
pub use complaint::{Complaint, Findings};
pub use duty::Turn;
pub use fact::{FACTS, Fact, FactEntry, Kind, Presence};
pub use parse::{Known, parse, parse_untested};
pub use proof::TestFailure;
pub use section::Section;
pub use sheet::{FactSheet, fact_sheet, fact_sheet_of};
pub use table::{Coordinator, RouteTable, Webhook};

#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod tests;
