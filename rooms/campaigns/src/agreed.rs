//! Port: a unit's own target counts from the moment the bureau accepts the plan that it stands in.

use db::{DbError, Tx, params};
use people::UnitId;

use crate::IndicatorId;

/// Puts a unit's target in place of what its class or the default asks of it, with the reason (协商理由), in the caller's
/// transaction.
pub async fn target(
    tx: &mut Tx,
    indicator: IndicatorId,
    unit: UnitId,
    target: i64,
    reason: &str,
) -> Result<(), DbError> {
    tx.run_one(
        "INSERT INTO unit_target (indicator, unit, target, reason, agreed) VALUES ($1, $2, $3, $4, TRUE) \
         ON CONFLICT (indicator, unit) DO UPDATE SET target = $3, reason = $4, agreed = TRUE",
        params![indicator, unit, target, reason],
    )
    .await
}
