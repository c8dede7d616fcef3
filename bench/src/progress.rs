//! How long a bureau waits for what 1,000 units have done of each indicator, with few tally rows and with three million.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Result;
use tokio::runtime::Runtime;

use crate::goal::{Report, Times};
use crate::load::Load;
use crate::site::{Browser, Server, copy, played};
use crate::store::{self, progress};

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
        anyhow::Ok(campaigns::facts::progress_plan(&db, progress::campaign(&db).await?).await?)
    })?;
    plans.iter().for_each(|line| println!("      {line}"));
    Ok(())
}

fn waited(program: &Path, runtime: &Runtime, folder: &Path) -> Result<Times> {
    let server = Server::start(program, folder)?;
    let mut officer = Browser::sign_in(&server, folder, "officer")?;
    let header = format!("Authorization: Bearer {}", officer.access_token()?);
    let id = runtime.block_on(async { progress::campaign(&store::open(folder).await?).await })?;
    LOAD.run(&format!("{}/api/v1/campaigns/{id}/progress", server.address), &header)
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
        let campaign = progress::campaign(&db).await?;
        let mut tx = db.begin().await?;
        progress::fill(&mut tx, campaign, count).await?;
        tx.commit().await?;
        db.close().await?;
        anyhow::Ok(())
    })?;
    println!("   filled with {count} tally rows in {:.0} s", started.elapsed().as_secs_f64());
    fs::write(mark, "")?;
    Ok(folder)
}
