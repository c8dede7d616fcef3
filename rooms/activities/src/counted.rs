//! What an activity puts into the tally, in the transaction that makes it true.

use campaigns::CampaignId;
use campaigns::tally::{self, Source};
use clock::CivilDate;
use db::{DbError, Tx};
use people::UnitId;

use crate::ActivityId;
use crate::activity::{Activity, Days, Deed};
use crate::store::parts;

const ROOM: &str = "activities";

/// Counts a deed; what the activity counted before must be voided first.
pub(crate) async fn count(tx: &mut Tx, id: ActivityId, unit: UnitId, deed: &Deed) -> Result<(), DbError> {
    let quantities: Vec<tally::Quantity<'_>> = deed
        .quantities
        .iter()
        .map(|one| tally::Quantity { measure: &one.measure, amount: one.amount.get(), split: &one.counts_as })
        .collect();
    write(tx, id, unit, (deed.days, deed.is_standing), &quantities, &deed.campaigns).await
}

/// Counts a stored activity again.
pub(crate) async fn count_again(tx: &mut Tx, activity: &Activity) -> Result<(), DbError> {
    let rows = parts::quantities(&*tx, activity.id).await?;
    let quantities: Vec<tally::Quantity<'_>> = rows
        .iter()
        .map(|row| tally::Quantity { measure: &row.measure, amount: row.amount.get(), split: &row.counts_as })
        .collect();
    let campaigns: Vec<CampaignId> =
        parts::campaigns(&*tx, activity.id).await?.into_iter().map(|row| row.campaign).collect();
    let days = Days { starts_on: activity.starts_on, ends_on: activity.ends_on };
    write(tx, activity.id, activity.unit, (days, activity.is_standing), &quantities, &campaigns).await
}

/// Lets what stands count on in the phases that it reaches now.
pub(crate) async fn prolong(
    tx: &mut Tx,
    id: ActivityId,
    ends_on: CivilDate,
    campaigns: &[CampaignId],
) -> Result<(), DbError> {
    tally::prolong(tx, (ROOM, &id.to_string()), ends_on, campaigns).await
}

/// Takes everything that the activity counts out of the figures.
pub(crate) async fn uncount(tx: &mut Tx, id: ActivityId) -> Result<(), DbError> {
    tally::void(tx, ROOM, &id.to_string()).await
}

async fn write(
    tx: &mut Tx,
    id: ActivityId,
    unit: UnitId,
    (days, standing): (Days, bool),
    quantities: &[tally::Quantity<'_>],
    campaigns: &[CampaignId],
) -> Result<(), DbError> {
    let Days { starts_on, ends_on } = days;
    let source = Source { room: ROOM, id: &id.to_string(), unit, starts_on, ends_on, standing };
    tally::write(tx, &source, quantities, campaigns).await
}
