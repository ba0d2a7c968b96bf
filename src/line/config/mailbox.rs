//! `[imap]`: the mailbox that mail is fetched from.

use crate::routing::{Complaint, Findings, Section, file::Node};

use super::{
    forms::{Folder, filled, is_host, number_within, secure_url},
    settings::{ImapLogin, ImapMark, ImapSecurity, ImapSettings, OAuthSettings},
};

/// `None` without a host: then no mailbox is read, and the rest is only checked.
pub(super) fn imap(
    root: &mut Section<'_>,
    (folder, max_message_bytes): (&Folder, usize),
    findings: &mut Findings,
) -> Option<ImapSettings> {
    let mut section = root.child("imap", "[imap]", findings);
    let host = section.optional("host", findings, host).flatten();
    let security = section.optional("tls", findings, security).unwrap_or(ImapSecurity::Tls);
    let usual = if security == ImapSecurity::Tls { 993 } else { 143 };
    let port = section.optional("port", findings, number_within(1_u16, u16::MAX)).unwrap_or(usual);
    let user = section.optional("user", findings, filled);
    let ca_file = section.optional("ca_file", findings, |node| folder.existing(node));
    let ways = login(&mut section, folder, findings);
    let read_from = section.optional("folder", findings, filled).unwrap_or_else(|| "INBOX".to_owned());
    let poll_s = section.optional("poll_s", findings, number_within(1, 86_400)).unwrap_or(60);
    let mark = section.optional("mark", findings, mark).unwrap_or(ImapMark::Seen);
    let login = host.as_ref().and_then(|host| {
        refuse_open_lines((host, security), &section, findings);
        the_one(ways, &section, findings)
    });
    if host.is_some() && user.is_none() && section.get("user").is_none() {
        complain(
            &section,
            findings,
            "‘user’ ontbreekt in [imap]",
            "schrijf erbij: user = \"signaal@wijkteam.example\"",
        );
    }
    section.finish(findings);
    let (host, user, login) = (host?, user?, login?);
    let folder = read_from;
    Some(ImapSettings { host, port, security, ca_file, user, login, folder, poll_s, mark, max_message_bytes })
}

fn complain(section: &Section<'_>, findings: &mut Findings, message: &str, hint: &str) {
    findings.add(Complaint::new(section.span(), message.to_owned()).hinting(hint.to_owned()));
}

/// A password and people's mail go over a line that others can read only within this machine.
fn refuse_open_lines((host, security): (&str, ImapSecurity), section: &Section<'_>, findings: &mut Findings) {
    if security == ImapSecurity::Plain && !matches!(host, "localhost" | "127.0.0.1" | "::1") {
        let hint = "schrijf tls = \"tls\" of \"starttls\"; \"geen\" mag alleen op deze machine zelf (127.0.0.1)";
        complain(section, findings, "hier ging de post onversleuteld over de lijn", hint);
    }
}

/// Exactly one way to show who we are.
fn the_one(mut ways: Vec<ImapLogin>, section: &Section<'_>, findings: &mut Findings) -> Option<ImapLogin> {
    if let (Some(way), true) = (ways.pop(), ways.is_empty()) {
        return Some(way);
    }
    let (message, hint) = if ways.is_empty() {
        (
            "in [imap] staat niet hoe wij ons aanmelden",
            "noem één van de drie: password_file, token_file of oauth_token_url",
        )
    } else {
        (
            "in [imap] staan twee manieren om ons aan te melden",
            "houd er één over: password_file, token_file of oauth_token_url",
        )
    };
    complain(section, findings, message, hint);
    None
}

fn login(section: &mut Section<'_>, folder: &Folder, findings: &mut Findings) -> Vec<ImapLogin> {
    let password = section.optional("password_file", findings, |node| folder.existing(node));
    let token = section.optional("token_file", findings, |node| folder.existing(node));
    let oauth = oauth(section, folder, findings);
    let ways = [password.map(ImapLogin::Password), token.map(ImapLogin::Token), oauth.map(ImapLogin::OAuth)];
    ways.into_iter().flatten().collect()
}

fn oauth(section: &mut Section<'_>, folder: &Folder, findings: &mut Findings) -> Option<OAuthSettings> {
    let token_url = section.optional("oauth_token_url", findings, token_url);
    let client_id = section.optional("oauth_client_id", findings, filled);
    let secret_file = section.optional("oauth_secret_file", findings, |node| folder.existing(node));
    let refresh_token_file = section.optional("oauth_refresh_token_file", findings, |node| folder.existing(node));
    let scope = section.optional("oauth_scope", findings, filled);
    let token_url = token_url?;
    if client_id.is_none() || (secret_file.is_none() && refresh_token_file.is_none()) {
        findings.add(
            Complaint::new(section.span(), "voor OAuth2 ontbreekt er iets in [imap]")
                .hinting("nodig zijn oauth_client_id, en oauth_secret_file of oauth_refresh_token_file"),
        );
    }
    Some(OAuthSettings { token_url, client_id: client_id.unwrap_or_default(), secret_file, refresh_token_file, scope })
}

/// A host's name or address; empty is none.
fn host(node: &Node) -> Result<Option<String>, Complaint> {
    let text = node.text()?.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if is_host(text) || text == "::1" {
        return Ok(Some(text.to_owned()));
    }
    Err(Complaint::new(&node.span, "dit is geen naam van een mailserver")
        .hinting("alleen de naam: \"outlook.office365.com\"; de poort staat in imap.port"))
}

fn security(node: &Node) -> Result<ImapSecurity, Complaint> {
    match node.text()? {
        "tls" => Ok(ImapSecurity::Tls),
        "starttls" => Ok(ImapSecurity::StartTls),
        "geen" => Ok(ImapSecurity::Plain),
        other => Err(Complaint::unknown(&node.span, "onbekende waarde", other, ["tls", "starttls", "geen"])),
    }
}

/// `gelezen`, `vlag:NAAM` or `map:NAAM`.
fn mark(node: &Node) -> Result<ImapMark, Complaint> {
    let text = node.filled_text()?;
    // RFC 3501 §9, flag-keyword: an atom.
    let is_atom =
        |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"$-_.".contains(&b));
    match text.split_once(':') {
        None if text == "gelezen" => Ok(ImapMark::Seen),
        Some(("vlag", word)) if is_atom(word) => Ok(ImapMark::Keyword(word.to_owned())),
        Some(("map", folder)) if is_folder(folder) => Ok(ImapMark::Move(folder.to_owned())),
        _ => Err(Complaint::new(&node.span, "zo kunnen wij een bericht niet kenmerken")
            .hinting("schrijf \"gelezen\", \"vlag:Voordeur\" of \"map:Verwerkt\"")),
    }
}

fn is_folder(name: &str) -> bool {
    !name.trim().is_empty() && !name.chars().any(char::is_control)
}

/// RFC 6749 §3.2: TLS, save on this machine itself.
fn token_url(node: &Node) -> Result<String, Complaint> {
    secure_url(node)?.ok_or_else(|| {
        Complaint::new(&node.span, "hier halen wij geen token")
            .hinting("bijvoorbeeld \"https://login.microsoftonline.com/TENANT/oauth2/v2.0/token\"")
    })
}
