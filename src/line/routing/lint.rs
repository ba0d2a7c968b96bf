//! Advice about rules that are not wrong but may not be meant.
//!
//! **Invariant:** advice never keeps a file from being loaded.

use std::{collections::HashSet, ops::Range};

use crate::domain::Urgency;

use super::{
    Complaint, Known, RouteTable,
    area::folded_street,
    fact::Fact,
    follow_up::{ByMeeting, Plan},
    matcher::{Condition, Match, Subject, Test},
    sheet::FactValue,
    table::{Destination, FALLBACK, Rule},
};

impl RouteTable {
    /// In the order of the text.
    pub(super) fn advise(&self, calendar_spans: &[Range<usize>], known: &Known<'_>) -> Vec<Complaint> {
        let mut advice = self.untested();
        advice.extend(self.unguarded_urgency());
        advice.extend(self.half_calendars(calendar_spans));
        advice.extend(self.idle_duties());
        advice.extend(self.lonely_queues(known));
        advice.extend(self.unread_labels());
        advice.extend(self.unknown_streets(known));
        advice.sort_by_key(|complaint| complaint.span.start);
        advice
    }

    fn rules(&self) -> impl Iterator<Item = &Rule> {
        let enriches = self.enriches.iter().map(|enrich| &enrich.rule);
        let routes = self.routes.iter().map(|route| &route.rule);
        let copies = self.copies.iter().map(|copy| &copy.rule);
        enriches.chain(routes).chain(copies).chain(self.acks.iter().map(|ack| &ack.rule))
    }

    /// A rule that no test hits may be mistaken for years.
    fn untested(&self) -> Vec<Complaint> {
        let mut hit: HashSet<String> = HashSet::new();
        for proof in &self.proofs {
            let decision = self.route(&proof.given);
            hit.extend(decision.trace.into_iter().filter(|line| line.matched).map(|line| line.rule));
        }
        let unhit = self.rules().filter(|rule| !hit.contains(&rule.id));
        unhit
            .map(|rule| {
                Complaint::new(&rule.span, format!("geen test raakt regel \"{}\"", rule.id))
                    .hinting("schrijf een [[test]] met feiten waarop deze regel past")
            })
            .collect()
    }

    /// Doubt about a sender must not delay what cannot wait.
    fn unguarded_urgency(&self) -> Vec<Complaint> {
        let urgent_below = |place: usize| {
            self.routes.iter().skip(place + 1).find(|route| {
                route.rule.when.all.iter().any(Condition::asks_for_urgency) || route.urgency == Some(Urgency::Spoed)
            })
        };
        let doubts = |when: &Match| {
            let doubts = when.all.iter().any(|condition| condition.subject == Subject::Fact(Fact::Geverifieerd));
            doubts && !when.none.iter().flatten().any(Condition::asks_for_urgency)
        };
        let above = self.routes.iter().enumerate().filter(|(_, route)| doubts(&route.rule.when));
        above
            .filter_map(|(place, route)| {
                let urgent = urgent_below(place)?;
                let message = format!("een spoedmelding kan hier blijven hangen, vóór \"{}\"", urgent.rule.id);
                let hint =
                    format!("zet \"{}\" hierboven: twijfel over de afzender mag spoed niet ophouden", urgent.rule.id);
                Some(Complaint::new(&route.rule.span, message).hinting(hint))
            })
            .collect()
    }

    /// A calendar chooses between two times; whoever asks for one should say what happens in the other: with another
    /// rule for it, or with a wider one below.
    fn half_calendars(&self, spans: &[Range<usize>]) -> Vec<Complaint> {
        let mut advice = Vec::new();
        for (place, (calendar, span)) in self.world.clock.calendars.iter().zip(spans).enumerate() {
            let id = &calendar.id;
            let asks = |rule: &&Rule| rule.when.conditions().any(|condition| condition.asks_for(place));
            let on_duty = self.duties.iter().any(|duty| duty.calendar == place);
            if self.rules().filter(asks).count() == 0 && self.world.clock.working != Some(place) && !on_duty {
                let complaint = Complaint::new(span, format!("geen regel vraagt naar kalender \"{id}\""));
                advice.push(complaint.hinting("gebruik hem met during of outside, of haal hem weg"));
            }
            let routes: Vec<&Rule> = self.routes.iter().map(|route| &route.rule).collect();
            let conditions = || routes.iter().flat_map(|rule| rule.when.conditions());
            let tests = || conditions().filter(|one| one.asks_for(place)).filter_map(|one| one.tests.first());
            let during = tests().any(|test| matches!(test, Test::During));
            let outside = tests().any(|test| matches!(test, Test::Outside));
            let alone = routes.iter().enumerate().find(|(position, rule)| {
                asks(rule) && !routes[position + 1..].iter().any(|below| below.when.covers(&rule.when))
            });
            if let Some((_, rule)) = alone.filter(|_| during != outside) {
                let (other, key) = if during { ("buiten", "outside") } else { ("binnen", "during") };
                let message = format!("regel \"{}\" zegt niet wat er {other} \"{id}\" gebeurt", rule.id);
                let hint =
                    format!("dan gelden de regels eronder en [{FALLBACK}]; anders: een regel met {key} = \"{id}\"");
                advice.push(Complaint::new(&rule.span, message).hinting(hint));
            }
        }
        advice
    }

    /// A roster that no rule calls lets people stay awake for nothing.
    fn idle_duties(&self) -> Vec<Complaint> {
        let called =
            |id: &str| self.routes.iter().filter_map(|route| route.plan.duty.as_ref()).any(|duty| duty.id == id);
        let fallback = self.fallback.plan.duty.as_ref().map(|duty| duty.id.as_str());
        let idle = self.duties.iter().filter(|duty| !called(&duty.id) && fallback != Some(duty.id.as_str()));
        idle.map(|duty| {
            Complaint::new(&duty.span, format!("geen regel roept het rooster \"{}\" op", duty.id))
                .hinting("zet bij een [[route]]: duty = \"…\", of haal het rooster weg")
        })
        .collect()
    }

    /// A deadline warns somebody: the team needs an address for that.
    fn lonely_queues(&self, known: &Known<'_>) -> Vec<Complaint> {
        let lonely = |queue: &str| known.districts.iter().find(|team| team.queue == queue && team.mail.is_none());
        let routes = self.routes.iter().filter(|route| route.plan.warns()).filter_map(|route| match &route.to {
            Destination::Queue(queue) => Some((queue, &route.rule)),
            Destination::WhereItIs => None,
        });
        routes
            .filter_map(|(queue, rule)| {
                let team = lonely(&queue.0)?;
                let message = format!("wachtrij \"{queue}\" heeft niemand die een herinnering krijgt");
                let hint = format!("geef team \"{}\" in teams.toml een regel mail = \"…\"", team.team);
                Some(Complaint::new(&rule.span, message).hinting(hint))
            })
            .collect()
    }

    /// A label that no rule asks for; those of `thema-…` are for the figures.
    fn unread_labels(&self) -> Vec<Complaint> {
        let read: HashSet<&str> = self
            .rules()
            .flat_map(|rule| rule.when.conditions())
            .filter_map(|condition| match &condition.subject {
                Subject::Label(label) => Some(label.as_str()),
                _ => None,
            })
            .collect();
        let useless =
            self.enriches.iter().filter(|enrich| enrich.raise.is_none() && !enrich.rule.id.starts_with("thema-"));
        useless
            .filter(|enrich| !enrich.labels.iter().any(|label| read.contains(label.as_str())))
            .map(|enrich| {
                let names = enrich.labels.join(", ");
                Complaint::new(&enrich.rule.span, format!("geen regel vraagt naar label {names}"))
                    .hinting("gebruik het in match: \"label.…\" = true, of haal deze regel weg")
            })
            .collect()
    }

    /// A street that no team has is often a slip of the pen.
    fn unknown_streets(&self, known: &Known<'_>) -> Vec<Complaint> {
        let streets: HashSet<String> =
            known.districts.iter().flat_map(|team| &team.streets).filter_map(|street| folded_street(street)).collect();
        if streets.is_empty() {
            return Vec::new();
        }
        let mut advice = Vec::new();
        for rule in self.rules() {
            let asked =
                rule.when.conditions().filter(|condition| condition.subject == Subject::Fact(Fact::AdresStraatnaam));
            let values = asked.flat_map(|condition| &condition.tests).filter_map(|test| match test {
                Test::AnyOf(values) => Some(values),
                _ => None,
            });
            for value in values.flatten() {
                if let FactValue::Name(street) = value
                    && !streets.contains(street)
                {
                    let nearest = Complaint::unknown(
                        &rule.span,
                        "geen team heeft straat",
                        street,
                        streets.iter().map(String::as_str).collect::<Vec<_>>(),
                    );
                    advice.push(
                        nearest.or_hinting("zet de straat bij een team in teams.toml, of kijk hoe zij geschreven is"),
                    );
                }
            }
        }
        advice
    }
}

impl Plan {
    fn warns(&self) -> bool {
        self.within.is_some() || self.by_meeting == ByMeeting::Yes || self.remind.is_some()
    }
}

impl Condition {
    /// Whether it is about this calendar.
    fn asks_for(&self, calendar: usize) -> bool {
        self.subject == Subject::Calendar(calendar)
    }

    fn asks_for_urgency(&self) -> bool {
        matches!(self.subject, Subject::Fact(Fact::Urgentie | Fact::Crisissignaal))
    }
}
