use clock::{CivilDate, Moment};
use db::{DbError, Reads, Tx, params};
use people::{Permit, UnitId};

use crate::CampaignId;
use crate::policy::{Join, Leave};

db::record! {
    /// A launched campaign that a unit takes part in.
    pub(crate) struct Running {
        pub(crate) campaign: CampaignId,
        pub(crate) launched_at: Option<Moment>,
        pub(crate) joined_on: Option<CivilDate>,
    }
}

/// The launched campaigns that a unit takes part in, newest first.
pub(crate) async fn running(reads: &impl Reads, unit: UnitId) -> Result<Vec<Running>, DbError> {
    reads
        .all(
            "SELECT c.id AS campaign, c.launched_at, e.joined_on FROM enrolment e JOIN campaign c ON c.id = e.campaign \
             WHERE e.unit = $1 AND e.left_on IS NULL AND c.state = 'launched' ORDER BY c.id DESC",
            params![unit],
        )
        .await
}

/// A unit joins from a day on; one that had left is back as if it had not. `plan_due_on`: by when it files its plan, where that is
/// later than for all.
pub(crate) async fn join(
    tx: &mut Tx,
    permit: &Permit<Join>,
    unit: UnitId,
    (on, plan_due_on): (CivilDate, Option<CivilDate>),
) -> Result<(), DbError> {
    hold(tx, permit.target(), permit.version()).await?;
    tx.run(
        "INSERT INTO enrolment (campaign, unit, joined_on, plan_due_on, version) VALUES ($1, $2, $3, $4, 1) \
         ON CONFLICT (campaign, unit) DO UPDATE SET left_on = NULL, left_reason = NULL, \
         plan_due_on = COALESCE(excluded.plan_due_on, enrolment.plan_due_on), version = enrolment.version + 1",
        params![permit.target(), unit, on, plan_due_on],
    )
    .await?;
    Ok(())
}

/// A unit leaves after a day; what it did until then stays.
pub(crate) async fn leave(
    tx: &mut Tx,
    permit: &Permit<Leave>,
    unit: UnitId,
    on: CivilDate,
    reason: &str,
) -> Result<(), DbError> {
    hold(tx, permit.target(), permit.version()).await?;
    tx.run_one(
        "UPDATE enrolment SET left_on = $3, left_reason = $4, version = version + 1 \
         WHERE campaign = $1 AND unit = $2 AND left_on IS NULL",
        params![permit.target(), unit, on, reason],
    )
    .await
}

async fn hold(tx: &mut Tx, campaign: &str, version: i64) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE campaign SET plan_version = plan_version + 1 WHERE id = $1 AND version = $2 AND state = 'launched'",
        params![campaign, version],
    )
    .await
}
