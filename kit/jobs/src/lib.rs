//! Work for later: rows of a queue, written in the transaction of whatever asks for the work.
//!
//! A job runs at least once: a worker that is killed loses its lease and the job is taken again, so a
//! [`Handler`] must be able to repeat itself. Everything it leaves behind should be found by the job's id.

mod error;
mod handler;
mod job;
mod store;
mod worker;

use db::Migration;

pub use error::JobError;
pub use handler::{Handler, JobContext, Running};
pub use job::{Filter, Job, JobId, NewJob, State};
pub use store::{NAMES, again, cancel, enqueue, enqueue_at, get, kinds, latest, page};
pub use worker::{Worker, run_until_idle};

/// The tables of the queue.
pub const MIGRATIONS: &[Migration] = &[db::migration!("202611240602_jobs_create")];
