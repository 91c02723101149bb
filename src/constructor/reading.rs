//! Reading: the rows of a source that a level is about, filtered, and joined to what its dimensions name.

use datafusion::arrow::datatypes::{DataType, TimeUnit};
use datafusion::common::{Column, NullEquality, Result, ScalarValue};
use datafusion::functions::datetime::expr_fn::{date_part, date_trunc};
use datafusion::logical_expr::{Expr, JoinType, LogicalPlan, LogicalPlanBuilder, cast, lit, when};

use super::filter::{Filter, day_value};
use super::plan::{Level, Sources, named};
use super::question::{Fact, PartGroup, Place};
use super::range::Range;
use super::shape;
use super::shift::TEACHING_DAYS;
use crate::diagnostic::nearest;
use crate::table::Granularity;

/// The mart of terms that others are compared with, each as far as the other has come.
pub(super) const COMPARED_TERMS: &str = "compared_terms";

/// Which term a fact's rows are to lie in.
struct Terms {
    back: i64,
    is_cut: bool,
    /// Whether the rows say in which term they lie.
    has_terms: bool,
}

impl Level<'_> {
    /// Reads the rows of a source that the question is about, columns named `f_…`.
    pub(super) fn rows(
        &self,
        fact: &Fact,
        group: &PartGroup,
        date: Option<&str>,
    ) -> Result<LogicalPlanBuilder> {
        let mut needed = shape::needed_columns(self.model, self.question, group, date);
        for filter in &fact.defaults {
            filter.for_each(&mut |test| {
                needed
                    .extend(shape::columns_of(self.model, &test.member, date).unwrap_or_default());
            });
        }
        let is_spanned = fact.topic.as_ref().is_some_and(|topic| topic.is_spanned);
        let has_terms = self
            .model
            .mart(&group.source)
            .is_some_and(|mart| mart.column("term_id").is_some());
        let by_term = self.question.range.filter(|_| !is_spanned);
        // What is of a whole term is compared with what was.
        let is_cut = self.question.range.is_some_and(Range::is_cut)
            && fact.topic.as_ref().is_some_and(|topic| !topic.is_of_terms);
        let by_term = by_term.and_then(Range::term_back);
        if by_term.is_some() {
            needed.extend(["school_id".to_owned(), "school_year".to_owned()]);
            if has_terms {
                needed.push("term_id".to_owned());
            }
            if is_cut || !has_terms {
                needed.extend(date.map(str::to_owned));
            }
        }
        needed.sort();
        needed.dedup();
        let source = source(self.sources, &group.source)?;
        let mut rows = LogicalPlanBuilder::from(source).project(
            needed
                .iter()
                .map(|column| named(column).alias(format!("f_{column}")))
                .collect::<Vec<_>>(),
        )?;
        if let (Some(_), Some(date), false) = (self.question.shift, date, is_spanned) {
            rows = self.counted_on(rows, &needed, date)?;
        }
        if let (Some(Range::Days(days)), Some(date), false) =
            (self.question.range, date, is_spanned)
        {
            let day = named(&format!("f_{date}"));
            rows = rows.filter(
                day.clone()
                    .gt_eq(lit(day_value(days.from)))
                    .and(day.lt_eq(lit(day_value(days.to)))),
            )?;
        }
        if let Some(back) = by_term {
            let terms = Terms {
                back,
                is_cut,
                has_terms,
            };
            rows = self.in_term(rows, terms, date)?;
        }
        let mut late: Vec<&Filter<Place>> = Vec::new();
        for filter in self.question.filters.iter().chain(&fact.defaults) {
            match only_entity(filter) {
                Some(None) => rows = rows.filter(self.condition(filter, date))?,
                Some(Some(entity)) => {
                    rows = self.join_entity(
                        rows,
                        entity,
                        JoinType::RightSemi,
                        Some(self.condition(filter, date)),
                    )?;
                }
                None => late.push(filter),
            }
        }
        let mut joined: Vec<&str> = Vec::new();
        for filter in &late {
            filter.for_each(&mut |test| {
                if let Place::Entity { entity, .. } = &test.member
                    && !joined.contains(&entity.as_str())
                {
                    joined.push(entity);
                }
            });
        }
        for entity in &joined {
            rows = self.join_entity(rows, entity, JoinType::Right, None)?;
        }
        for filter in &late {
            rows = rows.filter(self.condition(filter, date))?;
        }
        if joined.is_empty() {
            return Ok(rows);
        }
        rows.project(
            needed
                .iter()
                .map(|column| named(&format!("f_{column}")))
                .collect::<Vec<_>>(),
        )
    }

    /// Puts the days on which facts of the days before count in the place of their own.
    fn counted_on(
        &self,
        rows: LogicalPlanBuilder,
        needed: &[String],
        date: &str,
    ) -> Result<LogicalPlanBuilder> {
        let days = LogicalPlanBuilder::from(source(self.sources, TEACHING_DAYS)?)
            .project(vec![
                named("school_id").alias("t_school_id"),
                named("day").alias(format!("t_{date}")),
                named("counts_on").alias("t_counts_on"),
            ])?
            .build()?;
        let keys = ["school_id", date];
        let rows = join(days, JoinType::Inner, rows, &keys, "t_", None)?;
        let columns = needed.iter().map(|column| {
            let name = format!("f_{column}");
            match column == date {
                true => named("t_counts_on").alias(name),
                false => named(&name),
            }
        });
        rows.project(columns.collect::<Vec<_>>())
    }

    fn in_term(
        &self,
        rows: LogicalPlanBuilder,
        asked: Terms,
        date: Option<&str>,
    ) -> Result<LogicalPlanBuilder> {
        let held = match asked.is_cut {
            true => COMPARED_TERMS,
            false => "begun_terms",
        };
        let terms = LogicalPlanBuilder::from(source(self.sources, held)?)
            .filter(named("back").eq(lit(asked.back)))?
            .project(
                [
                    "school_id",
                    "school_year",
                    "term_id",
                    "starts_on",
                    "ends_on",
                ]
                .map(|column| named(column).alias(format!("t_{column}"))),
            )?
            .build()?;
        let by_term = ["school_id", "school_year", "term_id"];
        if asked.has_terms && !asked.is_cut {
            return join(terms, JoinType::RightSemi, rows, &by_term, "t_", None);
        }
        let day = named(&format!("f_{}", date.unwrap_or("date")));
        let within = day
            .clone()
            .gt_eq(named("t_starts_on"))
            .and(day.lt_eq(named("t_ends_on")));
        let keys = match asked.has_terms {
            true => &by_term[..],
            false => &by_term[..2],
        };
        join(terms, JoinType::RightSemi, rows, keys, "t_", Some(within))
    }

    /// Joins an entity's mart, its columns named `e_entity_column`.
    pub(super) fn join_entity(
        &self,
        rows: LogicalPlanBuilder,
        entity: &str,
        how: JoinType,
        condition: Option<Expr>,
    ) -> Result<LogicalPlanBuilder> {
        let Some((declared, mart)) = self
            .model
            .entity(entity)
            .and_then(|e| Some((e, e.mart.as_deref()?)))
        else {
            return datafusion::common::internal_err!("entity {entity} has no mart");
        };
        let columns: Vec<String> = {
            let mut columns: Vec<String> = declared.key.clone();
            for place in self.places() {
                if let Place::Entity {
                    entity: other,
                    column,
                } = place
                    && other == entity
                    && !columns.contains(column)
                {
                    columns.push(column.clone());
                }
            }
            columns
        };
        let mut held = LogicalPlanBuilder::from(source(self.sources, mart)?).project(
            columns
                .iter()
                .map(|column| named(column).alias(format!("e_{entity}_{column}")))
                .collect::<Vec<_>>(),
        )?;
        if let Some(condition) = condition {
            held = held.filter(condition)?;
        }
        let keys: Vec<&str> = declared.key.iter().map(String::as_str).collect();
        let prefix = format!("e_{entity}_");
        join(held.build()?, how, rows, &keys, &prefix, None)
    }

    fn places(&self) -> Vec<&Place> {
        let mut places: Vec<&Place> = self
            .question
            .dimensions
            .iter()
            .map(|bound| &bound.place)
            .collect();
        let defaults = self.question.facts.iter().flat_map(|fact| &fact.defaults);
        for filter in self.question.filters.iter().chain(defaults) {
            filter.for_each(&mut |test| places.push(&test.member));
        }
        places
    }

    fn condition(&self, filter: &Filter<Place>, date: Option<&str>) -> Expr {
        filter.expr(&|place: &Place| match place {
            // Days are compared as days, whatever granularity they are shown in.
            Place::Day(_) => self.value(&Place::Day(None), date),
            Place::OwnDay { column, .. } => self.value(&Place::Fact(column.clone()), date),
            place => self.value(place, date),
        })
    }

    /// Returns the expression of a dimension's value over `f_…` and `e_…` columns.
    pub(super) fn value(&self, place: &Place, date: Option<&str>) -> Expr {
        let day = || named(&format!("f_{}", date.unwrap_or("date")));
        match place {
            Place::Fact(column) => named(&format!("f_{column}")),
            Place::Entity { entity, column } => named(&format!("e_{entity}_{column}")),
            Place::Day(granularity) => first_day(day(), *granularity),
            Place::OwnDay {
                column,
                granularity,
            } => first_day(named(&format!("f_{column}")), *granularity),
            // DataFusion counts from Sunday = 0.
            Place::Weekday => {
                let dow = cast(date_part(lit("dow"), day()), DataType::Int64);
                when(dow.clone().eq(lit(0_i64)), lit(7_i64))
                    .otherwise(dow)
                    .unwrap_or_else(|_| lit(ScalarValue::Int64(None)))
            }
        }
    }
}

/// Returns the first day of the unit that a day lies in.
fn first_day(day: Expr, granularity: Option<Granularity>) -> Expr {
    match granularity {
        None | Some(Granularity::Day) => day,
        Some(granularity) => {
            let moment = cast(day, DataType::Timestamp(TimeUnit::Millisecond, None));
            cast(
                date_trunc(lit(granularity.name()), moment),
                DataType::Date32,
            )
        }
    }
}

/// Says which entity's mart alone can judge a filter: `Some(None)` where the fact can, `None` where
/// several must meet first or a row without the entity could pass.
fn only_entity(filter: &Filter<Place>) -> Option<Option<&str>> {
    let mut entities: Vec<Option<&str>> = Vec::new();
    let mut has_null_takers = false;
    filter.for_each(&mut |test| {
        let entity = match &test.member {
            Place::Entity { entity, .. } => Some(entity.as_str()),
            _ => None,
        };
        has_null_takers |= entity.is_some() && test.takes_null();
        if !entities.contains(&entity) {
            entities.push(entity);
        }
    });
    match entities.as_slice() {
        [] => Some(None),
        [None] => Some(None),
        [one] if !has_null_takers => Some(*one),
        _ => None,
    }
}

/// Joins rows to an entity. What is held in memory stands first: the entity, not the facts, of which there
/// may be millions.
fn join(
    entity: LogicalPlan,
    how: JoinType,
    rows: LogicalPlanBuilder,
    keys: &[&str],
    prefix: &str,
    condition: Option<Expr>,
) -> Result<LogicalPlanBuilder> {
    let side = |prefix: &str| -> Vec<Column> {
        keys.iter()
            .map(|key| Column::from_name(format!("{prefix}{key}")))
            .collect()
    };
    LogicalPlanBuilder::from(entity).join_detailed(
        rows.build()?,
        how,
        (side(prefix), side("f_")),
        condition,
        NullEquality::NullEqualsNothing,
    )
}

fn source(sources: &Sources, name: &str) -> Result<LogicalPlan> {
    match sources.get(name) {
        Some(plan) => Ok(plan.clone()),
        None => {
            let near = nearest(name, sources.keys().map(String::as_str));
            datafusion::common::internal_err!("source {name} was not prepared (near: {near:?})")
        }
    }
}
