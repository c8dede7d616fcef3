//! Papers that cannot be kept: what the person is told, and what the ledger gets to know of a secrecy mark.

use gongwen::read::ReadError;
use people::{Permit, Verb};
use serde_json::json;
use web::Fault;

use crate::Campaigns;

/// The code of a refusal for a secrecy mark.
const SECRET: &str = "secrecy_mark";

/// Why a paper that came in `field` was not taken.
pub(super) fn refusal(error: &ReadError, field: &str) -> Fault {
    let sentence = format!("{error}。");
    match error {
        ReadError::FileTooLarge | ReadError::TextTooLong | ReadError::Swollen => Fault::too_large(sentence),
        ReadError::Secret => Fault::refused(SECRET, sentence),
        _ => Fault::field(field, sentence),
    }
}

/// Whether what was typed must not come back in the page either.
pub(super) fn is_secret(fault: &Fault) -> bool {
    fault.code() == SECRET
}

/// Writes to the ledger that a paper was refused for its mark, and nothing of what it said.
pub(super) async fn record<V: Verb>(room: &Campaigns, permit: &Permit<V>) -> Result<(), Fault> {
    let mut tx = room.db.begin().await?;
    permit.record_refusal(&mut tx, json!({ "reason": SECRET })).await?;
    Ok(tx.commit().await?)
}
