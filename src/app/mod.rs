//! Builds the whole from its settings and runs it. The only place that asks what time it is.

mod attempts;
mod background;
mod bench;
mod checks;
mod client;
mod clock;
#[cfg(test)]
mod desk_tests;
mod gateway;
mod history;
mod mailbox;
mod nightly;
mod observe;
mod office;
mod outgoing;
mod process;
mod rehearsal;
mod rule_file;
mod rules;
mod run;
mod shaped;
mod structured;
mod vault;
mod whole_file;

pub use clock::{new_id, now};
pub use gateway::Gateway;
pub use history::TakenRow;
pub use observe::start_logging;
pub use process::{environment, no_colour, run_to_completion};
pub use rehearsal::{Change, Rehearsal, Side, rehearse};
pub use rules::{Answering, InForce, Rules, RulesError, Trouble, gazetteer, model, read_register};
pub use run::{Addresses, Mode, Running, open_gateway, start};
pub use structured::{Filled, filled};
pub use vault::login_key;
