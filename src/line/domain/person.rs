//! People in a signal: whom it is about, and who reports it.

use std::fmt;

use jiff::civil::Date;

/// Whose BSN it was, without the BSN: a keyed hash of it, which only this installation's key makes again.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Citizen(u128);

impl Citizen {
    /// Of the first octets of a keyed hash.
    pub fn of_hash(hash: [u8; 16]) -> Self {
        Self(u128::from_be_bytes(hash))
    }

    /// Reads what [`Display`](fmt::Display) wrote.
    pub fn parse(text: &str) -> Option<Self> {
        u128::from_str_radix(text, 16).ok().filter(|_| text.len() == 32).map(Self)
    }

    /// Enough of the hash to tell people apart.
    pub fn number(self) -> u64 {
        u64::try_from(self.0 >> 64).unwrap_or_default()
    }
}

impl fmt::Display for Citizen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for Citizen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Citizen(…)")
    }
}

/// Somebody the signal is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// `betrokkene`, `kind`, `partner`, …: as given, or as read.
    pub rol: Option<String>,
    pub voornamen: Option<String>,
    pub voorletters: Option<String>,
    /// Tussenvoegsel: `van der`.
    pub voorvoegsel: Option<String>,
    pub geslachtsnaam: Option<String>,
    pub partnernaam: Option<String>,
    pub geboortedatum: Option<Date>,
    /// Where only the year of birth is known.
    pub geboortejaar: Option<i16>,
    /// Years.
    pub leeftijd: Option<u16>,
    /// As given; comparison is on the digits.
    pub telefoonnummer: Option<String>,
    /// Stands for the BSN where a lawful basis is configured: a keyed hash, never shown.
    pub burger: Option<Citizen>,
}

/// How a digital address is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContactKind {
    Email,
    Telefoonnummer,
    Overig,
}

/// One digital address of the reporter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactPoint {
    pub soort: ContactKind,
    pub adres: String,
}

/// The melder. Everything may be absent: an anonymous report is a report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reporter {
    pub naam: Option<String>,
    pub functie: Option<String>,
    pub organisatie: Option<String>,
    pub digitale_adressen: Vec<ContactPoint>,
    /// The gemelde must not learn who reported.
    pub anoniem_tegenover_gemelde: bool,
}

impl Reporter {
    /// The first e-mail address given.
    pub fn email(&self) -> Option<&str> {
        self.digitale_adressen.iter().find(|point| point.soort == ContactKind::Email).map(|point| point.adres.as_str())
    }
}
