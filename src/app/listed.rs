//! Listed: an answer on its way into a file, and what is written down before the file is handed out.
//!
//! The file has no name: nobody else finds it, and it is gone with the last who holds it, whatever becomes of the process.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Seek, Write};
use std::sync::{Arc, Weak};
use std::time::Instant;

use arrow::array::{AsArray, RecordBatch};
use arrow::error::ArrowError;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::ask::{engine_error, hex, inner, no_room, normalised};
use super::people::require;
use super::trail::{Deed, question_in_words};
use super::{Action, Answer, App, AskError, Asker, Written};
use crate::access::Scope;
use crate::audit;
use crate::engine::{self, Cap};
use crate::export;
use crate::model::{Member, Model};
use crate::table::{Batches, TableColumn};

/// An answer whose rows are yet to be written.
pub struct Listed {
    /// All of it, or all but its rows where these are on their way.
    pub answer: Answer,
    coming: Option<(engine::Rows, engine::Running)>,
    persons: Persons,
    written: Written,
}

/// An answer in a file.
pub struct Filed {
    pub answer: Answer,
    pub file: File,
    pub bytes: u64,
    /// How many rows it has, totals and others not counted.
    pub rows: u64,
    /// How many letters its encoding lacks: they stand in it as question marks.
    pub replaced: usize,
    persons: Option<u64>,
    hash: String,
}

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error(transparent)]
    Ask(#[from] AskError),
    #[error(transparent)]
    Write(export::Error),
}

impl Listed {
    /// Has the rows counted where somebody can look.
    pub fn counted(self, written: Written) -> Self {
        Self { written, ..self }
    }
}

impl App {
    /// Answers a question with all its rows, for a file. Whoever hands the file out writes that down.
    pub async fn list(&self, asker: &Asker, query: &Value) -> Result<Listed, AskError> {
        require(asker, Action::Export)?;
        let listed = self.list_in(&asker.scope, query).await?;
        Ok(Listed {
            answer: self.spoken(listed.answer),
            ..listed
        })
    }

    /// Answers a question with all its rows, for a file of whoever can read the data folder.
    pub async fn list_as_operator(&self, query: &Value) -> Result<Listed, AskError> {
        self.list_in(&Scope::office(true, true), query).await
    }

    async fn list_in(&self, scope: &Scope, query: &Value) -> Result<Listed, AskError> {
        // Before any entry is read, as where an answer is kept: the tag is the same.
        let kept = self.registers_named(query).await?;
        let (release, question, session) = self.open_question(scope, query).await?;
        let moment = session.moment();
        let guard = self.guard(scope, session.model(), &question, moment.today);
        if !engine::can_list(&session, &question, guard.as_ref()) {
            let answer = self.ask_capped(scope, query, Cap::NONE).await?;
            return Ok(self.whole(answer));
        }
        let normalised = normalised(query, &question, Cap::NONE);
        let is_momentary = question.is_momentary(session.model());
        let changing = (kept.as_str(), moment, is_momentary);
        let etag = self.etag(scope, query, release.id, Cap::NONE, changing);
        let (spec, compared) = (question.spec.clone(), question.compared_days());
        let listed = engine::list(&self.engine, session, question).await;
        let listed = listed.map_err(engine_error)?;
        let answer = Answer::new(listed.answered, normalised, &release, etag, &spec, compared);
        Ok(Listed {
            persons: Persons::of(&self.model, &answer.table.columns),
            answer,
            coming: Some((listed.rows, listed.running)),
            written: Written::default(),
        })
    }

    /// Takes an answer that is there already, to be written as one that comes.
    pub fn whole(&self, answer: Answer) -> Listed {
        Listed {
            persons: Persons::of(&self.model, &answer.table.columns),
            answer,
            coming: None,
            written: Written::default(),
        }
    }

    /// Writes an answer into a file. Dropping the future stops the work. `write` returns how many letters the encoding lacks.
    pub async fn file<W>(&self, listed: Listed, write: W) -> Result<Filed, FileError>
    where
        W: FnOnce(
                &Answer,
                Box<Batches<'_>>,
                &mut (dyn Write + Send),
            ) -> Result<usize, export::Error>
            + Send
            + 'static,
    {
        let (rows, running) = listed.coming.unzip();
        let (answer, persons, counter) = (listed.answer, listed.persons, listed.written);
        let waiting = Arc::new(());
        let ends = Ends {
            at: Instant::now() + self.config.limits.export_timeout(),
            waiting: Arc::downgrade(&waiting),
        };
        let written = tokio::task::spawn_blocking(move || {
            let rows = rows.map(|rows| (rows, counter));
            filed(answer, rows, persons, ends, write)
        });
        let written = written.await.map_err(inner)?;
        drop((running, waiting));
        written
    }

    /// Writes down that a file with an answer was handed out.
    pub async fn record_file(
        &self,
        asker: &Asker,
        filed: &Filed,
        format: &str,
    ) -> Result<(), AskError> {
        let deed = Deed {
            rows: Some(filed.rows),
            persons: filed.persons,
            release: Some(filed.answer.release),
            file_hash: filed.hash.clone(),
            ..Deed::new(audit::Action::Export, format).about(question_in_words(&filed.answer.query))
        };
        self.record(asker, deed).await
    }
}

fn filed<W>(
    answer: Answer,
    coming: Option<(engine::Rows, Written)>,
    mut persons: Persons,
    ends: Ends,
    write: W,
) -> Result<Filed, FileError>
where
    W: FnOnce(&Answer, Box<Batches<'_>>, &mut (dyn Write + Send)) -> Result<usize, export::Error>,
{
    let mut out = Hashed::into(tempfile::tempfile().map_err(of_disk)?, ends);
    persons.see_all(&answer.table.others);
    let mut count = answer.table.row_count() as u64;
    let written = match coming {
        Some((rows, counter)) => {
            let see = |batch: &Result<RecordBatch, ArrowError>| {
                if let Ok(batch) = batch {
                    count += batch.num_rows() as u64;
                    counter.add(batch.num_rows());
                    persons.see(batch);
                }
            };
            write(&answer, Box::new(rows.inspect(see)), &mut out)
        }
        // What is laid out is not taken row by row.
        None => {
            persons.see_all(&answer.table.rows);
            write(&answer, Box::new(answer.table.batches()), &mut out)
        }
    };
    let replaced = match (written, out.fault) {
        (Ok(replaced), _) => replaced,
        (Err(_), _) if !out.ends.is_awaited() => {
            tracing::info!("whoever asked for a file left before it was written");
            return Err(AskError::TimedOut.into());
        }
        (Err(_), Some(fault)) => return Err(of_disk(fault.into()).into()),
        (Err(error), None) => return Err(file_error(error)),
    };
    let (bytes, hash) = (out.bytes, hex(&out.hash.finalize()));
    let file = out.file.into_inner();
    let mut file = file.map_err(|error| of_disk(error.into_error()))?;
    file.rewind().map_err(of_disk)?;
    Ok(Filed {
        file,
        bytes,
        rows: count,
        replaced,
        persons: persons.count(),
        hash,
        answer,
    })
}

const BUFFER_BYTES: usize = 256 << 10;

/// Tells a disk that is full and a time that is over from what nobody can do anything about.
fn of_disk(error: io::Error) -> AskError {
    match error.kind() {
        _ if export::is_full(&error) => no_room(),
        ErrorKind::TimedOut => AskError::TimedOut,
        _ => inner(error),
    }
}

/// Tells what the asker can do something about, and the engine's own fault, from a file that could not be written.
fn file_error(error: export::Error) -> FileError {
    match error {
        export::Error::NoRoom => no_room().into(),
        export::Error::Arrow(ArrowError::ExternalError(cause)) => {
            match cause.downcast::<engine::Error>() {
                Ok(cause) => engine_error(*cause).into(),
                Err(cause) => FileError::Write(ArrowError::ExternalError(cause).into()),
            }
        }
        error => FileError::Write(error),
    }
}

/// When the writing of a file ends, finished or not.
struct Ends {
    at: Instant,
    /// Gone with whoever waits for the file.
    waiting: Weak<()>,
}

impl Ends {
    fn is_awaited(&self) -> bool {
        self.waiting.strong_count() > 0
    }
}

/// A file that knows the hash of what was written into it, and why no more could be.
struct Hashed {
    file: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
    ends: Ends,
    fault: Option<ErrorKind>,
}

impl Hashed {
    fn into(file: File, ends: Ends) -> Self {
        Self {
            file: BufWriter::with_capacity(BUFFER_BYTES, file),
            hash: Sha256::new(),
            bytes: 0,
            ends,
            fault: None,
        }
    }

    fn note(&mut self, error: &io::Error) {
        // An interrupted write is tried again.
        if error.kind() != ErrorKind::Interrupted {
            self.fault = Some(error.kind());
        }
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.ends.is_awaited() {
            return Err(ErrorKind::BrokenPipe.into());
        }
        if Instant::now() >= self.ends.at {
            return Err(ErrorKind::TimedOut.into());
        }
        let count = self.file.write(bytes)?;
        self.hash.update(&bytes[..count]);
        self.bytes += count as u64;
        Ok(count)
    }
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let put = self.put(bytes);
        put.inspect_err(|error| self.note(error))
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.file.flush();
        flushed.inspect_err(|error| self.note(error))
    }
}

/// The people whom the rows of an answer name.
pub(super) struct Persons {
    /// The columns that name people.
    places: Vec<usize>,
    names: HashSet<String>,
}

impl Persons {
    pub fn of(model: &Model, columns: &[TableColumn]) -> Self {
        let columns = columns.iter().enumerate();
        let naming = columns.filter(|(_, column)| {
            matches!(
                model.member(&column.key),
                Some(Member::Dimension(_, dimension)) if dimension.personal.is_some()
            )
        });
        Self {
            places: naming.map(|(place, _)| place).collect(),
            names: HashSet::new(),
        }
    }

    pub fn see(&mut self, rows: &RecordBatch) {
        for place in &self.places {
            let Some(names) = rows.column(*place).as_string_opt::<i32>() else {
                continue;
            };
            for name in names.iter().flatten() {
                if !self.names.contains(name) {
                    self.names.insert(name.to_owned());
                }
            }
        }
    }

    fn see_all<'a>(&mut self, batches: impl IntoIterator<Item = &'a RecordBatch>) {
        for rows in batches {
            self.see(rows);
        }
    }

    /// Returns how many people were named; none where nobody can be.
    pub fn count(&self) -> Option<u64> {
        (!self.places.is_empty()).then_some(self.names.len() as u64)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn ends(waiting: &Arc<()>, in_time: Duration) -> Ends {
        Ends {
            at: Instant::now() + in_time,
            waiting: Arc::downgrade(waiting),
        }
    }

    #[test]
    fn a_file_takes_nothing_when_its_time_is_over_or_nobody_waits() {
        let waiting = Arc::new(());
        let file = || tempfile::tempfile().expect("a file");
        let mut late = Hashed::into(file(), ends(&waiting, Duration::ZERO));
        assert!(late.write_all(b"rows").is_err());
        assert_eq!(late.fault, Some(ErrorKind::TimedOut));
        assert_eq!(late.bytes, 0);

        let mut left = Hashed::into(file(), ends(&waiting, Duration::from_secs(60)));
        left.write_all(b"rows").expect("somebody waits");
        drop(waiting);
        assert!(left.write_all(b"more").is_err());
        assert_eq!(left.fault, Some(ErrorKind::BrokenPipe));
        assert_eq!(left.bytes, 4);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_told() {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full");
        let waiting = Arc::new(());
        let ends = ends(&waiting, Duration::from_secs(60));
        let mut out = Hashed::into(full.expect("a device that is full"), ends);
        let written = out.write_all(&[0; 2 * BUFFER_BYTES]);
        let error = written.expect_err("no room");
        assert_eq!(out.fault, Some(error.kind()));
        assert!(matches!(of_disk(error), AskError::NoRoom));
    }
}
