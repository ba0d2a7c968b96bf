//! `[[duty]]`, read and checked: the roster of nights and weekends.

use jiff::civil::{DateTime, Time};

use crate::domain::StepTo;

use super::{
    Complaint, Section,
    clock::{MOST_DAYS_BETWEEN, Within},
    duty::{Duty, OnDuty, Side, Swap},
    file::{Node, Value},
    names::mail_address,
    parse::Parser,
    parse_clock::{ROLES, date},
};

impl Parser<'_> {
    /// Every `[[duty]]`; read after the calendars and before the rules that name one.
    pub(super) fn read_duties(&mut self, root: &mut Section<'_>) {
        for node in root.tables("duty", &mut self.findings) {
            let Some(mut section) = Section::within(node, "[[duty]]", &mut self.findings) else { continue };
            let duty = self.duty(&mut section);
            section.finish(&mut self.findings);
            self.duties.extend(duty);
        }
    }

    fn duty(&mut self, section: &mut Section<'_>) -> Option<Duty> {
        let id = section.required("id", &mut self.findings, |node| Ok((node.filled_text()?.to_owned(), &node.span)));
        if let Some((id, span)) = &id
            && self.duties.iter().any(|duty| duty.id == *id)
        {
            let complaint = Complaint::new(span, format!("het rooster \"{id}\" bestaat al"));
            self.findings.add(complaint.hinting("geef elk rooster een eigen id"));
        }
        let window = self.side(section);
        let first = section.required("first", &mut self.findings, moment);
        let every_days = section.required("every_days", &mut self.findings, |node| {
            let days = node.number()?;
            if (1..=MOST_DAYS_BETWEEN).contains(&days) {
                return Ok(days);
            }
            Err(Complaint::new(&node.span, "een dienst duurt 1 tot 366 dagen").hinting("een week is 7"))
        });
        let turns = section.required("turns", &mut self.findings, |node| match node.list()? {
            [] => Err(Complaint::new(&node.span, "op dit rooster staat niemand")
                .hinting("noem mensen uit contacts van een team: turns = [\"piket\"]")),
            items => Ok(items),
        });
        let turns = self.findings.keep_all(turns.unwrap_or_default().iter().map(|node| on_duty(node, self.known)));
        let swaps = section.optional("swap", &mut self.findings, Node::list).unwrap_or_default();
        let swaps: Vec<Swap> = match &turns {
            Some(turns) => swaps.iter().filter_map(|node| self.swap(node, turns)).collect(),
            None => Vec::new(),
        };
        let confirm = section.required("confirm", &mut self.findings, |node| {
            let within = Within::parse(node.text()?).filter(|within| !within.is_work());
            within.ok_or_else(|| {
                Complaint::new(&node.span, "dit is geen wachttijd voor piket").hinting("bijvoorbeeld \"15 minuten\"")
            })
        });
        let last = section.optional("last", &mut self.findings, |node| {
            let name = node.filled_text()?;
            if name.starts_with("mail:") {
                return mail_address(node).map(StepTo::Mail);
            }
            let known = ROLES.contains(&name).then(|| StepTo::Role(name.to_owned()));
            known.ok_or_else(|| Complaint::unknown(&node.span, "onbekende rol", name, ROLES))
        });
        let (side, calendar) = window?;
        let (id, span) = id?;
        Some(Duty {
            id,
            span: span.clone(),
            side,
            calendar,
            first: first?,
            every_days: every_days?,
            turns: turns.filter(|turns| !turns.is_empty())?,
            swaps,
            confirm: confirm?,
            last: last.unwrap_or_else(|| StepTo::Role("projectleider".to_owned())),
        })
    }

    /// `outside = "kantooruren"` or `during = "nacht"`: one of the two.
    fn side(&mut self, section: &mut Section<'_>) -> Option<(Side, usize)> {
        let found = (section.get("during"), section.get("outside"));
        let (side, node) = match found {
            (Some(during), None) => (Side::During, &during.node),
            (None, Some(outside)) => (Side::Outside, &outside.node),
            _ => {
                self.findings.add(
                    Complaint::new(section.span(), "wanneer geldt dit rooster?")
                        .hinting("schrijf één van de twee: outside = \"kantooruren\" of during = \"nacht\""),
                );
                return None;
            }
        };
        let calendar = self.calendar_named(node);
        Some((side, self.findings.keep(calendar)?))
    }

    fn swap(&mut self, node: &Node, turns: &[OnDuty]) -> Option<Swap> {
        let mut section = Section::within(node, "swap", &mut self.findings)?;
        let from = section.required("from", &mut self.findings, date);
        let to = section.optional("to", &mut self.findings, date);
        let who = section.required("who", &mut self.findings, |node| {
            let name = node.filled_text()?;
            let place = turns.iter().position(|person| person.name == name);
            let known = turns.iter().map(|person| person.name.as_str());
            place.ok_or_else(|| Complaint::unknown(&node.span, "staat niet op dit rooster:", name, known))
        });
        section.finish(&mut self.findings);
        let (from, to) = (from?, to.or(from)?);
        if to < from {
            let complaint = Complaint::new(&node.span, "deze ruil eindigt voordat hij begint");
            self.findings.add(complaint.hinting("from en to zijn de eerste en de laatste dag"));
        }
        Some(Swap { from, to, who: who? })
    }

    /// `duty = "piket"` of a route.
    pub(super) fn duty_named(&self, node: &Node) -> Result<Duty, Complaint> {
        let name = node.filled_text()?;
        let known = self.duties.iter().map(|duty| duty.id.as_str());
        let found = self.duties.iter().find(|duty| duty.id == name).cloned();
        found.ok_or_else(|| {
            Complaint::unknown(&node.span, "onbekend rooster", name, known)
                .or_hinting("maak het: [[duty]] met id, outside, first, every_days, turns en confirm")
        })
    }
}

/// A name under `contacts` of any team, or `mail:…`.
fn on_duty(node: &Node, known: &super::Known<'_>) -> Result<OnDuty, Complaint> {
    let name = node.filled_text()?;
    if name.starts_with("mail:") {
        return mail_address(node).map(|mail| OnDuty { name: name.to_owned(), mail });
    }
    let contacts = || known.districts.iter().flat_map(|team| &team.contacts);
    let found = contacts().find(|(contact, _)| contact == name);
    let names = || contacts().map(|(contact, _)| contact.as_str());
    match found {
        Some((_, mail)) => Ok(OnDuty { name: name.to_owned(), mail: mail.clone() }),
        None => Err(Complaint::unknown(&node.span, "deze naam staat bij geen team:", name, names())
            .or_hinting("zet hem in teams.toml: contacts = { naam = \"mailadres\" }, of schrijf \"mail:naam@domein\"")),
    }
}

/// `2026-11-20T17:00`, on the clock on the wall.
fn moment(node: &Node) -> Result<DateTime, Complaint> {
    let complaint = || {
        Complaint::new(&node.span, "dit is geen begin van een dienst")
            .hinting("schrijf datum en tijd: \"2026-11-20T17:00\"; een datum alleen begint om middernacht")
    };
    let Value::Text(text) = &node.value else { return Err(node.expected("een datum en tijd")) };
    if let Ok(day) = text.parse::<jiff::civil::Date>()
        && text.len() == 10
    {
        return Ok(day.to_datetime(Time::midnight()));
    }
    text.parse().map_err(|_| complaint())
}
