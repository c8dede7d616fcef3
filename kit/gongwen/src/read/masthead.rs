//! A head of its own (发文机关标志): 某某局文件, or bodies' names on lines apart from the title.

use std::sync::LazyLock;

use regex::Regex;

use super::lines::{Line, compact};
use super::organisation::is_name;
use super::pattern::pattern;

/// The bodies whose head it is. Those of one block belong together, a later block takes the place of one before.
#[derive(Clone, Debug, Default)]
pub(super) struct Masthead {
    names: Vec<String>,
    /// The line behind the last name.
    end: usize,
    /// 文件 stands behind the name, or between the names.
    is_printed: bool,
}

static PRINTED: LazyLock<Regex> =
    LazyLock::new(|| pattern("^([^。，；：]{3,60}?)(?:文件|（文件）|\\(文件\\))$"));

/// Longest first half of a head that fills two lines, in characters.
const LONGEST_HALF: usize = 30;

/// A name that has a place in it stands for itself, whatever is printed above it.
const PLACES: [char; 8] = ['省', '市', '县', '区', '州', '旗', '镇', '乡'];

impl Masthead {
    pub(super) fn is_there(&self) -> bool {
        !self.names.is_empty()
    }

    /// The names, joined by 、.
    pub(super) fn text(self) -> Option<String> {
        self.is_there().then(|| self.names.join("、"))
    }

    /// Adds a name that stands at a line and fills so many lines.
    pub(super) fn add(&mut self, name: String, at: usize, lines: usize, is_printed: bool) {
        if self.is_there() && at > self.end {
            if self.is_printed && !is_printed {
                return;
            }
            self.names.clear();
        }
        self.is_printed |= is_printed;
        self.end = at + lines;
        if !self.names.contains(&name) {
            self.names.push(name);
        }
    }

    /// An empty line ends the block.
    pub(super) fn close(&mut self) {
        self.end = 0;
    }

    /// 文件 and the like between the names, on a line of its own.
    pub(super) fn goes_on(&mut self, at: usize) {
        if at == self.end {
            self.end += 1;
        }
    }
}

/// 某某局文件, perhaps over two lines: the name, and how many lines it fills.
pub(super) fn masthead_at(text: &str, lines: &[Line], at: usize) -> Option<(String, usize)> {
    let line = compact(&text[lines[at].bytes.clone()]);
    let name = |line: &str| {
        let found = PRINTED.captures(line).filter(|_| !line.contains("关于"))?;
        Some(found[1].to_owned())
    };
    if let Some(name) = name(&line) {
        return Some((name, 1));
    }
    let is_half = !is_name(&line) && line.chars().count() <= LONGEST_HALF && !line.contains(['、', '《']);
    let next = lines.get(at + 1).filter(|next| is_half && !next.after_blank)?;
    let rest = compact(&text[next.bytes.clone()]);
    let is_whole = rest.trim_end_matches(['）', ')']).ends_with("文件") && !rest.contains(PLACES);
    name(&(line + &rest)).filter(|_| is_whole).map(|name| (name, 2))
}
