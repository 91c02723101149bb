//! The whole map of the site, every path on one screen.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use super::site::Site;
use super::{
    api, assets, error, fault_page, headers, health, metrics, openapi, origin, pages, request,
    session,
};

/// Questions and forms are small; a larger body is a mistake or an attack. Uploads set their own limit.
const BODY_LIMIT: usize = 1 << 20;

pub fn router(site: Site) -> Router {
    Router::new()
        .route("/", get(pages::overview::show))
        .route("/login", get(pages::login::show))
        .route("/session", post(session::start).delete(session::end))
        .route("/session/end", post(session::end_by_form))
        .route("/api/v1/meta", get(api::meta::meta))
        .route("/api/v1/load", get(api::load::load).post(api::load::load))
        // Cube's client asks here when a page subscribes to a question; over HTTP it is the same as `load`.
        .route(
            "/api/v1/subscribe",
            get(api::load::load).post(api::load::load),
        )
        .route("/api/v1/values", get(api::values::values))
        .route("/api/v1/explain", get(api::explain::explain))
        .route("/api/v1/export", post(api::export::export))
        .route("/api/v1/releases", get(api::releases::releases))
        .route("/api/v1/releases/diff", get(api::release_diff::diff))
        .route("/api/v1/queries", get(api::queries::list))
        .route("/api/v1/queries/{name}", get(api::queries::answer))
        .route("/api/v1/openapi.json", get(openapi::document))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics::show))
        .route("/assets/{version}/{*path}", get(assets::serve))
        .fallback(error::not_found)
        .method_not_allowed_fallback(error::wrong_method)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        // Below, the last is the outermost.
        .layer(from_fn(origin::refuse_foreign))
        .layer(CatchPanicLayer::custom(error::caught_panic))
        .layer(from_fn_with_state(site.clone(), fault_page::tell))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(site.clone(), headers::add))
        .layer(from_fn_with_state(site.clone(), request::identify))
        .with_state(site)
}
