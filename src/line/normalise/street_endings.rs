//! What streets end in, whole, abbreviated or misspelt.

/// What an ending says of the word that has it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// Only streets end so.
    Plain,
    /// Surnames and nouns do too: `Hogendijk`, `Westerkamp`.
    Shared,
    /// An abbreviation: `Krabbenscheerstr.`.
    Short,
    /// A slip of the pen: `Kerkstaat`.
    Worn,
}

pub(super) fn ending(word: &str) -> Option<(Ending, usize)> {
    use Ending::{Plain, Shared, Short, Worn};
    let [.., second, last] = word.as_bytes() else { return None };
    let may_be = matches!(
        (second, last),
        (b'a' | b'h' | b'k' | b'r' | b'd', b't')
            | (b'a' | b'i' | b'e' | b'l', b'n')
            | (b'e' | b'w' | b'n' | b'u', b'g')
            | (b'a' | b'r' | b'l', b'd')
            | (b'e' | b'o' | b'r', b'f')
            | (b'd' | b'e', b'e')
            | (b'e' | b'a' | b'g' | b'p', b'l')
            | (b'f', b't')
            | (b'g', b'e')
            | (b'j' | b'r' | b'e' | b'n', b'k')
            | (b'm' | b'e', b'p')
            | (b't' | b'e', b'r')
            | (b'o', b'm')
    );
    if !may_be {
        return None;
    }
    let endings: &[(&str, Ending)] = match word.as_bytes().last()? {
        b't' => &[
            ("straat", Plain),
            ("gracht", Plain),
            ("markt", Shared),
            ("strt", Short),
            ("staat", Worn),
            ("straaat", Worn),
            ("strat", Worn),
            ("traat", Worn),
            ("sraat", Worn),
            ("straadt", Worn),
            ("vaart", Shared),
            ("drift", Shared),
        ],
        b'n' => &[
            ("laan", Plain),
            ("plein", Plain),
            ("plantsoen", Plain),
            ("baan", Shared),
            ("ln", Short),
            ("pln", Short),
            ("lan", Worn),
            ("tuin", Shared),
        ],
        b'g' => &[("steeg", Plain), ("weg", Plain), ("wg", Short), ("ring", Shared), ("brug", Shared)],
        b'd' => &[("pad", Plain), ("erf", Shared), ("veld", Shared), ("oord", Shared)],
        b'f' => &[("dreef", Plain), ("hof", Shared), ("erf", Shared), ("drf", Short)],
        b'e' => &[("kade", Plain), ("allee", Plain), ("gaarde", Plain), ("hage", Shared)],
        b'l' => &[("singel", Plain), ("wal", Shared), ("sngl", Short), ("sgl", Short), ("pl", Short)],
        b'k' => {
            &[("dijk", Shared), ("park", Shared), ("hoek", Shared), ("prk", Short), ("wijk", Shared), ("brink", Shared)]
        }
        b'p' => &[("kamp", Shared), ("diep", Shared)],
        b'r' => &[("str", Short), ("akker", Shared)],
        b'm' => &[("zoom", Shared)],
        _ => return None,
    };
    let third = |text: &str| text.as_bytes().iter().nth_back(2).copied();
    let here = third(word);
    let may_be = |ending: &str| ending.len() < 3 || third(ending) == here;
    let found = endings.iter().find(|(ending, _)| may_be(ending) && word.ends_with(ending));
    found.map(|(ending, kind)| (*kind, ending.len()))
}

/// Whether a capitalised word reads as a street: `Waterviolierpad`, not `Hogendijk`.
pub(super) fn ends_as_street(word: &str) -> bool {
    ending(word).is_some_and(|(kind, length)| kind == Ending::Plain && word.len() > length + 2)
}
