//! The audit: who did what, written down for good.
//!
//! A month has a file of lines, each a hash and an entry. The hash is a keyed one of the hash before and the
//! entry's own text, on through the months, so that a line changed, put in, taken out or moved breaks the
//! chain from there on. Lines are only ever added; nothing in the program removes one.

mod chain;
mod entry;
mod reading;
mod writer;

use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use tokio::sync::{mpsc, oneshot};

pub use chain::{Break, Head, Verified};
pub use entry::{Action, Entry, Outcome};
pub use reading::{Filter, Recorded};

/// The audit of an office, open. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Audit {
    folder: PathBuf,
    key: [u8; 32],
    zone: TimeZone,
    queue: mpsc::Sender<(Entry, oneshot::Sender<Result<Head, Error>>)>,
}

#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    #[error("журнал доступа не читается или не пишется: {path}: {message}")]
    File { path: PathBuf, message: String },
    #[error("в журнале доступа строка {line} файла {path} не читается")]
    Unreadable { path: PathBuf, line: usize },
    #[error("журнал доступа закрыт")]
    Closed,
}

/// Entries that wait for the disk; whoever comes later waits to be let in.
const QUEUE: usize = 1_000;

impl Audit {
    /// Opens the audit in a folder, which is made with the first entry. `key` is the office's own secret:
    /// without it nobody can mend a chain that was broken. Days and months are those of `zone`.
    pub fn open(folder: &Path, key: [u8; 32], zone: TimeZone) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let writer = writer::Writer::new(folder.to_owned(), key, zone.clone());
        std::thread::spawn(move || writer.run(waiting));
        Self {
            folder: folder.to_owned(),
            key,
            zone,
            queue,
        }
    }

    /// Adds an entry and returns the chain's end when it is on the disk.
    pub async fn append(&self, entry: Entry) -> Result<Head, Error> {
        let (done, result) = oneshot::channel();
        let sent = self.queue.send((entry, done)).await;
        sent.map_err(|_| Error::Closed)?;
        result.await.map_err(|_| Error::Closed)?
    }

    /// Returns the entries that a filter lets through, the newest first, `most` at the most.
    /// Blocks on the disk.
    pub fn read(&self, filter: &Filter, most: usize) -> Result<Vec<Recorded>, Error> {
        reading::read(&self.folder, &self.zone, filter, most)
    }

    /// Follows the chain from its first line to its last. `head` is where it is known to have come at least.
    /// Blocks on the disk.
    pub fn verify(&self, head: Option<&Head>) -> Result<Verified, Error> {
        chain::verify(&self.folder, &self.key, head)
    }
}

/// Returns the files of the months in order.
fn months(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(file_error(folder, &error)),
    };
    let mut months = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| file_error(folder, &error))?.path();
        if path.extension().is_some_and(|extension| extension == "log") {
            months.push(path);
        }
    }
    months.sort_unstable();
    Ok(months)
}

fn file_error(path: &Path, error: &std::io::Error) -> Error {
    Error::File {
        path: path.to_owned(),
        message: error.to_string(),
    }
}
