use std::future::Future;
use std::pin::Pin;

use db::Db;
use serde_json::Value;

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

    /// Whether the job is to stop: it was cancelled, or another worker has taken it over.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn cancelled(&self) -> Result<bool, JobError> {
        Ok(!store::may_go_on(&self.db, self.fence).await?)
    }
}
