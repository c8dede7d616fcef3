use clock::Moment;
use db::{DbError, Reads, Tx, params};
use ids::{Secret, SecretHash};

use crate::PersonId;
use crate::link::{Link, LinkId, LinkKind};

/// The link of a secret, used or not.
pub(crate) async fn by_secret(reads: &impl Reads, presented: &str) -> Result<Option<Link>, DbError> {
    reads
        .optional(
            "SELECT id, kind, person, login_hint, expires_at, used_at, outgrown_at, \
             (SELECT maker.name FROM person maker WHERE maker.id = one_time_link.made_by) AS made_by, \
             EXISTS (SELECT 1 FROM one_time_link newer WHERE newer.kind = one_time_link.kind \
              AND newer.id <> one_time_link.id AND newer.used_at IS NULL AND (newer.person = one_time_link.person \
              OR (newer.person IS NULL AND one_time_link.person IS NULL))) AS has_newer \
             FROM one_time_link WHERE hash = $1",
            params![&SecretHash::of(presented)],
        )
        .await
}

/// A link that was just made: this is the only time that its path can be seen.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub(crate) path: String,
    pub(crate) secret: Secret,
    /// When it stops working.
    pub(crate) until: Moment,
}

/// Makes a link; `made_by` may enter with it as well as whom it is for, so that its use tells of them.
pub(crate) async fn make(
    tx: &mut Tx,
    kind: LinkKind,
    person: Option<PersonId>,
    login_hint: &str,
    made_by: Option<PersonId>,
) -> Result<Made, DbError> {
    let id: LinkId = tx.id();
    let (secret, now): (_, Moment) = (tx.secret(), tx.now());
    let until = now.plus_seconds(kind.lifetime());
    tx.run_one(
        "INSERT INTO one_time_link (id, hash, kind, person, login_hint, made_at, expires_at, made_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![id, &secret.hash(), kind, person, login_hint, now, until, made_by],
    )
    .await?;
    Ok(Made { path: kind.path(&secret), secret, until })
}

/// Uses a link up; stale when somebody was faster.
pub(crate) async fn use_up(tx: &mut Tx, id: LinkId) -> Result<(), DbError> {
    let now = tx.now();
    tx.run_one("UPDATE one_time_link SET used_at = $2 WHERE id = $1 AND used_at IS NULL", params![id, now])
        .await
}

/// Takes back every unused link of a person (or, with `None`, every unused set-up link).
pub(crate) async fn void(tx: &mut Tx, person: Option<PersonId>) -> Result<(), DbError> {
    let now = tx.now();
    tx.run(
        "UPDATE one_time_link SET used_at = $2 WHERE used_at IS NULL \
         AND (person = $1 OR ($1 IS NULL AND person IS NULL))",
        params![person, now],
    )
    .await
    .map(drop)
}

/// Takes back the links of a person who was given a role: whoever made one could enter with it, and may not answer for that
/// role. The ticket of a sign-in that is under way was proven by a password.
pub(crate) async fn outgrow(tx: &mut Tx, person: PersonId) -> Result<(), DbError> {
    let now = tx.now();
    tx.run(
        "UPDATE one_time_link SET used_at = $2, outgrown_at = $2 \
         WHERE person = $1 AND used_at IS NULL AND kind <> $3",
        params![person, now, LinkKind::SecondStep],
    )
    .await
    .map(drop)
}
