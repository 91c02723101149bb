//! Withheld: an answer for who may not know names. Counts of few people, and ratios of few, stand withheld in rows,
//! totals and others; neither order nor a condition on a figure tells what a withheld one is.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, RecordBatch, new_null_array,
};
use datafusion::arrow::compute::{cast, concat_batches, nullif};
use datafusion::arrow::datatypes::{DataType, Field, Float64Type, Schema};
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::row::{OwnedRow, RowConverter, SortField};
use datafusion::logical_expr::LogicalPlan;

use super::answer::{
    Answered, Cap, answer_alone, collect, count_rows, cut, limit, others_row, plan_error, sources,
};
use super::functions::sort_key_function;
use super::runtime::Error;
use super::session::Session;
use crate::access::small_cells::{self, Key, Level, MOST_AXES, MOST_VALUES, Withheld};
use crate::constructor::{BoundMeasure, Question, Totals, ordered_plan, passing_plan};
use crate::model::{Model, TellsOf};
use crate::table::{Table, withheld_of, withhold};

/// What is asked beside a question to decide what it withholds.
#[derive(Debug, Clone)]
pub struct Guard {
    /// The question's counts, split also by what its filters pick from, without these filters. Its first dimensions
    /// are those of the question.
    pub whole: Question,
    /// The same with the filters; none where there are none.
    pub passing: Option<Question>,
    /// The dimensions that these filters pick from.
    pub picked: Vec<String>,
    /// The least count that is shown.
    pub least: u64,
}

impl Guard {
    /// Returns the guard of the question about the days before.
    pub(super) fn before(&self, model: &Model) -> Self {
        let before =
            |question: &Question| question.before(model).unwrap_or_else(|| question.clone());
        Self {
            whole: before(&self.whole),
            passing: self.passing.as_ref().map(before),
            picked: self.picked.clone(),
            least: self.least,
        }
    }
}

/// The columns of what figures tell of are named so.
const BASE: &str = "$of.";

/// Answers a question without what it withholds.
pub(super) async fn answer(
    session: &Session,
    question: &Question,
    guard: &Guard,
    cap: Cap,
) -> Result<Answered, Error> {
    let open = opened(question);
    let answered = answer_alone(session, &open, Cap::NONE).await?;
    let mut table = answered.table;
    let mut cells = Cells::ask(session, &open, guard, &table).await?;
    mark_rows(&mut table, &open, &mut cells, guard.least).map_err(plan_error)?;
    mark_totals(&mut table, &open, &mut cells, guard.least).map_err(plan_error)?;
    let (mut table, ordered) = arranged(session, question, table, cap).await?;
    if question.spec.has_others {
        table.others = others(session, question, &open, ordered, &table, guard.least).await?;
    }
    hide(&mut table, question).map_err(plan_error)?;
    Ok(Answered { table, ..answered })
}

/// Returns the row of all beyond the limit. What is withheld of any row behind it is withheld of it, unless it has all
/// that is withheld: then nothing shown can be taken from it.
async fn others(
    session: &Session,
    question: &Question,
    open: &Question,
    ordered: LogicalPlan,
    table: &Table,
    least: u64,
) -> Result<Option<RecordBatch>, Error> {
    let mut beyond = open.clone();
    beyond.spec.limit = question.spec.limit;
    beyond.spec.offset = question.spec.offset;
    beyond.having.clone_from(&question.having);
    let schema = table.schema();
    let every: Vec<usize> = (0..open.dimensions.len()).collect();
    let sources = sources(session, open, &every).await?;
    let others = others_row(session, &beyond, ordered, &sources, &schema).await?;
    let Some(others) = others else {
        return Ok(None);
    };
    let is_small =
        |count: Option<f64>| count.is_some_and(|count| count > 0.0 && count < least as f64);
    let columns = schema
        .fields()
        .iter()
        .zip(others.columns())
        .map(|(field, column)| {
            let bound = open
                .measures
                .iter()
                .find(|bound| bound.key == *field.name());
            let shown = |rows: &RecordBatch| {
                let column = rows.column_by_name(field.name());
                column.is_some_and(|column| withheld_of(column).true_count() > 0)
            };
            // A withheld row among the shown ones: the rest and the total would tell it.
            let gives_away = table.rows.iter().any(shown);
            let is_withheld = match bound.map(|bound| bound.measure.tells_of(&bound.topic)) {
                Some(TellsOf::Nobody) => vec![false],
                Some(TellsOf::Base(_)) => {
                    let base = others.column_by_name(&format!("{BASE}{}", field.name()));
                    let base = base.map(numbers).transpose()?.unwrap_or_default();
                    base.into_iter().map(is_small).collect()
                }
                Some(TellsOf::Itself) => {
                    let counts = numbers(column)?.into_iter();
                    counts.map(|count| gives_away || is_small(count)).collect()
                }
                // A formula, which may have any of the measures.
                None if column.data_type() == &DataType::Float64 => vec![true],
                None => vec![false],
            };
            withhold(column, &BooleanArray::from(is_withheld))
        });
    let columns: Result<Vec<ArrayRef>, ArrowError> = columns.collect();
    let row = columns.and_then(|columns| RecordBatch::try_new(schema.clone(), columns));
    row.map(Some).map_err(plan_error)
}

/// Returns the question with every column in sight and every row: what is hidden, cut and sorted comes afterwards.
fn opened(question: &Question) -> Question {
    let mut open = question.clone();
    for bound in &mut open.dimensions {
        bound.is_hidden = false;
    }
    let mut bases = Vec::new();
    for bound in &mut open.measures {
        bound.is_hidden = false;
        if let TellsOf::Base(formula) = bound.measure.tells_of(&bound.topic) {
            bases.push(BoundMeasure {
                key: format!("{BASE}{}", bound.key),
                formula,
                ..bound.clone()
            });
        }
    }
    open.measures.extend(bases);
    open.having.clear();
    open.spec.limit = None;
    open.spec.offset = 0;
    open.spec.has_total = false;
    open.spec.has_others = false;
    open
}

/// The counts of a question cell by cell, and which of them are withheld.
struct Cells {
    /// Where each dimension of the question stands among the axes; the others are those that filters pick from.
    own: Vec<usize>,
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
    async fn ask(
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
    fn keys(&mut self, rows: &RecordBatch, axes: &[usize]) -> Result<Vec<Key>, ArrowError> {
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
    fn level(&self, kept: impl Iterator<Item = usize>) -> Level {
        let axes = kept.map(|place| self.own[place]);
        axes.filter(|axis| *axis < MOST_AXES)
            .fold(0, |level, axis| level | (1 << axis))
    }

    /// Returns the cells of a level of which a count is withheld for the sake of others.
    fn hidden(&self, measure: &str, level: Level) -> HashSet<Key> {
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
    let table = answer_alone(session, &open, Cap::NONE).await?.table;
    concat_batches(&table.schema(), &table.rows).map_err(plan_error)
}

fn mark_rows(
    table: &mut Table,
    open: &Question,
    cells: &mut Cells,
    least: u64,
) -> Result<(), ArrowError> {
    let rows = concat_batches(&table.schema(), &table.rows)?;
    let keys = cells.keys(&rows, &cells.own.clone())?;
    let level = cells.level(0..open.dimensions.len());
    let keys: Vec<(Level, Key)> = keys.into_iter().map(|key| (level, key)).collect();
    table.rows = vec![marked(&rows, open, cells, &keys, least)?];
    Ok(())
}

fn mark_totals(
    table: &mut Table,
    open: &Question,
    cells: &mut Cells,
    least: u64,
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
    totals.rows = marked(&totals.rows, open, cells, &keys, least)?;
    Ok(())
}

/// Withholds figures of rows whose cells are `keys`.
fn marked(
    rows: &RecordBatch,
    open: &Question,
    cells: &Cells,
    keys: &[(Level, Key)],
    least: u64,
) -> Result<RecordBatch, ArrowError> {
    let levels: HashSet<Level> = keys.iter().map(|(level, _)| *level).collect();
    let is_small =
        |count: Option<f64>| count.is_some_and(|count| count > 0.0 && count < least as f64);
    let mut flags: HashMap<&str, BooleanArray> = HashMap::new();
    for bound in open
        .measures
        .iter()
        .filter(|bound| !bound.key.starts_with(BASE))
    {
        let Some(column) = rows.column_by_name(&bound.key) else {
            continue;
        };
        let of_measure: Vec<bool> = match bound.measure.tells_of(&bound.topic) {
            TellsOf::Nobody => vec![false; rows.num_rows()],
            TellsOf::Base(_) => match rows.column_by_name(&format!("{BASE}{}", bound.key)) {
                Some(base) => numbers(base)?.into_iter().map(is_small).collect(),
                None => vec![false; rows.num_rows()],
            },
            TellsOf::Itself => {
                let hidden: HashMap<Level, HashSet<Key>> = levels
                    .iter()
                    .map(|level| (*level, cells.hidden(&bound.key, *level)))
                    .collect();
                let counts = numbers(column)?.into_iter().zip(keys);
                counts
                    .map(|(count, (level, key))| is_small(count) || hidden[level].contains(key))
                    .collect()
            }
        };
        // Where there is no figure, none is withheld.
        let of_measure = of_measure.into_iter().enumerate();
        let of_measure =
            of_measure.map(|(row, is_withheld)| Some(is_withheld && column.is_valid(row)));
        flags.insert(&bound.key, of_measure.collect());
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

/// Leaves the rows that the question's conditions let through, in its order and within its limit, and hides what
/// nobody asked to see. A withheld figure meets no condition and stands behind the others.
async fn arranged(
    session: &Session,
    question: &Question,
    mut table: Table,
    cap: Cap,
) -> Result<(Table, LogicalPlan), Error> {
    let rows = table.rows.first().cloned();
    let rows = rows.unwrap_or_else(|| RecordBatch::new_empty(table.schema()));
    let schema = rows.schema();
    // The figures as they are to be shown stand beside those that are compared.
    let mut fields: Vec<Field> = Vec::new();
    let mut columns: Vec<ArrayRef> = Vec::new();
    for (field, column) in schema.fields().iter().zip(rows.columns()) {
        fields.push(field.as_ref().clone());
        columns.push(nullif(column, &withheld_of(column)).map_err(plan_error)?);
        fields.push(field.as_ref().clone().with_name(shown_name(field.name())));
        columns.push(column.clone());
    }
    let both = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns);
    let both = session.context().read_batch(both.map_err(plan_error)?)?;
    let passing = passing_plan(question, both.into_unoptimized_plan())?;
    let offset = usize::try_from(question.spec.offset).unwrap_or(usize::MAX);
    let (limit, is_capped) = limit(question, cap);
    let fetched = limit.map(|limit| limit.saturating_add(usize::from(is_capped)));
    let ordered = ordered_plan(
        question,
        passing.clone(),
        &sort_key_function(),
        offset,
        fetched,
    )?;
    let sorted = collect(session, ordered.clone()).await?;
    let mut left = Vec::new();
    for batch in sorted.iter().filter(|batch| batch.num_rows() > 0) {
        let columns = schema.fields().iter().map(|field| {
            let column = batch.column_by_name(&shown_name(field.name()));
            let column = column.cloned();
            column.unwrap_or_else(|| new_null_array(field.data_type(), batch.num_rows()))
        });
        let batch = RecordBatch::try_new(schema.clone(), columns.collect());
        left.push(batch.map_err(plan_error)?);
    }
    if left.is_empty() {
        left.push(RecordBatch::new_empty(schema));
    }
    table.rows = left;
    if let (true, Some(limit)) = (is_capped, limit) {
        table.is_truncated = cut(&mut table.rows, limit);
    }
    table.total = match question.spec.has_total {
        true => Some(count_rows(session, passing).await?),
        false => None,
    };
    Ok((table, ordered))
}

fn shown_name(name: &str) -> String {
    format!("$shown.{name}")
}

/// Leaves the columns that are asked to be seen.
fn hide(table: &mut Table, question: &Question) -> Result<(), ArrowError> {
    let is_shown = |key: &str| {
        let mut dimensions = question.dimensions.iter().filter(|bound| !bound.is_hidden);
        let mut measures = question.measures.iter().filter(|bound| !bound.is_hidden);
        dimensions.any(|bound| bound.key == key)
            || measures.any(|bound| bound.key == key)
            || question.formulas.iter().any(|formula| formula.key == key)
    };
    let places: Vec<usize> = (0..table.columns.len())
        .filter(|place| is_shown(&table.columns[*place].key))
        .collect();
    for rows in table.rows.iter_mut().chain(&mut table.others) {
        *rows = rows.project(&places)?;
    }
    if let Some(totals) = &mut table.totals {
        totals.rows = totals.rows.project(&places)?;
        for kept in &mut totals.kept {
            kept.retain(|key| is_shown(key));
        }
    }
    table.columns.retain(|column| is_shown(&column.key));
    Ok(())
}

fn numbers(column: &ArrayRef) -> Result<Vec<Option<f64>>, ArrowError> {
    let numbers = cast(column, &DataType::Float64)?;
    Ok(numbers.as_primitive::<Float64Type>().iter().collect())
}
