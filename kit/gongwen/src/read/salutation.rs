//! 主送机关: whom a paper speaks to, as a line of their names.

use std::sync::LazyLock;

use regex::Regex;

use super::head::FURNITURE;
use super::lines::{Line, compact};
use super::marker::Marker;
use super::metadata::is_of_page;
use super::number::number_on;
use super::pattern::pattern;
use super::recipients::{are_names, begins_addressees, is_salutation};

/// The lines of the addressees, and the bytes of their names.
#[derive(Clone, Copy, Debug)]
pub(super) struct Salutation {
    pub(super) first: usize,
    pub(super) last: usize,
    /// Byte of the decoded text where the names begin.
    pub(super) start: usize,
    /// Byte of the decoded text where the last line begins.
    pub(super) last_start: usize,
    /// Byte of the decoded text where the names end.
    pub(super) end: usize,
    /// Byte of the decoded text where the body may begin on the same line.
    pub(super) after: usize,
    /// It begins as addressees do (各, 有关, a name), or stands behind their label.
    pub(super) is_plain: bool,
}

impl Salutation {
    /// Whether nothing stands behind the names on their last line.
    pub(super) fn fills(&self, lines: &[Line]) -> bool {
        lines.get(self.last).is_some_and(|line| line.bytes.end <= self.after)
    }
}

/// Whether the salutation begins within the next few lines.
pub(super) fn salutation_follows(text: &str, lines: &[Line], from: usize) -> bool {
    (from..lines.len().min(from + 3)).any(|at| salutation_at(text, lines, at).is_some())
}

/// 主送：某某局，某某院: the addressees behind their label, on one line.
fn labelled_salutation(text: &str, lines: &[Line], at: usize) -> Option<Salutation> {
    static LABEL: LazyLock<Regex> =
        LazyLock::new(|| pattern("^(?:主[ \\u{3000}]*送(?:机关|单位)?|致)[ \\u{3000}]*[:：][ \\u{3000}]*"));
    let bytes = lines.get(at)?.bytes.clone();
    let start = bytes.start + LABEL.find(&text[bytes.clone()])?.end();
    let end = start + text[start..bytes.end].trim_end_matches(['。', '：', ':']).len();
    let names = compact(&text[start..end]);
    is_salutation(&names).then_some(Salutation {
        first: at,
        last: at,
        start,
        last_start: start,
        end,
        after: bytes.end,
        is_plain: true,
    })
}

/// The salutation that begins at a line: up to its colon, or a short line beginning with 各.
pub(super) fn salutation_at(text: &str, lines: &[Line], first: usize) -> Option<Salutation> {
    if let Some(labelled) = labelled_salutation(text, lines, first) {
        return Some(labelled);
    }
    let mut joined = String::new();
    for last in first..lines.len().min(first + 8) {
        let bytes = lines[last].bytes.clone();
        let line = &text[bytes.clone()];
        let is_head = || FURNITURE.is_match(&compact(line)) || is_of_page(line) || number_on(line).is_some();
        if Marker::at(line).is_some() || (last > first && lines[last].after_blank) || is_head() {
            return None;
        }
        // The rows of a table name nobody.
        if line.matches(['|', '｜']).count() > 1 {
            return None;
        }
        if let Some(colon) = line.find(['：', ':']) {
            // The colon of a clock: no name ends there.
            let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
            if is_digit(line[..colon].chars().next_back()) && is_digit(line[colon..].chars().nth(1)) {
                return None;
            }
            joined.push_str(&compact(&line[..colon]));
            let colon_length = line[colon..].chars().next().map_or(0, char::len_utf8);
            let end = bytes.start + colon;
            return is_salutation(&joined).then_some(Salutation {
                first,
                last,
                start: lines[first].bytes.start,
                last_start: bytes.start,
                end,
                after: end + colon_length,
                is_plain: begins_addressees(&joined),
            });
        }
        let whole = compact(line);
        // 文字大小, 各科室：: a word of the page above the addressees.
        let next = lines.get(last + 1).map_or("", |next| &text[next.bytes.clone()]);
        if next.starts_with('各') && !whole.ends_with(['、', '，', ',', '；', '和', '及', '与']) {
            return None;
        }
        let stands_alone = last == first
            && whole.starts_with('各')
            && whole.chars().count() <= 60
            && !whole.ends_with(['。', '；', '，', '、'])
            && !whole.contains('要')
            && is_salutation(&whole);
        let next_is_apart = lines.get(last + 1).is_none_or(|next| next.after_blank || next.indent >= 2);
        if stands_alone && next_is_apart && (!line.contains('，') || are_names(&whole)) {
            let (last_start, end) = (bytes.start, bytes.end);
            return Some(Salutation {
                first,
                last,
                start: last_start,
                last_start,
                end,
                after: end,
                is_plain: true,
            });
        }
        joined.push_str(&whole);
        if line.contains('。') || joined.len() > 2400 {
            return None;
        }
    }
    None
}
