//! Session: who asks, and the resource by which people sign in and out.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::header::{ACCEPT, AUTHORIZATION, COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::json;

use super::pages::login::{self, Refusal};
use super::parts::address;
use super::site::Site;
use super::{Error, client};
use crate::app::{App, Asker, SignIn};
use crate::office::{Session, Stage};

/// Where a person enters a one-time code, and where a password of the person's own.
pub const CODE_PAGE: &str = "/session/code";
pub const PASSWORD_PAGE: &str = "/profile/password";

/// Returns who asks, by a token or by a session in which nothing is wanted any more.
pub async fn asker(parts: &Parts, site: &Site) -> Result<Asker, Error> {
    let app = &site.app;
    let client = client::of(parts, site);
    if let Some(secret) = given_token(&parts.headers) {
        let token = app.office.token(secret, app.clock.now()).await;
        let token = token.map_err(Error::inner)?.ok_or(Error::NotSignedIn)?;
        return Ok(app.asker_of_token(&token, client).await?);
    }
    let (_, session) = begun(&parts.headers, site).await?;
    match session.stage {
        Stage::Whole => Ok(app.asker_of_session(&session, client).await?),
        stage => Err(Error::Unfinished(stage)),
    }
}

/// Returns the session that a request belongs to, with its token, whatever is still wanted in it.
pub async fn begun(headers: &HeaderMap, site: &Site) -> Result<(String, Session), Error> {
    let app = &site.app;
    let token = session_token(headers, app.config.serve.is_https).ok_or(Error::NotSignedIn)?;
    let session = app.office.session(token, app.clock.now()).await;
    let session = session.map_err(Error::inner)?.ok_or(Error::NotSignedIn)?;
    Ok((token.to_owned(), session))
}

/// What the form of the sign-in page sends.
#[derive(Deserialize)]
pub struct Credentials {
    login: String,
    password: String,
    /// Where the person was going.
    #[serde(default)]
    next: String,
}

/// Signs in: sets the cookie and leads on to where the person was going, or to what is still wanted.
pub async fn start(
    State(site): State<Site>,
    client::From(client): client::From,
    headers: HeaderMap,
    form: Result<Form<Credentials>, FormRejection>,
) -> Result<Response, Error> {
    let Form(given) = form.map_err(refused_form)?;
    let app = &site.app;
    let wants_json = accepts_json(&headers);
    let signed_in = app
        .sign_in(given.login.trim(), &given.password, &client)
        .await?;
    let (token, user, stage) = match signed_in {
        SignIn::In { token, user, stage } => (token, user, stage),
        SignIn::Refused if wants_json => return Err(Error::NotSignedIn),
        SignIn::Refused => {
            return login::refuse(&site, Refusal::WrongPassword, &given.login, &given.next);
        }
        SignIn::Wait { seconds } if wants_json => {
            return Err(Error::TooMany {
                retry_after_s: seconds,
            });
        }
        SignIn::Wait { seconds } => {
            let refusal = Refusal::Wait { seconds };
            return login::refuse(&site, refusal, &given.login, &given.next);
        }
    };
    end_former(&headers, app).await?;
    let mut response = if wants_json {
        let wanted = match stage {
            Stage::Whole => None,
            stage => Some(Error::Unfinished(stage).to_string()),
        };
        Json(json!({"login": user.login, "name": user.name, "wanted": wanted})).into_response()
    } else {
        Redirect::to(&way_on(stage, &given.next)).into_response()
    };
    set_cookie(&mut response, app, &token);
    Ok(response)
}

/// Ends the session that a browser had before a new one: whoever planted its token gains nothing.
pub async fn end_former(headers: &HeaderMap, app: &App) -> Result<(), Error> {
    if let Some(former) = session_token(headers, app.config.serve.is_https) {
        let ended = app.office.end_session(former).await;
        ended.map_err(Error::inner)?;
    }
    Ok(())
}

/// Returns where a person goes from a stage of signing in.
pub fn way_on(stage: Stage, next: &str) -> String {
    let next = address::own_or_home(next);
    let page = match stage {
        Stage::Whole => return next,
        Stage::SecondFactor => CODE_PAGE,
        Stage::NewPassword => PASSWORD_PAGE,
    };
    match next.as_str() {
        "/" => page.to_owned(),
        next => format!("{page}?next={}", address::encoded(next)),
    }
}

/// Signs out.
pub async fn end(
    State(app): State<Arc<App>>,
    client::From(client): client::From,
    headers: HeaderMap,
) -> Result<Response, Error> {
    if let Some(token) = session_token(&headers, app.config.serve.is_https) {
        app.sign_out(token, &client).await?;
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    forget_cookie(&mut response, &app);
    Ok(response)
}

/// Signs out by a plain form, which knows no `DELETE`.
pub async fn end_by_form(
    State(app): State<Arc<App>>,
    client: client::From,
    headers: HeaderMap,
) -> Result<Response, Error> {
    end(State(app.clone()), client, headers).await?;
    let mut response = Redirect::to("/login").into_response();
    forget_cookie(&mut response, &app);
    Ok(response)
}

/// Whether a person who has to sign in had done so before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    Never,
    /// The session has ended since: the sign-in page says so.
    Meanwhile,
}

/// Returns the address of the sign-in page that leads back to `next`.
pub fn login_address(next: &str, ended: Ended) -> String {
    let next = match address::own_or_home(next).as_str() {
        "/" => None,
        next => Some(format!("next={}", address::encoded(next))),
    };
    let ended = (ended == Ended::Meanwhile).then(|| "ended=1".to_owned());
    let asked: Vec<String> = next.into_iter().chain(ended).collect();
    match asked.is_empty() {
        true => "/login".to_owned(),
        false => format!("/login?{}", asked.join("&")),
    }
}

/// Says whether a request brings the cookie of a session, be it one that has ended.
pub fn is_brought(headers: &HeaderMap, site: &Site) -> bool {
    session_token(headers, site.app.config.serve.is_https).is_some()
}

fn refused_form(rejection: FormRejection) -> Error {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Error::TooLarge
    } else {
        Error::Unprocessable("Нужны поля формы «login» и «password»".to_owned())
    }
}

fn accepts_json(headers: &HeaderMap) -> bool {
    let accepted = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
    accepted.is_some_and(|types| types.contains("application/json") && !types.contains("text/html"))
}

/// Returns the token of `Authorization`, with or without `Bearer`: Cube's clients send it bare.
fn given_token(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?.trim();
    let token = match value.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
        _ => value,
    };
    // A JavaScript client without a token sends these words.
    (!matches!(token, "" | "undefined" | "null")).then_some(token)
}

fn cookie_name(is_https: bool) -> &'static str {
    // The prefix makes the browser insist on Secure, on the whole host and on nobody else's domain.
    if is_https {
        "__Host-svodka_session"
    } else {
        "svodka_session"
    }
}

fn session_token(headers: &HeaderMap, is_https: bool) -> Option<&str> {
    cookie(headers, cookie_name(is_https))
}

/// Returns the value of a cookie.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}

pub fn set_cookie(response: &mut Response, app: &App, token: &str) {
    let is_https = app.config.serve.is_https;
    let secure = if is_https { "; Secure" } else { "" };
    let cookie = format!(
        "{}={token}; Path=/; HttpOnly; SameSite=Lax{secure}",
        cookie_name(is_https)
    );
    // Tokens are base64url, so the value always is a header value.
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(SET_COOKIE, value);
    }
}

fn forget_cookie(response: &mut Response, app: &App) {
    let value = if app.config.serve.is_https {
        "__Host-svodka_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure"
    } else {
        "svodka_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
    };
    response
        .headers_mut()
        .append(SET_COOKIE, HeaderValue::from_static(value));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, value: &'static str) -> HeaderMap {
        [(
            name.parse().expect("a name"),
            HeaderValue::from_static(value),
        )]
        .into_iter()
        .collect()
    }

    #[test]
    fn tokens_are_read_bare_and_as_bearer() {
        let token = |value| given_token(&headers("authorization", value)).map(str::to_owned);
        assert_eq!(token("abc").as_deref(), Some("abc"));
        assert_eq!(token("Bearer abc").as_deref(), Some("abc"));
        assert_eq!(token("bearer  abc").as_deref(), Some("abc"));
        assert_eq!(token("undefined"), None);
        assert_eq!(given_token(&HeaderMap::new()), None);
    }

    #[test]
    fn the_session_is_found_among_other_cookies() {
        let read =
            |value, is_https| session_token(&headers("cookie", value), is_https).map(str::to_owned);
        assert_eq!(
            read("a=1; svodka_session=xyz; b=2", false).as_deref(),
            Some("xyz")
        );
        assert_eq!(read("svodka_session=xyz", true), None);
        assert_eq!(
            read("__Host-svodka_session=xyz", true).as_deref(),
            Some("xyz")
        );
    }

    #[test]
    fn the_way_back_stays_on_the_site() {
        let address = |next| login_address(next, Ended::Never);
        assert_eq!(address("/"), "/login");
        assert_eq!(
            address("/constructor?q=1&a=2"),
            "/login?next=%2Fconstructor%3Fq%3D1%26a%3D2"
        );
        assert_eq!(address("//evil.example"), "/login");
        assert_eq!(login_address("/", Ended::Meanwhile), "/login?ended=1");
        assert_eq!(
            login_address("/loads", Ended::Meanwhile),
            "/login?next=%2Floads&ended=1"
        );
    }
}
