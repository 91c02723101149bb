//! Withheld: an answer for who may not know names. Counts of few people, and ratios of few, stand withheld in rows,
//! totals and others; neither order nor a condition on a figure tells what a withheld one is.

mod cells;
mod family;
mod marks;
mod patients;
mod ratios;
mod settled;
mod singles;

use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, RecordBatch, new_null_array,
};
use datafusion::arrow::compute::{cast, nullif};
use datafusion::arrow::datatypes::{DataType, Field, Float64Type, Schema};
use datafusion::arrow::error::ArrowError;
use datafusion::common::DataFusionError;

use self::cells::Cells;
use self::marks::{mark_rows, mark_totals};
pub use self::ratios::tells_counts;
use super::answer::{
    Answered, Cap, Cutting, answer_alone, collect, count_rows, cut, limit, others_row,
};
use super::functions::sort_key_function;
use super::runtime::Error;
use super::session::Session;
use super::sources::sources;
use crate::access::small_cells::{Level, MOST_AXES};
use crate::constructor::{BoundMeasure, Question, ordered_plan, passing_plan};
use crate::model::{Model, TellsOf};
use crate::table::{Table, withheld_of, withhold};

/// What is asked beside a question to decide what it withholds.
#[derive(Debug, Clone)]
pub struct Guard {
    /// The question's counts, split also by what its filters pick from, without these filters. The question's
    /// own dimensions are among its dimensions, but for those that leave one pupil to a row.
    pub whole: Question,
    /// The same with the filters; none where there are none.
    pub passing: Option<Question>,
    /// The dimensions that these filters pick from.
    pub picked: Vec<String>,
    /// Of which of the counts the pupils have to be known.
    pub health: Vec<Health>,
    /// Where a figure is of one pupil.
    pub single: Option<Single>,
    pub reach: Reach,
    /// Whether the asker may tell illness from other valid reasons.
    pub knows_health: bool,
    /// The least count that is shown.
    pub least: u64,
}

/// A count that tells of health.
#[derive(Debug, Clone)]
pub struct Health {
    /// Its key.
    pub measure: String,
    /// The key of the count that is withheld along with it.
    pub with: Option<String>,
    /// The question whose rows are the pupils of every cell; none where they cannot be told apart so finely.
    pub question: Option<Question>,
}

/// Where a figure is of one pupil.
#[derive(Debug, Clone)]
pub enum Single {
    /// In every row and total: a filter picks pupils.
    Everywhere,
    /// Where one of these dimensions is kept.
    Along(Vec<String>),
}

/// What is withheld.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Every figure of few pupils.
    Pupils,
    /// What tells of their health: the asker may know names and nothing of that.
    Health,
}

/// The columns by which pupils are told apart.
pub const PUPIL: &str = "pupil.id";
pub const SCHOOL: &str = "school.id";

impl Guard {
    /// Returns the guard of the question about the days before.
    pub(super) fn before(&self, model: &Model) -> Self {
        let before =
            |question: &Question| question.before(model).unwrap_or_else(|| question.clone());
        let health = self.health.iter().map(|health| Health {
            question: health.question.as_ref().map(before),
            ..health.clone()
        });
        Self {
            whole: before(&self.whole),
            passing: self.passing.as_ref().map(before),
            health: health.collect(),
            ..self.clone()
        }
    }

    /// Returns the level that keeps every axis of these dimensions.
    fn level_of(&self, members: &[String]) -> Level {
        let axes = self.whole.dimensions.iter().take(MOST_AXES).enumerate();
        let axes = axes.filter(|(_, axis)| members.contains(&axis.member));
        axes.fold(0, |level, (axis, _)| level | (1 << axis))
    }

    /// Says of how many pupils a figure tells that is withheld where they are few.
    fn tells_of(&self, bound: &BoundMeasure) -> TellsOf {
        let is_in_reach = match self.reach {
            Reach::Pupils => true,
            Reach::Health => bound.topic.health_beside(&bound.measure.name).is_some(),
        };
        match is_in_reach {
            true => bound.measure.tells_of(&bound.topic),
            false => TellsOf::Nobody,
        }
    }
}

/// Cells of all levels together about which one question decides: each is looked at once for each of its levels.
const MOST_DECISIONS: usize = 4_000_000;

/// The columns of what figures tell of are named so.
const BASE: &str = "$of.";

/// Answers a question without what it withholds.
pub(super) async fn answer(
    session: &Session,
    question: &Question,
    guard: &Guard,
    cap: Cap,
) -> Result<Answered, Error> {
    if let Some(single) = &guard.single {
        return singles::answer(session, question, guard, single, cap).await;
    }
    let open = opened(question);
    let answered = every_cell(session, &open).await?;
    let mut table = answered.table;
    let mut cells = Cells::ask(session, &open, guard, Some(&table)).await?;
    mark_rows(&mut table, &open, &mut cells, guard)?;
    mark_totals(&mut table, &open, &mut cells, guard)?;
    let names: Vec<String> = table
        .withheld()
        .into_iter()
        .map(|place| table.columns[place].key.clone())
        .collect();
    let (mut table, rows) = arranged(session, question, table, cap).await?;
    if question.spec.has_others {
        let rest = Rest {
            table: &table,
            withheld: &names,
            has_conditions: !question.having.is_empty(),
            cells: &cells,
            guard,
        };
        table.others = others(session, question, &open, rows, rest).await?;
    }
    hide(&mut table, question)?;
    Ok(Answered { table, ..answered })
}

/// Answers a question with all its rows, of which there must not be more than can be decided about.
async fn every_cell(session: &Session, open: &Question) -> Result<Answered, Error> {
    let most = MOST_DECISIONS >> open.dimensions.len().min(MOST_AXES);
    let cap = Cap {
        default: Some(most),
        most: Some(most),
    };
    let answered = answer_alone(session, open, cap).await?;
    match answered.table.is_truncated {
        true => Err(Error::TooLarge(DataFusionError::ResourcesExhausted(
            format!("more than {most} cells to decide about"),
        ))),
        false => Ok(answered),
    }
}

/// What is known of the rows when the row of all beyond the limit is made.
struct Rest<'a> {
    /// The rows within the limit.
    table: &'a Table,
    /// The columns of which any row withholds a figure.
    withheld: &'a [String],
    /// Whether conditions on measures leave rows out of both, which then may have what is withheld.
    has_conditions: bool,
    cells: &'a Cells,
    guard: &'a Guard,
}

impl Rest<'_> {
    /// Says whether a ratio of the rest may tell a count that is withheld of a row. It is what the rows' own ratios
    /// come to, where they are all shown.
    fn tells(&self, open: &Question, bound: &BoundMeasure) -> bool {
        let beside = ratios::divided_by(open, bound);
        match self.cells.decides(&bound.key) {
            _ if beside.is_empty() => false,
            true => {
                let mut names = self.withheld.iter();
                names.any(|name| *name == bound.key || beside.contains(name))
            }
            false => !self.withheld.is_empty(),
        }
    }

    /// Says whether a figure of the rest is withheld.
    fn is_withheld(
        &self,
        open: &Question,
        others: &RecordBatch,
        name: &str,
        column: &ArrayRef,
    ) -> Result<bool, ArrowError> {
        let least = self.guard.least;
        let first = |column: &ArrayRef| -> Result<Option<f64>, ArrowError> {
            Ok(numbers(column)?.into_iter().next().flatten())
        };
        // What ratios tell of is hidden afterwards, and has nothing behind it in its turn.
        let mut measures = open.measures.iter();
        let bound = measures.find(|bound| bound.key == *name && !bound.key.starts_with(BASE));
        let Some(bound) = bound else {
            // A formula, which may have any of the measures.
            return Ok(column.data_type() == &DataType::Float64);
        };
        Ok(match self.guard.tells_of(bound) {
            TellsOf::Nobody => false,
            _ if self.has_conditions && !self.withheld.is_empty() => true,
            TellsOf::Base(_) => {
                let base = others.column_by_name(&format!("{BASE}{name}"));
                let base = base.map(first).transpose()?.flatten();
                is_small(base, least) || self.tells(open, bound)
            }
            TellsOf::Itself => {
                let tells_health = bound.topic.health_beside(&bound.measure.name).is_some();
                // A withheld row among the shown ones: the rest and the total would tell it.
                let gives_away = self.table.rows.iter().any(|rows| {
                    let column = rows.column_by_name(name);
                    column.is_some_and(|column| withheld_of(column).true_count() > 0)
                });
                // How many pupils the rest tells of is not known.
                let is_untold = tells_health && self.withheld.iter().any(|key| key == name);
                gives_away || is_untold || is_small(first(column)?, least)
            }
        })
    }
}

/// Returns the row of all beyond the limit. What is withheld of any row behind it is withheld of it, unless it has all
/// that is withheld: then nothing shown can be taken from it.
async fn others(
    session: &Session,
    question: &Question,
    open: &Question,
    rows: Cutting,
    rest: Rest<'_>,
) -> Result<Option<RecordBatch>, Error> {
    let mut beyond = open.clone();
    beyond.spec.limit = question.spec.limit;
    beyond.spec.offset = question.spec.offset;
    beyond.having.clone_from(&question.having);
    let schema = rest.table.schema();
    let every: Vec<usize> = (0..open.dimensions.len()).collect();
    let sources = sources(session, open, &every).await?;
    let others = others_row(session, &beyond, rows, &sources, &schema).await?;
    let Some(others) = others else {
        return Ok(None);
    };
    let columns = schema.fields().iter().zip(others.columns());
    let columns = columns.map(|(field, column)| {
        let is_withheld = rest.is_withheld(open, &others, field.name(), column)?;
        withhold(column, &BooleanArray::from(vec![is_withheld]))
    });
    let columns: Result<Vec<ArrayRef>, ArrowError> = columns.collect();
    Ok(Some(RecordBatch::try_new(schema.clone(), columns?)?))
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

/// Leaves the rows that the question's conditions let through, in its order and within its limit, and hides what
/// nobody asked to see. A withheld figure meets no condition and stands behind the others.
async fn arranged(
    session: &Session,
    question: &Question,
    mut table: Table,
    cap: Cap,
) -> Result<(Table, Cutting), Error> {
    let rows = table.rows.first().cloned();
    let rows = rows.unwrap_or_else(|| RecordBatch::new_empty(table.schema()));
    let schema = rows.schema();
    // The figures as they are to be shown stand beside those that are compared.
    let mut fields: Vec<Field> = Vec::new();
    let mut columns: Vec<ArrayRef> = Vec::new();
    for (field, column) in schema.fields().iter().zip(rows.columns()) {
        fields.push(field.as_ref().clone());
        columns.push(nullif(column, &withheld_of(column))?);
        fields.push(field.as_ref().clone().with_name(shown_name(field.name())));
        columns.push(column.clone());
    }
    let both = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns);
    let both = session.context().read_batch(both?)?;
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
        left.push(batch?);
    }
    if left.is_empty() {
        left.push(RecordBatch::new_empty(schema));
    }
    table.rows = left;
    if let (true, Some(limit)) = (is_capped, limit) {
        table.is_truncated = cut(&mut table.rows, limit);
    }
    table.total = match question.spec.has_total {
        true => Some(count_rows(session, passing.clone()).await?),
        false => None,
    };
    Ok((table, Cutting { passing, ordered }))
}

fn shown_name(name: &str) -> String {
    format!("$shown.{name}")
}

/// Leaves the columns that are asked to be seen.
fn hide(table: &mut Table, question: &Question) -> Result<(), ArrowError> {
    table.retain_columns(|key| {
        let mut dimensions = question.dimensions.iter().filter(|bound| !bound.is_hidden);
        let mut measures = question.measures.iter().filter(|bound| !bound.is_hidden);
        dimensions.any(|bound| bound.key == key)
            || measures.any(|bound| bound.key == key)
            || question.formulas.iter().any(|formula| formula.key == key)
    })
}

/// Says whether a count is small.
fn is_small(count: Option<f64>, least: u64) -> bool {
    count.is_some_and(|count| count > 0.0 && count < least as f64)
}

fn numbers(column: &ArrayRef) -> Result<Vec<Option<f64>>, ArrowError> {
    let numbers = cast(column, &DataType::Float64)?;
    Ok(numbers.as_primitive::<Float64Type>().iter().collect())
}
