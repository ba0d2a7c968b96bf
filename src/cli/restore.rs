//! `voordeur restore`: a backup back into an empty store, that nobody has open.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context;
use clap::Args;
use serde_json::json;

use super::{
    BAD_CONFIGURATION, Common,
    backup::{complain, told, told_in, verdict},
    load,
};
use crate::{
    app, gateway,
    store::{self, Store},
};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// What `voordeur backup` made.
    file: PathBuf,
}

pub(super) async fn run(common: &Common, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let Some((settings, _)) = load(common) else {
        return Ok(ExitCode::from(BAD_CONFIGURATION));
    };
    let contents = match store::put_back(&settings.store_url, &arguments.file).await {
        Ok(contents) => contents,
        Err(error) => return Ok(complain(&error)),
    };
    // An older schema becomes ours here.
    let store = Store::open(&settings.store_url).await.context("store.url")?;
    let detail = format!("{} signalen, {} huishoudens", contents.signals, contents.households);
    store.note_operation("opslag.teruggezet", detail, gateway::now()).await?;
    let waiting = store.vitals(gateway::now()).await?.outbox_waiting;
    store.close().await;
    let no_key = app::login_key(&settings).filter(|key| !key.exists());
    if common.json {
        let mut result = json!({ "wachtendeBerichten": waiting });
        told_in(&mut result, &contents);
        println!("{result}");
    } else {
        println!("Teruggezet: {}", told(&contents));
        println!("{waiting} berichten wachten nog; ze gaan weg zodra Voordeur start, elk met zijn eigen Message-ID.");
    }
    if let Some(key) = no_key {
        eprintln!(
            "Leg nu ook {} terug. Zonder die sleutel moet iedereen de tweede stap opnieuw instellen.",
            key.display()
        );
    }
    Ok(verdict(&contents))
}
