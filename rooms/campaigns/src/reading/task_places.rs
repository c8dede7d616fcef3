//! Where a notice sets its tasks: which passages stand under which headings.

use std::collections::HashSet;
use std::sync::LazyLock;

use gongwen::read::{Outline, PartKind, Passage, Section};
use regex::Regex;

use super::amount::amounts;
use super::imperative::{is_sentence, turns_to_units};
use super::pattern::pattern;
use super::phases::{FoundPhase, is_short_item, sets_task};

/// Headings under which nothing is set to be done: aims and principles.
static AIMS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "总体要求|指导思想|基本原则|目[标的]$|目标要求|总体思路|总体思想|(?:目的|重要|重大)意义|主题(?:和时间|及时间|、时间)?$|时间$|范围$|对象$|依据$|(?:宣传|学习|宣教|普法)(?:重点|要点)$|学习内容$|附则",
    )
});
/// Headings about how the work is led: measures may be named there, tasks are set elsewhere.
static LEADING: LazyLock<Regex> =
    LazyLock::new(|| pattern("组织领导|要求$|保障措施|组织保障|组织实施|保障机制"));
/// …，现将有关事项通知如下
static INTRODUCES: LazyLock<Regex> = LazyLock::new(|| pattern("(?:如下|以下[^，。；]{0,8})[：:。]?$"));

/// Whether a paragraph of a notice without headings introduces what is to be done.
pub(super) fn introduces(passage: &Passage) -> bool {
    INTRODUCES.is_match(passage.text())
}

/// The passages outside the phases, with what each is good for.
pub(super) fn passages<'a>(outline: &'a Outline, phases: &[FoundPhase<'a>]) -> Vec<(&'a Passage, Setting)> {
    let in_phases = passages_of(phases);
    let is_in_phase = |passage: &Passage| in_phases.contains(&std::ptr::from_ref(passage));
    let mut found = Vec::new();
    let is_alone = outline.working_parts().count() == 1;
    for part in outline.working_parts() {
        let is_cover = !part.sections.is_empty() || (part.kind == PartKind::Main && !is_alone);
        let begun = part.opening.iter().position(introduces).map_or(1, |at| at + 1);
        let setting = |at: usize| match () {
            () if is_cover => Setting::Lead,
            () if at < begun => Setting::Opening,
            () => Setting::Plain,
        };
        found.extend(part.opening.iter().enumerate().map(|(at, passage)| (passage, setting(at))));
        part.sections.iter().for_each(|section| collect(section, Setting::Tasks, &is_in_phase, &mut found));
    }
    found.retain(|(passage, _)| !is_in_phase(passage));
    found
}

/// The passages that phases are read from.
pub(super) fn passages_of(phases: &[FoundPhase<'_>]) -> HashSet<*const Passage> {
    let bodies = phases.iter().flat_map(|found| found.body.iter().map(|stretch| stretch.passage));
    bodies.chain(phases.iter().filter_map(|found| found.heading)).map(std::ptr::from_ref).collect()
}

/// What a passage outside the phases is good for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Setting {
    Tasks,
    /// A heading that may be a task itself.
    Told,
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
    /// A paragraph of such a notice behind the one that introduces its work: what is not understood there is asked.
    Plain,
    /// A paragraph in front of the headings under which the tasks stand.
    Lead,
}

impl Setting {
    pub(super) fn sets_tasks(self) -> bool {
        !matches!(self, Self::Leading | Self::Heading | Self::Aims)
    }
}

/// 做一张卡片。可以写上感悟。: a heading that counts something, or tells somebody, before the text goes on in its line. 加强领导，压实责任。 heads
/// what follows.
fn says_own(section: &Section) -> bool {
    let goes_on = section.item.text().len() > section.heading.text().len() + '。'.len_utf8();
    let counts = || amounts(section.title()).iter().any(|amount| amount.classifier != "个");
    goes_on && (turns_to_units(section.title()) || counts())
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
    let is_told = sets_task(section) || is_sentence(section.title()) || says_own(section);
    let own = if setting == Setting::Tasks { Setting::Told } else { setting };
    found.push((&section.heading, if is_told { own } else { Setting::Heading }));
    found.extend(section.body.iter().map(|passage| (passage, setting)));
    section.children.iter().for_each(|child| collect(child, setting, is_in_phase, found));
}
