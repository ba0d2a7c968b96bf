//! Dutch names as they are compared: surname cores without tussenvoegsels, given names, initials, sounds.

use super::{facts::Few, name::Name};
use crate::domain::{Person, fold};

/// Surnames of one person, own and partner's: folded, each without tussenvoegsel and without spaces.
pub(super) fn surnames(person: &Person) -> Few<Name> {
    let mut cores: Few<Name> = Few::default();
    for written in [&person.geslachtsnaam, &person.partnernaam].into_iter().flatten() {
        for part in parts(written) {
            if let Some(core) = core(&part).map(|core| Name::surname(&core)).filter(|core| !cores.contains(core)) {
                cores.push(core);
            }
        }
    }
    cores
}

/// `Beek-van der Wal`, `Jansen e.v. De Vries`, `Bakker geb. Smit`: the names between the words that join them.
fn parts(written: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let spaced = written.replace([',', ';'], " ");
    for word in spaced.split_whitespace() {
        let plain: String = word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        if JOINS.contains(&plain.as_str()) || plain.is_empty() && matches!(word, "-" | "–" | "/") {
            parts.push(String::new());
            continue;
        }
        for (at, piece) in word.split(['-', '–', '/']).enumerate() {
            // `v/d` and `Al-Hassan` are no two names.
            let joins = at > 0 && parts.last().is_some_and(|last| fold(last).split(' ').any(is_name));
            if joins {
                parts.push(String::new());
            }
            if let Some(last) = parts.last_mut() {
                last.push(' ');
                last.push_str(piece);
            }
        }
    }
    parts
}

const JOINS: [&str; 6] = ["ev", "geb", "geboren", "gesch", "wed", "en"];

fn is_name(word: &str) -> bool {
    word.len() > 1 && !TUSSENVOEGSELS.contains(&word)
}

/// `van der Berg`, `Berg van der`, `v.d. Berg` and `Vanderberg` are all `berg`.
fn core(written: &str) -> Option<String> {
    let folded = fold(written);
    let core: String = folded.split(' ').filter(|word| is_name(word)).collect();
    let core = GLUED.iter().find_map(|prefix| core.strip_prefix(prefix).filter(|rest| rest.len() > 2)).unwrap_or(&core);
    (core.len() > 1).then(|| core.to_owned())
}

/// Words that do not make a name, Dutch and of the languages that live here, with how they are shortened.
const TUSSENVOEGSELS: [&str; 42] = [
    "van", "de", "der", "den", "het", "ter", "ten", "te", "op", "in", "aan", "bij", "uit", "over", "onder", "voor",
    "tot", "von", "vom", "zu", "du", "des", "le", "la", "les", "del", "della", "di", "da", "dos", "el", "al", "ben",
    "bin", "abu", "vd", "vdr", "dn", "vander", "vanden", "vande", "vant",
];

/// Tussenvoegsels that are sometimes written to the name, and begin no other name.
const GLUED: [&str; 6] = ["vander", "vanden", "vande", "vant", "opt", "int"];

/// Those that do begin other names: `Vanberg` may be `van Berg`, `Almasri` `Al-Masri`; `Dekker` is no `de Kker`.
const PERHAPS_GLUED: [&str; 12] = ["van", "den", "de", "ter", "ten", "te", "v", "al", "el", "ben", "bin", "abu"];

/// How two surname cores agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    None,
    /// A writing error or two apart.
    Near,
    /// Said alike: `Drente` and `Drenthe`.
    Sound,
    Equal,
}

pub(super) fn surname_likeness(one: &Name, other: &Name) -> Likeness {
    if one == other {
        return Likeness::Equal;
    }
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    let apart = long.len() - short.len();
    if short.len() < 2 || apart > 3 {
        return Likeness::None;
    }
    let glued = || {
        let prefix = long.as_bytes().strip_suffix(short.as_bytes());
        prefix.is_some_and(|prefix| PERHAPS_GLUED.iter().any(|known| known.as_bytes() == prefix))
    };
    if short.len() > 2 && apart > 0 && short.may_be_in(long) && glued()
        || short.len() > 3 && one.sound() == other.sound()
    {
        return Likeness::Sound;
    }
    let allowed = if long.len() >= 8 { 2 } else { 1 };
    if one.within(other, allowed) { Likeness::Near } else { Likeness::None }
}

/// What remains of two names is not measured beyond this, in bytes: the work grows with the square of the length.
const LONGEST: usize = 64;

/// Whether two texts are at most `allowed` single edits apart, a swap of neighbours counted as one
/// (Damerau 1964; optimal string alignment).
pub(super) fn within(one: &[u8], other: &[u8], allowed: usize) -> bool {
    if one.len().abs_diff(other.len()) > allowed {
        return false;
    }
    let (one, other) = differing(one, other);
    let longest = one.len().max(other.len());
    if longest > LONGEST {
        return false;
    }
    if longest <= allowed {
        return true;
    }
    if allowed < 2 {
        return matches!((one, other), ([a, b], [c, d]) if a == d && b == c);
    }
    // Two edits touch four letters of either at most, besides what lies between them.
    let same = one.iter().filter(|byte| other.contains(byte)).count();
    same + allowed >= one.len() && strsim::generic_damerau_levenshtein(one, other) <= allowed
}

/// What remains when the same beginning and end are taken off.
fn differing<'a>(one: &'a [u8], other: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    let start = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[start..], &other[start..]);
    let end = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    (&one[..one.len() - end], &other[..other.len() - end])
}

/// The sound of a folded Dutch word: spellings that are said alike give one code.
///
/// Ours, after the pairs that Dutch writers mix up: ij/y/ei, ou/au, c/k/q, ch/g, d/t at the end, v/f, z/s, doubled letters.
pub(super) fn sound(word: &str) -> String {
    let mut code = String::with_capacity(word.len());
    sound_of(word, |unit| code.push(unit));
    code
}

/// [`sound`], one unit at a time.
pub(super) fn sound_of(word: &str, mut say: impl FnMut(char)) {
    let bytes = word.as_bytes();
    let mut last = None;
    let mut at = 0;
    while at < bytes.len() {
        let pair = (bytes[at], bytes.get(at + 1).copied().unwrap_or_default());
        let (unit, taken) = match pair {
            (b'e', b'i') if bytes.get(at + 2) == Some(&b'j') => ('y', 3),
            (b'i', b'j') | (b'e', b'i' | b'y') => ('y', 2),
            (b'a', b'u') | (b'o', b'u') => ('u', 2),
            (b's', b'c') if bytes.get(at + 2) == Some(&b'h') => ('s', 3),
            (b'c', b'h') => ('g', 2),
            (b'p', b'h') => ('f', 2),
            (b't', b'h') => ('t', 2),
            (b'd', b't') => ('t', 2),
            (b'c', b'k') | (b'k', b'w') => ('k', 2),
            (b'c' | b'q', _) => ('k', 1),
            (b'z', _) => ('s', 1),
            (b'v' | b'w', _) => ('f', 1),
            (b'i' | b'y', _) => ('y', 1),
            (b'd', 0) => ('t', 1),
            (byte, _) if byte.is_ascii() => (char::from(byte), 1),
            _ => {
                let c = word[at..].chars().next().unwrap_or(' ');
                (c, c.len_utf8())
            }
        };
        if last != Some(unit) {
            say(unit);
        }
        last = Some(unit);
        at += taken;
    }
}

/// Given names as written, folded, the name somebody is called by first; at most four.
pub(super) fn given(person: &Person) -> Few<Name> {
    let Some(written) = &person.voornamen else { return Few::default() };
    let folded = fold(written);
    folded.split(' ').filter(|word| word.len() > 1).take(4).map(Name::given).collect()
}

/// Initials, lower case: `J.H.`, `JH` and `J. H.` are `jh`.
pub(super) fn initials(person: &Person) -> String {
    let Some(written) = &person.voorletters else { return String::new() };
    let folded = fold(written);
    if folded.contains(' ') || written.contains('.') {
        return folded.split(' ').filter_map(|part| part.chars().next()).take(5).collect();
    }
    folded.chars().filter(char::is_ascii_alphabetic).take(5).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Vec<String> {
        let names = surnames(&Person { geslachtsnaam: Some(name.to_owned()), ..Person::default() });
        names.iter().map(|name| name.as_str().to_owned()).collect()
    }

    fn likeness(one: &str, other: &str) -> Likeness {
        surname_likeness(&Name::surname(one), &Name::surname(other))
    }

    #[test]
    fn what_is_too_long_for_a_name_is_not_measured() {
        let long = format!("{}{}", "ab".repeat(40), "ba".repeat(40));
        assert!(within(b"ploegsma", b"pleogsna", 2));
        assert!(!within(format!("x{long}").as_bytes(), format!("{long}y").as_bytes(), 2));
    }

    #[test]
    fn a_tussenvoegsel_does_not_part_a_name() {
        for name in ["van der Berg", "Berg, van der", "v.d. Berg", "v/d Berg", "Vanderberg", "Van Der Berg", "vd Berg"]
        {
            assert_eq!(named(name), ["berg"], "{name}");
        }
        for name in ["op 't Hof", "Opthof", "op het Hof"] {
            assert_eq!(named(name), ["hof"], "{name}");
        }
        assert_eq!(named("Al-Hassan"), ["hassan"]);
        assert_eq!(named("El Amrani"), ["amrani"]);
        assert!(named("van").is_empty());
    }

    #[test]
    fn a_double_name_is_two() {
        for name in ["Beek-van der Wal", "Beek - van der Wal", "Beek e.v. van der Wal", "Beek, geb. van der Wal"] {
            assert_eq!(named(name), ["beek", "wal"], "{name}");
        }
    }

    #[test]
    fn names_that_sound_alike_or_are_misspelt_are_told() {
        assert_eq!(likeness("drente", "drenthe"), Likeness::Sound);
        assert_eq!(likeness("meijer", "meyer"), Likeness::Sound);
        assert_eq!(likeness("vanberg", "berg"), Likeness::Sound);
        assert_eq!(likeness("almasri", "masri"), Likeness::Sound);
        assert_eq!(likeness("ploegsma", "pleogsma"), Likeness::Near);
        assert_eq!(likeness("bakker", "dekker"), Likeness::None);
        assert_eq!(likeness("smit", "visser"), Likeness::None);
    }

    #[test]
    fn initials_are_letters() {
        let of = |text: &str| initials(&Person { voorletters: Some(text.to_owned()), ..Person::default() });
        assert_eq!(
            (of("J.H."), of("JH"), of("J. H."), of("Th.J.")),
            ("jh".into(), "jh".into(), "jh".into(), "tj".into())
        );
    }
}
