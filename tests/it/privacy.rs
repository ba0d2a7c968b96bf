//! What must not leak: people into logs and metrics at any level, and personal numbers into the store.

use std::fs;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;

use super::{
    binary::{Installation, Program, bytes_below},
    clients::{Mail, MailClient, http, kenmerk_in, urlencoded},
    sink::Sink,
    world::{Backend, World, eventually},
};

/// Words that stand in signals and nowhere in the program, its configuration or its libraries.
const MARKERS: [&str; 9] = [
    "Zwaluwenburg",
    "Fladderakse",
    "Pijlkruidhof",
    "9675XC",
    "9675 XC",
    "merkteken",
    "zonderlinge-toestand",
    "0612345987",
    "111222333",
];
const PERSON: &str = "merkteken@meldpunt.example";
const TEXT: &str = "Mevrouw Fladderakse Zwaluwenburg, Pijlkruidhof 7, 9675 XC, BSN 111222333, tel. 0612345987: \
                    zonderlinge-toestand in huis.";

/// Passes the eleven test; the one of the domain study.
const BSN: &str = "111222333";

fn letter() -> Mail {
    Mail::from(PERSON, TEXT).about("Zwaluwenburg: zonderlinge-toestand")
}

async fn mails(program: &Program) {
    let mut client = MailClient::greet(program.smtp, "EHLO").await.unwrap();
    let html = letter().header("Content-Type", "text/html; charset=\"Zwaluwenburg\"");
    let cut_off = letter().header("Content-Type", "multipart/mixed; boundary=merkteken");
    let nonsense = letter().header("Content-Transfer-Encoding", "base64");
    let robot = letter().header("Auto-Submitted", "auto-replied").header("List-Id", "<merkteken.example>");
    let stranger = Mail { from: "merkteken@vreemd.example".to_owned(), ..letter() };
    for mail in [letter(), letter(), html, cut_off, nonsense, robot, stranger] {
        let reply = client.send(&mail.reverse_path, &mail.octets()).await.unwrap();
        assert!(reply.starts_with("250 "), "{reply}");
    }
    // A message that is none, and one with a bare line end.
    for octets in [&b"\xff\xfe Zwaluwenburg \x00\r\n"[..], b"Subject: Zwaluwenburg\r\n\r\nmerk\nteken\r\n"] {
        client.send(PERSON, octets).await.unwrap();
    }
    // What is no mail at all.
    for line in [
        "RCPT TO:<merkteken.zwaluwenburg@elders.example>",
        "MAIL FROM:<Zwaluwenburg merkteken>",
        "MAIL FROM:<merkteken@meldpunt.example>",
        "RCPT TO:<merkteken@wijkteam.example>",
        "RCPT TO:<merkteken@elders.example>",
        "VRFY Zwaluwenburg",
        "ZWALUWENBURG merkteken",
    ] {
        client.say(line).await.unwrap();
    }
    let mut client = MailClient::greet(program.lmtp, "LHLO").await.unwrap();
    client.send(PERSON, &letter().octets()).await.unwrap();
    // One who leaves in the middle of a message.
    let mut client = MailClient::greet(program.smtp, "EHLO").await.unwrap();
    for line in ["MAIL FROM:<merkteken@meldpunt.example>", "RCPT TO:<signaal@wijkteam.example>", "DATA"] {
        client.say(line).await.unwrap();
    }
}

async fn requests(program: &Program, partner: &str, leader: &str) {
    let bearer = |key: &str| format!("Bearer {key}");
    let (partner, leader) = (bearer(partner), bearer(leader));
    let person = json!({"geslachtsnaam": "Zwaluwenburg", "voornamen": "Fladderakse", "telefoonnummer": "0612345987"});
    let signal = json!({
        "bronReferentie": "merkteken-1",
        "situatieSchets": TEXT,
        "adres": {"postcode": "9675 XC", "huisnummer": 7, "straatnaam": "Pijlkruidhof"},
        "betrokkenen": [person],
        "melder": {"naam": "Zwaluwenburg", "digitaleAdressen": [{"soort": "email", "adres": PERSON}]},
    });
    let other = json!({"bronReferentie": "merkteken-1", "situatieSchets": "Zwaluwenburg: zonderlinge-toestand"});
    let wrong = json!({"Zwaluwenburg": "merkteken", "urgentie": "zonderlinge-toestand", "betrokkenen": [{"leeftijd": "Fladderakse"}]});
    let search = json!({"adres": {"postcode": "9675 XC", "huisnummer": 7}, "betrokkenen": [person]});
    let cut_off = "{\"situatieSchets\": \"Zwaluwenburg merkteken";
    let json_posts = [
        (&partner, "POST /v1/signalen", signal.to_string(), 201),
        (&partner, "POST /v1/signalen", signal.to_string(), 201),
        (&partner, "POST /v1/signalen", other.to_string(), 409),
        (&partner, "POST /v1/signalen", wrong.to_string(), 400),
        (&partner, "POST /v1/signalen", cut_off.to_owned(), 400),
        (&partner, "POST /v1/formulieren/merkteken", signal.to_string(), 404),
        (&partner, "GET /v1/signalen/Zwaluwenburg", String::new(), 404),
        (&partner, "GET /v1/zonderlinge-toestand/Zwaluwenburg?naam=merkteken", String::new(), 404),
        (&leader, "GET /v1/casussen?status=Zwaluwenburg", String::new(), 400),
        (&leader, "GET /v1/casussen", String::new(), 200),
        (&leader, "POST /v1/huishoudens/_zoek", search.to_string(), 200),
        (&leader, "POST /v1/signalen", signal.to_string(), 403),
    ];
    for (key, line, body, status) in json_posts {
        let headers = [("Authorization", key.as_str()), ("Content-Type", "application/json")];
        let answer = http(program.http, line, &headers, body.as_bytes()).await.unwrap();
        assert!(answer.status == status || (status == 404 && answer.status < 500), "{line}: {}", answer.status);
    }
    let form = [("situatie", TEXT), ("straat", "Pijlkruidhof"), ("naam", "Zwaluwenburg"), ("email", PERSON)];
    let faulty = [("situatie", ""), ("naam", "Zwaluwenburg"), ("email", "merkteken@")];
    let login = [("email", PERSON), ("wachtwoord", "zonderlinge-toestand")];
    for (line, fields) in [
        ("POST /melden", &form[..]),
        ("POST /melden", &faulty[..]),
        ("POST /melden/Zwaluwenburg", &form[..]),
        ("POST /inloggen", &login[..]),
        ("GET /eenmalig/Zwaluwenburg", &[]),
        ("GET /wachtrij?zoek=Zwaluwenburg", &[]),
        ("POST /zoeken", &[("woorden", "Zwaluwenburg merkteken")]),
    ] {
        let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("User-Agent", "merkteken")];
        let answer = http(program.http, line, &headers, urlencoded(fields).as_bytes()).await.unwrap();
        assert!(answer.status < 500, "{line}: {}", answer.status);
    }
}

#[track_caller]
fn says_nothing_of_people(what: &str, text: &str) {
    for marker in MARKERS {
        let found = text.lines().find(|line| line.to_lowercase().contains(&marker.to_lowercase()));
        assert!(found.is_none(), "{what}: {marker} stands in: {}", found.unwrap_or_default());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_the_loudest_level_logs_and_metrics_name_nobody() {
    let sink = Sink::open().await;
    // The relay's words hold an address.
    for reply in ["451 4.2.2 <merkteken@meldpunt.example> over quota", "550 5.1.1 <merkteken@meldpunt.example> unknown"]
    {
        sink.will_answer(reply);
    }
    let installation = Installation::new(&sink.relay());
    let (partner, leader) = (installation.key("--partner", "acantus"), installation.key("--role", "projectleider"));
    let program = installation.serve("trace");
    mails(&program).await;
    requests(&program, &partner, &leader).await;
    eventually("some mail was sent and some was refused", async || (sink.attempts().len() >= 4).then_some(())).await;
    let metrics = http(program.metrics, "GET /metrics", &[], b"").await.unwrap().is(200).body;
    assert!(metrics.contains("voordeur_received_total"), "{metrics}");
    program.signal("TERM");
    let (status, [log, output]) = program.ended();
    assert!(status.success());
    assert!(log.lines().count() > 10, "{log}");
    says_nothing_of_people("the metrics", &metrics);
    says_nothing_of_people("standard output", &output);
    says_nothing_of_people("the log", &log);
    assert!(!log.contains("a task panicked"), "{log}");
    for sent in sink.attempts() {
        says_nothing_of_people("an answer", &sent.text());
        says_nothing_of_people("its subject", &sent.header("Subject"));
    }
}

/// The characters that stand for `text` in base64, wherever it begins in the encoded bytes.
fn inside_base64(text: &str) -> Vec<String> {
    (0..3)
        .map(|shift| {
            let encoded = STANDARD.encode(format!("{}{text}", "x".repeat(shift)));
            // The outer characters depend on the neighbours.
            encoded[(shift * 8).div_ceil(6)..(shift + text.len()) * 8 / 6].to_owned()
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_personal_number_lies_in_the_store_however_it_came() {
    let sink = Sink::open().await;
    let installation = Installation::new(&sink.relay());
    let partner = installation.key("--partner", "oggz");
    let program = installation.serve("info");
    let mut client = MailClient::greet(program.smtp, "EHLO").await.unwrap();
    let text = format!("Betreft dhr. K. Boelens, BSN {BSN}, Kikkerbeetlaan 4, 9675 XD. Medicatie gestopt.");
    let encoded = |kind: &str, text: &str| {
        Mail::from("ria@oggz.example", text)
            .header("Content-Type", "text/plain; charset=utf-8")
            .header("Content-Transfer-Encoding", kind)
    };
    let base64 = STANDARD.encode(&text);
    assert!(inside_base64(BSN).iter().any(|form| base64.contains(form)), "this test would see it");
    let file = format!(
        "--grens\nContent-Type: text/plain\n\nZie bijlage.\n--grens\nContent-Type: text/csv; \
         name=lijst.csv\nContent-Disposition: attachment; filename=lijst.csv\nContent-Transfer-Encoding: base64\n\n{}\n--grens--",
        STANDARD.encode(format!("naam;bsn\nBoelens;{BSN}\n"))
    );
    for mail in [
        Mail::from("ria@oggz.example", &text).about(&format!("Betreft BSN {BSN}")),
        encoded("quoted-printable", &text.replace(BSN, "111222=\n333")),
        encoded("quoted-printable", &text.replace(BSN, "=3111=322=3233=33")),
        encoded("base64", &base64),
        Mail::from("ria@oggz.example", &file).header("Content-Type", "multipart/mixed; boundary=grens"),
        Mail::from("ria@oggz.example", &format!("<p>BSN <b>{BSN}</b> van Boelens, Kikkerbeetlaan 4.</p>"))
            .header("Content-Type", "text/html; charset=utf-8"),
    ] {
        let reply = client.send(&mail.reverse_path, &mail.octets()).await.unwrap();
        assert!(reply.starts_with("250 "), "{reply}");
    }
    let bearer = format!("Bearer {partner}");
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    let signal =
        json!({"situatieSchets": text, "onderwerp": BSN, "betrokkenen": [{"geslachtsnaam": format!("Boelens {BSN}")}]});
    http(program.http, "POST /v1/signalen", &headers, signal.to_string().as_bytes()).await.unwrap().is(201);
    // In each field, also where a warning quotes what is odd, and as the partner's own number.
    for fields in [
        json!({"adres": {"postcode": format!("BSN {BSN}"), "huisnummer": BSN, "huisletter": BSN}}),
        json!({"adres": {"huisnummer": 111_222_333, "huisnummertoevoeging": BSN, "straatnaam": BSN}}),
        json!({"vorigAdres": {"huisnummer": format!("huis {BSN}"), "postcode": BSN}, "signaaldatum": BSN}),
        json!({"betrokkenen": [{"geboortedatum": format!("{BSN} of 1980"), "leeftijd": BSN, "rol": BSN}]}),
        json!({"betrokkenen": [{"leeftijd": 111_222_333, "geboortedatum": format!("{}{BSN}", "x ".repeat(26))}]}),
        json!({"bijlagen": [{"naam": BSN}], "soort": BSN, "verzoek": BSN}),
        json!({"bronReferentie": BSN}),
    ] {
        let mut signal = fields;
        signal["situatieSchets"] = json!("Zorg.");
        let answer = http(program.http, "POST /v1/signalen", &headers, signal.to_string().as_bytes()).await.unwrap();
        let answer = answer.is(201);
        assert!(!answer.body.contains("11122"), "{}", answer.body);
        let again = http(program.http, "POST /v1/signalen", &headers, signal.to_string().as_bytes()).await.unwrap();
        assert_eq!(again.header("idempotent-replayed") == "true", signal.get("bronReferentie").is_some());
    }
    // What is masked where it is read is still known from another.
    let other = json!({"bronReferentie": "123456782", "situatieSchets": "Zorg."}).to_string();
    let other = http(program.http, "POST /v1/signalen", &headers, other.as_bytes()).await.unwrap().is(201);
    assert_eq!(other.header("idempotent-replayed"), "");
    // JSON may write any character by its number.
    let escaped = format!("{{\"situatieSchets\": \"BSN {}\"}}", BSN.replace("222", "\\u0032\\u0032\\u0032"));
    http(program.http, "POST /v1/signalen", &headers, escaped.as_bytes()).await.unwrap().is(201);
    let form = urlencoded(&[("situatie", text.as_str()), ("wie", BSN)]);
    let headers = [("Content-Type", "application/x-www-form-urlencoded")];
    http(program.http, "POST /melden", &headers, form.as_bytes()).await.unwrap().is(200);
    // Once beside the write-ahead log, once when it is folded in.
    let open = bytes_below(installation.folder.path());
    program.signal("TERM");
    assert!(program.ended().0.success());
    let closed = bytes_below(installation.folder.path());
    for (when, bytes) in [("open", open), ("closed", closed)] {
        let holds = |needle: &str| bytes.windows(needle.len()).any(|window| window == needle.as_bytes());
        assert!(holds("Kikkerbeetlaan"), "{when}: the rest is there");
        assert!(!holds(BSN), "{when}: the number lies in the store");
        assert!(!holds("111\\u0032"), "{when}: in JSON, by the numbers of its digits");
        assert!(!holds("111222=") && !holds("=3111=322"), "{when}: in quoted-printable");
        for form in inside_base64(BSN) {
            assert!(!holds(&form), "{when}: in base64 as {form}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_a_lawful_basis_a_keyed_hash_knows_somebody_again_and_the_number_still_lies_nowhere() {
    let key = tempfile::NamedTempFile::new().unwrap();
    fs::write(key.path(), STANDARD.encode([7; 32])).unwrap();
    let allowed = [
        ("HOUSEHOLD__BSN", "keyed-hash"),
        ("HOUSEHOLD__BSN_BASIS", "Wabb artikel 10, besluit van 3 maart"),
        ("HOUSEHOLD__BSN_KEY_FILE", key.path().to_str().unwrap()),
    ];
    for (settings, households) in [(&allowed[..], 1), (&[], 2)] {
        let world = World::with(Backend::Sqlite, settings).await;
        for text in [
            format!("Zorg over Karel Boelens, BSN {BSN}, Kikkerbeetlaan 4, 9675 XD Winschoten."),
            format!("Betreft K. Oudezand (BSN: {}), Pijlkruidhof 7, 9675 XC Winschoten.", "111.222.333"),
        ] {
            world.mailed(&Mail::from("ria@oggz.example", &text)).await;
        }
        assert_eq!(world.households().await.len(), households, "{settings:?}");
        let file = world.store_url.trim_start_matches("sqlite:");
        let bytes = [fs::read(file).unwrap(), fs::read(format!("{file}-wal")).unwrap_or_default()].concat();
        let holds = |needle: &str| bytes.windows(needle.len()).any(|window| window == needle.as_bytes());
        assert!(holds("Kikkerbeetlaan") && !holds(BSN) && !holds("111.222.333"));
        assert_eq!(holds("burger:"), households == 1, "the hash is there only where it may be");
    }
}

/// The value of a counter in the text of `/metrics`; one that nobody counted yet is 0.
fn counted(metrics: &str, channel: &str, result: &str) -> u64 {
    let labels = [format!("channel=\"{channel}\""), format!("result=\"{result}\"")];
    let mut lines = metrics.lines().filter(|line| line.starts_with("voordeur_received_total{"));
    let line = lines.find(|line| labels.iter().all(|label| line.contains(label)));
    line.map_or(0, |line| line.rsplit_once(' ').unwrap().1.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_door_counts_what_it_was_given_and_tells_each_signal_once() {
    let installation = Installation::new(&Sink::open().await.relay());
    let partner = format!("Bearer {}", installation.key("--partner", "acantus"));
    let program = installation.serve("info");
    let mut client = MailClient::greet(program.smtp, "EHLO").await.unwrap();
    let mail = Mail::from("ria@oggz.example", TEXT);
    let mailed = client.send(&mail.reverse_path, &mail.octets()).await.unwrap();
    assert_eq!(client.send(&mail.reverse_path, &mail.octets()).await.unwrap(), mailed);
    let post = async |path: &str, kind: &str, body: String| {
        let headers = [("Authorization", partner.as_str()), ("Content-Type", kind)];
        http(program.http, path, &headers, body.as_bytes()).await.unwrap()
    };
    let signal = json!({"bronReferentie": "1", "situatieSchets": "Zorg."}).to_string();
    let posted = post("POST /v1/signalen", "application/json", signal.clone()).await.is(201).json();
    post("POST /v1/signalen/_bulk", "application/x-ndjson", format!("{signal}\n{{}}\n")).await.is(200);
    post("POST /v1/signalen", "application/json", signal.replace("Zorg.", "Anders.")).await.is(409);
    let form = |text: &str| urlencoded(&[("situatie", text), ("bewijs", "een-en-dezelfde-pagina-0123456789")]);
    let page = post("POST /melden", "application/x-www-form-urlencoded", form(TEXT)).await.is(200).body;
    post("POST /melden", "application/x-www-form-urlencoded", form("")).await;
    let metrics = http(program.metrics, "GET /metrics", &[], b"").await.unwrap().is(200).body;
    for (channel, [accepted, repeated, refused]) in [("smtp", [1, 1, 0]), ("api", [1, 1, 2]), ("form", [1, 0, 1])] {
        for (result, count) in [("accepted", accepted), ("repeated", repeated), ("refused", refused)] {
            assert_eq!(counted(&metrics, channel, result), count, "{channel} {result}: {metrics}");
        }
    }
    program.signal("TERM");
    let log = program.ended().1[0].clone();
    let told: Vec<serde_json::Value> = log.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    for (kenmerk, door, source) in [
        (kenmerk_in(&mailed), "email", "oggz"),
        (posted["kenmerk"].as_str().unwrap().to_owned(), "api", "acantus"),
        (kenmerk_in(&page), "webformulier", "bewoners"),
    ] {
        let taken = |line: &&serde_json::Value| line["message"] == "a signal was taken" && line["kenmerk"] == kenmerk;
        let lines: Vec<_> = told.iter().filter(taken).collect();
        assert_eq!(lines.len(), 1, "{kenmerk}: {log}");
        assert_eq!((&lines[0]["door"], &lines[0]["partner"]), (&json!(door), &json!(source)));
    }
}
