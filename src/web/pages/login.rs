//! The sign-in page.

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;

use super::{Layout, html};
use crate::catalogue::say;
use crate::web::parts::{Verbatim, address};
use crate::web::site::Site;
use crate::web::{Error, oidc};

/// Where the person was going when sign-in was asked for.
#[derive(Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    next: String,
    /// Stands where a session was there before.
    #[serde(default)]
    ended: String,
}

/// Why the person is back on this page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    WrongPassword,
    /// Too many tries went wrong from this address.
    Wait {
        seconds: u64,
    },
    /// The identity provider knows the person, and we do not.
    NoAccount,
    /// What came back from the identity provider does not hold.
    NotConfirmed,
    /// The identity provider does not answer.
    ProviderAway,
}

impl Refusal {
    fn message(self) -> String {
        match self {
            Self::WrongPassword => say!("login-wrong-password"),
            Self::Wait { seconds } => say!("login-wait", seconds = seconds),
            Self::NoAccount => say!("login-no-account"),
            Self::NotConfirmed => say!("login-not-confirmed"),
            Self::ProviderAway => say!("login-provider-away"),
        }
    }

    fn status(self) -> StatusCode {
        match self {
            Self::WrongPassword | Self::NoAccount | Self::NotConfirmed => StatusCode::UNAUTHORIZED,
            Self::Wait { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::ProviderAway => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

/// The way in by the office's own identity provider.
struct OtherWay {
    address: String,
    title: String,
}

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage {
    layout: Layout,
    login: String,
    next: String,
    refusal: Option<Refusal>,
    has_ended: bool,
    other_way: Option<OtherWay>,
}

pub async fn show(
    State(site): State<Site>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Html<String>, Error> {
    let asked = asked.map(|Query(asked)| asked).unwrap_or_default();
    let mut page = page(&site, None, "", &asked.next);
    page.has_ended = !asked.ended.is_empty();
    html(&page)
}

/// Shows the page again to a person whose sign-in was refused. Of login and password it is not said which was wrong.
pub fn refuse(site: &Site, refusal: Refusal, login: &str, next: &str) -> Result<Response, Error> {
    let text = html(&page(site, Some(refusal), login, next))?;
    let mut response = (refusal.status(), text).into_response();
    if let Refusal::Wait { seconds } = refusal {
        let seconds = HeaderValue::from(seconds);
        response.headers_mut().insert(RETRY_AFTER, seconds);
    }
    Ok(response)
}

fn page(site: &Site, refusal: Option<Refusal>, login: &str, next: &str) -> LoginPage {
    let next = address::own_or_home(next);
    let other_way = site.oidc.as_ref().map(|_| OtherWay {
        address: match next.as_str() {
            "/" => oidc::BEGIN.to_owned(),
            next => format!("{}?next={}", oidc::BEGIN, address::encoded(next)),
        },
        title: site.app.config.sign_in.oidc_title.clone(),
    });
    LoginPage {
        layout: Layout::for_anyone(site, say!("login-title")),
        login: login.to_owned(),
        next,
        refusal,
        has_ended: false,
        other_way,
    }
}
