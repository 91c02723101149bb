//! SQL: a person's own, over the secured tables of that person's scope.

use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Schema};
use arrow::error::ArrowError;
use serde_json::Value;

use super::ask::{engine_error, refused};
use super::people::require;
use super::trail::Deed;
use super::{Action, App, AskError, Asker};
use crate::access::Scope;
use crate::audit;
use crate::catalogue::say;
use crate::constructor::Fault;
use crate::engine::{self, Params, Session};
use crate::table::{ColumnKind, Format, Table, TableColumn};

/// Rows of an answer when the question does not say.
const DEFAULT_ROWS: usize = 10_000;

/// The answer to a person's own SQL.
pub struct SqlAnswer {
    pub rows: Vec<RecordBatch>,
    pub release: i64,
    pub is_truncated: bool,
}

/// A table that may be asked in SQL, as the asker has it.
pub struct SqlTable {
    pub name: String,
    pub title: String,
    /// What one row is, in words.
    pub grain: String,
    pub columns: Vec<String>,
}

impl App {
    /// Returns the tables that an asker may ask in SQL: marts first, then what came from the journals.
    pub fn sql_tables(&self, asker: &Asker) -> Vec<SqlTable> {
        let sight = asker.scope.sight();
        let marts = self.model.marts.iter().map(|mart| {
            let columns = mart.head.columns.iter();
            let columns = columns.filter(|column| sight.sees(column.personal));
            SqlTable {
                name: mart.name.clone(),
                title: mart.head.title.clone(),
                grain: mart.head.grain.clone(),
                columns: columns.map(|column| column.name.clone()).collect(),
            }
        });
        let datasets = self.model.datasets.iter().map(|dataset| {
            let columns = dataset.columns.iter();
            let columns = columns.filter(|column| sight.sees(column.personal));
            SqlTable {
                name: format!("lake.{}", dataset.name),
                title: dataset.title.clone(),
                grain: dataset.grain.clone(),
                columns: columns.map(|column| column.name.clone()).collect(),
            }
        });
        marts.chain(datasets).collect()
    }

    /// Answers a person who has the right to ask in SQL; what was asked is written down.
    pub async fn ask_sql_as(
        &self,
        asker: &Asker,
        sql: &str,
        params: &Value,
        limit: Option<usize>,
    ) -> Result<SqlAnswer, AskError> {
        require(asker, Action::Sql)?;
        let most = self.config.limits.rows_json;
        let limit = limit.unwrap_or(DEFAULT_ROWS).min(most);
        let answered = self.ask_sql(&asker.scope, sql, params, limit).await;
        let deed = Deed::new(audit::Action::Sql, "").about(sql);
        let deed = match &answered {
            Ok(answer) => Deed {
                rows: Some(answer.rows.iter().map(|rows| rows.num_rows() as u64).sum()),
                release: Some(answer.release),
                ..deed
            },
            Err(AskError::Refused { .. }) => deed.with_outcome(audit::Outcome::Refused),
            Err(_) => deed.with_outcome(audit::Outcome::Failed),
        };
        self.record(asker, deed).await?;
        answered
    }

    /// Answers SQL over the tables of a scope.
    pub async fn ask_sql(
        &self,
        scope: &Scope,
        sql: &str,
        params: &Value,
        limit: usize,
    ) -> Result<SqlAnswer, AskError> {
        self.ask_sql_as_of(scope, sql, params, limit, None).await
    }

    /// Answers SQL over the tables of a scope as a release has them, or as they are now.
    pub(super) async fn ask_sql_as_of(
        &self,
        scope: &Scope,
        sql: &str,
        params: &Value,
        limit: usize,
        release: Option<i64>,
    ) -> Result<SqlAnswer, AskError> {
        let Some(params) = Params::of_json(params) else {
            let message = say!("sql-params-due");
            return Err(refused(vec![Fault::new("params", message)]));
        };
        let (release, snapshot) = self.snapshot(release).await?;
        let session = Session::open(
            &self.engine,
            self.model.clone(),
            snapshot,
            scope,
            self.moment(),
            None,
        )
        .map_err(engine_error)?;
        self.lay_down_registers(&session, |_| true).await?;
        let sql = sql.to_owned();
        let (rows, is_truncated) = self
            .engine
            .run(async move { engine::sql(&session, &sql, params, limit).await })
            .await
            .map_err(engine_error)?;
        Ok(SqlAnswer {
            rows,
            release: release.id,
            is_truncated,
        })
    }
}

impl SqlAnswer {
    /// Lays the rows out as a table: numbers as numbers, everything else as text.
    pub fn to_table(&self) -> Result<Table, ArrowError> {
        let schema = self.rows.first().map(RecordBatch::schema);
        let fields = schema
            .map(|schema| schema.fields().clone())
            .unwrap_or_default();
        let shown = |type_: &DataType| match type_ {
            type_ if type_.is_integer() => (DataType::Int64, Format::Number(0)),
            type_ if type_.is_numeric() => (DataType::Float64, Format::Number(2)),
            _ => (DataType::Utf8, Format::Text),
        };
        let typed = fields
            .iter()
            .map(|field| Field::new(field.name(), shown(field.data_type()).0, true));
        let typed = Arc::new(Schema::new(typed.collect::<Vec<_>>()));
        let columns = fields.iter().map(|field| TableColumn {
            key: field.name().clone(),
            title: field.name().clone(),
            short_title: field.name().clone(),
            kind: ColumnKind::Dimension,
            format: shown(field.data_type()).1,
            description: String::new(),
            titles: Vec::new(),
        });
        let rows = self.rows.iter().map(|batch| {
            let cells = batch.columns().iter().zip(typed.fields());
            let cells = cells.map(|(column, field)| cast(column, field.data_type()));
            RecordBatch::try_new(typed.clone(), cells.collect::<Result<_, _>>()?)
        });
        Ok(Table {
            columns: columns.collect(),
            rows: rows.collect::<Result<_, _>>()?,
            totals: None,
            others: None,
            total: None,
            is_truncated: self.is_truncated,
            partial: None,
        })
    }
}
