use std::collections::BTreeMap;

use toml_edit::{DocumentMut, Item, Table};

use super::Finding;
use super::tree::Tree;

/// Which crates of the house a crate may import, and why so. A crate that is not listed may not exist.
const EDGES: &[(&str, &[&str], &str)] = &[
    ("clock", &[], "time knows nobody"),
    ("ids", &["clock"], "an id carries its time"),
    ("db", MAKERS, "rows get their ids and times from a transaction"),
    ("ledger", STORED, "a mechanism with tables of its own"),
    ("jobs", STORED, "a mechanism with tables of its own"),
    ("web", &["clock", "ids", "db", "ledger", "jobs", "blobs"], "the last mechanism before the rooms"),
    ("blobs", &["clock"], "bytes have no meaning, but an age"),
    ("papers", &[], "papers are judged by content, never opened"),
    ("links", &[], "a page is asked for its title, whoever wants it"),
    ("looks", &[], "pictures have no meaning"),
    ("photos", &["looks"], "a photo is noted by how it looks"),
    ("gongwen", &["clock"], "documents bear civil dates"),
    ("sheets", &["clock"], "cells hold civil dates"),
    ("people", &["kit"], "everybody acts as somebody"),
    ("campaigns", &["kit", "people"], "plans are for units"),
    ("plans", &["kit", "people", "campaigns"], "a unit's plan answers a campaign"),
    ("activities", &["kit", "people", "campaigns"], "an activity counts for campaigns, through the tally"),
    (
        "reports",
        &["kit", "people", "campaigns", "plans", "activities"],
        "a report is assembled from activities; a plan that is filed is one of the dates",
    ),
    (
        "dossiers",
        &["kit", "people", "campaigns", "plans", "activities", "reports"],
        "one unit's file is read from all rooms, and taken along as one package",
    ),
    (
        "overview",
        &["kit", "people", "campaigns", "plans", "activities", "reports"],
        "the desk reads all facts",
    ),
    ("admin", &["kit", "people"], "the pages of mechanisms, for administrators"),
    ("testing-db", MAKERS, "knows no room"),
    ("testing-s3", &[], "knows no room"),
    ("testing", &["kit", "people", "testing-db"], "people of every role act in the tests of all rooms"),
    (
        "anbiao",
        &["kit", "people", "campaigns", "plans", "activities", "reports", "dossiers", "overview", "admin"],
        "wires the rooms",
    ),
    ("xtask", &["campaigns", "gongwen"], "scores the notice reader"),
    (
        "bench",
        &["clock", "ids", "db", "people", "campaigns", "activities", "anbiao", "gongwen"],
        "measures the program and the notice reader, on a site that it fills itself",
    ),
    (
        "bench-photos",
        &["looks", "photos"],
        "measures what is done to pictures, and is built without the house",
    ),
    ("fuzz", &["campaigns", "gongwen", "photos", "sheets"], "feeds every reader with hostile files"),
];
const MAKERS: &[&str] = &["clock", "ids", "db"];
const STORED: &[&str] = &["clock", "ids", "db"];
/// What `kit` stands for: `press` is not among them, as app alone links it.
const KIT: &[&str] = &[
    "clock", "ids", "db", "ledger", "jobs", "web", "blobs", "looks", "papers", "photos", "links", "gongwen",
    "sheets",
];
/// What a test may import besides.
const TEST_HOUSES: &[&str] = &["testing", "testing-db", "testing-s3"];

/// What a room may show besides its facts and events, and why.
const PORTS: &[(&str, &str, &str)] = &[
    ("people", "identity", "who a person is changes in the transaction of the room that learns of it"),
    ("people", "liaison", "a unit confirms its liaison where a campaign asks for the list of them"),
    (
        "reports",
        "liaison",
        "a list of liaisons is sent in the transaction in which its unit confirms its own",
    ),
    ("campaigns", "parts", "a unit leaves its campaigns in the transaction that closes it"),
    ("campaigns", "agreed", "a unit's own target counts in the transaction that accepts its plan"),
    ("campaigns", "tally", "what counts is written with the event that makes it true"),
    ("reports", "consolidate", "the draft is made at the command line too, as the browser's job makes it"),
    ("campaigns", "reading", "a notice is read at the command line too, without a database"),
];

/// The files in which a port writes.
pub(super) fn is_port(path: &str) -> bool {
    PORTS.iter().any(|(room, port, _)| {
        path == format!("rooms/{room}/src/{port}.rs")
            || path.starts_with(&format!("rooms/{room}/src/{port}/"))
    })
}

/// Imports between crates that are not listed.
pub(super) fn imports(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut manifests = BTreeMap::new();
    for (path, text) in tree.ending("Cargo.toml") {
        match text.parse::<DocumentMut>() {
            Ok(manifest) => manifests.extend(package(&manifest).map(|name| (name, (path, text, manifest)))),
            Err(cause) => findings.push(Finding::new(path, 1, format!("no TOML: {cause}"))),
        }
    }
    for (name, (path, text, manifest)) in &manifests {
        let Some((_, allowed, _)) = EDGES.iter().find(|(known, ..)| known == name) else {
            let sentence = format!("crate {name} is not in the list of edges (xtask/src/house/edges.rs)");
            findings.push(Finding::new(path, 1, sentence));
            continue;
        };
        for (import, in_tests) in dependencies(manifest) {
            let known = manifests.contains_key(&import);
            if known && !may_import(allowed, &import, in_tests) {
                let line = text.lines().position(|line| line.starts_with(&import)).map_or(1, |line| line + 1);
                findings.push(Finding::new(path, line, format!("{name} may not import {import}")));
            }
        }
    }
    findings
}

fn may_import(allowed: &[&str], import: &str, in_tests: bool) -> bool {
    let by_kit = allowed.contains(&"kit") && KIT.contains(&import);
    by_kit || allowed.contains(&import) || (in_tests && TEST_HOUSES.contains(&import))
}

fn package(manifest: &DocumentMut) -> Option<String> {
    Some(manifest.get("package")?.get("name")?.as_str()?.to_owned())
}

/// The imports of a crate, each with whether only its tests need it.
fn dependencies(manifest: &Table) -> Vec<(String, bool)> {
    let targets = manifest.get("target").and_then(Item::as_table_like);
    let targets =
        targets.into_iter().flat_map(|targets| targets.iter().filter_map(|(_, item)| item.as_table()));
    let mut found = Vec::new();
    for table in std::iter::once(manifest).chain(targets) {
        for (section, in_tests) in
            [("dependencies", false), ("build-dependencies", false), ("dev-dependencies", true)]
        {
            let section = table.get(section).and_then(Item::as_table_like);
            found.extend(
                section
                    .into_iter()
                    .flat_map(|names| names.iter().map(|(name, _)| (name.to_owned(), in_tests))),
            );
        }
    }
    found
}

/// Modules that a room shows to others without being listed.
pub(super) fn doors(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for room in tree.rooms() {
        let path = format!("rooms/{room}/src/lib.rs");
        for (line, text) in tree.text(&path).unwrap_or_default().lines().enumerate() {
            let Some(module) = text.strip_prefix("pub mod ") else { continue };
            let module = module.trim_end_matches([';', '{', ' ']);
            let is_listed = PORTS.iter().any(|(owner, port, _)| (*owner, *port) == (room, module));
            if !["facts", "events"].contains(&module) && !is_listed {
                let sentence = format!(
                    "room {room} shows `{module}`: others may see its room(), facts, events and listed ports"
                );
                findings.push(Finding::new(&path, line + 1, sentence));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(findings: &[Finding]) -> Vec<String> {
        findings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn an_import_that_is_not_listed_is_found() {
        let tree = |imports: &str| {
            Tree::of(&[
                ("Cargo.toml", "[workspace]\n"),
                ("kit/clock/Cargo.toml", "[package]\nname = \"clock\"\n"),
                (
                    "rooms/people/Cargo.toml",
                    "[package]\nname = \"people\"\n[dependencies]\nclock.workspace = true\n",
                ),
                ("testing/Cargo.toml", "[package]\nname = \"testing\"\n"),
                ("rooms/admin/Cargo.toml", imports),
                ("rooms/reports/Cargo.toml", "[package]\nname = \"reports\"\n"),
            ])
        };
        let good = "[package]\nname = \"admin\"\n[dependencies]\npeople.workspace = true\nserde = \"1\"\n[dev-dependencies]\ntesting.workspace = true\n";
        assert_eq!(imports(&tree(good)), []);
        let bad = "[package]\nname = \"admin\"\n[dependencies]\nreports.workspace = true\ntesting.workspace = true\n";
        assert_eq!(
            lines(&imports(&tree(bad))),
            [
                "rooms/admin/Cargo.toml:4: admin may not import reports",
                "rooms/admin/Cargo.toml:5: admin may not import testing"
            ]
        );
        let hidden = "[package]\nname = \"admin\"\n[target.'cfg(unix)'.dependencies]\nreports = { path = \"../reports\" }\n";
        assert_eq!(
            lines(&imports(&tree(hidden))),
            ["rooms/admin/Cargo.toml:4: admin may not import reports"]
        );
        assert_eq!(imports(&tree("[package]\nname = \"attic\"\n")).len(), 1, "a crate that is not listed");
    }

    #[test]
    fn a_module_behind_the_wall_is_found() {
        let tree =
            |lib: &str| Tree::of(&[("rooms/campaigns/Cargo.toml", ""), ("rooms/campaigns/src/lib.rs", lib)]);
        assert_eq!(doors(&tree("mod store;\npub mod facts;\npub mod tally;\n")), []);
        assert_eq!(doors(&tree("pub mod facts;\npub mod store;\n"))[0].line, 2);
    }
}
