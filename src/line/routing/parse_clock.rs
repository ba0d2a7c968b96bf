//! Calendars, holidays and deadlines of a rules file, read and checked.

use jiff::civil::{Date, Time};

use crate::domain::{DAYS, QueueName, SHORT_DAYS, SHORT_MONTHS, StepTo};

use super::{
    Complaint, Findings, Section,
    calendar::{Calendar, Hours, OnHolidays, Window, month_named},
    clock::Within,
    file::{Entry, Node, Value},
    follow_up::{ByMeeting, Plan, Target},
    holiday::{GoodFriday, Holidays, Liberation},
    names::mail_address,
    parse::Parser,
};

/// Roles at the desk that an escalation may name.
pub(super) const ROLES: [&str; 3] = ["gebiedsregisseur", "projectleider", "teamlid"];

/// The template of reminders and escalations.
const REMINDER_TEMPLATE: &str = "herinnering";

impl Parser<'_> {
    /// `[holidays]`; absent: the days that the whole country has.
    pub(super) fn holidays(&mut self, root: &mut Section<'_>) -> Holidays {
        let mut section = root.child("holidays", "[holidays]", &mut self.findings);
        let liberation = section.optional("bevrijdingsdag", &mut self.findings, |node| match node.text()? {
            "altijd" => Ok(Liberation::Always),
            "lustrum" => Ok(Liberation::Lustrum),
            "nooit" => Ok(Liberation::Never),
            other => Err(Complaint::unknown(&node.span, "onbekende waarde", other, ["altijd", "lustrum", "nooit"])),
        });
        let good_friday = section.optional("goede_vrijdag", &mut self.findings, |node| {
            Ok(if node.flag()? { GoodFriday::Free } else { GoodFriday::Worked })
        });
        let own = section.list("extra", &mut self.findings, date);
        section.finish(&mut self.findings);
        Holidays {
            liberation: liberation.unwrap_or_default(),
            good_friday: good_friday.unwrap_or_default(),
            own: own.unwrap_or_default(),
        }
    }

    /// Every `[[calendar]]`, and `workhours` that names one.
    pub(super) fn read_calendars(&mut self, root: &mut Section<'_>) {
        for node in root.tables("calendar", &mut self.findings) {
            let Some(mut section) = Section::within(node, "[[calendar]]", &mut self.findings) else { continue };
            let calendar = self.calendar(&mut section);
            section.finish(&mut self.findings);
            if let Some((calendar, span)) = calendar {
                self.calendars.push(calendar);
                self.calendar_spans.push(span);
            }
        }
        if let Some(entry) = root.get("workhours") {
            let named = self.calendar_named(&entry.node);
            self.working = self.findings.keep(named);
        }
    }

    fn calendar(&mut self, section: &mut Section<'_>) -> Option<(Calendar, std::ops::Range<usize>)> {
        let id =
            section.required("id", &mut self.findings, |node| Ok((node.filled_text()?.to_owned(), node.span.clone())));
        if let Some((id, span)) = &id
            && self.calendars.iter().any(|calendar| calendar.id == *id)
        {
            let complaint = Complaint::new(span, format!("de kalender \"{id}\" bestaat al"));
            self.findings.add(complaint.hinting("geef elke kalender een eigen id"));
        }
        let windows = section.required("weekly", &mut self.findings, |node| match node.list()? {
            [] => Err(Complaint::new(&node.span, "deze kalender is nooit open")
                .hinting("bijvoorbeeld weekly = [{ days = [\"ma-vr\"], from = \"08:30\", to = \"17:00\" }]")),
            items => Ok(items),
        });
        let weekly: Option<Vec<Window>> =
            windows.map(|nodes| nodes.iter().filter_map(|node| window(node, &mut self.findings)).collect());
        let on_holidays = section.optional("holidays", &mut self.findings, |node| match node.text()? {
            "dicht" => Ok(OnHolidays::Closed),
            "open" => Ok(OnHolidays::Open),
            "alleen" => Ok(OnHolidays::Only),
            other => Err(Complaint::unknown(&node.span, "onbekende waarde", other, ["dicht", "open", "alleen"])),
        });
        let except = section.list("except", &mut self.findings, date);
        let instead = section.optional("instead", &mut self.findings, Node::list).unwrap_or_default();
        let instead = instead.iter().filter_map(|node| other_hours(node, &mut self.findings)).collect();
        let (id, span) = id?;
        let calendar = Calendar {
            id,
            weekly: weekly?,
            on_holidays: on_holidays.unwrap_or_default(),
            except: except.unwrap_or_default(),
            instead,
        };
        Some((calendar, span))
    }

    /// `within`, `by`, `remind`, `escalate` and `hold`; `queue` is where the rule leads, when that is known.
    pub(super) fn plan(&mut self, section: &mut Section<'_>, queue: Option<&QueueName>) -> Plan {
        let within = self.duration(section, "within");
        let by = section.get("by").map(|entry| &entry.node);
        let by_meeting = by.and_then(|node| {
            let read = self.by_meeting(node, queue);
            self.findings.keep(read)
        });
        let remind = self.duration(section, "remind");
        let steps = section.optional("escalate", &mut self.findings, Node::list).unwrap_or_default();
        let escalate = steps.iter().filter_map(|node| self.escalation(node, queue)).collect();
        let sends = section.get("remind").or(section.get("escalate")).or(section.get("within")).or(section.get("by"));
        if let Some(entry) = sends {
            self.want_template(entry);
        }
        let hold = section.optional("hold", &mut self.findings, |node| Ok(node.filled_text()?.to_owned()));
        let duty = section.get("duty").map(|entry| self.duty_named(&entry.node));
        let duty = duty.and_then(|named| self.findings.keep(named));
        Plan { within, by_meeting: by_meeting.unwrap_or_default(), remind, escalate, hold, duty }
    }

    fn want_template(&mut self, entry: &Entry) {
        let known = self.known.templates;
        if !known.is_empty() && !known.iter().any(|name| name == REMINDER_TEMPLATE) {
            let complaint = Complaint::new(&entry.key_span, format!("het sjabloon \"{REMINDER_TEMPLATE}\" ontbreekt"));
            self.findings.add(complaint.hinting("neem herinnering.txt over uit de meegeleverde map config/templates"));
        }
    }

    fn duration(&mut self, section: &mut Section<'_>, key: &'static str) -> Option<Within> {
        let working = self.working;
        section.optional(key, &mut self.findings, |node| duration(node, working))
    }

    fn by_meeting(&self, node: &Node, queue: Option<&QueueName>) -> Result<ByMeeting, Complaint> {
        match node.text()? {
            "overleg" => {}
            other => return Err(Complaint::unknown(&node.span, "onbekend moment", other, ["overleg"])),
        }
        let team = queue.and_then(|queue| self.known.districts.iter().find(|team| team.queue == queue.0));
        match team {
            Some(team) if team.meeting.is_none() => Err(Complaint::new(
                &node.span,
                format!("team \"{}\" heeft geen overleg", team.team),
            )
            .hinting(
                "geef het team in teams.toml: meeting = { first = \"2026-11-10\", at = \"09:00\", every_days = 14 }",
            )),
            _ => Ok(ByMeeting::Yes),
        }
    }

    fn escalation(&mut self, node: &Node, queue: Option<&QueueName>) -> Option<(Within, Target)> {
        let mut section = Section::within(node, "escalate", &mut self.findings)?;
        let working = self.working;
        let after = section.required("after", &mut self.findings, |node| duration(node, working));
        let to = section.required("to", &mut self.findings, Ok);
        section.finish(&mut self.findings);
        let target = self.target(to?, queue);
        Some((after?, self.findings.keep(target)?))
    }

    /// A role, a contact of the team, a queue or `mail:…`.
    fn target(&self, node: &Node, queue: Option<&QueueName>) -> Result<Target, Complaint> {
        let name = node.filled_text()?;
        if name.starts_with("mail:") {
            return mail_address(node).map(|address| Target::To(StepTo::Mail(address)));
        }
        if ROLES.contains(&name) {
            return Ok(Target::To(StepTo::Role(name.to_owned())));
        }
        let districts = self.known.districts;
        let own = |team: &&super::area::District| queue.is_none_or(|queue| team.queue == queue.0);
        let contacts = || districts.iter().filter(own).flat_map(|team| &team.contacts).map(|(name, _)| name.as_str());
        if contacts().any(|contact| contact == name) {
            return Ok(Target::Contact(name.to_owned()));
        }
        let queues = self.known.queues;
        if queues.is_empty() || queues.iter().any(|known| known == name) {
            return Ok(Target::To(StepTo::Queue(QueueName(name.to_owned()))));
        }
        let known: Vec<&str> = ROLES.into_iter().chain(contacts()).chain(queues.iter().map(String::as_str)).collect();
        Err(Complaint::unknown(&node.span, "onbekend wie dit krijgt:", name, known))
    }
}

/// `4 werkuren`; counted in working hours only where the file says which those are.
fn duration(node: &Node, working: Option<usize>) -> Result<Within, Complaint> {
    let hint = "een getal met minuten, uur, dagen, weken, werkuren of werkdagen: \"4 werkuren\", \"2 werkdagen\"";
    let within = Within::parse(node.text()?);
    let within = within.ok_or_else(|| Complaint::new(&node.span, "dit is geen termijn").hinting(hint))?;
    if within.is_work() && working.is_none() {
        return Err(Complaint::new(&node.span, "er staat niet wanneer er wordt gewerkt")
            .hinting("zet bovenaan: workhours = \"kantooruren\", de id van een [[calendar]]"));
    }
    Ok(within)
}

fn window(node: &Node, findings: &mut Findings) -> Option<Window> {
    let mut section = Section::within(node, "weekly", findings)?;
    let days = section.required("days", findings, days);
    let months = section.list("months", findings, month);
    let month_days = section.list("month_days", findings, month_day);
    let hours = hours(&mut section, findings);
    section.finish(findings);
    Some(Window {
        days: days?,
        months: months.unwrap_or_default(),
        month_days: month_days.unwrap_or_default(),
        hours: hours?,
    })
}

fn other_hours(node: &Node, findings: &mut Findings) -> Option<(Date, Hours)> {
    let mut section = Section::within(node, "instead", findings)?;
    let day = section.required("date", findings, date);
    let hours = hours(&mut section, findings);
    section.finish(findings);
    Some((day?, hours?))
}

fn hours(section: &mut Section<'_>, findings: &mut Findings) -> Option<Hours> {
    let from = section.required("from", findings, |node| time(node, Midnight::Begins));
    let to = section.required("to", findings, |node| time(node, Midnight::Ends));
    Some(Hours { from: from?, to: to? })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Midnight {
    Begins,
    /// `24:00` too.
    Ends,
}

fn time(node: &Node, midnight: Midnight) -> Result<Time, Complaint> {
    let text = node.text()?.trim();
    if midnight == Midnight::Ends && text == "24:00" {
        return Ok(Time::midnight());
    }
    let parts = text.split_once([':', '.']).and_then(|(hour, minute)| Some((hour.parse().ok()?, minute.parse().ok()?)));
    let read = parts.and_then(|(hour, minute)| Time::new(hour, minute, 0, 0).ok());
    read.ok_or_else(|| Complaint::new(&node.span, "dit is geen tijd").hinting("schrijf uren en minuten: \"08:30\""))
}

/// `["ma", "wo-vr"]`.
fn days(node: &Node) -> Result<[bool; 7], Complaint> {
    let mut days = [false; 7];
    for node in node.one_or_more() {
        let text = node.text()?.trim().to_lowercase();
        let (first, last) = text.split_once('-').unwrap_or((&text, &text));
        let (first, last) = (day(first, node)?, day(last, node)?);
        let mut place = first;
        loop {
            if let Some(day) = days.get_mut(place) {
                *day = true;
            }
            if place == last {
                break;
            }
            place = (place + 1) % 7;
        }
    }
    if days.contains(&true) {
        return Ok(days);
    }
    Err(Complaint::new(&node.span, "deze lijst mag niet leeg zijn").hinting("bijvoorbeeld days = [\"ma-vr\"]"))
}

fn day(text: &str, node: &Node) -> Result<usize, Complaint> {
    let short = text.trim().get(..2).unwrap_or_default();
    let is_day = text.trim().len() == 2 || DAYS.contains(&text.trim());
    let place = SHORT_DAYS.iter().position(|day| *day == short).filter(|_| is_day);
    place.ok_or_else(|| {
        Complaint::unknown(&node.span, "onbekende dag", text.trim(), SHORT_DAYS)
            .or_hinting("kies uit: ma, di, wo, do, vr, za, zo; een reeks mag ook: \"ma-vr\"")
    })
}

fn month(node: &Node) -> Result<i8, Complaint> {
    let text = node.text()?;
    month_named(text).ok_or_else(|| Complaint::unknown(&node.span, "onbekende maand", text, SHORT_MONTHS))
}

fn month_day(node: &Node) -> Result<i8, Complaint> {
    let number = i8::try_from(node.number()?).ok().filter(|day| (1..=31).contains(&day.abs()));
    number.ok_or_else(|| {
        Complaint::new(&node.span, "dit is geen dag van de maand").hinting("1 tot en met 31, of -1 voor de laatste")
    })
}

/// `2026-12-24`, quoted or not.
pub(super) fn date(node: &Node) -> Result<Date, Complaint> {
    let Value::Text(text) = &node.value else { return Err(node.expected("een datum")) };
    text.parse()
        .map_err(|_| Complaint::new(&node.span, "dit is geen datum").hinting("schrijf jaar-maand-dag: \"2026-12-24\""))
}
