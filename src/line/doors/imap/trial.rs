//! One login at the mailbox, to see whether it would do.

use super::{
    connect::{Roots, log_in, within},
    failure::Failure,
    folder_name::on_the_wire,
    token::Tokens,
};
use crate::config::{ImapLogin, ImapSettings};

/// Logs in, looks whether the folder is there, and leaves all as it was.
///
/// # Errors
///
/// [`Failure`] as the door would meet it.
pub async fn try_mailbox(settings: &ImapSettings, roots: &Roots) -> Result<(), Failure> {
    let mut tokens = match &settings.login {
        ImapLogin::OAuth(oauth) => Tokens::of(oauth),
        ImapLogin::Password(_) | ImapLogin::Token(_) => None,
    };
    let mut session = log_in(settings, roots, tokens.as_mut()).await?;
    let folder = within(session.examine(on_the_wire(&settings.folder))).await?;
    folder.map_err(|error| Failure::of(&error, "imap.folder"))?;
    // It was good enough to answer: how it says goodbye does not matter.
    let _ = within(session.logout()).await;
    Ok(())
}
