//! `voordeur import`: mail that lies in files, through the same line as mail that comes in.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;

use super::{BAD_CONFIGURATION, Common, load};
use crate::{
    app::{self, Answering},
    doors::files,
    intake::MailTaker,
    mail::Envelope,
};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// .eml files, mbox files, Maildirs, or folders with them.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Send acknowledgements too.
    #[arg(long)]
    acknowledge: bool,
}

#[derive(Debug, Default)]
struct Tally {
    taken: u64,
    known: u64,
    failed: u64,
}

pub(super) async fn run(common: &Common, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let Some(loaded) = load(common) else {
        return Ok(ExitCode::from(BAD_CONFIGURATION));
    };
    let answering = if arguments.acknowledge { Answering::Yes } else { Answering::No };
    let (gateway, books, writers) = app::open_gateway(&common.config, loaded, answering).await?;
    let mut tally = Tally::default();
    for path in &arguments.paths {
        for mail in files::messages(path) {
            let outcome = match mail {
                Ok(mail) => match gateway.take_mail(Envelope::default(), mail.raw).await {
                    Ok(receipt) => Ok(receipt),
                    Err(error) => Err(format!("{}: {error}", mail.label)),
                },
                Err(error) => Err(error.to_string()),
            };
            match outcome {
                Ok(receipt) if receipt.repeated => tally.known += 1,
                Ok(_) => tally.taken += 1,
                Err(message) => {
                    tally.failed += 1;
                    eprintln!("{message}");
                }
            }
            let done = tally.taken + tally.known + tally.failed;
            if done % 1000 == 0 {
                eprintln!("{done} berichten…");
            }
        }
    }
    let store = gateway.store.clone();
    drop((gateway, books));
    writers.close();
    writers.wait().await;
    store.close().await;
    if common.json {
        println!("{}", serde_json::json!({ "opgenomen": tally.taken, "bekend": tally.known, "mislukt": tally.failed }));
    } else {
        println!("{} opgenomen, {} waren er al, {} mislukt.", tally.taken, tally.known, tally.failed);
    }
    Ok(if tally.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
