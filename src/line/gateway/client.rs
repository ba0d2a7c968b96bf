//! Who a request comes from, where a reverse proxy stands before us.
//!
//! **Invariant:** only a proxy that the settings name is believed, and only what it wrote itself: the entries of
//! `X-Forwarded-For` from the right, as far as they are proxies that we know, and one further.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::HeaderMap,
    middleware::Next,
    response::Response,
};

use crate::domain::Network;

/// Puts the client in the place of the proxy, for the limits of doors and desk.
pub(super) async fn behind_proxy(State(proxies): State<Arc<[Network]>>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| *peer);
    if let Some(peer) = peer {
        let client = client(peer.ip(), request.headers(), &proxies);
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(client, peer.port())));
    }
    next.run(request).await
}

fn client(peer: IpAddr, headers: &HeaderMap, proxies: &[Network]) -> IpAddr {
    let known = |address: IpAddr| proxies.iter().any(|network| network.contains(address));
    let told = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let mut told: Vec<&str> = told.flat_map(|value| value.split(',')).map(str::trim).collect();
    let mut client = peer;
    while known(client)
        && let Some(before) = told.pop()
    {
        let Ok(before) = before.parse() else { break };
        client = before;
    }
    client
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client_of(peer: &str, told: &[&str]) -> String {
        let proxies: Vec<Network> =
            ["127.0.0.1", "10.0.0.0/8"].iter().filter_map(|network| Network::parse(network)).collect();
        let mut headers = HeaderMap::new();
        for value in told {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        client(peer.parse().unwrap(), &headers, &proxies).to_string()
    }

    #[test]
    fn the_proxy_s_own_entry_is_the_client() {
        assert_eq!(client_of("127.0.0.1", &["192.0.2.7"]), "192.0.2.7");
        assert_eq!(client_of("127.0.0.1", &["192.0.2.7, 10.1.1.1"]), "192.0.2.7", "two proxies in a row");
        assert_eq!(client_of("127.0.0.1", &["192.0.2.7", "10.1.1.1"]), "192.0.2.7", "in two headers");
    }

    #[test]
    fn what_the_client_wrote_itself_does_not_count() {
        assert_eq!(client_of("127.0.0.1", &["198.51.100.1, 192.0.2.7"]), "192.0.2.7");
        assert_eq!(client_of("192.0.2.7", &["198.51.100.1"]), "192.0.2.7", "there is no proxy");
    }

    #[test]
    fn without_an_entry_that_can_be_read_the_proxy_is_the_client() {
        assert_eq!(client_of("127.0.0.1", &[]), "127.0.0.1");
        assert_eq!(client_of("127.0.0.1", &["onzin"]), "127.0.0.1");
    }
}
