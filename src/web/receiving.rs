//! Receiving: the bytes of an extract go from a request to a file, never held whole in memory.

use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use futures::{Stream, StreamExt};
use tokio::io::AsyncWriteExt;

use super::Error;
use super::site::Site;
use crate::app::{Asker, Upload};

/// Takes the body of a request, or the first file of its form, as an upload. What does not come whole is dropped.
pub async fn receive(site: &Site, asker: &Asker, request: Request) -> Result<Upload, Error> {
    let mut upload = site.app.begin_upload(asker).await?;
    match saved(site, request, &mut upload).await {
        Ok(()) => Ok(upload),
        Err(error) => {
            site.app.drop_upload(&upload).await;
            Err(error)
        }
    }
}

/// Returns the files of a form with their names. They may have so many bytes together: they are held in memory.
pub async fn files_of(
    site: &Site,
    request: Request,
    most: usize,
) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let no_file = || Error::Unprocessable("В форме нет файлов".to_owned());
    let form = Multipart::from_request(request, site).await;
    let mut form = form.map_err(|_| no_file())?;
    let mut files = Vec::new();
    let mut taken = 0;
    while let Some(mut field) = form.next_field().await.map_err(cut)? {
        let name = field.file_name().unwrap_or_default().to_owned();
        // A browser sends an empty name where no file was chosen.
        if name.is_empty() {
            continue;
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(cut)? {
            taken += chunk.len();
            if taken > most {
                return Err(Error::TooLarge);
            }
            bytes.extend_from_slice(&chunk);
        }
        files.push((name, bytes));
    }
    match files.is_empty() {
        true => Err(no_file()),
        false => Ok(files),
    }
}

fn cut<E>(_: E) -> Error {
    Error::BadRequest("Файлы пришли не целиком".to_owned())
}

/// Writes the bytes of a request to the upload's file.
async fn saved(site: &Site, request: Request, upload: &mut Upload) -> Result<(), Error> {
    let kind = request.headers().get(CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("multipart/form-data") {
        return write(site, request.into_body().into_data_stream(), upload).await;
    }
    let no_file = || Error::Unprocessable("В форме нет файла выгрузки".to_owned());
    let form = Multipart::from_request(request, site).await;
    let mut form = form.map_err(|_| no_file())?;
    while let Some(field) = form.next_field().await.map_err(|_| no_file())? {
        // A browser sends an empty name where no file was chosen.
        let name = field.file_name().filter(|name| !name.is_empty());
        if let Some(name) = name {
            upload.file_name = name.to_owned();
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
