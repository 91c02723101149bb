//! Footprint: which stored tables a question would read, found by planning it and reading no row.

use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::logical_expr::LogicalPlan;

use super::runtime::Error;
use super::session::Session;
use super::sources::sources;
use crate::constructor::{Question, Range, level_plan};
use crate::period::Period;

/// One source of a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    pub name: String,
    /// The lake's tables behind it, such as `mart.lessons`; one that is read twice stands twice.
    pub tables: Vec<String>,
    /// The days asked of it; none for all days.
    pub days: Option<Period>,
}

/// Finds the sources of a question and of what it is compared with, and proves that it can be planned.
pub async fn footprint(session: Session, question: &Question) -> Result<Vec<Source>, Error> {
    let session = session.for_plans();
    let mut found = sources_of(&session, question).await?;
    if let Some(before) = question.before(session.model()) {
        // The days before, asked as if they were the days asked: so their calendar need not be read.
        let mut alone = before;
        if let Some(shift) = alone.shift.take() {
            alone.range = Some(Range::Days(shift.before));
        }
        found.extend(sources_of(&session, &alone).await?);
    }
    Ok(found)
}

async fn sources_of(session: &Session, question: &Question) -> Result<Vec<Source>, Error> {
    let every: Vec<usize> = (0..question.dimensions.len()).collect();
    let sources = sources(session, question, &every).await?;
    level_plan(question, &every, &sources, session.model())?;
    let today = session.moment().today;
    let days = question.range.map(|range| range.days_at_most(today));
    let mut found = Vec::new();
    for (name, plan) in &sources {
        let mut tables = Vec::new();
        collect_tables(plan, &mut tables)?;
        found.push(Source {
            name: name.clone(),
            tables,
            days,
        });
    }
    Ok(found)
}

/// Views stand in a plan as what they are made of. Those of few rows stand by their names, like `asked` and whatever else
/// is no table of the lake.
fn collect_tables(plan: &LogicalPlan, tables: &mut Vec<String>) -> Result<(), Error> {
    plan.apply_with_subqueries(|node| {
        if let LogicalPlan::TableScan(scan) = node {
            let room = scan.table_name.schema().unwrap_or("mart");
            tables.push(format!("{room}.{}", scan.table_name.table()));
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    Ok(())
}
