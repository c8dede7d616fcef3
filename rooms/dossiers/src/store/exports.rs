use blobs::BlobId;
use clock::Moment;
use db::{DbError, Reads, Tx, params};
use people::{Permit, UnitId};
use serde_json::Value;

use crate::choice::Choice;
use crate::export::{Export, ExportId, ExportKind};
use crate::policy;

/// Asks for a ZIP of a unit's file.
pub(crate) async fn begin(
    tx: &mut Tx,
    permit: &Permit<policy::Export>,
    unit: UnitId,
    choice: &Choice,
) -> Result<ExportId, DbError> {
    let (id, now) = (tx.id::<ExportKind>(), tx.now());
    tx.run_one(
        "INSERT INTO dossier_export (id, unit, year, campaign, reckoning, asked_at, asked_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![
            id,
            unit,
            choice.year.map(i64::from),
            choice.campaign,
            choice.reckoning,
            now,
            permit.actor().name.as_str()
        ],
    )
    .await?;
    Ok(id)
}

/// The last ZIP of the same choice that is not made.
pub(crate) async fn open(
    reads: &impl Reads,
    unit: UnitId,
    choice: &Choice,
) -> Result<Option<ExportId>, DbError> {
    reads
        .value(
            "SELECT id AS value FROM dossier_export WHERE unit = $1 AND done_at IS NULL AND reckoning = $4 \
             AND COALESCE(year, 0) = COALESCE(CAST($2 AS BIGINT), 0) \
             AND COALESCE(campaign, '') = COALESCE(CAST($3 AS TEXT), '') ORDER BY id DESC LIMIT 1",
            params![unit, choice.year.map(i64::from), choice.campaign, choice.reckoning],
        )
        .await
}

/// What a ZIP became.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) as_of: Moment,
    pub(crate) file: BlobId,
    pub(crate) bytes: u64,
    pub(crate) pictures: usize,
    pub(crate) withheld: usize,
    pub(crate) photos: Value,
}

/// Keeps a ZIP that was made; `false` when that was done before.
pub(crate) async fn finish(tx: &mut Tx, id: ExportId, made: Made) -> Result<bool, DbError> {
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let now = tx.now();
    let kept = tx
        .run(
            "UPDATE dossier_export SET as_of = $2, done_at = $3, file = $4, bytes = $5, pictures = $6, withheld = $7, \
             photos = $8 WHERE id = $1 AND done_at IS NULL",
            params![
                id,
                made.as_of,
                now,
                made.file.to_string(),
                i64::try_from(made.bytes).unwrap_or(i64::MAX),
                count(made.pictures),
                count(made.withheld),
                made.photos
            ],
        )
        .await?;
    Ok(kept == 1)
}

/// One ZIP.
pub(crate) async fn find(reads: &impl Reads, id: ExportId) -> Result<Option<Export>, DbError> {
    reads
        .optional(
            "SELECT id, unit, year, campaign, reckoning, asked_at, asked_by, as_of, done_at, file, bytes, pictures, withheld, \
             photos FROM dossier_export WHERE id = $1",
            params![id],
        )
        .await
}

/// The ZIPs of a unit that were asked for last.
pub(crate) async fn of_unit(reads: &impl Reads, unit: UnitId, most: i64) -> Result<Vec<Export>, DbError> {
    reads
        .all(
            "SELECT id, unit, year, campaign, reckoning, asked_at, asked_by, as_of, done_at, file, bytes, pictures, withheld, \
             NULL AS photos FROM dossier_export WHERE unit = $1 ORDER BY id DESC LIMIT $2",
            params![unit, most],
        )
        .await
}

/// The addresses of all ZIPs that can be fetched.
pub(crate) async fn files(reads: &impl Reads) -> Result<Vec<String>, DbError> {
    reads.values("SELECT file AS value FROM dossier_export WHERE file IS NOT NULL", params![]).await
}

/// The ZIPs that were made before an instant and can still be fetched; at most `most`.
pub(crate) async fn made_before(
    reads: &impl Reads,
    before: Moment,
    most: i64,
) -> Result<Vec<Export>, DbError> {
    reads
        .all(
            "SELECT id, unit, year, campaign, reckoning, asked_at, asked_by, as_of, done_at, file, bytes, pictures, withheld, \
             NULL AS photos FROM dossier_export WHERE file IS NOT NULL AND done_at < $1 ORDER BY id LIMIT $2",
            params![before, most],
        )
        .await
}

/// Forgets where a ZIP lies: it cannot be fetched any more.
pub(crate) async fn forget(tx: &mut Tx, id: ExportId) -> Result<(), DbError> {
    tx.run_one("UPDATE dossier_export SET file = NULL WHERE id = $1", params![id]).await
}
