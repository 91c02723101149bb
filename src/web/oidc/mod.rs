//! Signing in by the office's own identity provider (OpenID Connect).
//!
//! A person goes out with a state, a nonce and the hash of a secret, signs in there, a second factor included, and
//! comes back with a code. The code is exchanged for a signed token, whose claim names the person; [`App`] knows
//! whether that is one of ours. Whatever goes wrong on the way, the person sees the sign-in page again with a sentence
//! that tells nothing of it, and the log has the reason without codes and tokens.
//!
//! This is the one home of openidconnect and reqwest.
//!
//! [`App`]: crate::app::App

mod flows;
mod http;
mod provider;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};
use openidconnect::CsrfToken;
use serde::Deserialize;

use super::pages::login::{self, Refusal};
use super::parts::address;
use super::site::Site;
use super::{Error, client, session};
use crate::app::{App, SignIn};
use flows::{Flow, Flows};
use provider::{Fault, Provider, WayOut};

pub const BEGIN: &str = "/session/oidc";
pub const RETURN: &str = "/session/oidc/return";

/// The longest address that a sign-in leads on to: it is remembered until the person comes back.
const LONGEST_NEXT: usize = 2_000;

/// The provider and who has gone out to it.
pub struct Oidc {
    provider: Provider,
    flows: Flows,
}

impl Oidc {
    /// Returns the provider of the configuration; none where people sign in by password alone.
    pub fn of(app: &App) -> Option<Self> {
        Some(Self {
            provider: Provider::of(app, RETURN)?,
            flows: Flows::default(),
        })
    }
}

/// Where the person was going when sign-in was asked for.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    next: String,
}

/// Sends a person to the provider.
pub async fn begin(
    State(site): State<Site>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Error> {
    let oidc = site.oidc.as_deref().ok_or(Error::NotFound)?;
    let next = asked.map(|Query(asked)| asked.next).unwrap_or_default();
    let next = match next.len() {
        ..=LONGEST_NEXT => address::own_or_home(&next),
        _ => "/".to_owned(),
    };
    let WayOut {
        address,
        state,
        nonce,
        verifier,
    } = match oidc.provider.way_out().await {
        Ok(way) => way,
        Err(fault) => return refused(&site, &fault, &next),
    };
    let browser = CsrfToken::new_random_len(32);
    let flow = Flow {
        nonce,
        verifier,
        next,
    };
    let now = site.app.clock.now();
    oidc.flows.keep(state.secret(), browser.secret(), flow, now);
    let mut response = Redirect::to(address.as_str()).into_response();
    set_cookie(&mut response, &site.app, browser.secret());
    Ok(response)
}

/// With what the provider sends a person back.
#[derive(Deserialize)]
pub struct Returned {
    #[serde(default)]
    state: String,
    code: Option<String>,
    error: Option<String>,
    /// Who sends: where the provider says it, it has to be the one that was gone to (RFC 9207).
    iss: Option<String>,
}

/// Takes in a person who comes back from the provider.
pub async fn end(
    State(site): State<Site>,
    client::From(client): client::From,
    headers: HeaderMap,
    returned: Result<Query<Returned>, QueryRejection>,
) -> Result<Response, Error> {
    let app = &site.app;
    let oidc = site.oidc.as_deref().ok_or(Error::NotFound)?;
    let browser = session::cookie(&headers, cookie_name(app.config.serve.is_https));
    let now = app.clock.now();
    let flow = match (&returned, browser) {
        (Ok(Query(returned)), Some(browser)) => oidc.flows.take(&returned.state, browser, now),
        _ => None,
    };
    let (Ok(Query(returned)), Some(flow)) = (returned, flow) else {
        let fault = Fault::NotTaken("nobody of this browser was waited for".to_owned());
        return refused(&site, &fault, "/");
    };
    let next = flow.next.clone();
    let code = match returned {
        Returned {
            iss: Some(issuer), ..
        } if issuer != oidc.provider.issuer => {
            let fault = Fault::NotTaken(format!("another issuer sends: {}", short(&issuer)));
            return refused(&site, &fault, &next);
        }
        Returned {
            error: Some(error), ..
        } => {
            let fault = Fault::NotTaken(format!("the provider says {}", short(&error)));
            return refused(&site, &fault, &next);
        }
        Returned {
            code: Some(code), ..
        } => code,
        Returned { code: None, .. } => {
            let fault = Fault::NotTaken("no code is given".to_owned());
            return refused(&site, &fault, &next);
        }
    };
    let subject = match oidc.provider.subject(code, flow, now).await {
        Ok(subject) => subject,
        Err(fault) => {
            if matches!(fault, Fault::NotBelieved(_)) {
                app.refuse_word_of_provider(&client).await?;
            }
            return refused(&site, &fault, &next);
        }
    };
    let SignIn::In { token, stage, .. } = app.sign_in_by_subject(&subject, &client).await? else {
        return login::refuse(&site, Refusal::NoAccount, "", &next);
    };
    session::end_former(&headers, app).await?;
    let mut response = Redirect::to(&session::way_on(stage, &next)).into_response();
    session::set_cookie(&mut response, app, &token);
    Ok(response)
}

/// Shows the sign-in page again; why, only the log says.
fn refused(site: &Site, fault: &Fault, next: &str) -> Result<Response, Error> {
    let (refusal, cause) = match fault {
        Fault::Away(cause) => (Refusal::ProviderAway, cause),
        Fault::NotTaken(cause) | Fault::NotBelieved(cause) => (Refusal::NotConfirmed, cause),
    };
    tracing::warn!(cause, "sign-in by the identity provider failed");
    login::refuse(site, refusal, "", next)
}

/// Returns what an address says short enough for the log: anybody can write an address.
fn short(text: &str) -> String {
    text.chars().take(100).collect()
}

fn cookie_name(is_https: bool) -> &'static str {
    // The prefix keeps other hosts and plain connections from planting a browser's secret of their own.
    if is_https {
        "__Host-svodka_oidc"
    } else {
        "svodka_oidc"
    }
}

/// Gives the browser the secret by which it is known when it comes back. It comes back from a foreign site, by a plain
/// link, which is what `Lax` lets through.
fn set_cookie(response: &mut Response, app: &App, browser: &str) {
    let is_https = app.config.serve.is_https;
    let cookie = format!(
        "{}={browser}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}{}",
        cookie_name(is_https),
        flows::LIFETIME.as_secs(),
        if is_https { "; Secure" } else { "" },
    );
    // The secret is base64url, so the value always is a header value.
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(SET_COOKIE, value);
    }
}
