use std::fmt;

use jiff::civil::DateTime;
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};

use crate::CivilDate;

/// An instant: microseconds since 1970-01-01T00:00Z. Microseconds because both engines keep them.
///
/// Displays as `2026-03-06 09:12` in Asia/Shanghai.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(i64);

impl Moment {
    /// Microseconds in a civil day (Shanghai has had no summer time since 1991).
    pub const DAY_MICROS: i64 = 86_400_000_000;

    /// From microseconds since the epoch.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the epoch.
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// Milliseconds since the epoch, never negative (UUIDv7 takes no earlier time).
    pub fn as_millis(self) -> u64 {
        u64::try_from(self.0.div_euclid(1000)).unwrap_or(0)
    }

    /// This instant moved by `micros`, held at the ends of the range.
    pub const fn plus_micros(self, micros: i64) -> Self {
        Self(self.0.saturating_add(micros))
    }

    /// This instant moved by `seconds`.
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        self.plus_micros(seconds.saturating_mul(1_000_000))
    }

    /// The civil date in Asia/Shanghai.
    pub fn date(self) -> CivilDate {
        CivilDate::from_jiff(self.local().date())
    }

    /// `09:12`, Asia/Shanghai.
    pub fn hour_minute(self) -> String {
        let time = self.local().time();
        format!("{:02}:{:02}", time.hour(), time.minute())
    }

    /// RFC 3339 with the offset of Asia/Shanghai, for JSON: `2026-03-06T09:12:00+08:00`.
    pub fn rfc3339(self) -> String {
        let local = self.local();
        let (d, t) = (local.date(), local.time());
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}+08:00",
            d.year(),
            d.month(),
            d.day(),
            t.hour(),
            t.minute(),
            t.second()
        )
    }

    /// From RFC 3339 with any offset, as other systems write it: `2026-03-06T01:32:00.000Z`.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let stamp: jiff::Timestamp = text.parse().ok()?;
        Some(Self(stamp.as_microsecond()))
    }

    fn local(self) -> DateTime {
        let stamp = jiff::Timestamp::from_microsecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        SHANGHAI.to_datetime(stamp)
    }
}

/// UTC+8 all year: a fixed offset needs no time zone database on a closed machine.
pub(crate) const SHANGHAI: Offset = Offset::constant(8);

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.date(), self.hour_minute())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_shanghai_time() {
        let m = Moment::from_micros(1_772_760_720_000_000);
        assert_eq!(m.rfc3339(), "2026-03-06T09:32:00+08:00");
        assert_eq!(m.to_string(), "2026-03-06 09:32");
    }

    #[test]
    fn reads_the_time_of_other_systems() {
        let moment = Some(Moment::from_micros(1_772_760_720_000_000));
        assert_eq!(Moment::parse_rfc3339("2026-03-06T09:32:00+08:00"), moment);
        assert_eq!(Moment::parse_rfc3339("2026-03-06T01:32:00.000Z"), moment);
        for text in ["", "2026-03-06", "2026-03-06T01:32:00", "soon", "2026-13-06T01:32:00Z"] {
            assert_eq!(Moment::parse_rfc3339(text), None, "{text}");
        }
    }

    #[test]
    fn the_day_turns_at_sixteen_utc() {
        let before = Moment::from_micros(1_772_812_799_999_999);
        assert_eq!(before.date().to_string(), "2026-03-06");
        assert_eq!(before.plus_micros(1).date().to_string(), "2026-03-07");
    }
}
