//! `voordeur import`: mail and rows that lie in files, through the same line as what comes in.
//!
//! **Invariant:** what a run took is in the books, however the run ends; the next run passes over it.

use std::{
    future::poll_fn,
    io::IsTerminal,
    path::PathBuf,
    pin::Pin,
    process::ExitCode,
    task::Poll,
    time::{Duration, Instant},
};

use clap::Args;
use tokio::signal::unix::{SignalKind, signal};

use super::{BAD_CONFIGURATION, Common, load};
use crate::{
    doors::files::{self, Content, Filed},
    gateway::{self, Answering, Gateway, TakenRow},
    intake::{IntakeError, MailTaker},
    mail::Envelope,
};

/// Mails that are handed in together, so that they share commits; in the order in which they lie.
const TOGETHER: usize = 32;
/// Octets of them, so that large mails go by fewer.
const OCTETS_TOGETHER: usize = 8 << 20;
/// How often a terminal sees the progress; elsewhere a line is written a tenth as often.
const TELL: Duration = Duration::from_millis(200);

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// .eml files, mbox files, Maildirs, NDJSON and CSV files, or folders with them.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Send acknowledgements too.
    #[arg(long)]
    acknowledge: bool,
}

/// What became of the mails so far.
#[derive(Debug, Default)]
struct Tally {
    taken: u64,
    known: u64,
    failed: u64,
    /// Octets of mail read.
    octets: u64,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Whole,
    /// By Ctrl-C or SIGTERM: the same command goes on.
    Interrupted,
    /// The store failed: going on would only fail again.
    StoreAway,
}

pub(super) async fn run(common: &Common, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let Some(loaded) = load(common) else {
        return Ok(ExitCode::from(BAD_CONFIGURATION));
    };
    let limit = loaded.0.smtp.max_message_bytes;
    let answering = if arguments.acknowledge { Answering::Yes } else { Answering::No };
    let (gateway, books, writers) = gateway::open_gateway(&common.config, loaded, answering).await?;
    let mut progress = Progress::over(&arguments.paths);
    let mut tally = Tally::default();
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let mut ending = Ending::Whole;
    let mut mails = arguments.paths.iter().flat_map(|path| files::messages(path, limit));
    while ending == Ending::Whole {
        let batch = next_batch(&mut mails, &mut tally, &progress);
        if batch.is_empty() {
            break;
        }
        // A batch under way is finished, whoever wants us to stop: it takes a moment, and is counted.
        ending = take(&gateway, batch, &mut tally, &progress).await;
        let stop = tokio::select! {
            biased;
            _ = terminate.recv() => true,
            _ = interrupt.recv() => true,
            () = std::future::ready(()) => false,
        };
        if stop {
            ending = Ending::Interrupted;
        }
        progress.tell(&tally);
    }
    progress.end();
    let store = gateway.store.clone();
    drop((gateway, books));
    writers.close();
    writers.wait().await;
    store.close().await;
    Ok(report(common, &tally, ending))
}

fn report(common: &Common, tally: &Tally, ending: Ending) -> ExitCode {
    let Tally { taken, known, failed, .. } = tally;
    if common.json {
        let mut result = serde_json::json!({ "opgenomen": taken, "bekend": known, "mislukt": failed });
        if ending != Ending::Whole {
            result["onderbroken"] = true.into();
        }
        println!("{result}");
    } else {
        println!("{taken} opgenomen, {known} waren er al, {failed} mislukt.");
    }
    match ending {
        Ending::Whole if *failed == 0 => return ExitCode::SUCCESS,
        Ending::Whole => {}
        Ending::Interrupted => eprintln!("Onderbroken. Dezelfde opdracht gaat verder en neemt niets dubbel op."),
        Ending::StoreAway => {
            eprintln!("De opslag (store.url) antwoordt niet. Herstel die; dezelfde opdracht gaat dan verder.");
        }
    }
    ExitCode::FAILURE
}

/// The next mails; what cannot be read is told and counted.
fn next_batch(
    mails: &mut impl Iterator<Item = Result<Filed, files::FileError>>,
    tally: &mut Tally,
    progress: &Progress,
) -> Vec<Filed> {
    let (mut batch, mut octets) = (Vec::with_capacity(TOGETHER), 0);
    while batch.len() < TOGETHER && octets < OCTETS_TOGETHER {
        match mails.next() {
            None => break,
            Some(Ok(mail)) => {
                octets += mail.content.octets();
                batch.push(mail);
            }
            Some(Err(error)) => {
                tally.failed += 1;
                progress.complain(&error.to_string());
            }
        }
    }
    tally.octets += u64::try_from(octets).unwrap_or(u64::MAX);
    batch
}

type Taking<'a> = Pin<Box<dyn Future<Output = Result<TakenRow, IntakeError>> + Send + 'a>>;

fn taking(gateway: &Gateway, content: Content) -> Taking<'_> {
    match content {
        Content::Row(row) => Box::pin(gateway.take_row(row)),
        Content::Mail(raw) => Box::pin(async move {
            let receipt = gateway.take_mail(Envelope::default(), raw).await?;
            Ok(TakenRow { receipt, remarks: Vec::new() })
        }),
    }
}

async fn take(gateway: &Gateway, batch: Vec<Filed>, tally: &mut Tally, progress: &Progress) -> Ending {
    let (labels, taking): (Vec<String>, Vec<Taking<'_>>) =
        batch.into_iter().map(|filed| (filed.label, taking(gateway, filed.content))).unzip();
    let mut ending = Ending::Whole;
    for (label, outcome) in labels.iter().zip(all(taking).await) {
        match outcome {
            Ok(TakenRow { receipt, .. }) if receipt.repeated => tally.known += 1,
            Ok(TakenRow { remarks, .. }) => {
                tally.taken += 1;
                remarks.iter().for_each(|remark| progress.complain(&format!("{label}: {remark}")));
            }
            Err(error) => {
                tally.failed += 1;
                progress.complain(&format!("{label}: {error}"));
                if matches!(error, IntakeError::Unavailable(_)) {
                    ending = Ending::StoreAway;
                }
            }
        }
    }
    ending
}

/// All of them, begun in their order.
async fn all(mut taking: Vec<Taking<'_>>) -> Vec<Result<TakenRow, IntakeError>> {
    let mut done: Vec<Option<Result<TakenRow, IntakeError>>> = taking.iter().map(|_| None).collect();
    poll_fn(|context| {
        for (taking, done) in taking.iter_mut().zip(&mut done).filter(|(_, done)| done.is_none()) {
            if let Poll::Ready(outcome) = taking.as_mut().poll(context) {
                *done = Some(outcome);
            }
        }
        if done.iter().all(Option::is_some) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    done.into_iter().flatten().collect()
}

/// A bar on a terminal, lines elsewhere; on standard error.
struct Progress {
    octets: u64,
    terminal: bool,
    began: Instant,
    told: Instant,
}

impl Progress {
    fn over(paths: &[PathBuf]) -> Self {
        let octets = paths.iter().map(|path| files::octets(path)).sum();
        let now = Instant::now();
        Self { octets, terminal: std::io::stderr().is_terminal(), began: now, told: now }
    }

    fn tell(&mut self, tally: &Tally) {
        let pause = if self.terminal { TELL } else { TELL * 10 };
        if self.told.elapsed() < pause {
            return;
        }
        self.told = Instant::now();
        let mails = tally.taken + tally.known + tally.failed;
        let share = tally.octets.min(self.octets) * 100 / self.octets.max(1);
        let second = self.began.elapsed().as_secs().max(1);
        let words = format!("{share}%  {mails} berichten, {} per seconde", mails / second);
        if self.terminal {
            let full = usize::try_from(share / 4).unwrap_or(25);
            eprint!("\r\x1b[K[{:<25}] {words}", "#".repeat(full));
        } else {
            eprintln!("{words}");
        }
    }

    /// A line of its own, whatever the bar shows.
    fn complain(&self, message: &str) {
        let clear = if self.terminal { "\r\x1b[K" } else { "" };
        eprintln!("{clear}{message}");
    }

    fn end(&self) {
        if self.terminal {
            eprint!("\r\x1b[K");
        }
    }
}
