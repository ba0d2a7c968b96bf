//! Simple Dutch inflection: of a noun its plural, of a plural its singular.
//!
//! **Invariant:** a word always stands for itself; a form that would be another common word is not made.

/// Nouns whose plural ends in `-eren`, with what that is put behind.
const EREN: [(&str, &str); 9] = [
    ("kind", "kind"),
    ("kleinkind", "kleinkind"),
    ("pleegkind", "pleegkind"),
    ("stiefkind", "stiefkind"),
    ("schoolkind", "schoolkind"),
    ("ei", "ei"),
    ("kalf", "kalv"),
    ("lam", "lamm"),
    ("rund", "rund"),
];

/// Nouns whose short vowel is not doubled in the plural, and those that change it.
const IRREGULAR: [(&str, &str); 18] = [
    ("dag", "dagen"),
    ("weg", "wegen"),
    ("gat", "gaten"),
    ("glas", "glazen"),
    ("slot", "sloten"),
    ("dak", "daken"),
    ("pad", "paden"),
    ("bad", "baden"),
    ("blad", "bladeren"),
    ("vat", "vaten"),
    ("lid", "leden"),
    ("stad", "steden"),
    ("schip", "schepen"),
    ("gezinslid", "gezinsleden"),
    ("familielid", "familieleden"),
    ("gebed", "gebeden"),
    ("oorlog", "oorlogen"),
    ("verbod", "verboden"),
];

/// Words that look like a noun with an ending and are none: they only stand for themselves.
const FIXED: [&str; 24] = [
    "alleen", "buiten", "binnen", "tussen", "zonder", "tegen", "samen", "morgen", "gisteren", "open", "eten", "weten",
    "leven", "laten", "moeten", "zitten", "geen", "deur", "niet", "want", "kans", "gas", "les", "langs",
];

/// Endings after which the plural is `-s`.
const PLURAL_S: [&str; 16] =
    ["er", "el", "en", "em", "je", "ie", "or", "eur", "aar", "erd", "ier", "um", "on", "ee", "ge", "te"];

const VOWELS: [char; 6] = ['a', 'e', 'i', 'o', 'u', 'y'];

/// All forms of a folded word or phrase, itself first; of a phrase only the last word changes.
pub(super) fn forms(folded: &str) -> Vec<String> {
    let (before, word) =
        folded.rsplit_once(' ').map_or(("", folded), |(_, word)| (&folded[..folded.len() - word.len()], word));
    let mut forms = vec![word.to_owned()];
    if word.len() >= 3 && word.chars().all(|c| c.is_ascii_lowercase()) && !FIXED.contains(&word) {
        forms.extend(plurals(word));
        forms.extend(singulars(word));
    }
    forms.iter().map(|form| format!("{before}{form}")).collect()
}

fn plurals(word: &str) -> Vec<String> {
    if let Some((_, stem)) = EREN.iter().find(|(noun, _)| *noun == word) {
        return vec![format!("{stem}eren")];
    }
    if let Some((_, plural)) = IRREGULAR.iter().find(|(noun, _)| *noun == word) {
        return vec![(*plural).to_owned()];
    }
    if word.ends_with("en") || word.ends_with("jes") {
        return if word.ends_with("en") { vec![format!("{word}s")] } else { Vec::new() };
    }
    if word.ends_with("ie") {
        return vec![format!("{word}s"), format!("{word}en")];
    }
    if let Some(stem) = word.strip_suffix("heid") {
        return vec![format!("{stem}heden")];
    }
    let Some(last) = word.chars().last() else { return Vec::new() };
    if last == 'e' {
        return vec![format!("{word}s"), format!("{word}n")];
    }
    if VOWELS.contains(&last) {
        // `baby's` folds to `baby s`.
        return vec![format!("{word} s"), format!("{word}s")];
    }
    let mut plurals = vec![format!("{}en", open_stem(word))];
    if PLURAL_S.iter().any(|ending| word.ends_with(ending)) {
        plurals.push(format!("{word}s"));
    }
    plurals
}

/// The noun before `-en`: `straat` is `strat`, `plek` is `plekk`, `brief` is `briev`, `huis` is `huiz`.
fn open_stem(word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    let [.., before, last] = letters.as_slice() else { return word.to_owned() };
    let vowel = |place: usize| letters.get(letters.len().wrapping_sub(place)).is_some_and(|c| VOWELS.contains(c));
    let stem: String = letters[..letters.len() - 1].iter().collect();
    let ends_weakly = ["er", "el", "en", "em", "ig", "erd"].iter().any(|end| word.ends_with(end)) && letters.len() > 4;
    if !VOWELS.contains(before) || ends_weakly {
        return soften(&stem, *last, 's');
    }
    match (vowel(3), letters.get(letters.len().wrapping_sub(3))) {
        (true, Some(third)) if third == before && *before != 'i' => {
            let shortened: String = letters[..letters.len() - 2].iter().collect();
            soften(&shortened, *last, 'z')
        }
        (true, _) => soften(&stem, *last, 'z'),
        (false, _) => format!("{stem}{last}{last}"),
    }
}

/// After a long sound `f` becomes `v`, and `s` what is given.
fn soften(stem: &str, last: char, s: char) -> String {
    let last = match last {
        'f' => 'v',
        's' => s,
        other => other,
    };
    format!("{stem}{last}")
}

fn singulars(word: &str) -> Vec<String> {
    if let Some((noun, _)) = EREN.iter().find(|(_, stem)| word.strip_suffix("eren") == Some(stem)) {
        return vec![(*noun).to_owned()];
    }
    if let Some((noun, _)) = IRREGULAR.iter().find(|(_, plural)| *plural == word) {
        return vec![(*noun).to_owned()];
    }
    if let Some(stem) = word.strip_suffix("heden") {
        return vec![format!("{stem}heid")];
    }
    if let Some(noun) = word.strip_suffix('s') {
        let is_plural = ["er", "el", "en", "em", "je", "ie", "eur", "aar"].iter().any(|ending| noun.ends_with(ending));
        return if is_plural && noun.len() >= 4 { vec![noun.to_owned()] } else { Vec::new() };
    }
    let Some(stem) = word.strip_suffix("en").filter(|stem| stem.len() >= 3) else { return Vec::new() };
    singular_of(stem).into_iter().collect()
}

/// What stood before `-en`, as a word of its own.
fn singular_of(stem: &str) -> Option<String> {
    let letters: Vec<char> = stem.chars().collect();
    let [first @ .., before, last] = letters.as_slice() else { return None };
    if VOWELS.contains(last) {
        return (stem.ends_with("ie")).then(|| stem.to_owned());
    }
    let stem_before: String = letters[..letters.len() - 1].iter().collect();
    if before == last {
        return Some(stem_before);
    }
    let hard = match last {
        'v' => 'f',
        'z' => 's',
        other => *other,
    };
    let open = VOWELS.contains(before) && !first.last().is_some_and(|c| VOWELS.contains(c));
    if !open {
        return Some(format!("{stem_before}{hard}"));
    }
    // `leningen` had no open vowel; `strat` was `straat`, and `e` before l, n or r is mute: `wandel`.
    (*before != 'i').then(|| format!("{stem_before}{before}{hard}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn pair(singular: &str, plural: &str) {
        assert!(forms(singular).iter().any(|form| form == plural), "{singular}: {:?}", forms(singular));
        assert!(forms(plural).iter().any(|form| form == singular), "{plural}: {:?}", forms(plural));
    }

    #[test]
    fn a_noun_stands_for_its_plural_and_the_other_way_round() {
        for (singular, plural) in [
            ("kind", "kinderen"),
            ("woning", "woningen"),
            ("schuld", "schulden"),
            ("straat", "straten"),
            ("plek", "plekken"),
            ("brief", "brieven"),
            ("huis", "huizen"),
            ("rat", "ratten"),
            ("vuilniszak", "vuilniszakken"),
            ("leerling", "leerlingen"),
            ("ouder", "ouders"),
            ("jongen", "jongens"),
            ("meisje", "meisjes"),
            ("deurwaarder", "deurwaarders"),
            ("bedreiging", "bedreigingen"),
            ("lid", "leden"),
            ("dag", "dagen"),
            ("moeilijkheid", "moeilijkheden"),
            ("school", "scholen"),
            ("peuter", "peuters"),
            ("buur", "buren"),
            ("mens", "mensen"),
            ("huurder", "huurders"),
        ] {
            pair(singular, plural);
        }
        assert!(forms("baby").contains(&"baby s".to_owned()));
        assert!(forms("ruzie").contains(&"ruzies".to_owned()));
    }

    #[test]
    fn of_a_phrase_the_last_word_changes() {
        assert!(forms("blauwe plek").contains(&"blauwe plekken".to_owned()));
        assert_eq!(forms("groep 3"), ["groep 3"]);
    }

    #[test]
    fn no_form_is_another_common_word() {
        let common = ["ga", "kan", "was", "met", "alle", "op", "de", "ik", "ge", "bed", "le", "la"];
        for word in ["gas", "kans", "meten", "alleen", "open", "geen", "les", "langs", "huis", "laten", "eten"] {
            for form in forms(word).iter().skip(1) {
                assert!(!common.contains(&form.as_str()), "{word} would find {form}");
            }
        }
    }
}
