//! Reach: whether the data tell of the days that a question is compared with. Where they tell of none of them, nothing
//! was counted, and nothing is no zero; nor is what a memory of changes was too young to see.

use std::collections::{BTreeMap, HashSet};

use datafusion::arrow::array::{Array, AsArray, RecordBatch, new_null_array};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Date32Type, Float64Type};
use datafusion::arrow::error::ArrowError;
use datafusion::functions_aggregate::expr_fn::min;
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder, ident, lit};
use jiff::civil::Date;

use super::answer::collect;
use super::runtime::Error;
use super::session::Session;
use crate::constructor::{Place, Question, Range};
use crate::model::Topic;
use crate::period::{Period, SchoolYear, day_of};
use crate::table::{ColumnKind, Table, TableColumn};

/// Says whether the data of any school that a question is about reach the days before.
pub async fn reaches(session: &Session, before: &Question) -> Result<bool, Error> {
    let schools = schools_asked(session, before).await?;
    let schools = schools.project(vec![ident("school_id"), ident("data_day")])?;
    let schools = school_and_day(&collect(session, schools.build()?).await?)?;
    let data_days: BTreeMap<String, Date> = schools.into_iter().collect();
    let terms = match before.range.and_then(Range::term_back) {
        Some(back) => terms_back(session, back).await?,
        None => session.whole_mart("terms").await?,
    };
    let years = LogicalPlanBuilder::from(terms)
        .project(vec![ident("school_id"), ident("school_year")])?
        .distinct()?
        .build()?;
    for rows in collect(session, years).await? {
        for (school, year) in texts(&rows, 0)?.into_iter().zip(texts(&rows, 1)?) {
            let data_day = school.and_then(|school| data_days.get(&school).copied());
            let year = year.and_then(|year| year.parse::<SchoolYear>().ok());
            let (Some(data_day), Some(year)) = (data_day, year) else {
                continue;
            };
            let told = Period::new(year.period().from, year.period().to.min(data_day));
            if before
                .shift
                .is_none_or(|shift| shift.before.overlaps(&told))
            {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Plans the terms that the grades of the schools have begun so many terms back, as a range counts them.
pub async fn terms_back(session: &Session, back: i64) -> Result<LogicalPlan, Error> {
    let begun = session.whole_mart("begun_terms").await?;
    let terms = LogicalPlanBuilder::from(begun).filter(ident("back").eq(lit(back)))?;
    Ok(terms.build()?)
}

/// Takes the figures of the days before that a memory did not reach: what nobody could see change is no zero.
pub async fn leave_unremembered(
    session: &Session,
    before: &Question,
    table: &mut Table,
) -> Result<(), Error> {
    let memories = before.measures.iter().map(|bound| &bound.topic);
    let mut forgotten = HashSet::new();
    for topic in memories.filter(|topic| topic.is_memory) {
        if !forgotten.contains(&topic.name) && !is_remembered(session, before, topic).await? {
            forgotten.insert(topic.name.clone());
        }
    }
    let measures = before.measures.iter();
    let measures = measures.filter(|bound| forgotten.contains(&bound.topic.name));
    let mut untold: HashSet<&str> = measures.map(|bound| bound.key.as_str()).collect();
    for formula in &before.formulas {
        if formula
            .formula
            .names()
            .iter()
            .any(|name| untold.contains(name))
        {
            untold.insert(&formula.key);
        }
    }
    if untold.is_empty() {
        return Ok(());
    }
    leave_out(table, &|column| untold.contains(column.key.as_str()))?;
    Ok(())
}

/// Says whether a topic told of the first of the days before, or of an earlier day.
async fn is_remembered(session: &Session, before: &Question, topic: &Topic) -> Result<bool, Error> {
    let (Some(source), Some(date)) = (topic.sources.first(), &topic.date) else {
        return Ok(true);
    };
    let facts = session.whole_mart(source).await?;
    let facts =
        LogicalPlanBuilder::from(facts).aggregate(Vec::<Expr>::new(), [min(ident(date))])?;
    let begins = first_day(&collect(session, facts.build()?).await?)?;
    let days_before = match (
        before.shift,
        before.range.and_then(|range| range.term_back()),
    ) {
        (Some(shift), _) => Some(shift.before.from),
        (None, Some(back)) => {
            let terms = LogicalPlanBuilder::from(terms_back(session, back).await?)
                .aggregate(Vec::<Expr>::new(), [min(ident("starts_on"))])?;
            first_day(&collect(session, terms.build()?).await?)?
        }
        (None, None) => None,
    };
    Ok(match (begins, days_before) {
        (Some(begins), Some(from)) => begins <= from,
        _ => false,
    })
}

fn first_day(rows: &[RecordBatch]) -> Result<Option<Date>, Error> {
    let mut days = Vec::new();
    for rows in rows {
        let column = cast(rows.column(0), &DataType::Date32)?;
        days.extend(column.as_primitive::<Date32Type>().iter().flatten());
    }
    Ok(days.first().copied().map(day_of))
}

/// Plans the schools that a question's own filters leave.
pub async fn schools_asked(
    session: &Session,
    question: &Question,
) -> Result<LogicalPlanBuilder, Error> {
    let schools = session.whole_mart("schools").await?;
    let mut schools = LogicalPlanBuilder::from(schools);
    let is_of_schools = |place: &Place| school_column(session, place).is_some();
    for filter in &question.filters {
        let mut is_about_schools = true;
        filter.for_each(&mut |test| is_about_schools &= is_of_schools(&test.member));
        if is_about_schools {
            let column = |place: &Place| ident(school_column(session, place).unwrap_or_default());
            schools = schools.filter(filter.expr(&column))?;
        }
    }
    Ok(schools)
}

/// Takes the figures from rows that stand whether or not anything was found: those over everything asked. What was found
/// all the same stays: a night may be told of before its school's first year.
pub fn leave_nothing(table: &mut Table) -> Result<(), ArrowError> {
    let measures: Vec<bool> = table
        .columns
        .iter()
        .map(|column| column.kind == ColumnKind::Measure)
        .collect();
    for rows in table.rows.iter().chain(&table.others) {
        for (column, _) in rows.columns().iter().zip(&measures).filter(|(_, is)| **is) {
            let numbers = cast(column, &DataType::Float64)?;
            let numbers = numbers.as_primitive::<Float64Type>().iter();
            // What is withheld is found, too, and equals nothing.
            if numbers.flatten().any(|number| number != 0.0) {
                return Ok(());
            }
        }
    }
    leave_out(table, &|column| column.kind == ColumnKind::Measure)
}

/// Takes the figures of some columns from every row.
fn leave_out(
    table: &mut Table,
    is_left_out: &dyn Fn(&TableColumn) -> bool,
) -> Result<(), ArrowError> {
    let out: Vec<bool> = table.columns.iter().map(is_left_out).collect();
    let without = |rows: &RecordBatch| -> Result<RecordBatch, ArrowError> {
        let columns = rows.columns().iter().zip(&out);
        let columns = columns.map(|(column, is_out)| match is_out {
            true => new_null_array(column.data_type(), column.len()),
            false => column.clone(),
        });
        RecordBatch::try_new(rows.schema(), columns.collect())
    };
    for rows in table.rows.iter_mut().chain(&mut table.others) {
        *rows = without(rows)?;
    }
    if let Some(totals) = &mut table.totals {
        totals.rows = without(&totals.rows)?;
    }
    Ok(())
}

/// Returns the column of a place in the mart of schools; none where it stands elsewhere.
pub fn school_column(session: &Session, place: &Place) -> Option<String> {
    match place {
        Place::Fact(column) if column == "school_id" => Some(column.clone()),
        Place::Entity { entity, column } => {
            let mart = session.model().entity(entity)?.mart.as_deref();
            (mart == Some("schools")).then(|| column.clone())
        }
        _ => None,
    }
}

/// Reads rows of a school and a day, those that have both.
pub fn school_and_day(rows: &[RecordBatch]) -> Result<Vec<(String, Date)>, Error> {
    let mut pairs = Vec::new();
    for batch in rows {
        let days = batch.column(1).as_primitive::<Date32Type>();
        for (school, day) in texts(batch, 0)?.into_iter().zip(days) {
            if let (Some(school), Some(day)) = (school, day) {
                pairs.push((school, day_of(day)));
            }
        }
    }
    Ok(pairs)
}

pub fn texts(rows: &RecordBatch, place: usize) -> Result<Vec<Option<String>>, Error> {
    let texts = cast(rows.column(place), &DataType::Utf8)?;
    let texts = texts.as_string::<i32>().iter();
    Ok(texts.map(|text| text.map(str::to_owned)).collect())
}
