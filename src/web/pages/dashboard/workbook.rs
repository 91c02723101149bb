//! Workbook: a whole dashboard as one file, a sheet of each tile.

use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::choice::{self, Chosen};
use crate::app::{Answer, OpenTile};
use crate::export::layout::Layout;
use crate::export::xlsx::DataSheet;
use crate::export::{self, FileFormat};
use crate::web::Error;
use crate::web::api::attachment::{Title, disposition};
use crate::web::api::load::written;
use crate::web::api::provenance;
use crate::web::door::SignedIn;
use crate::web::site::Site;

pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let dashboard = site.app.dashboard(&asker, &name)?;
    let chosen = Chosen::read(&site, &asker, query.as_deref(), &dashboard);
    let open = site
        .app
        .open_dashboard(&asker, dashboard.clone(), chosen.sound()?)
        .await?;
    let period = choice::period_in_words(&open);
    let mut sheets = Vec::new();
    for OpenTile {
        place,
        unit,
        answer,
        ..
    } in open.tiles
    {
        // One tile that fails fails the file: a sheet that is missing would not be missed.
        let answer = answer?;
        let entity = unit.split_once('.').map_or("", |(entity, _)| entity);
        let title = dashboard.tiles[place]
            .title
            .said(&[("unit", entity.to_owned().into())]);
        let about = provenance::of(&site, &asker, &answer).await;
        sheets.push((title.unwrap_or_default(), answer, about));
    }
    let Some((_, _, first)) = sheets.first() else {
        return Err(Error::NotFound);
    };
    let title = dashboard.title.plain();
    let mut about = first.clone();
    about.title.clone_from(&title);
    about.filters = vec![period];
    for (_, _, of_sheet) in &sheets {
        for limit in &of_sheet.limits {
            if !about.limits.contains(limit) {
                about.limits.push(limit.clone());
            }
        }
    }
    let name = about.made_at.strftime("svodka-%Y-%m-%d-%H%M").to_string();
    let (sheets, bytes) = written(move || {
        let laid_out: Vec<Option<Layout<'_>>> = sheets
            .iter()
            .map(|(_, answer, _): &(String, Answer, _)| answer.layout(&[]))
            .collect();
        let of_tiles = sheets.iter().zip(&laid_out);
        let of_tiles = of_tiles.map(|((title, answer, about), layout)| DataSheet {
            name: title,
            title: Some(title),
            filters: &about.filters,
            table: &answer.table,
            layout: layout.as_ref(),
        });
        let of_tiles: Vec<DataSheet<'_>> = of_tiles.collect();
        let bytes = export::workbook(&of_tiles, &about);
        drop(of_tiles);
        drop(laid_out);
        (sheets, bytes)
    })
    .await?;
    let bytes = bytes.map_err(Error::inner)?;
    for (_, answer, _) in &sheets {
        let format = FileFormat::Xlsx.name();
        site.app
            .record_export(&asker, answer, format, &bytes)
            .await?;
    }
    let mut response = ([(CONTENT_TYPE, FileFormat::Xlsx.media_type())], bytes).into_response();
    if let Some(value) = disposition(&name, Title::read(&title).as_ref(), "xlsx") {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    Ok(response)
}
