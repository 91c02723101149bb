//! Merging sorted streams of rows into one, run by run.
//!
//! Rows of a school and a day stand together in each stream, so the merge passes on slices instead of
//! single rows: what it costs is a search for the end of each run.

use std::cmp::Ordering;

use arrow::array::{ArrayRef, DynComparator, RecordBatch, make_comparator};
use arrow::compute::{SortOptions, concat_batches};
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use datafusion::common::DataFusionError;
use datafusion::execution::SendableRecordBatchStream;
use futures::TryStreamExt;

/// Shorter slices are put together before they are passed on.
const BATCH_ROWS: usize = 8192;

/// How rows are ordered everywhere in the lake.
pub(super) const ORDER: SortOptions = SortOptions {
    descending: false,
    nulls_first: true,
};

/// Streams sorted by the same columns, on their way to be one.
pub(super) struct Merge {
    heads: Vec<Head>,
    schema: SchemaRef,
    sort: Vec<String>,
    short: Vec<RecordBatch>,
    short_rows: usize,
}

/// A stream and where it has been read to. Its batch is never used up.
struct Head {
    rest: SendableRecordBatchStream,
    batch: RecordBatch,
    keys: Vec<ArrayRef>,
    at: usize,
}

impl Merge {
    pub async fn new(
        streams: Vec<SendableRecordBatchStream>,
        schema: SchemaRef,
        sort: Vec<String>,
    ) -> Result<Self, DataFusionError> {
        let mut merge = Self {
            heads: Vec::with_capacity(streams.len()),
            schema,
            sort,
            short: Vec::new(),
            short_rows: 0,
        };
        for mut rest in streams {
            if let Some((batch, keys)) = next_batch(&mut rest, &merge.sort).await? {
                merge.heads.push(Head {
                    rest,
                    batch,
                    keys,
                    at: 0,
                });
            }
        }
        Ok(merge)
    }

    /// Returns the next rows in order, none when all have been returned.
    pub async fn next(&mut self) -> Result<Option<RecordBatch>, DataFusionError> {
        while self.short_rows < BATCH_ROWS {
            let Some((first, end)) = self.run()? else {
                break;
            };
            let head = &mut self.heads[first];
            self.short.push(head.batch.slice(head.at, end - head.at));
            self.short_rows += end - head.at;
            head.at = end;
            if end < head.batch.num_rows() {
                continue;
            }
            match next_batch(&mut head.rest, &self.sort).await? {
                Some((batch, keys)) => (head.batch, head.keys, head.at) = (batch, keys, 0),
                None => drop(self.heads.swap_remove(first)),
            }
        }
        self.short_rows = 0;
        Ok(match self.short.len() {
            0 => None,
            1 => self.short.pop(),
            _ => {
                let rows = concat_batches(&self.schema, &self.short)?;
                self.short.clear();
                Some(rows)
            }
        })
    }

    /// Finds the stream with the least row, and the end of the rows there that no other stream precedes.
    fn run(&self) -> Result<Option<(usize, usize)>, ArrowError> {
        let Some(mut first) = (!self.heads.is_empty()).then_some(0) else {
            return Ok(None);
        };
        let mut second: Option<usize> = None;
        for other in 1..self.heads.len() {
            if self.compare(other, first)? == Ordering::Less {
                second = Some(std::mem::replace(&mut first, other));
            } else if match second {
                Some(second) => self.compare(other, second)? == Ordering::Less,
                None => true,
            } {
                second = Some(other);
            }
        }
        let head = &self.heads[first];
        let rows = head.batch.num_rows();
        let Some(second) = second.map(|second| &self.heads[second]) else {
            return Ok(Some((first, rows)));
        };
        let order = comparators(head, second)?;
        // The run begins with at least the row that was found least.
        let (mut inside, mut outside) = (head.at, rows);
        while outside - inside > 1 {
            let middle = usize::midpoint(inside, outside);
            match compare(&order, middle, second.at) {
                Ordering::Greater => outside = middle,
                Ordering::Less | Ordering::Equal => inside = middle,
            }
        }
        Ok(Some((first, outside)))
    }

    fn compare(&self, left: usize, right: usize) -> Result<Ordering, ArrowError> {
        let (left, right) = (&self.heads[left], &self.heads[right]);
        Ok(compare(&comparators(left, right)?, left.at, right.at))
    }
}

fn comparators(left: &Head, right: &Head) -> Result<Vec<DynComparator>, ArrowError> {
    let keys = left.keys.iter().zip(&right.keys);
    keys.map(|(left, right)| make_comparator(left, right, ORDER))
        .collect()
}

fn compare(order: &[DynComparator], left: usize, right: usize) -> Ordering {
    let by_column = order.iter().map(|compare| compare(left, right));
    by_column.fold(Ordering::Equal, Ordering::then)
}

/// Returns the next batch that has rows, and its columns to sort by.
async fn next_batch(
    rest: &mut SendableRecordBatchStream,
    sort: &[String],
) -> Result<Option<(RecordBatch, Vec<ArrayRef>)>, DataFusionError> {
    while let Some(batch) = rest.try_next().await? {
        if batch.num_rows() > 0 {
            let keys = sort.iter().filter_map(|name| batch.column_by_name(name));
            let keys = keys.cloned().collect();
            return Ok(Some((batch, keys)));
        }
    }
    Ok(None)
}
