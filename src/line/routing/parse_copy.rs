//! `[[copy]]`, read and checked: who hears of a signal, and what may go along.

use crate::domain::Shared;

use super::{
    Complaint, Section,
    file::Entry,
    names::{copy_to, shared},
    parse::{Form, Parser},
    table::{CopyRule, CopyTo},
};

impl Parser<'_> {
    /// One `[[copy]]`.
    pub(super) fn copy(&mut self, section: &mut Section<'_>) -> Option<CopyRule> {
        let rule = self.rule(section, Form::Plain);
        let to = section.required("to", &mut self.findings, |node| match node.list()? {
            [] => Err(Complaint::new(&node.span, "deze lijst mag niet leeg zijn")
                .hinting("bijvoorbeeld to = [\"mail:projectleider@wijkteam.example\"]")),
            items => Ok(items),
        });
        let known = self.known;
        let to = self.findings.keep_all(to?.iter().map(|node| copy_to(node, known)));
        let send = section.list("send", &mut self.findings, shared);
        if let (Some(to), Some(entry)) = (&to, section.get("send")) {
            self.refuse_sending(to, send.as_deref().unwrap_or_default(), entry);
        }
        let mut send = send.unwrap_or_default();
        send.sort_by_key(|what| *what as usize);
        send.dedup();
        Some(CopyRule { rule: rule?, to: to?, send })
    }

    /// A colleague looks at the desk, and another system gets nothing that points at people.
    fn refuse_sending(&mut self, to: &[CopyTo], send: &[Shared], entry: &Entry) {
        if to.iter().any(|to| matches!(to, CopyTo::Mail(_))) {
            self.findings.add(
                Complaint::new(
                    &entry.key_span,
                    "\"send\" is voor partner:… en webhook:…; een collega kijkt in de wachtrij",
                )
                .hinting("maak voor mail:… en team:… een eigen [[copy]], zonder send"),
            );
        }
        let personal = send.iter().find(|what| what.is_personal());
        if let Some(what) = personal.filter(|_| to.iter().any(|to| matches!(to, CopyTo::Webhook(_)))) {
            let message = format!("een webhook krijgt geen persoonsgegevens: \"{}\" kan niet mee", what.as_str());
            self.findings.add(
                Complaint::new(&entry.node.span, message)
                    .hinting("een adres gaat alleen mee naar partner:…; een webhook kan \"pc4\" krijgen"),
            );
        }
    }
}
