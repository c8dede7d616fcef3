//! Requests by Debian's `hey`, on this machine.

use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::goal::Times;

/// How many ask, how often and for how long.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Load {
    pub(crate) connections: u32,
    /// Requests a second of each connection; none: as many as come.
    pub(crate) rate: Option<u32>,
    pub(crate) seconds: u32,
}

impl Load {
    /// Begins to ask for a page; nothing is compressed.
    pub(crate) fn start(self, url: &str, header: &str) -> Result<Child> {
        let mut hey = Command::new("hey");
        hey.args(["-z", &format!("{}s", self.seconds), "-c", &self.connections.to_string()]);
        if let Some(rate) = self.rate {
            hey.args(["-q", &rate.to_string()]);
        }
        hey.args(["-disable-compression", "-o", "csv", "-H", header, url])
            .stdout(Stdio::piped())
            .spawn()
            .context("hey is not installed: apt-get install hey")
    }

    /// The same to its end.
    pub(crate) fn run(self, url: &str, header: &str) -> Result<Times> {
        times(self.start(url, header)?)
    }
}

/// The times of every answer, all of which must be pages.
pub(crate) fn times(hey: Child) -> Result<Times> {
    let output = hey.wait_with_output()?;
    let mut millis = Vec::new();
    for line in String::from_utf8(output.stdout)?.lines().skip(1) {
        let columns: Vec<&str> = line.split(',').collect();
        let [seconds, .., status, _offset] = columns.as_slice() else { continue };
        ensure!(*status == "200", "an answer was {status}");
        millis.push(seconds.parse::<f64>()? * 1000.0);
    }
    Times::of_millis(millis).context("no page came")
}
