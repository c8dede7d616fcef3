//! A plan that is filed is itself what the campaign asks for as the unit's work plan.

use campaigns::TallyState;
use campaigns::tally::{self, Source};
use clock::CivilDate;
use db::{DbError, Tx};

use crate::plan::{MEASURE, PlanId, Standing};

/// The room, as the tally knows it.
const ROOM: &str = "plans";

/// Counts the plan as far as it has come, in place of how far it had come before.
pub(crate) async fn count(
    tx: &mut Tx,
    standing: &Standing,
    plan: PlanId,
    filed_on: CivilDate,
    state: TallyState,
) -> Result<(), DbError> {
    uncount(tx, plan).await?;
    let id = plan.to_string();
    let source = Source {
        room: ROOM,
        id: &id,
        unit: standing.unit,
        starts_on: filed_on,
        ends_on: filed_on,
        standing: false,
    };
    tally::attest(tx, &source, MEASURE, standing.campaign, state).await
}

/// Counts it no longer.
pub(crate) async fn uncount(tx: &mut Tx, plan: PlanId) -> Result<(), DbError> {
    tally::void(tx, ROOM, &plan.to_string()).await
}
