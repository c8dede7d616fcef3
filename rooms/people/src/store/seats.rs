use clock::CivilDate;
use db::{DbError, Reads, params};

use crate::session::Seat;
use crate::{NodeKind, NodePath, PersonId, Place, Role, UnitId};

db::record! {
    /// A role with its place, as a row has it.
    #[derive(Clone, Debug)]
    pub(crate) struct Held {
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

/// Every role that a person holds on a day, with its place, unsorted. The officer of a department sits at the unit that it belongs to:
/// campaigns go to units. The officer of a unit also sits at those for which it reports (代报). What a statement calls the person, the
/// day and the three words is said by whoever asks.
macro_rules! held {
    ($person:literal, $today:literal, $officer:literal, $department:literal, $unit:literal) => {
        concat!(
            "SELECT role_grant.role, role_grant.unit, unit.path, unit.kind, unit.name, unit.short_name, \
             '' AS serving_from, '' AS department FROM role_grant JOIN unit ON unit.id = role_grant.unit \
             WHERE role_grant.person = ", $person, " AND NOT (unit.kind = ", $department, " AND role_grant.role = ", $officer, ") \
             AND (role_grant.from_on IS NULL OR role_grant.from_on <= ", $today, ") \
             AND (role_grant.until_on IS NULL OR role_grant.until_on >= ", $today, ") \
             UNION ALL \
             SELECT role_grant.role, service.unit, unit.path, unit.kind, unit.name, unit.short_name, \
             own.short_name AS serving_from, '' AS department FROM role_grant JOIN unit own ON own.id = role_grant.unit \
             JOIN service ON service.served_by = role_grant.unit JOIN unit ON unit.id = service.unit \
             WHERE role_grant.person = ", $person, " AND role_grant.role = ", $officer, " \
             AND (role_grant.from_on IS NULL OR role_grant.from_on <= ", $today, ") \
             AND (role_grant.until_on IS NULL OR role_grant.until_on >= ", $today, ") \
             UNION ALL \
             SELECT role_grant.role, unit.id AS unit, unit.path, unit.kind, unit.name, unit.short_name, \
             '' AS serving_from, own.short_name AS department FROM role_grant JOIN unit own ON own.id = role_grant.unit \
             JOIN unit ON unit.kind = ", $unit, " AND SUBSTR(own.path, 1, LENGTH(unit.path)) = unit.path \
             AND NOT EXISTS (SELECT 1 FROM unit nearer WHERE nearer.kind = ", $unit, " \
              AND LENGTH(nearer.path) > LENGTH(unit.path) \
              AND SUBSTR(own.path, 1, LENGTH(nearer.path)) = nearer.path) \
             WHERE role_grant.person = ", $person, " AND role_grant.role = ", $officer, " AND own.kind = ", $department, " \
             AND (role_grant.from_on IS NULL OR role_grant.from_on <= ", $today, ") \
             AND (role_grant.until_on IS NULL OR role_grant.until_on >= ", $today, ")"
        )
    };
}

/// The seats of a person as one column beside what the person came in by, in the order of [`of`], read as `Nested<Held>`.
macro_rules! seats {
    ($person:literal, $today:literal, $officer:literal, $department:literal, $unit:literal) => {
        concat!(
            "(SELECT ",
            db::nested!("role" = "held.role", "unit" = "held.unit", "path" = "held.path", "kind" = "held.kind",
                "name" = "held.name", "short_name" = "held.short_name", "serving_from" = "held.serving_from",
                "department" = "held.department";
                "held.serving_from, held.department, held.path, held.role"),
            " FROM (",
            $crate::store::seats::held!($person, $today, $officer, $department, $unit),
            ") held) AS seats"
        )
    };
}

pub(crate) use {held, seats};

/// Every role that a person holds on a day; bureaus before their units, the units for which they report after all places of their
/// own.
pub(crate) async fn of(reads: &impl Reads, person: PersonId, today: CivilDate) -> Result<Vec<Seat>, DbError> {
    let held: Vec<Held> = reads
        .all(
            concat!(held!("$1", "$2", "$3", "$4", "$5"), " ORDER BY serving_from, department, path, role"),
            params![person, today, Role::UnitOfficer, NodeKind::Department, NodeKind::Unit],
        )
        .await?;
    Ok(held.into_iter().map(Seat::from).collect())
}

impl From<Held> for Seat {
    fn from(row: Held) -> Self {
        Self {
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
        }
    }
}
