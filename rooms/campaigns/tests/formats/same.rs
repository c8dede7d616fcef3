use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use gongwen::open::open;
use serde_json::Value;

use super::office::Office;

/// Every notice of this room's tests with its placeholders filled.
pub(crate) fn notices() -> BTreeMap<String, String> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut found =
        BTreeMap::from([("notice".to_owned(), fs::read_to_string(tests.join("notice.txt")).unwrap())]);
    for entry in fs::read_dir(tests.join("notices")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            found.insert(name, filled(&fs::read_to_string(&path).unwrap()));
        }
    }
    found
}

fn filled(text: &str) -> String {
    let placeholders = [
        ("{{Y+1}}", "2027"),
        ("{{Y}}", "2026"),
        ("{{YZ}}", "二〇二六"),
        ("{{YO}}", "二O二六"),
        ("{{地}}", "青禾区"),
        ("{{局}}", "云岭市青禾区卫生健康局"),
        ("{{字}}", "云青卫"),
    ];
    placeholders.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
}

/// What was read of a file, without where it stands and without blanks.
pub(crate) fn reading(bytes: &[u8], name: &str) -> Value {
    let decoded = open(bytes, name).unwrap_or_else(|error| panic!("{name}: {error}"));
    let reading = campaigns::reading::read(&decoded).unwrap_or_else(|error| panic!("{name}: {error}"));
    bare(serde_json::to_value(reading).unwrap())
}

fn bare(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let kept = fields.into_iter().filter(|(name, _)| name != "source" && !name.ends_with("_sources"));
            Value::Object(kept.map(|(name, value)| (name, bare(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(bare).collect()),
        Value::String(text) => Value::String(text.chars().filter(|c| !c.is_whitespace()).collect()),
        other => other,
    }
}

/// The fields that differ, each with both sides.
pub(crate) fn differences(expected: &Value, found: &Value) -> Vec<String> {
    let (Value::Object(expected), Value::Object(found)) = (expected, found) else {
        return vec!["no object".into()];
    };
    let differing = expected.iter().filter(|(name, value)| found.get(*name) != Some(value));
    differing.map(|(name, value)| format!("{name}: {value}\n   not {}", found[name])).collect()
}

/// A document pasted as one line keeps its structure in blanks alone, and print loses those that fall on a line's end; marks of
/// direction turn the words themselves in print.
const NOT_FOR_PRINT: [&str; 2] = ["folded-into-one-line", "marks-of-direction"];

#[test]
fn one_notice_reads_alike_in_every_format() {
    let notices = notices();
    assert!(notices.len() >= 19, "{} fixtures", notices.len());
    let office = Office::new();
    for (name, text) in &notices {
        office.save(&format!("{name}.txt"), text.as_bytes());
    }
    let mut failures = Vec::new();
    let mut compare = |format: &str, files: BTreeMap<String, Vec<u8>>| {
        assert_eq!(files.len(), notices.len(), "{format}");
        for (name, bytes) in files {
            if format == "pdf" && NOT_FOR_PRINT.contains(&name.as_str()) {
                continue;
            }
            let expected = reading(notices[&name].as_bytes(), "notice.txt");
            // The name says nothing: the content decides.
            let differences = differences(&expected, &reading(&bytes, "notice"));
            failures.extend(differences.iter().map(|difference| format!("{name}.{format}: {difference}")));
        }
    };
    for format in ["docx", "pdf", "html"] {
        compare(format, office.convert("txt", format));
    }
    let gb18030 = |text: &String| encoding_rs::GB18030.encode(text).0.into_owned();
    compare("gb18030", notices.iter().map(|(name, text)| (name.clone(), gb18030(text))).collect());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
