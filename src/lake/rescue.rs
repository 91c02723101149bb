//! Rescue: the rows that stay of files that lose others, on their way into new files.
//!
//! Files are never changed. A file that holds a replaced row is read, and its other rows are written
//! again; a file that holds none is left as it is, even where its bounds could not rule that out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow::array::{Array, AsArray, Date32Array, StringArray};
use arrow::compute::filter_record_batch;
use arrow::datatypes::{Date32Type, Schema};
use datafusion::common::DataFusionError;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use futures::{StreamExt, TryStreamExt};
use object_store::ObjectStore;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::statistics::StatisticsConverter;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use parquet::arrow::async_reader::ParquetRecordBatchStreamBuilder;

use super::SCHOOL;
use super::encode::{Layout, WHOLE_ROWS, merged_type};
use super::file_reader::FileReader;
use super::files::LakeFile;
use super::log::TableLog;
use super::replacing::{Bounds, Replacing, YearReplacing};

const BATCH_ROWS: usize = 8192;
/// A smaller file is worth merging with its like.
const SMALL_FILE_BYTES: u64 = 16 << 20;
/// A school year may have so many small files. Beyond that a commit merges them.
const SMALL_FILES: usize = 8;

/// Files to be written again, by school year.
pub(super) type Rescues = BTreeMap<Option<String>, Vec<Rescue>>;

/// A file that loses rows, or is to be merged with others.
pub(super) struct Rescue {
    pub file: Arc<LakeFile>,
    /// The row groups that lose nothing and are large enough to be copied as they are.
    pub copied: Vec<usize>,
    /// The other row groups in which a row stays.
    merged: Vec<usize>,
    footer: ArrowReaderMetadata,
}

/// Finds the files that lose rows.
pub(super) async fn survey(
    log: &TableLog,
    store: &Arc<dyn ObjectStore>,
    files: &[Arc<LakeFile>],
    replacing: &Replacing,
    layout: &Layout,
) -> Result<Rescues, DataFusionError> {
    let schema = log.scan_schema.table_schema();
    let mut rescues = Rescues::new();
    for file in files
        .iter()
        .filter(|file| replacing.may_touch(file, schema))
    {
        let of_year = replacing.of_year(file.year.as_deref());
        if let Some(rescue) = survey_file(store, &log.folder, file, &of_year, layout).await? {
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
    files: &[Arc<LakeFile>],
    years: BTreeSet<Option<String>>,
    rescues: &mut Rescues,
) -> Result<(), DataFusionError> {
    for year in years {
        let touched = rescues.get(&year).map(Vec::as_slice).unwrap_or_default();
        let small: Vec<&Arc<LakeFile>> = files
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
                copied: Vec::new(),
                merged: (0..footer.metadata().num_row_groups()).collect(),
                footer,
            });
        }
    }
    Ok(())
}

/// Returns the rows to be merged of a file, none if there are none.
pub(super) fn staying_rows(
    store: &Arc<dyn ObjectStore>,
    folder: &str,
    rescue: Rescue,
    replacing: Arc<YearReplacing>,
    layout: Arc<Layout>,
) -> Result<Option<SendableRecordBatchStream>, DataFusionError> {
    if rescue.merged.is_empty() {
        return Ok(None);
    }
    let rows = ParquetRecordBatchStreamBuilder::new_with_metadata(
        FileReader::new(store, folder, &rescue.file),
        rescue.footer,
    );
    let rows = rows
        .with_row_groups(rescue.merged)
        .with_batch_size(BATCH_ROWS)
        .build()?;
    let schema = layout.merged.clone();
    let rows = rows.map(move |rows| {
        let rows = rows?;
        let rows = filter_record_batch(&rows, &replacing.staying(&rows)?)?;
        Ok(layout.fit_merged(&rows)?)
    });
    Ok(Some(Box::pin(RecordBatchStreamAdapter::new(schema, rows))))
}

/// Looks through a file for rows to be replaced. Returns none when it holds none.
/// Only the columns that decide are read.
async fn survey_file(
    store: &Arc<dyn ObjectStore>,
    folder: &str,
    file: &Arc<LakeFile>,
    replacing: &YearReplacing,
    layout: &Layout,
) -> Result<Option<Rescue>, DataFusionError> {
    let footer = footer(store, folder, file).await?;
    let names = std::iter::once(SCHOOL).chain(replacing.day.as_deref());
    let deciding = ProjectionMask::columns(footer.parquet_schema(), names);
    // Row groups of other columns than the new files have cannot be copied.
    let is_alike = footer.parquet_schema().root_schema() == layout.parquet_schema.root_schema();
    let bounds = row_group_bounds(&footer, replacing, layout)?;
    let (mut copied, mut merged, mut is_touched) = (Vec::new(), Vec::new(), false);
    for (row_group, bounds) in bounds.iter().enumerate() {
        let all = footer.metadata().row_group(row_group).num_rows() as usize;
        let mut staying = all;
        if replacing.may_hold(bounds) {
            let rows = ParquetRecordBatchStreamBuilder::new_with_metadata(
                FileReader::new(store, folder, file),
                footer.clone(),
            );
            let mut rows = rows
                .with_projection(deciding.clone())
                .with_row_groups(vec![row_group])
                .with_batch_size(BATCH_ROWS)
                .build()?;
            staying = 0;
            while let Some(rows) = rows.try_next().await? {
                staying += replacing.staying(&rows)?.true_count();
            }
        }
        is_touched |= staying < all;
        if staying == all && is_alike && all >= WHOLE_ROWS {
            copied.push(row_group);
        } else if staying > 0 {
            merged.push(row_group);
        }
    }
    Ok(is_touched.then(|| Rescue {
        file: file.clone(),
        copied,
        merged,
        footer,
    }))
}

/// Returns the bounds of each row group, as the footer has them.
fn row_group_bounds(
    footer: &ArrowReaderMetadata,
    replacing: &YearReplacing,
    layout: &Layout,
) -> Result<Vec<Bounds>, DataFusionError> {
    let groups = footer.metadata().row_groups();
    let mut bounds = vec![Bounds::default(); groups.len()];
    let schools = StatisticsConverter::try_new(SCHOOL, &layout.schema, footer.parquet_schema())?;
    let (least, greatest) = (
        schools.row_group_mins(groups)?,
        schools.row_group_maxes(groups)?,
    );
    if let Some((least, greatest)) = least.as_string_opt::<i32>().zip(greatest.as_string_opt()) {
        for (group, bounds) in bounds.iter_mut().enumerate() {
            let text = |bounds: &StringArray| {
                bounds
                    .is_valid(group)
                    .then(|| bounds.value(group).to_owned())
            };
            bounds.schools = (text(least), text(greatest));
        }
    }
    let Some(day) = &replacing.day else {
        return Ok(bounds);
    };
    let days = StatisticsConverter::try_new(day, &layout.schema, footer.parquet_schema())?;
    let (least, greatest) = (days.row_group_mins(groups)?, days.row_group_maxes(groups)?);
    let least = least.as_primitive_opt::<Date32Type>();
    if let Some((least, greatest)) = least.zip(greatest.as_primitive_opt::<Date32Type>()) {
        for (group, bounds) in bounds.iter_mut().enumerate() {
            let day = |bounds: &Date32Array| bounds.is_valid(group).then(|| bounds.value(group));
            bounds.days = (day(least), day(greatest));
        }
    }
    Ok(bounds)
}

async fn footer(
    store: &Arc<dyn ObjectStore>,
    folder: &str,
    file: &Arc<LakeFile>,
) -> Result<ArrowReaderMetadata, DataFusionError> {
    let mut reader = FileReader::new(store, folder, file);
    let options = ArrowReaderOptions::new();
    let footer = ArrowReaderMetadata::load_async(&mut reader, options.clone()).await?;
    let fields = footer.schema().fields().iter().map(|field| {
        let field = field.as_ref().clone();
        let read = merged_type(field.data_type());
        field.with_data_type(read)
    });
    let read = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let options = options.with_schema(read);
    Ok(ArrowReaderMetadata::try_new(
        footer.metadata().clone(),
        options,
    )?)
}
