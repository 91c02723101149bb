//! `/api/v1/extracts` and `/api/v1/loads/{id}`: a segment hands over its extract and asks what became of it.

use axum::Json;
use axum::extract::{FromRequest, Multipart, Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use futures::{Stream, StreamExt};
use serde_json::json;
use tokio::io::AsyncWriteExt;

use crate::app::{Upload, Uploaded};
use crate::office::LoadRecord;
use crate::web::Error;
use crate::web::door::SignedIn;
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
    let upload = app.begin_upload(&asker).await?;
    if let Err(error) = saved(&site, request, &upload).await {
        app.drop_upload(&upload).await;
        return Err(error);
    }
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

/// Writes the bytes of a request to the upload's file.
async fn saved(site: &Site, request: Request, upload: &Upload) -> Result<(), Error> {
    let kind = request.headers().get(CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("multipart/form-data") {
        return write(site, request.into_body().into_data_stream(), upload).await;
    }
    let no_file = || Error::Unprocessable("В форме нет файла выгрузки".to_owned());
    let form = Multipart::from_request(request, site).await;
    let mut form = form.map_err(|_| no_file())?;
    while let Some(field) = form.next_field().await.map_err(|_| no_file())? {
        if field.file_name().is_some() {
            return write(site, field, upload).await;
        }
    }
    Err(no_file())
}

async fn write<E: Into<axum::BoxError>>(
    site: &Site,
    bytes: impl Stream<Item = Result<axum::body::Bytes, E>>,
    upload: &Upload,
) -> Result<(), Error> {
    let most = site.app.config.limits.body_bytes as u64;
    let mut options = tokio::fs::OpenOptions::new();
    options.create_new(true).write(true);
    #[cfg(unix)]
    options.mode(0o600);
    let mut file = options.open(&upload.path).await.map_err(Error::inner)?;
    let mut bytes = std::pin::pin!(bytes);
    let mut written = 0;
    while let Some(chunk) = bytes.next().await {
        let broken = |_| Error::BadRequest("Выгрузка пришла не целиком".to_owned());
        let chunk = chunk.map_err(Into::into).map_err(broken)?;
        written += chunk.len() as u64;
        if written > most {
            return Err(Error::TooLarge);
        }
        file.write_all(&chunk).await.map_err(Error::inner)?;
    }
    file.sync_all().await.map_err(Error::inner)
}
