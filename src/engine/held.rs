//! Held: rows kept in memory, with statistics from which joins can be ordered.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::array::{ArrayRef, AsArray, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::stats::Precision;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{ColumnStatistics, Result, Statistics, internal_err};
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties, ReplaceChildrenOptions,
};

/// A table in memory. The engine's own one does not say how many different schools its rows have; then every
/// join by school is taken to shrink its rows to one per school, and the larger side is put into the hash table.
#[derive(Debug)]
pub(super) struct Held {
    /// The columns that are held, then those that are known by name only.
    schema: SchemaRef,
    held: SchemaRef,
    parts: Vec<Vec<RecordBatch>>,
    statistics: Statistics,
}

/// Columns that many rows share.
const COARSE: [&str; 2] = ["school_id", "school_year"];

impl Held {
    pub fn new(schema: &Schema, rows: Vec<RecordBatch>, parts: usize) -> Result<Self> {
        let fields = schema.fields().iter().map(|field| match field.data_type() {
            DataType::Utf8 => Arc::new(field.as_ref().clone().with_data_type(DataType::Utf8View)),
            _ => field.clone(),
        });
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let mut kept = Vec::with_capacity(rows.len());
        for batch in rows {
            let columns: Result<Vec<ArrayRef>> = batch.columns().iter().map(own).collect();
            kept.push(RecordBatch::try_new(schema.clone(), columns?)?);
        }
        let statistics = statistics(&schema, &kept);
        let mut dealt = vec![Vec::new(); parts.max(1)];
        for (place, batch) in kept.into_iter().enumerate() {
            dealt[place % parts.max(1)].push(batch);
        }
        Ok(Self {
            held: schema.clone(),
            schema,
            parts: dealt,
            statistics,
        })
    }

    /// Adds the names of columns that plans may pass through and none reads in the end.
    pub fn naming(mut self, others: &Schema) -> Self {
        let is_new = |field: &&Arc<Field>| self.held.field_with_name(field.name()).is_err();
        let others = others.fields().iter().filter(is_new).cloned();
        let fields: Vec<_> = self.held.fields().iter().cloned().chain(others).collect();
        self.schema = Arc::new(Schema::new(fields));
        self
    }
}

/// Returns a column whose texts are views, which joins copy fastest, into memory of their own: as they were
/// read they point into whole pages, and would hold them.
fn own(column: &ArrayRef) -> Result<ArrayRef> {
    let views = cast(
        column,
        &match column.data_type() {
            DataType::Utf8 => DataType::Utf8View,
            other => other.clone(),
        },
    )?;
    Ok(match views.as_string_view_opt() {
        Some(views) => Arc::new(views.gc()),
        None => views,
    })
}

fn statistics(schema: &SchemaRef, rows: &[RecordBatch]) -> Statistics {
    let column = |place: usize, name: &str| ColumnStatistics {
        distinct_count: match COARSE.contains(&name) {
            true => Precision::Inexact(different(rows, place)),
            false => Precision::Absent,
        },
        ..ColumnStatistics::new_unknown()
    };
    let fields = schema.fields().iter().enumerate();
    Statistics {
        num_rows: Precision::Exact(rows.iter().map(RecordBatch::num_rows).sum()),
        total_byte_size: Precision::Inexact(
            rows.iter().map(RecordBatch::get_array_memory_size).sum(),
        ),
        column_statistics: fields
            .map(|(place, field)| column(place, field.name()))
            .collect(),
    }
}

/// Counts different texts. Rows are mostly sorted, so that only the first of a run is looked at.
fn different(rows: &[RecordBatch], place: usize) -> usize {
    let mut seen = HashSet::new();
    for batch in rows {
        let Some(texts) = batch.column(place).as_string_view_opt() else {
            continue;
        };
        let mut last = None;
        for text in texts.iter().flatten() {
            if last != Some(text) {
                seen.insert(text);
                last = Some(text);
            }
        }
    }
    seen.len().max(1)
}

#[async_trait]
impl TableProvider for Held {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        _: &dyn Session,
        projection: Option<&Vec<usize>>,
        _: &[Expr],
        _: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let width = self.held.fields().len();
        let asked = projection.map_or(self.schema.fields().len(), |places| {
            places.iter().map(|place| place + 1).max().unwrap_or(0)
        });
        if asked > width {
            let name = self.schema.field(asked - 1).name();
            return internal_err!("column {name} is not held");
        }
        let rows =
            MemorySourceConfig::try_new_exec(&self.parts, self.held.clone(), projection.cloned())?;
        Ok(Arc::new(HeldExec {
            rows,
            statistics: Arc::new(self.statistics.clone().project(projection)),
        }))
    }
}

/// Reads held rows and tells their statistics.
#[derive(Debug)]
struct HeldExec {
    rows: Arc<dyn ExecutionPlan>,
    statistics: Arc<Statistics>,
}

impl DisplayAs for HeldExec {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HeldExec")
    }
}

impl ExecutionPlan for HeldExec {
    fn name(&self) -> &str {
        "HeldExec"
    }

    fn schema(&self) -> SchemaRef {
        self.rows.schema()
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        self.rows.properties()
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        Vec::new()
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn replace_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
        _: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        match children.is_empty() {
            true => Ok(self),
            false => internal_err!("held rows have no children"),
        }
    }

    fn with_new_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        match children.is_empty() {
            true => Ok(self),
            false => internal_err!("held rows have no children"),
        }
    }

    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        self.rows.execute(partition, context)
    }

    fn partition_statistics(&self, partition: Option<usize>) -> Result<Arc<Statistics>> {
        match partition {
            None => Ok(self.statistics.clone()),
            Some(_) => Ok(Arc::new(Statistics::new_unknown(&self.schema()))),
        }
    }
}
