//! The Dutch words that tell a reader of facts what a neighbouring word is. All of them folded.

use std::sync::LazyLock;

use super::{name_lists, word_lists, words};
use crate::domain::WordMap;

/// What a word can be; it can be several things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub(super) enum Trait {
    /// Its dot ends no sentence.
    Abbreviation = 1 << 0,
    /// Announces a surname.
    Title = 1 << 1,
    /// Announces the surname of a whole family.
    FamilyTitle = 1 << 2,
    /// A tussenvoegsel.
    Particle = 1 << 3,
    /// May start a street's name before its last word: `Burgemeester`, `Oude`, `Jan`.
    StreetPrefix = 1 << 4,
    /// Capitalised, yet nobody and no street is called so: sentence openings, labels, functions.
    NoName = 1 << 5,
    /// Somebody under age.
    Child = 1 << 6,
    /// Whom a report is about when it gives no name.
    Role = 1 << 7,
    /// Near the household without being of it: reporters, neighbours, professionals.
    Outsider = 1 << 8,
    /// Mostly lives elsewhere: "dochter woont op …" is not the household.
    Relative = 1 << 9,
    /// A number before it is a count, an age, a time or an amount, never a huisnummer.
    Unit = 1 << 10,
    /// Ends in -en or -s, yet may follow a huisnummer: verbs and function words, no counted things.
    FollowsNumber = 1 << 11,
    /// A BAG huisnummertoevoeging written as a word.
    Toevoeging = 1 << 12,
    /// Announces a letter or toevoeging: `12 toev. A`, `12 app. 3`.
    AnnouncesSuffix = 1 << 13,
    /// Two letters that are a word: after a year they are no postcode.
    TwoLetters = 1 << 14,
    /// Ends as a street does, and is none.
    CommonNoun = 1 << 15,
    /// A first part of a surname that is no tussenvoegsel: `El` Amrani, `Ait Ben` Ali, `Klein` Haneveld.
    NamePart = 1 << 16,
    /// A first name.
    Given = 1 << 17,
    /// A surname by itself, though it may be a word too.
    Surname = 1 << 18,
    /// A word of every day: capitalised only because a sentence starts.
    Common = 1 << 19,
    /// Names an office or a school, or stands in its name.
    Organisation = 1 << 20,
    /// A place in the Netherlands that needs no register.
    Place = 1 << 21,
    /// May change of whom a sentence speaks.
    Turns = 1 << 22,
    /// Labels a part of a name in a form.
    PartLabel = 1 << 23,
    /// Labels or announces a whole name.
    NameLabel = 1 << 24,
    /// Announces a date of birth, or an age.
    Birth = 1 << 25,
    /// Announces a place without a street, or a number without one.
    Locates = 1 << 26,
    /// Opens a term of alarm.
    Alarms = 1 << 27,
}

/// All that one word is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Traits(u32);

impl Traits {
    pub const NONE: Self = Self(0);

    /// All of these at once.
    pub const fn of(list: &[Trait]) -> Self {
        let mut all = Self::NONE;
        let mut at = 0;
        while at < list.len() {
            all.0 |= list[at] as u32;
            at += 1;
        }
        all
    }

    #[inline]
    pub fn has_any(self, of: Self) -> bool {
        self.0 & of.0 != 0
    }

    #[inline]
    pub fn has(self, one: Trait) -> bool {
        self.0 & one as u32 != 0
    }

    /// What is written without a capital, and so is nobody's name.
    pub fn are_of_every_day(self) -> bool {
        const EVERY_DAY: Traits = Traits::of(&[
            Trait::Common,
            Trait::NoName,
            Trait::Unit,
            Trait::FollowsNumber,
            Trait::Particle,
            Trait::CommonNoun,
            Trait::Birth,
        ]);
        self.has_any(EVERY_DAY) && !self.has(Trait::Given)
    }

    fn add(&mut self, one: Trait) {
        self.0 |= one as u32;
    }
}

/// Letters of the longest word listed.
const LONGEST: usize = 21;

static WORDS: LazyLock<WordMap<&'static str, Traits>> = LazyLock::new(|| {
    let mut listed: WordMap<&'static str, Traits> = WordMap::default();
    for (what, list) in word_lists::LISTS.iter().chain(name_lists::LISTS) {
        for word in list.split_whitespace() {
            let traits = listed.entry(word).or_default();
            traits.add(*what);
            for implied in implied(*what) {
                traits.add(*implied);
            }
        }
    }
    for word in words::first_words() {
        listed.entry(word).or_default().add(Trait::Alarms);
    }
    listed
});

fn implied(what: Trait) -> &'static [Trait] {
    match what {
        Trait::Title | Trait::Role | Trait::Outsider => &[Trait::NoName],
        Trait::FamilyTitle => &[Trait::Title, Trait::NoName],
        Trait::Child => &[Trait::Role, Trait::NoName],
        _ => &[],
    }
}

/// What a folded word is; nothing when it is not listed.
pub(super) fn traits(word: &str) -> Traits {
    if word.len() > LONGEST {
        return Traits::default();
    }
    WORDS.get(word).copied().unwrap_or_default()
}

/// Words of months, with their number.
pub(super) fn month(word: &str) -> Option<i8> {
    Some(match word {
        "januari" | "jan" => 1,
        "februari" | "feb" | "febr" => 2,
        "maart" | "mrt" | "mar" => 3,
        "april" | "apr" => 4,
        "mei" => 5,
        "juni" | "jun" => 6,
        "juli" | "jul" => 7,
        "augustus" | "aug" | "augstus" => 8,
        "september" | "sep" | "sept" => 9,
        "oktober" | "okt" => 10,
        "november" | "nov" => 11,
        "december" | "dec" => 12,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_listed_word_is_too_long_to_be_found() {
        let longest = WORDS.keys().map(|word| word.len()).max();
        assert_eq!(longest, Some(LONGEST));
    }
}
