//! When a demand is due: on days, at the end of phases, in a cycle, whenever something happens, or on a day that is asked.

use std::sync::LazyLock;

use clock::CivilDate;
use gongwen::read::dates::{DateMention, SEASON, When};
use regex::Regex;

use super::model::{After, Every, Phase, ReportKind};
use super::pattern::pattern;
use super::report_after::{after, ends_of, names_each_phase};
use super::report_cycle::{Cycle, comes_again, cycle};
use super::report_demand::Demand;
use super::report_due::{due_days, is_limit};
use super::report_matter::matter;
use super::report_series::names_years;
use super::report_verb::{depends_on_case, hands_in, hands_to_a_body, sets_regime, tells_at_once};

/// 第一阶段结束, 自查阶段结束: the end of one phase.
static NTH_PHASE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:第([一二三四五六七八九])个?|([^，。；、：每各个]{2,10}))阶段(?:工作|任务|活动)?(?:结束|完成|末)",
    )
});
static SOME_PHASES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "[^，。；：每各个]{1,10}阶段(?:[和及与、]|以及)[^，。；：每各个]{1,10}阶段(?:工作|任务|活动)?(?:结束|完成|末)",
    )
});
const NUMERALS: &str = "一二三四五六七八九";
static VAGUE: LazyLock<Regex> = LazyLock::new(|| pattern("随时|及时|第一时间|即时|适时|立即"));
static RELATIVE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "(?:[0-9０-９]+|[一二两三四五六七八九十]+)个?(?:工作日|日|天|周|星期|月)(?:之?内|以内)|半个?月(?:之?内|以内)|(?:结束|截止)前的?[0-9０-９一二两三四五六七八九十]+个?(?:工作日|日|天|周)|(?:今|明|当|后|大后)[日天晚][^，。；]{{0,8}}前|[本当下]个?(?:月|周|星期)[^，。；]{{0,8}}前|(?:周|星期)[一二三四五六日天][^，。；]{{0,8}}前|(?:^|[^0-9０-９月、和及与])[0-9０-９]{{1,2}}[日号][^，。；、]{{0,8}}前|(?:{SEASON})(?:节|假期|期间?)?(?:之前|以前|前|后|结束)|(?:半年|年[终末底]|季末|期[中末]|结束)(?:前|后|时)?(?:分别|各|均|都|再|统一)?(?:报送|上报|提交)",
    ))
});
/// 统计表需加盖公章，电子版同时发送至…: how a paper is sent that is told before.
static IN_A_FORM: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:以上|上述|相关|其)?(?:材料|表格|报表|总结|文件|资料)?(?:的?(?:电子|纸质|书面|盖章|签字|正式|原|扫描)[^，。；0-9]{0,4}[版件档本稿]|电子文档|纸质材料|(?i:word|pdf|excel)[^，。；]{0,3}版?)[^，。；]{0,6}(?:发|报|送|交|传|寄)",
    )
});
/// 10月1日前一天: a day before the one that is printed.
static DAY_BEFORE: LazyLock<Regex> =
    LazyLock::new(|| pattern("[日号）)节]前的?(?:[0-9]{1,2}|[一两二三四五六七])个?(?:天|日|工作日)"));

/// Whether a text names a time that counts from another one.
pub(super) fn is_relative(text: &str) -> bool {
    RELATIVE.is_match(text)
}

/// When a demand is due.
pub(super) struct Schedule {
    pub(super) kind: ReportKind,
    pub(super) due_on: Vec<CivilDate>,
    pub(super) every: Option<Every>,
    pub(super) after: Option<After>,
    /// The ordinal of the one phase whose end it names.
    pub(super) phase: Option<u32>,
}

impl Schedule {
    /// In a cycle.
    pub(super) fn each(every: Every) -> Self {
        Self { every: Some(every), ..Self::of(ReportKind::Periodic, Vec::new()) }
    }

    /// Whether it says no time.
    pub(super) fn is_untimed(&self) -> bool {
        self.kind == ReportKind::Once && self.due_on.is_empty() && self.after.is_none()
    }

    fn of(kind: ReportKind, due_on: Vec<CivilDate>) -> Self {
        Self { kind, due_on, every: None, after: None, phase: None }
    }
}

/// What surrounds a demand.
#[derive(Clone, Copy)]
pub(super) struct Surroundings<'a> {
    pub(super) phases: &'a [Phase],
    pub(super) issued_on: Option<CivilDate>,
    /// It stands where recipients are told what to do: vague words count.
    pub(super) is_instructing: bool,
    /// Another rule was read in the same sentence: 纸质材料一并报送 adds nothing.
    pub(super) is_second: bool,
    /// Another rule was read in the same paragraph.
    pub(super) has_rule: bool,
    /// Where its sentence ends, in bytes of the passage.
    pub(super) sentence_end: usize,
}

impl Surroundings<'_> {
    /// When the demand is due, by the text `within` and its times; `None` when it is no demand here.
    pub(super) fn schedule(
        &self,
        text: &str,
        demand: &Demand<'_>,
        within: &str,
        own: &[DateMention],
    ) -> Option<Schedule> {
        // 自查阶段和整治阶段结束后: of neither alone, nor of all.
        if SOME_PHASES.is_match(within) {
            return Some(Schedule::of(ReportKind::Once, Vec::new()));
        }
        if let Some(phase) = self.phase_named_in(within) {
            let due = ends_of(within, std::slice::from_ref(phase));
            // The day of a phase whose end nobody knows is asked.
            let after = after(within).filter(|_| phase.ends_on.is_some());
            return Some(Schedule {
                after,
                phase: Some(phase.ordinal),
                ..Schedule::of(ReportKind::Once, due)
            });
        }
        if names_each_phase(within) {
            let due = ends_of(within, self.phases);
            return Some(Schedule { after: after(within), ..Schedule::of(ReportKind::PhaseEnd, due) });
        }
        // 护士长每日巡查，发现隐患30分钟内报保卫科: the cycle is that of another deed.
        if tells_at_once(demand.clause) && cycle(demand.clause, &[]).is_none() && own.is_empty() {
            return Some(Schedule::of(ReportKind::AnyTime, Vec::new()));
        }
        let due = || due_days(text, demand.range.clone(), own, self.issued_on);
        if names_years(demand.text) {
            return Some(Schedule::each(Every::Year));
        }
        if let Some(cycle) =
            cycle(within, own).filter(|cycle| comes_again(within, *cycle) || due().is_empty())
        {
            let counts = cycle != Cycle::Vague || self.is_instructing;
            let every = if let Cycle::Known(every) = cycle { Some(every) } else { None };
            return counts.then(|| Schedule { every, ..Schedule::of(ReportKind::Periodic, Vec::new()) });
        }
        if sets_regime(demand.clause) {
            // Beside a rule of its own it only names it.
            return (!self.has_rule).then(|| Schedule::of(ReportKind::Periodic, Vec::new()));
        }
        let due = due();
        if !due.is_empty() {
            let due = if DAY_BEFORE.is_match(within) { Vec::new() } else { due };
            return Some(Schedule::of(ReportKind::Once, due));
        }
        self.without_a_day(demand, within, own)
    }

    /// What prints no day that can be reckoned.
    fn without_a_day(&self, demand: &Demand<'_>, within: &str, own: &[DateMention]) -> Option<Schedule> {
        if tells_at_once(demand.clause) {
            return Some(Schedule::of(ReportKind::AnyTime, Vec::new()));
        }
        // A day that is none or has just passed, and 下月10日前: asked.
        let is_open = |mention: &DateMention| mention.when == When::Unclear || is_limit(mention);
        if own.iter().any(is_open) || is_relative(within) {
            return Some(Schedule::of(ReportKind::Once, Vec::new()));
        }
        let is_handed = || hands_to_a_body(demand.clause) && matter(demand.text).is_some();
        if VAGUE.is_match(demand.text) {
            let is_of_case = depends_on_case(demand.clause);
            return (self.is_instructing || self.has_rule || (!is_of_case && is_handed()))
                .then(|| Schedule::of(ReportKind::AnyTime, Vec::new()));
        }
        if self.has_rule && IN_A_FORM.is_match(demand.clause) {
            return None;
        }
        let is_demand = (self.is_instructing && hands_in(demand.clause)) || is_handed();
        (is_demand && !self.is_second).then(|| Schedule::of(ReportKind::Once, Vec::new()))
    }

    /// The one phase whose end a text names: 第一阶段结束前, 自查阶段结束后.
    fn phase_named_in(&self, text: &str) -> Option<&Phase> {
        let named = NTH_PHASE.captures(text)?;
        if let Some(number) = named.get(1) {
            return self.phases.get(NUMERALS.find(number.as_str())? / '一'.len_utf8());
        }
        let words = named.get(2)?.as_str();
        self.phases.iter().find(|phase| {
            let name = phase.name.trim_end_matches("阶段");
            !name.is_empty() && words.ends_with(name)
        })
    }
}
