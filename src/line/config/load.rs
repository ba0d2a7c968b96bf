//! Reads the files of one configuration, each with what the others define.

use std::{
    ffi::OsStr,
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use crate::{
    acknowledge::text_fault,
    domain::Partner,
    routing::{self, Complaint, Coordinator, District, Findings, Known, RouteTable, Webhook, file},
};

use super::{
    Complaints, Settings, Team,
    forms::Folder,
    overrides::lay_over,
    partners::{self, PartnerFile},
    server::{self, Server},
    settings::queues,
    teams,
    webhooks::WebhookSettings,
};

/// Templates that are sent whatever the rules say: a copy's notice, and the answer to what nobody could read.
const INDISPENSABLE_TEMPLATES: [&str; 2] = ["melding-team", "ontvangst-onleesbaar"];

/// With the rules' own tests, or without.
type Parse = fn(&str, &Known<'_>) -> Result<RouteTable, Vec<Complaint>>;

/// Name and source of a template.
type Template = (String, String);

/// Reads `voordeur.toml` at `path`, what lies beside it, the rules it names, and `VOORDEUR__…` of the environment.
///
/// # Errors
///
/// Every complaint about every file.
pub fn load(
    path: &Path,
    environment: impl Iterator<Item = (String, String)>,
) -> Result<(Settings, RouteTable), Complaints> {
    read(path, environment, routing::parse)
}

/// As [`load`], but the rules' own tests do not run: for who reports on them.
///
/// # Errors
///
/// Every complaint about every file.
pub fn load_untested(
    path: &Path,
    environment: impl Iterator<Item = (String, String)>,
) -> Result<(Settings, RouteTable), Complaints> {
    read(path, environment, routing::parse_untested)
}

fn read(
    path: &Path,
    environment: impl Iterator<Item = (String, String)>,
    parse: Parse,
) -> Result<(Settings, RouteTable), Complaints> {
    let mut complaints = Complaints::default();
    let folder = path.parent().unwrap_or(Path::new(""));
    let server = server(path, environment, &mut complaints);
    let beside = Folder::of(path);
    let read_partners = |entries: &[file::Entry], findings: &mut Findings| partners::read(entries, &beside, findings);
    let PartnerFile { partners, webhooks } = listed(&folder.join("partners.toml"), read_partners, &mut complaints);
    let teams = listed(&folder.join("teams.toml"), teams::read, &mut complaints);
    let templates = templates(&folder.join("templates"), &mut complaints);
    let names = Names::of((&partners, &webhooks), &teams, &templates);
    let rules = server.as_ref().and_then(|server| rules(&server.routes, &names, parse, &mut complaints));
    match (server, rules) {
        (Some(server), Some((routes_text, table))) if complaints.is_empty() => {
            Ok((settings(server, Lists { partners, webhooks, teams, templates }, routes_text), table))
        }
        _ => Err(complaints),
    }
}

/// Reads other rules, text and table, with the same partners, teams and templates: to rehearse them.
///
/// # Errors
///
/// Every complaint about the file; a failing test is one.
pub fn load_rules(path: &Path, settings: &Settings) -> Result<(String, RouteTable), Complaints> {
    read_rules(path, settings, routing::parse)
}

/// As [`load_rules`], but the tests in the file do not run.
///
/// # Errors
///
/// Every complaint about the file.
pub fn load_rules_untested(path: &Path, settings: &Settings) -> Result<(String, RouteTable), Complaints> {
    read_rules(path, settings, routing::parse_untested)
}

/// Checks a text of rules that stands in no file yet, with the same partners, teams and templates; `name` is for complaints.
///
/// # Errors
///
/// Every complaint about the text; a failing test is one.
pub fn parse_rules(name: &Path, text: &str, settings: &Settings) -> Result<RouteTable, Complaints> {
    let names = Names::of((&settings.partners, &settings.webhooks), &settings.teams, &settings.templates);
    routing::parse(text, &names.known()).map_err(|wrong| {
        let mut complaints = Complaints::default();
        complaints.add(name, text, wrong);
        complaints
    })
}

fn read_rules(path: &Path, settings: &Settings, parse: Parse) -> Result<(String, RouteTable), Complaints> {
    let mut complaints = Complaints::default();
    let names = Names::of((&settings.partners, &settings.webhooks), &settings.teams, &settings.templates);
    rules(path, &names, parse, &mut complaints).ok_or(complaints)
}

/// What one file defines and another may name.
struct Names {
    queues: Vec<String>,
    templates: Vec<String>,
    partners: Vec<String>,
    districts: Vec<District>,
    coordinators: Vec<Coordinator>,
    webhooks: Vec<Webhook>,
}

impl Names {
    fn of((partners, webhooks): (&[Partner], &[WebhookSettings]), teams: &[Team], templates: &[Template]) -> Self {
        Self {
            queues: queues(teams),
            templates: templates.iter().map(|(name, _)| name.clone()).collect(),
            partners: partners.iter().map(|partner| partner.name.0.clone()).collect(),
            districts: teams.iter().map(district).collect(),
            coordinators: partners.iter().filter_map(coordinator).collect(),
            webhooks: webhooks.iter().map(|hook| webhook(hook, partners)).collect(),
        }
    }
}

impl Names {
    fn known(&self) -> Known<'_> {
        Known {
            queues: &self.queues,
            templates: &self.templates,
            partners: &self.partners,
            districts: &self.districts,
            coordinators: &self.coordinators,
            webhooks: &self.webhooks,
        }
    }
}

fn district(team: &Team) -> District {
    District {
        team: team.name.clone(),
        queue: team.queue.0.clone(),
        postcodes: team.postcodes.clone(),
        streets: team.streets.clone(),
        places: team.places.clone(),
        meeting: team.meeting,
        mail: team.mail.clone(),
        contacts: team.contacts.clone(),
    }
}

fn coordinator(partner: &Partner) -> Option<Coordinator> {
    Some(Coordinator { partner: partner.name.0.clone(), ring: partner.ring, mail: partner.coordinator.clone()? })
}

fn webhook(hook: &WebhookSettings, partners: &[Partner]) -> Webhook {
    let owner = hook.partner.as_ref().and_then(|name| partners.iter().find(|partner| partner.name == *name));
    Webhook { name: hook.name.clone(), partner: owner.map(|partner| (partner.name.0.clone(), partner.ring)) }
}

/// What the files beside `voordeur.toml` list.
struct Lists {
    partners: Vec<Partner>,
    webhooks: Vec<WebhookSettings>,
    teams: Vec<Team>,
    templates: Vec<Template>,
}

fn settings(server: Server, lists: Lists, routes_text: String) -> Settings {
    Settings {
        store_url: server.store_url,
        http: server.http,
        login: server.login,
        oidc: server.oidc,
        metrics_listen: server.metrics_listen,
        smtp: server.smtp,
        identity: server.identity,
        clamd: server.clamd,
        lmtp: server.lmtp,
        imap: server.imap,
        outgoing: server.outgoing,
        household_policy: server.household.policy,
        household_model: server.household.model,
        household_bsn: server.household.bsn,
        address_register: server.address_register,
        limits: server.limits,
        acknowledge: server.acknowledge,
        figures: server.figures,
        retention: server.retention,
        theme: server.theme,
        partners: lists.partners,
        webhooks: lists.webhooks,
        teams: lists.teams,
        phone: server.phone,
        templates: lists.templates,
        routes_path: server.routes,
        four_eyes: server.four_eyes,
        routes_text,
    }
}

/// `None` when the file could not be read as TOML.
fn server(
    path: &Path,
    environment: impl Iterator<Item = (String, String)>,
    complaints: &mut Complaints,
) -> Option<Server> {
    let hint = "geef het pad met --config of VOORDEUR_CONFIG, of begin met de meegeleverde map config/";
    let text = text_of(path, hint, complaints)?;
    let mut findings = Findings::default();
    let mut entries = file::read(&text, &mut findings);
    if !findings.is_empty() {
        complaints.add(path, &text, findings.into_complaints());
        return None;
    }
    let variables = lay_over(&mut entries, text.len(), environment, &mut findings);
    let server = server::read(&entries, &Folder::of(path), &mut findings);
    complaints.add_overridden(path, &text, variables, findings.into_complaints());
    Some(server)
}

fn listed<T: Default>(
    path: &Path,
    read: impl Fn(&[file::Entry], &mut Findings) -> T,
    complaints: &mut Complaints,
) -> T {
    let Some(text) = text_of(path, "dit bestand hoort naast voordeur.toml te staan", complaints) else {
        return T::default();
    };
    let mut findings = Findings::default();
    let entries = file::read(&text, &mut findings);
    let items = if findings.is_empty() { read(&entries, &mut findings) } else { T::default() };
    complaints.add(path, &text, findings.into_complaints());
    items
}

/// Every `*.txt` in the folder, by name.
fn templates(folder: &Path, complaints: &mut Complaints) -> Vec<Template> {
    let Ok(listing) = fs::read_dir(folder) else {
        complaints.add_whole(folder, "deze map met sjablonen is er niet", "zet de sjablonen naast voordeur.toml");
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = listing.flatten().map(|file| file.path()).collect();
    paths.retain(|path| path.extension() == Some(OsStr::new("txt")));
    paths.sort();
    let mut templates = Vec::with_capacity(paths.len());
    for path in paths {
        let Some(text) = text_of(&path, "bewaar het als gewone tekst (UTF-8)", complaints) else { continue };
        let text = text.trim_start_matches('\u{FEFF}').replace("\r\n", "\n");
        if text.trim().is_empty() {
            complaints.add_whole(&path, "dit sjabloon is leeg", "een melder zou een leeg bericht krijgen");
        } else if let Some(fault) = text_fault(&text) {
            complaints.add(&path, &text, vec![Complaint::new(&fault.span, fault.message).hinting(fault.hint)]);
        }
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        templates.push((name, text));
    }
    for name in INDISPENSABLE_TEMPLATES {
        if !templates.iter().any(|(known, _)| known == name) {
            let path = folder.join(format!("{name}.txt"));
            complaints.add_whole(
                &path,
                "dit sjabloon ontbreekt",
                "neem het over uit de meegeleverde map config/templates",
            );
        }
    }
    templates
}

fn rules(path: &Path, names: &Names, parse: Parse, complaints: &mut Complaints) -> Option<(String, RouteTable)> {
    if path.as_os_str().is_empty() {
        return None;
    }
    let text = text_of(path, "noem het bestand met de regels in routes.file", complaints)?;
    match parse(&text, &names.known()) {
        Ok(table) => Some((text, table)),
        Err(wrong) => {
            complaints.add(path, &text, wrong);
            None
        }
    }
}

fn text_of(path: &Path, hint: &str, complaints: &mut Complaints) -> Option<String> {
    match fs::read_to_string(path) {
        Ok(text) => Some(text),
        Err(error) => {
            let message = match error.kind() {
                ErrorKind::NotFound => "dit bestand is er niet",
                ErrorKind::PermissionDenied => "dit bestand mag niet worden gelezen",
                ErrorKind::InvalidData => "dit bestand is geen UTF-8-tekst",
                _ => "dit bestand kan niet worden gelezen",
            };
            complaints.add_whole(path, message, hint);
            None
        }
    }
}
