use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// `sharp` (npm), run by node in a process of its own for every round.
#[derive(Debug)]
pub(crate) struct Sharp {
    script: PathBuf,
    photo: PathBuf,
    version: String,
}

impl Sharp {
    /// In the folder into which npm installed it; a peer that is missing is an error, never a part left out.
    pub(crate) fn find(peers: &Path, photo: &[u8]) -> Result<Self> {
        // Node looks for packages from where the script lies.
        let (script, file) = (peers.join("bench-sharp.mjs"), peers.join("bench-photo.jpg"));
        fs::write(&script, include_str!("../sharp.mjs"))
            .with_context(|| format!("no folder {}", peers.display()))?;
        fs::write(&file, photo)?;
        let mut sharp = Self { script, photo: file, version: String::new() };
        sharp.version = sharp.run(1, 0).context("the peer sharp is missing: npm install sharp")?;
        Ok(sharp)
    }

    pub(crate) fn version(&self) -> &str {
        &self.version
    }

    /// Milliseconds a photo, by the quickest of the ways to ask for it.
    pub(crate) fn round(&self, cores: usize, photos: usize) -> Result<f64> {
        self.run(cores, photos)?.parse().context("no time from sharp")
    }

    fn run(&self, cores: usize, photos: usize) -> Result<String> {
        let output = Command::new("taskset")
            .args(["--cpu-list", if cores == 1 { "0" } else { "0,1" }, "node"])
            .args([&self.script, &self.photo])
            .args([cores, photos].map(|number| number.to_string()))
            .output()
            .context("taskset or node cannot be run")?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }
}
