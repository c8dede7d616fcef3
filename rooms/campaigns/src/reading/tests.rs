//! Notices of our own writing, read with other years and names each time, against answers made by hand.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{Decoded, Excerpt, OutlineNode, ReadError, Reading, decode, read};

/// What a fixture's placeholders stand for in one run.
struct Names {
    year: i32,
    place: &'static str,
    bureau: &'static str,
    code: &'static str,
}

const RUNS: [Names; 4] = [
    Names { year: 2026, place: "青禾区", bureau: "云岭市青禾区卫生健康局", code: "云青卫" },
    Names { year: 2019, place: "白沙县", bureau: "白沙县卫生健康委员会", code: "白卫健发" },
    Names { year: 2023, place: "临溪市", bureau: "临溪市卫生健康局", code: "临卫" },
    Names { year: 2031, place: "南桥新区", bureau: "南桥新区社会事务局", code: "南社函" },
];

impl Names {
    fn fill(&self, text: &str) -> String {
        let digits = |zero: char| -> String {
            let names = [zero, '一', '二', '三', '四', '五', '六', '七', '八', '九'];
            self.year.to_string().chars().filter_map(|c| names.get(c.to_digit(10)? as usize)).collect()
        };
        text.replace("{{Y+1}}", &(self.year + 1).to_string())
            .replace("{{Y}}", &self.year.to_string())
            .replace("{{YZ}}", &digits('〇'))
            .replace("{{YO}}", &digits('O'))
            .replace("{{地}}", self.place)
            .replace("{{局}}", self.bureau)
            .replace("{{字}}", self.code)
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/notices")
}

/// Fixture name → (text, answers), placeholders still in them.
fn fixtures() -> BTreeMap<String, (String, String)> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            let answers = fs::read_to_string(path.with_extension("json")).unwrap();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            found.insert(name, (fs::read_to_string(&path).unwrap(), answers));
        }
    }
    found
}

fn reading(text: &str) -> Reading {
    read(&Decoded::from_text(text).unwrap()).unwrap()
}

/// The part of a reading that the answers speak about.
fn answers(reading: &Reading) -> Value {
    fn headings(nodes: &[OutlineNode], level: u8) -> Vec<String> {
        let own = |node: &OutlineNode| (node.level == level).then(|| node.heading.clone());
        nodes.iter().flat_map(|node| own(node).into_iter().chain(headings(&node.children, level))).collect()
    }
    let phases: Vec<Value> = reading
        .phases
        .iter()
        .map(|phase| json!({"name": phase.name, "starts_on": phase.starts_on, "ends_on": phase.ends_on}))
        .collect();
    let rules: Vec<Value> = reading
        .report_rules
        .iter()
        .map(|rule| {
            json!({"kind": rule.kind, "due_on": rule.due_on, "due_time": rule.due_time, "every": rule.every,
                "with_pictures": rule.with_pictures})
        })
        .collect();
    let attachments: Vec<&str> = reading.attachments.iter().map(|one| one.title.as_str()).collect();
    json!({
        "title": reading.title, "document_number": reading.document_number, "issuer": reading.issuer,
        "recipients": reading.recipients, "issued_on": reading.issued_on, "phases": phases, "report_rules": rules,
        "level1": headings(&reading.outline, 1), "level2": headings(&reading.outline, 2),
        "attachments": attachments, "slogans": reading.slogans,
    })
}

fn differences(name: &str, expected: &Value, found: &Value) -> Vec<String> {
    let fields = expected.as_object().unwrap();
    fields
        .iter()
        .filter(|(field, value)| found[field.as_str()] != **value)
        .map(|(field, value)| {
            format!("{name}: {field}\n  expected {value}\n  found    {}", found[field.as_str()])
        })
        .collect()
}

#[test]
fn every_fixture_reads_as_a_person_reads_it() {
    let mut wrong = Vec::new();
    let fixtures = fixtures();
    assert!(fixtures.len() >= 15, "the fixtures are there");
    for run in &RUNS {
        for (name, (text, gold)) in &fixtures {
            let gold: Value = serde_json::from_str(&run.fill(gold)).unwrap();
            let found = answers(&reading(&run.fill(text)));
            wrong.extend(differences(&format!("{name} ({})", run.year), &gold, &found));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
