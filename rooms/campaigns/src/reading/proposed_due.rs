//! A day that the officer may take where the text only counts from another one: 活动结束后10日内, 19日放学前, 周五前, 国庆节前.

use std::sync::LazyLock;

use clock::CivilDate;
use gongwen::read::dates::number;
use regex::{Captures, Regex};

use super::model::After;
use super::pattern::pattern;
use crate::workday::weekday;

const COUNT: &str =
    "(?P<count>[0-9０-９]{1,3}|两|[一二三四五六七八九十]{1,3})个?(?P<unit>日|天|周|星期|月)(?:之|以)?内";

static AFTER_END: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!("(?:活动|行动|整治|宣传[月周]?|活动[月周])(?:工作)?(?:全部)?(?:结束|完成)后的?{COUNT}"))
});
static AFTER_ISSUE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "(?:(?:^|[，,自从])(?:本?(?:通知|方案|文件?)?(?:印发|下发|发布)|发文|收到(?:本|此)?通知)(?:之日)?起?(?:之?后)?的?){COUNT}"
    ))
});
static BARE_DAY: LazyLock<Regex> =
    LazyLock::new(|| pattern("(?:^|[于请在])(?P<day>[0-9０-９]{1,2})[日号][^，。；、]{0,8}前"));
static WEEKDAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern("(?P<which>[本这下])?个?(?:周|星期)(?P<day>[一二三四五六日天])[^，。；、]{0,8}前")
});
static FEAST: LazyLock<Regex> = LazyLock::new(|| {
    pattern("(?P<feast>元旦|五一|劳动节|六一|七一|八一|国庆|十一)(?:节|假期|长假|期间?)?(?:之|以)?前")
});

/// The day that words which count from another one mean, with the reason, by the day of issue and the last day of the whole, as far as
/// they are known. None where nobody could say one.
pub(super) fn proposed(
    what: &str,
    issued_on: Option<CivilDate>,
    ends_on: Option<CivilDate>,
) -> Option<(CivilDate, String)> {
    let later = |found: &Captures<'_>, day| After::counted(&found["count"], &found["unit"])?.day(day);
    if let Some(found) = AFTER_END.captures(what) {
        let end = ends_on?;
        return Some((later(&found, end)?, format!("活动{}结束", end.chinese_short())));
    }
    let issued_on = issued_on?;
    if let Some(found) = AFTER_ISSUE.captures(what) {
        let day = later(&found, issued_on)?;
        return Some((day, format!("从{}算起", issued_on.chinese_short())));
    }
    if let Some(found) = FEAST.captures(what) {
        let (month, day) = feast(&found["feast"]);
        let first = coming(issued_on.plus_days(1), month, day)?;
        return Some((first.plus_days(-1), format!("{}前一天", &found["feast"])));
    }
    if let Some(found) = WEEKDAY.captures(what) {
        let at = "一二三四五六日".find(found["day"].replace('天', "日").as_str())? / '一'.len_utf8();
        let at = i32::try_from(at).ok()?;
        let is_next = found.name("which").is_some_and(|which| which.as_str() == "下");
        let monday = issued_on.plus_days(-weekday(issued_on) + if is_next { 7 } else { 0 });
        let day = monday.plus_days(at);
        let day = if day < issued_on { day.plus_days(7) } else { day };
        return Some((day, format!("从{}算起", issued_on.chinese_short())));
    }
    let day = part_of_date(&BARE_DAY.captures(what)?["day"])?;
    let months = [issued_on, issued_on.end_of_month().plus_days(1)];
    let days = months.into_iter().filter_map(|month| CivilDate::new(month.year(), month.month(), day).ok());
    Some((days.into_iter().find(|found| *found >= issued_on)?, format!("最近的{day}日")))
}

fn part_of_date(digits: &str) -> Option<i8> {
    number(digits).and_then(|number| i8::try_from(number).ok())
}

/// The first such day of the year that does not lie before `from`.
fn coming(from: CivilDate, month: i8, day: i8) -> Option<CivilDate> {
    let years = [from.year(), from.year() + 1].into_iter();
    years.filter_map(|year| CivilDate::new(year, month, day).ok()).find(|found| *found >= from)
}

fn feast(name: &str) -> (i8, i8) {
    match name {
        "元旦" => (1, 1),
        "六一" => (6, 1),
        "七一" => (7, 1),
        "八一" => (8, 1),
        "国庆" | "十一" => (10, 1),
        _ => (5, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_proposed_where_the_text_counts_from_one_that_is_known() {
        let day = |text: &str| CivilDate::parse(text).ok();
        let (issued_on, ends_on) = (day("2026-11-10"), day("2027-01-31"));
        for (what, expected) in [
            ("活动结束后10日内报送总结", "2027-02-10"),
            ("专项行动结束后一个月内报送总结", "2027-02-28"),
            ("整治工作结束后两周内报送", "2027-02-14"),
            ("自印发之日起15日内报送联络员名单", "2026-11-25"),
            ("收到通知后3日内报送回执", "2026-11-13"),
            ("表格请于19日放学前交办公室", "2026-11-19"),
            ("表格请于5日下班前交办公室", "2026-12-05"),
            ("周五前将自查表报局安办", "2026-11-13"),
            ("本周一前将自查表报局安办", "2026-11-16"),
            ("下周一中午前报送", "2026-11-16"),
            ("元旦节前报送值班表", "2026-12-31"),
            ("五一前报送自查总结", "2027-04-30"),
            ("春节前报送值班表", ""),
            ("培训结束后3日内报送签到表", ""),
            ("随时报送", ""),
            ("整改通知书下发后5日内报送整改报告", ""),
            ("会议召开5日前报送参会名单", ""),
            ("演练开展3日前报送演练方案", ""),
            ("本通知印发之日起3日内报送回执", "2026-11-13"),
        ] {
            let found = proposed(what, issued_on, ends_on).map(|(day, _)| day.to_string());
            assert_eq!(found.unwrap_or_default(), expected, "{what}");
        }
        assert_eq!(proposed("活动结束后10日内报送总结", issued_on, None), None);
    }
}
