//! One table of a file, read key by key; keys that nobody asks for are complaints.

use std::ops::Range;

use super::{
    Complaint, Findings,
    file::{Entry, Node},
};

/// What a forgotten key may look like.
const EXAMPLES: [(&str, &str); 34] = [
    ("version", "1"),
    ("timezone", "\"Europe/Amsterdam\""),
    ("id", "\"een-eigen-naam\""),
    ("why", "\"waarom deze regel er is\""),
    ("match", "{ tekst = { words = [\"ontruiming\"] } }"),
    ("queue", "\"parkwijk\""),
    ("to", "[\"mail:naam@domein\"]; bij weekly een tijd: \"17:00\""),
    ("via", "\"email\""),
    ("template", "\"ontvangst\""),
    ("name", "\"een-eigen-naam\""),
    ("given", "{ kanaal = \"email\" }"),
    ("expect", "{ route = \"…\" }"),
    ("weekly", "[{ days = [\"ma-vr\"], from = \"08:30\", to = \"17:00\" }]"),
    ("days", "[\"ma-vr\"]"),
    ("from", "\"08:30\""),
    ("date", "\"2026-12-24\""),
    ("after", "\"2 werkdagen\""),
    ("bron", "\"politie\""),
    ("days_ago", "3"),
    ("first", "\"2026-11-10\""),
    ("at", "\"09:00\""),
    ("every_days", "14"),
    ("label", "\"naam voor mensen\""),
    ("ring", "\"buitenring\""),
    ("domains", "[\"partner.example\"]"),
    ("form", "\"regels\"; of csv, json, xml"),
    ("fields", "{ situatieSchets = \"Omschrijving\" }"),
    ("url", "\"https://zaaksysteem.gemeente.example/voordeur\""),
    ("secret_file", "\"secrets/zaaksysteem\""),
    ("source", "\"urn:nld:oin:00000001823288444000:systeem:voordeur\""),
    ("turns", "[\"piket\"]"),
    ("confirm", "\"15 minuten\""),
    ("who", "\"piket\""),
    ("set", "{ \"label.…\" = true }"),
];

/// A table being read. Ask for every key, then [`finish`](Self::finish).
#[derive(Debug)]
pub struct Section<'a> {
    entries: &'a [Entry],
    span: Range<usize>,
    /// For people: `[[route]]`, `[http]`; empty for the file itself.
    title: &'a str,
    asked: Vec<&'static str>,
}

impl<'a> Section<'a> {
    /// The file itself.
    pub fn root(entries: &'a [Entry]) -> Self {
        Self { entries, span: 0..0, title: "", asked: Vec::new() }
    }

    /// A table inside; `None` after a complaint when it is none.
    pub fn within(node: &'a Node, title: &'a str, findings: &mut Findings) -> Option<Self> {
        let entries = findings.keep(node.table())?;
        Some(Self { entries, span: node.span.clone(), title, asked: Vec::new() })
    }

    /// A table that may be absent: then it is empty, and its defaults hold.
    pub fn child(&mut self, key: &'static str, title: &'a str, findings: &mut Findings) -> Self {
        let absent = Self { entries: &[], span: self.span.clone(), title, asked: Vec::new() };
        match self.get(key) {
            Some(entry) => Self::within(&entry.node, title, findings).unwrap_or(absent),
            None => absent,
        }
    }

    /// The tables `[[key]]`, in order.
    pub fn tables(&mut self, key: &'static str, findings: &mut Findings) -> &'a [Node] {
        let Some(entry) = self.get(key) else { return &[] };
        let tables = entry.node.list().map_err(|complaint| {
            complaint.hinting(format!("schrijf [[{key}]] met dubbele haken: er kunnen er meer van zijn"))
        });
        findings.keep(tables).unwrap_or_default()
    }

    /// The value of a key, read; `None` when it is absent or was complained about.
    pub fn optional<T>(
        &mut self,
        key: &'static str,
        findings: &mut Findings,
        read: impl FnOnce(&'a Node) -> Result<T, Complaint>,
    ) -> Option<T> {
        let node = &self.get(key)?.node;
        findings.keep(read(node))
    }

    /// As [`optional`](Self::optional), and absence is a complaint.
    pub fn required<T>(
        &mut self,
        key: &'static str,
        findings: &mut Findings,
        read: impl FnOnce(&'a Node) -> Result<T, Complaint>,
    ) -> Option<T> {
        if self.get(key).is_none() {
            let place = if self.title.is_empty() { "dit bestand".to_owned() } else { self.title.to_owned() };
            let complaint = Complaint::new(&self.span, format!("\"{key}\" ontbreekt in {place}"));
            let example = EXAMPLES.iter().find(|(known, _)| *known == key).map_or("…", |(_, example)| example);
            findings.add(complaint.hinting(format!("schrijf erbij: {key} = {example}")));
        }
        self.optional(key, findings, read)
    }

    /// A list, each item read; `None` when it is absent or an item was complained about.
    pub fn list<T>(
        &mut self,
        key: &'static str,
        findings: &mut Findings,
        read: impl FnMut(&'a Node) -> Result<T, Complaint>,
    ) -> Option<Vec<T>> {
        let items = self.optional(key, findings, Node::list)?;
        findings.keep_all(items.iter().map(read))
    }

    /// The key and its value as they stand in the file.
    pub fn get(&mut self, key: &'static str) -> Option<&'a Entry> {
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// As given: `[[route]]`.
    pub fn title(&self) -> &'a str {
        self.title
    }

    /// Where the section begins in the text.
    pub fn span(&self) -> &Range<usize> {
        &self.span
    }

    /// Complains about every key that was not asked for.
    pub fn finish(self, findings: &mut Findings) {
        for entry in self.entries.iter().filter(|entry| !self.asked.contains(&entry.key.as_str())) {
            findings.add(Complaint::unknown(
                &entry.key_span,
                "onbekende sleutel",
                &entry.key,
                self.asked.iter().copied(),
            ));
        }
        let section = self.title.trim_matches(['[', ']']);
        for key in self.asked {
            findings.asked(if section.is_empty() { key.to_owned() } else { format!("{section}.{key}") });
        }
    }
}
