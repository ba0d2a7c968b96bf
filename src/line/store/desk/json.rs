//! Reads the JSON columns for people: tolerant, for a page must show what it can.

use serde_json::Value;

use crate::{
    domain::{Address, Channel, PartnerName, Postcode},
    intake::desk::{AttachmentLine, Involved, RuleLine, Weighed},
    wire,
};

/// The column as JSON; what is no JSON is `null`.
pub(super) fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or(Value::Null)
}

fn word(value: &Value, key: &str) -> Option<String> {
    match value.get(key)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn first_word(value: &Value, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| word(value, key))
}

/// The wire's `adres`.
pub(super) fn address(value: &Value) -> Address {
    Address {
        postcode: word(value, "postcode").and_then(|text| Postcode::parse(&text)),
        huisnummer: word(value, "huisnummer").and_then(|text| text.parse().ok()),
        huisletter: word(value, "huisletter"),
        huisnummertoevoeging: word(value, "huisnummertoevoeging"),
        straatnaam: word(value, "straatnaam"),
        woonplaats: word(value, "woonplaats"),
        omschrijving: word(value, "omschrijving"),
    }
}

/// An array of sentences.
pub(super) fn sentences(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(|item| item.as_str().map(str::to_owned)).collect()
}

/// The wire's `bijlagen`, in the order of their positions.
pub(super) fn attachments(facts: &Value) -> Vec<AttachmentLine> {
    let files = facts.get("bijlagen").and_then(Value::as_array);
    (0_i64..)
        .zip(files.into_iter().flatten())
        .map(|(position, file)| AttachmentLine {
            position,
            name: word(file, "naam").unwrap_or_default(),
            size: file.get("grootte").and_then(Value::as_i64).unwrap_or_default(),
            kind: word(file, "soort"),
            scanned: file.get("gescand").and_then(Value::as_bool),
        })
        .collect()
}

/// The wire's `betrokkenen`.
pub(super) fn involved(facts: &Value) -> Vec<Involved> {
    let people = facts.get("betrokkenen").and_then(Value::as_array);
    people.into_iter().flatten().map(person).collect()
}

/// Whether its reporter wants to stay unknown to whom it is about.
pub(super) fn anonymous(facts: &Value) -> bool {
    facts.pointer("/melder/anoniemTegenoverGemelde").and_then(Value::as_bool).unwrap_or_default()
}

/// Where a stored signal is about.
pub(in crate::store) fn address_of(facts_json: &str) -> Address {
    address(parsed(facts_json).get("adres").unwrap_or(&Value::Null))
}

/// Whom a stored signal names.
pub(in crate::store) fn involved_of(facts_json: &str) -> Vec<Involved> {
    involved(&parsed(facts_json))
}

/// Whether somebody looked, and it was not proven.
pub(in crate::store) fn is_unproven(partner: &str, channel: &str, facts_json: &str) -> bool {
    unproven(partner, channel, &parsed(facts_json)).is_some_and(|because| !because.is_empty())
}

fn person(value: &Value) -> Involved {
    let given = first_word(value, &["voornamen", "voorletters"]);
    let name = [given, word(value, "voorvoegsel"), word(value, "geslachtsnaam")];
    Involved {
        role: word(value, "rol"),
        age: word(value, "leeftijd").and_then(|text| text.parse().ok()),
        name: name.into_iter().flatten().collect::<Vec<_>>().join(" "),
        phone: word(value, "telefoonnummer"),
    }
}

/// Why a mail of a partner is not proven to be theirs, empty when nobody looked; `None` where that is no question.
pub(super) fn unproven(partner: &str, channel: &str, facts: &Value) -> Option<String> {
    let proven = facts.get("geverifieerd").and_then(Value::as_bool).unwrap_or_default();
    let asked = channel == Channel::Email.as_str() && partner != PartnerName::UNKNOWN && !proven;
    asked.then(|| word(facts, "bewijs").unwrap_or_default())
}

/// Evidence: an array, bare or under `redenen` or `evidence`, of sentences or of `{reden, weight}`.
pub(super) fn evidence(value: &Value) -> Vec<Weighed> {
    let list = ["redenen", "evidence"].iter().find_map(|key| value.get(key)).unwrap_or(value);
    list.as_array().into_iter().flatten().filter_map(weighed).collect()
}

fn weighed(value: &Value) -> Option<Weighed> {
    if let Some(reason) = value.as_str() {
        return Some(Weighed { reason: reason.to_owned(), weight: None });
    }
    let weight = ["weight", "gewicht"].iter().find_map(|key| value.get(key)?.as_f64());
    Some(Weighed { reason: first_word(value, &["reden", "reason"])?, weight })
}

/// The winning rule's name.
pub(super) fn rule(route: &Value) -> Option<String> {
    first_word(route, &["rule", "regel"])
}

/// Every rule's evaluation.
pub(super) fn trace(route: &Value) -> Vec<RuleLine> {
    wire::trace_of(route)
        .into_iter()
        .map(|line| RuleLine { rule: line.regel, matched: line.geldt, because: line.omdat })
        .collect()
}

/// What was decided about the acknowledgement, as a sentence.
pub(super) fn acknowledgement(ack: &Value) -> String {
    let reason = first_word(ack, &["reden", "reason"]).map(|reason| format!(": {reason}")).unwrap_or_default();
    match first_word(ack, &["soort", "kind"]).unwrap_or_default().as_str() {
        "mail" => "Ontvangstbevestiging per e-mail".to_owned(),
        "held" | "ingehouden" => format!("Ontvangstbevestiging ingehouden{reason}"),
        "by-hand" | "handmatig" => format!("Handmatig bevestigen{reason}"),
        _ => format!("Geen ontvangstbevestiging per e-mail{reason}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_the_wire_writes_it() {
        let lindeplein = Address {
            postcode: Postcode::parse("9675 XA"),
            huisnummer: Some(8),
            straatnaam: Some("Lindeplein".to_owned()),
            ..Address::default()
        };
        assert_eq!(address(&parsed(&crate::wire::address_to_json(&lindeplein))), lindeplein);
    }

    #[test]
    fn a_route_and_an_answer_are_read_as_the_wire_writes_them() {
        let route = parsed(r#"{"regel":"spoed","spoor":[["route","spoed",true,"ontruiming"]]}"#);
        assert_eq!(rule(&route).as_deref(), Some("spoed"));
        assert!(trace(&route)[0].matched && trace(&route)[0].because == "ontruiming");
        let held = parsed(r#"{"soort":"ingehouden","reden":"te veel dit uur"}"#);
        assert_eq!(acknowledgement(&held), "Ontvangstbevestiging ingehouden: te veel dit uur");
    }

    #[test]
    fn evidence_is_read_in_each_form() {
        let forms = [
            r#"["zelfde adres"]"#,
            r#"[{"reden":"zelfde adres","weight":9.5}]"#,
            r#"{"evidence":[{"reden":"zelfde adres"}]}"#,
        ];
        for form in forms {
            assert_eq!(evidence(&parsed(form))[0].reason, "zelfde adres", "{form}");
        }
        assert!(evidence(&parsed("no json")).is_empty());
    }
}
