//! The model: all parameters of the linkage, read from a file of lines `name = number`.
//!
//! **Invariant:** whatever steers a decision stands in the file, not in the code that decides.

use std::collections::BTreeMap;

/// Why a model cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    #[error("kan niet worden gelezen: {0}")]
    Unreadable(String),
    #[error("regel {0}: dit is geen ‘naam = getal’")]
    Line(usize),
    #[error("‘{0}’ ontbreekt; elke parameter moet er staan")]
    Lacks(&'static str),
    #[error("‘{0}’ kennen wij niet")]
    Unknown(String),
    #[error("‘{0}’ is een kans: groter dan 0 en kleiner dan 1")]
    NoChance(&'static str),
}

/// The built-in model, as text.
pub const BUILT_IN: &str = include_str!("model.toml");

/// The fields of [`Model`], each read by its own name.
macro_rules! parameters {
    ($($name:ident),+ $(,)?) => {
        /// Parameters of the linkage. What each means, and where the built-in values come from, stands in [`BUILT_IN`].
        #[derive(Debug, Clone, PartialEq)]
        pub struct Model {
            $(pub $name: f64),+
        }

        impl Model {
            fn take(mut given: BTreeMap<String, f64>) -> Result<Self, ModelError> {
                let model = Self {
                    $($name: given.remove(stringify!($name)).ok_or(ModelError::Lacks(stringify!($name)))?),+
                };
                given.into_keys().next().map_or(Ok(model), |key| Err(ModelError::Unknown(key)))
            }
        }
    };
}

parameters! {
    new, least_households, at_home, suffix_missing, other_unit, near_number, numbers_near, same_street, elsewhere,
    still_at_old_home, told_former, others_at_home, moves_per_year, units_untold, homes_in_street, surname_equal,
    surname_sound, one_misspelling, surname_other, surname_other_known, kin_in_street, kin_in_building, kin_at_door,
    kin_named_alike_bits, namesakes, given_equal, given_variant, given_near, given_other, initial_equal,
    initial_other, initial_shared, stranger_bits, birth_equal, birth_near, birth_other, birth_years, birth_days,
    birth_near_days, birth_span_years, telephone_equal, telephone_near, telephone_other, telephones_near,
    citizen_equal, citizen_other, citizen_shared, unnamed_members, join_adres, join_streng, join_streng_by_surname,
    again_adres, again_streng, most_families, most_surnames, worth_asking, ask_adres, ask_streng, fair_odds,
    bridge_bits, bridge_by_surname_bits, kept_apart_bits,
}

impl Model {
    /// The built-in model.
    ///
    /// # Errors
    ///
    /// [`ModelError`] when this build carries a broken one.
    pub fn built_in() -> Result<Self, ModelError> {
        Self::parse(BUILT_IN)
    }

    /// Reads a model: TOML without tables. Each parameter must be there, so that none is decided upon unseen.
    ///
    /// # Errors
    ///
    /// [`ModelError`] that names the line or the parameter.
    pub fn parse(text: &str) -> Result<Self, ModelError> {
        let mut given = BTreeMap::new();
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            let (name, value) = line.split_once('=').ok_or(ModelError::Line(number))?;
            let value: f64 = value.trim().replace('_', "").parse().map_err(|_| ModelError::Line(number))?;
            given.insert(name.trim().to_owned(), value);
        }
        let model = Self::take(given)?;
        let chances = [
            ("new", model.new),
            ("join_adres", model.join_adres),
            ("join_streng", model.join_streng),
            ("join_streng_by_surname", model.join_streng_by_surname),
        ];
        // Written so that what is no number at all is refused too.
        let none = chances.into_iter().find(|(_, chance)| !(*chance > 0.0 && *chance < 1.0));
        none.map_or(Ok(model), |(name, _)| Err(ModelError::NoChance(name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_model_can_be_read() {
        assert!(Model::built_in().is_ok());
    }

    #[test]
    fn a_parameter_that_is_missing_misspelt_or_no_chance_is_refused_by_name() {
        let refused = |from: &str, to: &str| {
            let changed = BUILT_IN.replace(from, to);
            Model::parse(&changed).expect_err("refused").to_string()
        };
        assert!(refused("join_adres =", "# join_adres =").contains("join_adres"));
        assert!(refused("join_adres =", "join_adress = 1\njoin_adres =").contains("join_adress"));
        assert!(refused("new = 0.4", "new = 1.0").contains("new"));
        assert!(refused("new = 0.4", "new: 0.4").contains("regel"));
    }
}
