//! What the audit trail says of every write, in Chinese words.

use std::collections::BTreeSet;

use db::{Db, Reads, params};
use serde_json::Value;

/// What the scene typed: a login and the names of files.
const TYPED: [&str; 3] = ["guarded", "paper", "photo"];

/// The codes of the entries that are shown as they are, for want of a word.
pub(crate) async fn unworded(db: &Db) -> BTreeSet<String> {
    let details: Vec<Value> =
        db.values("SELECT detail AS value FROM ledger WHERE outcome = 'done'", params![]).await.unwrap();
    let told = details.iter().map(admin::detail_in_words).collect::<Vec<_>>().join("；");
    let pieces = told.split(|c: char| !(c.is_ascii_alphanumeric() || "_-.:".contains(c)));
    // The codes of the catalogue of measures are the bureau's data.
    let is_told = |piece: &str| TYPED.contains(&piece) || campaigns::measure(piece).is_some();
    let is_code = |piece: &&str| {
        piece.len() > 1 && piece.chars().all(|c| c.is_ascii_lowercase() || c == '_') && !is_told(piece)
    };
    pieces.filter(is_code).map(|code| format!("the audit trail shows the code {code}")).collect()
}
