//! 核减: what a reviewer takes off a quantity. It moves what is approved, and nothing else.

use clock::Moment;
use db::{DbError, Reads, Tx, params};
use web::Fault;

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

/// Takes something off a live quantity. It replaces an earlier deduction.
pub async fn deduct(tx: &mut Tx, tally: TallyId, deduction: &Deduction<'_>) -> Result<(), Fault> {
    let whole = tx
        .value::<i64>(
            "SELECT quantity AS value FROM tally WHERE id = $1 AND voided_at IS NULL",
            params![tally],
        )
        .await?
        .ok_or_else(Fault::not_found)?;
    if !(0..=whole).contains(&deduction.amount) {
        return Err(Fault::field("deducted", format!("核减数应在 0 到 {whole} 之间。")));
    }
    let now = tx.now();
    take_off(tx, tally, deduction, now).await?;
    Ok(add_up_anew(tx, tally).await?)
}

async fn take_off(tx: &mut Tx, tally: TallyId, deduction: &Deduction<'_>, at: Moment) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE tally SET deducted = $2, deduct_reason = $3, deducted_by = $4, deducted_at = $5, version = version + 1 \
         WHERE id = $1 AND voided_at IS NULL",
        params![tally, deduction.amount, deduction.reason, deduction.by, at],
    )
    .await
}

async fn add_up_anew(tx: &mut Tx, tally: TallyId) -> Result<(), DbError> {
    let counted = "SELECT DISTINCT c.campaign, t.unit, t.measure FROM tally t JOIN tally_campaign c ON c.tally = t.id \
         WHERE t.id = $1";
    let touched = tx.all(counted, params![tally]).await?;
    sums::renew(tx, touched).await
}

db::record! {
    /// A quantity written anew, and what was taken off the one in whose place it stands.
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

/// A deduction that ended, because its quantity became smaller than it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Code in the catalogue.
    pub measure: String,
    pub deducted: i64,
    /// What the quantity is now.
    pub quantity: i64,
}

/// Lets deductions outlive that their source was voided and written anew: each goes over to the next quantity of the same measure, so
/// that neither a correction nor taking a source out and back sheds it. One that is more than what is there now ends, and is told.
pub async fn carry(tx: &mut Tx, room: &str, source_id: &str) -> Result<Vec<Ended>, DbError> {
    // Ids sort as they were made.
    let anew: Vec<Successor> = tx
        .all(
            "SELECT t.id AS tally, t.measure, t.quantity, p.deducted, p.deduct_reason AS reason, p.deducted_by, \
             p.deducted_at FROM tally t JOIN tally p ON p.id = (SELECT MAX(v.id) FROM tally v \
             WHERE v.source_room = $1 AND v.source_id = $2 AND v.measure = t.measure AND v.voided_at IS NOT NULL) \
             WHERE t.source_room = $1 AND t.source_id = $2 AND t.voided_at IS NULL AND t.deducted = 0 AND p.deducted > 0 \
             ORDER BY t.id",
            params![room, source_id],
        )
        .await?;
    let mut ended = Vec::new();
    for one in anew {
        if one.deducted > one.quantity {
            ended.push(Ended { measure: one.measure, deducted: one.deducted, quantity: one.quantity });
            continue;
        }
        let deduction = Deduction { amount: one.deducted, reason: &one.reason, by: &one.deducted_by };
        take_off(tx, one.tally, &deduction, one.deducted_at).await?;
        add_up_anew(tx, one.tally).await?;
    }
    Ok(ended)
}
