//! Steps in a table that came as text: a cell a line, or a row a line.

use std::ops::Range;
use std::sync::LazyLock;

use gongwen::read::{Outline, Passage};
use regex::Regex;

use super::window::Window;
use crate::reading::pattern::pattern;

/// A row: its name, the passage with its time, what stands under it.
#[derive(Debug)]
pub(super) struct Row<'a> {
    pub(super) name: &'a Passage,
    pub(super) window: Window,
    pub(super) body: &'a [Passage],
}

/// Cells of a table's head.
static HEAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:序号|阶段|工作阶段|步骤|名称|时间|起止时间|时间安排|时间节点|完成时限|内容|工作内容|主要内容|主要任务|工作任务|任务|责任单位|责任科室|责任人|备注)+$",
    )
});

/// Longest cell with a name, in characters.
const LONGEST_NAME: usize = 24;

/// The rows of a table whose cells are the passages; `None` where they are no table.
pub(super) fn rows<'a>(outline: &Outline, passages: &'a [Passage]) -> Option<Vec<Row<'a>>> {
    let first = passages.iter().position(|passage| !HEAD.is_match(passage.text()))?;
    let cells = &passages[first..];
    let times: Vec<(usize, Window)> =
        cells.iter().enumerate().filter_map(|(at, cell)| Some((at, whole_window(outline, cell)?))).collect();
    // The name stands before its time, or behind it where a time comes first.
    let is_time_first = times.first()?.0 == 0;
    let name_at = |at: usize| if is_time_first { at + 1 } else { at.wrapping_sub(1) };
    let has_names = times.iter().all(|(at, _)| cells.get(name_at(*at)).is_some_and(is_name));
    if times.len() < 2 || !has_names {
        return None;
    }
    let starts: Vec<usize> = times.iter().map(|(at, _)| (*at).min(name_at(*at))).collect();
    let ends = starts.iter().skip(1).copied().chain([cells.len()]);
    let rows = times.iter().zip(ends).map(|((at, window), end)| {
        let body: Range<usize> = (at.max(&name_at(*at)) + 1).min(end)..end;
        Row { name: &cells[name_at(*at)], window: *window, body: &cells[body] }
    });
    Some(rows.collect())
}

/// The time that a cell consists of.
fn whole_window(outline: &Outline, cell: &Passage) -> Option<Window> {
    let dates = outline.dates(cell);
    let (first, last) = (dates.first()?, dates.last()?);
    let rest = cell.text().len() - (last.range.end - first.range.start);
    (rest == 0).then(|| Window::over(&dates))
}

fn is_name(cell: &Passage) -> bool {
    let text = cell.text();
    text.chars().count() <= LONGEST_NAME && !text.contains(['。', '；', '，'])
}
