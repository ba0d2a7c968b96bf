//! The rules of `routes.toml`: to which queue, how urgent, who gets a copy, which acknowledgement.
//!
//! A file is read into a tree with places (`file`, `section`), checked into a [`RouteTable`] (`parse`, `parse_match`,
//! `parse_tests`), and asked about a [`FactSheet`]. What a rule may ask about stands in one table: [`FACTS`].

mod complaint;
mod fact;
pub mod file;
mod lexicon;
mod matcher;
mod parse;
mod parse_match;
mod parse_tests;
mod proof;
mod section;
mod sheet;
mod table;

pub use complaint::{Complaint, Findings};
pub use fact::{FACTS, Fact, FactEntry, Kind, Presence};
pub use parse::{Known, parse};
pub use proof::TestFailure;
pub use section::Section;
pub use sheet::{FactSheet, fact_sheet};
pub use table::RouteTable;

#[cfg(test)]
mod tests;
