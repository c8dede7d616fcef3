//! From when to when a report comes again that stands inside one phase; none is due before the notice was issued.

use std::sync::LazyLock;

use clock::CivilDate;
use gongwen::read::Passage;
use regex::Regex;

use super::model::{Every, ReportKind, ReportRule};
use super::pattern::pattern;
use super::phases::FoundPhase;
use super::report_after::ends_of;
use super::year_ahead::{is_long_past, years_later};

/// A rule of the passage `place` at a byte of it, kept within its phase and behind the day of issue, where it prints no days of its own;
/// `is_inferred`: the year of one is not printed.
pub(super) fn kept_within(
    mut rule: ReportRule,
    phases: &[FoundPhase<'_>],
    (passage, at): (&Passage, usize),
    issued_on: Option<CivilDate>,
    is_inferred: bool,
) -> ReportRule {
    if rule.kind == ReportKind::Once {
        return in_year_of_phase(rule, phases, (passage, at), is_inferred);
    }
    if rule.kind == ReportKind::PhaseEnd {
        return of_own_phase(rule, phases, (passage, at));
    }
    if rule.kind != ReportKind::Periodic {
        return rule;
    }
    if rule.from.is_some() || rule.until.is_some() {
        // In December 1月1日至3日 is the next January.
        if rule.until.is_some_and(|until| is_long_past(until, issued_on)) {
            (rule.from, rule.until) =
                (rule.from.map(|day| years_later(day, 1)), rule.until.map(|day| years_later(day, 1)));
        }
        let is_open = rule.until.zip(issued_on).is_none_or(|(until, issued_on)| until >= issued_on);
        rule.from = if is_open { rule.from.max(rule.from.and(issued_on)) } else { rule.from };
        return rule;
    }
    let own = phases.iter().position(|found| holds(found, passage, at));
    let own = own.filter(|own| !speaks_of_whole(phases, *own, passage, &rule));
    let start = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| phases[before].phase.ends_on);
        phases[at].phase.starts_on.or(before.map(|end| end.plus_days(1)))
    };
    let first = own.map_or_else(|| phases.first().and_then(|_| start(0)), start);
    let last = own.map_or_else(|| phases.last(), |at| phases.get(at)).and_then(|found| found.phase.ends_on);
    let is_early = first.zip(issued_on).is_some_and(|(first, issued_on)| first < issued_on);
    let is_over = last.zip(issued_on).is_some_and(|(last, issued_on)| last < issued_on);
    if is_early && !is_over {
        (rule.from, rule.until) = (issued_on, last);
    } else if own.is_some() {
        (rule.from, rule.until) = (first, last);
    }
    rule
}

/// Under a phase 阶段结束后5日内 is the end of that one; 各阶段 means all of them, wherever it stands.
fn of_own_phase(
    mut rule: ReportRule,
    phases: &[FoundPhase<'_>],
    (passage, at): (&Passage, usize),
) -> ReportRule {
    let own = phases.iter().position(|found| holds(found, passage, at));
    let own = own.filter(|own| !EACH.is_match(&rule.what) && !speaks_of_whole(phases, *own, passage, &rule));
    if let Some(found) = own.map(|own| &phases[own]) {
        rule.due_on = ends_of(&rule.what, std::slice::from_ref(&found.phase));
        rule.phase = Some(found.phase.ordinal);
    }
    rule
}

/// 第三阶段（次年3月1日至3月31日）…3月20日前报送: a day without its year lies in that of the phase under which it stands.
fn in_year_of_phase(
    mut rule: ReportRule,
    phases: &[FoundPhase<'_>],
    (passage, at): (&Passage, usize),
    is_inferred: bool,
) -> ReportRule {
    let own = phases.iter().find(|found| holds(found, passage, at)).filter(|_| is_inferred);
    let Some((first, last)) = own.and_then(|found| found.phase.starts_on.zip(found.phase.ends_on)) else {
        return rule;
    };
    for day in &mut rule.due_on {
        let next = years_later(*day, 1);
        if is_long_past(*day, Some(first)) && next >= first && next <= last.plus_days(LATEST) {
            *day = next;
        }
    }
    rule
}

/// A report of a phase comes in no more days behind its end.
const LATEST: i32 = 62;

/// A paragraph that begins with what it is about.
static LABEL: LazyLock<Regex> =
    LazyLock::new(|| pattern("^[^，。；：]{0,8}(?:要求|报送|上报|事项|安排|信息|报告|调度)[：:]"));
/// 每个阶段, 各实施阶段, 分阶段.
static EACH: LazyLock<Regex> = LazyLock::new(|| pattern("(?:每个?|每一|各个?|分|逐)(?:工作|实施|活动)?阶段"));
/// Words that mean the whole.
static OF_WHOLE: LazyLock<Regex> =
    LazyLock::new(|| pattern("(?:活动|整治|行动|专项|宣传|检查|排查|工作)期间|全程|始终|各阶段"));

/// Whether a paragraph behind the text of the last phase tells the recipients of every phase: the section of phases ends there, and no
/// heading says so.
fn speaks_of_whole(phases: &[FoundPhase<'_>], own: usize, passage: &Passage, rule: &ReportRule) -> bool {
    let Some((last, others)) = phases.split_last().filter(|(_, others)| own == others.len() && own > 0)
    else {
        return false;
    };
    let is_end = last.body.last().is_some_and(|end| std::ptr::eq(end.passage, passage));
    let is_first = last.body.first().is_some_and(|first| std::ptr::eq(first.passage, passage));
    let is_of_phase = rule.what.contains("阶段") && !rule.what.contains("各阶段");
    if !is_end || is_first || is_of_phase {
        return false;
    }
    let is_meant = LABEL.is_match(passage.text()) || OF_WHOLE.is_match(&rule.what);
    is_meant || !comes_within(rule, last) || others.iter().all(|one| paragraphs(one) < paragraphs(last))
}

fn paragraphs(found: &FoundPhase<'_>) -> usize {
    let passages = found.body.iter().map(|one| std::ptr::from_ref(one.passage));
    passages.fold((0, None), |(count, before), one| (count + usize::from(before != Some(one)), Some(one))).0
}

/// Whether a whole turn of the rule fits into the phase.
fn comes_within(rule: &ReportRule, found: &FoundPhase<'_>) -> bool {
    let days = match rule.every {
        None => 1,
        Some(Every::Week) => 7,
        Some(Every::Month) => 28,
        Some(Every::Quarter) => 90,
        Some(Every::HalfYear) => 181,
        Some(Every::Year) => 365,
    };
    let length = found.phase.starts_on.zip(found.phase.ends_on);
    length.is_none_or(|(first, last)| first.days_until(last) + 1 >= days)
}

/// Whether a byte of a passage stands under a phase: in its section, or where its text begins.
fn holds(found: &FoundPhase<'_>, passage: &Passage, at: usize) -> bool {
    let is_heading = found.heading.is_some_and(|heading| std::ptr::eq(heading, passage));
    // Paragraphs behind the last of several steps in running text may speak of the whole.
    let reach =
        if found.heading.is_some() { found.body.as_slice() } else { found.body.get(..1).unwrap_or(&[]) };
    is_heading || reach.iter().any(|one| std::ptr::eq(one.passage, passage) && one.range.contains(&at))
}

#[cfg(test)]
mod tests {
    use crate::reading::{Decoded, read};

    #[test]
    fn a_cycle_inside_a_phase_holds_for_it_and_none_before_the_issue() {
        let text = "关于开展消防检查的通知\n\n各单位：\n　　请抓好落实。\n　　一、工作步骤\n　　（一）第一步（2026年9月1日至9月20日）。动员部署。\n　　（二）第二步（9月21日至10月31日）。开展排查，每周一报送排查情况。\n　　（三）第三步（11月1日至11月30日）。总结提升。\n　　二、要求\n　　每月25日前报送进展情况。\n\n某某局\n2026年9月3日\n";
        let found = read(&Decoded::from_text(text).unwrap()).unwrap().report_rules;
        let days: Vec<_> = found
            .iter()
            .map(|rule| (rule.from.unwrap().to_string(), rule.until.unwrap().to_string()))
            .collect();
        let expected = [("2026-09-21", "2026-10-31"), ("2026-09-03", "2026-11-30")];
        assert_eq!(days, expected.map(|(from, until)| (from.to_owned(), until.to_owned())));
    }
}
