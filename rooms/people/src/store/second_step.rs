use clock::Moment;
use db::{DbError, Reads, Tx, params};
use ids::SecretHash;

use crate::PersonId;
use crate::permit::Permit;
use crate::policy::{BeginSecondStep, EndSecondStep, ProveSecondStep};

ids::id_of!(
    /// A code for the day on which the phone is lost.
    pub(crate) RecoveryCodeId, RecoveryCodeMark
);

db::record! {
    /// How somebody's second step stands.
    #[derive(Clone)]
    pub(crate) struct State {
        pub(crate) login: Option<String>,
        pub(crate) secret: Option<String>,
        /// Since when it is asked for; `None`: not proven yet, or none.
        pub(crate) since: Option<Moment>,
        pub(crate) codes_left: i64,
    }
}

/// How a person's second step stands.
pub(crate) async fn state(reads: &impl Reads, person: PersonId) -> Result<State, DbError> {
    reads
        .one(
            "SELECT login, totp_secret AS secret, totp_since AS since, \
             (SELECT COUNT(*) FROM recovery_code WHERE person = $1 AND used_at IS NULL) AS codes_left \
             FROM person WHERE id = $1",
            params![person],
        )
        .await
}

/// Keeps a secret that has yet to be proven; stale when the second step is in use already.
pub(crate) async fn begin(
    tx: &mut Tx,
    permit: &Permit<BeginSecondStep>,
    secret: &str,
) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE person SET totp_secret = $2, totp_step = NULL WHERE id = $1 AND totp_since IS NULL",
        params![permit.actor().person, secret],
    )
    .await
}

/// From now on a code is asked for. Gives the hashes of the recovery codes a place.
pub(crate) async fn prove(
    tx: &mut Tx,
    permit: &Permit<ProveSecondStep>,
    codes: &[SecretHash],
) -> Result<(), DbError> {
    let (person, now) = (permit.actor().person, tx.now());
    tx.run_one(
        "UPDATE person SET totp_since = $2, version = version + 1 WHERE id = $1 AND totp_since IS NULL",
        params![person, now],
    )
    .await?;
    tx.run("DELETE FROM recovery_code WHERE person = $1", params![person]).await?;
    for code in codes {
        let id: RecoveryCodeId = tx.id();
        tx.run_one(
            "INSERT INTO recovery_code (id, person, hash, made_at) VALUES ($1, $2, $3, $4)",
            params![id, person, code, now],
        )
        .await?;
    }
    Ok(())
}

/// No code is asked for any more.
pub(crate) async fn end(tx: &mut Tx, permit: &Permit<EndSecondStep>) -> Result<(), DbError> {
    let person = permit.actor().person;
    tx.run_one(
        "UPDATE person SET totp_secret = NULL, totp_since = NULL, totp_step = NULL, version = version + 1 \
         WHERE id = $1 AND totp_secret IS NOT NULL",
        params![person],
    )
    .await?;
    tx.run("DELETE FROM recovery_code WHERE person = $1", params![person]).await.map(drop)
}

/// Uses the code of a step up; `false` when it, or a later one, was used before.
pub(crate) async fn use_step(tx: &mut Tx, person: PersonId, step: i64) -> Result<bool, DbError> {
    let used = tx.run(
        "UPDATE person SET totp_step = $2 WHERE id = $1 AND (totp_step IS NULL OR totp_step < $2)",
        params![person, step],
    );
    Ok(used.await? == 1)
}

/// Uses a recovery code up; `false` when there is no such one.
pub(crate) async fn use_recovery_code(
    tx: &mut Tx,
    person: PersonId,
    code: &SecretHash,
) -> Result<bool, DbError> {
    let now = tx.now();
    let used = tx.run(
        "UPDATE recovery_code SET used_at = $3 WHERE person = $1 AND hash = $2 AND used_at IS NULL",
        params![person, code, now],
    );
    Ok(used.await? == 1)
}
