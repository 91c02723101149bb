//! Session: one snapshot seen by one scope.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use datafusion::arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Int64Array, RecordBatch, TimestampMicrosecondArray,
};
use datafusion::catalog::{
    CatalogProviderList, MemoryCatalogProviderList, TableProvider, view::ViewTable,
};
use datafusion::common::{DataFusionError, Result as PlanResult, ScalarValue};
use datafusion::datasource::{MemTable, provider_as_source};
use datafusion::execution::context::SessionContext;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::logical_expr::{LogicalPlan, LogicalPlanBuilder};
use datafusion::prelude::SessionConfig;
use jiff::Timestamp;
use jiff::civil::Date;

use super::ages::ages;
use super::house::{House, Room, locked};
use super::params::Params;
use super::runtime::{Engine, Error};
use super::{functions, verify};
use crate::access::{Scope, SecuredTable};
use crate::constructor::{Asked, Span};
use crate::lake::Snapshot;
use crate::model::{Mart, Model, Personal};
use crate::period::epoch_day;

/// What a question is asked against beside data: the clock's moment and day.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    pub now: Timestamp,
    pub today: Date,
}

/// The only door to data: tables as a scope has them at the versions of a release.
pub struct Session {
    model: Arc<Model>,
    snapshot: Snapshot,
    scope: Scope,
    moment: Moment,
    context: SessionContext,
    marts: Arc<Room>,
    /// What was asked when each view of few rows was read, whose rows stand among the marts.
    read_for: Mutex<HashMap<String, Asked>>,
    only_plans: bool,
}

impl Session {
    /// Opens a session. `last_day` is the last day asked, by which ages are told; without it each
    /// school's data day is taken.
    pub fn open(
        engine: &Engine,
        model: Arc<Model>,
        snapshot: Snapshot,
        scope: &Scope,
        moment: Moment,
        last_day: Option<Date>,
    ) -> Result<Self, Error> {
        let config = SessionConfig::new()
            .with_target_partitions(engine.cores())
            .with_create_default_catalog_and_schema(false)
            .with_default_catalog_and_schema("office", "mart")
            .with_information_schema(false)
            .set_bool("datafusion.execution.enable_recursive_ctes", false)
            .set_bool("datafusion.execution.collect_statistics", true)
            // Plans and views put the side to be held in memory first. The engine would turn them round on the
            // belief that a join leaves one row per school, and hold every lesson of every pupil.
            .set_bool("datafusion.optimizer.join_reordering", false)
            .set_bool("datafusion.sql_parser.enable_ident_normalization", true);
        let house = Arc::new(House::default());
        let (marts, datasets) = (house.marts.clone(), house.datasets.clone());
        let catalogs = MemoryCatalogProviderList::new();
        catalogs.register_catalog("office".into(), house);
        let state = functions::allowed()
            .with_config(config)
            .with_runtime_env(engine.env_of_question()?)
            .with_catalog_list(Arc::new(catalogs))
            .build();
        for mart in model.marts.iter().filter(|mart| mart.is_stored()) {
            // A release from before a mart was declared has no row of it.
            let table: Arc<dyn TableProvider> = match snapshot.table(&format!("mart.{}", mart.name))
            {
                Some(table) => table,
                None => Arc::new(MemTable::try_new(mart.schema(), vec![Vec::new()])?),
            };
            marts.put(
                &mart.name,
                Arc::new(secured_mart(mart, table, scope, last_day)),
            );
        }
        for dataset in model.datasets.iter() {
            if let Some(table) = snapshot.table(&format!("lake.{}", dataset.name)) {
                let personal = |name: &str| dataset.column(name).and_then(|column| column.personal);
                let secured = SecuredTable::new(table, &dataset.name, scope, personal, Vec::new());
                datasets.put(&dataset.name, Arc::new(secured));
            }
        }
        Ok(Self {
            model,
            snapshot,
            scope: scope.clone(),
            moment,
            context: SessionContext::new_with_state(state),
            marts,
            read_for: Mutex::default(),
            only_plans: false,
        })
    }

    /// Gives the session the memory of a file: one row of workers, small batches, and early on the disk what can be there.
    pub(super) fn in_little_memory(self, engine: &Engine) -> Result<Self, Error> {
        let config = (self.context.copied_config())
            .with_target_partitions(1)
            .with_batch_size(ROWS_OF_LITTLE_BATCH)
            .with_sort_spill_reservation_bytes(SPILL_RESERVATION_BYTES)
            // What was gathered is sorted at once: a merge of many batches holds the keys of them all.
            .with_sort_in_place_threshold_bytes(usize::MAX);
        let state = SessionStateBuilder::new_from_existing(self.context.state())
            .with_config(config)
            .with_runtime_env(engine.env_of_file()?)
            .build();
        Ok(Self {
            context: SessionContext::new_with_state(state),
            ..self
        })
    }

    /// Makes plans all that the session is for: it reads no row, and so what it plans must not be run.
    pub(super) fn for_plans(self) -> Self {
        Self {
            only_plans: true,
            ..self
        }
    }

    pub fn model(&self) -> &Arc<Model> {
        &self.model
    }

    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    pub fn moment(&self) -> Moment {
        self.moment
    }

    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    pub(super) fn only_plans(&self) -> bool {
        self.only_plans
    }

    pub(super) fn context(&self) -> &SessionContext {
        &self.context
    }

    /// Returns the plan that reads a mart, a stored one or a view, which may look at `asked`.
    pub(super) async fn mart(&self, name: &str, asked: &Asked) -> Result<LogicalPlan, Error> {
        self.marts.put("asked", Arc::new(asked_table(asked)?));
        self.prepare(name, asked, &mut Vec::new()).await?;
        let Some(table) = self.marts.get(name) else {
            return Err(Error::Plan(DataFusionError::Plan(format!(
                "there is no mart {name}"
            ))));
        };
        if let Some(view) = (table.as_ref() as &dyn std::any::Any).downcast_ref::<ViewTable>() {
            return Ok(view.logical_plan().clone());
        }
        let plan = LogicalPlanBuilder::scan(name, provider_as_source(table), None)?.build()?;
        Ok(plan)
    }

    /// Returns the plan that reads a mart, over all days where it is a view of spans.
    pub(super) async fn whole_mart(&self, name: &str) -> Result<LogicalPlan, Error> {
        self.mart(name, &self.asked_of_all()).await
    }

    fn asked_of_all(&self) -> Asked {
        Asked::whole(self.moment.now, self.moment.today)
    }

    /// Puts the entries of a register beside the marts, as the scope has them.
    pub fn lay_down(&self, register: &str, entries: RecordBatch) -> Result<(), Error> {
        let Some(mart) = self.model.mart(register).filter(|mart| mart.is_register()) else {
            return Err(Error::Plan(DataFusionError::Plan(format!(
                "there is no register {register}"
            ))));
        };
        let table = MemTable::try_new(entries.schema(), vec![vec![entries]])?;
        let secured = secured_mart(mart, Arc::new(table), &self.scope, None);
        self.marts.put(register, Arc::new(secured));
        Ok(())
    }

    /// Puts rows of ours beside the marts, for plans of this session.
    pub(super) fn lay_out(&self, name: &str, rows: RecordBatch) -> Result<(), Error> {
        let table = MemTable::try_new(rows.schema(), vec![vec![rows]])?;
        self.marts.put(name, Arc::new(table));
        Ok(())
    }

    /// Plans a person's own SQL over the secured tables.
    pub(super) async fn sql(&self, sql: &str, params: Params) -> Result<LogicalPlan, Error> {
        verify::check_text(sql).map_err(Error::Refused)?;
        let asked = self.asked_of_all();
        self.marts.put("asked", Arc::new(asked_table(&asked)?));
        let state = self.context.state();
        let unreadable = |_| {
            Error::Refused(
                "запрос не разобран: проверьте синтаксис, имена таблиц и столбцов".into(),
            )
        };
        let missing = |()| {
            Error::Refused("параметры не подходят к запросу: нужны все, что в нём названы".into())
        };
        let statement = state
            .sql_to_statement(sql, &datafusion::config::Dialect::PostgreSQL)
            .map_err(unreadable)?;
        if !matches!(&statement, datafusion::sql::parser::Statement::Statement(inner)
            if matches!(inner.as_ref(), datafusion::sql::sqlparser::ast::Statement::Query(_)))
        {
            return Err(Error::Refused(
                "такая команда не разрешена: можно только спрашивать (select)".into(),
            ));
        }
        for table in state
            .resolve_table_references(&statement)
            .map_err(unreadable)?
        {
            self.prepare(table.table(), &asked, &mut Vec::new()).await?;
        }
        let plan = state
            .statement_to_plan(statement)
            .await
            .map_err(unreadable)?;
        let plan = match params {
            Params::None => plan,
            Params::Listed(values) => plan.with_param_values(values).map_err(|_| missing(()))?,
            Params::Named(values) => plan.with_param_values(values).map_err(|_| missing(()))?,
        };
        if !plan.get_parameter_names()?.is_empty() {
            return Err(missing(()));
        }
        verify::check_plan(&plan).map_err(Error::Refused)?;
        Ok(plan)
    }

    /// Plans a view, and the views that it reads, over the tables of this session.
    async fn prepare(
        &self,
        name: &str,
        asked: &Asked,
        under_way: &mut Vec<String>,
    ) -> Result<(), Error> {
        let Some(mart) = self.model.mart(name).filter(|mart| mart.is_view()) else {
            return Ok(());
        };
        let is_few = mart.head.is_few;
        if is_few && locked(&self.read_for).get(name) == Some(asked) {
            return Ok(());
        }
        if under_way.iter().any(|other| other == name) {
            return Err(Error::Plan(DataFusionError::Plan(format!(
                "view {name} reads itself"
            ))));
        }
        under_way.push(name.to_owned());
        let state = self.context.state();
        let statement =
            state.sql_to_statement(&mart.sql, &datafusion::config::Dialect::PostgreSQL)?;
        for table in state.resolve_table_references(&statement)? {
            Box::pin(self.prepare(table.table(), asked, under_way)).await?;
        }
        let plan = state.statement_to_plan(statement).await?;
        let table: Arc<dyn TableProvider> = match is_few {
            true => Arc::new(self.held(plan).await?),
            false => Arc::new(ViewTable::new(plan, None)),
        };
        self.marts.put(name, table);
        if is_few {
            locked(&self.read_for).insert(name.to_owned(), asked.clone());
        }
        under_way.pop();
        Ok(())
    }

    /// Reads the rows of a view that has few.
    async fn held(&self, plan: LogicalPlan) -> Result<MemTable, Error> {
        let schema = Arc::clone(plan.schema().inner());
        let rows = match self.only_plans {
            true => Vec::new(),
            false => {
                let frame = self.context.execute_logical_plan(plan).await?;
                frame.collect().await?
            }
        };
        Ok(MemTable::try_new(schema, vec![rows])?)
    }
}

fn secured_mart(
    mart: &Mart,
    table: Arc<dyn TableProvider>,
    scope: &Scope,
    last_day: Option<Date>,
) -> SecuredTable {
    let personal =
        |name: &str| -> Option<Personal> { mart.column(name).and_then(|column| column.personal) };
    let has_ages = mart.column("birth_date").is_some() && mart.column("data_day").is_some();
    let computed = match has_ages {
        true => ages(last_day),
        false => Vec::new(),
    };
    SecuredTable::new(table, &mart.name, scope, personal, computed)
}

/// Rows of a batch where many sorted runs are merged, each of which holds one.
const ROWS_OF_LITTLE_BATCH: usize = 2048;

/// Memory that a sort keeps free to merge what it spilled.
const SPILL_RESERVATION_BYTES: usize = 2 << 20;

/// Returns a day as date columns hold it.
pub(super) fn day_value(day: Date) -> ScalarValue {
    ScalarValue::Date32(Some(epoch_day(day)))
}

fn asked_table(asked: &Asked) -> PlanResult<MemTable> {
    let days = |day: fn(&Span) -> Option<Date>| -> ArrayRef {
        let days = asked.spans.iter().map(|span| day(span).map(epoch_day));
        Arc::new(Date32Array::from_iter(days))
    };
    let count = asked.spans.len();
    let now = TimestampMicrosecondArray::from(vec![asked.now.as_microsecond(); count])
        .with_timezone("UTC");
    let today = epoch_day(asked.today);
    let rows = RecordBatch::try_from_iter_with_nullable(vec![
        ("bucket", days(|span| span.bucket), true),
        ("from_day", days(|span| span.from), true),
        ("to_day", days(|span| span.to), true),
        (
            "term_back",
            Arc::new(Int64Array::from(vec![asked.term_back; count])) as ArrayRef,
            true,
        ),
        (
            "is_cut",
            Arc::new(BooleanArray::from(vec![asked.is_cut; count])) as ArrayRef,
            true,
        ),
        ("now", Arc::new(now) as ArrayRef, true),
        (
            "today",
            Arc::new(Date32Array::from(vec![today; count])) as ArrayRef,
            true,
        ),
    ])?;
    MemTable::try_new(rows.schema(), vec![vec![rows]])
}
