use clock::Moment;
use db::{DbError, Reads, Tx, params};

use super::plan::Plan;
use crate::plan::{
    AnnexItem, DueItem, Edition, HeadItem, IndicatorItem, PhaseItem, RulingItem, TaskItem, Told,
};
use crate::{CampaignId, IndicatorId, PhaseFact};

db::record! {
    /// An edition of a campaign's plan, newest first in lists.
    #[derive(Clone, Debug)]
    pub(crate) struct EditionRow {
        pub(crate) number: i64,
        pub(crate) draft: Option<CampaignId>,
        pub(crate) document_number: String,
        pub(crate) file_name: String,
        /// The words of the 补充通知; empty when it was not kept.
        pub(crate) text: String,
        /// None: still a draft.
        pub(crate) launched_at: Option<Moment>,
        pub(crate) launched_by: Option<String>,
        pub(crate) told: Option<serde_json::Value>,
        pub(crate) signed: i64,
    }
}

impl EditionRow {
    /// What changed with this edition.
    pub(crate) fn changes(&self) -> Vec<Told> {
        self.told.clone().and_then(|told| serde_json::from_value(told).ok()).unwrap_or_default()
    }
}

impl Plan {
    fn rulings_of(&self, id: IndicatorId) -> Vec<RulingItem> {
        let mine = self.rulings.iter().filter(|row| row.indicator == id);
        mine.map(|row| RulingItem { unit: row.unit, name: row.name.clone(), ruled: row.ruled() }).collect()
    }

    /// The phases with their starts filled in, each under the key of the row in force.
    pub(crate) fn timed_phases(&self) -> Vec<PhaseFact> {
        let key =
            |phase: &PhaseFact| self.phase(Some(phase.id)).and_then(|row| row.origin).unwrap_or(phase.id);
        self.chained.iter().map(|phase| PhaseFact { id: key(phase), ..phase.clone() }).collect()
    }

    /// What units have to follow, each row under the key of the row in force.
    pub(crate) fn edition(&self) -> Edition {
        let campaign = &self.campaign;
        let phase = |id| self.phase(id).map(|row| row.origin.unwrap_or(row.id));
        Edition {
            head: HeadItem {
                name: campaign.name.clone(),
                document_number: campaign.document_number.clone(),
                superior_basis: campaign.superior_basis.clone(),
                report_to: campaign.report_to.clone(),
                upward_due_on: campaign.upward_due_on,
            },
            phases: (self.phases.iter())
                .map(|row| PhaseItem {
                    id: row.origin.unwrap_or(row.id),
                    ordinal: row.ordinal,
                    name: row.name.clone(),
                    starts_on: row.starts_on,
                    ends_on: row.ends_on,
                })
                .collect(),
            indicators: (self.indicators.iter().filter(|row| !row.dropped))
                .map(|row| IndicatorItem {
                    id: row.origin.unwrap_or(row.id),
                    phase: phase(row.phase),
                    measure: row.measure.clone(),
                    filter: row.filter.clone(),
                    basis: row.basis,
                    target: row.target,
                    hundredths: row.hundredths,
                    rulings: self.rulings_of(row.id),
                })
                .collect(),
            tasks: (self.tasks.iter().filter(|row| !row.dropped))
                .map(|row| TaskItem {
                    id: row.origin.unwrap_or(row.id),
                    phase: phase(row.phase),
                    text: row.text.clone(),
                })
                .collect(),
            dues: (self.dues.iter().filter(|row| !row.dropped))
                .map(|row| DueItem {
                    id: row.origin.unwrap_or(row.id),
                    phase: phase(row.phase),
                    kind: row.kind,
                    title: row.title.clone(),
                    due_on: row.due_on,
                    due_time: row.due_time.clone(),
                    with_pictures: row.with_pictures,
                    moved_from: row.moved_from,
                    off_holidays: row.off_holidays,
                    sent_at: row.sent_at,
                })
                .collect(),
            annexes: (self.annexes().into_iter())
                .map(|row| AnnexItem {
                    id: row.origin.unwrap_or(row.id),
                    kind: row.kind,
                    text: row.text.clone(),
                })
                .collect(),
        }
    }
}

/// Every edition of a campaign, newest first; a draft too.
pub(crate) async fn list(reads: &impl Reads, campaign: CampaignId) -> Result<Vec<EditionRow>, DbError> {
    reads
        .all(
            "SELECT e.number, e.draft, e.document_number, e.file_name, e.text, e.launched_at, e.launched_by, e.told, \
             (SELECT COUNT(*) FROM signature s WHERE s.campaign = e.campaign AND s.edition = e.number) AS signed \
             FROM edition e WHERE e.campaign = $1 ORDER BY e.number DESC",
            params![campaign],
        )
        .await
}

/// The first edition, as it went down; none where it was not kept.
pub(crate) async fn first(reads: &impl Reads, campaign: CampaignId) -> Result<Option<Edition>, DbError> {
    let plan = "SELECT plan AS value FROM edition WHERE campaign = $1 AND number = 1";
    let kept: Option<serde_json::Value> = reads.value(plan, params![campaign]).await?;
    Ok(kept.and_then(|plan| serde_json::from_value(plan).ok()))
}

/// The draft of the next edition, when there is one.
pub(crate) async fn draft(reads: &impl Reads, campaign: CampaignId) -> Result<Option<CampaignId>, DbError> {
    reads
        .value(
            "SELECT draft AS value FROM edition WHERE campaign = $1 AND launched_at IS NULL",
            params![campaign],
        )
        .await
}

/// The edition that a draft makes.
pub(crate) async fn of_draft(reads: &impl Reads, draft: CampaignId) -> Result<Option<EditionRow>, DbError> {
    reads
        .optional(
            "SELECT number, draft, document_number, file_name, text, launched_at, launched_by, told, \
             CAST(0 AS BIGINT) AS signed FROM edition WHERE draft = $1",
            params![draft],
        )
        .await
}

/// Keeps the first edition, as it went down.
pub(super) async fn keep_first(
    tx: &mut Tx,
    campaign: CampaignId,
    by: &str,
    plan: &Plan,
) -> Result<(), DbError> {
    let (now, json) = (tx.now(), json(&plan.edition()));
    tx.run(
        "INSERT INTO edition (campaign, number, document_number, file_name, text, launched_at, launched_by, plan, told) \
         VALUES ($1, 1, $2, $3, '', $4, $5, $6, '[]')",
        params![
            campaign,
            plan.campaign.document_number.as_deref().unwrap_or_default(),
            &plan.notice.file_name,
            now,
            by,
            json
        ],
    )
    .await?;
    Ok(())
}

/// An edition as it is kept.
pub(super) fn json(edition: &Edition) -> serde_json::Value {
    serde_json::to_value(edition).unwrap_or_default()
}

/// Forgets the editions of a launch that is called back.
pub(super) async fn forget(tx: &mut Tx, campaign: &str) -> Result<(), DbError> {
    tx.run("DELETE FROM edition WHERE campaign = $1", params![campaign]).await?;
    Ok(())
}
