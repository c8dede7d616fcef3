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
}
