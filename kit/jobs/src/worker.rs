use std::fmt;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use clock::Moment;
use db::{Db, DbError};
use serde_json::Value;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, interval_at, timeout};

use crate::store::{Ending, Fence, MAX_ATTEMPTS};
use crate::{Handler, Job, JobContext, JobError, State, store};

/// How often an idle worker looks into the queue.
const POLL: Duration = Duration::from_millis(500);
/// How often a running job gives a sign of life: several times within a lease.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How long a stop waits for the job in hand.
const GRACE: Duration = Duration::from_secs(10);
/// The pause after the first transient failure; it doubles with each.
const FIRST_PAUSE_SECONDS: i64 = 10;

/// Takes jobs one by one and has them done. Any number may work on one queue, in any number of processes.
#[derive(Clone)]
pub struct Worker {
    db: Db,
    handlers: Arc<[Arc<dyn Handler>]>,
    kinds: Value,
    grace: Duration,
}

impl Worker {
    /// A worker for the jobs of these handlers; jobs of another kind are left to others.
    pub fn new(db: Db, handlers: Vec<Arc<dyn Handler>>) -> Self {
        let kinds = handlers.iter().map(|handler| handler.kind()).collect();
        Self { db, handlers: handlers.into(), kinds, grace: GRACE }
    }

    /// This worker, with another patience for the job in hand when it is stopped.
    #[must_use]
    pub fn with_grace(self, grace: Duration) -> Self {
        Self { grace, ..self }
    }

    /// Works until `stop`. The job in hand then has a while to end; if it does not, it goes back to the queue.
    pub async fn run(&self, stop: impl Future<Output = ()>) {
        let mut stop = pin!(stop);
        loop {
            match store::claim(&self.db, &self.kinds).await {
                Ok(Some(job)) => {
                    let mut work = Box::pin(self.execute(&job));
                    tokio::select! {
                        () = &mut work => continue,
                        () = &mut stop => {}
                    }
                    if timeout(self.grace, &mut work).await.is_err() {
                        drop(work);
                        self.end(&job, again(None, None)).await;
                    }
                    return;
                }
                Ok(None) => {}
                Err(cause) => tracing::error!(%cause, "the queue cannot be read"),
            }
            if timeout(POLL, &mut stop).await.is_ok() {
                return;
            }
        }
    }

    /// Takes one job, if one is due, and sees it through. Says whether there was one.
    pub async fn step(&self) -> Result<bool, DbError> {
        let job = store::claim(&self.db, &self.kinds).await?;
        if let Some(job) = &job {
            self.execute(job).await;
        }
        Ok(job.is_some())
    }

    /// Runs the handler beside a heartbeat; dropped, it stops the handler.
    async fn execute(&self, job: &Job) {
        let Some(handler) = self.handlers.iter().find(|handler| handler.kind() == job.kind) else { return };
        let (handler, context) = (Arc::clone(handler), JobContext::new(self.db.clone(), fence(job)));
        let payload = job.payload.clone();
        let mut run = JoinSet::new();
        run.spawn(async move { handler.run(context, payload).await });
        let mut heartbeat = interval_at(Instant::now() + HEARTBEAT, HEARTBEAT);
        let outcome = loop {
            tokio::select! {
                outcome = run.join_next() => break outcome,
                _ = heartbeat.tick() => match store::renew(&self.db, fence(job)).await {
                    Ok(true) => {}
                    Ok(false) => return tracing::warn!(job = %job.id, "another worker has taken the job over"),
                    Err(cause) => tracing::error!(job = %job.id, %cause, "no sign of life could be given"),
                },
            }
        };
        if let Some(outcome) = outcome {
            self.end(job, ending(job, outcome, self.db.clock().now())).await;
        }
    }

    async fn end(&self, job: &Job, ending: Ending) {
        match store::end(&self.db, fence(job), ending).await {
            Ok(true) => {}
            Ok(false) => {
                tracing::warn!(job = %job.id, "an attempt ended after another had taken the job over")
            }
            // Its lease runs out, and the job is done again.
            Err(cause) => tracing::error!(job = %job.id, %cause, "the end of a job could not be recorded"),
        }
    }
}

impl fmt::Debug for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Worker").field("kinds", &self.kinds).finish_non_exhaustive()
    }
}

/// Does every job that is due, and those that these cause; says how many. For tests and demonstrations.
pub async fn run_until_idle(worker: &Worker) -> Result<usize, DbError> {
    let mut done = 0;
    while worker.step().await? {
        done += 1;
    }
    Ok(done)
}

fn fence(job: &Job) -> Fence {
    Fence { id: job.id, attempt: job.attempts }
}

fn again(run_at: Option<Moment>, error: Option<String>) -> Ending {
    Ending { state: State::Queued, run_at, result: None, error }
}

fn ending(job: &Job, outcome: Result<Result<Value, JobError>, JoinError>, now: Moment) -> Ending {
    let outcome = outcome.unwrap_or_else(|panic| {
        Err(JobError::failed("程序内部出错，任务未完成：请把任务编号告诉系统管理员").because(panic))
    });
    let error = match outcome {
        Ok(result) => return Ending { state: State::Done, run_at: None, result: Some(result), error: None },
        Err(error) => error,
    };
    let cause = std::error::Error::source(&error).map(ToString::to_string);
    tracing::warn!(job = %job.id, kind = job.kind, attempt = job.attempts, %error, cause, "a job's attempt failed");
    match error {
        JobError::Transient { sentence, .. } if job.attempts < MAX_ATTEMPTS => {
            again(Some(now.plus_seconds(pause_seconds(job.attempts))), Some(sentence))
        }
        JobError::Transient { sentence, .. } | JobError::Final { sentence, .. } => {
            Ending { state: State::Failed, run_at: None, result: None, error: Some(sentence) }
        }
        JobError::Stopped => Ending { state: State::Cancelled, run_at: None, result: None, error: None },
    }
}

/// 10, 20, 40 … seconds after the first, second, third … attempt.
fn pause_seconds(attempts: i64) -> i64 {
    let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(6);
    FIRST_PAUSE_SECONDS << doublings
}
