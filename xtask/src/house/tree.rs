use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;

/// Built, fetched or kept by a running program: not the house.
const FOREIGN: &[&str] = &["target", "node_modules", "dist", "var"];
const TEXT: &[&str] = &["rs", "ts", "html", "toml", "md"];

/// The files of the house by their path from the root; the content of those that are text.
#[derive(Debug, Default)]
pub(super) struct Tree {
    files: BTreeMap<String, String>,
}

impl Tree {
    /// Reads what lies below `root`; hidden folders and what was built are left out.
    pub(super) fn read(root: &Path) -> anyhow::Result<Self> {
        let mut tree = Self::default();
        tree.walk(root, "")?;
        Ok(tree)
    }

    fn walk(&mut self, folder: &Path, prefix: &str) -> anyhow::Result<()> {
        for entry in folder.read_dir().with_context(|| folder.display().to_string())? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') || FOREIGN.contains(&name.as_str()) {
                continue;
            }
            let path = format!("{prefix}{name}");
            if entry.file_type()?.is_dir() {
                self.walk(&entry.path(), &format!("{path}/"))?;
                continue;
            }
            let is_text = TEXT.iter().any(|kind| name.ends_with(&format!(".{kind}")));
            let text = if is_text {
                std::fs::read_to_string(entry.path()).context(path.clone())?
            } else {
                String::new()
            };
            self.files.insert(path, text);
        }
        Ok(())
    }

    /// The content of one file.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Whether there is a file or a folder of this path.
    pub(super) fn has(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        self.files.contains_key(path) || self.files.keys().any(|file| file.starts_with(&folder))
    }

    /// Every file whose path ends like this, with its content.
    pub(super) fn ending<'a>(&'a self, end: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.all().filter(move |(path, _)| path.ends_with(end))
    }

    /// Every file with its content.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The names of the rooms, by their folders.
    pub(super) fn rooms(&self) -> impl Iterator<Item = &str> {
        self.ending("/Cargo.toml")
            .filter_map(|(path, _)| path.strip_prefix("rooms/")?.strip_suffix("/Cargo.toml"))
    }
}

#[cfg(test)]
impl Tree {
    /// A tree that exists only in a test.
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        let owned = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        Self { files: owned.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_is_written_by_hand_only() {
        let folder = tempfile::tempdir().unwrap();
        for path in
            ["rooms/a/src/lib.rs", "web/node_modules/x/y.ts", "target/debug/z.rs", ".git/config", "photo.jpg"]
        {
            let file = folder.path().join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, "text").unwrap();
        }
        let tree = Tree::read(folder.path()).unwrap();
        assert_eq!(tree.all().collect::<Vec<_>>(), [("photo.jpg", ""), ("rooms/a/src/lib.rs", "text")]);
        assert!(tree.has("rooms/a") && tree.has("rooms/a/") && !tree.has("rooms/b"));
    }
}
