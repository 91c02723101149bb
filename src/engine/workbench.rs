//! Workbench: where the nightly load derives marts from lake tables. It sees everything and serves
//! no person.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use async_trait::async_trait;
use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::datatypes::{DataType, Schema};
use datafusion::catalog::{
    CatalogProvider, CatalogProviderList, MemoryCatalogProviderList, SchemaProvider, TableProvider,
};
use datafusion::common::Result as PlanResult;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::datasource::ViewTable;
use datafusion::execution::context::SessionContext;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::logical_expr::{LogicalPlan, ident, lit};
use datafusion::physical_plan::collect;
use datafusion::prelude::SessionConfig;
use jiff::civil::Date;

use super::functions::{PupilKeys, local_day_function, local_moment_function, pseudonym_function};
use super::held::Held;
use super::house::locked;
use super::runtime::{Engine, Error};
use super::session::day_value;
use crate::lake::Snapshot;
use crate::model::Model;
use crate::period::Period;

/// Runs the SQL of marts over whole tables, `lake.…`, `mart.…`, `before.…` and lists such as `changed`, or over rows laid
/// out in their place.
pub struct Workbench {
    context: SessionContext,
    shelves: Shelves,
}

impl Workbench {
    /// Opens a workbench whose plans run in so many parts at once.
    pub fn open(
        engine: &Engine,
        snapshot: Snapshot,
        keys: &PupilKeys,
        parts: usize,
    ) -> Result<Self, Error> {
        let config = SessionConfig::new()
            .with_target_partitions(parts)
            .with_create_default_catalog_and_schema(false)
            .with_default_catalog_and_schema("office", "changes");
        let shelves = Shelves {
            now: Arc::new(Mutex::new(snapshot.clone())),
            before: Arc::new(Mutex::new(snapshot)),
            held: Arc::new(Mutex::new(HashMap::new())),
            parts,
        };
        let catalogs = MemoryCatalogProviderList::new();
        catalogs.register_catalog("office".into(), Arc::new(shelves.clone()));
        let state = SessionStateBuilder::new()
            .with_default_features()
            .with_config(config)
            .with_runtime_env(engine.env_of_load()?)
            .with_catalog_list(Arc::new(catalogs))
            .build();
        let context = SessionContext::new_with_state(state);
        context.register_udf(keys.function());
        context.register_udf(pseudonym_function());
        context.register_udf(local_day_function());
        context.register_udf(local_moment_function());
        Ok(Self { context, shelves })
    }

    /// Takes the tables as they are after a commit.
    pub fn refresh(&self, snapshot: Snapshot) {
        *locked(&self.shelves.now) = snapshot;
    }

    /// Takes the lake's tables as they were, to be read as `before.…`.
    pub fn remember(&self, snapshot: Snapshot) {
        *locked(&self.shelves.before) = snapshot;
    }

    /// Puts rows in the place of a table, or beside the tables: `lake.marks`, `changes.changed`.
    pub fn lay_out(
        &self,
        name: &str,
        schema: &Schema,
        rows: Vec<RecordBatch>,
    ) -> Result<(), Error> {
        let table = Held::new(schema, rows, self.shelves.parts)?;
        locked(&self.shelves.held).insert(name.to_owned(), Arc::new(table));
        Ok(())
    }

    /// Puts rows with some of a table's columns in its place: what is planned may name the others, and must not read them.
    pub fn lay_out_some(
        &self,
        name: &str,
        schema: &Schema,
        rows: Vec<RecordBatch>,
        whole: &Schema,
    ) -> Result<(), Error> {
        let table = Held::new(schema, rows, self.shelves.parts)?.naming(whole);
        locked(&self.shelves.held).insert(name.to_owned(), Arc::new(table));
        Ok(())
    }

    /// Reads rows of some schools in one year into memory, from a first day on where one is given, and lays
    /// them out in the place of their table. The schools come sorted.
    pub async fn hold(
        &self,
        table: &str,
        columns: &BTreeSet<String>,
        schools: &[&str],
        school_year: &str,
        from: Option<(&str, Date)>,
    ) -> Result<(), Error> {
        let mut frame = self.context.table(table).await?;
        frame = frame.filter(ident("school_year").eq(lit(school_year)))?;
        if let (Some(first), Some(last)) = (schools.first(), schools.last()) {
            // Bounds leave out row groups, which a long list does not.
            frame = frame.filter(ident("school_id").between(lit(*first), lit(*last)))?;
        }
        let listed = schools.iter().map(|school| lit(*school)).collect();
        frame = frame.filter(ident("school_id").in_list(listed, false))?;
        if let Some((day, first)) = from {
            frame = frame.filter(ident(day).gt_eq(lit(day_value(first))))?;
        }
        let frame = frame.select(columns.iter().map(ident).collect::<Vec<_>>())?;
        let schema = frame.schema().as_arrow().clone();
        let rows = frame.collect().await?;
        self.lay_out(table, &schema, rows)
    }

    /// Returns the columns of each table that SQL reads.
    pub async fn columns_read(
        &self,
        sql: &str,
    ) -> Result<BTreeMap<String, BTreeSet<String>>, Error> {
        let plan = self.context.sql(sql).await?.into_optimized_plan()?;
        let mut read: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        plan.apply_with_subqueries(|node| {
            if let LogicalPlan::TableScan(scan) = node {
                let columns = read.entry(scan.table_name.to_string()).or_default();
                let fields = scan.projected_schema.fields().iter();
                columns.extend(fields.map(|field| field.name().clone()));
            }
            Ok(TreeNodeRecursion::Continue)
        })?;
        Ok(read)
    }

    /// Lays out a view under its name, and the views that it reads, over what is laid out by now.
    pub async fn lay_out_view(&self, name: &str, model: &Model) -> Result<(), Error> {
        let Some(view) = model.mart(name).filter(|mart| mart.is_view()) else {
            return Ok(());
        };
        let state = self.context.state();
        let statement =
            state.sql_to_statement(&view.sql, &datafusion::config::Dialect::PostgreSQL)?;
        for table in state.resolve_table_references(&statement)? {
            if table.table() != name {
                Box::pin(self.lay_out_view(table.table(), model)).await?;
            }
        }
        let plan = state.statement_to_plan(statement).await?;
        let view: Arc<dyn TableProvider> = Arc::new(ViewTable::new(plan, None));
        locked(&self.shelves.held).insert(format!("changes.{name}"), view);
        Ok(())
    }

    /// Returns the columns that SQL would answer with.
    pub async fn schema_of(&self, sql: &str) -> Result<Schema, Error> {
        Ok(self.context.sql(sql).await?.schema().as_arrow().clone())
    }

    /// Runs SQL and returns all its rows, in the order of the query.
    pub async fn answer(&self, sql: &str) -> Result<(Schema, Vec<RecordBatch>), Error> {
        let begun = Instant::now();
        let frame = self.context.sql(sql).await?;
        let schema = frame.schema().as_arrow().clone();
        let plan = frame.create_physical_plan().await?;
        let planned = begun.elapsed();
        let rows = collect(plan, self.context.task_ctx()).await?;
        tracing::trace!(
            planned_us = planned.as_micros(),
            computed_us = (begun.elapsed() - planned).as_micros(),
            "workbench"
        );
        Ok((schema, rows))
    }

    /// Returns stored rows of one school: of one school year, or those whose day lies outside a period.
    pub async fn stored(
        &self,
        table: &str,
        columns: &[String],
        school_id: &str,
        school_year: Option<&str>,
        outside: Option<(&str, Period)>,
    ) -> Result<Vec<RecordBatch>, Error> {
        let mut frame = self.context.table(format!("lake.{table}")).await?;
        frame = frame.filter(ident("school_id").eq(lit(school_id)))?;
        if let Some(year) = school_year {
            frame = frame.filter(ident("school_year").eq(lit(year)))?;
        }
        if let Some((day, period)) = outside {
            let is_before = ident(day).lt(lit(day_value(period.from)));
            frame = frame.filter(is_before.or(ident(day).gt(lit(day_value(period.to)))))?;
        }
        let mut once: Vec<&String> = columns.iter().collect();
        once.sort();
        once.dedup();
        let frame = frame.select(
            once.into_iter()
                .map(|column| ident(column.as_str()))
                .collect::<Vec<_>>(),
        )?;
        Ok(frame.collect().await?)
    }

    /// Returns the time zone of a school's last stored row.
    pub async fn timezone(&self, school_id: &str) -> Result<Option<String>, Error> {
        let columns = ["timezone".to_owned()];
        let rows = self
            .stored("school", &columns, school_id, None, None)
            .await?;
        let zones = rows
            .iter()
            .rev()
            .filter(|rows| rows.num_rows() > 0)
            .find_map(|rows| {
                let zones =
                    datafusion::arrow::compute::cast(rows.column(0), &DataType::Utf8).ok()?;
                let zones = zones.as_string::<i32>();
                zones.is_valid(0).then(|| zones.value(0).to_owned())
            });
        Ok(zones)
    }

    /// Runs SQL whose answer is small.
    pub async fn rows(&self, sql: &str) -> Result<Vec<RecordBatch>, Error> {
        Ok(self.answer(sql).await?.1)
    }
}

#[derive(Debug, Clone)]
struct Shelves {
    now: Arc<Mutex<Snapshot>>,
    before: Arc<Mutex<Snapshot>>,
    held: Arc<Mutex<HashMap<String, Arc<dyn TableProvider>>>>,
    /// Into how many parts held rows are dealt, to be read at once.
    parts: usize,
}

impl CatalogProvider for Shelves {
    fn schema_names(&self) -> Vec<String> {
        ["lake", "mart", "before", "past", "changes"]
            .map(str::to_owned)
            .into()
    }

    fn schema(&self, name: &str) -> Option<Arc<dyn SchemaProvider>> {
        let is_known = self.schema_names().iter().any(|known| known == name);
        is_known.then(|| {
            Arc::new(Shelf {
                name: name.to_owned(),
                shelves: self.clone(),
            }) as Arc<dyn SchemaProvider>
        })
    }
}

#[derive(Debug)]
struct Shelf {
    name: String,
    shelves: Shelves,
}

impl Shelf {
    fn get(&self, table: &str) -> Option<Arc<dyn TableProvider>> {
        let name = format!("{}.{table}", self.name);
        if let Some(held) = locked(&self.shelves.held).get(&name) {
            return Some(held.clone());
        }
        let mart = || {
            let name = format!("mart.{table}");
            if let Some(held) = locked(&self.shelves.held).get(&name) {
                return Some(held.clone());
            }
            let table: Arc<dyn TableProvider> = locked(&self.shelves.now).table(&name)?;
            Some(table)
        };
        let table = match self.name.as_str() {
            "before" => locked(&self.shelves.before).table(&format!("lake.{table}"))?,
            "past" => locked(&self.shelves.now).table(&format!("mart.{table}"))?,
            // Views name marts as questions do.
            "changes" => mart()?,
            _ => locked(&self.shelves.now).table(&name)?,
        };
        Some(table)
    }
}

#[async_trait]
impl SchemaProvider for Shelf {
    fn table_names(&self) -> Vec<String> {
        Vec::new()
    }

    async fn table(&self, name: &str) -> PlanResult<Option<Arc<dyn TableProvider>>> {
        Ok(self.get(name))
    }

    fn table_exist(&self, name: &str) -> bool {
        self.get(name).is_some()
    }
}
