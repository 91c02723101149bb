//! Compared: an answer with the figures of the days before beside its own.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, AsArray, Date32Array, RecordBatch, StringArray};
use datafusion::arrow::compute::{
    SortColumn, SortOptions, lexsort_to_indices, nullif, take_record_batch,
};
use datafusion::arrow::datatypes::Date32Type;
use datafusion::functions_aggregate::expr_fn::max;
use datafusion::logical_expr::{LogicalPlanBuilder, ident, lit};
use jiff::civil::Date;

use super::answer::{Answered, Cap, answer_guarded, collect, cut, limit};
use super::beside::{Kept, beside};
use super::reach;
use super::runtime::Error;
use super::session::{Session, day_value};
use super::sort_key::sort_key;
use super::sources::one_day;
use super::withheld::Guard;
use crate::constructor::{Direction, Question, Range, Shift, TEACHING_DAYS, mapped_days};
use crate::period::{day_of, epoch_day};
use crate::table::{BySchool, ColumnKind, Partial, Table, withheld_of};

/// Answers a question together with what it is compared with.
pub async fn answer(
    session: &Session,
    question: &Question,
    before: &Question,
    guard: Option<&Guard>,
    cap: Cap,
) -> Result<Answered, Error> {
    // Ids meet inside their school, which nobody asked to see.
    let (mut now, mut before) = (question.clone(), before.clone());
    for bound in now.dimensions.iter_mut().chain(&mut before.dimensions) {
        bound.is_hidden = false;
    }
    let by_difference = question
        .order
        .iter()
        .any(|(key, _)| question.stands_beside(key));
    if by_difference {
        now.spec.limit = None;
        now.spec.offset = 0;
    }
    let cap_of_now = if by_difference { Cap::NONE } else { cap };
    let answered = answer_guarded(session, &now, guard, cap_of_now).await?;
    if let Some(shift) = before.shift {
        lay_out_teaching_days(session, &shift).await?;
    }
    let guard = guard.map(|guard| guard.before(session.model()));
    let mut other = answer_guarded(session, &before, guard.as_ref(), Cap::NONE).await?;
    if !reach::reaches(session, &before).await? {
        reach::leave_nothing(&mut other.table)?;
    }
    reach::leave_unremembered(session, &before, &mut other.table).await?;
    let mut table = beside(&answered.table, &other.table, Kept::Now)?;
    if by_difference {
        sort(&mut table, question)?;
        leave_asked(&mut table, question, cap);
    }
    table.partial = partial(session, question).await?;
    table.retain_columns(|key| {
        let mut dimensions = question.dimensions.iter();
        !dimensions.any(|bound| bound.is_hidden && bound.key == key)
    })?;
    let mut sources = answered.sources;
    for source in other.sources {
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    Ok(Answered { table, sources })
}

/// Lays out on which day each day before counts, school by school.
async fn lay_out_teaching_days(session: &Session, shift: &Shift) -> Result<(), Error> {
    let schools = session.whole_mart("schools").await?;
    let schools = LogicalPlanBuilder::from(schools)
        .project(vec![ident("school_id"), ident("data_day")])?
        .build()?;
    let days = shift.calendar();
    let calendar = session.whole_mart("calendar").await?;
    let calendar = LogicalPlanBuilder::from(calendar)
        .filter(
            ident("is_school_day")
                .and(ident("date").gt_eq(lit(day_value(days.from))))
                .and(ident("date").lt_eq(lit(day_value(days.to)))),
        )?
        .project(vec![ident("school_id"), ident("date")])?
        .distinct()?
        .build()?;
    let mut school_days: BTreeMap<String, Vec<Date>> = BTreeMap::new();
    for (school, day) in reach::school_and_day(&collect(session, calendar).await?)? {
        school_days.entry(school).or_default().push(day);
    }
    let (mut ids, mut from, mut on) = (Vec::new(), Vec::new(), Vec::new());
    for (school, data_day) in reach::school_and_day(&collect(session, schools).await?)? {
        let mut days = school_days.remove(&school).unwrap_or_default();
        days.sort();
        for (day, counts_on) in mapped_days(shift, &days, data_day) {
            ids.push(school.clone());
            from.push(epoch_day(day));
            on.push(epoch_day(counts_on));
        }
    }
    let rows = RecordBatch::try_from_iter([
        ("school_id", Arc::new(StringArray::from(ids)) as ArrayRef),
        ("day", Arc::new(Date32Array::from(from))),
        ("counts_on", Arc::new(Date32Array::from(on))),
    ])?;
    session.lay_out(TEACHING_DAYS, rows)
}

/// Sorts by the asked columns, those that stand beside the measures too.
fn sort(
    table: &mut Table,
    question: &Question,
) -> Result<(), datafusion::arrow::error::ArrowError> {
    let Some(rows) = table.rows.first() else {
        return Ok(());
    };
    let columns = question.order.iter().filter_map(|(key, direction)| {
        let values = rows.column_by_name(key)?.clone();
        let values = nullif(&values, &withheld_of(&values)).ok()?;
        let values = match values.as_string_opt::<i32>() {
            Some(texts) => {
                let keys = texts.iter().map(|text| text.map(sort_key));
                Arc::new(keys.collect::<StringArray>()) as ArrayRef
            }
            None => values,
        };
        Some(SortColumn {
            values,
            options: Some(SortOptions {
                descending: *direction == Direction::Descending,
                nulls_first: false,
            }),
        })
    });
    let columns: Vec<SortColumn> = columns.collect();
    if columns.is_empty() {
        return Ok(());
    }
    let order = lexsort_to_indices(&columns, None)?;
    table.rows = vec![take_record_batch(rows, &order)?];
    Ok(())
}

/// Leaves the rows that the question asks for, and tells where the cap left out more.
fn leave_asked(table: &mut Table, question: &Question, cap: Cap) {
    let Some(rows) = table.rows.first() else {
        return;
    };
    let offset = usize::try_from(question.spec.offset).unwrap_or(usize::MAX);
    let offset = offset.min(rows.num_rows());
    table.rows = vec![rows.slice(offset, rows.num_rows() - offset)];
    let (limit, is_capped) = limit(question, cap);
    if let Some(limit) = limit {
        let is_cut = cut(&mut table.rows, limit);
        table.is_truncated = is_capped && is_cut;
    }
}

/// Says which rows are about a span that the data do not reach the end of.
async fn partial(session: &Session, question: &Question) -> Result<Option<Partial>, Error> {
    let Some(range) = question.range else {
        return Ok(None);
    };
    let (data_day, by_school) = data_days(session, question).await?;
    let ends = match range {
        Range::Days(days) => Some(days.to),
        term => {
            let terms = reach::terms_back(session, term.term_back().unwrap_or(1)).await?;
            one_day(session, terms, max(ident("ends_on"))).await?
        }
    };
    let Some(ends) = ends else {
        return Ok(None);
    };
    let granularity = question
        .dimensions
        .iter()
        .find_map(|bound| match bound.kind {
            ColumnKind::Time(granularity) => Some((bound.key.clone(), granularity)),
            _ => None,
        });
    let days = by_school.iter().flat_map(|(_, days)| days.values());
    let first = days.copied().min().unwrap_or(data_day).min(data_day);
    Ok((ends > first).then_some(Partial {
        data_day,
        by_school,
        ends,
        granularity,
    }))
}

/// Returns the newest data day of the schools asked, and, where the answer is split by schools, that of each.
async fn data_days(
    session: &Session,
    question: &Question,
) -> Result<(Date, Option<BySchool>), Error> {
    let dimensions = question.dimensions.iter().filter(|bound| !bound.is_hidden);
    let split = dimensions.filter_map(|bound| {
        let column = reach::school_column(session, &bound.place)?;
        Some((bound.key.clone(), column))
    });
    let (keys, columns): (Vec<String>, Vec<String>) = split.unzip();
    let mut wanted = vec![ident("data_day")];
    wanted.extend(columns.iter().map(ident));
    let schools = reach::schools_asked(session, question).await?;
    let schools = schools.project(wanted)?.build()?;
    let mut newest: Option<Date> = None;
    let mut by_school: BTreeMap<Vec<Option<String>>, Date> = BTreeMap::new();
    for batch in collect(session, schools).await? {
        let values: Result<Vec<_>, Error> = (1..=columns.len())
            .map(|place| reach::texts(&batch, place))
            .collect();
        let values = values?;
        let days = batch.column(0).as_primitive::<Date32Type>().iter();
        for (row, day) in days.enumerate() {
            let Some(day) = day.map(day_of) else {
                continue;
            };
            newest = newest.max(Some(day));
            let school = values.iter().map(|column| column[row].clone());
            let held = by_school.entry(school.collect()).or_insert(day);
            *held = day.max(*held);
        }
    }
    let newest = newest.unwrap_or(session.moment().today);
    Ok((newest, (!keys.is_empty()).then_some((keys, by_school))))
}
