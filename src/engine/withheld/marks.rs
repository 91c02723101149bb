//! Marks: what stands in a table where a figure is withheld.

use std::collections::{HashMap, HashSet};

use datafusion::arrow::array::{Array, BooleanArray, RecordBatch};
use datafusion::arrow::compute::concat_batches;
use datafusion::arrow::error::ArrowError;

use super::cells::Cells;
use super::ratios::{self, OnLine};
use super::{BASE, Guard, is_small, numbers};
use crate::access::small_cells::{self, Key, Level};
use crate::constructor::Question;
use crate::model::TellsOf;
use crate::table::{Table, withhold};

/// Withholds figures of the rows.
pub fn mark_rows(
    table: &mut Table,
    open: &Question,
    cells: &mut Cells,
    guard: &Guard,
) -> Result<(), ArrowError> {
    let rows = concat_batches(&table.schema(), &table.rows)?;
    let keys = cells.keys(&rows, &cells.own.clone())?;
    let level = cells.level(0..open.dimensions.len());
    let keys: Vec<(Level, Key)> = keys.into_iter().map(|key| (level, key)).collect();
    table.rows = vec![marked(&rows, open, cells, &keys, guard)?];
    Ok(())
}

/// Withholds figures of the totals, each at its own level.
pub fn mark_totals(
    table: &mut Table,
    open: &Question,
    cells: &mut Cells,
    guard: &Guard,
) -> Result<(), ArrowError> {
    let Some(totals) = &mut table.totals else {
        return Ok(());
    };
    let keys = cells.keys(&totals.rows, &cells.own.clone())?;
    let keys = keys.into_iter().zip(&totals.kept).map(|(key, kept)| {
        let places = open.dimensions.iter().enumerate();
        let places = places.filter(|(_, bound)| kept.contains(&bound.key));
        let level = cells.level(places.map(|(place, _)| place));
        (level, small_cells::kept(key, level))
    });
    let keys: Vec<(Level, Key)> = keys.collect();
    totals.rows = marked(&totals.rows, open, cells, &keys, guard)?;
    Ok(())
}

/// Withholds figures of rows whose cells are `keys`.
fn marked(
    rows: &RecordBatch,
    open: &Question,
    cells: &Cells,
    keys: &[(Level, Key)],
    guard: &Guard,
) -> Result<RecordBatch, ArrowError> {
    let levels: HashSet<Level> = keys.iter().map(|(level, _)| *level).collect();
    let least = guard.least;
    let mut flags: HashMap<&str, BooleanArray> = HashMap::new();
    let measures = open.measures.iter();
    let measures = measures.filter(|bound| !bound.key.starts_with(BASE));
    for bound in measures.clone() {
        let Some(column) = rows.column_by_name(&bound.key) else {
            continue;
        };
        let of_measure: Vec<bool> = match guard.tells_of(bound) {
            TellsOf::Nobody => vec![false; rows.num_rows()],
            TellsOf::Base(_) => match rows.column_by_name(&format!("{BASE}{}", bound.key)) {
                Some(base) => numbers(base)?
                    .into_iter()
                    .map(|count| is_small(count, least))
                    .collect(),
                None => vec![false; rows.num_rows()],
            },
            TellsOf::Itself if cells.is_untold(&bound.key) => {
                let counts = numbers(column)?.into_iter();
                counts.map(|count| count != Some(0.0)).collect()
            }
            TellsOf::Itself => {
                let hidden: HashMap<Level, HashSet<Key>> = levels
                    .iter()
                    .map(|level| (*level, cells.hidden(&bound.key, *level)))
                    .collect();
                let counts = numbers(column)?.into_iter().zip(keys);
                counts
                    .map(|(count, (level, key))| {
                        is_small(count, least) || hidden[level].contains(key)
                    })
                    .collect()
            }
        };
        // Where there is no figure, none is withheld.
        let of_measure = of_measure.into_iter().enumerate();
        let of_measure =
            of_measure.map(|(row, is_withheld)| Some(is_withheld && column.is_valid(row)));
        flags.insert(&bound.key, of_measure.collect());
    }
    for bound in measures {
        let (Some(line), Some(column)) = (
            OnLine::of(open, bound, guard),
            rows.column_by_name(&bound.key),
        ) else {
            continue;
        };
        let given_away = ratios::given_away(&bound.key, &line, &flags, cells, keys);
        let own = flags.get(bound.key.as_str());
        let rows = 0..rows.num_rows();
        let with_own = rows.map(|row| {
            let is_withheld = own.is_some_and(|own| own.value(row)) || given_away[row];
            Some(is_withheld && column.is_valid(row))
        });
        let with_own: BooleanArray = with_own.collect();
        flags.insert(&bound.key, with_own);
    }
    for formula in &open.formulas {
        let of_names = formula.formula.names();
        let of_names: Vec<&BooleanArray> =
            of_names.iter().filter_map(|name| flags.get(name)).collect();
        let any =
            (0..rows.num_rows()).map(|row| Some(of_names.iter().any(|flags| flags.value(row))));
        let any: BooleanArray = any.collect();
        flags.insert(&formula.key, any);
    }
    let schema = rows.schema();
    let columns = schema.fields().iter().zip(rows.columns());
    let columns = columns.map(|(field, column)| match flags.get(field.name().as_str()) {
        Some(flags) => withhold(column, flags),
        None => Ok(column.clone()),
    });
    RecordBatch::try_new(schema.clone(), columns.collect::<Result<_, _>>()?)
}
