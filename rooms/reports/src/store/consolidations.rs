use blobs::BlobId;
use campaigns::{CampaignId, PhaseId, Reckoning};
use clock::Moment;
use db::{DbError, Reads, Tx, params};
use people::{NodePath, Permit};
use serde_json::Value;

use crate::consolidation::{Consolidation, ConsolidationId, ConsolidationKind};
use crate::policy::Consolidate;

/// Begins the next version of a phase's draft.
pub(crate) async fn begin(
    tx: &mut Tx,
    permit: &Permit<Consolidate>,
    campaign: CampaignId,
    phase: PhaseId,
    reckoning: Reckoning,
) -> Result<ConsolidationId, DbError> {
    let last = tx
        .value::<i64>(
            "SELECT MAX(number) AS value FROM consolidation WHERE campaign = $1 AND phase = $2",
            params![campaign, phase],
        )
        .await?;
    let (id, now) = (tx.id::<ConsolidationKind>(), tx.now());
    tx.run_one(
        "INSERT INTO consolidation (id, campaign, phase, number, reckoning, asked_at, asked_by, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, 1)",
        params![id, campaign, phase, last.unwrap_or(0) + 1, reckoning, now, permit.actor().name.as_str()],
    )
    .await?;
    Ok(id)
}

/// The version of a phase that is not done yet.
pub(crate) async fn open(
    reads: &impl Reads,
    campaign: CampaignId,
    phase: PhaseId,
) -> Result<Option<ConsolidationId>, DbError> {
    reads
        .value(
            "SELECT id AS value FROM consolidation WHERE campaign = $1 AND phase = $2 AND done_at IS NULL",
            params![campaign, phase],
        )
        .await
}

/// Locks a version with its files; `false` when it was locked before.
pub(crate) async fn finish(
    tx: &mut Tx,
    consolidation: ConsolidationId,
    as_of: Moment,
    files: (BlobId, BlobId),
    figures: Value,
    differences: Value,
) -> Result<bool, DbError> {
    let now = tx.now();
    let locked = tx
        .run(
            "UPDATE consolidation SET as_of = $2, done_at = $3, draft = $4, ledger = $5, figures = $6, \
             differences = $7, version = version + 1 WHERE id = $1 AND done_at IS NULL",
            params![
                consolidation,
                as_of,
                now,
                files.0.to_string(),
                files.1.to_string(),
                figures,
                differences
            ],
        )
        .await?;
    Ok(locked == 1)
}

/// One version.
pub(crate) async fn find(reads: &impl Reads, id: ConsolidationId) -> Result<Option<Consolidation>, DbError> {
    reads.optional(
        "SELECT id, campaign, phase, number, reckoning, asked_at, asked_by, as_of, done_at, draft, ledger, \
         figures, differences FROM consolidation WHERE id = $1",
        params![id],
    )
    .await
}

/// Every version of a campaign, the newest first.
pub(crate) async fn of_campaign(
    reads: &impl Reads,
    campaign: CampaignId,
) -> Result<Vec<Consolidation>, DbError> {
    reads
        .all(
            "SELECT id, campaign, phase, number, reckoning, asked_at, asked_by, as_of, done_at, draft, ledger, \
             figures, differences FROM consolidation WHERE campaign = $1 ORDER BY id DESC",
            params![campaign],
        )
        .await
}

/// The version before a number, if one was locked.
pub(crate) async fn before(
    reads: &impl Reads,
    campaign: CampaignId,
    phase: PhaseId,
    number: i64,
) -> Result<Option<Consolidation>, DbError> {
    reads
        .optional(
            "SELECT id, campaign, phase, number, reckoning, asked_at, asked_by, as_of, done_at, draft, ledger, \
             figures, differences FROM consolidation \
             WHERE campaign = $1 AND phase = $2 AND number < $3 AND done_at IS NOT NULL \
             ORDER BY number DESC LIMIT 1",
            params![campaign, phase, number],
        )
        .await
}

/// The addresses of every draft and ledger.
pub(crate) async fn files(reads: &impl Reads) -> Result<Vec<String>, DbError> {
    reads
        .values(
            "SELECT draft AS value FROM consolidation WHERE draft IS NOT NULL \
             UNION SELECT ledger FROM consolidation WHERE ledger IS NOT NULL",
            params![],
        )
        .await
}

/// The name of the body at a node.
pub(crate) async fn name_at(db: &impl Reads, place: &NodePath) -> Result<String, DbError> {
    let name = db.value("SELECT name AS value FROM facts_unit WHERE path = $1", params![place]).await?;
    Ok(name.unwrap_or_default())
}
