use crate::permit::Target;
use crate::{Actor, NodePath, PersonId, Role};

db::record! {
    /// Somebody's account, as the security administrator sees it.
    #[derive(Clone, Debug)]
    pub(crate) struct Account {
        pub(crate) id: PersonId,
        pub(crate) name: String,
        /// `None` until the welcome link was used.
        pub(crate) login: Option<String>,
        pub(crate) is_active: bool,
        pub(crate) version: i64,
        /// The node of the first role; the root for somebody without any.
        pub(crate) path: NodePath,
    }
}

impl Target for Account {
    const KIND: &'static str = "person";

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn place(&self) -> &NodePath {
        &self.path
    }
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

impl Account {
    /// Whether it is the actor's own: nobody changes their own rights.
    pub(crate) fn is_of(&self, actor: &Actor) -> bool {
        self.id == actor.person
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
