//! The model: all parameters of the linkage in one table.
//!
//! `m` is the chance that an agreement is seen between a signal and its own household, `u` that it is seen between a
//! signal and another household; the weight is log2(m/u) bits (Fellegi and Sunter, JASA 64, 1969, §3). The `u` of a
//! name, a front door or a telephone comes from the population, not from this table: a rare agreement says more.
//!
//! **Invariant:** whatever steers a decision stands here, not in the code that decides.

/// Parameters of the linkage. [`Default`] is learnt from the public development pack of synthetic Dutch households
/// (docs/linkage.md says how); each number is a chance unless its line says otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Signals that bring a household nobody knew.
    pub new: f64,
    /// Households of the area at the least; before the store knows as many, frequencies are those of the country.
    pub least_households: f64,

    /// m of an address that agrees wholly.
    pub at_home: f64,
    /// m of a toevoeging that is left out.
    pub suffix_missing: f64,
    /// m of another toevoeging in the same building.
    pub other_unit: f64,
    /// m of a number one writing error away.
    pub near_number: f64,
    /// m of another number in the same street.
    pub same_street: f64,
    /// m of an address elsewhere: moved, or wrong.
    pub elsewhere: f64,
    /// What remains of `at_home` after the household was seen at a newer address.
    pub still_at_old_home: f64,
    /// m of a former address that is told.
    pub told_former: f64,
    /// Households at one front door besides the one known from one signal; fewer, the more signals told of one only.
    pub others_at_home: f64,
    /// Households that leave their home, a year.
    pub moves_per_year: f64,
    /// Homes at one number, and along one street, where no register tells.
    pub units_untold: f64,
    pub homes_in_street: f64,

    /// m of a surname that agrees; that is said alike.
    pub surname_equal: f64,
    pub surname_sound: f64,
    /// One certain misspelling of a name.
    pub one_misspelling: f64,
    /// m of no surname in common, with one member known, and with more.
    pub surname_other: f64,
    pub surname_other_known: f64,
    /// Added to the u of a surname in one street: kin live near; and the most bits of a given name among them.
    pub kin_in_street: f64,
    pub kin_named_alike_bits: f64,
    /// Namesakes a household has, in the whole population.
    pub namesakes: f64,

    /// m of a given name: equal, call name or official form, a writing error apart, other.
    pub given_equal: f64,
    pub given_variant: f64,
    pub given_near: f64,
    pub given_other: f64,
    /// m of initials: equal, other. u of one initial.
    pub initial_equal: f64,
    pub initial_other: f64,
    pub initial_shared: f64,

    /// m of a birth date: equal, a writing error apart, other; of a year that can be.
    pub birth_equal: f64,
    pub birth_near: f64,
    pub birth_other: f64,
    pub birth_years: f64,

    /// m of a telephone number: equal, a writing error apart, other.
    pub telephone_equal: f64,
    pub telephone_near: f64,
    pub telephone_other: f64,

    /// Weight, in mentions, of the expectation that a household has members nobody named yet.
    pub unnamed_members: f64,

    /// Joins from this chance on, by policy.
    pub join_adres: f64,
    pub join_streng: f64,
    /// The same under `streng` where only the surname is recognised, not the person.
    pub join_streng_by_surname: f64,
    /// A household is proposed to a human from this chance on.
    pub worth_asking: f64,
    /// The signal waits for the human when the likeliest three households together have this chance, by policy.
    pub ask_adres: f64,
    pub ask_streng: f64,
    /// Bits in favour from which a signal shows two households to be one; and what is added under `streng` where no
    /// person is recognised in both.
    pub bridge_bits: f64,
    pub bridge_by_surname_bits: f64,
}

impl Default for Model {
    fn default() -> Self {
        Self {
            new: 0.4,
            least_households: 1_000.0,
            at_home: 0.83,
            suffix_missing: 0.12,
            other_unit: 0.01,
            near_number: 0.025,
            same_street: 0.005,
            elsewhere: 0.06,
            still_at_old_home: 0.1,
            told_former: 0.15,
            others_at_home: 0.22,
            moves_per_year: 0.05,
            units_untold: 3.0,
            homes_in_street: 60.0,
            surname_equal: 0.75,
            surname_sound: 0.04,
            one_misspelling: 0.003,
            surname_other: 0.2,
            surname_other_known: 0.1,
            kin_in_street: 0.02,
            kin_named_alike_bits: 2.5,
            namesakes: 0.25,
            given_equal: 0.85,
            given_variant: 0.06,
            given_near: 0.04,
            given_other: 0.02,
            initial_equal: 0.9,
            initial_other: 0.06,
            initial_shared: 0.08,
            birth_equal: 0.9,
            birth_near: 0.06,
            birth_other: 0.02,
            birth_years: 0.97,
            telephone_equal: 0.6,
            telephone_near: 0.02,
            telephone_other: 0.6,
            unnamed_members: 0.4,
            join_adres: 0.81,
            join_streng: 0.93,
            join_streng_by_surname: 0.99,
            worth_asking: 0.05,
            ask_adres: 0.75,
            ask_streng: 0.6,
            bridge_bits: 4.0,
            bridge_by_surname_bits: 4.0,
        }
    }
}
