//! `/api/v1/sql`: a person's own SQL over the tables of that person's scope.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::load::written;
use crate::export::{self, FileFormat};
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::site::Site;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    sql: String,
    /// Values of `$1`, `$2` … or, by name, of `$name`.
    #[serde(default)]
    params: Value,
    limit: Option<usize>,
}

/// Answers a question in SQL.
#[utoipa::path(
    post,
    path = "/api/v1/sql",
    tag = "questions",
    description = "Queries only, over the secured tables; needs the right `sql`.",
    request_body(content = Object, description = "`{sql, params, limit}`: `params` is a list for `$1` or an object for `$name`"),
    responses(
        (status = 200, description = "`{columns: [{name, type}], data: [{name: value}], release, truncated}`; Arrow or text by `Accept`", body = Object),
        (status = 400, description = "`{error, diagnostics}`", body = Object),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "The right `sql` is missing"),
    )
)]
pub async fn sql(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    headers: HeaderMap,
    asked: Result<Json<Asked>, JsonRejection>,
) -> Result<Response, Error> {
    let Json(asked) = asked.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
        _ => Error::bad_parameter(
            "sql",
            "нужен объект с полем sql",
            "например, {\"sql\": \"select count(*) from schools\"}",
        ),
    })?;
    let asking = site.metrics.asking();
    let answer = site
        .app
        .ask_sql_as(&asker, &asked.sql, &asked.params, asked.limit)
        .await?;
    drop(asking);
    let accepted = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
    let accepted = accepted.unwrap_or_default().to_owned();
    let arrow = FileFormat::Arrow.media_type();
    let release = answer.release;
    let table = answer.to_table().map_err(Error::inner)?;
    if accepted.contains(arrow) {
        let bytes = written(move || {
            let mut bytes = Vec::new();
            export::arrow::write(&table, &mut bytes).map(|()| bytes)
        });
        let bytes = bytes.await?.map_err(Error::inner)?;
        return Ok(([(CONTENT_TYPE, arrow)], bytes).into_response());
    }
    if accepted.starts_with("text/plain") {
        let text = written(move || export::text::lay_out(&table)).await?;
        return Ok(([(CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response());
    }
    let body = written(move || {
        let columns = table.schema();
        let columns = columns.fields().iter();
        let columns = columns
            .map(|field| json!({"name": field.name(), "type": field.data_type().to_string()}));
        json!({
            "columns": columns.collect::<Vec<_>>(),
            "data": export::json::rows(&table),
            "release": release,
            "truncated": table.is_truncated,
        })
    });
    Ok(Json(body.await?).into_response())
}
