//! Checked settings: what runs. Made only by [`super::load`], so that wrong states do not exist.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

pub use crate::domain::AckLimits;
use crate::{
    domain::{Network, Partner, PartnerName, QueueName, Ring},
    routing::Meeting,
};

use super::webhooks::WebhookSettings;

/// Everything `config/voordeur.toml`, `partners.toml`, `teams.toml`, the templates and the rules say, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// `sqlite:/abs/path.db` or `postgres://…`; relative SQLite paths are resolved already.
    pub store_url: String,
    pub http: HttpSettings,
    pub login: LoginSettings,
    pub oidc: Option<OidcSettings>,
    /// `None`: off.
    pub metrics_listen: Option<String>,
    pub smtp: SmtpSettings,
    pub lmtp: LmtpSettings,
    /// `None`: no mailbox is read.
    pub imap: Option<ImapSettings>,
    pub identity: IdentitySettings,
    /// `None`: nothing is scanned.
    pub clamd: Option<ClamdSettings>,
    pub outgoing: OutgoingSettings,
    pub household_policy: AddressPolicy,
    /// Parameters of the linkage; `None`: the built-in ones.
    pub household_model: Option<PathBuf>,
    /// `None`: a BSN takes part in nothing.
    pub household_bsn: Option<KeyedBsn>,
    /// A BAG extract, which sharpens the reading of addresses.
    pub address_register: Option<PathBuf>,
    pub limits: DoorLimits,
    pub acknowledge: AckLimits,
    pub figures: FigureSettings,
    pub retention: RetentionSettings,
    /// `desk.theme`: a municipality's CSS, laid over ours.
    pub theme: Option<PathBuf>,
    pub partners: Vec<Partner>,
    /// Other systems that rules can tell of signals.
    pub webhooks: Vec<WebhookSettings>,
    pub teams: Vec<Team>,
    /// The telephone number in texts to people, for what cannot wait.
    pub phone: String,
    /// Sources of the minijinja templates in `config/templates/`, by file name without `.txt`.
    pub templates: Vec<(String, String)>,
    /// Path and text of `routes.toml`, for the rule table and its complaints.
    pub routes_path: PathBuf,
    pub routes_text: String,
    /// `routes.four_eyes`: who proposes rules at the desk may not approve them.
    pub four_eyes: bool,
}

/// `[http]`: desk, form and API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpSettings {
    pub listen: String,
    /// Without a final slash.
    pub public_url: String,
    /// Where a reverse proxy stands, whose `X-Forwarded-For` says who the client is.
    pub trusted_proxies: Vec<Network>,
}

/// `[login]`: how people come in at the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginSettings {
    pub second_factor: SecondFactor,
    /// Holds the key that secrets are sealed with; `None`: beside the database file.
    pub key_file: Option<PathBuf>,
}

/// `[oidc]`: login through the organisation's own accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OidcSettings {
    /// As the provider writes it.
    pub issuer: String,
    pub client_id: String,
    /// `None`: a public client, which PKCE alone guards.
    pub secret_file: Option<PathBuf>,
    /// What people call their organisation.
    pub name: String,
    /// The organisation alone gives out its accounts' e-mail addresses, so they count although it does not call them
    /// verified.
    pub trust_email: bool,
    /// Passwords open the desk too.
    pub passwords: bool,
}

/// `login.second_factor`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondFactor {
    /// Who wants to.
    Vrij,
    /// Everybody who logs in with a password.
    Verplicht,
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

/// `[identity]`: how a sender proves who it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IdentitySettings {
    /// The name under which our own mail server writes its findings (RFC 8601); `None`: nobody's are believed.
    pub authserv_id: Option<String>,
    /// Where our own mail servers are; empty: whoever can reach the door is one.
    pub relays: Vec<Network>,
    pub verify: Verify,
    /// Resolvers (`address:port`); empty: those of the system.
    pub resolvers: Vec<SocketAddr>,
    /// The longest that the checks of one mail may take.
    pub timeout: Duration,
    /// Domains whose seal on forwarded mail is believed (RFC 8617).
    pub arc_sealers: Vec<String>,
}

/// `[clamd]`: the virus scanner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClamdSettings {
    /// `host:port` or `unix:PATH`.
    pub address: String,
    /// The longest that the files of one signal may take together.
    pub timeout: Duration,
}

/// `identity.verify`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Verify {
    /// Nothing is looked up.
    #[default]
    Off,
    SpfDkimDmarc,
}

/// `[imap]`: a mailbox that mail is fetched from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImapSettings {
    pub host: String,
    pub port: u16,
    pub security: ImapSecurity,
    /// Certificates (PEM) that are trusted beside the system's.
    pub ca_file: Option<PathBuf>,
    pub user: String,
    pub login: ImapLogin,
    pub folder: String,
    /// Seconds between two looks where the server does not call by itself (IDLE).
    pub poll_s: u64,
    pub mark: ImapMark,
    /// As [`SmtpSettings::max_message_bytes`].
    pub max_message_bytes: usize,
}

/// `imap.tls`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImapSecurity {
    /// From the first octet (RFC 8314 §3.2).
    Tls,
    StartTls,
    /// Only towards this machine itself.
    Plain,
}

/// How we show who we are to the mailbox's server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImapLogin {
    /// A file with the password.
    Password(PathBuf),
    /// A file with an access token that somebody else keeps fresh.
    Token(PathBuf),
    OAuth(OAuthSettings),
}

/// Where access tokens come from (RFC 6749).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OAuthSettings {
    pub token_url: String,
    pub client_id: String,
    /// With a secret alone: the client's own grant (§4.4).
    pub secret_file: Option<PathBuf>,
    /// With a refresh token: the grant of a person (§6).
    pub refresh_token_file: Option<PathBuf>,
    pub scope: Option<String>,
}

/// What is done with a message that was taken: `imap.mark`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImapMark {
    Seen,
    Keyword(String),
    /// To another folder of the same mailbox.
    Move(String),
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

/// `household.bsn = "keyed-hash"`: a keyed hash of a BSN takes part in the linkage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyedBsn {
    /// `household.bsn_basis`: on what ground that is lawful, in the organisation's own words.
    pub basis: String,
    /// `household.bsn_key_file`.
    pub key_file: PathBuf,
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

/// `[figures]`: what was agreed with the municipality, and what the labels of the rules are called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureSettings {
    /// Days from the first signal to the first contact: the median must not be above it.
    pub contact_days: i64,
    /// Least share of agreements done on time, percent.
    pub on_time_percent: i64,
    /// Least share of reporters who were told what became of it, percent.
    pub feedback_percent: i64,
    /// A label of `routes.toml` and the theme people read for it; several labels may be one theme.
    pub themes: Vec<(String, String)>,
}

impl Default for FigureSettings {
    fn default() -> Self {
        let themes = [
            ("geld", "Geld en schulden"),
            ("kind", "Kinderen en opvoeden"),
            ("woning", "Wonen en energie"),
            ("meldcode", "Veiligheid thuis"),
            ("eenzaam", "Eenzaamheid"),
            ("overlast", "Overlast en vervuiling"),
            ("zorg", "Zorg en gezondheid"),
            ("meedoen", "Werk en meedoen"),
        ];
        Self {
            contact_days: 5,
            on_time_percent: 80,
            feedback_percent: 90,
            themes: themes.map(|(label, theme)| (label.to_owned(), theme.to_owned())).to_vec(),
        }
    }
}

/// `[retention]`: how long things are kept; `None`: for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetentionSettings {
    /// Days that a household is kept after it was closed and quiet.
    pub closed_days: Option<i64>,
    /// Days that a signal is kept after it was settled in the wachtbak.
    pub holding_days: Option<i64>,
}

/// One `[[team]]` of `teams.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    pub name: String,
    pub label: String,
    pub queue: QueueName,
    /// `Buitenring`: volunteers, another organisation. Of what a sender keeps to the inner ring they see only that it came.
    pub ring: Ring,
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

    /// The queues of the teams, each once: two teams may share one.
    pub fn queues(&self) -> Vec<String> {
        queues(&self.teams)
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

pub(super) fn queues(teams: &[Team]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for team in teams {
        if !names.contains(&team.queue.0) {
            names.push(team.queue.0.clone());
        }
    }
    names
}
