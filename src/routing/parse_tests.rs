//! The `[[test]]`s of a rules file, read and checked.

use std::collections::HashSet;

use jiff::Timestamp;

use super::{
    Complaint, Section,
    file::{Entry, Node},
    parse::{ACK, Parser, ROUTE, named, urgency},
    parse_match::flattened,
    proof::{Expectation, LabelState, Proof, Wanted},
    sheet::FactSheet,
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
                if names.insert(name) { Ok(name) } else { Err(Complaint::new(&node.span, "deze test bestaat al")) }
            });
            section.optional("at", &mut self.findings, instant);
            let given = section.required("given", &mut self.findings, Node::table);
            let given = given.map(|entries| self.facts(entries)).unwrap_or_default();
            let expected = section.required("expect", &mut self.findings, Ok);
            let expectations = expected.map(|node| self.expectations(node)).unwrap_or_default();
            section.finish(&mut self.findings);
            proofs.extend(name.map(|name| Proof { name: name.to_owned(), given, expectations }));
        }
        proofs
    }

    fn facts(&mut self, entries: &[Entry]) -> FactSheet {
        let mut sheet = FactSheet::default();
        for (name, entry) in flattened(entries) {
            if let Some((fact, value)) = self.given(&name, entry) {
                sheet.set(fact, value);
            }
        }
        sheet
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
        expect("copies", &|node| copies(node).map(Wanted::Copies));
        expect("ack", &|node| named(node, "onbekende regel", &acks).map(Wanted::Ack));
        let labels = section.optional("labels", &mut self.findings, Node::table).unwrap_or_default();
        section.finish(&mut self.findings);
        for label in labels {
            expectations.extend(self.label(label));
        }
        if node.table().is_ok_and(<[Entry]>::is_empty) {
            self.findings.add(Complaint::new(&node.span, "deze test verwacht niets"));
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

fn copies(node: &Node) -> Result<Vec<String>, Complaint> {
    node.list()?.iter().map(|copy| copy.text().map(str::to_owned)).collect()
}

/// RFC 3339 §5.6, with its offset.
fn instant(node: &Node) -> Result<Timestamp, Complaint> {
    node.text()?.parse().map_err(|_| {
        Complaint::new(&node.span, "dit is geen tijdstip").hinting("bijvoorbeeld \"2026-11-12T10:00:00+01:00\"")
    })
}
