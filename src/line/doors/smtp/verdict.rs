//! What a client is told of a message that was not taken (RFC 5321 §4.2, RFC 3463), in Dutch and English.

use crate::intake::{IntakeError, Refusal};

pub(super) fn told(error: &IntakeError) -> &'static str {
    match error {
        IntakeError::Unavailable(_) => {
            "451 4.3.0 Bewaren lukt nu niet; probeer het later / not stored, try again later"
        }
        IntakeError::Refused(Refusal::Infected) => {
            "554 5.7.0 In een bijlage zit een virus; stuur het zonder die bijlage / virus found in an attachment"
        }
        IntakeError::Refused(Refusal::KeyReused) => "554 5.6.0 Bericht is geweigerd / message refused",
    }
}
