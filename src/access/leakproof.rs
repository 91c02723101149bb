//! Which conditions may slide below the barrier: those that cannot fail and so cannot tell a value.

use datafusion::logical_expr::{BinaryExpr, Expr, Operator};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::{Column, DynamicFilterPhysicalExpr};
use std::sync::Arc;

/// Whether a condition only compares plain columns with literals.
pub fn is_leakproof(condition: &Expr) -> bool {
    match condition {
        Expr::BinaryExpr(BinaryExpr { left, op, right }) => match op {
            Operator::And | Operator::Or => is_leakproof(left) && is_leakproof(right),
            Operator::Eq
            | Operator::NotEq
            | Operator::Lt
            | Operator::LtEq
            | Operator::Gt
            | Operator::GtEq
            | Operator::IsDistinctFrom
            | Operator::IsNotDistinctFrom => is_plain(left) && is_plain(right),
            _ => false,
        },
        Expr::Not(inner) => is_leakproof(inner),
        Expr::IsNull(inner) | Expr::IsNotNull(inner) => is_plain(inner),
        Expr::InList(list) => is_plain(&list.expr) && list.list.iter().all(is_plain),
        Expr::Between(between) => {
            is_plain(&between.expr) && is_plain(&between.low) && is_plain(&between.high)
        }
        _ => false,
    }
}

fn is_plain(operand: &Expr) -> bool {
    matches!(operand, Expr::Column(_) | Expr::Literal(..))
}

/// Whether a filter that a join or a top-n hands down at run time hangs on plain columns alone.
pub fn is_plain_dynamic_filter(filter: &Arc<dyn PhysicalExpr>) -> bool {
    filter.downcast_ref::<DynamicFilterPhysicalExpr>().is_some()
        && filter
            .children()
            .iter()
            .all(|child| child.downcast_ref::<Column>().is_some())
}
