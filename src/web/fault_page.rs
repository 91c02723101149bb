//! Tells a fault to whoever asked: JSON to a program, a page with a way back to a person.

use std::sync::Arc;

use askama::Template;
use axum::Json;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};

use super::Error;
use super::pages::Layout;
use super::parts::Verbatim;
use super::request::RequestId;
use super::session;
use super::site::Site;
use crate::catalogue::say;

/// Gives the response of a failed request its body. Successful ones pass untouched.
pub async fn tell(State(site): State<Site>, request: Request, next: Next) -> Response {
    let is_for_program = is_for_program(&request);
    let method = request.method().clone();
    let wanted = request
        .uri()
        .path_and_query()
        .map_or_else(|| "/".to_owned(), ToString::to_string);
    let request_id = request
        .extensions()
        .get::<RequestId>()
        .map(|id| id.0.clone())
        .unwrap_or_default();

    let mut response = next.run(request).await;
    let Some(error) = response.extensions_mut().remove::<Arc<Error>>() else {
        return response;
    };
    log(&error, &request_id);

    let told = if is_for_program {
        Json(error.to_json(&request_id)).into_response()
    } else if let Some(way) = way_in(&error, &method, &wanted) {
        return redirect(&way);
    } else {
        page(&site, &error, &request_id)
    };
    let (head, body) = told.into_parts();
    *response.body_mut() = body;
    if let Some(kind) = head.headers.get(CONTENT_TYPE) {
        response.headers_mut().insert(CONTENT_TYPE, kind.clone());
    }
    response
}

/// Returns the page on which a person signs in or goes on with it; none where that is not what was missing.
fn way_in(error: &Error, method: &Method, wanted: &str) -> Option<String> {
    let next = if method == Method::GET { wanted } else { "/" };
    match error {
        Error::NotSignedIn => Some(session::login_address(next)),
        Error::Unfinished(stage) => Some(session::way_on(*stage, next)),
        _ => None,
    }
}

/// A page that says what happened and where to go from here.
#[derive(Template)]
#[template(path = "fault.html")]
struct FaultPage {
    layout: Layout,
    status: u16,
    message: String,
    faults: Vec<String>,
    advice: String,
    /// Shown for faults of ours only: the reader names it to the administrator.
    request_id: Option<String>,
}

fn page(site: &Site, error: &Error, request_id: &str) -> Response {
    let (faults, shown_id) = match error {
        Error::BadQuestion { faults, .. } => (
            faults
                .iter()
                .filter_map(|fault| fault["message"].as_str().map(str::to_owned))
                .collect(),
            None,
        ),
        Error::Inner { id, .. } => (
            Vec::new(),
            Some(id.clone().unwrap_or_else(|| request_id.to_owned())),
        ),
        _ => (Vec::new(), None),
    };
    let page = FaultPage {
        layout: Layout::for_anyone(site, error.told()),
        status: error.status().as_u16(),
        message: error.told(),
        faults,
        advice: error.advice(),
        request_id: shown_id,
    };
    match page.render() {
        Ok(text) => Html(text).into_response(),
        Err(error) => {
            tracing::error!(request_id, %error, "cannot write the page of a fault");
            error_text().into_response()
        }
    }
}

fn error_text() -> Body {
    Body::from(say!("faults-inner"))
}

fn redirect(address: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    // The address is percent-encoded, so it always is a header value.
    if let Ok(value) = HeaderValue::from_str(address) {
        response.headers_mut().insert(LOCATION, value);
    }
    response
}

/// Says whether a program asks: by its address, or by asking for JSON and not for a page.
fn is_for_program(request: &Request) -> bool {
    let path = request.uri().path();
    let accepted = request
        .headers()
        .get(ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    path.starts_with("/api/")
        || matches!(path, "/healthz" | "/readyz" | "/metrics")
        || (accepted.contains("application/json") && !accepted.contains("text/html"))
}

fn log(error: &Error, request_id: &str) {
    if let Error::Inner {
        source: Some(source),
        ..
    } = error
    {
        tracing::error!(request_id, cause = %chain(source.as_ref()), "request failed");
    }
}

/// Writes an error with everything that caused it.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
