//! Beside: the figures of one table stand beside those of another in the same row: `<measure>.previous` and
//! `<measure>.change`.

use std::collections::HashMap;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, BooleanArray, RecordBatch, UInt64Array};
use datafusion::arrow::compute::kernels::cmp::distinct;
use datafusion::arrow::compute::kernels::numeric::sub;
use datafusion::arrow::compute::{
    cast, concat_batches, filter_record_batch, interleave, nullif, or, take,
};
use datafusion::arrow::datatypes::{Field, Schema};
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::row::{OwnedRow, RowConverter, SortField};

use crate::table::{ColumnKind, Format, Table, TableColumn, Totals, withheld_of, withhold};

/// Which rows come out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Those of the first table, in their order.
    Now,
    /// Those whose figures differ, and behind them those that the second table alone has.
    Different,
}

/// Puts the figures of `before` beside those of `now`. Both tables have the same columns; rows meet where all their
/// dimensions are equal, nothing being equal to nothing.
pub fn beside(now: &Table, before: &Table, kept: Kept) -> Result<Table, ArrowError> {
    let is_measure = |column: &&TableColumn| column.kind == ColumnKind::Measure;
    let columns = now.columns.iter().flat_map(|column| {
        let mut shown = vec![column.clone()];
        if is_measure(&column) {
            shown.push(derived(column, "previous", "было"));
            shown.push(derived(column, "change", "изменение"));
        }
        shown
    });
    let columns: Vec<TableColumn> = columns.collect();
    let schema = now.schema();
    let rows = concat_batches(&schema, &now.rows)?;
    let others = concat_batches(&schema, &before.rows)?;
    let pairs = pairs(&keys(now, &rows, None)?, &keys(now, &others, None)?, kept);
    let mut joined = join(now, &rows, &others, &pairs)?;
    if kept == Kept::Different {
        joined = filter_record_batch(&joined, &differing(now, &joined)?)?;
    }
    let totals = match (&now.totals, &before.totals) {
        (Some(totals), Some(others)) => {
            let of = |totals: &Totals| keys(now, &totals.rows, Some(&totals.kept));
            let pairs = pairs_of_keys(&of(totals)?, &of(others)?);
            Some(Totals {
                rows: join(now, &totals.rows, &others.rows, &pairs)?,
                kept: totals.kept.clone(),
            })
        }
        _ => None,
    };
    let others = match (&now.others, &before.others) {
        (Some(row), before) => {
            let before = before.clone().unwrap_or_else(|| row.slice(0, 0));
            let there = (before.num_rows() > 0).then_some(0);
            Some(join(now, row, &before, &[(Some(0), there)])?)
        }
        (None, _) => None,
    };
    Ok(Table {
        columns,
        rows: vec![joined],
        totals,
        others,
        total: now.total,
        is_truncated: now.is_truncated,
        partial: None,
    })
}

/// Where a row of the result stands in the first and in the second table.
type Pair = (Option<usize>, Option<usize>);

fn pairs(now: &[OwnedRow], before: &[OwnedRow], kept: Kept) -> Vec<Pair> {
    let mut pairs = pairs_of_keys(now, before);
    if kept == Kept::Different {
        let met: std::collections::HashSet<usize> =
            pairs.iter().filter_map(|(_, place)| *place).collect();
        let gone = (0..before.len()).filter(|place| !met.contains(place));
        pairs.extend(gone.map(|place| (None, Some(place))));
    }
    pairs
}

fn pairs_of_keys(now: &[OwnedRow], before: &[OwnedRow]) -> Vec<Pair> {
    let places: HashMap<&OwnedRow, usize> = before
        .iter()
        .enumerate()
        .map(|(place, key)| (key, place))
        .collect();
    let now = now.iter().enumerate();
    now.map(|(place, key)| (Some(place), places.get(key).copied()))
        .collect()
}

/// Returns the dimensions of each row in a comparable form; of totals, with the names of those that are kept.
fn keys(
    table: &Table,
    rows: &RecordBatch,
    kept: Option<&[Vec<String>]>,
) -> Result<Vec<OwnedRow>, ArrowError> {
    let mut values: Vec<ArrayRef> = table
        .columns
        .iter()
        .zip(rows.columns())
        .filter(|(column, _)| column.kind != ColumnKind::Measure)
        .map(|(_, values)| values.clone())
        .collect();
    let levels: Vec<String> = match kept {
        Some(kept) => kept.iter().map(|names| names.join("\u{1f}")).collect(),
        None => vec![String::new(); rows.num_rows()],
    };
    values.push(Arc::new(datafusion::arrow::array::StringArray::from(
        levels,
    )));
    let fields = values
        .iter()
        .map(|values| SortField::new(values.data_type().clone()));
    let converter = RowConverter::new(fields.collect())?;
    let rows = converter.convert_columns(&values)?;
    Ok(rows.iter().map(|row| row.owned()).collect())
}

fn join(
    table: &Table,
    now: &RecordBatch,
    before: &RecordBatch,
    pairs: &[Pair],
) -> Result<RecordBatch, ArrowError> {
    let places = |side: fn(&Pair) -> Option<usize>| -> UInt64Array {
        pairs
            .iter()
            .map(|pair| side(pair).map(|place| place as u64))
            .collect()
    };
    let (here, there) = (places(|pair| pair.0), places(|pair| pair.1));
    let sides: Vec<(usize, usize)> = pairs
        .iter()
        .map(|pair| match pair {
            (Some(place), _) => (0, *place),
            (None, place) => (1, place.unwrap_or_default()),
        })
        .collect();
    let mut fields: Vec<Field> = Vec::new();
    let mut arrays: Vec<ArrayRef> = Vec::new();
    for (index, column) in table.columns.iter().enumerate() {
        let (left, right) = (now.column(index), before.column(index));
        let type_ = left.data_type().clone();
        if column.kind != ColumnKind::Measure {
            fields.push(Field::new(&column.key, type_, true));
            arrays.push(interleave(&[left.as_ref(), right.as_ref()], &sides)?);
            continue;
        }
        let value = take(left, &here, None)?;
        let previous = take(right, &there, None)?;
        // What is withheld on one side is withheld in the difference.
        let (of_now, of_before) = (withheld_of(&value), withheld_of(&previous));
        let known = (nullif(&value, &of_now)?, nullif(&previous, &of_before)?);
        let change = cast(&sub(&known.0, &known.1)?, &type_)?;
        let change = withhold(&change, &or(&of_now, &of_before)?)?;
        for (name, array) in [("", value), (".previous", previous), (".change", change)] {
            fields.push(Field::new(
                format!("{}{name}", column.key),
                type_.clone(),
                true,
            ));
            arrays.push(array);
        }
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)
}

/// Says of each row whether any figure is another one than before.
fn differing(table: &Table, joined: &RecordBatch) -> Result<BooleanArray, ArrowError> {
    let mut differs = BooleanArray::from(vec![false; joined.num_rows()]);
    let measures = table
        .columns
        .iter()
        .filter(|column| column.kind == ColumnKind::Measure);
    for column in measures {
        let value = |key: &str| joined.column_by_name(key).cloned();
        if let (Some(now), Some(before)) = (
            value(&column.key),
            value(&format!("{}.previous", column.key)),
        ) {
            differs = or(&differs, &distinct(&now, &before)?)?;
        }
    }
    Ok(differs)
}

fn derived(column: &TableColumn, name: &str, said: &str) -> TableColumn {
    // Percentages differ by points.
    let (format, unit) = match (name, column.format) {
        ("change", Format::Percent(decimals)) => (Format::Number(decimals), ", п.\u{a0}п."),
        (_, format) => (format, ""),
    };
    TableColumn {
        key: format!("{}.{name}", column.key),
        title: format!("{}: {said}{unit}", column.title),
        short_title: format!("{}: {said}{unit}", column.short_title),
        format,
        ..column.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use datafusion::arrow::array::{AsArray, Int64Array, StringArray};
    use datafusion::arrow::datatypes::Int64Type;

    #[test]
    fn figures_meet_by_their_dimensions() {
        let now = table(&[(Some("a"), 3), (Some("b"), 5), (None, 1)]);
        let before = table(&[(Some("b"), 7), (None, 1), (Some("c"), 2)]);
        let met = beside(&now, &before, Kept::Now).expect("a table");
        assert_eq!(
            keys_of(&met),
            ["school.name", "due", "due.previous", "due.change"]
        );
        assert_eq!(figures(&met, 0), [Some(3), Some(5), Some(1)]);
        assert_eq!(figures(&met, 1), [None, Some(7), Some(1)]);
        assert_eq!(figures(&met, 2), [None, Some(-2), Some(0)]);

        let different = beside(&now, &before, Kept::Different).expect("a table");
        assert_eq!(names(&different), ["a", "b", "c"]);
        assert_eq!(figures(&different, 0), [Some(3), Some(5), None]);
        assert_eq!(figures(&different, 1), [None, Some(7), Some(2)]);
    }

    fn table(rows: &[(Option<&str>, i64)]) -> Table {
        let column = |key: &str, kind| TableColumn {
            key: key.into(),
            title: key.into(),
            short_title: key.into(),
            kind,
            format: Format::Text,
            description: String::new(),
            titles: Vec::new(),
        };
        let names = StringArray::from_iter(rows.iter().map(|(name, _)| *name));
        let counts = Int64Array::from_iter_values(rows.iter().map(|(_, count)| *count));
        let batch = RecordBatch::try_from_iter_with_nullable([
            ("school.name", Arc::new(names) as ArrayRef, true),
            ("due", Arc::new(counts), true),
        ]);
        Table {
            columns: vec![
                column("school.name", ColumnKind::Dimension),
                column("due", ColumnKind::Measure),
            ],
            rows: vec![batch.expect("rows")],
            totals: None,
            others: None,
            total: None,
            is_truncated: false,
            partial: None,
        }
    }

    fn keys_of(table: &Table) -> Vec<&str> {
        table
            .columns
            .iter()
            .map(|column| column.key.as_str())
            .collect()
    }

    fn names(table: &Table) -> Vec<&str> {
        table.rows[0]
            .column(0)
            .as_string::<i32>()
            .iter()
            .flatten()
            .collect()
    }

    /// The first, second or third figure of every row.
    fn figures(table: &Table, place: usize) -> Vec<Option<i64>> {
        let values = table.rows[0].column(1 + place).as_primitive::<Int64Type>();
        values.iter().collect()
    }
}
