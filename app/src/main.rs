//! `anbiao`: see `anbiao --help`.

use std::process::ExitCode;

use anbiao::{cli::Command, usage};
use mimalloc::MiMalloc;

/// A page of a list is some thousand small pieces of text, taken and given back on several threads: with the system's allocator that was a
/// fifth of its time (decision 86).
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let command = match Command::read(std::env::args_os()) {
        Ok(command) => command,
        Err(error) => return refused(&error),
    };
    let runtime =
        match tokio::runtime::Builder::new_multi_thread().worker_threads(threads()).enable_all().build() {
            Ok(runtime) => runtime,
            Err(cause) => {
                eprintln!("程序无法启动：{cause}");
                return ExitCode::FAILURE;
            }
        };
    match runtime.block_on(command.run()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(failure.exit_code())
        }
    }
}

/// Twice as many threads as cores, and four at least: a question to SQLite holds the thread that asks it (decision 91).
fn threads() -> usize {
    std::thread::available_parallelism().map_or(4, |cores| (cores.get() * 2).max(4))
}

/// Help goes out as it is; a slip is one sentence, exit 2.
fn refused(error: &clap::Error) -> ExitCode {
    match usage::sentence(error) {
        Some(sentence) => {
            eprintln!("{sentence}");
            ExitCode::from(2)
        }
        // Nobody is left to be told when the terminal is gone.
        None => error.print().map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS),
    }
}
