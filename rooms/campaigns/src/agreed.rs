//! Port: a unit's own target counts from the moment the bureau accepts the plan that it stands in, for as long as that plan
//! is in force.

use db::{DbError, Tx, params};
use people::UnitId;

use crate::{CampaignId, IndicatorId};

/// Lets a unit's target count in place of what the bureau asks of it, in the caller's transaction. What the bureau asks stays
/// where it stands.
pub async fn target(
    tx: &mut Tx,
    indicator: IndicatorId,
    unit: UnitId,
    target: i64,
    reason: &str,
) -> Result<(), DbError> {
    tx.run_one(
        "INSERT INTO agreed_target (indicator, unit, target, reason) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (indicator, unit) DO UPDATE SET target = $3, reason = $4",
        params![indicator, unit, target, reason],
    )
    .await
}

/// Lets what the bureau asks of a unit count again, in every indicator of a campaign.
pub async fn withdraw(tx: &mut Tx, campaign: CampaignId, unit: UnitId) -> Result<(), DbError> {
    tx.run(
        "DELETE FROM agreed_target WHERE unit = $2 AND indicator IN (SELECT id FROM indicator WHERE campaign = $1)",
        params![campaign, unit],
    )
    .await?;
    Ok(())
}
