//! When a report at the end of a phase is due: on that day, with its month, or some time after.

use std::sync::LazyLock;

use clock::CivilDate;
use gongwen::read::dates::number;
use regex::Regex;

use super::model::{After, Phase};
use super::pattern::pattern;
use crate::workday::Workdays;

static EACH_PHASE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:每个?|各个?|每一)(?:工作|实施|活动)?阶段的?(?:[^，。；、情进工任]{0,6}(?:结束|完成|末|底|终了|前|后|内)|[,，]|报送|上报|要|应|均|都)|分阶段(?:报送|上报|报告)|阶段(?:工作|任务|活动)?(?:结束|完成|末|终了)",
    )
});
static MONTH_END: LazyLock<Regex> = LazyLock::new(|| pattern("阶段的?(?:当)?月(?:底|末)"));
/// 阶段结束后5日内: days after each end.
static DAYS_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:结束|完成|终了)后的?([0-9]{1,3}|[一二两三四五六七八九十]{1,3})个?(日|天|工作日|周|星期|月)之?内",
    )
});

/// 阶段结束前5日: days before each end. 结束前5日内 is up to the end itself.
static DAYS_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:结束|完成|终了|截止)前的?([0-9]{1,3}|[一二两三四五六七八九十]{1,3})个?(日|天|工作日|周|星期)(?P<within>之?内|以内)?",
    )
});

/// Whether a text speaks of the end of every phase.
pub(super) fn names_each_phase(text: &str) -> bool {
    EACH_PHASE.is_match(text)
}

impl After {
    /// So long behind, as it is printed: 两, 周.
    pub(super) fn counted(count: &str, unit: &str) -> Option<Self> {
        let count = number(count).or((count == "两").then_some(2))?;
        Some(match unit {
            "工作日" => Self::Workdays(count),
            "周" | "星期" => Self::Days(count.saturating_mul(7)),
            "月" => Self::Months(count),
            _ => Self::Days(count),
        })
    }

    /// So long before instead of behind.
    pub(super) fn before(self) -> Option<Self> {
        match self {
            Self::Days(days) => Some(Self::DaysBefore(days)),
            Self::Workdays(days) => Some(Self::WorkdaysBefore(days)),
            _ => None,
        }
    }

    /// 5个工作日, where working days are counted: whoever takes the day must know that.
    pub(super) fn told(self) -> String {
        match self {
            Self::Workdays(days) => format!("{days}个工作日"),
            Self::WorkdaysBefore(days) => format!("{days}个工作日"),
            _ => String::new(),
        }
    }

    /// The day by a calendar of those on which people work.
    pub(crate) fn on(self, end: CivilDate, workdays: &Workdays) -> CivilDate {
        match self {
            Self::Workdays(days) => workdays.after(end, days.min(MOST_DAYS)),
            Self::WorkdaysBefore(days) => workdays.before(end, days.min(MOST_DAYS)),
            calendar => calendar.day(end).unwrap_or(end),
        }
    }

    /// The day so long behind an end, or before it; none where that needs to know on which days people work. A month behind the last day
    /// of one is the last day of the next.
    pub(crate) fn day(self, end: CivilDate) -> Option<CivilDate> {
        let plain = |days: u32| i32::try_from(days.min(MOST_DAYS)).unwrap_or(0);
        match self {
            Self::MonthEnd => Some(end.end_of_month()),
            Self::Days(days) => Some(end.plus_days(plain(days))),
            Self::DaysBefore(days) => Some(end.plus_days(-plain(days))),
            Self::Months(months) => {
                let turned = (0..months.min(12)).fold(end, |day, _| day.end_of_month().plus_days(1));
                let is_last = end == end.end_of_month();
                let day = turned.plus_days(i32::from(end.day()) - i32::from(turned.day()));
                Some(if is_last { turned.end_of_month() } else { day.min(turned.end_of_month()) })
            }
            Self::Workdays(_) | Self::WorkdaysBefore(_) => None,
        }
    }
}

/// More than a year after a phase is no plan but a mistake.
const MOST_DAYS: u32 = 366;

/// How long after a phase's end, or before it, something is due.
pub(super) fn after(text: &str) -> Option<After> {
    if MONTH_END.is_match(text) {
        return Some(After::MonthEnd);
    }
    let count = |digits: &str| number(digits).or((digits == "两").then_some(2));
    if let Some(found) = DAYS_BEFORE.captures(text).filter(|found| found.name("within").is_none()) {
        let count = count(&found[1])?;
        return Some(match &found[2] {
            "工作日" => After::WorkdaysBefore(count),
            "周" | "星期" => After::DaysBefore(count * 7),
            _ => After::DaysBefore(count),
        });
    }
    let found = DAYS_AFTER.captures(text)?;
    After::counted(&found[1], &found[2])
}

/// The days of those that need no calendar of holidays.
pub(super) fn ends_of(text: &str, phases: &[Phase]) -> Vec<CivilDate> {
    let after = after(text);
    let due = |end: CivilDate| match after {
        None => Some(end),
        // A month is shown as such until the phase has its days.
        Some(After::Months(_)) => None,
        Some(after) => after.day(end),
    };
    phases.iter().filter_map(|phase| due(phase.ends_on?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_behind_an_end_is_read_in_its_unit() {
        for (text, expected) in [
            ("每阶段结束后5个工作日内报送", Some(After::Workdays(5))),
            ("阶段结束后十五日内", Some(After::Days(15))),
            ("阶段结束后两周内", Some(After::Days(14))),
            ("阶段结束后一个月内", Some(After::Months(1))),
            ("每个阶段的月底前", Some(After::MonthEnd)),
            ("每个阶段结束前", None),
            ("各阶段结束前5日报送", Some(After::DaysBefore(5))),
            ("各阶段结束前一周报送", Some(After::DaysBefore(7))),
            ("各阶段结束前3个工作日报送", Some(After::WorkdaysBefore(3))),
            ("各阶段结束前5日内报送", None),
        ] {
            assert_eq!(after(text), expected, "{text}");
        }
    }
}
