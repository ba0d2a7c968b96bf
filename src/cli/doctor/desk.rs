//! The work: what waits for us, what waits for people, and whether anybody can come in to do it.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::{
    Finding, Patient, day_and_time,
    finding::{good, warning, wrong},
};
use crate::{
    config::SecondFactor,
    store::{Backlog, Leaders, QueueCare, StrayQueue},
};

/// Mail that is late for so long waits for an administrator.
const TOO_LATE: SignedDuration = SignedDuration::from_hours(1);
/// What nobody could place may wait so long.
const HOLDING: SignedDuration = SignedDuration::from_hours(24);

pub(super) async fn backlog(patient: Arc<Patient>) -> Vec<Finding> {
    let Some(store) = &patient.store else { return Vec::new() };
    match store.backlog(patient.now).await {
        Ok(backlog) => told(&backlog, patient.now),
        Err(error) => vec![wrong("achterstand", format!("Niet te tellen: {error}."), "kijk bij opslag")],
    }
}

fn told(backlog: &Backlog, now: Timestamp) -> Vec<Finding> {
    let mut found = Vec::new();
    if let Some(since) = backlog.late_since {
        let text = format!("{} hadden al weg moeten zijn, de oudste op {}.", backlog.late, day_and_time(since));
        let grade = if since + TOO_LATE < now { wrong } else { warning };
        found.push(grade("uitgaande mail", text, "kijk of Voordeur draait, en bij relay"));
    }
    if backlog.undelivered > 0 {
        let text = format!("{} kwamen niet aan.", backlog.undelivered);
        found.push(warning(
            "uitgaande mail",
            text,
            "het team handelt ze af op de werkplek; zijn het er veel, kijk bij relay",
        ));
    }
    if found.is_empty() {
        found.push(good("uitgaande mail", "niets is te laat"));
    }
    found.push(match backlog.holding_since {
        None => good("wachtbak", "leeg"),
        Some(since) if since + HOLDING < now => {
            let text = format!("{} wachten, de oudste sinds {}.", backlog.holding, day_and_time(since));
            warning("wachtbak", text, "vraag het team om ze af te handelen")
        }
        Some(_) => good("wachtbak", format!("{} van vandaag", backlog.holding)),
    });
    found.push(match backlog.late_timers {
        0 => good("termijnen", "niets is te laat"),
        late => warning("termijnen", format!("{late} hadden al moeten lopen."), "kijk of Voordeur draait"),
    });
    found
}

pub(super) async fn leaders(patient: Arc<Patient>) -> Vec<Finding> {
    let Some(store) = &patient.store else { return Vec::new() };
    match store.leaders().await {
        Ok(leaders) => vec![who_comes_in(leaders, patient.settings.login.second_factor)],
        Err(error) => vec![wrong("mensen", format!("Niet te tellen: {error}."), "kijk bij opslag")],
    }
}

fn who_comes_in(leaders: Leaders, second_factor: SecondFactor) -> Finding {
    const SUBJECT: &str = "projectleiders";
    let Leaders { all, unsettled, one_step } = leaders;
    if all == 0 {
        return wrong(SUBJECT, "Er is niemand die de wachtrij ziet.", "voordeur user create … --role projectleider");
    }
    if all == unsettled {
        return warning(
            SUBJECT,
            "Nog niemand koos een wachtwoord of koppelde een account.",
            "voordeur user reset MAILADRES geeft een nieuwe link",
        );
    }
    if one_step > 0 && second_factor == SecondFactor::Vrij {
        let text = format!("{one_step} van {all} loggen in zonder tweede stap.");
        return warning(SUBJECT, text, "zet login.second_factor op verplicht");
    }
    good(SUBJECT, format!("{all}, van wie er {} kunnen inloggen", all - unsettled))
}

pub(super) async fn queues(patient: Arc<Patient>) -> Vec<Finding> {
    let Some(store) = &patient.store else { return Vec::new() };
    match store.queue_care(&patient.settings.queues()).await {
        Ok(care) => cared_for(&care),
        Err(error) => vec![wrong("wachtrijen", format!("Niet te tellen: {error}."), "kijk bij opslag")],
    }
}

fn cared_for(care: &QueueCare) -> Vec<Finding> {
    const SUBJECT: &str = "wachtrijen";
    let mut found = Vec::new();
    for queue in &care.unseen {
        let text = format!("Niemand op de werkplek ziet ‘{queue}’.");
        found.push(wrong(SUBJECT, text, "geef iemand dit team, bij Beheer op de werkplek"));
    }
    for StrayQueue { queue, people, casussen } in &care.stray {
        if *people > 0 {
            let text = format!(
                "Geen team in teams.toml heeft nog de wachtrij ‘{queue}’. Medewerkers die daardoor geen nieuwe signalen zien: {people}."
            );
            found.push(wrong(SUBJECT, text, "geef hun een ander team bij Beheer, of zet de oude naam terug"));
        }
        if *casussen > 0 {
            let text = format!(
                "Geen team in teams.toml heeft nog de wachtrij ‘{queue}’. Open casussen daarin: {casussen}. Wie voor een \
                 ander team werkt, ziet ze niet."
            );
            found.push(warning(SUBJECT, text, "laat zo iemand ze afhandelen, of zet de oude naam terug"));
        }
    }
    if found.is_empty() {
        found.push(good(SUBJECT, "elke wachtrij heeft mensen die haar zien"));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::finding::Grade;

    #[test]
    fn what_waits_long_is_worse() {
        let now: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
        let late = |since: &str| Backlog { late: 3, late_since: Some(since.parse().unwrap()), ..Backlog::default() };
        assert_eq!(told(&late("2026-11-23T11:30:00Z"), now)[0].grade, Grade::Warning);
        assert_eq!(told(&late("2026-11-23T10:30:00Z"), now)[0].grade, Grade::Wrong);
        assert!(told(&Backlog::default(), now).iter().all(|finding| finding.grade == Grade::Good));
    }

    #[test]
    fn somebody_must_be_able_to_come_in() {
        let grade =
            |all, unsettled, one_step| who_comes_in(Leaders { all, unsettled, one_step }, SecondFactor::Vrij).grade;
        assert_eq!(grade(0, 0, 0), Grade::Wrong);
        assert_eq!(grade(1, 1, 0), Grade::Warning);
        assert_eq!(grade(2, 0, 1), Grade::Warning);
        assert_eq!(grade(2, 1, 0), Grade::Good);
    }
}
