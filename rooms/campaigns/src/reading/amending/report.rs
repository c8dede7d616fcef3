//! Reports that are asked for at another time, anew, or no longer.

use std::sync::LazyLock;

use clock::CivilDate;
use gongwen::read::dates::{DateMention, When};
use regex::Regex;

use super::phase_name::{Named, phase_in};
use super::shift::end_of;
use super::{Amends, Known, NewReport, Stretch};
use crate::reading::pattern::pattern;
use crate::reading::report_after::names_each_phase;
use crate::reading::report_cycle::names_cycle;
use crate::reading::report_matter::matter;
use crate::reading::report_verb::{demands_report, hands_over};

static REPORT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "报送|上报|提交|报备|填报|上交|反馈|(?:总结|小结|报告|材料|台账|方案|简报|[周月季年]报|报表|信息|名单)的?(?:截止|完成)?(?:时间|期限|时限|日期)",
    )
});
/// 总结报告报送时间, 报送总结报告的期限, 总结的截止时间.
static TIMED: LazyLock<Regex> = LazyLock::new(|| {
    let time = "(?:截止|完成)?(?:时间|期限|时限|日期)";
    let send = "(?:报送|上报|提交|报备|填报|上交|反馈)";
    pattern(&format!(
        "{send}(?P<behind>[^，。；、时期截]{{2,24}}?)的?{time}|(?P<before>[^，。；]{{2,24}}?)的?{send}{time}|(?P<alone>[^，。；]{{2,24}}?)的?{time}"
    ))
});
/// Who, and of which phase, in front of a matter.
static LEADS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:将|把|原[定来]?的?|请|其|的|各单位|每个?(?:月|周|季度?|年度?|半年)(?:[0-9]{1,2}日|[一二三四五六日天])?|各[^，。；的]{1,8}单位的?|《[^》]{1,60}》(?:规定|要求|明确)?的?|第[一二三四五六七八九十0-9]{1,3}个?阶段的?|(?:报送|上报|提交|报备|填报)|[“”（）()])+",
    )
});
/// A day, or a day of each month, by which it was sent.
static BY_DAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern("^[^，。；]{0,30}?(?:前|内|[0-9]日)(?:应|须|需|要)?(?:报送|上报|填报|提交|报备|反馈|上交)")
});
static STOPS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:不再(?:要求|统一|另行|单独)?|取消|停止|暂停|无需(?:再)?|不需(?:再)?|不用(?:再)?|不必(?:再)?|免于|免予)(?:各单位)?(?:报送|上报|填报|提交|报备|反馈)?(?P<matter>[^，。；]{2,40}?)(?:的)?(?:报送|上报|填报|提交|报备)?(?:工作|任务|要求|制度|规定)?$|(?P<named>[^，。；]{2,40}?)(?:的?(?:工作|任务|要求|制度|规定))?(?:(?:不再|无需再?|不用再?|不必再?|停止|暂停)(?:要求)?(?:报送|上报|填报|提交|报备|执行|实行|实施)|取消|废止|作废)$",
    )
});
static OVER: LazyLock<Regex> =
    LazyLock::new(|| pattern("不再|停止|取消|暂停|无需|不需|不用|不必|免于|免予|免报|废止|作废"));
/// One more report: 增加一次中期报送, 增报一次.
static MORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:增报|加报|(?:增加|新增|增设|增补|补充|加开|另行)(?:报送|上报|提交|填报)?)[^，。；（]{0,24}?(?:报送|上报|提交|填报|小结|总结|报告|[专简周月旬季]报|进展|开展情况)",
    )
});
/// What such words call it.
static MORE_OF: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:增报|加报|(?:增加|新增|增设|增补|补充|加开|另行)(?:报送|上报|提交|填报)?)(?:[一1][次份期项])?([^，。；（]{2,20}?)的?(?:报送|上报|提交|填报)?(?:[，。；（]|$)",
    )
});
/// 年度总结由12月31日前…: a report directly before its old day.
static BEFORE_DAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:^|[，,])(?:将|把)?([^，。；由从]{0,20}(?:总结|小结|报告|台账|报表|材料|名单|清单|[周月季年旬]报|简报))”?的?(?:由|从)“?(?:原[定来]?的?)?(?:次年|本年|今年|20|[0-9])",
    )
});
/// What reports are called.
static MATTER: LazyLock<Regex> =
    LazyLock::new(|| pattern("报|总结|小结|台账|信息|材料|方案|情况|进展|数据|名单|动态|清单|照片"));
static PICTURES: LazyLock<Regex> = LazyLock::new(|| pattern("图片|照片|影像"));

/// Whether words speak of a report.
pub(super) fn speaks_of_report(words: &str) -> bool {
    REPORT.is_match(words)
}

/// What the report is called of whose time words speak.
pub(super) fn matter_of(subject: &str) -> Option<String> {
    let found = TIMED.captures(subject);
    let named =
        found.and_then(|found| found.iter().skip(1).flatten().next().map(|one| one.as_str().to_owned()));
    let named = named.or_else(|| before_day(subject)).or_else(|| matter(subject))?;
    let bare = LEADS.replace(&named, "");
    let is_name = bare.chars().count() >= 2 && !matches!(&*bare, "报送" | "上报" | "材料报送" | "提交");
    is_name.then(|| bare.into_owned())
}

/// The report that stands directly before its old day.
pub(super) fn before_day(subject: &str) -> Option<String> {
    Some(BEFORE_DAY.captures(subject)?.get(1)?.as_str().to_owned())
}

/// Whether a clause says that a report is over.
pub(super) fn is_over(clause: &str) -> bool {
    OVER.is_match(clause) && (demands_report(clause) || speaks_of_report(clause))
}

/// Whether words ask for one more report.
pub(super) fn asks_for_more(words: &str) -> bool {
    MORE.is_match(words)
}

/// A report that is not asked for any more.
pub(super) fn dropped(stretch: Stretch<'_>, known: &Known, issued_on: Option<CivilDate>) -> Option<Amends> {
    let clause = stretch.clause;
    let found = STOPS.captures(clause)?;
    let named = found.name("matter").or_else(|| found.name("named"))?.as_str();
    let undated = BY_DAY.replace(named, "");
    let bare = LEADS.replace(&undated, "");
    let bare = bare.trim_end_matches(['”', '的']);
    let is_report = is_over(clause) || ends_in_report(bare);
    let phase = phase_in(stretch.words, &known.phases);
    let matter = (MATTER.is_match(bare) && bare.chars().count() >= 2).then(|| bare.to_owned());
    let due_on = over_on(stretch, issued_on);
    let is_named = matter.is_some() || (bare.is_empty() && due_on.is_some());
    (is_report && is_named && phase != Named::Other).then(|| Amends::NoReport {
        phase: phase.one(),
        matter,
        due_on,
        is_series: names_cycle(clause),
    })
}

/// The day in the clause by which something was to be sent; 10月份 names no day.
fn over_on(stretch: Stretch<'_>, issued_on: Option<CivilDate>) -> Option<CivilDate> {
    let clause = stretch.start + stretch.words.len() - stretch.clause.len();
    let is_day = |mention: &&DateMention| match mention.when {
        When::Day(_) | When::Span { start: None, .. } => mention.range.start >= clause,
        When::Span { .. } | When::Year(_) | When::Unclear => false,
    };
    let mut days = stretch.dates.iter().filter(is_day);
    let first = days.next().filter(|_| days.next().is_none() && !names_cycle(stretch.clause))?;
    end_of(first, issued_on)
}

fn ends_in_report(matter: &str) -> bool {
    ["周报", "月报", "季报", "年报", "旬报", "日报", "报告", "总结", "小结", "简报", "报表"]
        .iter()
        .any(|name| matter.ends_with(name))
}

/// A report that is demanded by a day.
pub(super) fn demanded(stretch: Stretch<'_>, known: &Known, issued_on: Option<CivilDate>) -> Option<Amends> {
    let Stretch { words, clause, dates, .. } = stretch;
    let is_more = asks_for_more(words);
    let is_demand = demands_report(clause) || hands_over(clause) || is_more;
    if !is_demand || names_cycle(words) || names_each_phase(words) {
        return None;
    }
    let [mention] = dates else { return None };
    let phase = phase_in(words, &known.phases);
    let due_on = end_of(mention, issued_on).filter(|_| phase != Named::Other)?;
    Some(Amends::Report(NewReport {
        phase: phase.one(),
        old: None,
        matter: matter(words).or_else(|| more_of(words)),
        due_on,
        due_time: mention.hour.clone(),
        with_pictures: PICTURES.is_match(words),
        is_change: false,
        is_more,
    }))
}

fn more_of(words: &str) -> Option<String> {
    Some(MORE_OF.captures(words)?.get(1)?.as_str().to_owned())
}
