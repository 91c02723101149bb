//! Cells: the counts of a question cell by cell, and which of them are withheld for the sake of others.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, RecordBatch};
use datafusion::arrow::compute::concat_batches;
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::row::{OwnedRow, RowConverter, SortField};

use super::{BASE, Guard, every_cell, numbers, opened};
use crate::access::small_cells::{self, Key, Level, MOST_AXES, MOST_VALUES, Withheld};
use crate::constructor::{BoundMeasure, Question, Totals};
use crate::engine::answer::plan_error;
use crate::engine::runtime::Error;
use crate::engine::session::Session;
use crate::model::TellsOf;
use crate::table::Table;

/// The counts of a question cell by cell, and which of them are withheld.
pub struct Cells {
    /// Where each dimension of the question stands among the axes; the others are those that filters pick from.
    pub own: Vec<usize>,
    /// The axes that filters pick from.
    picked: Level,
    places: Vec<HashMap<OwnedRow, u32>>,
    /// All finest cells.
    every: HashSet<Key>,
    /// Those that the filters let through, where there are filters.
    passing: Option<HashSet<Key>>,
    /// By the key of a measure.
    counts: HashMap<String, Count>,
}

/// What is withheld of a count, which may stand in a sum: then the parts of the sum are an axis of their own.
#[derive(Debug, Clone)]
struct Count {
    withheld: Arc<Withheld>,
    /// The axis of the parts, and how many there are.
    sum: Option<(usize, u32)>,
    /// The parts that the count has, counted from 1; none outside a sum.
    parts: Vec<u32>,
}

impl Cells {
    pub async fn ask(
        session: &Session,
        open: &Question,
        guard: &Guard,
        answered: &Table,
    ) -> Result<Self, Error> {
        let axes = &guard.whole.dimensions;
        let own = open.dimensions.iter().map(|bound| {
            let place = axes.iter().position(|axis| axis.key == bound.key);
            place.ok_or_else(|| Error::Refused(format!("«{}» здесь не разложить", bound.title)))
        });
        let picked = axes.iter().take(MOST_AXES).enumerate();
        let picked = picked.filter(|(_, axis)| guard.picked.contains(&axis.member));
        let mut cells = Self {
            own: own.collect::<Result<_, _>>()?,
            picked: picked.fold(0, |level, (axis, _)| level | (1 << axis)),
            places: vec![HashMap::new(); axes.len()],
            every: HashSet::new(),
            passing: None,
            counts: HashMap::new(),
        };
        let in_order: Vec<usize> = (0..axes.len()).collect();
        let mut needed = guard.whole.measures.iter();
        let has = |bound: &BoundMeasure| answered.schema().column_with_name(&bound.key).is_some();
        let (rows, keys) = if guard.passing.is_none() && needed.all(has) {
            let rows = concat_batches(&answered.schema(), &answered.rows).map_err(plan_error)?;
            let keys = cells.keys(&rows, &cells.own.clone()).map_err(plan_error)?;
            (rows, keys)
        } else {
            let rows = every_row(session, &guard.whole).await?;
            let keys = cells.keys(&rows, &in_order).map_err(plan_error)?;
            (rows, keys)
        };
        if let Some(passing) = &guard.passing {
            let passing = every_row(session, passing).await?;
            let passing = cells.keys(&passing, &in_order).map_err(plan_error)?;
            cells.passing = Some(passing.into_iter().collect());
        }
        cells.every = keys.iter().copied().collect();
        for bound in &open.measures {
            let tells_of_itself = bound.measure.tells_of(&bound.topic) == TellsOf::Itself;
            if tells_of_itself && !bound.key.starts_with(BASE) {
                let count = cells.count(bound, &rows, &keys, guard.least);
                let count = count.map_err(plan_error)?;
                cells.counts.insert(bound.key.clone(), count);
            }
        }
        Ok(cells)
    }

    /// Decides about a count, together with those that it adds up with.
    fn count(
        &self,
        bound: &BoundMeasure,
        rows: &RecordBatch,
        keys: &[Key],
        least: u64,
    ) -> Result<Count, ArrowError> {
        let axis = self.places.len();
        let sum = bound.topic.sum_of(&bound.measure.name);
        let named = |name: &String| rows.column_by_name(&format!("{}.{name}", bound.topic.name));
        // Parts that the asker may not see are nothing that the asker could take away.
        let parts: Vec<&String> = sum.map_or_else(Vec::new, |sum| {
            sum.parts
                .iter()
                .filter(|name| named(name).is_some())
                .collect()
        });
        let of_count = |name: &String| -> bool {
            let own = &bound.measure.name;
            let mut sums = bound.topic.sums.iter();
            name == own || sums.any(|sum| sum.whole == *own && sum.parts.contains(name))
        };
        let places = parts.iter().enumerate().filter(|(_, name)| of_count(name));
        let places: Vec<u32> = places.map(|(place, _)| place as u32 + 1).collect();
        let mut cells: HashMap<Key, u64> = HashMap::new();
        let mut add = |column: &ArrayRef, part: Key| -> Result<(), ArrowError> {
            for (key, count) in keys.iter().zip(numbers(column)?) {
                *cells.entry(key | part).or_default() += count.unwrap_or_default().max(0.0) as u64;
            }
            Ok(())
        };
        if axis < MOST_AXES && parts.len() > 1 && !places.is_empty() {
            for (place, name) in parts.iter().enumerate() {
                if let Some(column) = named(name) {
                    add(column, small_cells::at(axis, place as u32 + 1))?;
                }
            }
            return Ok(Count {
                withheld: Arc::new(small_cells::withhold(&cells, axis + 1, least)),
                sum: Some((axis, parts.len() as u32)),
                parts: places,
            });
        }
        if let Some(column) = rows.column_by_name(&bound.key) {
            add(column, 0)?;
        }
        Ok(Count {
            withheld: Arc::new(small_cells::withhold(&cells, axis, least)),
            sum: None,
            parts: Vec::new(),
        })
    }

    /// Returns each row's place, given the axis of each of its first columns.
    pub fn keys(&mut self, rows: &RecordBatch, axes: &[usize]) -> Result<Vec<Key>, ArrowError> {
        let mut places = vec![vec![0; self.places.len()]; rows.num_rows()];
        for (column, axis) in axes.iter().enumerate() {
            let values = rows.column(column).clone();
            let converter = RowConverter::new(vec![SortField::new(values.data_type().clone())])?;
            let values = converter.convert_columns(&[values])?;
            let known = &mut self.places[*axis];
            for (row, value) in values.iter().enumerate() {
                let next = (known.len() as u32 + 1).min(MOST_VALUES);
                places[row][*axis] = *known.entry(value.owned()).or_insert(next);
            }
        }
        let keys = places.iter();
        let keys = keys.map(|places| small_cells::key(&places[..places.len().min(MOST_AXES)]));
        Ok(keys.collect())
    }

    /// Returns the level that keeps these dimensions of the question.
    pub fn level(&self, kept: impl Iterator<Item = usize>) -> Level {
        let axes = kept.map(|place| self.own[place]);
        axes.filter(|axis| *axis < MOST_AXES)
            .fold(0, |level, axis| level | (1 << axis))
    }

    /// Returns the cells of a level of which a count is withheld for the sake of others.
    pub fn hidden(&self, measure: &str, level: Level) -> HashSet<Key> {
        let Some(count) = self.counts.get(measure) else {
            return HashSet::new();
        };
        // The parts of its sum that are told apart: its own where the count is one, all where it is some, none where it
        // is the whole.
        let (parts, bit): (Vec<u32>, Level) = match count.sum {
            Some((axis, _)) if count.parts.len() == 1 => (count.parts.clone(), 1 << axis),
            Some((axis, number)) if count.parts.len() < number as usize => {
                ((1..=number).collect(), 1 << axis)
            }
            Some(_) | None => (vec![0], 0),
        };
        let level_of_count = match count.parts.len() {
            1 => level | bit,
            _ => level,
        };
        // Only along these axes can a part of a cell be left out.
        let finest = level | self.picked | bit;
        let mut passes: HashMap<Key, bool> = HashMap::new();
        for cell in &self.every {
            let passing = self.passing.as_ref();
            let cell_passes = passing.is_none_or(|passing| passing.contains(cell));
            for part in &parts {
                let of_part = match count.sum {
                    Some((axis, _)) if bit != 0 => cell | small_cells::at(axis, *part),
                    _ => *cell,
                };
                let is_let_through = cell_passes && (bit == 0 || count.parts.contains(part));
                let cell = small_cells::kept(of_part, finest);
                *passes.entry(cell).or_default() |= is_let_through;
            }
        }
        // What each cell has: cells that are left out; withheld ones that are let through and left out.
        let mut cells: HashMap<Key, (bool, bool, bool)> = HashMap::new();
        for (cell, passes) in passes {
            let is_withheld = count.withheld.has(finest, cell);
            let of_level = cells.entry(small_cells::kept(cell, level_of_count));
            let of_level = of_level.or_default();
            of_level.0 |= !passes;
            of_level.1 |= is_withheld && passes;
            of_level.2 |= is_withheld && !passes;
        }
        let hidden = cells.into_iter();
        let hidden = hidden.filter(|(key, (is_cut, some_in, some_out))| match is_cut {
            false => count.withheld.has(level_of_count, *key),
            // What is left of a cell is shown if it has all of the withheld ones inside or none.
            true => *some_in && *some_out,
        });
        hidden
            .map(|(key, _)| small_cells::kept(key, level))
            .collect()
    }
}

async fn every_row(session: &Session, question: &Question) -> Result<RecordBatch, Error> {
    let mut open = opened(question);
    open.spec.totals = Totals::None;
    let table = every_cell(session, &open).await?.table;
    concat_batches(&table.schema(), &table.rows).map_err(plan_error)
}
