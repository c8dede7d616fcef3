//! How long an officer waits for the preview of a sheet of 1,000 units.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use crate::goal::{Report, Times};
use crate::site::{Browser, Server, played_anew};

const UNITS: usize = 1000;
const ROUNDS: usize = 7;
const GOAL_MS: f64 = 1000.0;

pub(crate) fn measure(report: &mut Report, program: &Path, data: &Path) -> Result<()> {
    report.part("a sheet of 1,000 units: upload → preview on the screen, SQLite");
    let sheet = anbiao::demo::roster(UNITS)?;
    let folder = played_anew(program, data, 2)?;
    let server = Server::start(program, &folder)?;
    let mut officer = Browser::sign_in(&server, &folder, "officer")?;
    let preview = previewed(report, "all but two new to the site", &mut officer, &sheet)?;
    let id = preview.rsplit('/').next().context("a preview without an id")?;
    officer.post("/units/import/confirm", &format!("id={id}"))?;
    previewed(report, "all known to the site", &mut officer, &sheet)?;
    Ok(())
}

/// Measures how long a preview takes, and gives the address of the last one.
fn previewed(report: &mut Report, what: &str, officer: &mut Browser, sheet: &[u8]) -> Result<String> {
    let mut times = Vec::with_capacity(ROUNDS);
    let mut preview = String::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        preview = officer.upload("/units/import", "单位名册.xlsx", sheet)?;
        let page = officer.get(&preview)?;
        times.push(start.elapsed());
        ensure!(["1,000", "1000", "998"].iter().any(|count| page.contains(count)), "no preview of the sheet");
    }
    let times = Times::of(&times).context("nothing measured")?;
    report.at_most(&format!("{what}: slowest of {ROUNDS}"), times.percentile(100), GOAL_MS, "ms");
    report.note("median", &format!("{:>9.0} ms", times.percentile(50)));
    Ok(preview)
}
