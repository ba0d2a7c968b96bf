//! People in a signal: whom it is about, and who reports it.

use jiff::civil::Date;

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
