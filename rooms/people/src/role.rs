use crate::NodeKind;

db::coded! {
    /// What a person may do at a node of the tree; rights reach down from there.
    pub enum Role {
        SystemAdministrator = "system_administrator" / "系统管理员",
        SecurityAdministrator = "security_administrator" / "安全管理员",
        AuditAdministrator = "audit_administrator" / "审计管理员",
        BureauOfficer = "bureau_officer" / "局经办",
        BureauReviewer = "bureau_reviewer" / "局审核",
        UnitLeader = "unit_leader" / "单位领导",
        UnitOfficer = "unit_officer" / "单位经办",
        Member = "member" / "职工",
        Inspector = "inspector" / "检查组",
    }
}

impl Role {
    /// The three administrators: no one holds two of them, and none of them sees business data.
    pub const ADMINISTRATORS: &'static [Self] =
        &[Self::SystemAdministrator, Self::SecurityAdministrator, Self::AuditAdministrator];
    /// Who works for the bureau.
    pub const BUREAU: &'static [Self] = &[Self::BureauOfficer, Self::BureauReviewer];
    /// Who sees business data, each where the role reaches.
    pub const BUSINESS: &'static [Self] =
        &[Self::BureauOfficer, Self::BureauReviewer, Self::UnitLeader, Self::UnitOfficer];

    /// The kinds of node at which the role may be given.
    pub(crate) const fn kinds(self) -> &'static [NodeKind] {
        match self {
            Self::BureauOfficer | Self::BureauReviewer | Self::Inspector => &[NodeKind::Bureau],
            Self::UnitLeader | Self::UnitOfficer => &[NodeKind::Unit, NodeKind::Department],
            Self::SystemAdministrator | Self::SecurityAdministrator | Self::AuditAdministrator => {
                &[NodeKind::Bureau, NodeKind::Unit]
            }
            Self::Member => NodeKind::ALL,
        }
    }

    /// Refuses a kind of node to which the role does not belong, with the kinds to which it does.
    pub(crate) fn fits(self, kind: NodeKind) -> Result<(), String> {
        if self.kinds().contains(&kind) {
            return Ok(());
        }
        let kinds: Vec<&str> = self.kinds().iter().map(|kind| kind.label()).collect();
        let (role, here) = (self.label(), kind.label());
        Err(format!("“{role}”只能设在{}，这里选的是{here}，请换一个单位或角色", kinds.join("或")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_belongs_to_its_kind_of_node() {
        assert!(Role::BureauOfficer.fits(NodeKind::Bureau).is_ok());
        assert!(Role::BureauReviewer.fits(NodeKind::Unit).unwrap_err().contains("只能设在主管部门"));
        assert!(Role::UnitLeader.fits(NodeKind::Bureau).unwrap_err().contains("只能设在单位或科室"));
        assert!(Role::SystemAdministrator.fits(NodeKind::Department).is_err());
        assert!(NodeKind::ALL.iter().all(|kind| Role::Member.fits(*kind).is_ok()));
    }
}
