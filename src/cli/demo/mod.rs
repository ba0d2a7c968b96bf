//! placeholder
use std::process::ExitCode;
pub enum Ending {
    StayOpen,
    AfterStory,
}
pub async fn run(_: Ending) -> anyhow::Result<ExitCode> {
    Ok(ExitCode::FAILURE)
}
