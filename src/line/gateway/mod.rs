//! Builds the line from its settings and runs it: books, doors, courier and timers. The only place that asks what time
//! it is.
//!
//! **Invariant:** what runs on the way of a signal is made here, in functions that are not `async` themselves: the body
//! of an `async fn` is compiled in the crate that awaits it, and the program around the line is compiled for speed of
//! building.

mod background;
mod checks;
mod citizens;
mod client;
mod clock;
mod doors;
mod history;
mod nightly;
mod observe;
mod outgoing;
mod process;
mod queue_watch;
mod rule_file;
mod rules;
mod run;
mod shaped;
mod structured;
mod taking;
mod whole_file;

pub use citizens::CitizenKey;
pub use clock::{new_id, now};
pub use history::TakenRow;
pub use observe::start_logging;
pub use outgoing::ack_facts;
pub use process::{environment, no_colour, run_to_completion};
pub use rules::{Answering, InForce, Rules, RulesError, Trouble, gazetteer, model, read_register};
pub use run::{Addresses, Running, open_gateway};
pub use shaped::{mail_host, team_label, team_labels, terms, theme};
pub use structured::{Filled, filled};
pub use taking::Gateway;
pub use whole_file::replace;
