//! What the audit trail says of every write, in Chinese words.

use std::collections::BTreeSet;

use db::{Db, Reads, params};
use serde_json::Value;

/// English words that are nobody's code: what the scene typed as a login, and the codes of the catalogue of measures, which are
/// the bureau's data.
const TYPED: [&str; 0] = [];

/// The codes of the entries that are shown as they are, for want of a word.
pub(crate) async fn unworded(db: &Db) -> BTreeSet<String> {
    let details: Vec<Value> =
        db.values("SELECT detail AS value FROM ledger WHERE outcome = 'done'", params![]).await.unwrap();
    let told = details.iter().map(admin::detail_in_words).collect::<Vec<_>>().join("；");
    let pieces = told.split(|c: char| !(c.is_ascii_alphanumeric() || "_-.:".contains(c)));
    let is_code = |piece: &&str| {
        piece.len() > 1 && piece.chars().all(|c| c.is_ascii_lowercase() || c == '_') && !TYPED.contains(piece)
    };
    pieces.filter(is_code).map(|code| format!("the audit trail shows the code {code}")).collect()
}
