//! Client: the address and the browser that a request comes from.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;

use super::Error;
use super::site::Site;
use crate::office::Client;

/// The longest description of a browser that is kept.
const LONGEST_AGENT: usize = 200;

/// Where the request comes from. Behind a server in front that the settings trust, that server's word is taken.
pub struct From(pub Client);

impl FromRequestParts<Site> for From {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Error> {
        Ok(Self(of(parts, site)))
    }
}

pub fn of(parts: &Parts, site: &Site) -> Client {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map(|ConnectInfo(address)| address.ip().to_canonical());
    let serve = &site.app.config.serve;
    let is_trusted = peer.is_some_and(|peer| serve.trusted_proxies.contains(&peer));
    // The last address of the header is the one that the server in front has seen itself.
    let told = serve.client_header.as_deref().filter(|_| is_trusted);
    let told = told.and_then(|name| parts.headers.get_all(name).iter().next_back());
    let told = told.and_then(|value| value.to_str().ok());
    let told = told.and_then(|list| list.rsplit(',').next()?.trim().parse().ok());
    let agent = parts.headers.get(USER_AGENT);
    let agent = agent.and_then(|agent| agent.to_str().ok());
    let agent = agent.unwrap_or_default().chars();
    Client {
        address: told
            .or(peer)
            .map_or_else(String::new, |address: std::net::IpAddr| address.to_string()),
        agent: agent.take(LONGEST_AGENT).collect(),
    }
}
