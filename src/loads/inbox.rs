//! The inbox: extracts that wait for the night, and where they go when it is over.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use jiff::ToSpan;

use super::{Error, Silent, Warehouse, heal, load, lock};
use crate::lake::Maintained;
use crate::office::LoadRecord;

/// Returns the extracts in a folder: archives, and folders with a manifest.
pub fn extracts_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let is_extract = |path: &PathBuf| {
        let is_archive = path
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("zip"));
        is_archive || path.join("manifest.json").exists()
    };
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(is_extract)
        .collect();
    found.sort();
    found
}

/// Loads what lies in the inbox and moves it to the received extracts, which are kept for a time.
pub async fn load_inbox(warehouse: &Warehouse) -> Result<Vec<LoadRecord>, Error> {
    let paths = extracts_in(&warehouse.config.data.join("inbox"));
    if paths.is_empty() {
        return Ok(Vec::new());
    }
    let records = load(warehouse, &paths, false, Arc::new(Silent)).await?;
    let received = warehouse.config.data.join("received");
    for (path, record) in paths.iter().zip(&records) {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let moved = std::fs::create_dir_all(&received).and_then(|()| {
            let name = match name.strip_prefix(&record.load_id) {
                // An upload is named by its load already.
                Some(_) => name,
                None => format!("{}-{name}", record.load_id),
            };
            std::fs::rename(path, received.join(name))
        });
        if let Err(error) = moved {
            tracing::warn!(%error, load_id = record.load_id, "an extract could not be moved out of the inbox");
        }
    }
    forget_received(&received, warehouse.config.keep.raw_days);
    Ok(records)
}

fn forget_received(received: &Path, days: u32) {
    let kept = Duration::from_secs(u64::from(days) * 24 * 60 * 60);
    let Ok(entries) = std::fs::read_dir(received) else {
        return;
    };
    for entry in entries.flatten() {
        let age = entry.metadata().and_then(|metadata| metadata.modified());
        let age = age
            .ok()
            .and_then(|modified| SystemTime::now().duration_since(modified).ok());
        if age.is_some_and(|age| age > kept) {
            let path = entry.path();
            let removed = if path.is_dir() {
                std::fs::remove_dir_all(&path)
            } else {
                std::fs::remove_file(&path)
            };
            if let Err(error) = removed {
                tracing::warn!(%error, "an old extract could not be removed");
            }
        }
    }
}

/// Returns how long it is until the office's hour comes.
pub fn until_load_hour(warehouse: &Warehouse) -> Duration {
    let office = &warehouse.config.office;
    let now = warehouse.clock.now().to_zoned(office.timezone.clone());
    let today = now.date().to_datetime(office.load_hour);
    let next = if now.datetime() < today {
        today
    } else {
        today.saturating_add(1.day())
    };
    let wait = next
        .to_zoned(office.timezone.clone())
        .ok()
        .map(|next| next.timestamp() - now.timestamp());
    let seconds = wait
        .and_then(|wait| wait.total(jiff::Unit::Second).ok())
        .unwrap_or(3_600.0);
    Duration::from_secs_f64(seconds.clamp(1.0, 90_000.0))
}

/// Writes an error with everything that caused it.
pub fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

/// Undoes what a killed load left, unless another process is loading just now.
pub async fn heal_unless_loading(warehouse: &Warehouse) -> Result<(), Error> {
    match lock::try_lock(&warehouse.config.data)? {
        Some(_lock) => heal(warehouse).await,
        None => Ok(()),
    }
}

/// Removes files that none of the last `keep` releases names.
pub async fn maintain(warehouse: &Warehouse, keep: u32) -> Result<Maintained, Error> {
    let _lock = lock::lock(&warehouse.config.data, &Silent).await?;
    heal(warehouse).await?;
    let releases = warehouse.office.releases(keep.max(1)).await?;
    let versions: Vec<_> = releases
        .into_iter()
        .map(|release| release.versions)
        .collect();
    Ok(warehouse
        .lake
        .maintain(&versions, warehouse.clock.now())
        .await?)
}
