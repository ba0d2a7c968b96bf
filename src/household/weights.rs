//! Match weights of the evidence, as data.
//!
//! `m` is the chance that two signals of one household agree in this, `u` that two of different households do;
//! the weight is log2(m/u) bits (Fellegi and Sunter 1969, §3). The chances are estimates for a district of some
//! 10,000 households, not learnt ones: they order proposals and explain, they do not decide a join.

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weight {
    m: f64,
    u: f64,
}

impl Weight {
    /// Bits for, or below zero against.
    pub(super) fn bits(self) -> f64 {
        (self.m / self.u).log2()
    }
}

/// The whole address equal, suffix and all.
pub(super) const FULL_ADDRESS: Weight = Weight { m: 0.90, u: 0.000_1 };
/// Number and street or postcode equal, the suffix missing on one side.
pub(super) const HOUSE: Weight = Weight { m: 0.90, u: 0.000_5 };
/// A surname within one house or street: neighbours are often kin.
pub(super) const SURNAME: Weight = Weight { m: 0.80, u: 0.003 };
/// A surname with the same birth date.
pub(super) const SURNAME_BIRTH_DATE: Weight = Weight { m: 0.70, u: 0.000_01 };
pub(super) const TELEPHONE: Weight = Weight { m: 0.60, u: 0.000_02 };
/// The street alone.
pub(super) const STREET: Weight = Weight { m: 0.95, u: 0.01 };
/// Known on both sides, and different: a writing error, or another house.
pub(super) const OTHER_SUFFIX: Weight = Weight { m: 0.02, u: 0.80 };
pub(super) const OTHER_STREET: Weight = Weight { m: 0.02, u: 0.98 };
pub(super) const OTHER_NUMBER: Weight = Weight { m: 0.03, u: 0.98 };
