//! A day that the officer may take where the text only counts from another one: 活动结束后10日内, 19日放学前, 周五前, 国庆节前.

use std::sync::LazyLock;

use clock::CivilDate;
use gongwen::read::dates::number;
use regex::{Captures, Regex};

use super::model::After;
use super::pattern::pattern;
use crate::workday::{Workdays, weekday};

const LENGTH: &str =
    "(?P<count>[0-9０-９]{1,3}|两|半|[一二三四五六七八九十]{1,3})个?(?P<unit>工作日|日|天|周|星期|月)";
const WITHIN: &str = "(?:之|以)?内";
const WHOLE: &str = "(?:活动|行动|整治|宣传[月周]?|活动[月周]|专项[^，。；、]{2,6}|(?:全部|各项|整个|所有)(?:工作|任务))(?:工作)?(?:全部)?";

static AFTER_END: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!("{WHOLE}(?:结束|完成)(?:之|以)?后的?{LENGTH}{WITHIN}")));
static BEFORE_END: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!("{WHOLE}(?:结束|截止)(?:之|以)?前的?{LENGTH}(?P<within>{WITHIN})?")));
/// Counted from the day on which the paper came: that of its issue is the last one that is known.
static AFTER_ISSUE: LazyLock<Regex> = LazyLock::new(|| {
    let paper = "(?:通知|方案|文件?|通告|意见|办法)";
    pattern(&format!(
        "(?:(?:^|[，,：:自从于在请])(?:本|此)?(?:次)?{paper}?(?:印发|下发|发布|发出|公布)|发文|行文|[收接](?:到|悉)(?:本|此|该)?(?:{paper}|函)?|[收接](?:本|此|该)?通知)(?:之?日)?起?(?:(?:之|以)?后)?的?{LENGTH}{WITHIN}"
    ))
});
/// 请于3个工作日内: nothing says from when.
static BARE_LENGTH: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!("(?:^|[，,于在请须应])(?:务必|必须|统一)?{LENGTH}{WITHIN}")));
static BARE_DAY: LazyLock<Regex> =
    LazyLock::new(|| pattern("(?:^|[于请在])(?P<day>[0-9０-９]{1,2})[日号][^，。；、]{0,8}前"));
static WEEKDAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern("(?P<which>[本这下])?个?(?:周|星期)(?P<day>[一二三四五六日天])[^，。；、]{0,8}前")
});
static FEAST: LazyLock<Regex> = LazyLock::new(|| {
    pattern("(?P<feast>元旦|五一|劳动节|六一|七一|八一|国庆|十一)(?:节|假期|长假|期间?)?(?:之|以)?前")
});

/// The same as a choice of the question about it: 2026年12月19日（最近的19日）.
pub(crate) fn proposed_choice(
    what: &str,
    known: (Option<CivilDate>, Option<CivilDate>),
    workdays: &Workdays,
) -> Option<String> {
    proposed(what, known, workdays).map(|(day, why)| format!("{}（{why}）", day.chinese()))
}

/// The day that words which count from another one mean, with the reason, by the day of issue and the last day of the whole, as far as
/// they are known. None where nobody could say one.
fn proposed(
    what: &str,
    (issued_on, ends_on): (Option<CivilDate>, Option<CivilDate>),
    workdays: &Workdays,
) -> Option<(CivilDate, String)> {
    if let Some(found) = AFTER_END.captures(what) {
        return of_end(length(&found)?, ends_on?, workdays);
    }
    if let Some(found) = BEFORE_END.captures(what) {
        // 结束前10日内 is up to the end itself.
        let before =
            if found.name("within").is_some() { After::Days(0) } else { length(&found)?.before()? };
        return of_end(before, ends_on?, workdays);
    }
    let issued_on = issued_on?;
    if let Some(found) = AFTER_ISSUE.captures(what).or_else(|| bare_length(what)) {
        let length = length(&found)?;
        // Nobody knows when it came: the day of its issue stands for that.
        let came = if found[0].contains(['收', '接']) { "收到" } else { "" };
        let why = format!("从{}{came}算起{}", issued_on.chinese_short(), length.told());
        return Some((length.on(issued_on, workdays), why));
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

fn of_end(after: After, end: CivilDate, workdays: &Workdays) -> Option<(CivilDate, String)> {
    let side = match after {
        After::Workdays(_) => "后",
        After::WorkdaysBefore(_) => "前",
        _ => "",
    };
    Some((after.on(end, workdays), format!("活动{}结束{side}{}", end.chinese_short(), after.told())))
}

/// How long the words say; 半个月 are 15 days.
fn length(found: &Captures<'_>) -> Option<After> {
    match (&found["count"], &found["unit"]) {
        ("半", "月") => Some(After::Days(15)),
        (count, unit) => After::counted(count, unit),
    }
}

/// A length that counts from nothing; 发现问题后，3日内 and 报告，并在5日内 count from what stands before them.
fn bare_length(what: &str) -> Option<Captures<'_>> {
    let is_free = |found: &Captures<'_>| {
        let before = found.get(0).map_or("", |all| &what[..all.start()]);
        !before.ends_with(['后', '时', '起', '的', '并', '且', '再'])
    };
    BARE_LENGTH.captures(what).filter(is_free)
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
        let workdays = Workdays::as_shipped();
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
            ("收到之日起5日内报送回执", "2026-11-15"),
            ("请于收到本通知之日起5个工作日内报送名单", "2026-11-17"),
            ("接通知后3个工作日内报送回执", "2026-11-13"),
            ("接此通知后3日内将回执报区卫健局", "2026-11-13"),
            ("自发文之日起10日内报送方案", "2026-11-20"),
            ("自本通知发布之日起7个工作日内报送方案", "2026-11-19"),
            ("文件下发之日起一周内报送方案", "2026-11-17"),
            ("通知下发后半个月内报送方案", "2026-11-25"),
            ("请于3个工作日内报送回执", "2026-11-13"),
            ("专项行动结束后10个工作日内报送总结", "2027-02-12"),
            ("行动结束前10日报送总结", "2027-01-21"),
            ("行动结束前10日内报送总结", "2027-01-31"),
            ("接到举报后3日内报告", ""),
            ("收到整改通知书之日起5日内报送整改报告", ""),
            ("发现隐患后，3日内报送整改方案", ""),
        ] {
            let found = proposed(what, (issued_on, ends_on), &workdays).map(|(day, _)| day.to_string());
            assert_eq!(found.unwrap_or_default(), expected, "{what}");
        }
        assert_eq!(proposed("活动结束后10日内报送总结", (issued_on, None), &workdays), None);
    }
}
