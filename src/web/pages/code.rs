//! `/session/code`: the one-time code that a sign-in takes after the password, where the person has turned codes on.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

use super::{Layout, html};
use crate::catalogue::say;
use crate::office::Stage;
use crate::web::fields::Fields;
use crate::web::parts::{Faults, Field, Input, address};
use crate::web::session::{self, way_on};
use crate::web::site::Site;
use crate::web::{Error, client};

#[derive(Template)]
#[template(path = "code.html")]
struct CodePage {
    layout: Layout,
    code: Field,
    next: String,
}

pub async fn show(
    State(site): State<Site>,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Error> {
    let (_, session) = session::begun(&headers, &site).await?;
    let next = fields.raw("next");
    if session.stage != Stage::SecondFactor {
        return Ok(Redirect::to(&way_on(session.stage, next)).into_response());
    }
    Ok(html(&page(&site, next, &Faults::default()))?.into_response())
}

/// Takes the code and leads on, under a new token.
pub async fn enter(
    State(site): State<Site>,
    client::From(client): client::From,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Error> {
    let app = &site.app;
    let (token, session) = session::begun(&headers, &site).await?;
    let next = fields.raw("next");
    if session.stage != Stage::SecondFactor {
        return Ok(Redirect::to(&way_on(session.stage, next)).into_response());
    }
    let code = fields.text("code");
    match app.enter_code(&session, &token, &code, &client).await? {
        Some((token, stage)) => {
            let mut response = Redirect::to(&way_on(stage, next)).into_response();
            session::set_cookie(&mut response, app, &token);
            Ok(response)
        }
        None => {
            let faults = Faults::one("code", &say!("login-code-wrong"));
            let page = html(&page(&site, next, &faults))?;
            Ok((StatusCode::UNAUTHORIZED, page).into_response())
        }
    }
}

fn page(site: &Site, next: &str, faults: &Faults) -> CodePage {
    CodePage {
        layout: Layout::for_anyone(site, say!("login-code-title")),
        code: Field::new("second", "code", say!("login-code"), Input::Code)
            .with_hint(say!("login-code-hint"))
            .with_faults(faults)
            .required(),
        next: address::own_or_home(next),
    }
}
