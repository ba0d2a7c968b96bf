//! DNS: whether mail for us finds its way, and whether the world will believe that our mail is ours.

use std::{collections::BTreeSet, sync::Arc};

use super::{
    Finding, Patient, domain_of,
    finding::{good, warning, wrong},
};
use crate::doors::identity::{MailNames, Told};

const SILENCE: &str = "kijk of de naamservers antwoorden, en bij identity.resolvers";

/// MX of the domains of our addresses.
pub(super) async fn incoming(patient: Arc<Patient>) -> Vec<Finding> {
    let Some(names) = resolver(&patient) else { return Vec::new() };
    let domains: BTreeSet<String> = patient.settings.smtp.addresses.iter().filter_map(|own| domain_of(own)).collect();
    let mut found = Vec::new();
    for domain in &domains {
        found.push(mail_hosts(domain, &names.mail_hosts(domain).await));
    }
    found
}

fn mail_hosts(domain: &str, told: &Told) -> Finding {
    const SUBJECT: &str = "MX";
    match told {
        Told::Records(hosts) if hosts.iter().all(String::is_empty) => {
            wrong(SUBJECT, format!("{domain} zegt dat het geen mail aanneemt."), "laat de MX wijzen naar uw mailserver")
        }
        Told::Records(hosts) => good(SUBJECT, format!("mail voor {domain} gaat naar {}", hosts.join(", "))),
        Told::Nothing => {
            let text = format!("{domain} heeft geen MX: mail van buiten vindt ons niet.");
            warning(SUBJECT, text, "laat de MX wijzen naar uw mailserver, tenzij er alleen mail van binnen komt")
        }
        Told::NoName => wrong(SUBJECT, format!("Het domein {domain} bestaat niet."), "kijk bij smtp.addresses"),
        Told::Silence => warning(SUBJECT, format!("Geen antwoord over {domain}."), SILENCE),
    }
}

/// SPF, DKIM and DMARC of the domain that we send as.
pub(super) async fn outgoing(patient: Arc<Patient>) -> Vec<Finding> {
    let names = match MailNames::new(&patient.settings.identity) {
        Ok(names) => names,
        Err(error) => return vec![warning("DNS", format!("{error}."), SILENCE)],
    };
    let Some(domain) = domain_of(&patient.settings.outgoing.from) else { return Vec::new() };
    let texts = names.texts(&domain).await;
    match texts {
        Told::NoName => {
            let text = format!("Het domein {domain} bestaat niet: onze mail wordt geweigerd.");
            return vec![wrong("DNS", text, "kijk bij outgoing.from")];
        }
        Told::Silence => return vec![warning("DNS", format!("Geen antwoord over {domain}."), SILENCE)],
        Told::Nothing | Told::Records(_) => {}
    }
    let mut found = vec![spf(&domain, &texts)];
    if patient.selectors.is_empty() {
        found.push(any_key(&domain, &names.texts(&format!("_domainkey.{domain}")).await));
    }
    for selector in &patient.selectors {
        let name = format!("{selector}._domainkey.{domain}");
        found.push(key(&name, &names.texts(&name).await));
    }
    found.push(policy(&names, &domain).await);
    found
}

/// `None`: [`outgoing`] says so.
fn resolver(patient: &Patient) -> Option<MailNames> {
    MailNames::new(&patient.settings.identity).ok()
}

fn records(told: &Told, kind: &str) -> Vec<String> {
    let Told::Records(texts) = told else { return Vec::new() };
    let begins = |text: &&String| text.get(..kind.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(kind));
    texts.iter().filter(begins).cloned().collect()
}

fn spf(domain: &str, told: &Told) -> Finding {
    const SUBJECT: &str = "SPF";
    match records(told, "v=spf1").as_slice() {
        [] => {
            let text = format!("{domain} zegt niet wie voor hem mag mailen.");
            warning(SUBJECT, text, "zet de relay in een SPF-record: v=spf1 … -all")
        }
        [record] if record.to_ascii_lowercase().contains("+all") => {
            wrong(SUBJECT, format!("Iedereen mag mailen als {domain} ({record})."), "eindig met -all of ~all")
        }
        [record] => good(SUBJECT, format!("{domain}: {record}")),
        several => {
            let text = format!("{domain} heeft {} SPF-records; dan geldt er geen.", several.len());
            wrong(SUBJECT, text, "laat er één staan")
        }
    }
}

/// Without a selector only this can be seen: where there is no name, there are none beneath it.
fn any_key(domain: &str, told: &Told) -> Finding {
    const SUBJECT: &str = "DKIM";
    match told {
        Told::NoName => {
            let text = format!("{domain} heeft geen DKIM-sleutels.");
            warning(SUBJECT, text, "laat de relay ondertekenen, en zet zijn sleutel in DNS")
        }
        Told::Silence => warning(SUBJECT, "Geen antwoord.", SILENCE),
        Told::Records(_) | Told::Nothing => {
            good(SUBJECT, format!("{domain} heeft sleutels; --dkim-selector NAAM kijkt er een na"))
        }
    }
}

fn key(name: &str, told: &Told) -> Finding {
    const SUBJECT: &str = "DKIM";
    let holds_key = |text: &String| {
        text.split(';')
            .filter_map(|tag| tag.split_once('='))
            .any(|(tag, value)| tag.trim() == "p" && !value.trim().is_empty())
    };
    match told {
        Told::Records(texts) if texts.iter().any(holds_key) => good(SUBJECT, format!("{name} heeft een sleutel")),
        Told::Silence => warning(SUBJECT, format!("Geen antwoord over {name}."), SILENCE),
        _ => wrong(SUBJECT, format!("{name} heeft geen sleutel."), "kijk welke selector de relay gebruikt"),
    }
}

/// The policy of the domain itself, or of one above it.
async fn policy(names: &MailNames, domain: &str) -> Finding {
    const SUBJECT: &str = "DMARC";
    let mut above = Some(domain);
    while let Some(asked) = above.filter(|name| name.contains('.')) {
        let told = names.texts(&format!("_dmarc.{asked}")).await;
        if told == Told::Silence {
            return warning(SUBJECT, format!("Geen antwoord over {asked}."), SILENCE);
        }
        if let [record] = records(&told, "v=DMARC1").as_slice() {
            return good(SUBJECT, format!("{asked}: {record}"));
        }
        above = asked.split_once('.').map(|(_, above)| above);
    }
    let text = format!("{domain} zegt niet wat er met vervalste mail moet gebeuren.");
    warning(SUBJECT, text, "zet een DMARC-record neer, om te beginnen v=DMARC1; p=none")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::finding::Grade;

    fn texts(records: &[&str]) -> Told {
        Told::Records(records.iter().map(|record| (*record).to_owned()).collect())
    }

    #[test]
    fn one_record_of_spf_is_right_and_two_are_none() {
        let grade = |records: &[&str]| spf("wijkteam.example", &texts(records)).grade;
        assert_eq!(grade(&["v=spf1 mx -all", "iets=anders"]), Grade::Good);
        assert_eq!(grade(&["v=spf1 mx -all", "v=spf1 a -all"]), Grade::Wrong);
        assert_eq!(grade(&["v=spf1 +all"]), Grade::Wrong);
        assert_eq!(grade(&["iets=anders"]), Grade::Warning);
    }

    #[test]
    fn a_key_that_was_taken_back_is_none() {
        let grade = |records: &[&str]| key("s._domainkey.wijkteam.example", &texts(records)).grade;
        assert_eq!(grade(&["v=DKIM1; k=rsa; p=MIIB"]), Grade::Good);
        assert_eq!(grade(&["v=DKIM1; p="]), Grade::Wrong);
    }

    #[test]
    fn a_domain_without_mail_servers_is_told() {
        let grade = |told: Told| mail_hosts("wijkteam.example", &told).grade;
        assert_eq!(grade(texts(&["mail.wijkteam.example"])), Grade::Good);
        assert_eq!(grade(texts(&[""])), Grade::Wrong);
        assert_eq!(grade(Told::Nothing), Grade::Warning);
        assert_eq!(grade(Told::NoName), Grade::Wrong);
    }
}
