def sub(p,a,b,n=1):
    s=open(p).read(); assert a in s,(p,a); s=s.replace(a,b,n); open(p,'w').write(s)
sub('config/voordeur.toml',"[texts]\n","""[retention]
# Zoveel dagen na het afsluiten en het laatste signaal wist Voordeur een huishouden; 0: nooit.
closed_days = 365
# Zoveel dagen na het afhandelen wist Voordeur een signaal uit de wachtbak; 0: nooit.
holding_days = 90

[desk]
# De huisstijl van de gemeente: één css-bestand, over onze stijl heen. Zie docs/desk.md.
# theme = "huisstijl.css"

[texts]
""")
sub('docs/configuration.md',"| `texts.phone` |","""| `retention.closed_days` | `365` | days that a household is kept after it was closed and got its last signal or deed; 0: for ever |
| `retention.holding_days` | `90` | days that a signal is kept after it was settled in the wachtbak; 0: for ever |
| `desk.theme` | none | a municipality's style: one CSS file over ours, for desk and form ([desk.md](desk.md#theme)) |
| `texts.phone` |""")
s=open('src/intake/mod.rs').read()
s=s.replace("mod ledger;\n","mod ledger;\npub mod looking;\n").replace("mod outbox;\n","pub mod office;\nmod outbox;\npub mod partners;\n").replace("mod register;\n","mod register;\npub mod retention;\n")
open('src/intake/mod.rs','w').write(s)
s=open('src/store/mod.rs').read()
s=s.replace("mod fresh;\n","mod fresh;\nmod front_doors;\n").replace("mod ledger;\n","mod ledger;\nmod looking;\n").replace("mod register;\n","mod register;\nmod retention;\n")
open('src/store/mod.rs','w').write(s)
sub('src/store/schema/0001.sql',"CREATE TABLE api_key (","""-- A silence of a partner that somebody looked into; a signal after that day makes the next silence a new one.
CREATE TABLE silence (
    partner TEXT PRIMARY KEY,
    last_day BIGINT NOT NULL,         -- of its last signal, days since 1970
    settled_at BIGINT NOT NULL,
    settled_by TEXT NOT NULL
);

-- A closed household that is kept longer than its term, once, and why.
CREATE TABLE kept (
    casus_id TEXT PRIMARY KEY REFERENCES casus (id),
    keep_until BIGINT NOT NULL,
    reason TEXT NOT NULL,
    kept_at BIGINT NOT NULL,
    kept_by TEXT NOT NULL
);

-- Who has a household open now; ends by itself.
CREATE TABLE looking (
    casus_id TEXT NOT NULL REFERENCES casus (id),
    person_id TEXT NOT NULL REFERENCES person (id),
    until BIGINT NOT NULL,
    PRIMARY KEY (casus_id, person_id)
){clustered};

CREATE TABLE api_key (""")
f='src/store/keys.rs'
s=open(f).read()
s=s.replace("""impl Store {
    /// Makes a key and keeps its hash.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it could not be kept.
    pub async fn create_key(&self, owner: &KeyOwner, now: Timestamp) -> Result<NewKey, StoreError> {
""","""pub(super) async fn create(
    store: &Store,
    owner: &KeyOwner,
    by: &Actor,
    now: Timestamp,
) -> Result<NewKey, StoreError> {
""",1)
i=s.index("pub(super) async fn create("); j=s.index("    /// All keys, oldest first")
body=s[i:j].rstrip()
head,rest=body.split("> {\n",1)
lines=[l[4:] if l.startswith("    ") else l for l in rest.split("\n")]
create=head+"> {\n"+"\n".join(lines)
create=create.replace("self.begin()","store.begin()").replace("self.dialect","store.dialect").replace("actor: Actor::System.to_string()","actor: by.to_string()")
k=s.index("    /// Ends a key; `false`"); l=s.index("#[cfg(test)]\nmod tests")
rev=s[k:l]
revbody=rev[rev.index("{\n")+2:rev.rindex("}\n}")].rstrip()
rl=[x[4:] if x.startswith("    ") else x for x in revbody.split("\n")]
revoke="pub(super) async fn revoke(store: &Store, id: &str, by: &Actor, now: Timestamp) -> Result<bool, StoreError> {\n"+"\n".join(rl).rstrip()+"\n}\n"
revoke=revoke.replace("self.begin()","store.begin()").replace("self.dialect","store.dialect").replace("actor: Actor::System.to_string()","actor: by.to_string()")
s=s[:i]+create+"\n\n"+revoke+"""
impl Store {
    /// Makes a key from the command line and keeps its hash.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it could not be kept.
    pub async fn create_key(&self, owner: &KeyOwner, now: Timestamp) -> Result<NewKey, StoreError> {
        create(self, owner, &Actor::System, now).await
    }

    /// Ends a key from the command line; `false` when there is none in force with this id.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store does not answer.
    pub async fn revoke_key(&self, id: &str, now: Timestamp) -> Result<bool, StoreError> {
        revoke(self, id, &Actor::System, now).await
    }

"""+s[j:k].rstrip()+"\n}\n\n"+s[l:]
open(f,'w').write(s)
f='src/store/figures/read.rs'
sub(f,"    sums.told = sqlx::query_scalar(told).bind(bounds(first).0).bind(bounds(last).1).fetch_one(&store.read).await?;","""    sums.told = sqlx::query_scalar(told).bind(bounds(first).0).bind(bounds(last).1).fetch_one(&store.read).await?;
    let removed = "SELECT CAST(COALESCE(SUM(number), 0) AS BIGINT) FROM figure \\
                   WHERE day >= $1 AND day <= $2 AND name = 'verteld'";
    sums.told += sqlx::query_scalar::<_, i64>(removed).bind(first).bind(last).fetch_one(&store.read).await?;""")
f='src/desk/mod.rs'
s=open(f).read()
s=s.replace("mod frame;\n","mod frame;\nmod front_doors;\n").replace("mod icons;\n","mod icons;\nmod keeping;\n").replace("mod login;\n","mod login;\nmod looking;\n")
a="    Register, agreements::Agreements, deeds::Deeds, desk::Desk, feedback::Feedback, figures::Figures, grouping::Grouping,\n"
assert a in s
s=s.replace(a,a+"    looking::Looking, partners::FrontDoors, retention::Retention,\n")
a="Feedback + Figures + Grouping + Meetings + People + Register + Clone"
assert a in s
s=s.replace(a,"Feedback + Figures + FrontDoors + Grouping + Looking + Meetings + People + Register + Retention + Clone")
a='''        .route("/beheer/{id}/uitzetten"'''
assert a in s
s=s.replace(a,'''        .route("/beheer/voordeuren", get(front_doors::page::<S>).post(front_doors::add::<S>))
        .route("/beheer/voordeuren/{name}", get(front_doors::one::<S>))
        .route("/beheer/voordeuren/{name}/sleutels", post(front_doors::new_key::<S>))
        .route("/beheer/voordeuren/{name}/sleutels/{id}/intrekken", post(front_doors::revoke_key::<S>))
        .route("/beheer/voordeuren/{name}/proefmail", post(front_doors::test_mail::<S>))
        .route("/beheer/voordeuren/{name}/stilte", post(front_doors::settle::<S>))
        .route("/beheer/teksten", get(front_doors::texts::<S>))
        .route("/beheer/bewaren", get(keeping::page::<S>))
        .route("/beheer/bewaren/{id}", post(keeping::keep::<S>))
        .route("/beheer/{id}/uitzetten"''')
a='''        .route("/casussen/{id}/doe/{what}"'''
assert a in s
s=s.replace(a,'''        .route("/casussen/{id}/samen", get(looking::feed::<S>))
        .route("/casussen/{id}/doe/{what}"''')
a="pages.merge(assets::router())"
assert a in s
s=s.replace(a,"pages.merge(assets::router()).merge(assets::theme_router(state.settings.theme.as_deref()))")
open(f,'w').write(s)
sub('src/desk/live.rs',"struct Feed(mpsc::Receiver<Event>);","pub(super) struct Feed(pub mpsc::Receiver<Event>);")
sub('src/desk/live.rs',"""    changed: Vec<String>,
}""","""    changed: Vec<String>,
    /// Casussen that a colleague has open.
    open: Vec<String>,
}""")
sub('src/desk/live.rs','''"veranderd": news.changed });''','''"veranderd": news.changed, "bekeken": news.open });''')
sub('src/desk/live.rs',"        if let Ok(news) = look(&state, since).await\n","        if let Ok(news) = look(&state, &visitor.person.id, since).await\n")
sub('src/desk/live.rs',"""async fn look<S: Books>(state: &DeskState<S>, since: Timestamp) -> Result<News, crate::intake::Unavailable> {
    Ok(News { signals: state.store.signals_since(since).await?, changed: state.store.changed_since(since).await? })
}""","""async fn look<S: Books>(
    state: &DeskState<S>,
    person: &str,
    since: Timestamp,
) -> Result<News, crate::intake::Unavailable> {
    Ok(News {
        signals: state.store.signals_since(since).await?,
        changed: state.store.changed_since(since).await?,
        open: state.store.looked_at(person, (state.now)()).await?,
    })
}""")
f='src/desk/state.rs'
sub(f,"    /// What was agreed about the figures.\n","    /// A municipality's CSS over ours: its text.\n    pub theme: Option<String>,\n    /// How long things are kept.\n    pub terms: Terms,\n    /// What was agreed about the figures.\n")
sub(f,"    intake::{IntakeError, ReportOrigin},","    intake::{IntakeError, ReportOrigin, office::Office, retention::Terms},")
sub(f,"    pub wording: Wording,\n    pub trouble","    pub wording: Wording,\n    pub office: Arc<dyn Office>,\n    pub trouble")
sub(f,"            wording: Arc::clone(&self.wording),\n","            wording: Arc::clone(&self.wording),\n            office: Arc::clone(&self.office),\n")
f='src/desk/assets.rs'
s=open(f).read()
s=s.replace("""/// The assets' routes; they need no login.""","""/// Where pages find the theme; empty: there is none.
pub(super) fn theme_href(theme: Option<&str>) -> String {
    theme.map_or_else(String::new, |text| format!("/static/thema.css?v={}", version(text)))
}

fn version(text: &str) -> String {
    sha256_hex(text).chars().take(12).collect()
}

/// The theme's route; without a theme it is empty, for the public form names it always.
pub(super) fn theme_router<S: Clone + Send + Sync + 'static>(theme: Option<&str>) -> Router<S> {
    let text = theme.unwrap_or_default();
    let asset = Arc::new(Asset {
        path: "/static/thema.css",
        mediatype: "text/css; charset=utf-8",
        body: Cow::Owned(text.to_owned()),
        version: version(text),
    });
    Router::new().route(
        "/static/thema.css",
        get(move |RawQuery(query), headers: HeaderMap| async move { asset.answer(&headers, query.as_deref()) }),
    )
}

/// The assets' routes; they need no login.""")
s=s.replace("use std::sync::LazyLock;","use std::{\n    borrow::Cow,\n    sync::{Arc, LazyLock},\n};")
s=s.replace("    body: &'static str,\n    version","    body: Cow<'static, str>,\n    version")
s=s.replace("""        let version = sha256_hex(body).chars().take(12).collect();
        Self { path, mediatype, body, version }""","""        Self { path, mediatype, body: Cow::Borrowed(body), version: version(body) }""")
s=s.replace("(head, self.body).into_response()","(head, self.body.clone().into_owned()).into_response()")
open(f,'w').write(s)
f='src/desk/frame.rs'
sub(f,"    pub script: String,\n","    pub script: String,\n    /// Empty: there is no theme.\n    pub theme: String,\n")
sub(f,"            script: assets::SCRIPT.href(),\n","            script: assets::SCRIPT.href(),\n            theme: String::new(),\n")
sub(f,"        Self { title: title.into(), team: state.settings.team.clone(), ..Self::bare() }","        let theme = assets::theme_href(state.settings.theme.as_deref());\n        Self { title: title.into(), team: state.settings.team.clone(), theme, ..Self::bare() }")
sub('templates/desk/kader.html','<link rel="stylesheet" href="{{ frame.style }}">','<link rel="stylesheet" href="{{ frame.style }}">{% if !frame.theme.is_empty() %}\n<link rel="stylesheet" href="{{ frame.theme }}">{% endif %}')
sub('templates/form/kader.html','<link rel="stylesheet" href="/static/voordeur.css">','<link rel="stylesheet" href="/static/voordeur.css">\n<link rel="stylesheet" href="/static/thema.css">')
sub('src/app/mod.rs',"mod observe;","mod observe;\nmod office;")
sub('src/app/rules.rs',"    /// All files that take effect when they change","    /// A file that lies beside `voordeur.toml`.\n    pub fn beside(&self, name: &str) -> PathBuf {\n        self.path.parent().unwrap_or(Path::new(\"\")).join(name)\n    }\n\n    /// All files that take effect when they change")
f='src/app/run.rs'
sub(f,"                figures: settings.figures.clone(),\n","                theme: theme(settings)?,\n                terms: terms(settings.retention),\n                figures: settings.figures.clone(),\n")
sub(f,"            wording: self.wording(),\n","            wording: self.wording(),\n            office: self.office(settings, instance),\n")
sub(f,"    fn desk_state(&self, settings: &Settings, mode: Mode) -> anyhow::Result<DeskState<Store>> {","    fn desk_state(&self, settings: &Settings, mode: Mode, instance: &str) -> anyhow::Result<DeskState<Store>> {")
sub(f,"        let router = desk::router(self.desk_state(settings, mode)?)","        let instance = self.gateway.store.instance_value(\"naam\", \"\").await?;\n        let router = desk::router(self.desk_state(settings, mode, &instance)?)")
sub(f,"    fn form_state(&self","""    /// What the desk may ask of the configuration.
    fn office(&self, settings: &Settings, instance: &str) -> Arc<dyn Office> {
        Arc::new(ConfigOffice {
            rules: Arc::clone(&self.gateway.rules),
            sender: Sender::new(&settings.outgoing).ok(),
            letterhead: Letterhead::new(&settings.outgoing.from, instance).ok(),
            wording: self.wording(),
            mail_host: mail_host(&settings.outgoing.from).to_owned(),
        })
    }

    fn form_state(&self""")
sub(f,"fn wording(in_force: &InForce","""/// The text of the theme.
fn theme(settings: &Settings) -> anyhow::Result<Option<String>> {
    let read = |path: &std::path::PathBuf| {
        std::fs::read_to_string(path).with_context(|| format!("desk.theme: cannot read {}", path.display()))
    };
    settings.theme.as_ref().map(read).transpose()
}

/// People are told a fortnight before something goes.
fn terms(retention: RetentionSettings) -> Terms {
    let notice = jiff::SignedDuration::from_hours(14 * 24);
    Terms { closed_days: retention.closed_days, holding_days: retention.holding_days, notice }
}

fn wording(in_force: &InForce""")
sub(f,"config::{LmtpSettings, Settings, SmtpSettings}","config::{LmtpSettings, RetentionSettings, Settings, SmtpSettings}")
sub(f,"    intake::{Due, SignalTaker},","    intake::{Due, SignalTaker, office::Office, retention::Terms},")
sub(f,"    nightly, observe,\n","    nightly, observe,\n    office::ConfigOffice,\n")
sub(f,"nightly::run(self.gateway.store.clone(), self.shutdown.clone())","nightly::run(\n            self.gateway.store.clone(),\n            terms(settings.retention),\n            self.shutdown.clone(),\n        )")
f='src/app/nightly.rs'
sub(f,"figures are counted.","figures are counted, and what was kept\n//! long enough goes.")
sub(f,"pub(super) async fn run(store: Store, shutdown","pub(super) async fn run(store: Store, terms: Terms, shutdown")
sub(f,"use crate::store::Store;","use crate::{intake::retention::Terms, store::Store};")
sub(f,"""            Err(error) => tracing::warn!(%error, "the figures wait: the store does not answer"),
        }
""","""            Err(error) => {
                tracing::warn!(%error, "the figures wait: the store does not answer");
                continue;
            }
        }
        remove(&store, terms, &shutdown).await;
""")
s=open(f).read()+'''
/// Days are counted first: what goes then was counted.
async fn remove(store: &Store, terms: Terms, shutdown: &CancellationToken) {
    while !shutdown.is_cancelled() {
        match store.remove_expired(terms, clock::now(), BATCH).await {
            Ok(0) => return,
            Ok(removed) => tracing::info!(removed, "kept long enough: removed"),
            Err(error) => {
                tracing::error!(%error, "what was kept long enough could not be removed");
                return;
            }
        }
    }
}
'''
s=s.replace("/// Looks until `shutdown`","/// Households in one go.\nconst BATCH: i64 = 50;\n\n/// Looks until `shutdown`")
open(f,'w').write(s)
f='src/app/desk_tests/world.rs'
sub(f,"        figures: crate::config::FigureSettings::default(),","        theme: Some(\":root{--vd-door-900:#3a1a5c}\".to_owned()),\n        terms: Terms {\n            closed_days: Some(365),\n            holding_days: Some(90),\n            notice: jiff::SignedDuration::from_hours(14 * 24),\n        },\n        figures: crate::config::FigureSettings::default(),")
sub(f,"            trouble: Arc::new(|| None),","            office: Arc::new(Doors),\n            trouble: Arc::new(|| None),")
sub(f,"    domain::QueueName,\n    intake::Unavailable,\n","    domain::{Onward, Partner, PartnerName, QueueName, Ring},\n    intake::{\n        Unavailable,\n        office::{Answer as Later, NewPartner, Office},\n        retention::Terms,\n    },\n")
s=open(f).read()+'''
/// A configuration of two front doors, in which mail to `dicht.example` does not go.
struct Doors;

impl Office for Doors {
    fn partners(&self) -> Vec<Partner> {
        let door = |name: &str, label: &str| Partner {
            name: PartnerName(name.to_owned()),
            label: label.to_owned(),
            domains: vec![format!("{name}.example")],
            ring: Ring::Buitenring,
            onward: Onward::Vrij,
            coordinator: Some("contact@dicht.example".to_owned()),
            silent_after_days: None,
        };
        vec![door("meldpunt", "Meldpunt Zorg en Overlast"), door("cjg", "CJG")]
    }

    fn texts(&self) -> Vec<String> {
        vec!["ontvangst".to_owned()]
    }

    fn add_partner(&self, partner: NewPartner) -> Later<'_, Result<(), Vec<String>>> {
        let known = partner.name == "cjg";
        Box::pin(async move { if known { Err(vec!["de naam \\"cjg\\" is al gebruikt.".to_owned()]) } else { Ok(()) } })
    }

    fn send_test(&self, to: String) -> Later<'_, Result<(), String>> {
        Box::pin(async move { if to.ends_with("dicht.example") { Err("geweigerd".to_owned()) } else { Ok(()) } })
    }
}
'''
open(f,'w').write(s)
