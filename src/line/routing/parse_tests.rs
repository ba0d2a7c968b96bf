//! The `[[test]]`s of a rules file, read and checked.

use std::collections::HashSet;

use jiff::Timestamp;

use crate::domain::{Lately, PartnerName, Repetition};

use super::{
    Complaint, Section,
    fact::Fact,
    file::{Entry, Node},
    names::{named, urgency},
    parse::{ACK, Parser, ROUTE},
    parse_match::{flattened, partner},
    proof::{Expectation, LabelState, Proof, Wanted},
    sheet::{FactSheet, FactValue},
};

impl Parser<'_> {
    /// All `[[test]]`s; asked last, when every rule is known.
    pub(super) fn proofs(&mut self, root: &mut Section<'_>) -> Vec<Proof> {
        let mut names = HashSet::new();
        let mut proofs = Vec::new();
        for node in root.tables("test", &mut self.findings) {
            let Some(mut section) = Section::within(node, "[[test]]", &mut self.findings) else { continue };
            let name = section.required("name", &mut self.findings, |node| {
                let name = node.filled_text()?;
                if names.insert(name) {
                    Ok(name)
                } else {
                    Err(Complaint::new(&node.span, "deze test bestaat al").hinting("geef elke test een eigen naam"))
                }
            });
            let at = section.optional("at", &mut self.findings, instant);
            let history = section.optional("history", &mut self.findings, Node::list).unwrap_or_default();
            let history: Vec<Earlier> = history.iter().filter_map(|node| self.earlier(node)).collect();
            let given = section.required("given", &mut self.findings, Node::table);
            let mut given = self.facts(given.unwrap_or_default(), &history);
            given.at = at;
            let expected = section.required("expect", &mut self.findings, Ok);
            let expectations = expected.map(|node| self.expectations(node)).unwrap_or_default();
            section.finish(&mut self.findings);
            let span = node.span.clone();
            proofs.extend(name.map(|name| Proof { name: name.to_owned(), span, given, expectations }));
        }
        proofs
    }

    /// What a first signal would have, then what `history` makes of it, then what is given.
    fn facts(&mut self, entries: &[Entry], history: &[Earlier]) -> FactSheet {
        let given: Vec<(Fact, FactValue)> =
            flattened(entries).into_iter().filter_map(|(name, entry)| self.given(&name, entry)).collect();
        let mut sheet = FactSheet::of_a_first_signal();
        let partner = given.iter().find(|(fact, _)| *fact == Fact::Bron).map(|(_, value)| value);
        add_history(&mut sheet, history, partner);
        for (fact, value) in given {
            sheet.set(fact, value);
        }
        sheet
    }

    /// `{ bron = "politie", days_ago = 3 }`.
    fn earlier(&mut self, node: &Node) -> Option<Earlier> {
        let partners = self.known.partners;
        let mut section = Section::within(node, "test.history", &mut self.findings)?;
        let partner = section.required("bron", &mut self.findings, |node| partner(node, partners));
        let days_ago = section.required("days_ago", &mut self.findings, |node| {
            let days = node.number()?;
            if (0..3650).contains(&days) { Ok(days) } else { Err(node.expected("een aantal dagen, 0 of meer")) }
        });
        section.finish(&mut self.findings);
        Some(Earlier { partner: partner?, days_ago: days_ago? })
    }

    fn expectations(&mut self, node: &Node) -> Vec<Expectation> {
        let Some(mut section) = Section::within(node, "[test.expect]", &mut self.findings) else { return Vec::new() };
        let (routes, acks, queues) = (self.ids_of(ROUTE), self.ids_of(ACK), self.known.queues);
        let mut expectations = Vec::new();
        let mut expect = |key: &'static str, read: &dyn Fn(&Node) -> Result<Wanted, Complaint>| {
            let read = section.optional(key, &mut self.findings, |node| Ok((node.span.clone(), read(node)?)));
            expectations.extend(read.map(|(span, wanted)| Expectation { span, wanted }));
        };
        expect("route", &|node| named(node, "onbekende regel", &routes).map(Wanted::Route));
        expect("queue", &|node| named(node, "onbekende wachtrij", queues).map(Wanted::Queue));
        expect("urgency", &|node| urgency(node).map(|urgency| Wanted::Urgency(urgency.to_string())));
        expect("due", &|node| instant(node).map(Wanted::Due));
        expect("duty", &|node| copies(node).map(Wanted::Duty));
        expect("hold", &|node| node.flag().map(Wanted::Hold));
        expect("copies", &|node| copies(node).map(Wanted::Copies));
        expect("send", &|node| copies(node).map(Wanted::Sent));
        expect("ack", &|node| named(node, "onbekende regel", &acks).map(Wanted::Ack));
        let labels = section.optional("labels", &mut self.findings, Node::table).unwrap_or_default();
        section.finish(&mut self.findings);
        for label in labels {
            expectations.extend(self.label(label));
        }
        if node.table().is_ok_and(<[Entry]>::is_empty) {
            self.findings.add(
                Complaint::new(&node.span, "deze test verwacht niets")
                    .hinting("bijvoorbeeld expect = { route = \"…\", urgency = \"hoog\" }"),
            );
        }
        expectations
    }

    fn label(&mut self, entry: &Entry) -> Option<Expectation> {
        if !self.labels.contains(&entry.key) {
            let known = self.labels.iter().map(String::as_str);
            self.findings.add(Complaint::unknown(&entry.key_span, "onbekend label", &entry.key, known));
            return None;
        }
        let presence = if self.findings.keep(entry.node.flag())? { LabelState::Set } else { LabelState::Unset };
        Some(Expectation { span: entry.key_span.clone(), wanted: Wanted::Label(entry.key.clone(), presence) })
    }
}

/// A signal about the same household that came before.
#[derive(Debug)]
struct Earlier {
    partner: String,
    days_ago: i64,
}

fn add_history(sheet: &mut FactSheet, history: &[Earlier], partner: Option<&FactValue>) {
    if history.is_empty() {
        return;
    }
    sheet.set(Fact::HuishoudenBekend, true);
    sheet.set(Fact::HuishoudenOpen, true);
    let own = match partner {
        Some(FactValue::Name(name)) => name.as_str(),
        _ => PartnerName::UNKNOWN,
    };
    let count = |number: usize| u32::try_from(number + 1).unwrap_or(u32::MAX);
    for ((signals, partners), days) in Fact::LATELY.into_iter().zip(Lately::DAYS) {
        let recent = history.iter().filter(|earlier| earlier.days_ago < days);
        let others: HashSet<&str> =
            recent.clone().map(|earlier| earlier.partner.as_str()).filter(|name| *name != own).collect();
        sheet.set(signals, count(recent.count()));
        sheet.set(partners, count(others.len()));
    }
    if history.iter().any(|earlier| earlier.partner == own) {
        sheet.word(Fact::Herhaling, Repetition::Herhaald.as_str());
    }
}

fn copies(node: &Node) -> Result<Vec<String>, Complaint> {
    node.list()?.iter().map(|copy| copy.text().map(str::to_owned)).collect()
}

/// RFC 3339 §5.6, with its offset.
fn instant(node: &Node) -> Result<Timestamp, Complaint> {
    node.text()?.parse().map_err(|_| {
        Complaint::new(&node.span, "dit is geen tijdstip").hinting("bijvoorbeeld \"2026-11-12T10:00:00+01:00\"")
    })
}
