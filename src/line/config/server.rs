//! `voordeur.toml`: every setting with its default and its form. `docs/configuration.md` names each of them.

use std::{path::PathBuf, time::Duration};

use crate::{
    domain::Network,
    routing::{
        Complaint, Findings, Section,
        file::{Entry, Node, Value},
    },
};

use super::{
    forms::{
        Folder, door, mailbox, network, number_within, own_address, public_url, several, socket, texts, yes_or_no,
    },
    identity, mailbox, oidc,
    settings::{
        AckLimits, AddressPolicy, ClamdSettings, DoorLimits, FigureSettings, HttpSettings, IdentitySettings,
        ImapSettings, KeyedBsn, LmtpSettings, LoginSettings, OidcSettings, OutgoingSettings, RetentionSettings,
        SecondFactor, SmtpSettings,
    },
};

/// A proxy on this machine itself is believed.
const LOOPBACK: [&str; 2] = ["127.0.0.1", "::1"];

/// What `voordeur.toml` alone says.
#[derive(Debug)]
pub(super) struct Server {
    pub store_url: String,
    pub http: HttpSettings,
    pub login: LoginSettings,
    pub oidc: Option<OidcSettings>,
    pub metrics_listen: Option<String>,
    pub smtp: SmtpSettings,
    pub lmtp: LmtpSettings,
    pub imap: Option<ImapSettings>,
    pub identity: IdentitySettings,
    pub clamd: Option<ClamdSettings>,
    pub outgoing: OutgoingSettings,
    /// The policy, and the file of the model.
    pub household: HouseholdSection,
    pub address_register: Option<PathBuf>,
    pub limits: DoorLimits,
    pub acknowledge: AckLimits,
    pub figures: FigureSettings,
    pub retention: RetentionSettings,
    pub theme: Option<PathBuf>,
    pub phone: String,
    pub routes: PathBuf,
    pub four_eyes: bool,
}

/// Reads `voordeur.toml`; where a value was complained about, its default stands in.
pub(super) fn read(entries: &[Entry], folder: &Folder, findings: &mut Findings) -> Server {
    let mut root = Section::root(entries);
    let mut store = root.child("store", "[store]", findings);
    let store_url = setting(&mut store, "url", "sqlite:data/voordeur.db", findings, |node| folder.store_url(node));
    store.finish(findings);
    let mut metrics = root.child("metrics", "[metrics]", findings);
    let metrics_listen = setting(&mut metrics, "listen", "127.0.0.1:9464", findings, door);
    metrics.finish(findings);
    let mut lmtp = root.child("lmtp", "[lmtp]", findings);
    let lmtp_listen = setting(&mut lmtp, "listen", "", findings, |node| folder.endpoint(node));
    lmtp.finish(findings);
    let mut routes = root.child("routes", "[routes]", findings);
    let routes_file = setting(&mut routes, "file", "../routes.toml", findings, |node| folder.path(node));
    let four_eyes = routes.optional("four_eyes", findings, yes_or_no).unwrap_or(true);
    routes.finish(findings);
    let mut texts = root.child("texts", "[texts]", findings);
    let phone = setting(&mut texts, "phone", "0597-000000", findings, |node| Ok(node.filled_text()?.to_owned()));
    texts.finish(findings);
    let mut addresses = root.child("addresses", "[addresses]", findings);
    let address_register = addresses.optional("register", findings, |node| folder.existing(node));
    addresses.finish(findings);
    let mut desk = root.child("desk", "[desk]", findings);
    let theme = desk.optional("theme", findings, |node| folder.existing(node));
    desk.finish(findings);
    let smtp = smtp(&mut root, folder, findings);
    let login = login(&mut root, (folder, &store_url), findings);
    let has_key = login.key_file.is_some() || !store_url.starts_with("postgres");
    let server = Server {
        theme,
        address_register,
        oidc: oidc::read(&mut root, (folder, has_key), findings),
        login,
        store_url,
        http: http(&mut root, findings),
        metrics_listen,
        imap: mailbox::imap(&mut root, (folder, smtp.max_message_bytes), findings),
        smtp,
        lmtp: LmtpSettings { listen: lmtp_listen },
        identity: identity::read(&mut root, findings),
        clamd: clamd(&mut root, folder, findings),
        outgoing: outgoing(&mut root, folder, findings),
        household: household(&mut root, folder, findings),
        limits: limits(&mut root, findings),
        acknowledge: acknowledge(&mut root, findings),
        figures: figures(&mut root, findings),
        retention: retention(&mut root, findings),
        phone,
        routes: routes_file,
        four_eyes,
    };
    root.finish(findings);
    server
}

/// A setting, or its default, which goes through the same check.
pub(super) fn setting<T: Default>(
    section: &mut Section<'_>,
    key: &'static str,
    default: &str,
    findings: &mut Findings,
    read: impl Fn(&Node) -> Result<T, Complaint>,
) -> T {
    if section.get(key).is_some() {
        return section.optional(key, findings, read).unwrap_or_default();
    }
    let default = Node { span: section.span().clone(), value: Value::Text(default.to_owned()) };
    findings.keep(read(&default)).unwrap_or_default()
}

fn http(root: &mut Section<'_>, findings: &mut Findings) -> HttpSettings {
    let mut section = root.child("http", "[http]", findings);
    let settings = HttpSettings {
        listen: setting(&mut section, "listen", "127.0.0.1:8080", findings, socket),
        public_url: setting(&mut section, "public_url", "http://127.0.0.1:8080", findings, public_url),
        trusted_proxies: if section.get("trusted_proxies").is_some() {
            several(&mut section, "trusted_proxies", findings, network)
        } else {
            LOOPBACK.iter().filter_map(|address| Network::parse(address)).collect()
        },
    };
    section.finish(findings);
    settings
}

fn login(root: &mut Section<'_>, (folder, store_url): (&Folder, &str), findings: &mut Findings) -> LoginSettings {
    let mut section = root.child("login", "[login]", findings);
    let second_factor = section.optional("second_factor", findings, |node| match node.text()? {
        "vrij" => Ok(SecondFactor::Vrij),
        "verplicht" => Ok(SecondFactor::Verplicht),
        other => Err(Complaint::unknown(&node.span, "onbekende waarde", other, ["vrij", "verplicht"])),
    });
    let key_file = section.optional("key_file", findings, |node| folder.existing(node));
    let settings = LoginSettings { second_factor: second_factor.unwrap_or(SecondFactor::Vrij), key_file };
    if settings.second_factor == SecondFactor::Verplicht
        && store_url.starts_with("postgres")
        && section.get("key_file").is_none()
    {
        findings.add(
            Complaint::new(section.span(), "‘key_file’ ontbreekt")
                .hinting("een tweede stap heeft bij PostgreSQL een sleutelbestand nodig: login.key_file"),
        );
    }
    section.finish(findings);
    settings
}

fn smtp(root: &mut Section<'_>, folder: &Folder, findings: &mut Findings) -> SmtpSettings {
    let mut section = root.child("smtp", "[smtp]", findings);
    let addresses = section.optional("addresses", findings, texts);
    let addresses = addresses.and_then(|items| findings.keep_all(items.iter().map(own_address)));
    // RFC 5321 §4.5.3.1.7 asks for 64 KiB at least; smaller serves only tests.
    let size = number_within(1_024_usize, 1 << 30);
    let settings = SmtpSettings {
        listen: setting(&mut section, "listen", "127.0.0.1:2525", findings, door),
        addresses: addresses.unwrap_or_else(|| vec!["signaal@wijkteam.example".to_owned()]),
        max_message_bytes: section.optional("max_message_bytes", findings, size).unwrap_or(26_214_400),
        idle_timeout_s: section.optional("idle_timeout_s", findings, number_within(1, 3_600)).unwrap_or(60),
        tls: tls_files(&mut section, folder, findings),
    };
    section.finish(findings);
    settings
}

/// Both files or none.
fn tls_files(section: &mut Section<'_>, folder: &Folder, findings: &mut Findings) -> Option<(PathBuf, PathBuf)> {
    let (has_chain, has_key) = (section.get("tls_certificate").is_some(), section.get("tls_key").is_some());
    let chain = section.optional("tls_certificate", findings, |node| folder.existing(node));
    let key = section.optional("tls_key", findings, |node| folder.existing(node));
    if has_chain != has_key {
        let lacking = if has_chain { "tls_key" } else { "tls_certificate" };
        findings.add(
            Complaint::new(section.span(), format!("‘{lacking}’ ontbreekt"))
                .hinting("STARTTLS heeft een certificaat én een sleutel nodig: tls_certificate en tls_key"),
        );
    }
    chain.zip(key)
}

fn clamd(root: &mut Section<'_>, folder: &Folder, findings: &mut Findings) -> Option<ClamdSettings> {
    let mut section = root.child("clamd", "[clamd]", findings);
    let address = setting(&mut section, "address", "", findings, |node| folder.endpoint(node));
    let milliseconds = section.optional("timeout_ms", findings, number_within(50_u64, 120_000));
    section.finish(findings);
    Some(ClamdSettings { address: address?, timeout: Duration::from_millis(milliseconds.unwrap_or(10_000)) })
}

fn outgoing(root: &mut Section<'_>, folder: &Folder, findings: &mut Findings) -> OutgoingSettings {
    let mut section = root.child("outgoing", "[outgoing]", findings);
    let from = "Wijkteam <signaal@wijkteam.example>";
    let settings = OutgoingSettings {
        relay: setting(&mut section, "relay", "smtp://127.0.0.1:25", findings, |node| folder.relay(node)),
        password_file: section.optional("password_file", findings, |node| folder.existing(node)),
        from: setting(&mut section, "from", from, findings, mailbox),
    };
    if let Some(relay) = section.get("relay")
        && settings.relay.contains('@')
        && !settings.relay.starts_with("maildir:")
        && section.get("password_file").is_none()
    {
        findings.add(
            Complaint::new(&relay.node.span, "bij deze gebruiker ontbreekt het wachtwoord")
                .hinting("zet het in een bestand en noem dat in outgoing.password_file"),
        );
    }
    section.finish(findings);
    settings
}

/// `[household]`.
#[derive(Debug)]
pub(super) struct HouseholdSection {
    pub policy: AddressPolicy,
    pub model: Option<PathBuf>,
    pub bsn: Option<KeyedBsn>,
}

/// Whether a keyed hash of a BSN takes part, and on what ground.
fn keyed_bsn(section: &mut Section<'_>, folder: &Folder, findings: &mut Findings) -> Option<KeyedBsn> {
    let said = section.get("bsn").map(|entry| entry.node.span.clone());
    let hashed = section.optional("bsn", findings, |node| match node.text()? {
        "never" => Ok(false),
        "keyed-hash" => Ok(true),
        other => Err(Complaint::unknown(&node.span, "onbekende waarde", other, ["never", "keyed-hash"])),
    });
    let basis = section.optional("bsn_basis", findings, |node| match node.text()?.trim() {
        "" => Err(Complaint::new(&node.span, "hier moet de wettelijke grondslag staan")),
        basis => Ok(basis.to_owned()),
    });
    let key_file = section.optional("bsn_key_file", findings, |node| folder.existing(node));
    let span = said.filter(|_| hashed == Some(true))?;
    if basis.is_none() || key_file.is_none() {
        let what = "een BSN mag alleen meewegen met een wettelijke grondslag en een sleutel";
        let how = "zet de grondslag in household.bsn_basis en noem het sleutelbestand in household.bsn_key_file";
        findings.add(Complaint::new(&span, what).hinting(how));
    }
    Some(KeyedBsn { basis: basis?, key_file: key_file? })
}

fn household(root: &mut Section<'_>, folder: &Folder, findings: &mut Findings) -> HouseholdSection {
    let mut section = root.child("household", "[household]", findings);
    let policy = section.optional("policy", findings, |node| match node.text()? {
        "adres" => Ok(AddressPolicy::Adres),
        "streng" => Ok(AddressPolicy::Streng),
        other => Err(Complaint::unknown(&node.span, "onbekende waarde", other, ["adres", "streng"])),
    });
    let model = section.optional("model", findings, |node| folder.existing(node));
    let bsn = keyed_bsn(&mut section, folder, findings);
    section.finish(findings);
    HouseholdSection { policy: policy.unwrap_or(AddressPolicy::Adres), model, bsn }
}

fn limits(root: &mut Section<'_>, findings: &mut Findings) -> DoorLimits {
    let mut section = root.child("limits", "[limits]", findings);
    let limits = DoorLimits {
        smtp_messages_per_minute: limit(&mut section, "smtp_messages_per_minute", 120, findings),
        api_requests_per_minute: limit(&mut section, "api_requests_per_minute", 600, findings),
        form_posts_per_minute: limit(&mut section, "form_posts_per_minute", 10, findings),
    };
    section.finish(findings);
    limits
}

fn acknowledge(root: &mut Section<'_>, findings: &mut Findings) -> AckLimits {
    let mut section = root.child("acknowledge", "[acknowledge]", findings);
    let limits = AckLimits {
        max_per_address_per_hour: limit(&mut section, "max_per_address_per_hour", 20, findings),
        max_per_hour: limit(&mut section, "max_per_hour", 2_000, findings),
    };
    section.finish(findings);
    limits
}

/// `true` or `false`; from the environment as a word.
fn figures(root: &mut Section<'_>, findings: &mut Findings) -> FigureSettings {
    let mut section = root.child("figures", "[figures]", findings);
    let default = FigureSettings::default();
    let percent = || number_within(1_i64, 100);
    let themes = section.optional("themes", findings, Node::table).map(|entries| {
        let theme = |entry: &Entry| Some((entry.key.clone(), findings.keep(entry.node.filled_text())?.to_owned()));
        entries.iter().filter_map(theme).collect()
    });
    let settings = FigureSettings {
        contact_days: section
            .optional("contact_days", findings, number_within(1_i64, 60))
            .unwrap_or(default.contact_days),
        on_time_percent: section.optional("on_time_percent", findings, percent()).unwrap_or(default.on_time_percent),
        feedback_percent: section.optional("feedback_percent", findings, percent()).unwrap_or(default.feedback_percent),
        themes: themes.unwrap_or(default.themes),
    };
    section.finish(findings);
    settings
}

/// 0: for ever.
fn retention(root: &mut Section<'_>, findings: &mut Findings) -> RetentionSettings {
    let mut section = root.child("retention", "[retention]", findings);
    let mut term = |key, default| {
        let days = section.optional(key, findings, number_within(0_i64, 36_600)).unwrap_or(default);
        (days > 0).then_some(days)
    };
    let settings = RetentionSettings { closed_days: term("closed_days", 365), holding_days: term("holding_days", 90) };
    section.finish(findings);
    settings
}

/// 0: no limit.
fn limit(section: &mut Section<'_>, key: &'static str, default: u32, findings: &mut Findings) -> u32 {
    section.optional(key, findings, number_within(0, 1_000_000)).unwrap_or(default)
}
