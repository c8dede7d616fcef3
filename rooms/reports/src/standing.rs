//! How a unit stands with one due date: the word that the desk shows.

use campaigns::{CampaignId, CampaignState, DueId, DueKind, PhaseId};
use clock::{CivilDate, Moment};
use people::{NodePath, Target, UnitId};

use crate::{ReportId, ReportState};

db::coded! {
    /// The one word about a unit and a due date.
    pub enum DueState {
        /// The date is further away than [`Standing::NEAR_DAYS`].
        NotDue = "not_due" / "未到期",
        /// No date: 重大活动或突出成效.
        AnyTime = "any_time" / "随时可报",
        Open = "open" / "待报",
        /// The date had passed when the campaign was launched: nobody is reminded of it.
        BackFill = "back_fill" / "待补录",
        Missing = "missing" / "未报",
        Pending = "pending" / "已报待审",
        Returned = "returned" / "退回修改",
        /// Approved, first sent in time.
        Approved = "approved" / "审核通过",
        /// Approved, first sent late.
        Late = "late" / "迟报",
        /// Approved; there was nothing to report.
        Zero = "zero" / "零报告",
        Exempt = "exempt" / "免报",
    }
}

impl DueState {
    /// How far the report is, whenever it came: a late one is approved too.
    pub fn stage(self) -> Self {
        if self == Self::Late { Self::Approved } else { self }
    }

    /// Whether a report in this state, first sent late or not, is one of those asked for: 迟报 are all that came late, 审核通过 all
    /// that were approved.
    pub fn is_asked(self, wanted: Self, is_late: bool) -> bool {
        if wanted == Self::Late { is_late } else { self.stage() == wanted }
    }

    /// The kind of the mark on the screen (kit/web's `parts::status`).
    pub fn mark(self) -> &'static str {
        match self {
            Self::NotDue | Self::AnyTime => "not-due",
            Self::Open | Self::BackFill => "due",
            Self::Missing => "missing",
            Self::Pending => "pending",
            Self::Returned => "returned",
            Self::Approved => "approved",
            Self::Late => "late",
            Self::Zero => "zero",
            Self::Exempt => "exempt",
        }
    }
}

db::coded! {
    /// When the first version came, for ever.
    pub enum Punctuality {
        OnTime = "on_time" / "按时",
        Late = "late" / "迟报",
        /// Due before the campaign was launched.
        BackFilled = "back_filled" / "补录",
    }
}

/// A unit, a due date, and what has come of it; no report row before the first write.
#[derive(Clone, Debug)]
pub struct Standing {
    pub due: DueId,
    pub campaign: CampaignId,
    pub campaign_name: String,
    pub campaign_state: CampaignState,
    /// When its day came down: by the launch, or by the amendment that brought it.
    pub launched_at: Option<Moment>,
    pub phase: Option<PhaseId>,
    pub kind: DueKind,
    pub title: String,
    pub due_on: Option<CivilDate>,
    pub due_time: Option<String>,
    pub with_pictures: bool,
    pub unit: UnitId,
    pub path: NodePath,
    pub unit_name: String,
    pub class: String,
    pub township: String,
    /// The last day of a unit that went into another one.
    pub merged_on: Option<CivilDate>,
    pub report: Option<ReportId>,
    pub state: Option<ReportState>,
    pub is_zero: Option<bool>,
    /// Whether the unit chose the pictures itself.
    pub has_own_pictures: Option<bool>,
    pub first_submitted_at: Option<Moment>,
    pub submitted_at: Option<Moment>,
    pub approved_at: Option<Moment>,
    pub version: Option<i64>,
}

impl Target for Standing {
    const KIND: &'static str = "report";

    /// The two ids of its address.
    fn id(&self) -> String {
        format!("{}/{}", self.due, self.unit)
    }

    fn version(&self) -> i64 {
        self.version.unwrap_or(0)
    }

    fn place(&self) -> &NodePath {
        &self.path
    }
}

/// 报送联络员名单, 联络员信息表; what tells of more than that (工作总结和联络员名单) is a report.
pub fn is_list_of_liaisons(title: &str) -> bool {
    const OF_MORE: [&str; 9] = ["总结", "小结", "情况", "报告", "方案", "台账", "统计", "照片", "进展"];
    title.contains("联络员") && !OF_MORE.iter().any(|word| title.contains(word))
}

impl Standing {
    /// How long before its date a report begins to wait for the unit.
    pub const NEAR_DAYS: i32 = 15;

    /// With whom the report lies.
    pub fn report_state(&self) -> ReportState {
        self.state.unwrap_or(ReportState::Draft)
    }

    /// Where it is worked on: the unit's desk, for a plan the plan's own page.
    pub fn href(&self) -> String {
        if self.is_plan() {
            format!("/plans/{}/{}", self.campaign, self.unit)
        } else {
            format!("/reports/{}/{}", self.due, self.unit)
        }
    }

    /// Where the bureau judges it.
    pub fn review_href(&self) -> String {
        if self.is_plan() { self.href() } else { format!("{}/review", self.href()) }
    }

    /// Whether a plan is due, not a report: it is written and accepted on its own page.
    pub fn is_plan(&self) -> bool {
        self.kind == DueKind::UnitPlan
    }

    /// Whether what is due is the list of the liaison officers, not a report about activities.
    pub fn is_liaison_list(&self) -> bool {
        !self.is_plan() && is_list_of_liaisons(&self.title)
    }

    /// `2026-10-31 24:00`; blank when any time will do.
    pub fn due_in_words(&self) -> String {
        let time = self.due_time.as_deref().unwrap_or("24:00");
        self.due_on.map_or_else(String::new, |date| format!("{date} {time}"))
    }

    /// What the word for it depends on.
    pub(crate) fn course(&self) -> Course<'_> {
        Course {
            due_on: self.due_on,
            due_time: self.due_time.as_deref(),
            launched_at: self.launched_at,
            state: self.state,
            is_zero: self.is_zero == Some(true),
            first_submitted_at: self.first_submitted_at,
        }
    }

    /// Whether the date had passed when the campaign was launched.
    pub fn is_back_fill(&self) -> bool {
        self.course().is_back_fill()
    }

    /// How the first version came; `None` before it, and where no date is set.
    pub fn punctuality(&self) -> Option<Punctuality> {
        self.course().punctuality()
    }

    /// Whether the first version came after its date; back-filling is not late.
    pub fn is_late(&self) -> bool {
        self.punctuality() == Some(Punctuality::Late)
    }

    /// The word for this unit and date as of `today`.
    pub fn due_state(&self, today: CivilDate) -> DueState {
        self.course().due_state(today)
    }
}

/// What the word about a unit and a due date depends on, without a name: a desk of a thousand units reads no more.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Course<'a> {
    pub(crate) due_on: Option<CivilDate>,
    pub(crate) due_time: Option<&'a str>,
    pub(crate) launched_at: Option<Moment>,
    /// None: nothing was begun.
    pub(crate) state: Option<ReportState>,
    pub(crate) is_zero: bool,
    pub(crate) first_submitted_at: Option<Moment>,
}

impl Course<'_> {
    /// Whether the date had passed when the campaign was launched.
    fn is_back_fill(self) -> bool {
        matches!((self.due_on, self.launched_at), (Some(due), Some(launched)) if due < launched.date())
    }

    /// How the first version came; `None` before it, and where no date is set.
    pub(crate) fn punctuality(self) -> Option<Punctuality> {
        let (first, deadline) = (self.first_submitted_at?, deadline(self.due_on?, self.due_time)?);
        Some(if first <= deadline {
            Punctuality::OnTime
        } else if self.is_back_fill() {
            Punctuality::BackFilled
        } else {
            Punctuality::Late
        })
    }

    /// The word as of `today`.
    pub(crate) fn due_state(self, today: CivilDate) -> DueState {
        match self.state.unwrap_or(ReportState::Draft) {
            ReportState::Exempt => DueState::Exempt,
            ReportState::Submitted => DueState::Pending,
            ReportState::Returned => DueState::Returned,
            ReportState::Approved if self.is_zero => DueState::Zero,
            ReportState::Approved if self.punctuality() == Some(Punctuality::Late) => DueState::Late,
            ReportState::Approved => DueState::Approved,
            ReportState::Draft => self.unsent(today),
        }
    }

    fn unsent(self, today: CivilDate) -> DueState {
        match self.due_on {
            None => DueState::AnyTime,
            Some(_) if self.is_back_fill() => DueState::BackFill,
            Some(due) if due < today => DueState::Missing,
            Some(due) if today.days_until(due) <= Standing::NEAR_DAYS => DueState::Open,
            Some(_) => DueState::NotDue,
        }
    }
}

/// The last instant that is in time: 24:00 without an hour.
fn deadline(due_on: CivilDate, due_time: Option<&str>) -> Option<Moment> {
    let Some(time) = due_time else { return Some(due_on.end()) };
    let (hours, minutes) = time.split_once(':')?;
    let seconds = hours.parse::<i64>().ok()? * 3600 + minutes.parse::<i64>().ok()? * 60;
    Some(due_on.start().plus_seconds(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_liaisons_is_told_from_a_report_that_brings_one_along() {
        for (title, expected) in [
            ("报送联络员名单", true),
            ("报送联络员信息表", true),
            ("报送活动总结和联络员名单", false),
            ("报送工作方案、联络员名单", false),
            ("报送开展情况", false),
        ] {
            assert_eq!(is_list_of_liaisons(title), expected, "{title}");
        }
    }

    fn day(text: &str) -> CivilDate {
        CivilDate::parse(text).unwrap()
    }

    fn standing(state: Option<ReportState>, first: Option<Moment>) -> Standing {
        let id = "00000000000000000000000000000001";
        Standing {
            due: DueId::parse(id).unwrap(),
            campaign: CampaignId::parse(id).unwrap(),
            campaign_name: String::new(),
            campaign_state: CampaignState::Launched,
            launched_at: Some(day("2026-09-20").start()),
            phase: None,
            kind: DueKind::PhaseEnd,
            title: String::new(),
            due_on: Some(day("2026-10-31")),
            due_time: None,
            with_pictures: true,
            path: NodePath::root(UnitId::parse(id).unwrap()),
            unit: UnitId::parse(id).unwrap(),
            unit_name: String::new(),
            class: String::new(),
            township: String::new(),
            merged_on: None,
            report: None,
            state,
            is_zero: Some(false),
            has_own_pictures: None,
            version: None,
            first_submitted_at: first,
            submitted_at: first,
            approved_at: None,
        }
    }

    #[test]
    fn what_is_not_sent_goes_from_not_due_over_open_to_missing() {
        let unsent = standing(None, None);
        for (today, state) in [
            ("2026-10-15", DueState::NotDue),
            ("2026-10-16", DueState::Open),
            ("2026-10-31", DueState::Open),
            ("2026-11-01", DueState::Missing),
        ] {
            assert_eq!(unsent.due_state(day(today)), state, "{today}");
        }
        let past_at_launch = Standing { launched_at: Some(day("2026-11-02").start()), ..unsent.clone() };
        assert_eq!(past_at_launch.due_state(day("2026-11-10")), DueState::BackFill);
        let any_time = Standing { due_on: None, ..unsent };
        assert_eq!(any_time.due_state(day("2026-11-10")), DueState::AnyTime);
    }

    #[test]
    fn a_date_is_due_at_its_end_and_an_hour_at_that_hour() {
        let end = day("2026-10-31").end();
        let first = |at| standing(Some(ReportState::Submitted), Some(at)).punctuality();
        assert_eq!(first(end), Some(Punctuality::OnTime));
        assert_eq!(first(end.plus_micros(1)), Some(Punctuality::Late));
        let eleven = day("2026-10-31").start().plus_seconds(11 * 3600);
        let by_hour = |at| {
            let hour = Some("11:00".to_owned());
            Standing { due_time: hour, ..standing(Some(ReportState::Submitted), Some(at)) }.punctuality()
        };
        assert_eq!(by_hour(eleven), Some(Punctuality::OnTime));
        assert_eq!(by_hour(eleven.plus_seconds(1)), Some(Punctuality::Late));
    }

    #[test]
    fn late_stays_late_through_return_and_approval() {
        let late = day("2026-11-01").end();
        let today = day("2026-12-01");
        let state = |state| standing(Some(state), Some(late)).due_state(today);
        assert_eq!(state(ReportState::Submitted), DueState::Pending);
        assert_eq!(state(ReportState::Returned), DueState::Returned);
        assert_eq!(state(ReportState::Approved), DueState::Late);
        let in_time = standing(Some(ReportState::Approved), Some(day("2026-10-30").start()));
        assert_eq!(in_time.due_state(today), DueState::Approved);
    }

    #[test]
    fn what_was_due_before_the_launch_is_back_filled_not_late() {
        let first = Some(day("2026-11-05").start());
        let launched_at = Some(day("2026-11-02").start());
        let filled = Standing { launched_at, ..standing(Some(ReportState::Approved), first) };
        assert_eq!(filled.punctuality(), Some(Punctuality::BackFilled));
        assert_eq!(filled.due_state(day("2026-12-01")), DueState::Approved);
    }
}
