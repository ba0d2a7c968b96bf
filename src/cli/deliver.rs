//! `voordeur deliver`: one mail from standard input, for a mail server that hands over by a pipe (Postfix pipe(8)).
//!
//! **Invariant:** exit 0 only after the commit; whatever fails on our side is 75 (EX_TEMPFAIL of sysexits.h), so that the
//! mail server keeps the mail. Never 2 or 78, which it would take for a refusal.

use std::{
    io::{Read, stdin},
    process::ExitCode,
};

use anyhow::{Context, anyhow};
use clap::Args;

use super::{Common, load};
use crate::{
    gateway::{self, Answering},
    intake::{IntakeError, MailTaker},
    mail::Envelope,
};

/// EX_TEMPFAIL: the same mail may succeed later.
pub(super) const TRY_AGAIN: u8 = 75;
/// EX_DATAERR: the same mail will never do.
const NEVER: u8 = 65;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The envelope's sender; empty for a report of the mail system.
    #[arg(long)]
    from: String,
    /// The envelope's recipient.
    #[arg(long)]
    to: Vec<String>,
}

pub(super) async fn run(common: &Common, arguments: &Arguments) -> ExitCode {
    match taken(common, arguments).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("voordeur: {error:#}");
            ExitCode::from(TRY_AGAIN)
        }
    }
}

async fn taken(common: &Common, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let loaded = load(common).ok_or_else(|| anyhow!("the configuration is wrong: voordeur check"))?;
    let limit = loaded.0.smtp.max_message_bytes;
    let mut raw = Vec::new();
    let most = u64::try_from(limit)?.saturating_add(1);
    stdin().lock().take(most).read_to_end(&mut raw).context("standard input")?;
    if raw.len() > limit {
        eprintln!("5.3.4 Het bericht is groter dan smtp.max_message_bytes ({limit} bytes)");
        return Ok(ExitCode::from(NEVER));
    }
    if raw.is_empty() {
        return Err(anyhow!("standard input is empty: there is no mail in it"));
    }
    let (gateway, books, writers) = gateway::open_gateway(&common.config, loaded, Answering::Yes).await?;
    let reverse_path = Some(arguments.from.trim_matches(['<', '>']).to_owned());
    let envelope = Envelope { reverse_path, recipients: arguments.to.clone(), client: None };
    let taker = gateway.clone();
    let taken = tokio::spawn(async move { taker.take_mail(envelope, raw).await }).await;
    let store = gateway.store.clone();
    drop((gateway, books));
    writers.close();
    writers.wait().await;
    store.close().await;
    match taken {
        Ok(Ok(receipt)) if common.json => {
            println!("{}", serde_json::json!({ "kenmerk": receipt.kenmerk.as_str(), "bekend": receipt.repeated }));
            Ok(ExitCode::SUCCESS)
        }
        Ok(Ok(_)) => Ok(ExitCode::SUCCESS),
        Ok(Err(IntakeError::Refused(refusal))) => {
            eprintln!("5.6.0 {refusal}");
            Ok(ExitCode::from(NEVER))
        }
        // The source may quote what was to be stored.
        Ok(Err(error @ IntakeError::Unavailable(_))) => Err(anyhow!("4.3.0 {error}")),
        Err(_panicked) => Err(anyhow!("4.3.0 taking the mail failed")),
    }
}
