use std::pin::Pin;

use db::{DbError, Reads, Tx, params};
use people::{Footprint, UnitId};

/// What a unit has in the figures, within the caller's transaction; the shape of [`people::Footprints`].
pub fn footprint<'a>(
    tx: &'a Tx,
    unit: UnitId,
) -> Pin<Box<dyn Future<Output = Result<Footprint, DbError>> + Send + 'a>> {
    Box::pin(async move {
        tx.one(
            "SELECT COUNT(*) AS figures, MAX(starts_on) AS last_on FROM tally WHERE unit = $1 AND voided_at IS NULL",
            params![unit],
        )
        .await
    })
}
