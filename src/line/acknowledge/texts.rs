//! The texts that people may edit (`config/templates/*.txt`), checked when they are loaded.
//!
//! **Invariant:** a text is made of its template and [`AckFacts`] only. They hold nothing about any person, but for what
//! a rule shares with a coordinator, which no other text is given.

use std::ops::Range;

use jiff::{Timestamp, Zoned, tz::TimeZone};
use minijinja::{Environment, Template, UndefinedBehavior, context};

use crate::domain::{day_name, month_name};

/// What stands on a template's first line before the subject.
const SUBJECT: &str = "Onderwerp:";
/// The Netherlands since 1996 (POSIX form of Europe/Amsterdam), so that no zone file is needed.
const DUTCH_TIME: &str = "CET-1CEST,M3.5.0,M10.5.0/3";

/// A template that cannot be used: which, where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    #[error("{template}.txt:1: de eerste regel moet ‘Onderwerp: …’ zijn, daarna een lege regel en de tekst")]
    NoSubject { template: String },
    #[error("{template}.txt:{line}: {because}; bekend zijn kenmerk, datum, tijd, telefoon, team en voordeur_url")]
    Template { template: String, line: usize, because: String },
    #[error("{template}.txt bestaat niet; maak dit sjabloon of noem een ander in routes.toml")]
    Unknown { template: String },
}

/// Everything a text may say.
#[derive(Debug, Clone, Copy)]
pub struct AckFacts<'a> {
    pub kenmerk: &'a str,
    /// When the signal came in; texts show the Dutch day and time.
    pub received_at: Timestamp,
    /// The team's telephone number.
    pub phone: &'a str,
    /// The team's name for people.
    pub team: &'a str,
    /// Where the desk is, without a final slash.
    pub public_url: &'a str,
    /// What a rule lets a coordinator know, a line each; empty in every other text.
    pub shared: &'a str,
}

/// A text ready to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    pub subject: String,
    pub text: String,
}

/// All templates, compiled.
#[derive(Debug)]
pub struct Texts {
    environment: Environment<'static>,
}

impl Texts {
    /// Compiles templates (name without `.txt`, source) and renders each once, so that a fault shows now.
    ///
    /// # Errors
    ///
    /// The first template without a subject line, with a fault in its syntax or with an unknown name in it.
    pub fn compile(templates: &[(String, String)]) -> Result<Self, TextError> {
        let mut texts = Self { environment: environment(Quotes::No) };
        for (name, source) in templates {
            let source = source.trim_start_matches('\u{FEFF}').replace("\r\n", "\n");
            if !has_subject(&source) {
                return Err(TextError::NoSubject { template: name.clone() });
            }
            texts.environment.add_template_owned(name.clone(), source).map_err(|fault| complaint(name, &fault))?;
        }
        for (name, _) in templates {
            texts.render(name, &SAMPLE)?;
        }
        Ok(texts)
    }

    /// Whether there is a template of that name.
    pub fn knows(&self, template: &str) -> bool {
        self.environment.get_template(template).is_ok()
    }

    /// Fills a template in.
    ///
    /// # Errors
    ///
    /// [`TextError::Unknown`] for a name that was not compiled.
    pub fn render(&self, template: &str, facts: &AckFacts<'_>) -> Result<Wording, TextError> {
        let unknown = |_| TextError::Unknown { template: template.to_owned() };
        let compiled = self.environment.get_template(template).map_err(unknown)?;
        let whole = filled(&compiled, facts).map_err(|fault| complaint(template, &fault))?;
        let (first, text) = whole.split_once('\n').unwrap_or((&whole, ""));
        let subject = first.strip_prefix(SUBJECT).unwrap_or(first).trim();
        Ok(Wording { subject: subject.to_owned(), text: format!("{}\n", text.trim()) })
    }
}

/// What is wrong in one template, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextFault {
    /// Bytes of its source.
    pub span: Range<usize>,
    pub message: String,
    /// What to do.
    pub hint: &'static str,
}

/// What is wrong in the template with this source (lines end in LF), found by filling it in; `None`: nothing is.
pub fn text_fault(source: &str) -> Option<TextFault> {
    let line = |number: usize| {
        let start = source.split_inclusive('\n').take(number.saturating_sub(1)).map(str::len).sum::<usize>();
        start..start + source[start..].find('\n').unwrap_or(source.len() - start)
    };
    if !has_subject(source) {
        let hint = "bijvoorbeeld: Onderwerp: Uw melding {{ kenmerk }}";
        let message = "de eerste regel moet ‘Onderwerp: …’ zijn, daarna een lege regel".to_owned();
        return Some(TextFault { span: line(1), message, hint });
    }
    let environment = environment(Quotes::Yes);
    let tried = environment.template_from_str(source).and_then(|compiled| filled(&compiled, &SAMPLE));
    let fault = tried.err()?;
    let range = fault.range().filter(|range| source.get(range.clone()).is_some());
    let span = range.unwrap_or_else(|| line(fault.line().unwrap_or(1)));
    Some(TextFault {
        span,
        message: because(&fault),
        hint: "bekend zijn kenmerk, datum, tijd, telefoon, team en voordeur_url",
    })
}

/// Whether a fault keeps a copy of its template, to say where in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quotes {
    Yes,
    No,
}

fn environment(quotes: Quotes) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_debug(quotes == Quotes::Yes);
    environment
}

fn has_subject(source: &str) -> bool {
    let mut lines = source.lines();
    let subject = lines.next().and_then(|line| line.strip_prefix(SUBJECT)).map(str::trim);
    !subject.is_none_or(str::is_empty) && lines.next().is_some_and(|line| line.trim().is_empty())
}

fn filled(compiled: &Template<'_, '_>, facts: &AckFacts<'_>) -> Result<String, minijinja::Error> {
    let arrived = dutch_time(facts.received_at);
    compiled.render(context! {
        kenmerk => facts.kenmerk,
        datum => day(&arrived),
        tijd => clock(&arrived),
        telefoon => facts.phone,
        team => facts.team,
        voordeur_url => facts.public_url,
        gegevens => facts.shared,
    })
}

const SAMPLE: AckFacts<'static> = AckFacts {
    kenmerk: "VD-0000-0000",
    received_at: Timestamp::UNIX_EPOCH,
    phone: "0123 45 67 89",
    team: "Wijkteam",
    public_url: "https://wijkteam.example",
    shared: "",
};

fn complaint(template: &str, fault: &minijinja::Error) -> TextError {
    TextError::Template { template: template.to_owned(), line: fault.line().unwrap_or(1), because: because(fault) }
}

fn because(fault: &minijinja::Error) -> String {
    match fault.kind() {
        minijinja::ErrorKind::UndefinedError => "hier staat een naam die niet bestaat".to_owned(),
        minijinja::ErrorKind::SyntaxError => {
            format!("dit sjabloon klopt niet ({})", fault.detail().unwrap_or("schrijffout"))
        }
        _ => format!("dit sjabloon werkt niet ({})", fault.detail().unwrap_or("fout")),
    }
}

fn dutch_time(at: Timestamp) -> Zoned {
    at.to_zoned(TimeZone::posix(DUTCH_TIME).unwrap_or(TimeZone::UTC))
}

/// `maandag 23 november 2026`.
fn day(at: &Zoned) -> String {
    format!("{} {} {} {}", day_name(at.weekday()), at.day(), month_name(at.date()), at.year())
}

/// `8.52 uur`.
fn clock(at: &Zoned) -> String {
    format!("{}.{:02} uur", at.hour(), at.minute())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: [(&str, &str); 4] = [
        ("ontvangst", include_str!("../../../config/templates/ontvangst.txt")),
        ("ontvangst-spoed", include_str!("../../../config/templates/ontvangst-spoed.txt")),
        ("ontvangst-onleesbaar", include_str!("../../../config/templates/ontvangst-onleesbaar.txt")),
        ("melding-team", include_str!("../../../config/templates/melding-team.txt")),
    ];

    fn owned(templates: &[(&str, &str)]) -> Vec<(String, String)> {
        templates.iter().map(|(name, source)| ((*name).to_owned(), (*source).to_owned())).collect()
    }

    fn facts(at: &str) -> AckFacts<'static> {
        AckFacts { kenmerk: "VD-7K3M-92QX", received_at: at.parse().unwrap(), ..SAMPLE }
    }

    #[test]
    fn every_shipped_text_renders_and_names_its_kenmerk_in_the_subject() {
        let texts = Texts::compile(&owned(&SHIPPED)).unwrap();
        for (name, _) in SHIPPED {
            let wording = texts.render(name, &facts("2026-11-23T07:52:00Z")).unwrap();
            assert!(wording.subject.contains("VD-7K3M-92QX"), "{name}");
            assert!(!wording.text.contains("{{") && wording.text.lines().all(|line| line.len() <= 78), "{name}");
        }
        let receipt = texts.render("ontvangst", &facts("2026-11-23T07:52:00Z")).unwrap();
        assert_eq!(receipt.subject, "Auto: Ontvangstbevestiging VD-7K3M-92QX");
        assert!(receipt.text.contains("maandag 23 november 2026") && receipt.text.contains("8.52 uur"));
    }

    #[test]
    fn summer_time_is_dutch_time() {
        let shown = dutch_time("2026-07-01T22:05:00Z".parse().unwrap());
        assert_eq!((day(&shown), clock(&shown)), ("donderdag 2 juli 2026".to_owned(), "0.05 uur".to_owned()));
    }

    /// The only words in a text are the template's and the facts': nothing of the signal can be in it.
    #[test]
    fn a_text_holds_the_template_and_the_facts_and_nothing_else() {
        let texts = Texts::compile(&owned(&SHIPPED)).unwrap();
        for (name, source) in SHIPPED {
            let facts = facts("2026-11-23T07:52:00Z");
            let wording = texts.render(name, &facts).unwrap();
            let mut known = source.replace("{{", " ").replace("}}", " ");
            for fact in
                ["VD-7K3M-92QX", "maandag 23 november 2026", "8.52 uur", facts.phone, facts.team, facts.public_url]
            {
                known.push(' ');
                known.push_str(fact);
            }
            for word in wording.text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
                assert!(known.contains(word), "{name}: {word}");
            }
        }
    }

    #[test]
    fn an_urgent_receipt_names_112_and_veilig_thuis() {
        let texts = Texts::compile(&owned(&SHIPPED)).unwrap();
        let text = texts.render("ontvangst-spoed", &facts("2026-11-23T07:52:00Z")).unwrap().text;
        assert!(text.contains("Bij acuut gevaar: bel 112.") && text.contains("0800-2000"));
    }

    #[test]
    fn a_fault_names_template_and_line() {
        let fault = |source: &str| Texts::compile(&owned(&[("eigen", source)])).unwrap_err().to_string();
        assert!(fault("Onderwerp: x\n\nhallo\n{{ naam }}\n").starts_with("eigen.txt:4: hier staat een naam"));
        assert!(fault("Onderwerp: x\n\n{% if %}\n").starts_with("eigen.txt:3: "));
        assert!(fault("Hallo\n").starts_with("eigen.txt:1: de eerste regel"));
        let place = |source: &'static str| text_fault(source).map(|fault| &source[fault.span]);
        assert_eq!(place("Onderwerp: x\n\nhallo é {{ naam }}\n"), Some("naam"));
        assert_eq!(place("Onderwerp: x\n\n{{ kenmerk }} {% if %}\n"), Some("%}"));
        assert_eq!(place("Hallo\nwereld"), Some("Hallo"));
        assert_eq!(place("Onderwerp: x\n\n{{ kenmerk }}\n"), None);
        let texts = Texts::compile(&[]).unwrap();
        assert!(matches!(texts.render("weg", &SAMPLE), Err(TextError::Unknown { .. })));
    }
}
