//! 核减: what a reviewer takes off a quantity. It moves what is approved, and nothing else.

use clock::Moment;
use db::{DbError, Reads, Tx, params};

use super::TallyId;
use crate::store::sums;

/// What is taken off, with the reason and who did it.
#[derive(Clone, Copy, Debug)]
pub struct Deduction<'a> {
    /// In the measure's unit of count; 0 gives everything back.
    pub amount: i64,
    pub reason: &'a str,
    /// As they sign.
    pub by: &'a str,
}

/// Takes something off a live quantity. It replaces an earlier deduction. [`DbError::Stale`] where the quantity is gone or less.
pub async fn deduct(tx: &mut Tx, tally: TallyId, deduction: &Deduction<'_>) -> Result<(), DbError> {
    let now = tx.now();
    take_off(tx, tally, deduction, now).await?;
    let counted = "SELECT DISTINCT c.campaign, t.unit, t.measure FROM tally t JOIN tally_campaign c ON c.tally = t.id \
         WHERE t.id = $1";
    let touched = tx.all(counted, params![tally]).await?;
    sums::renew(tx, touched).await
}

async fn take_off(tx: &mut Tx, tally: TallyId, deduction: &Deduction<'_>, at: Moment) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE tally SET deducted = $2, deduct_reason = $3, deducted_by = $4, deducted_at = $5, version = version + 1 \
         WHERE id = $1 AND voided_at IS NULL AND $2 BETWEEN 0 AND quantity",
        params![tally, deduction.amount, deduction.reason, deduction.by, at],
    )
    .await
}

db::record! {
    /// A quantity written anew, and what the reviewer took off the one in whose place it stands.
    struct Successor {
        tally: TallyId,
        measure: String,
        quantity: i64,
        deducted: i64,
        reason: String,
        deducted_by: String,
        deducted_at: Moment,
    }
}

/// A quantity that is now less than what was taken off: all of it is off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outweighed {
    /// Code in the catalogue.
    pub measure: String,
    pub deducted: i64,
    /// What the quantity is now.
    pub quantity: i64,
}

/// Lets deductions outlive that their source was voided and written anew: what the reviewer last said of a measure goes over to its next
/// quantity, so that neither a correction nor taking a source out and back sheds it. Of a smaller quantity all is off, and is told;
/// where it grows again, what the reviewer said is off.
pub async fn carry(tx: &mut Tx, room: &str, source_id: &str) -> Result<Vec<Outweighed>, DbError> {
    // What was carried over has the reviewer's time as well, but perhaps not all that was said.
    let anew: Vec<Successor> = tx
        .all(
            "SELECT t.id AS tally, t.measure, t.quantity, p.deducted, p.deduct_reason AS reason, p.deducted_by, \
             p.deducted_at FROM tally t JOIN tally p ON p.id = (SELECT v.id FROM tally v \
             WHERE v.source_room = $1 AND v.source_id = $2 AND v.measure = t.measure AND v.voided_at IS NOT NULL \
             AND v.deducted_at IS NOT NULL ORDER BY v.deducted_at DESC, v.deducted DESC LIMIT 1) \
             WHERE t.source_room = $1 AND t.source_id = $2 AND t.voided_at IS NULL AND t.deducted = 0 AND p.deducted > 0 \
             ORDER BY t.id",
            params![room, source_id],
        )
        .await?;
    let mut outweighed = Vec::new();
    for one in &anew {
        let amount = one.deducted.min(one.quantity);
        let deduction = Deduction { amount, reason: &one.reason, by: &one.deducted_by };
        take_off(tx, one.tally, &deduction, one.deducted_at).await?;
        if one.deducted > one.quantity {
            let (measure, deducted, quantity) = (one.measure.clone(), one.deducted, one.quantity);
            outweighed.push(Outweighed { measure, deducted, quantity });
        }
    }
    if !anew.is_empty() {
        let counted = "SELECT DISTINCT c.campaign, t.unit, t.measure FROM tally t JOIN tally_campaign c ON c.tally = t.id \
             WHERE t.source_room = $1 AND t.source_id = $2 AND t.voided_at IS NULL AND t.deducted > 0";
        let touched = tx.all(counted, params![room, source_id]).await?;
        sums::renew(tx, touched).await?;
    }
    Ok(outweighed)
}
