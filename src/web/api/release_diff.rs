//! `/api/v1/releases/diff`: why a number is another one than it was.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::Value;

use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::site::Site;

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// The earlier release.
    from: i64,
    /// The later release.
    to: i64,
    /// A question, as JSON text: its rows that differ are told, and the changed records of its facts alone.
    query: Option<String>,
}

/// Compares two releases as the asker sees them.
#[utoipa::path(
    get,
    path = "/api/v1/releases/diff",
    tag = "questions",
    params(Asked),
    responses(
        (status = 200, description = "`{from, to, loads, data: [{member, measure, measure.previous, measure.change}], records: [{changes.…}], truncated, unfiltered}`; `data` where a question was given", body = Object),
        (status = 400, description = "An unknown release, or a question that was refused", body = Object),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "A right is missing"),
    )
)]
pub async fn diff(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<Value>, Error> {
    let Query(asked) = asked.map_err(|_| {
        Error::bad_parameter(
            "from",
            "нужны номера двух выпусков: from и to",
            "например, ?from=5&to=6",
        )
    })?;
    let query: Option<Value> = match asked.query.as_deref().map(serde_json::from_str) {
        None => None,
        Some(Ok(query @ Value::Object(_))) => Some(query),
        _ => {
            let hint = "вопрос — объект JSON";
            return Err(Error::bad_parameter("query", "это не вопрос", hint));
        }
    };
    let asking = site.metrics.asking();
    let diff = site
        .app
        .diff_releases_as(&asker, asked.from, asked.to, query.as_ref())
        .await?;
    drop(asking);
    Ok(Json(diff.to_json()))
}
