//! Chores of the house: `cargo run -p xtask -- COMMAND`.

mod house;
mod score_notices;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Checks the structure of the house; every breach is a line `path:line: sentence`.
    House,
    /// Scores the notice reader against a folder of notices with answers; fails below F1 0.95 in any field.
    ScoreNotices { folder: PathBuf },
}

fn main() -> anyhow::Result<ExitCode> {
    let passes = match Arguments::parse().command {
        Command::House => house::run(Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("no root")?)?,
        Command::ScoreNotices { folder } => score_notices::run(&folder)?,
    };
    Ok(if passes { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
