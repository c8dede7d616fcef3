use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

/// The oldest PostgreSQL that the house promises to run on.
const OLDEST: u32 = 15;
/// `nobody` on every Linux: PostgreSQL refuses to run as root.
const NOBODY: &str = "65534";

/// What a cluster takes; a folder with links to some of them is no installation.
const PROGRAMS: [&str; 5] = ["initdb", "postgres", "pg_isready", "createdb", "dropdb"];

/// Why there is no PostgreSQL to test on.
#[derive(Clone, Debug, thiserror::Error)]
pub enum NoCluster {
    #[error("PostgreSQL {OLDEST} or newer is needed for this test: apt-get install postgresql")]
    NotInstalled,
    #[error("PostgreSQL would not start: {0}")]
    NotStarted(String),
}

/// One PostgreSQL server of this test process, in a folder of its own, reached by a socket in it.
#[derive(Debug)]
pub(crate) struct Cluster {
    bin: PathBuf,
    folder: String,
    // Closed by the kernel when this process ends, even by SIGKILL: the supervisor then stops the server.
    supervisor: Mutex<ChildStdin>,
    made: AtomicU32,
}

impl Cluster {
    /// The cluster of this process, started at the first call.
    pub(crate) fn of_this_process() -> Result<&'static Self, NoCluster> {
        static CLUSTER: OnceLock<Result<Cluster, NoCluster>> = OnceLock::new();
        CLUSTER.get_or_init(Self::start).as_ref().map_err(Clone::clone)
    }

    fn start() -> Result<Self, NoCluster> {
        let bin = newest_installed().ok_or(NoCluster::NotInstalled)?;
        let failed = |cause: std::io::Error| NoCluster::NotStarted(cause.to_string());
        let mut child = unprivileged("sh")
            .args(["-c", include_str!("supervise.sh"), "supervise.sh"])
            .arg(&bin)
            .current_dir("/")
            // A group of its own, so that Ctrl-C at the terminal does not end it before its work is done.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        let (Some(supervisor), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(NoCluster::NotStarted("no pipe to its supervisor".to_owned()));
        };
        let mut stdout = BufReader::new(stdout);
        let mut answer = String::new();
        stdout.read_line(&mut answer).map_err(failed)?;
        match answer.trim_end().strip_prefix("ready ") {
            Some(folder) => Ok(Self {
                bin,
                folder: folder.to_owned(),
                supervisor: Mutex::new(supervisor),
                made: AtomicU32::new(0),
            }),
            None => {
                stdout.read_to_string(&mut answer).map_err(failed)?;
                Err(NoCluster::NotStarted(answer))
            }
        }
    }

    /// A new, empty database; the name is unique in this process.
    pub(crate) fn create(&self) -> Result<String, NoCluster> {
        let name = format!("story_{}", self.made.fetch_add(1, Ordering::Relaxed));
        let output = Command::new(self.bin.join("createdb"))
            .args(["-h", &self.folder, "-U", "postgres", &name])
            .output()
            .map_err(|cause| NoCluster::NotStarted(cause.to_string()))?;
        match output.status.success() {
            true => Ok(name),
            false => Err(NoCluster::NotStarted(String::from_utf8_lossy(&output.stderr).into_owned())),
        }
    }

    /// Asks the supervisor to drop a database, and does not wait for it.
    pub(crate) fn discard(&self, name: &str) {
        let mut supervisor = self.supervisor.lock().unwrap_or_else(PoisonError::into_inner);
        // If the supervisor is gone, so are the server and all of its databases.
        let _ = writeln!(supervisor, "{name}");
    }

    /// Where a program reaches the database `name`.
    pub(crate) fn url(&self, name: &str) -> String {
        format!("postgres://postgres@localhost/{name}?host={}", self.folder)
    }
}

/// `program`, run as nobody if this process is root.
fn unprivileged(program: &str) -> Command {
    let is_root = std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    if !is_root {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid", NOBODY, "--regid", NOBODY, "--clear-groups", program]);
    command
}

/// The folder of the newest server programs: Debian's place for them, else the PATH.
fn newest_installed() -> Option<PathBuf> {
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(debian.map(|version| version.path().join("bin")))
        .filter_map(|bin| Some((version(&bin)?, bin)))
        .filter(|(version, _)| *version >= OLDEST)
        .max_by_key(|(version, _)| *version)
        .map(|(_, bin)| bin)
}

/// 15 for a folder whose `postgres --version` says `postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)`.
fn version(bin: &Path) -> Option<u32> {
    if !PROGRAMS.iter().all(|program| bin.join(program).exists()) {
        return None;
    }
    let output = Command::new(bin.join("postgres")).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let number = text.split("(PostgreSQL) ").nth(1)?;
    number.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}
