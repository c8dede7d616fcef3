//! What each unit has of each measure, added up when it changes and not when somebody looks (decision 56).

use db::{DbError, Tx, params};
use people::UnitId;

use crate::CampaignId;

db::record! {
    /// Figures that stand together: those of one unit and measure in one campaign.
    pub(crate) struct Place {
        pub(crate) campaign: CampaignId,
        pub(crate) unit: UnitId,
        pub(crate) measure: String,
    }
}

/// Adds up the tally where a condition holds. What stands in several phases has several places in a campaign: over the
/// whole of it (phase '') it counts once.
macro_rules! add_up {
    ($condition:literal) => {
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
                   AND (r.reckoning = 'logged' OR c.state = 'approved' \
                   OR (r.reckoning = 'reported' AND c.state = 'reported')) AND ",
            $condition,
            ") counted GROUP BY campaign, phase, unit, measure, split, reckoning"
        )
    };
}

/// Adds up these figures anew, one after the other in the order of their campaigns, so that two writers never wait for
/// each other crosswise.
pub(crate) async fn renew(tx: &mut Tx, mut places: Vec<Place>) -> Result<(), DbError> {
    places.sort_by_key(|place| (place.campaign, place.unit));
    let mut held = None;
    for place in places {
        let stand = (place.campaign, place.unit);
        if held != Some(stand) {
            hold(tx, place.campaign, place.unit).await?;
            held = Some(stand);
        }
        tx.run(
            "DELETE FROM tally_sum WHERE unit = $1 AND campaign = $2 AND measure = $3",
            params![place.unit, place.campaign, &place.measure],
        )
        .await?;
        tx.run(
            add_up!("t.unit = $1 AND c.campaign = $2 AND t.measure = $3"),
            params![place.unit, place.campaign, &place.measure],
        )
        .await?;
    }
    Ok(())
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

/// Holds what a unit has in a campaign until the end of the transaction: of two that add up at once, the second sees what
/// the first wrote.
async fn hold(tx: &mut Tx, campaign: CampaignId, unit: UnitId) -> Result<(), DbError> {
    tx.run_one(
        "INSERT INTO tally_stand (campaign, unit, version) VALUES ($1, $2, 1) \
         ON CONFLICT (campaign, unit) DO UPDATE SET version = tally_stand.version + 1",
        params![campaign, unit],
    )
    .await
}
