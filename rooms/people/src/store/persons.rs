use clock::CivilDate;
use db::{DbError, Reads, Tx, params};

use crate::login::Login;
use crate::store::sessions;
use crate::{PersonId, Role, UnitId};

/// Adds a person of `home` who has yet to choose login and password, with the last day of the account.
pub(crate) async fn add(
    tx: &mut Tx,
    name: &str,
    home: UnitId,
    expires_on: Option<CivilDate>,
) -> Result<PersonId, DbError> {
    let id: PersonId = tx.id();
    let now = tx.now();
    tx.run_one(
        "INSERT INTO person (id, name, home, expires_on, is_active, made_at, version) \
         VALUES ($1, $2, $3, $4, TRUE, $5, 1)",
        params![id, name, home, expires_on, now],
    )
    .await?;
    Ok(id)
}

/// Gives a person a role at a node; again is the same as once.
pub(crate) async fn grant(tx: &mut Tx, person: PersonId, unit: UnitId, role: Role) -> Result<(), DbError> {
    let id: ids::Id<Role> = tx.id();
    let now = tx.now();
    tx.run(
        "INSERT INTO role_grant (id, person, unit, role, granted_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (person, unit, role) DO NOTHING",
        params![id, person, unit, role, now],
    )
    .await
    .map(drop)
}

/// Sets another password of a person who lost theirs, and ends every session.
pub(crate) async fn reset_password(
    tx: &mut Tx,
    person: PersonId,
    password_hash: &str,
) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE person SET password_hash = $2, version = version + 1 WHERE id = $1",
        params![person, password_hash],
    )
    .await?;
    sessions::end_all(tx, person).await
}

/// Sets login, name and password; the login may be somebody else's (`person_login_key`).
pub(crate) async fn set_credentials(
    tx: &mut Tx,
    person: PersonId,
    login: &Login,
    name: &str,
    password_hash: &str,
) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE person SET login = $2, name = $3, password_hash = $4, version = version + 1 WHERE id = $1",
        params![person, login.as_str(), name, password_hash],
    )
    .await
}

db::record! {
    /// Whom a one-time link is for.
    pub(crate) struct Invited {
        pub(crate) name: String,
        pub(crate) login: Option<String>,
        pub(crate) is_active: bool,
        pub(crate) expires_on: Option<CivilDate>,
    }
}

impl Invited {
    /// Whether the account may be opened, or entered again, on a day.
    pub(crate) fn may_come(&self, today: CivilDate) -> bool {
        self.is_active && self.expires_on.is_none_or(|last| today <= last)
    }
}

/// The person of a one-time link.
pub(crate) async fn invited(reads: &impl Reads, person: PersonId) -> Result<Option<Invited>, DbError> {
    reads
        .optional("SELECT name, login, is_active, expires_on FROM person WHERE id = $1", params![person])
        .await
}
