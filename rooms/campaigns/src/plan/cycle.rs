//! The days on which a periodic report falls due.

use clock::CivilDate;

use crate::reading::Every;
use crate::workday::weekday;

db::coded! {
    /// How often something comes again.
    pub(crate) enum Cycle {
        Week = "week" / "每周",
        HalfMonth = "half_month" / "每半月",
        Month = "month" / "每月",
        TwoMonths = "two_months" / "每双月",
        Quarter = "quarter" / "每季",
        HalfYear = "half_year" / "每半年",
        Year = "year" / "每年",
    }
}

impl From<Every> for Cycle {
    fn from(every: Every) -> Self {
        match every {
            Every::Week => Self::Week,
            Every::Month => Self::Month,
            Every::Quarter => Self::Quarter,
            Every::HalfYear => Self::HalfYear,
            Every::Year => Self::Year,
        }
    }
}

/// How many reports are made ready when a cycle has no end.
const fn ahead(cycle: Cycle) -> usize {
    match cycle {
        Cycle::Week | Cycle::HalfMonth | Cycle::Month => 12,
        Cycle::TwoMonths => 6,
        Cycle::Quarter | Cycle::HalfYear => 4,
        Cycle::Year => 3,
    }
}

/// More than this is no plan but a mistake.
pub(crate) const MOST: usize = 120;

/// The last days of each period after `from` up to `to`, with the words for the period.
pub(crate) fn cycle_ends(
    cycle: impl Into<Cycle>,
    from: CivilDate,
    to: Option<CivilDate>,
) -> Vec<(CivilDate, String)> {
    let cycle = cycle.into();
    let limit = if to.is_some() { MOST } else { ahead(cycle) };
    let mut ends = Vec::new();
    let mut day = from;
    while ends.len() < limit {
        let Some(end) = period_end(cycle, day).filter(|end| to.is_none_or(|to| *end <= to)) else { break };
        ends.push((end, period_name(cycle, end)));
        day = end.plus_days(1);
    }
    ends
}

/// The last day of the period in which `day` lies; `None` beyond the calendar.
fn period_end(cycle: Cycle, day: CivilDate) -> Option<CivilDate> {
    let month = match cycle {
        Cycle::Week => return Some(day.plus_days(6 - weekday(day))),
        Cycle::HalfMonth if day.day() <= 15 => return CivilDate::new(day.year(), day.month(), 15).ok(),
        Cycle::HalfMonth | Cycle::Month => day.month(),
        Cycle::TwoMonths => (day.month() - 1) / 2 * 2 + 2,
        Cycle::Quarter => (day.month() - 1) / 3 * 3 + 3,
        Cycle::HalfYear => (day.month() - 1) / 6 * 6 + 6,
        Cycle::Year => 12,
    };
    CivilDate::new(day.year(), month, 1).ok().map(CivilDate::end_of_month)
}

fn period_name(cycle: Cycle, end: CivilDate) -> String {
    let (year, month) = (end.year(), end.month());
    match cycle {
        Cycle::Week => format!("{}前一周", end.chinese_short()),
        Cycle::HalfMonth => format!("{year}年{month}月{}半月", if end.day() <= 15 { "上" } else { "下" }),
        Cycle::Month => format!("{year}年{month}月"),
        Cycle::TwoMonths => format!("{year}年{}月至{month}月", month - 1),
        Cycle::Quarter => format!("{year}年第{}季度", ["一", "二", "三", "四"][quarter(month)]),
        Cycle::HalfYear => format!("{year}年{}半年", if month <= 6 { "上" } else { "下" }),
        Cycle::Year => format!("{year}年度"),
    }
}

fn quarter(month: i8) -> usize {
    usize::try_from((month - 1) / 3).unwrap_or(0).min(3)
}

/// The day that lies `count` working days after `day`; Saturdays and Sundays do not count. Holidays move a day only
/// when the officer says so.
pub(crate) fn add_working_days(day: CivilDate, count: u32) -> CivilDate {
    let mut reached = day;
    let mut left = count;
    while left > 0 {
        let next = reached.plus_days(1);
        if next == reached {
            break;
        }
        reached = next;
        if weekday(reached) < 5 {
            left -= 1;
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> CivilDate {
        CivilDate::parse(text).unwrap()
    }

    fn ends(every: Every, from: &str, to: Option<&str>) -> Vec<String> {
        let ends = cycle_ends(every, day(from), to.map(day));
        ends.into_iter().map(|(end, name)| format!("{end} {name}")).collect()
    }

    #[test]
    fn a_cycle_ends_with_its_periods() {
        assert_eq!(
            ends(Every::Quarter, "2026-02-10", Some("2026-12-30")),
            ["2026-03-31 2026年第一季度", "2026-06-30 2026年第二季度", "2026-09-30 2026年第三季度"]
        );
        assert_eq!(ends(Every::HalfYear, "2026-07-01", Some("2026-12-31")), ["2026-12-31 2026年下半年"]);
        assert_eq!(ends(Every::Month, "2024-02-05", Some("2024-02-29")), ["2024-02-29 2024年2月"]);
        assert_eq!(ends(Every::Week, "2026-11-24", Some("2026-12-01")), ["2026-11-29 11月29日前一周"]);
    }

    #[test]
    fn an_open_cycle_is_made_ready_for_some_time() {
        let years = ends(Every::Year, "2023-01-01", None);
        assert_eq!(years, ["2023-12-31 2023年度", "2024-12-31 2024年度", "2025-12-31 2025年度"]);
        assert_eq!(ends(Every::Month, "2023-01-01", None).len(), 12);
        assert_eq!(ends(Every::Week, "1949-01-01", Some("2149-12-31")).len(), MOST);
        assert_eq!(ends(Every::Year, "2149-12-31", None).len(), 1);
    }

    #[test]
    fn weekends_are_no_working_days() {
        assert_eq!(add_working_days(day("2026-11-24"), 10), day("2026-12-08"));
        assert_eq!(add_working_days(day("2026-11-27"), 1), day("2026-11-30"));
    }
}
