use std::sync::LazyLock;

use clock::CivilDate;
use regex::Regex;

use super::numeral::value;
use crate::read::pattern::pattern;

/// The years that a document prints, by where they stand: a date without a year takes the nearest earlier one.
#[derive(Clone, Debug, Default)]
pub struct Years {
    /// (byte of the decoded text, year), ascending.
    printed: Vec<(usize, i16)>,
    issued_on: Option<CivilDate>,
    fallback: Option<i16>,
}

/// What a date that leaves something out is completed from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Base {
    /// The year of a date without one.
    pub year: Option<i16>,
    /// The year of 今年.
    pub this_year: Option<i16>,
    /// The day of 即日.
    pub issued_on: Option<CivilDate>,
}

/// A year that belongs to a date (2026年3月…), not one that stands alone or in a document number.
static PRINTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "([12１２l][0-9０-９OoＯ]{3}|[一二][〇零○OoＯ0０一二三四五六七八九]{3})[ \\u{3000}]?年[ \\u{3000}]?(?:[0-9０-９OoＯlI元一二三四五六七八九十]{1,3}[ \\u{3000}]?月|年?底|上半年|下半年|初)",
    )
});

impl Years {
    /// Collects the years of a text. `fallback` is the year of the document number or of the title.
    pub(in crate::read) fn of(text: &str, issued_on: Option<CivilDate>, fallback: Option<i16>) -> Self {
        let printed = PRINTED
            .captures_iter(text)
            .filter_map(|found| {
                let year = found.get(1)?;
                Some((year.start(), year_number(year.as_str())?))
            })
            .collect();
        Self { printed, issued_on, fallback }
    }

    /// What holds for a date at a byte of the decoded text.
    ///
    /// A year before that of issue only speaks of the past and gives nothing to what is to come.
    pub(in crate::read) fn base_at(&self, byte: usize) -> Base {
        let this_year = self.issued_on.map(CivilDate::year).or(self.fallback);
        let nearest = self.printed[..self.printed.partition_point(|(at, _)| *at < byte)].last();
        let year = match (nearest, this_year) {
            (Some((_, year)), Some(issued)) => Some((*year).max(issued)),
            (Some((_, year)), None) => Some(*year),
            (None, issued) => issued,
        };
        Base { year, this_year, issued_on: self.issued_on }
    }
}

/// A year of the calendar that documents live in.
pub(in crate::read) fn year_number(text: &str) -> Option<i16> {
    value(text).and_then(|year| i16::try_from(year).ok()).filter(|year| (1949..=2149).contains(year))
}
