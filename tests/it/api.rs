//! The API as partners and the projectleider meet it: whole, over the network, on real books.

use serde_json::{Value, json};

use super::{
    clients::{Answer, http},
    world::{Backend, World},
};

fn signal(reference: &str) -> Value {
    json!({
        "bronReferentie": reference,
        "situatieSchets": "Reageert niet op brieven.",
        "adres": {"postcode": "9675 XA", "huisnummer": 12},
    })
}

async fn post(world: &World, key: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let bearer = format!("Bearer {key}");
    let mut all = vec![("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    all.extend_from_slice(headers);
    http(world.http_address(), "POST /v1/signalen", &all, body.as_bytes()).await.unwrap()
}

#[tokio::test]
async fn a_signal_is_taken_and_can_be_read_back() {
    let world = World::start().await;
    let key = world.key("acantus").await;
    let taken = world.post_signal(&key, &signal("een")).await.is(201);
    let body = taken.json();
    assert_eq!(taken.header("location"), format!("/v1/signalen/{}", body["id"].as_str().unwrap()));
    assert_eq!(body["partnerstatus"], "ontvangen");
    let read = world.ask(&key, &format!("GET {}", taken.header("location")), None).await.is(200).json();
    for field in ["id", "kenmerk", "ontvangenOp", "partnerstatus"] {
        assert_eq!(read[field], body[field], "{field}");
    }
}

#[tokio::test]
async fn the_same_again_gets_the_same_answer_and_says_so() {
    let world = World::start().await;
    let key = world.key("acantus").await;
    for (headers, reference) in [(&[("Idempotency-Key", "sleutel-1")][..], "een"), (&[][..], "twee")] {
        let body = signal(reference).to_string();
        let first = post(&world, &key, headers, &body).await.is(201);
        assert_eq!(first.header("idempotent-replayed"), "");
        let again = post(&world, &key, headers, &body).await.is(201);
        assert_eq!((again.header("idempotent-replayed"), &again.body), ("true", &first.body));
        assert_eq!(again.header("location"), first.header("location"));
    }
    assert_eq!(world.signalen().await.len(), 2);
}

#[tokio::test]
async fn the_same_key_with_another_body_is_a_conflict() {
    let world = World::start().await;
    let key = world.key("acantus").await;
    let other = json!({"bronReferentie": "een", "situatieSchets": "Iets heel anders."});
    world.post_signal(&key, &signal("een")).await.is(201);
    let conflict = world.post_signal(&key, &other).await.is(409);
    assert_eq!(conflict.header("content-type"), "application/problem+json");
    let keyed = [("Idempotency-Key", "sleutel-1")];
    post(&world, &key, &keyed, &signal("twee").to_string()).await.is(201);
    post(&world, &key, &keyed, &signal("drie").to_string()).await.is(409);
    assert_eq!(world.signalen().await.len(), 2);
}

#[tokio::test]
async fn another_partner_may_use_the_same_reference() {
    let world = World::start().await;
    for partner in ["acantus", "cjg"] {
        let key = world.key(partner).await;
        let answer = world.post_signal(&key, &signal("een")).await.is(201);
        assert_eq!(answer.header("idempotent-replayed"), "");
    }
    assert_eq!(world.signalen().await.len(), 2);
}

#[tokio::test]
async fn all_complaints_come_at_once() {
    let world = World::start().await;
    let key = world.key("acantus").await;
    let wrong = json!({
        "situatieschets": "verkeerd geschreven",
        "urgentie": "enorm",
        "crisissignaal": "ja",
        "bijlagen": [{"naam": "a.txt", "mediatype": "text/plain", "inhoud": "geen base64!"}],
    });
    let answer = world.post_signal(&key, &wrong).await.is(400);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let problem = answer.json();
    assert_eq!((&problem["status"], &problem["instance"]), (&json!(400), &json!("/v1/signalen")));
    let complaints = problem["fouten"].as_array().unwrap();
    let pointers: Vec<&str> = complaints.iter().map(|complaint| complaint["pointer"].as_str().unwrap()).collect();
    for pointer in ["/situatieschets", "/situatieSchets", "/urgentie", "/crisissignaal", "/bijlagen/0/inhoud"] {
        assert!(pointers.contains(&pointer), "{pointer} is missing in {problem}");
    }
    assert!(answer.body.contains("bedoelt u ‘situatieSchets’"), "{problem}");
    assert!(world.signalen().await.is_empty());
}

#[tokio::test]
async fn what_is_odd_is_kept_and_named() {
    let world = World::start().await;
    let key = world.key("acantus").await;
    let odd = json!({"situatieSchets": "Zorg.", "adres": {"postcode": "96", "huisnummer": "twaalf"}});
    let answer = world.post_signal(&key, &odd).await.is(201).json();
    assert!(!answer["waarschuwingen"].as_array().unwrap().is_empty(), "{answer}");
}

#[tokio::test]
async fn what_cannot_be_is_refused_as_a_problem() {
    let world = World::start().await;
    let (partner, leader) = (world.key("acantus").await, world.leader.clone());
    let good = signal("een");
    for (key, line, body, status) in [
        ("", "POST /v1/signalen", Some(&good), 401),
        ("vd_verzonnen", "POST /v1/signalen", Some(&good), 401),
        (&leader, "POST /v1/signalen", Some(&good), 403),
        (&partner, "GET /v1/casussen", None, 403),
        (&partner, "GET /v1/signalen", None, 403),
        (&partner, "GET /v1/matchvoorstellen", None, 403),
        (&partner, "POST /v1/huishoudens/_zoek", Some(&good), 403),
        (&partner, "GET /v1/niets", None, 404),
        (&partner, "GET /v1/signalen/", None, 404),
        (&partner, "GET /v1/signalen/01930000-0000-7000-8000-000000000000", None, 404),
        (&partner, "DELETE /v1/signalen", None, 405),
        (&leader, "GET /v1/casussen?status=zoek", None, 400),
        (&leader, "GET /v1/casussen?paginaGrootte=201", None, 400),
        (&leader, "GET /v1/casussen?wachtrijj=parkwijk", None, 400),
        (&leader, "GET /v1/signalen?cursor=onzin", None, 400),
    ] {
        let answer = world.ask(key, line, body).await;
        assert_eq!(answer.status, status, "{line}: {}", answer.body);
        assert_eq!(answer.header("content-type"), "application/problem+json", "{line}");
        assert_eq!(answer.json()["status"], status, "{line}");
    }
    let bearer = format!("Bearer {partner}");
    for (name, value, status) in [("Content-Type", "text/plain", 415), ("Accept", "application/xml", 406)] {
        let mut headers = vec![("Authorization", bearer.as_str()), (name, value)];
        if name == "Accept" {
            headers.push(("Content-Type", "application/json"));
        }
        let answer = http(world.http_address(), "POST /v1/signalen", &headers, good.to_string().as_bytes()).await;
        assert_eq!(answer.unwrap().status, status, "{name}: {value}");
    }
    let broken = post(&world, &partner, &[], "{\"situatieSchets\": ").await.is(400);
    assert!(broken.body.contains("regel 1"), "{}", broken.body);
    assert!(world.ask("", "DELETE /v1/signalen", None).await.header("allow").contains("POST"));
    assert_eq!(world.ask("", "POST /v1/signalen", Some(&good)).await.header("www-authenticate"), "Bearer");
    assert!(world.signalen().await.is_empty());
}

#[tokio::test]
async fn a_partner_sees_only_its_own() {
    let world = World::start().await;
    let (own, other) = (world.key("acantus").await, world.key("cjg").await);
    let taken = world.post_signal(&own, &signal("een")).await.is(201);
    let line = format!("GET {}", taken.header("location"));
    world.ask(&own, &line, None).await.is(200);
    let hidden = world.ask(&other, &line, None).await.is(404);
    let absent = world.ask(&other, "GET /v1/signalen/01930000-0000-7000-8000-000000000000", None).await.is(404);
    let without_path = |answer: &Answer| answer.json().as_object().map(|problem| problem["detail"].clone());
    assert_eq!(without_path(&hidden), without_path(&absent), "nobody learns that it exists");
    world.ask(&world.leader, &line, None).await.is(403);
}

#[tokio::test]
async fn a_list_is_whole_however_small_its_pages() {
    let world = World::start().await;
    let key = world.key("acantus").await;
    let mut sent = Vec::new();
    for number in 0..7 {
        let report = json!({
            "situatieSchets": "Zorg.",
            "adres": {"postcode": "9675 XA", "huisnummer": 100 + number},
        });
        let answer = world.post_signal(&key, &report).await.is(201).json();
        sent.push(answer["kenmerk"].as_str().unwrap().to_owned());
    }
    sent.reverse();
    for size in [1, 3, 7, 200] {
        let rows = world.list(&format!("/v1/signalen?status=nieuw&paginaGrootte={size}")).await;
        let seen: Vec<&str> = rows.iter().map(|row| row["kenmerk"].as_str().unwrap()).collect();
        assert_eq!(seen, sent, "pages of {size}, latest first");
        assert_eq!(world.list(&format!("/v1/casussen?wachtrij=parkwijk&paginaGrootte={size}")).await.len(), 7);
    }
    assert!(world.list("/v1/casussen?status=afgesloten").await.is_empty());
    let page = world.ask(&world.leader, "GET /v1/signalen?paginaGrootte=3", None).await.is(200).json();
    assert!(page["volgende"].as_str().unwrap().starts_with(&format!("http://{}/v1/", world.http_address())));
    let row = &page["resultaten"][0];
    for field in ["id", "kenmerk", "bron", "kanaal", "ontvangenOp", "status", "bronReferentie"] {
        assert!(row.get(field).is_some(), "{field} is missing in {row}");
    }
}

#[tokio::test]
async fn a_casus_shows_all_that_the_contract_promises() {
    let world = World::start().await;
    let kenmerk = world.reported("acantus", signal("een")).await;
    let casus = world.casus_of(&kenmerk).await;
    for field in
        ["id", "kenmerk", "wachtrij", "urgentie", "status", "redenen", "uiterlijkOp", "toegewezenAan", "signalen"]
    {
        assert!(casus.get(field).is_some(), "{field} is missing in {casus}");
    }
    for field in ["id", "adres", "betrokkenen"] {
        assert!(casus["huishouden"].get(field).is_some(), "huishouden.{field} is missing in {casus}");
    }
    for field in ["id", "kenmerk", "bron", "kanaal", "ontvangenOp", "onderwerp"] {
        assert!(casus["signalen"][0].get(field).is_some(), "signalen[].{field} is missing in {casus}");
    }
    let first = &casus["signalen"][0]["koppelredenen"][0];
    assert_eq!(first["reden"], "geen bekend huishouden past hierbij", "it opened the household: {casus}");
    world.reported("cjg", signal("twee")).await;
    let casus = world.casus_of(&kenmerk).await;
    let second = &casus["signalen"][1];
    assert!(second["regel"].as_str().is_some_and(|rule| !rule.is_empty()), "which rule chose the queue: {casus}");
    let reason = &second["koppelredenen"][0];
    assert!(reason["reden"].is_string() && reason["gewicht"].is_number(), "why it is in this household: {casus}");
    assert_eq!(casus["huishouden"]["adres"]["postcode"], "9675XA");
}

#[tokio::test]
async fn every_answer_carries_the_headers_of_the_design_rules() {
    let world = World::start().await;
    for line in ["GET /v1/openapi.json", "GET /v1/niets", "GET /v1/casussen"] {
        let answer = world.ask("", line, None).await;
        for (name, value) in [
            ("api-version", "1.0.0"),
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("strict-transport-security", "max-age=31536000"),
            ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
        ] {
            assert_eq!(answer.header(name), value, "{line}: {name}");
        }
        assert!(!answer.header("access-control-allow-origin").is_empty(), "{line}");
    }
}

#[tokio::test]
async fn many_signals_come_in_one_request_with_an_answer_a_line() {
    let world = World::start().await;
    let key = world.key("acantus").await;
    let lines = [signal("een").to_string(), "{\"situatieSchets\": 1}".to_owned(), signal("twee").to_string()];
    let bearer = format!("Bearer {key}");
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/x-ndjson")];
    let send = async || {
        let body = lines.join("\n");
        http(world.http_address(), "POST /v1/signalen/_bulk", &headers, body.as_bytes()).await.unwrap().is(200)
    };
    let parsed = |answer: &Answer| -> Vec<Value> {
        answer.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let first = parsed(&send().await);
    let statuses: Vec<&Value> = first.iter().map(|line| &line["status"]).collect();
    assert_eq!(statuses, [201, 400, 201]);
    assert_eq!(first.iter().map(|line| &line["regel"]).collect::<Vec<_>>(), [1, 2, 3]);
    let again = parsed(&send().await);
    assert_eq!((&again[0]["herhaald"], &again[0]["kenmerk"]), (&json!(true), &first[0]["kenmerk"]));
    assert_eq!(world.signalen().await.len(), 2);
}

#[tokio::test]
async fn the_description_is_served_to_all_and_names_every_path() {
    let world = World::start().await;
    let description = world.ask("", "GET /v1/openapi.json", None).await.is(200).json();
    assert_eq!(description["openapi"], "3.1.0");
    for path in [
        "/signalen",
        "/signalen/_bulk",
        "/signalen/{id}",
        "/formulieren/{voordeur}",
        "/casussen",
        "/matchvoorstellen",
        "/matchvoorstellen/{id}/besluiten",
        "/huishoudens/_zoek",
        "/openapi.json",
    ] {
        let known = description["paths"].as_object().unwrap();
        let normalised = |path: &str| {
            path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part }).collect::<Vec<_>>().join("/")
        };
        assert!(known.keys().any(|known| normalised(known) == normalised(path)), "{path} is missing");
    }
}

#[tokio::test]
async fn over_the_limit_there_is_a_time_to_wait_and_the_next_partner_need_not() {
    let world = World::with(Backend::Sqlite, &[("LIMITS__API_REQUESTS_PER_MINUTE", "3")]).await;
    let (hasty, other) = (world.key("acantus").await, world.key("cjg").await);
    for number in 0..3 {
        world.post_signal(&hasty, &signal(&number.to_string())).await.is(201);
    }
    let refused = world.post_signal(&hasty, &signal("3")).await.is(429);
    assert!(refused.header("retry-after").parse::<u64>().unwrap() >= 1);
    assert_eq!(refused.header("content-type"), "application/problem+json");
    world.post_signal(&other, &signal("3")).await.is(201);
}
