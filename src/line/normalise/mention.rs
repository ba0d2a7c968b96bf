//! Every address that a text mentions, whole or half, with the part it plays there.

use super::{
    found::{Field, Place},
    gazetteer::Gazetteer,
    lexicon::Trait,
    number::{self, HouseNumber, Lead},
    part::Part,
    postcode::{self, Spot},
    regions::Regions,
    reversed,
    street::{self, Street, Trust},
    tokens::{Gap, Tokens},
};
use crate::domain::Address;

/// One address as mentioned.
#[derive(Debug)]
pub(super) struct Mention {
    pub address: Address,
    pub part: Part,
    /// The tokens it takes.
    pub start: usize,
    pub end: usize,
    /// Where each part of it stands.
    pub places: Vec<Place>,
}

/// All mentions, in order; whose each is remains to be told.
pub(super) fn find(tokens: &Tokens<'_>, regions: &Regions, gazetteer: &Gazetteer) -> Vec<Mention> {
    let streets = street::find(tokens, gazetteer);
    let postcodes = postcode::find(tokens);
    let mut reader = Reader { tokens, gazetteer, streets: &streets, postcodes: &postcodes, found: Vec::new() };
    reader.read();
    let open = |reader: &Reader<'_>, has: fn(&Address) -> bool| {
        reader.found.iter().all(|mention| regions.holds(mention.start) || !has(&mention.address))
    };
    if open(&reader, |address| address.huisnummer.is_some()) {
        reader.numbers();
    }
    if open(&reader, |address| address.woonplaats.is_some()) {
        reader.places();
    }
    reader.found
}

/// What a reader of addresses has before it.
pub(super) struct Reader<'a> {
    pub tokens: &'a Tokens<'a>,
    pub gazetteer: &'a Gazetteer,
    pub streets: &'a [Street],
    pub postcodes: &'a [Spot],
    pub found: Vec<Mention>,
}

impl Reader<'_> {
    /// Goes through streets and postcodes in order of their place; what one mention took, the next does not.
    fn read(&mut self) {
        let (mut street, mut postcode) = (0, 0);
        loop {
            let floor = self.found.last().map_or(0, |mention| mention.end);
            while self.streets.get(street).is_some_and(|next| next.start < floor) {
                street += 1;
            }
            while self.postcodes.get(postcode).is_some_and(|next| next.start < floor) {
                postcode += 1;
            }
            let mention = match (self.streets.get(street), self.postcodes.get(postcode)) {
                (Some(first), Some(second)) if first.start < second.start => self.by_street(first, floor),
                (_, Some(second)) => self.by_postcode(second, floor),
                (Some(first), None) => self.by_street(first, floor),
                (None, None) => return,
            };
            match mention {
                Some(mention) => self.found.push(mention),
                None => street += 1,
            }
        }
    }

    /// `Krabbenscheerstraat 12A, 9675XA Winschoten`.
    fn by_street(&self, street: &Street, floor: usize) -> Option<Mention> {
        let house = self.house_after(street.end);
        let fore = house.is_none().then(|| self.house_in_front(street.start, floor)).flatten();
        let (house, start) = fore.map_or((house, street.start), |(house, start)| (Some(house), start));
        if house.is_none() && (street.trust == Trust::NeedsNumber || self.numbered_oddly(street)) {
            return None;
        }
        // The `Bramdorp` of `Adres: Bramdorp, Helmplein 45` is where that street lies.
        let next = street.end + 1;
        let follows = |other: &Street| other.start == next && self.house_after(other.end).is_some();
        if house.is_none() && self.place_of_form(street.start, street.end).is_some() && self.streets.iter().any(follows)
        {
            return None;
        }
        let mut mention = Mention::at(start, street.end);
        mention.take_street(street.name.clone(), street.start, street.end);
        mention.take(house);
        self.take_room(&mut mention, floor);
        mention.end = mention.end.max(street.end);
        self.take_place(&mut mention);
        if mention.address.woonplaats.is_none() {
            self.place_before(&mut mention, floor);
        }
        self.take_home_within(&mut mention);
        Some(mention)
    }

    /// A lower-case street before a number that is none is a count ("snelweg 3 auto's").
    fn numbered_oddly(&self, street: &Street) -> bool {
        self.tokens.is_number(street.end) && !self.tokens.is_capital(street.start) && street.trust < Trust::Known
    }

    /// `9675 XA Winschoten, Krabbenscheerstraat 12`; `9675XA 12`; `Brink 4, 9675XA`.
    fn by_postcode(&self, spot: &Spot, floor: usize) -> Option<Mention> {
        let mut mention = Mention::at(spot.start, spot.end);
        mention.take_postcode(spot);
        if let Some((house, start)) = self.house_before(spot.start, floor) {
            let street = self.capitals_before(start, floor);
            mention.start = street.unwrap_or(start);
            if let Some((name, end)) = street.map(|from| self.name_between(from, start)) {
                mention.take_street(name, mention.start, end);
            }
            mention.take(Some(house));
            mention.end = spot.end;
            self.take_place(&mut mention);
            return Some(mention);
        }
        self.take_place(&mut mention);
        if mention.address.woonplaats.is_none() {
            self.place_before_postcode(&mut mention, floor);
        }
        let next = self.past_connectors(mention.end);
        let index = self.streets.partition_point(|street| street.start < next);
        match self.streets.get(index).filter(|street| street.start == next) {
            Some(street) => {
                let house = self.house_after(street.end);
                if house.is_some() || street.trust > Trust::NeedsNumber {
                    mention.take_street(street.name.clone(), street.start, street.end);
                    mention.end = street.end;
                    mention.take(house);
                    self.take_place(&mut mention);
                }
            }
            None => {
                let name = self.unlisted_street(next);
                if let Some(end) = name {
                    mention.take_street(self.tokens.span(next, end), next, end);
                }
                let end = name.unwrap_or(mention.end);
                mention.take(self.house_after(end).or_else(|| self.house_behind(spot, end)));
                if name.is_none() && mention.address.huisnummer.is_some() {
                    self.street_behind(&mut mention);
                }
                self.take_place(&mut mention);
            }
        }
        Some(mention)
    }

    /// `7907BE 52, Prins Alexanderdreef`, `7934BT 16 (Geulbrink)`: the street last.
    fn street_behind(&self, mention: &mut Mention) {
        let next = self.past_connectors(mention.end);
        let index = self.streets.partition_point(|street| street.start < next);
        let street = self.streets.get(index).filter(|street| street.start == next && next > mention.end);
        let street = street.filter(|street| self.tokens.gap(next) <= Gap::Space && !self.tokens.is_number(street.end));
        // `(Geulbrink)`, `, Amstelburg, Nieuw-Balinge`: what surnames end in too, where no person is told.
        let shut = |street: &Street| {
            let place = self.tokens.is_mark(street.end, ',') && self.place_name(street.end + 1).is_some();
            self.tokens.is_mark(street.end, ')') || place && !reversed::is_reversed(self.tokens, street.end)
        };
        if let Some(street) = street.filter(|street| street.trust > Trust::NeedsNumber || shut(street)) {
            mention.take_street(street.name.clone(), street.start, street.end);
            mention.end = street.end;
        }
    }

    /// After `9675XA Winschoten,` capitalised words before a huisnummer are a street, whatever they end in.
    fn unlisted_street(&self, at: usize) -> Option<usize> {
        let tokens = self.tokens;
        let fits = |at: usize| tokens.is_capital(at) && !tokens.has(at, Trait::NoName);
        let end = (at..at + 4).find(|next| !fits(*next) || (*next > at && tokens.gap(*next) != Gap::Space))?;
        (end > at && self.house_after(end).is_some()).then_some(end)
    }

    /// A huisnummer right after this token: bare, after `nr.`, or under a label `Huisnummer:` on the next line.
    pub(super) fn house_after(&self, end: usize) -> Option<HouseNumber> {
        let tokens = self.tokens;
        if tokens.is_number(end) && tokens.gap(end) <= Gap::Space {
            if self.postcode_at(end).is_some() {
                return None;
            }
            return number::read(tokens, end, Lead::Bare);
        }
        let mut at = end;
        while at < end + 2 && tokens.is_one_of(at, ",;|") {
            at += 1;
        }
        if tokens.fold(at) == "op" && tokens.gap(at) <= Gap::Space {
            if tokens.is_number(at + 1) {
                return self.house_told(at + 1);
            }
            at += 1;
        }
        if is_house_label(tokens.fold(at)) {
            let label = tokens.gap(at) < Gap::Paragraph;
            // `Hnr+toev : 43A`, `Huisnr >> 12`.
            let fills = |next: &usize| {
                tokens.is_one_of(*next, ".:>|=+/") || matches!(tokens.fold(*next), "toev" | "toevoeging" | "is")
            };
            let value = at + 1 + (at + 1..at + 5).take_while(fills).count();
            return (label && tokens.gap(value) <= Gap::Space)
                .then(|| number::read(tokens, value, Lead::Named))
                .flatten();
        }
        // `Kerkstraat, 12, 9675XA`: after a comma only a postcode shows that it is a huisnummer.
        let house = (at > end && tokens.is_number(at)).then(|| number::read(tokens, at, Lead::Bare)).flatten()?;
        let next = self.past_connectors(house.end);
        self.postcode_at(next).is_some().then_some(house)
    }

    /// The `51` of `aan de Kade op 51`; a day, an hour or a sum is none.
    fn house_told(&self, at: usize) -> Option<HouseNumber> {
        let tokens = self.tokens;
        let house = number::read(tokens, at, Lead::Bare)?;
        let parted = tokens.is_one_of(at + 1, "-–/") && tokens.is_number(at + 2);
        let placed = matches!(tokens.fold(house.end), "te" | "in" | "hier")
            || self.postcode_at(self.past_connectors(house.end)).is_some();
        (!parted || placed).then_some(house)
    }

    /// The huisnummer whose end touches a postcode, and where it starts.
    fn house_before(&self, postcode: usize, floor: usize) -> Option<(HouseNumber, usize)> {
        let earliest = postcode.saturating_sub(7).max(floor);
        // The `1)` of a list is no huisnummer.
        let listed = |at: usize| self.tokens.gap(at) >= Gap::Line && self.tokens.is_one_of(at + 1, ").");
        (earliest..postcode).filter(|at| self.tokens.is_number(*at) && !listed(*at)).find_map(|at| {
            let house = number::read(self.tokens, at, Lead::Bare)?;
            (self.past_connectors(house.end) == postcode).then_some((house, at))
        })
    }

    /// Where the capitalised words start that stand right before a huisnummer, at most four.
    fn capitals_before(&self, number: usize, floor: usize) -> Option<usize> {
        let tokens = self.tokens;
        let mut start = number;
        while start > floor.max(number.saturating_sub(4)) && tokens.gap(start) == Gap::Space {
            let before = start - 1;
            let named = matches!(tokens.fold(before), "nr" | "nummer" | "huisnummer") && start == number;
            let name = tokens.is_capital(before) && !tokens.has(before, Trait::NoName);
            if !name && !named {
                break;
            }
            start = before;
        }
        let words = (start..number).any(|at| tokens.is_capital(at));
        (words && !follows_person(tokens, start)).then_some(start)
    }

    fn name_between(&self, from: usize, number: usize) -> (String, usize) {
        let end = number - usize::from(matches!(self.tokens.fold(number - 1), "nr" | "nummer" | "huisnummer"));
        (self.tokens.span(from, end), end)
    }

    pub(super) fn postcode_at(&self, at: usize) -> Option<&Spot> {
        let index = self.postcodes.partition_point(|spot| spot.start < at);
        self.postcodes.get(index).filter(|spot| spot.start == at)
    }

    /// Past commas, brackets, line ends and the labels of postcode and place; never past a full stop or blank line.
    pub(super) fn past_connectors(&self, from: usize) -> usize {
        let tokens = self.tokens;
        let mut at = from;
        let mut labelled = false;
        while at < from + 14 && tokens.gap(at) < Gap::Paragraph {
            let label = is_label(tokens.fold(at));
            labelled |= label;
            let here = tokens.fold(at) == "hier" && matches!(tokens.fold(at + 1), "in" | "te");
            // `Postcode >> ?`, and the next label.
            let open = labelled && (tokens.is_one_of(at, ">?=.") || matches!(tokens.fold(at), "onbekend" | "onb"));
            let mark = tokens.is_one_of(at, ",()|;/–:+") || (tokens.is_mark(at, '-') && !tokens.glued(at));
            let connects = mark || label || here || open;
            if !connects {
                break;
            }
            at += 1;
        }
        at
    }
}

/// What stands before a postcode or place in a form.
fn is_label(word: &str) -> bool {
    matches!(
        word,
        "postcode"
            | "pc"
            | "wp"
            | "postc"
            | "straat"
            | "adres"
            | "plaats"
            | "plts"
            | "woonplaats"
            | "woonpl"
            | "wpl"
            | "wnpl"
            | "plaatsnaam"
            | "dorp"
            | "stad"
            | "en"
    )
}

/// What announces a huisnummer.
fn is_house_label(word: &str) -> bool {
    matches!(
        word,
        "nr" | "nummer" | "huisnummer" | "huisnr" | "no" | "num" | "perceel" | "hnr" | "huisnrs" | "huisno" | "deur"
    )
}

impl Mention {
    pub(super) fn at(start: usize, end: usize) -> Self {
        Self { address: Address::default(), part: Part::Unsaid, start, end, places: Vec::with_capacity(4) }
    }

    fn take_street(&mut self, name: String, start: usize, end: usize) {
        self.address.straatnaam = Some(name);
        self.places.push((Field::Straatnaam, start, end));
    }

    pub(super) fn take_postcode(&mut self, spot: &Spot) {
        self.address.postcode = Some(spot.value.clone());
        self.places.push((Field::Postcode, spot.start, spot.end));
    }

    pub(super) fn take_woonplaats(&mut self, name: String, start: usize, end: usize) {
        self.address.woonplaats = Some(name);
        self.places.push((Field::Woonplaats, start, end));
    }

    pub(super) fn take(&mut self, house: Option<HouseNumber>) {
        if let Some(house) = house {
            self.end = house.end;
            self.places.push((Field::Huisnummer, house.start, house.end));
            self.address.huisnummer = Some(house.number);
            self.address.huisletter = house.letter;
            self.address.huisnummertoevoeging = house.toevoeging;
        }
    }
}

/// `dhr. K. Boelens 12`: the words before the number are somebody's name.
fn follows_person(tokens: &Tokens<'_>, start: usize) -> bool {
    let mut before = start.wrapping_sub(1);
    for _ in 0..6 {
        let joins = tokens.is_mark(before, '.') || tokens.has(before, Trait::Particle) || tokens.is_letter(before);
        if joins {
            before = before.wrapping_sub(1);
        }
    }
    tokens.has(before, Trait::Title)
}
