//! History: what was done to a form, line by line.

use jiff::tz::TimeZone;

use super::{figure, state_name};
use crate::app::{CellKey, FormDeed, FormEvent};
use crate::catalogue::say;
use crate::web::parts::words;

pub struct HistoryLine {
    pub at: String,
    pub by: String,
    pub deed: String,
    pub state: String,
    /// What was written to it.
    pub words: String,
    /// Each cell with its figures before and after.
    pub cells: Vec<String>,
    /// Cells beyond those.
    pub more: Option<String>,
}

/// Cells of one step that a page shows.
const MOST_CELLS: usize = 20;

/// Returns the lines of a history; of one cell, only those that are about it.
pub fn lines(events: &[FormEvent], cell: Option<&CellKey>, zone: &TimeZone) -> Vec<HistoryLine> {
    let is_about = |event: &&FormEvent| {
        cell.is_none_or(|key| {
            event.cells.iter().any(|touched| {
                let place = &touched.place;
                (&place.section, &place.row, &place.column) == (&key.section, &key.row, &key.column)
            })
        })
    };
    let lines = events.iter().filter(is_about).map(|event| {
        let touched = event.cells.iter().filter(|touched| {
            let place = &touched.place;
            cell.is_none_or(|key| {
                (&place.section, &place.row, &place.column) == (&key.section, &key.row, &key.column)
            })
        });
        let cells: Vec<String> = touched
            .map(|touched| {
                let place = &touched.place;
                let path = CellKey::new(&place.section, &place.row, &place.column).path();
                match event.deed {
                    FormDeed::Return | FormDeed::Unlock | FormDeed::Note => path,
                    _ => say!(
                        "forms-cell-change",
                        cell = path,
                        before = figure(touched.before),
                        after = figure(touched.after)
                    ),
                }
            })
            .collect();
        HistoryLine {
            at: words::moment(event.at, zone),
            by: event.by.clone(),
            deed: deed_name(event.deed),
            state: state_name(Some(event.state)),
            words: event.words.clone(),
            more: (cells.len() > MOST_CELLS).then(|| {
                say!(
                    "forms-cells-more",
                    count = (cells.len() - MOST_CELLS) as i64
                )
            }),
            cells: cells.into_iter().take(MOST_CELLS).collect(),
        }
    });
    lines.collect()
}

fn deed_name(deed: FormDeed) -> String {
    say!(&format!("forms-deed-{}", deed.name()))
}
