//! Steps in a table that came as text: a cell a line, or a row a line.

use std::ops::Range;
use std::sync::LazyLock;

use gongwen::read::{Outline, Passage};
use regex::Regex;

use super::Stretch;
use super::reported::is_handed_by_a_day;
use super::window::Window;
use crate::reading::pattern::pattern;

/// A row of the table.
#[derive(Debug)]
pub(super) struct Row<'a> {
    /// Where its name stands.
    pub(super) passage: &'a Passage,
    pub(super) name: Range<usize>,
    pub(super) window: Window,
    pub(super) body: Vec<Stretch<'a>>,
}

/// The cells of a table's head.
static HEAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:序号|阶段|工作阶段|步骤|名称|时间|起止时间|时间安排|时间节点|完成时限|内容|工作内容|主要内容|主要任务|重点任务|工作任务|任务|主要工作|重点工作|工作安排|工作要求|工作措施|主要措施|完成时间|进度|时限|责任部门|牵头单位|责任单位|责任科室|责任人|备注)+$",
    )
});

/// Longest cell with a name, in characters.
const LONGEST_NAME: usize = 24;

/// The rows of a table; `None` where the passages are none.
pub(super) fn rows<'a>(outline: &Outline, passages: &'a [Passage]) -> Option<Vec<Row<'a>>> {
    let first = passages.iter().position(|passage| !is_table_head(passage.text()))?;
    let lines = &passages[first..];
    let found =
        by_cell(outline, lines).or_else(|| by_line(outline, lines)).or_else(|| by_time(outline, lines));
    found.filter(|rows| rows.len() >= 2)
}

/// Whether a line is the head of a table.
pub(super) fn is_table_head(line: &str) -> bool {
    HEAD.is_match(line)
}

/// A cell a line: some cells are nothing but times.
fn by_cell<'a>(outline: &Outline, cells: &'a [Passage]) -> Option<Vec<Row<'a>>> {
    let times: Vec<(usize, Window)> =
        cells.iter().enumerate().filter_map(|(at, cell)| Some((at, whole_window(outline, cell)?))).collect();
    // The name stands before its time, or behind it where a time comes first.
    let is_time_first = times.first()?.0 == 0;
    let name_at = |at: usize| if is_time_first { at + 1 } else { at.wrapping_sub(1) };
    let is_named = |at: usize| cells.get(name_at(at)).is_some_and(|cell| is_name(cell.text()));
    if !times.iter().all(|(at, _)| is_named(*at)) {
        return None;
    }
    let starts: Vec<usize> = times.iter().map(|(at, _)| (*at).min(name_at(*at))).collect();
    let ends = starts.iter().skip(1).copied().chain([cells.len()]);
    let rows = times.iter().zip(ends).map(|((at, window), end)| {
        let passage = &cells[name_at(*at)];
        let body = cells[(at.max(&name_at(*at)) + 1).min(end)..end].iter();
        let body = body.map(|cell| Stretch::of(cell, 0..cell.text().len())).collect();
        Row { passage, name: 0..passage.text().len(), window: *window, body }
    });
    Some(rows.collect())
}

/// A row a line: a name, its time, what to do.
fn by_line<'a>(outline: &Outline, lines: &'a [Passage]) -> Option<Vec<Row<'a>>> {
    let row = |line: &'a Passage| {
        let dates = outline.dates(line);
        let time = dates.first()?.range.clone();
        let text = line.text();
        let is_row = time.start > 0
            && is_name(&text[..time.start])
            && !text.contains('。')
            && !is_handed_by_a_day(text, &dates);
        let body = vec![Stretch::of(line, time.end..text.len())];
        is_row.then(|| Row { passage: line, name: 0..time.start, window: Window::over(&dates[..1]), body })
    };
    lines.iter().map(row).collect()
}

/// A line each that begins with its time: 4月—10月：集中整治。开展自查。
fn by_time<'a>(outline: &Outline, lines: &'a [Passage]) -> Option<Vec<Row<'a>>> {
    let row = |line: &'a Passage| {
        let dates = outline.dates(line);
        let time = dates.first()?.range.clone();
        let text = line.text();
        let behind = text[time.end..].strip_prefix(['：', ':'])?;
        let start = text.len() - behind.len();
        let end = start + behind.find(['。', '；', '，', '：', ':']).unwrap_or(behind.len());
        let is_row = time.start == 0 && end > start && is_name(&text[start..end]);
        let rest = end + text[end..].chars().next().map_or(0, char::len_utf8);
        let body = vec![Stretch::of(line, rest..text.len())];
        is_row.then(|| Row { passage: line, name: start..end, window: Window::over(&dates[..1]), body })
    };
    lines.iter().map(row).collect()
}

/// The time that a cell consists of.
fn whole_window(outline: &Outline, cell: &Passage) -> Option<Window> {
    let dates = outline.dates(cell);
    let (first, last) = (dates.first()?, dates.last()?);
    let is_whole = first.range.start == 0 && last.range.end == cell.text().len();
    is_whole.then(|| Window::over(&dates))
}

fn is_name(cell: &str) -> bool {
    cell.chars().count() <= LONGEST_NAME && !cell.contains(['。', '；', '，', '：', ':'])
}
