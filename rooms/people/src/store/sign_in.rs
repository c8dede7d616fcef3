use clock::{CivilDate, Moment};
use db::{DbError, Reads, Tx, params};

use crate::login::Login;
use crate::permit::Permit;
use crate::policy::LiftPause;
use crate::throttle::{Failures, PEER_PAUSES, Subject};
use crate::{PersonId, UnitId};

db::record! {
    /// What a sign-in is checked against.
    pub(crate) struct Account {
        pub(crate) person: PersonId,
        pub(crate) login: Option<String>,
        pub(crate) name: String,
        pub(crate) password_hash: Option<String>,
        pub(crate) is_active: bool,
        pub(crate) expires_on: Option<CivilDate>,
        /// The authenticator's secret, once it has been proven.
        pub(crate) totp_secret: Option<String>,
        /// Where the person acted last, if a role is still held there; else the first place with one.
        pub(crate) place: Option<UnitId>,
    }
}

/// The account of a login.
pub(crate) async fn account(
    reads: &impl Reads,
    login: &Login,
    today: CivilDate,
) -> Result<Option<Account>, DbError> {
    find(reads, Some(login.as_str()), None, today).await
}

/// The account of a person.
pub(crate) async fn account_of(
    reads: &impl Reads,
    person: PersonId,
    today: CivilDate,
) -> Result<Option<Account>, DbError> {
    find(reads, None, Some(person), today).await
}

async fn find(
    reads: &impl Reads,
    login: Option<&str>,
    person: Option<PersonId>,
    today: CivilDate,
) -> Result<Option<Account>, DbError> {
    reads
        .optional(
            "SELECT person.id AS person, person.login, person.name, person.password_hash, person.is_active, person.expires_on, \
             CASE WHEN person.totp_since IS NOT NULL THEN person.totp_secret END AS totp_secret, \
             COALESCE((SELECT session.place FROM session JOIN role_grant ON role_grant.unit = session.place \
               AND role_grant.person = session.person \
               AND (role_grant.from_on IS NULL OR role_grant.from_on <= $3) \
               AND (role_grant.until_on IS NULL OR role_grant.until_on >= $3) \
              WHERE session.person = person.id ORDER BY session.last_seen DESC, session.id DESC LIMIT 1), \
             (SELECT role_grant.unit FROM role_grant JOIN unit ON unit.id = role_grant.unit \
              WHERE role_grant.person = person.id AND (role_grant.from_on IS NULL OR role_grant.from_on <= $3) \
               AND (role_grant.until_on IS NULL OR role_grant.until_on >= $3) \
              ORDER BY unit.path LIMIT 1)) AS place \
             FROM person WHERE person.login = $1 OR person.id = $2",
            params![login, person, today],
        )
        .await
}

db::record! {
    struct Counted {
        failures: i64,
        last_at: Moment,
    }
}

/// An attempt that was counted before it was judged: under what, what stood there, and when it was counted.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    pub(crate) subject: Subject,
    pub(crate) name: String,
    pub(crate) before: Failures,
    pub(crate) at: Moment,
}

/// The failures of a subject. The row is taken for this transaction, so that guesses at the same time are all counted.
pub(crate) async fn failures(tx: &mut Tx, subject: &str) -> Result<Failures, DbError> {
    tx.run(
        "INSERT INTO sign_in_failure (subject, failures, last_at) VALUES ($1, 0, 0) \
         ON CONFLICT (subject) DO UPDATE SET failures = sign_in_failure.failures",
        params![subject],
    )
    .await?;
    let counted: Counted =
        tx.one("SELECT failures, last_at FROM sign_in_failure WHERE subject = $1", params![subject]).await?;
    Ok(Failures { count: counted.failures, last: counted.last_at })
}

/// Keeps the failures of a subject.
pub(crate) async fn keep(tx: &mut Tx, subject: &str, failures: Failures) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE sign_in_failure SET failures = $2, last_at = $3 WHERE subject = $1",
        params![subject, failures.count, failures.last],
    )
    .await
}

/// Forgets the failures of a login.
pub(crate) async fn forget(tx: &mut Tx, subject: &str) -> Result<(), DbError> {
    tx.run("DELETE FROM sign_in_failure WHERE subject = $1", params![subject]).await.map(drop)
}

/// Takes a counted attempt back, because it was right: a pause runs from the last failure, never from a right password.
pub(crate) async fn take_back(tx: &mut Tx, claim: &Claim) -> Result<(), DbError> {
    tx.run(
        "UPDATE sign_in_failure SET failures = failures - 1, \
         last_at = CASE WHEN last_at = $2 THEN $3 ELSE last_at END WHERE subject = $1 AND failures > 0",
        params![&claim.name, claim.at, claim.before.last],
    )
    .await
    .map(drop)
}

db::record! {
    struct PausedRow {
        peer: String,
        failures: i64,
        last_at: Moment,
    }
}

/// An address from which nobody may try for now.
#[derive(Clone, Debug)]
pub(crate) struct Paused {
    pub(crate) peer: String,
    pub(crate) failures: i64,
    pub(crate) until: Moment,
}

/// The addresses from which nobody may try for now, the latest first.
pub(crate) async fn paused(reads: &impl Reads, now: Moment) -> Result<Vec<Paused>, DbError> {
    let rows: Vec<PausedRow> = reads
        .all(
            "SELECT SUBSTR(subject, 6) AS peer, failures, last_at FROM sign_in_failure \
             WHERE SUBSTR(subject, 1, 5) = 'peer:' AND failures >= $1 ORDER BY last_at DESC, subject",
            params![PEER_PAUSES],
        )
        .await?;
    let paused = |PausedRow { peer, failures, last_at }: PausedRow| {
        let until = Failures { count: failures, last: last_at }.blocked_until(Subject::Peer, now)?;
        Some(Paused { peer, failures, until })
    };
    Ok(rows.into_iter().filter_map(paused).collect())
}

/// Lets an address try again.
pub(crate) async fn lift(tx: &mut Tx, _: &Permit<LiftPause>, peer: &str) -> Result<(), DbError> {
    tx.run("DELETE FROM sign_in_failure WHERE subject = $1", params![format!("peer:{peer}")]).await.map(drop)
}
