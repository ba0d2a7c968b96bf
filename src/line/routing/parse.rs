//! From the text of `routes.toml` to a checked table: all complaints at once.

use std::{collections::HashMap, ops::Range};

use aws_lc_rs::digest;
use jiff::tz::TimeZone;

use crate::domain::QueueName;

use super::{
    Complaint, Findings, RouteTable, Section, TestFailure,
    area::{Area, District},
    calendar::Calendar,
    clock::Clock,
    duty::Duty,
    file::{self, Entry, Node},
    lexicon::LexiconBuilder,
    matcher::World,
    names::{named, urgency},
    parse_match::flattened,
    table::{Ack, Coordinator, Destination, Enrich, FALLBACK, Fallback, Route, Rule, Webhook},
};

/// What the other files define. An empty list: that file could not be read, so its names are not checked.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a> {
    pub queues: &'a [String],
    pub templates: &'a [String],
    pub partners: &'a [String],
    pub districts: &'a [District],
    pub coordinators: &'a [Coordinator],
    pub webhooks: &'a [Webhook],
}

/// The queue in which the household's casus is already.
const WHERE_IT_IS: &str = "@huishouden.wachtrij";

/// What a rule must have besides its id.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A `why`, and a `match` that chooses.
    Reasoned,
    /// A `match` that chooses.
    Plain,
    /// A `match`, which may be empty.
    CatchAll,
}

pub(super) const ROUTE: &str = "[[route]]";
pub(super) const ACK: &str = "[[ack]]";

/// What is known while a file is being read.
pub(super) struct Parser<'k> {
    pub known: &'k Known<'k>,
    pub findings: Findings,
    pub words: LexiconBuilder,
    pub calendars: Vec<Calendar>,
    /// Where they are written, by place.
    pub calendar_spans: Vec<Range<usize>>,
    pub duties: Vec<Duty>,
    /// The place of `workhours`.
    pub working: Option<usize>,
    /// Set by the `[[enrich]]` rules above.
    pub labels: Vec<String>,
    /// Labels that tell something of the household: an acknowledgement may not depend on them.
    telling_labels: Vec<String>,
    /// The kind of rule, as `[[route]]`, by the rule's id.
    ids: HashMap<String, String>,
}

/// Reads and checks a rules file and runs its own tests.
///
/// # Errors
///
/// Every complaint, in the order of the text; a failing test is one.
pub fn parse(text: &str, known: &Known<'_>) -> Result<RouteTable, Vec<Complaint>> {
    let table = parse_untested(text, known)?;
    let failures: Vec<Complaint> = table.run_tests().into_iter().map(TestFailure::into_complaint).collect();
    if failures.is_empty() { Ok(table) } else { Err(failures) }
}

/// As [`parse`], and its tests are left to the caller: to report on them.
///
/// # Errors
///
/// Every complaint, in the order of the text.
pub fn parse_untested(text: &str, known: &Known<'_>) -> Result<RouteTable, Vec<Complaint>> {
    let mut parser = Parser {
        known,
        findings: Findings::default(),
        words: LexiconBuilder::default(),
        calendars: Vec::new(),
        calendar_spans: Vec::new(),
        duties: Vec::new(),
        working: None,
        labels: Vec::new(),
        telling_labels: Vec::new(),
        ids: HashMap::from([(FALLBACK.to_owned(), ROUTE.to_owned())]),
    };
    let entries = file::read(text, &mut parser.findings);
    if !parser.findings.is_empty() {
        return Err(parser.findings.into_complaints());
    }
    let table = parser.table(&entries, version(text));
    match table {
        Some(mut table) if parser.findings.is_empty() => {
            table.advice = table.advise(&parser.calendar_spans, known);
            Ok(table)
        }
        _ => Err(parser.findings.into_complaints()),
    }
}

fn version(text: &str) -> String {
    let hash = digest::digest(&digest::SHA256, text.as_bytes());
    hash.as_ref().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

impl Parser<'_> {
    fn table(&mut self, entries: &[Entry], version: String) -> Option<RouteTable> {
        let mut root = Section::root(entries);
        root.required("version", &mut self.findings, |node| match node.number()? {
            1 => Ok(()),
            _ => Err(Complaint::new(&node.span, "deze versie is onbekend").hinting("schrijf: version = 1")),
        });
        let timezone = root.required("timezone", &mut self.findings, |node| {
            TimeZone::get(node.text()?).map_err(|_| {
                Complaint::new(&node.span, "deze tijdzone is onbekend").hinting("in Nederland: \"Europe/Amsterdam\"")
            })
        });
        let holidays = self.holidays(&mut root);
        self.read_calendars(&mut root);
        self.read_duties(&mut root);
        let fallback = self.fallback(&mut root);
        let enriches = self.rules(&mut root, "enrich", Self::enrich);
        let routes = self.rules(&mut root, "route", Self::route);
        self.refuse_unreachable(root.get("route"), routes.iter().map(|route| &route.rule));
        let copies = self.rules(&mut root, "copy", Self::copy);
        let acks = self.rules(&mut root, "ack", Self::ack);
        self.refuse_unreachable(root.get("ack"), acks.iter().map(|ack| &ack.rule));
        let proofs = self.proofs(&mut root);
        root.finish(&mut self.findings);
        let lexicon = std::mem::take(&mut self.words).build();
        let (calendars, working) = (std::mem::take(&mut self.calendars), self.working);
        let clock = Clock { timezone: timezone?, holidays, calendars, working };
        let areas = self.known.districts.iter().map(Area::of).collect();
        Some(RouteTable {
            version,
            world: World { lexicon, clock, areas },
            districts: self.known.districts.to_vec(),
            duties: std::mem::take(&mut self.duties),
            fallback: fallback?,
            enriches,
            routes,
            copies,
            acks,
            telling_labels: std::mem::take(&mut self.telling_labels),
            proofs,
            advice: Vec::new(),
        })
    }

    fn fallback(&mut self, root: &mut Section<'_>) -> Option<Fallback> {
        let Some(entry) = root.get("fallback") else {
            self.findings.add(
                Complaint::new(&(0..0), "[fallback] ontbreekt: zonder vangnet raakt een signaal zoek")
                    .hinting("schrijf: [fallback] en daaronder queue = \"…\""),
            );
            return None;
        };
        let mut section = Section::within(&entry.node, "[fallback]", &mut self.findings)?;
        let queue = self.queue(&mut section);
        let plan = self.plan(&mut section, queue.as_ref());
        section.finish(&mut self.findings);
        Some(Fallback { queue: queue?, plan })
    }

    /// Reads every `[[key]]`; one that cannot be read is complained about and left out.
    fn rules<T>(
        &mut self,
        root: &mut Section<'_>,
        key: &'static str,
        read: impl Fn(&mut Self, &mut Section<'_>) -> Option<T>,
    ) -> Vec<T> {
        let title = format!("[[{key}]]");
        let nodes = root.tables(key, &mut self.findings);
        let mut rules = Vec::with_capacity(nodes.len());
        for node in nodes {
            let Some(mut section) = Section::within(node, &title, &mut self.findings) else { continue };
            rules.extend(read(self, &mut section));
            section.finish(&mut self.findings);
        }
        rules
    }

    fn enrich(&mut self, section: &mut Section<'_>) -> Option<Enrich> {
        let raise = section.optional("raise", &mut self.findings, urgency);
        let rule = self.rule(section, if raise.is_some() { Form::Reasoned } else { Form::Plain });
        let labels = section.get("set").map(|entry| self.set(&entry.node)).unwrap_or_default();
        if section.get("set").is_none() && section.get("raise").is_none() {
            self.findings.add(
                Complaint::new(section.span(), "deze regel doet niets")
                    .hinting("geef set = { \"label.…\" = true } of raise = \"hoog\""),
            );
        }
        self.labels.extend(labels.iter().cloned());
        let rule = rule?;
        if rule.when.asks_about_household(&self.telling_labels) {
            self.telling_labels.extend(labels.iter().cloned());
        }
        Some(Enrich { rule, labels, raise })
    }

    fn route(&mut self, section: &mut Section<'_>) -> Option<Route> {
        let rule = self.rule(section, Form::Reasoned);
        let to = self.destination(section);
        let urgency = section.optional("urgency", &mut self.findings, urgency);
        let queue = match &to {
            Some(Destination::Queue(queue)) => Some(queue),
            _ => None,
        };
        let plan = self.plan(section, queue);
        Some(Route { rule: rule?, to: to?, urgency, plan })
    }

    fn destination(&mut self, section: &mut Section<'_>) -> Option<Destination> {
        let is_own = |entry: &Entry| entry.node.text().is_ok_and(|text| text.starts_with('@'));
        if !section.get("queue").is_some_and(is_own) {
            return self.queue(section).map(Destination::Queue);
        }
        section.required("queue", &mut self.findings, |node| match node.text()? {
            WHERE_IT_IS => Ok(Destination::WhereItIs),
            other => Err(Complaint::unknown(&node.span, "onbekende wachtrij", other, [WHERE_IT_IS])
                .hinting(format!("bedoelt u \"{WHERE_IT_IS}\"? Dat is de wachtrij waarin de casus al staat"))),
        })
    }

    fn ack(&mut self, section: &mut Section<'_>) -> Option<Ack> {
        let rule = self.rule(section, Form::CatchAll);
        if let (Some(rule), Some(entry)) = (&rule, section.get("match")) {
            self.refuse_telling(rule, entry);
        }
        let given = section.get("template");
        let via = section.required("via", &mut self.findings, |node| match node.text()? {
            way @ ("email" | "none") => Ok(way),
            other => Err(Complaint::unknown(&node.span, "onbekende weg", other, ["email", "none"])),
        })?;
        if via == "email" {
            let known = self.known.templates;
            let template =
                section.required("template", &mut self.findings, |node| named(node, "onbekend sjabloon", known))?;
            return Some(Ack { rule: rule?, template: Some(template) });
        }
        if let Some(entry) = given {
            let complaint = Complaint::new(&entry.key_span, "\"template\" doet niets bij via = \"none\"");
            self.findings.add(complaint.hinting("schrijf via = \"email\", of haal deze regel weg"));
        }
        Some(Ack { rule: rule?, template: None })
    }

    /// A reporter must not learn from the answer whether a household is known.
    fn refuse_telling(&mut self, ack: &Rule, entry: &Entry) {
        if ack.when.asks_about_household(&self.telling_labels) {
            let message = "de bevestiging zou verraden dat het huishouden bekend is";
            self.findings.add(
                Complaint::new(&entry.node.span, message)
                    .hinting("vraag in [[ack]] niet naar huishouden.…, herhaling of een label dat daarvan afhangt"),
            );
        }
    }

    fn queue(&mut self, section: &mut Section<'_>) -> Option<QueueName> {
        let known = self.known.queues;
        section.required("queue", &mut self.findings, |node| named(node, "onbekende wachtrij", known)).map(QueueName)
    }

    pub(super) fn rule(&mut self, section: &mut Section<'_>, form: Form) -> Option<Rule> {
        let id = section.required("id", &mut self.findings, |node| Ok((node.filled_text()?, &node.span)));
        if let Some((id, span)) = id {
            self.claim(section.title(), id, span);
        }
        let why = match form {
            Form::Reasoned => section.required("why", &mut self.findings, Node::filled_text),
            Form::Plain | Form::CatchAll => section.optional("why", &mut self.findings, Node::filled_text),
        };
        let node = section.required("match", &mut self.findings, Ok)?;
        if form != Form::CatchAll && node.table().is_ok_and(<[Entry]>::is_empty) {
            self.findings.add(
                Complaint::new(&node.span, "een lege match past op alles; dat mag alleen bij de laatste [[ack]]")
                    .hinting("wat geen regel raakt, gaat vanzelf naar [fallback]"),
            );
        }
        let when = self.condition(node)?;
        if let Some(why) = when.contradiction() {
            let complaint = Complaint::new(&node.span, format!("deze regel past nooit: {why}"));
            self.findings.add(complaint.hinting("haal een van de twee voorwaarden weg"));
        }
        let (id, span) = id?;
        Some(Rule { id: id.to_owned(), span: span.clone(), why: why.unwrap_or("past").to_owned(), when })
    }

    fn claim(&mut self, title: &str, id: &str, span: &Range<usize>) {
        if self.ids.insert(id.to_owned(), title.to_owned()).is_some() {
            let complaint = Complaint::new(span, format!("de naam \"{id}\" bestaat al"));
            self.findings.add(complaint.hinting("elke regel heeft een eigen id; \"fallback\" is van het vangnet"));
        }
    }

    /// The ids of the rules of one kind, `fallback` among the routes.
    pub(super) fn ids_of(&self, title: &str) -> Vec<String> {
        let mut ids: Vec<String> =
            self.ids.iter().filter(|(_, kind)| *kind == title).map(|(id, _)| id.clone()).collect();
        ids.sort();
        ids
    }

    /// `set = { "label.kind" = true }`.
    fn set(&mut self, node: &Node) -> Vec<String> {
        let entries = self.findings.keep(node.table()).unwrap_or_default();
        let mut labels = Vec::new();
        for (name, entry) in flattened(entries) {
            let Some(label) = name.strip_prefix("label.").filter(|label| !label.is_empty()) else {
                let complaint = Complaint::new(&entry.key_span, format!("\"{name}\" is een feit en verandert nooit"));
                self.findings.add(complaint.hinting("set zet alleen labels: \"label.…\" = true"));
                continue;
            };
            match self.findings.keep(entry.node.flag()) {
                Some(true) => labels.push(label.to_owned()),
                Some(false) => self.findings.add(
                    Complaint::new(&entry.node.span, "een label kan alleen worden gezet: true")
                        .hinting("een label dat geen regel zet, is er niet"),
                ),
                None => {}
            }
        }
        labels
    }

    /// A rule below a wider one is never reached, and one that contradicts itself never holds.
    fn refuse_unreachable<'r>(&mut self, list: Option<&Entry>, rules: impl Iterator<Item = &'r Rule>) {
        let Some(nodes) = list.and_then(|entry| entry.node.list().ok()) else { return };
        let rules: Vec<&Rule> = rules.collect();
        // Where a rule was left out, places do not correspond; then that complaint comes first.
        if nodes.len() != rules.len() {
            return;
        }
        for (place, (node, rule)) in nodes.iter().zip(&rules).enumerate() {
            let wider = rules[..place].iter().find(|above| above.when.always_holds() || above.when.covers(&rule.when));
            let Some(above) = wider else { continue };
            let (when, hint) = if above.when.always_holds() {
                ("altijd", "zet de regel die altijd past als laatste".to_owned())
            } else {
                let hint = format!("zet \"{}\" boven \"{}\", of maak \"{}\" strenger", rule.id, above.id, above.id);
                ("ook, en eerder", hint)
            };
            let message = format!("deze regel wordt nooit bereikt: \"{}\" past {when}", above.id);
            self.findings.add(Complaint::new(&node.span, message).hinting(hint));
        }
    }
}
