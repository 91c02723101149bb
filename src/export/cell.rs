//! Cells: the lines of a table in the order of print, value by value, labels of totals included.

use std::iter::Peekable;

use arrow::array::{
    Array, AsArray, BooleanArray, Date32Array, Float64Array, Int32Array, Int64Array, RecordBatch,
    TimestampMicrosecondArray, TimestampMillisecondArray, TimestampNanosecondArray,
    TimestampSecondArray, UInt64Array,
};
use arrow::datatypes::{DataType, TimeUnit};
use arrow::error::ArrowError;
use arrow::util::display::array_value_to_string;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::{Labels, Listing};
use crate::table::{Batches, ColumnKind, Table, TableColumn, WITHHELD_COUNT, is_withheld};

/// One value of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// There is no value.
    Null,
    /// There is a figure that tells of few people and is not shown.
    Withheld,
    /// The line has no such dimension: a total over it.
    Absent,
    Text(&'a str),
    /// A value of a type that only named SQL yields, in words.
    Other(String),
    Integer(i64),
    Number(f64),
    Flag(bool),
    /// A day is its midnight.
    Moment(DateTime),
}

/// One line of a table.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    pub kind: LineKind<'a>,
    batch: &'a RecordBatch,
    row: usize,
    labels: &'a Labels,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind<'a> {
    Row,
    /// All rows beyond the limit.
    Others,
    /// A total that keeps these dimensions.
    Total(&'a [String]),
}

/// Returns the lines in the order of print: rows, the others, totals.
pub fn lines(table: &Table) -> impl Iterator<Item = Line<'_>> {
    labelled(table, Labels::of_office())
}

/// Returns the lines in the order of print; those that stand for several rows say so in these words.
pub fn labelled<'a>(table: &'a Table, labels: &'a Labels) -> impl Iterator<Item = Line<'a>> {
    let rows = table
        .rows
        .iter()
        .flat_map(|batch| lines_of(batch, LineKind::Row, labels));
    rows.chain(lines_behind(table, labels))
}

/// The lines of a listing in the order of print, its rows as they come.
pub struct Lines<'a> {
    rows: Box<Batches<'a>>,
    batch: Option<RecordBatch>,
    /// Where in the batch the next row stands.
    place: usize,
    count: u64,
    behind: Peekable<Box<dyn Iterator<Item = Line<'a>> + 'a>>,
    labels: &'a Labels,
}

impl<'a> Lines<'a> {
    pub fn of(listing: Listing<'a>) -> Self {
        let labels = listing.labels;
        let behind = lines_behind(listing.table, labels);
        let behind: Box<dyn Iterator<Item = Line<'a>>> = Box::new(behind);
        Self {
            rows: listing.rows,
            batch: None,
            place: 0,
            count: 0,
            behind: behind.peekable(),
            labels,
        }
    }

    /// Says whether the last line has been read.
    pub fn are_over(&mut self) -> Result<bool, ArrowError> {
        self.fetch()?;
        Ok(self.batch.is_none() && self.behind.peek().is_none())
    }

    /// Returns the next line; none after the last.
    pub fn next_line(&mut self) -> Result<Option<Line<'_>>, ArrowError> {
        self.fetch()?;
        let Some(batch) = &self.batch else {
            return Ok(self.behind.next());
        };
        let row = self.place;
        self.place += 1;
        self.count += 1;
        Ok(Some(Line {
            kind: LineKind::Row,
            batch,
            row,
            labels: self.labels,
        }))
    }

    /// Returns how many rows have been read, totals and others not counted.
    pub fn row_count(&self) -> u64 {
        self.count
    }

    /// Takes batches until one has a row that was not read.
    fn fetch(&mut self) -> Result<(), ArrowError> {
        let is_read = |batch: &RecordBatch, place| place >= batch.num_rows();
        while self
            .batch
            .as_ref()
            .is_none_or(|batch| is_read(batch, self.place))
        {
            self.batch = self.rows.next().transpose()?;
            self.place = 0;
            if self.batch.is_none() {
                break;
            }
        }
        Ok(())
    }
}

/// Returns the lines that follow the rows: the others, totals. Totals without figures have nothing to print.
fn lines_behind<'a>(table: &'a Table, labels: &'a Labels) -> impl Iterator<Item = Line<'a>> {
    let others = table
        .others
        .iter()
        .flat_map(|batch| lines_of(batch, LineKind::Others, labels));
    let is_measure = |column: &TableColumn| column.kind == ColumnKind::Measure;
    let has_figures = table.columns.iter().any(is_measure);
    others.chain(totals_in(table, labels).filter(move |_| has_figures))
}

/// Returns the lines of the totals alone.
pub fn totals(table: &Table) -> impl Iterator<Item = Line<'_>> {
    totals_in(table, Labels::of_office())
}

fn totals_in<'a>(table: &'a Table, labels: &'a Labels) -> impl Iterator<Item = Line<'a>> {
    table.totals.iter().flat_map(move |totals| {
        let nothing_kept: &[String] = &[];
        (0..totals.rows.num_rows()).map(move |row| Line {
            kind: LineKind::Total(totals.kept.get(row).map_or(nothing_kept, Vec::as_slice)),
            batch: &totals.rows,
            row,
            labels,
        })
    })
}

fn lines_of<'a>(
    batch: &'a RecordBatch,
    kind: LineKind<'a>,
    labels: &'a Labels,
) -> impl Iterator<Item = Line<'a>> {
    (0..batch.num_rows()).map(move |row| Line {
        kind,
        batch,
        row,
        labels,
    })
}

impl<'a> Line<'a> {
    /// Returns the value of a column.
    pub fn value(&self, column: usize) -> Cell<'a> {
        match self.batch.columns().get(column) {
            Some(array) => value(array.as_ref(), self.row),
            None => Cell::Null,
        }
    }

    /// Returns the cells as they are printed: a line that stands for several rows says so in the first
    /// dimension over which it does.
    pub fn printed(&self, columns: &'a [TableColumn]) -> impl Iterator<Item = Cell<'a>> {
        let mut label = match self.kind {
            LineKind::Row => None,
            LineKind::Others => Some(self.labels.others.as_str()),
            LineKind::Total([]) => Some(self.labels.grand.as_str()),
            LineKind::Total(_) => Some(self.labels.total.as_str()),
        };
        columns
            .iter()
            .enumerate()
            .map(move |(index, column)| match self.is_kept(column) {
                true => self.value(index),
                false => label.take().map_or(Cell::Absent, Cell::Text),
            })
    }

    /// Returns the cells as they are printed, codes by their titles.
    pub fn read(&self, columns: &'a [TableColumn]) -> impl Iterator<Item = Cell<'a>> {
        let cells = self.printed(columns).zip(columns);
        cells.map(|(cell, column)| match cell {
            Cell::Text(text) => Cell::Text(column.titled(text)),
            cell => cell,
        })
    }

    /// Says whether the line has a value of that column, be it null.
    pub fn is_kept(&self, column: &TableColumn) -> bool {
        match (self.kind, column.kind) {
            (LineKind::Row, _) | (_, ColumnKind::Measure) => true,
            (LineKind::Others, _) => false,
            (LineKind::Total(kept), _) => kept
                .iter()
                .any(|key| *key == column.key || Some(key.as_str()) == time_member(column)),
        }
    }
}

/// Returns the member of a time column without its granularity: `calendar.date` of `calendar.date.month`.
pub fn time_member(column: &TableColumn) -> Option<&str> {
    match column.kind {
        ColumnKind::Time(granularity) => column
            .key
            .strip_suffix(granularity.name())?
            .strip_suffix('.'),
        ColumnKind::Dimension | ColumnKind::Measure => None,
    }
}

/// Reads one value of an Arrow array.
pub fn value(array: &dyn Array, row: usize) -> Cell<'_> {
    if array.is_null(row) {
        return Cell::Null;
    }
    let any = array.as_any();
    match array.data_type() {
        DataType::Null => Cell::Null,
        DataType::Utf8 => Cell::Text(array.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => Cell::Text(array.as_string::<i64>().value(row)),
        DataType::Utf8View => Cell::Text(array.as_string_view().value(row)),
        DataType::Int64 => any
            .downcast_ref()
            .map_or(Cell::Null, |array: &Int64Array| match array.value(row) {
                WITHHELD_COUNT => Cell::Withheld,
                value => Cell::Integer(value),
            }),
        DataType::Float64 => any
            .downcast_ref()
            .map_or(Cell::Null, |array: &Float64Array| match array.value(row) {
                value if is_withheld(value) => Cell::Withheld,
                value => Cell::Number(value),
            }),
        DataType::Int32 => any.downcast_ref().map_or(Cell::Null, |array: &Int32Array| {
            Cell::Integer(array.value(row).into())
        }),
        DataType::UInt64 => any
            .downcast_ref()
            .map_or(Cell::Null, |array: &UInt64Array| {
                match i64::try_from(array.value(row)) {
                    Ok(number) => Cell::Integer(number),
                    Err(_) => Cell::Number(array.value(row) as f64),
                }
            }),
        DataType::Boolean => any
            .downcast_ref()
            .map_or(Cell::Null, |array: &BooleanArray| {
                Cell::Flag(array.value(row))
            }),
        DataType::Date32 => any
            .downcast_ref()
            .map_or(Cell::Null, |array: &Date32Array| {
                moment(Timestamp::from_second(i64::from(array.value(row)) * 86_400))
            }),
        DataType::Timestamp(unit, _) => match unit {
            TimeUnit::Second => any
                .downcast_ref()
                .map_or(Cell::Null, |array: &TimestampSecondArray| {
                    moment(Timestamp::from_second(array.value(row)))
                }),
            TimeUnit::Millisecond => {
                any.downcast_ref()
                    .map_or(Cell::Null, |array: &TimestampMillisecondArray| {
                        moment(Timestamp::from_millisecond(array.value(row)))
                    })
            }
            TimeUnit::Microsecond => {
                any.downcast_ref()
                    .map_or(Cell::Null, |array: &TimestampMicrosecondArray| {
                        moment(Timestamp::from_microsecond(array.value(row)))
                    })
            }
            TimeUnit::Nanosecond => {
                any.downcast_ref()
                    .map_or(Cell::Null, |array: &TimestampNanosecondArray| {
                        moment(Timestamp::from_nanosecond(array.value(row).into()))
                    })
            }
        },
        other if other.is_integer() || other.is_floating() || other.is_decimal() => {
            let text = array_value_to_string(array, row).unwrap_or_default();
            text.parse()
                .map(Cell::Integer)
                .or_else(|_| text.parse().map(Cell::Number))
                .unwrap_or(Cell::Other(text))
        }
        _ => array_value_to_string(array, row).map_or(Cell::Null, Cell::Other),
    }
}

/// Arrow's timestamps here are wall time counted as if it were UTC.
fn moment(timestamp: Result<Timestamp, jiff::Error>) -> Cell<'static> {
    timestamp.map_or(Cell::Null, |timestamp| {
        Cell::Moment(timestamp.to_zoned(TimeZone::UTC).datetime())
    })
}
