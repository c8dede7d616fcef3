use clock::{CivilDate, Moment};

use crate::permit::Target;
use crate::throttle::{Failures, Subject};
use crate::{Actor, NodePath, PersonId, Role, UnitId};

db::record! {
    /// The row of somebody's account.
    #[derive(Clone, Debug)]
    pub(crate) struct AccountRow {
        pub(crate) id: PersonId,
        pub(crate) name: String,
        /// `None` until the welcome link was used.
        pub(crate) login: Option<String>,
        pub(crate) is_active: bool,
        /// The last day on which it works; `None`: no end.
        pub(crate) expires_on: Option<CivilDate>,
        /// Where it belongs before any role.
        pub(crate) home: Option<UnitId>,
        pub(crate) home_name: Option<String>,
        /// Whether each sign-in asks for a code of the phone.
        pub(crate) has_second_step: bool,
        /// How often in a row a sign-in failed, and when last; nothing when none did.
        pub(crate) failures: Option<i64>,
        pub(crate) failed_at: Option<Moment>,
        pub(crate) version: i64,
    }
}

/// Somebody's account, as the administrators see it.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) row: AccountRow,
    /// Its home and every node at which the person holds a role; never empty.
    pub(crate) places: Vec<NodePath>,
    /// The nodes at which the person holds a role: what rights are about. Empty before the first one.
    pub(crate) seats: Vec<NodePath>,
    /// The roles held there.
    pub(crate) roles: Vec<Role>,
    /// Who else answers for accounts anywhere.
    pub(crate) answering: Vec<Answering>,
}

db::record! {
    /// Somebody with a password who answers for the accounts of others, by role and place.
    #[derive(Clone, Debug)]
    pub(crate) struct Answering {
        pub(crate) role: Role,
        pub(crate) path: NodePath,
    }
}

impl Target for Account {
    const KIND: &'static str = "person";

    fn id(&self) -> String {
        self.row.id.to_string()
    }

    fn version(&self) -> i64 {
        self.row.version
    }

    fn place(&self) -> &NodePath {
        &self.places[0]
    }

    fn is_seen_by(&self, actor: &Actor) -> bool {
        self.places.iter().any(|place| actor.reaches(place))
    }
}

db::coded! {
    /// How far an account has come.
    pub(crate) enum AccountState {
        Invited = "invited" / "未启用",
        Open = "open" / "已启用",
        /// Too many sign-ins failed; it opens again by itself or by the security administrator.
        Locked = "locked" / "已锁定",
        Expired = "expired" / "已到期",
        Closed = "closed" / "已停用",
    }
}

impl AccountState {
    /// The state on a day.
    pub(crate) fn on(
        today: CivilDate,
        is_active: bool,
        has_login: bool,
        expires_on: Option<CivilDate>,
        is_locked: bool,
    ) -> Self {
        match (is_active, has_login) {
            (false, _) => Self::Closed,
            _ if expires_on.is_some_and(|last| last < today) => Self::Expired,
            (true, true) if is_locked => Self::Locked,
            (true, true) => Self::Open,
            (true, false) => Self::Invited,
        }
    }

    /// How its mark looks on a page.
    pub(crate) const fn look(self) -> &'static str {
        match self {
            Self::Invited => "not-due",
            Self::Open => "done",
            Self::Expired | Self::Closed | Self::Locked => "missing",
        }
    }
}

impl AccountRow {
    pub(crate) fn state(&self, now: Moment) -> AccountState {
        let is_locked = self.locked_until(now).is_some();
        AccountState::on(now.date(), self.is_active, self.login.is_some(), self.expires_on, is_locked)
    }

    /// Until when nobody may sign in as this person, if too many attempts failed.
    pub(crate) fn locked_until(&self, now: Moment) -> Option<Moment> {
        locked_until(self.failures, self.failed_at, now)
    }
}

/// Until when nobody may sign in after `failures` sign-ins in a row that failed, the last of them at `failed_at`.
pub(crate) fn locked_until(failures: Option<i64>, failed_at: Option<Moment>, now: Moment) -> Option<Moment> {
    let failures = Failures { count: failures?, last: failed_at? };
    failures.blocked_until(Subject::Login, now).filter(|_| failures.is_lock(Subject::Login))
}

impl Account {
    /// Whether it is the actor's own: nobody changes their own rights.
    pub(crate) fn is_of(&self, actor: &Actor) -> bool {
        self.row.id == actor.person
    }

    /// Whether every role of it lies within the actor's reach; before the first one, its home. Where an account was made
    /// says nothing about what its owner may do.
    pub(crate) fn is_within(&self, actor: &Actor) -> bool {
        let nodes = if self.seats.is_empty() { &self.places } else { &self.seats };
        nodes.iter().all(|node| actor.reaches(node))
    }
}

impl Account {
    /// Whether it sees business data and an officer answers for that: a link to it is theirs to make, and no administrator's,
    /// who could enter with it.
    pub(crate) fn is_an_officers(&self) -> bool {
        let is_business = self.roles.iter().any(|role| !Role::ADMINISTRATORS.contains(role));
        let reaches_all = |one: &Answering| self.seats.iter().all(|seat| one.path.reaches(seat));
        let mut officers = self.answering.iter().filter(|one| one.role == Role::BureauOfficer);
        is_business && officers.any(reaches_all)
    }

    /// Whether it is another administrator's than the one who makes accounts, and that office is filled: with a link the one
    /// would be two.
    pub(crate) fn is_another_administrators(&self) -> bool {
        let others = [Role::SecurityAdministrator, Role::AuditAdministrator];
        let is_filled = |role: &Role| self.answering.iter().any(|one| one.role == *role);
        others.iter().any(|role| self.roles.contains(role) && is_filled(role))
    }
}

/// The last day of an account as it was typed: none, or a day that is not over.
pub(crate) fn last_day(typed: Option<&str>, today: CivilDate) -> Result<Option<CivilDate>, String> {
    let Some(text) = typed else { return Ok(None) };
    let day = CivilDate::parse(text).map_err(|error| error.to_string())?;
    if day < today {
        return Err(format!("有效期不能早于今天（{today}）；要立即停用，请用“停用”"));
    }
    Ok(Some(day))
}

/// Why somebody who has yet to open the account may not be given a role: an administrator's is for who has shown up, because
/// nobody may make the link by which it would be opened afterwards.
pub(crate) fn too_early(has_login: bool, wanted: Role) -> Option<&'static str> {
    let is_early = !has_login && Role::ADMINISTRATORS.contains(&wanted);
    is_early.then_some("此人还没有启用账号：请先由本人打开链接设好登录名和密码，再分配管理员角色")
}

/// Why somebody who holds these roles, anywhere, may not hold another one.
pub(crate) fn clash(held: &[Role], wanted: Role) -> Option<&'static str> {
    let is_administrator = |role: &Role| Role::ADMINISTRATORS.contains(role);
    let others: Vec<&Role> = held.iter().filter(|role| **role != wanted).collect();
    match is_administrator(&wanted) {
        true if others.iter().any(|role| is_administrator(role)) => {
            Some("系统管理员、安全管理员、审计管理员须由不同的人担任，此人已担任其中一个")
        }
        true if !others.is_empty() => Some("管理员不接触业务数据：此人已有业务角色，不能再担任管理员"),
        false if others.iter().any(|role| is_administrator(role)) => {
            Some("管理员不接触业务数据：此人已担任管理员，不能再分配业务角色")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> CivilDate {
        CivilDate::parse(text).unwrap()
    }

    #[test]
    fn nobody_is_two_administrators() {
        for (i, one) in Role::ADMINISTRATORS.iter().enumerate() {
            for (j, other) in Role::ADMINISTRATORS.iter().enumerate() {
                assert_eq!(clash(&[*one], *other).is_some(), i != j);
            }
        }
    }

    #[test]
    fn administrators_and_business_stay_apart() {
        assert!(clash(&[Role::AuditAdministrator], Role::BureauOfficer).is_some());
        assert!(clash(&[Role::UnitOfficer], Role::SystemAdministrator).is_some());
        assert_eq!(clash(&[Role::BureauOfficer], Role::BureauReviewer), None);
        assert_eq!(clash(&[], Role::SecurityAdministrator), None);
    }

    #[test]
    fn an_administrator_has_shown_up_before() {
        assert!(Role::ADMINISTRATORS.iter().all(|role| too_early(false, *role).is_some()));
        assert!(Role::ADMINISTRATORS.iter().all(|role| too_early(true, *role).is_none()));
        assert_eq!(too_early(false, Role::BureauOfficer), None);
    }

    #[test]
    fn an_account_works_through_its_last_day() {
        let on = |today: &str, active, login| {
            AccountState::on(day(today), active, login, Some(day("2026-03-06")), false).code()
        };
        assert_eq!(on("2026-03-06", true, true), "open");
        assert_eq!(on("2026-03-07", true, true), "expired");
        assert_eq!(on("2026-03-06", true, false), "invited");
        assert_eq!(on("2026-03-07", false, true), "closed");
        assert_eq!(AccountState::on(day("2026-03-06"), true, true, None, true), AccountState::Locked);
    }

    #[test]
    fn a_last_day_is_today_or_later() {
        let today = day("2026-03-06");
        assert_eq!(last_day(None, today), Ok(None));
        assert_eq!(last_day(Some("2026-03-06"), today), Ok(Some(today)));
        assert!(last_day(Some("2026-03-05"), today).unwrap_err().contains("2026-03-06"));
        assert!(last_day(Some("2026-02-30"), today).is_err());
    }
}
