//! Whether everything arrived where the story says. Each complaint is one line: what should be, and what is.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{
    catcher::Caught,
    play::{Played, Seen},
    story::{Answer, PRIVATE, Place, urgencies},
};

/// All that is not as the story says.
pub(super) fn complaints(played: &[Played], seen: &Seen) -> Vec<String> {
    let facts = Facts { played, seen };
    [
        facts.each_in_one_place(),
        facts.repeats_are_nothing_new(),
        facts.households(),
        facts.urgencies(),
        facts.proposal(),
        facts.numbers(),
        facts.answers(),
        facts.wording(),
        facts.notices(),
    ]
    .concat()
}

struct Facts<'a> {
    played: &'a [Played],
    seen: &'a Seen,
}

impl<'a> Facts<'a> {
    fn kenmerk(&self, tag: &str) -> &'a str {
        self.played.iter().find(|played| played.message.tag == tag).map_or("", |played| played.kenmerk.as_str())
    }

    /// The casus in which this signal stands.
    fn casus_of(&self, kenmerk: &str) -> Option<&'a Value> {
        self.seen.casussen.iter().find(|casus| kenmerken(&casus["signalen"]).any(|own| own == kenmerk))
    }

    fn casus_of_tag(&self, tag: &str) -> Option<&'a Value> {
        self.casus_of(self.kenmerk(tag))
    }

    /// Conservation: what was accepted is in the list once, and in one place.
    fn each_in_one_place(&self) -> Vec<String> {
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        let in_casussen = self.seen.casussen.iter().flat_map(|casus| kenmerken(&casus["signalen"]));
        let in_wachtbak = self.seen.wachtbak.iter().filter_map(|signal| signal["kenmerk"].as_str());
        for kenmerk in in_casussen.chain(in_wachtbak) {
            *places.entry(kenmerk).or_default() += 1;
        }
        let accepted: BTreeSet<&str> = self.played.iter().map(|played| played.kenmerk.as_str()).collect();
        let mut complaints: Vec<String> = accepted
            .iter()
            .filter(|kenmerk| places.get(*kenmerk) != Some(&1))
            .map(|kenmerk| {
                let times = places.get(kenmerk).copied().unwrap_or_default();
                format!("{kenmerk} hoort op precies één plek te staan, maar staat op {times}")
            })
            .collect();
        if self.seen.signals.len() != accepted.len() {
            let (there, accepted) = (self.seen.signals.len(), accepted.len());
            complaints.push(format!("er zijn {accepted} signalen aangenomen, maar er staan er {there} in de lijst"));
        }
        complaints
    }

    fn repeats_are_nothing_new(&self) -> Vec<String> {
        let mut complaints = Vec::new();
        for Played { message, kenmerk } in self.played {
            match message.place {
                Place::Same(tag) if kenmerk != self.kenmerk(tag) => {
                    complaints.push(format!("{} is {tag} nog een keer, maar kreeg een eigen kenmerk", message.tag));
                }
                Place::Wachtbak if self.casus_of(kenmerk).is_some() => {
                    complaints.push(format!("{} hoort in de wachtbak, maar staat in een casus", message.tag));
                }
                _ => {}
            }
        }
        complaints
    }

    /// Equal names are one casus; other names are other casussen.
    fn households(&self) -> Vec<String> {
        let mut complaints = Vec::new();
        let mut casus_by_name: BTreeMap<&str, &str> = BTreeMap::new();
        let mut name_by_casus: BTreeMap<&str, &str> = BTreeMap::new();
        for Played { message, kenmerk } in self.played {
            let Place::Household(name) = message.place else { continue };
            let tag = message.tag;
            let Some(casus) = self.casus_of(kenmerk).and_then(|casus| casus["id"].as_str()) else {
                complaints.push(format!("{tag} hoort in een casus (‘{name}’), maar staat er in geen"));
                continue;
            };
            if *casus_by_name.entry(name).or_insert(casus) != casus {
                complaints.push(format!("{tag} hoort bij de andere signalen over ‘{name}’, maar staat apart"));
            }
            let other = *name_by_casus.entry(casus).or_insert(name);
            if other != name {
                complaints.push(format!("{tag} gaat over ‘{name}’, maar staat bij ‘{other}’"));
            }
        }
        let moved = self.casus_of_tag("S1").map(|casus| &casus["huishouden"]["adres"]["huisnummer"]);
        if moved.and_then(as_number) != Some(12) {
            complaints.push("het huishouden van S1 hoort op nummer 12 te blijven, ook na T6".to_owned());
        }
        complaints
    }

    fn urgencies(&self) -> Vec<String> {
        let complain = |(name, expected): (&'static str, &str)| {
            let one = self.played.iter().find(|played| played.message.place == Place::Household(name))?;
            let found = self.casus_of(&one.kenmerk)?["urgentie"].as_str().unwrap_or_default();
            let tag = one.message.tag;
            (found != expected)
                .then(|| format!("‘{name}’ ({tag}) hoort urgentie {expected} te hebben, en heeft {found}"))
        };
        urgencies().filter_map(complain).collect()
    }

    /// S6 names a man and a street: a human is asked whether it is the household of S5.
    fn proposal(&self) -> Vec<String> {
        let candidate = self.casus_of_tag("S5").map(|casus| &casus["huishouden"]["id"]);
        let signal = self.kenmerk("S6");
        let asked = self.seen.proposals.iter().any(|proposal| {
            proposal["signaal"]["kenmerk"] == signal && Some(&proposal["kandidaat"]["id"]) == candidate
        });
        if asked { Vec::new() } else { vec!["S6 hoort te worden voorgesteld bij het huishouden van S5".to_owned()] }
    }

    /// A BSN is nowhere; a telephone number that looks like one stays.
    fn numbers(&self) -> Vec<String> {
        let mut complaints = Vec::new();
        let lists = [&self.seen.casussen, &self.seen.signals, &self.seen.proposals];
        let in_lists = lists.into_iter().flatten().any(|row| row.to_string().contains("111222333"));
        if in_lists || self.seen.texts.values().any(|text| text.contains("111222333")) {
            complaints.push("het burgerservicenummer van S8 hoort nergens te staan, maar is te lezen".to_owned());
        }
        for (tag, words) in [("S8", "BSN ****"), ("T5", "612345609")] {
            let id = self.casus_of_tag(tag).and_then(|casus| casus["id"].as_str()).unwrap_or_default();
            if !self.seen.texts.get(id).is_some_and(|text| text.contains(words)) {
                complaints.push(format!("in de tekst van {tag} hoort ‘{words}’ te staan"));
            }
        }
        complaints
    }

    fn acknowledgements(&self) -> impl Iterator<Item = &'a Caught> {
        self.seen.caught.iter().filter(|mail| mail.is_acknowledgement())
    }

    /// Each reporter with an address exactly once, and nobody else.
    fn answers(&self) -> Vec<String> {
        let mut complaints = Vec::new();
        let mut expected = BTreeSet::new();
        for Played { message, kenmerk } in self.played {
            let sent: Vec<&str> = self
                .acknowledgements()
                .filter(|mail| mail.subject.contains(kenmerk.as_str()))
                .map(|mail| mail.to.as_str())
                .collect();
            let wanted: Vec<&str> = message.answer.recipient().into_iter().collect();
            if sent != wanted {
                let (tag, wanted, sent) = (message.tag, wanted.len(), sent.len());
                complaints.push(format!(
                    "{tag} hoort {wanted} bevestiging te krijgen op het eigen adres, en kreeg er {sent}"
                ));
            }
            expected.extend(wanted.first().map(|_| kenmerk.as_str()));
        }
        let sent = self.acknowledgements().count();
        if sent != expected.len() {
            complaints.push(format!("er horen {} bevestigingen te zijn, en er zijn er {sent}", expected.len()));
        }
        complaints
    }

    /// The words are the same for a known and a new household, and say nothing about people.
    fn wording(&self) -> Vec<String> {
        let mut complaints = Vec::new();
        for mail in &self.seen.caught {
            for word in PRIVATE.iter().filter(|word| says(mail, word)) {
                complaints
                    .push(format!("in ‘{}’ hoort niets over mensen te staan, maar er staat ‘{word}’", mail.subject));
            }
        }
        let ordinary = self.texts(|answer| matches!(answer, Answer::Mail(_)));
        let urgent = self.texts(|answer| matches!(answer, Answer::UrgentMail(_)));
        for (kind, texts) in [("gewone", &ordinary), ("dringende", &urgent)] {
            if texts.len() != 1 {
                let found = texts.len();
                complaints
                    .push(format!("de {kind} bevestiging hoort altijd dezelfde tekst te hebben, en heeft er {found}"));
            }
        }
        if !ordinary.is_disjoint(&urgent) || !urgent.iter().all(|text| text.contains("Veilig Thuis")) {
            complaints.push("de dringende bevestiging hoort Veilig Thuis te noemen, en de gewone niet".to_owned());
        }
        complaints
    }

    /// The different texts that reporters of this kind got.
    fn texts(&self, is_kind: fn(Answer) -> bool) -> BTreeSet<String> {
        let of_kind = self.played.iter().filter(|played| is_kind(played.message.answer));
        of_kind
            .filter_map(|played| self.acknowledgements().find(|mail| mail.subject.contains(&played.kenmerk)))
            .map(bare)
            .collect()
    }

    /// What cannot wait is told to the projectleider at once.
    fn notices(&self) -> Vec<String> {
        let told = |tag: &str| {
            let kenmerk = self.kenmerk(tag);
            self.seen.caught.iter().any(|mail| !mail.is_acknowledgement() && mail.subject.contains(kenmerk))
        };
        let untold = ["S11", "S12"].into_iter().filter(|tag| !told(tag));
        untold.map(|tag| format!("van {tag} hoort de projectleider meteen bericht te krijgen")).collect()
    }
}

fn kenmerken(signals: &Value) -> impl Iterator<Item = &str> {
    signals.as_array().into_iter().flatten().filter_map(|signal| signal["kenmerk"].as_str())
}

fn as_number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

/// The text without what may differ: kenmerk and the numbers of the time.
fn bare(mail: &Caught) -> String {
    let kenmerk = mail.subject.rsplit(' ').next().unwrap_or_default();
    let text = if kenmerk.is_empty() { mail.text.clone() } else { mail.text.replace(kenmerk, "VD") };
    text.split(|c: char| c.is_ascii_digit()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("#")
}

fn says(mail: &Caught, word: &str) -> bool {
    [&mail.subject, &mail.text]
        .into_iter()
        .any(|text| text.match_indices(word).any(|(at, _)| !text[..at].ends_with(char::is_alphanumeric)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::cli::demo::{signals::SIGNALS, story::Message};

    fn first() -> &'static Message {
        &SIGNALS[0]
    }

    #[test]
    fn a_signal_that_is_nowhere_is_told() {
        let played = [Played { message: first(), kenmerk: "VD-0000-0001".to_owned() }];
        let seen = Seen { signals: vec![json!({"kenmerk": "VD-0000-0001"})], ..Seen::default() };
        let told = complaints(&played, &seen);
        assert!(told.iter().any(|line| line.starts_with("VD-0000-0001 hoort op precies één plek")), "{told:?}");
        assert!(told.iter().any(|line| line.starts_with("S1 hoort 1 bevestiging")), "{told:?}");
    }

    #[test]
    fn a_name_in_an_answer_is_found_as_a_whole_word() {
        let mail = |text: &str| Caught {
            to: String::new(),
            subject: "Auto: Ontvangstbevestiging VD-0000-0001".to_owned(),
            text: text.to_owned(),
            message_id: String::new(),
        };
        assert!(says(&mail("over mw. Bos"), "Bos"));
        assert!(!says(&mail("het Stadsbos en SamBos"), "Bos"));
        assert_eq!(bare(&mail("VD-0000-0001 om 9.31 uur")), bare(&mail("VD-0000-0001 om 10.05 uur")));
    }
}
