//! What it is about, and where: from the problems of one family to those of a street.

use std::collections::BTreeMap;

use super::{
    chart::Bar,
    findings::{Counted, Finding, bars, drawn, row},
    pooled::{self, LEAST, is_small, thousands},
};
use crate::intake::figures::{Figure, Sums};

/// Streets and themes that are told.
const STREETS: usize = 12;

impl Counted<'_> {
    fn theme<'a>(&'a self, label: &str) -> Option<&'a str> {
        self.settings.themes.iter().find(|(name, _)| name == label).map(|(_, theme)| theme.as_str())
    }

    /// Themes with five signals or more. A signal may have several themes or none, so nothing adds up to a total.
    fn by_theme(&self, sums: &Sums) -> BTreeMap<String, i64> {
        let mut themes = BTreeMap::new();
        for (label, count) in sums.of(Figure::Thema) {
            if let Some(theme) = self.theme(label) {
                *themes.entry(theme.to_owned()).or_default() += count;
            }
        }
        themes.retain(|_, count| !is_small(*count));
        themes
    }

    pub(super) fn themes(&self) -> Finding {
        let (now, before) = (self.by_theme(&self.now), self.by_theme(&self.before));
        let parts = pooled::pool(now);
        let beside: BTreeMap<String, String> = parts
            .iter()
            .filter_map(|part| {
                let more = part.count - before.get(&part.label).filter(|before| **before >= LEAST)?;
                let said = match more {
                    0 => "gelijk".to_owned(),
                    more if more > 0 => format!("+{}", thousands(more)),
                    fewer => thousands(fewer),
                };
                Some((part.label.clone(), said))
            })
            .collect();
        let title = match parts.first() {
            Some(first) => format!("{} komt het meest voor: {} signalen", first.label, thousands(first.count)),
            None => "Waar gaat het over?".to_owned(),
        };
        let beside_of = |part: &pooled::Part| beside.get(&part.label).cloned().unwrap_or_else(|| "–".to_owned());
        Finding {
            id: "themas",
            class: "",
            title,
            sub: format!(
                "Signalen per thema, met het verschil met {}. Een signaal kan meer thema's hebben. Thema's met minder \
                 dan {LEAST} signalen staan er niet bij.",
                self.chosen.before()
            ),
            charts: drawn(&bars(&parts, &beside), "Signalen per thema"),
            head: row(["Thema", "Signalen", "Verschil"]),
            rows: parts.iter().map(|part| row([part.label.clone(), thousands(part.count), beside_of(part)])).collect(),
        }
    }

    /// Households a street and theme; each household counts once for a theme, so five are five families.
    fn by_street(&self, sums: &Sums) -> BTreeMap<(String, String), i64> {
        let mut streets = BTreeMap::new();
        for (key, count) in sums.of(Figure::Straat) {
            if let Some((street, label)) = key.split_once('\t')
                && let Some(theme) = self.theme(label)
            {
                *streets.entry((street.to_owned(), theme.to_owned())).or_default() += count;
            }
        }
        streets.retain(|_, count| *count >= LEAST);
        streets
    }

    pub(super) fn streets(&self) -> Finding {
        let before = self.by_street(&self.before);
        let mut streets: Vec<((String, String), i64)> = self.by_street(&self.now).into_iter().collect();
        streets.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        streets.truncate(STREETS);
        let title = match streets.first() {
            Some(((street, theme), count)) => {
                format!("{street}: {count} huishoudens met {}", theme.to_lowercase())
            }
            None => "Geen straat valt op".to_owned(),
        };
        let found: Vec<Bar> = streets
            .iter()
            .map(|((street, theme), count)| Bar {
                label: format!("{street}, {}", theme.to_lowercase()),
                count: *count,
                ..Bar::default()
            })
            .collect();
        Finding {
            id: "straten",
            class: "",
            title,
            sub: format!(
                "Van problemen van één gezin naar problemen van een straat: huishoudens waar een thema voor het eerst \
                 werd gemeld. Alleen straten met {LEAST} of meer huishoudens met dat thema."
            ),
            charts: drawn(&found, "Huishoudens per straat en thema"),
            head: row(["Straat", "Thema", "Huishoudens", "Ervoor"]),
            rows: streets
                .into_iter()
                .map(|(key, count)| {
                    let earlier =
                        before.get(&key).map_or_else(|| format!("minder dan {LEAST}"), |count| thousands(*count));
                    row([key.0, key.1, thousands(count), earlier])
                })
                .collect(),
        }
    }
}
