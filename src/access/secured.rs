//! Secured table: a table as one scope has it.

use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::datatypes::{Field, Schema, SchemaRef};
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::{Result, ToDFSchema};
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::physical_expr::{PhysicalExpr, expressions::Column};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::filter::FilterExec;
use datafusion::physical_plan::projection::ProjectionExec;

use super::leakproof::is_leakproof;
use super::{BarrierExec, Scope};
use crate::model::Personal;

/// A column that is computed below the barrier from columns that the scope may not see.
#[derive(Debug, Clone)]
pub struct Computed {
    pub field: Field,
    /// Over columns of the table itself.
    pub value: Expr,
}

/// Wraps a table so that a scope can neither see nor infer what lies outside it.
#[derive(Debug)]
pub struct SecuredTable {
    inner: Arc<dyn TableProvider>,
    /// Visible columns of the inner table, by index, then computed ones.
    visible: Vec<usize>,
    computed: Vec<Computed>,
    schema: SchemaRef,
    policy: Option<Expr>,
}

impl SecuredTable {
    /// Returns the table as `scope` has it. `personal` tells whose data a column holds.
    pub fn new(
        inner: Arc<dyn TableProvider>,
        table: &str,
        scope: &Scope,
        personal: impl Fn(&str) -> Option<Personal>,
        computed: Vec<Computed>,
    ) -> Self {
        let whole = inner.schema();
        let visible: Vec<usize> = whole
            .fields()
            .iter()
            .enumerate()
            .filter(|(_, field)| scope.sees(personal(field.name())))
            .map(|(place, _)| place)
            .collect();
        let mut fields: Vec<Field> = visible
            .iter()
            .map(|place| whole.field(*place).clone())
            .collect();
        fields.extend(computed.iter().map(|computed| computed.field.clone()));
        let policy = scope.policy(table, &whole);
        Self {
            inner,
            visible,
            computed,
            schema: Arc::new(Schema::new(fields)),
            policy,
        }
    }
}

#[async_trait]
impl TableProvider for SecuredTable {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(
        &self,
        filters: &[&Expr],
    ) -> Result<Vec<TableProviderFilterPushDown>> {
        let support = filters.iter().map(|filter| {
            let columns = filter.column_refs();
            let is_computed = |name: &str| self.computed.iter().any(|c| c.field.name() == name);
            if is_leakproof(filter) && !columns.iter().any(|column| is_computed(&column.name)) {
                TableProviderFilterPushDown::Inexact
            } else {
                TableProviderFilterPushDown::Unsupported
            }
        });
        Ok(support.collect())
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let whole = self.inner.schema();
        let asked: Vec<usize> = match projection {
            Some(projection) => projection.clone(),
            None => (0..self.schema.fields().len()).collect(),
        };
        let is_computed = |place: &usize| *place >= self.visible.len();
        let has_computed = asked.iter().any(is_computed);
        if self.policy.is_none() && !has_computed {
            let inner: Vec<usize> = asked.iter().map(|place| self.visible[*place]).collect();
            return self.inner.scan(state, Some(&inner), filters, limit).await;
        }

        // What is read: the asked columns, and those that the policy and computed ones look at.
        let mut read: Vec<usize> = Vec::new();
        let mut need = |place: usize| {
            if !read.contains(&place) {
                read.push(place);
            }
        };
        for place in &asked {
            match self.visible.get(*place) {
                Some(inner) => need(*inner),
                None => {
                    let computed = &self.computed[*place - self.visible.len()];
                    for column in computed.value.column_refs() {
                        need(whole.index_of(&column.name)?);
                    }
                }
            }
        }
        for column in self.policy.iter().flat_map(Expr::column_refs) {
            need(whole.index_of(&column.name)?);
        }
        let read_schema = whole.project(&read)?.to_dfschema()?;
        let mut pushed = filters.to_vec();
        pushed.extend(self.policy.clone());
        let mut plan = self.inner.scan(state, Some(&read), &pushed, None).await?;
        if let Some(policy) = &self.policy {
            let policy = state.create_physical_expr(policy.clone(), &read_schema)?;
            plan = Arc::new(FilterExec::try_new(policy, plan)?);
        }
        let mut columns: Vec<(Arc<dyn PhysicalExpr>, String)> = Vec::new();
        for place in &asked {
            let name = self.schema.field(*place).name().clone();
            let value: Arc<dyn PhysicalExpr> = match self.visible.get(*place) {
                Some(inner) => {
                    let name = whole.field(*inner).name();
                    Arc::new(Column::new_with_schema(name, read_schema.as_arrow())?)
                }
                None => {
                    let computed = &self.computed[*place - self.visible.len()];
                    state.create_physical_expr(computed.value.clone(), &read_schema)?
                }
            };
            columns.push((value, name));
        }
        let plan = Arc::new(ProjectionExec::try_new(columns, plan)?);
        Ok(Arc::new(BarrierExec::new(plan)))
    }
}
