//! The lake: Delta tables in a folder or a bucket.
//!
//! Accepted rows and derived rows flow in through a [`TableWriter`], one commit per table; a
//! [`Snapshot`] of pinned versions flows out and is scanned through [`LakeTable`]. Tables are at
//! protocol (1,2), so that other engines can read them, partitioned by school year, and sorted by
//! school inside their files.
//!
//! The lake knows no release: its callers say which versions belong together, and which to keep.
//! Nothing here may write a row without replacing what it stands for in the same commit.

mod encode;
mod entry;
mod error;
mod estimate;
mod file_reader;
mod files;
mod join;
mod log;
mod maintain;
mod merge;
mod replacing;
mod rescue;
mod scan;
mod snapshot;
mod state;
mod statistics;
mod store;
mod writer;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::execution::runtime_env::RuntimeEnv;
use jiff::Timestamp;
use object_store::ObjectStore;
use object_store::path::Path;

use self::entry::Operation;
use self::files::LakeFile;
use self::log::{Change, TableLog};
use self::store::Store;
use crate::clock::Clock;
use crate::period::Period;

pub use self::error::Error;
pub use self::estimate::Within;
pub use self::maintain::Maintained;
pub use self::scan::LakeTable;
pub use self::snapshot::Snapshot;
pub use self::writer::TableWriter;

/// The column that rows are replaced and sorted by.
const SCHOOL: &str = "school_id";
/// The column that tables are partitioned by.
const YEAR: &str = "school_year";
/// A scheme of the lake's own, so that sessions of users need no store for `file://`.
const STORE_URL: &str = "svodka-lake://files/";

/// Where the lake lies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Location {
    /// A folder, or `s3://bucket/prefix`.
    pub url: String,
    /// Options of the S3 client, named as `object_store` names them: `aws_endpoint`, `aws_region`…
    pub options: BTreeMap<String, String>,
}

/// A table that the lake is to have.
#[derive(Debug, Clone)]
pub struct TableDecl {
    /// Such as `lake.marks`, which lies in `lake/marks`.
    pub name: String,
    /// The columns, `school_id` and `school_year` among them.
    pub schema: SchemaRef,
    /// The column whose day decides whether a row lies in a replaced window.
    pub day: Option<String>,
    /// What rows are sorted by after school year and school.
    pub sort: Vec<String>,
    /// Columns whose values hardly repeat and are not searched by range, such as the row's own id.
    pub unique: Vec<String>,
}

/// Tables and their versions.
pub type Versions = BTreeMap<String, u64>;

/// Rows that make way for those written in the same commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    pub school_id: String,
    /// None means every year: window tables are keyed by day alone.
    pub school_year: Option<String>,
    /// Only rows whose day lies within; of tables with a day column.
    pub days: Option<Period>,
}

/// The tables, opened. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Lake {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    store: Arc<Store>,
    url: ObjectStoreUrl,
    tables: BTreeMap<String, Arc<TableLog>>,
    clock: Clock,
    /// The versions at which the lake was opened for reading alone.
    pinned: Option<Versions>,
}

impl Lake {
    /// Opens every table at its newest version, and makes those that are not there.
    /// Columns declared since a table was made read as NULL and enter it with its next commit.
    pub async fn open(
        location: &Location,
        tables: Vec<TableDecl>,
        clock: Clock,
    ) -> Result<Self, Error> {
        let lake = Self::build(location, tables, clock, None)?;
        lake.each_table(move |log| async move { log.open(clock).await })
            .await?;
        Ok(lake)
    }

    /// Opens the lake for reading at given versions. Reads nothing: a table is opened when it is first
    /// scanned, and tables without a version are empty.
    pub async fn open_pinned(
        location: &Location,
        tables: Vec<TableDecl>,
        versions: &Versions,
    ) -> Result<Self, Error> {
        Self::build(location, tables, Clock::default(), Some(versions.clone()))
    }

    /// Returns the newest version of each table known here.
    pub fn latest(&self) -> Versions {
        if let Some(pinned) = &self.inner.pinned {
            return pinned.clone();
        }
        let tables = self.inner.tables.iter();
        tables
            .filter_map(|(name, log)| Some((name.clone(), log.latest_version()?)))
            .collect()
    }

    /// Takes up the versions that another process has committed since.
    pub async fn refresh(&self) -> Result<(), Error> {
        if self.inner.pinned.is_some() {
            return Ok(());
        }
        self.each_table(|log| async move { log.refresh().await.map(|_| ()) })
            .await
    }

    /// Pins the tables at versions, which must exist. Tables that are no longer declared are left out.
    pub async fn snapshot(&self, versions: &Versions) -> Result<Snapshot, Error> {
        let mut pinned = versions.clone();
        pinned.retain(|name, _| self.inner.tables.contains_key(name));
        if self.inner.pinned.is_none() {
            for (name, version) in &pinned {
                let log = self.log(name)?;
                if log.latest_version().is_none_or(|latest| latest < *version)
                    && log.refresh().await?.version < *version
                {
                    return Err(Error::NoVersion {
                        table: name.clone(),
                        version: *version,
                    });
                }
            }
        }
        Ok(Snapshot::new(self.clone(), pinned))
    }

    /// Begins writing a table.
    pub async fn writer(&self, table: &str) -> Result<TableWriter, Error> {
        self.refuse_pinned()?;
        let log = self.log(table)?.clone();
        TableWriter::new(log, self.inner.store.clone(), self.inner.clock).await
    }

    /// Brings every table back to the rows it has at `versions`; a table without a version is emptied.
    /// Where that changes anything it makes a new version, which [`latest`](Self::latest) then names.
    pub async fn roll_back(&self, versions: &Versions) -> Result<(), Error> {
        self.refuse_pinned()?;
        for (name, log) in &self.inner.tables {
            self.restore(log, versions.get(name).copied()).await?;
        }
        Ok(())
    }

    /// Writes checkpoints, and removes data files and log entries that neither the newest version nor
    /// one of `keep` needs, those of crashed writes included.
    pub async fn maintain(&self, keep: &[Versions], now: Timestamp) -> Result<Maintained, Error> {
        self.refuse_pinned()?;
        let mut maintained = Maintained::default();
        for log in self.inner.tables.values() {
            maintained += maintain::maintain(log, &self.inner.store, keep, now).await?;
        }
        Ok(maintained)
    }

    /// Makes the files of the lake readable in a session's environment.
    pub fn register_store(&self, env: &RuntimeEnv) {
        env.register_object_store(self.inner.url.as_ref(), self.object_store());
    }

    /// Returns the store of the lake's files, which scans name by [`store_url`](Self::store_url).
    pub fn object_store(&self) -> Arc<dyn ObjectStore> {
        self.inner.store.lake.clone()
    }

    pub fn store_url(&self) -> &ObjectStoreUrl {
        &self.inner.url
    }

    /// Returns the declarations of the tables.
    pub fn tables(&self) -> impl Iterator<Item = &TableDecl> {
        self.inner.tables.values().map(|log| &log.decl)
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.inner.tables.keys().map(String::as_str)
    }

    fn table(&self, name: &str, version: Option<u64>) -> Option<LakeTable> {
        let log = self.inner.tables.get(name)?.clone();
        let store = self.inner.store.clone();
        Some(LakeTable::new(log, store, self.inner.url.clone(), version))
    }

    fn build(
        location: &Location,
        tables: Vec<TableDecl>,
        clock: Clock,
        pinned: Option<Versions>,
    ) -> Result<Self, Error> {
        let store = Arc::new(Store::open(location, pinned.is_none())?);
        let url = ObjectStoreUrl::parse(STORE_URL).map_err(|source| Error::Location {
            url: STORE_URL.to_owned(),
            reason: source.to_string(),
        })?;
        let tables = tables.into_iter().map(|decl| {
            let name = decl.name.clone();
            Ok((name, Arc::new(TableLog::new(decl, &store)?)))
        });
        Ok(Self {
            inner: Arc::new(Inner {
                tables: tables.collect::<Result<_, Error>>()?,
                store,
                url,
                clock,
                pinned,
            }),
        })
    }

    fn log(&self, table: &str) -> Result<&Arc<TableLog>, Error> {
        let log = self.inner.tables.get(table);
        log.ok_or_else(|| Error::UnknownTable {
            table: table.to_owned(),
        })
    }

    fn refuse_pinned(&self) -> Result<(), Error> {
        match self.inner.pinned {
            Some(_) => Err(Error::ReadOnly),
            None => Ok(()),
        }
    }

    /// Does something to all tables at once: opening waits more than it works.
    async fn each_table<F, W>(&self, work: W) -> Result<(), Error>
    where
        F: Future<Output = Result<(), Error>> + Send + 'static,
        W: Fn(Arc<TableLog>) -> F,
    {
        let tasks: Vec<_> = self
            .inner
            .tables
            .iter()
            .map(|(name, log)| (name, tokio::spawn(work(log.clone()))))
            .collect();
        for (name, task) in tasks {
            task.await.map_err(|_| Error::Interrupted {
                table: name.clone(),
            })??;
        }
        Ok(())
    }

    async fn restore(&self, log: &TableLog, version: Option<u64>) -> Result<(), Error> {
        let _committing = log.committing.lock().await;
        let state = log.refresh().await?;
        let wanted = match version {
            Some(version) => log.at(version).await?.files.clone(),
            None => Vec::new(),
        };
        let paths = |files: &[Arc<LakeFile>]| -> HashSet<Path> {
            files.iter().map(|file| file.path.clone()).collect()
        };
        let (present_paths, wanted_paths) = (paths(&state.files), paths(&wanted));
        let mut change = Change {
            added: wanted,
            removed: state.files.clone(),
            load_ids: Vec::new(),
        };
        change
            .added
            .retain(|file| !present_paths.contains(&file.path));
        change
            .removed
            .retain(|file| !wanted_paths.contains(&file.path));
        if change.added.is_empty() && change.removed.is_empty() {
            return Ok(());
        }
        let inner = &self.inner;
        log.commit(
            &state,
            change,
            Operation::Restore,
            &inner.store,
            inner.clock,
        )
        .await?;
        Ok(())
    }
}
