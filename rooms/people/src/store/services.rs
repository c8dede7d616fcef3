use db::{DbError, Reads, Tx, params};

use crate::UnitId;
use crate::permit::Permit;
use crate::policy::LetServe;

db::record! {
    /// A unit at the other end of a service.
    #[derive(Clone, Debug)]
    pub(crate) struct Partner {
        pub(crate) id: UnitId,
        pub(crate) name: String,
    }
}

db::record! {
    /// A unit for which another one reports, with whom to call there.
    #[derive(Clone, Debug)]
    pub(crate) struct Served {
        pub(crate) id: UnitId,
        pub(crate) name: String,
        pub(crate) liaison_name: String,
        pub(crate) liaison_phone: String,
    }
}

/// Which unit reports for this one.
pub(crate) async fn server(reads: &impl Reads, unit: UnitId) -> Result<Option<Partner>, DbError> {
    reads
        .optional(
            "SELECT unit.id, unit.name FROM service JOIN unit ON unit.id = service.served_by WHERE service.unit = $1",
            params![unit],
        )
        .await
}

/// For which units this one reports.
pub(crate) async fn served(reads: &impl Reads, server: UnitId) -> Result<Vec<Served>, DbError> {
    reads
        .all(
            "SELECT unit.id, unit.name, unit.liaison_name, unit.liaison_phone \
             FROM service JOIN unit ON unit.id = service.unit \
             WHERE service.served_by = $1 ORDER BY unit.name",
            params![server],
        )
        .await
}

/// Says which unit reports for the permitted one; `None`: it does so itself.
pub(crate) async fn set(
    tx: &mut Tx,
    permit: &Permit<LetServe>,
    unit: UnitId,
    server: Option<UnitId>,
) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE unit SET version = version + 1 WHERE id = $1 AND version = $2",
        params![unit, permit.version()],
    )
    .await?;
    tx.run("DELETE FROM service WHERE unit = $1", params![unit]).await?;
    let Some(server) = server else { return Ok(()) };
    let now = tx.now();
    tx.run_one("INSERT INTO service (unit, served_by, since) VALUES ($1, $2, $3)", params![unit, server, now])
        .await
}
