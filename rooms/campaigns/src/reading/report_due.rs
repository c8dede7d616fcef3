//! Which of the times in a demand is the day on which the report is due.

use std::ops::Range;
use std::sync::LazyLock;

use clock::CivilDate;
use gongwen::read::dates::{DateMention, When};
use regex::Regex;

use super::pattern::pattern;
use super::year_ahead::{is_long_past, years_later};

/// How much a mention looks like a limit: 前 and 底前 before plain days, those before spans.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    Span,
    Day,
    Limit,
}

/// What is handed in when a campaign begins: its missing year is that of the issue, not of the campaign's last phase.
static BEGINNING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "联络员|联系人|联系表|名单|(?:工作|实施|活动|具体|宣传|落实|行动|整治|子)(?:方案|计划)|回执|报备|报名",
    )
});

/// The days by which the demand at `reach` asks for something, of the mentions in it: what a report is about (上半年, 3月1日至5日) is no
/// limit where a limit is printed too.
pub(super) fn due_days(
    text: &str,
    reach: Range<usize>,
    own: &[DateMention],
    issued_on: Option<CivilDate>,
) -> Vec<CivilDate> {
    let mut weights: Vec<Option<Weight>> = own.iter().map(|mention| weight(text, mention)).collect();
    // 4月12日和6月3日前: the words behind the last one hold for its list.
    for at in (1..own.len()).rev() {
        let gap = text.get(own[at - 1].range.end..own[at].range.start).unwrap_or("-");
        if matches!(gap, "" | "、" | "和" | "及" | "与" | "以及") && weights[at - 1].is_some() {
            weights[at - 1] = weights[at - 1].max(weights[at]);
        }
    }
    let heaviest = weights.iter().flatten().max().copied();
    let chosen = own.iter().zip(&weights).filter(|(_, weight)| weight.is_some() && **weight == heaviest);
    let demand = text.get(reach).unwrap_or_default();
    let is_at_beginning = BEGINNING.is_match(demand) && !demand.contains("总结");
    let day = |(mention, weight): (&DateMention, &Option<Weight>)| {
        let is_limit = *weight == Some(Weight::Limit) || hands_in_then(text, mention);
        let coming = || coming(mention, issued_on).filter(|_| is_limit);
        let day = due_day(mention, issued_on).or_else(coming)?;
        let is_moved = is_at_beginning && mention.inferred.end;
        Some(if is_moved { first_after(day, issued_on) } else { day })
    };
    if is_broken_list(text, own, issued_on) {
        return Vec::new();
    }
    chosen.filter_map(day).collect()
}

/// 6、8、10月3日前 in a notice of August: which year the first ones are of is asked.
fn is_broken_list(text: &str, own: &[DateMention], issued_on: Option<CivilDate>) -> bool {
    let is_past = |mention: &DateMention| {
        let end = mention.when.end().filter(|_| mention.inferred.end && !mention.yearly);
        end.zip(issued_on).map(|(end, issued_on)| end < issued_on)
    };
    // What shares its words (6、8、10月3日) stands at one place.
    let is_list = |pair: &[DateMention]| {
        let gap = text.get(pair[0].range.end..pair[1].range.start);
        pair[0].range == pair[1].range || matches!(gap, Some("" | "、"))
    };
    let parts = |pair: &[DateMention]| is_past(&pair[0]).zip(is_past(&pair[1])).is_some_and(|(a, b)| a != b);
    own.windows(2).any(|pair| is_list(pair) && parts(pair))
}

/// 1月10日报送: the day on which something is handed in, not one that a report is about.
fn hands_in_then(text: &str, mention: &DateMention) -> bool {
    static HANDS_IN: LazyLock<Regex> =
        LazyLock::new(|| pattern("^(?:[,，]?将|分别|统一|集中)?(?:报送|上报|提交|报)"));
    let behind = text.get(mention.range.end..).unwrap_or_default();
    HANDS_IN.is_match(&behind[..behind.floor_char_boundary(NEAR)])
}

/// Bytes behind a day in which its verb is looked for.
const NEAR: usize = 30;

/// A day that passed long before the issue and prints no year, as that of the next year.
fn coming(mention: &DateMention, issued_on: Option<CivilDate>) -> Option<CivilDate> {
    let end = mention.when.end().filter(|_| mention.inferred.end && !mention.yearly)?;
    is_long_past(end, issued_on).then(|| years_later(end, 1))
}

/// Whether a limit lies ahead, if need be in the next year; or whether it has just passed, so that it must be asked.
pub(super) fn is_limit(mention: &DateMention) -> bool {
    matches!(mention.when, When::Span { start: None, end: Some(_) })
        && mention.inferred.end
        && !mention.yearly
}

/// The same day of the first year in which it does not lie before the issue.
fn first_after(day: CivilDate, issued_on: Option<CivilDate>) -> CivilDate {
    let Some(issued_on) = issued_on else { return day };
    let in_year = |year: i16| CivilDate::new(year, day.month(), day.day()).ok();
    let years = issued_on.year()..=day.year();
    years.filter_map(in_year).find(|found| *found >= issued_on).unwrap_or(day)
}

fn weight(text: &str, mention: &DateMention) -> Option<Weight> {
    let printed = text.get(mention.range.clone()).unwrap_or_default();
    let behind = text.get(mention.range.end..).and_then(|rest| rest.chars().next());
    // 年末总结报告: the name of a report.
    if printed.ends_with(['末', '底']) && behind.is_some_and(|c| !"，,、和及报将把上向提统汇集".contains(c))
    {
        return None;
    }
    // 印发之日起15日内, 6月1日起3日内: which days are counted is asked.
    if printed.ends_with('内') && printed.contains(['起', '开', '后']) {
        return None;
    }
    match mention.when {
        When::Span { start: None, end: Some(_) } => Some(Weight::Limit),
        When::Day(_) => Some(Weight::Day),
        // 上半年工作总结: the time that the report is about.
        When::Span { end: Some(_), .. } => (!printed.ends_with(['度', '年'])).then_some(Weight::Span),
        _ => None,
    }
}

/// The last day that a mention allows, where it lies ahead.
pub(super) fn due_day(mention: &DateMention, issued_on: Option<CivilDate>) -> Option<CivilDate> {
    let end = mention.when.end().filter(|_| !mention.yearly)?;
    issued_on.is_none_or(|issued_on| end >= issued_on).then_some(end)
}
