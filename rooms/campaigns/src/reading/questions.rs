//! What the text leaves open: asked with choices, never guessed.

use std::sync::LazyLock;

use clock::CivilDate;
use gongwen::read::{Outline, Section};
use regex::Regex;

use super::Plans;
use super::head_questions::head;
use super::model::{Attachment, DayRule, Every, Period, Phase, Question, ReportKind, ReportRule};
use super::pattern::pattern;
use super::phase_questions::{dates, label, merged_phases, year_of_whole, years};
use super::phases::{FoundPhase, unread_table};
use super::proposed_due::proposed_choice;
use super::report_cycle::{Cycle, cycle, is_daily};
use super::report_day::is_fortnight;
use super::sentence::{sentences, within_range};
use crate::workday::Workdays;

/// A phase of at least this many days may want a report in between.
const LONG_PHASE_DAYS: i32 = 365;

static ASKS_FOR_PLAN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:制定|制订|编制|研究制定|拟定)[^。；]{0,50}(?:宣传|实施|工作|行动|活动|宣贯|整治|具体)[^。；，]{0,6}(?:方案|计划)",
    )
});
/// 制定本方案, 为…，结合实际，制定某某方案: the document speaks of itself, or of another that is there already.
static OF_ITSELF: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "[制拟][定订](?:本[^单地部系辖区院科局校司处企级人]|以下|了|如下)|特制[定订]|制[定订]的|^(?:为|根据|按照|依据)[^各要应须请]*$",
    )
});
static PLAN: LazyLock<Regex> =
    LazyLock::new(|| pattern("(?:工作|实施|活动|宣传|行动|落实|子|整治|具体)(?:方案|计划)"));
/// The plan is that of each unit, whoever else makes one too.
static OF_EACH_UNIT: LazyLock<Regex> =
    LazyLock::new(|| pattern("本(?:单位|部门|院|校|科室|公司|地区?|系统|辖区|企业)|各自"));

/// What was read, as far as questions are about it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told<'t> {
    pub(super) phases: &'t [FoundPhase<'t>],
    pub(super) rules: &'t [ReportRule],
    /// The plans that the notice issues, where it issues several.
    pub(super) plans: &'t [Attachment],
    /// The time of the whole, where there are no phases.
    pub(super) period: Option<&'t Period>,
    /// Several plans were made one.
    pub(super) is_merged: bool,
    /// The tables that hand out the work were read row by row.
    pub(super) has_tables: bool,
}

/// The questions, in the order in which an officer reads the plan.
pub(super) fn questions(outline: &Outline, told: &Told<'_>, targets: Vec<Question>) -> Vec<Question> {
    let Told { phases, rules, plans, period, is_merged, has_tables } = *told;
    let mut asked = Vec::new();
    head(outline, &mut asked);
    asked.extend(several_plans(plans));
    if phases.is_empty() {
        let text = if has_unread_table(outline) {
            "通知的时间阶段印在表格里，没有读明，请对照原文划分，按什么安排？"
        } else {
            "通知没有划分时间阶段，按什么安排？"
        };
        asked.push(question("phases", text, &["整个活动设为一个阶段", "由我划分阶段"]));
    }
    for (at, found) in phases.iter().enumerate() {
        dates(found, phases.get(at + 1), &mut asked);
    }
    asked.extend(is_merged.then(|| merged_phases(phases)).flatten());
    asked.extend(years(outline, phases).or_else(|| year_of_whole(period)));
    reports(outline, phases, rules, whole_span(outline, phases, period), &mut asked);
    asked.extend(unit_plan(outline, rules));
    asked.extend(table_of_targets(outline, has_tables));
    asked.extend(targets);
    asked
}

fn has_unread_table(outline: &Outline) -> bool {
    fn below(section: &Section) -> bool {
        unread_table(&section.body).is_some() || section.children.iter().any(below)
    }
    outline
        .working_parts()
        .any(|part| unread_table(&part.opening).is_some() || part.sections.iter().any(below))
}

pub(super) fn question(about: impl Into<String>, text: impl Into<String>, choices: &[&str]) -> Question {
    let choices = choices.iter().map(|choice| (*choice).to_owned()).collect();
    Question { about: about.into(), text: text.into(), choices }
}

/// One campaign has one plan, or all of them together: which, the officer says.
fn several_plans(plans: &[Attachment]) -> Option<Question> {
    let (first, _) = plans.split_first().filter(|(_, others)| !others.is_empty())?;
    let bare = |plan: &Attachment| format!("《{}》", plan.title.trim_matches(['《', '》']));
    let text = format!(
        "本通知含{}个方案，这次按哪一个建立？选定前按{}生成。改选后，阶段、任务、指标和报送要求按所选方案重新生成，已作的更正不保留；\
         其余方案可再上传一次同一份通知，另建专项行动。",
        plans.len(),
        bare(first),
    );
    let one = plans.iter().map(|plan| format!("只取{}", bare(plan)));
    let choices: Vec<String> = one.chain(std::iter::once("合并为一个行动".to_owned())).collect();
    let choices: Vec<&str> = choices.iter().map(String::as_str).collect();
    Some(question("plans", text, &choices))
}

/// What a choice of that question means: the plans in their order, then all of them.
pub(crate) fn chosen_plans(choices: &[String], choice: &str) -> Option<Plans> {
    let at = choices.iter().position(|one| one == choice)?;
    Some(if at + 1 == choices.len() { Plans::All } else { Plans::One(at) })
}

fn reports(
    outline: &Outline,
    phases: &[FoundPhase<'_>],
    rules: &[ReportRule],
    whole: Span,
    asked: &mut Vec<Question>,
) {
    let phase_end = rules.iter().find(|rule| rule.kind == ReportKind::PhaseEnd);
    if let Some(rule) = phase_end {
        for found in phases.iter().filter(|found| found.phase.ends_on.is_none()) {
            let text = format!("{}没有截止日期，多久报送一次？", label(&found.phase));
            let choices = ["按年", "按半年", "按季", "按月", "不报送"];
            asked.push(question(format!("phases[{}].report_cycle", found.phase.ordinal), text, &choices));
        }
        if rule.what.contains("阶段的月底") || rule.what.contains("阶段月底") {
            let text = "“每个阶段的月底前”有两种理解，按哪一种报送？";
            asked.push(question(
                "report_rules.phase_end",
                text,
                &["各阶段结束时报送一次", "阶段内每月月底报送"],
            ));
        }
        for (phase, days) in lengths(outline, phases).filter(|(_, days)| *days >= LONG_PHASE_DAYS) {
            let text = format!("{}历时约{}个月，是否增加中期报送？", label(phase), days / 30);
            let choices = ["增加一次中期报送", "每季度报送一次", "不增加"];
            asked.push(question(format!("phases[{}].mid_term", phase.ordinal), text, &choices));
        }
    }
    for (at, rule) in rules.iter().enumerate() {
        asked.extend(about_rule(
            &format!("report_rules[{}]", at + 1),
            rule,
            span_of(rule, whole),
            outline.issued_on,
        ));
    }
}

/// What a rule leaves open: its cycle, its day, its date or the year of it. Rules are counted from 1.
fn about_rule(about: &str, rule: &ReportRule, span: Span, issued_on: Option<CivilDate>) -> Option<Question> {
    let words = shortened(&rule.what);
    let cycles = ["按周", "按月", "按季", "按半年", "按年"];
    match (rule.kind, rule.every, rule.due_on.as_slice()) {
        (ReportKind::Periodic, None, _) if cycle(&rule.what, &[]) == Some(Cycle::Odd) => {
            Some(if is_daily(&rule.what) {
                daily(about, &words, &rule.what, span)
            } else {
                let text = format!("“{words}”的周期没有印明从哪一天算起，按哪一种登记？");
                question(about, text, odd_cycles(&rule.what))
            })
        }
        (ReportKind::Periodic, None, _) => {
            Some(question(about, format!("“{words}”没有写明周期，多久报送一次？"), &cycles))
        }
        (ReportKind::Periodic, Some(every), _) if rule.day == Some(DayRule::Unclear) => {
            Some(question(about, format!("“{words}”的报送日没有读明，定在哪一天？"), days_of(every)))
        }
        (ReportKind::Once, _, []) if rule.after.is_none() => {
            let text = format!("“{words}”没有可以确定的日期，何时报送？");
            let proposed = proposed_choice(&rule.what, (issued_on, span.1), &Workdays::new([]));
            // The first choice is what a launch in one press takes.
            let own = std::iter::once("由我填写");
            let choices: Vec<&str> =
                own.chain(proposed.iter().map(String::as_str)).chain(["不设期限"]).collect();
            Some(question(about, text, &choices))
        }
        (ReportKind::Once, _, [day]) => rule.other_year.map(|year| {
            let text = format!("“{words}”的“次年”按成文日期算作{}年，是否正确？", day.year());
            let choices = [format!("{}年", day.year()), format!("{year}年")];
            question(about, text, &[choices[0].as_str(), choices[1].as_str()])
        }),
        _ => None,
    }
}

/// First and last day of what comes again, as far as they are printed.
type Span = (Option<CivilDate>, Option<CivilDate>);

/// The time of the whole campaign.
fn whole_span(outline: &Outline, phases: &[FoundPhase<'_>], period: Option<&Period>) -> Span {
    let of_phases = (
        phases.first().and_then(|found| found.phase.starts_on),
        phases.last().and_then(|found| found.phase.ends_on),
    );
    let period = period.map_or((None, None), |period| (period.starts_on, period.ends_on));
    (of_phases.0.or(period.0).or(outline.issued_on), of_phases.1.or(period.1))
}

fn span_of(rule: &ReportRule, (from, until): Span) -> Span {
    (rule.from.or(from), rule.until.or(until))
}

/// A report of each day is laid out day by day where that is not too much for anybody to send and to look at.
fn daily(about: &str, words: &str, what: &str, (from, until): Span) -> Question {
    let days = from.zip(until).map(|(from, until)| from.days_until(until) + 1);
    let is_short = days.is_some_and(|days| (1..=MOST_DAILY).contains(&days));
    let how_long = match days {
        Some(days) if days > 0 && is_short => format!("，全程{days}天"),
        Some(days) if days > 0 => format!("，全程{days}天，逐日设期限过多"),
        _ => "，但没有印明截止日期，不能逐日设期限".to_owned(),
    };
    let text = format!("“{words}”按日进行{how_long}，怎么登记？");
    let by_day: &[&str] = match (is_short, what.contains("工作日")) {
        (false, _) => &[],
        (true, false) => &[EACH_DAY, EACH_WORKDAY],
        (true, true) => &[EACH_WORKDAY, EACH_DAY],
    };
    question(about, text, &[by_day, &[NO_DAYS, "按周", "按半月", "按月"]].concat())
}

/// More days than this, and a unit has its reports for nothing else to do.
const MOST_DAILY: i32 = 62;
/// The answers to a report of each day.
pub(crate) const EACH_DAY: &str = "按日，每天一次";
pub(crate) const EACH_WORKDAY: &str = "按日，只算工作日";
pub(crate) const NO_DAYS: &str = "不逐日设期限，随时报送";

/// 每5天: a number of days.
fn is_of_days(what: &str) -> bool {
    static OF_DAYS: LazyLock<Regex> =
        LazyLock::new(|| pattern("每隔?[0-9０-９两三四五六七八九十]{1,2}个?(?:天|日|工作日|小时)"));
    OF_DAYS.is_match(what)
}

/// What may be kept for a cycle that needs a choice.
fn odd_cycles(what: &str) -> &'static [&'static str] {
    if is_fortnight(what) {
        &["每两周，从活动开始算起", "按半月", "按周", "按月"]
    } else if is_of_days(what) {
        &["按周", "按半月", "按月"]
    } else if what.contains("半") || what.contains("次") {
        &["按半月", "每两周，从活动开始算起", "按周", "按月"]
    } else {
        &["按双月", "按月", "按季"]
    }
}

/// The days on which a cycle's report is usually due.
fn days_of(every: Every) -> &'static [&'static str] {
    match every {
        Every::Week => &["每周一", "每周二", "每周三", "每周四", "每周五", "每周日"],
        Every::Month => &["每月5日", "每月10日", "每月20日", "每月25日", "每月最后一个工作日", "每月底"],
        Every::Quarter => &["每季度末月20日", "每季度末月25日", "每季度底", "每季度结束后10日内"],
        Every::HalfYear => &["每半年底", "每半年末月20日"],
        Every::Year => &["每年底", "每年末月20日"],
    }
}

/// The length in days of the phases that have an end: from their start, else the day after the one before, else the issue.
fn lengths<'a>(outline: &Outline, phases: &'a [FoundPhase<'_>]) -> impl Iterator<Item = (&'a Phase, i32)> {
    let mut before = outline.issued_on;
    phases.iter().filter_map(move |found| {
        let start = found.phase.starts_on.or(before);
        let end = found.phase.ends_on;
        before = end.map(|end| end.plus_days(1));
        Some((&found.phase, start?.days_until(end?) + 1))
    })
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// Numbers of the units that are printed in a table which is not read; `has_tables`: those that the text points to were.
fn table_of_targets(outline: &Outline, has_tables: bool) -> Option<Question> {
    static TABLE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            "(?:目标|任务数?|指标|数量)[^。；]{0,8}(?:如下表|见下表|见附表)|^(?:单位|机构)?(?:类别|类型)[^。；]{2,40}[（(](?:场|场次|期|次|份|条|册|个|块|幅|篇)[）)]",
        )
    });
    let mut found: Option<String> = None;
    outline.working_parts().for_each(|part| {
        part.each_passage(&mut |passage| {
            let points =
                |text: &str| text.contains("如下表") || text.contains("见下表") || text.contains("见附表");
            let is_unread = |text: &str| TABLE.is_match(text) && !(has_tables && points(text));
            if found.is_none() && is_unread(passage.text()) {
                found = Some(shortened(passage.text()));
            }
        });
    });
    let text = format!("“{}”：各类单位的数量印在表格里，没有读出，请对照原文设定目标。", found?);
    Some(question("targets.table", text, &["由我填写", "不设目标"]))
}

/// A plan that every unit must make, without a day on which it is due.
fn unit_plan(outline: &Outline, rules: &[ReportRule]) -> Option<Question> {
    let (mut undated, mut dated, mut of_each) = (false, false, false);
    outline.working_parts().for_each(|part| {
        part.each_passage(&mut |passage| {
            let text = passage.text();
            if !ASKS_FOR_PLAN.is_match(text) {
                return;
            }
            let dates = outline.dates(passage);
            for range in sentences(text) {
                let words = &text[range.clone()];
                if ASKS_FOR_PLAN.is_match(words) && !OF_ITSELF.is_match(words) {
                    let is_dated = within_range(&dates, &range).iter().any(|date| date.when.end().is_some());
                    dated |= is_dated;
                    undated |= !is_dated;
                    of_each |= !is_dated && OF_EACH_UNIT.is_match(words);
                }
            }
        });
    });
    // 工作方案于3月15日前报备 stands in a sentence of its own; 各市制定方案，并于…报备 says nothing of each unit's.
    let is_of_plan = |rule: &&ReportRule| {
        let is_made = ASKS_FOR_PLAN.is_match(&rule.what);
        let names_plan = rule.unit_plan || PLAN.is_match(&rule.what);
        names_plan && (!is_made || (rule.unit_plan && OF_EACH_UNIT.is_match(&rule.what)))
    };
    let is_due = rules.iter().filter(is_of_plan).any(|rule| !rule.due_on.is_empty());
    let is_asked = undated && !is_due && (!dated || of_each);
    is_asked.then(|| {
        question(
            "unit_plan.due_on",
            "通知要求各单位制定本单位方案，但没有写明何时报备，定在什么时候？",
            &["下发后 10 个工作日内", "下发后一个月内", "第一阶段结束前", "不要求报备"],
        )
    })
}
