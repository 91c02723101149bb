//! Session: who asks, and the resource by which people sign in and out.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, FromRequestParts, State};
use axum::http::header::{ACCEPT, AUTHORIZATION, COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::json;

use super::Error;
use super::pages::login::{self, Refusal};
use super::parts::address;
use super::site::Site;
use crate::app::{App, Asker};

/// The person or program that the request comes from, with what it may see.
/// A handler that takes this cannot be reached without signing in.
pub struct SignedIn(pub Asker);

impl FromRequestParts<Site> for SignedIn {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Error> {
        let app = &site.app;
        let now = app.clock.now();
        let user = if let Some(token) = given_token(&parts.headers) {
            app.office.user_of_token(token, now).await
        } else if let Some(token) = session_token(&parts.headers, app.config.serve.is_https) {
            app.office.session(token, now).await
        } else {
            Ok(None)
        };
        match user.map_err(Error::inner)? {
            Some(user) => Ok(Self(app.asker(&user))),
            None => Err(Error::NotSignedIn),
        }
    }
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

/// Signs in: sets the cookie and leads on to where the person was going.
pub async fn start(
    State(site): State<Site>,
    headers: HeaderMap,
    form: Result<Form<Credentials>, FormRejection>,
) -> Result<Response, Error> {
    let Form(given) = form.map_err(refused_form)?;
    let app = &site.app;
    let now = app.clock.now();
    let user = app
        .office
        .check_password(given.login.trim(), &given.password, now)
        .await
        .map_err(Error::inner)?;
    let wants_json = accepts_json(&headers);
    let Some(user) = user else {
        if wants_json {
            return Err(Error::NotSignedIn);
        }
        return login::refuse(&site, Refusal::WrongPassword, &given.login, &given.next);
    };
    let token = app
        .office
        .start_session(user.id, now)
        .await
        .map_err(Error::inner)?;
    let mut response = if wants_json {
        Json(json!({"login": user.login, "name": user.name})).into_response()
    } else {
        Redirect::to(&address::own_or_home(&given.next)).into_response()
    };
    set_cookie(&mut response, app, &token);
    Ok(response)
}

/// Signs out.
pub async fn end(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Error> {
    if let Some(token) = session_token(&headers, app.config.serve.is_https) {
        app.office.end_session(token).await.map_err(Error::inner)?;
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    forget_cookie(&mut response, &app);
    Ok(response)
}

/// Signs out by a plain form, which knows no `DELETE`.
pub async fn end_by_form(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    end(State(app.clone()), headers).await?;
    let mut response = Redirect::to("/login").into_response();
    forget_cookie(&mut response, &app);
    Ok(response)
}

/// Returns the address of the sign-in page that leads back to `next`.
pub fn login_address(next: &str) -> String {
    match address::own_or_home(next).as_str() {
        "/" => "/login".to_owned(),
        next => format!("/login?next={}", address::encoded(next)),
    }
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
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == cookie_name(is_https))
        .map(|(_, token)| token)
}

fn set_cookie(response: &mut Response, app: &App, token: &str) {
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
        assert_eq!(login_address("/"), "/login");
        assert_eq!(
            login_address("/constructor?q=1&a=2"),
            "/login?next=%2Fconstructor%3Fq%3D1%26a%3D2"
        );
        assert_eq!(login_address("//evil.example"), "/login");
    }
}
