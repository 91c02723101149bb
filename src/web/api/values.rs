//! `/api/v1/values`: what a filter can be set to, within the asker's scope.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::site::Site;

const LIMIT: usize = 100;
const LIMIT_MOST: usize = 1_000;

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// A text dimension, such as `school.name`.
    member: String,
    /// A part of the value, in any case of letters.
    #[serde(default)]
    q: String,
    /// Most values to return.
    limit: Option<usize>,
}

/// Lists the values of a dimension that hold the text typed so far.
#[utoipa::path(
    get,
    path = "/api/v1/values",
    tag = "questions",
    params(Asked),
    responses(
        (status = 200, description = "`{member, values: [text], truncated}`", body = Object),
        (status = 400, description = "An unknown member", body = Object),
        (status = 401, description = "Not signed in"),
    )
)]
pub async fn values(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<Value>, Error> {
    let Query(asked) = asked.map_err(|_| {
        Error::bad_parameter(
            "member",
            "нужен параметр member, а limit должен быть числом",
            "например, ?member=school.name&q=гимназия",
        )
    })?;
    let limit = asked.limit.unwrap_or(LIMIT).clamp(1, LIMIT_MOST);
    // One more than asked for tells whether there are more.
    let mut values = site
        .app
        .values(&asker, &asked.member, asked.q.trim(), limit + 1)
        .await?;
    let is_truncated = values.len() > limit;
    values.truncate(limit);
    Ok(Json(json!({
        "member": asked.member,
        "values": values,
        "truncated": is_truncated,
    })))
}
