//! What the audit trail says of every write, in Chinese words.

use std::collections::BTreeSet;

use admin::Told;
use db::Db;
use ledger::{Filter, Outcome, Row};

/// What the scene typed: a login and the names of files; and the kind of its job.
const TYPED: [&str; 5] = ["guarded", "paper", "photo", "rights", "nothing"];

/// The codes of the entries that are shown as they are, for want of a word; and the rows that do not say by a name what they are
/// about.
pub(crate) async fn unworded(db: &Db) -> BTreeSet<String> {
    let rows = ledger::page(db, &Filter::default(), None, 1_000).await.unwrap();
    let now = ledger::names_now(db, &rows).await.unwrap();
    let mut wrong = BTreeSet::new();
    for row in rows {
        let told = Told::of(&row, &now);
        let line = format!("{}；{}", told.object, told.line);
        if row.outcome == Outcome::Done {
            wrong.extend(codes(&line).map(|code| format!("the audit trail shows the code {code}")));
            wrong.extend(nameless(&row, &told).map(|what| format!("{} does not name {what}", row.verb)));
        }
        wrong.extend(hex(&line).map(|id| format!("{} shows the id {id}: {line}", row.verb)));
    }
    wrong
}

fn codes(told: &str) -> impl Iterator<Item = &str> {
    let pieces = told.split(|c: char| !(c.is_ascii_alphanumeric() || "_-.:".contains(c)));
    // The codes of the catalogue of measures are the bureau's data.
    let is_told = |piece: &str| TYPED.contains(&piece) || campaigns::measure(piece).is_some();
    pieces.filter(move |piece| {
        let is_code = piece.len() > 1 && piece.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        is_code && !is_told(piece)
    })
}

/// What looks like an id or a part of one.
fn hex(line: &str) -> impl Iterator<Item = &str> {
    let pieces = line.split(|c: char| !c.is_ascii_alphanumeric());
    pieces.filter(|piece| piece.len() >= 16 && piece.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// The ids of an entry that stand for nothing a person knows: those of the thing itself where neither its name nor another word for it
/// is told, and those of any other thing whose field is shown without one.
fn nameless<'a>(row: &'a Row, told: &'a Told) -> impl Iterator<Item = String> + 'a {
    // A browser and a draft have words of their own in the row; a checksum is no thing.
    const APART: [&str; 4] = ["登录", "校验码", "指标", "事项"];
    let has_words = ["file", "name", "device", "after"].iter().any(|field| !row.detail[*field].is_null());
    let object = (!told.object.contains('“') && !has_words).then(|| format!("its {}", row.target_kind));
    let fields = told
        .codes
        .iter()
        .filter(move |(label, _)| !(APART.contains(&label.as_str()) && has_words || label == "校验码"));
    object.into_iter().chain(fields.map(|(label, code)| format!("{label} {code}")))
}
