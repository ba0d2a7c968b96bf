//! Files and environment become checked [`Settings`]; all complaints at once, with file, line and column.

mod complaints;
mod forms;
mod load;
mod mailbox;
mod overrides;
mod partners;
mod server;
mod settings;
mod teams;
mod webhooks;

pub use complaints::{ComplaintLine, Complaints};
pub use load::{load, load_rules, load_rules_untested, load_untested, parse_rules};
pub use partners::check as check_partners;
pub use settings::{
    AckLimits, AddressPolicy, DoorLimits, FigureSettings, HttpSettings, ImapLogin, ImapMark, ImapSecurity,
    ImapSettings, LmtpSettings, OAuthSettings, OutgoingSettings, RetentionSettings, Settings, SmtpSettings, Team,
};
pub use webhooks::{WebhookSettings, webhook_keys};

#[cfg(test)]
mod tests;
