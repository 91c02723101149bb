//! `/api/v1/export`: a question in, its answer out as a file.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::load::written;
use super::provenance;
use crate::export::{self, FileFormat};
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::question::Question;
use crate::web::site::Site;

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// `xlsx`, `csv`, `parquet` or `arrow`.
    format: String,
}

/// Answers a question with a file.
#[utoipa::path(
    post,
    path = "/api/v1/export",
    tag = "questions",
    params(Asked),
    request_body(content = Object, description = "The query, as for `/api/v1/load`; also as the field `query` of a form"),
    responses(
        (status = 200, description = "The file"),
        (status = 400, description = "`{error, diagnostics: [{path, message, hint}]}`", body = Object),
        (status = 401, description = "Not signed in"),
    )
)]
pub async fn export(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    asked: Result<Query<Asked>, QueryRejection>,
    question: Question,
) -> Result<Response, Error> {
    let format = asked
        .ok()
        .and_then(|Query(asked)| FileFormat::parse(&asked.format))
        .ok_or_else(unknown_format)?;
    let mut spec = question.single()?;
    // How rows stand in JSON means nothing to a file.
    spec.remove("responseFormat");

    let asking = site.metrics.asking();
    let answer = site.app.ask_all(&asker, &Value::Object(spec)).await?;
    drop(asking);
    let provenance = provenance::of(&site, &asker, &answer).await;
    let name = format!(
        "svodka-{}.{}",
        provenance.made_at.strftime("%Y-%m-%d-%H%M"),
        format.name()
    );
    let (answer, bytes) = written(move || {
        let bytes = export::to_bytes(&answer.table, format, &provenance);
        (answer, bytes)
    })
    .await?;
    let bytes = bytes.map_err(Error::inner)?;
    site.app
        .record_export(&asker, &answer, format.name(), &bytes)
        .await?;

    let mut response = ([(CONTENT_TYPE, format.media_type())], bytes).into_response();
    // The name is digits and Latin letters.
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

fn unknown_format() -> Error {
    Error::BadQuestion {
        summary: "неизвестный формат файла".to_owned(),
        faults: vec![json!({
            "path": "format",
            "message": "нужен параметр format: xlsx, csv, parquet или arrow",
            "hint": "например, ?format=xlsx",
        })],
    }
}
