use super::Passage;
use super::lines::{END_MARKS, Line, is_blank};
use super::marker::Marker;
use super::sign::Signs;
use super::title::is_unbalanced;

/// The column at which a text is wrapped by hard line breaks, if it is.
pub(super) fn wrap_column(text: &str, lines: &[Line]) -> Option<usize> {
    let mut widths: Vec<usize> = lines.iter().map(|line| line.width).collect();
    widths.sort_unstable();
    let widest = *widths.get(widths.len().saturating_sub(1 + widths.len() / 50))?;
    let is_full = |line: &&Line| line.width + FULL >= widest && line.width <= widest + 2;
    let full = lines.iter().filter(is_full).count();
    // In a short notice few lines are full, but they break off in the middle of a sentence.
    let is_cut = |line: &&Line| !text[line.bytes.clone()].ends_with(END_MARKS);
    let cut = lines.iter().filter(is_full).filter(is_cut).count();
    let many = lines.len() >= 10 && full * 10 >= lines.len() * 4;
    let is_cut_off = lines.len() >= 6 && full >= 3 && full * 10 >= lines.len() && cut * 10 >= full * 6;
    ((40..=110).contains(&widest) && (many || is_cut_off)).then_some(widest)
}

/// A line that ends this close to the wrap column is full.
const FULL: usize = 5;

/// Shortest running line, in columns, that may go on below without being full.
const RUNNING: usize = 40;

/// A line with Latin text may end this far from the wrap column.
const RAGGED: usize = 14;

/// A paragraph goes on over no more lines than this while a bracket is open.
const MOST_OPEN_LINES: usize = 3;

/// Joins lines into paragraphs; each comes with the marker that it begins with.
pub(super) fn paragraphs(text: &str, lines: &[Line], wrap: Option<usize>) -> Vec<(Option<Marker>, Passage)> {
    let signs = Signs::of(text, lines);
    let mut found = Vec::new();
    let mut start = 0;
    for at in 1..=lines.len() {
        let is_begun = |line: &Line| signs.marker(text, line).is_some();
        if lines.get(at).is_some_and(|line| !is_begun(line) && goes_on(text, lines, start, at, wrap)) {
            continue;
        }
        let own = &lines[start..at];
        if let Some(first) = own.first() {
            found.push((signs.marker(text, first), Passage::of(text, own)));
        }
        start = at;
    }
    found
}

/// Whether the line `at` continues the paragraph that began at `start`.
fn goes_on(text: &str, lines: &[Line], start: usize, at: usize, wrap: Option<usize>) -> bool {
    let (previous, line) = (&lines[at - 1], &lines[at]);
    let (above, below) = (&text[previous.bytes.clone()], &text[line.bytes.clone()]);
    if begins_step(below) {
        return false;
    }
    let (above_is_row, below_is_row) = (has_gap(above), has_gap(below));
    if (above_is_row && below_is_row) || (wrap.is_none() && (above_is_row || below_is_row)) {
        return false;
    }
    if above.contains('\t') || below.contains('\t') {
        return false;
    }
    let is_over = above.ends_with(['。', '！', '？', '；', '：', ':', ';', '”', '!', '?', '…']);
    let is_full = wrap.is_some_and(|column| previous.width + FULL >= column);
    let is_heading = at - start == 1 && Marker::at(above).is_some() && !above.contains(['，', ',', '。']);
    if line.after_page && !is_over && !is_heading {
        return true;
    }
    if line.after_blank {
        return is_full && !is_over && line.indent < 2;
    }
    if is_full {
        return line.indent <= lines[start].indent.min(1) || (!is_over && line.indent < 2);
    }
    if at - start <= MOST_OPEN_LINES && previous.bytes.len() < 600 && is_unbalanced(above) && !is_over {
        return true;
    }
    // Latin letters and figures leave a line somewhat short of the column.
    let is_long = wrap.is_none_or(|column| previous.width + RAGGED >= column);
    is_long && !is_over && !is_heading && line.indent < 2 && previous.width >= RUNNING
}

/// Cells side by side: the row of a table.
fn has_gap(line: &str) -> bool {
    let mut blanks = 0;
    line.chars().any(|c| {
        blanks = if is_blank(c) { blanks + 1 } else { 0 };
        blanks == 2 || c == '\t'
    })
}

/// 第一阶段, 第二步: a step of its own even without a marker.
fn begins_step(line: &str) -> bool {
    line.starts_with('第') && {
        let head = &line[..line.floor_char_boundary(24)];
        head.contains("阶段") || head.contains('步') || head.contains('周')
    }
}
