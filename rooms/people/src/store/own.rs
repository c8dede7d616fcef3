use clock::Moment;
use db::{DbError, Reads, Tx, params};
use ids::{Secret, SecretHash};

use crate::permit::Permit;
use crate::policy::{ChangePassword, EndOtherSessions, EndSession, MakeToken, Rename, RevokeToken};
use crate::session::{IDLE, LIFETIME, SessionId};
use crate::token::{AccessTokenId, Scope};
use crate::{PersonId, UnitId};

db::record! {
    /// A browser in which somebody is signed in.
    #[derive(Clone, Debug)]
    pub(crate) struct OpenSession {
        pub(crate) id: SessionId,
        pub(crate) hash: String,
        pub(crate) device: String,
        pub(crate) peer: String,
        pub(crate) made_at: Moment,
        pub(crate) last_seen: Moment,
    }
}

/// The sessions of a person that still stand, the latest first.
pub(crate) async fn sessions(
    reads: &impl Reads,
    person: PersonId,
    now: Moment,
) -> Result<Vec<OpenSession>, DbError> {
    reads
        .all(
            "SELECT id, hash, device, peer, made_at, last_seen FROM session \
             WHERE person = $1 AND ended_at IS NULL AND last_seen > $2 AND made_at > $3 \
             ORDER BY last_seen DESC, id DESC",
            params![person, now.plus_seconds(-IDLE), now.plus_seconds(-LIFETIME)],
        )
        .await
}

/// Ends one session of the permitted person: what its browser calls itself; `None` when there is no such one.
pub(crate) async fn end_session(
    tx: &mut Tx,
    permit: &Permit<EndSession>,
    id: SessionId,
) -> Result<Option<String>, DbError> {
    let (now, person) = (tx.now(), permit.actor().person);
    let ended = tx.run(
        "UPDATE session SET ended_at = $3 WHERE id = $1 AND person = $2 AND ended_at IS NULL",
        params![id, person, now],
    );
    match ended.await? {
        1 => tx.value("SELECT device AS value FROM session WHERE id = $1", params![id]).await,
        _ => Ok(None),
    }
}

db::record! {
    /// A personal access token as its owner sees it.
    #[derive(Clone, Debug)]
    pub(crate) struct OwnToken {
        pub(crate) id: AccessTokenId,
        pub(crate) name: String,
        pub(crate) place_name: String,
        pub(crate) scope: Scope,
        pub(crate) made_at: Moment,
        pub(crate) expires_at: Moment,
        pub(crate) last_used: Option<Moment>,
        pub(crate) revoked_at: Option<Moment>,
    }
}

/// Every token of a person, the latest first.
pub(crate) async fn tokens(reads: &impl Reads, person: PersonId) -> Result<Vec<OwnToken>, DbError> {
    reads
        .all(
            "SELECT access_token.id, access_token.name, unit.short_name AS place_name, access_token.scope, \
             access_token.made_at, access_token.expires_at, access_token.last_used, access_token.revoked_at \
             FROM access_token JOIN unit ON unit.id = access_token.place \
             WHERE access_token.person = $1 ORDER BY access_token.id DESC",
            params![person],
        )
        .await
}

/// Makes a token for the permitted person at a place; the secret is shown once.
pub(crate) async fn make_token(
    tx: &mut Tx,
    permit: &Permit<MakeToken>,
    place: UnitId,
    name: &str,
    scope: Scope,
    expires_at: Moment,
) -> Result<Secret, DbError> {
    let id: AccessTokenId = tx.id();
    let (secret, now) = (tx.secret(), tx.now());
    tx.run_one(
        "INSERT INTO access_token (id, hash, person, place, name, scope, made_at, expires_at, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)",
        params![id, &secret.hash(), permit.actor().person, place, name, scope, now, expires_at],
    )
    .await?;
    Ok(secret)
}

/// Revokes a token of the permitted person; `false` when there is no such one.
pub(crate) async fn revoke_token(
    tx: &mut Tx,
    permit: &Permit<RevokeToken>,
    id: AccessTokenId,
) -> Result<bool, DbError> {
    let now = tx.now();
    let revoked = tx.run(
        "UPDATE access_token SET revoked_at = $3, version = version + 1 \
         WHERE id = $1 AND person = $2 AND revoked_at IS NULL",
        params![id, permit.actor().person, now],
    );
    Ok(revoked.await? == 1)
}

db::record! {
    /// What one's own account page shows, and what a new password is held against.
    pub(crate) struct OwnData {
        pub(crate) name: String,
        pub(crate) login: Option<String>,
        pub(crate) password_hash: Option<String>,
    }
}

/// One's own data.
pub(crate) async fn data(reads: &impl Reads, person: PersonId) -> Result<OwnData, DbError> {
    reads.one("SELECT name, login, password_hash FROM person WHERE id = $1", params![person]).await
}

/// Ends every session of the permitted person but the one that is kept; how many these were.
pub(crate) async fn end_others(
    tx: &mut Tx,
    permit: &Permit<EndOtherSessions>,
    kept: &SecretHash,
) -> Result<u64, DbError> {
    let now = tx.now();
    tx.run(
        "UPDATE session SET ended_at = $3 WHERE person = $1 AND hash <> $2 AND ended_at IS NULL",
        params![permit.actor().person, kept, now],
    )
    .await
}

/// Corrects the permitted person's own name.
pub(crate) async fn rename(tx: &mut Tx, permit: &Permit<Rename>, name: &str) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE person SET name = $2, version = version + 1 WHERE id = $1",
        params![permit.actor().person, name],
    )
    .await
}

/// Sets another password and ends every other session of the person.
pub(crate) async fn set_password(
    tx: &mut Tx,
    permit: &Permit<ChangePassword>,
    password_hash: &str,
    kept: &SecretHash,
) -> Result<(), DbError> {
    let (person, now) = (permit.actor().person, tx.now());
    tx.run_one(
        "UPDATE person SET password_hash = $2, version = version + 1 WHERE id = $1",
        params![person, password_hash],
    )
    .await?;
    tx.run(
        "UPDATE session SET ended_at = $3 WHERE person = $1 AND hash <> $2 AND ended_at IS NULL",
        params![person, kept, now],
    )
    .await
    .map(drop)
}
