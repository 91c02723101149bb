//! The sign-in page.

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;

use super::{Layout, html};
use crate::web::Error;
use crate::web::parts::{address, words};
use crate::web::site::Site;

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
}

impl Refusal {
    fn message(self) -> String {
        match self {
            Self::WrongPassword => "Логин или пароль неверны. После нескольких ошибок подряд вход ненадолго закрывается."
                .to_owned(),
            Self::Wait { seconds } => format!(
                "Слишком много неудачных попыток с этого адреса. Повторите через {}.",
                words::counted(seconds, "секунду", "секунды", "секунд")
            ),
        }
    }
}

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage {
    layout: Layout,
    login: String,
    next: String,
    refusal: Option<Refusal>,
}

pub async fn show(
    State(site): State<Site>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Html<String>, Error> {
    let next = asked.map(|Query(asked)| asked.next).unwrap_or_default();
    html(&page(&site, None, "", &next))
}

/// Shows the page again to a person whose sign-in was refused. Which of the two was wrong is not said.
pub fn refuse(site: &Site, refusal: Refusal, login: &str, next: &str) -> Result<Response, Error> {
    let text = html(&page(site, Some(refusal), login, next))?;
    Ok(match refusal {
        Refusal::WrongPassword => (StatusCode::UNAUTHORIZED, text).into_response(),
        Refusal::Wait { seconds } => {
            let wait = [(RETRY_AFTER, seconds.to_string())];
            (StatusCode::TOO_MANY_REQUESTS, wait, text).into_response()
        }
    })
}

fn page(site: &Site, refusal: Option<Refusal>, login: &str, next: &str) -> LoginPage {
    LoginPage {
        layout: Layout::for_anyone(site, "Вход"),
        login: login.to_owned(),
        next: address::own_or_home(next),
        refusal,
    }
}
