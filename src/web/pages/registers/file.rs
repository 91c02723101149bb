//! `/registers/{name}/file`: the entries that the filter lets through, as a workbook or as CSV.

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::asked::Asked;
use crate::catalogue::{Language, say};
use crate::export::{self, DataSheet, FileFormat};
use crate::web::Error;
use crate::web::api::attachment::{Title, disposition};
use crate::web::api::load::written;
use crate::web::door::SignedIn;
use crate::web::fields::Fields;
use crate::web::following::Following;
use crate::web::site::Site;

pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(name): Path<String>,
    following: Following,
    fields: Fields,
) -> Result<Response, Error> {
    let app = &site.app;
    let open = app.register(&asker, &name).await?;
    let format = match FileFormat::parse(fields.raw("format")) {
        Some(format @ (FileFormat::Xlsx | FileFormat::Csv)) => format,
        _ => return Err(Error::BadRequest(say!("registers-no-such-format"))),
    };
    let asked = Asked::read(&fields, &open);
    if !asked.faults.is_empty() {
        return Err(Error::BadRequest(say!("registers-filter-unread")));
    }
    let entries = asked.entries(&open);
    // Files are the office's, whatever their reader speaks.
    let filters = Language::Russian
        .in_force(async { asked.told(&site, &open) })
        .await;
    let (table, about) = app.register_table(&asker, &open, &entries, filters).await?;
    let title = open.register.title.ru.clone();
    let file_name = about.made_at.strftime("svodka-%Y-%m-%d-%H%M").to_string();
    let named = title.clone();
    let bytes =
        written(move || export::file(&DataSheet::of(&named, &table), format, &about)).await?;
    let bytes = bytes.map_err(Error::inner)?;
    app.record_register_file(&asker, &open, &entries, format, &bytes)
        .await?;
    let mut response = ([(CONTENT_TYPE, format.media_type())], bytes).into_response();
    if let Some(value) = disposition(&file_name, Title::read(&title).as_ref(), format.name()) {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    Ok(following.handed_out(response))
}
