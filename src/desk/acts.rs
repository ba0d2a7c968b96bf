//! What is done with one household or with many, and undone: each lands where its maker was, with a way back.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use jiff::Timestamp;
use serde::Deserialize;

use super::{
    Books, conflict,
    filter::Filter,
    frame::{self, Frame},
    guard::{Divide, May, Posted, Visitor, WorkCases},
    state::DeskState,
    words,
};
use crate::{
    domain::{CasusId, bounded, bsn, cleaned},
    intake::{
        deeds::{Change, ChangeRequest, Changed, Later, ManyRequest, Undone, Which},
        grouping::UndoChoice,
    },
};

/// Characters of one sentence.
const LONGEST: usize = 500;
const UNSEEN: &str =
    "Deze collega mag dit huishouden niet zien: het is afgeschermd of van een ander team. Er is niets veranderd.";

/// Everything a form on a card may send.
#[derive(Deserialize)]
pub(super) struct Asked {
    versie: i64,
    #[serde(default)]
    persoon: String,
    /// `morgen`, `week`, `nieuws` or `dag`.
    #[serde(default)]
    tot: String,
    /// With `dag`: a date.
    #[serde(default)]
    dag: String,
    /// Why it goes to the gebiedsregisseur, or what was said there.
    #[serde(default)]
    tekst: String,
    /// A filter's URL, or `casus`.
    #[serde(default)]
    terug: String,
}

/// `POST /casussen/{id}/doe/{what}` by whoever divides.
pub(super) async fn act<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<Divide>,
    Path((id, what)): Path<(String, String)>,
    Posted(asked): Posted<Asked>,
) -> Result<Response, Response> {
    let now = (state.now)();
    let change = change(&what, (&asked.persoon, &asked.tekst), (&asked.tot, &asked.dag), now);
    let Some(change) = change else {
        return Err(not_understood(&state, &may.visitor, &what));
    };
    apply(&state, &may.visitor, &id, Wish { change, version: asked.versie, back: asked.terug }).await
}

/// Takes a casus for oneself.
pub(super) async fn take<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<WorkCases>,
    Path(id): Path<String>,
    Posted(asked): Posted<Asked>,
) -> Result<Response, Response> {
    let change = Change::Assign(may.visitor.person.id.clone());
    apply(&state, &may.visitor, &id, Wish { change, version: asked.versie, back: asked.terug }).await
}

fn change(what: &str, (person, text): (&str, &str), (until, day): (&str, &str), now: Timestamp) -> Option<Change> {
    Some(match what {
        "toewijzen" => Change::Assign(person.to_owned()),
        "afsluiten" => Change::Close,
        "heropenen" => Change::Reopen,
        "agenda" => Change::Agenda,
        "van-agenda" => Change::OffAgenda,
        "wakker" => Change::Wake,
        "opschalen" => Change::Escalate(said(text)?),
        "terughalen" => Change::GiveBack(said(text)?),
        "later" => Change::Later(later(until, day, now)?),
        _ => return None,
    })
}

/// What was typed, without a BSN; `None`: nothing.
pub(super) fn said(text: &str) -> Option<String> {
    let text = bsn::masked(&cleaned(bounded(text.trim(), LONGEST))).into_owned();
    (!text.is_empty()).then_some(text)
}

/// `None`: no day was chosen, or one that is over or more than two years ahead.
fn later(until: &str, day: &str, now: Timestamp) -> Option<Later> {
    let at = match until {
        "morgen" => words::days_on(now, 1, 9),
        "week" => words::days_on(now, 7, 9),
        "nieuws" => return Some(Later::News),
        _ => words::typed_day(day, 9)?,
    };
    (at > now && !words::too_far(at, now)).then_some(Later::Until(at))
}

fn not_understood<S: Books>(state: &DeskState<S>, visitor: &Visitor, what: &str) -> Response {
    let (title, text) = match what {
        "later" => ("Fout: kies een dag", "Kies een dag die nog komt, binnen twee jaar. Ga terug en vul de datum in."),
        "opschalen" | "terughalen" => ("Fout: schrijf op waarom", "Schrijf in één zin op waarom. Ga terug."),
        _ => return frame::not_found(),
    };
    frame::message(Frame::of(state, visitor, title).at("/wachtrij"), StatusCode::BAD_REQUEST, text)
}

/// One change of one household.
pub(super) struct Wish {
    pub change: Change,
    pub version: i64,
    pub back: String,
}

pub(super) async fn apply<S: Books>(
    state: &DeskState<S>,
    visitor: &Visitor,
    id: &str,
    wish: Wish,
) -> Result<Response, Response> {
    let casus = CasusId::parse(id).ok_or_else(frame::not_found)?;
    let request =
        ChangeRequest { casus, version: wish.version, change: wish.change.clone(), by: visitor.person.clone() };
    match state.store.change(request, (state.now)()).await.map_err(frame::unavailable)? {
        Changed::Done { bundle } => Ok(Redirect::to(&back(&wish.back, &casus.to_string(), &bundle)).into_response()),
        Changed::NotFound => Err(frame::not_found()),
        Changed::Unseen => {
            let frame = Frame::of(state, visitor, "Fout: deze collega ziet dit huishouden niet").at("/wachtrij");
            Ok(frame::message(frame, StatusCode::CONFLICT, UNSEEN))
        }
        Changed::Newer { head, last } => {
            Ok(conflict::page(state, visitor, &wish.change, (&head, last), &wish.back).await?)
        }
    }
}

/// Where the maker was, with what was done.
pub(super) fn back(wanted: &str, casus: &str, bundle: &str) -> String {
    if wanted == "/gebied" {
        return "/gebied".to_owned();
    }
    if wanted.starts_with("/wachtrij") {
        Filter::parse(wanted).href_with("gedaan", bundle)
    } else {
        format!("/casussen/{casus}?gedaan={bundle}")
    }
}

/// `POST /wachtrij/samen`: what is done with all that were chosen.
pub(super) async fn together<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<Divide>,
    Posted(fields): Posted<Vec<(String, String)>>,
) -> Result<Response, Response> {
    let field = |name: &str| fields.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str());
    let filter = Filter::parse(field("terug").unwrap_or_default());
    let casussen: Vec<(CasusId, i64)> =
        fields.iter().filter(|(name, _)| name == "casus").filter_map(|(_, value)| chosen(value)).take(200).collect();
    if casussen.is_empty() {
        return Ok(Redirect::to(&filter.href_with("melding", "geen-keuze")).into_response());
    }
    let what = field("doe").unwrap_or_default();
    if what == "samenvoegen" {
        return Ok(match casussen.as_slice() {
            [(one, _), (other, _)] => Redirect::to(&format!("/samenvoegen/{one}/{other}")).into_response(),
            _ => Redirect::to(&filter.href_with("melding", "kies-twee")).into_response(),
        });
    }
    let (what, until) = what.split_once('.').unwrap_or((what, ""));
    let person = field("persoon").unwrap_or_default();
    let now = (state.now)();
    let Some(change) = change(what, (person, ""), (until, field("dag").unwrap_or_default()), now) else {
        return Err(not_understood(&state, &may.visitor, what));
    };
    let request = ManyRequest { casussen, change, by: may.visitor.person.clone() };
    let changed = state.store.change_many(request, now).await.map_err(frame::unavailable)?;
    let left = changed.newer.len() + changed.unseen;
    let href = match changed.bundle {
        Some(bundle) => format!("{}&overgeslagen={left}", filter.href_with("gedaan", &bundle)),
        None if changed.unseen > 0 => filter.href_with("melding", "ziet-niet"),
        None => filter.href_with("melding", "iemand-was-u-voor"),
    };
    Ok(Redirect::to(&href).into_response())
}

/// `id.version`
fn chosen(value: &str) -> Option<(CasusId, i64)> {
    let (id, version) = value.split_once('.')?;
    Some((CasusId::parse(id)?, version.parse().ok()?))
}

/// `POST /ongedaan`, on whichever device: a bundle, or the newest of this person.
pub(super) async fn undo<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<WorkCases>,
    Posted(fields): Posted<Vec<(String, String)>>,
) -> Result<Response, Response> {
    let values =
        |name: &'static str| fields.iter().filter(move |(own, _)| own == name).map(|(_, value)| value.as_str());
    let value = |name| values(name).next().unwrap_or_default();
    let (by, now, back) = (&may.visitor.person, (state.now)(), value("terug"));
    let undone = match (value("bundel"), value("gekozen")) {
        ("", _) => state.store.undo(Which::Last, by, now).await,
        (bundle, "") => state.store.undo(Which::Bundle(bundle.to_owned()), by, now).await,
        (bundle, _) => {
            let later = values("later").map(str::to_owned).collect();
            let choice = UndoChoice { later: Some(later), keep_apart: value("onthoud") == "ja" };
            state.store.take_back(bundle, choice, by, now).await
        }
    };
    let undone = undone.map_err(frame::unavailable)?;
    let word = match &undone {
        Undone::Done { .. } => "ongedaan",
        Undone::Changed { .. } => "daarna-veranderd",
        Undone::Nothing => "niets-ongedaan",
        Undone::NotYours => "niet-van-u",
    };
    let casus = match undone {
        Undone::Done { casus, .. } | Undone::Changed { casus, .. } => casus,
        Undone::Nothing | Undone::NotYours => String::new(),
    };
    let href = if back == "casus" && !casus.is_empty() {
        format!("/casussen/{casus}?melding={word}")
    } else {
        format!("{}&kaart={casus}", Filter::parse(back).href_with("melding", word))
    };
    Ok(Redirect::to(&href).into_response())
}

/// What there is to say, by its word.
pub(super) fn sentence(word: &str) -> &'static str {
    match word {
        "ongedaan" => "Ongedaan gemaakt. Alles staat weer zoals het was.",
        "daarna-veranderd" => "Dit kan niet meer ongedaan. Iemand heeft dit huishouden daarna veranderd.",
        "niets-ongedaan" => "Er is niets om ongedaan te maken.",
        "niet-van-u" => "Een collega deed dit. Alleen die collega of de projectleider maakt het ongedaan.",
        "geen-keuze" => "Kies eerst een of meer huishoudens.",
        "kies-twee" => "Kies precies twee huishoudens om samen te voegen.",
        "iemand-was-u-voor" => "Iemand was u voor. Er is niets veranderd. Kijk wat er nu staat.",
        "ziet-niet" => UNSEEN,
        "zelfde" => "Bewaard: zelfde huishouden.",
        "ander" => "Bewaard: ander huishouden.",
        "vrij" => "Bewaard. Uw collega’s zien wie waarneemt.",
        "weer-er" => "Bewaard: toch niet vrij.",
        "herinnerd" => "Herinnerd. Het staat bovenaan bij uw collega.",
        "teruggekoppeld" => "De melders horen het. Hieronder staat wat u vertelde.",
        "al-verteld" => "Deze melders hoorden dit al. Er is niets verstuurd.",
        "weergave" => "De weergave is bewaard.",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-23T08:20:00Z";

    #[test]
    fn later_is_a_morning_that_still_comes() {
        let now: Timestamp = NOW.parse().unwrap();
        let morning = |at: &str| Some(Later::Until(at.parse().unwrap()));
        assert_eq!(later("morgen", "", now), morning("2026-11-24T08:00:00Z"));
        assert_eq!(later("dag", "2026-12-01", now), morning("2026-12-01T08:00:00Z"));
        assert_eq!(later("dag", "2026-11-22", now), None);
        assert_eq!(later("dag", "2028-11-22", now), morning("2028-11-22T08:00:00Z"));
        for mistyped in ["2028-11-23", "2126-12-01", "9999-12-31"] {
            assert_eq!(later("dag", mistyped, now), None, "{mistyped}");
        }
        assert_eq!(later("dag", "", now), None);
        assert_eq!(later("nieuws", "", now), Some(Later::News));
    }

    #[test]
    fn the_way_back_leads_to_our_own_pages_only() {
        assert_eq!(back("//elders.example", "c1", "b1"), "/casussen/c1?gedaan=b1");
        assert_eq!(back("/wachtrij?weergave=spoed&x=//e", "c1", "b1"), "/wachtrij?weergave=spoed&gedaan=b1");
    }
}
