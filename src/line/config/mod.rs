//! Files and environment become checked [`Settings`]; all complaints at once, with file, line and column.

mod complaints;
mod forms;
mod identity;
mod load;
mod mailbox;
mod oidc;
mod overrides;
mod partner_templates;
mod partners;
mod server;
mod settings;
mod teams;
mod webhooks;

pub use complaints::{ComplaintLine, Complaints};
pub use forms::is_secure_url;
pub use load::{load, load_rules, load_rules_untested, load_untested, parse_rules};
pub use partners::check as check_partners;
pub use settings::{
    AckLimits, AddressPolicy, ClamdSettings, DoorLimits, FigureSettings, HttpSettings, IdentitySettings, ImapLogin,
    ImapMark, ImapSecurity, ImapSettings, KeyedBsn, LmtpSettings, LoginSettings, OAuthSettings, OidcSettings,
    OutgoingSettings, RetentionSettings, SecondFactor, Settings, SmtpSettings, Team, Verify,
};
pub use webhooks::{WebhookSettings, webhook_keys};

#[cfg(test)]
mod tests;
