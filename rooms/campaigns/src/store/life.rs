use db::{DbError, Reads, Tx, params};
use people::Permit;

use super::edition;
use crate::policy::{Archive, Close, Discard, Recall, Reopen};
use crate::{CampaignId, DueId, DueKind};

db::record! {
    /// What units have done since a campaign went down to them.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub(crate) struct Traces {
        /// Units that have signed.
        pub(crate) signed: i64,
        /// Activities that count for it.
        pub(crate) logged: i64,
        /// Reports that were begun.
        pub(crate) begun: i64,
    }
}

impl Traces {
    pub(crate) fn any(self) -> bool {
        self != Self::default()
    }
}

/// What units have done since a campaign went down to them.
pub(crate) async fn traces(reads: &impl Reads, campaign: CampaignId) -> Result<Traces, DbError> {
    reads
        .one(
            "SELECT (SELECT COUNT(*) FROM enrolment WHERE campaign = $1 AND signed_at IS NOT NULL) AS signed, \
             (SELECT COUNT(DISTINCT t.source_room || '/' || t.source_id) FROM facts_tally t WHERE t.campaign = $1) \
             AS logged, \
             (SELECT COUNT(*) FROM begun_report b JOIN due d ON d.id = b.due WHERE d.campaign = $1) AS begun",
            params![campaign],
        )
        .await
}

db::record! {
    /// A report that units have not begun.
    #[derive(Clone, Debug)]
    pub(crate) struct NotBegun {
        pub(crate) due: DueId,
        pub(crate) units: i64,
    }
}

/// The dated reports that not all units have begun. A unit's own plan is no report.
pub(crate) async fn not_begun(reads: &impl Reads, campaign: CampaignId) -> Result<Vec<NotBegun>, DbError> {
    reads
        .all(
            "SELECT d.id AS due, COUNT(*) AS units FROM due d JOIN enrolment e ON e.campaign = d.campaign \
             JOIN facts_unit u ON u.id = e.unit LEFT JOIN begun_report b ON b.due = d.id AND b.unit = e.unit \
             WHERE d.campaign = $1 AND NOT d.dropped AND d.due_on IS NOT NULL AND d.kind <> $2 AND b.unit IS NULL \
             AND e.left_on IS NULL AND u.merged_on IS NULL AND (e.joined_on IS NULL OR e.joined_on <= d.due_on) \
             GROUP BY d.id",
            params![campaign, DueKind::UnitPlan],
        )
        .await
}

/// Throws a draft away; the text of its notice goes.
pub(crate) async fn discard(tx: &mut Tx, permit: &Permit<Discard>) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE campaign SET state = 'gone', version = version + 1 \
         WHERE id = $1 AND version = $2 AND state = 'draft'",
        params![permit.target(), permit.version()],
    )
    .await?;
    tx.run("UPDATE notice SET text = '', reading = '{}' WHERE campaign = $1", params![permit.target()])
        .await?;
    // Slogans are the notice's own words.
    tx.run("DELETE FROM slogan WHERE campaign = $1", params![permit.target()]).await?;
    tx.run("DELETE FROM proposal WHERE campaign = $1", params![permit.target()]).await?;
    tx.run("DELETE FROM edition WHERE draft = $1 AND launched_at IS NULL", params![permit.target()]).await?;
    Ok(())
}

/// Makes a draft of a launched campaign again; whoever signs at that time waits for this transaction.
pub(crate) async fn recall(tx: &mut Tx, permit: &Permit<Recall>) -> Result<(), DbError> {
    let now = tx.now();
    tx.run_one(
        "UPDATE campaign SET state = 'draft', launched_at = NULL, launched_by = NULL, recalled_at = $3, \
         version = version + 1 WHERE id = $1 AND version = $2 AND state = 'launched' AND edition = 1",
        params![permit.target(), permit.version(), now],
    )
    .await?;
    tx.run("UPDATE indicator SET measure_version = NULL WHERE campaign = $1", params![permit.target()])
        .await?;
    edition::forget(tx, permit.target()).await
}

/// From now on nothing is added.
pub(crate) async fn close(tx: &mut Tx, permit: &Permit<Close>) -> Result<(), DbError> {
    let now = tx.now();
    tx.run_one(
        "UPDATE campaign SET state = 'closed', closed_at = $3, version = version + 1 \
         WHERE id = $1 AND version = $2 AND state = 'launched'",
        params![permit.target(), permit.version(), now],
    )
    .await
}

/// Lets units go on with what was over.
pub(crate) async fn reopen(tx: &mut Tx, permit: &Permit<Reopen>) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE campaign SET state = 'launched', closed_at = NULL, version = version + 1 \
         WHERE id = $1 AND version = $2 AND state IN ('closed', 'archived')",
        params![permit.target(), permit.version()],
    )
    .await
}

/// Takes a closed campaign out of the lists that nobody filtered.
pub(crate) async fn archive(tx: &mut Tx, permit: &Permit<Archive>) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE campaign SET state = 'archived', version = version + 1 \
         WHERE id = $1 AND version = $2 AND state = 'closed'",
        params![permit.target(), permit.version()],
    )
    .await
}

/// Holds a launched campaign until the transaction ends, so that its launch is not called back meanwhile.
pub(crate) async fn hold_open(tx: &mut Tx, campaign: CampaignId) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE campaign SET version = version WHERE id = $1 AND state = 'launched'",
        params![campaign],
    )
    .await
}
