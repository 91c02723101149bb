//! Mending: an extract is made anew of the files that a load was read from and of rows mended in place of rejected ones.

use std::path::{Path, PathBuf};

pub use crate::extract::{CsvLine, MendError, Mended, lines_of};

use super::{Warehouse, arrival};
use crate::extract;
use crate::office::LoadRecord;

/// Tells whether the files that a load was read from still lie where they did.
pub fn is_kept(warehouse: &Warehouse, load: &LoadRecord) -> bool {
    !places(warehouse, load).is_empty()
}

/// Writes an archive of a load's extract with mended rows. Returns false where its files are kept no more, or are not
/// those that were loaded. Blocks on the disk.
pub fn mend(
    warehouse: &Warehouse,
    load: &LoadRecord,
    mended: &[Mended],
    archive: &Path,
) -> Result<bool, MendError> {
    let limits = arrival::limits(warehouse);
    for place in places(warehouse, load) {
        if let Ok(extract) = extract::open(&place, &limits)
            && extract.identity == load.identity
        {
            extract::mend(
                &extract,
                &warehouse.model.datasets,
                mended,
                &limits,
                archive,
            )?;
            return Ok(true);
        }
    }
    Ok(false)
}

/// Returns where the extract of a load may lie: among the received ones, or still where it was loaded from.
fn places(warehouse: &Warehouse, load: &LoadRecord) -> Vec<PathBuf> {
    let received = std::fs::read_dir(warehouse.config.data.join("received"));
    let received = received.into_iter().flatten().flatten();
    let is_of_load = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy());
        let rest = name
            .as_deref()
            .and_then(|name| name.strip_prefix(&load.load_id));
        rest.is_some_and(|rest| rest.starts_with(['.', '-']))
    };
    let mut places: Vec<PathBuf> = received
        .map(|entry| entry.path())
        .filter(is_of_load)
        .collect();
    let loaded = PathBuf::from(&load.path);
    if loaded.is_absolute() && loaded.exists() {
        places.push(loaded);
    }
    places
}
