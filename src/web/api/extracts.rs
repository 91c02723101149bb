//! `/api/v1/extracts` and `/api/v1/loads/{id}`: a segment hands over its extract and asks what became of it.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::app::Uploaded;
use crate::office::LoadRecord;
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::receiving;
use crate::web::site::Site;

/// Takes an extract, as the body itself or as the file of a form.
#[utoipa::path(
    post,
    path = "/api/v1/extracts",
    tag = "loads",
    request_body(content = Vec<u8>, content_type = "application/zip", description = "The sealed extract; also as the file of `multipart/form-data`"),
    responses(
        (status = 202, description = "`{load_id, state}`: it is loaded presently", body = Object),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an extract of the token's school"),
        (status = 413, description = "Larger than `limits.body_bytes`"),
        (status = 422, description = "No extract; `diagnostics` say why", body = Object),
    )
)]
pub async fn receive(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    request: Request,
) -> Result<Response, Error> {
    let app = &site.app;
    let upload = receiving::receive(&site, &asker, request).await?;
    Ok(match app.take_upload(&asker, &upload).await? {
        Uploaded::Received(record) => {
            let place = format!("/api/v1/loads/{}", record.load_id);
            let body = json!({"load_id": record.load_id, "state": record.state});
            (
                StatusCode::ACCEPTED,
                [(axum::http::header::LOCATION, place)],
                Json(body),
            )
                .into_response()
        }
        Uploaded::Unreadable(record) => {
            let body = json!({
                "error": "Это не выгрузка: прочитать её не удалось",
                "diagnostics": record.diagnostics,
            });
            (StatusCode::UNPROCESSABLE_ENTITY, Json(body)).into_response()
        }
    })
}

/// Returns a load of the asker's schools.
#[utoipa::path(
    get,
    path = "/api/v1/loads/{id}",
    tag = "loads",
    params(("id" = String, Path, description = "The load's id")),
    responses(
        (status = 200, description = "`{path, load_id, school_id, extracted_at, state, release, tables, diagnostics}`", body = Object),
        (status = 401, description = "Not signed in"),
        (status = 404, description = "No such load in scope"),
    )
)]
pub async fn load(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(load_id): Path<String>,
) -> Result<Json<LoadRecord>, Error> {
    Ok(Json(site.app.load_record(&asker, &load_id).await?))
}
