//! The state of a table at a version: the log read from its last checkpoint on.
//!
//! Reading is our own, because every run of the program opens tables before it can answer anything,
//! and the crate's way through its kernel takes some fifteen milliseconds a table. Writing goes by the
//! same protocol; checkpoints are left to the crate.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::json::LineDelimitedWriter;
use deltalake::kernel::StructType;
use futures::{StreamExt, TryStreamExt};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde::Deserialize;
use tokio_util::bytes::Bytes;

use super::Error;
use super::entry::{Entry, Metadata, Protocol};
use super::files::{LakeFile, logged_path, within};

/// So many log entries are asked for at once.
const ENTRIES_AHEAD: usize = 4;

/// Where a table's log lies.
#[derive(Debug, Clone)]
pub(super) struct LogPlace {
    pub table: String,
    pub folder: String,
    pub store: Arc<dyn ObjectStore>,
    /// The columns that file statistics are wanted for.
    pub scanned: arrow::datatypes::SchemaRef,
}

/// A table at a version.
#[derive(Debug, Clone)]
pub(super) struct TableState {
    pub version: u64,
    pub protocol: Protocol,
    pub metadata: Metadata,
    /// The columns that the log names.
    pub columns: StructType,
    /// Ordered by school year and first school.
    pub files: Vec<Arc<LakeFile>>,
}

/// A state being put together.
struct Replay {
    version: Option<u64>,
    protocol: Option<Protocol>,
    metadata: Option<Metadata>,
    files: HashMap<Path, Arc<LakeFile>>,
}

#[derive(Deserialize)]
struct LastCheckpoint {
    version: u64,
}

impl LogPlace {
    /// Returns the path of a file of the log.
    pub fn path(&self, name: &str) -> Path {
        within(&self.folder, &Path::from(format!("_delta_log/{name}")))
    }

    /// Returns the path of a commit.
    pub fn commit_path(&self, version: u64) -> Path {
        self.path(&format!("{version:020}.json"))
    }

    /// Loads a version, the newest if none is named. Returns none if there is no table.
    pub async fn load(&self, version: Option<u64>) -> Result<Option<TableState>, Error> {
        let mut replay = Replay {
            version: None,
            protocol: None,
            metadata: None,
            files: HashMap::new(),
        };
        if let Some(checkpoint) = self.checkpoint_before(version).await? {
            self.read_checkpoint(checkpoint, &mut replay).await?;
        }
        self.read_commits(&mut replay, version).await?;
        replay.finish(self)
    }

    /// Follows a state up to a later version, the newest if none is named.
    pub async fn follow(
        &self,
        state: &TableState,
        version: Option<u64>,
    ) -> Result<TableState, Error> {
        let checkpoint = self.last_checkpoint().await?.unwrap_or_default();
        // Commits before the last checkpoint may have been removed, and a gap looks like the end.
        if checkpoint > state.version && version.is_none_or(|version| version >= checkpoint) {
            let loaded = self.load(version).await?;
            return loaded.ok_or_else(|| self.no_version(version.unwrap_or_default()));
        }
        let mut replay = Replay::from(state);
        self.read_commits(&mut replay, version).await?;
        let followed = replay.finish(self)?;
        followed.ok_or_else(|| self.no_version(version.unwrap_or_default()))
    }

    /// Applies a commit just made.
    pub fn advance(&self, state: &TableState, entries: Vec<Entry>) -> Result<TableState, Error> {
        let mut replay = Replay::from(state);
        replay.apply(entries, state.version + 1, self);
        let advanced = replay.finish(self)?;
        advanced.ok_or_else(|| self.no_version(state.version + 1))
    }

    async fn last_checkpoint(&self) -> Result<Option<u64>, Error> {
        let path = self.path("_last_checkpoint");
        let hint = self.get(&path).await?;
        // A hint that a crash has cut short is no reason to fail: the log can be listed.
        Ok(hint
            .and_then(|hint| serde_json::from_slice::<LastCheckpoint>(&hint).ok())
            .map(|hint| hint.version))
    }

    async fn checkpoint_before(&self, version: Option<u64>) -> Result<Option<u64>, Error> {
        match (self.last_checkpoint().await?, version) {
            (Some(last), None) => return Ok(Some(last)),
            (Some(last), Some(version)) if last <= version => return Ok(Some(last)),
            (None, _) if self.exists(&self.commit_path(0)).await? => return Ok(None),
            _ => {}
        }
        let log = self.path("");
        let listed: Vec<_> = self
            .store
            .list(Some(&log))
            .try_collect()
            .await
            .map_err(|source| self.unstored(&log, source))?;
        let checkpoints = listed.iter().filter_map(|object| {
            let name = object.location.filename()?;
            let number = name.strip_suffix(".checkpoint.parquet")?;
            number.parse::<u64>().ok()
        });
        Ok(checkpoints
            .filter(|checkpoint| version.is_none_or(|version| *checkpoint <= version))
            .max())
    }

    async fn read_checkpoint(&self, version: u64, replay: &mut Replay) -> Result<(), Error> {
        let path = self.path(&format!("{version:020}.checkpoint.parquet"));
        let bytes = self.get(&path).await?;
        let bytes = bytes.ok_or_else(|| self.no_version(version))?;
        let entries = checkpoint_entries(bytes).map_err(|source| Error::Checkpoint {
            table: self.table.clone(),
            version,
            source,
        })?;
        replay.apply(entries, version, self);
        Ok(())
    }

    async fn read_commits(&self, replay: &mut Replay, version: Option<u64>) -> Result<(), Error> {
        let first = replay.version.map_or(0, |version| version + 1);
        let last = version.unwrap_or(u64::MAX);
        let mut commits = futures::stream::iter(first..=last)
            .map(|version| async move {
                let path = self.commit_path(version);
                let commit = self.get(&path).await?;
                Ok::<_, Error>(commit.map(|commit| (version, path, commit)))
            })
            .buffered(ENTRIES_AHEAD);
        while let Some((version, path, commit)) = commits.try_next().await?.flatten() {
            let entries = Entry::parse(&commit).map_err(|source| Error::Entry {
                path: path.to_string(),
                source,
            })?;
            replay.apply(entries, version, self);
        }
        match version {
            Some(version) if replay.version != Some(version) => Err(self.no_version(version)),
            _ => Ok(()),
        }
    }

    async fn exists(&self, path: &Path) -> Result<bool, Error> {
        match self.store.head(path).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(source) => Err(self.unstored(path, source)),
        }
    }

    async fn get(&self, path: &Path) -> Result<Option<Bytes>, Error> {
        let bytes = match self.store.get(path).await {
            Ok(found) => found.bytes().await,
            Err(error) => Err(error),
        };
        match bytes {
            Ok(bytes) => Ok(Some(bytes)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(source) => Err(self.unstored(path, source)),
        }
    }

    fn no_version(&self, version: u64) -> Error {
        Error::NoVersion {
            table: self.table.clone(),
            version,
        }
    }

    fn unstored(&self, path: &Path, source: object_store::Error) -> Error {
        Error::Store {
            path: path.to_string(),
            source,
        }
    }
}

impl Replay {
    fn apply(&mut self, entries: Vec<Entry>, version: u64, place: &LogPlace) {
        self.version = Some(version);
        for entry in entries {
            self.protocol = entry.protocol.or(self.protocol.take());
            self.metadata = entry.meta_data.or(self.metadata.take());
            if let Some(remove) = entry.remove {
                self.files.remove(&logged_path(&remove.path));
            }
            if let Some(add) = entry.add {
                let file = LakeFile::from_log(add, &place.scanned);
                self.files.insert(file.path.clone(), Arc::new(file));
            }
        }
    }

    fn finish(self, place: &LogPlace) -> Result<Option<TableState>, Error> {
        let Some(version) = self.version else {
            return Ok(None);
        };
        let (Some(protocol), Some(metadata)) = (self.protocol, self.metadata) else {
            return Err(place.no_version(version));
        };
        let columns = serde_json::from_str(&metadata.schema_string);
        let columns = columns.map_err(|source| Error::Entry {
            path: place.commit_path(version).to_string(),
            source,
        })?;
        let mut files: Vec<Arc<LakeFile>> = self.files.into_values().collect();
        files.sort_by(|a, b| a.place().cmp(&b.place()));
        Ok(Some(TableState {
            version,
            protocol,
            metadata,
            columns,
            files,
        }))
    }
}

impl From<&TableState> for Replay {
    fn from(state: &TableState) -> Self {
        let files = state.files.iter();
        Self {
            version: Some(state.version),
            protocol: Some(state.protocol.clone()),
            metadata: Some(state.metadata.clone()),
            files: files
                .map(|file| (file.path.clone(), file.clone()))
                .collect(),
        }
    }
}

/// Reads a checkpoint by way of the JSON that its rows would be in a commit.
fn checkpoint_entries(
    bytes: Bytes,
) -> Result<Vec<Entry>, Box<dyn std::error::Error + Send + Sync>> {
    let rows = ParquetRecordBatchReaderBuilder::try_new(bytes)?;
    let needed = parquet::arrow::ProjectionMask::columns(
        rows.parquet_schema(),
        ["add", "metaData", "protocol"],
    );
    let rows = rows.with_projection(needed).build()?;
    let mut json = LineDelimitedWriter::new(Vec::new());
    for rows in rows {
        json.write(&rows?)?;
    }
    json.finish()?;
    Ok(Entry::parse(&json.into_inner())?)
}
