use clock::{CivilDate, Moment};
use db::{DbError, Reads, params};

use crate::account::{AccountState, locked_until};
use crate::{NodePath, PersonId, Role, UnitId};

db::record! {
    /// Somebody with a role at a unit.
    #[derive(Clone, Debug)]
    pub(crate) struct Member {
        pub(crate) person: PersonId,
        pub(crate) name: String,
        pub(crate) role: Role,
        /// The first and the last day of the role, where it has them.
        pub(crate) from_on: Option<CivilDate>,
        pub(crate) until_on: Option<CivilDate>,
        /// `None` until the welcome link was used.
        pub(crate) login: Option<String>,
        pub(crate) is_active: bool,
        pub(crate) expires_on: Option<CivilDate>,
        pub(crate) last_seen: Option<Moment>,
        /// How often in a row a sign-in failed, and when last; nothing when none did.
        pub(crate) failures: Option<i64>,
        pub(crate) failed_at: Option<Moment>,
    }
}

/// Everybody with a role at a unit that has not ended, also one that is yet to begin.
pub(crate) async fn of(reads: &impl Reads, unit: UnitId, today: CivilDate) -> Result<Vec<Member>, DbError> {
    reads
        .all(
            "SELECT person.id AS person, person.name, role_grant.role, \
             role_grant.from_on, role_grant.until_on, person.login, person.is_active, \
             person.expires_on, \
             (SELECT MAX(session.last_seen) FROM session WHERE session.person = person.id) AS last_seen, \
             failed.failures, failed.last_at AS failed_at \
             FROM role_grant JOIN person ON person.id = role_grant.person \
             LEFT JOIN sign_in_failure failed ON failed.subject = 'login:' || person.login \
             WHERE role_grant.unit = $1 AND (role_grant.until_on IS NULL OR role_grant.until_on >= $2) \
             ORDER BY role_grant.role, person.name, person.id",
            params![unit, today],
        )
        .await
}

impl Member {
    pub(crate) fn state(&self, now: Moment) -> AccountState {
        let is_locked = self.locked_until(now).is_some();
        AccountState::on(now.date(), self.is_active, self.login.is_some(), self.expires_on, is_locked)
    }

    /// Until when nobody may sign in as this person, if too many attempts failed.
    pub(crate) fn locked_until(&self, now: Moment) -> Option<Moment> {
        locked_until(self.failures, self.failed_at, now)
    }
}

db::record! {
    /// A unit without an officer who can sign in.
    #[derive(Clone, Debug)]
    pub(crate) struct Unmanned {
        pub(crate) unit: UnitId,
        pub(crate) path: NodePath,
        pub(crate) name: String,
        pub(crate) short_name: String,
        pub(crate) township: String,
        pub(crate) liaison_name: String,
        pub(crate) liaison_phone: String,
        /// An officer who was invited and has not come yet, with no role beyond that node.
        pub(crate) invited: Option<PersonId>,
        /// Whether a link that was given out for an officer still works.
        pub(crate) has_link: bool,
    }
}

/// Every unit below a node without an officer who can sign in, by township, then name.
pub(crate) async fn unmanned(
    reads: &impl Reads,
    below: &NodePath,
    now: Moment,
) -> Result<Vec<Unmanned>, DbError> {
    reads
        .all(
            "SELECT unit.id AS unit, unit.path, unit.name, unit.short_name, unit.township, unit.liaison_name, \
             unit.liaison_phone, \
             (SELECT MIN(person.id) FROM role_grant JOIN person ON person.id = role_grant.person \
              WHERE role_grant.unit = unit.id AND role_grant.role = $2 AND person.login IS NULL \
              AND person.is_active AND NOT EXISTS (SELECT 1 FROM role_grant other JOIN unit place ON place.id = other.unit \
               WHERE other.person = person.id AND place.path NOT LIKE $1)) AS invited, \
             EXISTS (SELECT 1 FROM role_grant JOIN one_time_link ON one_time_link.person = role_grant.person \
              WHERE role_grant.unit = unit.id AND role_grant.role = $2 AND one_time_link.kind = 'welcome' \
              AND one_time_link.used_at IS NULL AND one_time_link.expires_at > $4) AS has_link \
             FROM unit WHERE unit.path LIKE $1 AND unit.kind = 'unit' \
             AND NOT EXISTS (SELECT 1 FROM unit_merge WHERE unit_merge.unit = unit.id) \
             AND NOT EXISTS (SELECT 1 FROM unit_closing WHERE unit_closing.unit = unit.id) AND NOT EXISTS \
             (SELECT 1 FROM role_grant JOIN person ON person.id = role_grant.person \
              WHERE role_grant.unit = unit.id AND role_grant.role = $2 AND person.login IS NOT NULL \
              AND person.is_active AND (role_grant.until_on IS NULL OR role_grant.until_on >= $3)) \
             ORDER BY unit.township, unit.name",
            params![below.like_below(), Role::UnitOfficer, now.date(), now],
        )
        .await
}
