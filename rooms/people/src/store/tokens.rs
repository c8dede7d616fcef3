use clock::Moment;
use db::{Db, DbError, Reads, Tx, params};
use ids::SecretHash;

use crate::store::seats::seats;
use crate::token::{AccessTokenId, Bearer};
use crate::{NodeKind, PersonId, Role};

/// What a presented token stands for, with its person's seats; expired and revoked ones, and those of accounts that do not work, are not found.
pub(crate) async fn by_hash(
    reads: &impl Reads,
    hash: &SecretHash,
    now: Moment,
) -> Result<Option<Bearer>, DbError> {
    reads
        .optional(
            concat!(
                "SELECT access_token.id, access_token.person, person.name AS person_name, \
                 person.totp_since IS NOT NULL AS has_second_step, access_token.place, \
                 access_token.scope, access_token.last_used, ",
                seats!("person.id", "$3", "$4", "$5", "$6"),
                " FROM access_token JOIN person ON person.id = access_token.person \
                 WHERE access_token.hash = $1 AND access_token.revoked_at IS NULL AND access_token.expires_at > $2 \
                 AND person.is_active AND (person.expires_on IS NULL OR person.expires_on >= $3)"
            ),
            params![hash, now, now.date(), Role::UnitOfficer, NodeKind::Department, NodeKind::Unit],
        )
        .await
}

/// Notes that a token was used.
pub(crate) async fn touch(db: &Db, id: AccessTokenId, now: Moment) -> Result<(), DbError> {
    let mut tx = db.begin().await?;
    tx.run("UPDATE access_token SET last_used = $2 WHERE id = $1", params![id, now]).await?;
    tx.commit().await
}

/// Revokes every token of a person for good.
pub(crate) async fn revoke_all(tx: &mut Tx, person: PersonId) -> Result<(), DbError> {
    let now = tx.now();
    tx.run(
        "UPDATE access_token SET revoked_at = $2, version = version + 1 WHERE person = $1 AND revoked_at IS NULL",
        params![person, now],
    )
    .await
    .map(drop)
}
