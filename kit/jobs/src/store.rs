use clock::Moment;
use db::{Db, DbError, Engine, Names, Reads, Tx, names, params};
use serde_json::Value;

use crate::{Filter, Job, JobId, NewJob, State};

/// A job is called by its kind.
pub const NAMES: Names = names!("SELECT a.id, j.kind AS name FROM asked a JOIN job j ON j.id = a.id");

/// Seconds for which a running job is left alone without a sign of life.
pub(crate) const LEASE_SECONDS: i64 = 60;
/// How often a job is begun before it counts as failed.
pub(crate) const MAX_ATTEMPTS: i64 = 5;

/// One attempt at a job. Whoever holds an older one can write nothing any more.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fence {
    pub(crate) id: JobId,
    pub(crate) attempt: i64,
}

/// What an attempt leaves behind.
#[derive(Debug)]
pub(crate) struct Ending {
    pub(crate) state: State,
    pub(crate) run_at: Option<Moment>,
    pub(crate) result: Option<Value>,
    pub(crate) error: Option<String>,
}

/// Puts a job into the queue, in the caller's transaction. If one of this kind and key is waiting or running
/// already, nothing is added and its id comes back.
///
/// # Errors
/// [`DbError::Stale`] when jobs of this key end faster than they can be asked for.
pub async fn enqueue(tx: &mut Tx, job: NewJob<'_>) -> Result<JobId, DbError> {
    let now = tx.now();
    enqueue_at(tx, job, now).await
}

/// As [`enqueue`], for a job that is not taken before `run_at`.
///
/// # Errors
/// As [`enqueue`].
pub async fn enqueue_at(tx: &mut Tx, job: NewJob<'_>, run_at: Moment) -> Result<JobId, DbError> {
    const TRIES: usize = 3;
    for _ in 0..TRIES {
        if let Some(id) = insert(tx, &job, run_at).await? {
            return Ok(id);
        }
        let live = tx.value(
            "SELECT id AS value FROM job WHERE kind = $1 AND key = $2 AND state IN ('queued', 'running')",
            params![job.kind, job.key],
        );
        // It may have ended since: then there is room for a new one.
        if let Some(id) = live.await? {
            return Ok(id);
        }
    }
    Err(DbError::Stale)
}

async fn insert(tx: &mut Tx, job: &NewJob<'_>, run_at: Moment) -> Result<Option<JobId>, DbError> {
    let id: JobId = tx.id();
    let inserted = tx.run(
        "INSERT INTO job (id, kind, key, state, payload, place, created_by, progress_done, progress_total, \
         message, attempts, run_at, cancel_asked, created_at) \
         VALUES ($1, $2, $3, 'queued', $4, $5, $6, 0, 0, '', 0, $7, FALSE, $8) \
         ON CONFLICT (kind, key) WHERE state IN ('queued', 'running') DO NOTHING",
        params![id, job.kind, job.key, job.payload.clone(), job.place, job.created_by, run_at, tx.now()],
    );
    Ok((inserted.await? == 1).then_some(id))
}

/// One job.
pub async fn get(reads: &impl Reads, id: JobId) -> Result<Option<Job>, DbError> {
    reads.optional("SELECT * FROM job WHERE id = $1", params![id]).await
}

/// The jobs that pass `filter`, newest first: at most `limit`, those made before `after`.
pub async fn page(
    reads: &impl Reads,
    filter: &Filter,
    after: Option<JobId>,
    limit: u32,
) -> Result<Vec<Job>, DbError> {
    let values = params![
        filter.kind.as_deref(),
        filter.key.as_deref(),
        filter.state,
        filter.created_by.as_deref(),
        filter.place_path.as_deref(),
        after,
        i64::from(limit),
    ];
    reads
        .all(
            "SELECT * FROM job \
             WHERE ($1 IS NULL OR kind = $1) \
             AND ($2 IS NULL OR key = $2) \
             AND ($3 IS NULL OR state = $3) \
             AND ($4 IS NULL OR created_by = $4) \
             AND ($5 IS NULL OR SUBSTR(place, 1, LENGTH($5)) = $5) \
             AND ($6 IS NULL OR id < $6) \
             ORDER BY id DESC LIMIT $7",
            values,
        )
        .await
}

/// The last job of a kind and key; `None` once nobody remembers.
pub async fn latest(reads: &impl Reads, kind: &str, key: &str) -> Result<Option<Job>, DbError> {
    let filter = Filter { kind: Some(kind.to_owned()), key: Some(key.to_owned()), ..Filter::default() };
    Ok(page(reads, &filter, None, 1).await?.pop())
}

/// The kinds of the jobs below a place, each once.
pub async fn kinds(reads: &impl Reads, place_path: Option<&str>) -> Result<Vec<String>, DbError> {
    reads
        .values(
            "SELECT DISTINCT kind AS value FROM job WHERE ($1 IS NULL OR SUBSTR(place, 1, LENGTH($1)) = $1) ORDER BY kind",
            params![place_path],
        )
        .await
}

/// Puts what a job of the past was to do into the queue again, as a new job.
///
/// # Errors
/// [`DbError::Stale`] as [`enqueue`].
pub async fn again(tx: &mut Tx, job: &Job) -> Result<JobId, DbError> {
    let Job { kind, key, payload, place, created_by, .. } = job;
    let (place, created_by) = (place.as_deref(), created_by.as_deref());
    enqueue(tx, NewJob { kind, key, payload: payload.clone(), place, created_by }).await
}

/// Stops a job: one that waits is cancelled at once, one that runs is asked to stop at its next step.
/// Says where it stands now.
///
/// # Errors
/// [`DbError::Missing`] when there is no such job.
pub async fn cancel(tx: &mut Tx, id: JobId) -> Result<State, DbError> {
    let now = tx.now();
    tx.run(
        "UPDATE job SET cancel_asked = TRUE, \
         finished_at = CASE WHEN state = 'queued' THEN $2 ELSE finished_at END, \
         state = CASE WHEN state = 'queued' THEN 'cancelled' ELSE state END \
         WHERE id = $1 AND state IN ('queued', 'running')",
        params![id, now],
    )
    .await?;
    tx.value("SELECT state AS value FROM job WHERE id = $1", params![id]).await?.ok_or(DbError::Missing)
}

/// Takes the job that has been due longest, among those of `kinds` (a JSON list); also one whose worker has
/// died. Gives up those that have been cancelled or tried too often meanwhile.
pub(crate) async fn claim(db: &Db, kinds: &Value) -> Result<Option<Job>, DbError> {
    let mut tx = db.begin().await?;
    let now = tx.now();
    bury(&mut tx, now).await?;
    let sql = match tx.engine() {
        Engine::Sqlite => CLAIM_SQLITE,
        Engine::Postgres => CLAIM_POSTGRES,
    };
    let job = tx.optional(sql, params![now, kinds.clone(), now.plus_seconds(LEASE_SECONDS)]).await?;
    tx.commit().await?;
    Ok(job)
}

async fn bury(tx: &mut Tx, now: Moment) -> Result<(), DbError> {
    tx.run(
        "UPDATE job SET state = 'cancelled', lease_until = NULL, finished_at = $1 \
         WHERE state = 'running' AND lease_until < $1 AND cancel_asked",
        params![now],
    )
    .await?;
    tx.run(
        "UPDATE job SET state = 'failed', lease_until = NULL, finished_at = $1, error = $2 \
         WHERE state = 'running' AND lease_until < $1 AND attempts >= $3",
        params![now, "任务多次中途中断，已停止重试：请检查服务器内存与磁盘后重新发起", MAX_ATTEMPTS],
    )
    .await?;
    Ok(())
}

const CLAIM_SQLITE: &str = "\
    UPDATE job SET state = 'running', attempts = attempts + 1, lease_until = $3, \
        started_at = COALESCE(started_at, $1), progress_done = 0, progress_total = 0, message = '' \
    WHERE id = (SELECT id FROM job \
        WHERE ((state = 'queued' AND run_at <= $1) OR (state = 'running' AND lease_until < $1)) \
        AND kind IN (SELECT value FROM json_each($2)) \
        ORDER BY run_at, id LIMIT 1) \
    RETURNING *";

const CLAIM_POSTGRES: &str = "\
    UPDATE job SET state = 'running', attempts = attempts + 1, lease_until = $3, \
        started_at = COALESCE(started_at, $1), progress_done = 0, progress_total = 0, message = '' \
    WHERE id = (SELECT id FROM job \
        WHERE ((state = 'queued' AND run_at <= $1) OR (state = 'running' AND lease_until < $1)) \
        AND kind IN (SELECT json_array_elements_text(CAST($2 AS JSON))) \
        ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED) \
    RETURNING *";

/// Gives a sign of life; `false` when the attempt has been taken over.
pub(crate) async fn renew(db: &Db, fence: Fence) -> Result<bool, DbError> {
    let mut tx = db.begin().await?;
    let until = tx.now().plus_seconds(LEASE_SECONDS);
    let renewed = tx.run(
        "UPDATE job SET lease_until = $3 WHERE id = $1 AND attempts = $2 AND state = 'running'",
        params![fence.id, fence.attempt, until],
    );
    let renewed = renewed.await? == 1;
    tx.commit().await?;
    Ok(renewed)
}

/// Tells how far the attempt is, which is a sign of life too; `false` when it is to stop.
pub(crate) async fn progress(
    db: &Db,
    fence: Fence,
    done: u64,
    total: u64,
    message: &str,
) -> Result<bool, DbError> {
    let count = |steps: u64| i64::try_from(steps).unwrap_or(i64::MAX);
    let mut tx = db.begin().await?;
    let until = tx.now().plus_seconds(LEASE_SECONDS);
    tx.run(
        "UPDATE job SET progress_done = $3, progress_total = $4, message = $5, lease_until = $6 \
         WHERE id = $1 AND attempts = $2 AND state = 'running'",
        params![fence.id, fence.attempt, count(done), count(total), message, until],
    )
    .await?;
    let go_on = may_go_on(&tx, fence).await?;
    tx.commit().await?;
    Ok(go_on)
}

/// Whether the attempt is still the job's last one, and nobody wants it to stop.
pub(crate) async fn may_go_on(reads: &impl Reads, fence: Fence) -> Result<bool, DbError> {
    let live = reads.count(
        "SELECT COUNT(*) AS value FROM job \
         WHERE id = $1 AND attempts = $2 AND state = 'running' AND NOT cancel_asked",
        params![fence.id, fence.attempt],
    );
    Ok(live.await? == 1)
}

/// Ends an attempt; `false` when it has been taken over and its outcome counts for nothing.
pub(crate) async fn end(db: &Db, fence: Fence, ending: Ending) -> Result<bool, DbError> {
    let mut tx = db.begin().await?;
    let finished_at = (ending.state != State::Queued).then_some(tx.now());
    let ended = tx.run(
        "UPDATE job SET state = $3, run_at = COALESCE($4, run_at), result = $5, error = $6, finished_at = $7, \
         lease_until = NULL, progress_done = CASE WHEN $3 = 'done' THEN progress_total ELSE progress_done END \
         WHERE id = $1 AND attempts = $2 AND state = 'running'",
        params![
            fence.id,
            fence.attempt,
            ending.state,
            ending.run_at,
            ending.result,
            ending.error,
            finished_at
        ],
    );
    let ended = ended.await? == 1;
    tx.commit().await?;
    Ok(ended)
}
