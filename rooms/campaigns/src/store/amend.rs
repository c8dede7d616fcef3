use clock::CivilDate;
use db::{DbError, Reads, Tx, params};
use people::Permit;

use super::plan::{self, Plan};
use super::{copy, edition, measures, targets};
use crate::plan::{
    AnnexItem, Change, Changes, DueItem, Edition, HeadItem, IndicatorItem, PhaseItem, TaskItem, Told,
};
use crate::policy::{Amend, LaunchAmendment};
use crate::{CampaignId, DueId, tally};

/// The 补充通知 itself, as far as it is kept.
#[derive(Clone, Debug, Default)]
pub(crate) struct Paper {
    pub(crate) document_number: String,
    pub(crate) file_name: String,
    pub(crate) text: String,
}

/// Begins the next edition: a draft that starts as what is in force.
pub(crate) async fn open(
    tx: &mut Tx,
    permit: &Permit<Amend>,
    plan: &Plan,
    paper: &Paper,
) -> Result<CampaignId, DbError> {
    let (id, now, number): (CampaignId, _, _) = (tx.id(), tx.now(), plan.campaign.edition + 1);
    tx.run_one(
        "INSERT INTO campaign (id, bureau, place, state, name, title, document_number, issuer, issued_on, purpose, \
         superior_basis, report_to, upward_due_on, created_at, created_by, amends, edition, plan_version, version) \
         SELECT $1, bureau, place, 'draft', name, title, document_number, issuer, issued_on, purpose, superior_basis, \
         report_to, upward_due_on, $3, $4, id, $5, 1, 1 FROM campaign WHERE id = $2",
        params![id, permit.target(), now, permit.actor().person, number],
    )
    .await?;
    tx.run_one(
        "INSERT INTO edition (campaign, number, draft, document_number, file_name, text) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        params![permit.target(), number, id, &paper.document_number, &paper.file_name, &paper.text],
    )
    .await?;
    copy::to_amendment(tx, plan, id).await?;
    Ok(id)
}

/// What goes down with an amendment.
pub(crate) struct Amended<'a> {
    pub(crate) campaign: CampaignId,
    pub(crate) draft: &'a Plan,
    pub(crate) after: &'a Edition,
    pub(crate) changes: &'a Changes,
    pub(crate) told: &'a [Told],
}

/// Makes the changes true in the plan in force; every unit has to sign again, and the draft is gone.
pub(crate) async fn launch(
    tx: &mut Tx,
    permit: &Permit<LaunchAmendment>,
    amended: &Amended<'_>,
) -> Result<(), DbError> {
    let Amended { campaign, draft, after, changes, told } = amended;
    let (id, number) = (*campaign, draft.campaign.edition);
    tx.run_one(
        "UPDATE campaign SET edition = $3, plan_version = plan_version + 1, version = version + 1 \
         WHERE id = $1 AND version = $2 AND state = 'launched' AND edition = $3 - 1",
        params![id, permit.version(), number],
    )
    .await?;
    if let Some((_, head)) = &changes.head {
        set_head(tx, id, head).await?;
    }
    phases(tx, id, &changes.phases).await?;
    for change in &changes.indicators {
        indicator(tx, (id, draft.campaign.id), change).await?;
    }
    for change in &changes.tasks {
        task(tx, (id, draft.campaign.id), change).await?;
    }
    for change in &changes.dues {
        due(tx, (id, draft.campaign.id), change).await?;
    }
    for change in &changes.annexes {
        annex(tx, id, change).await?;
    }
    let in_force = plan::load(tx, id).await?;
    measures::pin(tx, &in_force).await?;
    if !changes.phases.is_empty() {
        tally::land_again(tx, id).await?;
    }
    let (now, told) = (tx.now(), serde_json::to_value(told).unwrap_or_default());
    let applied = serde_json::to_value(changes).unwrap_or_default();
    tx.run_one(
        "UPDATE edition SET launched_at = $3, launched_by = $4, plan = $5, told = $6, changes = $7 \
         WHERE campaign = $1 AND number = $2 AND launched_at IS NULL",
        params![id, number, now, &permit.actor().name, edition::json(after), told, applied],
    )
    .await?;
    tx.run(
        "UPDATE enrolment SET signed_at = NULL, signed_by = NULL, version = version + 1 WHERE campaign = $1",
        params![id],
    )
    .await?;
    tx.run_one(
        "UPDATE campaign SET state = 'gone', version = version + 1 WHERE id = $1 AND version = $2 AND state = 'draft'",
        params![draft.campaign.id, draft.campaign.version],
    )
    .await
}

pub(super) async fn set_head(tx: &mut Tx, campaign: CampaignId, head: &HeadItem) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE campaign SET name = $2, document_number = $3, superior_basis = $4, report_to = $5, upward_due_on = $6 \
         WHERE id = $1",
        params![
            campaign,
            &head.name,
            head.document_number.as_deref(),
            &head.superior_basis,
            &head.report_to,
            head.upward_due_on
        ],
    )
    .await
}

/// Puts the phases into their new order; the ordinals of all move out of the way first, as no two may be the same.
pub(super) async fn phases(
    tx: &mut Tx,
    campaign: CampaignId,
    changes: &[Change<PhaseItem>],
) -> Result<(), DbError> {
    let moved = changes.iter().filter_map(|change| match change {
        Change::Added(_) => None,
        Change::Changed { before, .. } | Change::Dropped(before) => Some(before.id),
    });
    for id in moved {
        tx.run_one(
            "UPDATE phase SET ordinal = (SELECT MIN(d.ordinal) FROM phase d WHERE d.campaign = $2) - 1, \
             version = version + 1 WHERE id = $1",
            params![id, campaign],
        )
        .await?;
    }
    for change in changes {
        match change {
            Change::Added(row) => {
                let adopt = "UPDATE phase SET campaign = $2 WHERE id = $1";
                tx.run_one(adopt, params![row.id, campaign]).await?;
            }
            Change::Changed { after, .. } => {
                tx.run_one(
                    "UPDATE phase SET ordinal = $2, name = $3, starts_on = $4, ends_on = $5, inferred = FALSE \
                     WHERE id = $1",
                    params![after.id, after.ordinal, &after.name, after.starts_on, after.ends_on],
                )
                .await?;
            }
            Change::Dropped(row) => {
                tx.run_one("UPDATE phase SET dropped = TRUE WHERE id = $1", params![row.id]).await?;
            }
        }
    }
    Ok(())
}

pub(super) async fn indicator(
    tx: &mut Tx,
    (campaign, draft): (CampaignId, CampaignId),
    change: &Change<IndicatorItem>,
) -> Result<(), DbError> {
    match change {
        Change::Added(row) => {
            let adopt = "UPDATE indicator SET campaign = $2, phase = $3 WHERE id = $1";
            tx.run_one(adopt, params![row.id, campaign, row.phase]).await
        }
        Change::Changed { after, .. } => {
            tx.run_one(
                "UPDATE indicator SET phase = $2, basis = $3, target = $4, filter = $5, hundredths = $6, \
                 version = version + 1 WHERE id = $1",
                params![after.id, after.phase, after.basis, after.target, &after.filter, after.hundredths],
            )
            .await?;
            let (mut classes, mut units) = (Vec::new(), Vec::new());
            for one in &after.rulings {
                match one.unit {
                    Some(unit) => units.push((unit, one.ruled.clone())),
                    None => classes.push((one.name.clone(), one.ruled.clone())),
                }
            }
            targets::replace(tx, after.id, &classes, &units).await
        }
        Change::Dropped(row) => {
            tx.run_one(
                "UPDATE indicator SET dropped = TRUE, version = version + 1, merged_into = (\
                 SELECT COALESCE(o.origin, o.id) FROM indicator d JOIN indicator o ON o.id = d.merged_into \
                 WHERE d.origin = $1 AND d.campaign = $2) WHERE id = $1",
                params![row.id, draft],
            )
            .await
        }
    }
}

/// What the draft let go into another row goes into that row here, too.
pub(super) async fn task(
    tx: &mut Tx,
    (campaign, draft): (CampaignId, CampaignId),
    change: &Change<TaskItem>,
) -> Result<(), DbError> {
    match change {
        Change::Added(row) => {
            let adopt = "UPDATE task SET campaign = $2, phase = $3 WHERE id = $1";
            tx.run_one(adopt, params![row.id, campaign, row.phase]).await
        }
        Change::Changed { after, .. } => {
            tx.run_one(
                "UPDATE task SET phase = $2, text = $3, version = version + 1 WHERE id = $1",
                params![after.id, after.phase, &after.text],
            )
            .await
        }
        Change::Dropped(row) => {
            tx.run_one(
                "UPDATE task SET dropped = TRUE, version = version + 1, merged_into = (\
                 SELECT COALESCE(o.origin, o.id) FROM task d JOIN task o ON o.id = d.merged_into \
                 WHERE d.origin = $1 AND d.campaign = $2) WHERE id = $1",
                params![row.id, draft],
            )
            .await
        }
    }
}

pub(super) async fn due(
    tx: &mut Tx,
    (campaign, draft): (CampaignId, CampaignId),
    change: &Change<DueItem>,
) -> Result<(), DbError> {
    match change {
        Change::Added(row) => {
            let adopt = "UPDATE due SET campaign = $2, phase = $3, sent_at = $4 WHERE id = $1";
            tx.run_one(adopt, params![row.id, campaign, row.phase, row.sent_at]).await
        }
        Change::Changed { after, .. } => {
            tx.run_one(
                "UPDATE due SET phase = $2, title = $3, due_on = $4, due_time = $5, with_pictures = $6, moved_from = $7, \
                 kind = $8, off_holidays = $9, sent_at = $10, version = version + 1 WHERE id = $1",
                params![
                    after.id,
                    after.phase,
                    &after.title,
                    after.due_on,
                    after.due_time.as_deref(),
                    after.with_pictures,
                    after.moved_from,
                    after.kind,
                    after.off_holidays,
                    after.sent_at
                ],
            )
            .await
        }
        Change::Dropped(row) => {
            tx.run_one(
                "UPDATE due SET dropped = TRUE, version = version + 1, merged_into = (\
                 SELECT COALESCE(o.origin, o.id) FROM due d JOIN due o ON o.id = d.merged_into \
                 WHERE d.origin = $1 AND d.campaign = $2) WHERE id = $1",
                params![row.id, draft],
            )
            .await
        }
    }
}

/// Gives a report another day in the draft, before it goes down; `due`: the key of the row.
pub(crate) async fn set_day(
    tx: &mut Tx,
    permit: &Permit<LaunchAmendment>,
    draft: CampaignId,
    (due, on): (DueId, CivilDate),
) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE due SET due_on = $3, moved_from = NULL, off_holidays = NULL WHERE campaign = $1 AND COALESCE(origin, id) = $2 \
         AND (SELECT c.amends FROM campaign c WHERE c.id = $1) = $4",
        params![draft, due, on, permit.target()],
    )
    .await
}

/// A slogan or an attachment; one that is dropped keeps its row.
pub(super) async fn annex(
    tx: &mut Tx,
    campaign: CampaignId,
    change: &Change<AnnexItem>,
) -> Result<(), DbError> {
    match change {
        Change::Added(row) => {
            let adopt = "UPDATE slogan SET campaign = $2 WHERE id = $1";
            tx.run_one(adopt, params![row.id, campaign]).await
        }
        Change::Changed { after, .. } => {
            let edit = "UPDATE slogan SET kind = $2, text = $3, version = version + 1 WHERE id = $1";
            tx.run_one(edit, params![after.id, after.kind, &after.text]).await
        }
        Change::Dropped(row) => {
            let gone = "UPDATE slogan SET dropped = TRUE, version = version + 1 WHERE id = $1";
            tx.run_one(gone, params![row.id]).await
        }
    }
}

/// How many units have begun the report of a due date.
pub(crate) async fn begun(reads: &impl Reads, due: DueId) -> Result<u64, DbError> {
    reads.count("SELECT COUNT(*) AS value FROM begun_report WHERE due = $1", params![due]).await
}
