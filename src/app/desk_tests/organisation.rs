//! Login through the organisation, against a login server on loopback that signs what a test has it say.

use std::sync::{Arc, Mutex};

use aws_lc_rs::{
    digest::{SHA256, digest},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use axum::{
    Json, Router,
    body::Body,
    extract::{Form, State},
    http::{HeaderMap, Request, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use url::Url;

use super::world::{Answer, World, now, settings};
use crate::{
    config::OidcSettings,
    desk::{Organisation, sha256_hex},
};

const BACK: &str = "/inloggen/organisatie/terug";

fn new_key() -> Arc<EcdsaKeyPair> {
    let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).unwrap();
    Arc::new(EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref()).unwrap())
}

fn sound_header() -> Value {
    json!({"alg": "ES256", "typ": "JWT", "kid": "een"})
}

/// The organisation's login server: one key, and the claims that it signs next.
#[derive(Clone)]
struct Provider {
    issuer: String,
    key: Arc<EcdsaKeyPair>,
    /// Laid over a sound ID token; `null` takes a claim away.
    claims: Arc<Mutex<Value>>,
    /// What the token endpoint was sent.
    asked: Arc<Mutex<Vec<(String, String)>>>,
    /// Signs the ID tokens: the key, unless a test has another.
    pen: Arc<Mutex<Arc<EcdsaKeyPair>>>,
    /// Of the ID tokens.
    header: Arc<Mutex<Value>>,
    /// The nonce and challenge that somebody came with.
    came_with: Arc<Mutex<(String, String)>>,
}

impl Provider {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let key = new_key();
        let provider = Self {
            issuer: format!("http://{}/realms/gemeente", listener.local_addr().unwrap()),
            pen: Arc::new(Mutex::new(Arc::clone(&key))),
            key,
            claims: Arc::default(),
            asked: Arc::default(),
            header: Arc::new(Mutex::new(sound_header())),
            came_with: Arc::default(),
        };
        let router = Router::new()
            .route("/realms/gemeente/.well-known/openid-configuration", get(metadata))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        provider
    }

    fn says(&self, claims: Value) {
        *self.claims.lock().unwrap() = claims;
    }

    fn place(&self, path: &str) -> String {
        format!("{}{path}", self.issuer.strip_suffix("/realms/gemeente").unwrap())
    }

    fn id_token(&self) -> String {
        let mut claims = json!({
            "iss": self.issuer, "sub": "joke-1", "aud": "voordeur", "exp": now().as_second() + 300,
            "iat": now().as_second(), "nonce": self.came_with.lock().unwrap().0,
        });
        for (name, value) in self.claims.lock().unwrap().as_object().into_iter().flatten() {
            claims[name] = value.clone();
        }
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&self.header.lock().unwrap()), part(&claims));
        let signature = self.pen.lock().unwrap().sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
    }
}

async fn metadata(State(provider): State<Provider>) -> Json<Value> {
    Json(json!({
        "issuer": provider.issuer, "authorization_endpoint": provider.place("/login"),
        "token_endpoint": provider.place("/token"), "jwks_uri": provider.place("/keys"),
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
    }))
}

async fn keys(State(provider): State<Provider>) -> Json<Value> {
    let point = provider.key.public_key().as_ref();
    let part = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
    Json(json!({"keys": [
        {"kty": "EC", "crv": "P-256", "kid": "een", "use": "sig", "alg": "ES256",
         "x": part(&point[1..33]), "y": part(&point[33..])},
    ]}))
}

/// Gives a token for the code `goed` and the verifier whose challenge it saw.
async fn token(State(provider): State<Provider>, Form(form): Form<Vec<(String, String)>>) -> Response {
    let field = |name: &str| form.iter().find(|(own, _)| own == name).map(|(_, value)| value.clone());
    *provider.asked.lock().unwrap() = form.clone();
    let challenge = field("code_verifier").map(|verifier| digest(&SHA256, verifier.as_bytes()));
    let challenge = challenge.map(|challenge| BASE64_URL_SAFE_NO_PAD.encode(challenge));
    let sound = field("code").as_deref() == Some("goed")
        && challenge.as_deref() == Some(provider.came_with.lock().unwrap().1.as_str());
    if !sound {
        return (StatusCode::BAD_REQUEST, Json(json!({"error": "invalid_grant"}))).into_response();
    }
    Json(json!({"access_token": "x", "token_type": "Bearer", "id_token": provider.id_token()})).into_response()
}

/// A browser between the desk and the organisation.
struct Browser {
    world: World,
    provider: Provider,
}

impl Browser {
    async fn new() -> Self {
        Self::with(|settings| settings).await
    }

    async fn with(change: impl Fn(OidcSettings) -> OidcSettings) -> Self {
        let provider = Provider::start().await;
        let oidc = change(OidcSettings {
            issuer: provider.issuer.clone(),
            client_id: "voordeur".to_owned(),
            secret_file: None,
            name: "gemeente Oldambt".to_owned(),
            trust_email: false,
            passwords: true,
        });
        let organisation = Arc::new(Organisation::new(oidc, &settings().public_url).unwrap());
        Self { world: World::at_organisation(settings(), Some(organisation)).await, provider }
    }

    /// The account `joke-1` is the teamlid's.
    async fn of_joke() -> Self {
        let browser = Self::new().await;
        browser.tie("teamlid", "joke-1").await;
        browser
    }

    /// To the organisation: our cookie, and the state to come back with.
    async fn leave(&self, query: &str) -> (String, String) {
        let there = self.world.get("", &format!("/inloggen/organisatie{query}")).await;
        assert_eq!(there.status, StatusCode::SEE_OTHER, "{}", there.body);
        let url = Url::parse(there.location()).unwrap();
        assert!(there.location().starts_with(&self.provider.place("/login?")));
        let asked = |name: &str| url.query_pairs().find(|(own, _)| own == name).unwrap().1.into_owned();
        assert_eq!(asked("redirect_uri"), format!("http://127.0.0.1:8080{BACK}"));
        assert_eq!((asked("response_type"), asked("code_challenge_method")), ("code".to_owned(), "S256".to_owned()));
        *self.provider.came_with.lock().unwrap() = (asked("nonce"), asked("code_challenge"));
        (cookie(&there.headers, "voordeur-heen"), asked("state"))
    }

    async fn come_back(&self, cookie: &str, state: &str) -> Answer {
        self.world.get(cookie, &format!("{BACK}?code=goed&state={state}")).await
    }

    async fn log_in(&self, claims: Value) -> Answer {
        self.provider.says(claims);
        let (cookie, state) = self.leave("").await;
        self.come_back(&cookie, &state).await
    }

    async fn tie(&self, role: &str, subject: &str) {
        self.world
            .run(&format!(
                "INSERT INTO organisation_account VALUES ('{role}', '{}', '{subject}')",
                self.provider.issuer
            ))
            .await;
    }
}

fn cookie(headers: &HeaderMap, name: &str) -> String {
    let values = headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap());
    let pair = values.map(|value| value.split(';').next().unwrap()).find(|pair| pair.starts_with(&format!("{name}=")));
    pair.unwrap_or_else(|| panic!("no cookie {name}")).to_owned()
}

async fn opens(browser: &Browser, answer: &Answer) -> bool {
    answer.status == StatusCode::SEE_OTHER
        && browser.world.get(&cookie(&answer.headers, "voordeur"), answer.location()).await.status == StatusCode::OK
}

#[tokio::test]
async fn the_account_of_somebody_opens_the_desk_for_them() {
    let browser = Browser::of_joke().await;
    let inside = browser.log_in(json!({})).await;
    assert_eq!(inside.location(), "/wachtrij");
    assert!(opens(&browser, &inside).await);
    let gone =
        inside.headers.get_all(header::SET_COOKIE).iter().any(|value| value.as_bytes().starts_with(b"voordeur-heen=;"));
    assert!(gone, "the cookie of the way there is taken away");
}

#[tokio::test]
async fn a_verified_address_ties_the_account_of_whom_the_administrator_added() {
    let browser = Browser::new().await;
    let claims = json!({"email": "Teamlid@wijkteam.example", "email_verified": true});
    assert!(opens(&browser, &browser.log_in(claims).await).await);
    let again = browser.log_in(json!({"email": null})).await;
    assert!(opens(&browser, &again).await, "from then on by the account, whatever its address");
    assert_eq!(browser.world.count("SELECT COUNT(*) FROM audit WHERE action = 'medewerker.gekoppeld'").await, 1);
}

#[tokio::test]
async fn an_address_that_is_not_verified_opens_nothing_unless_the_organisation_is_trusted() {
    let claims = json!({"email": "teamlid@wijkteam.example"});
    let browser = Browser::new().await;
    let refused = browser.log_in(claims.clone()).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.body.contains("Vraag de beheerder"));
    let trusting = Browser::with(|oidc| OidcSettings { trust_email: true, ..oidc }).await;
    assert!(opens(&trusting, &trusting.log_in(claims).await).await);
}

#[tokio::test]
async fn another_account_with_the_same_address_does_not_take_the_place_of_the_first() {
    let browser = Browser::of_joke().await;
    let claims = json!({"sub": "ander", "email": "teamlid@wijkteam.example", "email_verified": true});
    assert_eq!(browser.log_in(claims).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn whoever_was_blocked_stays_out() {
    let browser = Browser::of_joke().await;
    browser.world.run("UPDATE person SET disabled_at = 1 WHERE id = 'teamlid'").await;
    let claims = json!({"email": "teamlid@wijkteam.example", "email_verified": true});
    assert_eq!(browser.log_in(claims).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_one_time_link_ties_an_account_once() {
    let browser = Browser::new().await;
    let later = now().as_microsecond() + 1_000_000;
    browser
        .world
        .run(&format!("INSERT INTO one_time_link VALUES ('{}', 'teamlid', {later}, NULL)", sha256_hex("lnk")))
        .await;
    browser.world.run("UPDATE person SET password_hash = NULL WHERE id = 'teamlid'").await;
    let page = browser.world.get("", "/eenmalig/lnk").await;
    assert!(page.body.contains("/inloggen/organisatie?koppel=lnk"), "{}", page.body);
    let (cookie, state) = browser.leave("?koppel=lnk").await;
    let inside = browser.come_back(&cookie, &state).await;
    assert!(opens(&browser, &inside).await);
    let (cookie, state) = browser.leave("?koppel=lnk").await;
    assert_eq!(browser.come_back(&cookie, &state).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_answer_counts_only_in_the_browser_that_asked() {
    let browser = Browser::of_joke().await;
    let (cookie, state) = browser.leave("").await;
    let (other, _) = browser.leave("").await;
    for (cookie, state) in [("", state.as_str()), (&other, &state), (&cookie, ""), ("voordeur-heen=vals", &state)] {
        assert_eq!(browser.come_back(cookie, state).await.status, StatusCode::BAD_REQUEST);
    }
    let mixed_up = format!("{BACK}?code=goed&state={state}&iss=https%3A%2F%2Fkwaad.example");
    assert_eq!(browser.world.get(&cookie, &mixed_up).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn an_id_token_that_is_not_sound_opens_nothing() {
    let (old, ahead) = (now().as_second() - 61, now().as_second() + 61);
    for claims in [
        json!({"iss": "https://kwaad.example"}),
        json!({"aud": "een-ander"}),
        json!({"aud": ["voordeur", "een-ander"]}),
        json!({"aud": ["voordeur", "een-ander"], "azp": "een-ander"}),
        json!({"azp": "een-ander"}),
        json!({"exp": old}),
        json!({"iat": ahead}),
        json!({"nonce": "van een ander"}),
        json!({"nonce": null}),
        json!({"sub": ""}),
        json!({"sub": null}),
    ] {
        let browser = Browser::of_joke().await;
        let answer = browser.log_in(claims.clone()).await;
        assert_eq!(answer.status, StatusCode::BAD_GATEWAY, "{claims}");
        assert!(!answer.body.contains("joke-1"));
    }
    let browser = Browser::of_joke().await;
    let both = json!({"aud": ["een-ander", "voordeur"], "azp": "voordeur", "exp": old + 2});
    assert!(opens(&browser, &browser.log_in(both).await).await);
}

#[tokio::test]
async fn only_what_the_organisation_s_own_key_signed_counts() {
    let browser = Browser::of_joke().await;
    for header in [
        json!({"alg": "ES256", "kid": "twee"}),
        json!({"alg": "none", "kid": "een"}),
        json!({"alg": "HS256", "kid": "een"}),
        json!({"alg": "RS256", "kid": "een"}),
    ] {
        let browser = Browser::of_joke().await;
        *browser.provider.header.lock().unwrap() = header.clone();
        assert_eq!(browser.log_in(json!({})).await.status, StatusCode::BAD_GATEWAY, "{header}");
    }
    *browser.provider.header.lock().unwrap() = sound_header();
    *browser.provider.pen.lock().unwrap() = new_key();
    assert_eq!(browser.log_in(json!({})).await.status, StatusCode::BAD_GATEWAY, "another key");
    *browser.provider.pen.lock().unwrap() = Arc::clone(&browser.provider.key);
    assert!(opens(&browser, &browser.log_in(json!({})).await).await);
}

#[tokio::test]
async fn a_secret_goes_to_the_token_endpoint_as_the_server_takes_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("geheim");
    std::fs::write(&file, "s3cret&meer\n").unwrap();
    let browser = Browser::with(|oidc| OidcSettings { secret_file: Some(file.clone()), ..oidc }).await;
    browser.tie("teamlid", "joke-1").await;
    assert!(opens(&browser, &browser.log_in(json!({})).await).await);
    let asked = browser.provider.asked.lock().unwrap().clone();
    assert!(asked.contains(&("client_secret".to_owned(), "s3cret&meer".to_owned())), "{asked:?}");
}

#[tokio::test]
async fn where_passwords_are_off_only_the_organisation_opens() {
    let browser = Browser::with(|oidc| OidcSettings { passwords: false, ..oidc }).await;
    let page = browser.world.get("", "/inloggen").await;
    assert!(page.body.contains("Inloggen via gemeente Oldambt") && !page.body.contains("wachtwoord"), "{}", page.body);
    let form = format!("email=teamlid%40wijkteam.example&wachtwoord={}", super::world::PASSWORD.replace(' ', "+"));
    assert_eq!(browser.world.post("", "/inloggen", &form).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn without_an_organisation_there_is_no_such_page() {
    let world = World::new().await;
    for path in ["/inloggen/organisatie", BACK] {
        assert_eq!(world.get("", path).await.status, StatusCode::NOT_FOUND);
    }
    assert!(!world.get("", "/inloggen").await.body.contains("organisatie"));
}

#[tokio::test]
async fn nobody_is_led_past_the_page_that_says_whose_link_it_is() {
    let browser = Browser::new().await;
    let lured = Request::get("/inloggen/organisatie?koppel=lnk").header("sec-fetch-site", "cross-site");
    let answer = browser.world.send(lured.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.location(), "/eenmalig/lnk");
    let own = Request::get("/inloggen/organisatie?koppel=lnk").header("sec-fetch-site", "same-origin");
    let answer = browser.world.send(own.body(Body::empty()).unwrap()).await;
    assert!(answer.location().starts_with(&browser.provider.place("/login?")));
}
