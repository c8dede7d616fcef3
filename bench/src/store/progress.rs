//! A campaign's tally, filled by the engine itself.

use anyhow::{Context, Result};
use campaigns::CampaignId;
use db::{Db, Reads, Tx, params};

/// The campaign that was played.
pub(crate) async fn campaign(db: &Db) -> Result<CampaignId> {
    let launched = "SELECT id AS value FROM campaign WHERE state = 'launched' ORDER BY id DESC LIMIT 1";
    db.value(launched, params![]).await?.context("no campaign was played")
}

/// Rows for every unit and indicator in turn, in the phase of the indicator or the first one; then the sums.
pub(crate) async fn fill(tx: &mut Tx, campaign: CampaignId, count: i64) -> Result<()> {
    tx.run("PRAGMA cache_size = -500000", params![]).await?;
    tx.run(
        "CREATE TEMP TABLE lot AS SELECT ROW_NUMBER() OVER (ORDER BY i.id, e.unit) - 1 AS at, e.unit, i.measure, \
         COALESCE(i.phase, (SELECT id FROM phase WHERE campaign = $1 ORDER BY ordinal LIMIT 1)) AS phase \
         FROM indicator i CROSS JOIN enrolment e WHERE i.campaign = $1 AND NOT i.dropped AND e.campaign = $1",
        params![campaign],
    )
    .await?;
    tx.run("CREATE UNIQUE INDEX lot_at ON lot (at)", params![]).await?;
    tx.run(
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < $1 - 1) \
         INSERT INTO tally (id, unit, measure, starts_on, ends_on, quantity, deducted, standing, source_room, source_id, version) \
         SELECT printf('%032x', n.i), lot.unit, lot.measure, '2026-04-10', '2026-04-10', 1 + n.i % 40, 0, FALSE, 'activities', \
         printf('%032x', n.i), 1 FROM n CROSS JOIN lot WHERE lot.at = n.i % (SELECT COUNT(*) FROM lot)",
        params![count],
    )
    .await?;
    tx.run(
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < $2 - 1) \
         INSERT INTO tally_campaign (id, tally, campaign, phase, state, version) \
         SELECT printf('%032x', n.i), printf('%032x', n.i), $1, lot.phase, \
         CASE n.i % 3 WHEN 0 THEN 'logged' WHEN 1 THEN 'reported' ELSE 'approved' END, 1 \
         FROM n CROSS JOIN lot WHERE lot.at = n.i % (SELECT COUNT(*) FROM lot)",
        params![campaign, count],
    )
    .await?;
    Ok(campaigns::tally::add_up(tx, campaign).await?)
}
