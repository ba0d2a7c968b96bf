//! The facts of a stored signal that have no column of their own.

use std::borrow::Cow;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    BadColumn,
    address::AddressJson,
    people::{PersonJson, ReporterJson},
    written,
};
use crate::domain::{
    Address, Automatic, AutomaticKind, Citizen, FileKind, Identity, IdentityVerdict, Onward, Person, Reporter, Ring,
    Scanned, Signal,
};

const AUTOMATIC: [(&str, AutomaticKind); 5] = [
    ("bounce", AutomaticKind::Bounce),
    ("automatisch-antwoord", AutomaticKind::AutoReply),
    ("lijst", AutomaticKind::List),
    ("lus", AutomaticKind::Loop),
    ("gegenereerd", AutomaticKind::Generated),
];

/// An attachment without its content, which stands in a table of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AttachmentName {
    pub naam: String,
    pub mediatype: String,
    /// Bytes.
    pub grootte: u64,
    /// What its first bytes say that it is, in a Dutch word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub soort: Option<String>,
    /// Whether a virus scanner found it clean; absent: there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gescand: Option<bool>,
}

impl AttachmentName {
    pub fn scanned(&self) -> Scanned {
        match self.gescand {
            None => Scanned::Nobody,
            Some(true) => Scanned::Clean,
            Some(false) => Scanned::Failed,
        }
    }
}

/// What the store keeps of a [`Signal`] besides its columns; meanings as there.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StoredFacts {
    pub request: Option<String>,
    pub observed_on: Option<Date>,
    pub kind: Option<String>,
    pub urgency_reasons: Vec<String>,
    pub crisis: bool,
    pub meldcode: Option<String>,
    pub feedback_wanted: bool,
    pub reporter: Reporter,
    pub address: Address,
    pub former_address: Option<Address>,
    pub persons: Vec<Person>,
    pub attachments: Vec<AttachmentName>,
    pub warnings: Vec<String>,
    pub unreadable: Option<String>,
    pub automatic: Option<Automatic>,
    pub template: Option<String>,
    pub identity: Identity,
    pub ring: Ring,
    pub onward: Onward,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct FactsJson<'a> {
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    verzoek: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signaaldatum: Option<String>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    soort: Option<Cow<'a, str>>,
    #[serde(borrow, skip_serializing_if = "<[_]>::is_empty")]
    urgentie_redenen: Cow<'a, [String]>,
    crisissignaal: bool,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    meldcode_vlag: Option<Cow<'a, str>>,
    terugkoppeling_gewenst: bool,
    #[serde(borrow)]
    melder: ReporterJson<'a>,
    #[serde(borrow)]
    adres: AddressJson<'a>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    vorig_adres: Option<AddressJson<'a>>,
    #[serde(borrow, skip_serializing_if = "Vec::is_empty")]
    betrokkenen: Vec<PersonJson<'a>>,
    /// Keyed hashes of the BSNs of these people, in their order; absent: of none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    burgers: Vec<Option<String>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    bijlagen: Vec<AttachmentName>,
    #[serde(borrow, skip_serializing_if = "<[_]>::is_empty")]
    waarschuwingen: Cow<'a, [String]>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    onleesbaar: Option<Cow<'a, str>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    automatisch: Option<AutomaticJson<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    sjabloon: Option<Cow<'a, str>>,
    geverifieerd: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    weersproken: bool,
    /// Why the sender is proven or not.
    #[serde(borrow, skip_serializing_if = "str::is_empty")]
    bewijs: Cow<'a, str>,
    #[serde(borrow)]
    ring: Cow<'a, str>,
    #[serde(borrow)]
    doorverstrekking: Cow<'a, str>,
}

#[derive(Debug, Serialize, Deserialize)]
struct AutomaticJson<'a> {
    #[serde(borrow)]
    soort: Cow<'a, str>,
    #[serde(borrow)]
    reden: Cow<'a, str>,
}

/// What the columns of a signal do not hold, as JSON. Never fails.
pub fn facts_to_json(signal: &Signal) -> String {
    fn text(text: &Option<String>) -> Option<Cow<'_, str>> {
        text.as_deref().map(Cow::Borrowed)
    }
    written(&FactsJson {
        verzoek: text(&signal.request),
        signaaldatum: signal.observed_on.map(|date| date.to_string()),
        soort: text(&signal.kind),
        urgentie_redenen: Cow::Borrowed(&signal.urgency_reasons),
        crisissignaal: signal.crisis,
        meldcode_vlag: text(&signal.meldcode),
        terugkoppeling_gewenst: signal.feedback_wanted,
        melder: (&signal.reporter).into(),
        adres: (&signal.address).into(),
        vorig_adres: signal.former_address.as_ref().map(AddressJson::from),
        betrokkenen: signal.persons.iter().map(PersonJson::from).collect(),
        burgers: citizens(&signal.persons),
        bijlagen: attachment_names(signal),
        waarschuwingen: Cow::Borrowed(&signal.warnings),
        onleesbaar: text(&signal.unreadable),
        automatisch: signal.automatic.as_ref().map(AutomaticJson::from),
        sjabloon: text(&signal.template),
        geverifieerd: signal.source.identity.is_proven(),
        weersproken: signal.source.identity.verdict == IdentityVerdict::Weersproken,
        bewijs: Cow::Borrowed(&signal.source.identity.because),
        ring: Cow::Borrowed(signal.source.ring.as_str()),
        doorverstrekking: Cow::Borrowed(signal.source.onward.as_str()),
    })
}

fn citizens(persons: &[Person]) -> Vec<Option<String>> {
    if persons.iter().all(|person| person.burger.is_none()) {
        return Vec::new();
    }
    persons.iter().map(|person| person.burger.map(|citizen| citizen.to_string())).collect()
}

fn with_citizens(persons: Vec<Person>, citizens: &[Option<String>]) -> Vec<Person> {
    let citizens = citizens.iter().map(|citizen| citizen.as_deref().and_then(Citizen::parse));
    let told = persons.into_iter().zip(citizens.chain(std::iter::repeat(None)));
    told.map(|(person, burger)| Person { burger, ..person }).collect()
}

fn attachment_names(signal: &Signal) -> Vec<AttachmentName> {
    let name = |attachment: &crate::domain::Attachment| AttachmentName {
        naam: attachment.naam.clone(),
        mediatype: attachment.mediatype.clone(),
        grootte: attachment.inhoud.len() as u64,
        soort: FileKind::of(&attachment.inhoud).map(|kind| kind.word().to_owned()),
        gescand: match attachment.scanned {
            Scanned::Nobody => None,
            Scanned::Clean => Some(true),
            Scanned::Failed => Some(false),
        },
    };
    signal.attachments.iter().map(name).collect()
}

impl<'a> From<&'a Automatic> for AutomaticJson<'a> {
    fn from(automatic: &'a Automatic) -> Self {
        let soort = AUTOMATIC.iter().find(|(_, kind)| *kind == automatic.kind).map_or("gegenereerd", |(word, _)| word);
        Self { soort: Cow::Borrowed(soort), reden: Cow::Borrowed(&automatic.reden) }
    }
}

/// Reads what [`facts_to_json`] wrote.
///
/// # Errors
///
/// [`BadColumn`] when it was written by something else.
pub fn facts_from_json(json: &str) -> Result<StoredFacts, BadColumn> {
    let json: FactsJson<'_> = serde_json::from_str(json).map_err(|_| BadColumn("facts_json"))?;
    Ok(StoredFacts {
        request: json.verzoek.map(Cow::into_owned),
        observed_on: json.signaaldatum.and_then(|date| date.parse().ok()),
        kind: json.soort.map(Cow::into_owned),
        urgency_reasons: json.urgentie_redenen.into_owned(),
        crisis: json.crisissignaal,
        meldcode: json.meldcode_vlag.map(Cow::into_owned),
        feedback_wanted: json.terugkoppeling_gewenst,
        reporter: json.melder.into(),
        address: json.adres.into(),
        former_address: json.vorig_adres.map(Address::from),
        persons: with_citizens(json.betrokkenen.into_iter().map(Person::from).collect(), &json.burgers),
        attachments: json.bijlagen,
        warnings: json.waarschuwingen.into_owned(),
        unreadable: json.onleesbaar.map(Cow::into_owned),
        automatic: json.automatisch.map(automatic),
        template: json.sjabloon.map(Cow::into_owned),
        identity: Identity::of(
            match (json.geverifieerd, json.weersproken) {
                (true, _) => IdentityVerdict::Bevestigd,
                (false, true) => IdentityVerdict::Weersproken,
                (false, false) => IdentityVerdict::Onbekend,
            },
            json.bewijs,
        ),
        ring: Ring::parse(&json.ring).unwrap_or_default(),
        onward: Onward::parse(&json.doorverstrekking).unwrap_or_default(),
    })
}

fn automatic(json: AutomaticJson<'_>) -> Automatic {
    let kind = AUTOMATIC.iter().find(|(word, _)| *word == json.soort).map(|(_, kind)| *kind);
    Automatic { kind: kind.unwrap_or(AutomaticKind::Generated), reden: json.reden.into_owned() }
}

#[cfg(test)]
mod tests;
