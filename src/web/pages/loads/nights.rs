//! Nights: what each of the last nights published, how long it took and what came late.

use jiff::tz::TimeZone;

use crate::app::PublishedNight;
use crate::catalogue::say;
use crate::web::parts::{Cell, DataTable, Head, Row, words};

use super::{Names, counted, named};

pub fn table(nights: &[PublishedNight], names: &Names, zone: &TimeZone) -> DataTable {
    let rows = nights.iter().map(|night| {
        let loads = &night.loads;
        let rejected = loads.iter().flat_map(|landed| &landed.record.tables);
        let mut late: Vec<String> = loads
            .iter()
            .filter(|landed| !landed.is_on_time)
            .filter_map(|landed| landed.record.school_id.as_deref())
            .map(|school_id| named(names, school_id))
            .collect();
        late.sort_unstable();
        late.dedup();
        let mut schools: Vec<&str> = loads
            .iter()
            .filter_map(|landed| landed.record.school_id.as_deref())
            .collect();
        schools.sort_unstable();
        schools.dedup();
        Row {
            cells: vec![
                Cell::Name(
                    loads
                        .iter()
                        .map(|landed| landed.night)
                        .max()
                        .map_or_else(|| words::NOTHING.to_owned(), words::day),
                ),
                Cell::Text(words::moment(night.published_at, zone)),
                Cell::Text(duration(night)),
                Cell::number(night.release.to_string()),
                Cell::number(counted(schools.len() as u64)),
                Cell::number(counted(rejected.map(|table| table.rejected).sum())),
                Cell::Text(match late.is_empty() {
                    true => say!("loads-late-none"),
                    false => late.join(", "),
                }),
            ],
            ..Row::default()
        }
    });
    DataTable {
        id: "nights-table".to_owned(),
        caption: say!("loads-nights-caption"),
        heads: vec![
            Head::text(say!("loads-night")),
            Head::text(say!("loads-published")),
            Head::text(say!("loads-duration")),
            Head::number(say!("loads-release")),
            Head::number(say!("loads-schools")),
            Head::number(say!("loads-rejected")),
            Head::text(say!("loads-late")),
        ],
        rows: rows.collect(),
    }
}

/// Says how long it was from the arrival of the night's extracts to its release.
fn duration(night: &PublishedNight) -> String {
    let begun = night.loads.iter().map(|landed| landed.record.received_at);
    let Some(begun) = begun.min() else {
        return words::NOTHING.to_owned();
    };
    let seconds = night.published_at.as_second() - begun.as_second();
    match seconds.max(0) {
        seconds if seconds < 60 => say!("loads-duration-seconds", count = seconds),
        seconds if seconds < 3_600 => say!("loads-duration-minutes", count = seconds / 60),
        seconds => say!(
            "loads-duration-hours",
            hours = seconds / 3_600,
            minutes = seconds % 3_600 / 60
        ),
    }
}
