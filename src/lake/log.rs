//! The log of one table: opening and making it, its states by version, commits.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::error::ArrowError;
use datafusion::datasource::table_schema::TableSchema;
use deltalake::DeltaTable;
use deltalake::kernel::StructType;
use deltalake::kernel::engine::arrow_conversion::{TryIntoArrow, TryIntoKernel};
use deltalake::logstore::LogStoreRef;
use object_store::path::Path;
use object_store::{ObjectStore, PutMode};
use tokio::sync::OnceCell;

use super::entry::{Entry, Metadata, Operation, Protocol};
use super::files::LakeFile;
use super::state::{LogPlace, TableState};
use super::store::Store;
use super::{Error, SCHOOL, TableDecl, YEAR};
use crate::clock::Clock;

/// Reader features that change nothing in how files are read.
const HARMLESS_FEATURES: [&str; 2] = ["timestampNtz", "vacuumProtocolCheck"];
/// Opening reads the last checkpoint and the commits after it, so there may not be many.
const CHECKPOINT_INTERVAL: u64 = 20;
/// States of so many versions are remembered: the releases that people look at.
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
    /// The same columns as Delta has them.
    declared: StructType,
    place: LogPlace,
    log_store: LogStoreRef,
    latest: RwLock<Option<Arc<TableState>>>,
    remembered: Mutex<BTreeMap<u64, Arc<OnceCell<Arc<TableState>>>>>,
    /// Held by the one commit that runs.
    pub committing: tokio::sync::Mutex<()>,
}

/// What one commit does to a table.
#[derive(Debug, Default)]
pub(super) struct Change {
    pub added: Vec<Arc<LakeFile>>,
    pub removed: Vec<Arc<LakeFile>>,
    pub load_ids: Vec<String>,
}

impl TableLog {
    pub fn new(decl: TableDecl, store: &Store) -> Result<Self, Error> {
        for column in [SCHOOL, YEAR] {
            if decl.schema.field_with_name(column).is_err() {
                return Err(Error::UndeclaredColumn {
                    table: decl.name,
                    column,
                });
            }
        }
        let folder = decl.name.replace('.', "/");
        let fields = decl.schema.fields().iter().map(|field| {
            let field = field.as_ref().clone();
            let scanned = scanned_type(field.data_type());
            field.with_data_type(scanned)
        });
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let (years, columns): (Vec<_>, Vec<_>) = schema
            .fields()
            .iter()
            .cloned()
            .partition(|field| field.name() == YEAR);
        let scan_schema = TableSchema::builder(Arc::new(Schema::new(columns)))
            .with_table_partition_cols(years)
            .build();
        let place = LogPlace {
            table: decl.name.clone(),
            folder: folder.clone(),
            store: store.lake.clone(),
            scanned: scan_schema.table_schema().clone(),
        };
        Ok(Self {
            declared: declared(&decl)?,
            scan_schema,
            schema,
            place,
            log_store: store.log_store(&folder)?,
            folder,
            decl,
            latest: RwLock::default(),
            remembered: Mutex::default(),
            committing: tokio::sync::Mutex::default(),
        })
    }

    /// Loads the newest version, making the table if it is not there.
    pub async fn open(&self, clock: Clock) -> Result<(), Error> {
        let state = match self.place.load(None).await? {
            Some(state) => state,
            None => self.create(clock).await?,
        };
        self.check(&state)?;
        self.set_latest(Arc::new(state));
        Ok(())
    }

    /// Takes up versions that another process has committed since, and returns the newest.
    pub async fn refresh(&self) -> Result<Arc<TableState>, Error> {
        let Some(state) = self.latest() else {
            return Err(Error::ReadOnly);
        };
        let followed = self.place.follow(&state, None).await?;
        if followed.version == state.version {
            return Ok(state);
        }
        self.check(&followed)?;
        let followed = Arc::new(followed);
        self.set_latest(followed.clone());
        Ok(followed)
    }

    /// Returns the newest version known here; none if the table has not been opened.
    pub fn latest_version(&self) -> Option<u64> {
        self.latest().map(|state| state.version)
    }

    /// Returns a version, from memory when it has been asked for lately.
    pub async fn at(&self, version: u64) -> Result<Arc<TableState>, Error> {
        if let Some(latest) = self.latest().filter(|latest| latest.version == version) {
            return Ok(latest);
        }
        let cell = {
            let remembered = self.remembered.lock();
            let mut remembered = remembered.unwrap_or_else(PoisonError::into_inner);
            let cell = remembered.entry(version).or_default().clone();
            while remembered.len() > REMEMBERED_VERSIONS {
                let oldest = remembered.keys().find(|other| **other != version).copied();
                oldest.and_then(|oldest| remembered.remove(&oldest));
            }
            cell
        };
        let load = || async {
            let state = self.place.load(Some(version)).await?;
            let state = state.ok_or_else(|| Error::NoVersion {
                table: self.decl.name.clone(),
                version,
            })?;
            self.check(&state)?;
            Ok(Arc::new(state))
        };
        cell.get_or_try_init(load).await.cloned()
    }

    /// Commits a change on top of `state`, whose version nobody may have overtaken.
    /// Columns declared since the last commit enter the log with it.
    pub async fn commit(
        &self,
        state: &TableState,
        change: Change,
        operation: Operation,
        store: &Store,
        clock: Clock,
    ) -> Result<u64, Error> {
        self.check_writable(state)?;
        let now_ms = clock.now().as_millisecond();
        let mut entries = vec![Entry::commit_info(operation, &change.load_ids, now_ms)];
        let columns = self.widened(state)?;
        if columns.fields().count() != state.columns.fields().count() {
            let mut metadata = state.metadata.clone();
            metadata.schema_string = self.schema_string(&columns)?;
            entries.push(Entry::metadata(metadata));
        }
        let removed = change.removed.iter().map(|file| file.remove(now_ms));
        entries.extend(removed.map(Entry::remove));
        entries.extend(change.added.iter().map(|file| Entry::add(file.add())));

        let version = state.version + 1;
        self.put(version, &entries).await?;
        store
            .make_durable(vec![self.place.commit_path(version)])
            .await?;
        self.set_latest(Arc::new(self.place.advance(state, entries)?));
        if version.is_multiple_of(CHECKPOINT_INTERVAL)
            && let Err(error) = self.checkpoint().await
        {
            // The commit stands, and the next checkpoint makes up for this one.
            tracing::warn!(table = self.decl.name, version, %error, "checkpoint failed");
        }
        Ok(version)
    }

    /// Returns the columns that the log will name after the next commit: those it has, and behind
    /// them those newly declared.
    pub fn widened(&self, state: &TableState) -> Result<StructType, Error> {
        let stored = &state.columns;
        let declared = self.declared.fields();
        let new = declared.filter(|field| stored.field(field.name()).is_none());
        StructType::try_new(stored.fields().chain(new).cloned())
            .map_err(|source| unstorable(&self.decl, ArrowError::SchemaError(source.to_string())))
    }

    /// Returns those columns as Arrow has them.
    pub fn widened_arrow(&self, state: &TableState) -> Result<Schema, Error> {
        let widened = self.widened(state)?;
        (&widened)
            .try_into_arrow()
            .map_err(|source| unstorable(&self.decl, source))
    }

    /// Returns the files that any of the versions names, reading the log once from the first of them on.
    pub async fn files_of(&self, versions: &BTreeSet<u64>) -> Result<BTreeSet<Path>, Error> {
        let mut named = BTreeSet::new();
        let mut state: Option<TableState> = None;
        for version in versions {
            let followed = match state {
                Some(state) => self.place.follow(&state, Some(*version)).await?,
                None => self.at(*version).await?.as_ref().clone(),
            };
            named.extend(followed.files.iter().map(|file| file.path.clone()));
            state = Some(followed);
        }
        Ok(named)
    }

    /// Writes a checkpoint of the newest version.
    pub async fn checkpoint(&self) -> Result<(), Error> {
        let mut table = DeltaTable::new(self.log_store.clone());
        let written = match table.load().await {
            Ok(()) => deltalake::checkpoints::create_checkpoint(&table, None).await,
            Err(error) => Err(error),
        };
        written.map_err(|source| Error::Checkpoint {
            table: self.decl.name.clone(),
            version: table.version().unwrap_or_default(),
            source: source.into(),
        })
    }

    async fn create(&self, clock: Clock) -> Result<TableState, Error> {
        let now_ms = clock.now().as_millisecond();
        // The crate may write a checkpoint, but when entries are no longer needed only `maintain` knows.
        let configuration = [
            ("delta.checkpointInterval", CHECKPOINT_INTERVAL.to_string()),
            ("delta.enableExpiredLogCleanup", false.to_string()),
        ];
        let columns = self.schema_string(&self.declared)?;
        let metadata = Metadata::new(&self.decl.name, columns, configuration, now_ms);
        let entries = [
            Entry::commit_info(Operation::Create, &[], now_ms),
            Entry::protocol(Protocol::OLDEST),
            Entry::metadata(metadata.clone()),
        ];
        self.put(0, &entries).await?;
        Ok(TableState {
            version: 0,
            protocol: Protocol::OLDEST,
            metadata,
            columns: self.declared.clone(),
            files: Vec::new(),
        })
    }

    /// Puts a commit where none may be yet.
    async fn put(&self, version: u64, entries: &[Entry]) -> Result<(), Error> {
        let path = self.place.commit_path(version);
        let lines = Entry::print(entries).map_err(|source| Error::Entry {
            path: path.to_string(),
            source,
        })?;
        let put = self
            .place
            .store
            .put_opts(&path, lines.into(), PutMode::Create.into());
        match put.await {
            Ok(_) => Ok(()),
            Err(object_store::Error::AlreadyExists { .. }) => Err(Error::Overtaken {
                table: self.decl.name.clone(),
                version,
            }),
            Err(source) => Err(Error::Store {
                path: path.to_string(),
                source,
            }),
        }
    }

    /// Refuses a table that the scan would read wrongly.
    fn check(&self, state: &TableState) -> Result<(), Error> {
        let protocol = &state.protocol;
        let features = protocol.reader_features.iter().flatten();
        let mut unknown: Vec<String> = features
            .filter(|feature| !HARMLESS_FEATURES.contains(&feature.as_str()))
            .cloned()
            .collect();
        // Reader version 2 means column mapping.
        if !matches!(protocol.min_reader_version, 1 | 3) {
            unknown.push(format!("minReaderVersion {}", protocol.min_reader_version));
        }
        if !unknown.is_empty() {
            return Err(Error::UnknownFeatures {
                table: self.decl.name.clone(),
                features: unknown.join(", "),
            });
        }
        for declared in self.declared.fields() {
            if let Some(field) = state.columns.field(declared.name())
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

    /// Refuses to write a table whose files must obey rules that we do not know.
    fn check_writable(&self, state: &TableState) -> Result<(), Error> {
        let needed = state.protocol.min_writer_version;
        if needed <= Protocol::OLDEST.min_writer_version {
            return Ok(());
        }
        Err(Error::UnknownFeatures {
            table: self.decl.name.clone(),
            features: format!("minWriterVersion {needed}"),
        })
    }

    fn schema_string(&self, columns: &StructType) -> Result<String, Error> {
        serde_json::to_string(columns)
            .map_err(|source| unstorable(&self.decl, ArrowError::SchemaError(source.to_string())))
    }

    fn latest(&self) -> Option<Arc<TableState>> {
        let latest = self.latest.read();
        latest.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_latest(&self, state: Arc<TableState>) {
        let mut latest = self.latest.write().unwrap_or_else(PoisonError::into_inner);
        *latest = Some(state);
    }
}

impl std::fmt::Debug for TableLog {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TableLog({})", self.decl.name)
    }
}

/// Returns the type in which scans give a column: text as views, which Parquet decodes without copying.
fn scanned_type(declared: &DataType) -> DataType {
    match declared {
        DataType::Utf8 | DataType::LargeUtf8 => DataType::Utf8View,
        other => other.clone(),
    }
}

/// Returns the declared columns as Delta has them.
fn declared(decl: &TableDecl) -> Result<StructType, Error> {
    let fields = decl.schema.fields().iter().map(|field| {
        let data_type = match field.data_type() {
            DataType::Utf8View | DataType::LargeUtf8 => DataType::Utf8,
            DataType::BinaryView | DataType::LargeBinary => DataType::Binary,
            DataType::Timestamp(_, None) => {
                let reason = format!("{}: момент без часового пояса", field.name());
                return Err(unstorable(decl, ArrowError::SchemaError(reason)));
            }
            other => other.clone(),
        };
        Ok(Field::new(field.name(), data_type, true))
    });
    (&Schema::new(fields.collect::<Result<Vec<_>, _>>()?))
        .try_into_kernel()
        .map_err(|source| unstorable(decl, source))
}

fn unstorable(decl: &TableDecl, source: ArrowError) -> Error {
    Error::Schema {
        table: decl.name.clone(),
        source,
    }
}
