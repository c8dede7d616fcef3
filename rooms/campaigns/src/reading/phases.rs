//! The steps in time of a campaign: where the notice lists them, what they are called, which dates are printed.

mod below;
mod name;
mod noted;
mod order;
mod over_items;
mod reported;
mod rows;
mod series;
mod table;
mod window;

use std::ops::Range;
use std::sync::LazyLock;

use gongwen::read::{Decoded, Outline, Part, Passage, Section};
use regex::Regex;

use super::imperative::commands;
use super::model::Phase;
use super::pattern::pattern;
use super::task_table::TaskRow;
pub(super) use order::Disorder;
pub(super) use table::StepTables;

use below::stretches;
pub(super) use below::{is_short_item, sets_task};
use name::{behind_time, head_length, name_of, season_starts, step_starts};
use order::{each_begun, set_in_order};
use reported::is_reported;
use rows::{Row, is_table_head, rows};
use series::{Told, closes_list, series};
use table::Step;
use window::{
    Window, heading_window, leads_with_window, own_times, section_window, text_window, window_below,
};

/// A phase with the passages that stand under it.
#[derive(Debug)]
pub(super) struct FoundPhase<'a> {
    pub(super) phase: Phase,
    pub(super) heading: Option<&'a Passage>,
    /// Parts of passages, in the order of the text.
    pub(super) body: Vec<Stretch<'a>>,
    /// What the cells of its row in a table tell; they are its body too, and read only so.
    pub(super) rows: &'a [TaskRow],
    /// A printed time that is no date of the calendar.
    pub(super) is_unclear: bool,
    pub(super) disorder: Option<Disorder>,
}

/// A part of a passage under a phase.
#[derive(Clone, Debug)]
pub(super) struct Stretch<'a> {
    pub(super) passage: &'a Passage,
    pub(super) range: Range<usize>,
    /// A heading above text of its own sets no task by itself.
    pub(super) sets_tasks: bool,
    /// One task, however many sentences it has.
    pub(super) is_whole: bool,
}

impl<'a> Stretch<'a> {
    fn of(passage: &'a Passage, range: Range<usize>) -> Self {
        Self { passage, range, sets_tasks: true, is_whole: false }
    }
}

/// Headings that announce steps in time.
static STEPS: LazyLock<Regex> =
    LazyLock::new(|| pattern("步骤|阶段|进度|日程|时间安排|实施安排|进程|时间节点|时间步骤"));
/// Headings that may announce them, when what is below is dated.
static PERHAPS_STEPS: LazyLock<Regex> = LazyLock::new(|| pattern("安排|推进|计划|方法|组织实施|实施"));
static STEP_WORD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "阶段|^第[一二三四五六七八九十]+步|^第[一二三四五六七八九十]+(?:季度|个?月|批|期)|^(?:汛|节|节日|节假日)(?:前|中|后|期间?)(?:$|[（(：:，])|^[上下]半年(?:$|[（(：:])",
    )
});

/// 动员部署阶段 as a heading of its own; 各阶段 and 分阶段 speak of all.
static STAGE: LazyLock<Regex> = LazyLock::new(|| pattern("^[^，。；：（(各分每按]{2,16}阶段(?:$|[（(：:])"));
/// 第二阶段：…: such a number is that of a step, be it dated or not.
static NUMBERED: LazyLock<Regex> = LazyLock::new(|| pattern("^第[一二三四五六七八九十]{1,2}个?阶段"));

/// Finds the phases. Several series (steps under steps) give the first one; each of several plans has its own.
pub(super) fn phases<'a>(
    outline: &'a Outline,
    decoded: &Decoded,
    tables: &'a StepTables,
) -> Vec<FoundPhase<'a>> {
    let reader = PhaseReader { outline, decoded, tables };
    let plans: Vec<&Part> = outline.plans().collect();
    let mut found: Vec<FoundPhase<'a>> = match plans.as_slice() {
        [] | [_] => Vec::new(),
        plans => each_begun(plans.iter().map(|plan| reader.of_parts(&[*plan])), outline.issued_on),
    };
    if found.is_empty() {
        found = reader.of_parts(&outline.working_parts().collect::<Vec<_>>());
    }
    for (at, one) in found.iter_mut().enumerate() {
        one.phase.ordinal = u32::try_from(at + 1).unwrap_or(u32::MAX);
    }
    found
}

struct PhaseReader<'a, 'd> {
    outline: &'a Outline,
    decoded: &'d Decoded,
    tables: &'a StepTables,
}

impl<'a> PhaseReader<'a, '_> {
    /// The first series that these parts have.
    fn of_parts(&self, parts: &[&'a Part]) -> Vec<FoundPhase<'a>> {
        let roots = || parts.iter().map(|part| part.sections.as_slice());
        let under_heading = roots().find_map(|sections| self.under_heading(sections));
        let siblings = || roots().find_map(|sections| self.dated_siblings(sections));
        let in_text = || parts.iter().find_map(|part| self.in_text(&part.opening, false));
        let in_table = || parts.iter().find_map(|part| self.tables.of_part(self.outline, part));
        let of_table = || in_table().map(|steps| steps.iter().map(|step| self.table_phase(step)).collect());
        let found = under_heading.or_else(of_table).or_else(siblings).or_else(in_text);
        // What has no name beside its time is a list of dated activities: tasks, no phases.
        let mut found =
            found.filter(|found| found.iter().all(|one| !one.phase.name.is_empty())).unwrap_or_default();
        set_in_order(&mut found, self.outline.issued_on);
        found
    }

    /// A heading that announces steps, with the steps under it; siblings that are all called stages need none.
    fn under_heading(&self, sections: &'a [Section]) -> Option<Vec<FoundPhase<'a>>> {
        let stages: Vec<&Section> = sections.iter().filter(|one| STAGE.is_match(one.title())).collect();
        if stages.len() >= 2 {
            return Some(stages.into_iter().map(|section| self.section_phase(section)).collect());
        }
        sections.iter().find_map(|section| {
            let title = section.title();
            let announces = title.chars().count() <= 30 && STEPS.is_match(title);
            let may_announce = title.chars().count() <= 30 && PERHAPS_STEPS.is_match(title);
            let noted = std::iter::once(section).chain(&section.children).find_map(|one| self.noted(one));
            let own = (announces || may_announce).then(|| self.steps_of(section, announces)).flatten();
            noted.or(own).or_else(|| self.under_heading(&section.children))
        })
    }

    fn steps_of(&self, section: &'a Section, announces: bool) -> Option<Vec<FoundPhase<'a>>> {
        if let Some(found) = self.in_item(section).or_else(|| self.over_items(section)) {
            return Some(found);
        }
        // A series that also says by when its papers are handed in goes on without those.
        let steps: Vec<&Section> =
            section.children.iter().filter(|step| !is_reported(self.outline, step)).collect();
        if steps.is_empty() && !section.children.is_empty() {
            return None;
        }
        let named = steps.iter().filter(|step| STEP_WORD.is_match(step.title())).count();
        let dated = steps.iter().filter(|step| heading_window(self.outline, step).is_some()).count();
        let is_series = steps.len() >= 2
            && (named >= 2
                || dated == steps.len()
                || (announces && steps.iter().any(|step| self.window(step).is_dated())));
        // 实施步骤 with one dated step has that one; two are told by less.
        let is_only = announces && steps.len() == 1 && dated == 1;
        if is_series || is_only {
            return Some(steps.into_iter().map(|step| self.section_phase(step)).collect());
        }
        if let Some(rows) = rows(self.outline, &section.body).filter(|_| steps.is_empty()) {
            return Some(rows.into_iter().map(|row| self.row_phase(row)).collect());
        }
        self.in_text(&section.body, announces).filter(|found| announces || tells_steps(found))
    }

    /// Siblings whose headings name stages or bear dates, or that begin with a span of time.
    fn dated_siblings(&self, sections: &'a [Section]) -> Option<Vec<FoundPhase<'a>>> {
        let is_stage = |section: &&Section| {
            let title = section.title();
            STEP_WORD.is_match(title) && title.chars().count() <= 40 && !title.contains("各阶段")
        };
        let stages: Vec<&Section> = sections.iter().filter(is_stage).collect();
        let steps: Vec<&Section> = sections.iter().filter(|one| !is_reported(self.outline, one)).collect();
        let all_dated = steps.iter().all(|one| self.is_dated_heading(one));
        let dated: Vec<&Section> = steps.iter().copied().filter(|_| all_dated).collect();
        let leading: Vec<&Section> =
            steps.iter().copied().filter(|one| leads_with_window(self.outline, one)).collect();
        let chosen = [stages, dated, leading]
            .into_iter()
            .find(|group| group.len() >= 2 && group.iter().any(|one| self.window(one).is_dated()));
        match chosen {
            Some(group) if self.is_in_order(&group) => {
                Some(group.into_iter().map(|section| self.section_phase(section)).collect())
            }
            _ => sections.iter().find_map(|section| {
                self.in_text(&section.body, false)
                    .filter(tells_steps)
                    .or_else(|| self.dated_siblings(&section.children))
            }),
        }
    }

    /// A short heading with a time: a sentence that tells somebody to do something by a day is none.
    fn is_dated_heading(&self, section: &Section) -> bool {
        heading_window(self.outline, section).is_some()
            && !section.title().contains('，')
            && !commands(section.title())
    }

    /// Steps follow each other in time; a list of dated tasks does not.
    fn is_in_order(&self, group: &[&Section]) -> bool {
        let ends: Vec<_> = group
            .iter()
            .filter_map(|section| {
                let window = self.window(section);
                window.ends_on.or(window.starts_on)
            })
            .collect();
        ends.windows(2).all(|pair| pair[0] <= pair[1])
    }

    /// 第一阶段（…）…, else steps that are named beside their times, else 汛前（…）… within running text.
    fn in_text(&self, passages: &'a [Passage], announces: bool) -> Option<Vec<FoundPhase<'a>>> {
        let dated = |found: &Vec<FoundPhase<'a>>| found.iter().any(|one| is_dated(&one.phase));
        let all: Vec<&'a Passage> = passages.iter().collect();
        let numbered = self.begun_at(&all, step_starts);
        if numbered.as_ref().is_some_and(dated) {
            return numbered;
        }
        let seasons = || {
            self.begun_at(&all, season_starts).filter(|found| found.iter().all(|one| is_dated(&one.phase)))
        };
        self.told(passages, announces).or(numbered).or_else(seasons)
    }

    /// Steps that a sentence, or line after line, runs through by time and name.
    fn told(&self, passages: &'a [Passage], announces: bool) -> Option<Vec<FoundPhase<'a>>> {
        let told = series(self.outline, passages, announces);
        let own = |one: &Told<'a>| passages.iter().position(|passage| std::ptr::eq(passage, one.passage));
        let lines: Vec<usize> = told.iter().filter(|one| one.is_line).filter_map(own).collect();
        // What stands below the last line speaks of the whole, unless the others too have lines below them.
        let has_lines = lines.len() == told.len() && lines.windows(2).any(|pair| pair[0] + 1 < pair[1]);
        let mut found: Vec<FoundPhase<'a>> = Vec::new();
        for (at, one) in told.iter().enumerate() {
            let next = told.get(at + 1).filter(|next| std::ptr::eq(next.passage, one.passage));
            found.push(self.told_phase(one, next.map(|next| next.head.start)));
            let is_free = |passage: &&Passage| !told.iter().any(|one| std::ptr::eq(one.passage, *passage));
            let below = own(one).filter(|_| has_lines).map_or(&[][..], |own| &passages[own + 1..]);
            let below = below.iter().take_while(is_free);
            if let Some(open) = found.last_mut() {
                open.body.extend(below.map(|passage| Stretch::of(passage, 0..passage.text().len())));
            }
        }
        (found.len() >= 2).then_some(found)
    }

    /// The steps that begin where `starts` says.
    fn begun_at(
        &self,
        passages: &[&'a Passage],
        starts: fn(&str) -> Vec<usize>,
    ) -> Option<Vec<FoundPhase<'a>>> {
        let mut found: Vec<FoundPhase<'a>> = Vec::new();
        for passage in passages.iter().copied() {
            let text = passage.text();
            let starts = starts(text);
            if let (Some(open), Some(first)) = (found.last_mut(), starts.first().or(Some(&text.len()))) {
                // 第一阶段　动员部署, and its time begins the line below.
                if *first > 0 && !is_dated(&open.phase) && !open.is_unclear && open.body.iter().all(is_empty)
                {
                    let window = window_below(self.outline, passage);
                    open.set(window.unwrap_or_default());
                }
                open.body.extend((*first > 0).then(|| Stretch::of(passage, 0..*first)));
            }
            let ends = starts.iter().skip(1).copied().chain([text.len()]);
            for (start, end) in starts.iter().zip(ends) {
                found.push(self.text_phase(passage, *start..end));
            }
        }
        (found.len() >= 2).then_some(found)
    }

    fn window(&self, section: &Section) -> Window {
        heading_window(self.outline, section).unwrap_or_else(|| section_window(self.outline, section))
    }

    fn section_phase(&self, section: &'a Section) -> FoundPhase<'a> {
        let mut body = Vec::new();
        stretches(section, &mut body);
        let dates = self.outline.dates(&section.heading);
        let name = name_of(section.title(), own_times(section.title(), &dates));
        let told = |time| behind_time(section.heading.text(), time);
        let behind = dates.last().filter(|_| body.is_empty()).map(told);
        // （一）第一季度：制定方案，部署任务。 The name alone tells nothing.
        let is_told =
            |range: &Range<usize>| !name.ends_with("阶段") || section.heading.text()[range.clone()] != name;
        body.extend(behind.filter(is_told).map(|range| Stretch::of(&section.heading, range)));
        let source = section.source.clone();
        let found = self.found(name, self.window(section), source, body);
        FoundPhase { heading: Some(&section.heading), ..found }
    }

    fn text_phase(&self, passage: &'a Passage, range: Range<usize>) -> FoundPhase<'a> {
        let step = passage.slice(range.clone());
        let head_end = step.text().find(['。', '；']).unwrap_or(step.text().len());
        let head = step.slice(0..head_end);
        let all = self.outline.dates(&head);
        let dates = own_times(head.text(), &all);
        // 第二阶段（…），开展检查，4月10日前整改: what has a time of its own behind it is no part of the name.
        let named_to = all.get(dates.len()).map(|next| head.text()[..next.range.start].rfind('，'));
        let own_end = dates.iter().map(|date| date.range.end).max().unwrap_or(0);
        let named_to = named_to.flatten().filter(|at| *at >= own_end).unwrap_or(head.text().len());
        let window = text_window(self.outline, &step, head_end);
        let source = head.whole(self.decoded);
        let name = name_of(&head.text()[..named_to], dates);
        let head_length = head_length(head.text(), dates, &name);
        let body = Stretch::of(passage, range.start + head_length..range.end);
        self.found(name, window, source, vec![body])
    }

    /// A step that is told with its time; what follows it, up to `end` of its paragraph, says what to do.
    fn told_phase(&self, told: &Told<'a>, end: Option<usize>) -> FoundPhase<'a> {
        let text = told.passage.text();
        let end = end.unwrap_or(text.len());
        let rest = &text[told.head.end..end];
        let start =
            end - rest.trim_start_matches(['，', ',', '：', ':', '。', '；', '、', '”', '）', ')']).len();
        let kept = text[start..end].trim_end_matches(['，', ',', '、', '；', '和', '及', '与', '以']).len();
        // 分动员（3月）、实施（4月）两个阶段进行: nothing is said of what to do.
        let tells = kept > 0 && !closes_list(&text[start..end]);
        let body = tells.then(|| Stretch::of(told.passage, start..start + kept));
        let source = told.passage.excerpt(self.decoded, told.head.clone());
        self.found(told.name.clone(), told.window, source, body.into_iter().collect())
    }

    fn table_phase(&self, step: &'a Step) -> FoundPhase<'a> {
        let source = step.name.whole(self.decoded);
        let body = step.cells.iter().map(|cell| Stretch::of(cell, 0..cell.text().len())).collect();
        let found = self.found(step.called(self.outline), step.window(self.outline), source, body);
        FoundPhase { heading: Some(&step.name), rows: &step.rows, ..found }
    }

    fn row_phase(&self, row: Row<'a>) -> FoundPhase<'a> {
        let name = name_of(&row.passage.text()[row.name.clone()], &[]);
        let source = row.passage.excerpt(self.decoded, row.name);
        let found = self.found(name, row.window, source, row.body);
        FoundPhase { heading: Some(row.passage), ..found }
    }

    fn found(
        &self,
        name: String,
        window: Window,
        source: gongwen::read::Excerpt,
        body: Vec<Stretch<'a>>,
    ) -> FoundPhase<'a> {
        let phase = Phase {
            ordinal: 0,
            name,
            starts_on: window.starts_on,
            ends_on: window.ends_on,
            inferred: window.inferred(),
            source,
        };
        FoundPhase { phase, heading: None, body, rows: &[], is_unclear: window.is_unclear, disorder: None }
    }
}

impl FoundPhase<'_> {
    /// Takes a time that is printed below its name.
    fn set(&mut self, window: Window) {
        self.phase.starts_on = window.starts_on;
        self.phase.ends_on = window.ends_on;
        self.phase.inferred = window.inferred();
        self.is_unclear = window.is_unclear;
    }
}

fn is_empty(stretch: &Stretch<'_>) -> bool {
    stretch.range.is_empty()
}

/// Whether the steps stand in a table that was not read: where its head is.
pub(super) fn unread_table(passages: &[Passage]) -> Option<usize> {
    let names_steps = |text: &str| text.contains("阶段") || text.contains("步骤");
    let is_head = |passage: &Passage| is_table_head(passage.text()) && names_steps(passage.text());
    passages.iter().position(is_head)
}

/// Whether one of the steps is dated, or all of them are numbered as stages.
fn tells_steps(found: &Vec<FoundPhase<'_>>) -> bool {
    found.iter().any(|one| is_dated(&one.phase))
        || found.iter().all(|one| NUMBERED.is_match(&one.phase.source.text))
}

fn is_dated(phase: &Phase) -> bool {
    phase.starts_on.is_some() || phase.ends_on.is_some()
}
