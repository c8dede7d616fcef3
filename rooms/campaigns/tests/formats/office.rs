use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// A folder of files that LibreOffice converts.
pub(crate) struct Office(TempDir);

impl Office {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn save(&self, name: &str, bytes: &[u8]) {
        fs::write(self.0.path().join(name), bytes).unwrap();
    }

    /// Converts every file that ends in `from`; gives the results by their names without ending. Fails, and says what to
    /// install, where there is no LibreOffice.
    pub(crate) fn convert(&self, from: &str, to: &str) -> BTreeMap<String, Vec<u8>> {
        let folder = self.0.path();
        let files = ending(folder, from);
        let filter = if from == "txt" { vec!["--infilter=Text (encoded):UTF8,LF,,,"] } else { Vec::new() };
        let output = Command::new("soffice")
            .arg(format!("-env:UserInstallation=file://{}/profile", folder.display()))
            .arg("--headless")
            .args(filter)
            .args(["--convert-to", to, "--outdir", to])
            .args(&files)
            .current_dir(folder)
            .output()
            .unwrap_or_else(|error| {
                panic!("soffice cannot be run ({error}): install libreoffice-writer-nogui")
            });
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let converted = |file: &String| {
            let stem = file.trim_end_matches(from).trim_end_matches('.').to_owned();
            let bytes = fs::read(folder.join(to).join(format!("{stem}.{to}"))).unwrap();
            (stem, bytes)
        };
        files.iter().map(converted).collect()
    }
}

fn ending(folder: &Path, end: &str) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(&format!(".{end}")))
        .collect();
    names.sort_unstable();
    names
}
