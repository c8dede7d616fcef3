//! What stands at the edges of pages and is no part of the text: page numbers, running heads and feet.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use super::Page;
use super::line::Line;
use crate::read::pattern;

/// Part of a page's height that belongs to an edge.
const EDGE: f32 = 0.13;
/// Lines at either edge of a page that are looked at.
const LINES: usize = 4;

static PAGE_NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^[-—–－―─·•]*(?:第?[0-9０-９]{1,4}页?|[ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹivx]{1,5})(?:[,，/／]?共?[0-9]{1,4}页?)?[-—–－―─·•]*$",
    )
});

/// Takes out what is no part of the text, and gives it back.
pub(super) fn remove(lines: &mut Vec<Line>, pages: &[Page]) -> Vec<Line> {
    let at_edge = at_edges(lines, pages);
    let mut seen: HashMap<String, Vec<usize>> = HashMap::new();
    for (line, _) in lines.iter().zip(&at_edge).filter(|(_, at_edge)| **at_edge) {
        seen.entry(key(line)).or_default().push(line.page);
    }
    // Odd and even pages may have heads of their own.
    let least = (pages.len() / 3).max(2);
    let repeats = |line: &Line| {
        seen.get(&key(line)).is_some_and(|on| {
            let mut on = on.clone();
            on.dedup();
            on.len() >= least
        })
    };
    let mut removed = Vec::new();
    let mut at = 0;
    let verdicts: Vec<bool> = lines
        .iter()
        .zip(&at_edge)
        .map(|(line, at_edge)| *at_edge && (is_page_number(line) || repeats(line)))
        .collect();
    lines.retain(|line| {
        let is_foreign = verdicts.get(at).copied().unwrap_or_default();
        at += 1;
        if is_foreign {
            removed.push(line.clone());
        }
        !is_foreign
    });
    removed
}

/// For each line whether it is among the first or last ones of its page and near the page's edge.
fn at_edges(lines: &[Line], pages: &[Page]) -> Vec<bool> {
    let mut found = vec![false; lines.len()];
    let mut start = 0;
    for group in lines.chunk_by(|one, other| one.page == other.page) {
        let height = pages.get(group[0].page).map_or(0.0, |page| page.height);
        for (at, line) in group.iter().enumerate() {
            let is_top = at < LINES && line.y < EDGE * height;
            let is_bottom = at + LINES >= group.len() && line.y > (1.0 - EDGE) * height;
            found[start + at] = is_top || is_bottom;
        }
        start += group.len();
    }
    found
}

fn is_page_number(line: &Line) -> bool {
    line.text.len() <= 60
        && PAGE_NUMBER.is_match(&line.text.chars().filter(|c| !c.is_whitespace()).collect::<String>())
}

/// The text with numbers left open, at its height on the page.
fn key(line: &Line) -> String {
    let text: String = line.text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    format!("{text}@{:.0}", line.y / 4.0)
}
