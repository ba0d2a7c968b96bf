//! Street names as people write them: endings shortened, first words shortened or left out, letters wrong.

use super::hash::fnv;

/// The words of a street's name with its ending written out.
pub(super) fn written_out(folded: &str) -> String {
    let (first, last) = folded.rsplit_once(' ').map_or(("", folded), |(first, last)| (first, last));
    // `kerk str` and `kerkstr` are one.
    let alone = ENDINGS.iter().find(|(short, long)| last == *short || last == *long);
    if let Some((_, long)) = alone.filter(|_| !first.is_empty()) {
        return format!("{first}{long}");
    }
    let ending = ENDINGS.iter().find_map(|(short, long)| {
        last.strip_suffix(short)
            .filter(|stem| stem.len() > 2 && !last.ends_with(long))
            .map(|stem| format!("{stem}{long}"))
    });
    match ending {
        Some(last) if first.is_empty() => last,
        Some(last) => format!("{first} {last}"),
        None => folded.to_owned(),
    }
}

/// Endings as Dutch writers shorten them, longer ones first.
const ENDINGS: [(&str, &str); 18] = [
    ("strt", "straat"),
    ("str", "straat"),
    ("lan", "laan"),
    ("ln", "laan"),
    ("wg", "weg"),
    ("pln", "plein"),
    ("pl", "plein"),
    ("sngl", "singel"),
    ("sgl", "singel"),
    ("drf", "dreef"),
    ("kd", "kade"),
    ("prk", "park"),
    ("hf", "hof"),
    ("gr", "gracht"),
    ("stg", "steeg"),
    ("dk", "dijk"),
    ("pd", "pad"),
    ("mrkt", "markt"),
];

/// A name without spaces, and the same with its first words left out.
pub(super) fn forms(words: &str) -> Vec<String> {
    let parts: Vec<&str> = words.split(' ').collect();
    (0..parts.len()).map(|from| parts[from..].concat()).filter(|form| form.len() > 3).collect()
}

/// Whether each word of `short` begins as the word of `full` in its place does, and goes on in its letters.
pub(super) fn abbreviates(short: &str, full: &str) -> bool {
    let mut full = full.split(' ');
    short.split(' ').all(|word| {
        full.any(|whole| {
            let mut letters = whole.bytes();
            whole.starts_with(&word[..word.len().min(1)])
                && word.bytes().all(|byte| letters.any(|letter| letter == byte))
        })
    })
}

/// Same beginning and same end, or a third of the letters off at most.
pub(super) fn is_alike(known: &str, written: &str) -> bool {
    known.ends_with(written) || strsim::normalized_damerau_levenshtein(known, written) >= 0.67
}

/// The form itself and it with one or two bytes left out, hashed.
pub(super) fn deletions(form: &str) -> Vec<u64> {
    let bytes = form.as_bytes();
    let mut hashes = vec![hash(bytes.iter())];
    let twice = bytes.len() > 7;
    for skip in 0..bytes.len() {
        let rest = || bytes.iter().enumerate().filter(move |(at, _)| *at != skip);
        hashes.push(hash(rest().map(|(_, byte)| byte)));
        if twice {
            for second in skip + 1..bytes.len() {
                hashes.push(hash(rest().filter(|(at, _)| *at != second).map(|(_, byte)| byte)));
            }
        }
    }
    hashes
}

fn hash<'a>(bytes: impl Iterator<Item = &'a u8>) -> u64 {
    fnv(bytes.copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_are_written_out() {
        for short in ["kerkstr", "kerkstrt", "kerk str", "kerk straat"] {
            assert_eq!(written_out(short), "kerkstraat", "{short}");
        }
        assert_eq!(written_out("burg engelkensstr"), "burg engelkensstraat");
        assert_eq!(written_out("parklaan"), "parklaan");
    }

    #[test]
    fn a_shortened_word_goes_on_in_the_letters_of_the_whole() {
        assert!(
            abbreviates("burg", "burgemeester") && abbreviates("bgm", "burgemeester") && abbreviates("d u", "mr d u")
        );
        assert!(!abbreviates("prof", "burgemeester"));
    }

    #[test]
    fn one_letter_left_out_is_a_deletion_of_both() {
        let (one, other) = (deletions("kerkstraat"), deletions("kerkstaat"));
        assert!(one.iter().any(|hash| other.contains(hash)));
    }
}
