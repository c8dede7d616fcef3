//! How long the bureau waits for its pages with 1,000 units, while units are at work.

use std::path::Path;

use anyhow::{Context, Result};

use crate::goal::Report;
use crate::load::{self, Load};
use crate::site::{Browser, Server, played};

const UNITS: u16 = 1000;
const GOAL_MS: f64 = 100.0;
/// The officers who look at one page.
const OFFICERS: Load = Load { connections: 2, rate: Some(5), seconds: 20 };
/// The people of units who look at their workbench meanwhile.
const UNITS_AT_WORK: Load = Load { connections: 4, ..OFFICERS };

pub(crate) fn measure(report: &mut Report, program: &Path, data: &Path) -> Result<()> {
    let folder = played(program, data, UNITS)?;
    let server = Server::start(program, &folder)?;
    let mut officer = Browser::sign_in(&server, &folder, "officer")?;
    let unit = Browser::sign_in(&server, &folder, "unit001")?;
    let pages = pages(&mut officer)?;
    report.part(&format!(
        "the bureau's pages with {UNITS} units: {} requests/s by {} connections, beside {} requests/s of a unit's \
         workbench by {}; program, load and measurement share this machine's cores, SQLite",
        OFFICERS.connections * OFFICERS.rate.unwrap_or_default(),
        OFFICERS.connections,
        UNITS_AT_WORK.connections * UNITS_AT_WORK.rate.unwrap_or_default(),
        UNITS_AT_WORK.connections
    ));
    for page in pages {
        let cookie = |browser: &Browser| format!("Cookie: {}", browser.cookie());
        let beside = UNITS_AT_WORK.start(&format!("{}/", server.address), &cookie(&unit))?;
        let times = OFFICERS.run(&format!("{}{page}", server.address), &cookie(&officer))?;
        let beside = load::times(beside)?;
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
