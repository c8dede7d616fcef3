//! How long it takes to read a notice of everyday length.
//!
//! The goal holds for the median and for the 95th percentile. The slowest of all is shown beside them without a goal: on a machine that is shared it says
//! what else ran in that moment.

use std::time::Instant;

use anyhow::{Context, Result};

use crate::goal::{Report, Times, millis};
use crate::notice;

const BYTES: usize = 8 << 10;
const ROUNDS: usize = 400;
const GOAL_MS: f64 = 5.0;

pub(crate) fn measure(report: &mut Report) -> Result<()> {
    report.part("reading a notice of 8 KB of UTF-8 (bytes → plan), one core");
    let bytes = notice::grown(BYTES).into_bytes();
    let read = || -> Result<f64> {
        let start = Instant::now();
        let decoded = gongwen::open::open(&bytes, "通知.txt")?;
        let reading = campaigns::reading::read(&decoded)?;
        let time = millis(start.elapsed());
        anyhow::ensure!(reading.phases.len() == 4, "the notice was not read");
        Ok(time)
    };
    report.note("the first, which prepares the patterns", &format!("{:>9.2} ms", read()?));
    let times = (0..ROUNDS).map(|_| read()).collect::<Result<_>>()?;
    let times = Times::of_millis(times).context("nothing measured")?;
    report.at_most(&format!("median of {ROUNDS}"), times.percentile(50), GOAL_MS, "ms");
    report.at_most("p95", times.percentile(95), GOAL_MS, "ms");
    report.note(
        "p99, and the slowest",
        &format!("{:>9.2} ms, {:.2} ms", times.percentile(99), times.percentile(100)),
    );
    Ok(())
}
