//! `/api/v1/queries`: the named questions, and their answers.

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use serde_json::Value;

use crate::app::Given;
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::site::Site;

/// Lists the named questions with their parameters.
#[utoipa::path(
    get,
    path = "/api/v1/queries",
    tag = "questions",
    responses(
        (status = 200, description = "`{queries: [{name, title, user, section, answers, parameters: [{name, title, type, member, default}]}]}`", body = Object),
        (status = 401, description = "Not signed in"),
    )
)]
pub async fn list(State(site): State<Site>, SignedIn(_asker): SignedIn) -> Json<Value> {
    Json(site.app.list_of_queries())
}

/// Answers a named question, or one that was saved.
#[utoipa::path(
    get,
    path = "/api/v1/queries/{name}",
    tag = "questions",
    description = "Parameters stand in the address under their names; one that takes several values may be repeated. \
        Days are given as `2025-09-01..2025-10-31`, as one day or as a range in words.",
    params(("name" = String, Path, description = "The question's name; `saved-12` for the one saved under 12")),
    responses(
        (status = 200, description = "As `/api/v1/load` answers", body = Object),
        (status = 400, description = "An unknown question or parameter, or a value that cannot be read", body = Object),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "A right is missing"),
    )
)]
pub async fn answer(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(name): Path<String>,
    RawQuery(parameters): RawQuery,
) -> Result<Json<Value>, Error> {
    let mut given = Given::new();
    let parameters = parameters.unwrap_or_default();
    for (key, value) in url::form_urlencoded::parse(parameters.as_bytes()) {
        let values = given.entry(key.into_owned()).or_default();
        values.push(value.into_owned());
    }
    let query = site.app.query_named(&asker, &name, &given).await?;
    let asking = site.metrics.asking();
    let answer = site.app.ask(&asker, &query).await?;
    drop(asking);
    Ok(Json(answer.to_json()))
}
