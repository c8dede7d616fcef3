//! The job that forgets files which were begun in pieces and never became whole, and what is left of those that did.

use blobs::Blobs;
use db::{Db, DbError, Tx};
use jobs::{Handler, JobContext, NewJob, Running};
use serde_json::{Value, json};

use crate::parcel::{LIFE_DAYS, Parcel};
use crate::store::parcels as rows;

/// What the queue calls the job.
const KIND: &str = "parcel.expire";

/// Asks for the job on the first morning on which everything begun today is old enough: one job for a day's files.
pub(crate) async fn plan(tx: &mut Tx) -> Result<(), DbError> {
    let day = tx.now().date().plus_days(LIFE_DAYS + 1);
    let job = NewJob { kind: KIND, key: &day.to_string(), payload: json!({}), place: None, created_by: None };
    jobs::enqueue_at(tx, job, day.start()).await.map(drop)
}

/// Forgets a file on its way, then removes its pieces.
pub(crate) async fn forget(db: &Db, blobs: &Blobs, parcel: &Parcel) -> Result<(), DbError> {
    let pieces = rows::pieces(db, parcel.id).await?;
    let mut tx = db.begin().await?;
    rows::forget(&mut tx, parcel.id).await?;
    tx.commit().await?;
    clear(blobs, pieces.into_iter().map(|piece| piece.blob)).await;
    Ok(())
}

/// Removes pieces that no row names any more. What cannot be removed now is an orphan, which the doctor finds.
pub(crate) async fn clear(blobs: &Blobs, addresses: impl IntoIterator<Item = String>) {
    for address in addresses.into_iter().filter_map(|address| address.parse().ok()) {
        let _ = blobs.discard(address).await;
    }
}

/// Forgets what is older than its life, file by file: begun again, it goes on where it was.
#[derive(Debug)]
pub(crate) struct Expiry {
    pub(crate) db: Db,
    pub(crate) blobs: Blobs,
}

impl Handler for Expiry {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run(&self, context: JobContext, _: Value) -> Running<'_> {
        const STEP: i64 = 50;
        Box::pin(async move {
            let before = self.db.clock().today().plus_days(-LIFE_DAYS).start();
            let old = || rows::begun_before(&self.db, before, STEP);
            let forget = |parcel: Parcel| async move { forget(&self.db, &self.blobs, &parcel).await };
            let forgotten = context.until_none("正在清除没有传完的文件", old, forget).await?;
            Ok(json!({ "forgotten": forgotten }))
        })
    }
}
