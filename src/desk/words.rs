//! Dates, counts and labels as the team reads them: Dutch, Europe/Amsterdam.

use std::sync::LazyLock;

use jiff::{Timestamp, Zoned, civil::Date, tz::TimeZone};

use crate::{
    domain::{Address, CasusStatus, Urgency, day_name, month_name, short_day_name, short_month_name},
    intake::{
        desk::{AttachmentLine, Involved},
        people::Role,
    },
};

static AMSTERDAM: LazyLock<TimeZone> = LazyLock::new(|| TimeZone::get("Europe/Amsterdam").unwrap_or(TimeZone::UTC));

fn local(at: Timestamp) -> Zoned {
    at.to_zoned(AMSTERDAM.clone())
}

/// `ma 23 nov`, in another year `23 nov 2025`.
fn short_day(date: Date, today: Date) -> String {
    let (day, month) = (date.day(), short_month_name(date));
    if date.year() == today.year() {
        format!("{} {day} {month}", short_day_name(date.weekday()))
    } else {
        format!("{day} {month} {}", date.year())
    }
}

/// `9.05 uur`
pub(super) fn clock(at: Timestamp) -> String {
    let at = local(at);
    format!("{}.{:02} uur", at.hour(), at.minute())
}

/// `vandaag 9.05 uur`, `gisteren 9.05 uur`, `ma 23 nov 9.05 uur`, in another year `23 nov 2025 9.05 uur`.
pub(super) fn when(at: Timestamp, now: Timestamp) -> String {
    let (date, today) = (local(at).date(), local(now).date());
    let day = if date == today {
        "vandaag".to_owned()
    } else if today.yesterday().is_ok_and(|yesterday| yesterday == date) {
        "gisteren".to_owned()
    } else {
        short_day(date, today)
    };
    format!("{day} {}", clock(at))
}

/// `maandag 23 november 2026`
pub(super) fn full_date(at: Timestamp) -> String {
    let date = local(at).date();
    let weekday = day_name(date.weekday());
    format!("{weekday} {} {} {}", date.day(), month_name(date), date.year())
}

/// The heading over a day in the timeline: `Vandaag, maandag 23 november`.
pub(super) fn day_heading(at: Timestamp, now: Timestamp) -> String {
    let (date, today) = (local(at).date(), local(now).date());
    let weekday = day_name(date.weekday());
    let year = if date.year() == today.year() { String::new() } else { format!(" {}", date.year()) };
    let said = format!("{weekday} {} {}{year}", date.day(), month_name(date));
    if date == today {
        return format!("Vandaag, {said}");
    }
    let mut letters = said.chars();
    letters.next().map(|first| format!("{}{}", first.to_ascii_uppercase(), letters.as_str())).unwrap_or_default()
}

/// `do 26 nov`, in another year `26 nov 2027`.
pub(super) fn short_date(at: Timestamp, now: Timestamp) -> String {
    short_day(local(at).date(), local(now).date())
}

/// Whole days in the Netherlands from one instant to the other; negative when `to` is earlier.
pub(super) fn days_between(from: Timestamp, to: Timestamp) -> i64 {
    local(from).date().until(local(to).date()).map(|span| i64::from(span.get_days())).unwrap_or_default()
}

/// The first instant of tomorrow in the Netherlands.
pub(super) fn tonight(now: Timestamp) -> Timestamp {
    days_on(now, 1, 0)
}

/// `hour` o'clock in the Netherlands, so many days after today.
pub(super) fn days_on(now: Timestamp, days: i64, hour: i8) -> Timestamp {
    let date = local(now).date().saturating_add(jiff::Span::new().days(days));
    date.at(hour, 0, 0, 0).to_zoned(AMSTERDAM.clone()).map_or(now, |at| at.timestamp())
}

/// The day that a date field sends, at `hour` o'clock; `None` when it is no date.
pub(super) fn typed_day(text: &str, hour: i8) -> Option<Timestamp> {
    let date: Date = text.trim().parse().ok()?;
    Some(date.at(hour, 0, 0, 0).to_zoned(AMSTERDAM.clone()).ok()?.timestamp())
}

/// Days ahead that something may be put off or agreed: a day further on is a slip of the pen.
const FAR: i64 = 2 * 365;

/// Whether this day comes too late to have been meant.
pub(super) fn too_far(at: Timestamp, now: Timestamp) -> bool {
    at > days_on(now, FAR + 1, 0)
}

/// The days that a date field offers.
pub(super) struct Offered {
    pub first: String,
    pub last: String,
}

impl Offered {
    /// From tomorrow to two years ahead.
    pub(super) fn ahead(now: Timestamp) -> Self {
        Self { first: field_date(days_on(now, 1, 9)), last: field_date(days_on(now, FAR, 9)) }
    }
}

/// For a date field.
pub(super) fn field_date(at: Timestamp) -> String {
    local(at).date().to_string()
}

/// `gezin met 2 kinderen (5 en 8 jaar)`, `82 jaar`, `3 personen`: roles and ages, never names.
pub(super) fn composition(involved: &[Involved]) -> String {
    let children: Vec<u16> = involved.iter().filter_map(|person| person.age).filter(|age| *age < 18).collect();
    let ages: Vec<String> = children.iter().map(u16::to_string).collect();
    let years = ages.join(" en ");
    match (children.len(), involved) {
        (0, []) => String::new(),
        (0, [only]) => only.age.map(|age| format!("{age} jaar")).unwrap_or_default(),
        (0, many) => format!("{} personen", many.len()),
        (1, _) => format!("kind van {years} jaar"),
        (count, _) => format!("{count} kinderen ({years} jaar)"),
    }
}

/// For `<time datetime>`.
pub(super) fn machine(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// `1 signaal`, `4 signalen`
pub(super) fn signals(count: i64) -> String {
    if count == 1 { "1 signaal".to_owned() } else { format!("{count} signalen") }
}

/// What the team calls a household: its street and number, or what was said of the place.
pub(super) fn place(address: &Address) -> String {
    let short = Address { postcode: None, woonplaats: None, ..address.clone() };
    if address.straatnaam.is_some() {
        return short.line();
    }
    if address.postcode.is_some() || address.huisnummer.is_some() {
        return address.line();
    }
    match &address.omschrijving {
        Some(said) => format!("Zonder adres: {}", crate::domain::bounded(said, 80)),
        None => "Zonder adres".to_owned(),
    }
}

/// `9675 XA Winschoten`, as far as known and not said by [`place`].
pub(super) fn town(address: &Address) -> String {
    if address.straatnaam.is_none() {
        return String::new();
    }
    let parts = [address.postcode.as_ref().map(|postcode| postcode.spaced()), address.woonplaats.clone()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

pub(super) fn urgency(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Laag => "Laag",
        Urgency::Normaal => "Normaal",
        Urgency::Hoog => "Hoog",
        Urgency::Spoed => "Spoed",
    }
}

pub(super) fn status(status: CasusStatus) -> &'static str {
    match status {
        CasusStatus::Nieuw => "Te verdelen",
        CasusStatus::Heropend => "Heropend, te verdelen",
        CasusStatus::Toegewezen => "Toegewezen",
        CasusStatus::Afgesloten => "Afgesloten",
    }
}

/// Whether whoever looked found no proof of a mail's sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doubt {
    Unproven,
    None,
}

impl From<bool> for Doubt {
    fn from(unproven: bool) -> Self {
        if unproven { Self::Unproven } else { Self::None }
    }
}

/// `Politie, wijkagent · e-mail, niet bevestigd`
pub(super) fn source(partner: &str, by: &str, doubt: Doubt) -> String {
    let doubt = if doubt == Doubt::Unproven { ", niet bevestigd" } else { "" };
    format!("{partner} · {}{doubt}", channel(by))
}

pub(super) fn channel(channel: &str) -> &str {
    match channel {
        "email" => "e-mail",
        "api" => "koppeling",
        other => other,
    }
}

pub(super) fn role(role: Role) -> &'static str {
    match role {
        Role::Projectleider => "Projectleider",
        Role::Teamlid => "Teamlid",
        Role::Gebiedsregisseur => "Gebiedsregisseur",
        Role::Beheerder => "Beheerder",
        Role::Fg => "Functionaris gegevensbescherming",
    }
}

/// `Marieke de Jong`: `MJ`.
pub(super) fn initials(name: &str) -> String {
    let capital = |word: &str| word.chars().next().filter(|letter| letter.is_uppercase());
    let mut letters = name.split_whitespace().filter_map(capital);
    let first = letters.next();
    let last = letters.next_back();
    first.into_iter().chain(last).collect()
}

/// `pdf, 84 kB, geen virus gevonden`
pub(super) fn file(file: &AttachmentLine) -> String {
    let kind = file.kind.as_ref().map(|kind| format!("{kind}, ")).unwrap_or_default();
    let scanned = match file.scanned {
        Some(true) => "geen virus gevonden",
        Some(false) => "niet gescand op virussen",
        None => "niet gecontroleerd",
    };
    format!("{kind}{}, {scanned}", size(file.size))
}

/// Bytes as `84 kB`.
pub(super) fn size(bytes: i64) -> String {
    if bytes < 1_000_000 {
        return format!("{} kB", (bytes + 999) / 1000);
    }
    format!("{},{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_told_as_the_team_would() {
        let now: Timestamp = "2026-11-23T08:20:00Z".parse().unwrap();
        let told = |at: &str| when(at.parse().unwrap(), now);
        assert_eq!(told("2026-11-23T08:05:00Z"), "vandaag 9.05 uur");
        assert_eq!(told("2026-11-22T23:30:00Z"), "vandaag 0.30 uur");
        assert_eq!(told("2026-11-20T15:31:00Z"), "vr 20 nov 16.31 uur");
        assert_eq!(told("2025-07-01T10:00:00Z"), "1 jul 2025 12.00 uur");
        assert_eq!(day_heading(now, now), "Vandaag, maandag 23 november");
    }

    #[test]
    fn a_place_without_address_is_what_was_said_of_it() {
        let said = Address { omschrijving: Some("de flat bij de sluis".to_owned()), ..Address::default() };
        assert_eq!(place(&said), "Zonder adres: de flat bij de sluis");
        assert_eq!(place(&Address::default()), "Zonder adres");
    }

    #[test]
    fn initials_skip_the_tussenvoegsel() {
        assert_eq!(initials("Marieke de Jong"), "MJ");
        assert_eq!(initials("Fatma"), "F");
    }
}
