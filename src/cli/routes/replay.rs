//! `voordeur routes replay`: other rules over the signals of the past, page by page.

use std::{io::IsTerminal, path::Path, process::ExitCode, sync::Arc};

use anyhow::{Context, anyhow, bail};
use jiff::{SignedDuration, Timestamp, civil::Date};

use super::super::{BAD_CONFIGURATION, Common, check, load};
use crate::{
    app::{self, Change, Rehearsal},
    config, gateway,
    routing::RouteTable,
    store::Store,
};

/// Something urgent would sink.
const SINKS: u8 = 2;

/// A century: nobody asks for more by accident.
const MOST_DAYS: i64 = 36_500;

/// Kenmerken that a line of the table shows.
const SHOWN: usize = 3;

pub(super) async fn run(common: &Common, file: &Path, since: Option<&str>) -> anyhow::Result<ExitCode> {
    let Some((settings, now_in_use)) = load(common) else {
        return Ok(ExitCode::from(BAD_CONFIGURATION));
    };
    let rules = match config::load_rules(file, &settings) {
        Ok((_, table)) => Arc::new(table),
        Err(complaints) => {
            check::print(common, &complaints);
            return Ok(ExitCode::from(BAD_CONFIGURATION));
        }
    };
    let since = since.map_or(Ok(Timestamp::MIN), |since| beginning(since, gateway::now(), &rules))?;
    let store = Store::open(&settings.store_url).await.context("store.url")?;
    let rehearsed = app::rehearse(&store, Arc::clone(&rules), since, progress).await;
    if std::io::stderr().is_terminal() {
        eprintln!();
    }
    store.close().await;
    let rehearsal = rehearsed?;
    if common.json {
        println!("{}", as_json(&rehearsal, now_in_use.version(), rules.version()));
    } else {
        print!("{}", as_text(&rehearsal, now_in_use.version(), rules.version()));
    }
    Ok(if rehearsal.sinking.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(SINKS) })
}

/// `90d`, `12w`, or a date in the rules' time zone.
fn beginning(since: &str, now: Timestamp, rules: &RouteTable) -> anyhow::Result<Timestamp> {
    if let Ok(date) = since.parse::<Date>() {
        return Ok(date.to_zoned(rules.timezone().clone())?.timestamp());
    }
    let wrong = || anyhow!("--since {since}: schrijf een aantal dagen of weken (90d, 12w) of een datum (2026-09-01)");
    let unit = since.chars().last().ok_or_else(wrong)?;
    let number: i64 = since.strip_suffix(unit).and_then(|number| number.parse().ok()).ok_or_else(wrong)?;
    let days = match unit {
        'd' => number,
        'w' => number.saturating_mul(7),
        _ => bail!(wrong()),
    };
    if !(0..=MOST_DAYS).contains(&days) {
        bail!(wrong());
    }
    now.checked_sub(SignedDuration::from_hours(days * 24)).map_err(|_| wrong())
}

/// Seen so far, for who waits at a terminal.
fn progress(seen: usize) {
    if std::io::stderr().is_terminal() {
        eprint!("\r{seen} signalen bekeken");
    }
}

fn as_text(rehearsal: &Rehearsal, old: &str, new: &str) -> String {
    let mut text = format!(
        "Nieuwe regels: versie {new} (nu geldt {old}).\n{} signalen bekeken: {} anders, {} door een andere regel met \
         dezelfde uitkomst, de rest gelijk.\n",
        rehearsal.seen,
        rehearsal.changed(),
        rehearsal.renamed
    );
    if rehearsal.unreadable > 0 {
        text.push_str(&format!("{} signalen konden niet worden teruggelezen.\n", rehearsal.unreadable));
    }
    let mut changes: Vec<(&Change, &Vec<String>)> = rehearsal.changes.iter().collect();
    changes.sort_by_key(|(_, kenmerken)| std::cmp::Reverse(kenmerken.len()));
    if !changes.is_empty() {
        text.push_str("\n  aantal  was → wordt\n");
    }
    for (change, kenmerken) in changes {
        let more = if kenmerken.len() > SHOWN { ", …" } else { "" };
        let some: Vec<&str> = kenmerken.iter().take(SHOWN).map(String::as_str).collect();
        text.push_str(&format!(
            "{:>8}  {} → {}\n          {}{more}\n",
            kenmerken.len(),
            change.old,
            change.new,
            some.join(", ")
        ));
    }
    if !rehearsal.sinking.is_empty() {
        text.push_str(&format!("\nLET OP: {} dringende signalen zouden zakken:\n", rehearsal.sinking.len()));
        for (kenmerk, why) in rehearsal.sinking.iter().take(50) {
            text.push_str(&format!("  {kenmerk}: {why}\n"));
        }
        if rehearsal.sinking.len() > 50 {
            text.push_str("  … (alle kenmerken: --json)\n");
        }
    }
    text
}

fn as_json(rehearsal: &Rehearsal, old: &str, new: &str) -> serde_json::Value {
    let changes: Vec<serde_json::Value> = rehearsal
        .changes
        .iter()
        .map(|(Change { old, new }, kenmerken)| {
            serde_json::json!({
                "aantal": kenmerken.len(),
                "oud": { "wachtrij": old.queue, "regel": old.rule, "urgentie": old.urgency.as_str(), "kopieen": old.copies.len(), "wacht": old.held },
                "nieuw": { "wachtrij": new.queue, "regel": new.rule, "urgentie": new.urgency.as_str(), "kopieen": new.copies.len(), "wacht": new.held },
                "kenmerken": kenmerken,
            })
        })
        .collect();
    let sinking: Vec<serde_json::Value> = rehearsal
        .sinking
        .iter()
        .map(|(kenmerk, why)| serde_json::json!({ "kenmerk": kenmerk, "reden": why }))
        .collect();
    serde_json::json!({
        "regelsNu": old, "regelsNieuw": new, "bekeken": rehearsal.seen, "anders": rehearsal.changed(),
        "andereRegelZelfdeUitkomst": rehearsal.renamed, "onleesbaar": rehearsal.unreadable,
        "wijzigingen": changes, "gezakt": sinking,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> RouteTable {
        let text = "version = 1\ntimezone = \"Europe/Amsterdam\"\n[fallback]\nqueue = \"parkwijk\"\n";
        crate::routing::parse(text, &crate::routing::Known::default()).unwrap()
    }

    #[test]
    fn since_is_days_weeks_or_a_date() {
        let now: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let since = |text: &str| beginning(text, now, &rules()).map(|at| at.to_string());
        assert_eq!(since("90d").unwrap(), "2026-08-24T12:00:00Z");
        assert_eq!(since("12w").unwrap(), "2026-08-30T12:00:00Z");
        assert_eq!(since("2026-09-01").unwrap(), "2026-08-31T22:00:00Z");
        for wrong in ["", "d", "tien", "5y", "99999999999999999d"] {
            assert!(since(wrong).is_err(), "{wrong}");
        }
    }
}
