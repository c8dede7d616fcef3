use clock::CivilDate;
use db::{DbError, Reads, Tx, params};
use people::UnitId;

use super::{TallyId, TallyState, landing, place};
use crate::store::sums::{self, Place};
use crate::{CampaignId, PhaseId, facts};

db::record! {
    struct Row {
        tally: TallyId,
        unit: UnitId,
        measure: String,
        starts_on: CivilDate,
    }
}

db::record! {
    /// Where a quantity counts.
    struct Stood {
        tally: TallyId,
        campaign: CampaignId,
        phase: Option<PhaseId>,
        state: TallyState,
    }
}

/// Lets what stands over time stand to a later day, and in these campaigns: it counts in the phases that it overlaps now and did not
/// before. What stands in a report stays there as it was reported, and nothing is counted twice.
pub async fn prolong(
    tx: &mut Tx,
    (room, source_id): (&str, &str),
    ends_on: CivilDate,
    campaigns: &[CampaignId],
) -> Result<(), DbError> {
    tx.run(
        "UPDATE tally SET ends_on = $3, version = version + 1 \
         WHERE source_room = $1 AND source_id = $2 AND voided_at IS NULL AND standing",
        params![room, source_id, ends_on],
    )
    .await?;
    let rows: Vec<Row> = tx
        .all(
            "SELECT id AS tally, unit, measure, starts_on FROM tally \
             WHERE source_room = $1 AND source_id = $2 AND voided_at IS NULL AND standing ORDER BY id",
            params![room, source_id],
        )
        .await?;
    let stood: Vec<Stood> = tx
        .all(
            "SELECT c.tally, c.campaign, c.phase, c.state FROM tally_campaign c JOIN tally t ON t.id = c.tally \
             WHERE t.source_room = $1 AND t.source_id = $2 AND t.voided_at IS NULL AND t.standing",
            params![room, source_id],
        )
        .await?;
    let (mut touched, mut placed, mut left) = (Vec::new(), Vec::new(), Vec::new());
    for campaign in campaigns {
        let phases = facts::phases(tx, *campaign).await?;
        for row in &rows {
            let landed = landing(&phases, (row.starts_on, ends_on), true);
            let stands: Vec<&Stood> =
                stood.iter().filter(|one| one.tally == row.tally && one.campaign == *campaign).collect();
            placed
                .extend(new(&stands, &landed).map(|phase| (row.tally, *campaign, phase, TallyState::Logged)));
            left.extend(leaves(&stands, &landed).then(|| params![row.tally, *campaign]));
            touched.push(Place { campaign: *campaign, unit: row.unit, measure: row.measure.clone() });
        }
    }
    // What a report has taken by now stays where it is.
    let leave = (
        "DELETE FROM tally_campaign WHERE phase IS NULL AND state = 'logged' AND (tally, campaign) IN (VALUES ",
        ")",
    );
    tx.run_many(leave, params![], left).await?;
    place(tx, placed).await?;
    sums::renew(tx, touched).await
}

/// Whether what was in no phase is in one now, and moves there, unless a report has it.
fn leaves(stood: &[&Stood], landed: &[Option<PhaseId>]) -> bool {
    let is_free = |one: &&&Stood| one.phase.is_none() && one.state == TallyState::Logged;
    stood.iter().any(|one| is_free(&one)) && !landed.contains(&None)
}

/// Where a quantity is to be put that is not there yet. In no phase now, but in some before: it stays in those.
fn new<'a>(stood: &'a [&Stood], landed: &'a [Option<PhaseId>]) -> impl Iterator<Item = Option<PhaseId>> + 'a {
    let is_missing = |phase: &&Option<PhaseId>| {
        let is_new = stood.iter().all(|one| one.phase != **phase);
        is_new && (phase.is_some() || stood.is_empty())
    };
    landed.iter().filter(is_missing).copied()
}
