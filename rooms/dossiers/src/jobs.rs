//! The job that makes a ZIP of a unit's file, and the one that clears it away.

use std::sync::Arc;

use blobs::{BlobId, Blobs};
use clock::Moment;
use db::{Db, DbError, Reads, Tx};
use jobs::{Handler, JobContext, JobError, NewJob, Running};
use serde_json::{Value, json};

use crate::export::{Export, ExportId, LIFE_DAYS};
use crate::pack::{PackError, Packed, Shown, pack};
use crate::store::exports::{self, Made};

/// What the queue calls the making of a ZIP.
pub(crate) const KIND: &str = "dossier.export";
const EXPIRY: &str = "dossier.expire";

/// Makes one ZIP; done again, it finds what is made already.
#[derive(Debug)]
pub(crate) struct Packing {
    pub(crate) db: Db,
    pub(crate) blobs: Blobs,
}

impl Handler for Packing {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run(&self, context: JobContext, payload: Value) -> Running<'_> {
        Box::pin(async move {
            let id = payload["export"].as_str().and_then(|id| ExportId::parse(id).ok());
            let id = id.ok_or_else(|| JobError::failed("任务内容无法识别，请重新导出"))?;
            let found = exports::find(&self.db, id).await?;
            let found = found.ok_or_else(|| JobError::failed("这次导出的记录已不存在，请重新导出"))?;
            if found.done_at.is_none() {
                self.make(context, &found).await?;
            }
            Ok(json!({ "export": id }))
        })
    }
}

impl Packing {
    async fn make(&self, context: JobContext, wanted: &Export) -> Result<(), JobError> {
        context.progress(0, 0, "正在整理档案").await?;
        let as_of = self.db.clock().now();
        let packed = pack(&self.db, &self.blobs, wanted, Arc::new(context.watch("正在写入文件")))
            .await
            .map_err(refusal)?;
        if context.cancelled().await? {
            return Err(JobError::Stopped);
        }
        let mut tx = self.db.begin().await?;
        self.keep(&mut tx, &context, wanted, (as_of, packed)).await?;
        Ok(tx.commit().await?)
    }

    async fn keep(
        &self,
        tx: &mut Tx,
        context: &JobContext,
        wanted: &Export,
        (as_of, packed): (Moment, Packed),
    ) -> Result<(), JobError> {
        let Packed { file, bytes, shown: Shown { pictures, withheld, photos } } = packed;
        let made = Made { as_of, file, bytes, pictures, withheld, photos: json!(photos) };
        if !exports::finish(tx, wanted.id, made).await? {
            return Ok(());
        }
        expire_later(tx).await?;
        let unit = people::facts::unit(tx, wanted.unit).await?;
        let entry = ledger::Entry {
            actor: None,
            actor_name: &wanted.asked_by,
            role: "后台任务",
            verb: "dossier.make",
            target_kind: "dossier",
            target: &wanted.unit.to_string(),
            place: unit.as_ref().map(|unit| unit.path.as_str()),
            outcome: ledger::Outcome::Done,
            detail: json!({ "photos": pictures, "withheld": withheld, "sha256": file.hex() }),
            request: &context.job().to_string(),
        };
        Ok(ledger::record(tx, entry).await?)
    }
}

fn refusal(error: PackError) -> JobError {
    match error {
        PackError::Db(cause) => cause.into(),
        PackError::Stopped => JobError::Stopped,
        PackError::Gone | PackError::TooMany => JobError::failed(error.to_string()).because(error),
        other => JobError::transient(other.to_string()).because(other),
    }
}

/// How far the job of a ZIP is; `None` once nobody remembers.
pub(crate) async fn of(reads: &impl Reads, id: ExportId) -> Result<Option<jobs::Job>, DbError> {
    jobs::latest(reads, KIND, &id.to_string()).await
}

/// Asks for the clearing on the first morning on which what is made today is old enough: one job for a day's files.
async fn expire_later(tx: &mut Tx) -> Result<(), DbError> {
    let day = tx.now().date().plus_days(LIFE_DAYS + 1);
    let job =
        NewJob { kind: EXPIRY, key: &day.to_string(), payload: json!({}), place: None, created_by: None };
    jobs::enqueue_at(tx, job, day.start()).await.map(drop)
}

/// Clears ZIPs away that are older than their life, one by one: begun again, it goes on where it was.
#[derive(Debug)]
pub(crate) struct Expiry {
    pub(crate) db: Db,
    pub(crate) blobs: Blobs,
}

impl Handler for Expiry {
    fn kind(&self) -> &'static str {
        EXPIRY
    }

    fn run(&self, context: JobContext, _: Value) -> Running<'_> {
        const STEP: i64 = 50;
        Box::pin(async move {
            let before = self.db.clock().today().plus_days(-LIFE_DAYS).start();
            let old = || exports::made_before(&self.db, before, STEP);
            let forget = |export: Export| async move {
                let mut tx = self.db.begin().await?;
                exports::forget(&mut tx, export.id).await?;
                tx.commit().await?;
                self.discard(&export).await;
                Ok(())
            };
            let forgotten = context.until_none("正在清除过期的档案", old, forget).await?;
            Ok(json!({ "forgotten": forgotten }))
        })
    }
}

impl Expiry {
    /// Each ZIP tells its own number, so nobody else has its bytes. What cannot be removed now is an orphan, which the doctor finds.
    async fn discard(&self, export: &Export) {
        let address: Option<BlobId> = export.file.as_deref().and_then(|file| file.parse().ok());
        if let Some(address) = address {
            let _ = self.blobs.discard(address).await;
        }
    }
}
