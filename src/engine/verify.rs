//! What a person's own SQL may contain: an allow-list of plan nodes, bounded in size.

use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::logical_expr::LogicalPlan;

/// Longer texts and larger plans are attacks on the planner, not questions.
pub const LONGEST_SQL: usize = 64 * 1024;
const MOST_NODES: usize = 500;
const MOST_CONNECTIVES: usize = 2_000;

/// Says what is wrong with the text of a question before it is parsed.
pub fn check_text(sql: &str) -> Result<(), String> {
    if sql.len() > LONGEST_SQL {
        return Err("запрос слишком длинный".into());
    }
    // A chain of tens of thousands of conditions would overflow the planner's stack.
    let words = sql.split(|c: char| !c.is_alphanumeric() && c != '_');
    let connectives = words.filter(|word| {
        let is = |other: &str| word.eq_ignore_ascii_case(other);
        is("and") || is("or") || is("not") || is("union") || is("case")
    });
    if connectives.count() > MOST_CONNECTIVES {
        return Err("в запросе слишком много условий".into());
    }
    Ok(())
}

/// Says what a plan holds that no question needs.
pub fn check_plan(plan: &LogicalPlan) -> Result<(), String> {
    let mut nodes = 0;
    let mut refused = None;
    let visited = plan.apply_with_subqueries(|node| {
        nodes += 1;
        let is_allowed = matches!(
            node,
            LogicalPlan::Projection(_)
                | LogicalPlan::Filter(_)
                | LogicalPlan::Window(_)
                | LogicalPlan::Aggregate(_)
                | LogicalPlan::Sort(_)
                | LogicalPlan::Join(_)
                | LogicalPlan::Union(_)
                | LogicalPlan::TableScan(_)
                | LogicalPlan::EmptyRelation(_)
                | LogicalPlan::Subquery(_)
                | LogicalPlan::SubqueryAlias(_)
                | LogicalPlan::Limit(_)
                | LogicalPlan::Values(_)
                | LogicalPlan::Distinct(_)
        );
        if !is_allowed || nodes > MOST_NODES {
            refused = Some(if is_allowed {
                "запрос слишком сложен".to_owned()
            } else {
                "такая команда не разрешена: можно только спрашивать (select)".to_owned()
            });
            return Ok(TreeNodeRecursion::Stop);
        }
        Ok(TreeNodeRecursion::Continue)
    });
    match (visited, refused) {
        (_, Some(message)) => Err(message),
        (Err(_), None) => Err("запрос не удалось проверить".into()),
        (Ok(_), None) => Ok(()),
    }
}
