//! Whether, to whom and with which template.
//!
//! **Invariant:** a machine is never answered, and a person who gets no answer by mail is somebody's task.

use crate::domain::{AckLimits, AckLoad, Acknowledgement, AutomaticKind, Channel, IdentityVerdict, Signal, addr_spec};

/// Asks for the same signal in plain text.
pub const UNREADABLE_TEMPLATE: &str = "ontvangst-onleesbaar";

/// Whether a mail opens an exchange of letters, or goes on with one that our acknowledgement ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    First,
    Answer,
}

/// Decides on the acknowledgement of one signal; `template` is what the rules chose, `None` when they want none.
pub fn decide(
    signal: &Signal,
    template: Option<&str>,
    (load, turn): (AckLoad, Turn),
    limits: &AckLimits,
) -> Acknowledgement {
    let Some(template) = template else { return none("de regels vragen geen ontvangstbevestiging") };
    let recipient = match signal.channel {
        Channel::Email => by_mail(signal, turn),
        Channel::Api | Channel::Webformulier => beside_the_answer(signal),
        Channel::Telefoon | Channel::Wijkoverleg => Err(none("wie belt of mee overlegt, hoort het meteen")),
    };
    let to = match recipient {
        Ok(to) => to.to_owned(),
        Err(decided) => return decided,
    };
    let unreadable = signal.channel == Channel::Email && signal.unreadable.is_some();
    let template = if unreadable { UNREADABLE_TEMPLATE } else { template }.to_owned();
    match limit_reached(load, limits) {
        Some(reden) => Acknowledgement::Held { to, template, reden: reden.to_owned() },
        None => Acknowledgement::Mail { to, template },
    }
}

/// RFC 3834 §2: to the sender, never to a machine and never to a stranger (backscatter).
fn by_mail(signal: &Signal, turn: Turn) -> Result<&str, Acknowledgement> {
    if let Some(automatic) = &signal.automatic {
        return Err(match automatic.kind {
            AutomaticKind::Bounce => none("een bezorgrapport krijgt geen bevestiging"),
            AutomaticKind::AutoReply => none("een automatisch antwoord krijgt geen bevestiging"),
            AutomaticKind::List => none("een nieuwsbrief of mailinglijst krijgt geen bevestiging"),
            AutomaticKind::Loop => none("ons eigen bericht kwam terug; dat krijgt geen bevestiging"),
            AutomaticKind::Generated => by_hand("een systeem verstuurde dit bericht; kijk of iemand antwoord verwacht"),
        });
    }
    if signal.source.partner.is_unknown() {
        return Err(by_hand("afzender niet bekend bij de partners; bevestig zelf als u de afzender vertrouwt"));
    }
    // Whoever forged it would make us write to a stranger to it (H10).
    if signal.source.identity.verdict == IdentityVerdict::Weersproken {
        return Err(by_hand(
            "de afzender is niet wie hij zegt te zijn, volgens het domein zelf; vraag het na en bevestig dan",
        ));
    }
    // A ticket system answers everything, and not all of them say that they are one: after one exchange it ends.
    if turn == Turn::Answer {
        return Err(by_hand("dit is een antwoord op onze ontvangstbevestiging; bevestig zelf als dat nodig is"));
    }
    match &signal.thread.answer_to {
        Some(to) => addr_spec(to).ok_or_else(|| by_hand("het adres van de afzender is niet bruikbaar; bevestig zelf")),
        None => Err(by_hand("er is geen zeker adres om naar te antwoorden; bevestig zelf")),
    }
}

/// The API's and the form's own answer is a receipt; a mail comes on top when an address was given for it.
fn beside_the_answer(signal: &Signal) -> Result<&str, Acknowledgement> {
    let answered = || none("het antwoord van de deur is de bevestiging");
    if !signal.feedback_wanted || signal.automatic.is_some() {
        return Err(answered());
    }
    signal.reporter.email().and_then(addr_spec).ok_or_else(answered)
}

/// 0 is no limit.
fn limit_reached(load: AckLoad, limits: &AckLimits) -> Option<&'static str> {
    let over = |sent: u32, limit: u32| limit > 0 && sent >= limit;
    if over(load.to_this_address, limits.max_per_address_per_hour) {
        Some("dit adres kreeg dit uur al het hoogste aantal bevestigingen")
    } else if over(load.in_all, limits.max_per_hour) {
        Some("dit uur zijn al het hoogste aantal bevestigingen verstuurd")
    } else {
        None
    }
}

fn none(reden: &str) -> Acknowledgement {
    Acknowledgement::None { reden: reden.to_owned() }
}

fn by_hand(reden: &str) -> Acknowledgement {
    Acknowledgement::ByHand { reden: reden.to_owned() }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use uuid::Uuid;

    use super::*;
    use crate::domain::{
        Address, Automatic, ContactKind, ContactPoint, Identity, MailThread, Onward, PartnerName, Reporter, Ring,
        SignalId, Source, Urgency,
    };

    const NO_LIMITS: AckLimits = AckLimits { max_per_address_per_hour: 0, max_per_hour: 0 };

    fn signal(channel: Channel) -> Signal {
        Signal {
            id: SignalId(Uuid::nil()),
            received_at: Timestamp::UNIX_EPOCH,
            channel,
            source: Source {
                partner: PartnerName("meldpunt".to_owned()),
                ring: Ring::Binnenring,
                onward: Onward::Vrij,
                identity: Identity::default(),
            },
            reference: None,
            subject: String::new(),
            situation: "zorg".to_owned(),
            request: None,
            observed_on: None,
            kind: None,
            urgency: Urgency::Normaal,
            urgency_reasons: Vec::new(),
            crisis: false,
            meldcode: None,
            feedback_wanted: true,
            reporter: Reporter::default(),
            address: Address::default(),
            former_address: None,
            persons: Vec::new(),
            attachments: Vec::new(),
            warnings: Vec::new(),
            unreadable: None,
            automatic: None,
            template: None,
            thread: MailThread { answer_to: Some("joke@meldpunt.example".to_owned()), ..MailThread::default() },
        }
    }

    fn decided(signal: &Signal) -> Acknowledgement {
        decide(signal, Some("ontvangst"), (AckLoad::default(), Turn::First), &NO_LIMITS)
    }

    fn sent(template: &str) -> Acknowledgement {
        Acknowledgement::Mail { to: "joke@meldpunt.example".to_owned(), template: template.to_owned() }
    }

    #[test]
    fn a_partner_who_mails_is_answered_whatever_feedback_was_asked() {
        let mut mail = signal(Channel::Email);
        mail.feedback_wanted = false;
        assert_eq!(decided(&mail), sent("ontvangst"));
    }

    #[test]
    fn an_unreadable_mail_is_answered_with_a_request_for_plain_text() {
        let mut mail = signal(Channel::Email);
        mail.unreadable = Some("versleuteld".to_owned());
        assert_eq!(decided(&mail), sent(UNREADABLE_TEMPLATE));
    }

    #[test]
    fn a_machine_is_not_answered_and_a_partners_system_is_a_task() {
        use AutomaticKind::{AutoReply, Bounce, Generated, List, Loop};
        for kind in [Bounce, AutoReply, List, Loop, Generated] {
            let mut mail = signal(Channel::Email);
            mail.automatic = Some(Automatic { kind, reden: "H2".to_owned() });
            mail.unreadable = Some("leeg".to_owned());
            match (kind, decided(&mail)) {
                (Generated, Acknowledgement::ByHand { .. }) => {}
                (Bounce | AutoReply | List | Loop, Acknowledgement::None { .. }) => {}
                (kind, other) => panic!("{kind:?}: {other:?}"),
            }
        }
    }

    #[test]
    fn a_stranger_and_a_sender_without_a_sure_address_are_tasks() {
        let mut stranger = signal(Channel::Email);
        stranger.source.partner = PartnerName::unknown();
        let mut unsure = signal(Channel::Email);
        unsure.thread.answer_to = None;
        for mail in [stranger, unsure] {
            assert!(matches!(decided(&mail), Acknowledgement::ByHand { .. }));
        }
    }

    #[test]
    fn a_sender_whom_its_own_domain_disowns_is_not_answered_and_an_unproven_one_is() {
        for (verdict, answered) in [
            (IdentityVerdict::Bevestigd, true),
            (IdentityVerdict::Onbekend, true),
            (IdentityVerdict::Weersproken, false),
        ] {
            let mut mail = signal(Channel::Email);
            mail.source.identity = Identity::of(verdict, "");
            assert_eq!(matches!(decided(&mail), Acknowledgement::Mail { .. }), answered, "{verdict:?}");
            assert_eq!(matches!(decided(&mail), Acknowledgement::ByHand { .. }), !answered, "{verdict:?}");
        }
    }

    #[test]
    fn an_answer_to_our_acknowledgement_gets_none_in_turn() {
        let load = (AckLoad::default(), Turn::Answer);
        let outcome = decide(&signal(Channel::Email), Some("ontvangst"), load, &NO_LIMITS);
        assert!(matches!(outcome, Acknowledgement::ByHand { .. }));
    }

    #[test]
    fn the_form_answers_by_mail_only_to_a_sound_address_that_was_given() {
        let mut form = signal(Channel::Webformulier);
        assert!(matches!(decided(&form), Acknowledgement::None { .. }));
        let give = |adres: &str| ContactPoint { soort: ContactKind::Email, adres: adres.to_owned() };
        form.reporter.digitale_adressen = vec![give("a@b.example, c@d.example")];
        assert!(matches!(decided(&form), Acknowledgement::None { .. }));
        form.reporter.digitale_adressen = vec![give("joke@meldpunt.example")];
        assert_eq!(decided(&form), sent("ontvangst"));
        form.feedback_wanted = false;
        assert!(matches!(decided(&form), Acknowledgement::None { .. }));
    }

    #[test]
    fn over_a_limit_it_is_held_and_never_dropped() {
        let limits = AckLimits { max_per_address_per_hour: 2, max_per_hour: 5 };
        for (to_this_address, in_all, held) in [(1, 4, false), (2, 2, true), (0, 5, true)] {
            let load = (AckLoad { to_this_address, in_all }, Turn::First);
            let outcome = decide(&signal(Channel::Email), Some("ontvangst"), load, &limits);
            assert_eq!(matches!(outcome, Acknowledgement::Held { .. }), held, "{to_this_address} {in_all}");
        }
    }

    #[test]
    fn rules_that_want_none_have_the_last_word() {
        let outcome = decide(&signal(Channel::Email), None, (AckLoad::default(), Turn::First), &NO_LIMITS);
        assert!(matches!(outcome, Acknowledgement::None { .. }));
    }
}
