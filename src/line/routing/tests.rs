//! Rules as people write them, and what comes of them.

use jiff::Timestamp;
use uuid::Uuid;

use crate::domain::{
    Address, Candidate, CasusId, CasusStatus, Channel, HouseholdId, Identity, Lately, Link, LinkDecision, MailThread,
    Onward, PartnerName, Postcode, QueueName, Repetition, Reporter, Ring, RouteDecision, Signal, SignalId, Source,
    Urgency,
};

use super::{Complaint, FactSheet, Known, RouteTable, fact::FACTS, fact_sheet, parse};

const BEGIN: &str = "version = 1\ntimezone = \"Europe/Amsterdam\"\n[fallback]\nqueue = \"parkwijk\"\n";

fn try_rules(rules: &str) -> Result<RouteTable, Vec<Complaint>> {
    let queues = ["parkwijk", "piket"].map(str::to_owned);
    let templates = ["ontvangst", "ontvangst-spoed"].map(str::to_owned);
    let partners = ["politie", "cjg"].map(str::to_owned);
    let known = Known { queues: &queues, templates: &templates, partners: &partners, ..Known::default() };
    parse(&format!("{BEGIN}{rules}"), &known)
}

#[track_caller]
fn rules(rules: &str) -> RouteTable {
    try_rules(rules).unwrap_or_else(|complaints| panic!("{complaints:#?}"))
}

/// One route to `piket` with this `match`.
#[track_caller]
fn piket_when(condition: &str) -> RouteTable {
    rules(&format!("[[route]]\nid = \"een\"\nwhy = \"Daarom\"\nqueue = \"piket\"\nmatch = {{ {condition} }}\n"))
}

#[track_caller]
fn complains(text: &str, message: &str, hint: &str) {
    let complaints = try_rules(text).expect_err("these rules are wrong");
    let found = complaints
        .iter()
        .any(|one| one.message.contains(message) && one.hint.as_deref().unwrap_or_default().contains(hint));
    assert!(found, "{complaints:#?}");
}

fn signal(situation: &str) -> Signal {
    Signal {
        id: SignalId(Uuid::nil()),
        received_at: Timestamp::UNIX_EPOCH,
        channel: Channel::Email,
        source: Source {
            partner: PartnerName("politie".to_owned()),
            ring: Ring::Buitenring,
            onward: Onward::AlleenBinnenring,
            identity: Identity::default(),
        },
        reference: None,
        subject: "Zorgen".to_owned(),
        situation: situation.to_owned(),
        request: None,
        observed_on: None,
        kind: None,
        urgency: Urgency::Normaal,
        urgency_reasons: Vec::new(),
        crisis: false,
        meldcode: None,
        feedback_wanted: false,
        reporter: Reporter::default(),
        address: Address::default(),
        former_address: None,
        persons: Vec::new(),
        attachments: Vec::new(),
        warnings: Vec::new(),
        unreadable: None,
        template: None,
        automatic: None,
        thread: MailThread::default(),
    }
}

fn new_household() -> LinkDecision {
    LinkDecision { link: Link::New, evidence: Vec::new(), proposals: Vec::new(), keys: Vec::new() }
}

fn facts(signal: &Signal) -> FactSheet {
    fact_sheet(signal, &new_household(), &[], Repetition::Eerste)
}

fn known_household(signals_14d: u32, other_partners_14d: u32) -> (LinkDecision, Candidate) {
    let household = HouseholdId(Uuid::nil());
    let candidate = Candidate {
        household,
        casus: CasusId(Uuid::nil()),
        shared_keys: Vec::new(),
        address: Address::default(),
        status: CasusStatus::Toegewezen,
        queue: QueueName("parkwijk".to_owned()),
        urgency: Urgency::Normaal,
        assigned_to: Some("p1".to_owned()),
        lately: Lately { signals: [signals_14d; 4], other_partners: [other_partners_14d; 4] },
        same_partner_before: false,
    };
    (LinkDecision { link: Link::Join(household), ..new_household() }, candidate)
}

fn decide(table: &RouteTable, situation: &str) -> RouteDecision {
    table.route(&facts(&signal(situation)))
}

#[test]
fn the_first_route_that_holds_wins_and_the_trace_says_why_others_did_not() {
    let table = rules(
        r#"
        [[route]]
        id = "crisis"
        why = "Acuut"
        match = { crisissignaal = true }
        queue = "piket"
        [[route]]
        id = "vuil"
        why = "Vuil of overlast"
        match = { tekst = { words = ["vuilniszakken"] } }
        queue = "parkwijk"
        [[route]]
        id = "later"
        why = "Nooit bereikt bij vuil"
        match = { kanaal = "email" }
        queue = "piket"
        "#,
    );
    let decision = decide(&table, "Vuilniszakken op de galerij");
    assert_eq!((decision.rule.as_str(), decision.queue.0.as_str()), ("vuil", "parkwijk"));
    let trace: Vec<_> = decision.trace.iter().map(|line| (line.rule.as_str(), line.because.as_str())).collect();
    assert_eq!(trace, [("crisis", "crisissignaal is false"), ("vuil", "Vuil of overlast")]);
}

#[test]
fn what_no_rule_wants_falls_into_the_net() {
    let decision = decide(&piket_when("ring = \"binnenring\""), "Hallo");
    assert_eq!((decision.rule.as_str(), decision.queue.0.as_str()), ("fallback", "parkwijk"));
    assert_eq!(decision.trace.last().map(|line| line.because.as_str()), Some("geen enkele regel past"));
}

#[test]
fn words_are_whole_and_folded_and_may_be_phrases() {
    let table = piket_when("tekst = { words = [\"café\", \"uit huis gezet\"] }");
    assert_eq!(decide(&table, "Zit in het CAFE.").rule, "een");
    assert_eq!(decide(&table, "morgen uit  huis\ngezet!").rule, "een");
    assert_eq!(decide(&table, "cafetaria; uit huis, gezeten").rule, "fallback");
}

#[test]
fn an_absent_fact_matches_nothing_but_its_absence() {
    assert_eq!(decide(&piket_when("\"adres.pc4\" = { lte = 9999 }"), "x").rule, "fallback");
    assert_eq!(decide(&piket_when("\"adres.pc4\" = { present = false }"), "x").rule, "een");
    let decision = decide(&piket_when("soort = \"zorg\""), "x");
    assert_eq!(decision.trace[0].because, "soort is onbekend");
}

#[test]
fn lists_mean_any_of_and_keys_mean_all_of() {
    let table = piket_when("kanaal = [\"api\", \"email\"], bron = \"politie\"");
    assert_eq!(decide(&table, "x").rule, "een");
    let table = piket_when("kanaal = [\"api\", \"email\"], bron = \"cjg\"");
    assert_eq!(decide(&table, "x").trace[0].because, "bron is politie");
}

#[test]
fn any_and_none_nest_one_level() {
    let condition = "any = [{ bron = \"cjg\" }, { kanaal = \"email\" }], none = [{ tekst = { words = \"oefening\" } }]";
    let table = piket_when(condition);
    assert_eq!(decide(&table, "echt").rule, "een");
    let decision = decide(&table, "Dit is een oefening");
    assert_eq!(decision.trace[0].because, "uitgesloten: mogelijkheid 1 van none past");
}

#[test]
fn a_group_may_be_written_as_a_table_or_with_dots() {
    let mut signal = signal("x");
    signal.address.postcode = Postcode::parse("9675 XA");
    signal.address.straatnaam = Some("Krabbenscheerstr.".to_owned());
    for condition in [
        "adres = { pc4 = { between = [9670, 9679] } }",
        "adres.postcode = \"9675xa\"",
        "\"adres.straatnaam\" = \"Krabbenscheerstraat\"",
        "adres.bekend = false",
    ] {
        assert_eq!(piket_when(condition).route(&facts(&signal)).rule, "een", "{condition}");
    }
}

#[test]
fn a_trace_never_repeats_what_somebody_wrote_or_where_somebody_lives() {
    let mut signal = signal("Geheim verhaal");
    signal.address.postcode = Postcode::parse("9675 XA");
    signal.kind = Some("geheim".to_owned());
    for condition in ["tekst = \"x\"", "soort = \"x\"", "onderwerp = { regex = 'x$' }", "adres.postcode = \"1234 AB\""]
    {
        let decision = piket_when(condition).route(&facts(&signal));
        let because = &decision.trace[0].because;
        assert!(!because.to_lowercase().contains("geheim") && !because.contains("9675"), "{because}");
    }
}

#[test]
fn the_household_is_counted_with_this_signal() {
    let (link, candidate) = known_household(2, 1);
    let sheet = fact_sheet(&signal("x"), &link, &[candidate], Repetition::Herhaald);
    let table = piket_when(
        "huishouden = { bekend = true, open = true, toegewezen = true, signalen14d = 3, voordeuren14d = 2 }, herhaling = \"herhaald\"",
    );
    assert_eq!(table.route(&sheet).rule, "een");
    assert_eq!(decide(&piket_when("huishouden.signalen14d = 1, huishouden.voordeuren14d = 1"), "x").rule, "een");
}

#[test]
fn every_fact_that_is_always_there_is_on_every_sheet() {
    let sheet = facts(&signal(""));
    for entry in &FACTS {
        let expected = entry.presence == super::Presence::Always;
        assert_eq!(sheet.get(entry.fact).is_some(), expected, "{}", entry.name);
    }
}

#[test]
fn every_raising_rule_is_a_reason_and_the_highest_counts() {
    let table = rules(
        r#"
        [[enrich]]
        id = "kind"
        match = { tekst = { words = ["kind"] } }
        set = { "label.kind" = true }
        [[enrich]]
        id = "gevaar"
        why = "Een kind is niet veilig"
        match = { "label.kind" = true, tekst = { words = ["geslagen"] } }
        raise = "spoed"
        [[route]]
        id = "jeugd"
        why = "Zorg over een kind"
        match = { label = { kind = true } }
        queue = "parkwijk"
        urgency = "hoog"
        "#,
    );
    let decision = decide(&table, "Het kind is geslagen");
    assert_eq!(decision.urgency, Urgency::Spoed);
    assert_eq!(decision.reasons, ["Een kind is niet veilig (regel gevaar)", "Zorg over een kind (regel jeugd)"]);
    assert_eq!(decision.labels, ["kind"]);
}

#[test]
fn a_route_may_call_low_only_what_nobody_gave_a_reason_for() {
    let table = rules(
        "[[route]]\nid = \"meedoen\"\nwhy = \"Geen haast\"\nmatch = { kanaal = \"email\" }\nqueue = \"parkwijk\"\nurgency = \"laag\"\n",
    );
    assert_eq!(decide(&table, "x").urgency, Urgency::Laag);
    let stated = Signal { urgency_reasons: vec!["zo gezegd".to_owned()], ..signal("x") };
    assert_eq!(table.route(&facts(&stated)).urgency, Urgency::Normaal);
    let crisis = Signal { crisis: true, ..signal("x") };
    assert_eq!(table.route(&facts(&crisis)).urgency, Urgency::Normaal);
}

#[test]
fn one_address_gets_one_copy() {
    let copy = |id: &str| {
        format!("[[copy]]\nid = \"{id}\"\nmatch = {{ kanaal = \"email\" }}\nto = [\"mail:a@wijkteam.example\"]\n")
    };
    let decision = decide(&rules(&[copy("een"), copy("twee")].concat()), "x");
    assert_eq!(decision.copies.len(), 1);
    assert_eq!(
        (decision.copies[0].rule.as_str(), decision.copies[0].to.kept().as_str()),
        ("een", "a@wijkteam.example")
    );
}

#[test]
fn an_acknowledgement_may_be_none_and_never_tells_of_the_household() {
    let ack = "[[ack]]\nid = \"geen\"\nmatch = { kanaal = \"api\" }\nvia = \"none\"\n[[ack]]\nid = \"wel\"\nmatch = {}\nvia = \"email\"\ntemplate = \"ontvangst\"\n";
    assert_eq!(decide(&rules(ack), "x").ack_template.as_deref(), Some("ontvangst"));
    let api = Signal { channel: Channel::Api, ..signal("x") };
    assert_eq!(rules(ack).route(&facts(&api)).ack_template, None);
    complains(
        "[[enrich]]\nid = \"a\"\nmatch = { huishouden.open = true }\nset = { label.oud = true }\n[[ack]]\nid = \"b\"\nmatch = { label.oud = true }\nvia = \"none\"\n",
        "zou verraden",
        "label dat daarvan afhangt",
    );
}

#[test]
fn the_version_is_the_texts_and_the_same_facts_give_the_same_decision() {
    let table = piket_when("kanaal = \"email\"");
    assert_eq!(table.version().len(), 12);
    assert_ne!(table.version(), piket_when("kanaal = \"api\"").version());
    assert_eq!(decide(&table, "x"), decide(&table, "x"));
    assert_eq!(decide(&table, "x").rules_version, table.version());
    assert_eq!(table.timezone().iana_name(), Some("Europe/Amsterdam"));
}

#[test]
fn a_failing_test_says_what_came_and_why() {
    complains(
        "[[route]]\nid = \"een\"\nwhy = \"Daarom\"\nqueue = \"piket\"\nmatch = { kanaal = \"api\" }\n[[test]]\nname = \"proef\"\ngiven = { kanaal = \"email\" }\nexpect = { route = \"een\" }\n",
        "test \"proef\" klopt niet: verwacht route \"een\", gekregen \"fallback\"",
        "regel een past niet: kanaal is email",
    );
}

#[test]
fn a_rule_after_one_that_always_holds_is_refused() {
    let route = |id: &str, condition: &str| {
        format!("[[route]]\nid = \"{id}\"\nwhy = \"w\"\nqueue = \"piket\"\nmatch = {{ {condition} }}\n")
    };
    let always = route("alles", "urgentie = { at_least = \"laag\" }, geverifieerd = [true, false]");
    complains(
        &[always, route("rest", "kanaal = \"api\"")].concat(),
        "nooit bereikt: \"alles\" past altijd",
        "als laatste",
    );
}

#[test]
fn hostile_words_and_patterns_stay_linear() {
    let table = piket_when("tekst = { regex = '(a+)+$', words = [\"a a a a a a a a b\", \"a\"] }");
    let text = "a ".repeat(200_000);
    assert_eq!(decide(&table, &text).queue.0, "parkwijk");
}
