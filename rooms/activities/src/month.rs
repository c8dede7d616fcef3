//! A month laid out as weeks, Monday first.

use std::fmt;

use clock::CivilDate;

/// A month of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Month {
    first: CivilDate,
}

/// Seven days from a Monday.
pub(crate) type Week<T> = Vec<Day<T>>;

/// A day with what is on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Day<T> {
    pub(crate) date: CivilDate,
    /// The first and the last week hold days of the neighbours, which stay empty.
    pub(crate) is_in_month: bool,
    pub(crate) items: Vec<T>,
}

impl Month {
    /// `YYYY-MM`; `None` for any other text.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let first = CivilDate::parse(&format!("{text}-01")).ok()?;
        Some(Self { first }).filter(|month| month.to_string() == text)
    }

    /// The month of a day.
    pub(crate) fn of(day: CivilDate) -> Self {
        Self { first: day.plus_days(1 - i32::from(day.day())) }
    }

    pub(crate) fn first(self) -> CivilDate {
        self.first
    }

    pub(crate) fn last(self) -> CivilDate {
        self.first.end_of_month()
    }

    pub(crate) fn previous(self) -> Self {
        Self::of(self.first.plus_days(-1))
    }

    pub(crate) fn next(self) -> Self {
        Self::of(self.last().plus_days(1))
    }

    /// `2026年9月`.
    pub(crate) fn chinese(self) -> String {
        format!("{}年{}月", self.first.year(), self.first.month())
    }

    /// The weeks that the month touches, each item on the day that `on` says; what is on no day of the month is left out.
    pub(crate) fn weeks<T>(self, items: Vec<T>, on: impl Fn(&T) -> CivilDate) -> Vec<Week<T>> {
        let monday = self.first.plus_days(-weekday(self.first));
        let mut weeks = Vec::new();
        let mut start = monday;
        while start <= self.last() {
            let day = |offset| {
                let date = start.plus_days(offset);
                Day { date, is_in_month: Self::of(date) == self, items: Vec::new() }
            };
            weeks.push((0..7).map(day).collect::<Week<T>>());
            start = start.plus_days(7);
        }
        for item in items {
            let date = on(&item);
            let mut days = weeks.iter_mut().flatten();
            if let Some(day) = days.find(|day| day.date == date && day.is_in_month) {
                day.items.push(item);
            }
        }
        weeks
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.first.year(), self.first.month())
    }
}

/// Days since Monday.
fn weekday(day: CivilDate) -> i32 {
    // 1 January 1970 was a Thursday.
    let epoch = clock::Moment::from_micros(0).date();
    (epoch.days_until(day) + 3).rem_euclid(7)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> CivilDate {
        CivilDate::parse(text).unwrap()
    }

    #[test]
    fn a_month_is_whole_weeks_from_monday() {
        let september = Month::parse("2026-09").unwrap();
        let weeks =
            september.weeks(vec![day("2026-09-01"), day("2026-09-30"), day("2026-10-01")], |day| *day);
        assert_eq!(weeks.len(), 5);
        assert_eq!(weeks[0][0].date, day("2026-08-31"));
        assert!(!weeks[0][0].is_in_month);
        assert_eq!(weeks[0][1].items, [day("2026-09-01")]);
        assert_eq!(weeks[4][2].items, [day("2026-09-30")]);
        assert!(weeks[4][3].items.is_empty(), "a neighbour's day stays empty");
    }

    #[test]
    fn months_follow_each_other_over_the_years() {
        let december = Month::parse("2026-12").unwrap();
        assert_eq!(december.next().to_string(), "2027-01");
        assert_eq!(december.next().previous(), december);
        assert_eq!(december.chinese(), "2026年12月");
        for text in ["2026-13", "2026-1", "", "2026-12-01", "' OR 1=1"] {
            assert_eq!(Month::parse(text), None, "{text}");
        }
    }
}
