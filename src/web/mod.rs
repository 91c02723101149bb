//! The site: pages for people and the API for programs, two faces of the same calls of [`App`].
//!
//! A request comes in, gets an id, is matched to a handler of `routes`, is signed in by the `session`
//! extractor, makes one call into [`App`] and leaves as a page, as JSON or as a file. Every fault on that way
//! is an [`Error`], the only type that knows status codes.
//!
//! Nothing here computes a number, reads the lake or decides what a person may see. This is the one home of
//! axum, askama and utoipa, and of what signs people in by the office's own identity provider.

mod api;
mod assets;
mod client;
mod connections;
mod door;
mod error;
mod fault_page;
mod fields;
mod following;
mod headers;
mod health;
mod language;
mod listener;
mod metrics;
mod oidc;
mod openapi;
mod origin;
mod pages;
mod parts;
mod question;
mod receiving;
mod request;
mod rison;
mod routes;
mod session;
mod site;
mod steady_body;
mod tls;

use std::sync::Arc;

use axum::Router;

use crate::app::App;

pub use door::Door;
pub use error::Error;
pub use listener::{ListenError, Listener, Patience};
pub use tls::TlsError;

/// Returns every route: its method, its path and who may come in.
pub fn map() -> Vec<(&'static str, &'static str, Door)> {
    routes::map()
}

/// Returns the whole site over one application, ready to be served or to be called in a test.
pub fn router(app: Arc<App>) -> Router {
    routes::router(site::Site::new(app))
}

/// Serves the site until `stop` resolves, then lets the requests under way finish.
pub async fn serve(app: Arc<App>, listener: Listener, stop: impl Future<Output = ()>) {
    connections::serve(listener, router(app), stop).await;
}
