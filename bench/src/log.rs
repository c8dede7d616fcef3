//! How many activities a second are logged, each durable before it is answered.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use anyhow::{Result, ensure};
use tokio::runtime::Runtime;

use crate::goal::{Report, millis};
use crate::posts::{CONNECTIONS, Posted, Posts};
use crate::site::{Server, copy, played};
use crate::store::log::NAME;
use crate::store::{self, log};

const UNITS: u16 = 200;
/// Activities for which each unit has three photos lying ready: more than there is time for.
const READY: usize = 200;
const GOAL: f64 = 1000.0;
const P99_MS: f64 = 100.0;

pub(crate) fn measure(report: &mut Report, program: &Path, data: &Path) -> Result<()> {
    report.part(&format!(
        "activities with four numbers and three photos that lie ready, for some {UNITS} units in turn by {CONNECTIONS} connections, as many \
         as come; program and load share this machine's cores, SQLite"
    ));
    let posted = posted(program, data)?;
    let folder = data.join("log");
    report.note("syncs of one page to this disk", &format!("{:>9.0} /s", syncs(&folder)?));
    let times = posted.times()?;
    report.at_least("logged", posted.a_second()?, GOAL, "/s");
    report.at_most(&format!("p99 of {}", times.count()), times.percentile(99), P99_MS, "ms");
    report.note("median", &format!("{:>9.2} ms", times.percentile(50)));
    let all = posted.count() + posted.failed.len();
    report.at_most(
        &format!("not accepted, of {all}"),
        f64::from(u32::try_from(posted.failed.len())?),
        0.0,
        "",
    );
    if let Some(first) = posted.failed.first() {
        report.note("the first that was not accepted", first);
    }
    let kept = Runtime::new()?.block_on(async { log::kept(&store::open(&folder).await?).await })?;
    report.at_most("acknowledged and not found", lost(times.count(), kept)?, 0.0, "");
    Ok(())
}

/// Logs at a site of its own, unit after unit.
pub(crate) fn posted(program: &Path, data: &Path) -> Result<Posted> {
    let folder = data.join("log");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    copy(&played(program, data, UNITS)?, &folder)?;
    let (campaign, units) = Runtime::new()?.block_on(async {
        let db = store::open(&folder).await?;
        let ready = log::lay_ready(&db, READY).await?;
        db.close().await?;
        anyhow::Ok(ready)
    })?;
    ensure!(units >= CONNECTIONS, "only {units} units take part");
    let server = Server::start(program, &folder)?;
    let url = format!("{}/api/v1/activities", server.address);
    Posts::as_many_as_come(|agent, connection, turn| {
        let own = (units - connection).div_ceil(CONNECTIONS);
        let (unit, turn) = (connection + turn % own * CONNECTIONS, turn / own);
        let request = agent
            .post(&url)
            .header("authorization", format!("Bearer {}", log::secret(unit)))
            .header("content-type", "application/json")
            .header("idempotency-key", format!("bench-log-{unit}-{turn}"));
        (turn < READY).then(|| request.send(activity(&campaign, unit, turn)))
    })
}

fn lost(acknowledged: usize, kept: u64) -> Result<f64> {
    Ok(f64::from(u32::try_from(u64::try_from(acknowledged)?.abs_diff(kept))?))
}

fn activity(campaign: &str, unit: usize, turn: usize) -> String {
    let photos: Vec<String> = (0..3).map(|at| format!("\"{}\"", log::photo(unit, turn * 3 + at))).collect();
    format!(
        r#"{{"name":"{NAME}","starts_on":"2026-04-10","place":"门诊三楼会议室","campaigns":["{campaign}"],"photos":[{}],
        "quantities":[{{"measure":"lecture","amount":"1"}},{{"measure":"trainee_visit","amount":"60"}},{{"measure":"handbook","amount":"200"}},{{"measure":"display_board","amount":"4"}}]}}"#,
        photos.join(",")
    )
}

/// How often the disk under the folder makes one written page durable, one after the other.
fn syncs(folder: &Path) -> Result<f64> {
    const TIMES: u32 = 200;
    let path = folder.join("sync.tmp");
    let mut file = File::create(&path)?;
    let started = Instant::now();
    for _ in 0..TIMES {
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
    }
    let took = started.elapsed();
    std::fs::remove_file(path)?;
    Ok(f64::from(TIMES) * 1000.0 / millis(took))
}
