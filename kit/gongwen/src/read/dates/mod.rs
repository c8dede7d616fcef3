//! Dates as official documents print them: whole, without a year, as a limit, a span or a list, in any numerals.

mod bounds;
mod hour;
mod numeral;
mod point;
mod scan;
#[cfg(test)]
mod tests;
mod years;

use std::ops::Range;

use clock::CivilDate;

pub use bounds::SEASON;
pub use hour::hour_in;
pub use numeral::value as number;
pub use scan::scan;
pub use years::{Base, Horizon, SpanStart, Years};

pub(super) use scan::{is_date_line, whole_date};
pub(super) use years::year_number;

/// A time that a passage names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateMention {
    /// Bytes of the passage, the words that bound it (前, 起, 底前) and its hour included.
    pub range: Range<usize>,
    pub when: When,
    /// Which parts are not printed and were taken from elsewhere.
    pub inferred: Inferred,
    /// `HH:MM`, where an hour is printed.
    pub hour: Option<String>,
    /// 每年…: comes again each year.
    pub yearly: bool,
    /// 次年 that is another year when counted from the year printed last than when counted from that of issue.
    pub other_year: Option<i16>,
}

/// What is said about time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// A plain day.
    Day(CivilDate),
    /// Limits: 前 gives an end, 起 a start, a span or a named month both.
    Span { start: Option<CivilDate>, end: Option<CivilDate> },
    /// A year alone: too wide to be a limit by itself.
    Year(i16),
    /// Written like a date, but no day on the calendar, or with a year that nothing gives: not guessed.
    Unclear,
}

/// Parts of a date that are not printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Inferred {
    pub start: bool,
    pub end: bool,
}

impl When {
    /// The first day that it allows, if it says one.
    pub fn start(self) -> Option<CivilDate> {
        match self {
            Self::Span { start, .. } => start,
            Self::Day(day) => Some(day),
            Self::Year(_) | Self::Unclear => None,
        }
    }

    /// The last day that it allows, if it says one.
    pub fn end(self) -> Option<CivilDate> {
        match self {
            Self::Span { end, .. } => end,
            Self::Day(day) => Some(day),
            Self::Year(_) | Self::Unclear => None,
        }
    }
}
