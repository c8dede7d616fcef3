//! How long an officer waits for the preview of a sheet of 1,000 units.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use crate::goal::{Report, Times};
use crate::site::{Browser, MERGED, Server, UNITS, played};

const ROUNDS: usize = 7;
const GOAL_MS: f64 = 1000.0;

pub(crate) fn measure(report: &mut Report, program: &Path, data: &Path) -> Result<()> {
    report.part("a sheet of 1,000 units: upload → preview on the screen, SQLite");
    let sheet = anbiao::demo::roster(usize::from(UNITS))?;
    for (what, site) in [("all new to the site", 2), ("all known to the site", UNITS + MERGED)] {
        let folder = played(program, data, site)?;
        let server = Server::start(program, &folder)?;
        let mut officer = Browser::sign_in(&server, &folder, "officer")?;
        let mut times = Vec::with_capacity(ROUNDS);
        for _ in 0..ROUNDS {
            let start = Instant::now();
            let preview = officer.upload("/units/import", "单位名册.xlsx", &sheet)?;
            let page = officer.get(&preview)?;
            times.push(start.elapsed());
            ensure!(
                page.contains("1,000") || page.contains("1000") || page.contains("998"),
                "no preview of the sheet"
            );
        }
        let times = Times::of(&times).context("nothing measured")?;
        report.at_most(&format!("{what}: slowest of {ROUNDS}"), times.percentile(100), GOAL_MS, "ms");
        report.note("median", &format!("{:>9.0} ms", times.percentile(50)));
    }
    Ok(())
}
