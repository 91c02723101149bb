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
use crate::web::parts::{address, words};
use crate::web::site::Site;
use crate::web::{Error, oidc};

/// Where the person was going when sign-in was asked for.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    next: String,
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
        let message = match self {
            Self::Wait { seconds } => {
                return format!(
                    "Слишком много неудачных попыток с этого адреса. Повторите через {}.",
                    words::counted(seconds, "секунду", "секунды", "секунд")
                );
            }
            Self::WrongPassword => {
                "Логин или пароль неверны. После нескольких ошибок подряд вход ненадолго закрывается."
            }
            Self::NoAccount => {
                "Ваша личность подтверждена, но учётной записи в системе у вас нет или доступ закрыт. \
                 Обратитесь к администратору системы."
            }
            Self::NotConfirmed => {
                "Служба входа не подтвердила вашу личность. Повторите вход; если не получится снова, \
                 обратитесь к администратору системы."
            }
            Self::ProviderAway => {
                "Служба входа сейчас не отвечает. Повторите вход позже или войдите по логину и паролю."
            }
        };
        message.to_owned()
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
    other_way: Option<OtherWay>,
}

pub async fn show(
    State(site): State<Site>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Html<String>, Error> {
    let next = asked.map(|Query(asked)| asked.next).unwrap_or_default();
    html(&page(&site, None, "", &next))
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
        layout: Layout::for_anyone(site, "Вход"),
        login: login.to_owned(),
        next,
        refusal,
        other_way,
    }
}
