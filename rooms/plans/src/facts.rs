//! What other rooms may read of plans. In SQL they join the view `facts_unit_plan` instead.

use campaigns::CampaignId;
use clock::CivilDate;
use db::{DbError, Reads, params};
use people::UnitId;

use crate::plan::StepKind;
use crate::store;

/// Why the bureau gave a plan back, and by when it wants it again where it said so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    pub reason: String,
    pub again_on: Option<CivilDate>,
}

/// How the bureau gave a unit's plan back; `None` when that was not the last that was done with it.
pub async fn returned(
    reads: &impl Reads,
    campaign: CampaignId,
    unit: UnitId,
) -> Result<Option<Returned>, DbError> {
    let Some(standing) = store::find(reads, campaign, unit).await? else { return Ok(None) };
    let Some(plan) = standing.plan else { return Ok(None) };
    let last = store::history(reads, plan).await?.into_iter().next();
    let returned = last.filter(|step| step.kind == StepKind::Returned);
    Ok(returned.map(|step| Returned { reason: step.note, again_on: step.again_on }))
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
