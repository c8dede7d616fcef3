use clock::{CivilDate, Moment};
use db::{DbError, Params, Reads, params};

use crate::account::AccountState;
use crate::throttle::locks;
use crate::{NodePath, PersonId, Role};

/// Which accounts to show; `None` lets all pass.
#[derive(Clone, Debug)]
pub(crate) struct Filter<'a> {
    pub(crate) below: &'a NodePath,
    /// Part of the name, the login, or the name of the home or of a unit where the person holds a role.
    pub(crate) text: Option<&'a str>,
    pub(crate) role: Option<Role>,
    /// Only accounts without any role that may still be given one.
    pub(crate) without_role: bool,
    /// Only accounts in this state.
    pub(crate) state: Option<AccountState>,
    /// When that is so.
    pub(crate) now: Moment,
}

impl Filter<'_> {
    fn params(&self) -> Params {
        let [(few, since), (many, long_since)] = locks(self.now);
        params![
            self.below.like_below(),
            self.text.map(db::containing),
            self.role,
            self.without_role,
            self.state,
            self.now.date(),
            few,
            since,
            many,
            long_since,
        ]
    }
}

/// The state of an account as [`AccountState::on`] tells it.
macro_rules! state {
    () => {
        "CASE WHEN NOT person.is_active THEN 'closed' \
         WHEN person.expires_on IS NOT NULL AND person.expires_on < $6 THEN 'expired' \
         WHEN person.login IS NULL THEN 'invited' \
         WHEN EXISTS (SELECT 1 FROM sign_in_failure failed WHERE failed.subject = 'login:' || person.login \
          AND ((failed.failures >= $7 AND failed.last_at > $8) OR (failed.failures >= $9 AND failed.last_at > $10))) \
          THEN 'locked' ELSE 'open' END"
    };
}

macro_rules! passing {
    () => {
        concat!(
            " FROM person LEFT JOIN unit home ON home.id = person.home \
             WHERE (home.path LIKE $1 OR EXISTS (SELECT 1 FROM role_grant JOIN unit ON unit.id = role_grant.unit \
               WHERE role_grant.person = person.id AND unit.path LIKE $1)) \
             AND ($3 IS NULL OR EXISTS (SELECT 1 FROM role_grant JOIN unit ON unit.id = role_grant.unit \
               WHERE role_grant.person = person.id AND unit.path LIKE $1 AND role_grant.role = $3)) \
             AND (NOT $4 OR (person.is_active \
               AND NOT EXISTS (SELECT 1 FROM role_grant WHERE role_grant.person = person.id))) \
             AND ($2 IS NULL OR LOWER(person.name) LIKE LOWER($2) ESCAPE '\\' \
              OR LOWER(COALESCE(person.login, '')) LIKE LOWER($2) ESCAPE '\\' \
              OR LOWER(COALESCE(home.name, '')) LIKE LOWER($2) ESCAPE '\\' \
              OR EXISTS (SELECT 1 FROM role_grant JOIN unit ON unit.id = role_grant.unit \
               WHERE role_grant.person = person.id AND LOWER(unit.name) LIKE LOWER($2) ESCAPE '\\')) \
             AND ($5 IS NULL OR $5 = ",
            state!(),
            ")"
        )
    };
}

/// How many accounts pass.
pub(crate) async fn count(reads: &impl Reads, filter: &Filter<'_>) -> Result<u64, DbError> {
    reads.count(concat!("SELECT COUNT(*) AS value", passing!()), filter.params()).await
}

db::record! {
    /// A row of the list.
    #[derive(Clone, Debug)]
    pub(crate) struct Listed {
        pub(crate) id: PersonId,
        pub(crate) name: String,
        pub(crate) login: Option<String>,
        pub(crate) state: AccountState,
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
            concat!(
                "SELECT person.id, person.name, person.login, ",
                state!(),
                " AS state, person.expires_on, home.short_name AS home_name, person.version, \
                 (SELECT MAX(session.last_seen) FROM session WHERE session.person = person.id) AS last_seen",
                passing!(),
                " ORDER BY person.name, person.id LIMIT $11 OFFSET $12"
            ),
            values,
        )
        .await
}
