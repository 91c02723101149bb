//! Records: reads the rows of an answer by the names of its columns.

use arrow::array::{Array, RecordBatch, StringArray, TimestampMillisecondArray};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::export::cell::{self, Cell};
use crate::export::numbers;
use crate::table::{Format, Table};

/// One row of an answer.
#[derive(Clone, Copy)]
pub struct Record<'a> {
    batch: &'a RecordBatch,
    row: usize,
}

/// Returns the rows of an answer, totals not among them.
pub fn rows(table: &Table) -> impl Iterator<Item = Record<'_>> {
    table.rows.iter().flat_map(records)
}

/// Returns the rows of totals. A dimension that a row sums up over reads as nothing in it.
pub fn totals(table: &Table) -> impl Iterator<Item = Record<'_>> {
    table.totals.iter().flat_map(|totals| records(&totals.rows))
}

fn records(batch: &RecordBatch) -> impl Iterator<Item = Record<'_>> {
    (0..batch.num_rows()).map(move |row| Record { batch, row })
}

impl<'a> Record<'a> {
    pub fn text(&self, key: &str) -> Option<&'a str> {
        let column = self.column(key)?.as_any().downcast_ref::<StringArray>()?;
        Some(column.value(self.row))
    }

    /// Returns a figure to draw or to compare; none where it is withheld.
    pub fn number(&self, key: &str) -> Option<f64> {
        match cell::value(self.column(key)?, self.row) {
            Cell::Number(value) => Some(value),
            // Counts stay far below 2^53.
            Cell::Integer(value) => Some(value as f64),
            _ => None,
        }
    }

    /// Writes a figure as its measure's format asks: «—» where there is none, «*» where it is withheld.
    pub fn shown(&self, key: &str, format: Format) -> String {
        let column = self.batch.column_by_name(key);
        let cell = column.map_or(Cell::Null, |column| cell::value(column, self.row));
        numbers::format(&cell, format)
    }

    /// Reads a column of time, whose values are midnights of days.
    pub fn day(&self, key: &str) -> Option<Date> {
        let column = self
            .column(key)?
            .as_any()
            .downcast_ref::<TimestampMillisecondArray>()?;
        let moment = Timestamp::from_millisecond(column.value(self.row)).ok()?;
        Some(moment.to_zoned(TimeZone::UTC).date())
    }

    /// Returns a column that is there and not null in this row.
    fn column(&self, key: &str) -> Option<&'a dyn Array> {
        let column = self.batch.column_by_name(key)?;
        (!column.is_null(self.row)).then_some(column.as_ref())
    }
}
