//! The running configuration as the desk may ask of it: front doors, texts, a mail to try one.
//!
//! **Invariant:** `partners.toml` is replaced whole, and only by a text that was read without a complaint.

use std::{fs, io, path::Path, sync::Arc};

use jiff::Timestamp;

use crate::{
    config,
    courier::{Letterhead, SendError, Sender, Wording, compose},
    domain::{Kenmerk, Partner, SignalId},
    gateway::{Rules, new_id, now, replace},
    intake::{
        Due, OutboxKind,
        office::{Answer, NewPartner, Office},
    },
    normalise::{self, Mention},
};

/// The template that a test mail shows.
const TEST: &str = "ontvangst";
/// Of no signal: kenmerken are drawn, and this one would be a great chance.
const TEST_KENMERK: &str = "VD-0000-0000";

/// Texts and their facts, filled in.
pub(super) type Filled = Arc<dyn Fn(&str, &str, Timestamp) -> Option<(String, String)> + Send + Sync>;

/// What the desk is given.
pub(super) struct ConfigOffice {
    pub rules: Arc<Rules>,
    pub sender: Option<Sender>,
    pub letterhead: Option<Letterhead>,
    pub wording: Filled,
    pub mail_host: String,
}

impl Office for ConfigOffice {
    fn partners(&self) -> Vec<Partner> {
        self.rules.current().settings.partners.clone()
    }

    fn texts(&self) -> Vec<String> {
        let in_force = self.rules.current();
        let mut names = crate::acknowledge::with_feedback(&in_force.settings.templates);
        names.sort_by_key(|(name, _)| (!name.starts_with("ontvangst"), !name.starts_with("terug"), name.clone()));
        names.into_iter().map(|(name, _)| name).collect()
    }

    fn next_meeting(&self, now: Timestamp) -> Option<Timestamp> {
        let in_force = self.rules.current();
        let meeting = in_force.settings.teams.first()?.meeting?;
        in_force.routes.next_meeting(meeting, now)
    }

    fn mentions(&self, subject: &str, text: &str) -> [Vec<Mention>; 2] {
        normalise::mentions(subject, text, &self.rules.current().gazetteer)
    }

    fn add_partner(&self, partner: NewPartner) -> Answer<'_, Result<(), Vec<String>>> {
        let path = self.rules.beside("partners.toml");
        Box::pin(async move {
            tokio::task::spawn_blocking(move || add(&path, &partner))
                .await
                .unwrap_or_else(|_| Err(vec!["Het toevoegen is misgegaan. Er is niets veranderd.".to_owned()]))
        })
    }

    fn send_test(&self, to: String) -> Answer<'_, Result<(), String>> {
        Box::pin(async move {
            let now = now();
            let (subject, text) =
                (self.wording)(TEST, TEST_KENMERK, now).ok_or("Het sjabloon ‘ontvangst’ ontbreekt.")?;
            let (Some(sender), Some(letterhead), Some(kenmerk)) =
                (&self.sender, &self.letterhead, Kenmerk::parse(TEST_KENMERK))
            else {
                return Err("De uitgaande mail is niet goed ingesteld. Kijk bij [outgoing].".to_owned());
            };
            let due = Due {
                id: "proefmail".to_owned(),
                signal: SignalId(new_id()),
                kind: OutboxKind::Kopie,
                kenmerk,
                received_at: now,
                recipient: to,
                template: TEST.to_owned(),
                message_id: format!("<proef.{}@{}>", new_id().simple(), self.mail_host),
                in_reply_to: None,
                references: Vec::new(),
                exchange: None,
                attempt: 1,
            };
            let wording = Wording { subject: format!("Proefmail: {subject}"), text };
            let mail = compose(&due, &wording, letterhead, now).map_err(|_| "Dit is geen mailadres.")?;
            sender.send(&mail).await.map_err(|error| match error {
                SendError::Later(said) => format!("De mailserver nam hem nu niet aan ({said}). Probeer het later."),
                SendError::Never(said) => format!("De mailserver weigerde hem ({said})."),
            })
        })
    }
}

fn add(path: &Path, partner: &NewPartner) -> Result<(), Vec<String>> {
    let failed =
        |error: io::Error| vec![format!("partners.toml kan niet worden gelezen of geschreven: {}", error.kind())];
    let before = fs::read_to_string(path).map_err(failed)?;
    let after = format!("{}\n{}", before.trim_end(), written(partner));
    config::check_partners(path, &after)?;
    replace(path, after.as_bytes()).map_err(failed)
}

fn written(partner: &NewPartner) -> String {
    let quoted = |text: &str| serde_json::to_string(text.trim()).unwrap_or_default();
    let domains: Vec<String> = partner.domains.iter().map(|domain| quoted(domain)).collect();
    let mut text = format!(
        "\n[[partner]]\nname = {}\nlabel = {}\ndomains = [{}]\nring = {}\n",
        quoted(&partner.name),
        quoted(&partner.label),
        domains.join(", "),
        quoted(&partner.ring),
    );
    for (key, value) in [("onward", &partner.onward), ("coordinator", &partner.coordinator)] {
        if !value.trim().is_empty() {
            text.push_str(&format!("{key} = {}\n", quoted(value)));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bieb() -> NewPartner {
        NewPartner {
            name: "bieb".to_owned(),
            label: "Bibliotheek \"De Sluis\"".to_owned(),
            domains: vec!["bieb.example".to_owned()],
            ring: "buitenring".to_owned(),
            ..NewPartner::default()
        }
    }

    fn file(text: &str) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("partners.toml");
        fs::write(&path, text).unwrap();
        (folder, path)
    }

    const CJG: &str = "# Onze voordeuren\n[[partner]]\nname = \"cjg\"\nlabel = \"CJG\"\ndomains = [\"cjg.example\"]\nring = \"binnenring\"\n";

    #[test]
    fn a_new_door_stands_below_the_others_and_their_comments_stay() {
        let (_folder, path) = file(CJG);
        add(&path, &bieb()).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with(CJG) && text.contains("name = \"bieb\"") && text.contains(r#"\"De Sluis\""#));
        config::check_partners(&path, &text).unwrap();
    }

    #[test]
    fn a_door_that_is_wrong_changes_nothing() {
        let (_folder, path) = file(CJG);
        let taken = NewPartner { domains: vec!["cjg.example".to_owned()], ..bieb() };
        let complaints = add(&path, &taken).unwrap_err();
        assert!(complaints[0].contains("dit domein hoort al bij een andere partner"), "{complaints:?}");
        let odd = NewPartner { name: "Bieb!".to_owned(), ring: "buiten".to_owned(), ..bieb() };
        assert_eq!(add(&path, &odd).unwrap_err().len(), 2);
        assert_eq!(fs::read_to_string(&path).unwrap(), CJG);
    }
}
