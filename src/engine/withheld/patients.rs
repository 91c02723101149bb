//! Patients: the pupils whom counts of health tell of.

use std::collections::HashMap;

use datafusion::arrow::array::{ArrayRef, RecordBatch};
use datafusion::arrow::compute::concat_batches;
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::row::{OwnedRow, RowConverter, SortField};
use datafusion::common::DataFusionError;

use super::{Health, PUPIL, SCHOOL};
use crate::constructor::Question;
use crate::engine::answer::{Cap, answer_alone};
use crate::engine::runtime::Error;
use crate::engine::session::Session;

/// Cells of pupils that one question looks at.
const MOST_PATIENTS: usize = 1_000_000;

impl Health {
    /// Returns the measures that are withheld altogether where it cannot be said of how many pupils they tell.
    pub(super) fn hidden(&self) -> impl Iterator<Item = String> {
        [self.measure.clone()].into_iter().chain(self.with.clone())
    }
}

/// Asks for every pupil in every cell.
pub async fn ask(session: &Session, question: &Question) -> Result<RecordBatch, Error> {
    let mut open = question.clone();
    for bound in &mut open.dimensions {
        bound.is_hidden = false;
    }
    open.order.clear();
    let cap = Cap {
        default: Some(MOST_PATIENTS),
        most: Some(MOST_PATIENTS),
    };
    let table = answer_alone(session, &open, cap).await?.table;
    if table.is_truncated {
        return Err(Error::TooLarge(DataFusionError::ResourcesExhausted(
            format!("more than {MOST_PATIENTS} cells of pupils"),
        )));
    }
    Ok(concat_batches(&table.schema(), &table.rows)?)
}

/// Gives every row the number of its pupil. A code is unique inside a school.
pub fn numbered(rows: &RecordBatch) -> Result<Vec<u32>, ArrowError> {
    let columns = [SCHOOL, PUPIL].map(|key| rows.column_by_name(key).cloned());
    let columns: Vec<ArrayRef> = columns.into_iter().flatten().collect();
    let fields = columns
        .iter()
        .map(|column| SortField::new(column.data_type().clone()));
    let converter = RowConverter::new(fields.collect())?;
    let mut numbers: HashMap<OwnedRow, u32> = HashMap::new();
    let rows = converter.convert_columns(&columns)?;
    let people = rows.iter().map(|row| {
        let next = numbers.len() as u32;
        *numbers.entry(row.owned()).or_insert(next)
    });
    Ok(people.collect())
}
