use clock::{CivilDate, Moment};
use db::{DbError, Reads, Tx, params};
use people::{Permit, UnitId, Verb};

use super::{edition, measures, plan};
use crate::campaign::Head;
use crate::facts::joins_later;
use crate::policy::{Launch, Sign};
use crate::{CampaignId, DueId, DueKind, QuestionId};

db::record! {
    /// A unit that takes part, with whom to call.
    #[derive(Clone, Debug)]
    pub(crate) struct Enrolled {
        pub(crate) unit: UnitId,
        pub(crate) name: String,
        pub(crate) class: String,
        pub(crate) township: String,
        pub(crate) liaison_name: String,
        pub(crate) liaison_post: String,
        pub(crate) liaison_phone: String,
        pub(crate) signed_at: Option<Moment>,
        pub(crate) signed_by: Option<String>,
        /// None: from the launch on.
        pub(crate) joined_on: Option<CivilDate>,
        /// The last day; none while it takes part.
        pub(crate) left_on: Option<CivilDate>,
        pub(crate) left_reason: Option<String>,
        /// By when it files its plan, where it joined late.
        pub(crate) plan_due_on: Option<CivilDate>,
        /// Whether it left because it went into another unit.
        pub(crate) is_merged: bool,
    }
}

impl Enrolled {
    /// Whether it takes part only from a later day on: nothing of it is missing yet.
    pub(crate) fn is_to_come(&self, today: CivilDate) -> bool {
        joins_later(self.joined_on, today)
    }
}

/// The units that take part or did: who has not signed first, then by class and name.
pub(crate) async fn enrolled(reads: &impl Reads, campaign: CampaignId) -> Result<Vec<Enrolled>, DbError> {
    reads
        .all(
            "SELECT e.unit, u.name, u.class, u.township, u.liaison_name, u.liaison_post, u.liaison_phone, \
             e.signed_at, e.signed_by, e.joined_on, COALESCE(e.left_on, u.merged_on) AS left_on, \
             COALESCE(e.left_reason, '并入' || u.merged_into_name) AS left_reason, e.plan_due_on, u.merged_on IS NOT NULL AS is_merged \
             FROM enrolment e JOIN facts_unit u ON u.id = e.unit WHERE e.campaign = $1 \
             ORDER BY CASE WHEN e.signed_at IS NULL THEN 0 ELSE 1 END, u.class, u.name",
            params![campaign],
        )
        .await
}

/// The units as they stood with an edition that is no longer in force: who signed it, and who took part while it was.
pub(crate) async fn enrolled_at(
    reads: &impl Reads,
    campaign: CampaignId,
    edition: i64,
) -> Result<Vec<Enrolled>, DbError> {
    let mut units: Vec<Enrolled> = reads
        .all(
            "SELECT e.unit, u.name, u.class, u.township, u.liaison_name, u.liaison_post, u.liaison_phone, \
             s.signed_at, s.signed_by, e.joined_on, COALESCE(e.left_on, u.merged_on) AS left_on, \
             COALESCE(e.left_reason, '并入' || u.merged_into_name) AS left_reason, e.plan_due_on, u.merged_on IS NOT NULL AS is_merged \
             FROM enrolment e JOIN facts_unit u ON u.id = e.unit \
             LEFT JOIN signature s ON s.campaign = e.campaign AND s.unit = e.unit AND s.edition = $2 \
             WHERE e.campaign = $1 ORDER BY CASE WHEN s.signed_at IS NULL THEN 0 ELSE 1 END, u.class, u.name",
            params![campaign, edition],
        )
        .await?;
    let launch = "SELECT launched_at AS value FROM edition WHERE campaign = $1 AND number = $2";
    let since: Option<Moment> = reads.value(launch, params![campaign, edition]).await?;
    let until: Option<Moment> = reads.value(launch, params![campaign, edition + 1]).await?;
    units.retain(|unit| {
        let came_later = unit.joined_on.zip(until).is_some_and(|(day, until)| day > until.date());
        let had_left = unit.left_on.zip(since).is_some_and(|(day, since)| day < since.date());
        unit.signed_at.is_some() || !(came_later || had_left)
    });
    Ok(units)
}

/// Adds units to the campaign and takes others out; what is there already stays as it is.
pub(crate) async fn choose<V: Verb<On = Head>>(
    tx: &mut Tx,
    permit: &Permit<V>,
    added: &[UnitId],
    removed: &[UnitId],
) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE campaign SET plan_version = plan_version + 1 WHERE id = $1 AND version = $2",
        params![permit.target(), permit.version()],
    )
    .await?;
    for unit in added {
        tx.run(
            "INSERT INTO enrolment (campaign, unit, version) VALUES ($1, $2, 1) ON CONFLICT DO NOTHING",
            params![permit.target(), *unit],
        )
        .await?;
    }
    for unit in removed {
        tx.run("DELETE FROM enrolment WHERE campaign = $1 AND unit = $2", params![permit.target(), *unit])
            .await?;
    }
    Ok(())
}

/// Takes out the units that went into another one after they had been chosen.
pub(crate) async fn drop_merged(tx: &mut Tx, permit: &Permit<Launch>) -> Result<(), DbError> {
    tx.run(
        "DELETE FROM enrolment WHERE campaign = $1 \
         AND unit IN (SELECT id FROM facts_unit WHERE merged_on IS NOT NULL)",
        params![permit.target()],
    )
    .await
    .map(drop)
}

/// Sends the plan down and keeps it as its first edition.
pub(crate) async fn launch(
    tx: &mut Tx,
    permit: &Permit<Launch>,
    campaign: CampaignId,
) -> Result<(), DbError> {
    let now = tx.now();
    tx.run_one(
        "UPDATE campaign SET state = 'launched', launched_at = $3, launched_by = $4, version = version + 1 \
         WHERE id = $1 AND version = $2 AND state = 'draft'",
        params![permit.target(), permit.version(), now, permit.actor().person],
    )
    .await?;
    let plan = plan::load(tx, campaign).await?;
    measures::pin(tx, &plan).await?;
    edition::keep_first(tx, campaign, &permit.actor().name, &plan).await
}

/// Gives a report the day that counts from the launch.
pub(crate) async fn set_day(
    tx: &mut Tx,
    permit: &Permit<Launch>,
    due: DueId,
    on: CivilDate,
) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE due SET due_on = $3, moved_from = NULL, off_holidays = NULL WHERE id = $1 AND campaign = $2",
        params![due, permit.target(), on],
    )
    .await
}

/// Leaves out the turns of recurring reports that an answer laid out and that are over: how many. They stay in the plan as dropped.
pub(crate) async fn leave_out_past(
    tx: &mut Tx,
    permit: &Permit<Launch>,
    question: QuestionId,
    today: CivilDate,
) -> Result<u64, DbError> {
    tx.run(
        "UPDATE due SET dropped = TRUE, version = version + 1 WHERE campaign = $1 AND question = $2 AND kind = $3 \
         AND due_on < $4 AND NOT dropped",
        params![permit.target(), question, DueKind::Periodic, today],
    )
    .await
}

/// 签收 for a unit; `false` when it had signed before.
pub(crate) async fn sign(tx: &mut Tx, permit: &Permit<Sign>, unit: UnitId) -> Result<bool, DbError> {
    let now = tx.now();
    let signed = tx
        .run(
            "UPDATE enrolment SET signed_at = $3, signed_by = $4, version = version + 1 \
             WHERE campaign = $1 AND unit = $2 AND signed_at IS NULL",
            params![permit.target(), unit, now, &permit.actor().name],
        )
        .await?;
    if signed == 1 {
        tx.run(
            "INSERT INTO signature (campaign, unit, edition, signed_at, signed_by) \
             SELECT id, $2, edition, $3, $4 FROM campaign WHERE id = $1",
            params![permit.target(), unit, now, &permit.actor().name],
        )
        .await?;
    }
    Ok(signed == 1)
}
