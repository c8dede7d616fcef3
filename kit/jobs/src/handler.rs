use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

use db::{Db, DbError};
use serde_json::Value;
use tokio::runtime::Handle;

use crate::store::Fence;
use crate::{JobError, JobId, store};

/// A run of a handler.
pub type Running<'a> = Pin<Box<dyn Future<Output = Result<Value, JobError>> + Send + 'a>>;

/// Does one kind of job.
pub trait Handler: Send + Sync + 'static {
    /// The kind that it does, such as `reports.consolidate`.
    fn kind(&self) -> &'static str;

    /// Does the job once more. Work that keeps a processor busy belongs on a blocking thread.
    fn run(&self, context: JobContext, payload: Value) -> Running<'_>;
}

/// What a running job knows of itself.
#[derive(Clone, Debug)]
pub struct JobContext {
    db: Db,
    fence: Fence,
}

impl JobContext {
    pub(crate) fn new(db: Db, fence: Fence) -> Self {
        Self { db, fence }
    }

    /// The job's id: the same in every attempt.
    pub fn job(&self) -> JobId {
        self.fence.id
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// Tells how far the job is: `done` of `total` steps, and what it does now. A small transaction of its own,
    /// so call it once a step, not once a row.
    ///
    /// # Errors
    /// [`JobError::Stopped`] when the job is to stop.
    pub async fn progress(&self, done: u64, total: u64, message: &str) -> Result<(), JobError> {
        match store::progress(&self.db, self.fence, done, total, message).await? {
            true => Ok(()),
            false => Err(JobError::Stopped),
        }
    }

    /// Tells of every tenth step from a blocking thread, as [`JobContext::progress`] does: called with the steps done and all of them,
    /// says whether to go on, and remembers that it was told to stop. For whoever writes many files.
    pub fn watch(&self, message: &'static str) -> impl Fn(u64, u64) -> bool + Send + Sync + 'static {
        const EVERY: u64 = 10;
        let (context, runtime, goes_on) = (self.clone(), Handle::current(), Mutex::new(true));
        move |done, total| {
            let mut goes_on = goes_on.lock().unwrap_or_else(PoisonError::into_inner);
            if *goes_on && done.is_multiple_of(EVERY) {
                let told = runtime.block_on(context.progress(done, total, message));
                *goes_on = !matches!(told, Err(JobError::Stopped));
            }
            *goes_on
        }
    }

    /// Works off what `next` finds, one by one, until it finds nothing: begun again, it goes on where it was. How many there were.
    ///
    /// # Errors
    /// [`JobError::Stopped`] when the job is to stop; what a step failed of.
    pub async fn until_none<T, Found, Done>(
        &self,
        message: &str,
        next: impl Fn() -> Found,
        each: impl Fn(T) -> Done,
    ) -> Result<u64, JobError>
    where
        Found: Future<Output = Result<Vec<T>, DbError>>,
        Done: Future<Output = Result<(), DbError>>,
    {
        let mut done = 0;
        loop {
            self.progress(done, done, message).await?;
            let found = next().await?;
            if found.is_empty() {
                return Ok(done);
            }
            for one in found {
                each(one).await?;
                done += 1;
            }
        }
    }

    /// Whether the job is to stop: it was cancelled, or another worker has taken it over.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn cancelled(&self) -> Result<bool, JobError> {
        Ok(!store::may_go_on(&self.db, self.fence).await?)
    }
}
