//! The writer: one thread that adds lines, many entries with one wait for the disk.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use serde::Serialize;
use tokio::sync::{mpsc, oneshot};

use super::chain::{self, BEGINNING, Head};
use super::{Entry, Error, file_error, months};

pub(super) struct Writer {
    folder: PathBuf,
    key: [u8; 32],
    zone: TimeZone,
}

type Waiting = (Entry, oneshot::Sender<Result<Head, Error>>);

#[derive(Serialize)]
struct Line<'a> {
    number: i64,
    #[serde(flatten)]
    entry: &'a Entry,
}

/// Entries written with one wait for the disk.
const AT_ONCE: usize = 256;

/// How much of a file's end is read for its last line.
const TAIL: u64 = 1 << 16;

impl Writer {
    pub(super) fn new(folder: PathBuf, key: [u8; 32], zone: TimeZone) -> Self {
        Self { folder, key, zone }
    }

    /// Writes what comes until nobody can send any more.
    pub(super) fn run(self, mut waiting: mpsc::Receiver<Waiting>) {
        let mut batch = Vec::new();
        while let Some(first) = waiting.blocking_recv() {
            batch.push(first);
            while batch.len() < AT_ONCE
                && let Ok(next) = waiting.try_recv()
            {
                batch.push(next);
            }
            let (entries, senders): (Vec<Entry>, Vec<_>) = batch.drain(..).unzip();
            match self.write(&entries) {
                Ok(heads) => {
                    for (sender, head) in senders.into_iter().zip(heads) {
                        // Whoever asked may have gone; the line stands.
                        let _ = sender.send(Ok(head));
                    }
                }
                Err(error) => {
                    tracing::error!(%error, "the audit cannot be written");
                    for sender in senders {
                        let _ = sender.send(Err(error.clone()));
                    }
                }
            }
        }
    }

    /// Adds entries behind the last line, whichever process wrote it.
    fn write(&self, entries: &[Entry]) -> Result<Vec<Head>, Error> {
        let fault = |error: std::io::Error| file_error(&self.folder, &error);
        std::fs::create_dir_all(&self.folder).map_err(fault)?;
        let lock = self.open(&self.folder.join("lock")).map_err(fault)?;
        lock.lock().map_err(fault)?;
        let (mut head, newest) = self.end()?;
        let mut heads = Vec::with_capacity(entries.len());
        let mut text = String::new();
        let mut month: Option<String> = None;
        for entry in entries {
            let own = entry.at.to_zoned(self.zone.clone());
            let own = own.strftime("%Y-%m").to_string();
            // A clock that goes back does not: a line never comes before the ones that stand.
            let own = match &newest {
                Some(newest) if *newest > own => newest.clone(),
                _ => own,
            };
            if month.as_ref().is_some_and(|month| *month < own) {
                self.add(month.as_deref().unwrap_or_default(), &text)?;
                text.clear();
            }
            month = month.max(Some(own));
            let line = Line {
                number: head.number + 1,
                entry,
            };
            let line = serde_json::to_string(&line).expect("the entry has text keys only");
            head = Head {
                number: head.number + 1,
                hash: chain::link(&self.key, &head.hash, &line),
            };
            text.push_str(&format!("{}\t{line}\n", head.hash));
            heads.push(head.clone());
        }
        self.add(month.as_deref().unwrap_or_default(), &text)?;
        Ok(heads)
    }

    fn add(&self, month: &str, text: &str) -> Result<(), Error> {
        let path = self.folder.join(format!("{month}.log"));
        let fault = |error: std::io::Error| file_error(&path, &error);
        let mut file = self.open(&path).map_err(fault)?;
        file.write_all(text.as_bytes()).map_err(fault)?;
        file.sync_data().map_err(fault)
    }

    /// Opens a file that only its owner reads, to add to its end.
    fn open(&self, path: &Path) -> std::io::Result<File> {
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        options.open(path)
    }

    /// Returns the end of the chain and the month of its last line. A line that was cut off when the power
    /// went was never answered for, and is dropped.
    fn end(&self) -> Result<(Head, Option<String>), Error> {
        for path in months(&self.folder)?.into_iter().rev() {
            let fault = |error: std::io::Error| file_error(&path, &error);
            let mut file = File::options()
                .read(true)
                .write(true)
                .open(&path)
                .map_err(fault)?;
            let length = file.metadata().map_err(fault)?.len();
            let from = length.saturating_sub(TAIL);
            file.seek(SeekFrom::Start(from)).map_err(fault)?;
            let mut tail = Vec::new();
            file.read_to_end(&mut tail).map_err(fault)?;
            let whole = tail
                .iter()
                .rposition(|byte| *byte == b'\n')
                .map_or(0, |end| end + 1);
            if whole < tail.len() {
                file.set_len(from + whole as u64).map_err(fault)?;
            }
            let Some(line) = tail[..whole]
                .split(|byte| *byte == b'\n')
                .rfind(|line| !line.is_empty())
            else {
                continue;
            };
            let unreadable = || Error::Unreadable {
                path: path.clone(),
                line: 0,
            };
            let line = std::str::from_utf8(line).map_err(|_| unreadable())?;
            let (hash, text) = chain::parted(line).ok_or_else(unreadable)?;
            let head = Head {
                number: chain::number_of(text).ok_or_else(unreadable)?,
                hash: hash.to_owned(),
            };
            let month = path.file_stem().and_then(|stem| stem.to_str());
            return Ok((head, month.map(str::to_owned)));
        }
        let head = Head {
            number: 0,
            hash: BEGINNING.to_owned(),
        };
        Ok((head, None))
    }
}
