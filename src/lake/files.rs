//! Data files as the log names them.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::datatypes::Schema;
use datafusion::common::Statistics;
use deltalake::kernel::{Add, LogicalFileView, Remove};
use object_store::ObjectMeta;
use object_store::path::{Path, PathPart};

use super::YEAR;
use super::statistics::FileStatistics;

/// The files of a table at one version.
#[derive(Debug)]
pub(super) struct FileList {
    pub files: Vec<LakeFile>,
}

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
    pub fn from_log(view: &LogicalFileView, schema: &Schema) -> Self {
        let json = view.stats();
        let size = u64::try_from(view.size()).unwrap_or_default();
        let mut partition = view.partition_values_map();
        let year = partition.remove(YEAR).flatten();
        let statistics = FileStatistics::parse(json.as_deref());
        Self {
            path: view.object_store_path(),
            size,
            modified_ms: view.modification_time(),
            statistics: statistics.for_scan(schema, year.as_deref(), size),
            year,
            json,
        }
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
