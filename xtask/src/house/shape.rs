use super::Finding;
use super::tree::Tree;

const LONGEST_FILE: usize = 400;
const LONGEST_README: usize = 40;
const DUMPING_GROUNDS: &[&str] = &["core", "common", "shared", "util", "utils", "helper", "helpers", "misc"];
const MAP: &str = "docs/architecture.md";

/// Sources that hold more than one idea can hold.
pub(super) fn length(tree: &Tree) -> Vec<Finding> {
    let sources = tree.ending(".rs").chain(tree.ending(".ts"));
    let long =
        sources.map(|(path, text)| (path, text.lines().count())).filter(|(_, lines)| *lines > LONGEST_FILE);
    long.map(|(path, lines)| {
        Finding::new(
            path,
            LONGEST_FILE + 1,
            format!("{lines} lines; a file holds one idea, at most {LONGEST_FILE}"),
        )
    })
    .collect()
}

/// Files and folders named after nothing.
pub(super) fn names(tree: &Tree) -> Vec<Finding> {
    let sources = tree.all().filter(|(path, _)| !path.starts_with("docs/"));
    let is_ground = |part: &str| DUMPING_GROUNDS.contains(&part.split('.').next().unwrap_or_default());
    let bad = sources.filter_map(|(path, _)| Some((path, path.split('/').find(|part| is_ground(part))?)));
    bad.map(|(path, part)| {
        Finding::new(path, 1, format!("`{part}` says nothing: name it after what it does"))
    })
    .collect()
}

/// Rooms without a README, or with one that nobody reads to its end.
pub(super) fn readmes(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for room in tree.rooms() {
        let path = format!("rooms/{room}/README.md");
        match tree.text(&path).map(|text| text.lines().count()) {
            None => findings.push(Finding::new(&path, 1, "a room has a README")),
            Some(lines) if lines > LONGEST_README => {
                findings.push(Finding::new(
                    &path,
                    LONGEST_README + 1,
                    format!("{lines} lines, at most {LONGEST_README}"),
                ));
            }
            Some(_) => {}
        }
    }
    findings
}

/// Files named in backticks by the map of the house that are not there.
pub(super) fn named_files(tree: &Tree) -> Vec<Finding> {
    let Some(text) = tree.text(MAP) else {
        return vec![Finding::new(MAP, 1, "the house has a map")];
    };
    let mut findings = Vec::new();
    for (i, line) in text.lines().enumerate() {
        // Outside, inside, outside, …: every second piece stands between backticks.
        for named in line.split('`').skip(1).step_by(2).filter(|named| is_path(tree, named)) {
            if !tree.has(named) {
                findings.push(Finding::new(MAP, i + 1, format!("`{named}` is not there")));
            }
        }
    }
    findings
}

/// `kit/db/src/tx.rs`, but not `a/b` of a route or `store/*.rs` of a rule.
fn is_path(tree: &Tree, named: &str) -> bool {
    let plain = named.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
    plain && named.split_once('/').is_some_and(|(top, _)| !top.is_empty() && tree.has(top))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_file_is_found() {
        let found = |path: &str, lines: usize| length(&Tree::of(&[(path, &"x\n".repeat(lines))])).len();
        assert_eq!((found("a.rs", 400), found("a.rs", 401)), (0, 1));
        assert_eq!((found("a.ts", 401), found("a.md", 401)), (1, 0));
    }

    #[test]
    fn a_name_that_says_nothing_is_found() {
        let found = |path: &str| names(&Tree::of(&[(path, "")])).len();
        for path in [
            "kit/core/src/lib.rs",
            "rooms/a/src/utils.rs",
            "web/src/helpers/x.ts",
            "rooms/a/templates/shared/x.html",
        ] {
            assert_eq!(found(path), 1, "{path}");
        }
        assert_eq!(found("rooms/a/src/score.rs") + found("kit/cores/src/lib.rs"), 0);
    }

    #[test]
    fn a_missing_or_endless_readme_is_found() {
        let found = |lines: usize| {
            readmes(&Tree::of(&[("rooms/a/Cargo.toml", ""), ("rooms/a/README.md", &"x\n".repeat(lines))]))
                .len()
        };
        assert_eq!((found(40), found(41)), (0, 1));
        assert_eq!(readmes(&Tree::of(&[("rooms/a/Cargo.toml", "")])).len(), 1);
    }

    #[test]
    fn a_file_that_the_map_names_in_vain_is_found() {
        let tree = |map: &str| Tree::of(&[("kit/db/src/tx.rs", ""), (MAP, map)]);
        assert_eq!(
            named_files(&tree("`kit/db/src/tx.rs` in `kit/db`, `store/*.rs`, `GET /units/{id}`, `POST /x`")),
            []
        );
        assert_eq!(named_files(&tree("the map\nsee `kit/db/src/gone.rs`"))[0].line, 2);
        assert_eq!(named_files(&Tree::of(&[])).len(), 1, "no map");
    }
}
