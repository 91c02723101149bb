//! What newer data change in a form, cell by cell, before it is taken over.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::name::FormName;
use super::sent::Sent;
use super::{HERE, address_of, cell_address, figure};
use crate::app::{Asker, Filing};
use crate::catalogue::say;
use crate::web::Error;
use crate::web::pages::{Layout, html};
use crate::web::parts::{Cell, DataTable, Faults, Head, Row};
use crate::web::site::Site;

#[derive(Template)]
#[template(path = "forms/recomputation.html")]
struct RecomputationPage {
    layout: Layout,
    form: FormName,
    back: String,
    address: String,
    school_id: String,
    version: String,
    release: i64,
    /// Of which moment the newest data are.
    moment: String,
    faults: Faults,
    changes: Option<DataTable>,
}

pub async fn page(
    site: &Site,
    asker: &Asker,
    filing: &Filing,
    school_id: &str,
    sent: Sent,
) -> Result<Response, Error> {
    let (open, recomputation) = site.app.recomputation(asker, filing, school_id).await?;
    let version = open.record.as_ref().map_or(0, |record| record.version);
    let rows = recomputation.changes.iter().map(|change| {
        let path = change.key.path();
        Row {
            cells: vec![
                Cell::Link {
                    address: cell_address(filing, school_id, &path),
                    text: path,
                },
                Cell::Text(filing.form.cell_title(&change.key)),
                Cell::number(figure(change.before)),
                Cell::number(figure(change.after)),
                Cell::number(figure(change.corrected)),
            ],
            ..Row::default()
        }
    });
    let rows: Vec<Row> = rows.collect();
    let status = sent.status();
    let page = RecomputationPage {
        layout: Layout::for_reader(site, asker, say!("forms-recompute-title"), HERE),
        form: FormName::of_school(filing, &open.school),
        back: address_of(filing, school_id),
        address: filing.address(),
        school_id: school_id.to_owned(),
        version: version.to_string(),
        release: recomputation.release,
        moment: say!(
            "forms-recompute-moment",
            moment = recomputation.data_moment.as_str(),
            release = recomputation.release.to_string()
        ),
        faults: sent.faults,
        changes: (!rows.is_empty()).then(|| DataTable {
            id: "changes".to_owned(),
            caption: say!("forms-recompute-table"),
            heads: vec![
                Head::text(say!("forms-cell")),
                Head::text(say!("forms-cell-about")),
                Head::number(say!("forms-computed-before")),
                Head::number(say!("forms-computed-after")),
                Head::number(say!("forms-cell-corrected")),
            ],
            rows,
        }),
    };
    Ok((status, html(&page)?).into_response())
}
