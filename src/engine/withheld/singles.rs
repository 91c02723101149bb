//! Singles: an answer whose rows are of one pupil each. No figure of pupils stands in them, whatever it is, and so there
//! is nothing to look at beside them; only totals over pupils are decided about.

use std::sync::Arc;

use datafusion::arrow::array::{BooleanArray, RecordBatch};
use datafusion::arrow::error::ArrowError;

use super::cells::Cells;
use super::marks::mark_totals;
use super::{Guard, Single, hide, opened};
use crate::constructor::{Question, Totals as Levels};
use crate::engine::answer::{Answered, Cap, answer_alone, totals};
use crate::engine::columns::{columns, schema};
use crate::engine::runtime::Error;
use crate::engine::session::Session;
use crate::model::TellsOf;
use crate::table::{Table, Totals, withhold};

/// Answers a question without a figure of a single pupil.
pub async fn answer(
    session: &Session,
    question: &Question,
    guard: &Guard,
    single: &Single,
    cap: Cap,
) -> Result<Answered, Error> {
    let untold = of_pupils(question, guard);
    let mut asked = question.clone();
    asked.spec.totals = Levels::None;
    // Neither order nor a condition tells what stands there.
    asked.order.retain(|(key, _)| !untold.contains(key));
    let is_told = |key: &String| !untold.contains(key);
    for filter in &mut asked.having {
        *filter = filter.of_known(&is_told);
    }
    let mut answered = answer_alone(session, &asked, cap).await?;
    let table = &mut answered.table;
    for rows in table.rows.iter_mut().chain(&mut table.others) {
        let every = vec![true; rows.num_rows()];
        *rows = without(rows, &untold, &every)?;
    }
    table.totals = of_many(session, question, guard, single, &untold).await?;
    Ok(answered)
}

/// Returns the totals: those over pupils as any others, those of one pupil without figures.
async fn of_many(
    session: &Session,
    question: &Question,
    guard: &Guard,
    single: &Single,
    untold: &[String],
) -> Result<Option<Totals>, Error> {
    let open = opened(question);
    let columns = columns(&open);
    let shape = schema(&columns, &open);
    let Some(found) = totals(session, &open, &shape).await? else {
        return Ok(None);
    };
    let is_single: Vec<bool> = match single {
        Single::Everywhere => vec![true; found.rows.num_rows()],
        Single::Along(keys) => {
            let kept = found.kept.iter();
            kept.map(|kept| keys.iter().any(|key| kept.contains(key)))
                .collect()
        }
    };
    let mut table = Table {
        columns,
        rows: vec![RecordBatch::new_empty(Arc::clone(&shape))],
        totals: Some(found),
        others: None,
        total: None,
        is_truncated: false,
        partial: None,
    };
    if is_single.contains(&false) {
        let mut cells = Cells::ask(session, &open, guard, None).await?;
        mark_totals(&mut table, &open, &mut cells, guard)?;
    }
    if let Some(totals) = &mut table.totals {
        totals.rows = without(&totals.rows, untold, &is_single)?;
    }
    hide(&mut table, question)?;
    Ok(table.totals)
}

/// Returns the keys of measures that tell of pupils, and of formulas that have one.
fn of_pupils(question: &Question, guard: &Guard) -> Vec<String> {
    let measures = question.measures.iter();
    let measures = measures.filter(|bound| guard.tells_of(bound) != TellsOf::Nobody);
    let mut keys: Vec<String> = measures.map(|bound| bound.key.clone()).collect();
    for formula in &question.formulas {
        let mut names = formula.formula.names().into_iter();
        if names.any(|name| keys.iter().any(|key| key == name)) {
            keys.push(formula.key.clone());
        }
    }
    keys
}

/// Withholds columns in the rows that are named.
fn without(
    rows: &RecordBatch,
    untold: &[String],
    named: &[bool],
) -> Result<RecordBatch, ArrowError> {
    let flags = BooleanArray::from(named.to_vec());
    let schema = rows.schema();
    let columns = schema.fields().iter().zip(rows.columns());
    let columns = columns.map(|(field, column)| match untold.contains(field.name()) {
        true => withhold(column, &flags),
        false => Ok(column.clone()),
    });
    RecordBatch::try_new(schema.clone(), columns.collect::<Result<_, _>>()?)
}
