use clock::Moment;
use db::{DbError, Params, Reads, Tx, params};

use crate::account::Account;
use crate::permit::Permit;
use crate::policy::{GrantRole, RevokeRole, SetActive, Unlock};
use crate::verbs::sign_in::login_subject;
use crate::{NodePath, PersonId, Role, UnitId};

ids::id_of!(
    /// One role of one person at one node.
    pub(crate) GrantId, GrantMark
);

/// Which accounts to show; `None` lets all pass.
#[derive(Clone, Debug)]
pub(crate) struct Filter<'a> {
    pub(crate) below: &'a NodePath,
    /// Part of the name, the login or the name of a unit where the person holds a role.
    pub(crate) text: Option<&'a str>,
    pub(crate) role: Option<Role>,
}

impl Filter<'_> {
    fn params(&self) -> Params {
        params![self.below.like_below(), self.text.map(db::containing), self.role]
    }
}

/// How many accounts pass.
pub(crate) async fn count(reads: &impl Reads, filter: &Filter<'_>) -> Result<u64, DbError> {
    reads
        .count(
            "SELECT COUNT(*) AS value FROM person WHERE EXISTS \
             (SELECT 1 FROM role_grant JOIN unit ON unit.id = role_grant.unit \
              WHERE role_grant.person = person.id AND unit.path LIKE $1 AND ($3 IS NULL OR role_grant.role = $3) \
              AND ($2 IS NULL OR LOWER(person.name) LIKE LOWER($2) ESCAPE '\\' \
               OR LOWER(COALESCE(person.login, '')) LIKE LOWER($2) ESCAPE '\\' \
               OR LOWER(unit.name) LIKE LOWER($2) ESCAPE '\\'))",
            filter.params(),
        )
        .await
}

db::record! {
    /// A row of the list.
    #[derive(Clone, Debug)]
    pub(crate) struct Listed {
        pub(crate) id: PersonId,
        pub(crate) name: String,
        pub(crate) login: Option<String>,
        pub(crate) is_active: bool,
        pub(crate) last_seen: Option<Moment>,
    }
}

/// The accounts that pass, by name.
pub(crate) async fn page(
    reads: &impl Reads,
    filter: &Filter<'_>,
    limit: i64,
    offset: i64,
) -> Result<Vec<Listed>, DbError> {
    let mut values = filter.params();
    values.extend(params![limit, offset]);
    reads
        .all(
            "SELECT person.id, person.name, person.login, person.is_active, \
             (SELECT MAX(session.last_seen) FROM session WHERE session.person = person.id) AS last_seen \
             FROM person WHERE EXISTS \
             (SELECT 1 FROM role_grant JOIN unit ON unit.id = role_grant.unit \
              WHERE role_grant.person = person.id AND unit.path LIKE $1 AND ($3 IS NULL OR role_grant.role = $3) \
              AND ($2 IS NULL OR LOWER(person.name) LIKE LOWER($2) ESCAPE '\\' \
               OR LOWER(COALESCE(person.login, '')) LIKE LOWER($2) ESCAPE '\\' \
               OR LOWER(unit.name) LIKE LOWER($2) ESCAPE '\\')) \
             ORDER BY person.name, person.id LIMIT $4 OFFSET $5",
            values,
        )
        .await
}

/// One account.
pub(crate) async fn get(reads: &impl Reads, id: PersonId) -> Result<Option<Account>, DbError> {
    reads
        .optional(
            "SELECT person.id, person.name, person.login, person.is_active, person.version, \
             COALESCE((SELECT MIN(unit.path) FROM role_grant JOIN unit ON unit.id = role_grant.unit \
              WHERE role_grant.person = person.id), \
              (SELECT MIN(path) FROM unit WHERE parent IS NULL)) AS path \
             FROM person WHERE person.id = $1",
            params![id],
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
        pub(crate) unit_name: String,
        pub(crate) granted_at: Moment,
    }
}

/// The roles of a person.
pub(crate) async fn grants(reads: &impl Reads, person: PersonId) -> Result<Vec<Grant>, DbError> {
    reads
        .all(
            "SELECT role_grant.id, role_grant.person, role_grant.role, unit.name AS unit_name, \
             role_grant.granted_at FROM role_grant JOIN unit ON unit.id = role_grant.unit \
             WHERE role_grant.person = $1 ORDER BY unit.path, role_grant.role",
            params![person],
        )
        .await
}

/// The roles of everybody below a node, for a list of persons.
pub(crate) async fn grants_below(reads: &impl Reads, below: &NodePath) -> Result<Vec<Grant>, DbError> {
    reads
        .all(
            "SELECT role_grant.id, role_grant.person, role_grant.role, unit.short_name AS unit_name, \
             role_grant.granted_at FROM role_grant JOIN unit ON unit.id = role_grant.unit \
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

/// Every node below one, itself first.
pub(crate) async fn nodes(reads: &impl Reads, below: &NodePath) -> Result<Vec<Node>, DbError> {
    reads
        .all("SELECT id, name FROM unit WHERE path LIKE $1 ORDER BY kind, name", params![below.like_below()])
        .await
}

/// Counts a change of the account; stale when somebody else changed it meanwhile.
async fn mark<V: crate::Verb>(tx: &mut Tx, permit: &Permit<V>) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE person SET version = version + 1 WHERE id = $1 AND version = $2",
        params![permit.target(), permit.version()],
    )
    .await
}

/// Gives the permitted account a role at a node.
pub(crate) async fn grant(
    tx: &mut Tx,
    permit: &Permit<GrantRole>,
    unit: UnitId,
    role: Role,
) -> Result<(), DbError> {
    mark(tx, permit).await?;
    let id: GrantId = tx.id();
    let now = tx.now();
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

/// Closes the permitted account, with all its sessions, or opens it again.
pub(crate) async fn set_active(
    tx: &mut Tx,
    permit: &Permit<SetActive>,
    is_active: bool,
) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE person SET is_active = $3, version = version + 1 WHERE id = $1 AND version = $2",
        params![permit.target(), permit.version(), is_active],
    )
    .await?;
    let now = tx.now();
    tx.run(
        "UPDATE session SET ended_at = $2 WHERE person = $1 AND ended_at IS NULL",
        params![permit.target(), now],
    )
    .await
    .map(drop)
}

/// Forgets the failed sign-ins of the permitted account.
pub(crate) async fn unlock(tx: &mut Tx, _: &Permit<Unlock>, login: &str) -> Result<(), DbError> {
    tx.run("DELETE FROM sign_in_failure WHERE subject = $1", params![login_subject(login)]).await.map(drop)
}
