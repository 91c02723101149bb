//! Batch: the accepted rows of a table in the shape and order of its lake table.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray, UInt32Array};
use arrow::buffer::{Buffer, OffsetBuffer};
use arrow::compute::take;
use arrow::error::ArrowError;

use super::column::Column;
use super::manifest::Manifest;
use crate::model::{Dataset, Kind};

/// Puts accepted rows into the order and shape of the lake table.
pub(super) fn batch(
    dataset: &Dataset,
    columns: Vec<Column>,
    count: usize,
    manifest: &Manifest,
) -> Result<RecordBatch, ArrowError> {
    let order = order(dataset, &columns, count);
    let mut arrays: Vec<ArrayRef> = vec![
        repeated(&manifest.school_id, count)?,
        repeated(&manifest.school_year.to_string(), count)?,
    ];
    for (declared, column) in dataset.columns.iter().zip(columns) {
        if declared.name == "school_id" {
            continue;
        }
        for array in column.into_arrays()? {
            arrays.push(match &order {
                Some(order) => take(&array, order, None)?,
                None => array,
            });
        }
    }
    RecordBatch::try_new(dataset.lake_schema(), arrays)
}

/// Returns the places of the rows by day and key, unless they stand in that order already.
fn order(dataset: &Dataset, columns: &[Column], count: usize) -> Option<UInt32Array> {
    let day = dataset.day.iter().filter(|_| dataset.kind == Kind::Window);
    let by: Vec<&Column> = day
        .chain(&dataset.key)
        .filter_map(|name| {
            dataset
                .columns
                .iter()
                .position(|column| column.name == *name)
        })
        .map(|index| &columns[index])
        .collect();
    let compare = |a: usize, b: usize| {
        by.iter()
            .map(|column| column.compare(a, column, b))
            .find(|ordering| ordering.is_ne())
            .unwrap_or(std::cmp::Ordering::Equal)
    };
    if (1..count).all(|row| compare(row - 1, row).is_le()) {
        return None;
    }
    // Most rows are told apart by numbers that stand side by side, not by texts here and there.
    let lead = |place: usize, row: usize| by.get(place).map_or(0, |column| column.lead(row));
    let mut order: Vec<(u64, u64, u32)> = (0..count)
        .map(|row| (lead(0, row), lead(1, row), row as u32))
        .collect();
    order.sort_unstable_by(|a, b| {
        let by_lead = (a.0, a.1).cmp(&(b.0, b.1));
        by_lead.then_with(|| compare(a.2 as usize, b.2 as usize))
    });
    Some(order.into_iter().map(|(_, _, row)| row).collect())
}

fn repeated(text: &str, count: usize) -> Result<ArrayRef, ArrowError> {
    let bytes = count.saturating_mul(text.len());
    if i32::try_from(bytes).is_err() {
        return Err(ArrowError::OffsetOverflowError(bytes));
    }
    Ok(Arc::new(StringArray::try_new(
        OffsetBuffer::from_lengths(std::iter::repeat_n(text.len(), count)),
        Buffer::from_vec(text.as_bytes().repeat(count)),
        None,
    )?))
}
