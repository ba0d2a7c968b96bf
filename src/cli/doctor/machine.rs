//! The machine: room on the disk, the clock, secret files, the certificate, and whether Voordeur runs.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use jiff::SignedDuration;

use super::{
    Finding, Patient, day_and_time,
    finding::{good, warning, wrong},
};
use crate::{
    app,
    cli::backup::size,
    config::{ImapLogin, Settings},
    doors::smtp::{Certificate, Validity},
    store::sqlite_file,
};

/// Below this, or a tenth of the disk, it is time to make room.
const LITTLE_ROOM: u64 = 1_000_000_000;
/// Below this signals may be refused any moment.
const NO_ROOM: u64 = 50_000_000;
/// Clocks that differ less are the same.
const SAME_TIME: SignedDuration = SignedDuration::from_secs(5);
/// The newest line may be written while we look.
const AHEAD: SignedDuration = SignedDuration::from_secs(60);
/// A certificate that ends sooner should have been renewed.
const RENEWAL: SignedDuration = SignedDuration::from_hours(14 * 24);
/// systemd-timesyncd makes it once the clock was set by NTP.
const NTP: &str = "/run/systemd/timesync/synchronized";

pub(super) async fn disk(patient: Arc<Patient>) -> Vec<Finding> {
    const SUBJECT: &str = "schijf";
    if !patient.settings.store_url.starts_with("sqlite:") {
        return Vec::new();
    }
    let file = sqlite_file(&patient.settings.store_url);
    let Some(folder) = file.ancestors().skip(1).find(|folder| folder.is_dir()).map(Path::to_owned) else {
        return Vec::new();
    };
    let measured = apart(move || rustix::fs::statvfs(&folder)).await;
    let Some(Ok(disk)) = measured else {
        return vec![warning(SUBJECT, "De vrije ruimte is niet te meten.", "kijk zelf met df")];
    };
    let (free, whole) = (disk.f_bavail.saturating_mul(disk.f_frsize), disk.f_blocks.saturating_mul(disk.f_frsize));
    let text = format!("{} vrij van {}", size(free), size(whole));
    vec![if free < NO_ROOM {
        wrong(SUBJECT, format!("Bijna vol: {text}."), "maak nu ruimte: zonder ruimte moeten melders wachten")
    } else if free < LITTLE_ROOM || free < whole / 10 {
        warning(SUBJECT, format!("Weinig ruimte: {text}."), "maak ruimte")
    } else {
        good(SUBJECT, text)
    }]
}

pub(super) async fn clock(patient: Arc<Patient>) -> Vec<Finding> {
    const SUBJECT: &str = "klok";
    let by_ntp = if Path::new(NTP).exists() { "gelijkgezet door NTP" } else { "loopt niet achter op het logboek" };
    let Some(store) = &patient.store else { return Vec::new() };
    let (last, own) = match store.clocks().await {
        Ok(clocks) => clocks,
        Err(error) => return vec![wrong(SUBJECT, format!("Niet te vergelijken: {error}."), "kijk bij opslag")],
    };
    if let Some(last) = last.filter(|last| *last > patient.now + AHEAD) {
        let text = format!("Het logboek is al bij {}, de klok van deze machine nog niet.", day_and_time(last));
        return vec![wrong(SUBJECT, text, "zet de klok gelijk (NTP): termijnen gaan erop af")];
    }
    let apart = own.map(|own| own.duration_since(patient.now).abs()).unwrap_or_default();
    // What was asked a while ago is compared with a clock of now.
    if apart > SAME_TIME + SignedDuration::from_secs(5) {
        let text = format!("De klok van de database loopt {} seconden anders.", apart.as_secs());
        return vec![warning(SUBJECT, text, "zet beide gelijk (NTP)")];
    }
    vec![good(SUBJECT, by_ntp)]
}

/// Asks the health page, as the monitoring does.
pub(super) async fn running(patient: Arc<Patient>) -> Vec<Finding> {
    const SUBJECT: &str = "Voordeur";
    let listen = patient.settings.metrics_listen.as_ref().unwrap_or(&patient.settings.http.listen);
    if listen.ends_with(":0") {
        return Vec::new();
    }
    let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(4)).build();
    let Ok(client) = client else { return Vec::new() };
    vec![match client.get(format!("http://{listen}/health/ready")).send().await {
        Ok(answer) if answer.status().is_success() => good(SUBJECT, format!("draait ({listen})")),
        Ok(_) => wrong(SUBJECT, "Draait, maar de opslag antwoordt niet.", "kijk bij opslag en in het log"),
        Err(error) if error.is_timeout() => {
            wrong(SUBJECT, "Draait, maar geeft geen antwoord.", "kijk in het log (journalctl -u voordeur)")
        }
        Err(_) => warning(SUBJECT, format!("Draait niet: {listen} is dicht."), "systemctl start voordeur"),
    }]
}

/// Files that only the service may read.
pub(super) async fn secrets(patient: Arc<Patient>) -> Vec<Finding> {
    const SUBJECT: &str = "geheimen";
    let mut found = Vec::new();
    let files = secret_files(&patient.settings);
    for file in &files {
        let path = file.display();
        match fs::metadata(file).map(|file| file.permissions().mode()) {
            Err(error) => {
                let text = format!("{path} is niet te lezen ({}).", error.kind());
                found.push(wrong(SUBJECT, text, "zet het bestand neer, of draai doctor als de gebruiker van Voordeur"));
            }
            Ok(mode) if mode & 0o007 != 0 => {
                found.push(wrong(
                    SUBJECT,
                    format!("Iedereen op deze machine kan bij {path}."),
                    format!("chmod 600 {path}"),
                ));
            }
            Ok(mode) if mode & 0o070 != 0 => {
                let text = format!("De groep kan bij {path}.");
                found.push(warning(SUBJECT, text, format!("chmod 600 {path}, tenzij dat zo hoort")));
            }
            Ok(_) => {}
        }
    }
    if found.is_empty() && !files.is_empty() {
        found.push(good(SUBJECT, "alleen te lezen voor hun eigenaar"));
    }
    found.extend(open_store(&patient.settings));
    found
}

fn secret_files(settings: &Settings) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = settings.outgoing.password_file.iter().cloned().collect();
    match settings.imap.as_ref().map(|imap| &imap.login) {
        Some(ImapLogin::Password(file) | ImapLogin::Token(file)) => files.push(file.clone()),
        Some(ImapLogin::OAuth(oauth)) => {
            files.extend(oauth.secret_file.iter().chain(&oauth.refresh_token_file).cloned());
        }
        None => {}
    }
    files.extend(settings.smtp.tls.as_ref().map(|(_, key)| key.clone()));
    files.extend(settings.webhooks.iter().map(|hook| hook.secret_file.clone()));
    // The one beside the database is made by the first start.
    let key = app::login_key(settings).filter(|key| settings.login.key_file.is_some() || key.exists());
    files.extend(key);
    files
}

/// A database that everybody may read, in a folder that everybody may enter.
fn open_store(settings: &Settings) -> Option<Finding> {
    let file = settings.store_url.starts_with("sqlite:").then(|| sqlite_file(&settings.store_url))?;
    let mode = |path: &Path| fs::metadata(path).ok().map(|found| found.permissions().mode());
    let open = mode(&file)? & 0o004 != 0 && mode(file.parent()?)? & 0o001 != 0;
    let (path, folder) = (file.display(), file.parent()?.display());
    open.then(|| {
        let text = format!("Iedereen op deze machine kan {path} lezen; daar staan persoonsgegevens in.");
        warning("geheimen", text, format!("chmod 700 {folder}"))
    })
}

/// The mail door's; the web's is the proxy's.
pub(super) async fn certificate(patient: Arc<Patient>) -> Vec<Finding> {
    const SUBJECT: &str = "certificaat";
    let Some((chain, key)) = &patient.settings.smtp.tls else { return Vec::new() };
    let checked = Certificate::load(chain, key).and_then(|_| Validity::of(chain, patient.now));
    let validity = match checked {
        Ok(validity) => validity,
        Err(error) => {
            let text = format!("Niet te gebruiken: {error}.");
            return vec![wrong(SUBJECT, text, "kijk bij smtp.tls_certificate en smtp.tls_key")];
        }
    };
    let names = if validity.names.is_empty() { "geen enkele naam".to_owned() } else { validity.names.join(", ") };
    let Some(until) = validity.until else {
        return vec![warning(
            SUBJECT,
            format!("Tot wanneer het geldt is niet te lezen; voor {names}."),
            "kijk met openssl",
        )];
    };
    let text = format!("geldig tot {}, voor {names}", day_and_time(until));
    vec![if !validity.begun {
        wrong(SUBJECT, "Het geldt nog niet.", "kijk naar de klok, of neem een ander")
    } else if until <= patient.now {
        wrong(SUBJECT, format!("Verlopen op {}.", day_and_time(until)), "vernieuw het; Voordeur ziet dat vanzelf")
    } else if until <= patient.now + RENEWAL {
        warning(SUBJECT, format!("Bijna verlopen: {text}."), "vernieuw het; Voordeur ziet dat vanzelf")
    } else {
        good(SUBJECT, text)
    }]
}

/// Links in mail and the password of the desk go over it.
pub(super) async fn web_address(patient: Arc<Patient>) -> Vec<Finding> {
    const SUBJECT: &str = "webadres";
    let url = &patient.settings.http.public_url;
    if url.starts_with("https://") {
        return vec![good(SUBJECT, url)];
    }
    let text = format!("{url} is zonder TLS.");
    vec![warning(SUBJECT, text, "zet er een proxy met TLS voor, en zet zijn https-adres in http.public_url")]
}

/// Runs what may hang (a disk elsewhere) on a thread that nobody waits for.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (tell, told) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || tell.send(work()));
    told.await.ok()
}
