//! Maintenance: checkpoints, and the removal of files and log entries that no release needs.

use std::collections::BTreeSet;
use std::path::Path as FilePath;

use futures::TryStreamExt;
use jiff::{SignedDuration, Timestamp};
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt};

use super::files::within;
use super::log::TableLog;
use super::store::Store;
use super::{Error, Versions};

/// A file younger than this may belong to a commit that is under way.
const GRACE: SignedDuration = SignedDuration::from_hours(1);
/// So many commits after the last checkpoint make it worth writing another.
const COMMITS_PER_CHECKPOINT: u64 = 10;
const LOG: &str = "_delta_log";

/// What maintenance has done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Maintained {
    pub checkpoints: u64,
    pub removed_files: u64,
    pub removed_bytes: u64,
    pub removed_log_entries: u64,
}

/// Maintains one table. Its newest version is kept beside those named in `keep`.
pub(super) async fn maintain(
    log: &TableLog,
    store: &Store,
    keep: &[Versions],
    now: Timestamp,
) -> Result<Maintained, Error> {
    let mut maintained = Maintained::default();
    let latest = log.refresh().await?.version;
    let kept = keep
        .iter()
        .filter_map(|release| release.get(&log.decl.name));
    let kept: BTreeSet<u64> = kept.copied().chain([latest]).collect();
    let named = log.files_of(&kept).await?;
    let listed = list(store, &log.folder).await?;
    let log_folder = within(&log.folder, &Path::from(LOG));

    let mut entries: Vec<(u64, bool, ObjectMeta)> = Vec::new();
    let mut orphans: Vec<ObjectMeta> = Vec::new();
    let named: BTreeSet<Path> = named.iter().map(|path| within(&log.folder, path)).collect();
    for object in listed {
        if object.location.prefix_matches(&log_folder) {
            entries.extend(
                log_entry(&object).map(|(version, is_checkpoint)| (version, is_checkpoint, object)),
            );
        } else if !named.contains(&object.location) && is_past_grace(&object, now) {
            orphans.push(object);
        }
    }
    for orphan in orphans {
        remove(store, &orphan.location).await?;
        maintained.removed_files += 1;
        maintained.removed_bytes += orphan.size;
    }
    maintained.removed_files += remove_unfinished(store, &log.folder, now).await?;

    let checkpoints = || entries.iter().filter(|entry| entry.1).map(|entry| entry.0);
    if latest >= checkpoints().max().unwrap_or_default() + COMMITS_PER_CHECKPOINT {
        log.checkpoint().await?;
        maintained.checkpoints += 1;
    }
    // The oldest version that may be asked for is read from the checkpoint before it.
    let oldest = kept.first().copied().unwrap_or(latest);
    if let Some(base) = checkpoints().filter(|version| *version <= oldest).max() {
        for (_, _, entry) in entries.iter().filter(|entry| entry.0 < base) {
            remove(store, &entry.location).await?;
            maintained.removed_log_entries += 1;
        }
    }
    Ok(maintained)
}

impl std::ops::AddAssign for Maintained {
    fn add_assign(&mut self, other: Self) {
        self.checkpoints += other.checkpoints;
        self.removed_files += other.removed_files;
        self.removed_bytes += other.removed_bytes;
        self.removed_log_entries += other.removed_log_entries;
    }
}

async fn list(store: &Store, folder: &str) -> Result<Vec<ObjectMeta>, Error> {
    let listed = store
        .lake
        .list(Some(&Path::from(folder)))
        .try_collect()
        .await;
    listed.map_err(|source| Error::Store {
        path: folder.to_owned(),
        source,
    })
}

async fn remove(store: &Store, path: &Path) -> Result<(), Error> {
    match store.lake.delete(path).await {
        Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
        Err(source) => Err(Error::Store {
            path: path.to_string(),
            source,
        }),
    }
}

/// Reads the version of a commit or checkpoint file, and whether it is a checkpoint.
fn log_entry(object: &ObjectMeta) -> Option<(u64, bool)> {
    let (version, rest) = object.location.filename()?.split_once('.')?;
    let is_checkpoint = rest.starts_with("checkpoint");
    let is_entry = version.len() == 20 && (is_checkpoint || rest == "json");
    Some((version.parse().ok().filter(|_| is_entry)?, is_checkpoint))
}

fn is_past_grace(object: &ObjectMeta, now: Timestamp) -> bool {
    let cutoff = now - GRACE;
    object.last_modified.timestamp_millis() < cutoff.as_millisecond()
}

/// Removes what a killed process left half-written in a folder: the local store writes under a name
/// with `#` and renames, and hides such names when it lists.
async fn remove_unfinished(store: &Store, table: &str, now: Timestamp) -> Result<u64, Error> {
    let Some(folder) = store.folder.as_ref().map(|folder| folder.join(table)) else {
        return Ok(0);
    };
    let walked = tokio::task::spawn_blocking(move || {
        let mut removed = 0;
        walk(&folder, now - GRACE, &mut removed).map_err(|source| Error::Disk {
            path: folder.display().to_string(),
            source,
        })?;
        Ok(removed)
    });
    walked.await.unwrap_or(Ok(0))
}

fn walk(folder: &FilePath, cutoff: Timestamp, removed: &mut u64) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), cutoff, removed)?;
            continue;
        }
        let is_old = Timestamp::try_from(entry.metadata()?.modified()?)
            .is_ok_and(|modified| modified < cutoff);
        if is_old && entry.file_name().to_string_lossy().contains('#') {
            std::fs::remove_file(entry.path())?;
            *removed += 1;
        }
    }
    Ok(())
}
