//! `make bench`: how fast it is, held against the goals. Exit 1 when one is missed.

mod desk;
mod directus;
mod goal;
mod growth;
mod import;
mod list;
mod load;
mod log;
mod notice;
mod posts;
mod progress;
mod reader;
mod site;
mod store;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Parser, ValueEnum};

use goal::Report;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    Reader,
    Growth,
    Import,
    Desk,
    List,
    Log,
    Progress,
    Directus,
}

#[derive(Debug, Parser)]
struct Options {
    /// Which parts; none: all.
    parts: Vec<Part>,
    /// The release build of `anbiao`.
    #[arg(long)]
    program: PathBuf,
    /// Where the sites of the measurement stay from run to run.
    #[arg(long)]
    data: PathBuf,
    /// Where npm put what it is measured against.
    #[arg(long)]
    peers: Option<PathBuf>,
}

fn main() -> Result<ExitCode> {
    let options = Options::parse();
    let is_wanted = |part| options.parts.is_empty() || options.parts.contains(&part);
    let mut report = Report::default();
    if is_wanted(Part::Reader) {
        reader::measure(&mut report)?;
    }
    if is_wanted(Part::Growth) {
        growth::measure(&mut report)?;
    }
    if is_wanted(Part::Import) {
        import::measure(&mut report, &options.program, &options.data)?;
    }
    if is_wanted(Part::Desk) {
        desk::measure(&mut report, &options.program, &options.data)?;
    }
    if is_wanted(Part::List) {
        list::measure(&mut report, &options.program, &options.data)?;
    }
    if is_wanted(Part::Log) {
        log::measure(&mut report, &options.program, &options.data)?;
    }
    if is_wanted(Part::Progress) {
        progress::measure(&mut report, &options.program, &options.data)?;
    }
    if is_wanted(Part::Directus) {
        let peers = options.peers.as_deref().context("--peers: where Directus is installed")?;
        directus::measure(&mut report, (&options.program, &options.data, peers))?;
    }
    Ok(report.close())
}
