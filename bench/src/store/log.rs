//! What must lie ready before activities are logged: tokens of the units' officers, and photos that wait.

use anyhow::{Context, Result};
use db::{Db, Reads, Tx, params};
use ids::SecretHash;

/// What the activities of the measurement are called.
pub(crate) const NAME: &str = "夜间巡查培训";

/// The token of a unit's officer.
pub(crate) fn secret(unit: usize) -> String {
    format!("bench-of-unit-{unit}")
}

/// The id of a photo that lies ready.
pub(crate) fn photo(unit: usize, at: usize) -> String {
    format!("{unit:016x}{at:016x}")
}

db::record! {
    struct Officer {
        person: String,
        unit: String,
    }
}

/// A token for an officer of each unit, and photos that wait for an activity.
pub(crate) async fn lay_ready(db: &Db, activities: usize) -> Result<(String, usize)> {
    let campaign = "SELECT id AS value FROM campaign WHERE state = 'launched' ORDER BY id DESC LIMIT 1";
    let campaign: String = db.value(campaign, params![]).await?.context("no campaign was played")?;
    let officers: Vec<Officer> = db
        .all(
            "SELECT MIN(g.person) AS person, g.unit FROM role_grant g JOIN enrolment e ON e.unit = g.unit AND e.campaign = $1 \
             WHERE g.role = 'unit_officer' GROUP BY g.unit ORDER BY g.unit",
            params![&campaign],
        )
        .await?;
    let mut tx = db.begin().await?;
    for (unit, officer) in officers.iter().enumerate() {
        token(&mut tx, unit, officer).await?;
        photos(&mut tx, (unit, officer), activities * 3).await?;
    }
    tx.commit().await?;
    Ok((campaign, officers.len()))
}

async fn token(tx: &mut Tx, unit: usize, officer: &Officer) -> Result<()> {
    let id = format!("{unit:032x}");
    let hash = SecretHash::of(&secret(unit));
    // The site stands in the demonstration's year, which may lie ahead of this machine's clock.
    let far = tx.now().plus_seconds(10 * 365 * 24 * 60 * 60);
    tx.run(
        "INSERT INTO access_token (id, hash, person, place, name, scope, made_at, expires_at, version) \
         VALUES ($1, $2, $3, $4, 'bench', 'write', 0, $5, 1)",
        params![&id, &hash, &officer.person, &officer.unit, far],
    )
    .await?;
    Ok(())
}

async fn photos(tx: &mut Tx, (unit, officer): (usize, &Officer), count: usize) -> Result<()> {
    let unit = i64::try_from(unit)?;
    tx.run(
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < $4 - 1) \
         INSERT INTO photo (id, unit, ordinal, file_name, kind, bytes, sha256, original, large, small, width, height, uploaded_by, \
         uploaded_at, version, compared) SELECT printf('%016x%016x', $1, i), $2, 0, '现场.jpg', 'jpg', 100000, printf('%032x%016x%016x', 7, $1, i), \
         'none', 'none', 'none', 1600, 1200, $3, 0, 1, TRUE FROM n",
        params![unit, &officer.unit, &officer.person, i64::try_from(count)?],
    )
    .await?;
    Ok(())
}

/// How many activities of the measurement there are.
pub(crate) async fn kept(db: &Db) -> Result<u64> {
    Ok(db.count("SELECT COUNT(*) AS value FROM activity WHERE name = $1", params![NAME]).await?)
}
