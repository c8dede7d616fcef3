use clock::CivilDate;
use db::{DbError, Reads, params};

use crate::session::Seat;
use crate::{NodeKind, NodePath, PersonId, Place, Role, UnitId};

db::record! {
    struct Row {
        role: Role,
        unit: UnitId,
        path: NodePath,
        kind: NodeKind,
        name: String,
        short_name: String,
    }
}

/// Every role that a person holds on a day, with its place; bureaus before their units.
pub(crate) async fn of(reads: &impl Reads, person: PersonId, today: CivilDate) -> Result<Vec<Seat>, DbError> {
    let rows: Vec<Row> = reads
        .all(
            "SELECT role_grant.role, role_grant.unit, unit.path, unit.kind, unit.name, unit.short_name \
             FROM role_grant JOIN unit ON unit.id = role_grant.unit \
             WHERE role_grant.person = $1 AND (role_grant.from_on IS NULL OR role_grant.from_on <= $2) \
             AND (role_grant.until_on IS NULL OR role_grant.until_on >= $2) ORDER BY unit.path, role_grant.role",
            params![person, today],
        )
        .await?;
    let seat = |row: Row| Seat {
        role: row.role,
        at: Place {
            id: row.unit,
            path: row.path,
            kind: row.kind,
            name: row.name,
            short_name: row.short_name,
        },
    };
    Ok(rows.into_iter().map(seat).collect())
}
