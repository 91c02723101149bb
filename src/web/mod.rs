//! The site: pages for people and the API for programs, two faces of the same calls of [`App`].
//!
//! A request comes in, gets an id, is matched to a handler of `routes`, is signed in by the `session`
//! extractor, makes one call into [`App`] and leaves as a page, as JSON or as a file. Every fault on that way
//! is an [`Error`], the only type that knows status codes.
//!
//! Nothing here computes a number, reads the lake or decides what a person may see. This is the one home of
//! axum, askama and utoipa.

mod api;
mod assets;
mod client;
mod door;
mod error;
mod fault_page;
mod fields;
mod headers;
mod health;
mod metrics;
mod openapi;
mod origin;
mod pages;
mod parts;
mod question;
mod request;
mod routes;
mod session;
mod site;

use std::sync::Arc;

use std::net::SocketAddr;

use axum::Router;
use tokio::net::TcpListener;

use crate::app::App;

pub use door::Door;
pub use error::Error;
pub use pages::overview::first_questions;

/// Returns every route: its method, its path and who may come in.
pub fn map() -> Vec<(&'static str, &'static str, Door)> {
    routes::map()
}

/// Returns the whole site over one application, ready to be served or to be called in a test.
pub fn router(app: Arc<App>) -> Router {
    routes::router(site::Site::new(app))
}

/// Serves the site until `stop` resolves, then lets the requests under way finish.
pub async fn serve(
    app: Arc<App>,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(stop)
        .await
}
