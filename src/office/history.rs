//! History: the loads of many nights, page by page, and what was found in one of them.

use jiff::Timestamp;
use sqlx::Row;

use super::loads::{diagnostic_of_row, load_of_row, severity_name, state_of};
use super::{Error, LoadRecord, LoadState, Office, json_text, parsed};
use crate::diagnostic::{Diagnostic, Severity};

/// Which loads are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LoadFilter {
    /// Those of some schools; none for all, also where the school is not known.
    pub school_ids: Option<Vec<String>>,
    pub state: Option<LoadState>,
    /// The load after which the page begins, counted from the newest.
    pub before: Option<String>,
}

/// A rule that rows or files of a load broke.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub severity: Severity,
    pub rule: String,
    pub count: u64,
    /// The first diagnostic of the rule.
    pub example: Diagnostic,
}

/// A release with the loads that it was the first to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleasedLoads {
    pub id: i64,
    pub published_at: Timestamp,
    /// Without diagnostics, in the order of landing.
    pub loads: Vec<LoadRecord>,
}

impl Office {
    /// Returns loads without their diagnostics, the last one first.
    pub async fn loads_before(
        &self,
        filter: &LoadFilter,
        most: usize,
    ) -> Result<Vec<LoadRecord>, Error> {
        let rows = sqlx::query(
            "select * from loads \
             where (?1 is null or school_id in (select value from json_each(?1))) \
             and (?2 is null or state = ?2) \
             and (?3 is null or id < (select id from loads where load_id = ?3)) \
             order by id desc limit ?4",
        )
        .bind(filter.school_ids.as_ref().map(json_text))
        .bind(filter.state.map(LoadState::name))
        .bind(&filter.before)
        .bind(most as i64)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(load_of_row).collect()
    }

    /// Returns one load without its diagnostics.
    pub async fn load_head(&self, load_id: &str) -> Result<Option<LoadRecord>, Error> {
        let row = sqlx::query("select * from loads where load_id = ?")
            .bind(load_id)
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(load_of_row).transpose()
    }

    /// Returns of each school the applied load whose extract is the newest, without diagnostics.
    pub async fn newest_applied(&self) -> Result<Vec<LoadRecord>, Error> {
        let rows = sqlx::query(
            "select * from (select *, row_number() over \
             (partition by school_id order by extracted_at desc, id desc) as place \
             from loads where state in ('accepted', 'accepted_with_rejects')) where place = 1",
        )
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(load_of_row).collect()
    }

    /// Returns school, id and state of the load that came last of each school.
    pub async fn last_of_each_school(&self) -> Result<Vec<(String, String, LoadState)>, Error> {
        let rows: Vec<(String, String, String)> = sqlx::query_as(
            "select school_id, load_id, state from loads where id in \
             (select max(id) from loads where school_id is not null group by school_id)",
        )
        .fetch_all(&self.pool)
        .await?;
        let rows = rows.into_iter();
        rows.map(|(school_id, load_id, state)| Ok((school_id, load_id, state_of(&state)?)))
            .collect()
    }

    /// Returns the last releases that hold loads of some schools, or of any, with these loads.
    pub async fn released_loads(
        &self,
        school_ids: Option<&[String]>,
        most: usize,
    ) -> Result<Vec<ReleasedLoads>, Error> {
        let rows = sqlx::query(
            "select loads.*, releases.published_at from loads \
             join releases on releases.id = loads.release_id \
             where (?1 is null or school_id in (select value from json_each(?1))) \
             and release_id in (select distinct release_id from loads where release_id is not null \
             and (?1 is null or school_id in (select value from json_each(?1))) \
             order by release_id desc limit ?2) \
             order by release_id desc, loads.id",
        )
        .bind(school_ids.map(|ids| json_text(&ids)))
        .bind(most as i64)
        .fetch_all(&self.pool)
        .await?;
        let mut releases: Vec<ReleasedLoads> = Vec::new();
        for row in &rows {
            let id = row.try_get("release_id")?;
            let load = load_of_row(row)?;
            match releases.last_mut() {
                Some(last) if last.id == id => last.loads.push(load),
                _ => releases.push(ReleasedLoads {
                    id,
                    published_at: parsed("момент выпуска", row.try_get("published_at")?)?,
                    loads: vec![load],
                }),
            }
        }
        Ok(releases)
    }

    /// Returns the rules that a load's rows and files broke: what refuses first, then the most frequent.
    pub async fn findings(&self, load_id: &str) -> Result<Vec<Finding>, Error> {
        let rows = sqlx::query(
            "select diagnostics.*, found.count as times from (\
             select load, min(position) as first, count(*) as count from diagnostics \
             where load = (select id from loads where load_id = ?) group by load, severity, rule) found \
             join diagnostics on diagnostics.load = found.load and diagnostics.position = found.first \
             order by case severity when 'refuse' then 0 when 'reject' then 1 else 2 end, \
             found.count desc, rule",
        )
        .bind(load_id)
        .fetch_all(&self.pool)
        .await?;
        let findings = rows.iter().map(|row| {
            let example = diagnostic_of_row(row)?;
            let count: i64 = row.try_get("times")?;
            Ok(Finding {
                severity: example.severity,
                rule: example.rule.clone(),
                count: count as u64,
                example,
            })
        });
        findings.collect()
    }

    /// Returns diagnostics of a load in the order of its files, each with its place: those of one severity, perhaps of
    /// one rule, after a place.
    pub async fn diagnostics_after(
        &self,
        load_id: &str,
        severity: Severity,
        rule: Option<&str>,
        after: Option<i64>,
        most: usize,
    ) -> Result<Vec<(i64, Diagnostic)>, Error> {
        let rows = sqlx::query(
            "select * from diagnostics where load = (select id from loads where load_id = ?1) \
             and severity = ?2 and (?3 is null or rule = ?3) and position > coalesce(?4, -1) \
             order by position limit ?5",
        )
        .bind(load_id)
        .bind(severity_name(severity))
        .bind(rule)
        .bind(after)
        .bind(most as i64)
        .fetch_all(&self.pool)
        .await?;
        let diagnostics = rows
            .iter()
            .map(|row| Ok((row.try_get("position")?, diagnostic_of_row(row)?)));
        diagnostics.collect()
    }
}
