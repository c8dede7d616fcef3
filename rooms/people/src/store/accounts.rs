use clock::{CivilDate, Moment};
use db::{DbError, Reads, Tx, params};

use crate::account::{Account, AccountRow, Answering};
use crate::permit::Permit;
use crate::policy::{DropSecondStep, GrantRole, RevokeRole, SetActive, SetExpiry, Unlock};
use crate::store::{links, sessions, tokens};
use crate::verbs::sign_in::login_subject;
use crate::{NodePath, PersonId, Role, UnitId};

ids::id_of!(
    /// One role of one person at one node.
    pub(crate) GrantId, GrantMark
);

/// One account with every place of it.
pub(crate) async fn get(reads: &impl Reads, id: PersonId) -> Result<Option<Account>, DbError> {
    let row: Option<AccountRow> = reads
        .optional(
            "SELECT person.id, person.name, person.login, person.is_active, person.expires_on, person.home, \
             home.name AS home_name, person.totp_since IS NOT NULL AS has_second_step, failed.failures, \
             failed.last_at AS failed_at, person.version FROM person LEFT JOIN unit home ON home.id = person.home \
             LEFT JOIN sign_in_failure failed ON failed.subject = 'login:' || person.login WHERE person.id = $1",
            params![id],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let mut places: Vec<NodePath> = reads
        .values(
            "SELECT path AS value FROM unit WHERE id IN (SELECT home FROM person WHERE id = $1) \
             OR id IN (SELECT unit FROM role_grant WHERE person = $1) ORDER BY path",
            params![id],
        )
        .await?;
    let seats: Vec<NodePath> = reads
        .values(
            "SELECT path AS value FROM unit WHERE id IN (SELECT unit FROM role_grant WHERE person = $1) ORDER BY path",
            params![id],
        )
        .await?;
    if places.is_empty() {
        let roots = "SELECT path AS value FROM unit WHERE parent IS NULL ORDER BY path";
        places = reads.values(roots, params![]).await?;
    }
    let roles = "SELECT DISTINCT role AS value FROM role_grant WHERE person = $1";
    let roles: Vec<Role> = reads.values(roles, params![id]).await?;
    let answering = answering(reads, id).await?;
    Ok((!places.is_empty()).then_some(Account { row, places, seats, roles, answering }))
}

/// Who but this person answers for others' accounts: whoever ever chose a password and holds the role for good. An account
/// that was closed counts, or its closing alone would give the say to who closed it.
async fn answering(reads: &impl Reads, but: PersonId) -> Result<Vec<Answering>, DbError> {
    reads
        .all(
            "SELECT DISTINCT role_grant.role, unit.path FROM role_grant JOIN unit ON unit.id = role_grant.unit \
             JOIN person ON person.id = role_grant.person WHERE role_grant.role IN ($2, $3, $4) \
             AND person.id <> $1 AND person.login IS NOT NULL AND role_grant.until_on IS NULL",
            params![but, Role::BureauOfficer, Role::SecurityAdministrator, Role::AuditAdministrator],
        )
        .await
}

db::record! {
    /// A role of a person at a node.
    #[derive(Clone, Debug)]
    pub(crate) struct Grant {
        pub(crate) id: GrantId,
        pub(crate) person: PersonId,
        pub(crate) role: Role,
        pub(crate) unit: UnitId,
        pub(crate) unit_name: String,
        pub(crate) granted_at: Moment,
        /// The first and the last day, where it has them.
        pub(crate) from_on: Option<CivilDate>,
        pub(crate) until_on: Option<CivilDate>,
    }
}

/// The roles of a person.
pub(crate) async fn grants(reads: &impl Reads, person: PersonId) -> Result<Vec<Grant>, DbError> {
    reads
        .all(
            "SELECT role_grant.id, role_grant.person, role_grant.role, role_grant.unit, unit.name AS unit_name, \
             role_grant.granted_at, role_grant.from_on, role_grant.until_on FROM role_grant JOIN unit ON unit.id = role_grant.unit \
             WHERE role_grant.person = $1 ORDER BY unit.path, role_grant.role",
            params![person],
        )
        .await
}

/// The roles of everybody below a node, for a list of persons.
pub(crate) async fn grants_below(reads: &impl Reads, below: &NodePath) -> Result<Vec<Grant>, DbError> {
    reads
        .all(
            "SELECT role_grant.id, role_grant.person, role_grant.role, role_grant.unit, unit.short_name AS unit_name, \
             role_grant.granted_at, role_grant.from_on, role_grant.until_on FROM role_grant JOIN unit ON unit.id = role_grant.unit \
             WHERE unit.path LIKE $1 ORDER BY unit.path, role_grant.role",
            params![below.like_below()],
        )
        .await
}

db::record! {
    /// A node as a choice.
    #[derive(Clone, Debug)]
    pub(crate) struct Node {
        pub(crate) id: UnitId,
        pub(crate) name: String,
    }
}

/// Counts a change of the account; stale when somebody else changed it meanwhile.
async fn mark<V: crate::Verb>(tx: &mut Tx, permit: &Permit<V>) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE person SET version = version + 1 WHERE id = $1 AND version = $2",
        params![permit.target(), permit.version()],
    )
    .await
}

/// Gives the permitted account, which is `person`, a role at a node; links that were made for it before stop working.
pub(crate) async fn grant(
    tx: &mut Tx,
    permit: &Permit<GrantRole>,
    (person, unit): (PersonId, UnitId),
    role: Role,
) -> Result<(), DbError> {
    // The links first, then the person, in the order in which somebody who opens a link takes them.
    links::outgrow(tx, person).await?;
    mark(tx, permit).await?;
    let id: GrantId = tx.id();
    let now = tx.now();
    tx.run(
        "DELETE FROM role_grant WHERE person = $1 AND unit = $2 AND role = $3 AND until_on < $4",
        params![permit.target(), unit, role, now.date()],
    )
    .await?;
    tx.run_one(
        "INSERT INTO role_grant (id, person, unit, role, granted_at) VALUES ($1, $2, $3, $4, $5)",
        params![id, permit.target(), unit, role, now],
    )
    .await
}

/// Takes a role of the permitted account away; tokens made for that place stop working with the last role there.
pub(crate) async fn revoke(tx: &mut Tx, permit: &Permit<RevokeRole>, grant: GrantId) -> Result<(), DbError> {
    mark(tx, permit).await?;
    tx.run_one("DELETE FROM role_grant WHERE id = $1 AND person = $2", params![grant, permit.target()]).await
}

/// Closes the permitted account, with all its sessions, tokens and unused links for good, or opens it again.
pub(crate) async fn set_active(
    tx: &mut Tx,
    permit: &Permit<SetActive>,
    person: PersonId,
    is_active: bool,
) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE person SET is_active = $3, version = version + 1 WHERE id = $1 AND version = $2",
        params![person, permit.version(), is_active],
    )
    .await?;
    if is_active {
        return Ok(());
    }
    sessions::end_all(tx, person).await?;
    tokens::revoke_all(tx, person).await?;
    links::void(tx, Some(person)).await
}

/// Says until which day the permitted account works.
pub(crate) async fn set_expiry(
    tx: &mut Tx,
    permit: &Permit<SetExpiry>,
    expires_on: Option<CivilDate>,
) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE person SET expires_on = $3, version = version + 1 WHERE id = $1 AND version = $2",
        params![permit.target(), permit.version(), expires_on],
    )
    .await
}

/// Stops asking the permitted account for codes.
pub(crate) async fn drop_second_step(
    tx: &mut Tx,
    permit: &Permit<DropSecondStep>,
    person: PersonId,
) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE person SET totp_secret = NULL, totp_since = NULL, totp_step = NULL, version = version + 1 \
         WHERE id = $1 AND version = $2",
        params![person, permit.version()],
    )
    .await?;
    tx.run("DELETE FROM recovery_code WHERE person = $1", params![person]).await.map(drop)
}

/// Forgets the failed sign-ins of the permitted account.
pub(crate) async fn unlock(tx: &mut Tx, _: &Permit<Unlock>, login: &str) -> Result<(), DbError> {
    tx.run("DELETE FROM sign_in_failure WHERE subject = $1", params![login_subject(login)]).await.map(drop)
}
