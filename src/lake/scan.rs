//! Scanning a table: a thin provider over the file list of one version.
//!
//! Plans an ordinary Parquet scan, which any engine can take apart, send away and push filters into.
//! Files whose bounds rule a filter out are not in the plan at all.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, UInt64Array};
use arrow::datatypes::{Schema, SchemaRef};
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::config::TableParquetOptions;
use datafusion::common::stats::Precision;
use datafusion::common::{Column, ColumnStatistics, DFSchema, ScalarValue, Statistics};
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::parquet::CachedParquetFileReaderFactory;
use datafusion::datasource::physical_plan::{
    FileGroup, FileGroupPartitioner, FileScanConfigBuilder, ParquetSource,
};
use datafusion::datasource::source::DataSourceExec;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::logical_expr::utils::conjunction;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_optimizer::pruning::{PruningPredicateBuilder, PruningStatistics};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::empty::EmptyExec;

use super::Error;
use super::files::LakeFile;
use super::log::TableLog;
use super::store::Store;

/// Lists of so many values, such as the schools that a person may see, still leave files out. Parquet's own
/// limit is 20, but there are few files.
const LISTED_VALUES: usize = 1000;

/// One table at one version. Loads its file list at the first scan.
pub struct LakeTable {
    log: Arc<TableLog>,
    store: Arc<Store>,
    url: ObjectStoreUrl,
    /// None for a table that the release does not have: it is empty.
    version: Option<u64>,
}

impl LakeTable {
    pub(super) fn new(
        log: Arc<TableLog>,
        store: Arc<Store>,
        url: ObjectStoreUrl,
        version: Option<u64>,
    ) -> Self {
        Self {
            log,
            store,
            url,
            version,
        }
    }

    /// Returns the name as declared, such as `lake.marks`.
    pub fn name(&self) -> &str {
        &self.log.decl.name
    }

    /// Returns the version of the table; none if the release does not have it.
    pub fn version(&self) -> Option<u64> {
        self.version
    }

    /// Returns the schema that the statistics of files stand in.
    pub(super) fn scanned(&self) -> &SchemaRef {
        self.log.scan_schema.table_schema()
    }

    /// Returns the column of days: the one by which rows are replaced, else the one that facts have.
    pub(super) fn day(&self) -> &str {
        self.log.decl.day.as_deref().unwrap_or("date")
    }

    /// Returns the number of rows, as the log knows it without a scan.
    pub async fn row_count(&self) -> Result<u64, Error> {
        let list = self.files().await?;
        let rows = list.iter().map(|file| {
            let rows = file.statistics.num_rows.get_value().copied();
            rows.unwrap_or_default() as u64
        });
        Ok(rows.sum())
    }

    pub(super) async fn files(&self) -> Result<Vec<Arc<LakeFile>>, Error> {
        match self.version {
            Some(version) => Ok(self.log.at(version).await?.files.clone()),
            None => Ok(Vec::new()),
        }
    }

    /// Returns the scan's column behind each declared one that is asked for.
    fn projection(&self, asked: Option<&Vec<usize>>) -> Result<Vec<usize>> {
        let scanned = self.log.scan_schema.table_schema();
        let all: Vec<usize>;
        let asked = match asked {
            Some(asked) => asked,
            None => {
                all = (0..self.log.schema.fields().len()).collect();
                &all
            }
        };
        let indices = asked
            .iter()
            .map(|index| Ok(scanned.index_of(self.log.schema.field(*index).name())?));
        indices.collect()
    }
}

#[async_trait]
impl TableProvider for LakeTable {
    fn schema(&self) -> SchemaRef {
        self.log.schema.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(
        &self,
        filters: &[&Expr],
    ) -> Result<Vec<TableProviderFilterPushDown>> {
        // Filters leave out files, row groups and pages, never single rows.
        Ok(vec![TableProviderFilterPushDown::Inexact; filters.len()])
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let files = self.files().await;
        let mut files = files.map_err(|error| DataFusionError::External(Box::new(error)))?;
        let schema = self.log.scan_schema.table_schema();
        let predicate = predicate(state, schema, filters)?;
        if let Some(predicate) = &predicate {
            prune(&mut files, predicate, schema)?;
        }
        let limit = limit.filter(|_| filters.is_empty());
        if let Some(limit) = limit {
            truncate(&mut files, limit);
        }
        let projection = self.projection(projection)?;
        if files.is_empty() {
            return Ok(Arc::new(EmptyExec::new(Arc::new(
                schema.project(&projection)?,
            ))));
        }

        let statistics =
            Statistics::try_merge_iter(files.iter().map(|file| file.statistics.as_ref()), schema)?;
        let cache = state.runtime_env().cache_manager.get_file_metadata_cache();
        let reader = CachedParquetFileReaderFactory::new(self.store.lake.clone(), cache);
        let mut source = ParquetSource::new(self.log.scan_schema.clone())
            .with_table_parquet_options(TableParquetOptions {
                global: state.config_options().execution.parquet.clone(),
                ..TableParquetOptions::default()
            })
            .with_parquet_file_reader_factory(Arc::new(reader));
        if let Some(predicate) = predicate {
            source = source.with_predicate(predicate);
        }
        let files = files.iter().map(|file| self.partitioned(file));
        let config = FileScanConfigBuilder::new(self.url.clone(), Arc::new(source))
            .with_file_groups(spread(files.collect(), state))
            .with_statistics(statistics)
            .with_projection_indices(Some(projection))?
            .with_limit(limit)
            .build();
        Ok(DataSourceExec::from_data_source(config))
    }
}

impl LakeTable {
    fn partitioned(&self, file: &LakeFile) -> PartitionedFile {
        let mut partitioned = PartitionedFile::new_from_meta(file.object_meta(&self.log.folder))
            .with_partition_values(vec![ScalarValue::Utf8View(file.year.clone())]);
        // Set as it stands: it has the school year already.
        partitioned.statistics = Some(file.statistics.clone());
        partitioned
    }
}

impl fmt::Debug for LakeTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LakeTable")
            .field("name", &self.name())
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// Joins the filters. One that has no physical form is left out, for it is applied above the scan.
fn predicate(
    state: &dyn Session,
    schema: &SchemaRef,
    filters: &[Expr],
) -> Result<Option<Arc<dyn PhysicalExpr>>> {
    let columns = DFSchema::try_from(schema.as_ref().clone())?;
    let usable = filters.iter().filter(|filter| {
        state
            .create_physical_expr((*filter).clone(), &columns)
            .is_ok()
    });
    conjunction(usable.cloned())
        .map(|filter| state.create_physical_expr(filter, &columns))
        .transpose()
}

/// Leaves the files that may hold a row for which the predicate is true.
fn prune(
    files: &mut Vec<Arc<LakeFile>>,
    predicate: &Arc<dyn PhysicalExpr>,
    schema: &SchemaRef,
) -> Result<()> {
    let pruning = PruningPredicateBuilder::new()
        .with_file_schema(schema.clone())
        .with_max_in_list_size(LISTED_VALUES)
        .try_build(predicate.clone());
    // What cannot be judged by bounds is judged row by row above the scan.
    let Ok(pruning) = pruning else { return Ok(()) };
    if files.is_empty() || pruning.always_true() {
        return Ok(());
    }
    let mut kept = pruning.prune(&Bounds { files, schema })?.into_iter();
    files.retain(|_| kept.next().unwrap_or(true));
    Ok(())
}

/// Leaves the first files that have rows enough.
fn truncate(files: &mut Vec<Arc<LakeFile>>, limit: usize) {
    let mut rows = 0;
    let enough = files.iter().position(|file| {
        rows += match file.statistics.num_rows {
            Precision::Exact(rows) => rows,
            _ => 0,
        };
        rows >= limit
    });
    if let Some(last) = enough {
        files.truncate(last + 1);
    }
}

/// Spreads files over the partitions that the session works with, splitting them by bytes.
fn spread(files: Vec<PartitionedFile>, state: &dyn Session) -> Vec<FileGroup> {
    let all = vec![FileGroup::new(files)];
    let partitions = state.config().target_partitions();
    FileGroupPartitioner::new()
        .with_target_partitions(partitions)
        .with_repartition_file_min_size(state.config_options().optimizer.repartition_file_min_size)
        .repartition_file_groups(&all)
        .unwrap_or(all)
}

/// The bounds of files, as the log has them.
struct Bounds<'a> {
    files: &'a [Arc<LakeFile>],
    schema: &'a Schema,
}

impl Bounds<'_> {
    fn pick(
        &self,
        column: &Column,
        statistic: fn(&ColumnStatistics) -> &Precision<ScalarValue>,
    ) -> Option<ArrayRef> {
        let index = self.schema.index_of(column.name()).ok()?;
        let unknown = ScalarValue::try_from(self.schema.field(index).data_type()).ok()?;
        let bounds = self.files.iter().map(|file| {
            let known = file.statistics.column_statistics.get(index);
            let known = known.and_then(|known| statistic(known).get_value());
            known.unwrap_or(&unknown).clone()
        });
        ScalarValue::iter_to_array(bounds).ok()
    }
}

impl PruningStatistics for Bounds<'_> {
    fn min_values(&self, column: &Column) -> Option<ArrayRef> {
        self.pick(column, |statistics| &statistics.min_value)
    }

    fn max_values(&self, column: &Column) -> Option<ArrayRef> {
        self.pick(column, |statistics| &statistics.max_value)
    }

    fn num_containers(&self) -> usize {
        self.files.len()
    }

    fn null_counts(&self, column: &Column) -> Option<ArrayRef> {
        let index = self.schema.index_of(column.name()).ok()?;
        let counts = self.files.iter().map(|file| {
            let statistics = file.statistics.column_statistics.get(index)?;
            statistics.null_count.get_value().map(|count| *count as u64)
        });
        Some(Arc::new(counts.collect::<UInt64Array>()))
    }

    fn row_counts(&self) -> Option<ArrayRef> {
        let counts = self.files.iter().map(|file| {
            let rows = file.statistics.num_rows.get_value();
            rows.map(|rows| *rows as u64)
        });
        Some(Arc::new(counts.collect::<UInt64Array>()))
    }

    fn contained(&self, _: &Column, _: &HashSet<ScalarValue>) -> Option<BooleanArray> {
        None
    }
}
