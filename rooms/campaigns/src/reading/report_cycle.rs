//! How often a demand comes again.

use std::sync::LazyLock;

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
    // 每年6月、12月底前, 每年6月20日、12月20日前: twice a year.
    let is_twice = |pair: &[DateMention]| {
        let is_next = pair[1].range.start <= pair[0].range.end + '、'.len_utf8();
        pair[0].yearly && is_next && pair[1].when.end().is_some()
    };
    if own.windows(2).any(is_twice) || own.iter().filter(|mention| mention.yearly).count() == 2 {
        return Some(Cycle::Known(Every::HalfYear));
    }
    if own.iter().any(|mention| mention.yearly) {
        return Some(Cycle::Known(Every::Year));
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
