//! How often a demand comes again.

use std::sync::LazyLock;

use clock::CivilDate;
use gongwen::read::dates::DateMention;
use regex::Regex;

use super::model::Every;
use super::pattern::pattern;

static CYCLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        "(?P<odd>每日|每天|每个?工作日|逢[单双]月|每逢?[单双]月|[单双]月(?:的)?(?:月?[底末]|[0-9]+[日号])|每半个?月|每[两双二2]周|每隔[一1]周|每[两双二2]个?月|每月[两二2]次|[一1]个?半月[一1]报|半月报|双周报|[一1][日天][一1]报|每(?:隔)?[0-9０-９两三四五六七八九十]{1,2}个?(?:天|日|工作日|小时)|(?:^|[^0-9０-９一二三四五六七八九十作节假次当])日报告?(?:制度|机制|、|$|[^社道纸刊送])|24小时(?:一|零|值班)报)|",
        "(?P<half>每半年|按半年|(?:^|[^上下])半年报|每年(?:6月|七月|7月)[^。]{0,6}12月)|",
        "(?P<quarter>每个?季度?|以季度?为单位|[一1]季度?[一1]报|按季度?|逐季|(?:^|[^第一二三四1-4])季报|(?:^|[^第一二三四1-4])季度末)|(?P<week>每周|以周为单位|[一1]周[一1]报|按周|逐周|周报|每星期|周[总小]结(?:制度|机制))|",
        "(?P<month>每个?月|以月为单位|[一1][月旬][一1]报|按月|逐月|(?:^|[^0-9０-９元一二三四五六七八九十下本])月报|(?:^|[^0-9０-９元一二三四五六七八九十下本上当该全])月[总小]结(?:制度|机制)|当月底?前|次月|每旬|逐旬|按旬|(?:^|[^上中下])旬报)|(?P<year>每年度?|按年度?|逐年|(?:^|[^0-9０-９〇零○一二三四五六七八九十半])年报|每个?年度)|",
        "(?P<vague>定期(?:向[^，。；]{2,24})?(?:将[^，。；]{2,30})?(?:书面)?(?:报送|上报|报告|报备|呈报|反馈|汇总报))"
    ))
});

/// The cycle that a demand names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cycle {
    Known(Every),
    /// 每日, 每半月, 每双月: printed, but none of those that a plan keeps, unless a first day is printed too.
    Odd,
    /// 定期.
    Vague,
}

/// The cycle in a text and its times, if one is named there.
pub(super) fn cycle(within: &str, own: &[DateMention]) -> Option<Cycle> {
    let each_year: Vec<i8> = yearly_ends(own).iter().map(|end| end.month()).collect();
    if let Some(cycle) = cycle_of_months(&each_year) {
        return Some(Cycle::Known(cycle));
    }
    let found = CYCLE.captures(within)?;
    [
        ("odd", Cycle::Odd),
        ("half", Cycle::Known(Every::HalfYear)),
        ("quarter", Cycle::Known(Every::Quarter)),
        ("week", Cycle::Known(Every::Week)),
        ("month", Cycle::Known(Every::Month)),
        ("year", Cycle::Known(Every::Year)),
        ("vague", Cycle::Vague),
    ]
    .into_iter()
    .find_map(|(name, cycle)| found.name(name).map(|_| cycle))
}

/// The days that a text names for each year: 每年6月20日、12月20日前, 每年6月20日和每年12月20日.
pub(super) fn yearly_ends(own: &[DateMention]) -> Vec<CivilDate> {
    let mut found: Vec<&DateMention> = Vec::new();
    for mention in own {
        let is_next = |last: &&DateMention| mention.range.start <= last.range.end + '、'.len_utf8();
        if mention.yearly || found.last().is_some_and(is_next) {
            found.push(mention);
        }
    }
    found.iter().filter_map(|mention| mention.when.end()).collect()
}

/// How often a year something is due in these months: twice and four times are cycles of their own.
fn cycle_of_months(months: &[i8]) -> Option<Every> {
    let parts = |length: i8| {
        let mut parts: Vec<i8> = months.iter().map(|month| (month - 1) / length).collect();
        parts.sort_unstable();
        parts
    };
    match months.len() {
        0 => None,
        2 if parts(6) == [0, 1] => Some(Every::HalfYear),
        4 if parts(3) == [0, 1, 2, 3] => Some(Every::Quarter),
        _ => Some(Every::Year),
    }
}

/// Whether the cycle of a text is each day, or each working day.
pub(super) fn is_daily(text: &str) -> bool {
    static DAILY: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            "每日|每天|[一1][日天][一1]报|每个?工作日|24小时|(?:^|[^0-9０-９一二三四五六七八九十作节假次当])日报",
        )
    });
    DAILY.is_match(text)
}

/// Where in a text the time of its cycle begins; 月报 alone is the name of a paper.
pub(super) fn cycle_at(text: &str) -> Option<usize> {
    static TURN: LazyLock<Regex> =
        LazyLock::new(|| pattern("每|按[周旬月季]|逐[周旬月季]|[次下]个?[月季]|[月季]度?(?:结束|终了)?后"));
    TURN.find(text).map(|found| found.start())
}

/// Whether a cycle is one of time and not only the name of a paper: 半年报于7月10日前 and 年报于1月10日前 are due once.
pub(super) fn comes_again(text: &str, cycle: Cycle) -> bool {
    static TURN: LazyLock<Regex> = LazyLock::new(|| pattern("每|按|逐|[一1](?:半?年|年度)[一1]报"));
    !matches!(cycle, Cycle::Known(Every::HalfYear | Every::Year)) || TURN.is_match(text)
}

/// Whether a text names a cycle.
pub(super) fn names_cycle(text: &str) -> bool {
    CYCLE.is_match(text)
}

#[cfg(test)]
mod tests {
    use super::Every;
    use crate::reading::{DayRule, Decoded, read};

    #[test]
    fn every_day_of_a_year_stands() {
        for (body, every, day) in [
            ("每年6月10日和12月10日前报送总结。", Every::HalfYear, DayRule::InPeriod { month: 6, day: 10 }),
            (
                "每年3月、6月、9月、12月的20日前报送进展。",
                Every::Quarter,
                DayRule::InPeriod { month: 3, day: 20 },
            ),
            (
                "每年4月10日、7月15日、11月20日前报送进展。",
                Every::Year,
                DayRule::OfYear(vec![(4, 10), (7, 15), (11, 20)]),
            ),
            ("每年1月和7月的10日前报送总结。", Every::HalfYear, DayRule::InPeriod { month: 1, day: 10 }),
        ] {
            let text = format!(
                "关于开展消防宣传的通知\n\n各单位：\n　　请抓好落实。\n　　{body}\n\n某某局\n2026年3月16日\n"
            );
            let found = read(&Decoded::from_text(&text).unwrap()).unwrap().report_rules;
            assert_eq!(
                (found.len(), found[0].every, found[0].day.clone()),
                (1, Some(every), Some(day)),
                "{body}"
            );
        }
    }
}
