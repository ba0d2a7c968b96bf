//! Places and numbers that stand without a street: `nr. 12 te Veendam`, "Dat is in Goes", `Woonplaats: Veendam`.

use super::{
    lexicon::Trait,
    mention::{Mention, Reader},
    number::{self, Lead},
    tokens::{Gap, Tokens},
};

impl Reader<'_> {
    /// `nr. 12 te Veendam`: a number without a street, in a place.
    pub(super) fn numbers(&mut self) {
        let tokens = self.tokens;
        for at in 0..tokens.len() {
            if !tokens.has(at, Trait::Locates) || !matches!(tokens.fold(at), "nr" | "nummer" | "huisnummer" | "huisnr")
            {
                continue;
            }
            let value = at + 1 + usize::from(tokens.is_one_of(at + 1, ".:"));
            let Some(house) =
                (tokens.gap(value) <= Gap::Space).then(|| number::read(tokens, value, Lead::Named)).flatten()
            else {
                continue;
            };
            let mut mention = Mention::at(at, house.end);
            mention.take(Some(house));
            self.take_place(&mut mention);
            if mention.address.woonplaats.is_some() {
                self.insert(mention);
            }
        }
    }

    /// "woonachtig in Veendam", "Woonplaats: Veendam": a place without a street.
    pub(super) fn places(&mut self) {
        let tokens = self.tokens;
        let loose = |at: usize| tokens.has(at + 1, Trait::Place) && says_whence(tokens, at) || self.says_where(at);
        let cues: Vec<usize> = (0..tokens.len()).filter(|at| tokens.has(*at, Trait::Locates) || loose(*at)).collect();
        for at in cues {
            let next = match tokens.fold(at) {
                "woonachtig" | "woont" | "wonende" | "verblijft" | "wonen" | "woon" => {
                    (at + 1..at + 5).find(|next| matches!(tokens.fold(*next), "in" | "te")).map(|next| next + 1)
                }
                "woonplaats" if tokens.fold(at + 1) == "is" => Some(at + 2),
                // `Woonplaats volgens onze informatie: Veendam`
                "woonplaats" if tokens.is_word(at + 1) && !tokens.is_capital(at + 1) => (at + 2..at + 6)
                    .take_while(|next| tokens.gap(*next) <= Gap::Space)
                    .find_map(|next| tokens.is_mark(next, ':').then_some(next + 1)),
                "woonplaats" | "plaats" | "plaatsnaam" | "dorp" | "wpl" | "wnpl" | "woonpl" | "plts" | "wp" => {
                    let fills = |next: &usize| {
                        tokens.is_one_of(*next, ":>=|./")
                            || tokens.is_mark(*next, '-') && !tokens.glued(*next)
                            || tokens.fold(*next) == "stad" && tokens.glued(*next)
                            || tokens.fold(*next) == "bekend" && tokens.is_mark(*next + 1, ':')
                    };
                    Some(at + 1 + (at + 1..at + 6).take_while(fills).count())
                        .filter(|next| *next > at + 1 || tokens.is_tabbed(*next))
                }
                "uit"
                    if matches!(
                        tokens.fold(at.wrapping_sub(1)),
                        "komt" | "afkomstig" | "komen" | "inwoner" | "gezin" | "familie"
                    ) =>
                {
                    Some(at + 1)
                }
                _ if says_whence(tokens, at) || self.says_where(at) => Some(at + 1),
                _ => None,
            };
            // "Zijn vader, Rob Bos, woont in Assen", where another home is told.
            let parted = !self.found.is_empty()
                && (at.saturating_sub(6)..at).any(|near| matches!(tokens.fold(near), "vader" | "moeder"));
            let elsewhere = parted
                || (at.saturating_sub(4)..at)
                    .any(|near| tokens.has(near, Trait::Relative) || tokens.has(near, Trait::Outsider));
            let Some(start) =
                next.filter(|start| !elsewhere && tokens.gap(*start) <= Gap::Space && tokens.is_capital(*start))
            else {
                continue;
            };
            if let Some(end) =
                self.place_name(start).filter(|end| !tokens.is_number(*end) || tokens.gap(*end) > Gap::Space)
            {
                let mut mention = Mention::at(start, end);
                mention.take_woonplaats(tokens.span(start, end), start, end);
                self.insert(mention);
            }
        }
    }

    /// `In Goes, bedoel ik.`, `Dat is dus in Kwadendamme.`: a sentence that only tells where it is.
    fn says_where(&self, at: usize) -> bool {
        let tokens = self.tokens;
        if !matches!(tokens.fold(at), "in" | "te") || tokens.gap(at + 1) > Gap::Space {
            return false;
        }
        let Some(end) = self.place_name(at + 1) else { return false };
        // "Zou in Veendam wonen."
        if matches!(tokens.fold(end), "wonen" | "woonachtig") && !tokens.is_word(at.wrapping_sub(2)) {
            return true;
        }
        let ends = tokens.is_one_of(end, ".,;)(") || tokens.gap(end) >= Gap::Line;
        let mut verb = at.wrapping_sub(1);
        while matches!(
            tokens.fold(verb),
            "dus" | "hier" | "gewoon" | "trouwens" | "ook" | "overigens" | "allemaal" | "wel" | "namelijk" | "daar"
        ) && verb + 4 > at
        {
            verb = verb.wrapping_sub(1);
        }
        // "Waar precies weet ik niet, maar wel in Yerseke."
        let somewhere = matches!(tokens.fold(at.wrapping_sub(1)), "wel" | "ergens")
            && (matches!(tokens.fold(at.wrapping_sub(2)), "maar" | "woont" | "ergens" | "wel" | "het" | "is")
                || tokens.is_mark(at.wrapping_sub(2), ','));
        let subject = verb.wrapping_sub(1);
        let told = matches!(tokens.fold(verb), "is" | "ligt" | "staat" | "was" | "speelt")
            && matches!(
                tokens.fold(subject),
                "dat" | "dit" | "het" | "die" | "deze" | "adres" | "huis" | "woning" | "straat" | "alles"
            )
            && tokens.starts_sentence(subject)
                | matches!(tokens.fold(subject.wrapping_sub(1)), "het" | "de" | "en" | ",");
        let meant =
            matches!(tokens.fold(end + 1), "bedoel" | "dus" | "hoor" | "is" | "namelijk" | "trouwens" | "postcode")
                || !tokens.is_mark(end, ',');
        ends && (told || somewhere || tokens.starts_sentence(at) && meant)
    }

    fn insert(&mut self, mention: Mention) {
        let index = self.found.partition_point(|other| other.start < mention.start);
        let free = self.found.get(index).is_none_or(|next| next.start >= mention.end);
        if free && (index == 0 || self.found.get(index - 1).is_some_and(|before| before.end <= mention.start)) {
            self.found.insert(index, mention);
        }
    }
}

/// `M. Kok uit Scheemda`, `De Wit (78) in Assen`, `Locatie: Veendam`: what stands before a known place.
fn says_whence(tokens: &Tokens<'_>, at: usize) -> bool {
    let before = at.wrapping_sub(1);
    let named = tokens.is_capital(before) && !tokens.starts_sentence(before) && tokens.gap(before) == Gap::Space
        || tokens.is_mark(before, ')');
    let labelled = tokens.is_mark(at, ':') && matches!(tokens.fold(before), "locatie" | "adres" | "woonadres");
    named && matches!(tokens.fold(at), "uit" | "in" | "te") || labelled
}
