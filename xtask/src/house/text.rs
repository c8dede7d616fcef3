use std::sync::LazyLock;

use regex::Regex;

use super::Finding;
use super::edges::is_port;
use super::tree::Tree;

/// A literal that begins as a statement does; its first line may be empty.
static STATEMENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#""(?:\s|\\\n)*(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH(?: RECURSIVE)?|(?:CREATE|ALTER|DROP) (?:TABLE|UNIQUE|INDEX|VIEW)|PRAGMA) "#,
    )
});
/// What touches a machine, a network, a database or a request.
static OUTSIDE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:tokio|axum|askama|blobs|web)::|\bstd::(?:fs|net|process|env)\b|\b(?:Db|Tx|Reads)\b|\basync\b|\.await\b",
    )
});
static SILENCER: LazyLock<Regex> = LazyLock::new(|| pattern(r"#!?\[(?:allow|expect)\([^\]]*\)\]"));

#[expect(clippy::expect_used, reason = "the patterns of this file are literals")]
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this file")
}

/// Where the kit itself asks: the handle, the table of idempotency keys, and whether the database answers at all.
const SQL_OF_MECHANISMS: &[&str] = &["kit/db/src/", "kit/web/src/idempotency.rs", "kit/web/src/health.rs"];

/// SQL outside stores, facts, ports and migrations; tests may ask what they like.
pub(super) fn sql(tree: &Tree) -> Vec<Finding> {
    let sources = tree.ending(".rs").filter(|(path, _)| path.contains("/src/") && !may_hold_sql(path));
    let hits = |(path, text)| {
        matches(&STATEMENT, text).map(move |line| {
            Finding::new(
                path,
                line,
                "SQL stands in store.rs, store/, facts.rs, facts/, a listed port or a migration",
            )
        })
    };
    sources.flat_map(hits).collect()
}

fn may_hold_sql(path: &str) -> bool {
    let own = ["/src/store.rs", "/src/facts.rs"].iter().any(|file| path.ends_with(file));
    let below = ["/src/store/", "/src/facts/"].iter().any(|folder| path.contains(folder));
    let test_house =
        path.starts_with("testing/") || path.starts_with("testing-db/") || path.starts_with("xtask/");
    own || below
        || test_house
        || is_port(path)
        || SQL_OF_MECHANISMS.iter().any(|place| path.starts_with(place))
}

/// Files that a room's README calls pure (`Pure: report.rs, deadline.rs`), and every policy.rs, that are not.
pub(super) fn purity(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for room in tree.rooms() {
        let readme = format!("rooms/{room}/README.md");
        let Some(text) = tree.text(&readme) else { continue };
        let Some((line, named)) =
            text.lines().enumerate().find_map(|(i, line)| Some((i + 1, line.strip_prefix("Pure: ")?)))
        else {
            findings.push(Finding::new(
                &readme,
                1,
                "no line `Pure: …` names the files without SQL, HTTP and clock",
            ));
            continue;
        };
        let named = named.split(", ").map(|name| name.trim_matches(['`', ' ', '.', ',']));
        for name in named.chain(["policy"]) {
            let name = name.trim_end_matches(".rs");
            let path = format!("rooms/{room}/src/{name}.rs");
            match tree.text(&path) {
                Some(text) => findings.extend(impurities(&path, text)),
                None if name == "policy" => {}
                None => findings.push(Finding::new(
                    &readme,
                    line,
                    format!("{path} is called pure and is not there"),
                )),
            }
        }
    }
    findings
}

fn impurities(path: &str, text: &str) -> Vec<Finding> {
    let code: Vec<&str> = text.split("#[cfg(test)]").collect();
    let lines = code[0].lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
    let hits = lines.filter_map(|(i, line)| Some((i + 1, OUTSIDE.find(line)?.as_str())));
    hits.map(|(line, what)| Finding::new(path, line, format!("a pure file may not use `{what}`"))).collect()
}

/// Lints silenced without a reason.
pub(super) fn silenced(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.ending(".rs") {
        for hit in SILENCER.find_iter(text).filter(|hit| !hit.as_str().contains("reason = ")) {
            let line = line_of(text, hit.start());
            findings.push(Finding::new(path, line, "silence a lint by #[expect(…, reason = \"…\")]"));
        }
    }
    findings
}

fn matches<'a>(pattern: &'a Regex, text: &'a str) -> impl Iterator<Item = usize> + 'a {
    pattern.find_iter(text).map(|hit| line_of(text, hit.start()))
}

fn line_of(text: &str, offset: usize) -> usize {
    text[..offset].matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sql_is_found_where_it_may_not_stand() {
        let statement = "fn f() {\n    db.run(\n        \"\\\n         SELECT 1\", x)\n}\n";
        let found = |path: &str, text: &str| sql(&Tree::of(&[(path, text)]));
        assert_eq!(found("rooms/a/src/verbs/show.rs", statement)[0].line, 3);
        assert_eq!(found("app/src/main.rs", "let x = \"DELETE FROM unit WHERE id = $1\";").len(), 1);
        for path in [
            "rooms/a/src/store.rs",
            "rooms/a/src/store/units.rs",
            "rooms/a/src/facts.rs",
            "rooms/campaigns/src/tally.rs",
            "rooms/a/tests/story.rs",
        ] {
            assert_eq!(found(path, statement), [], "{path}");
        }
        assert_eq!(found("rooms/a/src/lib.rs", "/// SELECT\nlet x = \"Select a unit\";"), []);
    }

    #[test]
    fn a_pure_file_that_reaches_out_is_found() {
        let tree = |readme: &str, entity: &str, policy: &str| {
            Tree::of(&[
                ("rooms/a/Cargo.toml", ""),
                ("rooms/a/README.md", readme),
                ("rooms/a/src/report.rs", entity),
                ("rooms/a/src/policy.rs", policy),
            ])
        };
        let readme = "# a\nPure: `report.rs`.\n";
        let clean = "//! Reads no file; web::Page shows it.\ndb::coded! {}\n#[cfg(test)]\nmod tests { async fn f() {} }\n";
        assert_eq!(purity(&tree(readme, clean, "")), []);
        let reaching = "use std::collections::BTreeMap;\nuse db::{DbError, Tx};\n";
        assert_eq!(purity(&tree(readme, reaching, ""))[0].line, 2);
        assert_eq!(purity(&tree(readme, "let now = std::fs::read(p);", ""))[0].path, "rooms/a/src/report.rs");
        assert_eq!(purity(&tree(readme, clean, "use axum::Json;"))[0].path, "rooms/a/src/policy.rs");
        assert_eq!(purity(&tree("# a\nPure: gone.rs\n", clean, ""))[0].line, 2);
        assert_eq!(purity(&tree("# a\n", clean, "")).len(), 1, "a room names its pure files");
    }

    #[test]
    fn a_lint_silenced_without_a_reason_is_found() {
        let found = |attribute: &str| silenced(&Tree::of(&[("a.rs", attribute)])).len();
        // Written in two parts, or the check would find them here.
        assert_eq!(found(concat!("#[all", "ow(dead_code)]")), 1);
        assert_eq!(found(concat!("#![exp", "ect(dead_code)]")), 1);
        assert_eq!(found("#[expect(dead_code, reason = \"a closed list\")]"), 0);
    }
}
