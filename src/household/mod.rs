//! Which household? Record linkage: blocking keys, evidence with match weights, decision with reasons. Pure.
//!
//! After Fellegi and Sunter, "A Theory for Record Linkage" (JASA 64, 1969): each agreement adds its match weight.
//! **Invariant:** only an equal full address, or our own signed token, joins by itself; weaker evidence asks a human, and says why.

mod answer;
mod evidence;
mod keys;
mod link;
mod weights;

pub use answer::of_answer;
pub use keys::{MOST_PER_KEY, index_keys, lookup_keys};
pub use link::link;
