//! How soon: the first deed, the first contact, agreements, acknowledgements, and what stays open.

use std::collections::BTreeMap;

use super::{
    chart::{self, Bar, Point},
    findings::{Counted, Finding, bars, days, drawn, row, waited, within},
    period,
    pooled::{self, DayGroup, LEAST, is_small, percent, thousands},
};
use crate::intake::figures::{AGES, ANSWERED, Figure, ON_TIME};

impl Counted<'_> {
    pub(super) fn reaction(&self) -> Finding {
        let counts = waited(&self.now, Figure::Reactie);
        let title = match pooled::median(&counts) {
            Some(0) => "De helft van de huishoudens wordt dezelfde dag opgepakt".to_owned(),
            Some(median) => format!("De helft van de huishoudens wordt binnen {} opgepakt", days(median)),
            None => "Hoe snel pakt het team iets op?".to_owned(),
        };
        let sub = "Dagen van het eerste signaal tot de eerste handeling van het team (toewijzen, agenda, afspraak …), \
                   voor huishoudens die in deze periode zijn opgepakt.";
        self.waiting(("reactie", title, sub), &pooled::by_days(&counts, &[0, 1, 3, 7, 14]), None)
    }

    pub(super) fn contact(&self) -> Finding {
        let counts = waited(&self.now, Figure::Contact);
        let most = self.settings.contact_days;
        let (soon, all) = within(&counts, most);
        let title = if all < LEAST {
            "Hoe snel was er contact?".to_owned()
        } else if is_small(all - soon) {
            format!("Bij bijna iedereen was er binnen {} contact", days(most))
        } else if is_small(soon) {
            format!("Bij bijna niemand was er binnen {} contact", days(most))
        } else {
            format!(
                "Bij {} van de {} huishoudens was er binnen {} contact",
                thousands(soon),
                thousands(all),
                days(most)
            )
        };
        let sub = format!(
            "Dagen van het eerste signaal tot het eerste gesprek, voor huishoudens die in deze periode voor het eerst \
             zijn gesproken. Oranje en rood: later dan het doel van {}.",
            days(most)
        );
        let bounds = [(most - 4).max(0), (most - 2).max(1), most, most * 2];
        self.waiting(("contact", title, &sub), &pooled::by_days(&counts, &bounds), Some(most))
    }

    fn waiting(
        &self,
        (id, title, sub): (&'static str, String, &str),
        groups: &[DayGroup],
        most: Option<i64>,
    ) -> Finding {
        let label = |(first, last, _): &DayGroup| match last {
            None if *first == 0 => "alle".to_owned(),
            None => format!("{first} dagen of meer"),
            Some(last) if last == first => days(*first),
            Some(last) if *last == first + 1 => format!("{first} en {}", days(*last)),
            Some(last) => format!("{first} tot en met {last} dagen"),
        };
        let bars: Vec<Bar> = groups
            .iter()
            .map(|group| Bar {
                label: label(group),
                count: group.2,
                beside: String::new(),
                class: match (most, group.1) {
                    (Some(most), Some(_)) if group.0 > most => "staaf--oranje",
                    (Some(most), None) if group.0 > most => "staaf--rood",
                    _ => "staaf",
                },
            })
            .collect();
        Finding {
            id,
            class: "",
            charts: drawn(&bars, &title),
            title,
            sub: sub.to_owned(),
            head: row(["Duur", "Huishoudens"]),
            rows: bars.into_iter().map(|bar| row([bar.label, thousands(bar.count)])).collect(),
        }
    }

    pub(super) fn agreements(&self) -> Finding {
        let points = self.on_time_points();
        let target = self.settings.on_time_percent;
        let title = match (points.first(), points.last(), self.on_time(&self.now)) {
            (Some(first), Some(last), _) if points.len() > 1 && last.percent >= first.percent + 5 => {
                "Afspraken worden vaker op tijd gedaan".to_owned()
            }
            (Some(first), Some(last), _) if points.len() > 1 && last.percent + 5 <= first.percent => {
                "Afspraken worden minder vaak op tijd gedaan".to_owned()
            }
            (.., Some(share)) => format!("{share}% van de afspraken is op tijd gedaan"),
            _ => "Worden afspraken op tijd gedaan?".to_owned(),
        };
        let said = format!("Lijndiagram: deel van de afspraken dat op tijd is gedaan. Het doel is {target} procent.");
        Finding {
            id: "afspraken",
            class: "",
            title,
            sub: "Deel van de afspraken dat op of vóór de afgesproken dag is gedaan, per twee weken of langer. \
                  Vervallen afspraken tellen niet mee."
                .to_owned(),
            charts: (points.len() > 1).then(|| chart::line(&points, target, &said)),
            head: row(["Tot en met week van", "Op tijd"]),
            rows: points.into_iter().map(|point| row([point.label, format!("{}%", point.percent)])).collect(),
        }
    }

    /// Two weeks together, and more while there are too few agreements.
    fn on_time_points(&self) -> Vec<Point> {
        let mut points = Vec::new();
        let (mut on_time, mut all) = (0, 0);
        for (place, monday) in period::weeks(self.period).into_iter().enumerate() {
            let sunday = monday.saturating_add(jiff::Span::new().days(6));
            for (.., key, count) in self
                .now
                .days
                .iter()
                .filter(|(day, figure, ..)| *figure == Figure::Afspraak && *day >= monday && *day <= sunday)
            {
                all += count;
                on_time += if key == ON_TIME { *count } else { 0 };
            }
            if place % 2 == 1
                && let Some(percent) = percent(on_time, all)
            {
                points.push(Point { label: period::short(monday), percent });
                (on_time, all) = (0, 0);
            }
        }
        points
    }

    pub(super) fn answers(&self) -> Finding {
        let all = self.now.total(Figure::Bevestiging);
        let parts: Vec<(&str, i64)> = ANSWERED
            .into_iter()
            .zip(["Binnen 1 minuut", "Binnen 1 uur", "Later", "Niet aangekomen of nog onderweg"])
            .map(|(key, label)| (label, self.now.count(Figure::Bevestiging, key)))
            .collect();
        let first = parts.first().map_or(0, |(_, count)| *count);
        let title = match percent(first, all) {
            Some(share) => format!("{share}% van de bevestigingen ging binnen een minuut weg"),
            None => "Hoe snel krijgt de melder een bevestiging?".to_owned(),
        };
        let parts = pooled::pool(parts.into_iter().map(|(label, count)| (label.to_owned(), count)));
        Finding {
            id: "bevestigingen",
            class: "",
            title,
            sub: "Van het aannemen van een signaal tot het versturen van de ontvangstbevestiging.".to_owned(),
            charts: drawn(&bars(&parts, &BTreeMap::new()), "Bevestigingen naar hoe snel ze weggingen"),
            head: row(["Verstuurd", "Bevestigingen"]),
            rows: parts.iter().map(|part| row([part.label.clone(), thousands(part.count)])).collect(),
        }
    }

    pub(super) fn open(&self) -> Finding {
        let [one, two, four, eight] = AGES;
        let groups: Vec<(i64, i64)> = [0, one, two, four, eight].into_iter().zip(self.open.iter().copied()).collect();
        let groups = pooled::by_days(&groups, &[one - 1, two - 1, four - 1, eight - 1]);
        let label = |(first, last, _): &DayGroup| match last {
            Some(last) if *first == 0 => format!("korter dan {} weken", (last + 1) / 7).replace("1 weken", "1 week"),
            Some(last) => format!("{} tot {} weken", first / 7, (last + 1) / 7),
            None => format!("{} weken of langer", first / 7).replace("0 weken of langer", "alle"),
        };
        let old = groups.iter().find(|(_, last, count)| last.is_none() && *count > 0);
        let title = match old {
            Some((first, _, count)) if *first > 0 => {
                format!("{} huishoudens staan {} weken of langer open", thousands(*count), first / 7)
            }
            _ => "Hoe lang staan huishoudens open?".to_owned(),
        };
        let bars: Vec<Bar> =
            groups.iter().map(|group| Bar { label: label(group), count: group.2, ..Bar::default() }).collect();
        Finding {
            id: "open",
            class: "",
            charts: drawn(&bars, "Open huishoudens naar hoe lang zij open staan"),
            title,
            sub: "Huishoudens die nu open staan, naar de tijd sinds hun eerste signaal.".to_owned(),
            head: row(["Open sinds", "Huishoudens"]),
            rows: bars.into_iter().map(|bar| row([bar.label, thousands(bar.count)])).collect(),
        }
    }
}
