//! What the recipients must send up, and when: dates, phase ends, cycles, and the vague words of a covering notice.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use clock::CivilDate;
use gongwen::read::dates::{DateMention, SEASON, When, hour_in};
use gongwen::read::{Decoded, Outline, PartKind, Passage, Section};
use regex::Regex;

use super::model::{After, Every, Phase, ReportKind, ReportRule};
use super::pattern::pattern;
use super::phases::{FoundPhase, unread_table};
use super::report_after::{after, ends_of, names_each_phase};
use super::report_apart::apart;
use super::report_cycle::{Cycle, cycle, names_cycle};
use super::report_day::{is_about_previous, on_holidays};
use super::report_demand::Demand;
use super::report_due::{due_day, due_days, is_limit};
use super::report_issuer::is_issuers_own;
use super::report_matter::{joined, matter, plan_made_in, sent_with, split_plan};
use super::report_series::{begins_series, completes, with_series};
use super::report_verb::{
    announces_reports, demands_report, hands_in, hands_over, hands_to_a_body, is_about_reporting,
    is_others_duty, names_pictures, points_elsewhere, regime_matter, sets_regime, tells_at_once,
};
use super::report_window::kept_within;
use super::reporting::is_work_of_reporting;
use super::sentence::{clauses, sentences, within_range};

/// 第一阶段结束, 自查阶段结束: the end of one phase.
static NTH_PHASE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:第([一二三四五六七八九])个?|([^，。；、：每各个]{2,10}))阶段(?:工作|任务|活动)?(?:结束|完成|末)",
    )
});
const NUMERALS: &str = "一二三四五六七八九";
static VAGUE: LazyLock<Regex> = LazyLock::new(|| pattern("随时|及时|第一时间|即时|适时|立即"));
static RELATIVE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "[0-9一二两三五七十]+个?(?:工作日|日|天|周|星期|个?月)(?:之?内|以内)|(?:今|明|当|后|大后)[日天晚][^，。；]{{0,8}}前|[本当下]个?(?:月|周|星期)[^，。；]{{0,8}}前|(?:周|星期)[一二三四五六日天][^，。；]{{0,8}}前|(?:{SEASON})(?:节|假期|期间?)?(?:之前|以前|前|后|结束)",
    ))
});
static PICTURES_TOO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:(?:并|同时|另)?(?:须|要|请)?(?:一并|同时)?(?:附|含|包括|提供|上传|报送)[^，。]{0,20}(?:图片|照片|影像)|(?:现场|活动|相关)?(?:图片|照片|影像)(?:资料|材料)?(?:不少于|至少|[0-9]))",
    )
});
static REPORT_HEADING: LazyLock<Regex> = LazyLock::new(|| pattern("报送|上报|信息|总结|反馈|材料"));
/// 10月1日前一天: a day before the one that is printed.
static DAY_BEFORE: LazyLock<Regex> =
    LazyLock::new(|| pattern("[日号）)节]前的?(?:[0-9]{1,2}|[一两二三四五六七])个?(?:天|日|工作日)"));
/// How many bytes before its verb's clause a demand may begin.
const FARTHEST_BACK: usize = 1200;

/// Where a sentence stands decides whether vague words count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The covering notice, a closing clause, or under a heading about reports.
    Instructing,
    Body,
}

/// Finds the report rules in the order of the text.
pub(super) fn report_rules(
    outline: &Outline,
    decoded: &Decoded,
    phases: &[Phase],
    steps: &[FoundPhase<'_>],
) -> Vec<ReportRule> {
    let mut reader = RuleReader { outline, decoded, phases, steps, found: Vec::new(), made: None };
    let last = last_passage(outline);
    for part in outline.working_parts() {
        let is_cover = part.kind == PartKind::Main;
        for passage in &part.opening {
            let is_last = last.is_some_and(|one| std::ptr::eq(one, passage));
            reader.read(passage, place(is_cover || is_last));
        }
        for section in &part.sections {
            reader.read_section(section, last, false);
        }
    }
    drop_echoes(&mut reader.found);
    reader.found
}

/// 实行零报告制度 beside a report that comes again only says how that is made; said twice it is one.
fn drop_echoes(found: &mut Vec<ReportRule>) {
    let key = |rule: &ReportRule| (rule.every, cycle(&rule.what, &[]) == Some(Cycle::Odd));
    let is_regime = |rule: &ReportRule| sets_regime(&rule.what);
    let periodic = found.iter().filter(|rule| rule.kind == ReportKind::Periodic && !is_regime(rule));
    let mut told: HashSet<_> = periodic.map(key).collect();
    found.retain(|rule| {
        let is_echo = rule.kind == ReportKind::Periodic
            && is_regime(rule)
            && (told.contains(&key(rule)) || (key(rule) == (None, false) && !told.is_empty()));
        told.extend((rule.kind == ReportKind::Periodic).then(|| key(rule)));
        !is_echo
    });
}

fn place(is_instructing: bool) -> Place {
    if is_instructing { Place::Instructing } else { Place::Body }
}

fn last_passage(outline: &Outline) -> Option<&Passage> {
    let mut last = None;
    outline.working_parts().for_each(|part| part.each_passage(&mut |passage| last = Some(passage)));
    last
}

struct RuleReader<'a, 'd> {
    outline: &'a Outline,
    decoded: &'d Decoded,
    phases: &'a [Phase],
    steps: &'a [FoundPhase<'a>],
    found: Vec<ReportRule>,
    /// The plan that the sentence before ends with making.
    made: Option<String>,
}

/// What surrounds a demand.
#[derive(Clone, Copy)]
struct Context {
    place: Place,
    /// Another rule was read in the same sentence: 纸质材料一并报送 adds nothing.
    is_second: bool,
    /// Another rule was read in the same paragraph.
    has_rule: bool,
    sentence_end: usize,
}

/// When a demand is due.
struct Schedule {
    kind: ReportKind,
    due_on: Vec<CivilDate>,
    every: Option<Every>,
    after: Option<After>,
}

impl Schedule {
    fn of(kind: ReportKind, due_on: Vec<CivilDate>) -> Self {
        Self { kind, due_on, every: None, after: None }
    }
}

impl RuleReader<'_, '_> {
    fn read_section(&mut self, section: &Section, last: Option<&Passage>, is_about_reports: bool) {
        let title = section.title();
        let is_leaf = section.body.is_empty() && section.children.is_empty();
        let is_short =
            title.chars().count() <= 20 && !(is_leaf && title.contains(['，', '于', '前', '随', '及']));
        let is_about_reports = is_about_reports || (is_short && REPORT_HEADING.is_match(title));
        // A short heading such as 及时报送 names what follows; only a time in it makes it a rule.
        let is_last = last.is_some_and(|one| std::ptr::eq(one, &section.heading));
        self.read(&section.heading, place(!is_short && (is_about_reports || is_last)));
        // The cells of a table that was not read are no sentences.
        let table = unread_table(&section.body).filter(|_| self.phases.is_empty()).unwrap_or(usize::MAX);
        let is_cell = |at: usize, cell: &Passage| at > table && !cell.text().contains('。');
        let told = section.body.iter().enumerate().filter(|(at, passage)| !is_cell(*at, passage));
        for (_, passage) in told {
            let is_last = last.is_some_and(|one| std::ptr::eq(one, passage));
            self.read(passage, place(is_about_reports || is_last));
        }
        for child in &section.children {
            self.read_section(child, last, is_about_reports);
        }
    }

    fn read(&mut self, passage: &Passage, place: Place) {
        let text = passage.text();
        if !text.contains(['划', '案', '报', '馈', '交', '送', '发', '传', '寄', '备', '函']) {
            return;
        }
        let dates = self.outline.dates(passage);
        let mut has_rule = false;
        let first_here = self.found.len();
        for sentence in sentences(text) {
            let first_in_sentence = self.found.len();
            let mut free_from = sentence.start;
            let mut any_time_from = None;
            for clause in clauses(text, sentence.clone()) {
                let is_second = self.found.len() > first_in_sentence;
                let times = within_range(&dates, &clause);
                if begins_series(
                    &mut self.found[first_here..],
                    &text[clause.clone()],
                    times,
                    self.outline.issued_on,
                ) {
                    continue;
                }
                let words = &text[clause.clone()];
                let is_about = is_about_reporting(words) || is_work_of_reporting(words);
                if is_about && !self.is_timed(text, &dates, clause.clone()) {
                    free_from = clause.end;
                    continue;
                }
                // A demand's time stands near its verb; looking back without end would cost the square of the text.
                let nearest = text.ceil_char_boundary(clause.start.saturating_sub(FARTHEST_BACK));
                let reach = free_from.max(nearest)..clause.end;
                let demand = self.demand(text, &dates, reach, clause.clone());
                let context = Context { place, is_second, has_rule, sentence_end: sentence.end };
                let rule = demand.as_ref().and_then(|demand| self.rule(passage, demand, &dates, context));
                let open = self.found.last_mut().filter(|_| is_second);
                let days = within_range(&dates, &(free_from..clause.end));
                if open.zip(rule.as_ref()).is_some_and(|(open, rule)| completes(open, rule, days)) {
                    free_from = clause.end;
                    continue;
                }
                if let Some(rule) = rule {
                    has_rule = true;
                    // 好做法随时报送，重大情况即时上报: one rule.
                    let is_more = rule.kind == ReportKind::AnyTime && any_time_from.is_some();
                    let from = any_time_from.unwrap_or(free_from);
                    any_time_from = (rule.kind == ReportKind::AnyTime).then_some(from);
                    free_from = clause.end;
                    let whole = passage.excerpt(self.decoded, from..clause.end);
                    match self.found.last_mut().filter(|_| is_more) {
                        Some(open) => {
                            text[from..clause.end].trim_start_matches('，').clone_into(&mut open.what);
                            open.source = whole;
                        }
                        None => self.add(rule, passage, &dates, from..clause.end),
                    }
                } else if let Some(open) = self.found.last_mut().filter(|_| is_second) {
                    // 报送月报，并附图片: the pictures go with the report.
                    open.with_pictures |= PICTURES_TOO.is_match(words);
                    open.matter = joined(open.matter.take(), sent_with(words));
                }
            }
            self.made = plan_made_in(&text[sentence.clone()]);
            if let Some(holidays) = on_holidays(&text[sentence]) {
                // Beside a demand it governs that sentence, alone the whole paragraph before it.
                let is_alone = first_in_sentence == self.found.len();
                let from = if is_alone { first_here } else { first_in_sentence };
                self.found[from..].iter_mut().for_each(|rule| rule.holidays = Some(holidays));
            }
        }
    }

    /// Adds what a demand asks for; `range` are the bytes that it takes.
    fn add(&mut self, rule: ReportRule, passage: &Passage, dates: &[DateMention], range: Range<usize>) {
        let issued_on = self.outline.issued_on;
        let excerpt = |range| passage.excerpt(self.decoded, range);
        let at = range.end - 1;
        let several = apart(rule, passage.text(), range, dates, issued_on, excerpt).into_iter();
        self.found.extend(several.map(|rule| kept_within(rule, self.steps, (passage, at), issued_on)));
    }

    /// The demand whose verb stands in a clause; `reach` is what may belong to it.
    fn demand<'t>(
        &self,
        text: &'t str,
        dates: &[DateMention],
        reach: Range<usize>,
        clause: Range<usize>,
    ) -> Option<Demand<'t>> {
        let words = &text[clause.clone()];
        let is_demand = demands_report(words)
            || sets_regime(words)
            || (hands_over(words) && self.is_timed(text, dates, reach.clone()));
        if !is_demand || announces_reports(words) {
            return None;
        }
        let demand = Demand::at(text, reach, clause);
        // A time that is said elsewhere: only one of its own makes it a demand.
        let is_idle = points_elsewhere(words) && !self.is_timed(text, dates, demand.range.clone());
        let is_others =
            is_issuers_own(demand.text, self.outline.issuer.as_deref()) || is_others_duty(demand.text);
        (!is_idle && !is_others).then_some(demand)
    }

    /// Whether a stretch names a day ahead, a cycle or a number of days.
    fn is_timed(&self, text: &str, dates: &[DateMention], range: Range<usize>) -> bool {
        let is_ahead =
            |mention: &DateMention| is_limit(mention) || due_day(mention, self.outline.issued_on).is_some();
        within_range(dates, &range).iter().any(is_ahead)
            || names_cycle(&text[range.clone()])
            || RELATIVE.is_match(&text[range])
    }

    fn rule(
        &self,
        passage: &Passage,
        demand: &Demand<'_>,
        dates: &[DateMention],
        context: Context,
    ) -> Option<ReportRule> {
        let scope = demand.scope(dates);
        let own = within_range(dates, &scope);
        let within = &passage.text()[scope];
        let Schedule { kind, mut due_on, every, after } =
            self.schedule(passage.text(), demand, within, own, context)?;
        due_on.sort_unstable();
        due_on.dedup();
        let what = demand.text.to_owned();
        let named = if sets_regime(demand.clause) { regime_matter(demand.clause) } else { matter(&what) };
        // 各单位要制定工作方案。于5月10日前报送。
        let matter =
            named.or_else(|| self.made.clone().filter(|_| kind == ReportKind::Once && !context.is_second));
        let plans = matter.as_deref().map(|matter| split_plan(matter).0.len());
        let rule = ReportRule {
            kind,
            due_on,
            due_time: own.iter().find_map(|date| date.hour.clone()).or_else(|| hour_in(within)),
            every,
            with_pictures: names_pictures(demand.text),
            source: passage.excerpt(self.decoded, demand.range.clone()),
            unit_plan: kind == ReportKind::Once && plans.is_some_and(|count| count > 0),
            about_previous: every.is_some() && is_about_previous(within),
            other_year: own.iter().find_map(|date| date.other_year),
            day: None,
            from: None,
            until: None,
            holidays: None,
            matter,
            after,
            what,
        };
        Some(if kind == ReportKind::Periodic {
            with_series(passage.text(), demand, dates, context.sentence_end, rule)
        } else {
            rule
        })
    }

    /// When the demand is due; `None` when it is no demand here.
    fn schedule(
        &self,
        text: &str,
        demand: &Demand<'_>,
        within: &str,
        own: &[DateMention],
        context: Context,
    ) -> Option<Schedule> {
        let is_instructing = context.place == Place::Instructing;
        if let Some(phase) = self.phase_named_in(within) {
            let after = after(within);
            return Some(Schedule {
                after,
                ..Schedule::of(ReportKind::Once, ends_of(within, std::slice::from_ref(phase)))
            });
        }
        if names_each_phase(within) {
            let after = after(within);
            return Some(Schedule {
                after,
                ..Schedule::of(ReportKind::PhaseEnd, ends_of(within, self.phases))
            });
        }
        if let Some(cycle) = cycle(within, own) {
            let counts = cycle != Cycle::Vague || is_instructing;
            let every = if let Cycle::Known(every) = cycle { Some(every) } else { None };
            return counts.then(|| Schedule { every, ..Schedule::of(ReportKind::Periodic, Vec::new()) });
        }
        if sets_regime(demand.clause) {
            // Beside a rule of its own it only names it.
            return (!context.has_rule).then(|| Schedule::of(ReportKind::Periodic, Vec::new()));
        }
        let due = due_days(text, demand.range.clone(), own, self.outline.issued_on);
        if !due.is_empty() {
            let due = if DAY_BEFORE.is_match(within) { Vec::new() } else { due };
            return Some(Schedule::of(ReportKind::Once, due));
        }
        if tells_at_once(demand.clause) {
            return Some(Schedule::of(ReportKind::AnyTime, Vec::new()));
        }
        // A day that is none or has just passed, and 下月10日前: asked.
        let is_open = |mention: &DateMention| mention.when == When::Unclear || is_limit(mention);
        if own.iter().any(is_open) || RELATIVE.is_match(within) {
            return Some(Schedule::of(ReportKind::Once, Vec::new()));
        }
        if VAGUE.is_match(demand.text) {
            return (is_instructing || context.has_rule)
                .then(|| Schedule::of(ReportKind::AnyTime, Vec::new()));
        }
        let is_demand = (is_instructing && hands_in(demand.clause))
            || (hands_to_a_body(demand.clause) && matter(demand.text).is_some());
        (is_demand && !context.is_second).then(|| Schedule::of(ReportKind::Once, Vec::new()))
    }

    /// The one phase whose end a text names: 第一阶段结束前, 自查阶段结束后.
    fn phase_named_in(&self, text: &str) -> Option<&Phase> {
        let named = NTH_PHASE.captures(text)?;
        let number = named.get(1).and_then(|number| NUMERALS.find(number.as_str()));
        match number {
            Some(at) => self.phases.get(at / '一'.len_utf8()),
            None => self.phases.iter().find(|phase| {
                let name = phase.name.trim_end_matches("阶段");
                !name.is_empty() && named.get(2).is_some_and(|words| words.as_str().ends_with(name))
            }),
        }
    }
}
