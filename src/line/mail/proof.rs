//! Whether what was found of a mail proves the domain that its From claims: one judgement, whoever found it.
//!
//! **Invariant:** only what passed and aligns with From proves; only what the domain's owner published contradicts.

use super::Envelope;
use crate::domain::{Identity, IdentityVerdict, Network};

/// What one check said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Check {
    Pass,
    Fail,
    /// There is a signature, but the text is not the one that was signed (RFC 6376 §3.7).
    Changed,
    /// It could not be found out now; later it may.
    Unsure,
    /// There was nothing to check, or it is about another domain.
    #[default]
    Silent,
}

/// What was found of the domain in From.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// RFC 9989; [`Check::Silent`]: the domain has no policy.
    pub dmarc: Check,
    /// The domain asks that mail without proof be put apart or refused.
    pub enforced: bool,
    /// The best signature of an aligned domain (RFC 6376).
    pub dkim: Check,
    /// Of an aligned envelope sender (RFC 7208).
    pub spf: Check,
    /// A sealer whom we trust says that it saw the proof before it sent the mail on (RFC 8617).
    pub sealer: Option<String>,
}

/// The verdict on whoever claims `domain`, with its reason in plain Dutch.
pub fn judged(domain: &str, evidence: &Evidence) -> Identity {
    let Evidence { dmarc, enforced, dkim, spf, sealer } = evidence;
    let proven = |because: String| Identity::of(IdentityVerdict::Bevestigd, because);
    let contradicted = |because: String| Identity::of(IdentityVerdict::Weersproken, because);
    let own_word = *dmarc == Check::Silent;
    if *dmarc == Check::Pass {
        return proven(format!("{domain} staat in voor dit bericht (DMARC)."));
    }
    if own_word && *dkim == Check::Pass {
        return proven(format!("De handtekening van {domain} klopt (DKIM)."));
    }
    if own_word && *spf == Check::Pass {
        return proven(format!("De server die dit bericht stuurde, mag namens {domain} mailen (SPF)."));
    }
    if let Some(sealer) = sealer {
        return proven(format!("{sealer} stuurde dit bericht door en bevestigt dat het van {domain} kwam (ARC)."));
    }
    if [dmarc, dkim, spf].contains(&&Check::Unsure) {
        return Identity::of(
            IdentityVerdict::Onbekend,
            "De controle lukte nu niet: de naamservers (DNS) gaven geen bruikbaar antwoord.",
        );
    }
    let changed = if *dkim == Check::Changed {
        " Er staat een handtekening onder, maar die past niet bij de tekst: misschien is het bericht onderweg veranderd."
    } else {
        ""
    };
    if *dmarc == Check::Fail && *enforced {
        return contradicted(format!("{domain} zegt dat een bericht als dit niet van hen is (DMARC).{changed}"));
    }
    if *spf == Check::Fail {
        return contradicted(format!("{domain} zegt dat deze server niet namens hen mag mailen (SPF).{changed}"));
    }
    Identity::of(IdentityVerdict::Onbekend, format!("Niets bewijst dat dit bericht van {domain} komt.{changed}"))
}

/// The same domain, or one below the other's organisation (RFC 9989 §4.4, relaxed); a lone label is none.
pub fn aligned(one: &str, other: &str) -> bool {
    let (one, other) = (one.to_ascii_lowercase(), other.to_ascii_lowercase());
    let above = |parent: &str, child: &str| {
        parent.contains('.') && child.strip_suffix(parent).is_some_and(|rest| rest.ends_with('.'))
    };
    one == other || above(&one, &other) || above(&other, &one)
}

/// Whether a mail server of our own handed this over: then its findings count, and nobody looks again.
///
/// Without a list, whoever can reach the door is taken for it.
pub fn from_own_relay(envelope: &Envelope, relays: &[Network]) -> bool {
    let Some(client) = &envelope.client else { return true };
    relays.is_empty() || relays.iter().any(|network| network.contains(client.address))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::Client;

    const NOTHING: Evidence =
        Evidence { dmarc: Check::Silent, enforced: false, dkim: Check::Silent, spf: Check::Silent, sealer: None };

    fn verdict(evidence: Evidence) -> IdentityVerdict {
        judged("politie.example", &evidence).verdict
    }

    #[test]
    fn what_passed_and_aligns_proves() {
        for evidence in [
            Evidence { dmarc: Check::Pass, enforced: true, ..NOTHING },
            Evidence { dkim: Check::Pass, spf: Check::Fail, ..NOTHING },
            Evidence { spf: Check::Pass, ..NOTHING },
            Evidence { dmarc: Check::Fail, enforced: true, sealer: Some("gemeente.example".to_owned()), ..NOTHING },
        ] {
            assert_eq!(verdict(evidence.clone()), IdentityVerdict::Bevestigd, "{evidence:?}");
        }
    }

    #[test]
    fn only_what_its_owner_published_contradicts() {
        for evidence in [
            Evidence { dmarc: Check::Fail, enforced: true, ..NOTHING },
            Evidence { dmarc: Check::Fail, spf: Check::Fail, ..NOTHING },
            Evidence { spf: Check::Fail, ..NOTHING },
        ] {
            assert_eq!(verdict(evidence.clone()), IdentityVerdict::Weersproken, "{evidence:?}");
        }
    }

    #[test]
    fn a_policy_that_only_watches_a_broken_signature_or_a_silent_resolver_say_nothing() {
        for evidence in [
            NOTHING,
            Evidence { dmarc: Check::Fail, ..NOTHING },
            Evidence { dkim: Check::Changed, ..NOTHING },
            Evidence { dkim: Check::Fail, ..NOTHING },
            Evidence { dmarc: Check::Fail, enforced: true, dkim: Check::Unsure, ..NOTHING },
            Evidence { dmarc: Check::Unsure, spf: Check::Fail, ..NOTHING },
        ] {
            assert_eq!(verdict(evidence.clone()), IdentityVerdict::Onbekend, "{evidence:?}");
        }
    }

    #[test]
    fn a_pass_that_dmarc_does_not_follow_proves_nothing() {
        let strict = Evidence { dmarc: Check::Fail, dkim: Check::Pass, spf: Check::Pass, ..NOTHING };
        assert_eq!(verdict(strict), IdentityVerdict::Onbekend, "strict alignment is the domain's own choice");
    }

    #[test]
    fn a_listed_network_or_no_network_at_all_is_our_relay() {
        let from = |address: &str| Envelope {
            client: Some(Client { address: address.parse().unwrap(), helo: String::new() }),
            ..Envelope::default()
        };
        let relays = [Network::parse("10.0.0.0/8").unwrap()];
        assert!(from_own_relay(&from("10.1.2.3"), &relays) && !from_own_relay(&from("192.0.2.1"), &relays));
        assert!(from_own_relay(&from("192.0.2.1"), &[]) && from_own_relay(&Envelope::default(), &relays));
    }
}
