//! The reports that a rule of the notice asks for.

use clock::CivilDate;

use super::NewDue;
use super::cycle::{Cycle, Recurrence, period};
use crate::reading::{After, DayRule, ReportKind, ReportRule, split_plan};
use crate::workday::{OffHolidays, Workdays};
use crate::{DueKind, PhaseFact};

/// A phase as far as its reports go.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stage<'p> {
    pub(super) ordinal: i64,
    pub(super) name: &'p str,
    pub(super) starts_on: Option<CivilDate>,
    pub(super) ends_on: Option<CivilDate>,
}

impl<'p> From<&'p PhaseFact> for Stage<'p> {
    fn from(phase: &'p PhaseFact) -> Self {
        let PhaseFact { ordinal, name, starts_on, ends_on, .. } = phase;
        Self { ordinal: *ordinal, name, starts_on: *starts_on, ends_on: *ends_on }
    }
}

/// The reports that a rule asks for in these phases; `begun` is the first day where no phase says one.
pub(super) fn owed(
    rule: &ReportRule,
    stages: &[Stage<'_>],
    begun: Option<CivilDate>,
    workdays: &Workdays,
) -> Vec<NewDue> {
    let owed = Owed { rule, stages, workdays };
    match rule.kind {
        ReportKind::PhaseEnd => owed.at_phase_ends(),
        ReportKind::Periodic => {
            rule.every.map(|every| owed.periodic(every.into(), begun)).unwrap_or_default()
        }
        ReportKind::AnyTime => vec![owed.due(None, DueKind::AnyTime, any_time_title(&rule.what), None)],
        ReportKind::Once => owed.once(),
    }
}

/// The reports of a rule that comes again in another cycle than the one printed.
pub(super) fn owed_every(
    cycle: Cycle,
    rule: &ReportRule,
    stages: &[Stage<'_>],
    begun: Option<CivilDate>,
    workdays: &Workdays,
) -> Vec<NewDue> {
    Owed { rule, stages, workdays }.periodic(cycle, begun)
}

/// A report that comes again, but has no days of its own.
pub(super) fn at_any_time(rule: &ReportRule, workdays: &Workdays) -> NewDue {
    let title = rule
        .matter
        .as_deref()
        .map_or_else(|| any_time_title(&rule.what), |matter| format!("随时报送{matter}"));
    // 17时前 is an hour of each day.
    NewDue { due_time: None, ..Owed { rule, stages: &[], workdays }.due(None, DueKind::AnyTime, title, None) }
}

struct Owed<'r, 'p> {
    rule: &'r ReportRule,
    stages: &'r [Stage<'p>],
    workdays: &'r Workdays,
}

impl Owed<'_, '_> {
    fn due(&self, phase: Option<i64>, kind: DueKind, title: String, printed: Option<CivilDate>) -> NewDue {
        let off_holidays = self.off_holidays(kind).filter(|_| printed.is_some());
        let day = printed.map(|day| self.workdays.moved(day, off_holidays));
        NewDue {
            phase,
            kind,
            title,
            due_on: day.map(|(due_on, _)| due_on),
            moved_from: day.and_then(|(_, printed)| printed),
            off_holidays,
            due_time: self.rule.due_time.clone(),
            with_pictures: self.rule.with_pictures && kind != DueKind::UnitPlan,
            source: Some(self.rule.source.clone()),
        }
    }

    /// The last working day of a period is its last day, moved forward.
    fn off_holidays(&self, kind: DueKind) -> Option<OffHolidays> {
        let is_last = kind == DueKind::Periodic && self.rule.day == Some(DayRule::LastWorkday);
        if is_last { Some(OffHolidays::Before) } else { self.rule.holidays.map(OffHolidays::from) }
    }

    fn at_phase_ends(&self) -> Vec<NewDue> {
        let asked = self.stages.iter().filter(|stage| self.of_phase().is_none_or(|own| own == stage.ordinal));
        let ended = asked.filter_map(|stage| Some((stage, stage.ends_on?)));
        ended
            .map(|(stage, end)| {
                let due_on = later(end, self.rule.after, self.workdays);
                let title = phase_title(stage.name, self.rule.matter.as_deref());
                self.due(Some(stage.ordinal), DueKind::PhaseEnd, title, Some(due_on))
            })
            .collect()
    }

    fn periodic(&self, cycle: Cycle, begun: Option<CivilDate>) -> Vec<NewDue> {
        let first = self.stages.first().and_then(|stage| stage.starts_on).or(begun);
        let last = self.stages.last().and_then(|stage| stage.ends_on);
        // A plan taken over from last year keeps the words of that year: what they end before it begins says nothing.
        let until = self.rule.until.filter(|until| first.is_none_or(|first| *until >= first));
        let from = self.rule.from.filter(|_| until.is_some() || self.rule.until.is_none()).or(first);
        let Some(from) = from else { return Vec::new() };
        // 每日报送，遇节假日顺延: nothing is moved onto the report of the next day.
        let is_skipped = cycle == Cycle::Day && self.rule.holidays.is_some();
        let cycle = if is_skipped { Cycle::Workday } else { cycle };
        let recurrence = Recurrence {
            cycle,
            day: self.rule.day.as_ref().map(|rule| (rule, self.workdays)),
            about_previous: self.rule.about_previous,
            from,
            to: until.or(last),
        };
        let is_worked = |day: CivilDate| cycle != Cycle::Workday || self.workdays.is_workday(day);
        let days = recurrence.days().into_iter().filter(|(day, _)| is_worked(*day));
        days.map(|(day, about)| {
            let title = period_title(&about, self.rule.matter.as_deref());
            let is_last = self.rule.day == Some(DayRule::LastWorkday);
            let ended = if is_last { period(cycle, day) } else { None };
            let printed = ended.map_or(day, |(_, last)| last);
            self.due(phase_of(self.stages, day), DueKind::Periodic, title, Some(printed))
        })
        .collect()
    }

    /// A unit's plan is filed; what comes with it is a report of its own.
    fn once(&self) -> Vec<NewDue> {
        let matter = self.rule.matter.as_deref();
        let (plans, others) = matter.map(split_plan).unwrap_or_default();
        let mut asked = Vec::new();
        if self.rule.unit_plan {
            asked.push((DueKind::UnitPlan, format!("报备{}", plans.join("和"))));
        }
        if !self.rule.unit_plan {
            asked.push((DueKind::Once, once_title(matter)));
        } else if !others.is_empty() {
            asked.push((DueKind::Once, once_title(Some(&others.join("、")))));
        }
        let days: Vec<CivilDate> = match self.rule.due_on.as_slice() {
            [] => self.behind_named_phase().into_iter().collect(),
            printed => printed.to_vec(),
        };
        let (days, asked) = (&days, &asked);
        let of = |day: Option<CivilDate>| {
            let phase = day.and_then(|day| phase_of(self.stages, day));
            asked.iter().map(move |(kind, title)| {
                let one = day.filter(|_| days.len() > 1).map(|day| format!("（{}前）", day.chinese_short()));
                self.due(phase, *kind, format!("{title}{}", one.unwrap_or_default()), day)
            })
        };
        if days.is_empty() {
            of(None).collect()
        } else {
            days.iter().flat_map(|day| of(Some(*day))).collect()
        }
    }

    /// The one phase at whose end it is due.
    fn of_phase(&self) -> Option<i64> {
        self.rule.phase.map(i64::from)
    }

    /// 自查阶段结束后5个工作日内: counted on the calendar that the bureau keeps.
    fn behind_named_phase(&self) -> Option<CivilDate> {
        let (after, own) = (self.rule.after?, self.of_phase()?);
        let stage = self.stages.iter().find(|stage| stage.ordinal == own)?;
        Some(after.on(stage.ends_on?, self.workdays))
    }
}

/// The day on which the report of a phase is due that then comes to end on `to`; `None` for a day of the officer's own. A rule
/// that waits after the end waits on; a day off holidays stays off them.
pub(crate) fn moved_phase_end(
    rule: Option<&ReportRule>,
    due: PhaseEndDay,
    (from, to): (CivilDate, CivilDate),
    workdays: &Workdays,
) -> Option<PhaseEndDay> {
    let after = rule.and_then(|rule| rule.after);
    let (was, printed) = (later(from, after, workdays), later(to, after, workdays));
    let is_its_own = due.moved_from.unwrap_or(due.due_on) != was;
    let (due_on, moved_from) = workdays.moved(printed, due.off_holidays);
    (!is_its_own).then_some(PhaseEndDay { due_on, moved_from, ..due })
}

/// When the report of a phase's end is due, with the printed day where it moves off holidays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PhaseEndDay {
    pub(crate) due_on: CivilDate,
    pub(crate) moved_from: Option<CivilDate>,
    pub(crate) off_holidays: Option<OffHolidays>,
}

/// The day so long after an end, or before it.
pub(crate) fn later(end: CivilDate, after: Option<After>, workdays: &Workdays) -> CivilDate {
    after.map_or(end, |after| after.on(end, workdays))
}

/// The title of the report at a phase's end.
pub(super) fn phase_title(name: &str, matter: Option<&str>) -> String {
    let phase = if name.ends_with("阶段") { "" } else { "阶段" };
    format!("{name}{phase}{}", bare(matter, &["阶段性", "阶段", "各阶段", "本阶段"]))
}

/// The title of a periodic report.
pub(super) fn period_title(period: &str, matter: Option<&str>) -> String {
    let matter = bare(
        matter,
        &[
            "当月",
            "上月",
            "上个月",
            "本月",
            "月度",
            "当周",
            "本周",
            "上周",
            "上季度",
            "当季度",
            "本季度",
            "季度",
            "当季",
            "年度",
            "当年",
        ],
    );
    format!("{period}{matter}")
}

/// A matter without the words for the time that the title says already.
fn bare<'m>(matter: Option<&'m str>, times: &[&str]) -> &'m str {
    let Some(matter) = matter else { return "开展情况" };
    let rest = times.iter().find_map(|time| matter.strip_prefix(time)).unwrap_or(matter);
    if rest.chars().count() < 2 { matter } else { rest }
}

fn once_title(matter: Option<&str>) -> String {
    let matter = matter.unwrap_or("材料");
    // 报送：报送自查情况表: the verb is said once.
    let is_said = ["报送", "上报", "填报", "提交"].iter().any(|verb| matter.starts_with(verb));
    if is_said { matter.to_owned() } else { format!("报送{matter}") }
}

fn any_time_title(what: &str) -> String {
    let named: Vec<&str> = ["重大活动", "突出成效"].into_iter().filter(|word| what.contains(word)).collect();
    if named.is_empty() { "随时报送".to_owned() } else { named.join("、") }
}

/// The first phase that is not over on that day.
fn phase_of(stages: &[Stage<'_>], day: CivilDate) -> Option<i64> {
    stages.iter().find(|stage| stage.ends_on.is_none_or(|end| day <= end)).map(|stage| stage.ordinal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_after_the_last_day_is_the_last_day() {
        let later = |text: &str, after| {
            super::later(CivilDate::parse(text).unwrap(), Some(after), &Workdays::as_shipped()).to_string()
        };
        assert_eq!(later("2026-10-31", After::Months(1)), "2026-11-30");
        assert_eq!(later("2026-10-15", After::Months(1)), "2026-11-15");
        assert_eq!(later("2026-01-30", After::Months(1)), "2026-02-28");
        assert_eq!(later("2026-09-30", After::Workdays(5)), "2026-10-13");
        assert_eq!(later("2026-09-30", After::Days(5)), "2026-10-05");
        assert_eq!(later("2026-05-31", After::DaysBefore(5)), "2026-05-26");
        assert_eq!(
            later("2026-10-12", After::WorkdaysBefore(4)),
            "2026-09-30",
            "the Saturday made up counts, the holidays do not"
        );
    }

    #[test]
    fn a_title_says_each_time_once() {
        assert_eq!(period_title("2026年9月", Some("上月《统计表》")), "2026年9月《统计表》");
        assert_eq!(period_title("2026年第三季度", Some("季度小结")), "2026年第三季度小结");
        assert_eq!(period_title("2026年9月", None), "2026年9月开展情况");
        assert_eq!(once_title(Some("上报情况汇总表")), "上报情况汇总表");
        assert_eq!(once_title(None), "报送材料");
        assert_eq!(phase_title("动员部署", Some("阶段小结")), "动员部署阶段小结");
        assert_eq!(phase_title("动员部署阶段", Some("开展情况")), "动员部署阶段开展情况");
    }
}
