//! How many pages of a list a second, with ten thousand activities and with a million.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use tokio::runtime::Runtime;

use crate::goal::{Report, Times};
use crate::site::{Browser, Server, played};
use crate::store::{self, CAMPAIGN, MEASURE};

const FEW: i64 = 10_000;
const MANY: i64 = 1_000_000;
const SECONDS: u32 = 8;
const CONNECTIONS: u32 = 8;
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
    let few = speeds(&runtime, &filled(&runtime, program, data, FEW)?, program)?;
    let folder = filled(&runtime, program, data, MANY)?;
    let many = speeds(&runtime, &folder, program)?;
    report.part(&format!(
        "pages of 50 of {MANY} activities, a bureau's officer, as many as come with {CONNECTIONS} connections in {SECONDS} s; program and \
         hey share this machine's cores, nothing is compressed, SQLite"
    ));
    for (((what, _, goal), many), few) in LISTS.iter().zip(&many).zip(&few) {
        match goal {
            Some(goal) => report.at_least(what, many.a_second, *goal, "/s"),
            None => report.note(what, &format!("{:>9.2} /s", many.a_second)),
        }
        let p99 = format!("{what}: p99 of {}", many.times.count());
        match what.starts_with("JSON") {
            true => report.at_most(&p99, many.times.percentile(99), JSON_P99_MS, "ms"),
            false => report.note(&p99, &format!("{:>9.2} ms", many.times.percentile(99))),
        }
        report.at_most(&format!("{what}: {FEW} over {MANY}"), few.a_second / many.a_second, GROWTH_GOAL, "×");
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
fn filled(runtime: &Runtime, program: &Path, data: &Path, count: i64) -> Result<PathBuf> {
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

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let there = to.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            true => copy(&entry.path(), &there)?,
            false => fs::copy(entry.path(), there).map(drop)?,
        }
    }
    Ok(())
}

struct Speed {
    a_second: f64,
    times: Times,
}

fn speeds(runtime: &Runtime, folder: &Path, program: &Path) -> Result<Vec<Speed>> {
    let server = Server::start(program, folder)?;
    let mut officer = Browser::sign_in(&server, folder, "officer")?;
    let token = officer.access_token()?;
    // What a start leaves to do in the background is done before anything is timed.
    runtime.block_on(async { store::until_indexed(&store::open(folder).await?).await })?;
    let speed = |(_, path, _): &(&str, &str, _)| {
        let path = path.replace("{campaign}", CAMPAIGN).replace("{measure}", MEASURE);
        let header = match path.starts_with("/api/") {
            true => format!("Authorization: Bearer {token}"),
            false => format!("Cookie: {}", officer.cookie()),
        };
        let url = format!("{}{path}", server.address);
        hey(&url, &header, 1)?;
        hey(&url, &header, SECONDS)
    };
    LISTS.iter().map(speed).collect()
}

/// As many requests as come.
fn hey(url: &str, header: &str, seconds: u32) -> Result<Speed> {
    let output = Command::new("hey")
        .args([
            "-z",
            &format!("{seconds}s"),
            "-c",
            &CONNECTIONS.to_string(),
            "-disable-compression",
            "-o",
            "csv",
            "-H",
            header,
            url,
        ])
        .output()
        .context("hey is not installed: apt-get install hey")?;
    let mut millis = Vec::new();
    for line in String::from_utf8(output.stdout)?.lines().skip(1) {
        let columns: Vec<&str> = line.split(',').collect();
        let [time, .., status, _offset] = columns.as_slice() else { continue };
        ensure!(*status == "200", "an answer of {url} was {status}");
        millis.push(time.parse::<f64>()? * 1000.0);
    }
    let a_second = f64::from(u32::try_from(millis.len())?) / f64::from(seconds);
    Ok(Speed { a_second, times: Times::of_millis(millis).context("no page came")? })
}
