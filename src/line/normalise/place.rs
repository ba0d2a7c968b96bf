//! The places of addresses: behind a street or postcode, before it, or alone.

use super::{
    lexicon::Trait,
    mention::{Mention, Reader},
    reversed,
    street::Trust,
    surnames,
    tokens::{Gap, Tokens},
};

/// First words of a place's name that ask for another: `Nieuwe` Pekela, `Alphen` aan den Rijn.
const COMPOSED: [&str; 25] = [
    "nieuwe", "nieuw", "oude", "oud", "den", "de", "het", "sint", "st", "klein", "groot", "ter", "ten", "bad",
    "alphen", "berg", "hoog", "laag", "noord", "zuid", "oost", "west", "wijk", "capelle", "krimpen",
];

impl Reader<'_> {
    /// `Terborg, Vaart Z.Z. 48`: a place that something announces, or that is known.
    pub(super) fn place_before(&self, mention: &mut Mention, floor: usize) {
        let tokens = self.tokens;
        let touching = mention.start.wrapping_sub(1);
        if mention.start > floor && tokens.has(touching, Trait::Place) && tokens.gap(mention.start) == Gap::Space {
            mention.take_woonplaats(tokens.span(touching, touching + 1), touching, touching + 1);
            mention.start = touching;
            return;
        }
        let comma = touching;
        let mut start = mention.start.wrapping_sub(2);
        if mention.start < floor + 2
            || !(tokens.is_one_of(comma, ",:") || tokens.is_mark(comma, '-') && !tokens.glued(comma))
            || tokens.gap(mention.start) > Gap::Space
        {
            return;
        }
        if tokens.is_capital(start.wrapping_sub(1))
            && start > floor
            && tokens.gap(start) == Gap::Space
            && self.place_name(start - 1).is_some_and(|end| end == comma)
        {
            start -= 1;
        } else if start > floor + 1 && tokens.is_mark(start - 1, '-') && tokens.glued(start) && tokens.glued(start - 1)
        {
            // `Kiel-Windeweer`.
            start -= 2;
        }
        let named = self.place_name(start).filter(|end| *end == comma).or_else(|| self.place_of_form(start, comma));
        let Some(sure) = named.map(|end| self.is_known_place(start, end)) else {
            return;
        };
        let before = start.wrapping_sub(1);
        let cued = is_cued(tokens, before);
        let dot = usize::from(tokens.is_mark(before, '.'));
        let label = before.wrapping_sub(usize::from(tokens.is_one_of(before, ":.")));
        let said = tokens.fold(label) == "is" && tokens.fold(label.wrapping_sub(1)) == "adres";
        // Behind such a label stands no person.
        let labelled = said
            || (label < before || dot == 0 && !tokens.is_mark(before, ','))
                && (tokens.fold(label).ends_with("adres")
                    || matches!(tokens.fold(label), "adr" | "locatie" | "loc" | "plaats" | "pand" | "perceel"));
        let cued = cued || labelled;
        // Nor behind "woonachtig" or "te".
        let labelled = labelled
            || matches!(
                tokens.fold(before),
                "te" | "in"
                    | "op"
                    | "woonadres"
                    | "adres"
                    | "wonende"
                    | "woonachtig"
                    | "woning"
                    | "perceel"
                    | "locatie"
            );
        let person = !labelled && tokens.has(start, Trait::Surname)
            || !labelled && surnames::ends_as_surname(tokens.fold(start)) && !sure;
        let name = !labelled && tokens.has(start, Trait::Given) || tokens.has(before, Trait::Title) || person;
        if !name && (sure || cued) {
            mention.take_woonplaats(tokens.span(start, comma), start, comma);
            mention.start = start;
        }
    }

    /// `ingeschreven op Lochem 7242 AP, huisnummer 56`.
    pub(super) fn place_before_postcode(&self, mention: &mut Mention, floor: usize) {
        let tokens = self.tokens;
        let start = mention.start.wrapping_sub(1);
        let announced =
            matches!(tokens.fold(start.wrapping_sub(1)), "op" | "te" | "in" | "adres" | "woonadres" | "woning")
                || tokens.is_mark(start.wrapping_sub(1), ':')
                || tokens.fold(start.wrapping_sub(1)) == "is" && tokens.fold(start.wrapping_sub(2)) == "adres";
        let close = mention.start > floor && tokens.gap(mention.start) == Gap::Space && tokens.gap(start) <= Gap::Space;
        if announced && close && self.place_name(start) == Some(mention.start) {
            mention.take_woonplaats(tokens.span(start, mention.start), start, mention.start);
            mention.start = start;
        }
    }

    /// The place of `Adres: Bramdorp, Helmplein 45`, though a street may stand behind such a label.
    pub(super) fn place_of_form(&self, start: usize, comma: usize) -> Option<usize> {
        let tokens = self.tokens;
        let label = start.checked_sub(2)?;
        let labelled = tokens.is_mark(start - 1, ':') && tokens.fold(label).ends_with("adres");
        (labelled && comma == start + 1 && tokens.is_mark(comma, ',') && tokens.is_capital(start)).then_some(comma)
    }

    /// `Scheemda`, `Nieuw Scheemda`.
    fn is_known_place(&self, at: usize, end: usize) -> bool {
        (at..end).any(|word| self.tokens.has(word, Trait::Place)) || self.gazetteer.place_at(self.tokens, at).is_some()
    }

    /// The postcode and place after what was read.
    pub(super) fn take_place(&self, mention: &mut Mention) {
        for _ in 0..3 {
            let next = self.past_connectors(mention.end);
            if self.tokens.gap(next) == Gap::Paragraph || self.opens_another(mention, next) {
                return;
            }
            let next = next
                + usize::from(
                    is_te(self.tokens, next)
                        && (self.postcode_at(next + 1).is_some() || self.past_digits(next + 1, mention).is_some()),
                );
            if let Some(spot) = self.postcode_at(next).filter(|_| mention.address.postcode.is_none()) {
                mention.take_postcode(spot);
                mention.end = spot.end;
            } else if let Some(after) = self.past_digits(next, mention) {
                mention.end = after;
            } else if let Some((start, end)) =
                self.place_at(next, mention).filter(|_| mention.address.woonplaats.is_none())
            {
                mention.take_woonplaats(self.tokens.span(start, end), start, end);
                mention.end = end;
            } else {
                return;
            }
        }
    }

    /// `Melder: Jan Bos, Dijk 31`, and on the next line `Adres: 7163 AH, Dijk 28`: another address up to `next`.
    fn opens_another(&self, mention: &Mention, next: usize) -> bool {
        let tokens = self.tokens;
        let label = |at: usize| tokens.gap(at) >= Gap::Line && matches!(tokens.fold(at), "adres" | "straat");
        mention.address.huisnummer.is_some() && (mention.end..next).any(label)
    }

    /// Only the digits of a postcode, before a place: `Kerkstraat 12, 9675 Winschoten`.
    fn past_digits(&self, at: usize, mention: &Mention) -> Option<usize> {
        let tokens = self.tokens;
        let digits = tokens.text(at).len() == 4 && !tokens.text(at).starts_with('0') && tokens.is_number(at);
        let missing = mention.address.postcode.is_none() && mention.address.straatnaam.is_some();
        let ends = tokens.is_one_of(at + 1, ".,)/|-")
            || tokens.gap(at + 1) >= Gap::Line
            || tokens.is_capital(at + 1)
            || tokens.fold(at + 1) == "in";
        (digits && missing && mention.address.huisnummer.is_some() && ends).then_some(at + 1)
    }

    /// A known place, or an unknown one where only a place can stand: after a postcode, `te`, `Woonplaats:`, a comma.
    fn place_at(&self, at: usize, mention: &Mention) -> Option<(usize, usize)> {
        let tokens = self.tokens;
        let announced = matches!(tokens.fold(at), "te" | "in");
        let start = at + usize::from(announced);
        if tokens.gap(start) > Gap::Line || announced && tokens.gap(start) > Gap::Space {
            return None;
        }
        if let Some(known) = self.gazetteer.place_at(tokens, start).filter(|_| tokens.is_capital(start)) {
            return Some((start, known.end));
        }
        let end = self.place_name(start)?;
        let after_postcode = self.ends_with_postcode(mention.end) && tokens.gap(at) <= Gap::Space
            || tokens.is_number(mention.end.wrapping_sub(1)) && tokens.text(mention.end - 1).len() == 4;
        let before = at.wrapping_sub(1);
        let labelled =
            tokens.is_mark(before, ':') && matches!(tokens.fold(before.wrapping_sub(1)), "woonplaats" | "plaats");
        let numbered = mention.address.huisnummer.is_some();
        let parted = at > mention.end && tokens.gap(start) <= Gap::Space && self.ends_place(end);
        let plain = at == mention.end && tokens.has(start, Trait::Place) && tokens.gap(at) <= Gap::Space;
        // "De huurder van Kade 18 (Evers)" is called so.
        let of_tenant = tokens.is_mark(before, '(')
            && (mention.start.saturating_sub(3)..mention.start).any(|word| {
                matches!(
                    tokens.fold(word),
                    "huurder" | "huurders" | "huurster" | "bewoner" | "bewoners" | "bewoonster" | "buren"
                )
            });
        let alone = parted
            && numbered
            && !of_tenant
            && !tokens.has(start, Trait::Given)
            && !tokens.has(start, Trait::Surname)
            && !reversed::is_reversed(tokens, end);
        let street = mention.address.straatnaam.is_some();
        // `Anna` and `Erica` are places where the postcode follows, or the text goes on.
        let shut = self.ends_place(end) || self.postcode_at(self.past_connectors(end)).is_some();
        let said = announced
            && (numbered || street)
            && (tokens.fold(at) == "te" || !tokens.has(start, Trait::Given) || numbered && shut);
        let coded = parted && numbered && self.postcode_at(self.past_connectors(end)).is_some();
        let bare = at == mention.end
            && numbered
            && tokens.gap(at) <= Gap::Space
            && self.ends_place(end)
            && !tokens.has(start, Trait::Given);
        let bracketed = street && tokens.is_mark(before, '(') && tokens.is_mark(end, ')') && !of_tenant;
        let dashed = street && tokens.is_mark(before, '-') && self.ends_place(end) && !tokens.has(start, Trait::Given);
        let known = parted && tokens.has(start, Trait::Place);
        // `Dorpsstraat 32 Heeten 8111 DS`.
        let coded = coded
            || at == mention.end
                && numbered
                && tokens.gap(at) <= Gap::Space
                && tokens.gap(end) == Gap::Space
                && self.postcode_at(end).is_some();
        (after_postcode || labelled || alone || plain || said || bare || bracketed || dashed || known || coded)
            .then_some((start, end))
    }

    /// What may follow a place and hardly a person.
    fn ends_place(&self, end: usize) -> bool {
        let tokens = self.tokens;
        let runs_on = tokens.is_word(end)
            && !tokens.is_capital(end)
            && !tokens.has(end, Trait::Particle)
            && tokens.gap(end) == Gap::Space;
        let sentence = tokens.is_capital(end) && (tokens.has(end, Trait::Common) || tokens.has(end, Trait::NoName));
        runs_on
            || sentence
            || tokens.is_one_of(end, ".,;:?!") && !tokens.glued(end + 1)
            || tokens.is_one_of(end, ")(/|–")
            || tokens.gap(end) >= Gap::Line
    }

    fn ends_with_postcode(&self, end: usize) -> bool {
        let index = self.postcodes.partition_point(|spot| spot.end < end);
        self.postcodes.get(index).is_some_and(|spot| spot.end == end)
    }

    /// The token after `Winschoten`, `Nieuwe Pekela`, `Den Haag`, `'s-Heerenberg`, `gem. Oldambt`, `W'schoten`; not the
    /// name of a month or a street.
    pub(super) fn place_name(&self, start: usize) -> Option<usize> {
        let tokens = self.tokens;
        let gem = tokens.fold(start) == "gem" && tokens.is_mark(start + 1, '.') || tokens.fold(start) == "gemeente";
        let mut at = start
            + if tokens.fold(start) == "gemeente" {
                1
            } else if gem {
                2
            } else {
                0
            };
        let elided = tokens.is_one_of(at, "'’‘`") && tokens.is_letter(at + 1) && tokens.glued(at + 1);
        if elided {
            at += 2 + usize::from(tokens.is_mark(at + 2, '-'));
            // `'s-Heer Arendskerke`.
            if tokens.fold(at) == "heer" && tokens.gap(at + 1) == Gap::Space && self.fits_place(at + 1) {
                return Some(at + 2);
            }
        }
        if tokens.is_letter(at)
            && tokens.is_capital(at)
            && tokens.is_one_of(at + 1, "'’")
            && tokens.glued(at + 1)
            && tokens.glued(at + 2)
            && tokens.is_word(at + 2)
        {
            return Some(at + 3);
        }
        if tokens.gap(at) > Gap::Space && at > start || !self.fits_place(at) {
            return None;
        }
        let index = self.streets.partition_point(|street| street.end <= at);
        let street = self.streets.get(index).is_some_and(|street| {
            street.start <= at && street.trust != Trust::NeedsNumber && street.trust != Trust::Guessed && !elided
                || street.start <= at && self.house_after(street.end).is_some()
        });
        if street {
            return None;
        }
        let composed = COMPOSED.contains(&tokens.fold(at));
        let mut end = at + 1;
        end += usize::from(composed && tokens.is_mark(end, '.') && tokens.glued(end));
        if composed && tokens.gap(end) == Gap::Space && self.fits_place(end) {
            return Some(end + 1);
        }
        if composed && matches!(tokens.fold(end), "aan" | "bij" | "op") {
            return (end + 1..end + 4)
                .find(|word| self.fits_place(*word) && tokens.is_capital(*word))
                .map(|word| word + 1);
        }
        while tokens.is_mark(end, '-')
            && tokens.glued(end)
            && tokens.glued(end + 1)
            && tokens.is_capital(end + 1)
            && end < at + 6
        {
            end += 2;
        }
        (!tokens.has(at, Trait::Particle) || tokens.has(at, Trait::Place)).then_some(end)
    }

    fn fits_place(&self, at: usize) -> bool {
        let tokens = self.tokens;
        let known = tokens.has(at, Trait::Place)
            || tokens.has(at, Trait::Particle)
            || matches!(
                tokens.fold(at),
                "nieuwe" | "nieuw" | "oude" | "oud" | "noord" | "zuid" | "oost" | "west" | "veilig"
            );
        tokens.is_capital(at)
            && tokens.fold(at).len() > 1
            && (known
                || !tokens.has(at, Trait::NoName)
                    && !tokens.has(at, Trait::Common)
                    && !tokens.has(at, Trait::Organisation))
    }
}

fn is_te(tokens: &Tokens<'_>, at: usize) -> bool {
    matches!(tokens.fold(at), "te" | "in") && tokens.gap(at) <= Gap::Space
}

/// What stands before a place that a street follows: `te`, `woning`, `Locatie:`, a bracket.
fn is_cued(tokens: &Tokens<'_>, before: usize) -> bool {
    matches!(
        tokens.fold(before),
        "te" | "in"
            | "adres"
            | "woonadres"
            | "op"
            | "perceel"
            | "wonende"
            | "woonachtig"
            | "aan"
            | "bij"
            | "over"
            | "woning"
            | "locatie"
            | "eerst"
            | "voorheen"
            | "thans"
            | "nu"
    ) || tokens.is_mark(before, ':')
        && !tokens.has(before.wrapping_sub(1), Trait::Role)
        && !matches!(tokens.fold(before.wrapping_sub(1)), "naam" | "betreft" | "inzake" | "betr")
        || tokens.is_one_of(before, "(,|")
        || tokens.fold(before) == "van"
            && matches!(
                tokens.fold(before.wrapping_sub(1)),
                "bewoner" | "bewoners" | "bewoonster" | "huurder" | "huurders" | "huurster" | "gezin" | "huishouden"
            )
}
