//! Working days by the holiday calendar, which is reference data: a year that it does not know has weekends only.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use clock::CivilDate;
use serde::Deserialize;

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

/// A day moved off its holiday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moved {
    pub(crate) to: CivilDate,
    /// Whether the calendar knows the years that were looked at; otherwise only weekends were.
    pub(crate) is_certain: bool,
}

/// The day itself when people work on it, else the first one after it (顺延).
pub(crate) fn next_workday(day: CivilDate) -> Moved {
    let mut to = day;
    while !is_workday(to) && to != to.plus_days(1) {
        to = to.plus_days(1);
    }
    let knows = |day: CivilDate| CALENDAR.contains_key(&day.year());
    Moved { to, is_certain: knows(day) && knows(to) }
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
        reached = next_workday(reached.plus_days(1)).to;
    }
    reached
}

fn is_workday(day: CivilDate) -> bool {
    let year = CALENDAR.get(&day.year());
    let is_off = |year: &Year| {
        year.off.iter().filter_map(|span| bounds(span)).any(|(from, to)| from <= day && day <= to)
    };
    match year {
        Some(year) if year.work.contains(&day) => true,
        Some(year) if is_off(year) => false,
        _ => weekday(day) < 5,
    }
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

    fn moved(text: &str) -> (String, bool) {
        let Moved { to, is_certain } = next_workday(CivilDate::parse(text).unwrap());
        (to.to_string(), is_certain)
    }

    #[test]
    fn a_day_moves_off_holidays_and_weekends() {
        assert_eq!(moved("2026-10-01"), ("2026-10-08".to_owned(), true));
        assert_eq!(moved("2026-10-31"), ("2026-11-02".to_owned(), true), "a Saturday");
        assert_eq!(moved("2026-10-10"), ("2026-10-10".to_owned(), true), "a Saturday on which people work");
        assert_eq!(moved("2026-06-30"), ("2026-06-30".to_owned(), true));
        assert_eq!(moved("2031-10-01"), ("2031-10-01".to_owned(), false), "a year that nobody entered");
        assert_eq!(moved("2149-12-31"), ("2149-12-31".to_owned(), false));
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
