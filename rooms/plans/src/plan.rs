//! A unit's plan for a campaign, and how it goes between unit and bureau.

use campaigns::{CampaignId, CampaignState};
use clock::{CivilDate, Moment};
use people::{NodePath, Target, UnitId};

ids::id_of!(
    /// The plan that a unit made for a campaign.
    pub PlanId, PlanKind
);

db::coded! {
    /// With whom the plan lies.
    pub enum PlanState {
        Draft = "draft" / "未报备",
        Submitted = "submitted" / "已报备待审",
        Approved = "approved" / "已备案",
        Returned = "returned" / "退回修改",
    }
}

db::coded! {
    /// What was done with a plan.
    pub(crate) enum StepKind {
        Submitted = "submitted" / "报备",
        Approved = "approved" / "备案",
        Returned = "returned" / "退回",
    }
}

impl PlanState {
    /// The unit writes.
    pub(crate) fn edit(self) -> Result<Self, &'static str> {
        match self {
            Self::Draft | Self::Returned => Ok(self),
            Self::Submitted => Err("方案已经报备，正在等局里审核，现在不能修改。如需调整，请联系局里退回。"),
            Self::Approved => Err("方案已经备案，不能直接修改。如需调整，请联系局里退回后再改。"),
        }
    }

    /// The unit files it; what is filed already may be sent once more without effect.
    pub(crate) fn submit(self) -> Result<Self, &'static str> {
        match self {
            Self::Draft | Self::Returned | Self::Submitted => Ok(Self::Submitted),
            Self::Approved => Err("方案已经备案，不用再报。"),
        }
    }

    /// The bureau accepts it.
    pub(crate) fn approve(self) -> Result<Self, &'static str> {
        match self {
            Self::Submitted => Ok(Self::Approved),
            Self::Approved => Err("这份方案已经备案。"),
            Self::Draft | Self::Returned => Err("单位还没有报备，不能备案。"),
        }
    }

    /// The bureau gives it back, also after it was accepted: then the unit may change it.
    pub(crate) fn give_back(self) -> Result<Self, &'static str> {
        match self {
            Self::Submitted | Self::Approved => Ok(Self::Returned),
            Self::Draft | Self::Returned => Err("方案在单位手里，不用退回。"),
        }
    }

    /// The kind of the mark on the screen (kit/web's `parts::status`).
    pub(crate) fn mark(self) -> &'static str {
        match self {
            Self::Draft => "missing",
            Self::Submitted => "pending",
            Self::Approved => "approved",
            Self::Returned => "returned",
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
        pub(crate) unit: UnitId,
        pub(crate) path: NodePath,
        pub(crate) unit_name: String,
        pub(crate) class: String,
        pub(crate) township: String,
        /// When plans are due; none: the campaign asks for no filing.
        pub(crate) due_on: Option<CivilDate>,
        pub(crate) plan: Option<PlanId>,
        pub(crate) state: Option<PlanState>,
        pub(crate) paper: Option<String>,
        pub(crate) paper_name: Option<String>,
        pub(crate) paper_type: Option<String>,
        pub(crate) first_submitted_at: Option<Moment>,
        pub(crate) submitted_at: Option<Moment>,
        pub(crate) approved_at: Option<Moment>,
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

    /// Where it is seen.
    pub(crate) fn href(&self) -> String {
        format!("/plans/{}/{}", self.campaign, self.unit)
    }

    /// Whether it was, or still is, not filed in time.
    pub(crate) fn is_late(&self, today: CivilDate) -> bool {
        self.due_on.is_some_and(|due| match self.first_submitted_at {
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
        use PlanState::{Approved, Draft, Returned, Submitted};
        for (from, edit, submit, approve, give_back) in [
            (Draft, Some(Draft), Some(Submitted), None, None),
            (Returned, Some(Returned), Some(Submitted), None, None),
            (Submitted, None, Some(Submitted), Some(Approved), Some(Returned)),
            (Approved, None, None, None, Some(Returned)),
        ] {
            assert_eq!(from.edit().ok(), edit, "{from:?}");
            assert_eq!(from.submit().ok(), submit, "{from:?}");
            assert_eq!(from.approve().ok(), approve, "{from:?}");
            assert_eq!(from.give_back().ok(), give_back, "{from:?}");
        }
    }
}
