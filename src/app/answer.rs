//! Answer: a table with its provenance, and its shape as JSON (`contracts/query.md`).

use arrow::array::{Array, ArrayRef, RecordBatch};
use arrow::compute::concat_batches;
use arrow::row::{RowConverter, SortField};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::constructor::{Pivot, QuerySpec};
use crate::engine::{Answered, sort_key};
use crate::export;
use crate::export::layout::{Layout, Names};
use crate::office::Release;
use crate::period::Period;
use crate::table::{ColumnKind, Format, Table, TableColumn};

#[derive(Clone)]
pub struct Answer {
    pub table: Table,
    /// The question as it was understood.
    pub query: Value,
    pub release: i64,
    /// The marts that the figures were computed from.
    pub rollup: Option<String>,
    /// When the release was published.
    pub last_refresh_time: Timestamp,
    /// Different for every question, release, day and scope.
    pub etag: String,
    /// The days asked and those that they are compared with, where all schools have the same.
    pub compared: Option<(Period, Period)>,
    pub(super) pivot: Option<Pivot>,
    /// Whether the question says in which order its rows stand.
    is_ordered: bool,
}

impl Answer {
    pub(super) fn new(
        answered: Answered,
        query: Value,
        release: &Release,
        etag: String,
        spec: &QuerySpec,
        compared: Option<(Period, Period)>,
    ) -> Self {
        let sources = answered.sources;
        Self {
            table: answered.table,
            query,
            release: release.id,
            rollup: (!sources.is_empty()).then(|| sources.join(", ")),
            last_refresh_time: release.published_at,
            etag,
            compared,
            pivot: spec.pivot.clone(),
            is_ordered: !spec.order.is_empty(),
        }
    }

    /// Returns the object of `/api/v1/load`.
    pub fn to_json(&self) -> Value {
        let mut rows = export::json::rows(&self.table);
        if let Some(partial) = &self.table.partial {
            let flags = self.table.rows.iter().flat_map(|rows| partial.of(rows));
            mark_partial(&mut rows, flags);
        }
        let data: Vec<Value> = rows.into_iter().map(Value::Object).collect();
        let mut answer = json!({
            "query": self.query,
            "data": data,
            "annotation": self.annotation(),
            "lastRefreshTime": self.last_refresh_time.to_string(),
            "total": self.table.total,
            "release": self.release,
            "rollup": self.rollup,
            "truncated": self.table.is_truncated,
        });
        if self.table.withholds() {
            answer["withheld"] = json!(true);
        }
        if let Some((asked, before)) = self.compared {
            answer["compared"] = json!({"days": days(asked), "previous": days(before)});
        }
        if let Some(mut rows) = export::json::total_rows(&self.table) {
            if let (Some(partial), Some(totals)) = (&self.table.partial, &self.table.totals) {
                mark_partial(&mut rows, partial.of(&totals.rows).into_iter());
            }
            answer["totals"] = json!(rows);
        }
        if let Some(pivot) = &self.pivot {
            let has_sorted_rows = !self.is_ordered && !self.places(&pivot.columns).is_empty();
            answer["pivot"] = json!({
                "rows": self.heads(&pivot.rows, has_sorted_rows),
                "columns": self.heads(&pivot.columns, true),
            });
        }
        answer
    }

    /// Lays the answer out as its pivot says, where it has one. Totals of `further` answers to the same question
    /// stand with its own.
    pub fn layout<'a>(&'a self, further: &'a [Answer]) -> Option<Layout<'a>> {
        let pivot = self.pivot.as_ref()?;
        let names = Names {
            rows: &pivot.rows,
            columns: &pivot.columns,
        };
        let further: Vec<&Table> = further.iter().map(|answer| &answer.table).collect();
        let laid_out = match self.is_ordered {
            true => Layout::of,
            false => Layout::unordered,
        };
        Some(laid_out(&self.table, &further, names, sort_key))
    }

    fn annotation(&self) -> Value {
        let mut measures = Map::new();
        let mut dimensions = Map::new();
        let mut times = Map::new();
        for column in &self.table.columns {
            let mut note = json!({
                "title": column.title,
                "shortTitle": column.short_title,
                "description": column.description,
                "type": type_name(column),
            });
            if let Format::Percent(_) = column.format {
                note["format"] = json!("percent");
            }
            match column.kind {
                ColumnKind::Measure => {
                    measures.insert(column.key.clone(), note);
                }
                ColumnKind::Dimension => {
                    dimensions.insert(column.key.clone(), note);
                }
                ColumnKind::Time(granularity) => {
                    note["granularity"] = json!({
                        "name": granularity.name(),
                        "title": granularity.name(),
                        "interval": format!("1 {}", granularity.name()),
                    });
                    if let Some(member) =
                        column.key.strip_suffix(&format!(".{}", granularity.name()))
                    {
                        times.insert(member.to_owned(), note.clone());
                    }
                    times.insert(column.key.clone(), note);
                }
            }
        }
        json!({"measures": measures, "dimensions": dimensions, "segments": {}, "timeDimensions": times})
    }

    /// Returns the places of the dimensions that an axis names.
    fn places(&self, names: &[String]) -> Vec<usize> {
        let is_asked = |column: &TableColumn, name: &str| {
            column.key == name
                || (matches!(column.kind, ColumnKind::Time(_))
                    && column.key.starts_with(&format!("{name}.")))
        };
        let places = names.iter().filter_map(|name| {
            let mut columns = self.table.columns.iter();
            columns.position(|column| is_asked(column, name))
        });
        places.collect()
    }

    /// Returns the heads of an axis, each combination once: sorted by their values as `Layout` sorts them, or in the
    /// order of the data.
    fn heads(&self, names: &[String], is_sorted: bool) -> Vec<Vec<Value>> {
        let places = self.places(names);
        let has_measures = names.iter().any(|name| name == "measures");
        let measures: Vec<Value> = self
            .table
            .columns
            .iter()
            .filter(|column| column.kind == ColumnKind::Measure)
            .map(|column| json!(column.key))
            .collect();
        let mut heads: Vec<Vec<Value>> = Vec::new();
        for row in self.distinct(&places, is_sorted) {
            if has_measures {
                heads.extend(measures.iter().map(|measure| {
                    let mut head = row.clone();
                    head.push(measure.clone());
                    head
                }));
            } else {
                heads.push(row);
            }
        }
        heads
    }

    fn distinct(&self, places: &[usize], is_sorted: bool) -> Vec<Vec<Value>> {
        if places.is_empty() {
            return vec![Vec::new()];
        }
        let Ok(whole) = concat_batches(&self.table.schema(), &self.table.rows) else {
            return Vec::new();
        };
        let columns: Vec<ArrayRef> = places
            .iter()
            .map(|place| whole.column(*place).clone())
            .collect();
        let fields = columns
            .iter()
            .map(|column| SortField::new(column.data_type().clone()));
        let Ok(converter) = RowConverter::new(fields.collect()) else {
            return Vec::new();
        };
        let Ok(rows) = converter.convert_columns(&columns) else {
            return Vec::new();
        };
        let mut seen = std::collections::HashSet::new();
        let mut order: Vec<usize> = (0..rows.num_rows())
            .filter(|row| seen.insert(rows.row(*row)))
            .collect();
        if is_sorted {
            let key = |row: usize| -> Vec<String> {
                columns.iter().map(|column| sortable(column, row)).collect()
            };
            order.sort_by_cached_key(|row| key(*row));
        }
        order
            .into_iter()
            .map(|row| self.head_of(&whole, places, row))
            .collect()
    }

    fn head_of(&self, whole: &RecordBatch, places: &[usize], row: usize) -> Vec<Value> {
        let table = Table {
            columns: places
                .iter()
                .map(|place| self.table.columns[*place].clone())
                .collect(),
            rows: whole
                .project(places)
                .map(|rows| vec![rows.slice(row, 1)])
                .unwrap_or_default(),
            totals: None,
            others: None,
            total: None,
            is_truncated: false,
            partial: None,
        };
        let cells = export::json::rows(&table)
            .into_iter()
            .next()
            .unwrap_or_default();
        table
            .columns
            .iter()
            .map(|column| cells.get(&column.key).cloned().unwrap_or(Value::Null))
            .collect()
    }
}

/// Spells the first and the last day.
fn days(period: Period) -> [String; 2] {
    [period.from.to_string(), period.to.to_string()]
}

/// Says of the rows whose span is not over that they are partial.
fn mark_partial(rows: &mut [Map<String, Value>], flags: impl Iterator<Item = bool>) {
    for (row, is_partial) in rows.iter_mut().zip(flags) {
        if is_partial {
            row.insert("partial".into(), json!(true));
        }
    }
}

/// Texts sort as people sort, numbers and days by size, nothing last.
fn sortable(column: &ArrayRef, row: usize) -> String {
    use arrow::array::AsArray;
    use arrow::datatypes::{DataType, Int64Type, TimestampMillisecondType};
    if column.is_null(row) {
        return "\u{10FFFF}".into();
    }
    let number = |value: i64| format!("{:020}", (value as i128) - i128::from(i64::MIN));
    match column.data_type() {
        DataType::Utf8 => sort_key(column.as_string::<i32>().value(row)),
        DataType::Int64 => number(column.as_primitive::<Int64Type>().value(row)),
        DataType::Timestamp(..) => {
            number(column.as_primitive::<TimestampMillisecondType>().value(row))
        }
        _ => String::new(),
    }
}

fn type_name(column: &TableColumn) -> &'static str {
    match (column.kind, column.format) {
        (ColumnKind::Time(_), _) | (_, Format::Day) => "time",
        (_, Format::Text) => "string",
        _ => "number",
    }
}
