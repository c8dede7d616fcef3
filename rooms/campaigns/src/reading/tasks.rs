//! What the units are told to do, sentence by sentence, and the measures that each sentence names.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use gongwen::read::{Decoded, Excerpt, Outline, PartKind, Passage, Section};
use regex::Regex;

use super::amount::amounts;
use super::catalogue::Catalogue;
use super::imperative::{behind_introduction, told_in};
use super::model::{FoundMeasure, OpenTarget, Task};
use super::pattern::pattern;
use super::phases::{FoundPhase, Stretch, is_short_item, sets_task};
use super::printed_class::begins_with_class;
use super::printed_target::{Named, Said};
use super::quantities::{Quantities, places};
use super::reporting::{before_reporting, behind_reporting, is_earnest};
use super::sentence::{clauses, sentences};
use super::slogans::{Places, without_slogans};
use super::task_table::TaskRow;

/// Headings under which nothing is set to be done: aims and principles.
static AIMS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "总体要求|指导思想|基本原则|目[标的]$|目标要求|总体思路|总体思想|(?:目的|重要|重大)意义|主题(?:和时间|及时间|、时间)?$|时间$|范围$|对象$|依据$|(?:宣传|学习|宣教|普法)(?:重点|要点)$|学习内容$|附则",
    )
});
/// Headings about how the work is led: measures may be named there, tasks are set elsewhere.
static LEADING: LazyLock<Regex> =
    LazyLock::new(|| pattern("组织领导|要求$|保障措施|组织保障|组织实施|保障机制"));
/// 一是…。 that only announces what follows.
static ANNOUNCES: LazyLock<Regex> = LazyLock::new(|| pattern("^[一二三四五六七八九十][是要].{2,12}$"));
static ENUMERATES: LazyLock<Regex> = LazyLock::new(|| pattern("^[一二三四五六七八九十][是要]"));

/// Tasks and measures of a notice.
#[derive(Debug, Default)]
pub(super) struct Work {
    pub(super) tasks: Vec<Task>,
    pub(super) measures: Vec<FoundMeasure>,
}

/// Reads the phases first, then the sections that set tasks without a phase; what is told only under headings about how the
/// work is led counts where nothing else is told. Measures of those follow without a phase. A notice without headings is
/// read by its paragraphs.
pub(super) fn work(
    outline: &Outline,
    decoded: &Decoded,
    phases: &[FoundPhase<'_>],
    catalogue: &Catalogue,
    slogans: &[Excerpt],
    rows: &[TaskRow],
) -> Work {
    let everybody: Vec<&str> = outline.recipients.iter().map(Passage::text).collect();
    let mut reader = WorkReader {
        decoded,
        catalogue,
        everybody: everybody.join("\n"),
        work: Work::default(),
        seen: HashSet::new(),
        known: HashSet::new(),
        slogans: Places::of(slogans),
    };
    for found in phases {
        let phase = Some(found.phase.ordinal);
        found.rows.iter().for_each(|row| reader.read_row(row, phase));
        for stretch in found.body.iter().filter(|_| found.rows.is_empty()) {
            let Stretch { sets_tasks, is_whole, .. } = *stretch;
            let reads = Reads { sets_tasks, is_whole, ..Reads::default() };
            reader.read(stretch.passage, stretch.range.clone(), phase, reads);
        }
    }
    let in_phases = passages_of(phases);
    let is_in_phase = |passage: &Passage| in_phases.contains(&std::ptr::from_ref(passage));
    let mut rest = Vec::new();
    let is_alone = outline.working_parts().count() == 1;
    for part in outline.working_parts() {
        // A covering notice in front of its plans sets nothing to be done.
        if part.sections.is_empty() && (part.kind != PartKind::Main || is_alone) {
            rest.extend(part.opening.iter().map(|passage| (passage, Setting::Opening)));
        }
        part.sections.iter().for_each(|section| collect(section, Setting::Tasks, &is_in_phase, &mut rest));
    }
    rest.retain(|(passage, _)| !is_in_phase(passage));
    for (passage, setting) in &rest {
        let reads = Reads {
            sets_tasks: !matches!(setting, Setting::Leading | Setting::Heading | Setting::Aims),
            is_aim: *setting == Setting::Aims,
            is_whole: *setting == Setting::WholeTask,
            is_opening: *setting == Setting::Opening,
        };
        reader.read(passage, 0..passage.text().len(), None, reads);
    }
    if reader.work.tasks.is_empty() {
        for (passage, _) in rest.iter().filter(|(_, setting)| *setting == Setting::Leading) {
            let reads = Reads { sets_tasks: true, ..Reads::default() };
            reader.read(passage, 0..passage.text().len(), None, reads);
        }
    }
    rows.iter().for_each(|row| reader.read_row(row, None));
    reader.work
}

/// The passages that phases are read from.
pub(super) fn passages_of(phases: &[FoundPhase<'_>]) -> HashSet<*const Passage> {
    let bodies = phases.iter().flat_map(|found| found.body.iter().map(|stretch| stretch.passage));
    bodies.chain(phases.iter().filter_map(|found| found.heading)).map(std::ptr::from_ref).collect()
}

/// What a passage outside the phases is good for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Setting {
    Tasks,
    /// A short item: one task.
    WholeTask,
    /// How the work is led.
    Leading,
    /// Names measures only.
    Heading,
    /// What is to be reached: sets targets, where numbers are printed.
    Aims,
    /// A paragraph of a notice without headings.
    Opening,
}

/// The passages of a section that may name measures or set tasks.
fn collect<'a>(
    section: &'a Section,
    setting: Setting,
    is_in_phase: &impl Fn(&Passage) -> bool,
    found: &mut Vec<(&'a Passage, Setting)>,
) {
    if is_in_phase(&section.heading) {
        return;
    }
    let is_short = section.title().chars().count() <= 20;
    // 活动内容和目标: more than aims.
    let tells_more = section.title().contains(['容', '务', '措']);
    if is_short && AIMS.is_match(section.title()) && !tells_more {
        if section.title().contains("目标") {
            section.each_passage(&mut |passage| found.push((passage, Setting::Aims)));
        }
        return;
    }
    let setting = if is_short && LEADING.is_match(section.title()) { Setting::Leading } else { setting };
    if setting == Setting::Tasks && is_short_item(section) {
        found.push((&section.item, Setting::WholeTask));
        return;
    }
    found.push((&section.heading, if sets_task(section) { setting } else { Setting::Heading }));
    found.extend(section.body.iter().map(|passage| (passage, setting)));
    section.children.iter().for_each(|child| collect(child, setting, is_in_phase, found));
}

/// How a stretch is read.
#[derive(Clone, Copy, Default)]
struct Reads {
    sets_tasks: bool,
    /// What it names counts only with a number.
    is_aim: bool,
    is_whole: bool,
    /// Ground, purpose and tasks stand beside each other: what is not told names no measures.
    is_opening: bool,
}

struct WorkReader<'d> {
    decoded: &'d Decoded,
    catalogue: &'d Catalogue,
    /// Whom the notice goes to, one a line.
    everybody: String,
    work: Work,
    /// (phase, code) of the measures found so far.
    seen: HashSet<(Option<u32>, String)>,
    /// Their codes in any phase.
    known: HashSet<String>,
    /// Where slogans stand: 依法防治职业病 is to be shown, not to be done, and 人人参与演练 is no drill.
    slogans: Places,
}

impl WorkReader<'_> {
    fn read(&mut self, passage: &Passage, range: Range<usize>, phase: Option<u32>, reads: Reads) {
        let text = passage.text();
        let whole = || std::iter::once(0..range.len()).collect();
        let parts: Vec<Range<usize>> = if reads.is_whole { whole() } else { sentences(&text[range.clone()]) };
        for sentence in parts {
            let sentence = range.start + sentence.start..range.start + sentence.end;
            if self.slogans.hold(passage.excerpt(self.decoded, sentence.clone()).start) {
                continue;
            }
            let task = if reads.sets_tasks { task_in(text, sentence.clone(), reads.is_whole) } else { None };
            let task = task.filter(|task| !only_announces(text, task, &range));
            let task = task.filter(|task| !reads.is_opening || !is_earnest(text, task.clone()));
            let task = task.map(|task| if reads.is_opening { behind_introduction(text, task) } else { task });
            let behind = if reads.sets_tasks && !reads.is_whole {
                behind_reporting(text, sentence.clone())
            } else {
                Vec::new()
            };
            let naming = if reads.is_opening { task.clone() } else { Some(sentence) };
            let naming = naming.map(|naming| self.with_classes(text, naming, range.end));
            let codes = naming
                .map(|naming| self.name_measures(passage, naming, phase, reads.is_aim))
                .unwrap_or_default();
            self.add_task(passage, task, phase, codes);
            for told in behind.into_iter().filter_map(|behind| told_in(text, behind)) {
                // Without something to count it is as likely a word about the report.
                if !self.catalogue.named_in(&text[told.clone()]).is_empty() {
                    let codes = self.name_measures(passage, told.clone(), phase, false);
                    self.add_task(passage, Some(told), phase, codes);
                }
            }
        }
    }

    /// A row of a table is a task as it stands, but for the report that it demands; a number in one for some of the units is asked.
    fn read_row(&mut self, row: &TaskRow, phase: Option<u32>) {
        let before = self.work.measures.len();
        let measures = self.name_measures(&row.sentence, 0..row.sentence.text().len(), phase, false);
        row.ask_numbers(&mut self.work.measures[before..]);
        if phase.is_none() || !row.only_reports() {
            self.work.tasks.push(row.task(phase, measures));
        }
    }

    fn add_task(
        &mut self,
        passage: &Passage,
        task: Option<Range<usize>>,
        phase: Option<u32>,
        measures: Vec<String>,
    ) {
        self.work.tasks.extend(task.map(|task| {
            let source = passage.excerpt(self.decoded, task.clone());
            Task { text: passage.text()[task].to_owned(), phase, measures, source }
        }));
    }

    /// 举办讲座，二级医院不少于4场；诊所不少于1场: what is told to further classes behind a semicolon is of the same measures.
    fn with_classes(&self, text: &str, naming: Range<usize>, end: usize) -> Range<usize> {
        let mut whole = naming;
        for _ in 0..MOST_CLASSES {
            let Some(rest) = text[whole.end..end].strip_prefix(['；', ';']) else { break };
            let start = end - rest.len();
            let length = rest.find(['。', '；', ';', '！']).unwrap_or(rest.len());
            // What names no measure itself hands none on: then a long list of classes is gone over once.
            let is_further = begins_with_class(&rest[..length])
                && !amounts(&rest[..length]).is_empty()
                && !self.catalogue.named_in(&text[whole.clone()]).is_empty()
                && self.catalogue.named_in(&rest[..length]).is_empty();
            if !is_further {
                break;
            }
            whole.end = start + length;
        }
        whole
    }

    /// Notes the measures that a stretch names, of an aim those with a number; returns their codes.
    fn name_measures(
        &mut self,
        passage: &Passage,
        stretch: Range<usize>,
        phase: Option<u32>,
        is_aim: bool,
    ) -> Vec<String> {
        let text = passage.text();
        let words = &text[stretch.clone()];
        let words = &without_slogans(words);
        let named = self.catalogue.named_in(words);
        let all = places(&named, words, self.catalogue);
        let quantities = Quantities::of(words, self.catalogue, &self.everybody);
        let of_each = named.iter().map(|(measure, at)| {
            let place = Named { at: at.clone(), code: &measure.code, unit: &measure.unit };
            let said = quantities.said(&measure.code, &place, &all);
            (*measure, place, said)
        });
        for (measure, place, said) in of_each.collect::<Vec<_>>() {
            if is_aim && said.is_none() {
                continue;
            }
            let end = said.as_ref().map_or(place.at.end, |said| said.at.end.max(place.at.end));
            let start = said.as_ref().map_or(place.at.start, |said| said.at.start.min(place.at.start));
            let evidence = evidence(text, &stretch, stretch.start + start..stretch.start + end);
            let found = FoundMeasure {
                code: measure.code.clone(),
                name: measure.name.clone(),
                unit: measure.unit.clone(),
                phase,
                target: said.as_ref().and_then(|said| said.what.ok()),
                open: said.as_ref().and_then(|said| said.what.err()),
                classes: said.as_ref().map(|said| said.classes.clone()).unwrap_or_default(),
                source: passage.excerpt(self.decoded, evidence),
            };
            if self.is_new(phase, &measure.code) {
                self.work.measures.push(found);
            } else if let Some(said) = said {
                self.add_quantity(found, &said);
            }
        }
        named.into_iter().map(|(measure, _)| measure.code.clone()).collect()
    }

    /// A measure that was named before without a quantity takes that of a later sentence, with its words; another quantity
    /// than the one that it has is asked.
    fn add_quantity(&mut self, found: FoundMeasure, said: &Said) {
        let is_same = |one: &&mut FoundMeasure| one.phase == found.phase && one.code == found.code;
        let Some(named) = self.work.measures.iter_mut().find(is_same) else { return self.add_whole(found) };
        match (named.target, named.open) {
            (None, None) => *named = found,
            // 各单位不少于1场。二级医院不少于3场。
            _ if !found.classes.is_empty() && said.what == Err(OpenTarget::SomeUnits) => {
                named.add_classes(found.classes);
            }
            (Some(target), _) if said.what != Ok(target) => {
                *named = FoundMeasure {
                    target: None,
                    open: Some(OpenTarget::Several),
                    classes: Vec::new(),
                    ..found
                };
            }
            (None, Some(OpenTarget::SomeUnits)) if !named.classes.is_empty() => {
                named.target = found.target;
                named.open = found.open;
            }
            _ => {}
        }
    }

    /// A quantity of the whole time of a measure that phases name: where only one of them does, and without a number, it is that one's.
    fn add_whole(&mut self, found: FoundMeasure) {
        let is_open =
            |one: &FoundMeasure| one.target.is_none() && one.open.is_none() && one.classes.is_empty();
        let mut of_phases = self.work.measures.iter_mut().filter(|one| one.code == found.code);
        let (first, second) = (of_phases.next(), of_phases.next());
        match (first, second) {
            (Some(only), None) if is_open(only) => *only = found,
            (Some(only), None) if only.target == found.target && found.target.is_some() => {}
            _ => self.work.measures.push(found),
        }
    }

    /// Each measure once a phase; without a phase only if no phase has it.
    fn is_new(&mut self, phase: Option<u32>, code: &str) -> bool {
        let is_first = self.known.insert(code.to_owned());
        let is_new = self.seen.insert((phase, code.to_owned()));
        is_new && (phase.is_some() || is_first)
    }
}

/// The sentence in which a measure and its quantity stand; of a long one the clauses.
fn evidence(text: &str, sentence: &Range<usize>, words: Range<usize>) -> Range<usize> {
    if sentence.len() <= LONGEST_EVIDENCE {
        return sentence.clone();
    }
    let touches = |one: &&Range<usize>| one.start < words.end && words.start < one.end;
    let found = clauses(text, sentence.clone());
    let touched: Vec<&Range<usize>> = found.iter().filter(touches).collect();
    let start = touched.first().map_or(words.start, |first| first.start);
    let end = touched.last().map_or(words.end, |last| last.end);
    let low = text.ceil_char_boundary(words.start.saturating_sub(LONGEST_EVIDENCE));
    let high = text.floor_char_boundary(words.end.saturating_add(LONGEST_EVIDENCE));
    start.max(low)..end.min(high)
}

/// No notice tells more classes apart than this.
const MOST_CLASSES: usize = 12;

/// Longest sentence, in bytes, that is shown whole beside a measure.
const LONGEST_EVIDENCE: usize = 240;

/// What a sentence (or a short item of several) tells to do, without the report that it demands as well.
fn task_in(text: &str, stretch: Range<usize>, is_whole: bool) -> Option<Range<usize>> {
    let mut kept = before_reporting(text, stretch);
    kept.end = kept.start + text[kept.clone()].trim_end_matches(['，', ',', '。', '；', ';', '！']).len();
    if !is_whole {
        return told_in(text, kept);
    }
    let parts = sentences(&text[kept.clone()]);
    let is_told =
        parts.into_iter().any(|part| told_in(text, kept.start + part.start..kept.start + part.end).is_some());
    is_told.then_some(kept)
}

/// 一是加强培训。 with the matter behind it.
fn only_announces(text: &str, task: &Range<usize>, passage: &Range<usize>) -> bool {
    // 四是建立台账，4月20日前将台账报送: the sentence goes on.
    if text[task.end..passage.end].starts_with(['，', ',']) {
        return false;
    }
    let behind = text[task.end..passage.end].trim_start_matches(['。', '；', ';', '.']);
    ANNOUNCES.is_match(&text[task.clone()]) && !behind.is_empty() && !ENUMERATES.is_match(behind)
}
