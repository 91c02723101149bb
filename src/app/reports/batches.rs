//! Batches: papers that take their time. Each is made beside the request that asked for it, and whoever asked looks how far it is.
//!
//! They are held in memory alone: what a restart, a quarter of an hour or newer files take away is asked for again. Nobody
//! but the asker sees a batch, and one that its asker looks at no more is given up.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::sync::Notify;

use super::prints::given_of;
use super::{PaperFormat, Print, Printed, Report, ReportForm};
use crate::access::Scope;
use crate::app::ask::inner;
use crate::app::filing::is_of_form;
use crate::app::people::require;
use crate::app::steps::Steps;
use crate::app::trail::Deed;
use crate::app::{Action, App, AskError, Asker};
use crate::catalogue::{Language, say};
use crate::constructor::Given;
use crate::office::PrintRecord;

/// The batches of this process.
#[derive(Debug, Default)]
pub struct Batches(Mutex<Held>);

#[derive(Debug, Default)]
struct Held {
    last: u64,
    batches: BTreeMap<u64, Arc<Batch>>,
}

/// A paper that is being made, or was.
#[derive(Debug)]
pub struct Batch {
    pub id: u64,
    pub report: Arc<Report>,
    /// A PDF is a print to be signed and has its record; a workbook is a file.
    pub format: PaperFormat,
    /// What was chosen as an address says it, and in words.
    pub given: Given,
    pub chosen: Vec<String>,
    /// The print that is drawn again, where it is one.
    pub print: Option<i64>,
    pub started_at: Timestamp,
    owner: i64,
    /// A token of the same person may see less.
    scope: Scope,
    steps: Steps,
    state: Mutex<BatchState>,
    looked_at: Mutex<Instant>,
    stop: Notify,
}

#[derive(Debug, Clone)]
pub enum BatchState {
    /// Figures are asked for: so many steps of so many.
    Asking {
        done: usize,
        all: usize,
    },
    /// Everything is known, and the file is being written. It is too late to stop.
    Writing,
    Done(Arc<BatchFile>),
    Failed(AskError),
    /// The asker has stopped it.
    Stopped,
    /// The asker has not looked for too long.
    Left,
}

/// What came of a batch.
#[derive(Debug)]
pub struct BatchFile {
    /// Shared with whoever is downloading them.
    pub bytes: Arc<[u8]>,
    /// Names the file for programs and for people.
    pub name: String,
    pub title: String,
    /// The record of the print, where it is one.
    pub print: Option<i64>,
    /// Written down when the file is handed out, unless it has been.
    deed: Option<Deed>,
}

/// What a batch is to make.
struct Wish {
    report: Arc<Report>,
    format: PaperFormat,
    given: Given,
    chosen: Vec<String>,
    print: Option<i64>,
}

/// A batch that nobody has looked at for so long is given up …
const PATIENCE: Duration = Duration::from_secs(120);
/// … and one that is over is forgotten.
const KEPT: Duration = Duration::from_secs(15 * 60);
/// How often it is looked whether somebody looks.
const PAUSE: Duration = Duration::from_secs(5);

/// Batches that one person has under way at once.
const MOST_OF_ONE: usize = 2;
/// All of them together: each holds a paper and its file in memory.
const MOST_UNDER_WAY: usize = 8;
const MOST_HELD: usize = 32;
/// Files that are kept together: a print can be drawn again, a workbook made anew.
const MOST_BYTES: usize = 128 << 20;

impl App {
    /// Begins to make a report in a format. The same one that is under way already is not begun twice.
    pub async fn begin_batch(
        self: &Arc<Self>,
        asker: &Asker,
        name: &str,
        given: &Given,
        format: PaperFormat,
    ) -> Result<Arc<Batch>, AskError> {
        require(asker, Action::Export)?;
        let report = self.report_named(asker, name)?;
        let form = self.report_form(asker, &report, given).await?.whole()?;
        let wish = Wish {
            report,
            format,
            given: form.given.clone(),
            chosen: form.chosen.clone(),
            print: None,
        };
        self.begin(asker, wish, Some(form))
    }

    /// Begins to draw a print again that is long.
    pub async fn begin_reprint(
        self: &Arc<Self>,
        asker: &Asker,
        id: i64,
    ) -> Result<Arc<Batch>, AskError> {
        let Print { record, .. } = self.whole_print(asker, id).await?;
        if !self.is_long_print(&record).await? {
            return Err(AskError::Conflict {
                message: say!("prints-short", number = id.to_string()),
            });
        }
        let declaration = self.declaration_of(&record).await?;
        let report = Report::read(&record.print.report, &declaration);
        let wish = Wish {
            report: Arc::new(report.map_err(inner)?),
            format: PaperFormat::Pdf,
            given: given_of(&record),
            chosen: record.print.chosen,
            print: Some(id),
        };
        self.begin(asker, wish, None)
    }

    fn begin(
        self: &Arc<Self>,
        asker: &Asker,
        wish: Wish,
        form: Option<ReportForm>,
    ) -> Result<Arc<Batch>, AskError> {
        let (batch, is_new) = self.batches.begin(asker, wish, self.clock.now())?;
        if is_new {
            let (app, asker, batch) = (self.clone(), asker.clone(), batch.clone());
            let held = batch.clone();
            let made = async move {
                match (form, batch.print) {
                    (Some(form), _) => app.run_batch(&asker, form, &batch).await,
                    (None, print) => app.run_reprint(&asker, print, &batch).await,
                }
            };
            // The task speaks the language of whoever reads what comes of it.
            let made = Language::current().in_force(made);
            let app = self.clone();
            tokio::spawn(async move { app.batches.see_out(held, made).await });
        }
        Ok(batch)
    }

    /// Returns a batch of the asker's own, and notes that it was looked at; others look absent.
    pub fn batch(&self, asker: &Asker, id: u64) -> Result<Arc<Batch>, AskError> {
        require(asker, Action::Export)?;
        let batch = self.batches.lock().batches.get(&id).cloned();
        let batch = batch.filter(|batch| batch.is_of(asker));
        let batch = batch.ok_or(AskError::NotFound)?;
        *locked(&batch.looked_at) = Instant::now();
        Ok(batch)
    }

    /// Hands out the file of a batch, and writes that down.
    pub async fn batch_file(&self, asker: &Asker, id: u64) -> Result<Arc<BatchFile>, AskError> {
        let batch = self.batch(asker, id)?;
        let BatchState::Done(file) = batch.state() else {
            return Err(AskError::Conflict {
                message: say!("batches-not-ready"),
            });
        };
        if let Some(deed) = &file.deed {
            self.record(asker, deed.clone()).await?;
        }
        Ok(file)
    }

    /// Says whether a report is made as a batch, with what is chosen in its form.
    pub fn is_long_report(&self, report: &Report, form: &ReportForm) -> bool {
        let without = report.is_long_without.as_deref();
        let left_open = form
            .offered
            .iter()
            .find(|one| Some(one.parameter.name.as_str()) == without && one.value.is_empty());
        report.part.is_some() || left_open.is_some_and(|one| one.choices.len() > 1)
    }

    /// Says whether a print is drawn again as a batch. A form's never is.
    pub async fn is_long_print(&self, record: &PrintRecord) -> Result<bool, AskError> {
        let print = &record.print;
        if is_of_form(print) {
            return Ok(false);
        }
        let declaration = self.declaration_of(record).await?;
        let report = Report::read(&print.report, &declaration);
        Ok(report.is_ok_and(|report| {
            let without = report.is_long_without.as_deref();
            report.part.is_some()
                || without.is_some_and(|name| !given_of(record).contains_key(name))
        }))
    }

    /// Makes a report that does not take long, and tells how far it is; one that takes long is made as a batch.
    pub async fn short_report(
        &self,
        asker: &Asker,
        report: Arc<Report>,
        form: ReportForm,
        steps: &Steps,
    ) -> Result<Printed, AskError> {
        let form = form.whole()?;
        if self.is_long_report(&report, &form) {
            return Err(AskError::Conflict {
                message: say!("reports-long-conflict"),
            });
        }
        self.report_in_steps(asker, report, form, steps).await
    }

    async fn run_reprint(&self, asker: &Asker, print: Option<i64>, batch: &Batch) {
        let drawn = async {
            let id = print.ok_or(AskError::NotFound)?;
            self.reprint_in_steps(asker, id, &batch.steps).await
        };
        // It changes nothing, so that it can be given up at any step.
        let drawn = tokio::select! {
            drawn = drawn => drawn,
            () = batch.stop.notified() => return,
            () = batch.left() => {
                batch.leave_asking(BatchState::Left);
                return;
            }
        };
        let file = drawn.and_then(|again| match again.is_same {
            true => Ok(BatchFile {
                name: format!("{}-{}", again.record.print.report, again.record.id),
                title: again.record.print.title,
                print,
                deed: None,
                bytes: again.bytes.into(),
            }),
            false => Err(AskError::Conflict {
                message: say!("prints-other-hint"),
            }),
        });
        batch.leave_asking(match file {
            Ok(file) => BatchState::Done(Arc::new(file)),
            Err(error) => BatchState::Failed(error),
        });
    }

    async fn run_batch(&self, asker: &Asker, form: ReportForm, batch: &Batch) {
        let report = batch.report.clone();
        let made = tokio::select! {
            made = self.report_in_steps(asker, report, form, &batch.steps) => made,
            () = batch.stop.notified() => return,
            () = batch.left() => {
                batch.leave_asking(BatchState::Left);
                return;
            }
        };
        // From here a record may be kept, which is not left half done.
        if !batch.leave_asking(BatchState::Writing) {
            return;
        }
        let written = match made {
            Ok(printed) => self.written_batch(asker, &printed, batch).await,
            Err(error) => Err(error),
        };
        batch.end(match written {
            Ok(file) => BatchState::Done(Arc::new(file)),
            Err(error) => BatchState::Failed(error),
        });
    }

    async fn written_batch(
        &self,
        asker: &Asker,
        printed: &Printed,
        batch: &Batch,
    ) -> Result<BatchFile, AskError> {
        let stamp = self.stamp_of(asker, printed);
        let made_at = stamp.made_at.strftime("%Y-%m-%d-%H%M").to_string();
        let (print, bytes) = match batch.format {
            PaperFormat::Pdf => {
                let (print, bytes) = self.print_made(asker, printed).await?;
                (Some(print.record.id), bytes)
            }
            format => (None, self.report_file(printed, format, stamp).await?),
        };
        let subtitle = printed.paper.subtitles.first();
        let title = match subtitle {
            Some(of) => format!("{}, {of}", printed.paper.title),
            None => printed.paper.title.clone(),
        };
        Ok(BatchFile {
            name: match print {
                Some(number) => format!("{}-{number}", batch.report.name),
                None => format!("{}-{made_at}", batch.report.name),
            },
            title,
            print,
            deed: Some(super::export_deed(printed, batch.format, &bytes)),
            bytes: bytes.into(),
        })
    }
}

impl Batches {
    fn begin(
        &self,
        asker: &Asker,
        wish: Wish,
        now: Timestamp,
    ) -> Result<(Arc<Batch>, bool), AskError> {
        let mut held = self.lock();
        let under_way = held.batches.values().filter(|batch| batch.is_under_way());
        let under_way: Vec<Arc<Batch>> = under_way.cloned().collect();
        let own = under_way.iter().filter(|batch| batch.is_of(asker));
        let own: Vec<&Arc<Batch>> = own.collect();
        let same = own.iter().find(|batch| {
            batch.report.digest == wish.report.digest
                && batch.format == wish.format
                && batch.given == wish.given
                && batch.print == wish.print
        });
        if let Some(same) = same {
            return Ok((Arc::clone(same), false));
        }
        if own.len() >= MOST_OF_ONE {
            return Err(AskError::Conflict {
                message: say!("batches-too-many", count = MOST_OF_ONE as i64),
            });
        }
        if under_way.len() >= MOST_UNDER_WAY {
            return Err(AskError::Busy);
        }
        while held.batches.len() >= MOST_HELD {
            let mut over = held.batches.values().filter(|batch| !batch.is_under_way());
            let Some(oldest) = over.next().map(|batch| batch.id) else {
                break;
            };
            held.batches.remove(&oldest);
        }
        held.last += 1;
        let batch = Arc::new(Batch {
            id: held.last,
            report: wish.report,
            format: wish.format,
            given: wish.given,
            chosen: wish.chosen,
            print: wish.print,
            started_at: now,
            owner: asker.user.id,
            scope: asker.scope.clone(),
            steps: Steps::default(),
            state: Mutex::new(BatchState::Asking { done: 0, all: 0 }),
            looked_at: Mutex::new(Instant::now()),
            stop: Notify::new(),
        });
        held.batches.insert(batch.id, batch.clone());
        Ok((batch, true))
    }

    /// Waits for what makes a batch, and forgets the batch when its time is over.
    async fn see_out(&self, batch: Arc<Batch>, made: impl Future<Output = ()> + Send + 'static) {
        let id = batch.id;
        batch.watch(made).await;
        // One that gives way to others is to leave the memory at once.
        drop(batch);
        self.make_room();
        tokio::time::sleep(KEPT).await;
        self.forget(id);
    }

    /// Forgets the oldest files while all of them together are too large. The newest stays, whatever its size.
    fn make_room(&self) {
        let mut held = self.lock();
        let sizes = held.batches.values().rev();
        let sizes = sizes.map(|batch| (batch.id, batch.file_size()));
        let mut kept = 0;
        let too_old = sizes.filter(|(_, size)| {
            let is_first = kept == 0;
            kept += size;
            *size > 0 && !is_first && kept > MOST_BYTES
        });
        let too_old: Vec<u64> = too_old.map(|(id, _)| id).collect();
        held.batches.retain(|id, _| !too_old.contains(id));
    }

    fn forget(&self, id: u64) {
        self.lock().batches.remove(&id);
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        locked(&self.0)
    }
}

impl Batch {
    /// Returns how far it is.
    pub fn state(&self) -> BatchState {
        let state = locked(&self.state).clone();
        match state {
            BatchState::Asking { .. } => {
                let (done, all) = self.steps.so_far();
                BatchState::Asking { done, all }
            }
            state => state,
        }
    }

    /// Stops it, unless its file is being written already.
    pub fn stop(&self) {
        if self.leave_asking(BatchState::Stopped) {
            self.stop.notify_one();
        }
    }

    /// Goes on to another state, unless it has left the first one already.
    fn leave_asking(&self, next: BatchState) -> bool {
        let mut state = locked(&self.state);
        let is_asking = matches!(*state, BatchState::Asking { .. });
        if is_asking {
            *state = next;
        }
        is_asking
    }

    fn is_under_way(&self) -> bool {
        matches!(
            *locked(&self.state),
            BatchState::Asking { .. } | BatchState::Writing
        )
    }

    fn is_of(&self, asker: &Asker) -> bool {
        self.owner == asker.user.id && self.scope == asker.scope
    }

    fn end(&self, state: BatchState) {
        *locked(&self.state) = state;
    }

    fn file_size(&self) -> usize {
        match &*locked(&self.state) {
            BatchState::Done(file) => file.bytes.len(),
            _ => 0,
        }
    }

    /// Waits for what makes it. Whatever that breaks off with, the batch does not stay under way.
    async fn watch(&self, made: impl Future<Output = ()> + Send + 'static) {
        if let Err(error) = tokio::spawn(made).await
            && self.is_under_way()
        {
            self.end(BatchState::Failed(inner(error)));
        }
    }

    /// Waits until nobody has looked for too long.
    async fn left(&self) {
        while locked(&self.looked_at).elapsed() < PATIENCE {
            tokio::time::sleep(PAUSE).await;
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batches(count: usize) -> (Batches, Vec<Arc<Batch>>) {
        let batches = Batches::default();
        let text = include_str!("../../../forms/reports/movement.toml");
        let report = Arc::new(Report::read("movement", text).expect("a report"));
        let begun = (1..=count as u64).map(|id| {
            let batch = Arc::new(Batch {
                id,
                report: report.clone(),
                format: PaperFormat::Xlsx,
                given: Given::new(),
                chosen: Vec::new(),
                print: None,
                started_at: Timestamp::UNIX_EPOCH,
                owner: 1,
                scope: Scope::office(false, false),
                steps: Steps::default(),
                state: Mutex::new(BatchState::Asking { done: 0, all: 0 }),
                looked_at: Mutex::new(Instant::now()),
                stop: Notify::new(),
            });
            batches.lock().batches.insert(id, batch.clone());
            batch
        });
        let begun = begun.collect();
        (batches, begun)
    }

    #[tokio::test]
    async fn what_breaks_off_does_not_stay_under_way() {
        let (_, begun) = batches(2);
        begun[0]
            .watch(async {
                panic!("on purpose");
            })
            .await;
        assert!(matches!(begun[0].state(), BatchState::Failed(_)));
        assert!(!begun[0].is_under_way());
        // One that was stopped stays stopped.
        begun[1].stop();
        begun[1]
            .watch(async {
                panic!("on purpose");
            })
            .await;
        assert!(matches!(begun[1].state(), BatchState::Stopped));
    }

    #[tokio::test]
    async fn what_gave_way_is_in_memory_no_more() {
        let (batches, mut begun) = batches(1);
        let batch = begun.remove(0);
        let known = Arc::downgrade(&batch);
        let gives_way = async {
            for _ in 0..1_000 {
                tokio::task::yield_now().await;
                if known.strong_count() == 1 {
                    break;
                }
            }
            batches.forget(1);
            known.strong_count()
        };
        tokio::select! {
            () = batches.see_out(batch, async {}) => panic!("it is kept for a while"),
            held = gives_way => assert_eq!(held, 0),
        }
    }

    #[test]
    fn the_oldest_files_give_way_to_what_is_too_much() {
        let (batches, begun) = batches(5);
        let file = |size: usize| BatchFile {
            bytes: vec![0; size].into(),
            name: String::new(),
            title: String::new(),
            print: None,
            deed: None,
        };
        let half = MOST_BYTES / 2;
        for (place, size) in [(0, half), (1, half), (2, half), (4, 1)] {
            begun[place].end(BatchState::Done(Arc::new(file(size))));
        }
        batches.make_room();
        let left: Vec<u64> = batches.lock().batches.keys().copied().collect();
        // The fourth is still being made and holds no file.
        assert_eq!(left, [3, 4, 5]);
        begun[4].end(BatchState::Done(Arc::new(file(MOST_BYTES + 1))));
        batches.make_room();
        let left: Vec<u64> = batches.lock().batches.keys().copied().collect();
        assert_eq!(left, [4, 5]);
    }
}
