//! The days on which a periodic report falls due.

use clock::CivilDate;

use crate::reading::Every;
use crate::workday::weekday;

/// How many reports are made ready when a cycle has no end.
const fn ahead(every: Every) -> usize {
    match every {
        Every::Week | Every::Month => 12,
        Every::Quarter | Every::HalfYear => 4,
        Every::Year => 3,
    }
}

/// More than this is no plan but a mistake.
const MOST: usize = 120;

/// The last days of each period after `from` up to `to`, with the words for the period.
pub(crate) fn cycle_ends(every: Every, from: CivilDate, to: Option<CivilDate>) -> Vec<(CivilDate, String)> {
    let limit = if to.is_some() { MOST } else { ahead(every) };
    let mut ends = Vec::new();
    let mut day = from;
    while ends.len() < limit {
        let Some(end) = period_end(every, day).filter(|end| to.is_none_or(|to| *end <= to)) else { break };
        ends.push((end, period_name(every, end)));
        day = end.plus_days(1);
    }
    ends
}

/// The last day of the period in which `day` lies; `None` beyond the calendar.
fn period_end(every: Every, day: CivilDate) -> Option<CivilDate> {
    let month = match every {
        Every::Week => return Some(day.plus_days(6 - weekday(day))),
        Every::Month => day.month(),
        Every::Quarter => (day.month() - 1) / 3 * 3 + 3,
        Every::HalfYear => (day.month() - 1) / 6 * 6 + 6,
        Every::Year => 12,
    };
    CivilDate::new(day.year(), month, 1).ok().map(CivilDate::end_of_month)
}

fn period_name(every: Every, end: CivilDate) -> String {
    let (year, month) = (end.year(), end.month());
    match every {
        Every::Week => format!("{}前一周", end.chinese_short()),
        Every::Month => format!("{year}年{month}月"),
        Every::Quarter => format!("{year}年第{}季度", ["一", "二", "三", "四"][quarter(month)]),
        Every::HalfYear => format!("{year}年{}半年", if month <= 6 { "上" } else { "下" }),
        Every::Year => format!("{year}年度"),
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
