//! `[[partner.template]]`: how a partner's own structured mail becomes the fields of a signal.

use std::collections::HashSet;

use crate::{
    domain::{TEMPLATE_FIELDS, Template, TemplateField, TemplateForm, unnumbered},
    routing::{
        Complaint, Findings, Section,
        file::{Entry, Node, Value},
    },
};

/// Reads the templates of one partner; one that cannot be read is complained about and left out.
pub(super) fn read(partner: &mut Section<'_>, findings: &mut Findings) -> Vec<Template> {
    let mut templates = Vec::new();
    let mut names = HashSet::new();
    for node in partner.tables("template", findings) {
        let Some(mut section) = Section::within(node, "[[partner.template]]", findings) else { continue };
        templates.extend(template(&mut section, &mut names, findings));
        section.finish(findings);
    }
    templates
}

fn template<'a>(section: &mut Section<'a>, names: &mut HashSet<&'a str>, findings: &mut Findings) -> Option<Template> {
    let name = section.required("name", findings, |node| {
        let name = node.filled_text()?;
        let again = || {
            Complaint::new(&node.span, format!("de naam \"{name}\" is al gebruikt"))
                .hinting("geef elk sjabloon van een partner een eigen naam")
        };
        if names.insert(name) { Ok(name.to_owned()) } else { Err(again()) }
    });
    let form = section.required("form", findings, |node| {
        let word = node.text()?;
        let known = TemplateForm::ALL.map(TemplateForm::as_str);
        TemplateForm::parse(word).ok_or_else(|| Complaint::unknown(&node.span, "onbekende vorm", word, known))
    });
    let subject = section.optional("subject", findings, |node| Ok(node.filled_text()?.to_owned()));
    let fields = section.required("fields", findings, Node::table);
    let fields = fields.map(|entries| mapped(entries, findings));
    let known: Vec<String> = fields.iter().flatten().map(|field| field.field.clone()).collect();
    let needs = section.list("needs", findings, |node| {
        let field = node.text()?;
        let complaint = || {
            let names = known.iter().map(String::as_str).collect::<Vec<_>>();
            Complaint::unknown(&node.span, "dit veld staat niet bij fields:", field, names)
        };
        if known.iter().any(|known| known == field) { Ok(field.to_owned()) } else { Err(complaint()) }
    });
    let fields = fields?;
    if fields.is_empty() && findings.is_empty() {
        let complaint = Complaint::new(section.span(), "dit sjabloon heeft geen velden");
        findings.add(complaint.hinting("schrijf erbij: fields = { situatieSchets = \"Omschrijving\" }"));
    }
    Some(Template { name: name?, form: form?, subject, fields, needs: needs.unwrap_or_default() })
}

/// The fields, however they are nested: `"adres.postcode" = …` and `adres = { postcode = … }` mean the same.
fn mapped(entries: &[Entry], findings: &mut Findings) -> Vec<TemplateField> {
    let mut fields: Vec<TemplateField> = Vec::new();
    let mut waiting: Vec<(String, &Entry)> = entries.iter().rev().map(|entry| (entry.key.clone(), entry)).collect();
    while let Some((field, entry)) = waiting.pop() {
        if let Value::Table(inner) = &entry.node.value {
            waiting.extend(inner.iter().rev().map(|entry| (format!("{field}.{}", entry.key), entry)));
            continue;
        }
        let Some(label) = findings.keep(entry.node.filled_text()) else { continue };
        if !TEMPLATE_FIELDS.contains(&unnumbered(&field).1.as_str()) {
            findings.add(Complaint::unknown(&entry.key_span, "onbekend veld", &field, TEMPLATE_FIELDS));
            continue;
        }
        fields.push(TemplateField { field, label: label.to_owned() });
    }
    fields
}
