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

/// Every role of a person with its place; bureaus before their units.
pub(crate) async fn of(reads: &impl Reads, person: PersonId) -> Result<Vec<Seat>, DbError> {
    let rows: Vec<Row> = reads
        .all(
            "SELECT role_grant.role, role_grant.unit, unit.path, unit.kind, unit.name, unit.short_name \
             FROM role_grant JOIN unit ON unit.id = role_grant.unit \
             WHERE role_grant.person = $1 ORDER BY unit.path, role_grant.role",
            params![person],
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
