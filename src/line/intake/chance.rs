//! Chance from the system, for what nobody may guess.

use aws_lc_rs::rand;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::Unavailable;

/// A new token of 256 bits, fit for a cookie or a URL.
///
/// # Errors
///
/// [`Unavailable`] when the system has no randomness.
pub fn token() -> Result<String, Unavailable> {
    Ok(URL_SAFE_NO_PAD.encode(random::<32>()?))
}

/// So many bytes of chance.
///
/// # Errors
///
/// [`Unavailable`] when the system has no randomness.
pub fn random<const BYTES: usize>() -> Result<[u8; BYTES], Unavailable> {
    let mut bytes = [0_u8; BYTES];
    rand::fill(&mut bytes).map_err(|_| Unavailable::because("geen toeval beschikbaar"))?;
    Ok(bytes)
}
