//! What the recipients must send up, and when: dates, phase ends, cycles, and the vague words of a covering notice.

use std::ops::Range;
use std::sync::LazyLock;

use clock::CivilDate;
use gongwen::read::dates::{DateMention, When};
use gongwen::read::{Decoded, Outline, PartKind, Passage, Section};
use regex::Regex;

use super::model::{After, DayRule, Every, Phase, ReportKind, ReportRule};
use super::pattern::pattern;
use super::phases::unread_table;
use super::report_after::{after, ends_of};
use super::report_cycle::{Cycle, cycle, names_cycle};
use super::report_day::{day_rule, is_about_previous, is_fortnight, on_holidays, printed_days, series};
use super::report_due::{due_day, due_days, is_limit};
use super::report_issuer::is_issuers_own;
use super::report_matter::{matter, split_plan};
use super::report_verb::{
    announces_reports, demands_report, hands_in, hands_over, is_about_reporting, is_others_duty,
    points_elsewhere,
};
use super::sentence::{clauses, sentences, within_range};

static EACH_PHASE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:每个?|各个?|每一)(?:工作|实施|活动)?阶段的?(?:[^，。；、情进工任]{0,6}(?:结束|完成|末|底|终了|前|后|内)|[,，]|报送|上报|要|应|均|都)|分阶段(?:报送|上报|报告)|阶段(?:工作|任务|活动)?(?:结束|完成|末|终了)",
    )
});
/// 第一阶段结束, 自查阶段结束: the end of one phase.
static NTH_PHASE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:第([一二三四五六七八九])个?|([^，。；、：每各个]{2,10}))阶段(?:工作|任务|活动)?(?:结束|完成|末)",
    )
});
/// 首次报送时间为3月7日: the first day of the series before.
static FIRST_TIME: LazyLock<Regex> =
    LazyLock::new(|| pattern("^(?:首次|第一次)(?:报送|上报|报告)?(?:时间|日期|期限)?(?:为|是|于|在|：|:)?"));
/// 由“每月25日前”调整为“每月20日前”: what stands before is over.
static REPLACED: LazyLock<Regex> =
    LazyLock::new(|| pattern("由[^。；]{2,60}?(?:调整|修改|更改|变更|改)(?:为|至|到|成)"));
const NUMERALS: &str = "一二三四五六七八九";
static VAGUE: LazyLock<Regex> = LazyLock::new(|| pattern("随时|及时|第一时间|即时|适时|立即"));
static RELATIVE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "[0-9一二两三五七十]+个?(?:工作日|日|天|周|星期|个?月)(?:之?内|以内)|[本当下]个?(?:月|周|星期)[^，。；]{0,8}前",
    )
});
static PICTURES: LazyLock<Regex> = LazyLock::new(|| pattern("图片|照片|相片|影像|图文|影音|音像"));
static PICTURES_TOO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:并|同时|另)?(?:须|要|请)?(?:一并|同时)?(?:附|含|包括|提供|上传|报送)[^，。]{0,20}(?:图片|照片|影像)",
    )
});
static REPORT_HEADING: LazyLock<Regex> = LazyLock::new(|| pattern("报送|上报|信息|总结|反馈|材料"));
static HOUR: LazyLock<Regex> = LazyLock::new(|| {
    pattern("(上午|中午|下午|晚上?)?([0-9]{1,2})(?:[:：]([0-9]{2})|[时点](?:([0-9]{1,2})分)?)")
});

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
pub(super) fn report_rules(outline: &Outline, decoded: &Decoded, phases: &[Phase]) -> Vec<ReportRule> {
    let mut reader = RuleReader { outline, decoded, phases, found: Vec::new() };
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
    reader.found
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
    found: Vec<ReportRule>,
}

/// The clauses that a demand takes: from the demand before to its own verb.
struct Demand<'t> {
    text: &'t str,
    range: Range<usize>,
    /// The clause with the verb.
    clause: &'t str,
    clause_range: Range<usize>,
}

impl Demand<'_> {
    /// Where its time stands: in the clause with the verb if that names one, else anywhere before.
    fn scope(&self, dates: &[DateMention]) -> Range<usize> {
        let has_date = !within_range(dates, &self.clause_range).is_empty();
        // 3月前将方案，12月前将总结报送: the verb stands once.
        let before = self.range.start..self.clause_range.start;
        let shares_verb = self.clause.contains('将')
            && self.text[..self.text.len().saturating_sub(self.clause.len())].contains('将')
            && !within_range(dates, &before).is_empty();
        if has_date && shares_verb {
            return self.range.clone();
        }
        let is_timed = has_date || names_cycle(self.clause) || EACH_PHASE.is_match(self.clause);
        if is_timed { self.clause_range.clone() } else { self.range.clone() }
    }
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
        if !text.contains(['报', '馈', '交', '送', '发', '传', '寄']) {
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
                if self.begins_series(&text[clause.clone()], within_range(&dates, &clause), first_here) {
                    continue;
                }
                if is_about_reporting(&text[clause.clone()]) && !self.is_timed(text, &dates, clause.clone()) {
                    free_from = clause.end;
                    continue;
                }
                // A demand's time stands near its verb; looking back without end would cost the square of the text.
                let nearest = text.ceil_char_boundary(clause.start.saturating_sub(FARTHEST_BACK));
                let reach = free_from.max(nearest)..clause.end;
                let demand = self.demand(text, &dates, reach, clause.clone());
                let context = Context { place, is_second, has_rule, sentence_end: sentence.end };
                let rule = demand.and_then(|demand| self.rule(passage, &demand, &dates, context));
                let days = || within_range(&dates, &(free_from..clause.end));
                let completed = rule
                    .as_ref()
                    .filter(|_| is_second)
                    .and_then(|rule| self.found.last().and_then(|open| days_of_series(open, rule, days())));
                if let (Some(day), Some(rule), Some(open)) = (completed, &rule, self.found.last_mut()) {
                    open.day = Some(day);
                    open.due_time = open.due_time.take().or_else(|| rule.due_time.clone());
                    open.matter = open.matter.take().or_else(|| rule.matter.clone());
                    open.with_pictures |= rule.with_pictures;
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
                        None => self.found.push(rule),
                    }
                } else if is_second && PICTURES_TOO.is_match(&text[clause]) {
                    // 报送月报，并附图片: the pictures go with the report.
                    self.found.last_mut().into_iter().for_each(|rule| rule.with_pictures = true);
                }
            }
            if let Some(holidays) = on_holidays(&text[sentence]) {
                // Beside a demand it governs that sentence, alone the whole paragraph before it.
                let is_alone = first_in_sentence == self.found.len();
                let from = if is_alone { first_here } else { first_in_sentence };
                self.found[from..].iter_mut().for_each(|rule| rule.holidays = Some(holidays));
            }
        }
    }

    /// Takes the first day of a series that stands behind its rule.
    fn begins_series(&mut self, clause: &str, dates: &[DateMention], first_here: usize) -> bool {
        let Some(day) = dates.first().and_then(|mention| mention.when.start().or(mention.when.end())) else {
            return false;
        };
        let open = self.found[first_here..].last_mut().filter(|rule| rule.kind == ReportKind::Periodic);
        let Some(open) = open.filter(|_| FIRST_TIME.is_match(clause)) else { return false };
        open.from = Some(day);
        true
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
        let is_demand =
            demands_report(words) || (hands_over(words) && self.is_timed(text, dates, reach.clone()));
        if !is_demand || announces_reports(words) {
            return None;
        }
        let begun = text[reach.clone()].trim_start_matches(['，', ',', '、']).len();
        let range = reach.end - begun..reach.end;
        let replaced = REPLACED.find(words).map_or(0, |found| found.end());
        let clause_range = clause.start + replaced..clause.end;
        let clause = &text[clause_range.clone()];
        let demand = Demand { text: &text[range.clone()], range, clause, clause_range };
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
        let matter = matter(&what);
        let plans = matter.as_deref().map(|matter| split_plan(matter).0.len());
        let rule = ReportRule {
            kind,
            due_on,
            due_time: own.iter().find_map(|date| date.hour.clone()).or_else(|| hour(within)),
            every,
            with_pictures: PICTURES.is_match(demand.text),
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
            with_series(passage.text(), demand, dates, context, rule)
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
        if EACH_PHASE.is_match(within) {
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
        let due = due_days(text, demand.range.clone(), own, self.outline.issued_on);
        if !due.is_empty() {
            return Some(Schedule::of(ReportKind::Once, due));
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
        let is_demand = is_instructing && !context.is_second && hands_in(demand.clause);
        is_demand.then(|| Schedule::of(ReportKind::Once, Vec::new()))
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

/// 每季度报送一次，于3月、6月、9月、12月的25日前…: the days of the series that the sentence before it names.
fn days_of_series(open: &ReportRule, rule: &ReportRule, dates: &[DateMention]) -> Option<DayRule> {
    let every = open.every.filter(|_| open.kind == ReportKind::Periodic && open.day.is_none())?;
    (rule.kind == ReportKind::Once).then(|| printed_days(dates, every)).flatten()
}

/// The day and the ends of a series, which may stand before the verb or behind it, up to the next demand.
fn with_series(
    text: &str,
    demand: &Demand<'_>,
    dates: &[DateMention],
    context: Context,
    mut rule: ReportRule,
) -> ReportRule {
    let behind = clauses(text, demand.clause_range.end..context.sentence_end);
    let end = behind.into_iter().take_while(|clause| !demands_report(&text[clause.clone()])).last();
    let reach = demand.range.start..end.map_or(demand.range.end, |clause| clause.end);
    let times = within_range(dates, &reach);
    (rule.from, rule.until) = series(text, times);
    if rule.every.is_none() && is_fortnight(&text[reach.clone()]) && rule.from.is_some() {
        rule.every = Some(Every::Week);
        rule.day = rule.from.map(DayRule::Fortnight);
        return rule;
    }
    let Some(every) = rule.every else { return rule };
    let clause = within_range(dates, &demand.clause_range);
    rule.day = day_rule(demand.clause, every, clause).or_else(|| day_rule(&text[reach], every, times));
    rule
}

fn hour(text: &str) -> Option<String> {
    let found = HOUR.captures(text)?;
    let hour: u32 = found.get(2)?.as_str().parse().ok()?;
    let minute: u32 = found.get(3).or(found.get(4)).map_or(Ok(0), |m| m.as_str().parse()).ok()?;
    let is_late = found.get(1).is_some_and(|half| half.as_str() != "上午" && half.as_str() != "中午");
    let hour = if is_late && hour < 12 { hour + 12 } else { hour };
    (hour <= 24 && minute < 60).then(|| format!("{hour:02}:{minute:02}"))
}
