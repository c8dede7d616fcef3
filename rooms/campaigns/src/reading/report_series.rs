//! The days of a report that comes again, where they stand in clauses beside its cycle.

use std::sync::LazyLock;

use clock::CivilDate;
use gongwen::read::dates::DateMention;
use regex::Regex;

use super::model::{DayRule, Every, ReportKind, ReportRule};
use super::pattern::pattern;
use super::report_cycle::is_daily;
use super::report_day::{SHORTEST_SERIES, day_rule, is_fortnight, printed_days, series};
use super::report_demand::Demand;
use super::report_verb::{demands_report, sets_regime};
use super::sentence::{clauses, within_range};
use crate::workday::weekday;

/// 首次报送时间为3月7日: the first day of the series before.
static FIRST_TIME: LazyLock<Regex> =
    LazyLock::new(|| pattern("^(?:首次|第一次)(?:报送|上报|报告)?(?:时间|日期|期限)?(?:为|是|于|在|：|:)?"));

/// Takes the first day of the last series of a paragraph, if a clause behind it says that.
pub(super) fn begins_series(
    found: &mut [ReportRule],
    clause: &str,
    dates: &[DateMention],
    issued_on: Option<CivilDate>,
) -> bool {
    let day = dates.first().and_then(|mention| mention.when.start().or(mention.when.end()));
    let open = found.last_mut().filter(|rule| rule.kind == ReportKind::Periodic);
    let Some((open, day)) = open.zip(day).filter(|_| FIRST_TIME.is_match(clause)) else { return false };
    let is_past = issued_on.is_some_and(|issued_on| day < issued_on);
    open.from = Some(day).filter(|_| !is_past);
    if is_past || !is_of_cycle(open.day.as_ref(), day) {
        open.day = Some(DayRule::Unclear);
        open.what = format!("{}，{clause}", open.what);
    }
    true
}

/// 每周五报送（首次报送时间为3月7日）.
fn first_in_bracket(text: &str, dates: &[DateMention]) -> Option<CivilDate> {
    let is_first = |mention: &&DateMention| {
        let before = text.get(..mention.range.start).unwrap_or_default();
        let words = before.rfind(['（', '(']).and_then(|open| before[open..].strip_prefix(['（', '(']));
        words.is_some_and(|words| FIRST_TIME.find(words).is_some_and(|found| found.end() == words.len()))
    };
    dates.iter().find(is_first).and_then(|mention| mention.when.start().or(mention.when.end()))
}

/// Whether the first day is one of those that the cycle prints.
pub(super) fn is_of_cycle(rule: Option<&DayRule>, day: CivilDate) -> bool {
    match rule {
        Some(DayRule::Weekdays(days)) => days.iter().any(|one| i32::from(*one) == weekday(day) + 1),
        Some(DayRule::Days(days)) => {
            let is_last = day == day.end_of_month();
            days.iter().any(|one| {
                i8::try_from(*one).is_ok_and(|one| one == day.day() || (is_last && one > day.day()))
            })
        }
        _ => true,
    }
}

/// 每年7月5日前报送小结、次年1月5日前报送总结: what is due in the year behind comes again as well.
pub(super) fn of_each_year(rule: ReportRule, before: Option<&ReportRule>, clause: &str) -> ReportRule {
    let goes_on = |open: &ReportRule| open.kind == ReportKind::Periodic && open.what.contains("每年");
    let follows = clause.contains("次年") && before.is_some_and(goes_on) && rule.kind == ReportKind::Once;
    let [due] = rule.due_on[..] else { return rule };
    match (u8::try_from(due.month()), u8::try_from(due.day())) {
        (Ok(month), Ok(day)) if follows => ReportRule {
            kind: ReportKind::Periodic,
            every: Some(Every::Year),
            day: Some(DayRule::InPeriod { month, day }),
            about_previous: true,
            due_on: Vec::new(),
            other_year: None,
            unit_plan: false,
            ..rule
        },
        _ => rule,
    }
}

/// Whether a demand only says the days of the series before it, which takes them: 每季度报送一次，于3月、6月、9月、12月的25日前….
pub(super) fn completes(open: &mut ReportRule, rule: &ReportRule, dates: &[DateMention]) -> bool {
    let is_open = open.kind == ReportKind::Periodic && open.day.is_none() && rule.kind == ReportKind::Once;
    let day = open.every.filter(|_| is_open).and_then(|every| printed_days(dates, every));
    let Some(day) = day else { return false };
    open.day = Some(day);
    open.due_time = open.due_time.take().or_else(|| rule.due_time.clone());
    open.matter = open.matter.take().or_else(|| rule.matter.clone());
    open.with_pictures |= rule.with_pictures;
    true
}

/// 2024年、2025年的12月10日前, 2024—2026年每年1月10日前: the same day of years that are printed one by one.
static OF_YEARS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?P<first>20[0-9]{2})年?度?(?P<rest>(?:(?:[、,，和及与]|至|到|—+|-+|–+|－+|~+|～+)20[0-9]{2}年?度?)+)(?:期间|内)?[，,]?(?:每年)?的?(?P<month>[0-9]{1,2})月(?:(?P<day>[0-9]{1,2})[日号]|[底末])",
    )
});

/// Years in which a report falls due on the same day, as (first, last, month, day); 31 for the end of the month.
fn years_of(text: &str) -> Option<(i16, i16, u8, u8)> {
    let found = OF_YEARS.captures(text)?;
    let year = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>().parse::<i16>().ok();
    let first = year(&found["first"])?;
    let rest = &found["rest"];
    let marks = ['、', ',', '，', '和', '及', '与', '至', '到', '—', '-', '–', '－', '~', '～'];
    let others: Vec<i16> = rest.split(marks).filter_map(year).collect();
    let last = *others.last()?;
    // A list of years with a gap comes not again each year.
    let is_list = rest.starts_with(['、', ',', '，', '和', '及', '与']);
    let is_whole = !is_list || others.iter().copied().eq(first + 1..=last);
    let day = found.name("day").map_or(Some(31), |day| day.as_str().parse().ok())?;
    (is_whole && first < last).then_some((first, last, found["month"].parse().ok()?, day))
}

/// Whether a text names several years, in each of which something falls due on the same day.
pub(super) fn names_years(text: &str) -> bool {
    years_of(text).is_some()
}

/// The series of a day in several years.
fn within_years(text: &str, mut rule: ReportRule) -> ReportRule {
    let Some((first, last, month, day)) = years_of(text) else { return rule };
    let date = |year: i16| {
        let month = i8::try_from(month).ok()?;
        let begin = CivilDate::new(year, month, 1).ok()?;
        CivilDate::new(year, month, i8::try_from(day).ok()?).ok().or(Some(begin.end_of_month()))
    };
    rule.day = Some(DayRule::InPeriod { month, day });
    (rule.from, rule.until) = (CivilDate::new(first, 1, 1).ok(), date(last));
    rule
}

/// The day and the ends of a series, which may stand before the verb or behind it, up to the next demand.
pub(super) fn with_series(
    text: &str,
    demand: &Demand<'_>,
    dates: &[DateMention],
    sentence_end: usize,
    mut rule: ReportRule,
) -> ReportRule {
    let behind = clauses(text, demand.clause_range.end..sentence_end);
    let end = behind.into_iter().take_while(|clause| !demands_report(&text[clause.clone()])).last();
    let reach = demand.range.start..end.map_or(demand.range.end, |clause| clause.end);
    let times = within_range(dates, &reach);
    // The time beside 实行零报告制度 is that of the regime, however short.
    let shortest = if is_daily(demand.text) || sets_regime(demand.clause) { 1 } else { SHORTEST_SERIES };
    let is_span = |one: &&DateMention| one.when.start().is_some() && one.when.end().is_some();
    // 1月1日至3日、2月16日至22日: none of several times is that of the series.
    let is_one = !is_daily(demand.text) || times.iter().filter(is_span).count() < 2;
    (rule.from, rule.until) = if is_one { series(text, times, shortest) } else { (None, None) };
    if rule.every.is_none() && is_fortnight(&text[reach.clone()]) && rule.from.is_some() {
        rule.every = Some(Every::Week);
        rule.day = rule.from.map(DayRule::Fortnight);
        return rule;
    }
    let Some(every) = rule.every else { return rule };
    if every == Every::Year && names_years(&text[demand.range.clone()]) {
        return within_years(&text[demand.range.clone()], rule);
    }
    let clause = within_range(dates, &demand.clause_range);
    rule.day = day_rule(demand.clause, every, clause).or_else(|| day_rule(&text[reach], every, times));
    if let Some(first) = first_in_bracket(text, clause) {
        rule.from = rule.from.or(Some(first));
        rule.day = rule.day.map(|day| if is_of_cycle(Some(&day), first) { day } else { DayRule::Unclear });
    }
    rule
}
