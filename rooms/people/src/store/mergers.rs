use clock::CivilDate;
use db::{DbError, Reads, Tx, params};

use crate::permit::Permit;
use crate::policy::{MergeUnit, UnmergeUnit};
use crate::{NodeKind, NodePath, UnitId};

db::record! {
    /// A unit that went into another one.
    #[derive(Clone, Debug)]
    pub(crate) struct Absorbed {
        pub(crate) id: UnitId,
        pub(crate) name: String,
        /// The last day under its own name.
        pub(crate) last_day: CivilDate,
    }
}

/// What went into a unit, the earliest first.
pub(crate) async fn absorbed(reads: &impl Reads, successor: UnitId) -> Result<Vec<Absorbed>, DbError> {
    reads
        .all(
            "SELECT unit.id, unit.name, unit_merge.last_day FROM unit_merge JOIN unit ON unit.id = unit_merge.unit \
             WHERE unit_merge.successor = $1 ORDER BY unit_merge.last_day, unit.name",
            params![successor],
        )
        .await
}

/// The bureau that a node hangs below, however deep.
pub(crate) async fn bureau_above(reads: &impl Reads, node: &NodePath) -> Result<Option<UnitId>, DbError> {
    reads
        .value(
            "SELECT id AS value FROM unit WHERE kind = $2 AND SUBSTR($1, 1, LENGTH(path)) = path \
             ORDER BY LENGTH(path) DESC LIMIT 1",
            params![node, NodeKind::Bureau],
        )
        .await
}

/// How many nodes hang below one, itself left out.
pub(crate) async fn below(reads: &impl Reads, node: &NodePath) -> Result<u64, DbError> {
    let sql = "SELECT COUNT(*) AS value FROM unit WHERE path LIKE $1 AND path <> $2";
    reads.count(sql, params![node.like_below(), node]).await
}

/// Writes down that the permitted unit went into another one after its last day.
pub(crate) async fn keep(
    tx: &mut Tx,
    permit: &Permit<MergeUnit>,
    (successor, hung_below): (UnitId, UnitId),
    last_day: CivilDate,
    reason: &str,
) -> Result<(), DbError> {
    let now = tx.now();
    tx.run_one(
        "INSERT INTO unit_merge (unit, successor, last_day, reason, hung_below, made_at, made_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![permit.target(), successor, last_day, reason, hung_below, now, &permit.actor().name],
    )
    .await
}

/// Below what a merged unit hung before.
pub(crate) async fn hung_below(reads: &impl Reads, unit: UnitId) -> Result<Option<UnitId>, DbError> {
    reads.value("SELECT hung_below AS value FROM unit_merge WHERE unit = $1", params![unit]).await
}

/// Takes the merge of the permitted unit back; the ledger remembers both.
pub(crate) async fn forget(tx: &mut Tx, permit: &Permit<UnmergeUnit>) -> Result<(), DbError> {
    tx.run_one("DELETE FROM unit_merge WHERE unit = $1", params![permit.target()]).await
}
