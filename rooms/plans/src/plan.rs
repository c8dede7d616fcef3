//! A unit's plan for a campaign, and how it goes between unit and bureau.

use campaigns::facts::{Owing, plan_due};
use campaigns::{CampaignId, CampaignState};
use clock::{CivilDate, Moment};
use people::{NodePath, Target, UnitId};

ids::id_of!(
    /// The plan that a unit made for a campaign.
    pub PlanId, PlanKind
);

ids::id_of!(
    /// One thing that was done with a plan.
    pub(crate) StepId, StepMark
);

/// The catalogue's measure that a plan itself fulfils.
pub(crate) const MEASURE: &str = "unit_plan";

db::coded! {
    /// With whom the plan lies.
    pub enum PlanState {
        Draft = "draft" / "未报备",
        Submitted = "submitted" / "已报备待审",
        Approved = "approved" / "已备案",
        /// Accepted, and its unit writes a second version; the accepted one stays in force.
        Revising = "revising" / "修订中",
        Returned = "returned" / "退回修改",
        /// Not asked for, with a reason.
        Exempt = "exempt" / "免报",
    }
}

db::coded! {
    /// What was done with a plan.
    pub(crate) enum StepKind {
        Submitted = "submitted" / "报备",
        Approved = "approved" / "备案",
        Revised = "revised" / "开始修订",
        /// The unit stays with the accepted plan although the bureau's targets changed.
        Kept = "kept" / "维持原方案",
        Returned = "returned" / "退回",
        Exempted = "exempted" / "免报",
        Recalled = "recalled" / "恢复报备",
    }
}

impl PlanState {
    /// The unit writes.
    pub(crate) fn edit(self) -> Result<Self, &'static str> {
        match self {
            Self::Draft | Self::Returned | Self::Revising => Ok(self),
            Self::Submitted => Err("方案已经报备，正在等局里审核，现在不能修改。如需调整，请联系局里退回。"),
            Self::Approved => Err("方案已经备案，不能直接修改。如需调整，请联系局里退回后再改。"),
            Self::Exempt => Err("本单位免报工作方案，不需要填写。"),
        }
    }

    /// The unit files it; what is filed already may be sent once more without effect.
    pub(crate) fn submit(self) -> Result<Self, &'static str> {
        match self {
            Self::Draft | Self::Returned | Self::Revising | Self::Submitted => Ok(Self::Submitted),
            Self::Approved => Err("方案已经备案，不用再报。"),
            Self::Exempt => Err("本单位免报工作方案，不需要报备。"),
        }
    }

    /// The bureau accepts it.
    pub(crate) fn approve(self) -> Result<Self, &'static str> {
        match self {
            Self::Submitted => Ok(Self::Approved),
            Self::Approved | Self::Revising => Err("这份方案已经备案。"),
            Self::Draft | Self::Returned => Err("单位还没有报备，不能备案。"),
            Self::Exempt => Err("该单位免报，没有可备案的方案。"),
        }
    }

    /// The bureau gives it back, also after it was accepted: then the unit may change it.
    pub(crate) fn give_back(self) -> Result<Self, &'static str> {
        match self {
            Self::Submitted | Self::Approved => Ok(Self::Returned),
            Self::Draft | Self::Returned | Self::Revising => Err("方案在单位手里，不用退回。"),
            Self::Exempt => Err("该单位免报，没有可退回的方案。"),
        }
    }

    /// The bureau no longer asks for it.
    pub(crate) fn exempt(self) -> Result<Self, &'static str> {
        match self {
            Self::Draft | Self::Returned => Ok(Self::Exempt),
            Self::Submitted | Self::Approved | Self::Revising => Err("单位已经报备方案，不能再设为免报。"),
            Self::Exempt => Err("该单位已经免报。"),
        }
    }

    /// The bureau asks for it after all.
    pub(crate) fn recall(self) -> Result<Self, &'static str> {
        match self {
            Self::Exempt => Ok(Self::Draft),
            _ => Err("该单位没有免报，不用恢复。"),
        }
    }

    /// The unit begins a second version, as the bureau's targets changed.
    pub(crate) fn revise(self) -> Result<Self, &'static str> {
        match self {
            Self::Approved => Ok(Self::Revising),
            Self::Revising => Err("方案已经在修订，请直接修改后报备。"),
            _ => Err("方案还没有备案，请直接修改。"),
        }
    }

    /// The unit stays with what was accepted, whether it had begun a second version or not.
    fn keep(self) -> Result<Self, &'static str> {
        match self {
            Self::Approved | Self::Revising => Ok(Self::Approved),
            _ => Err("方案还没有备案，没有可以维持的版本。"),
        }
    }

    /// Activities are marked as done in whatever is not let off.
    pub(crate) fn mark_done(self) -> Result<Self, &'static str> {
        match self {
            Self::Exempt => Err("本单位免报工作方案，不需要填写。"),
            _ => Ok(self),
        }
    }

    /// The kind of the mark on the screen (kit/web's `parts::status`).
    pub(crate) fn mark(self) -> &'static str {
        match self {
            Self::Draft => "missing",
            Self::Submitted => "pending",
            Self::Approved => "approved",
            Self::Revising => "due",
            Self::Returned => "returned",
            Self::Exempt => "exempt",
        }
    }
}

db::record! {
    /// A unit, a campaign that was sent down to it, and its plan; no plan before the first write.
    #[derive(Clone, Debug)]
    pub(crate) struct Standing {
        pub(crate) campaign: CampaignId,
        pub(crate) campaign_name: String,
        pub(crate) campaign_state: CampaignState,
        /// When the date came down: by the launch, or by the amendment that brought it.
        pub(crate) launched_at: Option<Moment>,
        pub(crate) unit: UnitId,
        pub(crate) path: NodePath,
        pub(crate) unit_name: String,
        pub(crate) class: String,
        pub(crate) township: String,
        /// When plans are due; none: the campaign asks for no filing, or did so before the unit joined it or after it left.
        pub(crate) due_on: Option<CivilDate>,
        pub(crate) joined_on: Option<CivilDate>,
        pub(crate) left_on: Option<CivilDate>,
        /// The day of its own by which the unit files, where it joined late.
        pub(crate) plan_due_on: Option<CivilDate>,
        /// The last day of a unit that went into another one.
        pub(crate) merged_on: Option<CivilDate>,
        pub(crate) plan: Option<PlanId>,
        pub(crate) state: Option<PlanState>,
        /// The unit's own file beside what it works on; what was filed keeps its own.
        pub(crate) paper: Option<String>,
        pub(crate) paper_name: Option<String>,
        pub(crate) first_submitted_at: Option<Moment>,
        pub(crate) submitted_at: Option<Moment>,
        pub(crate) approved_at: Option<Moment>,
        /// The acceptance that is in force.
        pub(crate) in_force: Option<StepId>,
        /// How many targets differ from the bureau's, as it was filed or accepted last; none before.
        pub(crate) differs: Option<i64>,
        pub(crate) version: Option<i64>,
    }
}

impl Target for Standing {
    const KIND: &'static str = "unit_plan";

    /// The two ids of its address.
    fn id(&self) -> String {
        format!("{}/{}", self.campaign, self.unit)
    }

    fn version(&self) -> i64 {
        self.version.unwrap_or(0)
    }

    fn place(&self) -> &NodePath {
        &self.path
    }
}

impl Standing {
    /// With whom the plan lies.
    pub(crate) fn state(&self) -> PlanState {
        self.state.unwrap_or(PlanState::Draft)
    }

    /// Whether nothing was written and nobody waits for it: the unit may file one all the same.
    pub(crate) fn is_voluntary(&self) -> bool {
        self.due_on.is_none() && self.plan.is_none() && self.state() == PlanState::Draft
    }

    /// Whether its unit left with nothing written.
    pub(crate) fn is_past(&self) -> bool {
        self.is_voluntary() && self.left_on.is_some()
    }

    /// The kind of its mark on the screen.
    pub(crate) fn mark(&self) -> &'static str {
        if self.is_voluntary() { PlanState::Exempt.mark() } else { self.state().mark() }
    }

    /// The word of its state.
    pub(crate) fn label(&self) -> &'static str {
        match self.is_voluntary() {
            true if self.merged_on.is_some() => "已并入，不用报备",
            true => "可自愿报备",
            false => self.state().label(),
        }
    }

    /// With the unit's own date, and without any where it does not owe it, as every list of dates has it.
    pub(crate) fn with_owed_date(mut self) -> Self {
        self.due_on = plan_due(self.due_on, self.plan_due_on);
        let owing = Owing::of(self.due_on, self.joined_on, self.left_on);
        let is_merged = self.state.is_none() && self.merged_on.is_some();
        if owing != Owing::Owed || is_merged {
            self.due_on = None;
        }
        self
    }

    /// Whether a second version is written or waits, beside the one in force.
    pub(crate) fn has_second(&self) -> bool {
        self.in_force.is_some() && self.state() != PlanState::Approved
    }

    /// The unit stays with what is in force, also when its second version came back.
    pub(crate) fn keep(&self) -> Result<PlanState, &'static str> {
        match self.state() {
            PlanState::Returned if self.in_force.is_some() => Ok(PlanState::Approved),
            state => state.keep(),
        }
    }

    /// Where it is seen.
    pub(crate) fn href(&self) -> String {
        format!("/plans/{}/{}", self.campaign, self.unit)
    }

    /// Whether it was, or still is, not filed in time. A day that had passed when the campaign went down makes nobody late.
    pub(crate) fn is_late(&self, today: CivilDate) -> bool {
        let was_open = |due: &CivilDate| self.launched_at.is_none_or(|launched| *due >= launched.date());
        self.state() != PlanState::Exempt
            && self.due_on.filter(was_open).is_some_and(|due| match self.first_submitted_at {
                Some(first) => first > due.end(),
                None => due < today,
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_goes_to_the_bureau_and_comes_back_only_from_there() {
        use PlanState::{Approved, Draft, Exempt, Returned, Revising, Submitted};
        for (from, edit, submit, approve, give_back) in [
            (Revising, Some(Revising), Some(Submitted), None, None),
            (Draft, Some(Draft), Some(Submitted), None, None),
            (Returned, Some(Returned), Some(Submitted), None, None),
            (Submitted, None, Some(Submitted), Some(Approved), Some(Returned)),
            (Approved, None, None, None, Some(Returned)),
            (Exempt, None, None, None, None),
        ] {
            assert_eq!(from.edit().ok(), edit, "{from:?}");
            assert_eq!(from.submit().ok(), submit, "{from:?}");
            assert_eq!(from.approve().ok(), approve, "{from:?}");
            assert_eq!(from.give_back().ok(), give_back, "{from:?}");
        }
    }

    #[test]
    fn only_what_lies_with_the_unit_is_let_off() {
        use PlanState::{Approved, Draft, Exempt, Returned, Revising, Submitted};
        for (from, exempt, recall) in [
            (Revising, None, None),
            (Draft, Some(Exempt), None),
            (Returned, Some(Exempt), None),
            (Submitted, None, None),
            (Approved, None, None),
            (Exempt, None, Some(Draft)),
        ] {
            assert_eq!((from.exempt().ok(), from.recall().ok()), (exempt, recall), "{from:?}");
        }
    }

    #[test]
    fn what_is_accepted_is_revised_or_kept() {
        for state in PlanState::ALL {
            let revise = (*state == PlanState::Approved).then_some(PlanState::Revising);
            let keep =
                matches!(state, PlanState::Approved | PlanState::Revising).then_some(PlanState::Approved);
            assert_eq!((state.revise().ok(), state.keep().ok()), (revise, keep), "{state:?}");
        }
    }
}
