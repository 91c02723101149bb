//! The office's own records: who may sign in, what was loaded, which release is current.
//!
//! They live in one SQLite file. Nothing of the schools' data is here but the rows that
//! quarantine keeps as they came. Passwords and tokens are kept as hashes only.

pub mod favourites;
mod forms;
pub mod grants;
mod history;
pub mod loads;
mod mendings;
pub mod orders;
pub mod passwords;
mod preferences;
mod prints;
mod registers;
pub mod releases;
pub mod saved;
mod second_factor;
mod secrets;
pub mod sessions;
mod subjects;
mod tasks;
pub mod tokens;
pub mod trace;
mod uploads;
pub mod users;

use std::cmp::Ordering;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, ConnectOptions, Sqlite, Transaction};
use tokio::sync::Semaphore;

pub use favourites::FavouriteKind;
pub use forms::{
    CellCorrection, CellNote, CellPlace, Computation, FiledCell, FiledForm, FormChange, FormDeed,
    FormEvent, FormOfSchool, FormState, FormTemplate, TouchedCell,
};
pub use grants::{Grant, NewGrant};
pub use history::{Finding, LoadFilter, ReleasedLoads};
pub use loads::{LoadRecord, LoadState, QuarantinedRow, TableCount};
pub use mendings::{Mending, RejectedTable, TableHeader};
pub use orders::{
    NewStep, Order, OrderOutput, OrderState, OrderStep, Party, Standpoint, StepKind, Wanted,
};
pub use passwords::{Checked, Weakness, weakness};
pub use prints::{NewPrint, PrintRecord, PrintsLookedFor};
pub use registers::{EntryChange, EntryDeed, EntryRecord, EntryVersion, Removal};
pub use releases::{Release, Versions};
pub use saved::{Audience, NewQuery, SavedQuery, SavedVersion, Share, ShareKind};
pub use second_factor::Enrolment;
pub use sessions::{Client, Session, SessionInfo, Stage};
pub use tasks::{TaskRecord, TaskState};
pub use tokens::{NewToken, Reach, Token, TokenInfo};
pub use trace::Use;
pub use uploads::{KnownUpload, UploadNote};
pub use users::{NewUser, User, UserScope, is_login};

/// The records, open. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Office {
    pool: SqlitePool,
    /// Where the days of a user's validity begin and end.
    zone: TimeZone,
    /// Hashing a password takes 19 MiB; this many at once.
    hashing: Arc<Semaphore>,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("не удалось создать файл записей управления {path}")]
    Create {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("не удалось открыть записи управления {path}")]
    Open {
        path: PathBuf,
        #[source]
        source: sqlx::Error,
    },
    #[error("записи управления новее программы: их схема {found}, программа знает {known}")]
    NewerSchema { found: i64, known: i64 },
    #[error("запрос к записям управления не удался")]
    Database(#[from] sqlx::Error),
    #[error("в записях управления не читается {what}: «{value}»")]
    Unreadable { what: &'static str, value: String },
    #[error("логин «{0}» уже занят")]
    LoginTaken(String),
    #[error("логин «{0}» не годится: нужны буквы, цифры и знаки . _ - @")]
    BadLogin(String),
    #[error("имя «{0}» у поставщика входа уже связано с другим пользователем")]
    SubjectTaken(String),
    #[error("пользователя «{0}» нет")]
    UnknownUser(String),
    #[error("у пользователя уже есть ключ «{0}»")]
    TokenNameTaken(String),
    #[error("запроса {0} нет")]
    UnknownQuery(i64),
    #[error("запрос уже изменён: его новая версия — {0}")]
    NewerVersion(i64),
    #[error("форму тем временем изменили")]
    NewerForm,
    #[error("заявки {0} нет")]
    UnknownOrder(i64),
    #[error("заявка {0} уже изменена")]
    OrderAdvanced(i64),
    #[error("записи {0} в реестре нет")]
    UnknownEntry(i64),
    #[error("запись уже изменена: её новая версия — {0}")]
    NewerEntry(i64),
    #[error("такая запись в реестре уже есть")]
    EntryTaken,
    #[error("реестр только что изменился")]
    RegisterMoved,
    #[error("{what} может быть не больше {most}")]
    TooMany { what: &'static str, most: i64 },
    #[error("пароль не удалось обработать")]
    Password(#[source] argon2::password_hash::Error),
    #[error("одноразовые коды не удалось посчитать")]
    SecondFactor,
    #[error("система не дала случайных чисел")]
    Random,
}

/// The schema's steps in order; a file remembers how many it has taken.
const SCHEMA: &[&str] = &[
    include_str!("schema/0001_records.sql"),
    include_str!("schema/0002_access.sql"),
    include_str!("schema/0003_queries.sql"),
    include_str!("schema/0004_preferences.sql"),
    include_str!("schema/0005_tasks.sql"),
    include_str!("schema/0006_uploads.sql"),
    include_str!("schema/0007_forms.sql"),
    include_str!("schema/0008_prints.sql"),
    include_str!("schema/0009_registers.sql"),
    include_str!("schema/0010_orders.sql"),
    include_str!("schema/0011_prints_found.sql"),
    include_str!("schema/0012_mendings.sql"),
];

impl Office {
    /// Opens the file, and makes it or brings it to the present schema first.
    pub async fn open(path: &Path) -> Result<Self, Error> {
        create(path).await.map_err(|source| Error::Create {
            path: path.to_owned(),
            source,
        })?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .journal_mode(SqliteJournalMode::Wal)
            // A release that was answered for must outlive a loss of power.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .disable_statement_logging();
        let pool = SqlitePoolOptions::new()
            .max_connections(4)
            .test_before_acquire(false)
            .connect_with(options)
            .await
            .map_err(|source| Error::Open {
                path: path.to_owned(),
                source,
            })?;
        let office = Self {
            pool,
            zone: TimeZone::UTC,
            hashing: Arc::new(Semaphore::new(2)),
        };
        office.upgrade().await?;
        Ok(office)
    }

    /// Opens the file for reading alone and leaves its schema as it is; none where that is not yet the present one.
    pub async fn open_to_read(path: &Path) -> Result<Option<Self>, Error> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .read_only(true)
            .busy_timeout(Duration::from_secs(10))
            .disable_statement_logging();
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .connect_with(options)
            .await
            .map_err(|source| Error::Open {
                path: path.to_owned(),
                source,
            })?;
        let office = Self {
            pool,
            zone: TimeZone::UTC,
            hashing: Arc::new(Semaphore::new(2)),
        };
        let known = SCHEMA.len() as i64;
        let found: i64 = sqlx::query_scalar("pragma user_version")
            .fetch_one(&office.pool)
            .await?;
        match found.cmp(&known) {
            Ordering::Less => Ok(None),
            Ordering::Equal => Ok(Some(office)),
            Ordering::Greater => Err(Error::NewerSchema { found, known }),
        }
    }

    /// Sets the time zone in which users become valid and cease to be; UTC without it.
    pub fn in_zone(mut self, zone: TimeZone) -> Self {
        self.zone = zone;
        self
    }

    /// Closes the file after what is under way; without it the process may leave a `-wal` file, which is harmless.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    async fn upgrade(&self) -> Result<(), Error> {
        let known = SCHEMA.len() as i64;
        let version = "pragma user_version";
        let found: i64 = sqlx::query_scalar(version).fetch_one(&self.pool).await?;
        if found > known {
            return Err(Error::NewerSchema { found, known });
        }
        if found == known {
            return Ok(());
        }
        let mut transaction = self.write().await?;
        // Another process may have done it meanwhile.
        let found: i64 = sqlx::query_scalar(version)
            .fetch_one(&mut *transaction)
            .await?;
        for step in SCHEMA.iter().skip(found as usize) {
            sqlx::raw_sql(*step).execute(&mut *transaction).await?;
        }
        let stamp = format!("pragma user_version = {known}");
        sqlx::raw_sql(AssertSqlSafe(stamp))
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Begins a transaction that holds the right to write from its start, so that it cannot fail halfway for want of it.
    async fn write(&self) -> Result<Transaction<'static, Sqlite>, Error> {
        Ok(self.pool.begin_with("begin immediate").await?)
    }

    fn day_of(&self, now: Timestamp) -> Date {
        now.to_zoned(self.zone.clone()).date()
    }
}

/// Makes the file before SQLite does, so that only its owner reads it.
async fn create(path: &Path) -> std::io::Result<()> {
    if tokio::fs::try_exists(path).await? {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        tokio::fs::create_dir_all(folder).await?;
    }
    let mut options = tokio::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    options.mode(0o600);
    options.open(path).await.map(drop)
}

/// Writes a moment so that text order is time order.
fn moment_text(moment: Timestamp) -> String {
    format!("{moment:.6}")
}

/// Reads what the program itself wrote.
fn parsed<T: std::str::FromStr>(what: &'static str, value: &str) -> Result<T, Error> {
    value.parse().map_err(|_| Error::Unreadable {
        what,
        value: value.to_owned(),
    })
}

/// Reads JSON that the program itself wrote.
fn parsed_json<T: serde::de::DeserializeOwned>(
    what: &'static str,
    value: &str,
) -> Result<T, Error> {
    serde_json::from_str(value).map_err(|_| Error::Unreadable {
        what,
        value: value.to_owned(),
    })
}

/// Writes a value of ours, none of which can fail to be JSON: no map has keys but text.
fn json_text(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("the record has text keys only")
}
