//! Who may do what to a campaign.

use people::{Denied, NodePath, Role, verbs};

use crate::CampaignState;
use crate::calendar_year::CalendarYear;
use crate::campaign::{Amending, Bureau, Head, Met};
use crate::entry::Entry;

const OFFICERS: &[Role] = &[Role::BureauOfficer];
const UNITS: &[Role] = &[Role::UnitLeader, Role::UnitOfficer];
const SENT_DOWN: &str = "方案已经下发，不能直接修改。需要调整的，请在专项行动的页面拟补充通知。";

fn still_a_draft(head: &Head) -> Result<(), Denied> {
    if head.state == CampaignState::Draft { Ok(()) } else { Err(Denied::State(SENT_DOWN)) }
}

fn is_launched(head: &Head) -> Result<(), Denied> {
    match head.state {
        CampaignState::Launched => Ok(()),
        CampaignState::Draft | CampaignState::Gone => {
            Err(Denied::State("方案还是草稿，没有下发。请先核对并下发。"))
        }
        CampaignState::Closed | CampaignState::Archived => Err(Denied::State(OVER)),
    }
}

const OVER: &str = "这项专项行动已经办结，只能查看。确需继续的，请由主管部门经办人重新打开。";

fn is_sent_down(head: &Head) -> Result<(), Denied> {
    if head.state.is_sent_down() {
        Ok(())
    } else {
        Err(Denied::State("方案还是草稿，没有下发，不能沿用。"))
    }
}

fn is_over(head: &Head) -> Result<(), Denied> {
    match head.state {
        CampaignState::Closed | CampaignState::Archived => Ok(()),
        _ => Err(Denied::State("这项专项行动还没有办结，不需要重新打开。")),
    }
}

fn is_closed(head: &Head) -> Result<(), Denied> {
    match head.state {
        CampaignState::Closed => Ok(()),
        CampaignState::Archived => Err(Denied::State("这项专项行动已经归档，不需要再次归档。")),
        _ => Err(Denied::State("先办结，才能归档。")),
    }
}

fn may_be_amended(amending: &Amending) -> Result<(), Denied> {
    still_a_draft(&amending.draft)?;
    is_launched(&amending.campaign)
}

fn may_be_signed(met: &Met) -> Result<(), Denied> {
    if met.has_left {
        return Err(Denied::State("本单位已退出这项专项行动，不需要签收。"));
    }
    is_launched(&met.head)
}

/// What only a draft of its own takes: an amendment goes down to the units that have its campaign.
fn stands_alone(head: &Head) -> Result<(), Denied> {
    still_a_draft(head)?;
    match head.amends {
        None => Ok(()),
        Some(_) => Err(Denied::State("这是补充通知的草稿，发给原专项行动的参加单位。请从“有什么变化”下发。")),
    }
}

/// Only the draft of an amendment has a 补充通知 that proposes anything.
fn amends(head: &Head) -> Result<(), Denied> {
    still_a_draft(head)?;
    match head.amends {
        Some(_) => Ok(()),
        None => Err(Denied::State("这不是补充通知的草稿，没有从补充通知里读出的改动。")),
    }
}

/// What every bureau of the site shares is written by the topmost one; the others read it.
fn for_all(place: &NodePath) -> Result<(), Denied> {
    if place.is_root() { Ok(()) } else { Err(Denied::Above(SHARED)) }
}

/// Whom to ask about what all share, for its pages and for who tries nevertheless.
pub(crate) const SHARED: &str = "指标目录和放假安排全系统共用，只能由最上级主管部门的经办人修改；需要调整的，请联系最上级主管部门的经办人。";

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
    /// Sets the target of an indicator, by class and by unit.
    AimIndicator = "indicator.aim" on Head, OFFICERS, writes true, still_a_draft;
    AddTask = "task.add" on Head, OFFICERS, writes true, still_a_draft;
    EditTask = "task.edit" on Head, OFFICERS, writes true, still_a_draft;
    /// Adds a slogan or an attachment.
    AddAnnex = "annex.add" on Head, OFFICERS, writes true, still_a_draft;
    EditAnnex = "annex.edit" on Head, OFFICERS, writes true, still_a_draft;
    DropPhase = "phase.drop" on Head, OFFICERS, writes true, still_a_draft;
    /// Lets one row of the plan go into another.
    Merge = "plan.merge" on Head, OFFICERS, writes true, still_a_draft;
    AddDue = "due.add" on Head, OFFICERS, writes true, still_a_draft;
    EditDue = "due.edit" on Head, OFFICERS, writes true, still_a_draft;
    /// Takes a row out of the plan, or back into it.
    Drop = "plan.drop" on Head, OFFICERS, writes true, still_a_draft;
    Answer = "question.answer" on Head, OFFICERS, writes true, still_a_draft;
    ChooseUnits = "campaign.choose_units" on Head, OFFICERS, writes true, stands_alone;
    Launch = "campaign.launch" on Head, OFFICERS, writes true, stands_alone;
    /// Throws a draft away.
    Discard = "campaign.discard" on Head, OFFICERS, writes true, still_a_draft;
    /// 撤回下发.
    Recall = "campaign.recall" on Head, OFFICERS, writes true, is_launched;
    /// 撤回补充通知.
    RecallAmendment = "campaign.recall_amendment" on Head, OFFICERS, writes true, is_launched;
    /// 办结.
    Close = "campaign.close" on Head, OFFICERS, writes true, is_launched;
    Reopen = "campaign.reopen" on Head, OFFICERS, writes true, is_over;
    /// 归档.
    Archive = "campaign.archive" on Head, OFFICERS, writes true, is_closed;
    /// 中途加入.
    Join = "campaign.join" on Head, OFFICERS, writes true, is_launched;
    /// 退出.
    Leave = "campaign.leave" on Head, OFFICERS, writes true, is_launched;
    /// Puts another notice under a draft: this year's under a copy.
    ReplaceNotice = "campaign.replace_notice" on Head, OFFICERS, writes true, stands_alone;
    /// 沿用到下一年.
    Copy = "campaign.copy" on Head, OFFICERS, writes true, is_sent_down;
    /// Sees the catalogue of measures.
    ListMeasures = "measure.list" on Entry, Role::BUSINESS, writes false;
    AddMeasure = "measure.add" on Entry, OFFICERS, writes true, |entry: &Entry| for_all(&entry.place);
    /// Makes the next version of a measure.
    EditMeasure = "measure.edit" on Entry, OFFICERS, writes true, |entry: &Entry| for_all(&entry.place);
    /// Sees on which days nobody works.
    ListDaysOff = "days_off.list" on CalendarYear, Role::BUSINESS, writes false;
    /// Enters a year's days off, or makes its next version.
    EditDaysOff = "days_off.edit" on CalendarYear, OFFICERS, writes true, |year: &CalendarYear| for_all(&year.place);
    /// Begins a 补充通知.
    Amend = "campaign.amend" on Head, OFFICERS, writes true, is_launched;
    /// Writes what a 补充通知 was understood to change into its draft.
    TakeProposals = "campaign.take_proposals" on Head, OFFICERS, writes true, amends;
    /// Sends a 补充通知 down.
    LaunchAmendment = "campaign.launch_amendment" on Amending, OFFICERS, writes true, may_be_amended;
    /// 签收.
    Sign = "campaign.sign" on Met, UNITS, writes true, may_be_signed;
    Progress = "campaign.progress" on Met, Role::BUSINESS, writes false;
}
