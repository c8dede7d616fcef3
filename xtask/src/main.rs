//! Chores of the house: `cargo run -p xtask -- COMMAND`.

mod generated;
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
    /// Writes the files that are made from the program: `docs/routes.txt`.
    Gen,
    /// Checks the structure of the house; every breach is a line `path:line: sentence`.
    House,
    /// Scores the notice reader against a folder of notices with answers; fails below F1 0.95 in any field.
    ScoreNotices { folder: PathBuf },
}

fn main() -> anyhow::Result<ExitCode> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("no root")?;
    let passes = match Arguments::parse().command {
        Command::Gen => generated::run(root)?,
        Command::House => house::run(root)?,
        Command::ScoreNotices { folder } => score_notices::run(&folder)?,
    };
    Ok(if passes { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
