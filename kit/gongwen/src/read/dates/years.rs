use std::sync::LazyLock;

use clock::CivilDate;
use regex::{Captures, Regex};

use super::numeral::value;
use crate::read::brackets::{CLOSE, OPEN};
use crate::read::pattern::pattern;

/// The years that a document prints, by where they stand: a date without a year takes the nearest earlier one.
#[derive(Clone, Debug, Default)]
pub struct Years {
    /// Ascending by where they stand.
    printed: Vec<Printed>,
    issued_on: Option<CivilDate>,
    fallback: Option<i16>,
    /// The year of a time before which none is printed, where nothing tells that of issue: the first year that is printed with a month,
    /// else that of a paper to be handed in (《2026年工作总结》), else that of the numbers of other papers.
    later: Option<i16>,
    horizon: Option<Horizon>,
}

/// A year in the text.
#[derive(Clone, Copy, Debug)]
struct Printed {
    /// Byte of the decoded text.
    at: usize,
    year: i16,
    span: Option<SpanStart>,
}

/// The beginning of a span that ends in a later year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpanStart {
    pub year: i16,
    pub month: u32,
}

/// The last month that is printed with its year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Horizon {
    pub year: i16,
    pub month: u32,
}

/// What a date that leaves something out is completed from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Base {
    /// The year of a date without one.
    pub year: Option<i16>,
    /// Where `year` ends a span: a date from the span's first month on lies in its first year.
    pub span: Option<SpanStart>,
    /// Where `year` is later than that of issue: nothing that the text prints lies beyond.
    pub horizon: Option<Horizon>,
    /// The year of 今年.
    pub this_year: Option<i16>,
    /// The day of 即日.
    pub issued_on: Option<CivilDate>,
}

const YEAR: &str = "[12１２l][0-9０-９OoＯ]{3}|[一二][〇零○OoＯ0０一二三四五六七八九]{3}";
const MONTH: &str = "[0-9０-９OoＯlI元一二三四五六七八九十]{1,3}";
const BLANK: &str = "[ \\u{3000}]?";

/// A year that belongs to a date (2026年3月…), not one that stands alone or in a document number.
static PRINTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!("({YEAR}){BLANK}年{BLANK}(?:({MONTH}){BLANK}月|年?底|上半年|下半年|初)"))
});
/// A paper that is called after its year.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "《({YEAR}){BLANK}年度?[^》\\n]{{2,30}}(?:总结|报告|小结|汇总表|统计表)[^》\\n]{{0,6}}》"
    ))
});
/// 2026年11月—2027年1月
static SPAN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "({YEAR}){BLANK}年{BLANK}({MONTH}){BLANK}月[^年，。；\\n]{{0,8}}?(?:至|到|—+|-+|–+|－+|~+|～+){BLANK}({YEAR}){BLANK}年"
    ))
});
/// 11月21日至2026年2月20日: the first year is left out.
static OPEN_SPAN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "({MONTH}){BLANK}月[^年，。；\\n]{{0,8}}?(?:至|到|—+|-+|–+|－+|~+|～+){BLANK}({YEAR}){BLANK}年{BLANK}({MONTH}){BLANK}月"
    ))
});
/// 即日起至2026年3月: a span from the day of issue.
static SINCE_ISSUE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "(?:即日|现在|之日)(?:起|开始)?[,，]?(?:至|到|—+|-+|–+|－+|~+|～+){BLANK}({YEAR}){BLANK}年{BLANK}({MONTH}){BLANK}月"
    ))
});

/// The year of the papers that are passed on or named by their numbers, where it is one.
fn passed_on(text: &str) -> Option<i16> {
    static NUMBERED: LazyLock<Regex> =
        LazyLock::new(|| pattern(&format!("[{OPEN}](20[0-9]{{2}})[{CLOSE}]第?[0-9]{{1,4}}号")));
    let mut years = NUMBERED.captures_iter(text).filter_map(|found| year_number(&found[1]));
    let first = years.next()?;
    years.all(|year| year == first).then_some(first)
}

/// Words before the year of another paper, or an open bracket that is none of a stage's.
static OF_ANOTHER: LazyLock<Regex> = LazyLock::new(|| {
    pattern("(?:参照|依据|根据|按照)[^，。；]{0,14}$|[^段][（(][^，。；（）()]{0,4}$|《[^》]*$")
});
/// Bytes before a year in which they are looked for.
const NEAR: usize = 60;

impl Years {
    /// Collects the years of a text. `fallback` is the year of the document number or of the title.
    pub(in crate::read) fn of(text: &str, issued_on: Option<CivilDate>, fallback: Option<i16>) -> Self {
        let spans = spans(text, issued_on);
        let printed: Vec<Printed> = PRINTED
            .captures_iter(text)
            .filter_map(|found| {
                let (at, digits) = found.get(1).map(|year| (year.start(), year.as_str()))?;
                let own = spans.binary_search_by_key(&at, |(second, _)| *second).ok();
                Some(Printed { at, year: year_number(digits)?, span: own.map(|own| spans[own].1) })
            })
            .collect();
        let horizon = PRINTED.captures_iter(text).filter_map(|found| horizon(&found)).max();
        // 参照2012年11月发布的标准, （2018年12月修订）: the day of another paper.
        let is_own = |printed: &&Printed| {
            let before = text.get(..printed.at).unwrap_or_default();
            let before = &before[before.floor_char_boundary(before.len().saturating_sub(NEAR))..];
            !OF_ANOTHER.is_match(before)
        };
        let later = printed.iter().find(is_own).map(|first| first.year).or_else(|| {
            let named = NAMED.captures(text).and_then(|named| year_number(&named[1]));
            named.or_else(|| passed_on(text))
        });
        let later = later.filter(|_| issued_on.is_none() && fallback.is_none());
        Self { printed, issued_on, fallback, later, horizon }
    }

    /// What holds for a date at a byte of the decoded text.
    ///
    /// A year before that of issue only speaks of the past and gives nothing to what is to come.
    pub(in crate::read) fn base_at(&self, byte: usize) -> Base {
        let this_year = self.issued_on.map(CivilDate::year).or(self.fallback);
        let before = self.printed.partition_point(|printed| printed.at < byte);
        let nearest =
            self.printed[..before].last().filter(|nearest| this_year.is_none_or(|y| nearest.year >= y));
        let year = nearest.map(|nearest| nearest.year).or(this_year).or(self.later);
        let span =
            nearest.and_then(|nearest| nearest.span).filter(|span| this_year.is_none_or(|y| span.year >= y));
        let horizon = self.horizon.filter(|_| this_year.is_some() && year > this_year);
        Base { year, span, horizon, this_year, issued_on: self.issued_on }
    }
}

/// The beginnings of the spans by where their second year stands, ascending.
fn spans(text: &str, issued_on: Option<CivilDate>) -> Vec<(usize, SpanStart)> {
    let mut spans: Vec<(usize, SpanStart)> =
        SPAN.captures_iter(text).filter_map(|found| span(&found)).collect();
    spans.extend(OPEN_SPAN.captures_iter(text).filter_map(|found| {
        let start = SpanStart {
            year: year_number(found.get(2)?.as_str())? - 1,
            month: value(found.get(1)?.as_str())?,
        };
        within_a_year(start, &found, 2)
    }));
    spans.extend(SINCE_ISSUE.captures_iter(text).filter_map(|found| {
        let issued_on = issued_on?;
        let start = SpanStart { year: issued_on.year(), month: u32::try_from(issued_on.month()).ok()? };
        within_a_year(start, &found, 1)
    }));
    // Where a span prints both of its years, that one comes first and stays.
    spans.sort_by_key(|(second, _)| *second);
    spans.dedup_by_key(|(second, _)| *second);
    spans
}

/// A span over one New Year in which no month comes twice; the second year and its month stand from group `at` on.
fn within_a_year(start: SpanStart, found: &Captures<'_>, at: usize) -> Option<(usize, SpanStart)> {
    let (year, month) = (found.get(at)?, value(found.get(at + 1)?.as_str())?);
    let is_next = year_number(year.as_str())? == start.year + 1;
    (is_next && month < start.month).then_some((year.start(), start))
}

fn horizon(found: &Captures<'_>) -> Option<Horizon> {
    let year = year_number(found.get(1)?.as_str())?;
    let month = match found.get(2) {
        Some(month) => value(month.as_str()).filter(|month| (1..=12).contains(month))?,
        None if found[0].ends_with('初') => 1,
        None if found[0].ends_with("上半年") => 6,
        None => 12,
    };
    Some(Horizon { year, month })
}

fn span(found: &Captures<'_>) -> Option<(usize, SpanStart)> {
    let (first, second) = (year_number(found.get(1)?.as_str())?, found.get(3)?);
    let month = value(found.get(2)?.as_str())?;
    (year_number(second.as_str())? > first).then_some((second.start(), SpanStart { year: first, month }))
}

/// A year of the calendar that documents live in.
pub(in crate::read) fn year_number(text: &str) -> Option<i16> {
    value(text).and_then(|year| i16::try_from(year).ok()).filter(|year| (1949..=2149).contains(year))
}
