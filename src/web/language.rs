//! Language: in which of the two a person reads. The browser keeps the choice; without one it is Russian, whatever the
//! browser was made for.

use axum::extract::Request;
use axum::http::header::{COOKIE, REFERER, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::Error;
use super::fields::Fields;
use super::parts::address;
use crate::catalogue::{Language, say};

const COOKIE_NAME: &str = "language";

/// Lets the rest of the request speak the reader's language.
pub async fn hear(request: Request, next: Next) -> Response {
    let language = chosen(request.headers()).unwrap_or_default();
    language.in_force(next.run(request)).await
}

/// Takes the choice and leads back to the page on which it was made.
pub async fn choose(headers: HeaderMap, fields: Fields) -> Result<Response, Error> {
    let language = Language::from_code(fields.raw("language"));
    let language = language.ok_or_else(|| Error::BadRequest(say!("faults-no-language")))?;
    let cookie = format!(
        "{COOKIE_NAME}={}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly",
        language.code()
    );
    let cookie = HeaderValue::from_str(&cookie).map_err(Error::inner)?;
    let came_from = headers.get(REFERER).and_then(|value| value.to_str().ok());
    let mut response = Redirect::to(&back(came_from)).into_response();
    response.headers_mut().append(SET_COOKIE, cookie);
    Ok(response)
}

fn chosen(headers: &HeaderMap) -> Option<Language> {
    let cookies = headers.get_all(COOKIE).into_iter();
    let mut pairs = cookies
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    let (_, code) = pairs.find(|(name, _)| *name == COOKIE_NAME)?;
    Language::from_code(code)
}

/// Returns path and query of the page that a form was sent from; its host is of no concern, since it is left out.
fn back(came_from: Option<&str>) -> String {
    let page = came_from.and_then(|page| url::Url::parse(page).ok());
    let path = page.map_or_else(String::new, |page| match page.query() {
        Some(query) => format!("{}?{query}", page.path()),
        None => page.path().to_owned(),
    });
    address::own_or_home(&path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_stays_on_this_site() {
        assert_eq!(back(None), "/");
        assert_eq!(
            back(Some("https://office.example/users?page=2")),
            "/users?page=2"
        );
        assert_eq!(
            back(Some("https://office.example//elsewhere.example/")),
            "/"
        );
        assert_eq!(back(Some("no address")), "/");
    }
}
