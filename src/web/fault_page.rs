//! Tells a fault to whoever asked: JSON to a program, a page with a way back to a person.

use std::sync::Arc;

use askama::Template;
use axum::Json;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, CONTENT_TYPE, HOST, LOCATION, REFERER};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};

use super::Error;
use super::pages::Layout;
use super::parts::Verbatim;
use super::request::RequestId;
use super::routes;
use super::session::{self, Ended};
use super::site::Site;
use crate::app::Asker;
use crate::catalogue::say;

/// Gives the response of a failed request its body. Successful ones pass untouched.
pub async fn tell(State(site): State<Site>, request: Request, next: Next) -> Response {
    let is_for_program = is_for_program(&request);
    let wanted = wanted(&request);
    let ended = ended(&site, &request);
    let request_id = request
        .extensions()
        .get::<RequestId>()
        .map(|id| id.0.clone())
        .unwrap_or_default();

    let (parts, body) = request.into_parts();
    let asked = parts.clone();
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let Some(error) = response.extensions_mut().remove::<Arc<Error>>() else {
        return response;
    };
    log(&error, &request_id);

    let told = if is_for_program {
        Json(error.to_json(&request_id)).into_response()
    } else if let Some(way) = way_in(&error, &wanted, ended) {
        return redirect(&way);
    } else {
        // Who has signed in keeps the way to everywhere else.
        let reader = session::asker(&asked, &site).await.ok();
        page(&site, reader.as_ref(), &error, &request_id)
    };
    let (head, body) = told.into_parts();
    *response.body_mut() = body;
    if let Some(kind) = head.headers.get(CONTENT_TYPE) {
        response.headers_mut().insert(CONTENT_TYPE, kind.clone());
    }
    response
}

/// Returns the page on which a person signs in or goes on with it; none where that is not what was missing.
fn way_in(error: &Error, wanted: &str, ended: Ended) -> Option<String> {
    match error {
        Error::NotSignedIn => Some(session::login_address(wanted, ended)),
        Error::Unfinished(stage) => Some(session::way_on(*stage, wanted)),
        _ => None,
    }
}

/// Returns the page that a person has to be led to after signing in: the one that was asked for, and where a form was
/// sent the one on which it stands, since nothing can be read at the form's own address.
fn wanted(request: &Request) -> String {
    let page = if request.method() == Method::GET {
        request.uri().path_and_query().map(ToString::to_string)
    } else {
        page_of_form(request.headers())
    };
    page.unwrap_or_else(|| "/".to_owned())
}

fn page_of_form(headers: &HeaderMap) -> Option<String> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let (_, address) = text(REFERER)?.split_once("://")?;
    let page = address.strip_prefix(text(HOST)?)?;
    let (path, _) = page.split_once('?').unwrap_or((page, ""));
    routes::is_page(path).then(|| page.to_owned())
}

/// Says whether a session was there before: who comes for the first time has lost none.
fn ended(site: &Site, request: &Request) -> Ended {
    let is_known = session::is_brought(request.headers(), site);
    match is_known || request.method() != Method::GET {
        true => Ended::Meanwhile,
        false => Ended::Never,
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

fn page(site: &Site, reader: Option<&Asker>, error: &Error, request_id: &str) -> Response {
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
    let mut layout = match reader {
        Some(asker) => Layout::for_reader(site, asker, error.told(), ""),
        None => Layout::for_anyone(site, error.told()),
    };
    // What a newcomer is shown around is not here.
    layout.has_tour = false;
    let page = FaultPage {
        layout,
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
