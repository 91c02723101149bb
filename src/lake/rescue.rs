//! Rescue: the rows that stay of files that lose others, on their way into new files.
//!
//! Files are never changed. A file that holds a replaced row is read, and its other rows are written
//! again; a file that holds none is left as it is, even where its bounds could not rule that out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow::compute::{SortOptions, filter_record_batch};
use datafusion::common::DataFusionError;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::execution::memory_pool::{MemoryConsumer, MemoryPool, UnboundedMemoryPool};
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_expr::{LexOrdering, PhysicalSortExpr};
use datafusion::physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet};
use datafusion::physical_plan::sorts::streaming_merge::StreamingMergeBuilder;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use futures::{StreamExt, TryStreamExt};
use object_store::ObjectStore;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use parquet::arrow::async_reader::ParquetRecordBatchStreamBuilder;

use super::SCHOOL;
use super::encode::Layout;
use super::file_reader::FileReader;
use super::files::LakeFile;
use super::log::TableLog;
use super::replacing::{Replacing, YearReplacing};

const BATCH_ROWS: usize = 8192;
/// A smaller file is worth merging with its like.
const SMALL_FILE_BYTES: u64 = 16 << 20;
/// A school year may have so many small files. Beyond that a commit merges them.
const SMALL_FILES: usize = 8;

/// Files to be written again, by school year.
pub(super) type Rescues = BTreeMap<Option<String>, Vec<Rescue>>;

/// A file that loses rows, or is to be merged with others.
pub(super) struct Rescue {
    pub file: LakeFile,
    footer: ArrowReaderMetadata,
    /// The row groups in which a row stays.
    row_groups: Vec<usize>,
}

/// Finds the files that lose rows.
pub(super) async fn survey(
    log: &TableLog,
    store: &Arc<dyn ObjectStore>,
    files: &[LakeFile],
    replacing: &Replacing,
) -> Result<Rescues, DataFusionError> {
    let schema = log.scan_schema.table_schema();
    let mut rescues = Rescues::new();
    for file in files
        .iter()
        .filter(|file| replacing.may_touch(file, schema))
    {
        let of_year = replacing.of_year(file.year.as_deref());
        if let Some(rescue) = survey_file(store, &log.folder, file, &of_year).await? {
            rescues.entry(file.year.clone()).or_default().push(rescue);
        }
    }
    Ok(rescues)
}

/// Adds the small files of the school years being written, where they have become many: schools that
/// come one by one would otherwise leave a file each.
pub(super) async fn gather_small_files(
    log: &TableLog,
    store: &Arc<dyn ObjectStore>,
    files: &[LakeFile],
    years: BTreeSet<Option<String>>,
    rescues: &mut Rescues,
) -> Result<(), DataFusionError> {
    for year in years {
        let touched = rescues.get(&year).map(Vec::as_slice).unwrap_or_default();
        let small: Vec<&LakeFile> = files
            .iter()
            .filter(|file| file.year == year && file.size < SMALL_FILE_BYTES)
            .filter(|file| !touched.iter().any(|rescue| rescue.file.path == file.path))
            .collect();
        if small.len() < SMALL_FILES {
            continue;
        }
        for file in small {
            let footer = footer(store, &log.folder, file).await?;
            rescues.entry(year.clone()).or_default().push(Rescue {
                file: file.clone(),
                row_groups: (0..footer.metadata().num_row_groups()).collect(),
                footer,
            });
        }
    }
    Ok(())
}

/// Returns the rows of a file that stay, none if there are none.
pub(super) fn staying_rows(
    store: &Arc<dyn ObjectStore>,
    folder: &str,
    rescue: Rescue,
    replacing: Arc<YearReplacing>,
    layout: Arc<Layout>,
) -> Result<Option<SendableRecordBatchStream>, DataFusionError> {
    if rescue.row_groups.is_empty() {
        return Ok(None);
    }
    let rows = ParquetRecordBatchStreamBuilder::new_with_metadata(
        FileReader::new(store, folder, &rescue.file),
        rescue.footer,
    );
    let rows = rows
        .with_row_groups(rescue.row_groups)
        .with_batch_size(BATCH_ROWS)
        .build()?;
    let schema = layout.schema.clone();
    let rows = rows.map(move |rows| {
        let rows = rows?;
        let rows = filter_record_batch(&rows, &replacing.staying(&rows)?)?;
        Ok(layout.fit_exactly(&rows)?)
    });
    Ok(Some(Box::pin(RecordBatchStreamAdapter::new(schema, rows))))
}

/// Merges sorted streams into one.
pub(super) fn merge(
    streams: Vec<SendableRecordBatchStream>,
    layout: &Layout,
) -> Result<SendableRecordBatchStream, DataFusionError> {
    let ordering = layout.sort.iter().map(|name| {
        Ok(PhysicalSortExpr::new(
            Arc::new(Column::new_with_schema(name, &layout.schema)?),
            SortOptions {
                descending: false,
                nulls_first: true,
            },
        ))
    });
    let ordering = LexOrdering::new(ordering.collect::<Result<Vec<_>, DataFusionError>>()?)
        .ok_or_else(|| DataFusionError::Internal("rows have no order to merge in".to_owned()))?;
    let pool: Arc<dyn MemoryPool> = Arc::new(UnboundedMemoryPool::default());
    StreamingMergeBuilder::new()
        .with_streams(streams)
        .with_schema(layout.schema.clone())
        .with_expressions(&ordering)
        .with_metrics(BaselineMetrics::new(&ExecutionPlanMetricsSet::new(), 0))
        .with_batch_size(BATCH_ROWS)
        .with_reservation(MemoryConsumer::new("lake").register(&pool))
        .build()
}

/// Looks through a file for rows to be replaced. Returns none when it holds none.
/// Only the columns that decide are read.
async fn survey_file(
    store: &Arc<dyn ObjectStore>,
    folder: &str,
    file: &LakeFile,
    replacing: &YearReplacing,
) -> Result<Option<Rescue>, DataFusionError> {
    let footer = footer(store, folder, file).await?;
    let names = std::iter::once(SCHOOL).chain(replacing.day.as_deref());
    let deciding = ProjectionMask::columns(footer.parquet_schema(), names);
    let mut row_groups = Vec::new();
    let mut is_touched = false;
    for row_group in 0..footer.metadata().num_row_groups() {
        let rows = ParquetRecordBatchStreamBuilder::new_with_metadata(
            FileReader::new(store, folder, file),
            footer.clone(),
        );
        let mut rows = rows
            .with_projection(deciding.clone())
            .with_row_groups(vec![row_group])
            .with_batch_size(BATCH_ROWS)
            .build()?;
        let mut has_staying = false;
        while let Some(rows) = rows.try_next().await? {
            let staying = replacing.staying(&rows)?.true_count();
            has_staying |= staying > 0;
            is_touched |= staying < rows.num_rows();
        }
        if has_staying {
            row_groups.push(row_group);
        }
    }
    Ok(is_touched.then(|| Rescue {
        file: file.clone(),
        footer,
        row_groups,
    }))
}

async fn footer(
    store: &Arc<dyn ObjectStore>,
    folder: &str,
    file: &LakeFile,
) -> Result<ArrowReaderMetadata, DataFusionError> {
    let mut reader = FileReader::new(store, folder, file);
    Ok(ArrowReaderMetadata::load_async(&mut reader, ArrowReaderOptions::new()).await?)
}
