//! How often somebody may try to log in.

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use crate::{
    desk::{Attempt, LoginLimit},
    doors::limits::{RateLimit, client_key},
};

/// Ten tries a quarter of an hour for one address of mail from one of the network, a hundred from the whole network,
/// and three hundred from one of the network: guessing one password is slow from one place, from many, and by names.
/// The network's comes first, for what it refuses is remembered under no name.
pub(super) fn login_limit() -> LoginLimit {
    let within = |times: u32| {
        RateLimit::<String>::within(NonZeroU32::new(times).unwrap_or(NonZeroU32::MIN), Duration::from_secs(900))
    };
    let (pairs, accounts, places, codes) = (within(10), within(100), within(300), within(10));
    // One customer of an IPv6 network has all of its addresses.
    let place = |from: &str| from.parse().map_or_else(|_| from.to_owned(), |address| client_key(address).to_string());
    Arc::new(move |attempt| match attempt {
        Attempt::Password { email, from } => places
            .check(&place(from))
            .and_then(|()| pairs.check(&format!("{email} {}", place(from))))
            .and_then(|()| accounts.check(&email.to_owned())),
        Attempt::Organisation { from } => places.check(&place(from)),
        Attempt::Code { person } => codes.check(&person.to_owned()),
    })
}
