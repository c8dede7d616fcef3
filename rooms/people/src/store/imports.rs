use clock::Moment;
use db::{DbError, Reads, Tx, params};

use crate::permit::Permit;
use crate::policy::ImportUnits;
use crate::{PersonId, UnitId};

ids::id_of!(
    /// A sheet of units that waits to be confirmed.
    pub(crate) ImportId, ImportMark
);

db::record! {
    /// A sheet that was read.
    #[derive(Clone, Debug)]
    pub(crate) struct Import {
        pub(crate) id: ImportId,
        pub(crate) person: PersonId,
        pub(crate) parent: UnitId,
        pub(crate) file_name: String,
        /// The rows as JSON.
        pub(crate) content: String,
        pub(crate) confirmed_at: Option<Moment>,
        pub(crate) version: i64,
    }
}

/// Keeps a sheet until it is confirmed.
pub(crate) async fn keep(
    tx: &mut Tx,
    permit: &Permit<ImportUnits>,
    file_name: &str,
    content: &str,
) -> Result<ImportId, DbError> {
    let id: ImportId = tx.id();
    let now = tx.now();
    tx.run_one(
        "INSERT INTO unit_import (id, person, parent, file_name, content, made_at, version) \
         VALUES ($1, $2, $3, $4, $5, $6, 1)",
        params![id, permit.actor().person, permit.target(), file_name, content, now],
    )
    .await?;
    Ok(id)
}

/// A sheet that was read.
pub(crate) async fn get(reads: &impl Reads, id: ImportId) -> Result<Option<Import>, DbError> {
    reads
        .optional(
            "SELECT id, person, parent, file_name, content, confirmed_at, version FROM unit_import WHERE id = $1",
            params![id],
        )
        .await
}

/// Marks a sheet as confirmed; stale when that was done meanwhile.
pub(crate) async fn confirm(tx: &mut Tx, _: &Permit<ImportUnits>, import: &Import) -> Result<(), DbError> {
    let now = tx.now();
    tx.run_one(
        "UPDATE unit_import SET confirmed_at = $3, version = version + 1 WHERE id = $1 AND version = $2 \
         AND confirmed_at IS NULL",
        params![import.id, import.version, now],
    )
    .await
}
