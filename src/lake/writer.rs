//! Writing a table: rows become files as they come, and one commit puts them in the place of others.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::compute::{SortColumn, cast, concat_batches, lexsort_to_indices, take_record_batch};
use arrow::datatypes::{DataType, SchemaRef};
use arrow::error::ArrowError;
use datafusion::common::DataFusionError;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use object_store::ObjectStoreExt;
use parquet::errors::ParquetError;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::encode::{FileEncoder, Layout};
use super::entry::Operation;
use super::files::{LakeFile, new_path, within};
use super::join;
use super::log::{Change, TableLog};
use super::merge::{Merge, ORDER};
use super::replacing::Replacing;
use super::rescue::{self, Rescue};
use super::statistics::FileStatistics;
use super::store::Store;
use super::{Error, Replaced, YEAR};
use crate::clock::Clock;

/// Up to so many rows of a school year wait for the commit, to take their place among the rows that
/// stay: a school has some hundred thousand marks a year.
const WAITING_ROWS: usize = 256 << 10;

/// Rows on their way into a table. Nothing is visible before [`commit`](Self::commit);
/// a writer that is dropped leaves at most files that nobody names.
pub struct TableWriter {
    log: Arc<TableLog>,
    store: Arc<Store>,
    clock: Clock,
    layout: Arc<Layout>,
    runtime: Handle,
    partitions: BTreeMap<Option<String>, Partition>,
    /// The schema last found to have only known columns.
    checked: Option<SchemaRef>,
    written: Vec<Arc<LakeFile>>,
    uploads: Vec<JoinHandle<Result<(), Error>>>,
}

/// The rows of one school year.
#[derive(Default)]
struct Partition {
    waiting: Vec<RecordBatch>,
    waiting_rows: usize,
    encoder: Option<FileEncoder>,
}

impl TableWriter {
    pub(super) async fn new(
        log: Arc<TableLog>,
        store: Arc<Store>,
        clock: Clock,
    ) -> Result<Self, Error> {
        let state = log.refresh().await?;
        let stored = log.widened_arrow(&state)?;
        let layout = Layout::new(&log.decl, &stored);
        Ok(Self {
            layout: Arc::new(layout.map_err(|source| unencoded(&log, source))?),
            log,
            store,
            clock,
            runtime: Handle::current(),
            partitions: BTreeMap::new(),
            checked: None,
            written: Vec::new(),
            uploads: Vec::new(),
        })
    }

    /// Adds rows, which come sorted by school year, school and the declared order.
    ///
    /// Encodes on the calling thread, which is therefore better a blocking one; finished files go to
    /// the store on the runtime. They are not waited for before the commit: even a slow store takes
    /// a file faster than the next one is encoded.
    pub fn push(&mut self, batch: &RecordBatch) -> Result<(), Error> {
        self.check_columns(batch)?;
        for (year, rows) in self.split(batch)? {
            let mut partition = self.partitions.remove(&year).unwrap_or_default();
            partition.waiting_rows += rows.num_rows();
            partition.waiting.push(rows);
            if partition.encoder.is_some() || partition.waiting_rows > WAITING_ROWS {
                for rows in std::mem::take(&mut partition.waiting) {
                    partition.encoder = self.encode(&year, partition.encoder.take(), &rows)?;
                }
            }
            self.partitions.insert(year, partition);
        }
        Ok(())
    }

    /// Removes the rows that `replaced` names and adds those pushed, in one version of the table that
    /// carries the ids of the loads. Returns the version, which is the old one when nothing changed.
    pub async fn commit(
        mut self,
        replaced: &[Replaced],
        load_ids: &[String],
    ) -> Result<u64, Error> {
        let log = self.log.clone();
        let _committing = log.committing.lock().await;
        let state = log.refresh().await?;
        let replacing = Replacing::new(&log.decl, replaced)?;

        let unread = |source| unread(&log, source);
        let (files, lake) = (&state.files, self.store.lake.clone());
        let surveyed = rescue::survey(&log, &lake, files, &replacing, &self.layout).await;
        let mut rescues = surveyed.map_err(unread)?;
        let written = self.partitions.keys().chain(rescues.keys());
        let years = written.cloned().collect();
        let gathered = rescue::gather_small_files(&log, &lake, files, years, &mut rescues).await;
        gathered.map_err(unread)?;
        let mut change = Change {
            load_ids: load_ids.to_vec(),
            ..Change::default()
        };
        for (year, rescues) in rescues {
            change
                .removed
                .extend(rescues.iter().map(|rescue| rescue.file.clone()));
            let kept = self.keep(&year, rescues, &replacing).await;
            kept.map_err(unread)?;
        }
        self.finish_files()?;
        for upload in std::mem::take(&mut self.uploads) {
            upload.await.map_err(|_| Error::Interrupted {
                table: log.decl.name.clone(),
            })??;
        }
        change.added = std::mem::take(&mut self.written);
        if change.added.is_empty() && change.removed.is_empty() {
            return Ok(state.version);
        }
        let added = change
            .added
            .iter()
            .map(|file| within(&log.folder, &file.path));
        self.store.make_durable(added.collect()).await?;
        let operation = match change.removed.is_empty() {
            true => Operation::Append,
            false => Operation::Replace,
        };
        log.commit(&state, change, operation, &self.store, self.clock)
            .await
    }

    /// Writes the rows of a school year that stay, together with those that wait, in order.
    async fn keep(
        &mut self,
        year: &Option<String>,
        rescues: Vec<Rescue>,
        replacing: &Replacing,
    ) -> Result<(), DataFusionError> {
        let mut pieces = Vec::new();
        for rescue in rescues.iter().filter(|rescue| !rescue.copied.is_empty()) {
            let path = within(&self.log.folder, &rescue.file.path);
            let bytes = self.store.lake.get(&path).await?.bytes().await?;
            pieces.extend(join::pieces(bytes, Some(&rescue.copied), &self.layout)?);
        }
        let merged = self.merge(year, rescues, replacing).await?;
        let failed = |error| DataFusionError::External(Box::new(error));
        match merged {
            Some(merged) if pieces.is_empty() => return self.close(year, merged).map_err(failed),
            Some(merged) => {
                let (bytes, _) = merged.finish()?;
                pieces.extend(join::pieces(bytes.into(), None, &self.layout)?);
            }
            None => {}
        }
        for (bytes, statistics) in join::join(pieces, &self.layout)? {
            self.upload(year, bytes, &statistics);
        }
        Ok(())
    }

    /// Merges the rows that must be encoded again with those that wait. Returns the last file, open.
    async fn merge(
        &mut self,
        year: &Option<String>,
        rescues: Vec<Rescue>,
        replacing: &Replacing,
    ) -> Result<Option<FileEncoder>, DataFusionError> {
        let replacing = Arc::new(replacing.of_year(year.as_deref()));
        let mut streams: Vec<SendableRecordBatchStream> = Vec::new();
        for rescue in rescues {
            streams.extend(rescue::staying_rows(
                &self.store.lake,
                &self.log.folder,
                rescue,
                replacing.clone(),
                self.layout.clone(),
            )?);
        }
        if let Some(partition) = self.partitions.get_mut(year)
            && partition.encoder.is_none()
            && let Some(waiting) = sorted(&std::mem::take(&mut partition.waiting), &self.layout)?
        {
            streams.push(Box::pin(RecordBatchStreamAdapter::new(
                self.layout.merged.clone(),
                futures::stream::iter([Ok(waiting)]),
            )));
        }
        if streams.is_empty() {
            return Ok(None);
        }
        let (merged, sort) = (self.layout.merged.clone(), self.layout.sort.clone());
        let mut merge = Merge::new(streams, merged, sort).await?;
        let mut encoder = None;
        while let Some(rows) = merge.next().await? {
            let encoded = self.encode(year, encoder, &rows);
            encoder = encoded.map_err(|error| DataFusionError::External(Box::new(error)))?;
        }
        Ok(encoder)
    }

    /// Closes what is still open, the rows that wait included.
    fn finish_files(&mut self) -> Result<(), Error> {
        for (year, mut partition) in std::mem::take(&mut self.partitions) {
            let waiting = sorted(&partition.waiting, &self.layout);
            let waiting = waiting.map_err(|source| unencoded(&self.log, source.into()))?;
            if let Some(rows) = waiting {
                partition.encoder = self.encode(&year, partition.encoder, &rows)?;
            }
            if let Some(encoder) = partition.encoder {
                self.close(&year, encoder)?;
            }
        }
        Ok(())
    }

    /// Encodes rows into a file, begun where there is none. Returns it unless it is full and closed.
    fn encode(
        &mut self,
        year: &Option<String>,
        encoder: Option<FileEncoder>,
        rows: &RecordBatch,
    ) -> Result<Option<FileEncoder>, Error> {
        if rows.num_rows() == 0 {
            return Ok(encoder);
        }
        let encoding = |source| unencoded(&self.log, source);
        let mut encoder = match encoder {
            Some(encoder) => encoder,
            None => FileEncoder::new(self.layout.clone()).map_err(encoding)?,
        };
        encoder.push(rows).map_err(encoding)?;
        if encoder.is_full() {
            self.close(year, encoder)?;
            return Ok(None);
        }
        Ok(Some(encoder))
    }

    /// Closes a file and sends it to the store.
    fn close(&mut self, year: &Option<String>, encoder: FileEncoder) -> Result<(), Error> {
        let closed = encoder.finish();
        let (bytes, statistics) = closed.map_err(|source| unencoded(&self.log, source))?;
        self.upload(year, bytes, &statistics);
        Ok(())
    }

    fn upload(&mut self, year: &Option<String>, bytes: Vec<u8>, statistics: &FileStatistics) {
        let path = new_path(year.as_deref());
        let size = bytes.len() as u64;
        let schema = self.log.scan_schema.table_schema();
        self.written.push(Arc::new(LakeFile {
            path: path.clone(),
            size,
            year: year.clone(),
            modified_ms: self.clock.now().as_millisecond(),
            json: serde_json::to_string(statistics).ok(),
            statistics: statistics.for_scan(schema, year.as_deref(), size),
        }));
        let target = within(&self.log.folder, &path);
        let store = self.store.lake.clone();
        self.uploads.push(self.runtime.spawn(async move {
            let put = store.put(&target, bytes.into()).await;
            put.map(|_| ()).map_err(|source| Error::Store {
                path: target.to_string(),
                source,
            })
        }));
    }

    fn check_columns(&mut self, batch: &RecordBatch) -> Result<(), Error> {
        let schema = batch.schema();
        if self
            .checked
            .as_ref()
            .is_some_and(|checked| Arc::ptr_eq(checked, &schema))
        {
            return Ok(());
        }
        let unknown = schema.fields().iter().find(|field| {
            field.name() != YEAR && self.layout.schema.field_with_name(field.name()).is_err()
        });
        if let Some(field) = unknown {
            return Err(Error::UnknownColumn {
                table: self.log.decl.name.clone(),
                column: field.name().clone(),
            });
        }
        self.checked = Some(schema);
        Ok(())
    }

    /// Splits rows by school year and gives them the columns of the files.
    fn split(&self, batch: &RecordBatch) -> Result<Vec<(Option<String>, RecordBatch)>, Error> {
        let Some(years) = batch.column_by_name(YEAR) else {
            return Err(Error::MissingColumn {
                table: self.log.decl.name.clone(),
                column: YEAR.to_owned(),
            });
        };
        let encoding = |source: ArrowError| unencoded(&self.log, source.into());
        let years = cast(years, &DataType::Utf8).map_err(encoding)?;
        let years = years.as_string::<i32>();
        let year = |row: usize| years.is_valid(row).then(|| years.value(row));
        let rows = self.layout.fit(batch).map_err(encoding)?;
        let mut split = Vec::new();
        let mut start = 0;
        while start < rows.num_rows() {
            let of_year = year(start);
            let length = (start..rows.num_rows())
                .take_while(|row| year(*row) == of_year)
                .count();
            split.push((of_year.map(str::to_owned), rows.slice(start, length)));
            start += length;
        }
        Ok(split)
    }
}

fn unencoded(log: &TableLog, source: ParquetError) -> Error {
    Error::Encode {
        table: log.decl.name.clone(),
        source,
    }
}

fn unread(log: &TableLog, source: DataFusionError) -> Error {
    Error::Rescue {
        table: log.decl.name.clone(),
        source,
    }
}

/// Puts rows into the order of the files, which loads that push school after school may not keep.
fn sorted(rows: &[RecordBatch], layout: &Layout) -> Result<Option<RecordBatch>, ArrowError> {
    if rows.is_empty() {
        return Ok(None);
    }
    let rows = rows.iter().map(|rows| layout.fit_merged(rows));
    let rows = concat_batches(&layout.merged, &rows.collect::<Result<Vec<_>, _>>()?)?;
    let keys = layout.sort.iter().filter_map(|name| {
        Some(SortColumn {
            values: rows.column_by_name(name)?.clone(),
            options: Some(ORDER),
        })
    });
    let order = lexsort_to_indices(&keys.collect::<Vec<_>>(), None)?;
    Ok(Some(take_record_batch(&rows, &order)?))
}
