//! The huisnummer where it does not stand right behind its street: before it, in a room, behind another's, a bar.

use super::{
    found::Field,
    mention::{Mention, Reader},
    number::{self, HouseNumber, Lead},
    postcode::Spot,
    tokens::Gap,
};

impl Reader<'_> {
    /// `bij ons in de flat, Tuinlaan 100, woont op nr 114`: the second number is the home, the first the writer's.
    pub(super) fn take_home_within(&self, mention: &mut Mention) {
        let tokens = self.tokens;
        let lives = mention.end + usize::from(tokens.is_mark(mention.end, ','));
        let named = lives + 2;
        let said = matches!(tokens.fold(lives), "woont" | "wonen" | "verblijft")
            && tokens.fold(lives + 1) == "op"
            && matches!(tokens.fold(named), "nr" | "nummer" | "huisnummer");
        let value = named + 1 + usize::from(tokens.is_mark(named + 1, '.'));
        if let Some(home) = said.then(|| number::read(tokens, value, Lead::Named)).flatten() {
            mention.places.retain(|place| place.0 != Field::Huisnummer);
            mention.take(Some(home));
        }
    }

    /// The room of `kamer 6, Molenweg 31`.
    pub(super) fn take_room(&self, mention: &mut Mention, floor: usize) {
        let tokens = self.tokens;
        let Some(room) = mention.start.checked_sub(3).filter(|room| *room >= floor) else { return };
        let parted = tokens.is_mark(room + 2, ',') && tokens.gap(mention.start) <= Gap::Space;
        let named = matches!(tokens.fold(room), "kamer" | "kmr" | "unit" | "appartement" | "studio");
        let whole = mention.address.huisnummer.is_some() && mention.address.suffix().is_empty();
        if parted && named && whole && (tokens.is_number(room + 1) || tokens.is_letter(room + 1)) {
            mention.address.huisnummertoevoeging = Some(tokens.text(room + 1).to_owned());
            mention.start = room;
        }
    }

    /// `nr 14 in de Kerkstraat`, `nummer 14 Kerkstraat`: the huisnummer before the street, and where it starts.
    pub(super) fn house_in_front(&self, street: usize, floor: usize) -> Option<(HouseNumber, usize)> {
        let tokens = self.tokens;
        let article = usize::from(matches!(tokens.fold(street.wrapping_sub(1)), "de" | "het"));
        let within = street
            .checked_sub(1 + article)
            .filter(|at| matches!(tokens.fold(*at), "in" | "aan" | "van" | "op"))
            .or_else(|| tokens.is_number(street.wrapping_sub(1)).then_some(street))?;
        let from = street.saturating_sub(9).max(floor);
        let named = (from..within).rev().find(|at| matches!(tokens.fold(*at), "nr" | "nummer" | "huisnummer"))?;
        let value = named + 1 + usize::from(tokens.is_mark(named + 1, '.'));
        let house = number::read(tokens, value, Lead::Named).filter(|house| house.end == within)?;
        Some((house, named))
    }

    /// `8121 CR / 34 te Olst`.
    pub(super) fn house_behind(&self, postcode: &Spot, end: usize) -> Option<HouseNumber> {
        let tokens = self.tokens;
        let parted = end == postcode.end && tokens.is_one_of(end, "/-–") && tokens.gap(end) == Gap::Space;
        let house = parted.then(|| number::read(tokens, end + 1, Lead::Bare)).flatten()?;
        let placed = matches!(tokens.fold(house.end), "te" | "in") && tokens.is_capital(house.end + 1);
        placed.then_some(house)
    }
}
