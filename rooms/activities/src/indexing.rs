//! The job that puts into the index what is not there: what was logged before there was one, and what fell out of step with it.

use db::{Db, DbError};
use jobs::{Handler, JobContext, JobError, NewJob, Running};
use serde_json::{Value, json};

use crate::store::words as rows;
use crate::words;

/// What the queue calls the job.
const KIND: &str = "activity.words";
/// Activities in one transaction.
const STEP: i64 = 200;

/// Asks the job to look the index through and to complete it; the program calls this when it starts.
///
/// # Errors
/// When the database does not answer.
pub async fn begin_indexing(db: &Db) -> Result<(), DbError> {
    let mut tx = db.begin().await?;
    let job = NewJob { kind: KIND, key: "all", payload: json!({}), place: None, created_by: None };
    jobs::enqueue(&mut tx, job).await?;
    tx.commit().await
}

/// Activity by activity: begun again, it goes on where it was.
#[derive(Debug)]
pub(crate) struct Indexing {
    pub(crate) db: Db,
}

impl Handler for Indexing {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run(&self, context: JobContext, _: Value) -> Running<'_> {
        Box::pin(async move {
            // Looked for beside those who write: a million rows take seconds.
            if rows::count_unpaired(&self.db).await? > 0 {
                let mut tx = self.db.begin().await?;
                rows::part_unpaired(&mut tx).await?;
                tx.commit().await?;
            }
            let (total, mut done) = (rows::count_wordless(&self.db).await?, 0);
            loop {
                context.progress(done, total.max(done), "正在编入活动检索").await?;
                match self.step().await? {
                    0 => return Ok(json!({ "indexed": done })),
                    some => done += some,
                }
            }
        })
    }
}

impl Indexing {
    async fn step(&self) -> Result<u64, JobError> {
        let mut tx = self.db.begin().await?;
        let some = rows::wordless(&tx, STEP).await?;
        for told in &some {
            rows::keep(&mut tx, told, &words::of(told)).await?;
        }
        tx.commit().await?;
        Ok(some.len() as u64)
    }
}
