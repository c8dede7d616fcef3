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
    struct Stood {
        id: String,
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
    let (mut touched, mut placed) = (Vec::new(), Vec::new());
    for campaign in campaigns {
        let phases = facts::phases(tx, *campaign).await?;
        for row in &rows {
            let landed = landing(&phases, (row.starts_on, ends_on), true);
            let new = land(tx, (row.tally, *campaign), &landed).await?;
            placed.extend(new.into_iter().map(|phase| (row.tally, *campaign, phase, TallyState::Logged)));
            touched.push(Place { campaign: *campaign, unit: row.unit, measure: row.measure.clone() });
        }
    }
    place(tx, placed).await?;
    sums::renew(tx, touched).await
}

/// Where a quantity is to be put that is not there yet. What was in no phase and is in one now moves there, unless a report has it.
async fn land(
    tx: &mut Tx,
    (tally, campaign): (TallyId, CampaignId),
    landed: &[Option<PhaseId>],
) -> Result<Vec<Option<PhaseId>>, DbError> {
    let stood: Vec<Stood> = tx
        .all(
            "SELECT id, phase, state FROM tally_campaign WHERE tally = $1 AND campaign = $2",
            params![tally, campaign],
        )
        .await?;
    for row in &stood {
        if row.phase.is_none() && row.state == TallyState::Logged && !landed.contains(&None) {
            tx.run("DELETE FROM tally_campaign WHERE id = $1", params![row.id.as_str()]).await?;
        }
    }
    let is_missing = |phase: &&Option<PhaseId>| {
        let is_new = stood.iter().all(|row| row.phase != **phase);
        // In no phase now, but in some before: it stays in those.
        is_new && (phase.is_some() || stood.is_empty())
    };
    Ok(landed.iter().filter(is_missing).copied().collect())
}
