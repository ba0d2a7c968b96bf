//! Records that are one and records that only look like it; all people and addresses are invented.

use std::collections::BTreeSet;

use super::*;

const HEADINGS: [&str; 9] = [
    "rec_id",
    "voornaam",
    "achternaam",
    "huisnummer",
    "straat",
    "woonplaats",
    "postcode",
    "geboortedatum",
    "dossier_id",
];

/// Chance that is the same every time.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

/// So many people, each known under a record of their own and up to three that were copied badly.
fn people(count: usize) -> (Vec<Vec<String>>, BTreeSet<(usize, usize)>) {
    let mut draw = Draw(7);
    let syllables = ["bra", "ken", "lo", "mi", "ter", "dun", "wie", "sa", "rop", "hel", "ga", "vin"];
    let word = |draw: &mut Draw, length: usize| -> String {
        (0..length).map(|_| syllables[draw.below(syllables.len())]).collect()
    };
    let (mut rows, mut true_pairs) = (Vec::new(), BTreeSet::new());
    let given: Vec<String> = (0..60).map(|_| word(&mut draw, 2)).collect();
    let surnames: Vec<String> = (0..300).map(|_| word(&mut draw, 3)).collect();
    for person in 0..count {
        let born = format!("{}{:02}{:02}", 1930 + draw.below(80), 1 + draw.below(12), 1 + draw.below(28));
        let record = vec![
            String::new(),
            given[draw.below(given.len())].clone(),
            surnames[draw.below(surnames.len())].clone(),
            (1 + draw.below(200)).to_string(),
            format!("{}straat", word(&mut draw, 3)),
            word(&mut draw, 3),
            (1_000 + draw.below(8_000)).to_string(),
            born,
            (1_000_000 + draw.below(8_999_999)).to_string(),
        ];
        let first = rows.len();
        for copy in 0..1 + draw.below(4) {
            let mut row = record.clone();
            row[0] = format!("p-{person}-{copy}");
            for _ in 0..if copy == 0 { 0 } else { 1 + draw.below(4) } {
                spoil(&mut row, &mut draw);
            }
            true_pairs.extend((first..rows.len()).map(|earlier| (earlier, rows.len())));
            rows.push(row);
        }
    }
    (rows, true_pairs)
}

/// One slip: two letters swapped, one lost, a value lost, or given name and surname in each other's place.
fn spoil(row: &mut [String], draw: &mut Draw) {
    let at = 1 + draw.below(row.len() - 1);
    let mut letters: Vec<char> = row[at].chars().collect();
    match draw.below(6) {
        0 => row[at].clear(),
        1 => row.swap(1, 2),
        slip if letters.len() > 1 => {
            let place = draw.below(letters.len() - 1);
            if slip < 4 {
                letters.swap(place, place + 1);
            } else {
                letters.remove(place);
            }
            row[at] = letters.into_iter().collect();
        }
        _ => {}
    }
}

fn records(rows: Vec<Vec<String>>) -> Records {
    Records { columns: columns(&HEADINGS.map(str::to_owned)), rows, second: None }
}

fn places(same: &[Same]) -> BTreeSet<(usize, usize)> {
    same.iter().map(|pair| (pair.one, pair.other)).collect()
}

#[test]
fn badly_copied_records_find_each_other_without_labels_and_nobody_else() {
    let (rows, true_pairs) = people(400);
    let found = places(&records(rows).same());
    assert_eq!(found.difference(&true_pairs).count(), 0, "false pairs");
    let missed = true_pairs.difference(&found).count();
    assert!(missed * 1_000 < 5 * true_pairs.len(), "{missed} of {} missed", true_pairs.len());
}

#[test]
fn pairs_of_two_files_go_between_them() {
    let (rows, true_pairs) = people(300);
    let (first, second): (Vec<Vec<String>>, Vec<Vec<String>>) =
        rows.iter().cloned().partition(|row| row[0].ends_with("-0"));
    let ours = first.len();
    let both = Records { second: Some(ours), ..records([first, second].concat()) };
    let same = both.same();
    assert!(same.iter().all(|pair| pair.one < ours && pair.other >= ours));
    let person = |at: usize| both.rows[at][0].rsplit_once('-').unwrap().0.to_owned();
    assert!(same.iter().all(|pair| person(pair.one) == person(pair.other)), "a false pair");
    assert!(same.len() * 100 > 98 * true_pairs.iter().filter(|(one, _)| rows[*one][0].ends_with("-0")).count());
}

#[test]
fn headings_tell_how_columns_are_compared() {
    let kinds: Vec<Kind> = columns(&HEADINGS.map(str::to_owned)).into_iter().map(|column| column.kind).collect();
    use Kind::{Date, Digits, Exact, Id, Name, Text};
    assert_eq!(kinds, [Id, Name, Name, Exact, Text, Text, Digits, Date, Digits]);
    let english = ["rec_id", "given_name", "street_number", "address_1", "state", "date_of_birth", "soc_sec_id"];
    let kinds: Vec<Kind> = columns(&english.map(str::to_owned)).into_iter().map(|column| column.kind).collect();
    assert_eq!(kinds, [Id, Name, Exact, Text, Exact, Date, Digits]);
}

#[test]
fn nothing_gives_nothing() {
    assert!(records(Vec::new()).same().is_empty());
    assert!(Records::default().same().is_empty());
}
