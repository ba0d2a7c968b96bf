//! The forms that single settings must have: sockets, URLs, mailboxes, paths.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf, absolute},
};

use crate::{
    domain::{Network, is_mail_address},
    routing::{
        Complaint, Findings, Section,
        file::{self, Node, Value},
    },
};

type Checked<T> = Result<T, Complaint>;

/// From where relative paths start: the folder of the file that names them; for the environment, the current one.
#[derive(Debug)]
pub(super) struct Folder(PathBuf);

impl Folder {
    /// The folder that holds a file.
    pub fn of(file: &Path) -> Self {
        Self(file.parent().map(Path::to_path_buf).unwrap_or_default())
    }

    /// As people know it: relative when the configuration was named so.
    pub fn path(&self, node: &Node) -> Checked<PathBuf> {
        Ok(self.join(node, node.filled_text()?))
    }

    fn join(&self, node: &Node, path: &str) -> PathBuf {
        let from_environment = matches!(node.value, Value::Override(_));
        if from_environment { PathBuf::from(path) } else { self.0.join(path) }
    }

    /// The part of a setting that is a path, made absolute.
    fn resolve(&self, node: &Node, path: &str) -> Checked<PathBuf> {
        absolute(self.join(node, path)).map_err(|_| Complaint::new(&node.span, "dit pad kan niet worden gevolgd"))
    }

    /// A file that is there.
    pub fn existing(&self, node: &Node) -> Checked<PathBuf> {
        let path = self.resolve(node, node.filled_text()?)?;
        if path.is_file() { Ok(path) } else { Err(Complaint::new(&node.span, "dit bestand is er niet")) }
    }

    /// `sqlite:PATH` with its path made whole, or `postgres://…`.
    pub fn store_url(&self, node: &Node) -> Checked<String> {
        let text = node.filled_text()?;
        let is_postgres = ["postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme));
        if is_postgres || text == "sqlite::memory:" {
            return Ok(text.to_owned());
        }
        let path = text.strip_prefix("sqlite:").map(|path| path.strip_prefix("//").unwrap_or(path));
        match path.filter(|path| !path.is_empty() && !path.starts_with('?')) {
            Some(path) => Ok(format!("sqlite:{}", self.resolve(node, path)?.display())),
            None => Err(Complaint::new(&node.span, "dit is geen opslag die wij kennen")
                .hinting("schrijf \"sqlite:data/voordeur.db\" of \"postgres://gebruiker@host/naam\"")),
        }
    }

    /// `""`, `host:port` or `unix:PATH`.
    pub fn endpoint(&self, node: &Node) -> Checked<Option<String>> {
        match node.text()?.strip_prefix("unix:") {
            Some("") => Err(Complaint::new(&node.span, "na unix: hoort een pad")),
            Some(path) => Ok(Some(format!("unix:{}", self.resolve(node, path)?.display()))),
            None => door(node),
        }
    }

    /// `smtp://`, `smtps://`, `smtp+starttls://` or `maildir:PATH`.
    pub fn relay(&self, node: &Node) -> Checked<String> {
        let text = node.filled_text()?;
        if let Some(path) = text.strip_prefix("maildir:").filter(|path| !path.is_empty()) {
            return Ok(format!("maildir:{}", self.resolve(node, path)?.display()));
        }
        let complaint = |message: &str| Complaint::new(&node.span, message);
        let Some((scheme @ ("smtp" | "smtps" | "smtp+starttls"), rest)) = text.split_once("://") else {
            let hint =
                "schrijf smtp://host:poort, smtps://gebruiker@host, smtp+starttls://gebruiker@host of maildir:MAP";
            return Err(complaint("deze weg voor uitgaande mail kennen wij niet").hinting(hint));
        };
        let (user, host) = rest.rsplit_once('@').map_or((None, rest), |(user, host)| (Some(user), host));
        if user.is_some_and(|user| user.contains(':')) {
            return Err(
                complaint("een wachtwoord hoort hier niet").hinting("zet het in een bestand: outgoing.password_file")
            );
        }
        if user.is_some() && scheme == "smtp" {
            return Err(complaint("hier ging het wachtwoord onversleuteld over de lijn")
                .hinting("schrijf smtps:// of smtp+starttls://"));
        }
        let host = host.strip_suffix('/').unwrap_or(host);
        if user.is_some_and(str::is_empty) || !(is_host(host) || is_socket(host)) {
            return Err(complaint("dit is geen mailserver").hinting("schrijf de naam van de host, en zo nodig :poort"));
        }
        Ok(text.to_owned())
    }
}

/// `host:port`.
pub(super) fn socket(node: &Node) -> Checked<String> {
    let text = node.text()?.trim();
    if is_socket(text) {
        return Ok(text.to_owned());
    }
    Err(Complaint::new(&node.span, "dit is geen adres met poort").hinting("bijvoorbeeld \"127.0.0.1:8080\""))
}

/// `host:port`, or `""` for a door that is off.
pub(super) fn door(node: &Node) -> Checked<Option<String>> {
    if node.text()?.trim().is_empty() { Ok(None) } else { socket(node).map(Some) }
}

fn is_socket(text: &str) -> bool {
    text.parse::<SocketAddr>().is_ok()
        || text.rsplit_once(':').is_some_and(|(host, port)| is_host(host) && port.parse::<u16>().is_ok())
}

pub(super) fn is_host(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
}

/// `http://` or `https://`, without a final slash.
pub(super) fn public_url(node: &Node) -> Checked<String> {
    let text = node.filled_text()?.trim_end_matches('/');
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let host = rest.map(|rest| rest.split_once('/').map_or(rest, |(host, _)| host));
    let fits = host.is_some_and(|host| is_host(host) || is_socket(host)) && !text.contains(['?', '#', ' ', '"']);
    if fits {
        return Ok(text.to_owned());
    }
    Err(Complaint::new(&node.span, "dit is geen webadres")
        .hinting("bijvoorbeeld \"https://voordeur.wijkteam.example\""))
}

/// RFC 5322 §3.4: `Wijkteam <signaal@wijkteam.example>` or the address alone.
pub(super) fn mailbox(node: &Node) -> Checked<String> {
    let text = node.filled_text()?;
    let address = match text.split_once('<') {
        Some((name, rest)) if !name.contains(['>', '@', ',', ';']) => rest.strip_suffix('>').unwrap_or_default(),
        Some(_) => "",
        None => text,
    };
    if is_mail_address(address) && !text.chars().any(char::is_control) {
        return Ok(text.to_owned());
    }
    Err(Complaint::new(&node.span, "dit is geen afzender")
        .hinting("bijvoorbeeld \"Wijkteam <signaal@wijkteam.example>\""))
}

/// One of our own addresses, lower case.
pub(super) fn own_address(node: &Node) -> Checked<String> {
    let address = node.text()?.trim().to_lowercase();
    if address.contains('+') {
        return Err(Complaint::new(&node.span, "schrijf het adres zonder + en wat erna komt")
            .hinting("mail met een plus-toevoeging komt vanzelf aan"));
    }
    let complaint = || Complaint::new(&node.span, "dit is geen mailadres").hinting("schrijf naam@domein");
    is_mail_address(&address).then_some(address).ok_or_else(complaint)
}

/// A list with something in it; from the environment also `a, b` or `["a", "b"]`.
pub(super) fn texts(node: &Node) -> Checked<Vec<Node>> {
    let here = |value: Value| Node { span: node.span.clone(), value };
    let items = match &node.value {
        Value::Override(text) if text.trim_start().starts_with('[') => {
            let items = file::read_list(text.trim()).ok_or_else(|| node.expected("een lijst: [ … ]"))?;
            items.into_iter().map(|item| here(item.value)).collect()
        }
        Value::Override(text) => {
            let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
            parts.map(|part| here(Value::Text(part.to_owned()))).collect()
        }
        _ => node.list()?.to_vec(),
    };
    if items.is_empty() { Err(Complaint::new(&node.span, "deze lijst mag niet leeg zijn")) } else { Ok(items) }
}

/// A whole number within bounds, both included.
pub(super) fn number_within<T>(least: T, most: T) -> impl Fn(&Node) -> Checked<T>
where
    T: TryFrom<i64> + PartialOrd + Copy + std::fmt::Display,
{
    move |node| {
        let number = T::try_from(node.number()?).ok().filter(|number| (least..=most).contains(number));
        number.ok_or_else(|| Complaint::new(&node.span, format!("dit getal moet van {least} tot en met {most} zijn")))
    }
}

/// A text with something in it and no control characters.
pub(super) fn filled(node: &Node) -> Checked<String> {
    let text = node.filled_text()?;
    if text.chars().any(char::is_control) {
        return Err(Complaint::new(&node.span, "hier staat een teken dat er niet hoort"));
    }
    Ok(text.to_owned())
}

/// A URL that secrets may go to: TLS, save on this machine itself; `None`: another one.
pub(super) fn secure_url(node: &Node) -> Checked<Option<String>> {
    let text = node.filled_text()?;
    let sound = is_secure_url(text) && !text.contains(['"', ' ']);
    Ok(sound.then(|| text.to_owned()))
}

/// Whether nobody on the line reads what goes to this URL.
pub fn is_secure_url(url: &str) -> bool {
    let local = ["http://127.0.0.1:", "http://localhost:", "http://[::1]:"];
    url.starts_with("https://") || local.iter().any(|start| url.starts_with(start))
}

pub(super) fn yes_or_no(node: &Node) -> Checked<bool> {
    match &node.value {
        Value::Override(text) => text.trim().parse().map_err(|_| node.expected("true of false")),
        _ => node.flag(),
    }
}

/// A list that may be empty; from the environment as `a, b`.
pub(super) fn several<T>(
    section: &mut Section<'_>,
    key: &'static str,
    findings: &mut Findings,
    read: fn(&Node, &str) -> Result<T, Complaint>,
) -> Vec<T> {
    let Some(entry) = section.get(key) else { return Vec::new() };
    let read = |node: &Node| read(node, node.text()?.trim());
    let items = match &entry.node.value {
        Value::Override(text) => {
            let item = |text: &str| Node { span: entry.node.span.clone(), value: Value::Text(text.to_owned()) };
            let texts = text.trim().trim_matches(['[', ']']).split(',');
            Ok(texts.map(|text| text.trim().trim_matches('"')).filter(|text| !text.is_empty()).map(item).collect())
        }
        _ => entry.node.list().map(<[Node]>::to_vec),
    };
    let items: Option<Vec<Node>> = findings.keep(items);
    items.and_then(|items| findings.keep_all(items.iter().map(read))).unwrap_or_default()
}

/// An address or a range of them.
pub(super) fn network(node: &Node, text: &str) -> Checked<Network> {
    let hint = "schrijf een adres of een reeks: \"10.0.0.5\" of \"10.0.0.0/8\"";
    Network::parse(text).ok_or_else(|| Complaint::new(&node.span, "dit is geen netwerkadres").hinting(hint))
}
