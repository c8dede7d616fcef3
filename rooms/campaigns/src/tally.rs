//! Port `campaigns::tally`: everything that can be counted, written in the transaction of the event that makes it true.

use clock::CivilDate;
use db::{DbError, Reads, Tx, params};
use people::UnitId;

use crate::store::life;
use crate::store::sums::{self, Added, Place};
use crate::{CampaignId, DueId, PhaseFact, PhaseId, Split, facts};

mod deduct;
mod prolong;

pub use deduct::{Deduction, Outweighed, carry, deduct};
pub use prolong::prolong;

ids::id_of!(
    /// One quantity of one measure from one source.
    pub TallyId, Tally
);

db::coded! {
    /// How far a quantity has come in one campaign.
    pub enum TallyState {
        Logged = "logged" / "已登记",
        Reported = "reported" / "已报送",
        Approved = "approved" / "已审核",
    }
}

/// Where quantities come from: a row of another room.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The room that owns the row.
    pub room: &'static str,
    /// The id of the row there.
    pub id: &'a str,
    /// Whose figure it is; a joint event counts at its lead unit.
    pub unit: UnitId,
    pub starts_on: CivilDate,
    pub ends_on: CivilDate,
    /// Whether it stands over time (a banner): then it counts once in each phase that it overlaps.
    pub standing: bool,
}

/// How many of one measure, and of what kind they were.
#[derive(Clone, Copy, Debug)]
pub struct Quantity<'a> {
    /// Code in the catalogue.
    pub measure: &'a str,
    pub amount: i64,
    pub split: &'a Split,
}

/// The phases that something from its first to its last day counts in; `[None]` when it falls in none.
fn landing(
    phases: &[PhaseFact],
    (starts_on, ends_on): (CivilDate, CivilDate),
    standing: bool,
) -> Vec<Option<PhaseId>> {
    let last_day = if standing { ends_on } else { starts_on };
    let mut hit = phases.iter().filter(|phase| phase.overlaps(starts_on, last_day)).map(|p| p.id);
    let landed: Vec<_> =
        if standing { hit.map(Some).collect() } else { hit.next().map(Some).into_iter().collect() };
    if landed.is_empty() { vec![None] } else { landed }
}

/// Writes the quantities of a source, each measure once, in every one of `campaigns`. A correction first calls [`void`].
pub async fn write(
    tx: &mut Tx,
    source: &Source<'_>,
    quantities: &[Quantity<'_>],
    campaigns: &[CampaignId],
) -> Result<(), DbError> {
    let mut phases = Vec::new();
    for campaign in campaigns {
        phases.push(facts::phases(tx, *campaign).await?);
    }
    let known: Vec<_> = campaigns.iter().copied().zip(phases.iter().map(Vec::as_slice)).collect();
    write_in(tx, source, quantities, &known).await
}

/// The same for whoever has read the phases of the campaigns in this transaction.
pub async fn write_in(
    tx: &mut Tx,
    source: &Source<'_>,
    quantities: &[Quantity<'_>],
    campaigns: &[(CampaignId, &[PhaseFact])],
) -> Result<(), DbError> {
    let mut places = Vec::new();
    for (campaign, phases) in campaigns {
        let landed = landing(phases, (source.starts_on, source.ends_on), source.standing);
        places.extend(landed.into_iter().map(|phase| (*campaign, phase)));
    }
    let tallies = insert(tx, source, quantities, false).await?;
    let state = TallyState::Logged;
    let rows = tallies
        .iter()
        .flat_map(|tally| places.iter().map(|(campaign, phase)| (*tally, *campaign, *phase, state)));
    place(tx, rows.collect()).await?;
    let quantities = quantities.iter().map(|one| (one.measure, one.split, one.amount)).collect();
    sums::add(tx, &Added { unit: source.unit, quantities, places: &places }).await
}

/// Writes something that its own room judges (a plan that is filed and accepted), at once as far as it has come there: once in
/// each phase that asks for it, whenever it came; where none does, by its days. Reports do not move it; the next step first
/// calls [`void`].
pub async fn attest(
    tx: &mut Tx,
    source: &Source<'_>,
    measure: &str,
    campaign: CampaignId,
    state: TallyState,
) -> Result<(), DbError> {
    let asked = facts::indicators(tx, campaign).await?;
    let mut places: Vec<Option<PhaseId>> = asked
        .iter()
        .filter(|fact| fact.measure == measure && fact.phase.is_some())
        .map(|fact| fact.phase)
        .collect();
    places.dedup();
    if places.is_empty() {
        let phases = facts::phases(tx, campaign).await?;
        places = landing(&phases, (source.starts_on, source.ends_on), source.standing);
    }
    let quantity = Quantity { measure, amount: 1, split: &Split::default() };
    let tallies = insert(tx, source, &[quantity], true).await?;
    let rows = tallies.iter().flat_map(|tally| places.iter().map(|phase| (*tally, campaign, *phase, state)));
    place(tx, rows.collect()).await?;
    sums::renew(tx, vec![Place { campaign, unit: source.unit, measure: measure.to_owned() }]).await
}

/// Writes the quantities of a source; their ids, in their order.
async fn insert(
    tx: &mut Tx,
    source: &Source<'_>,
    quantities: &[Quantity<'_>],
    judged: bool,
) -> Result<Vec<TallyId>, DbError> {
    let tallies: Vec<TallyId> = quantities.iter().map(|_| tx.id::<Tally>()).collect();
    let row = |(tally, quantity): (&TallyId, &Quantity<'_>)| {
        params![
            *tally,
            source.unit,
            quantity.measure,
            source.starts_on,
            source.ends_on,
            quantity.amount,
            quantity.split,
            0i64,
            source.standing,
            source.room,
            source.id,
            judged,
            1i64
        ]
    };
    let sql = (
        "INSERT INTO tally (id, unit, measure, starts_on, ends_on, quantity, split, deducted, standing, source_room, source_id, \
         judged, version) VALUES ",
        "",
    );
    tx.run_many(sql, params![], tallies.iter().zip(quantities).map(row).collect()).await?;
    Ok(tallies)
}

db::record! {
    struct Standing {
        tally: TallyId,
        starts_on: CivilDate,
        ends_on: CivilDate,
        standing: bool,
    }
}

/// Lets what a campaign's phases count follow their new days. What stands in a report stays where it was reported.
pub(crate) async fn land_again(tx: &mut Tx, campaign: CampaignId) -> Result<(), DbError> {
    let phases = facts::phases(tx, campaign).await?;
    let rows: Vec<Standing> = tx
        .all(
            "SELECT t.id AS tally, t.starts_on, t.ends_on, t.standing FROM tally t \
             WHERE t.voided_at IS NULL AND NOT t.judged AND EXISTS (SELECT 1 FROM tally_campaign c WHERE c.tally = t.id AND c.campaign = $1) \
             AND NOT EXISTS (SELECT 1 FROM tally_campaign c WHERE c.tally = t.id AND c.campaign = $1 \
             AND c.state <> 'logged')",
            params![campaign],
        )
        .await?;
    let moved = rows.iter().map(|row| params![row.tally]).collect();
    let delete = ("DELETE FROM tally_campaign WHERE campaign = $1 AND tally IN (VALUES ", ")");
    tx.run_many(delete, params![campaign], moved).await?;
    let landed = rows.iter().flat_map(|row| {
        let phases = landing(&phases, (row.starts_on, row.ends_on), row.standing);
        phases.into_iter().map(|phase| (row.tally, campaign, phase, TallyState::Logged))
    });
    place(tx, landed.collect()).await?;
    sums::renew_all(tx, campaign).await
}

/// Adds up a campaign's figures anew: for whoever filled the tally by other means than this port.
pub async fn add_up(tx: &mut Tx, campaign: CampaignId) -> Result<(), DbError> {
    sums::renew_all(tx, campaign).await
}

/// Lets quantities count: each in a campaign, in one of its phases or in none.
async fn place(
    tx: &mut Tx,
    rows: Vec<(TallyId, CampaignId, Option<PhaseId>, TallyState)>,
) -> Result<(), DbError> {
    let rows: Vec<_> = rows
        .into_iter()
        .map(|(tally, campaign, phase, state)| params![tx.id::<()>(), tally, campaign, phase, state, 1i64])
        .collect();
    let sql = ("INSERT INTO tally_campaign (id, tally, campaign, phase, state, version) VALUES ", "");
    tx.run_many(sql, params![], rows).await.map(drop)
}

/// Takes every live quantity of a source out of all figures; the rows stay.
pub async fn void(tx: &mut Tx, room: &str, source_id: &str) -> Result<(), DbError> {
    let now = tx.now();
    let counted = "SELECT DISTINCT c.campaign, t.unit, t.measure FROM tally t JOIN tally_campaign c ON c.tally = t.id \
         WHERE t.source_room = $1 AND t.source_id = $2 AND t.voided_at IS NULL";
    let touched = tx.all(counted, params![room, source_id]).await?;
    tx.run(
        "UPDATE tally SET voided_at = $3, version = version + 1 \
         WHERE source_room = $1 AND source_id = $2 AND voided_at IS NULL",
        params![room, source_id, now],
    )
    .await?;
    sums::renew(tx, touched).await
}

/// Moves what a unit has in one phase (`None`: in the whole campaign) one step on: `Reported` takes what is logged,
/// `Approved` takes what is reported (what was logged after the report went up stays logged), `Logged` takes back what
/// is reported or approved when a report goes back to its unit. What its own room judges stays.
pub async fn advance(
    tx: &mut Tx,
    campaign: CampaignId,
    phase: Option<PhaseId>,
    unit: UnitId,
    to: TallyState,
) -> Result<(), DbError> {
    let (from, or_from) = match to {
        TallyState::Reported => (TallyState::Logged, TallyState::Logged),
        TallyState::Approved => (TallyState::Reported, TallyState::Reported),
        TallyState::Logged => (TallyState::Reported, TallyState::Approved),
    };
    tx.run(
        "UPDATE tally_campaign SET state = $5, version = version + 1 \
         WHERE campaign = $1 AND state IN ($4, $6) AND (CAST($2 AS TEXT) IS NULL OR phase = $2) \
         AND tally IN (SELECT id FROM tally WHERE unit = $3 AND voided_at IS NULL AND NOT judged)",
        params![campaign, phase, unit, from, to, or_from],
    )
    .await?;
    let known = "SELECT DISTINCT campaign, unit, measure FROM tally_sum WHERE unit = $1 AND campaign = $2";
    let touched = tx.all(known, params![unit, campaign]).await?;
    sums::renew(tx, touched).await
}

/// A unit begins to write the report of a due date: the launch is not called back then, and the report is not dropped.
/// Once is enough; [`DbError::Stale`] when the campaign is not open.
pub async fn begin_report(
    tx: &mut Tx,
    campaign: CampaignId,
    due: DueId,
    unit: UnitId,
) -> Result<(), DbError> {
    life::hold_open(tx, campaign).await?;
    let now = tx.now();
    tx.run(
        "INSERT INTO begun_report (due, unit, begun_at) VALUES ($1, $2, $3) ON CONFLICT (due, unit) DO NOTHING",
        params![due, unit, now],
    )
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> CivilDate {
        CivilDate::parse(text).unwrap()
    }

    fn phases() -> Vec<PhaseFact> {
        let campaign = CampaignId::parse("00000000000000000000000000000001").unwrap();
        let phase = |ordinal: i64, starts_on, ends_on| PhaseFact {
            id: PhaseId::parse(&format!("{ordinal:032}")).unwrap(),
            campaign,
            ordinal,
            name: String::new(),
            starts_on: Some(day(starts_on)),
            ends_on: Some(day(ends_on)),
        };
        vec![phase(1, "2026-03-06", "2026-05-31"), phase(2, "2026-06-01", "2026-08-31")]
    }

    fn landed(starts_on: &str, ends_on: &str, standing: bool) -> Vec<Option<i64>> {
        let phases = phases();
        let ordinal = |id| phases.iter().find(|phase| phase.id == id).unwrap().ordinal;
        let landed = landing(&phases, (day(starts_on), day(ends_on)), standing);
        landed.into_iter().map(|phase| phase.map(ordinal)).collect()
    }

    #[test]
    fn an_event_counts_where_it_starts() {
        assert_eq!(landed("2026-05-31", "2026-06-02", false), [Some(1)]);
        assert_eq!(landed("2026-06-01", "2026-06-01", false), [Some(2)]);
        assert_eq!(landed("2026-09-01", "2026-09-01", false), [None]);
    }

    #[test]
    fn what_stands_counts_in_every_phase_that_it_overlaps() {
        assert_eq!(landed("2026-05-31", "2026-06-01", true), [Some(1), Some(2)]);
        assert_eq!(landed("2026-09-01", "2026-12-31", true), [None]);
    }
}
