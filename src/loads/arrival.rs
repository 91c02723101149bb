//! Arrivals: extracts that have been opened, and the nights that they make up.

use std::path::{Path, PathBuf};

use futures::{StreamExt, TryStreamExt};
use jiff::Timestamp;

use super::{Error, Progress, Warehouse, landing};
use crate::diagnostic::Diagnostic;
use crate::extract::{self, Extract, Limits};
use crate::office::{LoadRecord, LoadState};

/// A path of the call and what was found there.
pub struct Arrival {
    /// The place of the path in the call.
    pub place: usize,
    pub path: PathBuf,
    pub load_id: String,
    pub received_at: Timestamp,
    /// The extract, or why it cannot be read at all.
    pub extract: Result<Box<Extract>, Vec<Diagnostic>>,
}

/// Opens every path, two at a time: opening reads an archive for its hash, and its manifest.
pub async fn open_all(
    warehouse: &Warehouse,
    paths: &[PathBuf],
    progress: &dyn Progress,
) -> Result<Vec<Arrival>, Error> {
    progress.night(paths.len());
    let limits = limits(warehouse);
    let received_at = warehouse.clock.now();
    let opened = paths.iter().cloned().enumerate().map(|(place, path)| {
        let limits = limits.clone();
        async move {
            let opened = tokio::task::spawn_blocking(move || {
                let extract = extract::open(&path, &limits).map(Box::new);
                (path, extract)
            });
            let (path, extract) = opened
                .await
                .map_err(|broken| Error::Broken(broken.to_string()))?;
            Ok::<_, Error>(Arrival {
                place,
                load_id: given_load_id(&path).unwrap_or_else(|| new_load_id(received_at)),
                path,
                received_at,
                extract,
            })
        }
    });
    futures::stream::iter(opened)
        .buffered(2)
        .try_collect()
        .await
}

pub fn limits(warehouse: &Warehouse) -> Limits {
    Limits {
        unpacked_bytes: warehouse.config.limits.unpacked_bytes,
        reject_share: warehouse.config.limits.reject_share,
        ..Limits::default()
    }
}

/// Takes the arrivals of the next night: of each school the oldest, and all that cannot be read.
pub fn next_round(arrivals: Vec<Arrival>) -> (Vec<Arrival>, Vec<Arrival>) {
    let key = |arrival: &Arrival| match &arrival.extract {
        Ok(extract) => Some((
            extract.manifest.school_id.clone(),
            extract.manifest.extracted_at,
        )),
        Err(_) => None,
    };
    let is_oldest: Vec<bool> = arrivals
        .iter()
        .map(|arrival| {
            let Some((school, moment)) = key(arrival) else {
                return true;
            };
            arrivals.iter().all(|other| match key(other) {
                Some((other_school, other_moment)) if other_school == school => {
                    (moment, arrival.place) <= (other_moment, other.place)
                }
                _ => true,
            })
        })
        .collect();
    let mut round = Vec::new();
    let mut later = Vec::new();
    for (arrival, is_oldest) in arrivals.into_iter().zip(is_oldest) {
        if is_oldest {
            round.push(arrival);
        } else {
            later.push(arrival);
        }
    }
    (round, later)
}

/// Returns an id that sorts by time and never comes twice.
pub fn new_load_id(received_at: Timestamp) -> String {
    let moment = received_at.strftime("%Y%m%dT%H%M%S");
    format!("{moment}-{:08x}", rand::random::<u32>())
}

/// Returns the id by which an upload was named when it came.
fn given_load_id(path: &Path) -> Option<String> {
    let stem = path.file_stem()?.to_str()?;
    let (moment, tail) = stem.split_once('-')?;
    let is_moment = moment.len() == 15 && moment.as_bytes()[8] == b'T';
    let is_tail = tail.len() == 8 && tail.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_moment && is_tail).then(|| stem.to_owned())
}

/// Opens one extract to see of which school it is. Blocks on the disk.
pub fn look(warehouse: &Warehouse, path: &Path, load_id: &str) -> LoadRecord {
    let extract = extract::open(path, &limits(warehouse)).map(Box::new);
    let state = match &extract {
        Ok(_) => LoadState::Running,
        Err(_) => LoadState::Refused,
    };
    let arrival = Arrival {
        place: 0,
        path: path.to_owned(),
        load_id: load_id.to_owned(),
        received_at: warehouse.clock.now(),
        extract,
    };
    landing::record(&arrival, state, false)
}
