//! Whom a text names with what he does for a living, behind the name.

use super::{lexicon::Trait, persons::Reader, scopes::Scope, tokens::Gap};

impl Reader<'_> {
    /// `K. Bakker (wijkagent)`, `Bakker, huisarts`, `mevrouw De Wit van Humanitas`: said behind the name.
    pub(super) fn is_professional(&self, end: usize) -> bool {
        let tokens = self.tokens;
        let open = tokens.is_one_of(end, "(,|") || tokens.is_mark(end, '-') && !tokens.glued(end);
        let next = end + usize::from(open);
        let next = next
            + usize::from(matches!(
                tokens.fold(next),
                "de" | "onze" | "haar" | "zijn" | "hun" | "een" | "mijn" | "als"
            ));
        let neighbour = open
            && tokens.has(next, Trait::Outsider)
            && tokens.gap(next) <= Gap::Space
            && self.addresses.binary_search_by_key(&next, |address| address.start).is_err()
            && !matches!(tokens.fold(next), "gebeld" | "ex" | "buren" | "namens" | "eigenaar");
        // "Joke Nap is bewindvoerder."
        let article = usize::from(matches!(tokens.fold(end + 1), "de" | "een" | "haar" | "zijn" | "hun"));
        let what = end + 1 + article;
        let says_what = tokens.fold(end) == "is"
            && tokens.has(what, Trait::Outsider)
            && !tokens.is_capital(what)
            && !matches!(tokens.fold(what), "gebeld" | "ex" | "buren" | "eigenaar" | "sociaal" | "intern");
        let from = tokens.fold(end) == "van"
            && (tokens.has(end + 1, Trait::Organisation)
                || matches!(tokens.fold(end + 1), "de" | "het") && tokens.has(end + 2, Trait::Organisation)
                || matches!(tokens.fold(end + 1), "de" | "het")
                    && tokens.fold(end + 2) == "sociaal"
                    && tokens.has(end + 3, Trait::Organisation)
                || matches!(tokens.fold(end + 1), "nr" | "nummer" | "huisnummer" | "no")
                    && self.scopes.at(end) == Scope::Outsider);
        // `Anna Bos, Klant Contact Centrum`
        let desk = open && tokens.fold(next) == "klant" && tokens.fold(next + 1) == "contact";
        neighbour || says_what || from || desk
    }
}
