use blobs::BlobId;
use clock::CivilDate;
use db::{DbError, Reads, Tx, params};
use people::{Permit, UnitId};

use crate::ActivityId;
use crate::import::{Import, ImportId};
use crate::policy::ImportLedger;

/// How long a ledger waits to be confirmed, in seconds: a day.
const WAITS: i64 = 86_400;

/// Keeps a ledger until it is confirmed, and forgets those of the unit that nobody confirmed for a day.
pub(crate) async fn keep(
    tx: &mut Tx,
    permit: &Permit<ImportLedger>,
    import: &Import,
    blob: BlobId,
) -> Result<(), DbError> {
    let (now, actor) = (tx.now(), permit.actor());
    tx.run(
        "DELETE FROM activity_import WHERE unit = $1 AND confirmed_at IS NULL AND made_at < $2",
        params![actor.at.id, now.plus_seconds(-WAITS)],
    )
    .await?;
    tx.run_one(
        "INSERT INTO activity_import (id, unit, person, file_name, blob, made_at, version) \
         VALUES ($1, $2, $3, $4, $5, $6, 1)",
        params![import.id, actor.at.id, actor.person, import.file_name.as_str(), blob.to_string(), now],
    )
    .await
}

/// One ledger.
pub(crate) async fn find(reads: &impl Reads, id: ImportId) -> Result<Option<Import>, DbError> {
    reads
        .optional(
            "SELECT i.id, i.unit, u.path, i.person, i.file_name, i.blob, i.confirmed_at, i.outcome, i.version \
             FROM activity_import i JOIN facts_unit u ON u.id = i.unit WHERE i.id = $1",
            params![id],
        )
        .await
}

/// Lets only one ledger of a unit be logged at a time, so that two with the same rows see each other. Two transactions lock the same
/// row, whichever ledger they log.
pub(crate) async fn hold(tx: &mut Tx, permit: &Permit<ImportLedger>) -> Result<(), DbError> {
    tx.run(
        "UPDATE activity_import SET version = version WHERE id = \
         (SELECT MIN(id) FROM activity_import WHERE unit = $1)",
        params![permit.actor().at.id],
    )
    .await?;
    Ok(())
}

/// Marks a ledger as logged and lets its file go; stale when that was done meanwhile.
pub(crate) async fn confirm(
    tx: &mut Tx,
    permit: &Permit<ImportLedger>,
    id: ImportId,
    outcome: &str,
) -> Result<(), DbError> {
    let now = tx.now();
    tx.run_one(
        "UPDATE activity_import SET confirmed_at = $3, outcome = $4, blob = NULL, version = version + 1 \
         WHERE id = $1 AND version = $2 AND confirmed_at IS NULL",
        params![id, permit.version(), now, outcome],
    )
    .await
}

db::record! {
    /// An activity that a row may say again.
    #[derive(Clone, Debug)]
    pub(crate) struct Known {
        pub(crate) id: ActivityId,
        pub(crate) name: String,
        pub(crate) starts_on: CivilDate,
    }
}

/// The live activities of a unit that begin on these days.
pub(crate) async fn known(
    reads: &impl Reads,
    unit: UnitId,
    (from, to): (CivilDate, CivilDate),
) -> Result<Vec<Known>, DbError> {
    reads
        .all(
            "SELECT id, name, starts_on FROM activity WHERE unit = $1 AND starts_on >= $2 AND starts_on <= $3 \
             AND state = 'logged' ORDER BY starts_on, id",
            params![unit, from, to],
        )
        .await
}

db::record! {
    /// A live activity with a picture.
    #[derive(Clone, Debug)]
    pub(crate) struct Holder {
        pub(crate) unit: UnitId,
        pub(crate) name: String,
        pub(crate) starts_on: CivilDate,
    }
}

/// The live activities that hold this very file, the latest first; a few.
pub(crate) async fn holders(reads: &impl Reads, sha256: &str) -> Result<Vec<Holder>, DbError> {
    reads
        .all(
            "SELECT a.unit, a.name, a.starts_on FROM photo p JOIN activity a ON a.id = p.activity \
             WHERE p.sha256 = $1 AND a.state = 'logged' \
             ORDER BY p.id DESC LIMIT 24",
            params![sha256],
        )
        .await
}
