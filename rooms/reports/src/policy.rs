//! Who may do what with reports. The unit writes, the bureau's reviewer decides, the bureau's officers look on.

use campaigns::CampaignState;
use campaigns::facts::CampaignFact;
use people::{Actor, Denied, NodePath, Role, Target, Verb};

use crate::standing::Standing;

/// All reports below the actor's place.
#[derive(Clone, Debug)]
pub(crate) struct Shelf(pub(crate) NodePath);

impl Target for Shelf {
    const KIND: &'static str = "report";

    fn id(&self) -> String {
        self.0.to_string()
    }

    fn place(&self) -> &NodePath {
        &self.0
    }
}

/// What is over takes nothing in.
fn is_open(on: &Standing) -> Result<(), Denied> {
    match on.campaign_state {
        CampaignState::Launched => Ok(()),
        _ => Err(Denied::State(
            "这项专项行动已经办结，报送只供查看。确需补报或更正的，请联系主管部门重新打开。",
        )),
    }
}

/// Declares a verb on a [`Standing`] whose rule is a step of the state machine, or none.
macro_rules! on_report {
    ($(#[$meta:meta])* $name:ident, $verb:literal, $callers:expr, writes $writes:literal $(, $step:expr)?) => {
        $(#[$meta])*
        #[derive(Debug)]
        pub(crate) struct $name;

        impl Verb for $name {
            const NAME: &'static str = $verb;
            const CALLERS: &'static [Role] = $callers;
            const WRITES: bool = $writes;
            type On = Standing;
            $(
                fn rule(_actor: &Actor, on: &Standing) -> Result<(), Denied> {
                    is_open(on)?;
                    of_report(on, $step)
                }
            )?
        }
    };
}

const UNIT: &[Role] = &[Role::UnitOfficer];
/// Whoever may confirm the liaison of a unit.
const OF_UNIT: &[Role] = &[Role::UnitOfficer, Role::UnitLeader];
const REVIEWER: &[Role] = &[Role::BureauReviewer];

on_report!(
    /// To look at one report.
    Show, "report.show", Role::BUSINESS, writes false
);
on_report!(
    /// To write into a section.
    EditSection, "report.edit_section", UNIT, writes true, crate::ReportState::edit
);
on_report!(
    /// To choose, order and caption the pictures.
    ArrangePictures, "report.arrange_pictures", UNIT, writes true, crate::ReportState::edit
);
on_report!(
    /// To send it; what was sent already may be sent once more without effect.
    Submit, "report.submit", UNIT, writes true, submit
);
on_report!(
    /// To say that there is nothing to report.
    ReportZero, "report.zero", UNIT, writes true, submit
);
on_report!(
    /// To send the liaison that the unit confirmed, where the list of them is due.
    SubmitLiaison, "report.submit_liaison", OF_UNIT, writes true, submit
);
on_report!(
    /// To look at what was sent.
    Review, "report.review", Role::BUREAU, writes false
);
on_report!(
    /// To accept it.
    Approve, "report.approve", REVIEWER, writes true, crate::ReportState::approve
);
on_report!(
    /// To give it back with a reason.
    SendBack, "report.return", REVIEWER, writes true, crate::ReportState::give_back
);
on_report!(
    /// No longer to ask for it.
    Exempt, "report.exempt", Role::BUREAU, writes true, crate::ReportState::exempt
);
on_report!(
    /// To ask for it after all.
    Recall, "report.recall", Role::BUREAU, writes true, crate::ReportState::recall
);

/// A plan that is due is no report; everything else is a step of the state machine.
fn of_report(
    on: &Standing,
    step: fn(crate::ReportState) -> Result<crate::ReportState, &'static str>,
) -> Result<(), Denied> {
    if on.is_plan() {
        return Err(Denied::State("单位工作方案请在“单位方案”里填写、报备、审核或设为免报。"));
    }
    step(on.report_state()).map(|_| ()).map_err(Denied::State)
}

fn submit(state: crate::ReportState) -> Result<crate::ReportState, &'static str> {
    match state {
        crate::ReportState::Submitted => Ok(state),
        other => other.submit(),
    }
}

/// To see the list.
#[derive(Debug)]
pub(crate) struct List;

impl Verb for List {
    const NAME: &'static str = "report.list";
    const CALLERS: &'static [Role] = Role::BUSINESS;
    const WRITES: bool = false;
    type On = Shelf;
}

/// A campaign whose reports are joined.
#[derive(Clone, Debug)]
pub(crate) struct Joined(pub(crate) CampaignFact);

impl Target for Joined {
    const KIND: &'static str = "consolidation";

    fn id(&self) -> String {
        self.0.id.to_string()
    }

    fn place(&self) -> &NodePath {
        &self.0.place
    }
}

/// To see consolidations and their files.
#[derive(Debug)]
pub(crate) struct ShowConsolidation;

impl Verb for ShowConsolidation {
    const NAME: &'static str = "consolidation.show";
    const CALLERS: &'static [Role] = Role::BUREAU;
    const WRITES: bool = false;
    type On = Joined;
}

/// To see the list of consolidations.
#[derive(Debug)]
pub(crate) struct ListConsolidations;

impl Verb for ListConsolidations {
    const NAME: &'static str = "consolidation.list";
    const CALLERS: &'static [Role] = Role::BUREAU;
    const WRITES: bool = false;
    type On = Shelf;
}

/// To join the reports of a phase.
#[derive(Debug)]
pub(crate) struct Consolidate;

impl Verb for Consolidate {
    const NAME: &'static str = "consolidation.start";
    const CALLERS: &'static [Role] = &[Role::BureauOfficer];
    type On = Joined;

    fn rule(_actor: &Actor, on: &Joined) -> Result<(), Denied> {
        match on.0.launched_at {
            Some(_) => Ok(()),
            None => Err(Denied::State("专项行动还没有下发，没有可以汇总的报送。请先下发。")),
        }
    }
}
