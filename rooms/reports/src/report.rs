//! A report and how it moves between the unit and the bureau.

ids::id_of!(
    /// One unit's report on one due date.
    pub ReportId, ReportKind
);

db::coded! {
    /// With whom a report lies.
    pub enum ReportState {
        /// With the unit, never sent.
        Draft = "draft" / "待报",
        /// With the bureau.
        Submitted = "submitted" / "已报待审",
        /// With the unit again, with a reason.
        Returned = "returned" / "退回修改",
        Approved = "approved" / "审核通过",
        /// Not owed, with a reason.
        Exempt = "exempt" / "免报",
    }
}

db::coded! {
    /// What happened to a report, for its history.
    pub enum StepKind {
        Submitted = "submitted" / "提交",
        ZeroReported = "zero_reported" / "零报告",
        Returned = "returned" / "退回修改",
        Approved = "approved" / "审核通过",
        Exempted = "exempted" / "免报",
        Recalled = "recalled" / "恢复报送",
    }
}

/// Why a report cannot take a step, and what to do instead.
pub(crate) type Refusal = &'static str;

impl ReportState {
    /// Whether the unit may change it.
    pub fn is_with_unit(self) -> bool {
        matches!(self, Self::Draft | Self::Returned)
    }

    /// Whether a frozen version of it counts as reported.
    pub fn is_reported(self) -> bool {
        matches!(self, Self::Submitted | Self::Approved)
    }

    /// The unit goes on writing.
    pub(crate) fn edit(self) -> Result<Self, Refusal> {
        match self {
            Self::Draft | Self::Returned => Ok(self),
            Self::Submitted => Err("报告已提交，正在审核，暂时不能修改。如需修改，请联系主管部门退回。"),
            Self::Approved => Err("报告已审核通过，不能再修改。如需更正，请联系主管部门退回。"),
            Self::Exempt => Err("本单位这期免报，不需要填写。"),
        }
    }

    /// The unit sends it.
    pub(crate) fn submit(self) -> Result<Self, Refusal> {
        self.edit().map(|_| Self::Submitted)
    }

    /// The reviewer accepts it.
    pub(crate) fn approve(self) -> Result<Self, Refusal> {
        match self {
            Self::Submitted => Ok(Self::Approved),
            Self::Approved => Err("这份报告已经审核通过，不需要再次审核。"),
            Self::Returned => Err("这份报告已退回，请等单位修改后重新提交。"),
            Self::Draft => Err("单位还没有提交这份报告，不能审核。"),
            Self::Exempt => Err("该单位这期免报，没有可审核的报告。"),
        }
    }

    /// The reviewer gives it back, also after approval.
    pub(crate) fn give_back(self) -> Result<Self, Refusal> {
        match self {
            Self::Submitted | Self::Approved => Ok(Self::Returned),
            Self::Returned => Err("这份报告已经退回，请等单位修改后重新提交。"),
            Self::Draft => Err("单位还没有提交这份报告，不能退回。"),
            Self::Exempt => Err("该单位这期免报，没有可退回的报告。"),
        }
    }

    /// The bureau no longer asks for it.
    pub(crate) fn exempt(self) -> Result<Self, Refusal> {
        match self {
            Self::Draft | Self::Returned => Ok(Self::Exempt),
            Self::Exempt => Err("该单位这期已经免报。"),
            Self::Submitted | Self::Approved => Err("单位已经报送，不能改为免报。"),
        }
    }

    /// The bureau asks for it after all.
    pub(crate) fn recall(self) -> Result<Self, Refusal> {
        match self {
            Self::Exempt => Ok(Self::Draft),
            _ => Err("该单位这期没有免报，不需要恢复。"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Refusal;
    use super::ReportState::{self, Approved, Draft, Exempt, Returned, Submitted};

    type Move = fn(ReportState) -> Result<ReportState, Refusal>;

    /// Every step from every state; what is not listed must be refused.
    #[test]
    fn a_report_moves_only_along_its_steps() {
        let moves: [(Move, &[(ReportState, ReportState)]); 6] = [
            (ReportState::edit, &[(Draft, Draft), (Returned, Returned)]),
            (ReportState::submit, &[(Draft, Submitted), (Returned, Submitted)]),
            (ReportState::approve, &[(Submitted, Approved)]),
            (ReportState::give_back, &[(Submitted, Returned), (Approved, Returned)]),
            (ReportState::exempt, &[(Draft, Exempt), (Returned, Exempt)]),
            (ReportState::recall, &[(Exempt, Draft)]),
        ];
        for (step, allowed) in moves {
            for from in ReportState::ALL {
                let expected = allowed.iter().find(|(before, _)| before == from).map(|(_, after)| *after);
                assert_eq!(step(*from).ok(), expected, "{from:?}");
            }
        }
    }
}
