//! Chores of the house: `cargo run -p xtask -- COMMAND`.

mod score_notices;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Scores the notice reader against a folder of notices with answers; fails below F1 0.95 in any field.
    ScoreNotices { folder: PathBuf },
}

fn main() -> anyhow::Result<ExitCode> {
    let passes = match Arguments::parse().command {
        Command::ScoreNotices { folder } => score_notices::run(&folder)?,
    };
    Ok(if passes { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
