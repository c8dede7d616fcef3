//! A row of the trail as a person reads it: names where the row holds ids, and what only a program asks for apart.

use std::collections::HashMap;

use ledger::Row;
use serde_json::{Map, Value};

use super::{FIELDS, kind, value, verb, word};

/// How many of many things are named.
const NAMED: usize = 8;
/// What of a stored row says nothing to a reader of the trail: how it is kept, and where its words stand in the notice.
const KEPT: [&str; 9] = [
    "id",
    "version",
    "plan_version",
    "measure_version",
    "origin",
    "source_start",
    "source_end",
    "source_text",
    "inferred",
];

/// What a row tells.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// What was acted upon, by its kind and name: `专项行动“平安医院行动”`.
    pub object: String,
    /// The rest, as a line.
    pub line: String,
    /// The ids and checksums, each with its word.
    pub codes: Vec<(String, String)>,
}

/// Finds what an id is called.
pub(crate) trait Called {
    /// As a reader of the trail should see it; `None` where nobody knows.
    fn called(&self, id: &str) -> Option<String>;
}

/// The names of one row: as they were when it was written, with the present one beside it where it differs.
pub(crate) struct Names<'a> {
    pub(crate) row: &'a Row,
    pub(crate) now: &'a HashMap<String, String>,
}

impl Called for Names<'_> {
    fn called(&self, id: &str) -> Option<String> {
        let now = self.now.get(id).map(String::as_str);
        beside(self.row.called(id).or(now)?, now).into()
    }
}

/// A name as it was, with the present one beside it where it differs.
pub(crate) fn beside(then: &str, now: Option<&str>) -> String {
    match now.filter(|now| *now != then) {
        Some(now) => format!("{}（现为“{}”）", short(then), short(now)),
        None => short(then),
    }
}

/// A sentence of a notice is told by its beginning.
fn short(name: &str) -> String {
    const MOST: usize = 60;
    match name.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

impl Told {
    /// What a row tells.
    pub fn of(row: &Row, now: &HashMap<String, String>) -> Self {
        let names = Names { row, now };
        let mut told = Self { object: object(row, &names), ..Self::default() };
        if let Value::Object(fields) = &row.detail {
            told.line = told.fields(fields, &names);
        }
        told
    }

    /// Fields as a line; what is an id without a name, or a checksum, goes to the codes.
    fn fields(&mut self, fields: &Map<String, Value>, names: &dyn Called) -> String {
        let mut parts = Vec::new();
        if let (Some(Value::Object(before)), Some(Value::Object(after))) =
            (fields.get("before"), fields.get("after"))
        {
            parts.extend(self.changes(before, after, names));
        }
        for (field, given) in fields {
            let is_compared = matches!(field.as_str(), "before" | "after")
                && fields.get("before").is_some_and(Value::is_object)
                && fields.get("after").is_some_and(Value::is_object);
            if given.is_null() || is_compared || KEPT.contains(&field.as_str()) {
                continue;
            }
            let label = word(FIELDS, field);
            // What the object says already is not said twice.
            let is_object =
                matches!(given, Value::String(text) if self.object.contains(&format!("“{}", short(text))));
            if is_object {
                continue;
            }
            if let Some(text) = self.shown(field, given, names).filter(|text| !text.is_empty()) {
                parts.push(format!("{label}：{text}"));
            }
        }
        parts.join("；")
    }

    /// What differs between a row before and after: `目标：2 → 3`.
    fn changes(
        &mut self,
        before: &Map<String, Value>,
        after: &Map<String, Value>,
        names: &dyn Called,
    ) -> Vec<String> {
        let mut parts = Vec::new();
        for (field, new) in after {
            let old = before.get(field).unwrap_or(&Value::Null);
            if old == new || KEPT.contains(&field.as_str()) {
                continue;
            }
            let mut side = |given: &Value| {
                self.shown(field, given, names)
                    .filter(|text| !text.is_empty())
                    .unwrap_or_else(|| "空".to_owned())
            };
            let (old, new) = (side(old), side(new));
            parts.push(format!("{}：{old} → {new}", word(FIELDS, field)));
        }
        parts
    }

    fn shown(&mut self, field: &str, given: &Value, names: &dyn Called) -> Option<String> {
        match given {
            Value::Null => None,
            Value::String(text) => match value(field, text) {
                Some(word) => Some(word),
                None => self.spelled(field, text, names),
            },
            Value::Bool(yes) => Some(if *yes { "是" } else { "否" }.to_owned()),
            Value::Number(number) => Some(number.to_string()),
            Value::Array(items) if items.is_empty() => None,
            Value::Array(items) => Some(self.several(field, items, names)),
            Value::Object(fields) => {
                let line = self.fields(fields, names);
                Some(if line.is_empty() { line } else { format!("（{line}）") })
            }
        }
    }

    /// A text with names for its ids; one with a code that nobody can read goes to the codes as it is.
    fn spelled(&mut self, field: &str, text: &str, names: &dyn Called) -> Option<String> {
        let mut spelled = text.to_owned();
        for code in codes_in(text) {
            match names.called(code) {
                Some(name) => spelled = spelled.replace(code, &name),
                None => {
                    self.codes.push((word(FIELDS, field).to_owned(), text.to_owned()));
                    return None;
                }
            }
        }
        Some(spelled)
    }

    /// `甲、乙等 12 项`; what has no word is counted.
    fn several(&mut self, field: &str, items: &[Value], names: &dyn Called) -> String {
        let named = items.iter().map(|item| match item {
            Value::String(text) => value(field, text).or_else(|| self.spelled(field, text, names)),
            Value::Object(fields) => {
                let name = ["title", "name", "text"].into_iter().find_map(|key| fields.get(key)?.as_str());
                name.map(short)
            }
            _ => None,
        });
        let named: Option<Vec<String>> = named.collect();
        match named {
            Some(named) if named.len() > NAMED => {
                format!("{}等 {} 项", named[..NAMED].join("、"), named.len())
            }
            Some(named) if !named.is_empty() => named.join("、"),
            _ => format!("{} 项", items.len()),
        }
    }
}

/// What no person reads: ids of 32 digits, checksums of more, and what is made of them.
fn codes_in(text: &str) -> impl Iterator<Item = &str> {
    const LEAST: usize = 32;
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|piece| piece.len() >= LEAST && piece.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn object(row: &Row, names: &dyn Called) -> String {
    let kind_word = kind(&row.target_kind);
    let named: Option<Vec<String>> = codes_in(&row.target).map(|id| names.called(id)).collect();
    let name = match named {
        Some(named) if !named.is_empty() => named.join(" · "),
        // A year, a code that people chose.
        Some(_) if row.target.contains(|c: char| c.is_ascii_digit()) => row.target.clone(),
        _ => return kind_word.to_owned(),
    };
    // A job is called by the act that it does.
    let name = if row.target_kind == "job" { verb(&name) } else { name };
    format!("{kind_word}“{name}”")
}

/// Fields as a line, with their ids as they are: what somebody looked for.
pub(crate) fn plainly(fields: &Value, names: &dyn Called) -> String {
    let Value::Object(fields) = fields else { return String::new() };
    Told::default().fields(fields, names)
}
