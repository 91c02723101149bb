//! Workbench: where the nightly load derives marts from lake tables. It sees everything and serves
//! no person.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::datatypes::DataType;
use datafusion::catalog::{
    CatalogProvider, CatalogProviderList, MemoryCatalogProviderList, SchemaProvider, TableProvider,
};
use datafusion::common::Result as PlanResult;
use datafusion::datasource::MemTable;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::execution::context::SessionContext;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::logical_expr::{ident, lit};
use datafusion::prelude::SessionConfig;

use super::functions::{PupilKeys, local_day_function, pseudonym_function};
use super::runtime::{Engine, Error};
use super::session::day_value;
use crate::lake::Snapshot;
use crate::period::Period;

/// Runs the SQL of marts over whole tables: `lake.…`, `mart.…` and the list `changed`.
pub struct Workbench {
    context: SessionContext,
    shelves: Shelves,
}

impl Workbench {
    pub fn open(engine: &Engine, snapshot: Snapshot, keys: &PupilKeys) -> Result<Self, Error> {
        let config = SessionConfig::new()
            .with_target_partitions(engine.cores())
            .with_create_default_catalog_and_schema(false)
            .with_default_catalog_and_schema("office", "changes");
        let shelves = Shelves {
            now: Arc::new(Mutex::new(snapshot.clone())),
            before: Arc::new(Mutex::new(snapshot)),
            extra: Arc::new(Mutex::new(HashMap::new())),
        };
        let catalogs = MemoryCatalogProviderList::new();
        catalogs.register_catalog("office".into(), Arc::new(shelves.clone()));
        let state = SessionStateBuilder::new()
            .with_default_features()
            .with_config(config)
            .with_runtime_env(engine.env_of_question()?)
            .with_catalog_list(Arc::new(catalogs))
            .build();
        let context = SessionContext::new_with_state(state);
        context.register_udf(keys.function());
        context.register_udf(pseudonym_function());
        context.register_udf(local_day_function());
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

    /// Puts a small list beside the tables, such as `changed`.
    pub fn lay_out(&self, name: &str, rows: RecordBatch) -> Result<(), Error> {
        let table = MemTable::try_new(rows.schema(), vec![vec![rows]])?;
        locked(&self.shelves.extra).insert(name.to_owned(), Arc::new(table));
        Ok(())
    }

    /// Runs SQL and hands its rows over one batch at a time, in one stream whose order is the query's.
    pub async fn stream(&self, sql: &str) -> Result<SendableRecordBatchStream, Error> {
        let frame = self.context.sql(sql).await?;
        Ok(frame.execute_stream().await?)
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
        let frame = self.context.sql(sql).await?;
        Ok(frame.collect().await?)
    }
}

#[derive(Debug, Clone)]
struct Shelves {
    now: Arc<Mutex<Snapshot>>,
    before: Arc<Mutex<Snapshot>>,
    extra: Arc<Mutex<HashMap<String, Arc<dyn TableProvider>>>>,
}

impl CatalogProvider for Shelves {
    fn schema_names(&self) -> Vec<String> {
        ["lake", "mart", "before", "changes"]
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
        let table = match self.name.as_str() {
            "changes" => return locked(&self.shelves.extra).get(table).cloned(),
            "before" => locked(&self.shelves.before).table(&format!("lake.{table}"))?,
            shelf => locked(&self.shelves.now).table(&format!("{shelf}.{table}"))?,
        };
        Some(table)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
