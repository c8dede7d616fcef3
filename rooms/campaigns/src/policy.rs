//! Who may do what to a campaign.

use people::{Actor, Denied, Role, Verb};

use crate::CampaignState;
use crate::campaign::{Bureau, Head, Met};

const OFFICERS: &[Role] = &[Role::BureauOfficer];
const UNITS: &[Role] = &[Role::UnitLeader, Role::UnitOfficer];
const SENT_DOWN: &str = "方案已经下发，不能再修改。请从专项行动的页面查看下发的内容。";

fn still_a_draft(head: &Head) -> Result<(), Denied> {
    if head.state == CampaignState::Draft { Ok(()) } else { Err(Denied::State(SENT_DOWN)) }
}

macro_rules! verbs {
    ($($(#[$meta:meta])* $verb:ident = $name:literal on $on:ty, $callers:expr, writes $writes:literal $(, $rule:path)?;)*) => {$(
        $(#[$meta])*
        #[derive(Debug)]
        pub(crate) enum $verb {}

        impl Verb for $verb {
            const NAME: &'static str = $name;
            const CALLERS: &'static [Role] = $callers;
            const WRITES: bool = $writes;
            type On = $on;
            $(fn rule(_actor: &Actor, on: &Self::On) -> Result<(), Denied> {
                $rule(on)
            })?
        }
    )*};
}

verbs! {
    /// Reads a notice and makes a draft of it.
    Begin = "campaign.begin" on Bureau, OFFICERS, writes true;
    /// Sees the list.
    List = "campaign.list" on Bureau, Role::BUSINESS, writes false;
    /// Sees a campaign that concerns one.
    Show = "campaign.show" on Met, Role::BUSINESS, writes false;
    /// Sees the plan with all that is open in it.
    Review = "campaign.review" on Head, Role::BUREAU, writes false;
    /// Takes the plan and the list of signatures away as a table.
    Export = "campaign.export" on Head, Role::BUREAU, writes false;
    EditHead = "campaign.edit" on Head, OFFICERS, writes true, still_a_draft;
    AddPhase = "phase.add" on Head, OFFICERS, writes true, still_a_draft;
    EditPhase = "phase.edit" on Head, OFFICERS, writes true, still_a_draft;
    AddIndicator = "indicator.add" on Head, OFFICERS, writes true, still_a_draft;
    EditIndicator = "indicator.edit" on Head, OFFICERS, writes true, still_a_draft;
    AddTask = "task.add" on Head, OFFICERS, writes true, still_a_draft;
    AddDue = "due.add" on Head, OFFICERS, writes true, still_a_draft;
    EditDue = "due.edit" on Head, OFFICERS, writes true, still_a_draft;
    /// Takes a row out of the plan, or back into it.
    Drop = "plan.drop" on Head, OFFICERS, writes true, still_a_draft;
    Answer = "question.answer" on Head, OFFICERS, writes true, still_a_draft;
    ChooseUnits = "campaign.choose_units" on Head, OFFICERS, writes true, still_a_draft;
    Launch = "campaign.launch" on Head, OFFICERS, writes true, still_a_draft;
    /// 签收.
    Sign = "campaign.sign" on Met, UNITS, writes true;
    Progress = "campaign.progress" on Met, Role::BUSINESS, writes false;
}
