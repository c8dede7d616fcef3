//! How long the bureau waits for its pages with 1,000 units, while units are at work.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::goal::{Report, Times};
use crate::site::{Browser, Server, played};

const UNITS: u16 = 1000;
const SECONDS: u32 = 20;
const GOAL_MS: f64 = 100.0;
/// The officers who look at one page, and how often each asks for it in a second.
const OFFICERS: (u32, u32) = (2, 5);
/// The people of units who look at their workbench meanwhile, and how often.
const LOAD: (u32, u32) = (4, 5);

pub(crate) fn measure(report: &mut Report, program: &Path, data: &Path) -> Result<()> {
    let folder = played(program, data, UNITS)?;
    let server = Server::start(program, &folder)?;
    let mut officer = Browser::sign_in(&server, &folder, "officer")?;
    let unit = Browser::sign_in(&server, &folder, "unit001")?;
    let pages = pages(&mut officer)?;
    report.part(&format!(
        "the bureau's pages with {UNITS} units: {} requests/s by {} connections, beside {} requests/s of a unit's \
         workbench by {}; program, load and measurement share this machine's cores, SQLite",
        OFFICERS.0 * OFFICERS.1,
        OFFICERS.0,
        LOAD.0 * LOAD.1,
        LOAD.0
    ));
    for page in pages {
        let load = hey(&server, &unit, "/", LOAD)?;
        let times = times(hey(&server, &officer, &page, OFFICERS)?)?;
        let beside = self::times(load)?;
        report.at_most(&format!("{page}: p99 of {}", times.count()), times.percentile(99), GOAL_MS, "ms");
        let text =
            format!("{:>9.2} ms; workbench beside it: {:.2} ms", times.percentile(50), beside.percentile(50));
        report.note("median", &text);
    }
    Ok(())
}

/// What an officer has open all day: the desk, plain and filtered, its rows, the units.
fn pages(officer: &mut Browser) -> Result<Vec<String>> {
    let list = officer.get("/campaigns")?;
    let campaign = list.split("href=\"/campaigns/").skip(1).find_map(|rest| {
        let id = rest.split('"').next()?;
        id.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| id.to_owned())
    });
    let campaign = campaign.context("no campaign was played")?;
    Ok(["/desk", "/desk?state=missing", "/units", "/"]
        .map(str::to_owned)
        .into_iter()
        .chain([format!("/campaigns/{campaign}")])
        .collect())
}

/// Starts Debian's `hey`: `rate.0` connections, each `rate.1` requests a second.
fn hey(server: &Server, browser: &Browser, path: &str, rate: (u32, u32)) -> Result<Child> {
    let text = |number: u32| number.to_string();
    Command::new("hey")
        .args(["-z", &format!("{SECONDS}s"), "-c", &text(rate.0), "-q", &text(rate.1), "-o", "csv"])
        .args(["-H", &format!("Cookie: {}", browser.cookie())])
        .arg(format!("{}{path}", server.address))
        .stdout(Stdio::piped())
        .spawn()
        .context("hey is not installed: apt-get install hey")
}

/// The times of every answer, all of which must be pages.
fn times(hey: Child) -> Result<Times> {
    let output = hey.wait_with_output()?;
    let text = String::from_utf8(output.stdout)?;
    let mut millis = Vec::new();
    for line in text.lines().skip(1) {
        let columns: Vec<&str> = line.split(',').collect();
        let [seconds, .., status, _offset] = columns.as_slice() else { continue };
        ensure!(*status == "200", "an answer was {status}");
        millis.push(seconds.parse::<f64>()? * 1000.0);
    }
    Times::of_millis(millis).context("no page came")
}
