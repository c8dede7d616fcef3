use clock::{CivilDate, Moment};
use db::{DbError, Params, Reads, params};

use crate::{NodePath, PersonId, Role};

/// Which accounts to show; `None` lets all pass.
#[derive(Clone, Debug)]
pub(crate) struct Filter<'a> {
    pub(crate) below: &'a NodePath,
    /// Part of the name, the login, or the name of the home or of a unit where the person holds a role.
    pub(crate) text: Option<&'a str>,
    pub(crate) role: Option<Role>,
    /// Only accounts without any role.
    pub(crate) without_role: bool,
}

impl Filter<'_> {
    fn params(&self) -> Params {
        params![self.below.like_below(), self.text.map(db::containing), self.role, self.without_role]
    }
}

/// How many accounts pass.
pub(crate) async fn count(reads: &impl Reads, filter: &Filter<'_>) -> Result<u64, DbError> {
    reads
        .count(
            "SELECT COUNT(*) AS value FROM person LEFT JOIN unit home ON home.id = person.home \
             WHERE (home.path LIKE $1 OR EXISTS (SELECT 1 FROM role_grant JOIN unit ON unit.id = role_grant.unit \
               WHERE role_grant.person = person.id AND unit.path LIKE $1)) \
             AND ($3 IS NULL OR EXISTS (SELECT 1 FROM role_grant JOIN unit ON unit.id = role_grant.unit \
               WHERE role_grant.person = person.id AND unit.path LIKE $1 AND role_grant.role = $3)) \
             AND (NOT $4 OR NOT EXISTS (SELECT 1 FROM role_grant WHERE role_grant.person = person.id)) \
             AND ($2 IS NULL OR LOWER(person.name) LIKE LOWER($2) ESCAPE '\\' \
              OR LOWER(COALESCE(person.login, '')) LIKE LOWER($2) ESCAPE '\\' \
              OR LOWER(COALESCE(home.name, '')) LIKE LOWER($2) ESCAPE '\\' \
              OR EXISTS (SELECT 1 FROM role_grant JOIN unit ON unit.id = role_grant.unit \
               WHERE role_grant.person = person.id AND LOWER(unit.name) LIKE LOWER($2) ESCAPE '\\'))",
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
        pub(crate) expires_on: Option<CivilDate>,
        pub(crate) home_name: Option<String>,
        pub(crate) last_seen: Option<Moment>,
        pub(crate) version: i64,
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
            "SELECT person.id, person.name, person.login, person.is_active, person.expires_on, \
             home.short_name AS home_name, person.version, \
             (SELECT MAX(session.last_seen) FROM session WHERE session.person = person.id) AS last_seen \
             FROM person LEFT JOIN unit home ON home.id = person.home \
             WHERE (home.path LIKE $1 OR EXISTS (SELECT 1 FROM role_grant JOIN unit ON unit.id = role_grant.unit \
               WHERE role_grant.person = person.id AND unit.path LIKE $1)) \
             AND ($3 IS NULL OR EXISTS (SELECT 1 FROM role_grant JOIN unit ON unit.id = role_grant.unit \
               WHERE role_grant.person = person.id AND unit.path LIKE $1 AND role_grant.role = $3)) \
             AND (NOT $4 OR NOT EXISTS (SELECT 1 FROM role_grant WHERE role_grant.person = person.id)) \
             AND ($2 IS NULL OR LOWER(person.name) LIKE LOWER($2) ESCAPE '\\' \
              OR LOWER(COALESCE(person.login, '')) LIKE LOWER($2) ESCAPE '\\' \
              OR LOWER(COALESCE(home.name, '')) LIKE LOWER($2) ESCAPE '\\' \
              OR EXISTS (SELECT 1 FROM role_grant JOIN unit ON unit.id = role_grant.unit \
               WHERE role_grant.person = person.id AND LOWER(unit.name) LIKE LOWER($2) ESCAPE '\\')) \
             ORDER BY person.name, person.id LIMIT $5 OFFSET $6",
            values,
        )
        .await
}
