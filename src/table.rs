//! Table: the answer to a question, before any file format.

use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;

/// An answer: typed columns with titles, rows in Arrow, totals apart from the rows.
#[derive(Debug, Clone)]
pub struct Table {
    pub columns: Vec<TableColumn>,
    /// The rows. Columns stand in the order of `columns` and are named by their `key`.
    /// Text is `Utf8`, time `Timestamp(Millisecond, None)`, counts `Int64`, other numbers `Float64`.
    pub rows: Vec<RecordBatch>,
    /// Totals and subtotals, asked for by `totals`; same columns as `rows`.
    pub totals: Option<Totals>,
    /// The row that stands for all beyond the limit, asked for by `others`; same columns as `rows`.
    pub others: Option<RecordBatch>,
    /// How many rows there were before limit and offset, where that was asked.
    pub total: Option<u64>,
    /// Whether rows were left out by a cap that the question did not set.
    pub is_truncated: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct TableColumn {
    /// The member (`school.name`, `calendar.date.month`, `attendance.due`) or a formula's name.
    pub key: String,
    /// What the head of the column says.
    pub title: String,
    pub short_title: String,
    pub kind: ColumnKind,
    pub format: Format,
    pub description: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    Dimension,
    /// A time dimension split by a granularity.
    Time(Granularity),
    Measure,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Granularity {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// How a value is shown to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Text,
    /// A number with so many decimals.
    Number(u8),
    /// 0 to 100, with so many decimals.
    Percent(u8),
    Day,
}

/// Rows of totals. `kept[i]` names the dimensions that row `i` keeps; it is empty for the grand total.
#[derive(Debug, Clone)]
pub struct Totals {
    pub rows: RecordBatch,
    pub kept: Vec<Vec<String>>,
}

impl Table {
    /// Returns the number of rows, totals and others not counted.
    pub fn row_count(&self) -> usize {
        self.rows.iter().map(RecordBatch::num_rows).sum()
    }

    /// Returns the schema of the rows.
    pub fn schema(&self) -> SchemaRef {
        self.rows.first().map_or_else(
            || Arc::new(arrow::datatypes::Schema::empty()),
            RecordBatch::schema,
        )
    }
}

impl Granularity {
    /// Reads the name used in questions.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "day" => Self::Day,
            "week" => Self::Week,
            "month" => Self::Month,
            "quarter" => Self::Quarter,
            "year" => Self::Year,
            _ => return None,
        })
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }
}
