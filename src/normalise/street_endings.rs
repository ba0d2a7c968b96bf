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
        b'e' => &[("kade", Plain), ("allee", Plain), ("gaarde", Plain)],
        b'l' => &[("singel", Plain), ("wal", Shared), ("sngl", Short), ("sgl", Short), ("pl", Short)],
        b'k' => &[("dijk", Shared), ("park", Shared), ("hoek", Shared), ("prk", Short), ("wijk", Shared)],
        b'p' => &[("kamp", Shared), ("diep", Shared)],
        b'r' => &[("str", Short), ("akker", Shared)],
        b'm' => &[("zoom", Shared)],
        _ => return None,
    };
    endings.iter().find(|(ending, _)| word.ends_with(ending)).map(|(ending, kind)| (*kind, ending.len()))
}

/// Whether a capitalised word reads as a street: `Waterviolierpad`, not `Hogendijk`.
pub(super) fn ends_as_street(word: &str) -> bool {
    ending(word).is_some_and(|(kind, length)| kind == Ending::Plain && word.len() > length + 2)
}
