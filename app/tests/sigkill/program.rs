use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;

/// `anbiao serve` on a data folder and a free port.
pub(crate) struct Program {
    child: Mutex<Child>,
    /// `http://127.0.0.1:PORT`.
    pub(crate) address: String,
}

impl Program {
    /// Starts it and waits until it says where it listens.
    pub(crate) fn start(data: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_anbiao"))
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .env("ANBIAO_LOG", "off")
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = lines.next().unwrap_or_else(|| panic!("the program said nothing")).unwrap();
        assert!(address.starts_with("http://127.0.0.1:"), "{address}");
        Self { child: Mutex::new(child), address }
    }

    /// SIGKILL: it has no time to finish anything.
    pub(crate) fn kill(&self) {
        let mut child = self.child.lock().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }
}

impl Drop for Program {
    /// A test that failed leaves no program behind.
    fn drop(&mut self) {
        self.kill();
    }
}
