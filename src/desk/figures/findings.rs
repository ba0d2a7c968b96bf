//! From counts to findings: each a sentence, a chart, a table and what was counted.

use std::collections::BTreeMap;

use super::{
    chart::{self, Bar, Column, Drawn},
    period::{self, Chosen},
    pooled::{self, LEAST, is_small, percent, shown, thousands},
};
use crate::{
    config::FigureSettings,
    intake::figures::{Figure, ON_TIME, Period, Sums},
};

/// One finding.
#[derive(Debug, Clone, Default)]
pub(super) struct Finding {
    pub id: &'static str,
    /// `breed`, `smal` or nothing.
    pub class: &'static str,
    /// What was found.
    pub title: String,
    /// What was counted.
    pub sub: String,
    pub charts: Option<Drawn>,
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// One number at the top.
#[derive(Debug, Clone)]
pub(super) struct Headline {
    pub label: &'static str,
    pub value: String,
    pub unit: &'static str,
    /// `Some(true)`: the target was met.
    pub met: Option<bool>,
    pub beside: String,
}

/// What the findings are made of.
pub(super) struct Counted<'a> {
    pub chosen: Chosen,
    pub period: Period,
    pub now: Sums,
    pub before: Sums,
    /// Households that are open now, by the groups of [`AGES`](crate::intake::figures::AGES).
    pub open: Vec<i64>,
    pub settings: &'a FigureSettings,
    /// Partner names and what people call them.
    pub partners: &'a [(String, String)],
}

const TOO_FEW: &str = "Te weinig om te tonen";

pub(super) fn row(cells: impl IntoIterator<Item = impl Into<String>>) -> Vec<String> {
    cells.into_iter().map(Into::into).collect()
}

/// Days and how many households waited so long.
pub(super) fn waited(sums: &Sums, figure: Figure) -> Vec<(i64, i64)> {
    sums.of(figure).filter_map(|(days, count)| Some((days.parse().ok()?, count))).collect()
}

/// How many of all came within so many days.
pub(super) fn within(counts: &[(i64, i64)], most: i64) -> (i64, i64) {
    let sum =
        |wanted: &dyn Fn(i64) -> bool| counts.iter().filter(|(days, _)| wanted(*days)).map(|(_, count)| count).sum();
    (sum(&|days| days <= most), sum(&|_| true))
}

pub(super) fn days(count: i64) -> String {
    if count == 1 { "1 dag".to_owned() } else { format!("{count} dagen") }
}

/// `steeg met 23%`; nothing when one of the two says too much.
fn change(now: i64, before: i64) -> Option<String> {
    if now < LEAST || before < LEAST {
        return None;
    }
    let percent = (now - before) * 100 / before;
    Some(match percent {
        90..=110 => "verdubbelde".to_owned(),
        111.. => format!("werd {},{} keer zo groot", now / before, now * 10 / before % 10),
        5..=89 => format!("steeg met {percent}%"),
        -4..=4 => "bleef ongeveer gelijk".to_owned(),
        _ => format!("daalde met {}%", -percent),
    })
}

impl Counted<'_> {
    pub(super) fn headlines(&self) -> Vec<Headline> {
        let signals = self.now.total(Figure::Signaal);
        let before = self.before.total(Figure::Signaal);
        let more = match signals - before {
            _ if is_small(signals) || before < LEAST => String::new(),
            0 => format!("evenveel als {}", self.chosen.before()),
            more if more > 0 => format!("{} meer dan {}", thousands(more), self.chosen.before()),
            fewer => format!("{} minder dan {}", thousands(-fewer), self.chosen.before()),
        };
        let number = |label, value, beside| Headline { label, value, unit: "", met: None, beside };
        let several = match self.now.total(Figure::Meervoudig) {
            0 => "geen kreeg er een tweede voordeur bij".to_owned(),
            several => format!("{} keer klopte een tweede voordeur aan", shown(several)),
        };
        vec![
            number("Signalen", shown(signals), more),
            number("Nieuwe huishoudens", shown(self.now.total(Figure::Huishouden)), several),
            self.contact_headline(),
            share("Afspraken op tijd", self.on_time(&self.now), self.settings.on_time_percent),
            share("Melder kreeg bericht terug", self.told(), self.settings.feedback_percent),
        ]
    }

    fn contact_headline(&self) -> Headline {
        let most = self.settings.contact_days;
        let median = pooled::median(&waited(&self.now, Figure::Contact));
        Headline {
            label: "Eerste contact, mediaan",
            value: median.map_or_else(|| "–".to_owned(), |days| days.to_string()),
            unit: match median {
                Some(1) => "dag",
                Some(_) => "dagen",
                None => "",
            },
            met: median.map(|days| days <= most),
            beside: median.map_or_else(|| TOO_FEW.to_owned(), |_| format!("hooguit {most}")),
        }
    }

    pub(super) fn on_time(&self, sums: &Sums) -> Option<i64> {
        percent(sums.count(Figure::Afspraak, ON_TIME), sums.total(Figure::Afspraak))
    }

    fn told(&self) -> Option<i64> {
        let reachable = self.now.total(Figure::Bereikbaar);
        percent(self.now.told.min(reachable), reachable)
    }

    pub(super) fn findings(&self) -> Vec<Finding> {
        vec![
            self.signals(),
            self.funnel(),
            self.doors(),
            self.themes(),
            self.streets(),
            self.reaction(),
            self.contact(),
            self.agreements(),
            self.answers(),
            self.open(),
        ]
    }

    fn signals(&self) -> Finding {
        let weeks = period::weeks(self.period);
        let counts: Vec<i64> = weeks
            .iter()
            .map(|monday| {
                let sunday = monday.saturating_add(jiff::Span::new().days(6));
                let in_week = self
                    .now
                    .days
                    .iter()
                    .filter(|(day, figure, ..)| *figure == Figure::Signaal && day >= monday && *day <= sunday);
                in_week.map(|(.., count)| count).sum()
            })
            .collect();
        let shown_counts = pooled::hide(&counts);
        let total = self.now.total(Figure::Signaal);
        let title = match change(total, self.before.total(Figure::Signaal)) {
            Some(change) => format!("Het aantal signalen {change}"),
            None if total == 0 => "Er kwamen geen signalen binnen".to_owned(),
            None => format!("Er kwamen {} signalen binnen", shown(total)),
        };
        let said = format!("Staafdiagram: signalen per week, samen {}.", shown(total));
        let columns: Vec<Column> = weeks
            .iter()
            .zip(&shown_counts)
            .map(|(monday, count)| Column { label: period::short(*monday), count: *count })
            .collect();
        Finding {
            id: "signalen",
            class: "breed",
            title,
            sub: format!(
                "Signalen per week, vanaf maandag; vergeleken met {}. De laatste week kan nog lopen.",
                self.chosen.before()
            ),
            charts: Some(chart::columns(&columns, &said)),
            head: row(["Week van", "Signalen"]),
            rows: columns
                .into_iter()
                .map(|column| {
                    row([column.label, column.count.map_or_else(|| "te weinig om te tonen".to_owned(), thousands)])
                })
                .collect(),
        }
    }

    fn funnel(&self) -> Finding {
        let steps = [
            ("Signalen", self.now.total(Figure::Signaal)),
            ("Nieuwe huishoudens", self.now.total(Figure::Huishouden)),
            ("Besproken in overleg", self.now.total(Figure::Besproken)),
            ("Contact geweest", self.now.total(Figure::Contact)),
            ("Afgesloten", self.now.total(Figure::Afgesloten)),
        ];
        let bars: Vec<Bar> = steps
            .iter()
            .filter(|(_, count)| !is_small(*count))
            .enumerate()
            .map(|(place, (label, count))| Bar {
                label: (*label).to_owned(),
                count: *count,
                class: if place == 0 { "staaf--zacht" } else { "staaf" },
                ..Bar::default()
            })
            .collect();
        Finding {
            id: "trechter",
            class: "smal",
            title: "Van signaal naar hulp".to_owned(),
            sub: "Wat er in deze periode gebeurde; meer signalen kunnen over één huishouden gaan.".to_owned(),
            charts: drawn(&bars, "Van signaal naar hulp"),
            head: row(["Stap", "Aantal"]),
            rows: steps.iter().map(|(label, count)| row([(*label).to_owned(), shown(*count)])).collect(),
        }
    }

    fn doors(&self) -> Finding {
        let label = |name: &str| {
            let known = self.partners.iter().find(|(partner, _)| partner == name);
            known
                .map_or_else(|| if name == "onbekend" { "Onbekende afzender" } else { name }, |(_, label)| label)
                .to_owned()
        };
        let parts = pooled::pool(self.now.of(Figure::Voordeur).map(|(name, count)| (label(name), count)));
        let title = match parts.first().filter(|part| part.label != pooled::REST) {
            Some(first) => {
                format!("{} klopt het vaakst aan: {} signalen", first.label, thousands(first.count))
            }
            None => "Wie klopt er aan?".to_owned(),
        };
        let bars = bars(&parts, &BTreeMap::new());
        Finding {
            id: "voordeuren",
            class: "",
            title,
            sub: format!(
                "Signalen per voordeur. Voordeuren met minder dan {LEAST} signalen staan bij {}.",
                pooled::REST
            ),
            charts: drawn(&bars, "Signalen per voordeur"),
            head: row(["Voordeur", "Signalen"]),
            rows: parts.iter().map(|part| row([part.label.clone(), thousands(part.count)])).collect(),
        }
    }
}

fn share(label: &'static str, share: Option<i64>, target: i64) -> Headline {
    Headline {
        label,
        value: share.map_or_else(|| "–".to_owned(), |share| format!("{share}%")),
        unit: "",
        met: share.map(|share| share >= target),
        beside: share.map_or_else(|| TOO_FEW.to_owned(), |_| format!("minstens {target}%")),
    }
}

pub(super) fn bars(parts: &[pooled::Part], beside: &BTreeMap<String, String>) -> Vec<Bar> {
    let bar = |part: &pooled::Part| Bar {
        label: part.label.clone(),
        count: part.count,
        beside: beside.get(&part.label).cloned().unwrap_or_default(),
        class: if part.label == pooled::REST { "staaf--zacht" } else { "staaf" },
    };
    parts.iter().map(bar).collect()
}

pub(super) fn drawn(bars: &[Bar], said: &str) -> Option<Drawn> {
    let most = bars.iter().max_by_key(|bar| bar.count).filter(|bar| bar.count > 0)?;
    let said = format!("Staafdiagram: {said}. Het meest: {}, {}.", most.label, thousands(most.count));
    Some(chart::bars(bars, &said))
}
