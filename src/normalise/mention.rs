//! Every address that a text mentions, whole or half, with the part it plays there.

use super::{
    gazetteer::Gazetteer,
    lexicon::Trait,
    number::{self, HouseNumber, Lead},
    postcode::{self, Spot},
    regions::Regions,
    street::{self, Street, Trust},
    tokens::{Gap, Tokens},
};
use crate::domain::Address;

/// How far back a word may stand that says whose address it is, in tokens.
const REACH: usize = 16;

/// Whose address it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Said to be the one it is about: "betreft", "woont op", "adres:".
    Subject,
    /// Nothing is said.
    Unsaid,
    /// "voorheen", "vorig adres", "verhuisd van".
    Former,
    /// "Ik woon op": the writer's, who may be the one it is about.
    Own,
    /// A neighbour's, a reporter's, an office's; or a crossing of streets.
    Outsider,
}

/// One address as mentioned.
pub(super) struct Mention {
    pub address: Address,
    pub part: Part,
    /// The tokens it takes.
    pub start: usize,
    pub end: usize,
}

/// All mentions, in order.
pub(super) fn find(tokens: &Tokens<'_>, regions: &Regions, gazetteer: &Gazetteer) -> Vec<Mention> {
    let streets = street::find(tokens, gazetteer);
    let postcodes = postcode::find(tokens);
    let mut reader = Reader { tokens, gazetteer, streets: &streets, postcodes: &postcodes, found: Vec::new() };
    reader.read();
    let mut found = reader.found;
    for mention in &mut found {
        let writers = regions.holds(mention.start);
        mention.part = if writers { Part::Outsider } else { part(tokens, mention.start) };
    }
    found
}

struct Reader<'a> {
    tokens: &'a Tokens<'a>,
    gazetteer: &'a Gazetteer,
    streets: &'a [Street],
    postcodes: &'a [Spot],
    found: Vec<Mention>,
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
                (Some(first), Some(second)) if first.start < second.start => self.by_street(first),
                (_, Some(second)) => self.by_postcode(second, floor),
                (Some(first), None) => self.by_street(first),
                (None, None) => return,
            };
            match mention {
                Some(mention) => self.found.push(mention),
                None => street += 1,
            }
        }
    }

    /// `Krabbenscheerstraat 12A, 9675XA Winschoten`.
    fn by_street(&self, street: &Street) -> Option<Mention> {
        let house = self.house_after(street.end);
        if house.is_none() && (street.trust == Trust::NeedsNumber || self.numbered_oddly(street)) {
            return None;
        }
        let mut mention = Mention::at(street.start, house.as_ref().map_or(street.end, |house| house.end));
        mention.address.straatnaam = Some(street.name.clone());
        mention.take(house);
        self.take_place(&mut mention);
        Some(mention)
    }

    /// A lower-case street before a number that is none is a count ("snelweg 3 auto's").
    fn numbered_oddly(&self, street: &Street) -> bool {
        self.tokens.is_number(street.end) && !self.tokens.is_capital(street.start) && street.trust < Trust::Known
    }

    /// `9675 XA Winschoten, Krabbenscheerstraat 12`; `9675XA 12`; `Brink 4, 9675XA`.
    fn by_postcode(&self, spot: &Spot, floor: usize) -> Option<Mention> {
        let mut mention = Mention::at(spot.start, spot.end);
        mention.address.postcode = Some(spot.value.clone());
        if let Some((house, start)) = self.house_before(spot.start, floor) {
            let street = self.capitals_before(start, floor);
            mention.start = street.unwrap_or(start);
            mention.address.straatnaam = street.map(|from| self.name_between(from, start));
            mention.take(Some(house));
            mention.end = spot.end;
            self.take_place(&mut mention);
            return Some(mention);
        }
        self.take_place(&mut mention);
        let next = self.past_connectors(mention.end);
        let index = self.streets.partition_point(|street| street.start < next);
        match self.streets.get(index).filter(|street| street.start == next) {
            Some(street) => {
                let house = self.house_after(street.end);
                if house.is_some() || street.trust > Trust::NeedsNumber {
                    mention.address.straatnaam = Some(street.name.clone());
                    mention.end = street.end;
                    mention.take(house);
                    self.take_place(&mut mention);
                }
            }
            None => {
                let name = self.unlisted_street(next);
                mention.address.straatnaam = name.map(|end| self.tokens.span(next, end));
                mention.take(self.house_after(name.unwrap_or(mention.end)));
                self.take_place(&mut mention);
            }
        }
        Some(mention)
    }

    /// After `9675XA Winschoten,` capitalised words before a huisnummer are a street, whatever they end in.
    fn unlisted_street(&self, at: usize) -> Option<usize> {
        let tokens = self.tokens;
        let fits = |at: usize| tokens.is_capital(at) && !tokens.has(at, Trait::NoName);
        let end = (at..at + 4).find(|next| !fits(*next) || (*next > at && tokens.gap(*next) != Gap::Space))?;
        (end > at && self.house_after(end).is_some()).then_some(end)
    }

    /// A huisnummer right after this token: bare, after `nr.`, or under a label `Huisnummer:` on the next line.
    fn house_after(&self, end: usize) -> Option<HouseNumber> {
        let tokens = self.tokens;
        if tokens.is_number(end) && tokens.gap(end) <= Gap::Space {
            return number::read(tokens, end, Lead::Bare);
        }
        let mut at = end;
        while at < end + 2 && tokens.is_one_of(at, ",;|") {
            at += 1;
        }
        if matches!(tokens.fold(at), "nr" | "nummer" | "huisnummer" | "huisnr" | "no" | "num") {
            let label = tokens.gap(at) < Gap::Paragraph;
            let marks = (at + 1..at + 3).take_while(|mark| tokens.is_one_of(*mark, ".:")).count();
            let value = at + 1 + marks;
            return (label && tokens.gap(value) <= Gap::Space)
                .then(|| number::read(tokens, value, Lead::Named))
                .flatten();
        }
        // `Kerkstraat, 12, 9675XA`: after a comma only a postcode shows that it is a huisnummer.
        let house = (at > end && tokens.is_number(at)).then(|| number::read(tokens, at, Lead::Bare)).flatten()?;
        let next = self.past_connectors(house.end);
        self.postcode_at(next).is_some().then_some(house)
    }

    /// The huisnummer whose end touches a postcode, and where it starts.
    fn house_before(&self, postcode: usize, floor: usize) -> Option<(HouseNumber, usize)> {
        let earliest = postcode.saturating_sub(7).max(floor);
        (earliest..postcode).filter(|at| self.tokens.is_number(*at)).find_map(|at| {
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

    fn name_between(&self, from: usize, number: usize) -> String {
        let named = matches!(self.tokens.fold(number - 1), "nr" | "nummer" | "huisnummer");
        self.tokens.span(from, number - usize::from(named))
    }

    fn postcode_at(&self, at: usize) -> Option<&Spot> {
        let index = self.postcodes.partition_point(|spot| spot.start < at);
        self.postcodes.get(index).filter(|spot| spot.start == at)
    }

    /// Past commas, brackets, line ends and the labels of postcode and place; never past a full stop or blank line.
    fn past_connectors(&self, from: usize) -> usize {
        let tokens = self.tokens;
        let mut at = from;
        while at < from + 6 && tokens.gap(at) < Gap::Paragraph {
            let label = matches!(tokens.fold(at), "postcode" | "pc" | "straat" | "adres" | "plaats" | "woonplaats");
            let connects = tokens.is_one_of(at, ",()|;/–:") || (tokens.is_mark(at, '-') && !tokens.glued(at)) || label;
            if !connects {
                break;
            }
            at += 1;
        }
        at
    }

    /// The postcode and place after what was read.
    fn take_place(&self, mention: &mut Mention) {
        for _ in 0..3 {
            let next = self.past_connectors(mention.end);
            if self.tokens.gap(next) == Gap::Paragraph {
                return;
            }
            if let Some(spot) = self.postcode_at(next).filter(|_| mention.address.postcode.is_none()) {
                mention.address.postcode = Some(spot.value.clone());
                mention.end = spot.end;
            } else if let Some((place, end)) =
                self.place_at(next, mention).filter(|_| mention.address.woonplaats.is_none())
            {
                mention.address.woonplaats = Some(place);
                mention.end = end;
            } else {
                return;
            }
        }
    }

    /// A known place, or an unknown one where only a place can stand: after a postcode, `te`, `Woonplaats:`.
    fn place_at(&self, at: usize, mention: &Mention) -> Option<(String, usize)> {
        let tokens = self.tokens;
        let announced = matches!(tokens.fold(at), "te" | "in");
        let start = at + usize::from(announced);
        if let Some(known) = self.gazetteer.place_at(tokens, start).filter(|_| tokens.is_capital(start)) {
            return Some((known.written.to_owned(), known.end));
        }
        let touches = tokens.gap(at) == Gap::Space && mention.end == at;
        let after_postcode = touches && mention.address.postcode.is_some() && self.ends_with_postcode(mention.end);
        let before = at.wrapping_sub(1);
        let labelled =
            tokens.is_mark(before, ':') && matches!(tokens.fold(before.wrapping_sub(1)), "woonplaats" | "plaats");
        let said = announced && touches && mention.address.huisnummer.is_some();
        (after_postcode || labelled || said).then(|| self.unknown_place(start)).flatten()
    }

    fn ends_with_postcode(&self, end: usize) -> bool {
        let index = self.postcodes.partition_point(|spot| spot.end < end);
        self.postcodes.get(index).is_some_and(|spot| spot.end == end)
    }

    /// `Winschoten`, `Nieuwe Pekela`, `Den Haag`; not the name of a month or a street.
    fn unknown_place(&self, start: usize) -> Option<(String, usize)> {
        let tokens = self.tokens;
        let fits = |at: usize| tokens.is_capital(at) && tokens.fold(at).len() > 2 && !tokens.has(at, Trait::NoName);
        let index = self.streets.partition_point(|street| street.end <= start);
        let street = self.streets.get(index).is_some_and(|street| street.start <= start);
        if !fits(start) || street {
            return None;
        }
        let double = matches!(tokens.fold(start), "den" | "nieuwe" | "oude" | "nieuw" | "oud" | "ter" | "bad" | "sint");
        let second = double && tokens.gap(start + 1) == Gap::Space && fits(start + 1);
        let hyphen = tokens.is_mark(start + 1, '-') && tokens.glued(start + 1) && tokens.is_word(start + 2);
        let end = start
            + if second {
                2
            } else if hyphen {
                3
            } else {
                1
            };
        Some((tokens.span(start, end), end))
    }
}

impl Mention {
    fn at(start: usize, end: usize) -> Self {
        Self { address: Address::default(), part: Part::Unsaid, start, end }
    }

    fn take(&mut self, house: Option<HouseNumber>) {
        if let Some(house) = house {
            self.end = house.end;
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

/// Walks back through the sentence to the word that says whose address this is.
fn part(tokens: &Tokens<'_>, start: usize) -> Part {
    let mut said = Part::Unsaid;
    let mut itself = false;
    let floor = start.saturating_sub(REACH);
    let mut at = start;
    while at > floor && tokens.gap(at) < Gap::Paragraph {
        at -= 1;
        let word = tokens.fold(at);
        let next = tokens.fold(at + 1);
        match word {
            "voorheen" | "vroeger" | "vorig" | "vorige" | "voormalig" => return Part::Former,
            "oud" | "oude" if next == "adres" => return Part::Former,
            "verhuisd" | "vertrokken" | "afkomstig" if matches!(next, "van" | "vanaf" | "vanuit" | "uit") => {
                return Part::Former;
            }
            "hoek" if next == "van" => return Part::Outsider,
            "naar" => return Part::Subject,
            "over" | "betreft" | "betreffende" if said != Part::Own => return Part::Subject,
            "om" if matches!(tokens.fold(at.wrapping_sub(1)), "gaat") || tokens.fold(at.wrapping_sub(2)) == "gaat" => {
                return Part::Subject;
            }
            "zelf" => itself = true,
            "woon" | "wonen" if is_first_person(tokens, at) => said = Part::Own,
            "adres" if tokens.fold(at.wrapping_sub(1)) == "mijn" => said = Part::Own,
            "adres" | "woont" | "wonende" | "woonachtig" | "bewoner" | "bewoners" | "bewoonster"
                if said == Part::Unsaid =>
            {
                said = if word == "woont" && is_relatives_home(tokens, at) { Part::Outsider } else { Part::Subject };
            }
            _ if tokens.has(at, Trait::Outsider) => return Part::Outsider,
            _ => {}
        }
        let label = tokens.is_mark(at, ':') && tokens.gap(at.wrapping_sub(1)) >= Gap::Line && at + 1 < start;
        if label || tokens.ends_sentence(at) {
            break;
        }
    }
    if itself && said == Part::Own { Part::Outsider } else { said }
}

fn is_first_person(tokens: &Tokens<'_>, at: usize) -> bool {
    [at.wrapping_sub(1), at + 1, at + 2].into_iter().any(|near| matches!(tokens.fold(near), "ik" | "wij" | "we"))
}

/// "Dochter woont op …": somebody who lives elsewhere.
fn is_relatives_home(tokens: &Tokens<'_>, woont: usize) -> bool {
    (1..=4).any(|back| {
        tokens.has(woont.wrapping_sub(back), Trait::Relative) && !tokens.has(woont.wrapping_sub(1), Trait::Unit)
    })
}
