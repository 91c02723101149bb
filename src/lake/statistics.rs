//! What the log knows of a data file without opening it: rows, and bounds of its first columns.
//!
//! Goes into the log as Delta's statistics JSON and comes out of it as DataFusion statistics.

use std::sync::Arc;

use arrow::array::Array;
use arrow::datatypes::{DataType, Schema};
use datafusion::common::stats::Precision;
use datafusion::common::{ColumnStatistics, ScalarValue, Statistics};
use parquet::arrow::arrow_reader::statistics::StatisticsConverter;
use parquet::errors::ParquetError;
use parquet::file::metadata::RowGroupMetaData;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::period::{day_of, epoch_day};

/// Text bounds as long as this may have been cut by their writer (Spark cuts at 32), so that they
/// bound the values without being one of them.
const CUT_TEXT: usize = 32;

/// Delta's per-file statistics.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct FileStatistics {
    pub num_records: Option<u64>,
    pub min_values: Map<String, Value>,
    pub max_values: Map<String, Value>,
    pub null_count: Map<String, Value>,
}

impl FileStatistics {
    /// Sums up the row groups of a file just written.
    pub fn of_row_groups(
        row_groups: &[RowGroupMetaData],
        columns: &[String],
        schema: &Schema,
    ) -> Result<Self, ParquetError> {
        let rows = row_groups
            .iter()
            .map(RowGroupMetaData::num_rows)
            .sum::<i64>();
        let mut statistics = Self {
            num_records: u64::try_from(rows).ok(),
            ..Self::default()
        };
        let Some(first) = row_groups.first() else {
            return Ok(statistics);
        };
        for column in columns {
            let converter = StatisticsConverter::try_new(column, schema, first.schema_descr())?;
            let nulls = converter.row_group_null_counts(row_groups)?;
            if nulls.null_count() > 0 {
                continue;
            }
            let nulls: u64 = nulls.values().iter().sum();
            statistics.null_count.insert(column.clone(), nulls.into());
            let least = extreme(&converter.row_group_mins(row_groups)?, |a, b| a < b);
            let greatest = extreme(&converter.row_group_maxes(row_groups)?, |a, b| a > b);
            if let (Some(least), Some(greatest)) = (least, greatest) {
                statistics.min_values.insert(column.clone(), least);
                statistics.max_values.insert(column.clone(), greatest);
            }
        }
        Ok(statistics)
    }

    /// Reads the statistics of a log entry; a foreign writer may have left none.
    pub fn parse(json: Option<&str>) -> Self {
        json.and_then(|json| serde_json::from_str(json).ok())
            .unwrap_or_default()
    }

    /// Returns the statistics as DataFusion wants them: for every column of the scan, whose last one
    /// is the school year, the same for all rows of the file.
    pub fn for_scan(&self, schema: &Schema, year: Option<&str>, size: u64) -> Arc<Statistics> {
        let rows = match self.num_records.and_then(|rows| usize::try_from(rows).ok()) {
            Some(rows) => Precision::Exact(rows),
            None => Precision::Absent,
        };
        let (partition, columns) = match schema.fields().split_last() {
            Some((partition, columns)) => (partition, columns),
            None => return Arc::new(Statistics::new_unknown(schema)),
        };
        let mut column_statistics: Vec<ColumnStatistics> = columns
            .iter()
            .map(|field| self.column(field.name(), field.data_type()))
            .collect();
        let value = scalar(&year.into(), partition.data_type());
        column_statistics.push(ColumnStatistics {
            null_count: match &value {
                Some(_) => Precision::Exact(0),
                None => rows,
            },
            min_value: value.clone().map_or(Precision::Absent, Precision::Exact),
            max_value: value.map_or(Precision::Absent, Precision::Exact),
            ..ColumnStatistics::new_unknown()
        });
        Arc::new(Statistics {
            num_rows: rows,
            total_byte_size: usize::try_from(size).map_or(Precision::Absent, Precision::Inexact),
            column_statistics,
        })
    }

    fn column(&self, name: &str, data_type: &DataType) -> ColumnStatistics {
        let nulls = self
            .null_count
            .get(name)
            .and_then(Value::as_u64)
            .and_then(|nulls| usize::try_from(nulls).ok());
        ColumnStatistics {
            null_count: nulls.map_or(Precision::Absent, Precision::Exact),
            min_value: bound(self.min_values.get(name), data_type),
            max_value: bound(self.max_values.get(name), data_type),
            ..ColumnStatistics::new_unknown()
        }
    }
}

/// Whether bounds of this type are kept in the log. Booleans prune nothing, floats have NaN, and
/// Delta rounds moments to milliseconds.
pub(super) fn is_bounded(data_type: &DataType) -> bool {
    matches!(
        data_type,
        DataType::Utf8 | DataType::Date32 | DataType::Int16 | DataType::Int32 | DataType::Int64
    )
}

/// Returns the outermost bound of the row groups; none when one of them has none but has values.
fn extreme(
    bounds: &dyn Array,
    is_further: fn(&ScalarValue, &ScalarValue) -> bool,
) -> Option<Value> {
    let mut outermost: Option<ScalarValue> = None;
    for index in 0..bounds.len() {
        let bound = ScalarValue::try_from_array(bounds, index).ok()?;
        if bound.is_null() {
            return None;
        }
        if outermost
            .as_ref()
            .is_none_or(|best| is_further(&bound, best))
        {
            outermost = Some(bound);
        }
    }
    json(&outermost?)
}

fn json(scalar: &ScalarValue) -> Option<Value> {
    Some(match scalar {
        ScalarValue::Utf8(Some(text)) => text.clone().into(),
        ScalarValue::Int16(Some(number)) => (*number).into(),
        ScalarValue::Int32(Some(number)) => (*number).into(),
        ScalarValue::Int64(Some(number)) => (*number).into(),
        // A number that no date has keeps no bound.
        ScalarValue::Date32(Some(days)) if epoch_day(day_of(*days)) == *days => {
            day_of(*days).to_string().into()
        }
        _ => return None,
    })
}

fn bound(value: Option<&Value>, data_type: &DataType) -> Precision<ScalarValue> {
    let Some(scalar) = value.and_then(|value| scalar(value, data_type)) else {
        return Precision::Absent;
    };
    match &scalar {
        ScalarValue::Utf8(Some(text)) | ScalarValue::Utf8View(Some(text))
            if text.chars().count() >= CUT_TEXT =>
        {
            Precision::Inexact(scalar)
        }
        _ => Precision::Exact(scalar),
    }
}

fn scalar(value: &Value, data_type: &DataType) -> Option<ScalarValue> {
    Some(match data_type {
        DataType::Utf8 => ScalarValue::Utf8(Some(value.as_str()?.to_owned())),
        DataType::Utf8View => ScalarValue::Utf8View(Some(value.as_str()?.to_owned())),
        DataType::Int16 => ScalarValue::Int16(Some(i16::try_from(value.as_i64()?).ok()?)),
        DataType::Int32 => ScalarValue::Int32(Some(i32::try_from(value.as_i64()?).ok()?)),
        DataType::Int64 => ScalarValue::Int64(Some(value.as_i64()?)),
        DataType::Date32 => ScalarValue::Date32(Some(epoch_day(value.as_str()?.parse().ok()?))),
        _ => return None,
    })
}
