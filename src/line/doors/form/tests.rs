//! The form as somebody without script meets it.

use std::{sync::Mutex, time::Duration};

use axum::{body::Body, http::Request};
use jiff::Timestamp;
use tower::ServiceExt;

use super::*;
use crate::{
    domain::{Kenmerk, Report, SignalId},
    intake::Unavailable,
};

const TOKEN: &str = "0123456789abcdef";

#[derive(Default)]
struct FakeTaker {
    taken: Mutex<Vec<(ReportOrigin, Report, RawMessage, Delivery)>>,
    down: bool,
}

impl SignalTaker for FakeTaker {
    async fn take_report(
        &self,
        from: ReportOrigin,
        report: Report,
        raw: RawMessage,
        delivery: Delivery,
    ) -> Result<Receipt, IntakeError> {
        if self.down {
            return Err(Unavailable::because("disk full").into());
        }
        let mut taken = self.taken.lock().unwrap();
        let known = taken.iter().position(|(.., known)| known.claims == delivery.recognised_by);
        if known.is_some_and(|known| taken[known].3.content_hash != delivery.content_hash) {
            return Err(Refusal::KeyReused.into());
        }
        let number = known.unwrap_or(taken.len()) as u64;
        if known.is_none() {
            taken.push((from, report, raw, delivery));
        }
        Ok(Receipt {
            id: SignalId(uuid::Uuid::from_u128(number.into())),
            kenmerk: Kenmerk::of_signal(number),
            received_at: Timestamp::UNIX_EPOCH,
            repeated: known.is_some(),
            warnings: Vec::new(),
        })
    }
}

struct Form {
    taker: Arc<FakeTaker>,
    router: Router,
}

struct Page {
    status: u16,
    headers: axum::http::HeaderMap,
    text: String,
}

impl Form {
    fn new() -> Self {
        Self::with(FakeTaker::default(), Arc::new(|_| Ok(())))
    }

    fn with(taker: FakeTaker, limit: Limit) -> Self {
        let taker = Arc::new(taker);
        let state = FormState {
            taker: Arc::clone(&taker),
            limit,
            label: Arc::new(|door| (door == "scholen").then(|| "De scholen".to_owned())),
            house: House {
                team: "Wijkteam Parkwijk".to_owned(),
                phone: "0597-00 00 00".to_owned(),
                outer_teams: vec!["Buurtbemiddeling Parkwijk".to_owned()],
            },
            token: || TOKEN.to_owned(),
        };
        Self { taker, router: router(state) }
    }

    async fn ask(&self, request: Request<Body>) -> Page {
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let text = String::from_utf8(body.to_vec()).unwrap();
        Page { status: parts.status.as_u16(), headers: parts.headers, text }
    }

    async fn get(&self, path: &str) -> Page {
        self.ask(Request::get(path).body(Body::empty()).unwrap()).await
    }

    async fn post(&self, path: &str, body: &str) -> Page {
        let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        self.ask(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    fn count(&self) -> usize {
        self.taker.taken.lock().unwrap().len()
    }
}

#[tokio::test]
async fn the_form_warns_of_danger_first_and_needs_no_script() {
    let page = Form::new().get("/melden").await;
    assert_eq!(page.status, 200);
    assert!(page.text.find("tel:112").unwrap() < page.text.find("<form").unwrap());
    assert!(page.text.contains("0800-2000") && page.text.contains(TOKEN) && !page.text.contains("<script"));
    assert!(page.headers["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
    assert!(!page.text.contains(" style=") && !page.text.contains(" onclick="), "no inline style or handler");
    assert_eq!(page.headers["x-robots-tag"], "noindex");
}

#[tokio::test]
async fn the_form_names_who_else_may_read_a_report() {
    let page = Form::new().get("/melden").await.text;
    assert!(
        page.contains("Gaat uw melding naar Buurtbemiddeling Parkwijk, dan lezen de mensen daar hem ook."),
        "{page}"
    );
}

#[tokio::test]
async fn a_front_door_that_nobody_has_is_not_found() {
    let form = Form::new();
    assert!(form.get("/melden/scholen").await.text.contains("U meldt via De scholen."));
    assert_eq!(form.get("/melden/onbekend").await.status, 404);
    assert_eq!(form.post("/melden/onbekend", "situatie=x").await.status, 404);
}

#[tokio::test]
async fn a_report_is_taken_with_all_that_was_filled_in() {
    let form = Form::new();
    let body = format!(
        "bewijs={TOKEN}&situatie=Ik+ruik+gas.%0D%0ABSN+111222333&straat=Pijlkruidhof&huisnummer=7a&postcode=9675xc\
         &spoed=eerder&naam=Truus&email=truus%40bewoner.example&bekend=nee&wie=Ploegsma"
    );
    let page = form.post("/melden/scholen", &body).await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(page.text.contains("VD-0000-0000") && page.text.contains("halen wij weg"));
    let taken = form.taker.taken.lock().unwrap();
    let (from, report, raw, delivery) = &taken[0];
    assert_eq!((from.partner.as_str(), from.channel, from.verified), ("scholen", Channel::Webformulier, false));
    assert_eq!(report.situatie_schets, "Ik ruik gas.\nBSN 111222333");
    assert_eq!(report.adres.key().unwrap().as_str(), "9675XC|7|A");
    assert_eq!(report.melder.email(), Some("truus@bewoner.example"));
    assert!(report.melder.anoniem_tegenover_gemelde);
    assert_eq!(report.betrokkenen[0].geslachtsnaam.as_deref(), Some("Ploegsma"));
    assert!(!String::from_utf8_lossy(&raw.bytes).contains("111222333"));
    assert_eq!(delivery.claims[0].0, format!("form:{TOKEN}"));
}

#[tokio::test]
async fn the_same_page_sent_twice_is_one_report_and_other_words_are_another() {
    let form = Form::new();
    let send = async |text: &str| form.post("/melden", &format!("bewijs={TOKEN}&situatie={text}")).await.text;
    assert_eq!(send("een").await, send("een").await);
    assert_eq!(form.count(), 1);
    assert_ne!(send("twee").await, send("een").await);
    assert_eq!(send("twee").await, send("twee").await);
    assert_eq!(form.count(), 2);
    assert_eq!(form.taker.taken.lock().unwrap()[0].0.partner.as_str(), "bewoners");
}

#[tokio::test]
async fn mistakes_are_named_with_links_and_the_words_are_kept() {
    let form = Form::new();
    let page = form.post("/melden", "situatie=+&email=truus&straat=Pijlkruidhof%22%3E").await;
    assert_eq!(page.status, 400);
    assert!(page.text.contains("<title>Fout: "));
    assert!(page.text.contains("href=\"#situatie\"") && page.text.contains("href=\"#email\""));
    assert!(page.text.contains("value=\"truus\"") && page.text.contains("Pijlkruidhof&#34;&#62;"));
    assert_eq!(form.count(), 0);
}

#[tokio::test]
async fn files_come_along_in_multipart() {
    let form = Form::new();
    let part =
        |head: &str, content: &str| format!("--x\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}\r\n");
    let body = [
        part("name=\"bewijs\"", TOKEN),
        part("name=\"situatie\"", "zorg"),
        part("name=\"bijlagen\"; filename=\"\"", ""),
        part("name=\"bijlagen\"; filename=\"foto.jpg\"", "JPEG"),
        "--x--\r\n".to_owned(),
    ]
    .concat();
    let request = Request::post("/melden").header("content-type", "multipart/form-data; boundary=x");
    assert_eq!(form.ask(request.body(Body::from(body)).unwrap()).await.status, 200);
    let taken = form.taker.taken.lock().unwrap();
    assert_eq!(taken[0].1.bijlagen.len(), 1);
    assert_eq!((taken[0].1.bijlagen[0].naam.as_str(), &*taken[0].1.bijlagen[0].inhoud), ("foto.jpg", &b"JPEG"[..]));
}

#[tokio::test]
async fn too_often_and_out_of_order_keep_the_words() {
    let limited = Form::with(FakeTaker::default(), Arc::new(|_| Err(Duration::from_secs(9))));
    let down = Form::with(FakeTaker { down: true, ..FakeTaker::default() }, Arc::new(|_| Ok(())));
    for (form, status, wait) in [(limited, 429, "9"), (down, 503, "60")] {
        let page = form.post("/melden", &format!("bewijs={TOKEN}&situatie=veel+zorg")).await;
        assert_eq!((page.status, page.headers["retry-after"].to_str().unwrap()), (status, wait));
        assert!(page.text.contains("veel zorg") && page.text.contains(TOKEN) && !page.text.contains("disk"));
    }
}

#[tokio::test]
async fn a_token_that_is_none_of_ours_is_replaced() {
    let form = Form::new();
    form.post("/melden", "bewijs=a%20b&situatie=x").await;
    assert_eq!(form.taker.taken.lock().unwrap()[0].3.claims[0].0, format!("form:{TOKEN}"));
}

#[tokio::test]
async fn whatever_is_sent_is_answered() {
    for body in ["", "&&==", "%", "situatie=%ff%zz", "situatie", "bewijs=%00"] {
        assert!(Form::new().post("/melden", body).await.status < 500, "{body}");
    }
}
