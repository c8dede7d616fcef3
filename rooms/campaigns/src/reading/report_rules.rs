//! What the recipients must send up, and when: dates, phase ends, cycles, and the vague words of a covering notice.

mod taking;

use std::ops::Range;
use std::sync::LazyLock;

use gongwen::read::dates::{DateMention, hour_in};
use gongwen::read::{Decoded, Outline, PartKind, Passage, Section};
use regex::Regex;

use super::model::{Phase, ReportKind, ReportRule};
use super::pattern::pattern;
use super::phases::{FoundPhase, unread_table};
use super::report_cycle::{cycle_at, names_cycle};
use super::report_day::{is_about_previous, on_holidays};
use super::report_demand::Demand;
use super::report_due::{due_day, is_limit};
use super::report_heading::Headed;
use super::report_issuer::is_issuers_own;
use super::report_items::{deeds, listed};
use super::report_join::{drop_echoes, is_known};
use super::report_matter::{consists_of, joined, matter, plan_made_in, sent_with, split_plan};
use super::report_schedule::{Schedule, Surroundings, is_relative};
use super::report_series::{begins_series, completes, of_each_year, with_series};
use super::report_verb::{
    adds_pictures, announces_reports, demands_report, hands_over, is_about_reporting, is_other_form,
    is_others_duty, names_pictures, points_elsewhere, regime_matter, sets_regime, tells_as_it_comes,
};
use super::reporting::is_work_of_reporting;
use super::sentence::{clauses, sentences, within_range};
use super::task_table::TaskRow;

static REPORT_HEADING: LazyLock<Regex> = LazyLock::new(|| pattern("报送|上报|信息|总结|反馈|材料"));
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
    rows: &[TaskRow],
) -> Vec<ReportRule> {
    let mut reader = RuleReader {
        outline,
        decoded,
        phases,
        steps,
        found: Vec::new(),
        made: None,
        is_list: false,
        headed: None,
    };
    let mut last = None;
    outline.working_parts().for_each(|part| part.each_passage(&mut |passage| last = Some(passage)));
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
    // Tables of steps stand apart from the paragraphs.
    let cells = steps.iter().filter(|found| !found.rows.is_empty()).flat_map(|found| &found.body);
    cells.for_each(|cell| reader.read(cell.passage, Place::Body));
    reader.found.sort_by_key(|rule| rule.source.start);
    rows.iter().filter_map(TaskRow::report).for_each(|row| reader.read_row(row));
    drop_echoes(&mut reader.found);
    reader.found
}

fn place(is_instructing: bool) -> Place {
    if is_instructing { Place::Instructing } else { Place::Body }
}

struct RuleReader<'a, 'd> {
    outline: &'a Outline,
    decoded: &'d Decoded,
    phases: &'a [Phase],
    steps: &'a [FoundPhase<'a>],
    found: Vec<ReportRule>,
    /// The plan that the sentence before ends with making.
    made: Option<String>,
    /// Under a heading about reports a line 周报：每周五 is a demand.
    is_list: bool,
    /// The heading above names a cycle: 每周报送. What it says may have been read as a rule of its own.
    headed: Option<Headed>,
}

/// How far the reading of a sentence has come.
struct Progress {
    sentence: Range<usize>,
    /// The rules found before it.
    found_before: usize,
    /// What stands before belongs to demands that were read.
    free_from: usize,
    /// Where the last demand begins.
    open_from: usize,
    any_time_from: Option<usize>,
}

impl RuleReader<'_, '_> {
    fn read_section(&mut self, section: &Section, last: Option<&Passage>, is_about_reports: bool) {
        let title = section.title();
        let is_leaf = section.body.is_empty() && section.children.is_empty();
        let is_short =
            title.chars().count() <= 20 && !(is_leaf && title.contains(['，', '于', '前', '随', '及']));
        let is_about_reports = is_about_reports || (is_short && REPORT_HEADING.is_match(title));
        // What a section ends with making is not what another one tells to send.
        (self.is_list, self.made) = (is_about_reports, None);
        // A short heading such as 及时报送 names what follows; only a time in it makes it a rule.
        let is_last = last.is_some_and(|one| std::ptr::eq(one, &section.heading));
        let before = self.found.len();
        self.read(&section.heading, place(!is_short && (is_about_reports || is_last)));
        self.headed = Headed::of(title, before, &self.found);
        // The cells of a table that was not read are no sentences.
        let table = unread_table(&section.body).filter(|_| self.phases.is_empty()).unwrap_or(usize::MAX);
        let is_cell = |at: usize, cell: &Passage| at > table && !cell.text().contains('。');
        let told = section.body.iter().enumerate().filter(|(at, passage)| !is_cell(*at, passage));
        for (_, passage) in told {
            let is_last = last.is_some_and(|one| std::ptr::eq(one, passage));
            self.read(passage, place(is_about_reports || is_last));
        }
        (self.is_list, self.headed) = (false, None);
        for child in &section.children {
            self.read_section(child, last, is_about_reports);
        }
    }

    /// A row of an annexed table that demands a report, unless the text did so already.
    fn read_row(&mut self, row: &Passage) {
        let before = self.found.len();
        self.read(row, Place::Body);
        let own = self.found.split_off(before);
        let new = own.into_iter().filter(|rule| !is_known(&self.found, rule));
        self.found.extend(new.collect::<Vec<_>>());
    }

    fn read(&mut self, passage: &Passage, place: Place) {
        let text = passage.text();
        let may_demand =
            text.contains(['划', '案', '报', '馈', '交', '送', '发', '传', '寄', '备', '函', '汇']);
        if !may_demand && !self.is_list {
            return;
        }
        let dates = self.outline.dates(passage);
        let first_here = self.found.len();
        for sentence in sentences(text) {
            let found_before = self.found.len();
            let (free_from, open_from) = (sentence.start, sentence.start);
            let mut told = Progress {
                sentence: sentence.clone(),
                found_before,
                free_from,
                open_from,
                any_time_from: None,
            };
            let all = clauses(text, sentence.clone()).into_iter();
            for clause in all.flat_map(|clause| deeds(text, &dates, clause)) {
                self.read_clause(passage, &dates, (place, first_here), clause, &mut told);
            }
            self.made = plan_made_in(&text[sentence.clone()]);
            if let Some(holidays) = on_holidays(&text[sentence]) {
                // Beside a demand it governs that sentence, alone the whole paragraph before it.
                let is_alone = found_before == self.found.len();
                let from = if is_alone { first_here } else { found_before };
                self.found[from..].iter_mut().for_each(|rule| rule.holidays = Some(holidays));
            }
        }
    }

    /// Reads a clause of the paragraph whose rules begin at `first_here`.
    fn read_clause(
        &mut self,
        passage: &Passage,
        dates: &[DateMention],
        (place, first_here): (Place, usize),
        clause: Range<usize>,
        told: &mut Progress,
    ) {
        let text = passage.text();
        let words = &text[clause.clone()];
        let is_second = self.found.len() > told.found_before;
        let times = within_range(dates, &clause);
        if begins_series(&mut self.found[first_here..], words, times, self.outline.issued_on) {
            return;
        }
        let is_about = is_about_reporting(words) || is_work_of_reporting(words);
        // 做好季报上报工作: the name of a paper is no time.
        if is_about && cycle_at(words).is_none() && !self.is_dated(text, dates, clause.clone()) {
            told.free_from = clause.end;
            return;
        }
        // A demand's time stands near its verb; looking back without end would cost the square of the text.
        let nearest = text.ceil_char_boundary(clause.start.saturating_sub(FARTHEST_BACK));
        let reach = told.free_from.max(nearest)..clause.end;
        let demand = self.demand(text, dates, reach, clause.clone());
        let around = Surroundings {
            phases: self.phases,
            issued_on: self.outline.issued_on,
            is_instructing: place == Place::Instructing,
            is_second,
            has_rule: self.found.len() > first_here,
            sentence_end: told.sentence.end,
        };
        let shared = demand.as_ref().and_then(|demand| self.shared(passage, demand, dates, &around));
        if let Some(rules) = shared {
            told.free_from = clause.end;
            rules.into_iter().for_each(|(rule, range)| self.add(rule, passage, dates, range));
            return;
        }
        let rule = demand.as_ref().and_then(|demand| self.rule(passage, demand, dates, &around));
        let rule = rule.map(|rule| of_each_year(rule, self.found.last().filter(|_| is_second), words));
        let open = self.found.last_mut().filter(|_| is_second);
        let days = within_range(dates, &(told.free_from..clause.end));
        if open.zip(rule.as_ref()).is_some_and(|(open, rule)| completes(open, rule, days)) {
            told.free_from = clause.end;
        } else if let Some(rule) = rule {
            self.take(rule, (passage, dates), clause, &around, told);
        } else if let Some(open) = self.found.last_mut().filter(|_| is_second) {
            if demand.is_some() && is_other_form(words) {
                text[told.open_from..clause.end].trim_start_matches('，').clone_into(&mut open.what);
                open.source = passage.excerpt(self.decoded, told.open_from..clause.end);
                told.free_from = clause.end;
            }
            // 报送月报，并附图片: the pictures go with the report.
            open.with_pictures |= adds_pictures(words);
            open.matter = joined(open.matter.take(), sent_with(words).or_else(|| consists_of(words)));
        }
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
            || tells_as_it_comes(words)
            || sets_regime(words)
            || (hands_over(words) && self.is_timed(text, dates, reach.clone()))
            || (self.is_list && listed(words).is_some() && self.is_timed(text, dates, clause.clone()));
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
        names_cycle(&text[range.clone()]) || self.is_dated(text, dates, range)
    }

    /// Whether a stretch names a day ahead or a number of days.
    fn is_dated(&self, text: &str, dates: &[DateMention], range: Range<usize>) -> bool {
        let is_ahead =
            |mention: &DateMention| is_limit(mention) || due_day(mention, self.outline.issued_on).is_some();
        within_range(dates, &range).iter().any(is_ahead) || is_relative(&text[range])
    }

    fn rule(
        &self,
        passage: &Passage,
        demand: &Demand<'_>,
        dates: &[DateMention],
        around: &Surroundings<'_>,
    ) -> Option<ReportRule> {
        let scope = demand.scope(dates);
        let own = within_range(dates, &scope);
        let within = &passage.text()[scope];
        let told = around.schedule(passage.text(), demand, within, own);
        let is_untimed =
            told.as_ref().is_none_or(Schedule::is_untimed) && !is_relative(within) && own.is_empty();
        let headed = self.headed.filter(|_| is_untimed && demands_report(demand.clause));
        let Schedule { kind, mut due_on, every, after, phase } =
            headed.map(|headed| Schedule::each(headed.every)).or(told)?;
        due_on.sort_unstable();
        due_on.dedup();
        let what = demand.text.to_owned();
        let named = if sets_regime(demand.clause) { regime_matter(demand.clause) } else { matter(&what) };
        let line = listed(demand.clause).filter(|_| self.is_list && !demands_report(demand.clause));
        let named = line.or(named);
        // 各单位要制定工作方案。于5月10日前报送。
        let matter =
            named.or_else(|| self.made.clone().filter(|_| kind == ReportKind::Once && !around.is_second));
        let plans = matter.as_deref().map(|matter| split_plan(matter).0.len());
        let rule = ReportRule {
            kind,
            due_on,
            due_time: own.iter().find_map(|date| date.hour.clone()).or_else(|| hour_in(within)),
            every,
            with_pictures: names_pictures(demand.of_pictures()),
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
            phase,
            what,
        };
        Some(if kind == ReportKind::Periodic {
            with_series(passage.text(), demand, dates, around.sentence_end, rule)
        } else {
            rule
        })
    }
}
