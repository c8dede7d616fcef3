//! Working days by the holiday calendar, which is reference data: a year that it does not know has weekends only.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use clock::CivilDate;
use serde::{Deserialize, Deserializer};

use crate::reading::OnHolidays;

#[derive(Deserialize)]
struct Reference {
    years: BTreeMap<i16, Year>,
}

#[derive(Deserialize)]
struct Year {
    /// `first/last` of each holiday.
    off: Vec<String>,
    /// Saturdays and Sundays on which people work.
    work: Vec<CivilDate>,
}

static CALENDAR: LazyLock<BTreeMap<i16, Year>> = LazyLock::new(|| {
    let reference: Result<Reference, _> = serde_json::from_str(include_str!("../reference/holidays.json"));
    reference.map(|reference| reference.years).unwrap_or_default()
});

db::coded! {
    /// Where a day goes on which nobody works.
    pub(crate) enum OffHolidays {
        /// To the next day on which people work.
        Next = "next" / "顺延",
        /// To the last one before.
        Before = "before" / "提前",
    }
}

impl<'de> Deserialize<'de> for OffHolidays {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::parse(&code).ok_or_else(|| serde::de::Error::custom("no such move"))
    }
}

impl From<OnHolidays> for OffHolidays {
    fn from(printed: OnHolidays) -> Self {
        match printed {
            OnHolidays::Next => Self::Next,
            OnHolidays::Before => Self::Before,
        }
    }
}

/// The day on which something falls due whose day is printed, and that day where it may move.
pub(crate) fn moved(printed: CivilDate, off: Option<OffHolidays>) -> (CivilDate, Option<CivilDate>) {
    match off {
        None => (printed, None),
        Some(OffHolidays::Next) => (next_workday(printed), Some(printed)),
        Some(OffHolidays::Before) => (last_workday(printed), Some(printed)),
    }
}

/// Whether the calendar knows the year; of any other it knows the weekends.
pub(crate) fn is_known(year: i16) -> bool {
    CALENDAR.contains_key(&year)
}

/// Why nobody works on a day; `None` where people do.
pub(crate) fn why_off(day: CivilDate) -> Option<&'static str> {
    match weekday(day) {
        _ if is_workday(day) => None,
        _ if is_holiday(day) => Some("放假"),
        5 => Some("周六"),
        _ => Some("周日"),
    }
}

fn next_workday(day: CivilDate) -> CivilDate {
    let mut to = day;
    while !is_workday(to) && to != to.plus_days(1) {
        to = to.plus_days(1);
    }
    to
}

/// The day itself when people work on it, else the last one before it (提前).
pub(crate) fn last_workday(day: CivilDate) -> CivilDate {
    let mut to = day;
    while !is_workday(to) && to != to.plus_days(-1) {
        to = to.plus_days(-1);
    }
    to
}

/// The day that lies `count` working days after `day`.
pub(crate) fn add_working_days(day: CivilDate, count: u32) -> CivilDate {
    let mut reached = day;
    for _ in 0..count {
        reached = next_workday(reached.plus_days(1));
    }
    reached
}

pub(crate) fn is_workday(day: CivilDate) -> bool {
    match CALENDAR.get(&day.year()) {
        Some(year) if year.work.contains(&day) => true,
        _ => !is_holiday(day) && weekday(day) < 5,
    }
}

fn is_holiday(day: CivilDate) -> bool {
    let year = CALENDAR.get(&day.year());
    let mut spans = year.into_iter().flat_map(|year| &year.off).filter_map(|span| bounds(span));
    spans.any(|(from, to)| from <= day && day <= to)
}

fn bounds(span: &str) -> Option<(CivilDate, CivilDate)> {
    let (from, to) = span.split_once('/')?;
    Some((CivilDate::parse(from).ok()?, CivilDate::parse(to).ok()?))
}

/// 0 for Monday to 6 for Sunday.
pub(crate) fn weekday(day: CivilDate) -> i32 {
    // 2024-01-01 was a Monday.
    CivilDate::new(2024, 1, 1).map_or(0, |monday| monday.days_until(day).rem_euclid(7))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_moves_off_holidays_and_weekends() {
        let next = |text: &str| next_workday(CivilDate::parse(text).unwrap()).to_string();
        assert_eq!(next("2026-10-01"), "2026-10-08");
        assert_eq!(next("2026-10-31"), "2026-11-02", "a Saturday");
        assert_eq!(next("2026-10-10"), "2026-10-10", "a Saturday on which people work");
        assert_eq!(next("2026-06-30"), "2026-06-30");
        assert_eq!(next("2031-10-01"), "2031-10-01", "a year that nobody entered");
        assert_eq!(next("2149-12-31"), "2149-12-31");
        assert!(is_known(2026) && !is_known(2031));
    }

    #[test]
    fn a_day_off_has_a_reason() {
        let why = |text: &str| why_off(CivilDate::parse(text).unwrap());
        assert_eq!(why("2026-10-01"), Some("放假"));
        assert_eq!((why("2026-10-31"), why("2026-11-01")), (Some("周六"), Some("周日")));
        assert_eq!((why("2026-10-10"), why("2026-06-30")), (None, None));
    }

    #[test]
    fn working_days_leave_holidays_out() {
        let after = |text: &str, count| add_working_days(CivilDate::parse(text).unwrap(), count).to_string();
        assert_eq!(after("2026-11-24", 10), "2026-12-08");
        assert_eq!(after("2026-11-27", 1), "2026-11-30");
        assert_eq!(
            after("2026-09-30", 5),
            "2026-10-13",
            "behind the holiday, with the Saturday on which people work"
        );
        let last = |text: &str| last_workday(CivilDate::parse(text).unwrap()).to_string();
        assert_eq!((last("2026-10-05").as_str(), last("2026-10-30").as_str()), ("2026-09-30", "2026-10-30"));
    }

    #[test]
    fn the_calendar_is_sound() {
        assert!(CALENDAR.len() >= 2);
        for (year, days) in CALENDAR.iter() {
            for span in &days.off {
                let (from, to) = bounds(span).unwrap_or_else(|| panic!("{span}"));
                assert!(from <= to && from.year() == *year && to.year() == *year, "{span}");
            }
            assert!(days.work.iter().all(|day| day.year() == *year && weekday(*day) >= 5), "{year}");
        }
    }
}
