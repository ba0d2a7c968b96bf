//! Match weights that hold for a whole decision, worked out once for all that is compared in it.

use super::model::Model;

/// Bits, log2(m/u), by what agrees.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weights {
    pub given_other: f64,
    /// Of one initial, of two, and of three or more.
    pub initials: [f64; 3],
    pub initial_other: f64,
    pub birth_day: f64,
    pub birth_near: f64,
    pub birth_other: f64,
    pub telephone_equal: f64,
    pub telephone_near: f64,
    pub telephone_other: f64,
    pub citizen_equal: f64,
    pub citizen_other: f64,
}

impl Weights {
    /// Those of `model` where there are `size` households to choose from.
    pub(super) fn of(model: &Model, size: f64) -> Self {
        let initials = |count| (model.initial_equal / model.initial_shared.powi(count)).log2();
        Self {
            given_other: (model.given_other / 0.95).log2(),
            initials: [initials(1), initials(2), initials(3)],
            initial_other: (model.initial_other / (1.0 - model.initial_shared)).log2(),
            birth_day: (model.birth_equal * model.birth_days).log2(),
            birth_near: (model.birth_near * model.birth_days / model.birth_near_days).log2(),
            birth_other: model.birth_other.log2(),
            telephone_equal: (model.telephone_equal * size).log2(),
            telephone_near: (model.telephone_near * size / model.telephones_near).log2().max(0.0),
            telephone_other: model.telephone_other.log2(),
            citizen_equal: (model.citizen_equal / model.citizen_shared).log2(),
            citizen_other: model.citizen_other.log2(),
        }
    }
}
