//! What rules ask about facts, read and checked against the table of facts.

use regex::{Regex, RegexBuilder};

use crate::domain::fold;

use super::{
    Complaint,
    area::{folded_postcode, folded_street},
    fact::{FACTS, Fact, Kind},
    file::{Entry, Node, Value},
    lexicon::Inflection,
    matcher::{Condition, Match, Subject, Test},
    names::named,
    parse::{Known, Parser},
    sheet::{FactValue, Prose},
};

/// The first part of a fact's name: `adres.pc4` may be written `adres = { pc4 = … }` and `adres.pc4 = …` too.
const GROUPS: [&str; 3] = ["adres", "huishouden", "label"];

/// Whether a kind of fact knows an operator.
type Fits = fn(Kind) -> bool;

/// Every operator, and the kinds of facts that know it.
const OPERATORS: [(&str, Fits); 8] = [
    ("at_least", |kind| matches!(kind, Kind::Level(_))),
    ("gte", |kind| kind == Kind::Number),
    ("lte", |kind| kind == Kind::Number),
    ("between", |kind| kind == Kind::Number),
    ("words", |kind| kind == Kind::Text),
    ("exact", |kind| kind == Kind::Text),
    ("regex", |kind| kind == Kind::Text),
    ("present", |_| true),
];

/// Bytes that one compiled expression may take: large enough for a page of alternatives.
const REGEX_SIZE_LIMIT: usize = 1 << 20;

/// Facts by their whole names, groups written out.
pub(super) fn flattened(entries: &[Entry]) -> Vec<(String, &Entry)> {
    let mut flat = Vec::with_capacity(entries.len());
    for entry in entries {
        match &entry.node.value {
            Value::Table(inner) if GROUPS.contains(&entry.key.as_str()) => {
                flat.extend(inner.iter().map(|part| (format!("{}.{}", entry.key, part.key), part)));
            }
            _ => flat.push((entry.key.clone(), entry)),
        }
    }
    flat
}

impl Parser<'_> {
    /// A rule's `match`; `None` after a complaint.
    pub(super) fn condition(&mut self, node: &Node) -> Option<Match> {
        let entries = self.findings.keep(node.table())?;
        let mut all = Vec::new();
        let mut any = Vec::new();
        let mut none = Vec::new();
        let mut sound = true;
        for (name, entry) in flattened(entries) {
            match name.as_str() {
                "any" => sound &= self.groups(&entry.node).map(|groups| any = groups).is_some(),
                "none" => sound &= self.groups(&entry.node).map(|groups| none = groups).is_some(),
                _ => sound &= self.about(&name, entry).map(|condition| all.push(condition)).is_some(),
            }
        }
        sound.then_some(Match { all, any, none })
    }

    /// `[ { … }, { … } ]`, one level deep.
    fn groups(&mut self, node: &Node) -> Option<Vec<Vec<Condition>>> {
        let tables = self.findings.keep(node.list())?;
        let mut groups = Some(Vec::with_capacity(tables.len()));
        if tables.is_empty() {
            self.findings.add(
                Complaint::new(&node.span, "deze lijst mag niet leeg zijn")
                    .hinting("zet er een mogelijkheid in: [{ … }], of haal de sleutel weg"),
            );
            return None;
        }
        for table in tables {
            let group = self.group(table);
            groups = groups.zip(group).map(|(mut groups, group)| {
                groups.push(group);
                groups
            });
        }
        groups
    }

    fn group(&mut self, node: &Node) -> Option<Vec<Condition>> {
        let entries = self.findings.keep(node.table())?;
        if entries.is_empty() {
            self.findings.add(
                Complaint::new(&node.span, "een lege mogelijkheid past op alles")
                    .hinting("zet er een feit in, of haal haar weg"),
            );
            return None;
        }
        let conditions: Vec<Option<Condition>> =
            flattened(entries).into_iter().map(|(name, entry)| self.about(&name, entry)).collect();
        conditions.into_iter().collect()
    }

    /// One fact or label and what is asked of it.
    fn about(&mut self, name: &str, entry: &Entry) -> Option<Condition> {
        if let Some(label) = name.strip_prefix("label.") {
            return self.about_label(label, entry);
        }
        match name {
            "during" => return self.about_calendar(Test::During, &entry.node),
            "outside" => return self.about_calendar(Test::Outside, &entry.node),
            _ => {}
        }
        let fact = self.fact(name, entry)?;
        let tests = match &entry.node.value {
            Value::Table(operators) => self.operators(fact, &entry.node, operators)?,
            _ if fact == Fact::AdresGebied => vec![self.areas(&entry.node)?],
            _ => vec![Test::AnyOf(self.values(fact, &entry.node)?)],
        };
        Some(Condition { subject: Subject::Fact(fact), tests })
    }

    fn about_calendar(&mut self, test: Test, node: &Node) -> Option<Condition> {
        let place = self.calendar_named(node);
        let place = self.findings.keep(place)?;
        Some(Condition { subject: Subject::Calendar(place), tests: vec![test] })
    }

    /// The place of the calendar that is named here.
    pub(super) fn calendar_named(&self, node: &Node) -> Result<usize, Complaint> {
        let name = node.filled_text()?;
        let known = || self.calendars.iter().map(|calendar| calendar.id.as_str());
        if self.calendars.is_empty() {
            let complaint = Complaint::new(&node.span, format!("onbekende kalender \"{name}\""));
            return Err(complaint.hinting(format!("maak hem: [[calendar]] met id = \"{name}\" en weekly = [ … ]")));
        }
        known()
            .position(|id| id == name)
            .ok_or_else(|| Complaint::unknown(&node.span, "onbekende kalender", name, known().collect::<Vec<_>>()))
    }

    fn areas(&mut self, node: &Node) -> Option<Test> {
        let teams: Vec<&str> = self.known.districts.iter().map(|district| district.team.as_str()).collect();
        let read = |node: &Node| {
            let name = node.filled_text()?;
            let place = teams.iter().position(|team| *team == name);
            match place {
                Some(place) => Ok(place),
                None if teams.is_empty() => Ok(0),
                None => Err(Complaint::unknown(&node.span, "onbekend team", name, teams.iter().copied())),
            }
        };
        if node.one_or_more().is_empty() {
            self.findings.add(Complaint::new(&node.span, "een lege lijst past nooit").hinting("noem een team"));
            return None;
        }
        self.findings.keep_all(node.one_or_more().iter().map(read)).map(Test::InArea)
    }

    fn about_label(&mut self, label: &str, entry: &Entry) -> Option<Condition> {
        if !self.labels.iter().any(|known| known == label) {
            let known: Vec<String> = self.labels.iter().map(|label| format!("label.{label}")).collect();
            let name = format!("label.{label}");
            let complaint =
                Complaint::unknown(&entry.key_span, "onbekend label", &name, known.iter().map(String::as_str));
            let hint = complaint
                .hint
                .unwrap_or_else(|| "geen [[enrich]] boven deze regel zet een label: verplaats of maak hem".to_owned());
            self.findings.add(Complaint { hint: Some(hint), ..complaint });
            return None;
        }
        let asked = match &entry.node.value {
            Value::Flag(true) => Ok(true),
            Value::Table(operators) => match operators.as_slice() {
                [Entry { key, node, .. }] if key == "present" => node.flag(),
                _ => Err(entry.node.expected("true of { present = false }")),
            },
            _ => Err(Complaint::new(&entry.node.span, "een label is gezet (true) of er niet")
                .hinting("vraag naar een label dat er niet is met { present = false }")),
        };
        let present = self.findings.keep(asked)?;
        Some(Condition { subject: Subject::Label(label.to_owned()), tests: vec![Test::Present(present)] })
    }

    fn fact(&mut self, name: &str, entry: &Entry) -> Option<Fact> {
        let fact = Fact::named(name);
        if fact.is_none() {
            let known = FACTS.iter().map(|entry| entry.name).chain(["during", "outside", "any", "none"]);
            let complaint = Complaint::unknown(&entry.key_span, "onbekend feit", name, known);
            if matches!(name, "any" | "none") {
                let nested = Complaint::new(&entry.key_span, format!("\"{name}\" mag niet in een any of none staan"));
                self.findings
                    .add(nested.hinting("zet het naast de andere, of maak er een [[enrich]] met een label van"));
                return None;
            }
            self.findings.add(complaint.or_hinting("alle feiten staan in docs/routes.md onder Feiten"));
        }
        fact
    }

    /// `{ gte = 3 }`: all must hold.
    fn operators(&mut self, fact: Fact, node: &Node, operators: &[Entry]) -> Option<Vec<Test>> {
        let mut tests = Some(Vec::with_capacity(operators.len()));
        if operators.is_empty() {
            self.findings.add(node.expected("een waarde of een vraag zoals { present = true }"));
            return None;
        }
        for operator in operators {
            let read = self.operator(fact, operator);
            tests = tests.zip(self.findings.keep(read)).map(|(mut tests, read)| {
                tests.extend(read);
                tests
            });
        }
        tests
    }

    fn operator(&mut self, fact: Fact, operator: &Entry) -> Result<Vec<Test>, Complaint> {
        let entry = fact.entry();
        let fitting = || OPERATORS.iter().filter(|(_, fits)| fits(entry.kind)).map(|(name, _)| *name);
        let Some((_, fits)) = OPERATORS.iter().find(|(name, _)| *name == operator.key) else {
            return Err(Complaint::unknown(
                &operator.key_span,
                "onbekende vraag",
                &operator.key,
                fitting().collect::<Vec<_>>(),
            ));
        };
        if !fits(entry.kind) {
            let message = format!("\"{}\" kan niet bij \"{}\" ({})", operator.key, entry.name, entry.kind.label());
            let hint =
                format!("\"{}\" is {}; vraag het met {} of een waarde", entry.name, entry.meaning, listed(fitting()));
            return Err(Complaint::new(&operator.key_span, message).hinting(hint));
        }
        let node = &operator.node;
        Ok(match operator.key.as_str() {
            "at_least" => vec![Test::AtLeast(place(entry.kind, node)?)],
            "gte" => vec![Test::Gte(node.number()?)],
            "lte" => vec![Test::Lte(node.number()?)],
            "between" => Vec::from(between(node)?),
            "words" => vec![self.words(node, Inflection::Simple)?],
            "exact" => vec![self.words(node, Inflection::None)?],
            "regex" => vec![Test::Pattern(pattern(node)?)],
            _ => vec![Test::Present(node.flag()?)],
        })
    }

    fn words(&mut self, node: &Node, inflection: Inflection) -> Result<Test, Complaint> {
        let words = node.one_or_more();
        if words.is_empty() {
            return Err(Complaint::new(&node.span, "deze lijst mag niet leeg zijn").hinting("noem minstens één woord"));
        }
        let mut ids = Vec::with_capacity(words.len() * 3);
        for word in words {
            let forms = self.words.add(word.text()?, inflection);
            if forms.is_empty() {
                let complaint = Complaint::new(&word.span, "in dit woord staat geen letter of cijfer");
                return Err(complaint.hinting("leestekens tellen niet mee: zoek een woord, of gebruik regex"));
            }
            ids.extend(forms);
        }
        Ok(Test::Words(ids))
    }

    /// A value, or a list of which any will do.
    fn values(&mut self, fact: Fact, node: &Node) -> Option<Vec<FactValue>> {
        let nodes = node.one_or_more();
        if nodes.is_empty() {
            self.findings.add(
                Complaint::new(&node.span, "een lege lijst past nooit")
                    .hinting("zet er een waarde in, of haal de sleutel weg"),
            );
            return None;
        }
        let (kind, known) = (fact.entry().kind, self.known);
        self.findings.keep_all(nodes.iter().map(|node| value(kind, node, known)))
    }

    /// A fact as a test gives it.
    pub(super) fn given(&mut self, name: &str, entry: &Entry) -> Option<(Fact, FactValue)> {
        if name.starts_with("label.") {
            let complaint = Complaint::new(&entry.key_span, "labels worden gezet door [[enrich]], niet gegeven");
            self.findings.add(complaint.hinting("geef de feiten waarop die regel past"));
            return None;
        }
        let fact = self.fact(name, entry)?;
        if fact == Fact::AdresGebied {
            let complaint = Complaint::new(&entry.key_span, "\"adres.gebied\" volgt uit het adres");
            self.findings.add(complaint.hinting("geef adres.postcode, adres.pc4 of adres.straatnaam"));
            return None;
        }
        let value = value(fact.entry().kind, &entry.node, self.known);
        Some((fact, self.findings.keep(value)?))
    }
}

fn value(kind: Kind, node: &Node, known: &Known<'_>) -> Result<FactValue, Complaint> {
    Ok(match kind {
        Kind::Flag => FactValue::Flag(node.flag()?),
        Kind::Number => FactValue::Number(node.number()?),
        Kind::Choice(_) | Kind::Level(_) => FactValue::Word(place(kind, node)?),
        Kind::Partner => FactValue::Name(partner(node, known.partners)?),
        Kind::Queue => FactValue::Name(named(node, "onbekende wachtrij", known.queues)?),
        Kind::Area => return Err(node.expected("de naam van een team, of een vraag zoals { present = true }")),
        Kind::Postcode => {
            let complaint = || {
                let pc4 = "bijvoorbeeld \"9675 XA\"; vier cijfers vraagt u met adres.pc4";
                Complaint::new(&node.span, "dit is geen hele postcode").hinting(pc4)
            };
            FactValue::Name(folded_postcode(node.text()?).ok_or_else(complaint)?)
        }
        Kind::Street => {
            let complaint = || Complaint::new(&node.span, "dit is geen straatnaam");
            FactValue::Name(folded_street(node.filled_text()?).ok_or_else(complaint)?)
        }
        Kind::Place => FactValue::Name(fold(node.filled_text()?)),
        Kind::Text => FactValue::Text(Prose::new(node.text()?.to_owned())),
    })
}

pub(super) fn partner(node: &Node, partners: &[String]) -> Result<String, Complaint> {
    match node.text()? {
        unknown @ crate::domain::PartnerName::UNKNOWN => Ok(unknown.to_owned()),
        _ => named(node, "onbekende partner", partners),
    }
}

fn place(kind: Kind, node: &Node) -> Result<usize, Complaint> {
    let (Kind::Choice(words) | Kind::Level(words)) = kind else { return Err(node.expected("een waarde")) };
    let word = node.text()?;
    let place = words.iter().position(|known| *known == word);
    place.ok_or_else(|| Complaint::unknown(&node.span, "onbekende waarde", word, words.iter().copied()))
}

fn between(node: &Node) -> Result<[Test; 2], Complaint> {
    let [low, high] = node.list()? else {
        return Err(Complaint::new(&node.span, "hier horen twee getallen: [van, tot en met]")
            .hinting("bijvoorbeeld between = [9670, 9679]"));
    };
    let (low, high) = (low.number()?, high.number()?);
    if low > high {
        return Err(Complaint::new(&node.span, "het eerste getal is groter dan het tweede: dit past nooit")
            .hinting("draai de twee getallen om"));
    }
    Ok([Test::Gte(low), Test::Lte(high)])
}

/// Linear in the text whatever the expression; its size is bounded.
fn pattern(node: &Node) -> Result<Regex, Complaint> {
    let built = RegexBuilder::new(node.filled_text()?).case_insensitive(true).size_limit(REGEX_SIZE_LIMIT).build();
    built.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => Complaint::new(&node.span, "dit patroon is te groot")
            .hinting("maak herhalingen zoals {1000} kleiner, of gebruik words"),
        _ => Complaint::new(&node.span, "dit is geen geldige regex")
            .hinting("kijk naar haken en \\; schrijf de regex tussen enkele aanhalingstekens"),
    })
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}
