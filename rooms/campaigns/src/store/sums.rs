//! What each unit has of each measure, added up when it changes and not when somebody looks (decision 56).

use std::collections::{BTreeMap, BTreeSet};

use db::{DbError, Tx, params};
use people::UnitId;

use crate::{CampaignId, PhaseId, Reckoning, Split};

db::record! {
    /// Figures that stand together: those of one unit and measure in one campaign.
    pub(crate) struct Place {
        pub(crate) campaign: CampaignId,
        pub(crate) unit: UnitId,
        pub(crate) measure: String,
    }
}

/// Adds up the tally where a condition holds. Of what was taken off whole (核减) nothing is approved: nor is it done, nor a source. What stands in several phases has several places in a campaign: over the
/// whole of it (phase '') it counts once.
macro_rules! add_up {
    ($condition:literal, $rest:literal) => {
        (add_up!(@head $condition), concat!($rest, add_up!(@tail)))
    };
    ($condition:literal) => {
        concat!(add_up!(@head $condition), add_up!(@tail))
    };
    (@tail) => {
        ") counted GROUP BY campaign, phase, unit, measure, split, reckoning"
    };
    (@head $condition:literal) => {
        concat!(
            "INSERT INTO tally_sum (campaign, phase, unit, measure, split, reckoning, total, largest, sources) \
             SELECT campaign, phase, unit, measure, split, reckoning, CAST(SUM(amount) AS BIGINT), MAX(amount), \
             COUNT(DISTINCT source) \
             FROM (SELECT DISTINCT t.id, c.campaign, CASE WHEN w.whole = 1 THEN '' ELSE c.phase END AS phase, t.unit, \
                   t.measure, t.split, r.reckoning, \
                   CASE WHEN r.reckoning = 'approved' THEN t.quantity - t.deducted ELSE t.quantity END AS amount, \
                   t.source_room || '/' || t.source_id AS source \
                   FROM tally t CROSS JOIN tally_campaign c CROSS JOIN (SELECT 0 AS whole UNION ALL SELECT 1) w \
                   CROSS JOIN (SELECT 'logged' AS reckoning UNION ALL SELECT 'reported' UNION ALL SELECT 'approved') r \
                   WHERE t.voided_at IS NULL AND c.tally = t.id AND (w.whole = 1 OR c.phase IS NOT NULL) \
                   AND (r.reckoning = 'logged' OR (r.reckoning = 'reported' AND c.state IN ('reported', 'approved')) \
                   OR (c.state = 'approved' AND (t.deducted = 0 OR t.deducted < t.quantity))) AND ",
            $condition
        )
    };
}

/// Adds up these figures anew. All of them are held before, in the order of their campaigns and units, so that two writers never wait
/// for each other crosswise.
pub(crate) async fn renew(tx: &mut Tx, places: Vec<Place>) -> Result<(), DbError> {
    let mut stands: BTreeMap<(CampaignId, UnitId), BTreeSet<String>> = BTreeMap::new();
    for place in places {
        stands.entry((place.campaign, place.unit)).or_default().insert(place.measure);
    }
    hold(tx, stands.keys().copied()).await?;
    for ((campaign, unit), measures) in stands {
        let measures: Vec<_> = measures.iter().map(|measure| params![measure]).collect();
        tx.run_many(
            ("DELETE FROM tally_sum WHERE unit = $1 AND campaign = $2 AND measure IN (VALUES ", ")"),
            params![unit, campaign],
            measures.clone(),
        )
        .await?;
        tx.run_many(
            add_up!("t.unit = $1 AND c.campaign = $2 AND t.measure IN (VALUES ", ")"),
            params![unit, campaign],
            measures,
        )
        .await?;
    }
    Ok(())
}

/// What something that is logged adds to the sums of its unit.
#[derive(Debug)]
pub(crate) struct Added<'a> {
    pub(crate) unit: UnitId,
    /// Measure, what it was, how many; each measure once.
    pub(crate) quantities: Vec<(&'a str, &'a Split, i64)>,
    /// Where each of them counts.
    pub(crate) places: &'a [(CampaignId, Option<PhaseId>)],
}

/// Adds what a source that counted nothing so far begins to count: its rows are new, not reported, and nothing is taken off them, so
/// they move the widest reckoning alone, by what they are. Whatever else happens to the tally is added up by [`renew`].
pub(crate) async fn add(tx: &mut Tx, added: &Added<'_>) -> Result<(), DbError> {
    let campaigns: BTreeSet<CampaignId> = added.places.iter().map(|(campaign, _)| *campaign).collect();
    hold(tx, campaigns.iter().map(|campaign| (*campaign, added.unit))).await?;
    // Over the whole campaign (phase '') what stands in several phases counts once.
    let of_phases =
        added.places.iter().filter_map(|(campaign, phase)| Some((*campaign, (*phase)?.to_string())));
    let places: BTreeSet<(CampaignId, String)> =
        campaigns.iter().map(|campaign| (*campaign, String::new())).chain(of_phases).collect();
    let mut rows = Vec::new();
    for (campaign, phase) in &places {
        for (measure, split, amount) in &added.quantities {
            let split: &Split = split;
            rows.push(params![*campaign, phase, *measure, split, *amount]);
        }
    }
    let sql = (
        "WITH added (campaign, phase, measure, split, amount) AS (VALUES ",
        ") INSERT INTO tally_sum (campaign, phase, unit, measure, split, reckoning, total, largest, sources) \
         SELECT campaign, phase, $1, measure, split, $2, amount, amount, 1 FROM added WHERE TRUE \
         ON CONFLICT (unit, campaign, phase, reckoning, measure, split) DO UPDATE SET \
         total = tally_sum.total + excluded.total, sources = tally_sum.sources + 1, \
         largest = CASE WHEN excluded.largest > tally_sum.largest THEN excluded.largest ELSE tally_sum.largest END",
    );
    tx.run_many(sql, params![added.unit, Reckoning::Logged], rows).await.map(drop)
}

/// Adds up a whole campaign anew. Every unit that takes part is held, also one that has nothing yet: what it logs
/// meanwhile is added up after this.
pub(crate) async fn renew_all(tx: &mut Tx, campaign: CampaignId) -> Result<(), DbError> {
    tx.run(
        "INSERT INTO tally_stand (campaign, unit, version) SELECT held.campaign, held.unit, 1 FROM \
         (SELECT campaign, unit FROM enrolment WHERE campaign = $1 UNION \
          SELECT campaign, unit FROM tally_stand WHERE campaign = $1) held WHERE held.campaign = $1 ORDER BY held.unit \
         ON CONFLICT (campaign, unit) DO UPDATE SET version = tally_stand.version + 1",
        params![campaign],
    )
    .await?;
    tx.run("DELETE FROM tally_sum WHERE campaign = $1", params![campaign]).await?;
    tx.run(add_up!("c.campaign = $1"), params![campaign]).await?;
    Ok(())
}

/// Holds what units have in campaigns until the end of the transaction: of two that add up at once, the second sees what the first
/// wrote.
async fn hold(tx: &mut Tx, stands: impl Iterator<Item = (CampaignId, UnitId)>) -> Result<(), DbError> {
    let rows: Vec<_> = stands.map(|(campaign, unit)| params![campaign, unit, 1i64]).collect();
    let sql = (
        "INSERT INTO tally_stand (campaign, unit, version) VALUES ",
        " ON CONFLICT (campaign, unit) DO UPDATE SET version = tally_stand.version + 1",
    );
    tx.run_many(sql, params![], rows).await.map(drop)
}
