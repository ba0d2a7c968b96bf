//! The desk: the pages on which the team sees its queue and decides.
//!
//! Plain HTML from the server, which works without script; a small module adds keys and a bar for what is new.
//!
//! **Invariant:** every route but the login asks for a right in its signature ([`guard::May`]); no personal data
//! stands in a URL.

mod absence;
mod acts;
mod agreeing;
mod agreements;
mod area;
mod assets;
mod cards;
mod casus;
mod compare;
mod conflict;
mod diff;
mod discussing;
mod entry;
mod explain;
mod feedback;
mod figures;
mod files;
mod filter;
mod frame;
mod front_doors;
mod guard;
mod headers;
mod holding;
mod icons;
mod keeping;
mod live;
mod logbook;
mod login;
mod looking;
mod marks;
mod meeting;
mod merging;
mod minutes;
mod organisation;
mod password;
mod people;
mod queue;
mod rule_trial;
mod rules;
mod search;
mod second_step;
mod secret;
mod session;
mod shielding;
mod state;
mod timeline;
mod totp;
mod vault;
mod words;

use axum::{
    Router,
    http::StatusCode,
    middleware,
    response::{Redirect, Response},
    routing::{get, post},
};
use tower_http::csrf::CsrfLayer;

pub use organisation::Organisation;
pub use password::{Cost, Passwords};
pub use secret::sha256_hex;
pub use state::{Attempt, DeskSettings, DeskState, LoginLimit, TakeReport, Trouble, Wording};
pub use vault::Vault;

use crate::intake::{
    Register, absence::Absences, agreements::Agreements, alike::Alike, deeds::Deeds, desk::Desk, feedback::Feedback,
    figures::Figures, grouping::Grouping, looking::Looking, meetings::Meetings, organisation::Accounts,
    partners::FrontDoors, people::People, retention::Retention, rule_book::RuleBook, second_factor::SecondFactors,
    sight::Sight,
};

/// What the desk asks of a store.
pub trait Books:
    Absences
    + Accounts
    + Agreements
    + Alike
    + Desk
    + Deeds
    + Feedback
    + Figures
    + FrontDoors
    + Grouping
    + Looking
    + Meetings
    + People
    + Register
    + Retention
    + RuleBook
    + SecondFactors
    + Sight
    + Clone
{
}
impl<S> Books for S where
    S: Absences
        + Accounts
        + Agreements
        + Alike
        + Desk
        + Deeds
        + Feedback
        + Figures
        + FrontDoors
        + Grouping
        + Looking
        + Meetings
        + People
        + Register
        + Retention
        + RuleBook
        + SecondFactors
        + Sight
        + Clone
{
}

/// All pages of the desk.
pub fn router<S: Books>(state: DeskState<S>) -> Router {
    // Behind a proxy that rewrites Host only the configured address tells our own forms from others'.
    let csrf = CsrfLayer::new().add_trusted_origin(&state.settings.public_url).unwrap_or_default();
    let pages = Router::new()
        .route("/", get(|| async { Redirect::to("/wachtrij") }))
        .route("/inloggen", get(login::form::<S>).post(login::enter::<S>))
        .route("/inloggen/organisatie", get(organisation::leave_for::<S>))
        .route("/inloggen/organisatie/terug", get(organisation::come_back::<S>))
        .route("/inloggen/code", get(second_step::ask::<S>).post(second_step::check::<S>))
        .route("/uitloggen", post(login::leave::<S>))
        .route("/tweede-stap", get(second_step::page::<S>).post(second_step::change::<S>))
        .route("/tweede-stap/instellen", get(second_step::set_up::<S>).post(second_step::confirm::<S>))
        .route("/eenmalig/{token}", get(login::link::<S>).post(login::use_link::<S>))
        .route("/wachtrij", get(queue::page::<S>))
        .route("/wachtrij/live", get(live::feed::<S>))
        .route("/wachtrij/samen", post(acts::together::<S>))
        .route("/weergaven", post(queue::save_view::<S>))
        .route("/weergaven/{id}/wissen", post(queue::drop_view::<S>))
        .route("/ongedaan", post(acts::undo::<S>))
        .route("/ongedaan/{bundle}", get(merging::undo_preview::<S>))
        .route("/samenvoegen/{one}", get(merging::with::<S>).post(merging::find_other::<S>))
        .route("/samenvoegen/{one}/{other}", get(merging::compare::<S>).post(merging::decide::<S>))
        .route("/splitsen/{id}", get(merging::split_form::<S>).post(merging::split::<S>))
        .route("/overleg", get(meeting::page::<S>))
        .route("/overleg/start", post(meeting::start::<S>))
        .route("/overleg/nu", get(discussing::page::<S>))
        .route("/overleg/besluit", post(meeting::decide::<S>))
        .route("/overleg/sluit", post(meeting::close::<S>))
        .route("/overleg/verslag/{id}", get(minutes::page::<S>))
        .route("/invoeren", get(entry::page::<S>).post(entry::enter::<S>))
        .route("/zoeken", get(search::form::<S>).post(search::search::<S>))
        .route("/casussen/{id}", get(casus::page::<S>))
        .route("/casussen/{id}/samen", get(looking::feed::<S>))
        .route("/casussen/{id}/doe/{what}", post(acts::act::<S>))
        .route("/casussen/{id}/afschermen", get(shielding::page::<S>).post(shielding::change::<S>))
        .route("/gebied", get(area::page::<S>))
        .route("/gebied/{id}/terug", post(area::give_back::<S>))
        .route("/casussen/{id}/pakken", post(acts::take::<S>))
        .route("/casussen/{id}/afspraken", post(agreeing::agree::<S>))
        .route("/afspraken", get(agreements::page::<S>))
        .route("/afspraken/vrij", post(absence::set::<S>))
        .route("/afspraken/vrij/{id}/wissen", post(absence::drop::<S>))
        .route("/afspraken/agendalink", post(agreements::new_calendar::<S>))
        .route("/afspraken/{id}/klaar", post(agreements::end::<S>))
        .route("/afspraken/{id}/antwoord", post(agreements::answer::<S>))
        .route("/afspraken/{id}/herinneren", post(agreements::remind::<S>))
        .route("/agenda/{file}", get(agreements::calendar::<S>))
        .route("/casussen/{id}/terugkoppelen", get(feedback::page::<S>).post(feedback::tell::<S>))
        .route("/casussen/{id}/notities", post(casus::note::<S>))
        .route("/casussen/{id}/namen", post(casus::names::<S>))
        .route("/signalen/{id}/uitleg", get(explain::page::<S>))
        .route("/signalen/{id}/origineel", get(files::original::<S>))
        .route("/signalen/{id}/bijlagen/{position}", get(files::attachment::<S>))
        .route("/wachtbak", get(holding::page::<S>))
        .route("/wachtbak/{id}/casus", post(holding::open_casus::<S>))
        .route("/wachtbak/{id}/afgehandeld", post(holding::settle::<S>))
        .route("/taken", get(holding::tasks::<S>))
        .route("/taken/{id}", post(holding::task_done::<S>))
        .route("/voorstellen/signalen/{id}", post(holding::judge_alike::<S>))
        .route("/voorstellen", get(holding::proposals::<S>))
        .route("/toegankelijkheid", get(login::accessibility::<S>))
        .merge(office())
        .layer(csrf)
        .layer(middleware::from_fn(headers::no_store));
    pages
        .merge(assets::router())
        .merge(assets::theme_router(state.settings.theme.as_deref()))
        .fallback(nowhere)
        .layer(middleware::from_fn(headers::strict))
        .with_state(state)
}

/// Nobody's page.
async fn nowhere() -> Response {
    frame::plain(StatusCode::NOT_FOUND, "Hier is geen pagina. Kijk of het adres klopt, of ga naar het begin.")
}

/// The pages beside the daily work: administration, figures, who did what.
fn office<S: Books>() -> Router<DeskState<S>> {
    Router::new()
        .route("/beheer", get(people::page::<S>).post(people::add::<S>))
        .route("/beheer/{id}/plaats", post(people::place::<S>))
        .route("/beheer/{id}/link", post(people::renew::<S>))
        .route("/beheer/{id}/uitloggen", post(people::log_out::<S>))
        .route("/beheer/voordeuren", get(front_doors::page::<S>).post(front_doors::add::<S>))
        .route("/beheer/voordeuren/{name}", get(front_doors::one::<S>))
        .route("/beheer/voordeuren/{name}/sleutels", post(front_doors::new_key::<S>))
        .route("/beheer/voordeuren/{name}/sleutels/{id}/intrekken", post(front_doors::revoke_key::<S>))
        .route("/beheer/voordeuren/{name}/proefmail", post(front_doors::test_mail::<S>))
        .route("/beheer/voordeuren/{name}/stilte", post(front_doors::settle::<S>))
        .route("/beheer/teksten", get(front_doors::texts::<S>))
        .route("/beheer/bewaren", get(keeping::page::<S>))
        .route("/beheer/bewaren/{id}", post(keeping::keep::<S>))
        .route("/beheer/regels", get(rules::page::<S>).post(rules::change::<S>))
        .route("/beheer/regels/{id}", get(rules::version::<S>))
        .route("/beheer/regels/{id}/doe/{what}", post(rules::act::<S>))
        .route("/beheer/regels/{id}/besluit/{what}", post(rules::decide::<S>))
        .route("/beheer/{id}/uitzetten", post(people::disable::<S>))
        .route("/beheer/{id}/tweede-stap", post(people::reset_second_step::<S>))
        .route("/cijfers", get(figures::page::<S>))
        .route("/cijfers/rapport", get(figures::report::<S>))
        .route("/cijfers/{file}", get(figures::file::<S>))
        .route("/logboek", get(logbook::page::<S>))
        .route("/logboek/csv", get(logbook::file::<S>))
}
