//! `voordeur demo`: the whole gateway on a temporary store, with a story that comes in through the real doors.
//!
//! **Invariant:** nothing leaves this machine: mail goes to the embedded catcher, and what was stored is gone after.

mod catcher;
mod caught;
mod check;
mod client;
mod desk_work;
mod folder;
mod morning;
mod past;
mod play;
mod signals;
mod story;
mod traps;

use std::{
    io::{Write, stdout},
    process::ExitCode,
};

use anyhow::Context;

use self::{
    catcher::Catcher,
    folder::{Folder, Ports},
    play::Player,
};
use crate::{
    app::{self, Mode},
    gateway::Running,
};

/// When the demo stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// At Ctrl-C.
    StayOpen,
    /// When the story has been told and checked.
    AfterStory,
}

/// Runs the demo; the code is 1 when something did not arrive where the story says.
///
/// # Errors
///
/// When the gateway cannot start, or a door does not answer.
pub async fn run(ending: Ending) -> anyhow::Result<ExitCode> {
    let catcher = Catcher::open().await.context("the mail catcher")?;
    let caught = caught::open(catcher.clone()).await.context("the page of caught mail")?;
    let folder = Folder::new(catcher.address()).context("the temporary folder")?;
    let running = start(&folder).await?;
    let told = tell(&running, &catcher).await;
    let code = match told {
        Ok(told) => {
            writeln!(stdout(), "{}", told.verdict())?;
            if ending == Ending::StayOpen {
                writeln!(stdout(), "{}", told.addresses(&running, &format!("http://{caught}/")))?;
                tokio::signal::ctrl_c().await?;
            }
            Ok(told.code())
        }
        Err(error) => Err(error),
    };
    running.stop().await;
    code
}

/// Another program may take a port between our looking and our opening it; then any free port will do.
async fn start(folder: &Folder) -> anyhow::Result<Running> {
    match app::start(&folder.settings(), folder.load(Ports::Shipped)?, Mode::Demo).await {
        Ok(running) => Ok(running),
        Err(_) => app::start(&folder.settings(), folder.load(Ports::Any)?, Mode::Demo).await,
    }
}

/// The story as it went.
struct Told {
    signals: usize,
    households: usize,
    acknowledgements: usize,
    complaints: Vec<String>,
    link: String,
    partner_key: String,
}

async fn tell(running: &Running, catcher: &Catcher) -> anyhow::Result<Told> {
    let link = desk_work::invite(&running.gateway.store).await?;
    let mut player = Player::new(running, catcher).await?;
    player.play_all().await?;
    let seen = player.look().await?;
    desk_work::begin_the_day(&running.gateway.store).await?;
    past::invent(&running.gateway.store).await?;
    Ok(Told {
        signals: seen.signals.len(),
        households: seen.casussen.len(),
        acknowledgements: seen.caught.iter().filter(|mail| mail.is_acknowledgement()).count(),
        complaints: check::complaints(player.played(), &seen),
        link,
        partner_key: player.key("cjg").to_owned(),
    })
}

impl Told {
    fn code(&self) -> ExitCode {
        if self.complaints.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    fn verdict(&self) -> String {
        let Self { signals, households, acknowledgements, complaints, .. } = self;
        if complaints.is_empty() {
            return format!(
                "Het verhaal klopt: {signals} signalen over {households} verzonnen huishoudens staan waar zij horen; \
                 {acknowledgements} bevestigingen gingen elk één keer naar de juiste melder."
            );
        }
        let lines: Vec<String> = complaints.iter().map(|complaint| format!("  ✗ {complaint}")).collect();
        format!("Het verhaal klopt niet, {} keer:\n{}", complaints.len(), lines.join("\n"))
    }

    fn addresses(&self, running: &Running, caught: &str) -> String {
        let told = |address: Option<std::net::SocketAddr>| address.map_or_else(String::new, |it| it.to_string());
        let (http, smtp) = (told(running.addresses.http), told(running.addresses.smtp));
        let Self { households, link, partner_key, .. } = self;
        format!(
            "\nDemo met {households} verzonnen huishoudens. Alles staat in een tijdelijke map en is weg als u stopt.\n\
             \x20 wachtrij       http://{http}/eenmalig/{link}\n\
             \x20                (werkt één keer; u bent dan Marieke Jonker, projectleider)\n\
             \x20 formulier      http://{http}/melden\n\
             \x20 api            http://{http}/v1/signalen\n\
             \x20                sleutel van cjg: {partner_key}\n\
             \x20 mail           stuur naar signaal@wijkteam.example op {smtp}\n\
             \x20 bevestigingen  {caught}\n\
             Druk op Ctrl-C om te stoppen."
        )
    }
}
