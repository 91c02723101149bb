//! `/profile/password`: setting one's own password. Whoever came in with one that somebody else has set stands here
//! until it is replaced.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};

use crate::app::NewPassword;
use crate::catalogue::say;
use crate::office::{Client, Session, Stage};
use crate::web::fields::Fields;
use crate::web::pages::{Layout, html, refused};
use crate::web::parts::{Faults, Field, Input, address};
use crate::web::session::{self, PASSWORD_PAGE, way_on};
use crate::web::site::Site;
use crate::web::{Error, client};

#[derive(Template)]
#[template(path = "profile/password.html")]
struct PasswordPage {
    layout: Layout,
    login: String,
    /// Whether nothing else opens before this is done.
    is_due: bool,
    faults: Faults,
    passwords: Vec<Field>,
    next: String,
}

pub async fn show(
    State(site): State<Site>,
    client::From(client): client::From,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Error> {
    let (_, session) = session::begun(&headers, &site).await?;
    if let Some(way) = unfinished(&session) {
        return Ok(way);
    }
    let next = fields.raw("next");
    let page = page(&site, &session, client, next, Faults::default()).await?;
    Ok(html(&page)?.into_response())
}

/// Sets the password. The person's other sessions end; this one goes on under a new token.
pub async fn set(
    State(site): State<Site>,
    client::From(client): client::From,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Error> {
    let (_, session) = session::begun(&headers, &site).await?;
    if let Some(way) = unfinished(&session) {
        return Ok(way);
    }
    let (old, new) = (fields.raw("old"), fields.raw("new"));
    let next = fields.raw("next");
    let faults = if new != fields.raw("again") {
        Faults::one("again", &say!("profile-password-differs"))
    } else {
        let app = &site.app;
        let user = &session.user;
        match app.change_own_password(user, old, new, &client).await? {
            NewPassword::Set { token } => {
                let mut response = Redirect::to(&next_place(next)).into_response();
                session::set_cookie(&mut response, app, &token);
                return Ok(response);
            }
            NewPassword::Weak(reason) => Faults::one("new", &reason),
            NewPassword::Refused => Faults::one("old", &say!("profile-password-wrong")),
        }
    };
    refused(&page(&site, &session, client, next, faults).await?)
}

/// Returns where a session goes that waits for its code: a password alone must not be able to set the next one.
fn unfinished(session: &Session) -> Option<Response> {
    let is_unfinished = session.stage == Stage::SecondFactor;
    is_unfinished.then(|| Redirect::to(&way_on(session.stage, PASSWORD_PAGE)).into_response())
}

fn next_place(next: &str) -> String {
    match address::own_or_home(next).as_str() {
        "/" => "/profile".to_owned(),
        next if next.starts_with(PASSWORD_PAGE) => "/profile".to_owned(),
        next => next.to_owned(),
    }
}

async fn page(
    site: &Site,
    session: &Session,
    client: Client,
    next: &str,
    faults: Faults,
) -> Result<PasswordPage, Error> {
    let title = say!("profile-password-title");
    let is_due = session.stage != Stage::Whole;
    let layout = if is_due {
        Layout::for_anyone(site, title)
    } else {
        let asker = site.app.asker_of_session(session, client).await?;
        Layout::for_reader(site, &asker, title, "/profile")
    };
    let field = |name, label, kind| {
        Field::new("password", name, label, Input::Password(kind))
            .with_faults(&faults)
            .required()
    };
    let old = match is_due {
        true => say!("profile-password-temporary"),
        false => say!("profile-password-present"),
    };
    let passwords = vec![
        field("old", old, "current-password"),
        field("new", say!("profile-password-new"), "new-password")
            .with_hint(say!("profile-password-new-hint")),
        field("again", say!("profile-password-again"), "new-password"),
    ];
    Ok(PasswordPage {
        layout,
        login: session.user.login.clone(),
        is_due,
        passwords,
        faults,
        next: address::own_or_home(next),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_from_here_leads_neither_back_nor_away() {
        for (next, expected) in [
            ("", "/profile"),
            ("/", "/profile"),
            ("/profile/password?next=%2F", "/profile"),
            ("https://evil.example", "/profile"),
            ("/usage", "/usage"),
        ] {
            assert_eq!(next_place(next), expected, "{next}");
        }
    }
}
