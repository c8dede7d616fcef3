//! What an activity puts into the tally, in the transaction that makes it true.

use campaigns::CampaignId;
use campaigns::tally::{self, Source};
use clock::CivilDate;
use db::{DbError, Tx};
use people::UnitId;

use crate::ActivityId;
use crate::activity::{Activity, Days, Deed};
use crate::openings::Ground;
use crate::store::parts;

const ROOM: &str = "activities";

/// Counts a deed by the phases of its ground; what the activity counted before must be voided first.
pub(crate) async fn count(
    tx: &mut Tx,
    id: ActivityId,
    unit: UnitId,
    (deed, ground): (&Deed, &Ground),
) -> Result<(), DbError> {
    let quantities: Vec<tally::Quantity<'_>> = deed
        .quantities
        .iter()
        .map(|one| tally::Quantity { measure: &one.measure, amount: one.amount.get(), split: &one.counts_as })
        .collect();
    let (id, days) = (id.to_string(), (deed.days, deed.is_standing));
    tally::write_in(tx, &source(&id, unit, days), &quantities, &ground.phases(&deed.campaigns)).await
}

/// Counts a stored activity again, with what was taken off it: its numbers are those that it had.
pub(crate) async fn count_again(tx: &mut Tx, activity: &Activity) -> Result<(), DbError> {
    let rows = parts::quantities(&*tx, activity.id).await?;
    let quantities: Vec<tally::Quantity<'_>> = rows
        .iter()
        .map(|row| tally::Quantity { measure: &row.measure, amount: row.amount.get(), split: &row.counts_as })
        .collect();
    let campaigns: Vec<CampaignId> =
        parts::campaigns(&*tx, activity.id).await?.into_iter().map(|row| row.campaign).collect();
    let days = Days { starts_on: activity.starts_on, ends_on: activity.ends_on };
    let id = activity.id.to_string();
    let source = source(&id, activity.unit, (days, activity.is_standing));
    tally::write(tx, &source, &quantities, &campaigns).await?;
    carry(tx, activity.id).await.map(drop)
}

/// Lets what was taken off go on after the activity is counted anew; which numbers are smaller now than that.
pub(crate) async fn carry(tx: &mut Tx, id: ActivityId) -> Result<Vec<tally::Outweighed>, DbError> {
    tally::carry(tx, ROOM, &id.to_string()).await
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

fn source(id: &str, unit: UnitId, (days, standing): (Days, bool)) -> Source<'_> {
    Source { room: ROOM, id, unit, starts_on: days.starts_on, ends_on: days.ends_on, standing }
}
