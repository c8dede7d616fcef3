use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::pattern::pattern;
use super::unfold::unfolded;

/// A line that is not blank, trimmed on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Bytes of the decoded text.
    pub(super) bytes: Range<usize>,
    /// Columns before the first character; a full-width blank is two.
    pub(super) indent: usize,
    /// Columns up to the last character, indent included.
    pub(super) width: usize,
    /// Whether an empty line stands before this one and means something.
    pub(super) after_blank: bool,
    /// Whether an empty line stands before this one.
    pub(super) is_apart: bool,
    /// Whether a page number was printed in between: the sentence above may go on.
    pub(super) after_page: bool,
    /// The picture (👉) or sign (◆) that the line begins with.
    pub(super) sign: Option<char>,
}

static PAGE_NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern("^(?:[-—–－―─]+[0-9]{1,4}[-—–－―─]+|第[0-9]{1,4}页(?:[,，/]?共[0-9]{1,4}页)?)$")
});

/// What programs of a web page leave in its text.
static SCRIPT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^[{}()\\[\\];,]+$|^[ -~]*[;{}]$|</?script|^(?:var|let|const|function|return|if|else|for)[ (].*[=;{(]|(?:document|window|location|console)\\.[a-zA-Z]+|\\$\\([^)]*\\)|jQuery|_hmt",
    )
});

/// The lines of a text without the blank ones, the page numbers and the leftovers of scripts.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let mut found: Vec<Line> = Vec::new();
    let (mut after_blank, mut after_page) = (false, false);
    for own in unfolded(text) {
        let raw = &text[own.clone()];
        let trimmed = raw.trim_start_matches(is_blank).trim_end_matches(|c| is_blank(c) || c == '|');
        if trimmed.is_empty() {
            after_blank = true;
        } else if trimmed.len() <= 40 && PAGE_NUMBER.is_match(&compact(trimmed)) {
            after_page = true;
        } else if !is_script(trimmed) {
            let indent_bytes = raw.len() - raw.trim_start_matches(is_blank).len();
            let indent = columns(&raw[..indent_bytes]);
            let begin = own.start + indent_bytes;
            let is_open = |above: &Line| !text[above.bytes.clone()].ends_with(END_MARKS);
            // Where a sentence goes on behind a page number, the empty lines around that are the page's.
            let goes_on = after_page && indent < 2 && found.last().is_some_and(is_open);
            found.push(Line {
                bytes: begin..begin + trimmed.len(),
                indent,
                width: indent + columns(trimmed),
                after_blank: after_blank && !goes_on,
                is_apart: after_blank,
                after_page: goes_on,
                sign: sign(&raw[..indent_bytes], trimmed),
            });
            (after_blank, after_page) = (false, false);
        }
    }
    found
}

/// What a sentence or a heading ends with.
pub(super) const END_MARKS: [char; 14] =
    ['。', '！', '？', '；', '：', ':', ';', '”', '!', '?', '…', '）', ')', '.'];

/// Longest line that is looked at for a script, in bytes.
const LONGEST_SCRIPT: usize = 2_000;

fn is_script(line: &str) -> bool {
    let is_latin = line.chars().filter(char::is_ascii).count() * 10 >= line.chars().count() * 7;
    line.len() <= LONGEST_SCRIPT && is_latin && SCRIPT.is_match(line)
}

/// The signs that mark a part, as its first character.
const SIGNS: &str = "●○◉◎◆◇■▪▫▲△▼★☆※►▶▷➤➢➣❖•·✦✧";

/// The picture before a line, else the sign that it begins with, once.
fn sign(before: &str, line: &str) -> Option<char> {
    let turns = |c: char| matches!(c, '\u{fe0f}' | '\u{20e3}');
    let picture = before.chars().find(|c| is_picture(*c) && !turns(*c));
    let mut own = line.chars();
    let first = own.next()?;
    let behind = own.next();
    let is_sign = (SIGNS.contains(first) && behind.is_some_and(|c| c != first))
        || ("-*+".contains(first) && behind.is_some_and(is_blank));
    picture.or(is_sign.then_some(first))
}

/// The same lines, where a document has an empty line behind every paragraph and it means nothing.
/// It is told by the lines from `from` on: what a page prints above a paper may be spaced otherwise.
pub(super) fn single_spaced(lines: &[Line], from: usize) -> Vec<Line> {
    let own = &lines[from.min(lines.len())..];
    // Tables farther down have rows without a gap.
    let first = &own[..own.len().min(FIRST)];
    let apart = first.iter().filter(|line| line.after_blank).count();
    let is_whole = first.len() >= FEWEST_OF_ALL && apart + 1 >= first.len();
    let is_double = is_whole || (first.len() >= FEWEST && apart * 10 >= first.len() * 8);
    let close = |line: &Line| Line { after_blank: line.after_blank && !is_double, ..line.clone() };
    lines.iter().map(close).collect()
}

/// Head and beginning of the body: what tells the spacing of a document.
const FIRST: usize = 24;
/// Where every line stands apart, fewer tell it.
const FEWEST_OF_ALL: usize = 6;
/// In fewer lines the empty ones say nothing about the others.
const FEWEST: usize = 10;

/// White space, and the invisible characters that word processors and web pages leave behind.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}' | '\u{1a}')
        || is_picture(c)
}

/// The pictures with which a message is decorated, and what turns a character into one. Stars and boxes mean something in a paper.
fn is_picture(c: char) -> bool {
    matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{2607}'..='\u{260f}' | '\u{2614}'..='\u{26ff}' | '\u{fe0f}' | '\u{20e3}')
        || "✅❌❎❗❓❤➡✨✈✉".contains(c)
}

/// Whether pictures stand on both sides of a line: a message sets its title off so.
pub(super) fn is_between_pictures(text: &str, line: &Line) -> bool {
    let behind = text[line.bytes.end..].chars().take_while(|c| *c != '\n' && is_blank(*c));
    line.sign.is_some_and(is_picture) && behind.into_iter().any(is_picture)
}

/// The text without any blank.
pub(super) fn compact(text: &str) -> String {
    text.chars().filter(|c| !is_blank(*c)).collect()
}

fn columns(text: &str) -> usize {
    text.chars().map(|c| if c == '\t' { 4 } else { 1 + usize::from(c > '\u{2000}') }).sum()
}
