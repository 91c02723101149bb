//! Saved queries: questions that people keep, in versions, and with whom they share them.
//!
//! What a question means is not known here: its state is JSON that is handed back as it came.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::users::plain_login;
use super::{Error, Office, User, json_text, moment_text, parsed, parsed_json};

/// Most queries of one person.
const MOST_QUERIES: i64 = 1_000;

/// Versions that are kept of a query; the oldest go.
const MOST_VERSIONS: i64 = 200;

/// A query as its newest version has it.
#[derive(Debug, Clone, PartialEq)]
pub struct SavedQuery {
    pub id: i64,
    /// None where the owner's record is gone.
    pub owner_id: Option<i64>,
    pub owner_login: String,
    pub owner_name: String,
    pub owner_role: Option<String>,
    pub folder: String,
    pub version: i64,
    pub title: String,
    pub description: String,
    /// What the constructor shows, with parameters in it.
    pub state: Value,
    pub parameters: Value,
    pub saved_at: Timestamp,
    /// The name of who saved this version.
    pub saved_by: String,
    pub shares: Vec<Share>,
}

/// What is to be saved.
#[derive(Debug, Clone, PartialEq)]
pub struct NewQuery {
    pub title: String,
    pub description: String,
    pub folder: String,
    pub state: Value,
    pub parameters: Value,
    /// What is new in this version, in words.
    pub note: String,
}

/// Somebody who may see a query beside its owner.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    pub kind: ShareKind,
    /// A login, a role or the id of a school; nothing where everybody is meant.
    #[serde(default)]
    pub value: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ShareKind {
    Person,
    Role,
    School,
    All,
}

/// What is told of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedVersion {
    pub version: i64,
    pub saved_at: Timestamp,
    pub saved_by: String,
    pub note: String,
}

/// By what a person may see queries of others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audience<'a> {
    pub user_id: i64,
    pub role: &'a str,
    /// The schools that the person is of.
    pub school_ids: &'a [String],
}

impl ShareKind {
    pub const ALL: [Self; 4] = [Self::Person, Self::Role, Self::School, Self::All];

    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Role => "role",
            Self::School => "school",
            Self::All => "all",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// The rows of `saved_whole` that an audience may see.
const VISIBLE: &str = "(owner_id = ?1 or exists (
    select 1 from saved_shares
    where saved_shares.query_id = saved_whole.id
      and (kind = 'all' or user_id = ?1 or (kind = 'role' and value = ?2)
           or (kind = 'school' and value in (select json_each.value from json_each(?3))))
))";

impl Office {
    /// Keeps a query and returns its id.
    pub async fn save_query(
        &self,
        owner: &User,
        new: &NewQuery,
        now: Timestamp,
    ) -> Result<i64, Error> {
        let mut transaction = self.write().await?;
        let count: i64 =
            sqlx::query_scalar("select count(*) from saved_queries where owner_id = ?")
                .bind(owner.id)
                .fetch_one(&mut *transaction)
                .await?;
        if count >= MOST_QUERIES {
            return Err(Error::TooMany {
                what: "сохранённых запросов",
                most: MOST_QUERIES,
            });
        }
        let id: i64 = sqlx::query_scalar(
            "insert into saved_queries (owner_id, owner_login, folder, version, created_at) \
             values (?, ?, ?, 1, ?) returning id",
        )
        .bind(owner.id)
        .bind(&owner.login)
        .bind(&new.folder)
        .bind(moment_text(now))
        .fetch_one(&mut *transaction)
        .await?;
        add_version(&mut transaction, id, 1, new, &owner.login, now).await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Makes a new version of a query, which must stand at the version that the change was made from.
    pub async fn change_query(
        &self,
        id: i64,
        based_on: i64,
        change: &NewQuery,
        by: &str,
        now: Timestamp,
    ) -> Result<i64, Error> {
        let mut transaction = self.write().await?;
        let version = next_version(&mut transaction, id, Some(based_on)).await?;
        sqlx::query("update saved_queries set version = ?, folder = ? where id = ?")
            .bind(version)
            .bind(&change.folder)
            .bind(id)
            .execute(&mut *transaction)
            .await?;
        add_version(&mut transaction, id, version, change, by, now).await?;
        transaction.commit().await?;
        Ok(version)
    }

    /// Returns a query to one of its versions, by a new version that equals it. The folder stays.
    pub async fn revert_query(
        &self,
        id: i64,
        to: i64,
        note: &str,
        by: &str,
        now: Timestamp,
    ) -> Result<i64, Error> {
        let mut transaction = self.write().await?;
        let version = next_version(&mut transaction, id, None).await?;
        let added = sqlx::query(
            "insert into saved_versions \
             (query_id, version, title, description, state, parameters, saved_at, saved_by, note) \
             select query_id, ?, title, description, state, parameters, ?, ?, ? \
             from saved_versions where query_id = ? and version = ?",
        )
        .bind(version)
        .bind(moment_text(now))
        .bind(by)
        .bind(note)
        .bind(id)
        .bind(to)
        .execute(&mut *transaction)
        .await?;
        if added.rows_affected() == 0 {
            return Err(Error::UnknownQuery(id));
        }
        sqlx::query("update saved_queries set version = ? where id = ?")
            .bind(version)
            .bind(id)
            .execute(&mut *transaction)
            .await?;
        drop_oldest(&mut transaction, id, version).await?;
        transaction.commit().await?;
        Ok(version)
    }

    /// Deletes a query with its versions, shares and everybody's marks, and says whether there was one.
    pub async fn delete_query(&self, id: i64) -> Result<bool, Error> {
        let mut transaction = self.write().await?;
        let deleted = sqlx::query("delete from saved_queries where id = ?")
            .bind(id)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("delete from favourites where kind = 'saved' and name = ?")
            .bind(id.to_string())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(deleted.rows_affected() > 0)
    }

    /// Shares a query with these and with nobody else.
    pub async fn set_shares(&self, id: i64, shares: &[Share]) -> Result<(), Error> {
        let mut transaction = self.write().await?;
        sqlx::query("delete from saved_shares where query_id = ?")
            .bind(id)
            .execute(&mut *transaction)
            .await?;
        for share in shares {
            let (value, login) = match share.kind {
                ShareKind::Person => ("", Some(plain_login(&share.value))),
                ShareKind::Role | ShareKind::School => (share.value.as_str(), None),
                ShareKind::All => ("", None),
            };
            let added = sqlx::query(
                "insert into saved_shares (query_id, kind, value, user_id) \
                 select ?1, ?2, ?3, (select id from users where login = ?4) \
                 where ?4 is null or exists (select 1 from users where login = ?4) \
                 on conflict do nothing",
            )
            .bind(id)
            .bind(share.kind.name())
            .bind(value)
            .bind(&login)
            .execute(&mut *transaction)
            .await?;
            if added.rows_affected() == 0
                && let Some(login) = login
            {
                let is_known: bool =
                    sqlx::query_scalar("select exists (select 1 from users where login = ?)")
                        .bind(&login)
                        .fetch_one(&mut *transaction)
                        .await?;
                if !is_known {
                    return Err(Error::UnknownUser(login));
                }
            }
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Returns a query that an audience may see.
    pub async fn saved_query(
        &self,
        id: i64,
        audience: &Audience<'_>,
    ) -> Result<Option<SavedQuery>, Error> {
        let sql = format!("select * from saved_whole where {VISIBLE} and id = ?4");
        let row = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(audience.user_id)
            .bind(audience.role)
            .bind(json_text(&audience.school_ids))
            .bind(id)
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(query_of_row).transpose()
    }

    /// Returns every query that an audience may see, by title.
    pub async fn saved_queries(&self, audience: &Audience<'_>) -> Result<Vec<SavedQuery>, Error> {
        let sql = format!("select * from saved_whole where {VISIBLE} order by title, id");
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(audience.user_id)
            .bind(audience.role)
            .bind(json_text(&audience.school_ids))
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(query_of_row).collect()
    }

    /// Returns every query of everybody.
    pub async fn all_saved_queries(&self) -> Result<Vec<SavedQuery>, Error> {
        let rows = sqlx::query("select * from saved_whole order by id")
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(query_of_row).collect()
    }

    /// Returns the versions that are kept of a query, the newest first.
    pub async fn saved_versions(&self, id: i64) -> Result<Vec<SavedVersion>, Error> {
        let rows = sqlx::query(
            "select version, saved_at, coalesce(users.name, saved_by) as saved_by, note \
             from saved_versions left join users on users.login = saved_by \
             where query_id = ? order by version desc",
        )
        .bind(id)
        .fetch_all(&self.pool)
        .await?;
        let versions = rows.iter().map(|row| {
            Ok(SavedVersion {
                version: row.try_get("version")?,
                saved_at: parsed("момент сохранения", row.try_get("saved_at")?)?,
                saved_by: row.try_get("saved_by")?,
                note: row.try_get("note")?,
            })
        });
        versions.collect()
    }

    /// Returns what a version of a query asked, with its parameters.
    pub async fn saved_version(
        &self,
        id: i64,
        version: i64,
    ) -> Result<Option<(Value, Value)>, Error> {
        let row = sqlx::query(
            "select state, parameters from saved_versions where query_id = ? and version = ?",
        )
        .bind(id)
        .bind(version)
        .fetch_optional(&self.pool)
        .await?;
        row.as_ref().map(question_of_row).transpose()
    }
}

/// Returns the number of the version to come; refuses where the newest is another than the change was made from.
async fn next_version(
    connection: &mut SqliteConnection,
    id: i64,
    based_on: Option<i64>,
) -> Result<i64, Error> {
    let newest: Option<i64> = sqlx::query_scalar("select version from saved_queries where id = ?")
        .bind(id)
        .fetch_optional(connection)
        .await?;
    match newest {
        None => Err(Error::UnknownQuery(id)),
        Some(newest) if based_on.is_some_and(|based_on| based_on != newest) => {
            Err(Error::NewerVersion(newest))
        }
        Some(newest) => Ok(newest + 1),
    }
}

async fn add_version(
    connection: &mut SqliteConnection,
    id: i64,
    version: i64,
    new: &NewQuery,
    by: &str,
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query(
        "insert into saved_versions \
         (query_id, version, title, description, state, parameters, saved_at, saved_by, note) \
         values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(id)
    .bind(version)
    .bind(&new.title)
    .bind(&new.description)
    .bind(json_text(&new.state))
    .bind(json_text(&new.parameters))
    .bind(moment_text(now))
    .bind(by)
    .bind(&new.note)
    .execute(&mut *connection)
    .await?;
    drop_oldest(connection, id, version).await
}

async fn drop_oldest(connection: &mut SqliteConnection, id: i64, newest: i64) -> Result<(), Error> {
    sqlx::query("delete from saved_versions where query_id = ? and version <= ?")
        .bind(id)
        .bind(newest - MOST_VERSIONS)
        .execute(connection)
        .await?;
    Ok(())
}

fn query_of_row(row: &SqliteRow) -> Result<SavedQuery, Error> {
    let (state, parameters) = question_of_row(row)?;
    Ok(SavedQuery {
        id: row.try_get("id")?,
        owner_id: row.try_get("owner_id")?,
        owner_login: row.try_get("owner_login")?,
        owner_name: row.try_get("owner_name")?,
        owner_role: row.try_get("owner_role")?,
        folder: row.try_get("folder")?,
        version: row.try_get("version")?,
        title: row.try_get("title")?,
        description: row.try_get("description")?,
        state,
        parameters,
        saved_at: parsed("момент сохранения", row.try_get("saved_at")?)?,
        saved_by: row.try_get("saved_by")?,
        shares: parsed_json("доступ к запросу", row.try_get("shares")?)?,
    })
}

fn question_of_row(row: &SqliteRow) -> Result<(Value, Value), Error> {
    Ok((
        parsed_json("сохранённый запрос", row.try_get("state")?)?,
        parsed_json("параметры запроса", row.try_get("parameters")?)?,
    ))
}
