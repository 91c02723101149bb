//! Answers the two questions of a supervisor: is the process alive, can it answer readers.

use std::sync::Arc;

use axum::extract::State;

use super::Error;
use crate::app::App;

/// Says that the process answers at all.
#[utoipa::path(get, path = "/healthz", tag = "service", responses((status = 200, description = "The process answers", body = String)))]
pub async fn alive() -> &'static str {
    "ok\n"
}

/// Says whether the office's records can be read. A new installation without data is ready: it can be signed in to.
#[utoipa::path(get, path = "/readyz", tag = "service", responses(
    (status = 200, description = "Requests can be answered", body = String),
    (status = 500, description = "The office's records cannot be read"),
))]
pub async fn ready(State(app): State<Arc<App>>) -> Result<String, Error> {
    let release = app.office.current_release().await.map_err(Error::inner)?;
    Ok(match release {
        Some(release) => format!("ok, release {}\n", release.id),
        None => "ok, no release yet\n".to_owned(),
    })
}
