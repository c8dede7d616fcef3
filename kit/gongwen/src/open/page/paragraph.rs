//! Joins lines that were broken only because they were full.

use std::collections::HashMap;

use super::Page;
use super::line::Line;
use crate::open::extract::Extract;
use crate::read::{Marker, ReadError};

/// Where the text of a document stands on its pages, in points.
#[derive(Clone, Copy, Debug)]
struct Frame {
    left: f32,
    right: f32,
    /// From one line to the next.
    pitch: f32,
}

/// Writes the lines as paragraphs: one a line, indents as wide blanks, an empty line where there is room for one.
pub(super) fn write(lines: &[Line], pages: &[Page], extract: &mut Extract) -> Result<(), ReadError> {
    let frames = frames(lines, pages);
    let frame_of = |line: &Line| frames.get(&format_of(pages, line)).copied();
    let mut paragraph = String::new();
    let mut first: Option<&Line> = None;
    let mut previous: Option<&Line> = None;
    for line in lines {
        let Some(frame) = frame_of(line) else { continue };
        if let (Some(first), Some(previous)) = (first, previous)
            && goes_on(first, previous, line, &frame)
        {
            join(&mut paragraph, line);
        } else {
            if first.is_some() {
                extract.body(&paragraph)?;
            }
            if previous.is_some_and(|previous| has_room_between(previous, line, &frame)) {
                extract.body("")?;
            }
            let indent = ((line.start - frame.left) / line.size).round().clamp(0.0, 30.0) as usize;
            let indent = if line.is_row { 0 } else { indent };
            paragraph = "\u{3000}".repeat(indent) + &line.text;
            first = Some(line);
        }
        previous = Some(line);
    }
    if first.is_some() { extract.body(&paragraph) } else { Ok(()) }
}

/// Two parts of a Latin word or number that were torn apart stay so: nothing says whether there was a blank.
pub(super) fn join(paragraph: &mut String, line: &Line) {
    let before = paragraph.chars().next_back();
    let behind = line.text.chars().next();
    let is_between = before.is_some_and(|c| c.is_ascii_alphabetic() || c == ',')
        && behind.is_some_and(|c| c.is_ascii_alphanumeric());
    if is_between {
        paragraph.push(' ');
    }
    paragraph.push_str(&line.text);
}

/// Whether `line` continues the paragraph that began with `first` and reaches down to `previous`.
fn goes_on(first: &Line, previous: &Line, line: &Line, frame: &Frame) -> bool {
    let em = line.size;
    let is_same_type = (previous.size - line.size).abs() < 0.15 * em;
    if !is_same_type || previous.has_columns || line.has_columns {
        return false;
    }
    if previous.page == line.page && line.y - previous.y > 1.5 * frame.pitch {
        return false;
    }
    // Between Chinese and Latin type a program leaves room, or the text has a blank.
    let is_latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let changes_script = is_latin(previous.text.chars().next_back()) != is_latin(line.text.chars().next());
    let needed = line.head + if changes_script { 0.5 * em } else { -0.05 * em };
    if frame.right - previous.end >= needed {
        return false;
    }
    let indent = line.start - frame.left;
    let begins_item = Marker::at(&line.text).is_some();
    if indent < 0.7 * em {
        let is_over = previous.text.ends_with(['。', '；', '：', '！', '？', '）', ')']);
        return !(is_over && begins_item);
    }
    // A signature stands far to the right, however full the line above is.
    if indent > 0.35 * (frame.right - frame.left) {
        return false;
    }
    // Further right than where the paragraph began it hangs.
    line.start > first.start + 0.5 * em && !begins_item
}

fn has_room_between(previous: &Line, line: &Line, frame: &Frame) -> bool {
    previous.page == line.page && line.top - previous.y > 1.7 * frame.pitch.max(line.size)
}

/// Pages of the same width have the same edges.
fn format_of(pages: &[Page], line: &Line) -> i32 {
    pages.get(line.page).map_or(0, |page| page.width.round() as i32)
}

fn frames(lines: &[Line], pages: &[Page]) -> HashMap<i32, Frame> {
    let mut groups: HashMap<i32, Vec<&Line>> = HashMap::new();
    for line in lines {
        groups.entry(format_of(pages, line)).or_default().push(line);
    }
    groups.into_iter().map(|(width, lines)| (width, frame(&lines, width as f32))).collect()
}

fn frame(lines: &[&Line], width: f32) -> Frame {
    let mut starts: Vec<f32> = lines.iter().map(|line| line.start).collect();
    let mut ends: Vec<f32> = lines.iter().map(|line| line.edge).collect();
    let mut pitches: Vec<f32> = lines
        .windows(2)
        .filter(|pair| pair[0].page == pair[1].page)
        .filter(|pair| pair[1].y - pair[0].y > 0.9 * pair[1].size)
        .map(|pair| pair[1].y - pair[0].y)
        .collect();
    for numbers in [&mut starts, &mut ends, &mut pitches] {
        numbers.sort_by(f32::total_cmp);
    }
    let left = starts.get(lines.len() / 50).copied().unwrap_or_default();
    let widest = ends.get(lines.len() - 1 - lines.len() / 50).copied().unwrap_or(width);
    let size = lines.iter().map(|line| line.size).fold(0.0, f32::max).clamp(1.0, 24.0);
    // Where no line is long the edge lies as far from the paper's as at the left.
    let mirrored = width - left;
    let right = if widest > mirrored - 2.0 * size { widest } else { mirrored };
    // Not the usual distance: most paragraphs may be one line long with an empty line after each.
    let pitch = pitches.get(pitches.len() / 10).copied().unwrap_or(2.0 * size);
    Frame { left, right, pitch }
}
