//! Tables that came as lines: cells parted by tabs, bars or gaps, or a cell a line. What their columns mean is not known here.

use std::cell::Cell;
use std::ops::Range;

use super::lines::{Line, compact, is_blank};
use super::marker::Marker;
use super::{Decoded, Passage};

/// A table below a head whose cells the caller knows.
#[derive(Clone, Debug)]
pub struct Table {
    /// The cells of the head, without blanks.
    pub head: Vec<String>,
    /// The rows cell by cell; one that is short has fewer cells than the head.
    pub rows: Vec<Vec<Passage>>,
    /// Lines among the rows that are none.
    pub unread: usize,
    /// Bytes of the decoded text, the head included.
    bytes: Range<usize>,
}

impl Table {
    /// Whether the table begins before a passage does, or with it.
    pub fn begins_before(&self, passage: &Passage) -> bool {
        self.bytes.start <= passage.source_byte(0)
    }

    /// Whether a passage stands in the table.
    pub fn covers(&self, passage: &Passage) -> bool {
        let last = passage.text().len().saturating_sub(1);
        let is_within = |offset| self.bytes.contains(&passage.source_byte(offset));
        !passage.text().is_empty() && is_within(0) && is_within(last)
    }
}

/// How the cells of a row are parted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edge {
    /// A tab or a bar.
    Mark,
    /// Two blanks or a wide one.
    Gap,
    Blank,
    /// A cell a line, each row behind its number.
    Line,
}

/// So many lines of a paper may look like a head: what comes behind them is no paper.
const MOST_TRIED: usize = 20_000;
/// A table has no more columns.
const MOST_COLUMNS: usize = 12;
/// Longest line of a table, in bytes.
const LONGEST: usize = 3_000;
/// Longest cell of a head, in characters.
const LONGEST_HEAD: usize = 14;
/// Lines of a row whose cells were wrapped, before the table is over.
const MOST_WRAPPED: usize = 3;

/// The tables among the lines of a paper; `is_head` says whether the cells of a line are the head of one that is wanted.
pub(super) fn tables(decoded: &Decoded, lines: &[Line], is_head: &dyn Fn(&[String]) -> bool) -> Vec<Table> {
    let text = decoded.text();
    let mut found = Vec::new();
    let mut at = 0;
    let tried = Cell::new(0);
    let is_head = |cells: &[String]| {
        tried.set(tried.get() + 1);
        is_head(cells)
    };
    while at < lines.len() && tried.get() < MOST_TRIED {
        let Some((edge, head, used)) = head_at(text, lines, at, &is_head) else {
            at += 1;
            continue;
        };
        let body = match edge {
            Edge::Line => stacked_rows(text, lines, at + used, head.len()),
            edge => rows(text, lines, at + used, edge, head.len()),
        };
        if !body.rows.is_empty() {
            let bytes = lines[at].bytes.start..lines[body.end - 1].bytes.end;
            found.push(Table { head, rows: body.rows, unread: body.unread, bytes });
        }
        at = body.end;
    }
    found
}

/// The head that begins at a line: how its cells are parted, what they say, how many lines it fills.
fn head_at(
    text: &str,
    lines: &[Line],
    at: usize,
    is_head: &dyn Fn(&[String]) -> bool,
) -> Option<(Edge, Vec<String>, usize)> {
    let line = &lines[at];
    let words = |cells: Vec<Range<usize>>| -> Vec<String> {
        cells.into_iter().map(|cell| compact(&text[cell])).collect()
    };
    let may_head = |cells: &[String]| {
        (2..=MOST_COLUMNS).contains(&cells.len())
            && cells.iter().all(|cell| cell.chars().count() <= LONGEST_HEAD)
            && is_head(cells)
    };
    if line.bytes.len() <= LONGEST {
        for edge in [Edge::Mark, Edge::Gap, Edge::Blank] {
            let cells = words(cells(text, line, edge));
            if may_head(&cells) {
                return Some((edge, cells, 1));
            }
        }
    }
    // 活动安排如下： announces the table and is no cell of it.
    let announces = |line: &Line| text[line.bytes.clone()].ends_with([':', '：']);
    let is_cell = |line: &&Line| compact_length(text, line) <= LONGEST_HEAD && !announces(line);
    let below: Vec<String> = lines[at..]
        .iter()
        .take(MOST_COLUMNS)
        .take_while(is_cell)
        .map(|line| compact(&text[line.bytes.clone()]))
        .collect();
    (2..=below.len()).rev().find_map(|count| {
        let is_numbered = lines.get(at + count).is_some_and(|line| number(text, line) == Some(1));
        (is_numbered && may_head(&below[..count])).then(|| (Edge::Line, below[..count].to_vec(), count))
    })
}

/// How many characters a line has, a long one not counted to its end.
fn compact_length(text: &str, line: &Line) -> usize {
    if line.bytes.len() > LONGEST { LONGEST } else { compact(&text[line.bytes.clone()]).chars().count() }
}

/// The number that a line consists of.
fn number(text: &str, line: &Line) -> Option<usize> {
    let own = &text[line.bytes.clone()];
    if own.len() > 12 { None } else { compact(own).trim_end_matches(['.', '、']).parse().ok() }
}

/// The rows below a head.
struct Body {
    rows: Vec<Vec<Passage>>,
    unread: usize,
    /// The line behind them.
    end: usize,
}

fn rows(text: &str, lines: &[Line], first: usize, edge: Edge, columns: usize) -> Body {
    let mut body = Body { rows: Vec::new(), unread: 0, end: first };
    let mut skipped = 0;
    let mut is_numbered = None;
    for (at, line) in lines.iter().enumerate().skip(first) {
        let is_apart = edge != Edge::Mark && (line.after_blank || begins_section(text, line));
        if skipped > MOST_WRAPPED || line.bytes.len() > LONGEST || is_apart {
            break;
        }
        let mut cells = cells(text, line, edge);
        let begins_with_number = cells.first().is_some_and(|cell| is_number(&text[cell.clone()]));
        let is_like_others = begins_with_number || !*is_numbered.get_or_insert(begins_with_number);
        let is_row = match edge {
            Edge::Mark => cells.len() > 1,
            Edge::Blank => cells.len() == columns && is_like_others,
            Edge::Gap | Edge::Line => cells.len() > 1 && cells.len() <= columns && is_like_others,
        };
        if !is_row {
            skipped += 1;
            continue;
        }
        body.end = at + 1;
        body.unread += std::mem::take(&mut skipped);
        let is_rule = |c: char| matches!(c, '-' | ':') || is_blank(c);
        if !cells.iter().all(|cell| text[cell.clone()].chars().all(is_rule)) {
            cells.truncate(columns);
            body.rows.push(cells.into_iter().map(|cell| passage(text, line, cell)).collect());
        }
    }
    body
}

/// A heading of the text goes on behind the table.
fn begins_section(text: &str, line: &Line) -> bool {
    Marker::at(&text[line.bytes.clone()]).is_some_and(|marker| marker.level <= 2)
}

fn is_number(cell: &str) -> bool {
    let bare = cell.trim_matches(|c| is_blank(c) || matches!(c, '.' | '、' | '．'));
    !bare.is_empty()
        && bare.chars().all(|c| c.is_ascii_digit() || "０１２３４５６７８９一二三四五六七八九十".contains(c))
}

/// The rows of a table that has a cell a line: each begins with the next number.
fn stacked_rows(text: &str, lines: &[Line], first: usize, columns: usize) -> Body {
    let mut body = Body { rows: Vec::new(), unread: 0, end: first };
    while lines.get(body.end).is_some_and(|line| number(text, line) == Some(body.rows.len() + 1)) {
        let (row, used) = stacked_row(text, &lines[body.end..], columns, body.rows.len() + 2);
        body.end += used;
        body.rows.push(row);
    }
    body
}

/// The cells of one such row and how many lines they fill; a bar alone was an empty cell.
fn stacked_row(text: &str, lines: &[Line], columns: usize, next: usize) -> (Vec<Passage>, usize) {
    let mut row: Vec<Passage> = Vec::new();
    let mut used = 0;
    for line in lines {
        let before = if used == 0 { line.bytes.start } else { lines[used - 1].bytes.end };
        let empty = empty_cells(&text[before..line.bytes.start]).min(columns - row.len());
        row.extend((0..empty).map(|_| passage(text, line, line.bytes.start..line.bytes.start)));
        let ends = line.bytes.len() > LONGEST
            || number(text, line) == Some(next)
            || begins_section(text, line)
            || (line.after_blank && empty == 0);
        if row.len() >= columns || (used > 0 && ends) {
            break;
        }
        row.push(passage(text, line, line.bytes.clone()));
        used += 1;
    }
    (row, used)
}

/// The empty cells between two lines: a bar has a line to itself.
fn empty_cells(between: &str) -> usize {
    let is_bar = |line: &&str| line.trim_matches(is_blank) == "|";
    between.split('\n').skip(1).filter(is_bar).count()
}

fn passage(text: &str, line: &Line, bytes: Range<usize>) -> Passage {
    Passage::of(text, &[Line { bytes, ..line.clone() }])
}

/// The cells of a line as bytes of the text, trimmed; empty ones stay where a mark parts them.
fn cells(text: &str, line: &Line, edge: Edge) -> Vec<Range<usize>> {
    let start = if edge == Edge::Mark { with_empty_cells(text, line) } else { line.bytes.start };
    let own = &text[start..line.bytes.end];
    let parted: Vec<(usize, &str)> = match edge {
        Edge::Mark => {
            let bar = own.contains(['|', '｜']);
            let marks = move |c: char| if bar { matches!(c, '|' | '｜') } else { c == '\t' };
            if !own.contains(marks) {
                return Vec::new();
            }
            // A bar may stand at the edge of the whole row.
            let led = own.trim_start_matches(|c: char| bar && is_blank(c));
            let lead = own.len() - led.len();
            let inner = led.strip_prefix(['|', '｜']).filter(|_| bar).unwrap_or(led);
            let lead = lead + led.len() - inner.len();
            split(inner, marks).into_iter().map(|(at, cell)| (lead + at, cell)).collect()
        }
        Edge::Gap => gaps(own),
        Edge::Blank | Edge::Line => {
            split(own, is_blank).into_iter().filter(|(_, cell)| !cell.is_empty()).collect()
        }
    };
    let trim = |(at, cell): (usize, &str)| {
        let begin = start + at + cell.len() - cell.trim_start_matches(is_blank).len();
        begin..begin + cell.trim_matches(is_blank).len()
    };
    parted.into_iter().map(trim).collect()
}

/// Where the line begins with its empty cells, which are blank.
fn with_empty_cells(text: &str, line: &Line) -> usize {
    let before = &text[..line.bytes.start];
    before.len() - before.bytes().rev().take_while(|byte| *byte == b'\t').count()
}

fn split(own: &str, marks: impl Fn(char) -> bool) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in own.char_indices().filter(|(_, c)| marks(*c)) {
        found.push((start, &own[start..at]));
        start = at + c.len_utf8();
    }
    found.push((start, &own[start..]));
    found
}

/// The parts of a line between gaps: two blanks, or a wide one.
fn gaps(own: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut blank: Option<(usize, usize)> = None;
    for (at, c) in own.char_indices() {
        if is_blank(c) {
            let wide = 1 + usize::from(c == '\u{3000}');
            blank = Some(blank.map_or((at, wide), |(from, width)| (from, width + wide)));
        } else if let Some((from, width)) = blank.take()
            && width >= 2
        {
            found.push((start, &own[start..from]));
            start = at;
        }
    }
    found.push((start, &own[start..]));
    found
}
