//! The figures of the weeks before the story: invented, so that `/cijfers` looks as it does after a quarter.

use jiff::{Span, civil::Date};

use crate::{
    gateway,
    intake::figures::{Figure, LATE, ON_TIME, day_of},
    store::Store,
};

/// Signals of a week, from twenty-four weeks ago to last week.
const WEEKS: [i64; 24] = [11, 12, 9, 14, 12, 10, 13, 12, 15, 11, 13, 14, 10, 11, 12, 12, 14, 13, 15, 9, 17, 16, 18, 20];

const CHANNELS: [(&str, i64); 3] = [("email", 50), ("webformulier", 25), ("api", 25)];
const DOORS: [(&str, i64); 10] = [
    ("acantus", 24),
    ("meldpunt", 18),
    ("cjg", 15),
    ("oosterlengte", 12),
    ("scholen", 10),
    ("politie", 8),
    ("bewoners", 7),
    ("oggz", 3),
    ("wijkresto", 2),
    ("wijkoverleg", 1),
];
const LABELS: [(&str, i64); 8] = [
    ("geld", 32),
    ("eenzaam", 19),
    ("kind", 17),
    ("overlast", 14),
    ("zorg", 13),
    ("woning", 9),
    ("meldcode", 4),
    ("meedoen", 3),
];
const STREETS: [(&str, i64); 4] = [
    ("Krabbenscheerstraat\tgeld", 8),
    ("Kikkerbeetlaan\teenzaam", 6),
    ("Pijlkruidhof\tgeld", 5),
    ("Lisdoddeplein\toverlast", 5),
];
const CONTACT: [(&str, i64); 7] = [("0", 6), ("1", 9), ("2", 14), ("3", 6), ("5", 5), ("8", 4), ("13", 2)];
const REACTION: [(&str, i64); 5] = [("0", 26), ("1", 20), ("2", 7), ("4", 4), ("9", 2)];

/// Signals, of a hundred of which so many have each key.
struct Shares {
    figure: Figure,
    keys: &'static [(&'static str, i64)],
    /// What was shared out so far, a key: what is left of one day counts for the next.
    given: Vec<i64>,
}

/// Writes the weeks before this one, day by day.
pub(super) async fn invent(store: &Store) -> anyhow::Result<()> {
    let today = day_of(gateway::now());
    let monday = today.saturating_sub(Span::new().days(i64::from(today.weekday().to_monday_zero_offset())));
    let mut shares: Vec<Shares> = [
        (Figure::Signaal, &CHANNELS[..]),
        (Figure::Voordeur, &DOORS[..]),
        (Figure::Thema, &LABELS[..]),
        (Figure::Straat, &STREETS[..]),
        (Figure::Contact, &CONTACT[..]),
        (Figure::Reactie, &REACTION[..]),
        (Figure::Huishouden, &[("", 59)][..]),
        (Figure::Meervoudig, &[("", 14)][..]),
        (Figure::Besproken, &[("", 54)][..]),
        (Figure::Afgesloten, &[("", 33)][..]),
        (Figure::Bevestiging, &[("minuut", 68), ("uur", 5), ("niet", 3)][..]),
    ]
    .into_iter()
    .map(|(figure, keys)| Shares { figure, keys, given: vec![0; keys.len()] })
    .collect();
    let mut signals = 0;
    for (ago, week) in (1..=24_i64).rev().zip(WEEKS) {
        for weekday in 0..5 {
            signals += week / 5 + i64::from(weekday < week % 5);
            let day = monday.saturating_sub(Span::new().weeks(ago)).saturating_add(Span::new().days(weekday));
            invent_day(store, day, signals, (&mut shares, 24 - ago)).await?;
        }
    }
    Ok(())
}

async fn invent_day(
    store: &Store,
    day: Date,
    signals: i64,
    (shares, week): (&mut [Shares], i64),
) -> anyhow::Result<()> {
    let mut counts = std::collections::BTreeMap::new();
    for share in shares {
        for ((key, of_hundred), given) in share.keys.iter().zip(&mut share.given) {
            let due = signals * of_hundred / 100 - *given;
            *given += due;
            if due > 0 {
                counts.insert((share.figure, (*key).to_owned()), due);
            }
        }
    }
    let weekday = i64::from(day.weekday().to_monday_zero_offset());
    let late = i64::from(weekday == 1) + i64::from(weekday == 3 && week < 16);
    counts.insert((Figure::Afspraak, ON_TIME.to_owned()), if weekday == 4 { 2 } else { 1 });
    if late > 0 {
        counts.insert((Figure::Afspraak, LATE.to_owned()), late);
    }
    store.invent_day(day, counts).await?;
    Ok(())
}
