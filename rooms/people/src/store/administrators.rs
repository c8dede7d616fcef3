use clock::CivilDate;
use db::{DbError, Reads, Tx, params};

use crate::{PersonId, Role};

/// Lets nobody else change who the administrators are until this transaction ends: of two administrators who are closed at once,
/// each would see the other one there.
pub(crate) async fn hold(tx: &mut Tx) -> Result<(), DbError> {
    tx.run("UPDATE unit SET path = path WHERE parent IS NULL", params![]).await.map(drop)
}

/// The administrators' roles at the body in which this person can act and nobody else could on a day.
pub(crate) async fn only_of(tx: &Tx, person: PersonId, on: CivilDate) -> Result<Vec<Role>, DbError> {
    tx.values(
        "SELECT DISTINCT held.role AS value FROM role_grant held JOIN unit ON unit.id = held.unit \
         JOIN person own ON own.id = held.person \
         WHERE held.person = $1 AND unit.parent IS NULL AND own.is_active AND own.login IS NOT NULL \
         AND held.role IN ('system_administrator', 'security_administrator', 'audit_administrator') \
         AND NOT EXISTS (SELECT 1 FROM role_grant other JOIN person ON person.id = other.person \
         WHERE other.unit = held.unit AND other.role = held.role AND other.person <> held.person \
         AND (other.from_on IS NULL OR other.from_on <= $2) AND (other.until_on IS NULL OR other.until_on >= $2) \
         AND person.is_active AND person.login IS NOT NULL \
         AND (person.expires_on IS NULL OR person.expires_on >= $2))",
        params![person, on],
    )
    .await
}
