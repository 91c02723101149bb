//! Refuses what a page of another site makes the reader's browser send.
//!
//! Browsers say where a request comes from; programs say nothing and bring no cookie of their own accord.
//! That is the rule of Go's `http.CrossOriginProtection`, and it needs no token in the forms.

use axum::extract::Request;
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Error;

/// Lets through what only reads, and what changes something from our own pages or from a program.
pub async fn refuse_foreign(request: Request, next: Next) -> Response {
    let only_reads = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if only_reads || is_own(request.headers()) {
        next.run(request).await
    } else {
        Error::ForeignOrigin.into_response()
    }
}

fn is_own(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match text(ORIGIN.as_str()) {
        None => true,
        Some(origin) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            host.is_some() && host == text(HOST.as_str())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(headers: &[(&'static str, &'static str)], expected: bool) {
        let headers = headers
            .iter()
            .map(|(name, value)| {
                (
                    name.parse().expect("a name"),
                    value.parse().expect("a value"),
                )
            })
            .collect();
        assert_eq!(is_own(&headers), expected, "{headers:?}");
    }

    #[test]
    fn a_foreign_page_is_told_by_its_headers() {
        check(&[], true);
        check(&[("sec-fetch-site", "same-origin")], true);
        check(&[("sec-fetch-site", "none")], true);
        check(&[("sec-fetch-site", "cross-site")], false);
        check(&[("sec-fetch-site", "same-site")], false);
        check(
            &[
                ("host", "svodka.local:8080"),
                ("origin", "http://svodka.local:8080"),
            ],
            true,
        );
        check(
            &[
                ("host", "svodka.local"),
                ("origin", "https://other.example"),
            ],
            false,
        );
        check(&[("host", "svodka.local"), ("origin", "null")], false);
        check(
            &[
                ("sec-fetch-site", "cross-site"),
                ("host", "a"),
                ("origin", "http://a"),
            ],
            false,
        );
    }
}
