//! Registers: entries of the lists that the office itself keeps, with every version of theirs.
//!
//! What a field means is not known here: what an entry says is JSON that is handed back as it came.

use std::collections::HashMap;

use jiff::Timestamp;
use serde_json::{Map, Value};
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Row, SqliteConnection};

use super::{Error, Office, json_text, moment_text, parsed, parsed_json};

/// Most entries of one register.
const MOST_ENTRIES: i64 = 200_000;

/// An entry as its newest version has it.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryRecord {
    pub id: i64,
    /// None for the office's own.
    pub school_id: Option<String>,
    pub version: i64,
    pub fields: Map<String, Value>,
    pub made_at: Timestamp,
    /// Names of people, as below; a login where the person's record is gone.
    pub made_by: String,
    pub changed_at: Timestamp,
    pub changed_by: String,
    pub removed: Option<Removal>,
}

/// That an entry was taken out of its register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    pub at: Timestamp,
    pub by: String,
    pub reason: String,
}

/// What an entry said at one time.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryVersion {
    pub version: i64,
    pub deed: EntryDeed,
    pub fields: Map<String, Value>,
    pub note: String,
    pub at: Timestamp,
    pub by: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntryDeed {
    Made,
    Changed,
    Removed,
}

/// What is to be written: what the entry says, what tells it from others, by whom and when. It was judged among the entries
/// that the register had at `revision`; where others came since, it is refused and to be judged anew.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryChange {
    pub fields: Map<String, Value>,
    pub key: Option<String>,
    pub revision: i64,
    pub by: String,
    pub at: Timestamp,
}

impl EntryDeed {
    pub const ALL: [Self; 3] = [Self::Made, Self::Changed, Self::Removed];

    pub fn name(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Changed => "changed",
            Self::Removed => "removed",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|deed| deed.name() == name)
    }
}

impl Office {
    /// Returns how often a register was written to.
    pub async fn register_revision(&self, register: &str) -> Result<i64, Error> {
        let found =
            sqlx::query_scalar("select revision from register_revisions where register = ?")
                .bind(register)
                .fetch_optional(&self.pool)
                .await?;
        Ok(found.unwrap_or_default())
    }

    /// Returns the same of every register that was written to.
    pub async fn register_revisions(&self) -> Result<HashMap<String, i64>, Error> {
        let rows: Vec<(String, i64)> =
            sqlx::query_as("select register, revision from register_revisions")
                .fetch_all(&self.pool)
                .await?;
        Ok(rows.into_iter().collect())
    }

    /// Returns every entry of a register, removed ones included, in the order in which they were made.
    pub async fn register_entries(&self, register: &str) -> Result<Vec<EntryRecord>, Error> {
        let rows = sqlx::query(AssertSqlSafe(format!(
            "{ENTRIES} where register = ? order by entries.id"
        )))
        .bind(register)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(entry_of_row).collect()
    }

    /// Returns one entry of a register.
    pub async fn register_entry(
        &self,
        register: &str,
        id: i64,
    ) -> Result<Option<EntryRecord>, Error> {
        let row = sqlx::query(AssertSqlSafe(format!(
            "{ENTRIES} where register = ? and entries.id = ?"
        )))
        .bind(register)
        .bind(id)
        .fetch_optional(&self.pool)
        .await?;
        row.as_ref().map(entry_of_row).transpose()
    }

    /// Returns what an entry said, the newest first.
    pub async fn register_versions(&self, id: i64) -> Result<Vec<EntryVersion>, Error> {
        let rows = sqlx::query(
            "select version, deed, fields, note, changed_at, coalesce(users.name, changed_by) as changed_by \
             from register_versions left join users on users.login = changed_by \
             where entry_id = ? order by version desc",
        )
        .bind(id)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(version_of_row).collect()
    }

    /// Adds an entry and returns its id.
    pub async fn add_register_entry(
        &self,
        register: &str,
        school_id: Option<&str>,
        change: &EntryChange,
    ) -> Result<i64, Error> {
        let mut transaction = self.write().await?;
        move_on(&mut transaction, register, change.revision).await?;
        let count: i64 =
            sqlx::query_scalar("select count(*) from register_entries where register = ?")
                .bind(register)
                .fetch_one(&mut *transaction)
                .await?;
        if count >= MOST_ENTRIES {
            return Err(Error::TooMany {
                what: "записей реестра",
                most: MOST_ENTRIES,
            });
        }
        let at = moment_text(change.at);
        let added = sqlx::query_scalar(
            "insert into register_entries \
             (register, school_id, version, key, fields, made_at, made_by, changed_at, changed_by) \
             values (?1, ?2, 1, ?3, ?4, ?5, ?6, ?5, ?6) returning id",
        )
        .bind(register)
        .bind(school_id)
        .bind(&change.key)
        .bind(json_text(&change.fields))
        .bind(&at)
        .bind(&change.by)
        .fetch_one(&mut *transaction)
        .await;
        let id: i64 = added.map_err(of_key)?;
        add_version(&mut transaction, id, 1, EntryDeed::Made, change, "").await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Makes a new version of an entry, which must stand at the version that the change was made from.
    pub async fn change_register_entry(
        &self,
        register: &str,
        id: i64,
        based_on: i64,
        change: &EntryChange,
    ) -> Result<(), Error> {
        let mut transaction = self.write().await?;
        move_on(&mut transaction, register, change.revision).await?;
        let version = next_version(&mut transaction, register, id, based_on).await?;
        let changed = sqlx::query(
            "update register_entries \
             set version = ?, key = ?, fields = ?, changed_at = ?, changed_by = ? where id = ?",
        )
        .bind(version)
        .bind(&change.key)
        .bind(json_text(&change.fields))
        .bind(moment_text(change.at))
        .bind(&change.by)
        .bind(id)
        .execute(&mut *transaction)
        .await;
        changed.map_err(of_key)?;
        add_version(
            &mut transaction,
            id,
            version,
            EntryDeed::Changed,
            change,
            "",
        )
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Marks an entry as removed. What it said stays.
    pub async fn remove_register_entry(
        &self,
        register: &str,
        id: i64,
        based_on: i64,
        change: &EntryChange,
        reason: &str,
    ) -> Result<(), Error> {
        let mut transaction = self.write().await?;
        move_on(&mut transaction, register, change.revision).await?;
        let version = next_version(&mut transaction, register, id, based_on).await?;
        sqlx::query(
            "update register_entries set version = ?1, changed_at = ?2, changed_by = ?3, \
             removed_at = ?2, removed_by = ?3, removed_because = ?4 where id = ?5",
        )
        .bind(version)
        .bind(moment_text(change.at))
        .bind(&change.by)
        .bind(reason)
        .bind(id)
        .execute(&mut *transaction)
        .await?;
        add_version(
            &mut transaction,
            id,
            version,
            EntryDeed::Removed,
            change,
            reason,
        )
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Puts a removed entry back. Its removal stays among its versions; the one after it is a change that changes nothing.
    pub async fn restore_register_entry(
        &self,
        register: &str,
        id: i64,
        based_on: i64,
        change: &EntryChange,
    ) -> Result<(), Error> {
        let mut transaction = self.write().await?;
        move_on(&mut transaction, register, change.revision).await?;
        let newest: Option<i64> = sqlx::query_scalar(
            "select version from register_entries \
             where register = ? and id = ? and removed_at is not null",
        )
        .bind(register)
        .bind(id)
        .fetch_optional(&mut *transaction)
        .await?;
        let version = match newest {
            None => return Err(Error::UnknownEntry(id)),
            Some(newest) if newest != based_on => return Err(Error::NewerEntry(newest)),
            Some(newest) => newest + 1,
        };
        sqlx::query(
            "update register_entries set version = ?, key = ?, changed_at = ?, changed_by = ?, \
             removed_at = null, removed_by = null, removed_because = null where id = ?",
        )
        .bind(version)
        .bind(&change.key)
        .bind(moment_text(change.at))
        .bind(&change.by)
        .bind(id)
        .execute(&mut *transaction)
        .await
        .map_err(of_key)?;
        add_version(
            &mut transaction,
            id,
            version,
            EntryDeed::Changed,
            change,
            "",
        )
        .await?;
        transaction.commit().await?;
        Ok(())
    }
}

const ENTRIES: &str = "select entries.id, school_id, version, fields, made_at, changed_at, removed_at, removed_because, \
    coalesce(makers.name, made_by) as made_by, coalesce(changers.name, changed_by) as changed_by, \
    coalesce(removers.name, removed_by) as removed_by \
    from register_entries as entries \
    left join users as makers on makers.login = made_by \
    left join users as changers on changers.login = changed_by \
    left join users as removers on removers.login = removed_by";

/// Counts a write to a register, which must not have been written to since it was looked at.
async fn move_on(
    connection: &mut SqliteConnection,
    register: &str,
    revision: i64,
) -> Result<(), Error> {
    let now: i64 = sqlx::query_scalar(
        "insert into register_revisions values (?, 1) \
         on conflict (register) do update set revision = revision + 1 returning revision",
    )
    .bind(register)
    .fetch_one(connection)
    .await?;
    match now == revision + 1 {
        true => Ok(()),
        false => Err(Error::RegisterMoved),
    }
}

/// Returns the number of the version to come of an entry that stands in its register.
async fn next_version(
    connection: &mut SqliteConnection,
    register: &str,
    id: i64,
    based_on: i64,
) -> Result<i64, Error> {
    let newest: Option<i64> = sqlx::query_scalar(
        "select version from register_entries where register = ? and id = ? and removed_at is null",
    )
    .bind(register)
    .bind(id)
    .fetch_optional(connection)
    .await?;
    match newest {
        None => Err(Error::UnknownEntry(id)),
        Some(newest) if newest != based_on => Err(Error::NewerEntry(newest)),
        Some(newest) => Ok(newest + 1),
    }
}

async fn add_version(
    connection: &mut SqliteConnection,
    id: i64,
    version: i64,
    deed: EntryDeed,
    change: &EntryChange,
    note: &str,
) -> Result<(), Error> {
    sqlx::query("insert into register_versions values (?, ?, ?, ?, ?, ?, ?)")
        .bind(id)
        .bind(version)
        .bind(deed.name())
        .bind(json_text(&change.fields))
        .bind(note)
        .bind(moment_text(change.at))
        .bind(&change.by)
        .execute(connection)
        .await?;
    Ok(())
}

/// The only thing that no two entries share beside their ids is the key.
fn of_key(error: sqlx::Error) -> Error {
    match error {
        sqlx::Error::Database(error) if error.is_unique_violation() => Error::EntryTaken,
        error => error.into(),
    }
}

fn entry_of_row(row: &SqliteRow) -> Result<EntryRecord, Error> {
    let removed_at: Option<String> = row.try_get("removed_at")?;
    let removed = match removed_at {
        None => None,
        Some(at) => Some(Removal {
            at: parsed("момент удаления", &at)?,
            by: row.try_get("removed_by")?,
            reason: row.try_get("removed_because")?,
        }),
    };
    Ok(EntryRecord {
        id: row.try_get("id")?,
        school_id: row.try_get("school_id")?,
        version: row.try_get("version")?,
        fields: parsed_json("запись реестра", row.try_get("fields")?)?,
        made_at: parsed("момент записи", row.try_get("made_at")?)?,
        made_by: row.try_get("made_by")?,
        changed_at: parsed("момент записи", row.try_get("changed_at")?)?,
        changed_by: row.try_get("changed_by")?,
        removed,
    })
}

fn version_of_row(row: &SqliteRow) -> Result<EntryVersion, Error> {
    let deed: &str = row.try_get("deed")?;
    Ok(EntryVersion {
        version: row.try_get("version")?,
        deed: EntryDeed::named(deed).ok_or_else(|| Error::Unreadable {
            what: "действие с записью",
            value: deed.to_owned(),
        })?,
        fields: parsed_json("запись реестра", row.try_get("fields")?)?,
        note: row.try_get("note")?,
        at: parsed("момент записи", row.try_get("changed_at")?)?,
        by: row.try_get("changed_by")?,
    })
}
