//! How long a bureau waits for what 1,000 units have done of each indicator, with few tally rows and with three million.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use db::{Db, Reads, Tx, params};
use tokio::runtime::Runtime;

use crate::goal::{Report, Times};
use crate::load::Load;
use crate::site::{Browser, Server, copy, played};
use crate::store;

const UNITS: u16 = 1000;
const FEW: i64 = 10_000;
const MANY: i64 = 3_000_000;
const LOAD: Load = Load { connections: 2, rate: Some(5), seconds: 20 };
const P99_MS: f64 = 50.0;
const GROWTH_GOAL: f64 = 2.0;

pub(crate) fn measure(report: &mut Report, program: &Path, data: &Path) -> Result<()> {
    let runtime = Runtime::new()?;
    let few = waited(program, &runtime, &filled(&runtime, program, data, FEW)?)?;
    let folder = filled(&runtime, program, data, MANY)?;
    let many = waited(program, &runtime, &folder)?;
    report.part(&format!(
        "the progress of a campaign's indicators over {UNITS} units and {MANY} tally rows, JSON for a bureau's officer: {} requests/s \
         by {} connections; program and load share this machine's cores, SQLite",
        LOAD.rate.unwrap_or_default() * LOAD.connections,
        LOAD.connections
    ));
    report.at_most(&format!("p99 of {}", many.count()), many.percentile(99), P99_MS, "ms");
    report.note("median", &format!("{:>9.2} ms", many.percentile(50)));
    let growth = many.percentile(50) / few.percentile(50);
    report.at_most(&format!("median: {MANY} rows over {FEW}"), growth, GROWTH_GOAL, "×");
    let plans = runtime.block_on(async {
        let db = store::open(&folder).await?;
        anyhow::Ok(campaigns::facts::progress_plan(&db, campaign(&db).await?).await?)
    })?;
    plans.iter().for_each(|line| println!("      {line}"));
    Ok(())
}

fn waited(program: &Path, runtime: &Runtime, folder: &Path) -> Result<Times> {
    let server = Server::start(program, folder)?;
    let mut officer = Browser::sign_in(&server, folder, "officer")?;
    let header = format!("Authorization: Bearer {}", officer.access_token()?);
    let id = runtime.block_on(async { campaign(&store::open(folder).await?).await })?;
    LOAD.run(&format!("{}/api/v1/campaigns/{id}/progress", server.address), &header)
}

async fn campaign(db: &Db) -> Result<campaigns::CampaignId> {
    let launched = "SELECT id AS value FROM campaign WHERE state = 'launched' ORDER BY id DESC LIMIT 1";
    db.value(launched, params![]).await?.context("no campaign was played")
}

/// The data folder of a site with that many more tally rows; filled once, then kept.
fn filled(runtime: &Runtime, program: &Path, data: &Path, count: i64) -> Result<PathBuf> {
    let folder = data.join(format!("progress-{count}"));
    let mark = folder.join("filled");
    if mark.is_file() {
        return Ok(folder);
    }
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    copy(&played(program, data, UNITS)?, &folder)?;
    let started = Instant::now();
    runtime.block_on(async {
        let db = store::open(&folder).await?;
        let campaign = campaign(&db).await?;
        let mut tx = db.begin().await?;
        fill(&mut tx, campaign, count).await?;
        tx.commit().await?;
        db.close().await?;
        anyhow::Ok(())
    })?;
    println!("   filled with {count} tally rows in {:.0} s", started.elapsed().as_secs_f64());
    fs::write(mark, "")?;
    Ok(folder)
}

/// Rows for every unit and indicator in turn, in the phase of the indicator or the first one; then the sums.
async fn fill(tx: &mut Tx, campaign: campaigns::CampaignId, count: i64) -> Result<()> {
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
