//! Working days by the holiday calendar: a year that it does not know has weekends only.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use clock::CivilDate;
use serde::{Deserialize, Deserializer};

use crate::reading::{DaysOff, OnHolidays};

#[derive(Default, Deserialize)]
struct Reference {
    source: String,
    years: BTreeMap<i16, DaysOff>,
}

static REFERENCE: LazyLock<Reference> =
    LazyLock::new(|| serde_json::from_str(include_str!("../reference/holidays.json")).unwrap_or_default());

/// The years that come with the program.
pub(crate) fn shipped() -> &'static BTreeMap<i16, DaysOff> {
    &REFERENCE.years
}

/// Where these are from.
pub(crate) fn shipped_source() -> &'static str {
    &REFERENCE.source
}

/// On which days people work: the years that the bureau entered over those that come with the program.
#[derive(Clone, Debug)]
pub(crate) struct Workdays {
    years: BTreeMap<i16, DaysOff>,
}

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

impl Workdays {
    pub(crate) fn new(entered: impl IntoIterator<Item = (i16, DaysOff)>) -> Self {
        let mut years = shipped().clone();
        years.extend(entered);
        Self { years }
    }

    /// The day on which something falls due whose day is printed, and that day where it may move.
    pub(crate) fn moved(
        &self,
        printed: CivilDate,
        off: Option<OffHolidays>,
    ) -> (CivilDate, Option<CivilDate>) {
        match off {
            None => (printed, None),
            Some(OffHolidays::Next) => (self.next(printed), Some(printed)),
            Some(OffHolidays::Before) => (self.last(printed), Some(printed)),
        }
    }

    /// Whether the calendar knows the year; of any other it knows the weekends.
    pub(crate) fn knows(&self, year: i16) -> bool {
        self.years.contains_key(&year)
    }

    /// Why nobody works on a day; `None` where people do.
    pub(crate) fn why_off(&self, day: CivilDate) -> Option<&'static str> {
        match weekday(day) {
            _ if self.is_workday(day) => None,
            _ if self.is_holiday(day) => Some("放假"),
            5 => Some("周六"),
            _ => Some("周日"),
        }
    }

    /// The day itself when people work on it, else the next one after it (顺延).
    fn next(&self, day: CivilDate) -> CivilDate {
        let mut to = day;
        while !self.is_workday(to) && to != to.plus_days(1) {
            to = to.plus_days(1);
        }
        to
    }

    /// The day itself when people work on it, else the last one before it (提前).
    pub(crate) fn last(&self, day: CivilDate) -> CivilDate {
        let mut to = day;
        while !self.is_workday(to) && to != to.plus_days(-1) {
            to = to.plus_days(-1);
        }
        to
    }

    /// The day that lies `count` working days after `day`.
    pub(crate) fn after(&self, day: CivilDate, count: u32) -> CivilDate {
        (0..count).fold(day, |reached, _| self.next(reached.plus_days(1)))
    }

    /// The day that lies `count` working days before `day`.
    pub(crate) fn before(&self, day: CivilDate, count: u32) -> CivilDate {
        (0..count).fold(day, |reached, _| self.last(reached.plus_days(-1)))
    }

    pub(crate) fn is_workday(&self, day: CivilDate) -> bool {
        let is_made_up = self.years.get(&day.year()).is_some_and(|year| year.work.contains(&day));
        is_made_up || (!self.is_holiday(day) && weekday(day) < 5)
    }

    fn is_holiday(&self, day: CivilDate) -> bool {
        let year = self.years.get(&day.year());
        year.is_some_and(|year| year.spans.iter().any(|span| span.holds(day)))
    }
}

/// 0 for Monday to 6 for Sunday.
pub(crate) fn weekday(day: CivilDate) -> i32 {
    // 2024-01-01 was a Monday.
    CivilDate::new(2024, 1, 1).map_or(0, |monday| monday.days_until(day).rem_euclid(7))
}

#[cfg(test)]
impl Workdays {
    /// With what comes with the program.
    pub(crate) fn as_shipped() -> Self {
        Self::new([])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> CivilDate {
        CivilDate::parse(text).unwrap()
    }

    #[test]
    fn a_day_moves_off_holidays_and_weekends() {
        let workdays = Workdays::as_shipped();
        let next = |text: &str| workdays.next(day(text)).to_string();
        assert_eq!(next("2026-10-01"), "2026-10-08");
        assert_eq!(next("2026-10-31"), "2026-11-02", "a Saturday");
        assert_eq!(next("2026-10-10"), "2026-10-10", "a Saturday on which people work");
        assert_eq!(next("2026-06-30"), "2026-06-30");
        assert_eq!(next("2031-10-01"), "2031-10-01", "a year that nobody entered");
        assert_eq!(next("2149-12-31"), "2149-12-31");
        assert!(workdays.knows(2026) && !workdays.knows(2031));
    }

    #[test]
    fn what_the_bureau_entered_lies_over_what_is_shipped() {
        let entered = DaysOff::read("10月1日至3日放假，10月11日上班", 2031).unwrap();
        let workdays = Workdays::new([(2031, entered.clone()), (2026, entered)]);
        assert_eq!(workdays.moved(day("2031-10-02"), Some(OffHolidays::Next)).0, day("2031-10-06"));
        assert!(workdays.knows(2031) && workdays.why_off(day("2031-10-11")).is_none());
        assert_eq!(workdays.why_off(day("2026-10-01")), None, "the year is the bureau's as a whole");
    }

    #[test]
    fn a_day_off_has_a_reason() {
        let workdays = Workdays::as_shipped();
        let why = |text: &str| workdays.why_off(day(text));
        assert_eq!(why("2026-10-01"), Some("放假"));
        assert_eq!((why("2026-10-31"), why("2026-11-01")), (Some("周六"), Some("周日")));
        assert_eq!((why("2026-10-10"), why("2026-06-30")), (None, None));
    }

    #[test]
    fn working_days_leave_holidays_out() {
        let workdays = Workdays::as_shipped();
        let after = |text: &str, count| workdays.after(day(text), count).to_string();
        assert_eq!(after("2026-11-24", 10), "2026-12-08");
        assert_eq!(after("2026-11-27", 1), "2026-11-30");
        assert_eq!(
            after("2026-09-30", 5),
            "2026-10-13",
            "behind the holiday, with the Saturday on which people work"
        );
        let last = |text: &str| workdays.last(day(text)).to_string();
        assert_eq!((last("2026-10-05").as_str(), last("2026-10-30").as_str()), ("2026-09-30", "2026-10-30"));
    }

    #[test]
    fn what_is_shipped_is_sound() {
        assert!(shipped().len() >= 2);
        for (year, days) in shipped() {
            assert_eq!(days.clone().judged(*year).as_ref(), Ok(days), "{year}");
        }
    }
}
