//! Mendings: rejected rows as they are handed out to be mended, and the loads that were made of mended ones.

use std::collections::{HashMap, HashSet};

use sqlx::{Row, Sqlite, Transaction};

use super::loads::{LoadRecord, cells_of, diagnostic_of_row, state_of};
use super::{Error, LoadState, Office, json_text, parsed_json};
use crate::diagnostic::Diagnostic;

/// The header of a table as its file had it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableHeader {
    pub table: String,
    pub columns: Vec<String>,
}

/// A table of which a load rejected rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedTable {
    pub table: String,
    pub rows: u64,
    /// Rows whose cells are kept.
    pub kept: u64,
    /// Empty where the header is not kept.
    pub header: Vec<String>,
}

/// A load that is made of an earlier one and of mended rows.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Mending {
    pub load_id: String,
    /// The load whose rejected rows were mended.
    pub base_id: String,
    /// The release that was the newest when it was made, zero before the first.
    pub after_release: i64,
    pub replaced: i64,
    pub removed: i64,
}

impl Office {
    /// Returns the tables of which a load rejected rows, by name.
    pub async fn rejected_tables(&self, load_id: &str) -> Result<Vec<RejectedTable>, Error> {
        let rows = sqlx::query(
            "select found.table_name, found.rows, found.kept, headers.columns from (\
             select load, table_name, count(*) as rows, count(fields) as kept from diagnostics \
             where load = (select id from loads where load_id = ?) and severity = 'reject' \
             and table_name is not null group by load, table_name) found \
             left join headers on headers.load = found.load and headers.table_name = found.table_name \
             order by found.table_name",
        )
        .bind(load_id)
        .fetch_all(&self.pool)
        .await?;
        let tables = rows.iter().map(|row| {
            let (rows, kept): (i64, i64) = (row.try_get("rows")?, row.try_get("kept")?);
            let columns: Option<&str> = row.try_get("columns")?;
            let header = columns.map(|columns| parsed_json("столбцы таблицы", columns));
            Ok(RejectedTable {
                table: row.try_get("table_name")?,
                rows: rows as u64,
                kept: kept as u64,
                header: header.transpose()?.unwrap_or_default(),
            })
        });
        tables.collect()
    }

    /// Returns rejected rows of a table whose cells are kept, in the order of the file, each with its place.
    pub async fn rejected_rows(
        &self,
        load_id: &str,
        table: &str,
        after: Option<i64>,
        most: usize,
    ) -> Result<Vec<(i64, Diagnostic)>, Error> {
        let rows = sqlx::query(
            "select * from diagnostics where load = (select id from loads where load_id = ?1) \
             and severity = 'reject' and table_name = ?2 and fields is not null \
             and position > coalesce(?3, -1) order by position limit ?4",
        )
        .bind(load_id)
        .bind(table)
        .bind(after)
        .bind(most as i64)
        .fetch_all(&self.pool)
        .await?;
        let rows = rows.iter();
        rows.map(|row| Ok((row.try_get("position")?, diagnostic_of_row(row)?)))
            .collect()
    }

    /// Returns the cells of the rejected rows of a table by the line at which each stands.
    pub async fn rejected_fields(
        &self,
        load_id: &str,
        table: &str,
    ) -> Result<HashMap<u64, Vec<String>>, Error> {
        let rows: Vec<(i64, String)> = sqlx::query_as(
            "select line, fields from diagnostics \
             where load = (select id from loads where load_id = ?) and severity = 'reject' \
             and table_name = ? and line is not null and fields is not null",
        )
        .bind(load_id)
        .bind(table)
        .fetch_all(&self.pool)
        .await?;
        let rows = rows.into_iter();
        rows.map(|(line, fields)| Ok((line as u64, cells_of(&fields)?)))
            .collect()
    }

    /// Notes of what a load is made that has its record.
    pub async fn note_mending(&self, mending: &Mending) -> Result<(), Error> {
        sqlx::query("insert into mendings values (?, ?, ?, ?, ?)")
            .bind(&mending.load_id)
            .bind(&mending.base_id)
            .bind(mending.after_release)
            .bind(mending.replaced)
            .bind(mending.removed)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Returns of what a load is made, where it is made of another.
    pub async fn mending_of(&self, load_id: &str) -> Result<Option<Mending>, Error> {
        let mending = sqlx::query_as("select * from mendings where load_id = ?")
            .bind(load_id)
            .fetch_optional(&self.pool)
            .await?;
        Ok(mending)
    }

    /// Returns those of the loads that are made of another one.
    pub async fn mended_among(&self, load_ids: &[&str]) -> Result<HashSet<String>, Error> {
        let load_ids: Vec<String> = sqlx::query_scalar(
            "select load_id from mendings where load_id in (select value from json_each(?))",
        )
        .bind(json_text(&load_ids))
        .fetch_all(&self.pool)
        .await?;
        Ok(load_ids.into_iter().collect())
    }

    /// Returns the loads that are made of another one, the first one first, with their states.
    pub async fn mended_from(&self, base_id: &str) -> Result<Vec<(String, LoadState)>, Error> {
        let rows: Vec<(String, String)> = sqlx::query_as(
            "select loads.load_id, loads.state from mendings \
             join loads on loads.load_id = mendings.load_id where base_id = ? order by loads.id",
        )
        .bind(base_id)
        .fetch_all(&self.pool)
        .await?;
        let rows = rows.into_iter();
        rows.map(|(load_id, state)| Ok((load_id, state_of(&state)?)))
            .collect()
    }
}

/// Writes the headers of a load over those that it has.
pub(super) async fn write_headers(
    transaction: &mut Transaction<'_, Sqlite>,
    id: i64,
    load: &LoadRecord,
) -> Result<(), Error> {
    sqlx::query("delete from headers where load = ?")
        .bind(id)
        .execute(&mut **transaction)
        .await?;
    for header in &load.headers {
        sqlx::query("insert into headers values (?, ?, ?)")
            .bind(id)
            .bind(&header.table)
            .bind(json_text(&header.columns))
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}
