//! The API as a partner and the projectleider meet it.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{body::Body, http::Request};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::*;
use crate::{
    domain::{Actor, CasusStatus, Delivery, DeliveryKey, Kenmerk, PartnerName, RawMessage, Receipt, Report, SignalId},
    intake::*,
};

const PARTNER: &str = "vd_partner";
const LEADER: &str = "vd_leider";

/// Books that remember deliveries and know two keys.
#[derive(Default)]
struct FakeBooks {
    taken: Mutex<Vec<(Delivery, Receipt)>>,
    down: AtomicBool,
}

impl SignalTaker for FakeBooks {
    async fn take_report(
        &self,
        _: ReportOrigin,
        report: Report,
        _: RawMessage,
        delivery: Delivery,
    ) -> Result<Receipt, IntakeError> {
        assert_ne!(report.situatie_schets, "paniek", "as asked");
        if self.down.load(Ordering::Relaxed) {
            return Err(Unavailable::because("disk full").into());
        }
        let mut taken = self.taken.lock().unwrap();
        let by = |keys: &[DeliveryKey]| {
            taken.iter().find(|(known, _)| known.claims.iter().any(|claim| keys.contains(claim)))
        };
        let same = |found: &&(Delivery, Receipt)| found.0.content_hash == delivery.content_hash;
        let known = by(&delivery.recognised_by).or_else(|| by(&delivery.recognised_if_same).filter(same));
        if let Some((known, receipt)) = known {
            if known.content_hash != delivery.content_hash {
                return Err(Refusal::KeyReused.into());
            }
            return Ok(Receipt { repeated: true, ..receipt.clone() });
        }
        let number = taken.len() as u64;
        let receipt = Receipt {
            id: SignalId(uuid::Uuid::from_u128(number.into())),
            kenmerk: Kenmerk::of_signal(number),
            received_at: Timestamp::UNIX_EPOCH,
            repeated: false,
            warnings: report.waarschuwingen,
        };
        taken.push((delivery, receipt.clone()));
        Ok(receipt)
    }
}

impl Register for FakeBooks {
    async fn api_key(&self, hash: &str) -> Result<Option<ApiKey>, Unavailable> {
        let key = |partner: Option<&str>, role: Option<&str>| ApiKey {
            id: "k".to_owned(),
            partner: partner.map(|name| PartnerName(name.to_owned())),
            role: role.map(str::to_owned),
        };
        let of = |secret: &str| crate::doors::admission::sha256_hex(secret.as_bytes());
        Ok(match hash {
            hash if hash == of(PARTNER) => Some(key(Some("cjg"), None)),
            hash if hash == of(LEADER) => Some(key(None, Some("projectleider"))),
            _ => None,
        })
    }

    async fn signal_of_partner(&self, id: SignalId, _: &PartnerName) -> Result<Option<PartnerSignal>, Unavailable> {
        let known = id.0.is_nil().then(|| PartnerSignal {
            id,
            kenmerk: Kenmerk::of_signal(0),
            received_at: Timestamp::UNIX_EPOCH,
            status: PartnerStatus::Opgepakt,
            feedback: Vec::new(),
        });
        Ok(known)
    }

    async fn casussen(&self, filter: CasusFilter, page: PageAsked) -> Result<Page<CasusSeen>, Unavailable> {
        assert_eq!(filter.status, Some(CasusStatus::Nieuw));
        let next = Cursor { first: 1, second: 2, id: uuid::Uuid::nil().to_string() };
        let first = page.after.is_none();
        assert!(first || page.after.as_ref() == Some(&next));
        Ok(Page { rows: Vec::new(), next: first.then_some(next) })
    }

    async fn signalen(&self, _: Option<String>, _: PageAsked) -> Result<Page<SignalLine>, Unavailable> {
        Ok(Page { rows: Vec::new(), next: None })
    }

    async fn proposals(&self, _: PageAsked) -> Result<Page<OpenProposal>, Unavailable> {
        Ok(Page { rows: Vec::new(), next: None })
    }

    async fn decide_proposal(
        &self,
        id: &str,
        verdict: Verdict,
        _: &Actor,
        _: Timestamp,
    ) -> Result<Settled, Unavailable> {
        Ok(match (id, verdict) {
            ("1", Verdict::Zelfde) => Settled::Done,
            ("1", Verdict::Ander) => Settled::Contradicts,
            _ => Settled::Unknown,
        })
    }

    async fn find_households(&self, _: HouseholdQuery) -> Result<Vec<HouseholdSeen>, Unavailable> {
        Ok(Vec::new())
    }
}

struct Api {
    books: Arc<FakeBooks>,
    router: Router,
}

struct Answer {
    status: u16,
    headers: axum::http::HeaderMap,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl Api {
    fn new() -> Self {
        Self::limited(Arc::new(|_| Ok(())))
    }

    fn limited(limit: Limit) -> Self {
        let books = Arc::new(FakeBooks::default());
        let state = ApiState::new(Arc::clone(&books), limit, || Timestamp::UNIX_EPOCH, "https://voordeur.example");
        Self { books, router: router(state) }
    }

    async fn ask(&self, request: Request<Body>) -> Answer {
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    async fn call(&self, method: &str, path: &str, key: &str) -> Answer {
        self.ask(asking(method, path, key).body(Body::empty()).unwrap()).await
    }

    async fn post(&self, path: &str, key: &str, body: &str) -> Answer {
        let request = asking("POST", path, key).header("content-type", "application/json; charset=utf-8");
        self.ask(request.body(Body::from(body.to_owned())).unwrap()).await
    }
}

fn asking(method: &str, path: &str, key: &str) -> axum::http::request::Builder {
    Request::builder().method(method).uri(path).header("authorization", format!("Bearer {key}"))
}

#[tokio::test]
async fn a_signal_is_taken_and_answered_as_agreed() {
    let api = Api::new();
    let answer = api.post("/v1/signalen", PARTNER, r#"{"situatieSchets":"zorg","adres":{"postcode":"96"}}"#).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let id = uuid::Uuid::nil().to_string();
    assert_eq!(answer.header("location"), format!("/v1/signalen/{id}"));
    let mut body = answer.json();
    assert_eq!(body["waarschuwingen"].as_array_mut().unwrap().len(), 1);
    body.as_object_mut().unwrap().remove("waarschuwingen");
    let expected = json!({"id": id, "kenmerk": "VD-0000-0000", "ontvangenOp": "1970-01-01T00:00:00.000000Z",
        "partnerstatus": "ontvangen"});
    assert_eq!(body, expected);
    assert_eq!(answer.header("api-version"), "1.0.0");
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[tokio::test]
async fn the_same_again_is_the_same_answer_and_another_body_a_conflict() {
    let api = Api::new();
    let send = async |body: &str| {
        let request = asking("POST", "/v1/signalen", PARTNER).header("content-type", "application/json");
        api.ask(request.header("Idempotency-Key", "k1").body(Body::from(body.to_owned())).unwrap()).await
    };
    let first = send(r#"{"situatieSchets":"a","soort":"x"}"#).await;
    let again = send(r#"{ "soort":"x", "situatieSchets":"a" }"#).await;
    assert_eq!((again.status, &again.body), (201, &first.body));
    assert_eq!((first.header("idempotent-replayed"), again.header("idempotent-replayed")), ("", "true"));
    assert_eq!(send(r#"{"situatieSchets":"b"}"#).await.status, 409);
    let key = api.books.taken.lock().unwrap()[0].0.claims[0].0.clone();
    assert!(key.starts_with("sleutel:cjg:") && key.len() == 76);
}

#[tokio::test]
async fn the_bronreferentie_serves_as_key_and_without_one_nothing_is_a_repeat() {
    let api = Api::new();
    for (body, kenmerken) in [(r#"{"situatieSchets":"a","bronReferentie":"r"}"#, 1), (r#"{"situatieSchets":"a"}"#, 3)] {
        for _ in 0..2 {
            assert_eq!(api.post("/v1/signalen", PARTNER, body).await.status, 201);
        }
        assert_eq!(api.books.taken.lock().unwrap().len(), kenmerken);
    }
}

#[tokio::test]
async fn what_stands_there_twice_counts_once_and_is_named() {
    let body = r#"{"situatieSchets":"a","urgentie":"hoog","urgentie":"laag","adres":{"huisnummer":1,"huisnummer":2}}"#;
    let answer = Api::new().post("/v1/signalen", PARTNER, body).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let twice = |field: &str| format!("{field}: dit veld staat er meer dan eens; alleen het laatste telt");
    assert_eq!(answer.json()["waarschuwingen"], json!([twice("adres.huisnummer"), twice("urgentie")]));
}

#[tokio::test]
async fn wrong_input_is_400_with_every_complaint() {
    let answer = Api::new().post("/v1/signalen", PARTNER, r#"{"urgentie":"spoed","onderwerpp":"x"}"#).await;
    assert_eq!((answer.status, answer.header("content-type")), (400, "application/problem+json"));
    let body = answer.json();
    assert_eq!(body["instance"], "/v1/signalen");
    assert_eq!(body["fouten"].as_array().unwrap().len(), 3);
    assert!(body["title"].is_string() && body["detail"].is_string() && body["status"] == 400);
}

#[tokio::test]
async fn who_has_no_key_or_the_wrong_one_is_refused() {
    let api = Api::new();
    let answer = api.call("GET", "/v1/casussen", "vd_onzin").await;
    assert_eq!((answer.status, answer.header("www-authenticate")), (401, "Bearer"));
    assert_eq!(api.ask(Request::get("/v1/casussen").body(Body::empty()).unwrap()).await.status, 401);
    for path in ["/v1/casussen", "/v1/signalen", "/v1/matchvoorstellen"] {
        assert_eq!(api.call("GET", path, PARTNER).await.status, 403, "{path}");
    }
    assert_eq!(api.post("/v1/signalen", LEADER, "{}").await.status, 403);
    assert_eq!(api.post("/v1/formulieren/politie", PARTNER, "{}").await.status, 403);
}

#[tokio::test]
async fn every_error_is_a_problem_with_the_headers_of_the_rules() {
    let api = Api::limited(Arc::new(|_| Err(Duration::from_millis(1_500))));
    let limited = api.call("GET", "/v1/casussen", LEADER).await;
    assert_eq!((limited.status, limited.header("retry-after")), (429, "2"));
    let api = Api::new();
    let unknown = api.call("GET", "/v1/onbekend", LEADER).await;
    let slash = api.call("GET", "/v1/signalen/", LEADER).await;
    let method = api.call("DELETE", "/v1/signalen", LEADER).await;
    let accept = asking("GET", "/v1/signalen", LEADER).header("accept", "text/html;q=1, application/json;q=0");
    let accept = api.ask(accept.body(Body::empty()).unwrap()).await;
    let form = asking("POST", "/v1/signalen", PARTNER).header("content-type", "application/x-www-form-urlencoded");
    let form = api.ask(form.body(Body::from("a=b")).unwrap()).await;
    let large = api.post("/v1/signalen", PARTNER, &" ".repeat((25 << 20) + 1)).await;
    let panic = api.post("/v1/signalen", PARTNER, r#"{"situatieSchets":"paniek"}"#).await;
    api.books.down.store(true, Ordering::Relaxed);
    let down = api.post("/v1/signalen", PARTNER, r#"{"situatieSchets":"x"}"#).await;
    assert_eq!(down.header("retry-after"), "5");
    assert!(!down.body.contains("disk"));
    assert!(method.header("allow").contains("POST"));
    let statuses = [404, 404, 405, 406, 415, 413, 500, 503];
    for (answer, status) in [unknown, slash, method, accept, form, large, panic, down].into_iter().zip(statuses) {
        assert_eq!((answer.status, answer.header("content-type")), (status, "application/problem+json"));
        assert_eq!(answer.json()["status"], status, "{}", answer.body);
        for header in ["api-version", "strict-transport-security", "x-frame-options", "x-content-type-options"] {
            assert!(!answer.header(header).is_empty(), "{status}: {header}");
        }
    }
}

#[tokio::test]
async fn a_partner_reads_its_signal_back_and_no_other() {
    let api = Api::new();
    let answer = api.call("GET", &format!("/v1/signalen/{}", uuid::Uuid::nil()), PARTNER).await;
    assert_eq!(answer.json()["partnerstatus"], "opgepakt");
    let keys: Vec<String> = answer.json().as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["id", "kenmerk", "ontvangenOp", "partnerstatus", "terugkoppelingen"]);
    for id in ["abc", "019a0000-0000-7000-8000-000000000001"] {
        assert_eq!(api.call("GET", &format!("/v1/signalen/{id}"), PARTNER).await.status, 404);
    }
}

#[tokio::test]
async fn bulk_answers_each_line_in_order() {
    let api = Api::new();
    let lines = "{\"situatieSchets\":\"a\",\"bronReferentie\":\"1\"}\n\n{\"x\":1}\nonzin\r\n{\"situatieSchets\":\"a\",\"bronReferentie\":\"1\"}";
    let request = asking("POST", "/v1/signalen/_bulk", PARTNER).header("content-type", "application/x-ndjson");
    let answer = api.ask(request.body(Body::from(lines)).unwrap()).await;
    let answers: Vec<Value> = answer.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let seen: Vec<(u64, u64)> =
        answers.iter().map(|line| (line["regel"].as_u64().unwrap(), line["status"].as_u64().unwrap())).collect();
    assert_eq!(seen, [(1, 201), (3, 400), (4, 400), (5, 201)]);
    assert_eq!(answers[3]["herhaald"], true);
    assert_eq!(answers[3]["kenmerk"], answers[0]["kenmerk"]);
}

#[tokio::test]
async fn bulk_with_a_key_may_be_sent_again_whole_also_without_numbers() {
    let api = Api::new();
    let send = async |key: &str, lines: &str| {
        let request = asking("POST", "/v1/signalen/_bulk", PARTNER).header("content-type", "application/x-ndjson");
        let request = request.header("Idempotency-Key", key).body(Body::from(lines.to_owned())).unwrap();
        let answer = api.ask(request).await;
        let answers: Vec<Value> = answer.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        answers.into_iter().map(|line| (line["status"].as_u64().unwrap(), line["herhaald"] == true)).collect::<Vec<_>>()
    };
    let (one, two) = ("{\"situatieSchets\":\"a\"}", "{\"situatieSchets\":\"b\"}");
    let twice = format!("{one}\n{one}\n");
    assert_eq!(send("k", &twice).await, [(201, false), (201, false)], "equal lines of one request are two signals");
    assert_eq!(send("k", &twice).await, [(201, true), (201, true)]);
    assert_eq!(send("k", &format!("{one}\n{two}\n")).await, [(201, true), (409, false)]);
    assert_eq!(send("l", one).await, [(201, false)]);
    assert_eq!(api.post("/v1/signalen/_bulk", PARTNER, one).await.status, 415);
    let wrong = asking("POST", "/v1/signalen/_bulk", PARTNER).header("content-type", "application/x-ndjson");
    let wrong = wrong.header("Idempotency-Key", "").body(Body::from(one)).unwrap();
    assert_eq!(api.ask(wrong).await.status, 400);
}

#[tokio::test]
async fn lists_come_in_pages() {
    let api = Api::new();
    let path = "/v1/casussen?wachtrij=parkwijk&status=nieuw&paginaGrootte=200";
    let request = asking("GET", path, LEADER).header("host", "voordeur.example:8080");
    let first = api.ask(request.body(Body::empty()).unwrap()).await.json();
    let next = first["volgende"].as_str().unwrap().to_owned();
    let start = "https://voordeur.example:8080/v1/casussen?wachtrij=parkwijk&status=nieuw&paginaGrootte=200&cursor=";
    assert!(next.starts_with(start), "{next}");
    assert_eq!(api.call("GET", &next, LEADER).await.json()["volgende"], Value::Null);
    for wrong in ["paginaGrootte=201", "paginaGrootte=0", "status=x", "cursor=x", "wachtrijj=x"] {
        assert_eq!(api.call("GET", &format!("/v1/casussen?{wrong}"), LEADER).await.status, 400, "{wrong}");
    }
}

#[tokio::test]
async fn proposals_are_decided_once() {
    let api = Api::new();
    let decide = async |id: &str, body: &str| {
        api.post(&format!("/v1/matchvoorstellen/{id}/besluiten"), LEADER, body).await.status
    };
    assert_eq!(decide("1", r#"{"besluit":"zelfde"}"#).await, 201);
    assert_eq!(decide("1", r#"{"besluit":"ander"}"#).await, 409);
    assert_eq!(decide("2", r#"{"besluit":"ander"}"#).await, 404);
    assert_eq!(decide("1", r#"{"besluit":"misschien"}"#).await, 400);
}

#[tokio::test]
async fn a_search_needs_something_to_go_on() {
    let api = Api::new();
    let search = async |body: Value| api.post("/v1/huishoudens/_zoek", LEADER, &body.to_string()).await.status;
    assert_eq!(search(json!({"adres": {"postcode": "9675XA", "huisnummer": "12a"}})).await, 200);
    assert_eq!(search(json!({"kenmerk": "VD-0000-0000"})).await, 200);
    for wrong in [json!({}), json!({"adres": {"postcode": "9675XA"}}), json!({"kenmerk": 5}), json!([])] {
        assert_eq!(search(wrong).await, 400);
    }
}

#[tokio::test]
async fn the_description_names_every_route_and_no_other() {
    let api = Api::new();
    let served = api.ask(Request::get("/v1/openapi.json").body(Body::empty()).unwrap()).await;
    assert_eq!(served.header("access-control-allow-origin"), "*");
    let spec = served.json();
    let paths = spec["paths"].as_object().unwrap();
    let mut described: Vec<String> = paths.keys().map(|path| format!("/v1{path}")).collect();
    let mut served: Vec<String> = routes::<FakeBooks>().into_iter().map(|(path, _)| path.to_owned()).collect();
    described.sort();
    served.sort();
    assert_eq!(described, served);
    for (path, operations) in paths {
        for method in ["get", "post", "put", "delete", "patch"] {
            let path = format!("/v1{path}").replace("{id}", "1").replace("{voordeur}", "cjg");
            let answer = api.call(&method.to_uppercase(), &path, "vd_onzin").await;
            assert_eq!(answer.status == 405, operations.get(method).is_none(), "{method} {path}");
        }
        for operation in operations.as_object().unwrap().values() {
            let responses = operation["responses"].as_object().unwrap();
            let success = responses.iter().find(|(status, _)| status.starts_with('2')).unwrap().1;
            assert!(success["headers"]["API-Version"].is_object(), "{path}");
            let has_input = operation.get("parameters").is_some() || operation.get("requestBody").is_some();
            assert!(!has_input || responses.contains_key("400"), "{path}");
        }
    }
    assert_eq!(spec["info"]["version"], finish::VERSION);
}
