use std::collections::BTreeSet;

use activities::PhotoId;
use blobs::BlobId;
use clock::Moment;
use db::{DbError, Reads, Tx, params};
use people::{Permit, UnitId, Verb};

use crate::ReportId;
use crate::frozen::{self, Frozen, SubmissionKind};
use crate::report::ReportState;
use crate::standing::Standing;
use campaigns::{CampaignId, DueId};

db::record! {
    struct SubmissionRow {
        content: String,
        code: String,
    }
}

db::record! {
    struct StretchRow {
        id: String,
        content: String,
        code: String,
    }
}

db::record! {
    struct SentRow {
        unit: UnitId,
        content: String,
        code: String,
    }
}

/// A frozen version with its code.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) frozen: Frozen,
    pub(crate) code: String,
}

fn sent(content: &str, code: String) -> Result<Sent, DbError> {
    let damaged = |cause: serde_json::Error| DbError::Damaged {
        column: "submission.content".to_owned(),
        value: cause.to_string(),
    };
    Ok(Sent { frozen: serde_json::from_str(content).map_err(damaged)?, code })
}

/// The last versions that were sent, the latest first.
pub(crate) async fn latest(reads: &impl Reads, report: ReportId, count: i64) -> Result<Vec<Sent>, DbError> {
    let rows: Vec<SubmissionRow> = reads
        .all(
            "SELECT content, code FROM submission WHERE report = $1 ORDER BY number DESC LIMIT $2",
            params![report, count],
        )
        .await?;
    rows.into_iter().map(|row| sent(&row.content, row.code)).collect()
}

/// The pictures in every version that was ever sent. Read in stretches: together the versions may be longer than memory.
pub(crate) async fn pictures(reads: &impl Reads) -> Result<BTreeSet<BlobId>, DbError> {
    const AT_ONCE: usize = 200;
    let mut pictures = BTreeSet::new();
    let mut after = String::new();
    loop {
        let rows: Vec<StretchRow> = reads
            .all(
                "SELECT id, content, code FROM submission WHERE id > $1 ORDER BY id LIMIT $2",
                params![after.as_str(), AT_ONCE as i64],
            )
            .await?;
        let is_last = rows.len() < AT_ONCE;
        for row in rows {
            let sent = sent(&row.content, row.code)?;
            pictures.extend(sent.frozen.pictures.iter().map(|picture| picture.large));
            after = row.id;
        }
        if is_last {
            return Ok(pictures);
        }
    }
}

/// Whether a version that was sent for a campaign until then holds the photo.
pub(crate) async fn holds(
    reads: &impl Reads,
    campaign: CampaignId,
    photo: PhotoId,
    until: Moment,
) -> Result<bool, DbError> {
    let found = reads
        .count(
            "SELECT COUNT(*) AS value FROM submission s JOIN report r ON r.id = s.report JOIN facts_due d ON d.id = r.due \
             WHERE d.campaign = $1 AND s.submitted_at <= $2 AND s.content LIKE $3",
            params![campaign, until, format!("%\"photo\":\"{photo}\"%")],
        )
        .await?;
    Ok(found > 0)
}

/// How many versions were sent.
pub(crate) async fn count(reads: &impl Reads, report: ReportId) -> Result<i64, DbError> {
    let last =
        reads.value("SELECT MAX(number) AS value FROM submission WHERE report = $1", params![report]).await?;
    Ok(last.unwrap_or(0))
}

/// Freezes a version and hands the report to the bureau; its code comes back.
pub(crate) async fn freeze<V: Verb<On = Standing>>(
    tx: &mut Tx,
    permit: &Permit<V>,
    report: ReportId,
    version: i64,
    frozen: &Frozen,
) -> Result<String, web::Fault> {
    let content = serde_json::to_string(frozen).map_err(web::Fault::internal)?;
    let code = frozen::code(&content);
    let (id, now) = (tx.id::<SubmissionKind>(), tx.now());
    tx.run_one(
        "UPDATE report SET state = $3, is_zero = $4, first_submitted_at = COALESCE(first_submitted_at, $5), \
         submitted_at = $5, version = version + 1 WHERE id = $1 AND version = $2",
        params![report, version, ReportState::Submitted, frozen.zero_reason.is_some(), now],
    )
    .await?;
    tx.run_one(
        "INSERT INTO submission (id, report, number, content, code, submitted_at, submitted_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![id, report, frozen.number, content, code.as_str(), now, permit.actor().name.as_str()],
    )
    .await?;
    Ok(code)
}

/// What the units sent of a phase, each one's last version where it still stands: reported, or approved only.
pub(crate) async fn standing(
    reads: &impl Reads,
    due: DueId,
    approved_only: bool,
) -> Result<Vec<(UnitId, Sent)>, DbError> {
    let rows: Vec<SentRow> = reads
        .all(
            "SELECT r.unit, s.content, s.code FROM report r \
             JOIN facts_unit u ON u.id = r.unit JOIN submission s ON s.report = r.id \
             AND s.number = (SELECT MAX(last.number) FROM submission last WHERE last.report = r.id) \
             WHERE r.due = $1 AND (r.state = 'approved' OR (r.state = 'submitted' AND NOT $2)) \
             ORDER BY u.class, u.name",
            params![due, approved_only],
        )
        .await?;
    rows.into_iter().map(|row| Ok((row.unit, sent(&row.content, row.code)?))).collect()
}
