//! Steps that other lists hold: lines of a list of times, each with the name of its step in a bracket behind it: 3月3日—5日（各科自查）.

use std::sync::LazyLock;

use gongwen::read::dates::When;
use gongwen::read::{Outline, Passage, Section};
use regex::Regex;

use super::name::step_starts;
use super::window::Window;
use super::{FoundPhase, PhaseReader, is_dated};
use crate::reading::pattern::pattern;

/// A step of such a list.
struct Noted<'a> {
    passage: &'a Passage,
    name: String,
    window: Window,
}

/// What may stand in front of the time.
static LABEL: LazyLock<Regex> =
    LazyLock::new(|| pattern("^(?:(?:检查|活动|工作|具体)?时间(?:安排)?[：:])?$"));
/// What stands behind it, and nothing else.
static NAME: LazyLock<Regex> =
    LazyLock::new(|| pattern("^[，,：:]?[（(]([^，。；：:（）()0-9]{2,14})[）)][，。；,;]?$"));

impl<'a> PhaseReader<'a, '_> {
    /// Lines of times that name their steps behind them.
    pub(super) fn noted(&self, section: &'a Section) -> Option<Vec<FoundPhase<'a>>> {
        let steps = noted(self.outline, section).into_iter();
        let found: Vec<FoundPhase<'a>> = steps
            .map(|step| self.found(step.name, step.window, step.passage.whole(self.decoded), Vec::new()))
            .collect();
        (!found.is_empty()).then_some(found)
    }

    /// 1、第一阶段（3月）：自查，第二阶段（4月）：检查: all of them in one item.
    pub(super) fn in_item(&self, section: &'a Section) -> Option<Vec<FoundPhase<'a>>> {
        let has_steps =
            |item: &&'a Section| item.children.is_empty() && step_starts(item.item.text()).len() > 1;
        let item = section.children.iter().find(has_steps)?;
        let found = self.begun_at(&[&item.item], step_starts)?;
        found.iter().all(|one| is_dated(&one.phase)).then_some(found)
    }
}

/// The steps whose lines follow each other in a section, at least two, in the order of time.
fn noted<'a>(outline: &Outline, section: &'a Section) -> Vec<Noted<'a>> {
    let lines = std::iter::once(&section.heading).chain(&section.body);
    let found: Vec<Noted<'a>> = lines.filter_map(|line| step(outline, line)).collect();
    let ends: Vec<_> = found.iter().map(|one| one.window.ends_on.or(one.window.starts_on)).collect();
    let are_in_order = ends.windows(2).all(|pair| pair[0] <= pair[1]);
    if found.len() > 1 && are_in_order { found } else { Vec::new() }
}

fn step<'a>(outline: &Outline, line: &'a Passage) -> Option<Noted<'a>> {
    let text = line.text();
    let dates = outline.dates(line);
    let [time] = dates.as_slice() else { return None };
    let name = NAME.captures(text.get(time.range.end..)?)?.get(1)?.as_str();
    let is_step = LABEL.is_match(text.get(..time.range.start)?)
        && matches!(time.when, When::Span { .. } | When::Day(_))
        && !time.yearly
        && !["为期", "星期", "周", "暂定", "待定", "预计"].iter().any(|word| name.contains(word));
    is_step.then(|| Noted { passage: line, name: name.to_owned(), window: Window::over([time]) })
}
