//! How many activities a second are logged, each durable before it is answered.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::runtime::Runtime;
use ureq::Agent;

use crate::goal::{Report, Times, millis};
use crate::site::{Server, copy, played};
use crate::store::log::NAME;
use crate::store::{self, log};

const UNITS: u16 = 200;
const SECONDS: u64 = 8;
const CONNECTIONS: usize = 16;
/// Activities for which each unit has three photos lying ready: more than there is time for.
const READY: usize = 200;
const GOAL: f64 = 1000.0;
const P99_MS: f64 = 100.0;

pub(crate) fn measure(report: &mut Report, program: &Path, data: &Path) -> Result<()> {
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
    report.part(&format!(
        "activities with four numbers and three photos that lie ready, for {units} units in turn by {CONNECTIONS} connections, as many as \
         come in {SECONDS} s; program and load share this machine's cores, SQLite"
    ));
    report.note("syncs of one page to this disk", &format!("{:>9.0} /s", syncs(&folder)?));
    let server = Server::start(program, &folder)?;
    let started = Instant::now();
    let done = Mutex::new((Vec::new(), Vec::new()));
    std::thread::scope(|scope| {
        for connection in 0..CONNECTIONS {
            let (server, done, campaign) = (&server, &done, campaign.as_str());
            scope.spawn(move || {
                let mine = (connection..units).step_by(CONNECTIONS);
                let (times, failed) = post_all(server, campaign, mine, started);
                let mut done = done.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                done.0.extend(times);
                done.1.extend(failed);
            });
        }
    });
    let seconds = started.elapsed().as_secs_f64();
    let (times, failed) = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    let all = times.len() + failed.len();
    let a_second = f64::from(u32::try_from(times.len())?) / seconds;
    let times = Times::of(&times).with_context(|| format!("nothing was logged: {:?}", failed.first()))?;
    report.at_least("logged", a_second, GOAL, "/s");
    report.at_most(&format!("p99 of {}", times.count()), times.percentile(99), P99_MS, "ms");
    report.note("median", &format!("{:>9.2} ms", times.percentile(50)));
    report.at_most(&format!("not accepted, of {all}"), f64::from(u32::try_from(failed.len())?), 0.0, "");
    if let Some(first) = failed.first() {
        report.note("the first that was not accepted", first);
    }
    let kept = Runtime::new()?.block_on(async { log::kept(&store::open(&folder).await?).await })?;
    report.at_most("acknowledged and not found", lost(times.count(), kept)?, 0.0, "");
    Ok(())
}

fn lost(acknowledged: usize, kept: u64) -> Result<f64> {
    Ok(f64::from(u32::try_from(u64::try_from(acknowledged)?.abs_diff(kept))?))
}

/// One connection's activities, unit after unit: how long each took, and what was said of those that were not accepted.
fn post_all(
    server: &Server,
    campaign: &str,
    units: impl Iterator<Item = usize> + Clone,
    started: Instant,
) -> (Vec<Duration>, Vec<String>) {
    let agent: Agent = Agent::config_builder().http_status_as_error(false).build().into();
    let (mut times, mut failed) = (Vec::new(), Vec::new());
    for turn in 0..READY {
        for unit in units.clone() {
            if started.elapsed() >= Duration::from_secs(SECONDS) {
                return (times, failed);
            }
            let began = Instant::now();
            let request = agent
                .post(format!("{}/api/v1/activities", server.address))
                .header("authorization", format!("Bearer {}", log::secret(unit)))
                .header("content-type", "application/json")
                .header("idempotency-key", format!("bench-log-{unit}-{turn}"));
            let answer = request.send(activity(campaign, unit, turn)).and_then(|mut answer| {
                let said = answer.body_mut().read_to_string()?;
                Ok((answer.status() == 200, said))
            });
            match answer {
                Ok((true, _)) => times.push(began.elapsed()),
                Ok((false, said)) => failed.push(said),
                Err(error) => failed.push(error.to_string()),
            }
        }
    }
    (times, failed)
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
