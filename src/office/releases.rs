//! Releases: the lake as one night published it, every table at a version.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::loads::{self, LoadRecord};
use super::{Error, Office, json_text, moment_text, parsed, parsed_json};

/// The version of every table, by name.
pub type Versions = BTreeMap<String, u64>;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Release {
    /// 1, 2, 3 …
    pub id: i64,
    pub published_at: Timestamp,
    pub versions: Versions,
    /// The loads whose rows it was the first to hold, in the order of landing.
    pub load_ids: Vec<String>,
}

impl Office {
    /// Writes load records with their diagnostics and, where versions are given, the next release,
    /// all of it or nothing. Applied loads without a release of their own get this one.
    pub async fn publish(
        &self,
        versions: Option<&Versions>,
        loads: &[LoadRecord],
        now: Timestamp,
    ) -> Result<Option<Release>, Error> {
        let mut transaction = self.write().await?;
        let id: Option<i64> = match versions {
            Some(versions) => {
                let insert =
                    "insert into releases (published_at, versions) values (?, ?) returning id";
                let id = sqlx::query_scalar(insert)
                    .bind(moment_text(now))
                    .bind(json_text(versions))
                    .fetch_one(&mut *transaction)
                    .await?;
                Some(id)
            }
            None => None,
        };
        for load in loads {
            let release = load.release.or(id).filter(|_| load.state.is_applied());
            loads::write(&mut transaction, load, release).await?;
        }
        transaction.commit().await?;
        match id {
            Some(id) => self.release(id).await,
            None => Ok(None),
        }
    }

    /// Returns the release that readers see.
    pub async fn current_release(&self) -> Result<Option<Release>, Error> {
        Ok(self.releases(1).await?.pop())
    }

    /// Returns the number of the release that readers see.
    pub async fn newest_release(&self) -> Result<Option<i64>, Error> {
        let id = sqlx::query_scalar("select max(id) from releases")
            .fetch_one(&self.pool)
            .await?;
        Ok(id)
    }

    /// Returns the number that the next release will have: the writer's lock lets nobody else publish.
    pub async fn next_release(&self) -> Result<i64, Error> {
        let id = sqlx::query_scalar("select coalesce(max(id), 0) + 1 from releases")
            .fetch_one(&self.pool)
            .await?;
        Ok(id)
    }

    pub async fn release(&self, id: i64) -> Result<Option<Release>, Error> {
        let row = sqlx::query("select * from releases_with_loads where id = ?")
            .bind(id)
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(release_of_row).transpose()
    }

    /// Returns the last releases, the current one first.
    pub async fn releases(&self, limit: u32) -> Result<Vec<Release>, Error> {
        let rows = sqlx::query("select * from releases_with_loads order by id desc limit ?")
            .bind(limit)
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(release_of_row).collect()
    }
}

fn release_of_row(row: &SqliteRow) -> Result<Release, Error> {
    Ok(Release {
        id: row.try_get("id")?,
        published_at: parsed("момент выпуска", row.try_get("published_at")?)?,
        versions: parsed_json("версии таблиц", row.try_get("versions")?)?,
        load_ids: parsed_json("загрузки выпуска", row.try_get("load_ids")?)?,
    })
}
