//! The areas of teams: which team an address belongs to.

use crate::domain::{Address, Postcode, fold};

use super::{
    clock::Meeting,
    fact::Fact,
    sheet::{FactSheet, FactValue},
};

/// What the rules know of a team of `teams.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct District {
    pub team: String,
    pub queue: String,
    /// Postcodes (`9675XA`) or their four digits (`9675`).
    pub postcodes: Vec<String>,
    /// As written.
    pub streets: Vec<String>,
    /// As written.
    pub places: Vec<String>,
    pub meeting: Option<Meeting>,
    /// Where reminders and copies for the team go.
    pub mail: Option<String>,
    /// People of the team that an escalation may name: `voorman` and a mail address.
    pub contacts: Vec<(String, String)>,
}

/// A district ready to be compared with.
#[derive(Debug, Clone)]
pub(super) struct Area {
    pub team: String,
    postcodes: Vec<String>,
    streets: Vec<String>,
    places: Vec<String>,
}

impl Area {
    pub fn of(district: &District) -> Self {
        Self {
            team: district.team.clone(),
            postcodes: district.postcodes.clone(),
            streets: district.streets.iter().filter_map(|street| folded_street(street)).collect(),
            places: district.places.iter().map(|place| fold(place)).collect(),
        }
    }

    /// A postcode decides; without one a street does; without both the place.
    pub fn holds(&self, sheet: &FactSheet) -> bool {
        let name = |fact| match sheet.get(fact) {
            Some(FactValue::Name(name)) => Some(name.as_str()),
            _ => None,
        };
        let place = name(Fact::AdresWoonplaats);
        let in_place = place.is_none_or(|place| self.places.is_empty() || self.places.iter().any(|own| own == place));
        if let Some(postcode) = name(Fact::AdresPostcode) {
            return self.postcodes.iter().any(|own| postcode.starts_with(own.as_str()));
        }
        if let Some(FactValue::Number(pc4)) = sheet.get(Fact::AdresPc4) {
            let pc4 = pc4.to_string();
            return self.postcodes.contains(&pc4);
        }
        match (name(Fact::AdresStraatnaam), place) {
            (Some(street), _) if self.streets.iter().any(|own| own == street) => in_place,
            (_, Some(place)) => self.streets.is_empty() && self.places.iter().any(|own| own == place),
            _ => false,
        }
    }
}

/// A street's comparable form.
pub(super) fn folded_street(name: &str) -> Option<String> {
    Address { straatnaam: Some(name.to_owned()), ..Address::default() }.folded_street()
}

/// A postcode's comparable form.
pub(super) fn folded_postcode(text: &str) -> Option<String> {
    Postcode::parse(text).map(|postcode| postcode.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area() -> Area {
        Area::of(&District {
            team: "ulft".to_owned(),
            postcodes: vec!["7071".to_owned(), "7064AB".to_owned()],
            streets: vec!["Dorpsstraat".to_owned()],
            places: vec!["Ulft".to_owned()],
            ..District::default()
        })
    }

    fn at(facts: &[(Fact, &str)]) -> bool {
        let mut sheet = FactSheet::default();
        for (fact, value) in facts {
            sheet.set(*fact, FactValue::Name((*value).to_owned()));
        }
        area().holds(&sheet)
    }

    #[test]
    fn a_postcode_decides_over_everything() {
        assert!(at(&[(Fact::AdresPostcode, "7071XA")]) && at(&[(Fact::AdresPostcode, "7064AB")]));
        assert!(!at(&[(Fact::AdresPostcode, "7064AC"), (Fact::AdresStraatnaam, "dorpsstraat")]));
    }

    #[test]
    fn a_street_counts_in_its_own_place() {
        assert!(at(&[(Fact::AdresStraatnaam, "dorpsstraat")]));
        assert!(at(&[(Fact::AdresStraatnaam, "dorpsstraat"), (Fact::AdresWoonplaats, "ulft")]));
        assert!(!at(&[(Fact::AdresStraatnaam, "dorpsstraat"), (Fact::AdresWoonplaats, "gendringen")]));
        assert!(!at(&[]));
    }

    #[test]
    fn a_place_counts_where_no_streets_are_listed() {
        let whole = Area::of(&District { places: vec!["Varsseveld".to_owned()], ..District::default() });
        let mut sheet = FactSheet::default();
        sheet.set(Fact::AdresWoonplaats, FactValue::Name("varsseveld".to_owned()));
        sheet.set(Fact::AdresStraatnaam, FactValue::Name("kerkstraat".to_owned()));
        assert!(whole.holds(&sheet));
    }
}
