//! Plans: what is run to answer one level of a question, the rows themselves or a total.
//!
//! Each group of parts is computed by itself: the source is filtered, added up by the keys that the
//! level needs, joined to the entities' marts and added up again by their values. Groups and facts
//! meet only then, so that no join can multiply a fact. Measures are formulas over the met parts.

use std::collections::BTreeMap;

use datafusion::arrow::datatypes::{DataType, TimeUnit};
use datafusion::common::{Column, NullEquality, Result};
use datafusion::functions::expr_fn::{coalesce, nullif};
use datafusion::functions_aggregate::expr_fn::{count, max, sum};
use datafusion::logical_expr::{Expr, JoinType, LogicalPlan, LogicalPlanBuilder, cast, lit, when};

use super::quantile::weighted_quantile;
use super::question::{Fact, PartGroup, Place, Question};
use super::range::Range;
use super::reading::COMPARED_TERMS;
use super::shape;
use super::shift::TEACHING_DAYS;
use crate::model::{DimensionType, Formula, MeasureFormat, Model, Operator};

/// The plan of every mart that a question needs, by its name.
pub type Sources = BTreeMap<String, LogicalPlan>;

impl Question {
    /// Returns the marts that the question's plans read.
    pub fn sources(&self, model: &Model) -> Vec<String> {
        let mut sources: Vec<String> = Vec::new();
        let mut take = |name: &str| {
            if !sources.iter().any(|held| held == name) {
                sources.push(name.to_owned());
            }
        };
        for group in self.facts.iter().flat_map(|fact| &fact.groups) {
            take(&group.source);
        }
        let mut places: Vec<&Place> = self.dimensions.iter().map(|bound| &bound.place).collect();
        for filter in self
            .filters
            .iter()
            .chain(self.facts.iter().flat_map(|fact| &fact.defaults))
        {
            filter.for_each(&mut |test| places.push(&test.member));
        }
        for place in places {
            if let Place::Entity { entity, .. } = place
                && let Some(mart) = model
                    .entity(entity)
                    .and_then(|entity| entity.mart.as_deref())
            {
                take(mart);
            }
        }
        if self.range.is_some_and(|range| range.term_back().is_some()) {
            take("begun_terms");
        }
        if self.range.is_some_and(Range::is_cut) {
            take(COMPARED_TERMS);
        }
        if self.shift.is_some() {
            take(TEACHING_DAYS);
        }
        sources
    }

    /// Says whether the answer changes with the minute: it reads a column of a fact that does.
    pub fn is_momentary(&self, model: &Model) -> bool {
        self.facts.iter().any(|fact| {
            let date = fact.topic.as_ref().and_then(|topic| topic.date.as_deref());
            fact.groups.iter().any(|group| {
                let needed = shape::needed_columns(model, self, group, date);
                let mart = model.mart(&group.source);
                mart.is_some_and(|mart| {
                    let mut momentary = mart.head.momentary.iter();
                    momentary.any(|column| needed.contains(column))
                })
            })
        })
    }
}

/// Plans one level: columns are the kept dimensions by key, then every measure and formula by key.
/// Nothing is ordered or cut yet.
pub fn level_plan(
    question: &Question,
    kept: &[usize],
    sources: &Sources,
    model: &Model,
) -> Result<LogicalPlan> {
    let level = Level {
        question,
        kept,
        sources,
        model,
        except: None,
    };
    level.plan()
}

/// Plans the row that stands for every combination that `except` (columns `x0`, `x1` … of the
/// dimensions in order) does not list.
pub fn others_plan(
    question: &Question,
    except: LogicalPlan,
    sources: &Sources,
    model: &Model,
) -> Result<LogicalPlan> {
    let level = Level {
        question,
        kept: &[],
        sources,
        model,
        except: Some(except),
    };
    level.plan()
}

/// One level of a question, on its way to a plan.
pub(super) struct Level<'a> {
    pub(super) question: &'a Question,
    pub(super) kept: &'a [usize],
    pub(super) sources: &'a Sources,
    pub(super) model: &'a Model,
    except: Option<LogicalPlan>,
}

impl Level<'_> {
    fn plan(&self) -> Result<LogicalPlan> {
        let mut met: Option<LogicalPlanBuilder> = None;
        for fact in &self.question.facts {
            if let Some(next) = self.fact(fact)? {
                met = Some(match met {
                    None => next,
                    Some(held) => self.meet(held, next)?,
                });
            }
        }
        let Some(met) = met else {
            return LogicalPlanBuilder::empty(true).build();
        };
        self.measures(met)
    }

    /// Brings the groups of a fact together. A cell that one of them knows is a cell of the fact: what the others do not
    /// find there is nothing, not unknown.
    fn fact(&self, fact: &Fact) -> Result<Option<LogicalPlanBuilder>> {
        let mut met: Option<LogicalPlanBuilder> = None;
        for group in &fact.groups {
            let next = self.group(fact, group)?;
            met = Some(match met {
                None => next,
                Some(held) => self.meet(held, next)?,
            });
        }
        let met = match met {
            Some(met) if fact.groups.len() > 1 => met,
            alone => return Ok(alone),
        };
        let topic = fact.topic.as_ref().map_or("", |topic| topic.name.as_str());
        let counted = |name: &str| {
            let parts = fact.groups.iter().flat_map(|group| &group.parts);
            let mut parts = parts.filter(|part| part.max.is_none() && part.of.is_none());
            parts.any(|part| name == format!("{topic}.{}", part.name))
        };
        let columns = met
            .schema()
            .columns()
            .into_iter()
            .zip(met.schema().fields());
        let columns = columns.map(|(column, field)| {
            let value = Expr::Column(column.clone());
            match (counted(&column.name), field.data_type()) {
                (false, _) => value,
                (true, DataType::Float64) => {
                    coalesce(vec![value, lit(0.0_f64)]).alias(&column.name)
                }
                (true, _) => coalesce(vec![value, lit(0_i64)]).alias(&column.name),
            }
        });
        let columns: Vec<Expr> = columns.collect();
        Ok(Some(met.project(columns)?))
    }

    /// Adds up a group of parts: columns `d0`, `d1` … and one per part, `topic.part`.
    fn group(&self, fact: &Fact, group: &PartGroup) -> Result<LogicalPlanBuilder> {
        let date = match &fact.topic {
            Some(topic) => topic.date.as_deref(),
            None => Some("date"),
        };
        let rows = self.rows(fact, group, date)?;

        // By the keys that the level needs: few rows go on to the joins.
        let mut keys: Vec<String> = group.per.clone();
        let dimensions = if self.except.is_some() {
            (0..self.question.dimensions.len()).collect()
        } else {
            self.kept.to_vec()
        };
        for place in &dimensions {
            let place = &self.question.dimensions[*place].place;
            for column in shape::columns_of(self.model, place, date).unwrap_or_default() {
                if !keys.contains(&column) {
                    keys.push(column);
                }
            }
        }
        let summed = shape::summed_columns(group);
        let is_max = |column: &str| {
            group
                .parts
                .iter()
                .any(|part| part.max.as_deref() == Some(column))
        };
        let add = |column: &String, from: String| {
            let value = named(&from);
            if is_max(column) {
                max(value)
            } else {
                sum(value)
            }
            .alias(format!("s_{column}"))
        };
        let mut rows = rows.aggregate(
            keys.iter()
                .map(|key| named(&format!("f_{key}")))
                .collect::<Vec<_>>(),
            summed
                .iter()
                .map(|column| add(column, format!("f_{column}")))
                .collect::<Vec<_>>(),
        )?;
        let mut joined: Vec<&str> = Vec::new();
        for place in &dimensions {
            if let Place::Entity { entity, .. } = &self.question.dimensions[*place].place
                && !joined.contains(&entity.as_str())
            {
                joined.push(entity);
                rows = self.join_entity(rows, entity, JoinType::Right, None)?;
            }
        }

        // By the values themselves.
        let values = dimensions.iter().map(|place| {
            let bound = &self.question.dimensions[*place];
            let type_ = match bound.type_ {
                DimensionType::Time => DataType::Timestamp(TimeUnit::Millisecond, None),
                DimensionType::Number => DataType::Int64,
                DimensionType::Text => DataType::Utf8,
            };
            cast(self.value(&bound.place, date), type_).alias(format!("d{place}"))
        });
        let mut columns: Vec<Expr> = values.collect();
        columns.extend(
            group
                .per
                .iter()
                .map(|key| named(&format!("f_{key}")).alias(format!("p_{key}"))),
        );
        columns.extend(summed.iter().map(|column| named(&format!("s_{column}"))));
        let mut rows = rows.project(columns)?;
        if let Some(shown) = &self.except {
            rows = self.without(rows, shown, &dimensions)?;
        }
        let kept: Vec<Expr> = self
            .kept
            .iter()
            .map(|place| named(&format!("d{place}")))
            .collect();
        let topic = fact.topic.as_ref().map_or("", |topic| topic.name.as_str());
        let part_name = |name: &str| format!("{topic}.{name}");
        if group.per.is_empty() {
            let mut totals: Vec<Expr> = Vec::new();
            for part in &group.parts {
                let column = part.sum.as_ref().or(part.max.as_ref());
                if let Some(column) = column {
                    let value = named(&format!("s_{column}"));
                    let total = if part.max.is_some() {
                        max(value)
                    } else {
                        sum(value)
                    };
                    totals.push(total.alias(part_name(&part.name)));
                }
            }
            let rows = rows.aggregate(kept.clone(), totals)?;
            let mut columns = kept;
            for part in &group.parts {
                let name = part_name(&part.name);
                columns.push(match (&part.sum, self.is_fraction(group, part)) {
                    (Some(_), false) => coalesce(vec![named(&name), lit(0_i64)]).alias(name),
                    (Some(_), true) => coalesce(vec![named(&name), lit(0.0_f64)]).alias(name),
                    (None, _) => named(&name),
                });
            }
            return rows.project(columns);
        }
        let mut by_member = kept.clone();
        by_member.extend(group.per.iter().map(|key| named(&format!("p_{key}"))));
        let rows = rows.aggregate(
            by_member,
            summed
                .iter()
                .map(|column| sum(named(&format!("s_{column}"))).alias(format!("t_{column}")))
                .collect::<Vec<_>>(),
        )?;
        let mut counts: Vec<Expr> = Vec::new();
        for part in &group.parts {
            if let (Some(column), Some(share), Some(weight)) =
                (&part.of, part.quantile, &part.weight)
            {
                let value = cast(named(&format!("p_{column}")), DataType::Int64);
                let weight = cast(named(&format!("t_{weight}")), DataType::Int64);
                let quantile = weighted_quantile().call(vec![value, weight, lit(share)]);
                counts.push(quantile.alias(part_name(&part.name)));
                continue;
            }
            let condition = match part.having.as_deref().map(Formula::parse_condition) {
                Some(Ok(condition)) => {
                    formula_expr(&condition, &|name| named(&format!("t_{name}")))
                }
                _ => lit(true),
            };
            let counted = when(condition, lit(1_i64)).end()?;
            counts.push(count(counted).alias(part_name(&part.name)));
        }
        rows.aggregate(kept, counts)
    }

    fn is_fraction(&self, group: &PartGroup, part: &crate::model::Part) -> bool {
        let column = part.sum.as_deref().unwrap_or_default();
        let mart = self.model.mart(&group.source);
        mart.and_then(|mart| mart.column(column))
            .is_some_and(|column| column.type_ == crate::model::MartType::Number)
    }

    /// Leaves out the rows whose combination of dimensions is already shown.
    fn without(
        &self,
        rows: LogicalPlanBuilder,
        shown: &LogicalPlan,
        dimensions: &[usize],
    ) -> Result<LogicalPlanBuilder> {
        let left: Vec<Column> = dimensions
            .iter()
            .map(|place| Column::from_name(format!("d{place}")))
            .collect();
        let right: Vec<Column> = dimensions
            .iter()
            .map(|place| Column::from_name(format!("x{place}")))
            .collect();
        rows.join_detailed(
            shown.clone(),
            JoinType::LeftAnti,
            (left, right),
            None,
            NullEquality::NullEqualsNull,
        )
    }

    /// Joins two groups of parts on the kept dimensions; nothing equals nothing there.
    fn meet(
        &self,
        left: LogicalPlanBuilder,
        right: LogicalPlanBuilder,
    ) -> Result<LogicalPlanBuilder> {
        if self.kept.is_empty() {
            return left.cross_join(right.build()?);
        }
        let held: Vec<Column> = left.schema().columns();
        let other: Vec<Column> = right.schema().columns();
        let is_dimension = |column: &Column| {
            self.kept
                .iter()
                .any(|place| column.name == format!("d{place}"))
        };
        let renamed = right.project(
            other
                .iter()
                .map(|column| {
                    let name = if is_dimension(column) {
                        format!("o_{}", column.name)
                    } else {
                        column.name.clone()
                    };
                    Expr::Column(column.clone()).alias(name)
                })
                .collect::<Vec<_>>(),
        )?;
        let on_left: Vec<Column> = self
            .kept
            .iter()
            .map(|p| Column::from_name(format!("d{p}")))
            .collect();
        let on_right: Vec<Column> = self
            .kept
            .iter()
            .map(|p| Column::from_name(format!("o_d{p}")))
            .collect();
        let met = left.join_detailed(
            renamed.build()?,
            JoinType::Full,
            (on_left, on_right),
            None,
            NullEquality::NullEqualsNull,
        )?;
        let mut columns: Vec<Expr> = self
            .kept
            .iter()
            .map(|place| {
                let name = format!("d{place}");
                coalesce(vec![named(&name), named(&format!("o_{name}"))]).alias(name)
            })
            .collect();
        for column in held.iter().chain(&other) {
            if !is_dimension(column) {
                columns.push(named(&column.name));
            }
        }
        met.project(columns)
    }

    fn measures(&self, met: LogicalPlanBuilder) -> Result<LogicalPlan> {
        let mut columns: Vec<Expr> = Vec::new();
        for place in self.kept {
            let key = &self.question.dimensions[*place].key;
            columns.push(named(&format!("d{place}")).alias(key));
        }
        let dimension_count = columns.len();
        for measure in &self.question.measures {
            let part = |name: &str| named(&format!("{}.{name}", measure.topic.name));
            let value = match measure.measure.format {
                MeasureFormat::Count => {
                    cast(formula_expr(&measure.formula, &part), DataType::Int64)
                }
                _ => cast(
                    formula_expr(&measure.formula, &|name| {
                        cast(part(name), DataType::Float64)
                    }),
                    DataType::Float64,
                ),
            };
            columns.push(value.alias(&measure.key));
        }
        let mut plan = met.project(columns)?;
        for formula in &self.question.formulas {
            let mut columns: Vec<Expr> = plan
                .schema()
                .columns()
                .into_iter()
                .map(Expr::Column)
                .collect();
            let value = formula_expr(&formula.formula, &|name| {
                cast(named(name), DataType::Float64)
            });
            columns.push(cast(value, DataType::Float64).alias(&formula.key));
            plan = plan.project(columns)?;
        }
        if dimension_count > 0 && self.question.measures.is_empty() {
            return plan.distinct()?.build();
        }
        plan.build()
    }
}

/// Returns the column of that very name: names here contain dots and have no qualifier.
pub(super) fn named(name: &str) -> Expr {
    Expr::Column(Column::from_name(name))
}

/// Turns a formula into an expression, given the expression of each name.
fn formula_expr(formula: &Formula, name: &dyn Fn(&str) -> Expr) -> Expr {
    match formula {
        Formula::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
            lit(*number as i64)
        }
        Formula::Number(number) => lit(*number),
        Formula::Name(named) => name(named),
        Formula::Negated(inner) => Expr::Negative(Box::new(formula_expr(inner, name))),
        Formula::Joined(left, operator, right) => {
            let left = formula_expr(left, name);
            let right = formula_expr(right, name);
            match operator {
                Operator::Add => left + right,
                Operator::Subtract => left - right,
                Operator::Multiply => left * right,
                Operator::Divide => {
                    cast(left, DataType::Float64)
                        / nullif(cast(right, DataType::Float64), lit(0.0_f64))
                }
                Operator::Less => left.lt(right),
                Operator::AtMost => left.lt_eq(right),
                Operator::Greater => left.gt(right),
                Operator::AtLeast => left.gt_eq(right),
                Operator::Equal => left.eq(right),
                Operator::And => left.and(right),
            }
        }
    }
}
