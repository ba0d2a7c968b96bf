//! Checked settings: what runs. Made only by [`super::load`], so that wrong states do not exist.

use std::path::PathBuf;

use crate::{
    domain::{Partner, PartnerName, QueueName},
    routing::Meeting,
};

/// Everything `config/voordeur.toml`, `partners.toml`, `teams.toml`, the templates and the rules say, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// `sqlite:/abs/path.db` or `postgres://…`; relative SQLite paths are resolved already.
    pub store_url: String,
    pub http: HttpSettings,
    /// `None`: off.
    pub metrics_listen: Option<String>,
    pub smtp: SmtpSettings,
    pub lmtp: LmtpSettings,
    /// `identity.authserv_id`: the name under which our own mail server writes its findings; `None`: nobody is believed.
    pub authserv_id: Option<String>,
    pub outgoing: OutgoingSettings,
    pub household_policy: AddressPolicy,
    /// Parameters of the linkage; `None`: the built-in ones.
    pub household_model: Option<PathBuf>,
    /// A BAG extract, which sharpens the reading of addresses.
    pub address_register: Option<PathBuf>,
    pub limits: DoorLimits,
    pub acknowledge: AckLimits,
    pub partners: Vec<Partner>,
    pub teams: Vec<Team>,
    /// The telephone number in texts to people, for what cannot wait.
    pub phone: String,
    /// Sources of the minijinja templates in `config/templates/`, by file name without `.txt`.
    pub templates: Vec<(String, String)>,
    /// Path and text of `routes.toml`, for the rule table and its complaints.
    pub routes_path: PathBuf,
    pub routes_text: String,
}

/// `[http]`: desk, form and API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpSettings {
    pub listen: String,
    /// Without a final slash.
    pub public_url: String,
}

/// `[smtp]`: the mail door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmtpSettings {
    /// `None`: off.
    pub listen: Option<String>,
    /// Accepted recipients, lower case, without plus-tags.
    pub addresses: Vec<String>,
    pub max_message_bytes: usize,
    pub idle_timeout_s: u64,
    /// Certificate chain and key (PEM) with which STARTTLS is offered; `None`: it is not.
    pub tls: Option<(PathBuf, PathBuf)>,
}

/// `[lmtp]`: the mail door behind a mail server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LmtpSettings {
    /// `host:port` or `unix:PATH`; `None`: off.
    pub listen: Option<String>,
}

/// `[outgoing]`: by whom mail goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingSettings {
    /// `smtp://`, `smtps://`, `smtp+starttls://user@host` or `maildir:PATH`.
    pub relay: String,
    pub password_file: Option<PathBuf>,
    /// RFC 5322 mailbox: `Wijkteam <signaal@wijkteam.example>`.
    pub from: String,
}

/// `household.policy`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressPolicy {
    /// An equal full address groups by itself.
    Adres,
    /// An address or a bare name alone never links.
    Streng,
}

/// Per client address or key and minute; 0: no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DoorLimits {
    pub smtp_messages_per_minute: u32,
    pub api_requests_per_minute: u32,
    pub form_posts_per_minute: u32,
}

/// 0: no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AckLimits {
    pub max_per_address_per_hour: u32,
    pub max_per_hour: u32,
}

/// One `[[team]]` of `teams.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    pub name: String,
    pub label: String,
    pub queue: QueueName,
    /// Postcodes (`9675XA`) or PC4 (`9675`) of its area.
    pub postcodes: Vec<String>,
    /// As the BAG writes them.
    pub streets: Vec<String>,
    /// Woonplaatsen.
    pub places: Vec<String>,
    /// Where the team gets its reminders and copies.
    pub mail: Option<String>,
    /// The team's meeting (wijkoverleg), which `by = "overleg"` means.
    pub meeting: Option<Meeting>,
    /// People that an escalation may name, and their mail addresses: `voorman`.
    pub contacts: Vec<(String, String)>,
}

impl Settings {
    /// The partner that a mail domain belongs to; a subdomain of a registered domain counts.
    pub fn partner_by_domain(&self, domain: &str) -> Option<&Partner> {
        let domain = domain.to_ascii_lowercase();
        self.partners.iter().find(|partner| {
            partner
                .domains
                .iter()
                .any(|own| domain == *own || domain.strip_suffix(own.as_str()).is_some_and(|rest| rest.ends_with('.')))
        })
    }

    pub fn partner(&self, name: &PartnerName) -> Option<&Partner> {
        self.partners.iter().find(|partner| partner.name == *name)
    }

    /// What people read instead of a partner's name.
    pub fn partner_label<'a>(&'a self, name: &'a str) -> &'a str {
        self.partners
            .iter()
            .find(|partner| partner.name.as_str() == name)
            .map_or(name, |partner| partner.label.as_str())
    }
}
