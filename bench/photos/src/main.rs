//! `make bench PARTS="photos fingerprints"`: what is done to pictures, held against its goals. A program of its own, for
//! it is built in a minute. Exit 1 when a goal is missed or a peer is missing.

mod copies;
#[path = "../../../kit/looks/tests/alike/drawn/mod.rs"]
mod drawn;
mod fingerprints;
#[path = "../../src/goal.rs"]
mod goal;
mod sharp;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, ValueEnum};

use goal::Report;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    Photos,
    Fingerprints,
}

#[derive(Debug, Parser)]
struct Options {
    /// Which parts; none: all.
    parts: Vec<Part>,
    /// The folder into which npm installed `sharp`.
    #[arg(long)]
    peers: PathBuf,
}

fn main() -> Result<ExitCode> {
    let options = Options::parse();
    let is_wanted = |part| options.parts.is_empty() || options.parts.contains(&part);
    let mut report = Report::default();
    if is_wanted(Part::Photos) {
        copies::measure(&mut report, &options.peers)?;
    }
    if is_wanted(Part::Fingerprints) {
        fingerprints::measure(&mut report)?;
    }
    Ok(report.close())
}
