//! Table: the answer to a question, before any file format.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray,
    TimestampMillisecondArray,
};
use arrow::compute::kernels::zip::zip;
use arrow::datatypes::{DataType, Float64Type, Int64Type, SchemaRef, TimestampMillisecondType};
use arrow::error::ArrowError;
use jiff::Span;
use jiff::civil::{Date, DateTime, date};
use jiff::tz::TimeZone;

const MILLIS_PER_DAY: i64 = 86_400_000;

/// Stands in a column of counts where a count is withheld because it tells of few people.
pub const WITHHELD_COUNT: i64 = i64::MIN;

/// Stands in a column of other numbers where one is withheld: a NaN that no arithmetic makes.
pub const WITHHELD_NUMBER: f64 = f64::from_bits(0x7ff8_0000_5344_4b41);

/// Says whether a number is the one that stands for a withheld one.
pub fn is_withheld(number: f64) -> bool {
    number.to_bits() == WITHHELD_NUMBER.to_bits()
}

/// Says of each value of a column whether it stands for a withheld one.
pub fn withheld_of(column: &ArrayRef) -> BooleanArray {
    if let Some(counts) = column.as_primitive_opt::<Int64Type>() {
        let flags = counts.iter().map(|value| value == Some(WITHHELD_COUNT));
        return flags.map(Some).collect();
    }
    if let Some(numbers) = column.as_primitive_opt::<Float64Type>() {
        let flags = numbers.iter().map(|value| value.is_some_and(is_withheld));
        return flags.map(Some).collect();
    }
    BooleanArray::from(vec![false; column.len()])
}

/// Puts what stands for a withheld figure where `flags` say so. Columns that are no figures stay.
pub fn withhold(column: &ArrayRef, flags: &BooleanArray) -> Result<ArrayRef, ArrowError> {
    match column.data_type() {
        DataType::Int64 => zip(flags, &Int64Array::new_scalar(WITHHELD_COUNT), column),
        DataType::Float64 => zip(flags, &Float64Array::new_scalar(WITHHELD_NUMBER), column),
        _ => Ok(column.clone()),
    }
}

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
    /// Of a comparison: where the span asked is not over in the data.
    pub partial: Option<Partial>,
}

/// The values of a column that no question answered.
#[derive(Debug, Clone)]
pub enum Given {
    Texts(Vec<String>),
    /// Numbers with so many decimals.
    Numbers(Vec<Option<f64>>, u8),
    /// Moments by the clock of whoever reads.
    Moments(Vec<Option<DateTime>>),
}

/// Rows that come one batch after another.
pub type Batches<'a> = dyn Iterator<Item = Result<RecordBatch, ArrowError>> + Send + 'a;

/// The columns that tell schools apart, and the data day of each of their combinations.
pub type BySchool = (Vec<String>, BTreeMap<Vec<Option<String>>, Date>);

/// A span that goes on after the last day of the data.
#[derive(Debug, Clone, PartialEq)]
pub struct Partial {
    /// Of rows about several schools: the newest of their days.
    pub data_day: Date,
    /// Of rows about one school each: that school's own.
    pub by_school: Option<BySchool>,
    /// The last day asked.
    pub ends: Date,
    /// The column of time by which rows have spans of their own.
    pub granularity: Option<(String, Granularity)>,
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
    /// Of coded values: what each is called.
    pub titles: Vec<(String, String)>,
}

impl TableColumn {
    /// Returns what a value is called: a code by its title, another text as it is.
    pub fn titled<'a>(&'a self, value: &'a str) -> &'a str {
        let title = self.titles.iter().find(|(code, _)| code == value);
        title.map_or(value, |(_, title)| title)
    }
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
    /// Lays out columns of the same length by their titles.
    pub fn given(columns: Vec<(String, Given)>) -> Result<Self, ArrowError> {
        let (mut heads, mut arrays) = (Vec::new(), Vec::new());
        for (place, (title, values)) in columns.into_iter().enumerate() {
            let (array, kind, format): (ArrayRef, _, _) = match values {
                Given::Texts(texts) => (
                    Arc::new(StringArray::from(texts)),
                    ColumnKind::Dimension,
                    Format::Text,
                ),
                Given::Numbers(numbers, decimals) => (
                    Arc::new(Float64Array::from(numbers)),
                    ColumnKind::Measure,
                    Format::Number(decimals),
                ),
                Given::Moments(moments) => {
                    let millis = moments.into_iter().map(|moment| {
                        let moment = moment?.to_zoned(TimeZone::UTC).ok()?;
                        Some(moment.timestamp().as_millisecond())
                    });
                    (
                        Arc::new(millis.collect::<TimestampMillisecondArray>()),
                        ColumnKind::Dimension,
                        Format::Text,
                    )
                }
            };
            let key = format!("column_{place}");
            arrays.push((key.clone(), array));
            heads.push(TableColumn {
                key,
                short_title: title.clone(),
                title,
                kind,
                format,
                description: String::new(),
                titles: Vec::new(),
            });
        }
        Ok(Self {
            columns: heads,
            rows: vec![RecordBatch::try_from_iter(arrays)?],
            totals: None,
            others: None,
            total: None,
            is_truncated: false,
            partial: None,
        })
    }

    /// Leaves the columns whose keys are to stay, in rows, totals and others.
    pub fn retain_columns(&mut self, stays: impl Fn(&str) -> bool) -> Result<(), ArrowError> {
        let places: Vec<usize> = (0..self.columns.len())
            .filter(|place| stays(&self.columns[*place].key))
            .collect();
        for rows in self.rows.iter_mut().chain(&mut self.others) {
            *rows = rows.project(&places)?;
        }
        if let Some(totals) = &mut self.totals {
            totals.rows = totals.rows.project(&places)?;
            for kept in &mut totals.kept {
                kept.retain(|key| stays(key));
            }
        }
        self.columns.retain(|column| stays(&column.key));
        Ok(())
    }

    /// Returns the places of columns of which a row withholds a figure.
    pub fn withheld(&self) -> Vec<usize> {
        let places = 0..self.columns.len();
        let withholds = |rows: &RecordBatch, place: usize| {
            rows.columns()
                .get(place)
                .is_some_and(|column| withheld_of(column).true_count() > 0)
        };
        let of_rows = places.filter(|place| self.rows.iter().any(|rows| withholds(rows, *place)));
        of_rows.collect()
    }

    /// Says whether any figure is withheld, in rows, totals or others.
    pub fn withholds(&self) -> bool {
        let totals = self.totals.iter().map(|totals| &totals.rows);
        let mut batches = self.rows.iter().chain(totals).chain(&self.others);
        batches.any(|rows| {
            let mut columns = rows.columns().iter();
            columns.any(|column| withheld_of(column).true_count() > 0)
        })
    }

    /// Returns the rows one batch after another.
    pub fn batches(&self) -> impl Iterator<Item = Result<RecordBatch, ArrowError>> + Send + '_ {
        self.rows.iter().cloned().map(Ok)
    }

    /// Returns the number of rows, totals and others not counted.
    pub fn row_count(&self) -> usize {
        self.rows.iter().map(RecordBatch::num_rows).sum()
    }

    /// Returns how many bytes the rows take in memory, about.
    pub fn memory_size(&self) -> usize {
        let totals = self.totals.iter().map(|totals| &totals.rows);
        let batches = self.rows.iter().chain(totals).chain(&self.others);
        batches.map(RecordBatch::get_array_memory_size).sum()
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

    /// Returns the last day of the unit that begins on a day.
    pub fn last_day(self, first: Date) -> Date {
        let later = |span: Span| first.saturating_add(span);
        match self {
            Self::Day => first,
            Self::Week => later(Span::new().days(6)),
            Self::Month => first.last_of_month(),
            Self::Quarter => later(Span::new().months(2)).last_of_month(),
            Self::Year => first.last_of_year(),
        }
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

impl Partial {
    /// Says of each row whether its span goes beyond the data.
    pub fn of(&self, rows: &RecordBatch) -> Vec<bool> {
        let days = self.data_days(rows);
        let ends = self.ends(rows).into_iter();
        ends.zip(days).map(|(end, day)| end > day).collect()
    }

    /// Returns the earliest day at which the data of a span in the rows break off.
    pub fn breaks_off(&self, rows: &[RecordBatch]) -> Option<Date> {
        let days = rows.iter().flat_map(|rows| {
            let days = self.data_days(rows).into_iter().zip(self.of(rows));
            days.filter_map(|(day, is_partial)| is_partial.then_some(day))
        });
        days.min()
    }

    /// Returns up to which day each row's data reach.
    fn data_days(&self, rows: &RecordBatch) -> Vec<Date> {
        let Some((keys, days)) = &self.by_school else {
            return vec![self.data_day; rows.num_rows()];
        };
        let columns: Option<Vec<&StringArray>> = keys
            .iter()
            .map(|key| rows.column_by_name(key)?.as_string_opt::<i32>())
            .collect();
        let Some(columns) = columns else {
            return vec![self.data_day; rows.num_rows()];
        };
        let of_row = |row: usize| {
            let values = columns.iter().map(|column| {
                let is_there = column.is_valid(row);
                is_there.then(|| column.value(row).to_owned())
            });
            let day = days.get(&values.collect::<Vec<_>>());
            day.copied().unwrap_or(self.data_day)
        };
        (0..rows.num_rows()).map(of_row).collect()
    }

    /// Returns the last day of each row's span.
    fn ends(&self, rows: &RecordBatch) -> Vec<Date> {
        let moments = self.granularity.as_ref().and_then(|(key, granularity)| {
            let moments = rows.column_by_name(key)?;
            let moments = moments.as_primitive_opt::<TimestampMillisecondType>()?;
            Some((moments, *granularity))
        });
        let Some((moments, granularity)) = moments else {
            return vec![self.ends; rows.num_rows()];
        };
        let ends = moments.iter().map(|moment| match moment {
            Some(moment) => {
                let days = i32::try_from(moment / MILLIS_PER_DAY).unwrap_or_default();
                let first = date(1970, 1, 1).saturating_add(Span::new().days(days));
                granularity.last_day(first).min(self.ends)
            }
            // A total over all spans.
            None => self.ends,
        });
        ends.collect()
    }
}
