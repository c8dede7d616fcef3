//! What other rooms may read of plans. In SQL they join the view `facts_unit_plan` instead.

use campaigns::CampaignId;
use db::{DbError, Reads, params};
use people::UnitId;

use crate::plan::StepKind;
use crate::store;

/// Why the bureau gave a unit's plan back; `None` when that was not the last that was done with it.
pub async fn return_reason(
    reads: &impl Reads,
    campaign: CampaignId,
    unit: UnitId,
) -> Result<Option<String>, DbError> {
    let Some(standing) = store::find(reads, campaign, unit).await? else { return Ok(None) };
    let Some(plan) = standing.plan else { return Ok(None) };
    let last = store::history(reads, plan).await?.into_iter().next();
    Ok(last.filter(|step| step.kind == StepKind::Returned).map(|step| step.note))
}

/// The addresses of all files that units handed in as their plans, as the rows have them: also of those that were filed once.
pub async fn blobs(reads: &impl Reads) -> Result<Vec<String>, DbError> {
    reads
        .values(
            "SELECT paper AS value FROM unit_plan WHERE paper IS NOT NULL \
             UNION SELECT paper AS value FROM unit_plan_step WHERE paper IS NOT NULL",
            params![],
        )
        .await
}
