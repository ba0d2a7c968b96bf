//! Makes text fit to be stored: control characters gone, BSNs masked, lengths bounded; and remembers what it did.

use std::borrow::Cow;

use crate::domain::{Address, Attachment, Person, Reporter, Signal, bounded, bsn, clean};

/// Characters of a name, function, street or place.
const NAME: usize = 200;
/// Characters of a description of a place.
const DESCRIPTION: usize = 500;

/// What was taken away, to be told to the sender.
#[derive(Default)]
pub(super) struct Scrub {
    masked: bool,
    /// What was too long, in Dutch: "de tekst".
    cut: Vec<&'static str>,
}

impl Scrub {
    /// Clean, masked and at most `limit` characters; `what` names it in the warning when it was cut.
    pub fn text(&mut self, text: &str, limit: usize, what: &'static str) -> String {
        let clean = clean(text);
        let masked = bsn::masked(&clean);
        self.masked |= matches!(masked, Cow::Owned(_));
        self.short(&masked, limit, what)
    }

    /// At most `limit` characters of what is clean and masked already.
    pub fn short(&mut self, text: &str, limit: usize, what: &'static str) -> String {
        let short = bounded(text, limit);
        if short.len() < text.len() && !self.cut.contains(&what) {
            self.cut.push(what);
        }
        short.trim().to_owned()
    }

    pub fn reporter(&mut self, reporter: &mut Reporter) {
        for field in [&mut reporter.naam, &mut reporter.functie, &mut reporter.organisatie] {
            self.field(field, "de naam van de melder");
        }
        for point in &mut reporter.digitale_adressen {
            point.adres = self.text(&point.adres, 320, "het adres van de melder");
        }
    }

    pub fn attachments(&mut self, attachments: &mut [Attachment]) {
        for attachment in attachments {
            attachment.naam = self.text(&attachment.naam, NAME, "de naam van een bijlage");
        }
    }

    pub fn address(&mut self, address: &mut Address) {
        let parts = [
            &mut address.huisletter,
            &mut address.huisnummertoevoeging,
            &mut address.straatnaam,
            &mut address.woonplaats,
        ];
        for part in parts {
            self.field(part, "het adres");
        }
        if let Some(description) = &mut address.omschrijving {
            *description = self.text(description, DESCRIPTION, "de omschrijving van de plek");
        }
    }

    pub fn person(&mut self, person: &mut Person) {
        let Person { rol, voornamen, voorletters, voorvoegsel, geslachtsnaam, partnernaam, telefoonnummer, .. } =
            person;
        for field in [rol, voornamen, voorletters, voorvoegsel, geslachtsnaam, partnernaam, telefoonnummer] {
            self.field(field, "een naam");
        }
    }

    /// An empty field is an absent one.
    fn field(&mut self, field: &mut Option<String>, what: &'static str) {
        *field = field.take().map(|text| self.text(&text, NAME, what)).filter(|text| !text.is_empty());
    }

    /// Adds the warnings for what was done.
    pub fn finish(self, signal: &mut Signal) {
        if self.masked {
            let warning = "Er stond een burgerservicenummer in de tekst. Wij hebben het weggehaald.";
            signal.warnings.push(warning.to_owned());
        }
        for what in self.cut {
            signal.warnings.push(format!("Te lang, daarom ingekort: {what}."));
        }
    }
}
