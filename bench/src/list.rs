//! How many pages of a list a second, with ten thousand activities and with a million.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use tokio::runtime::Runtime;

use crate::goal::{Report, Times};
use crate::load::Load;
use crate::site::{Browser, Server, copy, played};
use crate::store::{self, CAMPAIGN, MEASURE};

const FEW: i64 = 10_000;
const MANY: i64 = 1_000_000;
pub(crate) const LOAD: Load = Load { connections: 8, rate: None, seconds: 8 };
const JSON_GOAL: f64 = 2500.0;
const JSON_P99_MS: f64 = 50.0;
const HTML_GOAL: f64 = 1000.0;
const GROWTH_GOAL: f64 = 2.0;

/// What is asked for, and how many a second are the goal.
const LISTS: [(&str, &str, Option<f64>); 6] = [
    (
        "JSON of a campaign, the latest first",
        "/api/v1/activities?campaign={campaign}&sort=-date",
        Some(JSON_GOAL),
    ),
    (
        "JSON of a measure, the earliest first",
        "/api/v1/activities?measure={measure}&sort=date",
        Some(JSON_GOAL),
    ),
    ("JSON of everything, by name", "/api/v1/activities?sort=name", Some(JSON_GOAL)),
    ("JSON of what two words find", "/api/v1/activities?q=%E6%B6%88%E9%98%B2%20%E8%AE%B2%E8%A7%A3", None),
    ("HTML of a campaign, the latest first", "/activities?campaign={campaign}&sort=-date", Some(HTML_GOAL)),
    ("HTML of a measure, the earliest first", "/activities?measure={measure}&sort=date", Some(HTML_GOAL)),
];

pub(crate) fn measure(report: &mut Report, program: &Path, data: &Path) -> Result<()> {
    let runtime = Runtime::new()?;
    let few = speeds(&runtime, &filled(&runtime, program, data, FEW)?, program, &LISTS)?;
    let folder = filled(&runtime, program, data, MANY)?;
    let many = speeds(&runtime, &folder, program, &LISTS)?;
    report.part(&format!(
        "pages of 50 of {MANY} activities, a bureau's officer, as many as come with {} connections in {} s; program and \
         hey share this machine's cores, nothing is compressed, SQLite",
        LOAD.connections, LOAD.seconds
    ));
    for (((what, _, goal), many), few) in LISTS.iter().zip(&many).zip(&few) {
        match goal {
            Some(goal) => report.at_least(what, a_second(many)?, *goal, "/s"),
            None => report.note(what, &format!("{:>9.2} /s", a_second(many)?)),
        }
        let p99 = format!("{what}: p99 of {}", many.count());
        match what.starts_with("JSON") {
            true => report.at_most(&p99, many.percentile(99), JSON_P99_MS, "ms"),
            false => report.note(&p99, &format!("{:>9.2} ms", many.percentile(99))),
        }
        let growth = a_second(few)? / a_second(many)?;
        report.at_most(&format!("{what}: {FEW} over {MANY}"), growth, GROWTH_GOAL, "×");
    }
    let plans = runtime.block_on(async {
        let db = store::open(&folder).await?;
        let root = store::root(&db).await?;
        anyhow::Ok(activities::facts::plans(&db, &root, (CAMPAIGN, MEASURE)).await?)
    })?;
    for (list, plan) in plans {
        println!("   {list}");
        plan.iter().for_each(|line| println!("      {line}"));
    }
    Ok(())
}

/// The data folder of a site with that many activities; filled once, then kept.
pub(crate) fn filled(runtime: &Runtime, program: &Path, data: &Path, count: i64) -> Result<PathBuf> {
    let folder = data.join(format!("list-{count}"));
    let mark = folder.join("filled");
    if mark.is_file() {
        return Ok(folder);
    }
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    copy(&played(program, data, 2)?, &folder)?;
    let started = Instant::now();
    runtime.block_on(async {
        let db = store::open(&folder).await?;
        store::fill(&db, count).await?;
        db.close().await?;
        anyhow::Ok(())
    })?;
    println!(
        "   filled with {count} activities in {:.0} s; the program puts them into its index …",
        started.elapsed().as_secs_f64()
    );
    let (started, server) = (Instant::now(), Server::start(program, &folder)?);
    runtime.block_on(async { store::until_indexed(&store::open(&folder).await?).await })?;
    drop(server);
    println!("   … which took {:.0} s", started.elapsed().as_secs_f64());
    fs::write(mark, "")?;
    Ok(folder)
}

/// The first of the lists alone.
pub(crate) fn speed(runtime: &Runtime, folder: &Path, program: &Path) -> Result<Times> {
    speeds(runtime, folder, program, &LISTS[..1])?.pop().context("no list")
}

fn speeds(
    runtime: &Runtime,
    folder: &Path,
    program: &Path,
    lists: &[(&str, &str, Option<f64>)],
) -> Result<Vec<Times>> {
    let server = Server::start(program, folder)?;
    let mut officer = Browser::sign_in(&server, folder, "officer")?;
    let token = officer.access_token()?;
    // What a start leaves to do in the background is done before anything is timed.
    runtime.block_on(async { store::until_indexed(&store::open(folder).await?).await })?;
    let times = |(_, path, _): &(&str, &str, _)| {
        let path = path.replace("{campaign}", CAMPAIGN).replace("{measure}", MEASURE);
        let header = match path.starts_with("/api/") {
            true => format!("Authorization: Bearer {token}"),
            false => format!("Cookie: {}", officer.cookie()),
        };
        let url = format!("{}{path}", server.address);
        Load { seconds: 1, ..LOAD }.run(&url, &header)?;
        LOAD.run(&url, &header)
    };
    lists.iter().map(times).collect()
}

pub(crate) fn a_second(times: &Times) -> Result<f64> {
    Ok(f64::from(u32::try_from(times.count())?) / f64::from(LOAD.seconds))
}
