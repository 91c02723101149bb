//! Rows: which of a level's rows are shown, in which order, how many.

use datafusion::common::{Column, NullEquality, Result};
use datafusion::logical_expr::{JoinType, LogicalPlan, LogicalPlanBuilder, ScalarUDF};

use super::plan::named;
use super::question::Question;
use super::spec::Direction;
use crate::model::DimensionType;

/// Plans the rows of a level that pass the conditions on measures.
pub fn passing_plan(question: &Question, level: LogicalPlan) -> Result<LogicalPlan> {
    let mut plan = LogicalPlanBuilder::from(level);
    for filter in &question.having {
        plan = plan.filter(filter.expr(&|key: &String| named(key)))?;
    }
    plan.build()
}

/// Plans the order of rows and cuts them. `sort_key` turns a text into one that sorts as people sort.
pub fn ordered_plan(
    question: &Question,
    passing: LogicalPlan,
    sort_key: &ScalarUDF,
    offset: usize,
    limit: Option<usize>,
) -> Result<LogicalPlan> {
    let mut plan = LogicalPlanBuilder::from(passing);
    let known = plan.schema().clone();
    let is_known = |key: &str| known.fields().iter().any(|field| field.name() == key);
    let sorts = question
        .order
        .iter()
        .filter(|(key, _)| is_known(key))
        .map(|(key, direction)| {
            let is_text = question
                .dimensions
                .iter()
                .any(|bound| bound.key == *key && bound.type_ == DimensionType::Text);
            let value = if is_text {
                sort_key.call(vec![named(key)])
            } else {
                named(key)
            };
            value.sort(*direction == Direction::Ascending, false)
        });
    let sorts: Vec<_> = sorts.collect();
    if !sorts.is_empty() {
        plan = plan.sort(sorts)?;
    }
    if offset > 0 || limit.is_some() {
        plan = plan.limit(offset, limit)?;
    }
    plan.build()
}

/// Plans the dimensions of the rows shown, hidden ones too, as columns `x0`, `x1` …
pub fn shown_keys_plan(question: &Question, ordered: LogicalPlan) -> Result<LogicalPlan> {
    let keys = question.dimensions.iter().enumerate();
    let keys = keys.map(|(place, bound)| named(&bound.key).alias(format!("x{place}")));
    LogicalPlanBuilder::from(ordered)
        .project(keys.collect::<Vec<_>>())?
        .build()
}

/// Plans the same of the rows of a level that the conditions on measures leave out.
pub fn left_out_keys_plan(
    question: &Question,
    level: LogicalPlan,
    passing: LogicalPlan,
) -> Result<LogicalPlan> {
    let places = 0..question.dimensions.len();
    let columns = |prefix: &str| -> Vec<Column> {
        let names = places.clone().map(|place| format!("{prefix}{place}"));
        names.map(Column::from_name).collect()
    };
    let keys = question.dimensions.iter().enumerate();
    let keys = keys.map(|(place, bound)| named(&bound.key).alias(format!("p{place}")));
    let passing = LogicalPlanBuilder::from(passing)
        .project(keys.collect::<Vec<_>>())?
        .build()?;
    LogicalPlanBuilder::from(shown_keys_plan(question, level)?)
        .join_detailed(
            passing,
            JoinType::LeftAnti,
            (columns("x"), columns("p")),
            None,
            NullEquality::NullEqualsNull,
        )?
        .build()
}
