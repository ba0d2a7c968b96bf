//! Addresses: read leniently from a request, written to and read back from the store.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{
    BadColumn,
    fields::{Fields, quoted},
    said::Said,
    written,
};
use crate::domain::{Address, HouseNumber, Postcode};

const KEYS: [&str; 7] =
    ["postcode", "huisnummer", "huisletter", "huisnummertoevoeging", "straatnaam", "woonplaats", "omschrijving"];
/// Characters of one address fact.
const FACT: usize = 1_000;

/// Reads an address; what does not fit its field goes to `omschrijving`, with a warning.
pub(super) fn read(mut fields: Fields<'_, '_>) -> Address {
    let mut address = Address {
        huisletter: fields.text("huisletter", FACT),
        huisnummertoevoeging: fields.text("huisnummertoevoeging", FACT),
        straatnaam: fields.text("straatnaam", FACT),
        woonplaats: fields.text("woonplaats", FACT),
        omschrijving: fields.text("omschrijving", FACT),
        ..Address::default()
    };
    warn_of_odd_suffix(&mut fields, &address);
    if let Some(text) = fields.text("postcode", FACT) {
        address.postcode = Postcode::parse(&text);
        if address.postcode.is_none() {
            fields.warn("postcode", &format!("{} is geen hele postcode; zo bewaard in omschrijving", quoted(&text)));
            keep(&mut address, "postcode", &text);
        }
    }
    match fields.take("huisnummer") {
        None => {}
        Some(Said::Number(number)) => house_number(&mut fields, &mut address, &number.to_string()),
        Some(Said::Text(text)) if text.len() <= FACT => {
            house_number(&mut fields, &mut address, crate::domain::cleaned(&text).trim());
        }
        Some(Said::Text(_)) => fields.problem("huisnummer", format!("de tekst is te lang: hooguit {FACT} tekens")),
        Some(_) => fields.problem("huisnummer", "dit moet een getal of tekst zijn"),
    }
    fields.finish(&KEYS);
    address
}

/// `12`, `12a`, `12-A`, `12 bis`: the number, and what follows it as letter or toevoeging where that is still free.
fn house_number(fields: &mut Fields<'_, '_>, address: &mut Address, text: &str) {
    if text.is_empty() {
        return;
    }
    let Some(read) = HouseNumber::parse(text) else {
        fields.warn("huisnummer", &format!("{} is geen huisnummer; zo bewaard in omschrijving", quoted(text)));
        return keep(address, "huisnummer", text);
    };
    address.huisnummer = Some(read.number);
    let as_read = Address { huisletter: read.letter, huisnummertoevoeging: read.addition, ..Address::default() };
    let (here, given) = (as_read.suffix(), address.suffix());
    if here.is_empty() || here == given {
        return;
    }
    if given.is_empty() {
        fields.warn("huisnummer", &format!("{} gelezen als {} met toevoeging {here}", quoted(text), read.number));
        address.huisletter = as_read.huisletter;
        address.huisnummertoevoeging = as_read.huisnummertoevoeging;
    } else {
        fields.warn("huisnummer", &format!("{} gelezen als {}; zo bewaard in omschrijving", quoted(text), read.number));
        keep(address, "huisnummer", text);
    }
}

fn warn_of_odd_suffix(fields: &mut Fields<'_, '_>, address: &Address) {
    let odd_letter = |text: &String| !matches!(text.trim().as_bytes(), [byte] if byte.is_ascii_alphabetic());
    if let Some(text) = address.huisletter.as_ref().filter(|text| odd_letter(text)) {
        fields.warn("huisletter", &format!("{} is niet één letter; zo bewaard", quoted(text)));
    }
    let odd_toevoeging =
        |text: &String| text.trim().len() > 4 || !text.trim().bytes().all(|byte| byte.is_ascii_alphanumeric());
    if let Some(text) = address.huisnummertoevoeging.as_ref().filter(|text| odd_toevoeging(text)) {
        fields.warn("huisnummertoevoeging", &format!("{} is geen gewone toevoeging; zo bewaard", quoted(text)));
    }
}

fn keep(address: &mut Address, field: &str, text: &str) {
    let note = format!("{field}: {text}");
    address.omschrijving = Some(match address.omschrijving.take() {
        Some(before) => format!("{before}; {note}"),
        None => note,
    });
}

/// An address as JSON has it.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct AddressJson<'a> {
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    postcode: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    huisnummer: Option<u32>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    huisletter: Option<Cow<'a, str>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    huisnummertoevoeging: Option<Cow<'a, str>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    straatnaam: Option<Cow<'a, str>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    woonplaats: Option<Cow<'a, str>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    omschrijving: Option<Cow<'a, str>>,
}

impl<'a> From<&'a Address> for AddressJson<'a> {
    fn from(address: &'a Address) -> Self {
        let text = |text: &'a Option<String>| text.as_deref().map(Cow::Borrowed);
        Self {
            postcode: address.postcode.as_ref().map(|postcode| Cow::Borrowed(postcode.as_str())),
            huisnummer: address.huisnummer,
            huisletter: text(&address.huisletter),
            huisnummertoevoeging: text(&address.huisnummertoevoeging),
            straatnaam: text(&address.straatnaam),
            woonplaats: text(&address.woonplaats),
            omschrijving: text(&address.omschrijving),
        }
    }
}

impl From<AddressJson<'_>> for Address {
    fn from(json: AddressJson<'_>) -> Self {
        Self {
            postcode: json.postcode.as_deref().and_then(Postcode::parse),
            huisnummer: json.huisnummer,
            huisletter: json.huisletter.map(Cow::into_owned),
            huisnummertoevoeging: json.huisnummertoevoeging.map(Cow::into_owned),
            straatnaam: json.straatnaam.map(Cow::into_owned),
            woonplaats: json.woonplaats.map(Cow::into_owned),
            omschrijving: json.omschrijving.map(Cow::into_owned),
        }
    }
}

/// The `adres` object of CONTRACT §4, without what is not known.
pub fn address_to_json(address: &Address) -> String {
    written(&AddressJson::from(address))
}

/// Reads what [`address_to_json`] wrote.
///
/// # Errors
///
/// [`BadColumn`] when it was written by something else.
pub fn address_from_json(json: &str) -> Result<Address, BadColumn> {
    serde_json::from_str::<AddressJson<'_>>(json).map(Address::from).map_err(|_| BadColumn("address_json"))
}
