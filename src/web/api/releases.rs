//! `/api/v1/releases`: the nights that can be asked `asOf`.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::site::Site;

const LIMIT: u32 = 400;

/// Lists the latest releases, newest first. Which schools loaded what stays out: it is wider than a scope.
#[utoipa::path(
    get,
    path = "/api/v1/releases",
    tag = "questions",
    responses(
        (status = 200, description = "`{releases: [{id, published_at}]}`", body = Object),
        (status = 401, description = "Not signed in"),
    )
)]
pub async fn releases(
    State(site): State<Site>,
    SignedIn(_asker): SignedIn,
) -> Result<Json<Value>, Error> {
    let releases = site
        .app
        .office
        .releases(LIMIT)
        .await
        .map_err(Error::inner)?;
    let releases: Vec<Value> = releases
        .iter()
        .map(|release| json!({"id": release.id, "published_at": release.published_at.to_string()}))
        .collect();
    Ok(Json(json!({"releases": releases})))
}
