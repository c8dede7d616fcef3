use clock::CivilDate;
use db::{DbError, Reads, Tx, params};

use crate::permit::{Permit, Verb};
use crate::policy::{CloseUnit, ReopenUnit};
use crate::{NodeKind, NodePath};

/// How many units below one, itself left out, are still there.
pub(crate) async fn living_below(reads: &impl Reads, node: &NodePath) -> Result<u64, DbError> {
    reads
        .count(
            "SELECT COUNT(*) AS value FROM facts_unit WHERE path LIKE $1 AND path <> $2 AND kind = $3 \
             AND merged_on IS NULL AND closed_on IS NULL",
            params![node.like_below(), node, NodeKind::Unit],
        )
        .await
}

async fn mark<V: Verb>(tx: &mut Tx, permit: &Permit<V>) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE unit SET version = version + 1 WHERE id = $1 AND version = $2",
        params![permit.target(), permit.version()],
    )
    .await
}

/// Writes down that the permitted unit closed after its last day.
pub(crate) async fn keep(
    tx: &mut Tx,
    permit: &Permit<CloseUnit>,
    last_day: CivilDate,
    reason: &str,
) -> Result<(), DbError> {
    mark(tx, permit).await?;
    let now = tx.now();
    tx.run_one(
        "INSERT INTO unit_closing (unit, last_day, reason, made_at, made_by) VALUES ($1, $2, $3, $4, $5)",
        params![permit.target(), last_day, reason, now, &permit.actor().name],
    )
    .await
}

/// Takes the closing of the permitted unit back; the ledger remembers both.
pub(crate) async fn forget(tx: &mut Tx, permit: &Permit<ReopenUnit>) -> Result<(), DbError> {
    mark(tx, permit).await?;
    tx.run_one("DELETE FROM unit_closing WHERE unit = $1", params![permit.target()]).await
}
