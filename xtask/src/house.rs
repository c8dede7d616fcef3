//! Structure checks: what the architecture demands and a compiler cannot see.

mod edges;
mod pages;
mod shape;
mod text;
mod tree;

use std::fmt;
use std::path::Path;

use tree::Tree;

/// One breach of the structure.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    path: String,
    line: usize,
    sentence: String,
}

impl Finding {
    fn new(path: &str, line: usize, sentence: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, sentence: sentence.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.sentence)
    }
}

type Check = fn(&Tree) -> Vec<Finding>;

const CHECKS: &[(&str, Check)] = &[
    ("edges between crates", edges::imports),
    ("doors of rooms", edges::doors),
    ("SQL in its place", text::sql),
    ("pure files", text::purity),
    ("silenced lints", text::silenced),
    ("length of files", shape::length),
    ("names", shape::names),
    ("room READMEs", shape::readmes),
    ("files that the architecture names", shape::named_files),
    ("samples of templates", pages::samples),
];

/// Checks the house at `root` and prints every breach; says whether there is none.
pub(crate) fn run(root: &Path) -> anyhow::Result<bool> {
    let tree = Tree::read(root)?;
    let (mut passed, mut failed) = (0, 0);
    for (name, check) in CHECKS {
        let mut findings = check(&tree);
        findings.sort();
        for finding in &findings {
            println!("{finding}");
        }
        println!("{name}: {}", if findings.is_empty() { "ok" } else { "FAILED" });
        match findings.is_empty() {
            true => passed += 1,
            false => failed += 1,
        }
    }
    println!("{passed} passed, {failed} failed");
    Ok(failed == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_house_stands() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        assert!(run(root).unwrap(), "see the lines above");
    }
}
