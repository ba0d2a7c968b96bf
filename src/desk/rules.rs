//! `/beheer/regels`: change the rules, check them, try them on the past weeks, propose; approve, and put back.
//!
//! **Invariant:** nothing typed here takes effect by itself: a text that has no complaint is proposed, and another pair of
//! eyes approves it, unless the settings say that one pair will do.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use jiff::Timestamp;
use serde::Deserialize;

use super::{
    Books,
    diff::{Line, diff},
    frame::{self, Frame, render, render_as},
    guard::{ApproveRules, ChangeRules, May, Nothing, Posted, Visitor},
    rule_trial::{WEEKS, tried},
    state::DeskState,
    words,
};
use crate::{
    domain::{bounded, cleaned},
    intake::rule_book::{Approved, Eyes, NewRules, Rehearsed, RulesChecked, RulesState, RulesVersion, Verdict},
    routing::FACTS,
};

/// The longest text of rules, in octets.
const LONGEST: usize = 200 * 1024;

/// The longest reason, in characters.
const LONGEST_REASON: usize = 500;

/// One version in a list.
struct VersionRow {
    id: String,
    version: String,
    who: String,
    when: String,
    reason: String,
    state: &'static str,
    decided: String,
}

/// A line of a comparison, for the page.
struct DiffLine {
    /// Its class: `weg`, `nieuw`, `zelfde` or `over`.
    kind: &'static str,
    /// For who does not see colours.
    sign: &'static str,
    text: String,
}

fn diff_lines(old: &str, new: &str) -> Vec<DiffLine> {
    let line = |line: &Line<'_>| {
        let (kind, sign, text) = match line {
            Line::Same(text) => ("zelfde", " ", (*text).to_owned()),
            Line::Gone(text) => ("weg", "−", (*text).to_owned()),
            Line::New(text) => ("nieuw", "+", (*text).to_owned()),
            Line::Skipped(count) => ("over", "…", format!("{count} regels gelijk")),
        };
        DiffLine { kind, sign, text }
    };
    diff(old, new).iter().map(line).collect()
}

/// A fact, for the help beside the text.
struct FactRow {
    name: &'static str,
    kind: &'static str,
    meaning: String,
}

#[derive(Template)]
#[template(path = "desk/regels.html")]
struct EditPage {
    frame: Frame,
    in_force: String,
    /// The version that the text was made from.
    based_on: String,
    text: String,
    reason: String,
    said: String,
    checked: Option<RulesChecked>,
    rehearsed: Option<Rehearsed>,
    proposals: Vec<VersionRow>,
    history: Vec<VersionRow>,
    facts: Vec<FactRow>,
    weeks: i64,
}

#[derive(Template)]
#[template(path = "desk/regelversie.html")]
struct VersionPage {
    frame: Frame,
    row: VersionRow,
    in_force: String,
    text: String,
    lines: Vec<DiffLine>,
    checked: RulesChecked,
    rehearsed: Option<Rehearsed>,
    said: String,
    may_approve: bool,
    may_withdraw: bool,
    may_put_back: bool,
    /// Open, but made from rules that are no longer in force.
    overtaken: bool,
    own: bool,
    weeks: i64,
}

#[derive(Deserialize, Default)]
pub(super) struct Typed {
    #[serde(default)]
    tekst: String,
    #[serde(default)]
    reden: String,
    #[serde(default)]
    basis: String,
    #[serde(default)]
    doe: String,
}

pub(super) async fn page<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ChangeRules>,
) -> Result<Response, Response> {
    let (version, text) = state.bench.in_force();
    let typed = Typed { tekst: text, basis: version, ..Typed::default() };
    Ok(render(&edit(&state, &may.visitor, typed).await?))
}

async fn edit<S: Books>(state: &DeskState<S>, visitor: &Visitor, typed: Typed) -> Result<EditPage, Response> {
    let now = (state.now)();
    let versions = state.store.rules_versions().await.map_err(frame::unavailable)?;
    let (open, past): (Vec<_>, Vec<_>) =
        versions.into_iter().partition(|version| version.state == RulesState::Voorgesteld);
    let rows = |versions: Vec<RulesVersion>| versions.into_iter().map(|version| row(version, now)).collect();
    Ok(EditPage {
        frame: Frame::of(state, visitor, "Regels").at("/beheer"),
        in_force: state.bench.in_force().0,
        based_on: typed.basis,
        text: typed.tekst,
        reason: typed.reden,
        said: String::new(),
        checked: None,
        rehearsed: None,
        proposals: rows(open),
        history: rows(past),
        facts: facts(),
        weeks: WEEKS,
    })
}

fn facts() -> Vec<FactRow> {
    let row = |entry: &'static crate::routing::FactEntry| {
        let words = entry.kind.words().join(", ");
        let meaning = if words.is_empty() { entry.meaning.to_owned() } else { format!("{} ({words})", entry.meaning) };
        FactRow { name: entry.name, kind: entry.kind.label(), meaning: meaning.replace('`', "") }
    };
    FACTS.iter().map(row).collect()
}

fn row(version: RulesVersion, now: Timestamp) -> VersionRow {
    let decided = match (version.decided_by, version.decided_at) {
        (Some(by), Some(at)) => format!("{by}, {}", words::when(at, now)),
        _ => String::new(),
    };
    VersionRow {
        id: version.id,
        version: version.version,
        who: version.author_name,
        when: words::when(version.made_at, now),
        reason: version.reason,
        state: match version.state {
            RulesState::Voorgesteld => "voorgesteld",
            RulesState::Aangenomen => "aangenomen",
            RulesState::Afgewezen => "afgewezen",
            RulesState::Ingetrokken => "ingetrokken",
            RulesState::Bestand => "in het bestand gezet",
        },
        decided,
    }
}

/// Checks, tries or proposes what was typed; the text always comes back.
pub(super) async fn change<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ChangeRules>,
    Posted(mut typed): Posted<Typed>,
) -> Result<Response, Response> {
    // A browser sends a line's end as CRLF (HTML, form submission); the file has the other.
    typed.tekst = typed.tekst.replace("\r\n", "\n");
    if typed.tekst.len() > LONGEST {
        let text = "Deze tekst is te lang. De regels mogen samen 200 kB zijn.";
        return Err(frame::plain(StatusCode::BAD_REQUEST, text));
    }
    let checked = checked(&state, &typed.tekst).await;
    let doe = typed.doe.clone();
    let mut page = EditPage { checked: Some(checked.clone()), ..edit(&state, &may.visitor, typed).await? };
    if checked.wrong > 0 {
        page.frame.title = "Fout: regels".to_owned();
        return Ok(render_as(StatusCode::BAD_REQUEST, &page));
    }
    match doe.as_str() {
        "proberen" => {
            (page.rehearsed, page.said) = tried(&state, &may.visitor, &page.text).await?;
            Ok(render(&page))
        }
        "voorstellen" => propose(&state, &may.visitor, page, &checked).await,
        _ => Ok(render(&page)),
    }
}

async fn propose<S: Books>(
    state: &DeskState<S>,
    visitor: &Visitor,
    mut page: EditPage,
    checked: &RulesChecked,
) -> Result<Response, Response> {
    let reason = cleaned(bounded(page.reason.trim(), LONGEST_REASON));
    let (in_force, _) = state.bench.in_force();
    let complaint = if checked.version == in_force {
        "Deze tekst is dezelfde als de regels die nu gelden. Er is niets om voor te stellen."
    } else if page.based_on != in_force {
        "Intussen gelden er andere regels dan waarvan u uitging. Open deze pagina opnieuw en zet uw verandering er nog eens in."
    } else if reason.is_empty() {
        "Schrijf op waarom u dit verandert. Dat blijft bij deze versie staan."
    } else {
        ""
    };
    if !complaint.is_empty() {
        page.said = complaint.to_owned();
        return Ok(render_as(StatusCode::BAD_REQUEST, &page));
    }
    let rules = NewRules { version: checked.version.clone(), based_on: in_force, text: page.text, reason };
    let id = state.store.propose_rules(rules, &visitor.person, (state.now)()).await.map_err(frame::unavailable)?;
    Ok(Redirect::to(&format!("/beheer/regels/{id}")).into_response())
}

/// Off the threads that answer others: a check runs all tests in the text.
async fn checked<S: Books>(state: &DeskState<S>, text: &str) -> RulesChecked {
    let (bench, text) = (std::sync::Arc::clone(&state.bench), text.to_owned());
    let failed = || RulesChecked {
        complaints: "De controle brak af. Vraag de beheerder om het logboek.".to_owned(),
        wrong: 1,
        ..RulesChecked::default()
    };
    tokio::task::spawn_blocking(move || bench.check(&text)).await.unwrap_or_else(|_| failed())
}

async fn found<S: Books>(state: &DeskState<S>, id: &str) -> Result<RulesVersion, Response> {
    state.store.rules_version(id).await.map_err(frame::unavailable)?.ok_or_else(frame::not_found)
}

pub(super) async fn version<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ChangeRules>,
    Path(id): Path<String>,
) -> Result<Response, Response> {
    let version = found(&state, &id).await?;
    Ok(render(&shown(&state, &may.visitor, version).await))
}

async fn shown<S: Books>(state: &DeskState<S>, visitor: &Visitor, version: RulesVersion) -> VersionPage {
    let (in_force, now_text) = state.bench.in_force();
    let open = version.state == RulesState::Voorgesteld;
    let own = version.author == visitor.person.id;
    let approves = visitor.may::<ApproveRules>();
    let checked = checked(state, &version.text).await;
    let overtaken = open && version.based_on != in_force;
    let sound = checked.wrong == 0;
    let comes_back = version.state.was_in_force() && version.version != in_force;
    let title = format!("Regels {}", version.version);
    let text = version.text.clone();
    VersionPage {
        frame: Frame::of(state, visitor, title).at("/beheer"),
        lines: diff_lines(&now_text, &text),
        may_approve: open && approves && sound && !overtaken && (!own || state.settings.eyes == Eyes::Two),
        may_withdraw: open && own,
        may_put_back: comes_back && approves && sound,
        overtaken,
        own,
        row: row(version, (state.now)()),
        in_force,
        text,
        checked,
        rehearsed: None,
        said: String::new(),
        weeks: WEEKS,
    }
}

pub(super) async fn act<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ChangeRules>,
    Path((id, what)): Path<(String, String)>,
    _form: Posted<Nothing>,
) -> Result<Response, Response> {
    let version = found(&state, &id).await?;
    match what.as_str() {
        "proberen" => {
            let (rehearsed, said) = tried(&state, &may.visitor, &version.text).await?;
            Ok(render(&VersionPage { rehearsed, said, ..shown(&state, &may.visitor, version).await }))
        }
        "intrekken" => end(&state, &may.visitor, version, Verdict::Withdraw).await,
        _ => Err(frame::not_found()),
    }
}

/// What the projectleider decides.
pub(super) async fn decide<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ApproveRules>,
    Path((id, what)): Path<(String, String)>,
    _form: Posted<Nothing>,
) -> Result<Response, Response> {
    let version = found(&state, &id).await?;
    let (in_force, _) = state.bench.in_force();
    match what.as_str() {
        "afwijzen" => return end(&state, &may.visitor, version, Verdict::Reject).await,
        "aannemen" | "terugzetten" => {}
        _ => return Err(frame::not_found()),
    }
    // The teams or templates may have changed since it was proposed.
    let wrong = checked(&state, &version.text).await.wrong;
    if wrong > 0 {
        let said = "Deze regels kunnen nu niet gelden: zie de fouten hieronder.".to_owned();
        let page = VersionPage { said, ..shown(&state, &may.visitor, version).await };
        return Ok(render_as(StatusCode::CONFLICT, &page));
    }
    if what == "aannemen" {
        let verdict = Verdict::Approve { eyes: state.settings.eyes, in_force: &in_force };
        return end(&state, &may.visitor, version, verdict).await;
    }
    if !version.state.was_in_force() || version.version == in_force {
        return Err(frame::not_found());
    }
    let reason = format!("teruggezet naar versie {}", version.version);
    let rules = NewRules { version: version.version, based_on: in_force, text: version.text, reason };
    let id = state.store.put_back(rules, &may.visitor.person, (state.now)()).await.map_err(frame::unavailable)?;
    Ok(Redirect::to(&format!("/beheer/regels/{id}")).into_response())
}

async fn end<S: Books>(
    state: &DeskState<S>,
    visitor: &Visitor,
    version: RulesVersion,
    verdict: Verdict<'_>,
) -> Result<Response, Response> {
    let ended = state.store.end_proposal(&version.id, verdict, &visitor.person, (state.now)()).await;
    let said = match ended.map_err(frame::unavailable)? {
        Approved::Done => return Ok(Redirect::to(&format!("/beheer/regels/{}", version.id)).into_response()),
        Approved::NotOpen => "Over dit voorstel is al beslist.",
        Approved::OwnProposal => "U stelde dit zelf voor. Een collega-projectleider moet het aannemen.",
        Approved::Overtaken => "Intussen gelden er andere regels dan waarvan dit voorstel uitging. Maak het opnieuw.",
    };
    let page = VersionPage { said: said.to_owned(), ..shown(state, visitor, version).await };
    Ok(render_as(StatusCode::CONFLICT, &page))
}
