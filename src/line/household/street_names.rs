//! Street names as people write them: endings shortened, first words shortened or left out, letters wrong.

use std::borrow::Cow;

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

/// The name with titles before it written out, where no register tells how it is written: `st vitusstraat` is
/// `sint vitusstraat`.
pub(super) fn titles_written_out(folded: &str) -> Cow<'_, str> {
    let Some((title, rest)) = folded.split_once(' ') else { return Cow::Borrowed(folded) };
    match TITLES.iter().find(|(short, _)| *short == title) {
        Some((_, long)) => Cow::Owned(format!("{long} {rest}")),
        None => Cow::Borrowed(folded),
    }
}

/// Titles as they stand before a street's name: each as it is mostly shortened, and as one word.
const TITLES: [(&str, &str); 24] = [
    ("st", "sint"),
    ("burg", "burgemeester"),
    ("burgem", "burgemeester"),
    ("bgm", "burgemeester"),
    ("bgmr", "burgemeester"),
    ("prof", "professor"),
    ("dr", "dokter"),
    ("doctor", "dokter"),
    ("mr", "meester"),
    ("ds", "dominee"),
    ("past", "pastoor"),
    ("mgr", "monseigneur"),
    ("jhr", "jonkheer"),
    ("jkvr", "jonkvrouw"),
    ("gen", "generaal"),
    ("kol", "kolonel"),
    ("kap", "kapitein"),
    ("kapt", "kapitein"),
    ("adm", "admiraal"),
    ("wethr", "wethouder"),
    ("weth", "wethouder"),
    ("ir", "ingenieur"),
    ("ing", "ingenieur"),
    ("ged", "gedempte"),
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
///
/// A polynomial over the bytes: what comes before, between and after those left out is hashed once, not for each of
/// some two hundred. Two forms that share a hash by chance are compared as written.
pub(super) fn deletions(form: &str) -> Vec<u64> {
    let bytes = form.as_bytes();
    let whole = Hashed::of(bytes);
    let twice = bytes.len() > 7;
    let mut hashes = Vec::with_capacity(1 + bytes.len() * if twice { bytes.len().div_ceil(2) } else { 1 });
    hashes.push(whole.between(0, bytes.len()));
    for skip in 0..bytes.len() {
        let before = whole.between(0, skip);
        hashes.push(whole.joined(before, skip + 1, bytes.len()));
        if twice {
            for second in skip + 1..bytes.len() {
                let both = whole.joined(before, skip + 1, second);
                hashes.push(whole.joined(both, second + 1, bytes.len()));
            }
        }
    }
    hashes
}

/// The hashes of a text's beginnings, and the powers that move a hash on by so many bytes.
struct Hashed {
    until: Vec<u64>,
    powers: Vec<u64>,
}

impl Hashed {
    /// Odd, its bits well spread.
    const BASE: u64 = 0x9E37_79B9_7F4A_7C15;

    fn of(bytes: &[u8]) -> Self {
        let (mut until, mut powers) = (Vec::with_capacity(bytes.len() + 1), Vec::with_capacity(bytes.len() + 1));
        let (mut hash, mut power) = (0, 1);
        until.push(hash);
        powers.push(power);
        for byte in bytes {
            hash = Self::BASE.wrapping_mul(hash).wrapping_add(u64::from(*byte));
            power = Self::BASE.wrapping_mul(power);
            until.push(hash);
            powers.push(power);
        }
        Self { until, powers }
    }

    /// Of the bytes from `from` until `to`.
    fn between(&self, from: usize, to: usize) -> u64 {
        self.until[to].wrapping_sub(self.until[from].wrapping_mul(self.powers[to - from]))
    }

    /// Of a text with hash `before` and the bytes from `from` until `to` behind it.
    fn joined(&self, before: u64, from: usize, to: usize) -> u64 {
        before.wrapping_mul(self.powers[to - from]).wrapping_add(self.between(from, to))
    }
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
    fn titles_are_written_out() {
        assert_eq!(titles_written_out("st vitusstraat"), "sint vitusstraat");
        assert_eq!(titles_written_out("doctor bosstraat"), titles_written_out("dr bosstraat"));
        assert_eq!(titles_written_out("oude weg"), "oude weg");
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
