//! The peer: Directus on SQLite, which npm put into a folder; the same list and the same entry, signed in, in one run with ours.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use tokio::runtime::Runtime;
use ureq::Agent;

use crate::goal::Report;
use crate::load::Load;
use crate::posts::{Posted, Posts};
use crate::store::CAMPAIGN;
use crate::{list, log};

const GOAL: f64 = 10.0;
const FEW: i64 = 10_000;
const TOKEN: &str = "bench";
/// How long it may take to start.
const PATIENCE: Duration = Duration::from_secs(90);
/// What stands in a line of the list, numbers with it.
const LIST: &str = "/items/entry?filter[campaign][_eq]={campaign}&sort=-starts_on&limit=50&fields=*,quantities.measure,quantities.amount";

pub(crate) fn measure(report: &mut Report, (program, data, peers): (&Path, &Path, &Path)) -> Result<()> {
    let runtime = Runtime::new()?;
    let site = list::filled(&runtime, program, data, FEW)?;
    let ours = list::speed(&runtime, &site, program)?;
    let logged = log::posted(program, data)?;
    let peer = Directus::start(peers, &site)?;
    let url = format!("{}{}", peer.address, LIST.replace("{campaign}", CAMPAIGN));
    let header = format!("Authorization: Bearer {TOKEN}");
    peer.lists_whole(&url)?;
    Load { seconds: 1, ..list::LOAD }.run(&url, &header)?;
    let theirs = list::LOAD.run(&url, &header)?;
    let entered = peer.enter()?;
    report.part(&format!(
        "beside Directus {}: 50 of a campaign as JSON, the latest first, of {FEW} activities; and one more with four numbers and three photos, \
         theirs beside these, ours as in `log`; signed in with a token, as many as come with the same connections, on the same cores, SQLite \
         with a write-ahead log; both keep a trail of what is written",
        peer.version
    ));
    let (ours, theirs) = (list::a_second(&ours)?, list::a_second(&theirs)?);
    told(report, "pages", ours, theirs);
    let (ours, theirs) = (accepted(&logged)?, accepted(&entered)?);
    told(report, "activities", ours, theirs);
    Ok(())
}

fn told(report: &mut Report, what: &str, ours: f64, theirs: f64) {
    report.note(&format!("{what}: ours"), &format!("{ours:>9.0} /s"));
    report.note(&format!("{what}: Directus"), &format!("{theirs:>9.0} /s"));
    report.at_least(&format!("{what}: ours over Directus"), ours / theirs, GOAL, "×");
}

fn accepted(posted: &Posted) -> Result<f64> {
    ensure!(posted.failed.is_empty(), "not accepted: {:?}", posted.failed.first());
    posted.a_second()
}

/// A Directus with the activities of a site; stopped when dropped.
#[derive(Debug)]
struct Directus {
    child: Child,
    address: String,
    version: String,
}

impl Directus {
    /// In the folder into which npm installed it; a peer that is missing is an error, never a part left out.
    fn start(peers: &Path, site: &Path) -> Result<Self> {
        let cli = peers.join("node_modules/directus/cli.js");
        ensure!(cli.is_file(), "the peer Directus is missing: npm install directus");
        let folder = peers.join("directus-site");
        fs::create_dir(&folder)?;
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        drop(listener);
        let run = |command: &str| {
            let mut node = Command::new("node");
            node.arg(&cli).arg(command).current_dir(&folder).stdout(Stdio::null());
            node.envs([
                ("DB_CLIENT", "sqlite3"),
                ("KEY", "bench"),
                ("SECRET", "bench-secret"),
                ("ADMIN_EMAIL", "bench@example.com"),
                ("ADMIN_PASSWORD", "bench-password"),
                ("TELEMETRY", "false"),
                ("LOG_LEVEL", "error"),
                ("NODE_ENV", "production"),
                // It would refuse what comes too fast.
                ("PRESSURE_LIMITER_ENABLED", "false"),
                ("HOST", "127.0.0.1"),
            ]);
            node.env("PORT", port.to_string()).env("DB_FILENAME", folder.join("directus.db"));
            node
        };
        ensure!(run("bootstrap").status()?.success(), "Directus could not be set up");
        let script = peers.join("bench-directus.mjs");
        fs::write(&script, include_str!("../directus.mjs"))?;
        let filled = Command::new("node").arg(&script).arg(&folder).arg(site).status()?;
        ensure!(filled.success(), "Directus could not be filled");
        let version = version(peers)?;
        let peer =
            Self { child: run("start").spawn()?, address: format!("http://127.0.0.1:{port}"), version };
        peer.until_up()?;
        Ok(peer)
    }

    fn until_up(&self) -> Result<()> {
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            if ureq::get(format!("{}/server/ping", self.address)).call().is_ok() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(200));
        }
        bail!("Directus did not start")
    }

    /// That a page has what it should: 50 entries, each with its numbers.
    fn lists_whole(&self, url: &str) -> Result<()> {
        let mut answer = ureq::get(url).header("authorization", format!("Bearer {TOKEN}")).call()?;
        let page = answer.body_mut().read_to_string()?;
        let (entries, numbers) = (page.matches("\"starts_on\"").count(), page.matches("\"measure\"").count());
        ensure!(entries == 50 && numbers == 100, "{entries} entries with {numbers} numbers came");
        Ok(())
    }

    /// The same entry again and again.
    fn enter(&self) -> Result<Posted> {
        let url = format!("{}/items/entry", self.address);
        Posts::as_many_as_come(|agent: &Agent, _connection, turn| {
            let request = agent.post(&url).header("authorization", format!("Bearer {TOKEN}"));
            Some(request.header("content-type", "application/json").send(entry(turn)))
        })
    }
}

impl Drop for Directus {
    fn drop(&mut self) {
        // It may have ended by itself, which the requests will have shown.
        let _ended = self.child.kill().and_then(|()| self.child.wait());
    }
}

fn version(peers: &Path) -> Result<String> {
    let package: PathBuf = peers.join("node_modules/directus/package.json");
    let text = fs::read_to_string(package)?;
    let version = text.split("\"version\": \"").nth(1).and_then(|rest| rest.split('"').next());
    Ok(version.context("a package without a version")?.to_owned())
}

fn entry(turn: usize) -> String {
    format!(
        r#"{{"name":"夜间巡查培训","unit":"bench","unit_name":"第{turn}服务站","starts_on":"2026-04-10","ends_on":"2026-04-10","place":"门诊三楼会议室",
        "state":"logged","campaign":"{CAMPAIGN}","photos":[{{"file":"a"}},{{"file":"b"}},{{"file":"c"}}],
        "quantities":[{{"measure":"lecture","amount":1}},{{"measure":"trainee_visit","amount":60}},{{"measure":"handbook","amount":200}},{{"measure":"display_board","amount":4}}]}}"#
    )
}
