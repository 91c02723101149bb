//! Standing: the own school beside the median of the municipality, and its rank, without a word about another school.

use arrow::error::ArrowError;

use super::choice::range_in_words;
use super::told_of;
use crate::app::{AskError, Standing, Stands, StandsAt};
use crate::catalogue::say;
use crate::export::cell::Cell as Value;
use crate::export::numbers;
use crate::table::{Given, Table};
use crate::web::Error;
use crate::web::parts::Section;
use crate::web::parts::{Cell, Content, DataTable, Head, Notice, Row};
use crate::web::site::Site;

pub fn section(
    site: &Site,
    declared: &Standing,
    stands: Result<Stands, AskError>,
    status: &str,
) -> Section {
    let mut provenance = status.to_owned();
    let content = match stands {
        Ok(stands) => {
            provenance = told_of(site, status, stands.unobeyed.iter().map(String::as_str));
            Content::Answer {
                chart: None,
                table: table(site, &stands.measures),
            }
        }
        Err(error) => Content::Notice(Notice::failed(&Error::from(error))),
    };
    Section {
        id: "standing",
        title: declared.title.plain(),
        summary: say!("standing-summary"),
        provenance,
        content,
    }
}

/// Lays out the figures for a workbook, as numbers.
pub fn sheet(site: &Site, stands: &[StandsAt]) -> Result<Table, ArrowError> {
    let titles = stands.iter().map(|one| title(site, one));
    let numbers = |of: fn(&StandsAt) -> Option<f64>| stands.iter().map(of).collect();
    Table::given(vec![
        (say!("standing-measure"), Given::Texts(titles.collect())),
        (
            say!("standing-own"),
            Given::Numbers(numbers(|one| one.own), 1),
        ),
        (
            say!("standing-median"),
            Given::Numbers(numbers(|one| one.median), 1),
        ),
        (
            say!("standing-place"),
            Given::Texts(stands.iter().map(rank).collect()),
        ),
        (
            say!("standing-better"),
            Given::Texts(stands.iter().map(better).collect()),
        ),
    ])
}

fn title(site: &Site, one: &StandsAt) -> String {
    let title = site.app.titled(&one.measure).unwrap_or_default();
    match &one.period {
        Some(words) => say!(
            "standing-measure-over",
            measure = title,
            period = range_in_words(words)
        ),
        None => title,
    }
}

fn rank(one: &StandsAt) -> String {
    one.rank.map_or_else(
        || say!("standing-few"),
        |rank| {
            say!(
                "standing-rank",
                rank = rank as i64,
                schools = one.schools as i64
            )
        },
    )
}

fn better(one: &StandsAt) -> String {
    match one.less_is_better {
        true => say!("standing-less"),
        false => say!("standing-more"),
    }
}

fn table(site: &Site, stands: &[StandsAt]) -> DataTable {
    let rows = stands.iter().map(|one| {
        let format = site.app.format_of(&one.measure);
        let figure = |value: Option<f64>| {
            Cell::number(numbers::format(
                &value.map_or(Value::Null, Value::Number),
                format,
            ))
        };
        Row {
            cells: vec![
                Cell::Name(title(site, one)),
                figure(one.own),
                figure(one.median),
                Cell::Text(rank(one)),
                Cell::Text(better(one)),
            ],
            ..Row::default()
        }
    });
    DataTable {
        id: "standing-table".to_owned(),
        caption: say!("standing-caption"),
        heads: vec![
            Head::text(say!("standing-measure")),
            Head::number(say!("standing-own")),
            Head::number(say!("standing-median")),
            Head::text(say!("standing-place")),
            Head::text(say!("standing-better")),
        ],
        rows: rows.collect(),
    }
}
