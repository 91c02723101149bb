//! Snapshot: the tables of the lake pinned at the versions of one release.

use std::sync::Arc;

use super::scan::LakeTable;
use super::{Lake, Versions};

/// Tables that stay as they are, whatever is written meanwhile. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Snapshot {
    lake: Lake,
    versions: Arc<Versions>,
}

impl Snapshot {
    pub(super) fn new(lake: Lake, versions: Versions) -> Self {
        Self {
            lake,
            versions: Arc::new(versions),
        }
    }

    /// Returns a declared table. One that the release does not have is empty.
    pub fn table(&self, name: &str) -> Option<Arc<LakeTable>> {
        let version = self.versions.get(name).copied();
        self.lake.table(name, version).map(Arc::new)
    }

    /// Returns the names of the tables, those that are empty included.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.lake.names()
    }

    /// Returns the versions that the tables are pinned at.
    pub fn versions(&self) -> &Versions {
        &self.versions
    }
}
