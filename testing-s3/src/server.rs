use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{ChildStdin, Command, Stdio};
use std::sync::OnceLock;

/// Where scripts/setup.sh puts it.
const PYTHON: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../.tools/moto/bin/python");

/// Why there is no store to test on.
#[derive(Clone, Debug, thiserror::Error)]
pub enum NoStore {
    #[error("moto is needed for this test: scripts/setup.sh test")]
    NotInstalled,
    #[error("moto would not start: {0}")]
    NotStarted(String),
    #[error("moto made no bucket: {0}")]
    NoBucket(String),
}

/// A store in a process of its own.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    // Closed by the kernel when this process ends, even by SIGKILL: the server then ends too.
    _stdin: ChildStdin,
}

impl Server {
    /// The store of this process, started at the first call. It lets everybody do everything.
    pub(crate) fn of_this_process() -> Result<&'static Self, NoStore> {
        static SERVER: OnceLock<Result<Server, NoStore>> = OnceLock::new();
        SERVER.get_or_init(|| Self::start(None)).as_ref().map_err(Clone::clone)
    }

    /// A store that asks for a key from its second request on, and knows none.
    pub(crate) fn that_knows_nobody() -> Result<Self, NoStore> {
        Self::start(Some(("INITIAL_NO_AUTH_ACTION_COUNT", "1")))
    }

    fn start(setting: Option<(&str, &str)>) -> Result<Self, NoStore> {
        if !Path::new(PYTHON).exists() {
            return Err(NoStore::NotInstalled);
        }
        let failed = |cause: std::io::Error| NoStore::NotStarted(cause.to_string());
        let mut child = Command::new(PYTHON)
            .args(["-c", include_str!("serve.py")])
            .envs(setting)
            // A group of its own, so that Ctrl-C at the terminal ends it by the end of its stdin, like everything else.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        let (Some(stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(NoStore::NotStarted("no pipe to it".to_owned()));
        };
        let mut answer = String::new();
        BufReader::new(stdout).read_line(&mut answer).map_err(failed)?;
        let port = answer.trim_end().strip_prefix("ready ").and_then(|port| port.parse().ok());
        let port: u16 = port.ok_or_else(|| NoStore::NotStarted(format!("it said {answer:?}")))?;
        Ok(Self { address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)), _stdin: stdin })
    }

    /// Makes a bucket.
    pub(crate) fn create(&self, bucket: &str) -> Result<(), NoStore> {
        let failed = |cause: std::io::Error| NoStore::NoBucket(cause.to_string());
        let mut stream = TcpStream::connect(self.address).map_err(failed)?;
        let request = format!(
            "PUT /{bucket} HTTP/1.1\r\nHost: {}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            self.address
        );
        stream.write_all(request.as_bytes()).map_err(failed)?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).map_err(failed)?;
        match answer.split(' ').nth(1) {
            Some("200") => Ok(()),
            _ => Err(NoStore::NoBucket(answer)),
        }
    }
}
