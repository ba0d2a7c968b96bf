//! Plays the story: every message goes through a real door, one after the other, as on a busy morning.

use std::{collections::BTreeMap, net::SocketAddr, time::Duration};

use anyhow::{Context, bail};
use jiff::tz::TimeZone;
use serde_json::Value;

use super::{
    catcher::{Catcher, Caught},
    client::{self, Sent},
    morning::MORNING,
    signals::SIGNALS,
    story::{Door, Message, MessageId},
    traps::{ECHOES, TRAPS},
};
use crate::{
    domain::{Kenmerk, PartnerName},
    gateway::{self, Running},
    intake::{
        desk::{CasusFile, Desk},
        people::{People, Role},
    },
    store::{KeyOwner, Store},
};

const INBOX: &str = "signaal@wijkteam.example";
/// Partners that send over the API.
const PROGRAMS: [&str; 4] = ["acantus", "cjg", "meldpunt", "wijkoverleg"];
/// How long the courier may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A message that was taken in.
#[derive(Debug)]
pub(super) struct Played {
    pub message: &'static Message,
    /// As the door told its sender.
    pub kenmerk: String,
}

/// What can be seen when the story is over.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub casussen: Vec<Value>,
    pub signals: Vec<Value>,
    pub wachtbak: Vec<Value>,
    pub proposals: Vec<Value>,
    pub caught: Vec<Caught>,
    /// What the desk shows of each casus, by id: texts stand nowhere else.
    pub texts: BTreeMap<String, String>,
}

/// Everybody outside, with what they need to reach the gateway.
pub(super) struct Player<'a> {
    catcher: &'a Catcher,
    store: &'a Store,
    http: SocketAddr,
    smtp: SocketAddr,
    keys: BTreeMap<&'static str, String>,
    /// RFC 5322 §3.3; one for all mails, so that a second delivery is the same mail.
    date: String,
    played: Vec<Played>,
}

impl<'a> Player<'a> {
    pub(super) async fn new(running: &'a Running, catcher: &'a Catcher) -> anyhow::Result<Self> {
        let store = &running.gateway.store;
        let now = gateway::now();
        let mut keys = BTreeMap::new();
        for partner in PROGRAMS {
            let owner = KeyOwner::Partner(PartnerName(partner.to_owned()));
            keys.insert(partner, store.create_key(&owner, now).await?.secret);
        }
        let owner = KeyOwner::Role("projectleider".to_owned());
        keys.insert("projectleider", store.create_key(&owner, now).await?.secret);
        Ok(Self {
            catcher,
            store,
            http: running.addresses.http.context("http.listen is off")?,
            smtp: running.addresses.smtp.context("smtp.listen is off")?,
            keys,
            date: now.to_zoned(TimeZone::UTC).strftime("%a, %d %b %Y %H:%M:%S +0000").to_string(),
            played: Vec::new(),
        })
    }

    pub(super) fn played(&self) -> &[Played] {
        &self.played
    }

    /// The secret of a partner's key; empty when it has none.
    pub(super) fn key(&self, partner: &str) -> &str {
        self.keys.get(partner).map_or("", String::as_str)
    }

    pub(super) async fn play_all(&mut self) -> anyhow::Result<()> {
        for message in SIGNALS.iter().chain(TRAPS).chain(MORNING) {
            self.play(message).await?;
        }
        self.everything_sent().await?;
        for message in ECHOES {
            self.play(message).await?;
        }
        self.everything_sent().await
    }

    async fn play(&mut self, message: &'static Message) -> anyhow::Result<()> {
        let answer = self.send(message).await.with_context(|| message.tag)?;
        let kenmerk = kenmerk_in(&answer).with_context(|| format!("{}: no kenmerk in the answer", message.tag))?;
        self.played.push(Played { message, kenmerk });
        Ok(())
    }

    async fn send(&self, message: &Message) -> anyhow::Result<String> {
        match message.door {
            Door::Mail { .. } => self.mail(message, MessageId::Kept).await,
            Door::Again { tag, message_id } => {
                let first = self.played.iter().find(|played| played.message.tag == tag).context("no such mail")?;
                self.mail(first.message, message_id).await
            }
            Door::Letter { envelope, text } => client::smtp(self.smtp, envelope, INBOX, &self.filled_in(text)).await,
            Door::Api { partner, key, body } => {
                let headers = format!("{}Idempotency-Key: {key}\r\n", self.authorization(partner));
                told(client::http(self.http, "/v1/signalen", &headers, Sent::Json(body)).await?)
            }
            Door::OpenForms { partner, body } => {
                let path = format!("/v1/formulieren/{partner}");
                told(client::http(self.http, &path, &self.authorization(partner), Sent::Json(body)).await?)
            }
            Door::Form { door, fields } => {
                let path = format!("/melden/{door}");
                told(client::http(self.http, &path, "", Sent::Form(fields)).await?)
            }
        }
    }

    async fn mail(&self, message: &Message, message_id: MessageId) -> anyhow::Result<String> {
        let Door::Mail { from, subject, text } = message.door else { bail!("{} is no plain mail", message.tag) };
        let sender = from.split(['<', '>']).nth(1).unwrap_or(from);
        let host = sender.rsplit('@').next().unwrap_or_default();
        let id = match message_id {
            MessageId::Kept => format!("Message-ID: <{}@{host}>\n", message.tag.replace(' ', ".")),
            MessageId::Lost => String::new(),
        };
        let letter = format!(
            "From: {from}\nTo: {INBOX}\nDate: {}\nSubject: {subject}\n{id}MIME-Version: 1.0\n\
             Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}",
            self.date
        );
        client::smtp(self.smtp, sender, INBOX, &letter).await
    }

    /// A letter with what came back on S1.
    fn filled_in(&self, text: &str) -> String {
        let first = self.played.iter().find(|played| played.message.tag == "S1");
        let kenmerk = first.map_or("", |first| first.kenmerk.as_str());
        let answers = self.catcher.mails();
        let answer = answers.iter().find(|mail| !kenmerk.is_empty() && mail.subject.contains(kenmerk));
        text.replace("{datum}", &self.date)
            .replace("{kenmerk}", kenmerk)
            .replace("{bevestiging}", answer.map_or("", |answer| answer.message_id.as_str()))
    }

    fn authorization(&self, owner: &str) -> String {
        format!("Authorization: Bearer {}\r\n", self.key(owner))
    }

    async fn everything_sent(&self) -> anyhow::Result<()> {
        let wait = async {
            while self.store.vitals(gateway::now()).await?.outbox_waiting > 0 {
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
            Ok(())
        };
        tokio::time::timeout(PATIENCE, wait).await.context("the courier did not send everything in time")?
    }

    /// Asks the API and the catcher what became of it all.
    pub(super) async fn look(&self) -> anyhow::Result<Seen> {
        let casussen = self.list("/v1/casussen").await?;
        let mut texts = BTreeMap::new();
        let people = self.store.people().await?;
        let leader = people.into_iter().find(|person| person.role == Role::Projectleider);
        let viewer = leader.map(|leader| leader.id).unwrap_or_default();
        for id in casussen.iter().filter_map(|casus| casus["id"].as_str()) {
            let parsed = crate::domain::CasusId::parse(id).context("a casus without an id")?;
            let file = self.store.casus(parsed, &viewer, gateway::now()).await?;
            texts.insert(id.to_owned(), file.map(said).unwrap_or_default());
        }
        Ok(Seen {
            signals: self.list("/v1/signalen").await?,
            wachtbak: self.list("/v1/signalen?status=wachtbak").await?,
            proposals: self.list("/v1/matchvoorstellen").await?,
            caught: self.catcher.mails(),
            casussen,
            texts,
        })
    }

    /// All pages of a list.
    async fn list(&self, path: &str) -> anyhow::Result<Vec<Value>> {
        let mut rows = Vec::new();
        let mut next = Some(path.to_owned());
        while let Some(path) = next {
            let headers = self.authorization("projectleider");
            let answer = told(client::http(self.http, &path, &headers, Sent::Nothing).await?)?;
            let mut page: Value = serde_json::from_str(&answer)?;
            if let Value::Array(found) = page["resultaten"].take() {
                rows.extend(found);
            }
            let here = format!("http://{}", self.http);
            next = page["volgende"].as_str().map(|url| url.strip_prefix(&here).unwrap_or(url).to_owned());
        }
        Ok(rows)
    }
}

fn said(file: CasusFile) -> String {
    file.signals.into_iter().map(|signal| format!("{}\n{}\n", signal.subject, signal.text)).collect()
}

fn told(answer: client::Answer) -> anyhow::Result<String> {
    if !(200..300).contains(&answer.status) {
        bail!("the web address answered {}: {}", answer.status, answer.body);
    }
    Ok(answer.body)
}

/// The first kenmerk of a signal that stands in the text.
fn kenmerk_in(text: &str) -> Option<String> {
    let candidates = text.match_indices("VD-").filter_map(|(at, _)| text.get(at..at + 12));
    candidates.filter_map(Kenmerk::parse).map(|kenmerk| kenmerk.to_string()).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kenmerk_is_found_in_any_answer() {
        assert_eq!(kenmerk_in("250 2.0.0 VD-7K3M-Q2XF\r\n").as_deref(), Some("VD-7K3M-Q2XF"));
        assert_eq!(kenmerk_in("<b>VD-</b><p>VD-0000-0001</p>").as_deref(), Some("VD-0000-0001"));
        assert_eq!(kenmerk_in("VD-é"), None);
    }

    #[test]
    fn every_name_and_tag_of_the_story_is_used_once() {
        let all = || SIGNALS.iter().chain(TRAPS).chain(MORNING).chain(ECHOES);
        let mut tags: Vec<&str> = all().map(|message| message.tag).collect();
        tags.sort_unstable();
        assert!(tags.windows(2).all(|pair| pair[0] != pair[1]), "{tags:?}");
        for (household, _) in super::super::story::urgencies() {
            let place = super::super::story::Place::Household(household);
            assert!(all().any(|message| message.place == place), "{household}");
        }
    }
}
