//! Dutch addresses as the BAG knows them, and the key by which two spellings are one.

use std::fmt;

use super::text::fold;

/// A Dutch postcode without the space: `9675XA` (BAG: `^[1-9][0-9]{3}[A-Z]{2}$`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Postcode(String);

impl Postcode {
    /// Takes `9675XA`, `9675 xa` or `9675-XA`; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let compact: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-' && *c != '.')
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let bytes = compact.as_bytes();
        let well_formed = bytes.len() == 6
            && (b'1'..=b'9').contains(&bytes[0])
            && bytes[1..4].iter().all(u8::is_ascii_digit)
            && bytes[4..].iter().all(u8::is_ascii_uppercase);
        well_formed.then_some(Self(compact))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The four digits, by which areas are drawn.
    pub fn pc4(&self) -> u16 {
        self.0[..4].parse().unwrap_or_default()
    }

    /// `9675 XA`, as people write it.
    pub fn spaced(&self) -> String {
        format!("{} {}", &self.0[..4], &self.0[4..])
    }
}

/// An address as far as it is known. All parts are optional: half an address beats none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Address {
    pub postcode: Option<Postcode>,
    /// 1 to 99999.
    pub huisnummer: Option<u32>,
    /// BAG huisletter: one letter.
    pub huisletter: Option<String>,
    /// BAG huisnummertoevoeging: one to four letters or digits.
    pub huisnummertoevoeging: Option<String>,
    pub straatnaam: Option<String>,
    pub woonplaats: Option<String>,
    /// What the reporter said of the place when it is no address ("hoekhuis naast de trap").
    pub omschrijving: Option<String>,
}

impl Address {
    /// Letter and toevoeging as one, folded: `12a`, `12 A`, `12-A` and `12 toev. A` are all `A`.
    ///
    /// Without the BAG nobody can tell a letter from a toevoeging, so equality is on the concatenation.
    pub fn suffix(&self) -> String {
        [&self.huisletter, &self.huisnummertoevoeging]
            .into_iter()
            .flatten()
            .flat_map(|part| part.chars())
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_uppercase)
            .collect()
    }

    /// The full address key, or `None` when postcode or huisnummer is missing: no key matches nothing.
    pub fn key(&self) -> Option<AddressKey> {
        let postcode = self.postcode.as_ref()?;
        let huisnummer = self.huisnummer?;
        Some(AddressKey(format!("{}|{huisnummer}|{}", postcode.as_str(), self.suffix())))
    }

    /// Street, number, suffix and place, folded: a full address too where the postcode is missing.
    pub fn street_key(&self) -> Option<String> {
        let street = self.folded_street()?;
        let place = self.woonplaats.as_deref().map(fold).filter(|place| !place.is_empty())?;
        Some(format!("{street}|{}|{}|{place}", self.huisnummer?, self.suffix()))
    }

    /// The street's name folded, its ending written out: `Krabbenscheerstr.` is `krabbenscheerstraat`.
    pub fn folded_street(&self) -> Option<String> {
        let folded = fold(self.straatnaam.as_deref()?);
        let written_out = ENDINGS
            .iter()
            .find_map(|(short, long)| folded.strip_suffix(short).map(|stem| format!("{stem}{long}")))
            .unwrap_or(folded);
        let written_out = written_out.replace(' ', "");
        (!written_out.is_empty()).then_some(written_out)
    }

    /// Whether nothing at all is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// `Krabbenscheerstraat 12-A, 9675 XA Winschoten`, as far as known.
    pub fn line(&self) -> String {
        let mut line = self.straatnaam.clone().unwrap_or_default();
        if let Some(number) = self.huisnummer {
            let suffix = self.suffix();
            let gap = if line.is_empty() { "" } else { " " };
            let dash = if suffix.is_empty() { "" } else { "-" };
            line = format!("{line}{gap}{number}{dash}{suffix}");
        }
        let place: Vec<String> =
            [self.postcode.as_ref().map(Postcode::spaced), self.woonplaats.clone()].into_iter().flatten().collect();
        let parts: Vec<String> = [line, place.join(" ")].into_iter().filter(|part| !part.is_empty()).collect();
        if parts.is_empty() {
            return self.omschrijving.clone().unwrap_or_default();
        }
        parts.join(", ")
    }
}

/// Endings that Dutch writers abbreviate; a final dot is gone after folding.
const ENDINGS: [(&str, &str); 6] =
    [("str", "straat"), ("ln", "laan"), ("wg", "weg"), ("pln", "plein"), ("pl", "plein"), ("hf", "hof")];

/// Equal keys are one address. Its `Debug` says nothing, for it must not reach a log.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AddressKey(String);

impl AddressKey {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for AddressKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AddressKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(letter: Option<&str>, toevoeging: Option<&str>) -> Address {
        Address {
            postcode: Postcode::parse("9675 xa"),
            huisnummer: Some(12),
            huisletter: letter.map(str::to_owned),
            huisnummertoevoeging: toevoeging.map(str::to_owned),
            ..Address::default()
        }
    }

    #[test]
    fn letter_and_toevoeging_give_one_key() {
        assert_eq!(at(Some("a"), None).key(), at(None, Some("A")).key());
        assert_ne!(at(Some("a"), None).key(), at(Some("b"), None).key());
        assert_ne!(at(Some("a"), None).key(), at(None, None).key());
    }

    #[test]
    fn half_an_address_has_no_key() {
        assert_eq!(Address { huisnummer: None, ..at(None, None) }.key(), None);
        assert_eq!(Address { postcode: None, ..at(None, None) }.key(), None);
    }

    #[test]
    fn an_abbreviated_street_is_the_street() {
        let street = |name: &str| Address { straatnaam: Some(name.to_owned()), ..Address::default() }.folded_street();
        assert_eq!(street("Krabbenscheerstr."), street("Krabbenscheerstraat"));
        assert_ne!(street("Parklaan"), street("Parkweg"));
    }
}
