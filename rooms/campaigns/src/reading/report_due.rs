//! Which of the times in a demand is the day on which the report is due.

use clock::CivilDate;
use gongwen::read::dates::{DateMention, When};

/// How much a mention looks like a limit: 前 and 底前 before plain days, those before spans.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    Span,
    Day,
    Limit,
}

/// The days by which a demand asks for something, of the mentions in it: what a report is about (上半年, 3月1日至5日) is no
/// limit where a limit is printed too.
pub(super) fn due_days(text: &str, own: &[DateMention], issued_on: Option<CivilDate>) -> Vec<CivilDate> {
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
    chosen.filter_map(|(mention, _)| due_day(mention, issued_on)).collect()
}

fn weight(text: &str, mention: &DateMention) -> Option<Weight> {
    let printed = text.get(mention.range.clone()).unwrap_or_default();
    let behind = text.get(mention.range.end..).and_then(|rest| rest.chars().next());
    // 年末总结报告: the name of a report.
    if printed.ends_with(['末', '底']) && behind.is_some_and(|c| !"，,、和及报将把上向提统汇集".contains(c))
    {
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
