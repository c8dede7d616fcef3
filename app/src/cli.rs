use std::net::SocketAddr;
use std::path::PathBuf;

use blobs::BucketAddress;
use clap::{ArgAction, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use clock::CivilDate;
use web::Cidr;

use crate::{Failure, consolidate, demo, doctor, notice, routes, serve};

/// The command line.
#[derive(Debug, Parser)]
#[command(name = "anbiao", version, about = "安标：一份通知进，一套台账出。")]
pub struct Command {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    #[command(about = "启动网站；数据文件夹为空时，先打印一次性的初始化链接")]
    Serve(Serve),
    #[command(about = "在空文件夹里演一遍：虚构的区、单位和人员按通知完成各阶段工作")]
    Demo(Demo),
    #[command(
        about = "读取通知：.txt、.docx、有文字层的 .pdf、.ofd、.html；装有 LibreOffice 时还可读 .doc、.wps、.rtf、.odt"
    )]
    Notice {
        #[command(subcommand)]
        action: Notice,
    },
    #[command(about = "生成一个阶段的汇总稿（与页面上生成的相同）")]
    Consolidate(Consolidate),
    #[command(about = "体检：核对数据库和文件库，列出缺失的文件和无人引用的文件")]
    Doctor(Doctor),
    #[command(about = "列出全部网址和接口，以及哪些角色可以调用")]
    Routes,
}

/// Where the data lies.
#[derive(Clone, Debug, Parser)]
pub struct Storage {
    /// Pictures, and the SQLite database unless `database_url` names another.
    #[arg(
        long,
        env = "ANBIAO_DATA",
        hide_env = true,
        help = "数据文件夹：照片、文件，以及数据库（另行指定数据库时除外）。也可用环境变量 ANBIAO_DATA"
    )]
    pub data: PathBuf,
    /// `postgres://…`; without it the database is a file in the data folder.
    #[arg(
        long,
        env = "ANBIAO_DATABASE_URL",
        hide_env = true,
        help = "PostgreSQL 数据库（postgres://…）；不写则用数据文件夹里的 SQLite。也可用环境变量 ANBIAO_DATABASE_URL"
    )]
    pub database_url: Option<String>,
    /// `s3://bucket[/prefix]`; without it pictures and files lie in the data folder.
    #[arg(
        long,
        env = "ANBIAO_BLOBS",
        hide_env = true,
        help = "照片和文件存到 S3 兼容的对象存储：s3://存储桶 或 s3://存储桶/前缀；不写则存在数据文件夹里。服务地址、地域和密钥用环境变量 AWS_ENDPOINT_URL、AWS_REGION、AWS_ACCESS_KEY_ID、AWS_SECRET_ACCESS_KEY 设置。也可用环境变量 ANBIAO_BLOBS"
    )]
    pub blobs: Option<BucketAddress>,
}

impl Storage {
    /// A folder that holds everything.
    pub fn folder(data: impl Into<PathBuf>) -> Self {
        Self { data: data.into(), database_url: None, blobs: None }
    }
}

#[derive(Debug, Parser)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) storage: Storage,
    #[arg(
        long,
        env = "ANBIAO_LISTEN",
        hide_env = true,
        default_value = "127.0.0.1:8080",
        hide_default_value = true,
        help = "监听的地址和端口，默认 127.0.0.1:8080。也可用环境变量 ANBIAO_LISTEN"
    )]
    pub(crate) listen: SocketAddr,
    /// The address that people type, when a proxy stands in between (`https://…` makes cookies secure).
    #[arg(
        long,
        env = "ANBIAO_PUBLIC_URL",
        hide_env = true,
        help = "前面有反向代理时，用户访问的网址（https:// 开头时，登录信息只走加密连接）。也可用环境变量 ANBIAO_PUBLIC_URL"
    )]
    pub(crate) public_url: Option<String>,
    /// What these say in X-Forwarded-For counts as the caller's address.
    #[arg(
        long,
        env = "ANBIAO_TRUSTED_PROXY",
        hide_env = true,
        value_delimiter = ',',
        help = "可信的反向代理地址或网段（如 10.1.0.0/16），据其 X-Forwarded-For 认定来访地址；可写多次或用逗号隔开。也可用环境变量 ANBIAO_TRUSTED_PROXY"
    )]
    pub(crate) trusted_proxy: Vec<Cidr>,
}

#[derive(Debug, Parser)]
pub(crate) struct Demo {
    #[command(flatten)]
    pub(crate) storage: Storage,
    #[arg(long, default_value_t = 60, hide_default_value = true, help = "单位数，2 至 1000，默认 60", value_parser = clap::value_parser!(u16).range(2..=1000))]
    pub(crate) units: u16,
    /// At least one, as reports must have a picture.
    #[arg(long, default_value_t = 4, hide_default_value = true, help = "每家单位拍的照片数，1 至 9，默认 4", value_parser = clap::value_parser!(u16).range(1..=9))]
    pub(crate) photos_per_unit: u16,
    #[arg(
        long,
        default_value_t = 7,
        hide_default_value = true,
        help = "随机数种子，相同种子生成相同数据，默认 7"
    )]
    pub(crate) seed: u64,
    #[arg(long, help = "按这份通知演示；不写则用自带的示例通知")]
    pub(crate) notice: Option<PathBuf>,
    /// Shown on every page; without it ten days after the last end that the notice prints.
    #[arg(long, help = "演示中的“今天”，如 2026-09-10；不写则为通知印出的最后日期之后 10 天")]
    pub(crate) now: Option<CivilDate>,
}

#[derive(Debug, Subcommand)]
enum Notice {
    #[command(about = "通知要求了什么：阶段、任务、指标、报送要求")]
    Read {
        #[arg(help = "通知文件")]
        file: PathBuf,
        #[arg(
            long,
            value_enum,
            default_value_t = Format::Text,
            hide_default_value = true,
            hide_possible_values = true,
            help = "输出形式：text（默认）或 json"
        )]
        format: Format,
    },
    #[command(about = "从文件里取出的正文；read 输出的位置按它计数")]
    Text {
        #[arg(help = "通知文件")]
        file: PathBuf,
    },
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
    #[arg(long, help = "专项行动的编号；只有一项时可以不写")]
    pub(crate) campaign: Option<String>,
    #[arg(long, help = "第几阶段，从 1 起")]
    pub(crate) phase: i64,
    #[arg(long, help = "生成到哪个文件夹")]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Parser)]
pub(crate) struct Doctor {
    #[command(flatten)]
    pub(crate) storage: Storage,
    #[arg(long, help = "删除存放超过 24 小时、无人引用的文件；先列出个数和大小")]
    pub(crate) remove_orphans: bool,
}

impl Command {
    /// Reads a command line.
    ///
    /// # Errors
    /// clap's own; [`crate::usage::sentence`] says it in Chinese.
    pub fn read(line: impl IntoIterator<Item = std::ffi::OsString>) -> Result<Self, clap::Error> {
        Self::from_arg_matches(&in_chinese(Self::command()).try_get_matches_from(line)?)
    }

    /// Does what was asked.
    pub async fn run(self) -> Result<(), Failure> {
        match self.action {
            Action::Serve(options) => serve::serve(options).await,
            Action::Demo(options) => demo::play(options).await,
            Action::Notice { action: Notice::Read { file, format } } => notice::read(&file, format),
            Action::Notice { action: Notice::Text { file } } => notice::text(&file),
            Action::Consolidate(options) => consolidate::consolidate(options).await,
            Action::Doctor(options) => doctor::doctor(options).await,
            Action::Routes => routes::list().await,
        }
    }
}

/// The headings of the help, which clap writes in English, for a command and all below it.
fn in_chinese(command: clap::Command) -> clap::Command {
    let help = clap::Arg::new("help").short('h').long("help").action(ArgAction::Help).help("显示用法");
    let mut command = command
        .help_template("{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}")
        .subcommand_help_heading("命令")
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(help);
    if command.get_version().is_some() {
        let version = clap::Arg::new("version").short('V').long("version").action(ArgAction::Version);
        command = command.arg(version.help("显示版本"));
    }
    command
        .mut_args(|arg| {
            let heading = if arg.is_positional() { "参数" } else { "选项" };
            arg.help_heading(heading)
        })
        .mut_subcommands(in_chinese)
}
