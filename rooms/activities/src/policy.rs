//! Who may do what. An activity is its unit's: the bureau sees it, but only the unit changes it.

mod photos;

use people::{Actor, Denied, NodePath, Role, Target, UnitId, Verb};

use crate::activity::{Activity, ActivityState, Held};
use crate::cohost::{Cohost, CohostState};
use crate::draft::Draft;
use crate::import::Import;
use crate::paper::StoredPaper;
use crate::parcel::Parcel;

pub(crate) use self::photos::{
    ClearPatients, DownloadOriginal, DownloadOriginals, MarkPatients, RemovePhoto, UploadPhoto, ViewPhoto,
};

/// Who does the daily work at a place: a unit's officer, and the bureau's for the bureau's own activities.
const OFFICERS: &[Role] = &[Role::UnitOfficer, Role::BureauOfficer];

/// The place whose activities somebody looks at or adds to. `id` is that of what is made there.
#[derive(Clone, Debug)]
pub(crate) struct Logbook {
    pub(crate) path: NodePath,
    pub(crate) id: String,
}

impl Logbook {
    /// The actor's own, for something new with this id.
    pub(crate) fn for_new(actor: &Actor, id: impl ToString) -> Self {
        Self { path: actor.at.path.clone(), id: id.to_string() }
    }

    /// The actor's own, to look at.
    pub(crate) fn of(actor: &Actor) -> Self {
        Self::for_new(actor, actor.at.id)
    }
}

impl Target for Logbook {
    const KIND: &'static str = "activity";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn place(&self) -> &NodePath {
        &self.path
    }
}

fn is_own(actor: &Actor, unit: UnitId) -> Result<(), Denied> {
    if actor.at.id == unit { Ok(()) } else { Err(Denied::Role) }
}

/// What a report holds stays as it was sent: a number written anew would be in no report. What is over stays too.
fn is_open(on: &Activity) -> Result<(), Denied> {
    match on.held {
        Held::Nowhere => Ok(()),
        Held::Reported => Err(Denied::State(
            "这项活动已随报告报送，正在审核，暂不能修改或作废。如需更正，请联系主管部门退回该报告后再修改。",
        )),
        Held::Closed => Err(Denied::State(
            "这项活动计入的专项行动已经办结，不能修改或作废。如需更正，请联系主管部门重新打开该专项行动后再修改。",
        )),
        Held::Approved => Err(Denied::State(
            "这项活动已计入审核通过的报告，不能直接修改或作废。如需更正，请联系主管部门退回该报告后再修改。",
        )),
    }
}

/// To see the list of activities.
#[derive(Debug)]
pub(crate) struct List;

impl Verb for List {
    const NAME: &'static str = "activity.list";
    const CALLERS: &'static [Role] = Role::BUSINESS;
    const WRITES: bool = false;
    type On = Logbook;
}

/// To see one activity.
#[derive(Debug)]
pub(crate) struct Show;

impl Verb for Show {
    const NAME: &'static str = "activity.show";
    const CALLERS: &'static [Role] = Role::BUSINESS;
    const WRITES: bool = false;
    type On = Activity;
}

/// To log an activity.
#[derive(Debug)]
pub(crate) struct Log;

impl Verb for Log {
    const NAME: &'static str = "activity.log";
    const CALLERS: &'static [Role] = OFFICERS;
    type On = Logbook;
}

/// To look at what a ledger that was uploaded would do.
#[derive(Debug)]
pub(crate) struct ShowImport;

impl Verb for ShowImport {
    const NAME: &'static str = "activity.show_import";
    const CALLERS: &'static [Role] = OFFICERS;
    const WRITES: bool = false;
    type On = Import;
}

/// To keep a ledger that was uploaded, and to log what it says.
#[derive(Debug)]
pub(crate) struct ImportLedger;

impl Verb for ImportLedger {
    const NAME: &'static str = "activity.import";
    const CALLERS: &'static [Role] = OFFICERS;
    type On = Import;
}

/// To ask the page of a media report for its title.
#[derive(Debug)]
pub(crate) struct ReadTitle;

impl Verb for ReadTitle {
    const NAME: &'static str = "activity.read_title";
    const CALLERS: &'static [Role] = OFFICERS;
    const WRITES: bool = false;
    type On = Logbook;
}

/// To correct an activity.
#[derive(Debug)]
pub(crate) struct Edit;

impl Verb for Edit {
    const NAME: &'static str = "activity.edit";
    const CALLERS: &'static [Role] = OFFICERS;
    type On = Activity;

    fn rule(actor: &Actor, on: &Activity) -> Result<(), Denied> {
        is_own(actor, on.unit)?;
        is_open(on)?;
        match on.state {
            ActivityState::Logged => Ok(()),
            ActivityState::Void => Err(Denied::State("这项活动已作废，请先恢复再修改。")),
        }
    }
}

/// To let something that stands (a banner) go on to a later day and into further campaigns. What a report holds of it stays as it was
/// sent, so that a report hinders nobody.
#[derive(Debug)]
pub(crate) struct Prolong;

impl Verb for Prolong {
    const NAME: &'static str = "activity.prolong";
    const CALLERS: &'static [Role] = OFFICERS;
    type On = Activity;

    fn rule(actor: &Actor, on: &Activity) -> Result<(), Denied> {
        is_own(actor, on.unit)?;
        match (on.state, on.is_standing) {
            (ActivityState::Logged, true) => Ok(()),
            (ActivityState::Logged, false) => {
                Err(Denied::State("只有“长期展示”的活动可以沿用；其他活动请点“复制”另行登记。"))
            }
            (ActivityState::Void, _) => Err(Denied::State("这项活动已作废，请先恢复再沿用。")),
        }
    }
}

/// To take an activity out of every count.
#[derive(Debug)]
pub(crate) struct Void;

impl Verb for Void {
    const NAME: &'static str = "activity.void";
    const CALLERS: &'static [Role] = OFFICERS;
    type On = Activity;

    fn rule(actor: &Actor, on: &Activity) -> Result<(), Denied> {
        is_own(actor, on.unit)?;
        is_open(on)?;
        match on.state {
            ActivityState::Logged => Ok(()),
            ActivityState::Void => Err(Denied::State("这项活动已经作废，不需要再次作废。")),
        }
    }
}

/// To let a void activity count again.
#[derive(Debug)]
pub(crate) struct Restore;

impl Verb for Restore {
    const NAME: &'static str = "activity.restore";
    const CALLERS: &'static [Role] = OFFICERS;
    type On = Activity;

    fn rule(actor: &Actor, on: &Activity) -> Result<(), Denied> {
        is_own(actor, on.unit)?;
        match on.state {
            ActivityState::Void => Ok(()),
            ActivityState::Logged => Err(Denied::State("这项活动没有作废，不需要恢复。")),
        }
    }
}

/// To take something off a number (核减): the affair of whoever decides on the reports that have it.
#[derive(Debug)]
pub(crate) struct Deduct;

impl Verb for Deduct {
    const NAME: &'static str = "activity.deduct";
    const CALLERS: &'static [Role] = &[Role::BureauReviewer];
    type On = Activity;

    fn rule(actor: &Actor, on: &Activity) -> Result<(), Denied> {
        // A bureau that is only a co-host looks on.
        if !actor.reaches(&on.path) {
            return Err(Denied::Role);
        }
        if actor.at.id == on.unit || actor.person == on.logged_by {
            return Err(Denied::State("这项活动由本单位或您本人登记，不能自己核减，请由其他审核人员核减。"));
        }
        match on.state {
            ActivityState::Logged => Ok(()),
            ActivityState::Void => Err(Denied::State("这项活动已作废，数量已全部不计，不需要核减。")),
        }
    }
}

/// To say for one's unit that it took part in another's activity, or that it did not.
#[derive(Debug)]
pub(crate) struct AnswerCohost;

impl Verb for AnswerCohost {
    const NAME: &'static str = "activity.cohost";
    const CALLERS: &'static [Role] = OFFICERS;
    type On = Cohost;

    fn rule(actor: &Actor, on: &Cohost) -> Result<(), Denied> {
        is_own(actor, on.unit)?;
        match (on.activity_state, on.state) {
            (ActivityState::Void, _) => Err(Denied::State("主办单位已作废这项活动，不需要再确认。")),
            (ActivityState::Logged, CohostState::Named | CohostState::Confirmed) => Ok(()),
            (ActivityState::Logged, CohostState::Declined) => {
                Err(Denied::State("本单位已谢绝。如需协办，请联系主办单位去掉后重新填写本单位。"))
            }
        }
    }
}

/// To upload a paper.
#[derive(Debug)]
pub(crate) struct UploadPaper;

impl Verb for UploadPaper {
    const NAME: &'static str = "paper.upload";
    const CALLERS: &'static [Role] = OFFICERS;
    type On = Logbook;
}

/// To remove a paper that no activity holds.
#[derive(Debug)]
pub(crate) struct RemovePaper;

impl Verb for RemovePaper {
    const NAME: &'static str = "paper.remove";
    const CALLERS: &'static [Role] = OFFICERS;
    type On = StoredPaper;

    fn rule(actor: &Actor, on: &StoredPaper) -> Result<(), Denied> {
        is_own(actor, on.unit)?;
        match on.activity {
            None => Ok(()),
            Some(_) => Err(Denied::State("这份材料已用于活动，请打开该活动，在“修改”中去掉它。")),
        }
    }
}

/// To save a paper.
#[derive(Debug)]
pub(crate) struct DownloadPaper;

impl Verb for DownloadPaper {
    const NAME: &'static str = "paper.download";
    const CALLERS: &'static [Role] = Role::BUSINESS;
    const WRITES: bool = false;
    type On = StoredPaper;
}

/// To keep a half-filled form.
#[derive(Debug)]
pub(crate) struct SaveDraft;

impl Verb for SaveDraft {
    const NAME: &'static str = "activity_draft.save";
    const CALLERS: &'static [Role] = OFFICERS;
    type On = Draft;
}

/// To throw a half-filled form away.
#[derive(Debug)]
pub(crate) struct DiscardDraft;

impl Verb for DiscardDraft {
    const NAME: &'static str = "activity_draft.discard";
    const CALLERS: &'static [Role] = OFFICERS;
    type On = Draft;
}

/// To begin a file that comes in pieces.
#[derive(Debug)]
pub(crate) struct BeginParcel;

impl Verb for BeginParcel {
    const NAME: &'static str = "parcel.start";
    const CALLERS: &'static [Role] = OFFICERS;
    type On = Logbook;
}

/// To ask how far a file has come.
#[derive(Debug)]
pub(crate) struct ShowParcel;

impl Verb for ShowParcel {
    const NAME: &'static str = "parcel.show";
    const CALLERS: &'static [Role] = OFFICERS;
    const WRITES: bool = false;
    type On = Parcel;
}

/// To send a piece of it.
#[derive(Debug)]
pub(crate) struct SendPiece;

impl Verb for SendPiece {
    const NAME: &'static str = "parcel.send_piece";
    const CALLERS: &'static [Role] = OFFICERS;
    type On = Parcel;
}

/// To give it up.
#[derive(Debug)]
pub(crate) struct DropParcel;

impl Verb for DropParcel {
    const NAME: &'static str = "parcel.give_up";
    const CALLERS: &'static [Role] = OFFICERS;
    type On = Parcel;
}
