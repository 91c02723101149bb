//! Data files as the log names them.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::datatypes::Schema;
use datafusion::common::Statistics;
use deltalake::kernel::{Add, Remove};
use object_store::ObjectMeta;
use object_store::path::{Path, PathPart};

use super::YEAR;
use super::statistics::FileStatistics;

/// A data file as the log names it.
#[derive(Debug, Clone)]
pub(super) struct LakeFile {
    /// Under the folder of the table.
    pub path: Path,
    pub size: u64,
    pub year: Option<String>,
    pub modified_ms: i64,
    /// Delta's statistics, as they stand in the log.
    pub json: Option<String>,
    /// The same for the columns of the scan.
    pub statistics: Arc<Statistics>,
}

impl LakeFile {
    /// Reads a file of the log, with statistics for the columns of a scan.
    pub fn from_log(add: Add, scanned: &Schema) -> Self {
        let size = u64::try_from(add.size).unwrap_or_default();
        let mut partition = add.partition_values;
        let year = partition.remove(YEAR).flatten();
        let statistics = FileStatistics::parse(add.stats.as_deref());
        Self {
            path: logged_path(&add.path),
            size,
            modified_ms: add.modification_time,
            statistics: statistics.for_scan(scanned, year.as_deref(), size),
            year,
            json: add.stats,
        }
    }

    /// Returns where the file stands among the others: by school year, then by the first value of the
    /// first column, which is the school.
    pub fn place(&self) -> impl Ord + use<'_> {
        let first = self.statistics.column_statistics.first();
        let first = first.and_then(|column| column.min_value.get_value());
        let first = first.and_then(|value| value.try_as_str().flatten());
        (&self.year, first, &self.path)
    }

    pub fn add(&self) -> Add {
        Add {
            path: self.path.to_string(),
            partition_values: self.partition_values(),
            size: i64::try_from(self.size).unwrap_or(i64::MAX),
            modification_time: self.modified_ms,
            data_change: true,
            stats: self.json.clone(),
            ..Add::default()
        }
    }

    pub fn remove(&self, now_ms: i64) -> Remove {
        Remove {
            path: self.path.to_string(),
            data_change: true,
            deletion_timestamp: Some(now_ms),
            extended_file_metadata: Some(true),
            partition_values: Some(self.partition_values()),
            size: i64::try_from(self.size).ok(),
            ..Remove::default()
        }
    }

    /// Returns the file as object stores name it, under the lake.
    pub fn object_meta(&self, folder: &str) -> ObjectMeta {
        ObjectMeta {
            location: within(folder, &self.path),
            // Data files are never changed, so caches need not tell one state of a file from another.
            last_modified: Default::default(),
            size: self.size,
            e_tag: None,
            version: None,
        }
    }

    fn partition_values(&self) -> HashMap<String, Option<String>> {
        HashMap::from([(YEAR.to_owned(), self.year.clone())])
    }
}

/// Returns the path under the lake of a path under a table's folder.
pub(super) fn within(folder: &str, path: &Path) -> Path {
    folder
        .split('/')
        .map(PathPart::from)
        .chain(path.parts())
        .collect()
}

/// Reads the path of a log entry, which object stores may have named by its escaped form.
pub(super) fn logged_path(path: &str) -> Path {
    Path::parse(path).unwrap_or_else(|_| Path::from(path))
}

/// Names a new file. Its folder is for the eye alone; the log says which school year it holds.
pub(super) fn new_path(year: Option<&str>) -> Path {
    let folder = year
        .unwrap_or("none")
        .replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    Path::from(format!("{folder}/{:032x}.parquet", rand::random::<u128>()))
}
