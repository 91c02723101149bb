//! Listed: an answer whose rows come one batch after another, for files longer than memory.

use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::error::ArrowError;
use datafusion::common::DataFusionError;
use datafusion::physical_plan::execute_stream;
use futures::StreamExt;
use tokio::sync::mpsc::{self, Receiver, Sender};

use super::answer::{Answered, Cap, Planned, count_rows, limit};
use super::columns::shown_batch;
use super::runtime::{Engine, Error, Running, within};
use super::session::Session;
use super::withheld::Guard;
use crate::constructor::Question;

/// An answer without its rows, and the rows on their way.
pub struct Listed {
    /// Its table has no rows, but their schema.
    pub answered: Answered,
    pub rows: Rows,
    /// The work that brings them; it stops when this is dropped.
    pub running: Running,
}

/// Rows on their way from the engine. What takes them must be a thread that may wait.
pub struct Rows {
    pieces: Receiver<Result<Piece, Error>>,
    is_over: bool,
}

enum Piece {
    Beside(Box<Answered>),
    Rows(RecordBatch),
    /// Without it, rows that end are rows that broke off.
    End,
}

/// Batches that wait for whoever writes them.
const BATCHES_AHEAD: usize = 4;

/// Says whether the rows of a question can be given before all of them are known: nothing is compared with them, and
/// none of them decides what another one withholds.
pub fn can_list(session: &Session, question: &Question, guard: Option<&Guard>) -> bool {
    guard.is_none() && question.before(session.model()).is_none()
}

/// Answers a question with all its rows, in little memory, when the turn of a file comes.
pub async fn list(engine: &Engine, session: Session, question: Question) -> Result<Listed, Error> {
    let session = session.in_little_memory(engine)?;
    let timeout = engine.file_timeout();
    let (to, pieces) = mpsc::channel(BATCHES_AHEAD);
    let running = engine
        .start_file(async move {
            if let Err(error) = within(timeout, send(&session, &question, &to)).await {
                // Whoever waited for the rows may be gone.
                let _ = to.send(Err(error)).await;
            }
        })
        .await?;
    let mut rows = Rows {
        pieces,
        is_over: false,
    };
    match rows.pieces.recv().await {
        Some(Ok(Piece::Beside(answered))) => Ok(Listed {
            answered: *answered,
            rows,
            running,
        }),
        Some(Err(error)) => Err(error),
        Some(Ok(Piece::Rows(_) | Piece::End)) | None => Err(broken_off()),
    }
}

async fn send(
    session: &Session,
    question: &Question,
    to: &Sender<Result<Piece, Error>>,
) -> Result<(), Error> {
    let (fetched, _) = limit(question, Cap::NONE);
    let offset = usize::try_from(question.spec.offset).unwrap_or(usize::MAX);
    let planned = Planned::of(session, question, fetched).await?;
    let schema = planned.schema.clone();
    // The first rows of an order are held in memory. Many are sorted with all others, which can be on the disk, and cut
    // off as they come.
    let is_long = fetched.is_some_and(|fetched| fetched.saturating_add(offset) > HELD_IN_ORDER);
    let (rows, mut window) = match is_long {
        true => (planned.sorted(question)?, Window::of(offset, fetched)),
        false => (planned.ordered.clone(), Window::of(0, None)),
    };
    // All rows need no counting: they are counted as they are written.
    let is_cut = fetched.is_some() || offset > 0;
    let total = match question.spec.has_total && is_cut {
        true => Some(count_rows(session, planned.passing.clone()).await?),
        false => None,
    };
    let mut answered = planned.beside_rows(session, question).await?;
    answered.table.total = total;
    let is_wanted = to.send(Ok(Piece::Beside(Box::new(answered)))).await.is_ok();
    if !is_wanted {
        return Ok(());
    }

    let frame = session.context().execute_logical_plan(rows).await?;
    let context = Arc::new(frame.task_ctx());
    let mut batches = execute_stream(frame.create_physical_plan().await?, context)?;
    while let Some(batch) = batches.next().await {
        let batch = shown_batch(&window.cut(batch?), &schema)?;
        if to.send(Ok(Piece::Rows(batch))).await.is_err() {
            return Ok(());
        }
        if window.left == 0 {
            break;
        }
    }
    let _ = to.send(Ok(Piece::End)).await;
    Ok(())
}

/// Rows that a limit keeps in order in memory.
const HELD_IN_ORDER: usize = 50_000;

/// Which of the rows that come are asked for.
struct Window {
    skipped: usize,
    left: usize,
}

impl Window {
    fn of(offset: usize, limit: Option<usize>) -> Self {
        Self {
            skipped: offset,
            left: limit.unwrap_or(usize::MAX),
        }
    }

    fn cut(&mut self, batch: RecordBatch) -> RecordBatch {
        let from = self.skipped.min(batch.num_rows());
        let length = self.left.min(batch.num_rows() - from);
        self.skipped -= from;
        self.left -= length;
        batch.slice(from, length)
    }
}

impl Iterator for Rows {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let error = match self.pieces.blocking_recv() {
            Some(Ok(Piece::Rows(batch))) => return Some(Ok(batch)),
            Some(Ok(Piece::End)) => {
                self.is_over = true;
                return None;
            }
            Some(Err(error)) => error,
            Some(Ok(Piece::Beside(_))) | None => broken_off(),
        };
        self.is_over = true;
        Some(Err(ArrowError::ExternalError(Box::new(error))))
    }
}

fn broken_off() -> Error {
    Error::Plan(DataFusionError::Execution(
        "the rows of a long answer broke off".into(),
    ))
}

#[cfg(test)]
mod tests {
    use datafusion::arrow::array::{Int64Array, RecordBatch};

    use super::*;

    fn batch(numbers: std::ops::Range<i64>) -> RecordBatch {
        let numbers = Int64Array::from_iter_values(numbers);
        RecordBatch::try_from_iter([("n", Arc::new(numbers) as _)]).expect("one column")
    }

    #[test]
    fn a_window_is_cut_out_of_batches() {
        let mut window = Window::of(7, Some(5));
        let cut: Vec<RecordBatch> = [0..5, 5..10, 10..15, 15..20]
            .map(|numbers| window.cut(batch(numbers)))
            .into();
        assert_eq!(cut, [batch(0..0), batch(7..10), batch(10..12), batch(0..0)]);
        assert_eq!(window.left, 0);
        let mut all = Window::of(0, None);
        assert_eq!(all.cut(batch(0..3)), batch(0..3));
    }

    #[test]
    fn rows_that_stop_without_an_end_are_an_error() {
        let (to, pieces) = mpsc::channel(2);
        let mut rows = Rows {
            pieces,
            is_over: false,
        };
        to.try_send(Ok(Piece::Rows(batch(0..3)))).expect("room");
        drop(to);
        assert!(matches!(rows.next(), Some(Ok(_))));
        assert!(matches!(rows.next(), Some(Err(_))));
        assert!(rows.next().is_none(), "it is told once");
        let (to, pieces) = mpsc::channel(2);
        to.try_send(Ok(Piece::End)).expect("room");
        drop(to);
        let mut rows = Rows {
            pieces,
            is_over: false,
        };
        assert!(rows.next().is_none());
    }
}
