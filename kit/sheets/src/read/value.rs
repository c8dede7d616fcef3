use calamine::{DataRef, ExcelDateTime};
use jiff::civil::DateTime;

use super::Region;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Empty,
    Text(String),
    Number(f64),
    Moment(DateTime),
    Truth(bool),
    /// A formula whose result is an error, `#REF!`.
    Failed(String),
    /// A formula that no program has computed.
    Uncomputed,
    /// A part of a merged block other than its first cell, which has the block's text.
    Merged(Region),
}

impl Value {
    pub(crate) fn of(cell: DataRef<'_>, is_formula: bool) -> Self {
        match cell {
            DataRef::Empty if is_formula => Self::Uncomputed,
            DataRef::Empty => Self::Empty,
            DataRef::String(text) | DataRef::DurationIso(text) => Self::text(&text),
            DataRef::SharedString(text) => Self::text(text),
            DataRef::Int(number) => Self::Number(number as f64),
            DataRef::Float(number) => Self::Number(number),
            DataRef::Bool(truth) => Self::Truth(truth),
            DataRef::DateTime(moment) => {
                moment_of(moment).map_or(Self::Number(moment.as_f64()), Self::Moment)
            }
            DataRef::DateTimeIso(text) => text.parse().map_or_else(|_| Self::text(&text), Self::Moment),
            DataRef::Error(error) => Self::Failed(error.to_string()),
        }
    }

    fn text(text: &str) -> Self {
        if super::text::one_line(text).is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }
}

fn moment_of(moment: ExcelDateTime) -> Option<DateTime> {
    // Below one it is a time without a day; above the last day of 9999 it is a number that wears a date format.
    if !moment.is_datetime() || !(1.0..2_958_466.0).contains(&moment.as_f64()) {
        return None;
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let small = |part: u8| i8::try_from(part).ok();
    DateTime::new(
        i16::try_from(year).ok()?,
        small(month)?,
        small(day)?,
        small(hour)?,
        small(minute)?,
        small(second)?,
        0,
    )
    .ok()
}
