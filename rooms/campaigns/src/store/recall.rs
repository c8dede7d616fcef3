use db::{DbError, Reads, Tx, params};
use people::Permit;

use super::amend::{annex, due, indicator, phases, set_head, task};
use super::plan::{self, PhaseRow};
use crate::plan::{AnnexItem, Change, Changes, DueItem, IndicatorItem, Item, PhaseItem, TaskItem};
use crate::policy::RecallAmendment;
use crate::store::life::Traces;
use crate::{CampaignId, PhaseId, tally};

/// What an amendment changed, as it was applied; none for one that went down before this was kept.
pub(crate) async fn applied(reads: &impl Reads, campaign: CampaignId) -> Result<Option<Changes>, DbError> {
    let kept: Option<serde_json::Value> = reads
        .value(
            "SELECT e.changes AS value FROM edition e JOIN campaign c ON c.id = e.campaign AND c.edition = e.number \
             WHERE c.id = $1",
            params![campaign],
        )
        .await?;
    Ok(kept.and_then(|changes| serde_json::from_value(changes).ok()))
}

/// What units have done with an edition: 签收 of it, and reports that were begun since it went down.
pub(crate) async fn traces(
    reads: &impl Reads,
    campaign: CampaignId,
    edition: i64,
) -> Result<Traces, DbError> {
    reads
        .one(
            "SELECT (SELECT COUNT(*) FROM signature WHERE campaign = $1 AND edition = $2) AS signed, \
             CAST(0 AS BIGINT) AS logged, \
             (SELECT COUNT(*) FROM begun_report b JOIN due d ON d.id = b.due JOIN edition e ON e.campaign = $1 \
             AND e.number = $2 WHERE (d.campaign = $1 OR d.campaign = e.draft) AND b.begun_at >= e.launched_at) AS begun",
            params![campaign, edition],
        )
        .await
}

/// Puts the plan back to what it was before the amendment, and the amendment back to a draft; what was signed before counts
/// again. Whoever signs at that time waits for this transaction.
pub(crate) async fn undo(
    tx: &mut Tx,
    permit: &Permit<RecallAmendment>,
    (campaign, draft): (CampaignId, CampaignId),
    changes: &Changes,
) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE campaign SET edition = edition - 1, plan_version = plan_version + 1, version = version + 1 \
         WHERE id = $1 AND version = $2 AND state = 'launched' AND edition > 1",
        params![campaign, permit.version()],
    )
    .await?;
    tx.run_one(
        "UPDATE campaign SET state = 'draft', plan_version = plan_version + 1, version = version + 1 \
         WHERE id = $1 AND state = 'gone' AND amends = $2",
        params![draft, campaign],
    )
    .await?;
    if let Some((before, _)) = &changes.head {
        set_head(tx, campaign, before).await?;
    }
    rows_back(tx, (campaign, draft), changes).await?;
    if !changes.phases.is_empty() {
        tally::land_again(tx, campaign).await?;
    }
    tx.run_one(
        "UPDATE edition SET launched_at = NULL, launched_by = NULL, plan = NULL, told = NULL, changes = NULL \
         WHERE campaign = $1 AND draft = $2",
        params![campaign, draft],
    )
    .await?;
    tx.run(
        "UPDATE enrolment SET version = version + 1, \
         signed_at = (SELECT s.signed_at FROM signature s JOIN campaign c ON c.id = s.campaign AND c.edition = s.edition \
         WHERE s.campaign = enrolment.campaign AND s.unit = enrolment.unit), \
         signed_by = (SELECT s.signed_by FROM signature s JOIN campaign c ON c.id = s.campaign AND c.edition = s.edition \
         WHERE s.campaign = enrolment.campaign AND s.unit = enrolment.unit) WHERE campaign = $1",
        params![campaign],
    )
    .await?;
    Ok(())
}

/// Changed rows as they were before.
fn inverted<T: Item>(changes: &[Change<T>]) -> Vec<Change<T>> {
    let back = |change: &Change<T>| match change {
        Change::Changed { before, after } => {
            Some(Change::Changed { before: after.clone(), after: before.clone() })
        }
        Change::Added(_) | Change::Dropped(_) => None,
    };
    changes.iter().filter_map(back).collect()
}

/// What was added goes back into the draft, what was dropped stands again, what was changed is as before.
async fn rows_back(
    tx: &mut Tx,
    (campaign, draft): (CampaignId, CampaignId),
    changes: &Changes,
) -> Result<(), DbError> {
    phases_back(tx, (campaign, draft), &changes.phases).await?;
    let own = plan::phases(tx, draft).await?;
    indicators_back(tx, (campaign, draft), &own, &changes.indicators).await?;
    tasks_back(tx, (campaign, draft), &own, &changes.tasks).await?;
    dues_back(tx, (campaign, draft), &own, &changes.dues).await?;
    annexes_back(tx, (campaign, draft), &changes.annexes).await
}

async fn phases_back(
    tx: &mut Tx,
    (campaign, draft): (CampaignId, CampaignId),
    changes: &[Change<PhaseItem>],
) -> Result<(), DbError> {
    for change in changes {
        if let Change::Added(row) = change {
            tx.run_one("UPDATE phase SET campaign = $2 WHERE id = $1", params![row.id, draft]).await?;
        }
    }
    phases(tx, campaign, &inverted(changes)).await?;
    for change in changes {
        if let Change::Dropped(row) = change {
            let stand = "UPDATE phase SET dropped = FALSE, ordinal = $2 WHERE id = $1";
            tx.run_one(stand, params![row.id, row.ordinal]).await?;
        }
    }
    Ok(())
}

/// The draft's own row of a phase in force.
fn own_phase(own: &[PhaseRow], phase: Option<PhaseId>) -> Option<PhaseId> {
    let is_it = |row: &&PhaseRow| Some(row.origin.unwrap_or(row.id)) == phase;
    own.iter().find(is_it).map(|row| row.id)
}

async fn indicators_back(
    tx: &mut Tx,
    (campaign, draft): (CampaignId, CampaignId),
    own: &[PhaseRow],
    changes: &[Change<IndicatorItem>],
) -> Result<(), DbError> {
    for change in changes {
        match change {
            Change::Added(row) => {
                tx.run_one(
                    "UPDATE indicator SET campaign = $2, phase = $3, measure_version = NULL WHERE id = $1",
                    params![row.id, draft, own_phase(own, row.phase)],
                )
                .await?;
            }
            Change::Dropped(row) => {
                let stand = "UPDATE indicator SET dropped = FALSE, merged_into = NULL WHERE id = $1";
                tx.run_one(stand, params![row.id]).await?;
            }
            Change::Changed { .. } => {}
        }
    }
    for change in inverted(changes) {
        indicator(tx, (campaign, draft), &change).await?;
    }
    Ok(())
}

async fn tasks_back(
    tx: &mut Tx,
    (campaign, draft): (CampaignId, CampaignId),
    own: &[PhaseRow],
    changes: &[Change<TaskItem>],
) -> Result<(), DbError> {
    for change in changes {
        match change {
            Change::Added(row) => {
                let back = "UPDATE task SET campaign = $2, phase = $3 WHERE id = $1";
                tx.run_one(back, params![row.id, draft, own_phase(own, row.phase)]).await?;
            }
            Change::Dropped(row) => {
                let stand = "UPDATE task SET dropped = FALSE, merged_into = NULL WHERE id = $1";
                tx.run_one(stand, params![row.id]).await?;
            }
            Change::Changed { .. } => {}
        }
    }
    for change in inverted(changes) {
        task(tx, (campaign, draft), &change).await?;
    }
    Ok(())
}

async fn dues_back(
    tx: &mut Tx,
    (campaign, draft): (CampaignId, CampaignId),
    own: &[PhaseRow],
    changes: &[Change<DueItem>],
) -> Result<(), DbError> {
    for change in changes {
        match change {
            Change::Added(row) => {
                let back = "UPDATE due SET campaign = $2, phase = $3, sent_at = NULL WHERE id = $1";
                tx.run_one(back, params![row.id, draft, own_phase(own, row.phase)]).await?;
            }
            Change::Dropped(row) => {
                let stand = "UPDATE due SET dropped = FALSE, merged_into = NULL WHERE id = $1";
                tx.run_one(stand, params![row.id]).await?;
            }
            Change::Changed { .. } => {}
        }
    }
    for change in inverted(changes) {
        due(tx, (campaign, draft), &change).await?;
    }
    Ok(())
}

async fn annexes_back(
    tx: &mut Tx,
    (campaign, draft): (CampaignId, CampaignId),
    changes: &[Change<AnnexItem>],
) -> Result<(), DbError> {
    for change in changes {
        match change {
            Change::Added(row) => {
                tx.run_one("UPDATE slogan SET campaign = $2 WHERE id = $1", params![row.id, draft]).await?;
            }
            Change::Dropped(row) => {
                tx.run_one("UPDATE slogan SET dropped = FALSE WHERE id = $1", params![row.id]).await?;
            }
            Change::Changed { .. } => {}
        }
    }
    for change in inverted(changes) {
        annex(tx, campaign, &change).await?;
    }
    Ok(())
}
