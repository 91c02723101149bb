//! The outermost layer: gives each request an id, a line in the log and a place in the counters.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use super::site::Site;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The name of one request in the log and on the page of an internal error.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// Names the request, runs it, logs it and counts it. Query strings are not logged: they may name people.
pub async fn identify(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let id =
        given_id(request.headers()).unwrap_or_else(|| format!("{:016x}", rand::random::<u64>()));
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("unknown", MatchedPath::as_str)
        .to_owned();

    let mut response = next.run(request).await;

    let duration = begun.elapsed();
    let status = response.status().as_u16();
    site.metrics.count_request(&route, status, duration);
    tracing::info!(
        request_id = id,
        %method,
        route,
        status,
        duration_ms = duration.as_secs_f64() * 1000.0,
        "request answered"
    );
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// Returns the caller's own id where it is short and plain enough to stand in a log.
fn given_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(REQUEST_ID)?.to_str().ok()?;
    let is_plain = id
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (is_plain && (8..=64).contains(&id.len())).then(|| id.to_owned())
}
