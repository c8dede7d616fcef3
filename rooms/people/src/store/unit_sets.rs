use db::{DbError, Reads, Tx, params};

use crate::permit::{Permit, Verb};
use crate::policy::{AddUnitSet, EditUnitSet};
use crate::unit_set::UnitSet;
use crate::{NodePath, PersonId, Role, UnitId};

ids::id_of!(
    /// A named set of units.
    pub(crate) UnitSetId, UnitSetMark
);

db::record! {
    /// A row of the list.
    #[derive(Clone, Debug)]
    pub(crate) struct Listed {
        pub(crate) id: UnitSetId,
        pub(crate) name: String,
        pub(crate) units: i64,
        pub(crate) version: i64,
    }
}

/// The sets of a bureau and of those below it, by name.
pub(crate) async fn all(reads: &impl Reads, below: &NodePath) -> Result<Vec<Listed>, DbError> {
    reads
        .all(
            "SELECT unit_set.id, unit_set.name, unit_set.version, \
             (SELECT COUNT(*) FROM unit_set_member WHERE unit_set_member.unit_set = unit_set.id) AS units \
             FROM unit_set JOIN unit ON unit.id = unit_set.bureau WHERE unit.path LIKE $1 ORDER BY unit_set.name",
            params![below.like_below()],
        )
        .await
}

db::record! {
    struct Row {
        id: UnitSetId,
        name: String,
        version: i64,
        path: NodePath,
    }
}

/// One set with its units and whoever looks after them.
pub(crate) async fn get(reads: &impl Reads, id: UnitSetId) -> Result<Option<UnitSet>, DbError> {
    let row: Option<Row> = reads
        .optional(
            "SELECT unit_set.id, unit_set.name, unit_set.version, unit.path \
             FROM unit_set JOIN unit ON unit.id = unit_set.bureau WHERE unit_set.id = $1",
            params![id],
        )
        .await?;
    let Some(Row { id, name, version, path }) = row else { return Ok(None) };
    let units = "SELECT unit AS value FROM unit_set_member WHERE unit_set = $1";
    let keepers = "SELECT person AS value FROM unit_set_keeper WHERE unit_set = $1";
    let units = reads.values(units, params![id]).await?;
    let keepers = reads.values(keepers, params![id]).await?;
    Ok(Some(UnitSet { id, name, version, path, units, keepers }))
}

db::record! {
    /// Somebody of the bureau who may look after units.
    #[derive(Clone, Debug)]
    pub(crate) struct Keeper {
        pub(crate) id: PersonId,
        pub(crate) name: String,
    }
}

/// Everybody who works for a bureau below this node.
pub(crate) async fn keepers(reads: &impl Reads, below: &NodePath) -> Result<Vec<Keeper>, DbError> {
    reads
        .all(
            "SELECT DISTINCT person.id, person.name FROM role_grant JOIN person ON person.id = role_grant.person \
             JOIN unit ON unit.id = role_grant.unit \
             WHERE unit.path LIKE $1 AND person.is_active AND (role_grant.role = $2 OR role_grant.role = $3) \
             ORDER BY person.name, person.id",
            params![below.like_below(), Role::BureauOfficer, Role::BureauReviewer],
        )
        .await
}

/// Adds a set without units; its name may be taken (`unit_set_bureau_name_key`).
pub(crate) async fn add(tx: &mut Tx, permit: &Permit<AddUnitSet>, name: &str) -> Result<UnitSetId, DbError> {
    let id: UnitSetId = tx.id();
    let now = tx.now();
    tx.run_one(
        "INSERT INTO unit_set (id, bureau, name, made_at, version) VALUES ($1, $2, $3, $4, 1)",
        params![id, permit.target(), name, now],
    )
    .await?;
    Ok(id)
}

/// The verbs that may say who and what belongs to a set.
pub(crate) trait FillsSets: Verb {}

impl FillsSets for AddUnitSet {}
impl FillsSets for EditUnitSet {}

/// Says which units belong to a set and who looks after them.
pub(crate) async fn fill<V: FillsSets>(
    tx: &mut Tx,
    _: &Permit<V>,
    id: UnitSetId,
    units: &[UnitId],
    keepers: &[PersonId],
) -> Result<(), DbError> {
    tx.run("DELETE FROM unit_set_member WHERE unit_set = $1", params![id]).await?;
    tx.run("DELETE FROM unit_set_keeper WHERE unit_set = $1", params![id]).await?;
    for unit in units {
        let member = "INSERT INTO unit_set_member (unit_set, unit) VALUES ($1, $2)";
        tx.run_one(member, params![id, *unit]).await?;
    }
    for keeper in keepers {
        let kept = "INSERT INTO unit_set_keeper (unit_set, person) VALUES ($1, $2)";
        tx.run_one(kept, params![id, *keeper]).await?;
    }
    Ok(())
}

/// Gives the permitted set its name; stale when somebody else changed it meanwhile.
pub(crate) async fn rename(tx: &mut Tx, permit: &Permit<EditUnitSet>, name: &str) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE unit_set SET name = $3, version = version + 1 WHERE id = $1 AND version = $2",
        params![permit.target(), permit.version(), name],
    )
    .await
}
