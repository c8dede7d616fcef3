//! Who may do what with plans: the unit writes and files, the bureau's reviewer accepts.

use people::{Denied, NodePath, Role, Target, verbs};

use crate::plan::{PlanState, Standing};

/// All plans below the actor's place.
#[derive(Clone, Debug)]
pub(crate) struct Shelf(pub(crate) NodePath);

impl Target for Shelf {
    const KIND: &'static str = "unit_plan";

    fn id(&self) -> String {
        self.0.to_string()
    }

    fn place(&self) -> &NodePath {
        &self.0
    }
}

const UNIT: &[Role] = &[Role::UnitOfficer];
const REVIEWER: &[Role] = &[Role::BureauReviewer];

fn step(on: &Standing, step: fn(PlanState) -> Result<PlanState, &'static str>) -> Result<(), Denied> {
    open(on, step(on.state()))
}

fn open(on: &Standing, next: Result<PlanState, &'static str>) -> Result<(), Denied> {
    if !on.campaign_state.is_open() {
        return Err(Denied::State("这项专项行动已经办结，方案只供查看。"));
    }
    next.map(|_| ()).map_err(Denied::State)
}

verbs! {
    List = "unit_plan.list" on Shelf, Role::BUSINESS, writes false;
    Show = "unit_plan.show" on Standing, Role::BUSINESS, writes false;
    /// Writes it, the whole plan at once.
    Save = "unit_plan.save" on Standing, UNIT, writes true, |on| step(on, PlanState::edit);
    /// Hands in the unit's own file beside it, or takes that out.
    Attach = "unit_plan.attach" on Standing, UNIT, writes true, |on| step(on, PlanState::edit);
    /// 报备.
    Submit = "unit_plan.submit" on Standing, UNIT, writes true, |on| step(on, PlanState::submit);
    /// To begin a second version of an accepted plan.
    Revise = "unit_plan.revise" on Standing, UNIT, writes true, |on| step(on, PlanState::revise);
    /// 维持原方案.
    Keep = "unit_plan.keep" on Standing, UNIT, writes true, |on| open(on, on.keep());
    /// To say that an activity without an indicator is done, or is not after all.
    MarkDone = "unit_plan.mark_done" on Standing, UNIT, writes true, |on| step(on, PlanState::mark_done);
    /// 备案.
    Approve = "unit_plan.approve" on Standing, REVIEWER, writes true, |on| step(on, PlanState::approve);
    /// 退回修改.
    SendBack = "unit_plan.return" on Standing, REVIEWER, writes true, |on| step(on, PlanState::give_back);
    /// 免报.
    Exempt = "unit_plan.exempt" on Standing, Role::BUREAU, writes true, |on| step(on, PlanState::exempt);
    /// 恢复报备.
    Recall = "unit_plan.recall" on Standing, Role::BUREAU, writes true, |on| step(on, PlanState::recall);
}
