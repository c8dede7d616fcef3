//! The days on which a periodic report falls due.

use clock::CivilDate;

use crate::reading::{DayRule, Every};
use crate::workday::{Workdays, weekday};

db::coded! {
    /// How often something comes again.
    pub(crate) enum Cycle {
        Day = "day" / "每日",
        Workday = "workday" / "每个工作日",
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

impl Cycle {
    /// The same cycle as a notice is read; `None` for those that only an officer chooses.
    pub(crate) const fn every(self) -> Option<Every> {
        match self {
            Self::Week => Some(Every::Week),
            Self::Month => Some(Every::Month),
            Self::Quarter => Some(Every::Quarter),
            Self::HalfYear => Some(Every::HalfYear),
            Self::Year => Some(Every::Year),
            Self::Day | Self::Workday | Self::HalfMonth | Self::TwoMonths => None,
        }
    }
}

/// How many reports are made ready when a cycle has no end.
const fn ahead(cycle: Cycle) -> usize {
    match cycle {
        Cycle::Day | Cycle::Workday => 31,
        Cycle::Week | Cycle::HalfMonth | Cycle::Month => 12,
        Cycle::TwoMonths => 6,
        Cycle::Quarter | Cycle::HalfYear => 4,
        Cycle::Year => 3,
    }
}

/// More than this is no plan but a mistake.
pub(crate) const MOST: usize = 120;

/// A report that comes again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recurrence<'r> {
    pub(crate) cycle: Cycle,
    /// Without one it is due on the last day of each period; a rule may ask for the last one on which people work.
    pub(crate) day: Option<(&'r DayRule, &'r Workdays)>,
    /// It is about the period before the one in which it is due.
    pub(crate) about_previous: bool,
    pub(crate) from: CivilDate,
    pub(crate) to: Option<CivilDate>,
}

impl Recurrence<'_> {
    /// The days from `from` to `to`, with the words for the period that each is about. What is about the period before may
    /// fall due behind `to`, when that period began before.
    pub(crate) fn days(&self) -> Vec<(CivilDate, String)> {
        let limit = if self.to.is_some() { MOST } else { ahead(self.cycle) };
        let mut found = Vec::new();
        let mut within = self.from;
        for _ in 0..=MOST {
            let Some((first, last)) = period(self.cycle, within) else { break };
            for day in self.days_in(first, last) {
                let about = if self.about_previous { period(self.cycle, first.plus_days(-1)) } else { None };
                let (about_first, about_last) = about.unwrap_or((first, last));
                let latest = if self.about_previous { about_first } else { day };
                if found.len() == limit || self.to.is_some_and(|to| latest > to) {
                    return found;
                }
                // A report about a time before the series is none of it.
                if day >= self.from && (!self.about_previous || about_last >= self.from) {
                    found.push((day, self.name(day, about_last)));
                }
            }
            within = last.plus_days(1);
        }
        found
    }

    /// Ascending.
    fn days_in(&self, first: CivilDate, last: CivilDate) -> Vec<CivilDate> {
        let Some((rule, workdays)) = self.day else { return vec![last] };
        match rule {
            DayRule::Weekdays(days) => days.iter().map(|day| first.plus_days(i32::from(*day) - 1)).collect(),
            DayRule::Days(days) => {
                let mut days: Vec<CivilDate> =
                    days.iter().filter_map(|day| in_month(first, 1, *day)).collect();
                days.dedup();
                days
            }
            DayRule::InPeriod { month, day } => in_month(first, *month, *day).into_iter().collect(),
            DayRule::OfYear(days) => {
                let within = days.iter().filter_map(|(month, day)| {
                    let first_of_month = CivilDate::new(first.year(), i8::try_from(*month).ok()?, 1).ok()?;
                    in_month(first_of_month, 1, *day)
                });
                let mut within: Vec<CivilDate> = within.filter(|day| (first..=last).contains(day)).collect();
                within.sort_unstable();
                within
            }
            DayRule::LastWorkday => vec![workdays.last(last)],
            DayRule::LastWeekday(day) => {
                let back = (weekday(last) + 1 - i32::from(*day)).rem_euclid(7);
                vec![last.plus_days(-back)]
            }
            DayRule::Fortnight(from) => {
                let day = first.plus_days(weekday(*from));
                if from.days_until(day).rem_euclid(14) == 0 { vec![day] } else { Vec::new() }
            }
            DayRule::Unclear => Vec::new(),
        }
    }

    fn name(&self, day: CivilDate, about_last: CivilDate) -> String {
        match self.day {
            Some((DayRule::Days(days), _)) if days.len() > 1 => format!("{}前", day.chinese()),
            Some((DayRule::OfYear(days), _)) if days.len() > 1 && self.cycle == Cycle::Year => {
                format!("{}前", day.chinese())
            }
            Some((DayRule::Fortnight(_), _)) => format!("{}前两周", day.chinese_short()),
            Some(_) if self.cycle == Cycle::Week => format!("{}前一周", day.chinese_short()),
            _ => period_name(self.cycle, about_last),
        }
    }
}

/// The last days of each period after `from` up to `to`, with the words for the period.
pub(crate) fn cycle_ends(
    cycle: impl Into<Cycle>,
    from: CivilDate,
    to: Option<CivilDate>,
) -> Vec<(CivilDate, String)> {
    Recurrence { cycle: cycle.into(), day: None, about_previous: false, from, to }.days()
}

/// First and last day of the period in which `day` lies; `None` beyond the calendar.
pub(super) fn period(cycle: Cycle, day: CivilDate) -> Option<(CivilDate, CivilDate)> {
    let (first, months) = match cycle {
        Cycle::Day | Cycle::Workday => return Some((day, day)),
        Cycle::Week => {
            let monday = day.plus_days(-weekday(day));
            return Some((monday, monday.plus_days(6)));
        }
        Cycle::HalfMonth => {
            let middle = CivilDate::new(day.year(), day.month(), 15).ok()?;
            let is_first = day <= middle;
            return Some(if is_first {
                (middle.plus_days(-14), middle)
            } else {
                (middle.plus_days(1), day.end_of_month())
            });
        }
        Cycle::Month => (day.month(), 1),
        Cycle::TwoMonths => ((day.month() - 1) / 2 * 2 + 1, 2),
        Cycle::Quarter => ((day.month() - 1) / 3 * 3 + 1, 3),
        Cycle::HalfYear => ((day.month() - 1) / 6 * 6 + 1, 6),
        Cycle::Year => (1, 12),
    };
    let month = |month: i8| CivilDate::new(day.year(), month, 1).ok();
    Some((month(first)?, month(first + months - 1)?.end_of_month()))
}

/// A day of the n-th month that begins with `first`, or the last one of that month.
fn in_month(first: CivilDate, nth: u8, day: u8) -> Option<CivilDate> {
    let month = first.month() + i8::try_from(nth).ok()? - 1;
    let start = CivilDate::new(first.year(), month, 1).ok()?;
    Some(start.plus_days(i32::from(day) - 1).min(start.end_of_month()))
}

fn period_name(cycle: Cycle, end: CivilDate) -> String {
    let (year, month) = (end.year(), end.month());
    match cycle {
        Cycle::Day | Cycle::Workday => end.chinese_short(),
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

    fn on(every: Every, rule: &DayRule, from: &str, to: &str) -> Vec<String> {
        let series = Recurrence {
            cycle: every.into(),
            day: Some((rule, &Workdays::as_shipped())),
            about_previous: false,
            from: day(from),
            to: Some(day(to)),
        };
        series.days().into_iter().map(|(day, _)| day.to_string()).collect()
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
    fn the_printed_day_is_the_one_that_counts() {
        use DayRule::{Days, Fortnight, InPeriod, LastWeekday, LastWorkday, OfYear, Unclear, Weekdays};
        for (every, rule, expected) in [
            (Every::Month, Days(vec![25]), &["2026-09-25", "2026-10-25"][..]),
            (Every::Month, Days(vec![5, 20]), &["2026-09-20", "2026-10-05", "2026-10-20", "2026-11-05"]),
            (Every::Month, LastWorkday, &["2026-09-30", "2026-10-30"]),
            (Every::Month, LastWeekday(5), &["2026-09-25", "2026-10-30"]),
            (Every::Quarter, InPeriod { month: 3, day: 28 }, &["2026-09-28"]),
            (Every::Quarter, InPeriod { month: 1, day: 10 }, &["2026-10-10"]),
            (Every::HalfYear, OfYear(vec![(6, 20), (12, 31)]), &[]),
            (Every::Quarter, OfYear(vec![(3, 25), (6, 25), (9, 25), (12, 20)]), &["2026-09-25"]),
            (
                Every::Week,
                Fortnight(day("2026-10-01")),
                &["2026-09-17", "2026-10-01", "2026-10-15", "2026-10-29"],
            ),
            (Every::Month, Unclear, &[]),
        ] {
            assert_eq!(on(every, &rule, "2026-09-15", "2026-11-08"), expected, "{rule:?}");
        }
        assert_eq!(
            on(Every::Week, &Weekdays(vec![4]), "2026-09-15", "2026-10-01"),
            ["2026-09-17", "2026-09-24", "2026-10-01"]
        );
        assert_eq!(
            on(Every::Month, &Days(vec![10, 20, 31]), "2026-02-15", "2026-03-10"),
            ["2026-02-20", "2026-02-28", "2026-03-10"]
        );
    }

    #[test]
    fn a_report_about_the_month_before_follows_the_last_month() {
        let rule = DayRule::Days(vec![5]);
        let (from, to) = (day("2026-04-01"), Some(day("2026-06-30")));
        let series = Recurrence {
            cycle: Cycle::Month,
            day: Some((&rule, &Workdays::as_shipped())),
            about_previous: true,
            from,
            to,
        };
        let found: Vec<String> =
            series.days().into_iter().map(|(day, name)| format!("{day} {name}")).collect();
        assert_eq!(found, ["2026-05-05 2026年4月", "2026-06-05 2026年5月", "2026-07-05 2026年6月"]);
    }
}
