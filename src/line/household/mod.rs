//! Which household? Record linkage: blocking keys, evidence with match weights, decision with reasons. Pure.
//!
//! A signal's [`Facts`] find candidates by their blocking keys; each candidate's [`Profile`] is weighed against them
//! by the [`Model`] and the [`Population`]; the [`Linker`] joins, asks, or founds. The gateway keeps households in
//! the store ([`link`]), `voordeur link` in memory ([`Book`]); the decision is the same. docs/linkage.md tells more.
//!
//! After Fellegi and Sunter, "A Theory for Record Linkage" (JASA 64, 1969): each agreement adds its match weight.
//! **Invariant:** in doubt a human is asked, and every decision says on what evidence it was made.

mod answer;
mod apart;
mod birth;
mod book;
mod candidates;
mod em;
mod facts;
mod hash;
mod keys;
mod learn;
mod letters;
mod link;
mod linker;
mod model;
mod name;
mod names;
mod near_postcodes;
mod nicknames;
mod people;
mod placeholders;
mod population;
mod profile;
mod records;
mod register;
mod score;
mod spot;
mod street_names;
mod suffix;
mod weights;

pub use answer::of_answer;
pub use apart::Apart;
pub use book::{Book, Entry};
pub use candidates::rarest;
pub use facts::{Facts, Few, Individual};
pub use keys::{Keyed, MOST_PER_KEY, index_keys, lookup_keys, most_per_key};
pub use learn::{Learner, Lesson};
pub use letters::Letters;
pub use link::{Background, link};
pub use linker::{Asked, Linker, Verdict};
pub use model::{BUILT_IN, Model, ModelError};
pub use population::{Founded, Population};
pub use profile::{Home, Member, Profile};
pub use records::{Column, Kind, Records, Same, columns};
pub use register::Register;
