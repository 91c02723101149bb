//! The Delta log of one table: opening, creating, file lists by version, commits.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::datasource::table_schema::TableSchema;
use deltalake::kernel::engine::arrow_conversion::{TryIntoArrow, TryIntoKernel};
use deltalake::kernel::transaction::{CommitBuilder, CommitProperties};
use deltalake::kernel::{Action, CommitInfo, MetadataExt, StructType};
use deltalake::logstore::LogStoreRef;
use deltalake::operations::create::CreateBuilder;
use deltalake::protocol::DeltaOperation;
use deltalake::table::state::DeltaTableState;
use deltalake::{DeltaTable, DeltaTableError, TableProperty};
use object_store::path::Path;
use tokio::sync::OnceCell;

use super::files::{FileList, LakeFile, logged_path};
use super::store::Store;
use super::{Error, TableDecl, YEAR};
use crate::clock::Clock;

/// Reader features that change nothing in how files are read.
const HARMLESS_FEATURES: [&str; 2] = ["timestampNtz", "vacuumProtocolCheck"];
/// A table is committed to once a night; opening reads the last checkpoint and what came after it.
const CHECKPOINT_INTERVAL: u64 = 20;
/// File lists of so many versions are remembered: the releases that people look at.
const REMEMBERED_VERSIONS: usize = 16;

/// One table's log.
pub(super) struct TableLog {
    pub decl: TableDecl,
    /// Where the table lies under the lake.
    pub folder: String,
    /// The columns as scans give them, the school year last.
    pub scan_schema: TableSchema,
    /// The same columns in declared order.
    pub schema: SchemaRef,
    log_store: LogStoreRef,
    latest: RwLock<Option<DeltaTableState>>,
    lists: Mutex<BTreeMap<u64, Arc<OnceCell<Arc<FileList>>>>>,
    /// Held by the one commit that runs.
    pub committing: tokio::sync::Mutex<()>,
}

/// What one commit does to a table.
#[derive(Debug, Default)]
pub(super) struct Change {
    pub added: Vec<LakeFile>,
    pub removed: Vec<LakeFile>,
    pub load_ids: Vec<String>,
}

impl TableLog {
    pub fn new(decl: TableDecl, store: &Store) -> Result<Self, Error> {
        let folder = decl.name.replace('.', "/");
        let schema = Arc::new(Schema::new(
            decl.schema
                .fields()
                .iter()
                .map(|field| {
                    field
                        .as_ref()
                        .clone()
                        .with_data_type(view(field.data_type()))
                })
                .collect::<Vec<_>>(),
        ));
        let (years, columns): (Vec<_>, Vec<_>) = schema
            .fields()
            .iter()
            .cloned()
            .partition(|field| field.name() == YEAR);
        if years.is_empty() {
            return Err(Error::MissingColumn {
                table: decl.name,
                column: YEAR.to_owned(),
            });
        }
        Ok(Self {
            scan_schema: TableSchema::builder(Arc::new(Schema::new(columns)))
                .with_table_partition_cols(years)
                .build(),
            schema,
            log_store: store.log_store(&folder)?,
            folder,
            decl,
            latest: RwLock::default(),
            lists: Mutex::default(),
            committing: tokio::sync::Mutex::default(),
        })
    }

    /// Loads the newest version, making the table if it is not there.
    pub async fn open(&self) -> Result<(), Error> {
        let is_there = self.log_store.is_delta_table_location().await;
        let state = if is_there.map_err(|source| self.unopened(source))? {
            let state = DeltaTableState::try_new(self.log_store.as_ref(), None).await;
            state.map_err(|source| self.unopened(source))?
        } else {
            self.create().await?
        };
        self.check(&state)?;
        self.set_latest(state);
        Ok(())
    }

    /// Takes up versions that another process has committed since.
    pub async fn refresh(&self) -> Result<DeltaTableState, Error> {
        let Some(mut state) = self.latest_state() else {
            self.open().await?;
            return self.latest_state().ok_or(Error::ReadOnly);
        };
        let before = state.version();
        let updated = state.update(self.log_store.as_ref(), None).await;
        updated.map_err(|source| self.unopened(source))?;
        if state.version() != before {
            self.check(&state)?;
            self.set_latest(state.clone());
        }
        Ok(state)
    }

    /// Returns the newest version known here; none if the table has not been opened.
    pub fn latest_version(&self) -> Option<u64> {
        self.latest_state().map(|state| state.version())
    }

    /// Returns the files at a version, from memory when it has been asked for lately.
    pub async fn files(&self, version: u64) -> Result<Arc<FileList>, Error> {
        let cell = {
            let mut lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
            let cell = lists.entry(version).or_default().clone();
            while lists.len() > REMEMBERED_VERSIONS {
                let oldest = lists.keys().find(|other| **other != version).copied();
                oldest.and_then(|oldest| lists.remove(&oldest));
            }
            cell
        };
        let list = cell.get_or_try_init(|| self.load(version)).await?;
        Ok(list.clone())
    }

    /// Commits a change on top of `state`, whose version nobody may have overtaken.
    pub async fn commit(
        &self,
        state: &DeltaTableState,
        change: Change,
        operation: DeltaOperation,
        clock: Clock,
    ) -> Result<u64, Error> {
        let failed = |source| Error::Commit {
            table: self.decl.name.clone(),
            source: Box::new(source),
        };
        let now_ms = clock.now().as_millisecond();
        let mut actions = vec![Action::CommitInfo(CommitInfo {
            timestamp: Some(now_ms),
            ..operation.get_commit_info()
        })];
        let stored = state.schema();
        let widened = self.widened(&stored)?;
        if widened.fields().count() != stored.fields().count() {
            let metadata = state.metadata().clone().with_schema(&widened);
            actions.push(Action::Metadata(
                metadata.map_err(|source| failed(source.into()))?,
            ));
        }
        let removed = change.removed.iter().map(|file| file.remove(now_ms));
        actions.extend(removed.map(Action::Remove));
        actions.extend(change.added.iter().map(|file| Action::Add(file.add())));
        // Retrying would lay the change over rows that it has not seen; expired logs are cleaned by
        // `maintain`, which knows what releases still need.
        let properties = CommitProperties::default()
            .with_metadata([("loadIds".to_owned(), change.load_ids.into())])
            .with_max_retries(0)
            .with_cleanup_expired_logs(Some(false));
        let commit = CommitBuilder::from(properties)
            .with_actions(actions)
            .build(Some(state), self.log_store.clone(), operation)
            .await
            .map_err(failed)?;
        let version = commit.version();
        self.set_latest(commit.snapshot());
        Ok(version)
    }

    /// Returns the columns that the log will name after the next commit: those it has, and behind
    /// them those newly declared.
    pub fn widened(&self, stored: &StructType) -> Result<StructType, Error> {
        let declared = self.declared()?;
        let new = declared
            .fields()
            .filter(|field| stored.field(field.name()).is_none());
        StructType::try_new(stored.fields().chain(new).cloned()).map_err(|source| Error::Open {
            table: self.decl.name.clone(),
            source: Box::new(source.into()),
        })
    }

    /// Returns those columns as Arrow has them.
    pub fn widened_arrow(&self, stored: &StructType) -> Result<Schema, Error> {
        let widened = self.widened(stored)?;
        (&widened)
            .try_into_arrow()
            .map_err(|source| self.unstorable(source))
    }

    /// Returns the files that any of the versions names. Reads the log once, from the first of them on.
    pub async fn files_of(&self, versions: &BTreeSet<u64>) -> Result<BTreeSet<Path>, Error> {
        let Some((first, last)) = versions.first().zip(versions.last()) else {
            return Ok(BTreeSet::new());
        };
        let start = self.files(*first).await?;
        let mut live: BTreeSet<Path> = start.files.iter().map(|file| file.path.clone()).collect();
        let mut named = live.clone();
        for version in first + 1..=*last {
            let unread = |source| self.unread(version, source);
            let entry = self.log_store.read_commit_entry(version).await;
            let entry = entry.map_err(unread)?.ok_or_else(|| Error::NoVersion {
                table: self.decl.name.clone(),
                version,
            })?;
            for action in deltalake::logstore::get_actions(version, &entry).map_err(unread)? {
                match action {
                    Action::Add(add) => live.insert(logged_path(&add.path)),
                    Action::Remove(remove) => live.remove(&logged_path(&remove.path)),
                    _ => false,
                };
            }
            if versions.contains(&version) {
                named.extend(live.iter().cloned());
            }
        }
        Ok(named)
    }

    /// Writes a checkpoint of the newest version, so that opening need not read the commits before it.
    pub async fn checkpoint(&self) -> Result<(), Error> {
        let mut table = DeltaTable::new(self.log_store.clone());
        let loaded = table.load().await;
        loaded.map_err(|source| self.unopened(source))?;
        let written = deltalake::checkpoints::create_checkpoint(&table, None).await;
        written.map_err(|source| Error::Commit {
            table: self.decl.name.clone(),
            source: Box::new(source),
        })
    }

    async fn create(&self) -> Result<DeltaTableState, Error> {
        let table = CreateBuilder::new()
            .with_log_store(self.log_store.clone())
            .with_table_name(&self.decl.name)
            .with_columns(self.declared()?.fields().cloned())
            .with_partition_columns([YEAR])
            .with_configuration_property(
                TableProperty::CheckpointInterval,
                Some(CHECKPOINT_INTERVAL.to_string()),
            )
            .with_configuration_property(TableProperty::EnableExpiredLogCleanup, Some("false"))
            .await;
        let table = table.map_err(|source| self.unopened(source))?;
        let state = table.snapshot().map_err(|source| self.unopened(source))?;
        Ok(state.clone())
    }

    async fn load(&self, version: u64) -> Result<Arc<FileList>, Error> {
        let state = match self.latest_state() {
            Some(state) if state.version() == version => state,
            _ => {
                let state = DeltaTableState::try_new(self.log_store.as_ref(), Some(version)).await;
                let state = state.map_err(|source| self.unread(version, source))?;
                self.check(&state)?;
                state
            }
        };
        let schema = self.scan_schema.table_schema();
        let entries = state.log_data();
        let files = entries.iter().map(|view| LakeFile::from_log(&view, schema));
        Ok(Arc::new(FileList {
            files: files.collect(),
        }))
    }

    /// Refuses a table that the scan would read wrongly.
    fn check(&self, state: &DeltaTableState) -> Result<(), Error> {
        let protocol = state.protocol();
        let mut unknown: Vec<String> = protocol
            .reader_features()
            .unwrap_or_default()
            .iter()
            .map(ToString::to_string)
            .filter(|feature| !HARMLESS_FEATURES.contains(&feature.as_str()))
            .collect();
        // Reader version 2 means column mapping.
        if !matches!(protocol.min_reader_version(), 1 | 3) {
            unknown.push(format!("reader version {}", protocol.min_reader_version()));
        }
        if !unknown.is_empty() {
            return Err(Error::UnknownFeatures {
                table: self.decl.name.clone(),
                features: unknown.join(", "),
            });
        }
        let stored = state.schema();
        for declared in self.declared()?.fields() {
            if let Some(field) = stored.field(declared.name())
                && field.data_type() != declared.data_type()
            {
                return Err(Error::ColumnType {
                    table: self.decl.name.clone(),
                    column: declared.name().clone(),
                    stored: field.data_type().to_string(),
                    declared: declared.data_type().to_string(),
                });
            }
        }
        Ok(())
    }

    /// Returns the declared columns as Delta has them.
    fn declared(&self) -> Result<StructType, Error> {
        let fields = self.decl.schema.fields().iter().map(|field| {
            let data_type = match field.data_type() {
                DataType::Utf8View | DataType::LargeUtf8 => DataType::Utf8,
                DataType::BinaryView | DataType::LargeBinary => DataType::Binary,
                other => other.clone(),
            };
            Field::new(field.name(), data_type, true)
        });
        (&Schema::new(fields.collect::<Vec<_>>()))
            .try_into_kernel()
            .map_err(|source| self.unstorable(source))
    }

    fn latest_state(&self) -> Option<DeltaTableState> {
        let latest = self.latest.read();
        latest.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_latest(&self, state: DeltaTableState) {
        let mut latest = self.latest.write().unwrap_or_else(PoisonError::into_inner);
        *latest = Some(state);
    }

    fn unopened(&self, source: DeltaTableError) -> Error {
        Error::Open {
            table: self.decl.name.clone(),
            source: Box::new(source),
        }
    }

    fn unread(&self, version: u64, source: DeltaTableError) -> Error {
        Error::Version {
            table: self.decl.name.clone(),
            version,
            source: Box::new(source),
        }
    }

    fn unstorable(&self, source: arrow::error::ArrowError) -> Error {
        Error::Schema {
            table: self.decl.name.clone(),
            source,
        }
    }
}

impl std::fmt::Debug for TableLog {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TableLog({})", self.decl.name)
    }
}

/// Returns the type in which scans give a column: text as views, which Parquet decodes without copying.
fn view(declared: &DataType) -> DataType {
    match declared {
        DataType::Utf8 | DataType::LargeUtf8 => DataType::Utf8View,
        other => other.clone(),
    }
}
