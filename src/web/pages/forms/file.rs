//! `/forms/{code}/{period}/file`: a form, or the сводная, as a file.

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::title_of;
use crate::app::{AskError, Asker, Filing, Values};
use crate::catalogue::say;
use crate::export::form_cells::{self, FormCell};
use crate::export::{self, FileFormat, Stamp};
use crate::sheet::Paper;
use crate::web::Error;
use crate::web::api::attachment::{Title, disposition};
use crate::web::api::load::written;
use crate::web::door::SignedIn;
use crate::web::fields::Fields;
use crate::web::following::Following;
use crate::web::parts::words;
use crate::web::site::Site;

/// The kind of a workbook that has macros of the office's.
const WITH_MACROS: &str = "application/vnd.ms-excel.sheet.macroEnabled.12";

/// What is written, whatever the format.
struct Print {
    organisation: String,
    values: Values,
    paper: Paper,
    stamp: Stamp,
}

pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path((code, period)): Path<(String, String)>,
    following: Following,
    fields: Fields,
) -> Result<Response, Error> {
    let filing = site.app.filing(&asker, &code, &period)?;
    let school_id = fields.text("school");
    let format = fields.text("format");
    let print = match school_id.as_str() {
        "" => summary(&site, &asker, &filing).await?,
        school_id => of_school(&site, &asker, &filing, school_id).await?,
    };
    let cells = || cells_of(&filing, &print.values);
    let (kind, extension, bytes): (&str, &str, Vec<u8>) = match format.as_str() {
        "xlsx" => {
            let (paper, stamp) = (print.paper, print.stamp);
            let bytes = written(move || export::xlsx::paper(&paper, &stamp)).await?;
            (
                FileFormat::Xlsx.media_type(),
                "xlsx",
                bytes.map_err(Error::inner)?,
            )
        }
        "pdf" => {
            let (paper, stamp) = (print.paper, print.stamp);
            let bytes = written(move || export::pdf::paper(&paper, &stamp)).await?;
            ("application/pdf", "pdf", bytes.map_err(Error::inner)?)
        }
        "csv" => {
            let bytes = form_cells::csv(&cells()).map_err(Error::inner)?;
            ("text/csv; charset=utf-8", "csv", bytes)
        }
        "cells" => {
            let bytes = form_cells::xlsx(&cells()).map_err(Error::inner)?;
            (FileFormat::Xlsx.media_type(), "xlsx", bytes)
        }
        "template" => {
            let app = &site.app;
            let (filled, name) = app.filled_template(&asker, &filing, &print.values).await?;
            match name.to_lowercase().ends_with(".xlsm") {
                true => (WITH_MACROS, "xlsm", filled),
                false => (FileFormat::Xlsx.media_type(), "xlsx", filled),
            }
        }
        _ => {
            return Err(Error::bad_parameter(
                "format",
                &say!("forms-file-unknown"),
                "xlsx, pdf, csv, cells, template",
            ));
        }
    };
    site.app
        .record_form_file(&asker, &filing, &school_id, &format, &bytes)
        .await?;
    let mut title = format!("{} {}", title_of(&filing), print.organisation);
    let mut name = format!("{}-{}", filing.form.code, filing.period.name);
    // Beside the blank in the same folder it has to be known for what it is.
    if matches!(format.as_str(), "csv" | "cells") {
        title = format!("{title} — {}", say!("forms-file-cells-name"));
        name.push_str("-cells");
    }
    let mut response = ([(CONTENT_TYPE, kind)], bytes).into_response();
    if let Some(value) = disposition(&name, Title::read(&title).as_ref(), extension) {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    Ok(following.handed_out(response))
}

async fn of_school(
    site: &Site,
    asker: &Asker,
    filing: &Filing,
    school_id: &str,
) -> Result<Print, Error> {
    let open = site.app.open_filing(asker, filing, school_id).await?;
    let record = open.record.as_ref().filter(|_| open.has_figures);
    Ok(Print {
        organisation: open.school.name.clone(),
        paper: open.paper(),
        stamp: Stamp {
            data_moment: record.map_or_else(
                || words::NOTHING.to_owned(),
                |record| record.data_moment.clone(),
            ),
            release: record.map_or(0, |record| record.release),
            record: open.record_hash(),
            ..stamp(site, asker)
        },
        values: open.values,
    })
}

async fn summary(site: &Site, asker: &Asker, filing: &Filing) -> Result<Print, Error> {
    let summary = site.app.form_summary(asker, filing).await?;
    if summary.included.is_empty() {
        return Err(AskError::NotFound.into());
    }
    let office = site.app.config.office.name.clone();
    Ok(Print {
        paper: summary.paper(filing, &office),
        organisation: office,
        stamp: Stamp {
            record: Some(summary.record_hash(filing)),
            data_moment: summary.data_moment,
            release: summary.release,
            ..stamp(site, asker)
        },
        values: summary.values,
    })
}

/// Returns who makes a file when; what it is made of is not said yet.
fn stamp(site: &Site, asker: &Asker) -> Stamp {
    let zone = site.app.config.office.timezone.clone();
    Stamp {
        made_at: site.app.clock.now().to_zoned(zone),
        data_moment: String::new(),
        release: 0,
        record: None,
        asker: asker.user.name.clone(),
    }
}

fn cells_of(filing: &Filing, values: &Values) -> Vec<FormCell> {
    let cells = filing.in_order(values).into_iter();
    let cells = cells.map(|(key, value)| FormCell {
        form: filing.form.code.clone(),
        section: key.section,
        row: key.row,
        column: key.column,
        value,
    });
    cells.collect()
}
