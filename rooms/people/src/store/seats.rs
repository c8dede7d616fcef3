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
        serving_from: String,
        department: String,
    }
}

/// Every role that a person holds on a day, with its place; bureaus before their units. The officer of a department
/// sits at the unit that it belongs to: campaigns go to units. The officer of a unit also sits at those for which it reports (代报), after
/// all places of their own.
pub(crate) async fn of(reads: &impl Reads, person: PersonId, today: CivilDate) -> Result<Vec<Seat>, DbError> {
    let rows: Vec<Row> = reads
        .all(
            "SELECT role_grant.role, role_grant.unit, unit.path, unit.kind, unit.name, unit.short_name, \
             '' AS serving_from, '' AS department FROM role_grant JOIN unit ON unit.id = role_grant.unit \
             WHERE role_grant.person = $1 AND NOT (unit.kind = $4 AND role_grant.role = $3) AND (role_grant.from_on IS NULL OR role_grant.from_on <= $2) \
             AND (role_grant.until_on IS NULL OR role_grant.until_on >= $2) \
             UNION ALL \
             SELECT role_grant.role, service.unit, unit.path, unit.kind, unit.name, unit.short_name, \
             own.short_name AS serving_from, '' AS department FROM role_grant JOIN unit own ON own.id = role_grant.unit \
             JOIN service ON service.served_by = role_grant.unit JOIN unit ON unit.id = service.unit \
             WHERE role_grant.person = $1 AND role_grant.role = $3 \
             AND (role_grant.from_on IS NULL OR role_grant.from_on <= $2) \
             AND (role_grant.until_on IS NULL OR role_grant.until_on >= $2) \
             UNION ALL \
             SELECT role_grant.role, unit.id AS unit, unit.path, unit.kind, unit.name, unit.short_name, \
             '' AS serving_from, own.short_name AS department FROM role_grant JOIN unit own ON own.id = role_grant.unit \
             JOIN unit ON unit.kind = $5 AND SUBSTR(own.path, 1, LENGTH(unit.path)) = unit.path \
             AND NOT EXISTS (SELECT 1 FROM unit nearer WHERE nearer.kind = $5 \
              AND LENGTH(nearer.path) > LENGTH(unit.path) \
              AND SUBSTR(own.path, 1, LENGTH(nearer.path)) = nearer.path) \
             WHERE role_grant.person = $1 AND role_grant.role = $3 AND own.kind = $4 \
             AND (role_grant.from_on IS NULL OR role_grant.from_on <= $2) \
             AND (role_grant.until_on IS NULL OR role_grant.until_on >= $2) \
             ORDER BY serving_from, department, path, role",
            params![person, today, Role::UnitOfficer, NodeKind::Department, NodeKind::Unit],
        )
        .await?;
    let seat = |row: Row| Seat {
        role: row.role,
        serving_from: Some(row.serving_from).filter(|own| !own.is_empty()),
        department: Some(row.department).filter(|own| !own.is_empty()),
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
