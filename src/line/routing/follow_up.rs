//! What a route asks for afterwards: a deadline, a reminder, an escalation, or a human's look first.
//!
//! **Invariant:** every moment carries the sum that gave it.

use jiff::Timestamp;

use crate::domain::{Deadline, FollowUp, QueueName, Step, StepKind, StepTo, Urgency};

use super::{
    area::District,
    clock::{Clock, Found, Within},
    duty::Duty,
};

/// To whom a reminder goes when the team has no address of its own.
const KEEPER: &str = "projectleider";

/// Whether the team's next meeting is a deadline too.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum ByMeeting {
    Yes,
    #[default]
    No,
}

/// `to` of an escalation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    To(StepTo),
    /// A name under `contacts` of the team that has the casus.
    Contact(String),
}

/// The keys of a route that look ahead.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Plan {
    pub within: Option<Within>,
    pub by_meeting: ByMeeting,
    pub remind: Option<Within>,
    pub escalate: Vec<(Within, Target)>,
    pub hold: Option<String>,
    pub duty: Option<Duty>,
}

impl Plan {
    /// What it comes to for a signal that came in at `from` and goes to `queue`.
    pub fn follow_up(&self, queue: &QueueName, districts: &[District], clock: &Clock, from: Timestamp) -> FollowUp {
        let team = districts.iter().find(|district| district.queue == queue.0);
        let meeting = (self.by_meeting == ByMeeting::Yes).then_some(team).flatten().and_then(|team| team.meeting);
        let by_meeting = meeting.and_then(|meeting| clock.next_meeting(meeting, from));
        let within = self.within.and_then(|within| clock.after(within, from));
        let due = [within, by_meeting].into_iter().flatten().min_by_key(|found| found.at).map(deadline);
        let team_or_keeper = || match team.and_then(|team| team.mail.clone()) {
            Some(mail) => StepTo::Mail(mail),
            None => StepTo::Role(KEEPER.to_owned()),
        };
        let step = |kind, when, to| Step { kind, when, to };
        let passed = due.clone().map(|when| step(StepKind::Termijn, when, team_or_keeper()));
        let reminder = self.remind.and_then(|remind| clock.after(remind, from));
        let reminder = reminder.map(|when| step(StepKind::Herinnering, deadline(when), team_or_keeper()));
        let escalations = self.escalate.iter().filter_map(|(after, target)| {
            let when = deadline(clock.after(*after, from)?);
            Some(step(StepKind::Escalatie, when, target.resolved(team)))
        });
        // Another team that takes over must hear of it too.
        let escalations = escalations.flat_map(|step| {
            let told = match &step.to {
                StepTo::Queue(queue) => districts.iter().find(|district| district.queue == queue.0),
                _ => None,
            };
            let mail = told.and_then(|team| team.mail.clone());
            let notice = mail.map(|mail| Step { to: StepTo::Mail(mail), ..step.clone() });
            std::iter::once(step).chain(notice)
        });
        let mut steps: Vec<Step> = passed.into_iter().chain(reminder).chain(escalations).collect();
        steps.extend(self.duty.iter().flat_map(|duty| duty.steps(clock, from)));
        steps.sort_by_key(|step| step.when.at);
        FollowUp { due, steps, hold: None }
    }

    /// Holding is for who has time: what is `spoed` is never held up.
    pub fn holds_up(&self, urgency: Urgency) -> Option<String> {
        self.hold.clone().filter(|_| urgency < Urgency::Spoed)
    }
}

impl Target {
    fn resolved(&self, team: Option<&District>) -> StepTo {
        match self {
            Self::To(to) => to.clone(),
            Self::Contact(name) => {
                let contact = team.and_then(|team| team.contacts.iter().find(|(known, _)| known == name));
                contact.map_or_else(|| StepTo::Role(KEEPER.to_owned()), |(_, mail)| StepTo::Mail(mail.clone()))
            }
        }
    }
}

fn deadline(found: Found) -> Deadline {
    Deadline { at: found.at, because: found.because }
}
