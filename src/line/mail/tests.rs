//! The letters of `tests/letters`: what must be read of each, beside the mail itself; and that nothing breaks reading.

use std::{fs, path::PathBuf};

use proptest::prelude::*;
use serde_json::Value;

use super::{Client, Envelope, Letter, Mailbox, OwnMail, read, without_bsn};
use crate::domain::{AutomaticKind, Identity, Network};

fn own() -> OwnMail {
    OwnMail {
        addresses: vec!["signaal@wijkteam.example".to_owned()],
        instance: "parkwijk-1".to_owned(),
        authserv_id: None,
        relays: Vec::new(),
    }
}

fn letters() -> Vec<(String, Vec<u8>, Value)> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).join("tests/letters");
    let mut letters: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "eml"))
        .map(|path| {
            let expected = fs::read_to_string(path.with_extension("json")).unwrap();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, fs::read(&path).unwrap(), serde_json::from_str(&expected).unwrap())
        })
        .collect();
    letters.sort_by(|one, other| one.0.cmp(&other.0));
    letters
}

#[test]
fn every_letter_is_read_as_it_says() {
    let letters = letters();
    assert!(letters.len() >= 25, "{} letters", letters.len());
    let complaints: Vec<String> = letters
        .iter()
        .flat_map(|(name, raw, expected)| {
            let envelope = expected.get("mailFrom").and_then(Value::as_str).map(|path| Envelope {
                reverse_path: Some(path.to_owned()),
                recipients: vec!["signaal@wijkteam.example".to_owned()],
                client: None,
            });
            let letter = read(raw, envelope.as_ref(), &own());
            complaints(&letter, expected).into_iter().map(move |complaint| format!("{name}: {complaint}"))
        })
        .collect();
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

/// Every key of the expectation that does not hold.
fn complaints(letter: &Letter, expected: &Value) -> Vec<String> {
    expected.as_object().unwrap().iter().filter_map(|(key, wanted)| complaint(letter, key, wanted)).collect()
}

fn complaint(letter: &Letter, key: &str, wanted: &Value) -> Option<String> {
    let contains = |text: &str| words(wanted).into_iter().all(|word| text.contains(&word));
    let lacks = |text: &str| words(wanted).into_iter().all(|word| !text.contains(&word));
    let text = |value: Option<&str>| Value::from(value.map(str::to_owned));
    let (holds, actual) = match key {
        "mailFrom" | "uitleg" => return None,
        "afzender" => equal(&text(letter.from.as_ref().map(|from| from.address.as_str())), wanted),
        "onderwerp" => equal(&Value::from(letter.subject.clone()), wanted),
        "messageId" => equal(&text(letter.message_id.as_deref()), wanted),
        "antwoordNaar" => equal(&text(letter.thread.answer_to.as_deref()), wanted),
        "datum" => equal(&text(letter.date.map(|date| date.to_string()).as_deref()), wanted),
        "tekst" => (contains(&letter.text), letter.text.clone()),
        "nieuweTekst" => equal(&Value::from(letter.new_text.clone()), wanted),
        "nieuweTekstMet" => (contains(&letter.new_text), letter.new_text.clone()),
        "nieuweTekstZonder" => (lacks(&letter.new_text), letter.new_text.clone()),
        "doorgestuurd" => equal(&Value::from(letter.forwarded), wanted),
        "binnensteAfzender" => equal(&text(letter.inner_sender.as_deref()), wanted),
        "automatisch" => {
            let kind = letter.automatic.as_ref().map(|automatic| format!("{:?}", automatic.kind));
            equal(&text(kind.as_deref()), wanted)
        }
        "onleesbaar" => match wanted {
            Value::Null => (letter.unreadable.is_none(), format!("{:?}", letter.unreadable)),
            _ => (contains(letter.unreadable.as_deref().unwrap_or_default()), format!("{:?}", letter.unreadable)),
        },
        "bijlagen" => {
            let files = letter.attachments.iter().map(|file| Value::from(format!("{} {}", file.naam, file.mediatype)));
            equal(&Value::Array(files.collect()), wanted)
        }
        "verwijzingen" => equal(&Value::from(letter.thread.references.clone()), wanted),
        other => (false, format!("unknown expectation {other}")),
    };
    (!holds).then(|| format!("{key}: wanted {wanted}, read {actual:?}"))
}

fn words(wanted: &Value) -> Vec<String> {
    match wanted {
        Value::String(word) => vec![word.clone()],
        other => other.as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect(),
    }
}

fn equal(actual: &Value, wanted: &Value) -> (bool, String) {
    (actual == wanted, actual.to_string())
}

/// ROUTING §2.5, the 24 vectors: header lines, MAIL FROM, and what they show.
#[test]
fn the_24_vectors_come_out_right() {
    use AutomaticKind::{AutoReply, Bounce, Generated, List};
    let vectors: [(&str, Option<AutomaticKind>); 24] = [
        ("X-Plain: human", None),
        ("Auto-Submitted: no", None),
        ("Auto-Submitted: No", None),
        ("Auto-Submitted: no (typed by a human)", None),
        ("Auto-Submitted: auto-replied", Some(AutoReply)),
        ("Auto-Submitted: Auto-Replied", Some(AutoReply)),
        ("Auto-Submitted: auto-generated (failure)", Some(Generated)),
        ("Auto-Submitted: auto-notified; owner-email=x", Some(Generated)),
        ("Auto-Submitted: auto-replied\r\nAuto-Submitted: no", Some(AutoReply)),
        ("Precedence: bulk", Some(List)),
        ("Precedence: Junk", Some(List)),
        ("Precedence: list", Some(List)),
        ("Precedence: first-class", None),
        ("Precedence: auto_reply", Some(AutoReply)),
        ("X-Auto-Response-Suppress: All", Some(Generated)),
        ("X-Auto-Response-Suppress: DR, AutoReply", Some(Generated)),
        ("List-Id: <wijk.lijst.example>", Some(List)),
        ("List-Unsubscribe: <mailto:uit@lijst.example>", Some(List)),
        ("Return-Path: <>", Some(Generated)),
        ("From: MAILER-DAEMON@meldpunt.example", Some(Bounce)),
        ("Content-Type: multipart/report; report-type=delivery-status; boundary=x", Some(Bounce)),
        ("X-Autoreply: yes", Some(AutoReply)),
        ("From: noreply@meldpunt.example", Some(Generated)),
        ("Subject: Automatisch antwoord: zorg", Some(AutoReply)),
    ];
    for (number, (lines, expected)) in (1..).zip(vectors) {
        let from = if lines.starts_with("From:") { "" } else { "From: Joke <joke@meldpunt.example>\r\n" };
        let mail = format!("{from}{lines}\r\nTo: signaal@wijkteam.example\r\n\r\nGraag een berichtje terug.\r\n");
        let letter = read(mail.as_bytes(), None, &own());
        assert_eq!(letter.automatic.map(|automatic| automatic.kind), expected, "vector {number:02} {lines}");
    }
}

#[test]
fn a_ticket_systems_receipt_is_told_by_its_whole_subject() {
    use AutomaticKind::Generated;
    for (subject, expected) in [
        ("[Ticket#12] Uw bericht is ontvangen", Some(Generated)),
        ("[Acantus] [#2026-0012] Wij hebben uw e-mail ontvangen.", Some(Generated)),
        ("Uw bericht is ontvangen", None),
        ("[Acantus] Uw bericht is ontvangen", None),
        ("[Ticket#12] Uw bericht is ontvangen, maar de bijlage niet", None),
        ("[Ticket#12] Zorg over Pijlkruidhof 3", None),
        ("Re: [Ticket#12] Uw bericht is ontvangen", None),
    ] {
        assert_eq!(kind(&format!("Subject: {subject}")), expected, "{subject}");
    }
}

#[test]
fn text_under_a_wrong_label_is_read_as_far_as_its_bytes_allow() {
    let said = "Mevrouw De Wit, Pijlkruidhof 3, is gevallen.";
    let part = format!("Content-Type: text/plain\n\n{said}");
    for (head, body) in [
        ("Content-Type: text/plain\nContent-Transfer-Encoding: base64", said.to_owned()),
        ("Content-Type: multipart/mixed", said.to_owned()),
        ("Content-Type: multipart/mixed; boundary=nergens", said.to_owned()),
        ("Content-Type: multipart/mixed", format!("<html><p>{said}</p></html>")),
        ("Content-Type: multipart/mixed; boundary=nergens", format!("--hier\n{part}\n--hier--\n")),
        (
            "Content-Type: multipart/alternative",
            format!("--hier\n{part}\n--hier\nContent-Type: image/png\n\nx\n--hier--\n"),
        ),
        ("Content-Type: text/plain", said.replace("Pijlkruidhof", "Pijl\u{ad}kruid\u{200b}hof")),
    ] {
        let mail = format!("From: a@meldpunt.example\nMIME-Version: 1.0\n{head}\n\n{body}\n");
        let letter = read(mail.as_bytes(), None, &own());
        assert_eq!((letter.text.as_str(), letter.unreadable), (said, None), "{head} {body}");
    }
}

#[test]
fn labels_without_an_empty_line_above_them_are_text() {
    let text = |mail: &str| read(mail.as_bytes(), None, &own()).text;
    let fields = "From: a@meldpunt.example\nReceived: from b\n\tby a\nSubject: huur\nX-Mailer: y\n";
    let said = "Adres: Lisdoddeplein 6\nBetreft: huurder\n dreigt";
    assert_eq!(text(&format!("{fields}{said}\n")), said);
    assert_eq!(text(&format!("{fields}{said}\nBel hem")), format!("{said}\nBel hem"));
    assert_eq!(text(&format!("{fields}{said}\n\nBel hem")), "Bel hem", "where there is such a line it has the say");
    assert_eq!(text(fields), "");
}

fn kind(lines: &str) -> Option<AutomaticKind> {
    let from = if lines.contains("From:") { "" } else { "From: joke@meldpunt.example\n" };
    read(format!("{from}{lines}\n\ntekst\n").as_bytes(), None, &own()).automatic.map(|automatic| automatic.kind)
}

#[test]
fn our_own_mail_is_a_loop_and_a_persons_answer_to_it_is_not() {
    let to_ours = "In-Reply-To: <ack.1.ab@wijkteam.example>";
    assert_eq!(kind("X-Voordeur-Loop: parkwijk-1"), Some(AutomaticKind::Loop));
    assert_eq!(kind("X-Voordeur-Loop: een-ander"), None);
    assert_eq!(kind("From: Signaal+x@wijkteam.example"), Some(AutomaticKind::Loop));
    assert_eq!(kind(&format!("Subject: RE: Auto: Ontvangstbevestiging VD-1\n{to_ours}")), None);
    assert_eq!(kind(&format!("Auto-Submitted: auto-replied\n{to_ours}")), Some(AutomaticKind::Loop));
    assert_eq!(
        kind(&format!("Subject: Automatisch antwoord: Ontvangstbevestiging\n{to_ours}")),
        Some(AutomaticKind::Loop)
    );
}

#[test]
fn a_subject_tells_a_robot_only_at_its_start() {
    assert_eq!(kind("Subject: FW: Automatisch antwoord: zorg"), None);
    assert_eq!(kind("Subject: Re: Out of office"), None);
    assert_eq!(kind("Subject: [EXTERN] Out of Office: zorg"), Some(AutomaticKind::AutoReply));
    assert_eq!(kind("Subject: Onbestelbaar: zorg"), Some(AutomaticKind::Bounce));
    assert_eq!(kind("Subject: Onbestelbare post bij nummer 12"), None);
    assert_eq!(kind("Subject: Automatische incasso geweigerd"), None);
    assert_eq!(kind("Subject: Afwezig: Noor"), Some(AutomaticKind::Generated));
    assert_eq!(kind("Subject: Afwezigheid Noor"), None);
}

#[test]
fn an_answer_goes_to_an_aligned_envelope_sender_else_to_from() {
    let mail = b"From: Joke <joke@Meldpunt.example>\nReply-To: vreemd@evil.example\n\ntekst\n";
    let to = |path: &str| {
        let envelope = Envelope { reverse_path: Some(path.to_owned()), recipients: Vec::new(), client: None };
        read(mail, Some(&envelope), &own()).thread.answer_to
    };
    assert_eq!(to("joke.h@mail.meldpunt.example").as_deref(), Some("joke.h@mail.meldpunt.example"));
    assert_eq!(to("x@evil.example").as_deref(), Some("joke@meldpunt.example"));
    assert_eq!(to("x@kwaadmeldpunt.example").as_deref(), Some("joke@meldpunt.example"));
    assert_eq!(to(""), None);
    assert_eq!(read(mail, None, &own()).thread.answer_to.as_deref(), Some("joke@meldpunt.example"));
}

#[test]
fn an_answer_to_a_person_does_not_go_where_programs_take_reports() {
    let mail = b"From: Jan <jan@cjg.example>\n\ntekst\n";
    for path in [
        "bounces@cjg.example",
        "bounces+123=x@cjg.example",
        "return-12345@cjg.example",
        "bounce-8812-jan=cjg.example@mail.cjg.example",
        "prvs=0123abcdef=jan@cjg.example",
        "nieuws-bounces@cjg.example",
        "no-reply@cjg.example",
    ] {
        let envelope = Envelope { reverse_path: Some(path.to_owned()), recipients: Vec::new(), client: None };
        let letter = read(mail, Some(&envelope), &own());
        assert_eq!(letter.thread.answer_to.as_deref(), Some("jan@cjg.example"), "{path}");
        assert_eq!(letter.automatic, None, "{path}: a person is behind it");
    }
}

#[test]
fn a_person_behind_a_noreply_envelope_is_a_person() {
    assert_eq!(kind("Return-Path: <noreply@meldpunt.example>"), None);
    assert_eq!(kind("Return-Path: <owner-lijst@meldpunt.example>"), Some(AutomaticKind::List));
    assert_eq!(kind("From: Joke <j.noreply-straat@meldpunt.example>"), None);
    assert_eq!(kind("From: joke+noreply@meldpunt.example"), None);
}

#[test]
fn the_loop_mark_of_a_group_does_not_make_its_members_robots() {
    assert_eq!(kind("From: joke@meldpunt.example\nX-Loop: buurtgroep@groepen.example"), None);
    for mark in
        ["joke@meldpunt.example", "signaal+a@wijkteam.example", "MAILER-DAEMON@mx.example", "yes", "Autoresponder"]
    {
        let lines = format!("From: joke@meldpunt.example\nX-Loop: {mark}");
        assert_eq!(kind(&lines), Some(AutomaticKind::Generated), "{mark}");
    }
}

#[test]
fn accounts_of_programs_are_not_people() {
    for from in ["root@mx.example (Cron Daemon)", "www-data@mx.example", "bounces@mx.example"] {
        assert_eq!(kind(&format!("From: {from}")), Some(AutomaticKind::Generated), "{from}");
    }
    assert_eq!(kind("From: root@mx.example\nX-Cron-Env: <SHELL=/bin/sh>"), Some(AutomaticKind::Generated));
    assert_eq!(kind("From: Beheer <root@meldpunt.example>"), None);
    assert_eq!(kind("Return-Path: <bounces@lijst.example>"), None);
}

#[test]
fn a_senders_address_is_not_taken_from_its_display_name() {
    let letter = read(b"From: \"politie@politie.example\" <x@evil.example>\n\ntekst\n", None, &own());
    let from = Mailbox { name: Some("politie@politie.example".to_owned()), address: "x@evil.example".to_owned() };
    assert_eq!(letter.from, Some(from));
}

#[test]
fn references_are_well_formed_and_few() {
    let many: String = (0..40).map(|n| format!("<{n}@x.example> <kapot {n}> <ook@kapot@x>\n ")).collect();
    let mail = format!("From: a@x.example\nReferences: {many}\nMessage-ID: <zelf@x.example>\nMessage-ID: <b@x>\n\nx\n");
    let thread = read(mail.as_bytes(), None, &own()).thread;
    assert_eq!(thread.references.len(), 20);
    assert_eq!(thread.references.last().map(String::as_str), Some("<zelf@x.example>"));
    assert_eq!(thread.message_id.as_deref(), Some("<zelf@x.example>"));
}

#[test]
fn a_hundred_thousand_nested_messages_do_not_overflow() {
    let mail = format!("From: a@x.example\n{}tekst", "Content-Type: message/rfc822\n\n".repeat(100_000));
    assert!(read(mail.as_bytes(), None, &own()).unreadable.is_some());
}

#[test]
fn of_endless_fields_the_first_are_read_and_a_bsn_in_any_is_masked() {
    let mail =
        format!("From: a@x.example\nSubject: zorg\n{}X-Laatste: bsn\n 123456782\n\ntekst", "X: y\n".repeat(30_000));
    let letter = read(mail.as_bytes(), None, &own());
    assert_eq!((letter.subject.as_str(), letter.new_text.as_str()), ("zorg", "tekst"));
    assert!(!String::from_utf8(without_bsn(mail.into_bytes())).unwrap().contains("123456782"));
}

/// A mail with one file in base64.
fn with_file(name: &str, file: &str) -> String {
    use base64::Engine as _;
    let file = base64::engine::general_purpose::STANDARD.encode(file);
    format!(
        "From: a@x.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nZie de bijlage.\n--x\n\
         Content-Type: application/octet-stream; name=\"{name}\"\nContent-Transfer-Encoding: base64\n\
         Content-Disposition: attachment; filename=\"{name}\"\n\n{file}\n--x--\n"
    )
}

#[test]
fn a_mail_that_was_sent_as_just_a_file_is_opened() {
    let inner = "From: Meldkamer <noreply@politie.example>\r\nSubject: nachtdienst\r\n\r\n\
                 Ruzie bij Pijlkruidhof 7, BSN 111222333.\r\n";
    let mail = with_file("Nachtdienst.EML", inner);
    let letter = read(mail.as_bytes(), None, &own());
    for said in ["Zie de bijlage.", "Onderwerp: nachtdienst", "Ruzie bij Pijlkruidhof 7"] {
        assert!(letter.text.contains(said), "{said}: {}", letter.text);
    }
    let [file] = letter.attachments.as_slice() else { panic!("{} files", letter.attachments.len()) };
    assert_eq!((file.naam.as_str(), file.mediatype.as_str()), ("Nachtdienst.EML", "message/rfc822"));
    assert!(String::from_utf8_lossy(&file.inhoud).contains("BSN *********"), "without a BSN, as any mail in a mail");
    let kept = String::from_utf8(without_bsn(mail.into_bytes())).unwrap();
    assert!(read(kept.as_bytes(), None, &own()).text.contains("BSN *********"), "nor in the message as it is stored");
    assert_ne!(kept, with_file("Nachtdienst.EML", inner));
}

#[test]
fn a_file_that_only_has_the_name_of_a_mail_stays_a_file() {
    for (name, file) in [("scan.eml", "\u{1}\u{2} geen velden"), ("mail.bin", "From: b@x.example\n\nGeheim.")] {
        let letter = read(with_file(name, file).as_bytes(), None, &own());
        assert_eq!(letter.text, "Zie de bijlage.", "{name}");
        assert_eq!(letter.attachments[0].mediatype, "application/octet-stream", "{name}");
    }
}

#[test]
fn text_files_are_listed_without_a_bsn() {
    let part =
        |kind: &str, text: &str| format!("--x\nContent-Type: {kind}\nContent-Disposition: attachment\n\n{text}\n");
    let inner = "From: b@x.example\n\nBSN 111222333";
    let files = part("text/csv", "bsn;111222333\nBSN 111222333") + &part("message/rfc822", inner);
    let mail =
        format!("From: a@x.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nzie lijst\n{files}--x--\n");
    let letter = read(mail.as_bytes(), None, &own());
    assert_eq!(letter.attachments.len(), 2);
    for file in letter.attachments {
        let text = String::from_utf8(file.inhoud).unwrap();
        assert!(text.contains("BSN *********"), "{text}");
    }
}

#[test]
fn what_mailboxes_leave_around_a_mail_is_no_part_of_it() {
    for mail in [
        "From joke@x.example Mon Nov 23 08:52:00 2026\nFrom: joke@x.example\n\ntekst\n",
        "\u{FEFF}From: joke@x.example\n\ntekst",
        "From : joke@x.example\n\ntekst",
        "\r\nFrom: joke@x.example\r\rtekst",
        "From: joke@x.example\r\rtekst",
    ] {
        let letter = read(mail.as_bytes(), None, &own());
        assert_eq!(letter.from.map(|from| from.address).as_deref(), Some("joke@x.example"), "{mail:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_bytes_are_read(raw in prop::collection::vec(any::<u8>(), 0..2_000)) {
        read(&raw, None, &own());
        without_bsn(raw);
    }

    /// A letter with a piece cut out, doubled or overwritten.
    #[test]
    fn a_damaged_letter_is_read(seed in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(),
                                length in 0_usize..40, noise in prop::collection::vec(any::<u8>(), 0..8)) {
        let letters = letters();
        let (_, mut raw, _) = letters[seed.index(letters.len())].clone();
        if !raw.is_empty() {
            let start = at.index(raw.len());
            raw.splice(start..(start + length).min(raw.len()), noise);
        }
        let letter = read(&raw, None, &own());
        prop_assert_eq!(letter.text.is_empty(), letter.new_text.is_empty());
        without_bsn(raw);
    }

    #[test]
    fn text_never_becomes_nothing(lines in prop::collection::vec(
        prop::sample::select(vec![
            "Van: a@b.example", "Verzonden: maandag 2 maart 2026", "Aan: c", "> hallo", "", "Op 2 mrt 2026 om 10:00 schreef a <a@b.example>:",
            "Met vriendelijke groet,", "Jan", "-- ", "--", "Hij eet niet meer.", "-----Oorspronkelijk bericht-----",
            "Verzonden vanaf mijn iPhone", "LET OP: deze mail komt van buiten de organisatie.", "Disclaimer", "Tel. 0597-000000",
        ]), 0..14), subject in prop::sample::select(vec!["", "RE: zorg", "FW: zorg", "zorg"])) {
        let mail = format!("From: a@b.example\nSubject: {subject}\n\n{}\n", lines.join("\n"));
        let letter = read(mail.as_bytes(), None, &own());
        prop_assert_eq!(letter.text.is_empty(), letter.new_text.is_empty());
        let own_words = lines.iter().take_while(|line| !line.starts_with("Van") && !line.starts_with('-') && !line.starts_with("Op"));
        if own_words.clone().any(|line| line.starts_with("Hij")) {
            prop_assert!(letter.new_text.contains("Hij eet niet meer."));
        }
    }
}

#[test]
fn a_sender_is_verified_by_our_own_mail_server_alone() {
    let raw = b"Authentication-Results: mx.w.example; dmarc=pass header.from=politie.example\nFrom: an@politie.example\n\nzorg";
    let ours = OwnMail { authserv_id: Some("mx.w.example".to_owned()), ..own() };
    let others = OwnMail { authserv_id: Some("mx.x.example".to_owned()), ..own() };
    let proven = |raw: &[u8], own: &OwnMail| read(raw, None, own).identity.is_proven();
    assert!(proven(raw, &ours) && !proven(raw, &others) && !proven(raw, &own()));
    let twice = [b"From: jan@politie.example\n".as_slice(), raw].concat();
    assert!(!proven(&twice, &ours), "two From fields: nobody is believed");
    let listed = OwnMail { relays: vec![Network::parse("10.0.0.1").unwrap()], ..ours };
    let from = |address: &str| Envelope {
        client: Some(Client { address: address.parse().unwrap(), helo: "mx.w.example".to_owned() }),
        ..Envelope::default()
    };
    assert!(read(raw, Some(&from("10.0.0.1")), &listed).identity.is_proven());
    assert_eq!(
        read(raw, Some(&from("192.0.2.1")), &listed).identity,
        Identity::default(),
        "a stranger wrote that field"
    );
}

/// What the fuzz targets `read` and `reply` do (`fuzz/`), with fixed seeds: letters with octets changed, cut and doubled.
#[test]
fn letters_that_were_damaged_on_the_way_are_read_all_the_same() {
    let letters = letters();
    let mut chance = 0x9E37_79B9_7F4A_7C15_u64;
    let mut below = |limit: usize| {
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        usize::try_from(chance % (limit.max(1) as u64)).unwrap()
    };
    const MARKS: [&[u8]; 8] =
        [b"\r\n\r\n", b"--", b"=?utf-8?Q?", b"\0", b"<blockquote type=cite>", b"\xff\xfe", b">", b"Van: "];
    for (name, raw, _) in &letters {
        for _ in 0..12 {
            let mut damaged = raw.clone();
            for _ in 0..=below(6) {
                let at = below(damaged.len());
                match below(4) {
                    0 => damaged.truncate(at),
                    1 => drop(damaged.splice(at..at, MARKS[below(MARKS.len())].iter().copied())),
                    2 => drop(damaged.drain(at..(at + below(60)).min(damaged.len()))),
                    _ => damaged.extend_from_within(at..(at + below(400)).min(damaged.len())),
                }
            }
            let letter = read(&damaged, None, &own());
            assert_eq!(letter.text.trim().is_empty(), letter.new_text.is_empty(), "{name}");
            let masked = super::without_bsn(damaged);
            assert_eq!(super::without_bsn(masked.clone()), masked, "{name}");
        }
    }
}
