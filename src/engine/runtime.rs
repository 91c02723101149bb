//! The engine: threads, memory and turns of all questions.

use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use datafusion::arrow::error::ArrowError;
use datafusion::common::DataFusionError;
use datafusion::execution::memory_pool::{FairSpillPool, MemoryPool, TrackConsumersPool};
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use tokio::runtime::Runtime;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinHandle;

use super::file_pool::FilePool;
use crate::lake;

/// How much all questions together may take.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of memory for all questions running at once.
    pub memory_bytes: usize,
    pub queries_at_once: usize,
    /// How many questions may wait for their turn; one more is sent away.
    pub queue: usize,
    pub timeout: Duration,
    /// How long an answer may take that goes into a file, its writing included.
    pub file_timeout: Duration,
    /// Where what does not fit into memory is spilled.
    pub spill_folder: Option<PathBuf>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory_bytes: 1 << 30,
            queries_at_once: 2,
            queue: 32,
            timeout: Duration::from_secs(30),
            file_timeout: Duration::from_secs(600),
            spill_folder: None,
        }
    }
}

impl Limits {
    /// A file takes long; half as many as there are questions leave some of the machine to these.
    fn files_at_once(&self) -> usize {
        (self.queries_at_once / 2).max(1)
    }

    /// What one question or one file may hold.
    fn share_bytes(&self) -> usize {
        self.memory_bytes / (self.queries_at_once.max(1) + self.files_at_once())
    }
}

/// What stops a question that was understood.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("too many questions are waiting")]
    Busy,
    #[error("the question took longer than allowed")]
    TimedOut,
    #[error("the question needs more memory than allowed")]
    TooLarge(#[source] DataFusionError),
    /// A person's SQL that may not be run; the text is for that person.
    #[error("{0}")]
    Refused(String),
    #[error("cannot read the lake")]
    Lake(#[from] lake::Error),
    #[error("cannot run the plan")]
    Plan(#[source] DataFusionError),
}

impl From<DataFusionError> for Error {
    fn from(error: DataFusionError) -> Self {
        match error.find_root() {
            DataFusionError::ResourcesExhausted(_) => Error::TooLarge(error),
            _ => Error::Plan(error),
        }
    }
}

impl From<ArrowError> for Error {
    fn from(error: ArrowError) -> Self {
        DataFusionError::from(error).into()
    }
}

/// Runs questions. One per process, shared by all.
pub struct Engine {
    /// Taken out only when the engine goes.
    runtime: Option<Runtime>,
    env: Arc<RuntimeEnv>,
    turns: Turns,
    /// Files have turns of their own, so that long ones keep no screen waiting.
    turns_of_files: Turns,
    limits: Limits,
    cores: usize,
}

/// Footers of the lake's files that stay in memory.
const METADATA_CACHE_BYTES: usize = 256 << 20;

impl Engine {
    pub fn new(limits: Limits) -> Result<Self, Error> {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(cores)
            .thread_name("engine")
            // Plans are walked by recursion; a wide question needs a deep stack.
            .thread_stack_size(16 << 20)
            .enable_all()
            .build()
            .map_err(|error| Error::Plan(DataFusionError::IoError(error)))?;
        let mut env = RuntimeEnvBuilder::new().with_metadata_cache_limit(METADATA_CACHE_BYTES);
        if let Some(folder) = &limits.spill_folder {
            env = env.with_temp_file_path(folder);
        }
        let env = env.build_arc()?;
        // There by default: the machine's own files, which no question has any business with.
        env.deregister_object_store(ObjectStoreUrl::local_filesystem().as_ref())?;
        Ok(Self {
            runtime: Some(runtime),
            env,
            turns: Turns::new(limits.queries_at_once.max(1)),
            turns_of_files: Turns::new(limits.files_at_once()),
            limits,
            cores,
        })
    }

    pub fn cores(&self) -> usize {
        self.cores
    }

    /// Returns how many questions run and how many wait.
    pub fn load(&self) -> (usize, usize) {
        let (running, waiting) = self.turns.load();
        let (running_files, waiting_files) = self.turns_of_files.load();
        (running + running_files, waiting + waiting_files)
    }

    /// Lets the engine read a lake.
    pub fn admit_lake(&self, lake: &lake::Lake) {
        lake.register_store(&self.env);
    }

    /// Returns the surroundings of one question: shared caches, memory of its own.
    pub(super) fn env_of_question(&self) -> Result<Arc<RuntimeEnv>, Error> {
        self.env_with(FairSpillPool::new(self.limits.share_bytes()))
    }

    /// Returns the surroundings of the nightly load, which has no turn.
    pub(super) fn env_of_load(&self) -> Result<Arc<RuntimeEnv>, Error> {
        let share = self.limits.memory_bytes / self.limits.queries_at_once.max(1);
        self.env_with(FairSpillPool::new(share))
    }

    /// Returns the surroundings of one answer that goes into a file.
    pub(super) fn env_of_file(&self) -> Result<Arc<RuntimeEnv>, Error> {
        self.env_with(FilePool::new(self.limits.share_bytes()))
    }

    fn env_with(&self, pool: impl MemoryPool + 'static) -> Result<Arc<RuntimeEnv>, Error> {
        let consumers = std::num::NonZeroUsize::new(5).expect("five is not zero");
        let env = RuntimeEnvBuilder::from_runtime_env(&self.env)
            .with_memory_pool(Arc::new(TrackConsumersPool::new(pool, consumers)));
        Ok(env.build_arc()?)
    }

    pub(super) fn file_timeout(&self) -> Duration {
        self.limits.file_timeout
    }

    /// Runs a question when its turn comes, within its time. Dropping the future stops the work.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, Error>> + Send + 'static,
    ) -> Result<T, Error> {
        let timeout = self.limits.timeout;
        let turn = self.turns.take(self.limits.queue, timeout).await?;
        let work = async move {
            let _turn = turn;
            within(timeout, work).await
        };
        self.spawn(work).await
    }

    /// Starts the work of a file when its turn comes, and does not wait for its end.
    pub(super) async fn start_file(
        &self,
        work: impl Future<Output = ()> + Send + 'static,
    ) -> Result<Running, Error> {
        let (queue, timeout) = (self.limits.queue, self.limits.file_timeout);
        let turn = self.turns_of_files.take(queue, timeout).await?;
        let work = async move {
            let _turn = turn;
            work.await;
        };
        Ok(Running(StoppedOnDrop(self.runtime().spawn(work))))
    }

    /// Runs what plans and reads no row: without waiting for a turn, within the time of a question.
    pub async fn plan<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, Error>> + Send + 'static,
    ) -> Result<T, Error> {
        self.spawn(within(self.limits.timeout, work)).await
    }

    /// Runs work without a limit of time or turn: the nightly load's.
    pub async fn run_unlimited<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, Error>> + Send + 'static,
    ) -> Result<T, Error> {
        self.spawn(work).await
    }

    async fn spawn<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, Error>> + Send + 'static,
    ) -> Result<T, Error> {
        let mut task = StoppedOnDrop(self.runtime().spawn(work));
        match (&mut task.0).await {
            Ok(result) => result,
            Err(broken) => Err(Error::Plan(DataFusionError::Execution(format!(
                "a question broke off: {broken}"
            )))),
        }
    }

    fn runtime(&self) -> &Runtime {
        let runtime = self.runtime.as_ref();
        runtime.expect("it is there until the engine is dropped")
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // The last owner may be a page's task, where waiting for threads is not allowed.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Gives work so much time.
pub(super) async fn within<T>(
    time: Duration,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let done = tokio::time::timeout(time, work).await;
    done.unwrap_or(Err(Error::TimedOut))
}

/// Work that goes on by itself until this is dropped.
pub struct Running(#[expect(dead_code, reason = "it is held to be dropped")] StoppedOnDrop<()>);

/// Turns of work of one kind.
struct Turns {
    free: Arc<Semaphore>,
    at_once: usize,
    waiting: Arc<AtomicUsize>,
}

impl Turns {
    fn new(at_once: usize) -> Self {
        Self {
            free: Arc::new(Semaphore::new(at_once)),
            at_once,
            waiting: Arc::new(AtomicUsize::new(0)),
        }
    }

    /// Waits for a turn, unless so many wait already.
    async fn take(&self, queue: usize, timeout: Duration) -> Result<OwnedSemaphorePermit, Error> {
        if let Ok(turn) = self.free.clone().try_acquire_owned() {
            return Ok(turn);
        }
        let waiting = Waiting::start(&self.waiting);
        if waiting.ahead >= queue {
            return Err(Error::Busy);
        }
        match tokio::time::timeout(timeout, self.free.clone().acquire_owned()).await {
            Ok(Ok(turn)) => Ok(turn),
            _ => Err(Error::Busy),
        }
    }

    /// Returns how many run and how many wait.
    fn load(&self) -> (usize, usize) {
        let running = self.at_once.saturating_sub(self.free.available_permits());
        (running, self.waiting.load(Ordering::Relaxed))
    }
}

struct StoppedOnDrop<T>(JoinHandle<T>);

impl<T> Drop for StoppedOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

struct Waiting {
    count: Arc<AtomicUsize>,
    ahead: usize,
}

impl Waiting {
    fn start(count: &Arc<AtomicUsize>) -> Self {
        Self {
            ahead: count.fetch_add(1, Ordering::Relaxed),
            count: count.clone(),
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.count.fetch_sub(1, Ordering::Relaxed);
    }
}
