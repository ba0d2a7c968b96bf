//! What goes along when a signal is told to a partner's coordinator or to another system: chosen, and little.
//!
//! **Invariant:** nothing goes along that its rule does not name, and never a name, a telephone number or a word of the
//! text: there is no [`Shared`] for those.

use super::Address;

/// One fact that a rule may let go along; the kenmerk always does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shared {
    /// Who reported.
    Voordeur,
    /// How urgent the signal is by itself, whatever its household makes of it.
    Urgentie,
    /// The labels that the signal itself got; none that tells of its household.
    Thema,
    /// Four digits of the postcode.
    Pc4,
    /// Street, number, postcode and place. Personal data: by mail to a coordinator only.
    Adres,
}

impl Shared {
    pub const ALL: [Self; 5] = [Self::Voordeur, Self::Urgentie, Self::Thema, Self::Pc4, Self::Adres];

    /// The word in `send` of a rule, in the store and in events.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Voordeur => "voordeur",
            Self::Urgentie => "urgentie",
            Self::Thema => "thema",
            Self::Pc4 => "pc4",
            Self::Adres => "adres",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shared| shared.as_str() == word)
    }

    /// Whether it points at people.
    pub fn is_personal(self) -> bool {
        self == Self::Adres
    }

    /// For people, before its value.
    pub fn label(self) -> &'static str {
        match self {
            Self::Voordeur => "Melder",
            Self::Urgentie => "Urgentie",
            Self::Thema => "Thema",
            Self::Pc4 => "Postcodegebied",
            Self::Adres => "Adres",
        }
    }
}

/// A fact that goes along. The address is empty until it is sent: it is read from the signal then, and kept nowhere else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedFact {
    pub what: Shared,
    pub text: String,
}

/// What a partner or another system is told of a signal besides its kenmerk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exchange {
    /// The partner, or the webhook.
    pub with: String,
    /// In the order of [`Shared::ALL`].
    pub facts: Vec<SharedFact>,
}

impl Exchange {
    /// Whether the address goes along.
    pub fn wants_address(&self) -> bool {
        self.facts.iter().any(|fact| fact.what == Shared::Adres)
    }

    /// With the address that goes along, if one does; one that is not known does not.
    pub fn with_address(mut self, address: &Address) -> Self {
        for fact in self.facts.iter_mut().filter(|fact| fact.what == Shared::Adres) {
            // What was said of a place in words of one's own stays here.
            fact.text = Address { omschrijving: None, ..address.clone() }.line();
        }
        self.facts.retain(|fact| !fact.text.is_empty());
        self
    }

    /// The lines of the mail; `label` gives what people read instead of a partner's name.
    pub fn lines(&self, label: impl Fn(&str) -> String) -> String {
        let line = |fact: &SharedFact| {
            let text = if fact.what == Shared::Voordeur { label(&fact.text) } else { fact.text.clone() };
            format!("- {}: {text}", fact.what.label())
        };
        self.facts.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// What goes along, by name: `kenmerk, thema, adres`.
    pub fn names(&self) -> String {
        let names = self.facts.iter().map(|fact| fact.what.as_str());
        std::iter::once("kenmerk").chain(names).collect::<Vec<_>>().join(", ")
    }

    /// The value of one fact; empty when it does not go along.
    pub fn value(&self, what: Shared) -> Option<&str> {
        self.facts.iter().find(|fact| fact.what == what).map(|fact| fact.text.as_str())
    }

    /// With what another rule lets go along to the same place.
    pub fn join(&mut self, other: Self) {
        for fact in other.facts {
            if self.value(fact.what).is_none() {
                self.facts.push(fact);
            }
        }
        self.facts.sort_by_key(|fact| fact.what as usize);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange(facts: &[(Shared, &str)]) -> Exchange {
        let facts = facts.iter().map(|(what, text)| SharedFact { what: *what, text: (*text).to_owned() });
        Exchange { with: "cjg".to_owned(), facts: facts.collect() }
    }

    #[test]
    fn words_are_read_back() {
        assert!(Shared::ALL.iter().all(|shared| Shared::parse(shared.as_str()) == Some(*shared)));
        assert_eq!(Shared::parse("naam"), None);
    }

    #[test]
    fn an_address_that_is_not_known_does_not_go_along() {
        let told = exchange(&[(Shared::Thema, "kind"), (Shared::Adres, "")]);
        assert!(told.wants_address());
        assert_eq!(told.with_address(&Address::default()), exchange(&[(Shared::Thema, "kind")]));
    }

    #[test]
    fn the_lines_name_the_partner_as_people_do() {
        let told = exchange(&[(Shared::Voordeur, "scholen"), (Shared::Thema, "kind, geld")]);
        let label = |name: &str| format!("Basis{name}");
        assert_eq!(told.lines(label), "- Melder: Basisscholen\n- Thema: kind, geld");
        assert_eq!(told.names(), "kenmerk, voordeur, thema");
    }

    #[test]
    fn two_rules_add_up() {
        let mut told = exchange(&[(Shared::Adres, "")]);
        told.join(exchange(&[(Shared::Thema, "kind"), (Shared::Adres, "")]));
        assert_eq!(told, exchange(&[(Shared::Thema, "kind"), (Shared::Adres, "")]));
    }
}
