//! Demands that are one: a regime and the clause that says when, a paper and the clause that says its day, a first time and what follows it.

use std::collections::HashSet;

use clock::CivilDate;

use super::model::{DayRule, Every, ReportKind, ReportRule};
use super::report_cycle::{Cycle, cycle};
use super::report_day::is_fortnight;
use super::report_schedule::is_relative;
use super::report_series::is_of_cycle;
use super::report_verb::sets_regime;

/// What a demand is to the one before it in its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tie {
    Apart,
    /// 3月28日至4月8日实行零报告制度，每日17时前报送: the regime's words belong to the report.
    OfRegime,
    /// 至少报送1个案例，5月31日前报局安办: only the day of the paper before.
    ItsDay,
    /// 报送时间分别为4月12日前，6月3日前报送统计表: the days of one paper.
    ItsFirstDays,
    /// 首次报送时间为4月10日，此后每月10日前报送.
    AfterFirst(CivilDate),
}

/// What `rule` is to `open`, the demand before it in the same sentence.
pub(super) fn tie(open: &ReportRule, rule: &ReportRule) -> Tie {
    match (open.kind, rule.kind) {
        (ReportKind::Periodic, ReportKind::Periodic) => {
            let (named, own) = (key(open), key(rule));
            let is_regime = sets_regime(&open.what) && !sets_regime(&rule.what);
            let is_one = named == (None, false) || named == own || rule.matter.is_none();
            if is_regime && is_one { Tie::OfRegime } else { Tie::Apart }
        }
        (ReportKind::Once, ReportKind::Once) => {
            let is_undated = open.due_on.is_empty() && open.after.is_none() && !is_relative(&open.what);
            let says_day = !rule.due_on.is_empty() && rule.matter.is_none();
            let lists_days = !open.due_on.is_empty() && open.matter.is_none() && open.what.contains("分别");
            match () {
                () if is_undated && open.matter.is_some() && says_day => Tie::ItsDay,
                () if lists_days && rule.matter.is_some() => Tie::ItsFirstDays,
                () => Tie::Apart,
            }
        }
        (ReportKind::Once, ReportKind::Periodic) => match open.due_on.as_slice() {
            [day] if ["首次", "第一次"].iter().any(|first| open.what.contains(first)) => {
                // A first day that is none of the cycle's is a report of its own.
                let is_first =
                    is_fortnight(&rule.what) || (rule.day.is_some() && is_of_cycle(rule.day.as_ref(), *day));
                if is_first { Tie::AfterFirst(*day) } else { Tie::Apart }
            }
            _ => Tie::Apart,
        },
        _ => Tie::Apart,
    }
}

/// Whether a demand says the same as one that was found before: the same paper at the same time.
pub(super) fn is_known(found: &[ReportRule], rule: &ReportRule) -> bool {
    found.iter().any(|known| {
        let is_same = known.matter.is_some() && known.matter == rule.matter;
        is_same && (known.kind, &known.due_on, known.every) == (rule.kind, &rule.due_on, rule.every)
    })
}

/// The series that begins on its first day.
pub(super) fn begun_on(mut rule: ReportRule, day: CivilDate) -> ReportRule {
    rule.from = Some(day);
    if rule.every.is_none() && is_fortnight(&rule.what) {
        (rule.every, rule.day) = (Some(Every::Week), Some(DayRule::Fortnight(day)));
    }
    rule
}

/// How often something comes again: a cycle that a plan keeps, or another one.
fn key(rule: &ReportRule) -> (Option<Every>, bool) {
    (rule.every, cycle(&rule.what, &[]) == Some(Cycle::Odd))
}

/// 实行零报告制度 beside a report that comes again only says how that is made; said twice it is one. The time that it prints
/// is that of the report which follows it.
pub(super) fn drop_echoes(found: &mut Vec<ReportRule>) {
    let is_regime = |rule: &ReportRule| sets_regime(&rule.what);
    let periodic = found.iter().filter(|rule| rule.kind == ReportKind::Periodic && !is_regime(rule));
    let mut told: HashSet<_> = periodic.map(key).collect();
    let mut window = (None, None);
    let mut is_behind = false;
    found.retain_mut(|rule| {
        let is_periodic = rule.kind == ReportKind::Periodic;
        let is_echo = is_periodic
            && is_regime(rule)
            && (told.contains(&key(rule)) || (key(rule) == (None, false) && !told.is_empty()));
        if is_echo {
            (window, is_behind) = ((rule.from, rule.until), true);
        } else {
            if is_behind && is_periodic && (rule.from, rule.until) == (None, None) {
                (rule.from, rule.until) = window;
            }
            is_behind = false;
        }
        told.extend(is_periodic.then(|| key(rule)));
        !is_echo
    });
}
