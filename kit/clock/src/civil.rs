use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Moment;
use crate::moment::SHANGHAI;

/// A date on the calendar in Asia/Shanghai, between 1949 and 2149. Displays and parses as `2026-03-06`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivilDate(Date);

/// The text is no date, or lies outside of what any office keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("日期应写成 2026-03-06 这样的形式，并且是真实存在的一天")]
pub struct BadDate;

impl CivilDate {
    /// Reads `YYYY-MM-DD`; anything else, and days that do not exist, are refused.
    pub fn parse(text: &str) -> Result<Self, BadDate> {
        let text = text.trim();
        let well_formed = text.len() == 10
            && text
                .bytes()
                .enumerate()
                .all(|(i, b)| if matches!(i, 4 | 7) { b == b'-' } else { b.is_ascii_digit() });
        if !well_formed {
            return Err(BadDate);
        }
        let date: Date = text.parse().map_err(|_| BadDate)?;
        Self::in_range(date)
    }

    /// A date from its parts.
    pub fn new(year: i16, month: i8, day: i8) -> Result<Self, BadDate> {
        Self::in_range(Date::new(year, month, day).map_err(|_| BadDate)?)
    }

    fn in_range(date: Date) -> Result<Self, BadDate> {
        (1949..=2149).contains(&date.year()).then_some(Self(date)).ok_or(BadDate)
    }

    pub(crate) const fn from_jiff(date: Date) -> Self {
        Self(date)
    }

    /// The year, with the century.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// 1 to 12.
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// 1 to 31.
    pub fn day(self) -> i8 {
        self.0.day()
    }

    /// The last day of this date's month.
    #[must_use]
    pub fn end_of_month(self) -> Self {
        Self(self.0.last_of_month())
    }

    /// This date moved by `days`; held where it is at the ends of the calendar.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        self.0.checked_add(days.days()).map_or(self, Self)
    }

    /// Days from this date to `other`; negative when `other` is earlier.
    pub fn days_until(self, other: Self) -> i32 {
        self.0.until(other.0).map_or(0, |span| span.get_days())
    }

    /// 00:00 of this day in Asia/Shanghai.
    pub fn start(self) -> Moment {
        let midnight = self.0.at(0, 0, 0, 0);
        let micros = SHANGHAI.to_timestamp(midnight).map_or(0, |stamp| stamp.as_microsecond());
        Moment::from_micros(micros)
    }

    /// 24:00 of this day: a date without an hour is due then.
    pub fn end(self) -> Moment {
        self.plus_days(1).start()
    }

    /// `2026年3月6日`, as official documents write it.
    pub fn chinese(self) -> String {
        format!("{}年{}月{}日", self.year(), self.month(), self.day())
    }

    /// `3月6日`.
    pub fn chinese_short(self) -> String {
        format!("{}月{}日", self.month(), self.day())
    }
}

impl fmt::Display for CivilDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for CivilDate {
    type Err = BadDate;

    fn from_str(text: &str) -> Result<Self, BadDate> {
        Self::parse(text)
    }
}

impl Serialize for CivilDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CivilDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> CivilDate {
        CivilDate::parse(text).unwrap()
    }

    #[test]
    fn refuses_what_is_no_day() {
        for text in [
            "",
            "2026-2-3",
            "2026-02-30",
            "2026/02/03",
            "20260203",
            "0026-02-03",
            "2026-02-03T00:00",
            "２０２６-02-03",
        ] {
            assert_eq!(CivilDate::parse(text), Err(BadDate), "{text}");
        }
        assert_eq!(date(" 2026-02-03 ").to_string(), "2026-02-03");
    }

    #[test]
    fn a_day_ends_where_the_next_starts() {
        assert_eq!(date("2026-12-31").end(), date("2027-01-01").start());
        assert_eq!(date("2026-12-31").end().date(), date("2027-01-01"));
        assert_eq!(date("2026-12-31").end().plus_micros(-1).date(), date("2026-12-31"));
    }

    #[test]
    fn counts_days_over_months_and_leap_years() {
        assert_eq!(date("2024-02-28").days_until(date("2024-03-01")), 2);
        assert_eq!(date("2026-03-01").days_until(date("2026-02-28")), -1);
        assert_eq!(date("2024-02-10").end_of_month(), date("2024-02-29"));
        assert_eq!(date("2026-09-09").chinese(), "2026年9月9日");
    }
}
