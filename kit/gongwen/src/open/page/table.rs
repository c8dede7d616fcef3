//! Rows of ruled tables: the rules say which characters stand in one cell, however its lines are broken.

use super::line::{Line, lines_of};
use super::paragraph::join;
use super::{Glyph, Page, Rule};

/// Rules nearer to each other, in points, are one: a border is drawn for each of the two cells at it.
const NEAR: f32 = 3.0;
/// A shorter rule, or a lower or narrower cell, in points, is none.
const LEAST: f32 = 6.0;
/// Part of a character's height by which its middle stands above its line.
const MIDDLE: f32 = 0.3;
/// Rules of all pages; pages behind them are read without tables.
const MOST_RULES: usize = 20_000;

/// The cells between two levels, from left to right.
struct Row {
    top: f32,
    bottom: f32,
    cells: Vec<Cell>,
}

struct Cell {
    left: f32,
    right: f32,
    /// Nothing is drawn between it and the cell above.
    goes_on_above: bool,
    glyphs: Vec<Glyph>,
}

/// How many rules may still be looked at.
#[derive(Debug)]
pub(super) struct Budget(usize);

impl Budget {
    pub(super) fn new() -> Self {
        Self(MOST_RULES)
    }
}

/// The lines of a page from top to bottom, a row of a table as one line with a tab between its cells.
pub(super) fn lines(number: usize, page: &Page, budget: &mut Budget) -> Vec<Line> {
    let mut rows = match budget.0.checked_sub(page.rules.len()) {
        Some(left) => {
            budget.0 = left;
            rows(&page.rules)
        }
        None => Vec::new(),
    };
    let mut rest = Vec::new();
    for glyph in &page.glyphs {
        match cell_of(&mut rows, glyph) {
            Some(cell) => cell.glyphs.push(*glyph),
            None => rest.push(*glyph),
        }
    }
    merge_up(&mut rows);
    let mut lines = lines_of(number, page, rest);
    lines.extend(rows.into_iter().filter_map(|row| row_line(number, page, row)));
    lines.sort_by(|one, other| one.top.total_cmp(&other.top));
    lines
}

/// Joins a row that goes on over the page with its beginning: its first cell is empty there.
pub(super) fn join_over_pages(lines: Vec<Line>) -> Vec<Line> {
    let mut joined: Vec<Line> = Vec::new();
    for line in lines {
        let open = joined.last_mut().filter(|open| {
            let is_next = open.page + 1 == line.page && line.is_row && open.is_row;
            is_next && line.text.starts_with('\t') && columns(&open.text) == columns(&line.text)
        });
        match open {
            Some(open) => {
                let cells = open.text.split('\t').zip(line.text.split('\t'));
                open.text = cells.map(|(one, other)| format!("{one}{other}")).collect::<Vec<_>>().join("\t");
                (open.page, open.y) = (line.page, line.y);
            }
            None => joined.push(line),
        }
    }
    joined
}

fn columns(row: &str) -> usize {
    row.matches('\t').count()
}

/// The rows that the rules of a page make; what has only one cell is a frame.
fn rows(rules: &[Rule]) -> Vec<Row> {
    let level: Vec<&Rule> =
        rules.iter().filter(|rule| rule.right - rule.left > LEAST && is_flat(rule)).collect();
    let upright: Vec<&Rule> =
        rules.iter().filter(|rule| rule.bottom - rule.top > LEAST && !is_flat(rule)).collect();
    let levels = clusters(level.iter().map(|rule| rule.top).collect());
    let mut rows = Vec::new();
    for pair in levels.windows(2) {
        let (top, bottom) = (pair[0], pair[1]);
        let middle = f32::midpoint(top, bottom);
        let crossing = upright.iter().filter(|rule| rule.top <= middle && middle <= rule.bottom);
        let borders = clusters(crossing.map(|rule| rule.left).collect());
        if bottom - top < LEAST || borders.len() < 3 {
            continue;
        }
        let above: Vec<&&Rule> = level.iter().filter(|rule| (rule.top - top).abs() < NEAR).collect();
        let is_ruled = |x: f32| above.iter().any(|rule| rule.left <= x && x <= rule.right);
        let cells = borders.windows(2).map(|pair| Cell {
            left: pair[0],
            right: pair[1],
            goes_on_above: !is_ruled(f32::midpoint(pair[0], pair[1])),
            glyphs: Vec::new(),
        });
        rows.push(Row { top, bottom, cells: cells.collect() });
    }
    rows
}

fn is_flat(rule: &Rule) -> bool {
    rule.bottom - rule.top < rule.right - rule.left
}

/// The middles of numbers that lie near to each other, ascending.
fn clusters(mut numbers: Vec<f32>) -> Vec<f32> {
    numbers.retain(|number| number.is_finite());
    numbers.sort_by(f32::total_cmp);
    let groups = numbers.chunk_by(|one, other| other - one < NEAR);
    groups.map(|group| group.iter().sum::<f32>() / group.len() as f32).collect()
}

fn cell_of<'r>(rows: &'r mut [Row], glyph: &Glyph) -> Option<&'r mut Cell> {
    let (x, y) = (glyph.x + glyph.width / 2.0, glyph.y - MIDDLE * glyph.size);
    let at = rows.partition_point(|row| row.top <= y).checked_sub(1)?;
    let row = rows.get_mut(at).filter(|row| y < row.bottom)?;
    let at = row.cells.partition_point(|cell| cell.left <= x).checked_sub(1)?;
    row.cells.get_mut(at).filter(|cell| x < cell.right)
}

/// Gives what stands in a cell over several rows to the first of them.
fn merge_up(rows: &mut [Row]) {
    for at in (1..rows.len()).rev() {
        let (before, row) = rows.split_at_mut(at);
        let (Some(above), Some(row)) = (before.last_mut(), row.first_mut()) else { continue };
        if (above.bottom - row.top).abs() > NEAR {
            continue;
        }
        for cell in row.cells.iter_mut().filter(|cell| cell.goes_on_above) {
            let at = above.cells.partition_point(|other| other.left < cell.left - NEAR);
            let is_same = |other: &&mut Cell| {
                (other.left - cell.left).abs() < NEAR && (other.right - cell.right).abs() < NEAR
            };
            if let Some(whole) = above.cells.get_mut(at).filter(is_same) {
                whole.glyphs.append(&mut cell.glyphs);
            }
        }
    }
}

fn row_line(number: usize, page: &Page, row: Row) -> Option<Line> {
    let cells: Vec<Vec<Line>> =
        row.cells.into_iter().map(|cell| lines_of(number, page, cell.glyphs)).collect();
    let all = || cells.iter().flatten();
    let first = all().min_by(|one, other| one.top.total_cmp(&other.top))?;
    let text = |lines: &Vec<Line>| {
        let mut text = String::new();
        lines.iter().for_each(|line| join(&mut text, line));
        text
    };
    Some(Line {
        top: first.top,
        y: all().map(|line| line.y).fold(f32::MIN, f32::max),
        start: all().map(|line| line.start).fold(f32::MAX, f32::min),
        end: all().map(|line| line.end).fold(f32::MIN, f32::max),
        text: cells.iter().map(text).collect::<Vec<_>>().join("\t"),
        has_columns: true,
        is_row: true,
        ..first.clone()
    })
}
