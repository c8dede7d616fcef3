//! The day on which a report that comes again is due within its cycle, and the first and last day of the series.

use std::sync::LazyLock;

use clock::CivilDate;
use gongwen::read::dates::{DateMention, When, number};
use regex::Regex;

use super::model::{DayRule, Every, OnHolidays};
use super::pattern::pattern;
use super::report_cycle::yearly_ends;

const NUMBER: &str = "(?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})";
const WEEKDAY: &str = "[一二三四五六日天]";

/// 每周四, 每周二、周五; 每周一次 and 每周一报 name no day.
static WEEKDAYS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "(?:周|星期)({WEEKDAY}(?:[、和及与](?:每?周|星期)?{WEEKDAY})*)(?P<next>[次篇期条个份场]|报(?:$|[，。；、（(制机]))?"
    ))
});
/// 每月25日, 每月5日、20日, 次月的5日, 每月15日和月底.
static MONTH_DAYS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "(?:每个?月|逐月|按月|次月|下个?月|当月)(?:的|于)?((?:{NUMBER}[日号]?[、和及与])*(?:{NUMBER}[日号]|月?[底末]))"
    ))
});
/// 每月1—5日: the last one counts.
static MONTH_SPAN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "(?:每个?月|逐月|按月|次月|下个?月)(?:的|于)?{NUMBER}[日号]?(?:至|到|—+|-+|–+|－+|~+|～+)({NUMBER})[日号]"
    ))
});
/// 每月结束后5日内, 月后5日内.
static AFTER_MONTH: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!("(?:每月|当月)?(?:结束|终了|月)后的?({NUMBER})[日天]之?[内前]")));
/// 实行月报制度，25日前…: a day without its month, where nothing else is printed.
static BARE_DAY: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!("(?:^|[^0-9０-９月])({NUMBER})[日号](?:之?前|以前|下班|[0-9上下中])")));
/// 每季度末月28日, 每季度首月10日, 每季度末25日.
static IN_PERIOD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!("(末个?月?|最后一?个?月|首个?月|第?[一二三]个?月)的?({NUMBER})[日号]"))
});
/// 每季度结束后10日内.
static AFTER_PERIOD: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!("(?:季度?|半年|年度?)(?:结束|终了)?后的?({NUMBER})[日天]之?[内前]")));
/// 每季度次月10日, 半年结束后次月5日.
static NEXT_MONTH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "(?:季度?|半年|年度?)(?:(?:结束|终了)?后)?的?(?:次月|下个?月|后[一1]个月)的?({NUMBER})[日号]"
    ))
});
static LAST_WORKDAY: LazyLock<Regex> = LazyLock::new(|| pattern("(?:最后[一1]个|末个?)工作日"));
static LAST_WEEKDAY: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!("最后(?:[一1]周的?|[一1]?个)?(?:周|星期)({WEEKDAY})")));
static TEN_DAYS: LazyLock<Regex> = LazyLock::new(|| pattern("每旬|逐旬|按旬|一旬一报|(?:^|[^上中下])旬报"));
static FORTNIGHT: LazyLock<Regex> = LazyLock::new(|| pattern("每[两双二2]周|每隔[一1]周|双周报"));
/// A day that none of the rules above took.
static SOME_DAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "{NUMBER}[日号](?:之?前|以前|内|至|[0-9上下中])|工作日|(?:周|星期){WEEKDAY}(?:[前上下中0-9]|$)|[上中下]旬|月中|第[一二三四]周|[季月周年]度?[末底]的?前[0-9一二两三四五六七八九十]+个?[天日]"
    ))
});
static PREVIOUS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "上一?个?(?:月|季|周)|前一?个?月|次月|下个?月|次季|下一?个?季度|[月季年]度?(?:结束|终了)?后|结束后|终了后",
    )
});
static HOLIDAYS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:^|[遇逢，；（(])(?:有|到|上)?(?:国家)?(?:法定)?(?:节假日|节日|假日|假期|休息日|双休日|周末|公休日|公休)[^。，；]{0,8}(?:(顺延|顺推|推迟|延后)|提前)",
    )
});

/// The day that is printed beside a cycle; `None` where none is.
pub(crate) fn day_rule(text: &str, every: Every, own: &[DateMention]) -> Option<DayRule> {
    if let Some(rule) = last_of_month(text) {
        return Some(rule);
    }
    let read = match every {
        Every::Week if FORTNIGHT.is_match(text) => None,
        Every::Week => weekdays(text),
        Every::Month if TEN_DAYS.is_match(text) && !MONTH_DAYS.is_match(text) => {
            Some(DayRule::Days(vec![10, 20, 31]))
        }
        Every::Month => month_days(text, own),
        Every::Quarter => in_period(text).or_else(|| yearly_day(own, every)),
        Every::HalfYear | Every::Year => yearly_day(own, every).or_else(|| in_period(text)),
    };
    let read = read.or_else(|| printed_days(own, every));
    let is_whole = own.iter().any(|mention| mention.yearly);
    let is_unread = || !is_whole && SOME_DAY.is_match(&without(text, own));
    read.or_else(|| is_unread().then_some(DayRule::Unclear))
}

/// Whether every second week is meant.
pub(super) fn is_fortnight(text: &str) -> bool {
    FORTNIGHT.is_match(text)
}

/// The day that is printed beside a cycle which only an officer chooses: 逢双月28日, 每双周周三.
pub(crate) fn day_of_odd(text: &str) -> Option<OddDay> {
    static OF_TWO_MONTHS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(&format!("(?P<which>[单双]|每[两二2]个?)月的?(?P<day>{NUMBER}[日号]|月?[底末])"))
    });
    if is_fortnight(text) {
        return match weekdays(text)? {
            DayRule::Weekdays(days) => days.first().copied().map(OddDay::Weekday),
            _ => None,
        };
    }
    let found = OF_TWO_MONTHS.captures(text)?;
    let month = if &found["which"] == "单" { 1 } else { 2 };
    day(found["day"].trim_end_matches(['日', '号'])).map(|day| OddDay::OfTwoMonths { month, day })
}

/// Such a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OddDay {
    /// Of the first or second of two months.
    OfTwoMonths { month: u8, day: u8 },
    /// 1 for Monday to 7.
    Weekday(u8),
}

/// Whether a report that is due in one period is about the one before.
pub(crate) fn is_about_previous(text: &str) -> bool {
    PREVIOUS.is_match(text)
}

/// What a text says of days on which nobody works.
pub(super) fn on_holidays(text: &str) -> Option<OnHolidays> {
    let found = HOLIDAYS.captures(text)?;
    Some(if found.get(1).is_some() { OnHolidays::Next } else { OnHolidays::Before })
}

/// The first and the last day of a series: 自11月起, 至2026年年底前, 11月至次年3月. `text` is what the times stand in; a time from day to day
/// that is shorter than `shortest` days is none.
pub(super) fn series(
    text: &str,
    times: &[DateMention],
    shortest: i32,
) -> (Option<CivilDate>, Option<CivilDate>) {
    let (mut from, mut until) = (None, None);
    for mention in times.iter().filter(|mention| !mention.yearly) {
        let printed = text.get(mention.range.clone()).unwrap_or_default();
        let before = text.get(..mention.range.start).unwrap_or_default();
        let is_end = before.ends_with(['至', '到']) || printed.starts_with('截') || printed.ends_with('止');
        let behind = text.get(mention.range.end..).unwrap_or_default();
        let is_one =
            !printed.contains(['起', '至', '到', '—', '-', '～', '~']) && !behind.starts_with("期间");
        match mention.when {
            // 至12月结束
            When::Span { end: Some(end), .. } if is_end && is_one => until = until.or(Some(end)),
            When::Span { start: Some(start), end: None } => from = from.or(Some(start)),
            When::Span { start: Some(start), end: Some(end) } if start.days_until(end) >= shortest => {
                from = from.or((!is_one).then_some(start));
                until = until.or((!is_one).then_some(end));
            }
            When::Span { end: Some(end), .. } | When::Day(end) if is_end => until = until.or(Some(end)),
            _ => {}
        }
    }
    (from, until)
}

/// A shorter time, in days, is what one report is about.
pub(super) const SHORTEST_SERIES: i32 = 20;

fn last_of_month(text: &str) -> Option<DayRule> {
    if LAST_WORKDAY.is_match(text) {
        return Some(DayRule::LastWorkday);
    }
    let found = LAST_WEEKDAY.captures(text)?;
    found[1].chars().next().and_then(weekday).map(DayRule::LastWeekday)
}

fn weekdays(text: &str) -> Option<DayRule> {
    let found = WEEKDAYS.captures_iter(text).find(|found| found.name("next").is_none())?;
    let mut days: Vec<u8> = found[1].chars().filter_map(weekday).collect();
    days.sort_unstable();
    days.dedup();
    Some(DayRule::Weekdays(days))
}

/// 1 for 一 to 7 for 日 and 天.
fn weekday(c: char) -> Option<u8> {
    let at = "一二三四五六日".chars().position(|day| day == if c == '天' { '日' } else { c })?;
    u8::try_from(at + 1).ok()
}

fn month_days(text: &str, own: &[DateMention]) -> Option<DayRule> {
    if let Some(found) = MONTH_SPAN.captures(text) {
        return day(&found[1]).map(|day| DayRule::Days(vec![day]));
    }
    if let Some(found) = MONTH_DAYS.captures(text) {
        let mut days: Vec<u8> =
            found[1].split(['日', '号', '、', '和', '及', '与']).filter_map(day).collect();
        days.sort_unstable();
        days.dedup();
        return (days != [31]).then_some(DayRule::Days(days));
    }
    if let Some(found) = AFTER_MONTH.captures(text) {
        return day(&found[1]).map(|day| DayRule::Days(vec![day]));
    }
    let rest = without(text, own);
    let mut bare = BARE_DAY.captures_iter(&rest);
    let first = bare.next().and_then(|found| day(&found[1]));
    // Two of them: nothing says which.
    first.filter(|_| bare.next().is_none()).map(|day| DayRule::Days(vec![day]))
}

/// A day of the month; 31 for 月底.
fn day(text: &str) -> Option<u8> {
    if text.ends_with(['底', '末']) {
        return Some(31);
    }
    number(text).and_then(|day| u8::try_from(day).ok()).filter(|day| (1..=31).contains(day))
}

fn in_period(text: &str) -> Option<DayRule> {
    if let Some(found) = NEXT_MONTH.captures(text).or_else(|| AFTER_PERIOD.captures(text)) {
        return day(&found[1]).map(|day| DayRule::InPeriod { month: 1, day });
    }
    let found = IN_PERIOD.captures(text)?;
    let words = &found[1];
    let is_quarter = text.contains('季');
    let month = match words.trim_start_matches('第').chars().next()? {
        '首' | '一' => 1,
        '二' => 2,
        '三' => 3,
        _ if is_quarter => 3,
        _ if text.contains("半年") => 6,
        _ => 12,
    };
    day(&found[2]).map(|day| DayRule::InPeriod { month, day })
}

/// 每半年（6月20日前、12月10日前）: one day for each part of the year, without a year of its own.
pub(super) fn printed_days(own: &[DateMention], every: Every) -> Option<DayRule> {
    let count = match every {
        Every::Quarter => 4,
        Every::HalfYear => 2,
        Every::Week | Every::Month | Every::Year => return None,
    };
    let is_free = |mention: &DateMention| mention.inferred.end && !mention.yearly;
    let days: Vec<(u8, u8)> = own
        .iter()
        .filter(|mention| is_free(mention))
        .filter_map(|mention| place(mention.when.end()?))
        .collect();
    let mut parts: Vec<u8> = days.iter().map(|(month, _)| (month - 1) * count / 12).collect();
    parts.sort_unstable();
    let is_one_each = parts.iter().copied().eq(0..count);
    let months = 12 / count;
    let (month, day) = *days.first().filter(|_| is_one_each)?;
    let is_alike = days.iter().all(|one| ((one.0 - 1) % months, one.1) == ((month - 1) % months, day));
    Some(if is_alike {
        DayRule::InPeriod { month: (month - 1) % months + 1, day }
    } else {
        DayRule::OfYear(days)
    })
}

/// Month and day; 31 for the last day of a month.
fn place(end: CivilDate) -> Option<(u8, u8)> {
    let day = if end == end.end_of_month() { 31 } else { end.day() };
    Some((u8::try_from(end.month()).ok()?, u8::try_from(day).ok()?))
}

/// 每年12月20日前, 每年6月、12月底前: the same day in each part of the year, else all days of it.
fn yearly_day(own: &[DateMention], every: Every) -> Option<DayRule> {
    let mut days: Vec<(u8, u8)> = yearly_ends(own).into_iter().filter_map(place).collect();
    days.sort_unstable();
    let months = match every {
        Every::Quarter => 3,
        Every::HalfYear => 6,
        Every::Year => 12,
        Every::Week | Every::Month => return None,
    };
    let (month, day) = *days.first()?;
    let is_alike = days
        .iter()
        .zip(0_u8..)
        .all(|(one, at)| *one == (month.saturating_add(at.saturating_mul(months)), day));
    Some(if is_alike && month <= months { DayRule::InPeriod { month, day } } else { DayRule::OfYear(days) })
}

/// A text without the dates in it, where `own` are those of this text only; what cannot be cut is left.
fn without(text: &str, own: &[DateMention]) -> String {
    static DATE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            "(?:[0-9０-９]{1,2}|[元一二三四五六七八九十]{1,3})月(?:[0-9０-９一二三四五六七八九十]{1,3}[日号]?[、和及与])*(?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})[日号][前内]?",
        )
    });
    if own.is_empty() { text.to_owned() } else { DATE.replace_all(text, "／").into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_days_are_read() {
        use DayRule::{Days, InPeriod, LastWeekday, LastWorkday, Unclear, Weekdays};
        for (text, every, expected) in [
            ("每月25日前报送进展", Every::Month, Some(Days(vec![25]))),
            ("每月二十五日前报送进展", Every::Month, Some(Days(vec![25]))),
            ("每月5日、20日前报送", Every::Month, Some(Days(vec![5, 20]))),
            ("每月15日和月底报送", Every::Month, Some(Days(vec![15, 31]))),
            ("每月1日至5日报送", Every::Month, Some(Days(vec![5]))),
            ("每月1—5日报送", Every::Month, Some(Days(vec![5]))),
            ("次月5日前报送月报", Every::Month, Some(Days(vec![5]))),
            ("每月结束后3日内报送", Every::Month, Some(Days(vec![3]))),
            ("实行月报，25日前报送", Every::Month, Some(Days(vec![25]))),
            ("每月底前报送", Every::Month, None),
            ("每月报送一次", Every::Month, None),
            ("每旬报送数据", Every::Month, Some(Days(vec![10, 20, 31]))),
            ("实行旬报，每月8日、18日、28日前报送", Every::Month, Some(Days(vec![8, 18, 28]))),
            ("每月最后一个工作日下班前报送", Every::Month, Some(LastWorkday)),
            ("每月最后一周的周五报送", Every::Month, Some(LastWeekday(5))),
            ("每月前5个工作日内报送", Every::Month, Some(Unclear)),
            ("每月上旬报送", Every::Month, Some(Unclear)),
            ("每周四12:00前报送", Every::Week, Some(Weekdays(vec![4]))),
            ("每周二、周五报送", Every::Week, Some(Weekdays(vec![2, 5]))),
            ("每周一次报送", Every::Week, None),
            ("每周一报", Every::Week, None),
            ("每周一报送", Every::Week, Some(Weekdays(vec![1]))),
            ("每周报送一次", Every::Week, None),
            ("每季度末月28日前报送", Every::Quarter, Some(InPeriod { month: 3, day: 28 })),
            ("每季度首月10日前上报", Every::Quarter, Some(InPeriod { month: 1, day: 10 })),
            ("每季度末25日前报送", Every::Quarter, Some(InPeriod { month: 3, day: 25 })),
            ("每季度结束后5日内报送", Every::Quarter, Some(InPeriod { month: 1, day: 5 })),
            ("每季度次月10日前报送", Every::Quarter, Some(InPeriod { month: 1, day: 10 })),
            ("每半年的次月5日前报送", Every::HalfYear, Some(InPeriod { month: 1, day: 5 })),
            ("每半年结束后次月5日前报送", Every::HalfYear, Some(InPeriod { month: 1, day: 5 })),
            ("每季度末报送", Every::Quarter, None),
            ("每季度末前三天报送", Every::Quarter, Some(Unclear)),
            ("每季度第5个工作日报送", Every::Quarter, Some(Unclear)),
        ] {
            assert_eq!(day_rule(text, every, &[]), expected, "{text}");
        }
    }

    #[test]
    fn holidays_move_a_day_either_way() {
        assert_eq!(on_holidays("遇节假日顺延"), Some(OnHolidays::Next));
        assert_eq!(on_holidays("如遇法定节假日可顺延"), Some(OnHolidays::Next));
        assert_eq!(on_holidays("逢双休日顺延"), Some(OnHolidays::Next));
        assert_eq!(on_holidays("逢周末顺延至下一工作日"), Some(OnHolidays::Next));
        assert_eq!(on_holidays("10月5日前报送（节假日顺延）"), Some(OnHolidays::Next));
        assert_eq!(on_holidays("遇节假日提前"), Some(OnHolidays::Before));
        assert_eq!(on_holidays("节假日期间加强值班"), None);
    }
}
