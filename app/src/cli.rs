use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use clock::CivilDate;
use web::Cidr;

use crate::{Failure, consolidate, demo, notice, routes, serve};

/// 安标：一份通知进，一套台账出。
#[derive(Debug, Parser)]
#[command(name = "anbiao", version, about)]
pub struct Command {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Serves the site. On an empty folder it prints a one-time set-up link.
    Serve(Serve),
    /// Fills a new data folder with a fictional district that plays a notice.
    Demo(Demo),
    /// Reads an official notice: .txt, .docx, .pdf with a text layer, .ofd, .html; .doc, .wps, .rtf and .odt where
    /// LibreOffice is installed.
    Notice {
        #[command(subcommand)]
        action: Notice,
    },
    /// Writes the consolidated draft of a phase, as the browser's job makes it.
    Consolidate(Consolidate),
    /// Lists every route with who may call it.
    Routes,
}

/// Where the data lies.
#[derive(Clone, Debug, Parser)]
pub struct Storage {
    /// The data folder: pictures, and the SQLite database unless `--database-url` names another.
    #[arg(long, env = "ANBIAO_DATA")]
    pub data: PathBuf,
    /// `postgres://…`; without it the database is a file in the data folder.
    #[arg(long, env = "ANBIAO_DATABASE_URL")]
    pub database_url: Option<String>,
}

#[derive(Debug, Parser)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) storage: Storage,
    /// The address to listen on.
    #[arg(long, env = "ANBIAO_LISTEN", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// The address that people type, when a proxy stands in between (`https://…` makes cookies secure).
    #[arg(long, env = "ANBIAO_PUBLIC_URL")]
    pub(crate) public_url: Option<String>,
    /// A proxy's address or range of addresses (`10.1.0.0/16`): what it says in X-Forwarded-For counts as the caller's
    /// address. May be given several times, or with commas in between.
    #[arg(long, env = "ANBIAO_TRUSTED_PROXY", value_delimiter = ',')]
    pub(crate) trusted_proxy: Vec<Cidr>,
}

#[derive(Debug, Parser)]
pub(crate) struct Demo {
    #[command(flatten)]
    pub(crate) storage: Storage,
    /// How many units.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u16).range(2..=1000))]
    pub(crate) units: u16,
    /// How many photos each unit takes; at least one, as its reports must have a picture.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=9))]
    pub(crate) photos_per_unit: u16,
    /// The same seed gives the same data.
    #[arg(long, default_value_t = 7)]
    pub(crate) seed: u64,
    /// The notice to play; without it a sample of our own writing.
    #[arg(long)]
    pub(crate) notice: Option<PathBuf>,
    /// The demonstration's own "today" (`2026-09-10`), shown on every page; without it a day after the second phase.
    #[arg(long)]
    pub(crate) now: Option<CivilDate>,
}

#[derive(Debug, Subcommand)]
enum Notice {
    /// What the notice asks for.
    Read {
        file: PathBuf,
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// The text that came out of the file; the offsets of `read` count in it.
    Text { file: PathBuf },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
}

#[derive(Debug, Parser)]
pub(crate) struct Consolidate {
    #[command(flatten)]
    pub(crate) storage: Storage,
    /// The campaign; needed only when there are several.
    #[arg(long)]
    pub(crate) campaign: Option<String>,
    /// The phase, from 1.
    #[arg(long)]
    pub(crate) phase: i64,
    /// The folder to write into.
    #[arg(long)]
    pub(crate) out: PathBuf,
}

impl Command {
    /// Does what was asked.
    pub async fn run(self) -> Result<(), Failure> {
        match self.action {
            Action::Serve(options) => serve::serve(options).await,
            Action::Demo(options) => demo::play(options).await,
            Action::Notice { action: Notice::Read { file, format } } => notice::read(&file, format),
            Action::Notice { action: Notice::Text { file } } => notice::text(&file),
            Action::Consolidate(options) => consolidate::consolidate(options).await,
            Action::Routes => routes::list().await,
        }
    }
}
