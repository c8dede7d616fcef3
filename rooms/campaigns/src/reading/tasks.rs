//! What the units are told to do, sentence by sentence, and the measures that each sentence names.

mod joining;

use std::collections::HashSet;
use std::ops::Range;

use gongwen::read::{Decoded, Excerpt, Outline, Passage};

use super::amount::amounts;
use super::catalogue::{Catalogue, most_specific};
use super::doers::{Doer, Doers};
use super::imperative::{Told, behind_introduction, exhorts, is_sentence, tell, told_in, turns_to_units};
use super::model::{FoundMeasure, OpenTarget, Task};
use super::net::Held;
use super::phases::{FoundPhase, Stretch};
use super::printed_target::{Named, Said};
use super::quantities::{Quantities, is_taken_away, places};
use super::report_verb::is_others_duty;
use super::reporting::behind_reporting;
use super::sentence::sentences;
use super::slogans::{Places, without_slogans};
use super::task_places::{Setting, passages};
use super::task_sentence::{
    evidence, hands_something, is_no_work, only_announces, says_its_time, tell_item, tells_ahead,
    without_report,
};
use super::task_table::TaskRow;

/// Tasks and measures of a notice.
#[derive(Debug, Default)]
pub(super) struct Work {
    pub(super) tasks: Vec<Task>,
    pub(super) measures: Vec<FoundMeasure>,
    /// Sentences where tasks stand that were not understood.
    pub(super) unclear: Vec<String>,
    /// Sentences that tell what somebody else may have to do.
    pub(super) others: Vec<String>,
    /// Lines that went into the task above them.
    pub(super) joined: Vec<Excerpt>,
    /// Tasks in which the issuer is said to do something.
    pub(super) issuers: Vec<String>,
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
    reports: &Held,
) -> Work {
    let everybody: Vec<&str> = outline.recipients.iter().map(Passage::text).collect();
    let mut reader = WorkReader {
        decoded,
        catalogue,
        doers: Doers::of(outline),
        everybody: everybody.join("\n"),
        reports,
        work: Work::default(),
        seen: HashSet::new(),
        known: HashSet::new(),
        slogans: Places::of(slogans),
        is_led: false,
        is_told_above: false,
        is_idle: false,
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
    let rest = passages(outline, phases);
    for (passage, setting) in &rest {
        let reads = Reads {
            sets_tasks: setting.sets_tasks(),
            is_aim: *setting == Setting::Aims,
            is_whole: *setting == Setting::WholeTask,
            is_opening: matches!(setting, Setting::Opening | Setting::Plain | Setting::Lead),
            is_plain: *setting == Setting::Plain,
            is_lead: *setting == Setting::Lead,
            is_heading: *setting == Setting::Told,
        };
        reader.read(passage, 0..passage.text().len(), None, reads);
    }
    // Beside tasks, what is told of how the work is led names measures only with their numbers.
    let sets_tasks = reader.work.tasks.is_empty();
    for (passage, _) in rest.iter().filter(|(_, setting)| *setting == Setting::Leading) {
        let reads = Reads { sets_tasks, is_aim: !sets_tasks, ..Reads::default() };
        reader.read(passage, 0..passage.text().len(), None, reads);
    }
    rows.iter().for_each(|row| reader.read_row(row, None));
    reader.work
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
    /// Behind the introduction of a notice without headings.
    is_plain: bool,
    /// In front of the sections that set the tasks: only what turns to the units with a deed is told.
    is_lead: bool,
    /// A heading's name is no sentence.
    is_heading: bool,
}

struct WorkReader<'d> {
    decoded: &'d Decoded,
    catalogue: &'d Catalogue,
    doers: Doers,
    /// Whom the notice goes to, one a line.
    everybody: String,
    /// Where the reports stand that were read.
    reports: &'d Held,
    work: Work,
    /// (phase, code) of the measures found so far.
    seen: HashSet<(Option<u32>, String)>,
    /// Their codes in any phase.
    known: HashSet<String>,
    /// Where slogans stand: 依法防治职业病 is to be shown, not to be done, and 人人参与演练 is no drill.
    slogans: Places,
    /// What stands in front of the sections began to tell: its next sentences go on.
    is_led: bool,
    /// The passage before ended with a task.
    is_told_above: bool,
    /// The sentence is no demand: it names a measure only with its number.
    is_idle: bool,
}

impl Reads {
    /// Whether a sentence of this kind that is not understood is asked. Openings say much that is no demand: there
    /// only what turns to the units is.
    fn asks(self, words: &str) -> bool {
        !self.is_lead
            && (!self.is_opening || self.is_plain || turns_to_units(words))
            && (!self.is_heading
                || turns_to_units(words)
                || words.contains(['，', ','])
                || !amounts(words).is_empty())
    }
}

impl WorkReader<'_> {
    fn read(&mut self, passage: &Passage, range: Range<usize>, phase: Option<u32>, reads: Reads) {
        let text = passage.text();
        if self.go_on(passage, &text[range.clone()]) {
            return;
        }
        let whole = || std::iter::once(0..range.len()).collect();
        let parts: Vec<Range<usize>> = if reads.is_whole { whole() } else { sentences(&text[range.clone()]) };
        // The task of the sentence before in this passage, and where it begins.
        let mut open: Option<(usize, usize)> = None;
        for sentence in parts {
            let sentence = range.start + sentence.start..range.start + sentence.end;
            if let Some((at, start)) = open.filter(|_| says_its_time(&text[sentence.clone()])) {
                let whole = start..sentence.end;
                text[whole.clone()].clone_into(&mut self.work.tasks[at].text);
                self.work.tasks[at].source = passage.excerpt(self.decoded, whole);
                continue;
            }
            if self.slogans.hold(passage.excerpt(self.decoded, sentence.clone()).start) {
                continue;
            }
            self.is_idle = false;
            let told = if reads.sets_tasks { self.told(passage, &sentence, &range, reads) } else { None };
            let (task, is_others) = match told {
                Some(task) => self.of_units(text, task),
                None => (None, reads.sets_tasks && self.doers.part(text, sentence.clone()).0.is_none()),
            };
            let task = task.map(|task| if reads.is_opening { behind_introduction(text, task) } else { task });
            let behind = if reads.sets_tasks && !reads.is_whole && !is_others {
                behind_reporting(text, sentence.clone())
            } else {
                Vec::new()
            };
            let naming = if reads.is_opening || is_others { task.clone() } else { Some(sentence) };
            let naming = naming.map(|naming| self.with_classes(text, naming, range.end));
            let codes = naming
                .map(|naming| self.name_measures(passage, naming, phase, reads.is_aim || self.is_idle))
                .unwrap_or_default();
            open = task.as_ref().map(|task| (self.work.tasks.len(), task.start));
            self.is_told_above = open.is_some();
            self.add_task(passage, task, phase, codes);
            for told in behind.into_iter().filter_map(|behind| told_in(text, behind)) {
                // Without something to count it is as likely a word about the report.
                let (own, _) = self.of_units(text, told);
                let told = own.filter(|told| !self.catalogue.named_in(&text[told.clone()]).is_empty());
                if let Some(told) = told {
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

    /// The task of a sentence; one that is not understood is kept to be asked.
    fn told(
        &mut self,
        passage: &Passage,
        sentence: &Range<usize>,
        within: &Range<usize>,
        reads: Reads,
    ) -> Option<Range<usize>> {
        let text = passage.text();
        let mut kept = without_report(text, sentence.clone());
        // What was taken for a report, and is none, is told like anything else.
        let cut = kept.end..sentence.end;
        let is_given_back = hands_something(&text[cut.clone()])
            && !is_others_duty(&text[sentence.clone()])
            && !self.doers.reports_itself(&text[sentence.clone()]);
        if is_given_back && !self.reports.touches(&passage.excerpt(self.decoded, cut)) {
            kept = sentence.clone();
        }
        let told = if reads.is_whole { tell_item(text, kept.clone()) } else { tell(text, kept.clone()) };
        let is_cut = kept.len() + '。'.len_utf8() < sentence.len();
        match told {
            Told::Demand(task) if is_no_work(&text[task.clone()]) => {
                self.is_idle = true;
                None
            }
            Told::Demand(task) if only_announces(text, &task, within) => None,
            Told::Demand(task) if reads.is_opening && exhorts(text, task.clone()) => None,
            Told::Demand(task) if reads.is_lead && !tells_ahead(text, &task, self.is_led, is_cut) => None,
            Told::Demand(task) => {
                self.is_led |= reads.is_lead;
                Some(task)
            }
            // 9月5日前将材料: what is left of a report is none.
            Told::Unclear if !is_cut || is_sentence(&text[kept.clone()]) => {
                self.ask(&text[sentence.clone()], reads);
                None
            }
            Told::Unclear => None,
            Told::Nothing => {
                self.is_idle = true;
                None
            }
        }
    }

    /// A sentence that is not understood, unless somebody else announces in it what he does.
    fn ask(&mut self, words: &str, reads: Reads) {
        if !reads.asks(words) {
            return;
        }
        match self.doers.part(words, 0..words.len()) {
            (None, Some(Doer::Announced)) => {}
            (None, Some(Doer::Perhaps)) => self.work.others.push(words.to_owned()),
            _ => self.work.unclear.push(words.to_owned()),
        }
    }

    /// What of a task is the units', and whether some of it is somebody else's.
    fn of_units(&mut self, text: &str, task: Range<usize>) -> (Option<Range<usize>>, bool) {
        let (own, doer) = self.doers.part(text, task.clone());
        match doer {
            Some(Doer::Perhaps) if own.is_none() => self.work.others.push(text[task].to_owned()),
            Some(Doer::Issuer) => self.work.issuers.push(text[task].to_owned()),
            _ => {}
        }
        (own, matches!(doer, Some(Doer::Announced | Doer::Perhaps)))
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
        let mut named = most_specific(self.catalogue.named_in(words));
        named.retain(|(_, at)| !is_taken_away(words, at));
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
