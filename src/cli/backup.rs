//! `voordeur backup`: the whole store in one file, while signals come in.

use std::{
    fmt::Write as _,
    fs,
    io::{IsTerminal, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant},
};

use clap::Args;
use serde_json::{Value, json};
use tokio::{
    signal::unix::{SignalKind, signal},
    time::interval,
};

use super::{BAD_CONFIGURATION, Common, load};
use crate::{
    app,
    config::Settings,
    gateway,
    store::{self, Contents, CopyError, Existing, Store},
};

/// How often a terminal sees the progress; elsewhere a line is written far less often.
const TELL: Duration = Duration::from_millis(200);
const LOOKS_PER_LINE: u32 = 50;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Where the copy goes; only its owner may read it.
    file: PathBuf,
    /// Replace the file if it is there already.
    #[arg(long)]
    force: bool,
}

pub(super) async fn run(common: &Common, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let Some((settings, _)) = load(common) else {
        return Ok(ExitCode::from(BAD_CONFIGURATION));
    };
    let file = std::path::absolute(&arguments.file)?;
    let existing = if arguments.force { Existing::Replace } else { Existing::Refuse };
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let began = Instant::now();
    let copied = tokio::select! {
        copied = store::back_up(&settings.store_url, &file, existing) => copied,
        () = progress(&settings, &file) => return Ok(ExitCode::FAILURE),
        _ = terminate.recv() => return Ok(interrupted(&file)),
        _ = interrupt.recv() => return Ok(interrupted(&file)),
    };
    match copied {
        Ok(contents) => {
            let took = began.elapsed();
            note(&settings, &contents).await;
            report(common, &settings, (&file, took), &contents)
        }
        Err(error) => Ok(complain(&error)),
    }
}

/// The copy is whole without this line; it tells the auditor, and `doctor`.
async fn note(settings: &Settings, contents: &Contents) {
    let detail = format!("{} signalen, {} huishoudens", contents.signals, contents.households);
    let noted = async {
        let store = Store::open_as_it_is(&settings.store_url).await?;
        let noted = store.note_operation("opslag.gekopieerd", detail, gateway::now()).await;
        store.close().await;
        noted
    };
    if let Err(error) = noted.await {
        eprintln!("De back-up staat niet in het logboek: {error}");
    }
}

fn report(
    common: &Common,
    settings: &Settings,
    (file, took): (&Path, Duration),
    contents: &Contents,
) -> anyhow::Result<ExitCode> {
    let octets = fs::metadata(file)?.len();
    let keep = [app::login_key(settings), common.config.parent().map(Path::to_owned)];
    let keep: Vec<String> = keep.into_iter().flatten().map(|path| shown(&path)).collect();
    if common.json {
        let mut result = json!({ "bestand": shown(file), "bytes": octets, "bewaarOok": keep });
        result["duurMs"] = u64::try_from(took.as_millis()).unwrap_or(u64::MAX).into();
        told_in(&mut result, contents);
        println!("{result}");
    } else {
        println!("Back-up gemaakt: {}", file.display());
        println!("{}, in {}.{} seconden.", size(octets), took.as_secs(), took.subsec_millis() / 100);
        println!("{}", told(contents));
        eprintln!("Bewaar ook, maar niet naast deze back-up: {}", keep.join(", "));
        eprintln!("Een back-up bevat persoonsgegevens: versleutel hem, en wis hem als hij oud is.");
    }
    Ok(verdict(contents))
}

/// What a copy holds, in words.
pub(super) fn told(contents: &Contents) -> String {
    let Contents { schema, signals, households, audit } = contents;
    let mut words = format!("{signals} signalen, {households} huishoudens, schema {schema}.");
    let _ = match audit {
        Ok(audit) => {
            write!(words, "\nHeel bevonden. Logboek: {} regels, laatste hash {}", audit.lines, audit.last_hash)
        }
        Err(line) => write!(words, "\nHet logboek klopt niet vanaf regel {line}: die mist of is veranderd."),
    };
    words
}

/// What a copy holds, as JSON.
pub(super) fn told_in(result: &mut Value, contents: &Contents) {
    result["signalen"] = contents.signals.into();
    result["huishoudens"] = contents.households.into();
    result["schema"] = contents.schema.into();
    match &contents.audit {
        Ok(audit) => result["logboek"] = json!({ "regels": audit.lines, "laatsteHash": audit.last_hash }),
        Err(line) => result["logboek"] = json!({ "klopteNietVanafRegel": line }),
    }
}

/// 1 when the audit is broken: the copy is made, but somebody must look.
pub(super) fn verdict(contents: &Contents) -> ExitCode {
    if contents.audit.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Says what went wrong and what to do: 2 when it was asked wrongly.
pub(super) fn complain(error: &CopyError) -> ExitCode {
    let (code, words) = match error {
        CopyError::Exists(path) => {
            (2, format!("{} bestaat al. Kies een andere naam, of vervang het met --force.", path.display()))
        }
        CopyError::Itself(path) => {
            (2, format!("{} is de opslag zelf (store.url). Kies een andere naam voor de back-up.", path.display()))
        }
        CopyError::NoStore(path) => (1, format!("Er is geen database op {}. Klopt store.url?", path.display())),
        CopyError::File(path, error) => (1, format!("{}: {error}", path.display())),
        CopyError::NotEmpty => (
            2,
            "De opslag (store.url) is niet leeg: er staan signalen, mensen of sleutels in. Terugzetten kan alleen in \
             een lege. Zet de oude eerst opzij, of wijs met store.url een nieuwe aan."
                .to_owned(),
        ),
        CopyError::InUse => (2, "De opslag (store.url) is in gebruik. Stop Voordeur eerst.".to_owned()),
        CopyError::NotOurs => (1, "Dit is geen opslag van Voordeur.".to_owned()),
        CopyError::OtherKind => {
            (2, "Deze back-up is van een andere soort database dan store.url: SQLite of PostgreSQL.".to_owned())
        }
        CopyError::Damaged(said) => (1, format!("De back-up is beschadigd ({said}). Neem een andere.")),
        CopyError::Newer { found, known } => (
            1,
            format!(
                "De back-up is van een nieuwere Voordeur (schema {found}; deze kent {known}). Installeer die eerst."
            ),
        ),
        CopyError::NoProgram { program, command } => (
            2,
            format!(
                "{program} staat niet op deze machine (Debian: apt-get install postgresql-client). Of doe het elders, \
                 met het wachtwoord in PGPASSWORD:\n{command}"
            ),
        ),
        CopyError::Program { program, said } => (1, format!("{program} mislukte: {said}")),
        CopyError::Store(error) => (1, format!("De opslag (store.url): {error}")),
    };
    eprintln!("{words}");
    ExitCode::from(code)
}

fn interrupted(file: &Path) -> ExitCode {
    // It is ours alone, and no copy yet.
    let _ = fs::remove_file(store::part_of(file));
    eprintln!("Afgebroken. Er is geen back-up gemaakt.");
    ExitCode::FAILURE
}

/// Shows for ever how much was copied.
async fn progress(settings: &Settings, file: &Path) {
    let part = store::part_of(file);
    let store = settings.store_url.strip_prefix("sqlite:").map(|path| path.trim_start_matches("//"));
    let whole = store.and_then(|path| fs::metadata(path).ok()).map(|store| store.len());
    let terminal = std::io::stderr().is_terminal();
    let mut looks = interval(if terminal { TELL } else { TELL * LOOKS_PER_LINE });
    looks.tick().await;
    loop {
        looks.tick().await;
        let copied = fs::metadata(&part).map_or(0, |part| part.len());
        let share = whole.map(|whole| format!(" van {}", size(whole))).unwrap_or_default();
        if terminal {
            let full = whole.map_or(0, |whole| copied.min(whole) * 25 / whole.max(1));
            let bar = "#".repeat(usize::try_from(full).unwrap_or_default());
            eprint!("\r\x1b[K[{bar:<25}] {}{share}\r", size(copied));
            let _ = std::io::stderr().flush();
        } else {
            eprintln!("{}{share}", size(copied));
        }
    }
}

fn shown(path: &Path) -> String {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).display().to_string()
}

/// `12,3 MB`
pub(super) fn size(octets: u64) -> String {
    let (unit, name) = match octets {
        0..1_000_000 => (1_000, "kB"),
        1_000_000..1_000_000_000 => (1_000_000, "MB"),
        _ => (1_000_000_000, "GB"),
    };
    format!("{},{} {name}", octets / unit, octets % unit * 10 / unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_at_a_glance() {
        assert_eq!(
            [940, 12_340_000, 3_000_000_000].map(size),
            ["0,9 kB".to_owned(), "12,3 MB".to_owned(), "3,0 GB".to_owned()]
        );
    }
}
