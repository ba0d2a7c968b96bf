//! By what a signal in fields is known when it comes a second time: what its sender gave to know it by.
//!
//! **Invariant:** each kind of mark has names of its own: a reference `k1` is not the Idempotency-Key `k1`.

use super::admission::sha256_hex;
use crate::domain::{Delivery, DeliveryKey, PartnerName};

/// What a sender gave to know its signal again by; all are claimed.
#[derive(Debug, Clone, Copy)]
pub enum Mark<'a> {
    /// The Idempotency-Key of a request with one signal.
    Key(&'a str),
    /// The Idempotency-Key of a request with many, and the line of this signal, from 1.
    Line(&'a str, usize),
    /// The sender's own number: `bronReferentie`.
    Reference(&'a str),
    /// The submission id of Open Formulieren.
    Submission(&'a str),
}

impl Mark<'_> {
    fn key(self, partner: &PartnerName) -> DeliveryKey {
        let (kind, hash) = match self {
            Self::Key(key) => ("sleutel", sha256_hex(key.as_bytes())),
            Self::Line(key, line) => ("bulk", sha256_hex(format!("{line}:{key}").as_bytes())),
            Self::Reference(reference) => ("referentie", sha256_hex(reference.as_bytes())),
            Self::Submission(submission) => ("formulier", sha256_hex(submission.as_bytes())),
        };
        DeliveryKey(format!("{kind}:{partner}:{hash}"))
    }

    /// Under what the first programs claimed it, whose marks shared their names: still looked up, never claimed.
    fn former_key(self, partner: &PartnerName) -> Option<DeliveryKey> {
        let named = match self {
            Self::Key(name) | Self::Reference(name) => sha256_hex(name.as_bytes()),
            Self::Submission(submission) => sha256_hex(format!("openformulieren:{submission}").as_bytes()),
            Self::Line(..) => return None,
        };
        Some(DeliveryKey(format!("api:{partner}:{named}")))
    }
}

/// The delivery of a signal that `partner` gave these `marks`; without any it is never a repeat.
///
/// Who gives a key says by it which signal this is; his own number is then that of the case, under which news may come.
pub fn delivery(partner: &PartnerName, marks: &[Mark<'_>], content_hash: String) -> Delivery {
    let keyed = marks.iter().any(|mark| matches!(mark, Mark::Key(_) | Mark::Line(..)));
    let of_case = |mark: &&Mark<'_>| keyed && matches!(mark, Mark::Reference(_));
    let names = |mark: &Mark<'_>| [Some(mark.key(partner)), mark.former_key(partner)].into_iter().flatten();
    Delivery {
        recognised_by: marks.iter().filter(|mark| !of_case(mark)).flat_map(names).collect(),
        recognised_if_same: marks.iter().filter(of_case).flat_map(names).collect(),
        claims: marks.iter().map(|mark| mark.key(partner)).collect(),
        content_hash,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(marks: &[Mark<'_>]) -> Delivery {
        delivery(&PartnerName("cjg".to_owned()), marks, "h".to_owned())
    }

    #[test]
    fn each_kind_of_mark_has_names_of_its_own() {
        let kinds = [Mark::Key("1:k"), Mark::Line("k", 1), Mark::Reference("1:k"), Mark::Submission("1:k")];
        let claims: std::collections::BTreeSet<_> = kinds.iter().flat_map(|mark| of(&[*mark]).claims).collect();
        assert_eq!(claims.len(), kinds.len());
        assert_ne!(of(&[Mark::Line("k", 1)]).claims, of(&[Mark::Line("k", 2)]).claims);
    }

    #[test]
    fn what_an_older_program_claimed_is_looked_up_and_not_claimed() {
        let both = of(&[Mark::Key("k"), Mark::Reference("r")]);
        assert_eq!((both.claims.len(), both.recognised_by.len(), both.recognised_if_same.len()), (2, 2, 2));
        let former = DeliveryKey(format!("api:cjg:{}", sha256_hex(b"r")));
        assert!(both.recognised_if_same.contains(&former) && !both.claims.contains(&former));
        assert_eq!(of(&[]), Delivery { content_hash: "h".to_owned(), ..Delivery::default() });
    }
}
