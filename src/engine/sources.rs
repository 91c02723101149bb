//! Sources: every mart that a question reads, planned with the spans that it asks for.

use std::collections::BTreeMap;

use datafusion::arrow::array::{Array, AsArray};
use datafusion::arrow::datatypes::Date32Type;
use datafusion::functions_aggregate::expr_fn::{max, min};
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder, col};
use jiff::civil::Date;

use super::answer::collect;
use super::runtime::Error;
use super::session::Session;
use crate::constructor::{Asked, Known, Question, Range, Sources, spans};
use crate::period::{SchoolYear, day_of};
use crate::table::ColumnKind;

/// Prepares every mart that a level reads, with the spans that it asks for.
pub async fn sources(
    session: &Session,
    question: &Question,
    kept: &[usize],
) -> Result<Sources, Error> {
    let moment = session.moment();
    let mut facts = question.facts.iter();
    let is_spanned = facts.any(|fact| fact.topic.as_ref().is_some_and(|topic| topic.is_spanned));
    let splits_time = kept
        .iter()
        .any(|place| matches!(question.dimensions[*place].kind, ColumnKind::Time(_)));
    let is_open = question
        .range
        .is_none_or(|range| range.has_no_start() || range.has_no_end());
    let needs_ends = is_spanned
        && !session.only_plans()
        && (question.shift.is_some() || (is_open && splits_time));
    let known = match needs_ends {
        true => known_days(session, question.range).await?,
        false => Known {
            first: moment.today,
            last: moment.today,
        },
    };
    let asked = Asked {
        spans: spans(question, kept, moment.today, known),
        term_back: question.range.and_then(Range::term_back),
        is_cut: question.range.is_some_and(Range::is_cut),
        now: moment.now,
        today: moment.today,
    };
    let mut sources = BTreeMap::new();
    for name in question.sources(session.model()) {
        let plan = session.mart(&name, &asked).await?;
        sources.insert(name, plan);
    }
    Ok(sources)
}

/// Returns the days that the data of the schools in scope are about, to their last data day: from the school year of that
/// day, or from their first one where the range has no start.
async fn known_days(session: &Session, range: Option<Range>) -> Result<Known, Error> {
    let schools = session.whole_mart("schools").await?;
    let last = one_day(session, schools, max(col("data_day"))).await?;
    let last = last.unwrap_or(session.moment().today);
    let first = match range.is_some_and(Range::has_no_start) {
        true => {
            let terms = session.whole_mart("terms").await?;
            one_day(session, terms, min(col("starts_on"))).await?
        }
        false => None,
    };
    let first = SchoolYear::of(first.unwrap_or(last).min(last));
    Ok(Known {
        first: first.period().from,
        last,
    })
}

/// Returns the day that an aggregate over rows comes to; none over no rows.
pub async fn one_day(
    session: &Session,
    rows: LogicalPlan,
    day: Expr,
) -> Result<Option<Date>, Error> {
    let plan = LogicalPlanBuilder::from(rows)
        .aggregate(Vec::<Expr>::new(), vec![day])?
        .build()?;
    let rows = collect(session, plan).await?;
    Ok(rows.first().and_then(|rows| {
        let days = rows.column(0).as_primitive::<Date32Type>();
        (!days.is_empty() && days.is_valid(0)).then(|| day_of(days.value(0)))
    }))
}
