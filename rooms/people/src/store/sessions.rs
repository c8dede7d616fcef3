use clock::{CivilDate, Moment};
use db::{Db, DbError, Reads, Tx, params};
use ids::{Secret, SecretHash};

use crate::session::{Session, SessionId};
use crate::store::seats::seats;
use crate::{NodeKind, PersonId, Role, UnitId};

/// The session of a secret with its person's seats, of a person whose account works today; ended ones are not found.
pub(crate) async fn by_hash(
    reads: &impl Reads,
    hash: &SecretHash,
    today: CivilDate,
) -> Result<Option<Session>, DbError> {
    reads
        .optional(
            concat!(
                "SELECT session.id, session.person, person.name AS person_name, \
                 person.totp_since IS NOT NULL AS has_second_step, session.place, session.made_at, session.last_seen, ",
                seats!("person.id", "$2", "$3", "$4", "$5"),
                " FROM session JOIN person ON person.id = session.person \
                 WHERE session.hash = $1 AND session.ended_at IS NULL AND person.is_active \
                 AND (person.expires_on IS NULL OR person.expires_on >= $2)"
            ),
            params![hash, today, Role::UnitOfficer, NodeKind::Department, NodeKind::Unit],
        )
        .await
}

/// Notes that a session was used.
pub(crate) async fn touch(db: &Db, id: SessionId, now: Moment) -> Result<(), DbError> {
    let mut tx = db.begin().await?;
    tx.run("UPDATE session SET last_seen = $2 WHERE id = $1 AND last_seen < $2", params![id, now]).await?;
    tx.commit().await
}

/// Begins a session; the secret goes into the cookie and nowhere else.
pub(crate) async fn begin(
    tx: &mut Tx,
    person: PersonId,
    place: UnitId,
    device: &str,
    peer: &str,
) -> Result<Secret, DbError> {
    let id: SessionId = tx.id();
    let (secret, now) = (tx.secret(), tx.now());
    tx.run_one(
        "INSERT INTO session (id, hash, person, place, device, peer, made_at, last_seen) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7)",
        params![id, &secret.hash(), person, place, device, peer, now],
    )
    .await?;
    Ok(secret)
}

/// Ends a session by its secret.
pub(crate) async fn end(tx: &mut Tx, hash: &SecretHash) -> Result<(), DbError> {
    let now = tx.now();
    tx.run("UPDATE session SET ended_at = $2 WHERE hash = $1 AND ended_at IS NULL", params![hash, now])
        .await
        .map(drop)
}

/// Moves a session to another place.
pub(crate) async fn move_to(tx: &mut Tx, hash: &SecretHash, place: UnitId) -> Result<(), DbError> {
    tx.run_one("UPDATE session SET place = $2 WHERE hash = $1 AND ended_at IS NULL", params![hash, place])
        .await
}

/// Ends every session of a person.
pub(crate) async fn end_all(tx: &mut Tx, person: PersonId) -> Result<(), DbError> {
    let now = tx.now();
    tx.run("UPDATE session SET ended_at = $2 WHERE person = $1 AND ended_at IS NULL", params![person, now])
        .await
        .map(drop)
}
