//! Files that a program writes and people read: regenerated in CI, where the tree must stay clean.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};

/// Writes `docs/routes.txt` from what the program itself lists.
pub(crate) fn run(root: &Path) -> anyhow::Result<bool> {
    let cargo = std::env::var_os("CARGO").context("run this with cargo")?;
    let listed = Command::new(cargo)
        .args(["run", "--quiet", "-p", "anbiao", "--", "routes"])
        .current_dir(root)
        .output()
        .context("cargo cannot be run")?;
    ensure!(listed.status.success(), "anbiao routes: {}", String::from_utf8_lossy(&listed.stderr));
    let file = root.join("docs/routes.txt");
    std::fs::write(&file, listed.stdout).with_context(|| format!("{} cannot be written", file.display()))?;
    println!("docs/routes.txt");
    Ok(true)
}
