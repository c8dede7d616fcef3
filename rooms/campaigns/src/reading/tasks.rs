//! What the units are told to do, sentence by sentence, and the measures that each sentence names.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use gongwen::read::{Decoded, Outline, PartKind, Passage, Section};
use regex::Regex;

use super::catalogue::Catalogue;
use super::model::{FoundMeasure, Task};
use super::pattern::pattern;
use super::phases::FoundPhase;
use super::report_verb::demands_report;
use super::sentence::sentences;

/// Headings under which nothing is set to be done: aims and principles.
static AIMS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "总体要求|指导思想|基本原则|总体目标|工作目标|主要目标|总体思路|重大意义|适用范围|活动主题|活动时间|附则",
    )
});
/// Headings about how the work is led: measures may be named there, tasks are set elsewhere.
static LEADING: LazyLock<Regex> =
    LazyLock::new(|| pattern("组织领导|有关要求|工作要求|保障措施|组织保障|组织实施|保障机制"));
static TELLS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "要|应|须|组织|开展|举办|召开|制定|建立|健全|落实|推进|推动|加强|强化|做好|印发|印制|发布|宣传|排查|整改|总结|推广|完善|督促|深入|充分",
    )
});
/// 一是…。 that only announces what follows.
static ANNOUNCES: LazyLock<Regex> = LazyLock::new(|| pattern("^[一二三四五六七八九十]是.{2,12}$"));

/// Shortest sentence that can be a task, in characters.
const SHORTEST: usize = 10;

/// Tasks and measures of a notice.
#[derive(Debug, Default)]
pub(super) struct Work {
    pub(super) tasks: Vec<Task>,
    pub(super) measures: Vec<FoundMeasure>,
}

/// Reads the phases first; without phases, the sections that set tasks. Measures named only elsewhere follow, without a phase.
pub(super) fn work(
    outline: &Outline,
    decoded: &Decoded,
    phases: &[FoundPhase<'_>],
    catalogue: &Catalogue,
) -> Work {
    let mut reader =
        WorkReader { decoded, catalogue, work: Work::default(), seen: HashSet::new(), known: HashSet::new() };
    for found in phases {
        for (passage, range) in &found.body {
            reader.read(passage, range.clone(), Some(found.phase.ordinal), true);
        }
    }
    let in_phases = passages_of(phases);
    let mut rest = Vec::new();
    for part in outline.main_parts() {
        if part.kind == PartKind::Main && part.sections.is_empty() {
            continue;
        }
        part.sections.iter().for_each(|section| collect(section, phases.is_empty(), &mut rest));
    }
    for (passage, sets_tasks) in rest {
        if !in_phases.contains(&std::ptr::from_ref(passage)) {
            reader.read(passage, 0..passage.text().len(), None, sets_tasks);
        }
    }
    reader.work
}

fn passages_of(phases: &[FoundPhase<'_>]) -> HashSet<*const Passage> {
    let bodies = phases.iter().flat_map(|found| found.body.iter().map(|(passage, _)| *passage));
    bodies.chain(phases.iter().filter_map(|found| found.heading)).map(std::ptr::from_ref).collect()
}

/// The passages of a section that may name measures, each with whether it sets tasks.
fn collect<'a>(section: &'a Section, sets_tasks: bool, found: &mut Vec<(&'a Passage, bool)>) {
    let is_short = section.title().chars().count() <= 20;
    if is_short && AIMS.is_match(section.title()) {
        return;
    }
    let sets_tasks = sets_tasks && !(is_short && LEADING.is_match(section.title()));
    if !is_short {
        found.push((&section.heading, sets_tasks));
    }
    found.extend(section.body.iter().map(|passage| (passage, sets_tasks)));
    section.children.iter().for_each(|child| collect(child, sets_tasks, found));
}

struct WorkReader<'d> {
    decoded: &'d Decoded,
    catalogue: &'d Catalogue,
    work: Work,
    /// (phase, code) of the measures found so far.
    seen: HashSet<(Option<u32>, String)>,
    /// Their codes in any phase.
    known: HashSet<String>,
}

impl WorkReader<'_> {
    fn read(&mut self, passage: &Passage, range: Range<usize>, phase: Option<u32>, sets_tasks: bool) {
        let text = passage.text();
        for sentence in sentences(&text[range.clone()]) {
            let sentence = range.start + sentence.start..range.start + sentence.end;
            let words = &text[sentence.clone()];
            let named = self.catalogue.named_in(words);
            let codes: Vec<String> = named.iter().map(|(measure, _)| measure.code.clone()).collect();
            for (measure, at) in named {
                let source =
                    passage.excerpt(self.decoded, sentence.start + at.start..sentence.start + at.end);
                if self.is_new(phase, &measure.code) {
                    self.work.measures.push(FoundMeasure {
                        code: measure.code.clone(),
                        name: measure.name.clone(),
                        unit: measure.unit.clone(),
                        phase,
                        source,
                    });
                }
            }
            if sets_tasks && is_task(words, &codes) {
                let source = passage.excerpt(self.decoded, sentence);
                self.work.tasks.push(Task { text: words.to_owned(), phase, measures: codes, source });
            }
        }
    }

    /// Each measure once a phase; without a phase only if no phase has it.
    fn is_new(&mut self, phase: Option<u32>, code: &str) -> bool {
        let is_first = self.known.insert(code.to_owned());
        let is_new = self.seen.insert((phase, code.to_owned()));
        is_new && (phase.is_some() || is_first)
    }
}

fn is_task(words: &str, codes: &[String]) -> bool {
    let is_told = words.chars().count() >= SHORTEST && TELLS.is_match(words);
    let is_announcement = ANNOUNCES.is_match(words) && codes.is_empty();
    is_told && !is_announcement && !demands_report(words)
}
