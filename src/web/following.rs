//! Following: how a page that waits for a file learns how far it has come.
//!
//! The page names the export in the request for the file (`?id=`) and asks `/api/v1/exports/{id}` meanwhile. Leaving
//! drops the request, and with it the work.

use axum::body::{Body, HttpBody};
use axum::extract::FromRequestParts;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_LENGTH;
use axum::http::request::Parts;
use axum::response::Response;
use futures::StreamExt;

use super::Error;
use super::door::SignedIn;
use super::site::Site;
use crate::app::{Followed, Written};
use crate::catalogue::say;

/// The name of the parameter by which a request for a file is followed. Nothing else of a file is called so.
const ID: &str = "id";

/// A request for a file, which its page follows if it has named it.
pub struct Following(Followed);

impl FromRequestParts<Site> for Following {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Error> {
        let SignedIn(asker) = SignedIn::from_request_parts(parts, site).await?;
        let query = parts.uri.query().unwrap_or_default();
        let mut pairs = url::form_urlencoded::parse(query.as_bytes());
        match pairs.find(|(name, _)| name == ID) {
            None => Ok(Self(Followed::default())),
            Some((_, id)) if is_id(&id) => Ok(Self(site.app.follow_export(&asker, &id))),
            Some(_) => Err(Error::bad_parameter(
                ID,
                &say!("export-bad-id"),
                &say!("export-id-due"),
            )),
        }
    }
}

impl Following {
    /// Returns what counts how far the file has come.
    pub fn written(&self) -> Written {
        self.0.written()
    }

    /// Hands the file out. Until all of it is, whoever follows the export finds it.
    pub fn handed_out(self, response: Response) -> Response {
        let (mut head, body) = response.into_parts();
        // As a stream the body does not tell its length any more.
        if let Some(bytes) = body.size_hint().exact() {
            let length = head.headers.entry(CONTENT_LENGTH);
            length.or_insert(HeaderValue::from(bytes));
        }
        let stream = body.into_data_stream().inspect(move |_| {
            let _held = &self.0;
        });
        Response::from_parts(head, Body::from_stream(stream))
    }
}

/// Says whether a text can be the id of an export.
fn is_id(text: &str) -> bool {
    let is_sign = |sign: u8| sign.is_ascii_alphanumeric() || sign == b'-';
    (1..=64).contains(&text.len()) && text.bytes().all(is_sign)
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse;

    use super::*;

    #[test]
    fn an_id_has_nothing_that_an_address_reads_otherwise() {
        for id in ["a", "A-1", "0f".repeat(32).as_str()] {
            assert!(is_id(id), "{id}");
        }
        for id in ["", "..", "a/b", "a b", "ы", "0".repeat(65).as_str()] {
            assert!(!is_id(id), "{id}");
        }
    }

    #[tokio::test]
    async fn a_file_is_awaited_until_it_is_handed_out_and_says_its_length() {
        let following = Following(Followed::default());
        let written = following.written();
        let response = following.handed_out("a file".into_response());
        assert_eq!(response.headers()[CONTENT_LENGTH], "6");
        assert!(written.is_awaited());
        let bytes = axum::body::to_bytes(response.into_body(), 64).await;
        assert_eq!(bytes.expect("a body"), "a file");
        assert!(!written.is_awaited());
    }
}
