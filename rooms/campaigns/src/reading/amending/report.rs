//! Reports that are asked for at another time, anew, or no longer.

use std::sync::LazyLock;

use clock::CivilDate;
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
        "^(?:将|把|原定?的?|请|其|各单位|各[^，。；的]{1,8}单位的?|《[^》]{1,60}》(?:规定|要求|明确)?的?|第[一二三四五六七八九十0-9]{1,3}个?阶段的?|(?:报送|上报|提交|报备|填报)|[“”（）()])+",
    )
});
static STOPS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:不再(?:要求|统一|另行|单独)?|取消|停止|暂停|无需(?:再)?|不需(?:再)?|不用(?:再)?|不必(?:再)?|免于|免予)(?:各单位)?(?:报送|上报|填报|提交|报备|反馈)?(?P<matter>[^，。；]{2,24}?)(?:的)?(?:报送|上报|填报|提交|报备)?(?:工作|任务|要求|制度)?$|(?P<named>[^，。；]{2,24}?)(?:不再|无需再?|不用再?|不必再?|停止|暂停)(?:报送|上报|填报|提交|报备)$",
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
    let named = named.or_else(|| matter(subject))?;
    let bare = LEADS.replace(&named, "");
    let is_name = bare.chars().count() >= 2 && !matches!(&*bare, "报送" | "上报" | "材料报送" | "提交");
    is_name.then(|| bare.into_owned())
}

/// A report that is not asked for any more.
pub(super) fn dropped(stretch: Stretch<'_>, known: &Known) -> Option<Amends> {
    let found = STOPS.captures(stretch.clause)?;
    let named = found.name("matter").or_else(|| found.name("named"))?.as_str();
    let bare = LEADS.replace(named, "");
    let is_report =
        demands_report(stretch.clause) || speaks_of_report(stretch.clause) || ends_in_report(&bare);
    let phase = phase_in(stretch.words, &known.phases);
    let is_clear = is_report && MATTER.is_match(&bare) && phase != Named::Other && bare.chars().count() >= 2;
    is_clear.then(|| Amends::NoReport { phase: phase.one(), matter: bare.into_owned() })
}

fn ends_in_report(matter: &str) -> bool {
    ["周报", "月报", "季报", "年报", "旬报", "日报", "报告", "总结", "小结", "简报", "报表"]
        .iter()
        .any(|name| matter.ends_with(name))
}

/// A report that is demanded by a day.
pub(super) fn demanded(stretch: Stretch<'_>, known: &Known, issued_on: Option<CivilDate>) -> Option<Amends> {
    let Stretch { words, clause, dates, .. } = stretch;
    let is_demand = demands_report(clause) || hands_over(clause);
    if !is_demand || names_cycle(words) || names_each_phase(words) {
        return None;
    }
    let [mention] = dates else { return None };
    let phase = phase_in(words, &known.phases);
    let due_on = end_of(mention, issued_on).filter(|_| phase != Named::Other)?;
    Some(Amends::Report(NewReport {
        phase: phase.one(),
        old: None,
        matter: matter(words),
        due_on,
        due_time: mention.hour.clone(),
        with_pictures: PICTURES.is_match(words),
        is_change: false,
    }))
}
