//! Loads: what became of every extract that was brought, with its diagnostics.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Row, Sqlite, Transaction};

use super::mendings::{TableHeader, write_headers};
use super::{Error, Office, json_text, moment_text, parsed, parsed_json};
use crate::diagnostic::{Diagnostic, Severity};
use crate::period::Period;

/// One landing of one extract. Serialised as `contracts/query.md` prints it for `load --format json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LoadRecord {
    pub path: String,
    pub load_id: String,
    pub school_id: Option<String>,
    pub extracted_at: Option<Timestamp>,
    pub state: LoadState,
    /// The release that first held its rows; only of applied loads.
    pub release: Option<i64>,
    pub tables: Vec<TableCount>,
    pub diagnostics: Vec<Diagnostic>,
    /// The hash by which the same bytes are known again.
    #[serde(skip)]
    pub identity: String,
    #[serde(skip)]
    pub school_year: Option<String>,
    #[serde(skip)]
    pub window: Option<Period>,
    #[serde(skip)]
    pub received_at: Timestamp,
    /// Whether it was to be applied though a newer one had been.
    #[serde(skip)]
    pub is_forced: bool,
    /// The headers of the tables of which rows were rejected. They are written with the record and read back apart.
    #[serde(skip)]
    pub headers: Vec<TableHeader>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoadState {
    Running,
    Accepted,
    AcceptedWithRejects,
    Refused,
    Duplicate,
    Superseded,
}

/// How many rows of one table came and what became of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableCount {
    pub table: String,
    pub rows: u64,
    pub accepted: u64,
    pub rejected: u64,
}

/// A row of the view `quarantine`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct QuarantinedRow {
    pub load_id: String,
    pub table_name: Option<String>,
    pub file: Option<String>,
    pub line: Option<i64>,
    pub column_name: Option<String>,
    pub rule: String,
    pub message: String,
    pub raw: Option<String>,
}

impl LoadState {
    /// Says whether the rows of the extract are in the lake.
    pub fn is_applied(self) -> bool {
        matches!(self, Self::Accepted | Self::AcceptedWithRejects)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Accepted => "accepted",
            Self::AcceptedWithRejects => "accepted_with_rejects",
            Self::Refused => "refused",
            Self::Duplicate => "duplicate",
            Self::Superseded => "superseded",
        }
    }

    /// Reads the name.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "running" => Self::Running,
            "accepted" => Self::Accepted,
            "accepted_with_rejects" => Self::AcceptedWithRejects,
            "refused" => Self::Refused,
            "duplicate" => Self::Duplicate,
            "superseded" => Self::Superseded,
            _ => return None,
        })
    }
}

impl Office {
    /// Says whether these bytes have been applied before.
    pub async fn is_applied(&self, identity: &str) -> Result<bool, Error> {
        let is_applied = sqlx::query_scalar(
            "select exists (select 1 from loads where identity = ? \
             and state in ('accepted', 'accepted_with_rejects'))",
        )
        .bind(identity)
        .fetch_one(&self.pool)
        .await?;
        Ok(is_applied)
    }

    /// Returns the applied load of a school whose extract is the newest, without its diagnostics.
    pub async fn last_applied(&self, school_id: &str) -> Result<Option<LoadRecord>, Error> {
        let row = sqlx::query(
            "select * from loads where school_id = ? \
             and state in ('accepted', 'accepted_with_rejects') \
             order by extracted_at desc, id desc limit 1",
        )
        .bind(school_id)
        .fetch_optional(&self.pool)
        .await?;
        row.as_ref().map(load_of_row).transpose()
    }

    /// Returns the applied loads of a school, or of all, the newest extract first, without diagnostics.
    pub async fn applied_loads(&self, school_id: Option<&str>) -> Result<Vec<LoadRecord>, Error> {
        let rows = sqlx::query(
            "select * from loads where (?1 is null or school_id = ?1) \
             and state in ('accepted', 'accepted_with_rejects') \
             order by extracted_at desc, id desc",
        )
        .bind(school_id)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(load_of_row).collect()
    }

    /// Returns the last loads, the last one first.
    pub async fn loads(&self, limit: u32) -> Result<Vec<LoadRecord>, Error> {
        let rows = sqlx::query("select * from loads order by id desc limit ?")
            .bind(limit)
            .fetch_all(&self.pool)
            .await?;
        let faults = sqlx::query(
            "select * from diagnostics where load in \
             (select id from loads order by id desc limit ?) order by load, position",
        )
        .bind(limit)
        .fetch_all(&self.pool)
        .await?;
        let mut by_load: HashMap<i64, Vec<Diagnostic>> = HashMap::new();
        for fault in &faults {
            by_load
                .entry(fault.try_get("load")?)
                .or_default()
                .push(diagnostic_of_row(fault)?);
        }
        let loads = rows.iter().map(|row| {
            let mut load = load_of_row(row)?;
            load.diagnostics = by_load.remove(&row.try_get("id")?).unwrap_or_default();
            Ok(load)
        });
        loads.collect()
    }

    /// Returns one load with its diagnostics.
    pub async fn load(&self, load_id: &str) -> Result<Option<LoadRecord>, Error> {
        let row = sqlx::query("select * from loads where load_id = ?")
            .bind(load_id)
            .fetch_optional(&self.pool)
            .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let mut load = load_of_row(&row)?;
        let id: i64 = row.try_get("id")?;
        let faults = sqlx::query("select * from diagnostics where load = ? order by position")
            .bind(id)
            .fetch_all(&self.pool)
            .await?;
        load.diagnostics = faults
            .iter()
            .map(diagnostic_of_row)
            .collect::<Result<_, _>>()?;
        Ok(Some(load))
    }

    /// Returns the rejected rows of a load in the order of the file.
    pub async fn quarantine(
        &self,
        load_id: &str,
        limit: u32,
    ) -> Result<Vec<QuarantinedRow>, Error> {
        let rows = sqlx::query_as("select * from quarantine where load_id = ? limit ?")
            .bind(load_id)
            .bind(limit)
            .fetch_all(&self.pool)
            .await?;
        Ok(rows)
    }

    /// Counts the loads of each state, `running` ones included.
    pub async fn load_counts(&self) -> Result<Vec<(LoadState, u64)>, Error> {
        let rows: Vec<(String, i64)> =
            sqlx::query_as("select state, count(*) from loads group by state order by state")
                .fetch_all(&self.pool)
                .await?;
        let counts = rows
            .into_iter()
            .map(|(name, count)| Ok((state_of(&name)?, count as u64)));
        counts.collect()
    }
}

/// Writes a load record over the one of the same id, if there is one, with all its diagnostics.
pub(super) async fn write(
    transaction: &mut Transaction<'_, Sqlite>,
    load: &LoadRecord,
    release: Option<i64>,
) -> Result<(), Error> {
    let id: i64 = sqlx::query_scalar(
        "insert into loads (load_id, path, identity, school_id, school_year, extracted_at, \
         window_from, window_to, received_at, state, release_id, is_forced, tables) \
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
         on conflict (load_id) do update set path = excluded.path, identity = excluded.identity, \
         school_id = excluded.school_id, school_year = excluded.school_year, \
         extracted_at = excluded.extracted_at, window_from = excluded.window_from, \
         window_to = excluded.window_to, received_at = excluded.received_at, \
         state = excluded.state, release_id = excluded.release_id, \
         is_forced = excluded.is_forced, tables = excluded.tables returning id",
    )
    .bind(&load.load_id)
    .bind(&load.path)
    .bind(&load.identity)
    .bind(&load.school_id)
    .bind(&load.school_year)
    .bind(load.extracted_at.map(moment_text))
    .bind(load.window.map(|window| window.from.to_string()))
    .bind(load.window.map(|window| window.to.to_string()))
    .bind(moment_text(load.received_at))
    .bind(load.state.name())
    .bind(release)
    .bind(load.is_forced)
    .bind(json_text(&load.tables))
    .fetch_one(&mut **transaction)
    .await?;
    sqlx::query("delete from diagnostics where load = ?")
        .bind(id)
        .execute(&mut **transaction)
        .await?;
    write_headers(transaction, id, load).await?;
    for (number, chunk) in load.diagnostics.chunks(ROWS_AT_ONCE).enumerate() {
        write_diagnostics(transaction, id, number * ROWS_AT_ONCE, chunk).await?;
    }
    Ok(())
}

/// Rows of one insert. One by one each would travel to SQLite's thread and back, three times as long.
const ROWS_AT_ONCE: usize = 128;

async fn write_diagnostics(
    transaction: &mut Transaction<'_, Sqlite>,
    load: i64,
    first_position: usize,
    diagnostics: &[Diagnostic],
) -> Result<(), Error> {
    let rows = vec!["(?,?,?,?,?,?,?,?,?,?,?,?)"; diagnostics.len()].join(",");
    let statement = format!("insert into diagnostics values {rows}");
    let mut insert = sqlx::query(AssertSqlSafe(statement));
    for (position, diagnostic) in (first_position as i64..).zip(diagnostics) {
        insert = insert
            .bind(load)
            .bind(position)
            .bind(severity_name(diagnostic.severity))
            .bind(&diagnostic.rule)
            .bind(&diagnostic.table)
            .bind(&diagnostic.file)
            .bind(diagnostic.line.map(|line| line as i64))
            .bind(&diagnostic.column)
            .bind(&diagnostic.message)
            .bind(&diagnostic.raw)
            .bind(&diagnostic.hint)
            .bind(diagnostic.fields.as_ref().map(json_text));
    }
    insert.execute(&mut **transaction).await?;
    Ok(())
}

pub(super) fn load_of_row(row: &SqliteRow) -> Result<LoadRecord, Error> {
    let extracted_at: Option<&str> = row.try_get("extracted_at")?;
    let window: (Option<&str>, Option<&str>) =
        (row.try_get("window_from")?, row.try_get("window_to")?);
    Ok(LoadRecord {
        path: row.try_get("path")?,
        load_id: row.try_get("load_id")?,
        school_id: row.try_get("school_id")?,
        extracted_at: extracted_at
            .map(|text| parsed("момент выгрузки", text))
            .transpose()?,
        state: state_of(row.try_get("state")?)?,
        release: row.try_get("release_id")?,
        tables: parsed_json("счёт строк", row.try_get("tables")?)?,
        diagnostics: Vec::new(),
        identity: row.try_get("identity")?,
        school_year: row.try_get("school_year")?,
        window: match window {
            (Some(from), Some(to)) => Some(Period::new(
                parsed("начало окна", from)?,
                parsed("конец окна", to)?,
            )),
            _ => None,
        },
        received_at: parsed("момент приёма", row.try_get("received_at")?)?,
        is_forced: row.try_get("is_forced")?,
        headers: Vec::new(),
    })
}

pub(super) fn diagnostic_of_row(row: &SqliteRow) -> Result<Diagnostic, Error> {
    let line: Option<i64> = row.try_get("line")?;
    let fields: Option<&str> = row.try_get("fields")?;
    let fields = fields.map(cells_of);
    Ok(Diagnostic {
        severity: severity_of(row.try_get("severity")?)?,
        rule: row.try_get("rule")?,
        table: row.try_get("table_name")?,
        file: row.try_get("file")?,
        line: line.map(|line| line as u64),
        column: row.try_get("column_name")?,
        message: row.try_get("message")?,
        raw: row.try_get("raw")?,
        fields: fields.transpose()?,
        hint: row.try_get("hint")?,
    })
}

/// Reads the cells of a rejected row. What cannot be read is not repeated: it may name people.
pub(super) fn cells_of(text: &str) -> Result<Vec<String>, Error> {
    serde_json::from_str(text).map_err(|_| Error::Unreadable {
        what: "значения строки",
        value: "…".to_owned(),
    })
}

pub(super) fn state_of(name: &str) -> Result<LoadState, Error> {
    LoadState::parse(name).ok_or_else(|| Error::Unreadable {
        what: "состояние загрузки",
        value: name.to_owned(),
    })
}

pub(super) fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Warning => "warning",
        Severity::Reject => "reject",
        Severity::Refuse => "refuse",
        Severity::Error => "error",
    }
}

fn severity_of(name: &str) -> Result<Severity, Error> {
    Ok(match name {
        "warning" => Severity::Warning,
        "reject" => Severity::Reject,
        "refuse" => Severity::Refuse,
        "error" => Severity::Error,
        _ => {
            return Err(Error::Unreadable {
                what: "тяжесть замечания",
                value: name.to_owned(),
            });
        }
    })
}
