use db::{DbError, Tx, params};
use people::{Permit, Verb};

use super::plan::Plan;
use crate::entry::Entry;
use crate::measure::Measure;

/// Keeps the next version of a measure; [`DbError::Unique`] when somebody was faster.
pub(crate) async fn keep<V: Verb<On = Entry>>(
    tx: &mut Tx,
    permit: &Permit<V>,
    measure: &Measure,
    is_active: bool,
) -> Result<(), DbError> {
    let now = tx.now();
    let code = |value: Result<serde_json::Value, _>| {
        let value: serde_json::Value = value.unwrap_or_default();
        value.as_str().unwrap_or_default().to_owned()
    };
    let kept = tx
        .run(
            "INSERT INTO measure (code, version, name, unit, kind, aggregate, dimensions, words, is_active, changed_at, \
             changed_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (code, version) DO NOTHING",
            params![
                &measure.code,
                permit.version() + 1,
                &measure.name,
                &measure.unit,
                code(serde_json::to_value(measure.kind)),
                code(serde_json::to_value(measure.aggregate)),
                serde_json::json!(measure.dimensions),
                serde_json::json!(measure.patterns),
                is_active,
                now,
                &permit.actor().name
            ],
        )
        .await?;
    if kept == 1 { Ok(()) } else { Err(DbError::Stale) }
}

/// Lets the indicators of a plan keep the names that their measures have now.
pub(super) async fn pin(tx: &mut Tx, plan: &Plan) -> Result<(), DbError> {
    for row in plan.indicators.iter().filter(|row| row.measure_version.is_none()) {
        let Some(version) = plan.measures.latest(&row.measure) else { continue };
        let pin = "UPDATE indicator SET measure_version = $2 WHERE id = $1";
        tx.run_one(pin, params![row.id, version.number]).await?;
    }
    Ok(())
}
