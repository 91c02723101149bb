//! Stored rows: what the lake holds of the school, as far as this extract leaves it standing.

use arrow::array::{Array, AsArray, BooleanArray, RecordBatch};
use arrow::compute::{cast, filter};
use arrow::datatypes::{DataType, Date32Type};

use super::column::{Column, as_stored};
use super::manifest::Manifest;
use super::zone::day_number;
use crate::model::{ColumnType, Dataset, Kind};
use crate::period::{Period, SchoolYear};

/// What the lake and the load records know of the school. `rows` cannot fail: whoever reads a lake that may
/// fail keeps the error beside the closure, returns no rows, and drops the reading afterwards.
pub struct Known<'a> {
    /// Returns stored rows of the school, at least those asked for and at least those columns.
    pub rows: &'a dyn Fn(&Ask) -> Vec<RecordBatch>,
    /// Tells whether a table was ever accepted for the school and the school year, with or without rows.
    pub has_come: &'a dyn Fn(&str) -> bool,
    /// The zone of the stored `school` row.
    pub timezone: Option<String>,
}

/// A question to the lake about one table. The answer may hold more; what was not asked for is passed over.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    pub table: String,
    /// Columns of the lake table that are needed.
    pub columns: Vec<String>,
    /// Of a snapshot table: the rows of this year only.
    pub school_year: Option<SchoolYear>,
    /// Of a window table that this extract replaces: the rows whose day, the named column, lies outside the window.
    pub outside: Option<(String, Period)>,
}

/// Returns the named columns of the stored rows that stay beside this extract's own rows of the table.
pub(super) fn remaining(
    dataset: &Dataset,
    manifest: &Manifest,
    known: &Known,
    names: &[&str],
) -> Vec<Column> {
    let type_of = |name: &str| {
        dataset
            .column(name)
            .map_or(ColumnType::Text, |column| column.type_)
    };
    let mut columns: Vec<Column> = names
        .iter()
        .map(|name| Column::new(type_of(name)))
        .collect();
    let is_replaced = manifest.file(&dataset.name).is_some();
    if dataset.kind == Kind::Snapshot && is_replaced {
        return columns;
    }
    let school_year = (dataset.kind == Kind::Snapshot).then_some(manifest.school_year);
    let outside = dataset
        .day
        .clone()
        .filter(|_| is_replaced)
        .map(|day| (day, manifest.window));
    let mut asked: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    asked.extend(school_year.map(|_| "school_year".to_owned()));
    asked.extend(outside.iter().map(|(day, _)| day.clone()));
    let ask = Ask {
        table: dataset.name.clone(),
        columns: asked,
        school_year,
        outside,
    };
    for batch in (known.rows)(&ask) {
        append(&mut columns, &batch, &ask, names, &type_of);
    }
    columns
}

fn append(
    columns: &mut [Column],
    batch: &RecordBatch,
    ask: &Ask,
    names: &[&str],
    type_of: &dyn Fn(&str) -> ColumnType,
) {
    let staying = staying(batch, ask);
    let count = staying.true_count();
    for (column, name) in columns.iter_mut().zip(names) {
        let array = batch
            .column_by_name(name)
            .and_then(|array| as_stored(array, type_of(name)))
            .and_then(|array| match count == batch.num_rows() {
                true => Some(array),
                false => filter(&array, &staying).ok(),
            });
        match array {
            Some(array) => column.extend_stored(&array),
            None => column.extend_nulls(count),
        }
    }
}

/// Marks the rows that were asked for.
fn staying(batch: &RecordBatch, ask: &Ask) -> BooleanArray {
    let stored = |name: &str, type_| as_stored(batch.column_by_name(name)?, type_);
    let years = ask.school_year.and_then(|year| {
        let years = cast(&stored("school_year", ColumnType::Text)?, &DataType::Utf8).ok()?;
        Some((year.to_string(), years))
    });
    let days = ask.outside.as_ref().and_then(|(name, window)| {
        let window = day_number(window.from)..=day_number(window.to);
        Some((window, stored(name, ColumnType::Date)?))
    });
    let is_of_year = |row: usize| {
        years.as_ref().is_none_or(|(year, years)| {
            years.is_valid(row) && years.as_string::<i32>().value(row) == year
        })
    };
    let is_outside = |row: usize| {
        days.as_ref().is_none_or(|(window, days)| {
            days.is_null(row) || !window.contains(&days.as_primitive::<Date32Type>().value(row))
        })
    };
    let marks = (0..batch.num_rows()).map(|row| Some(is_of_year(row) && is_outside(row)));
    marks.collect()
}
