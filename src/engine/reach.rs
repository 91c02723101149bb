//! Reach: whether the data tell of the days that a question is compared with. Where they tell of none of them, nothing
//! was counted, and nothing is no zero.

use std::collections::BTreeMap;

use datafusion::arrow::array::{Array, AsArray, RecordBatch, new_null_array};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Date32Type, Float64Type};
use datafusion::arrow::error::ArrowError;
use datafusion::logical_expr::{LogicalPlan, LogicalPlanBuilder, ident, lit};
use jiff::civil::Date;

use super::answer::collect;
use super::runtime::Error;
use super::session::Session;
use crate::constructor::{Place, Question, Range};
use crate::period::{Period, SchoolYear, day_of};
use crate::table::{ColumnKind, Table};

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
    let without = |rows: &RecordBatch| -> Result<RecordBatch, ArrowError> {
        let columns = rows.columns().iter().zip(&measures);
        let columns = columns.map(|(column, is_measure)| match is_measure {
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
