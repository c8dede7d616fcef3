use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::dated_line::dated_line;
use super::dates::is_date_line;
use super::lines::{Line, compact};
use super::marker::Marker;
use super::organisation::is_name;
use super::pattern::pattern;
use super::title::{is_kind_of_document, is_unbalanced};

/// 附件1 on a line of its own: an annex begins.
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^附(?:件|表|录)?[0-9０-９一二三四五六七八九十]{0,3}(?:[-—－][0-9]{1,2})?(?:[（(]略[）)])?[:：]?$",
    )
});
/// 附件：名称, 附件1：名称: a line of the list under the body, or an annex that begins with its name.
static ENTRY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:附|后附)[ \\u{3000}]*(?:件|表)?[ \\u{3000}]*(?:[0-9０-９一二三四五六七八九十]{0,3}[ \\u{3000}]*(?:[（(]略[）)])?[:：]|[0-9０-９]{1,2}[ \\u{3000}]*[.．、]|[.．])[ \\u{3000}]*",
    )
});
/// 附件1自查表, 附件 汇总表: a name right behind the label, known by what such papers are called.
static LOOSE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^附[ \\u{3000}]*件[ \\u{3000}]*[0-9０-９一二三四五六七八九十]{0,2}[ \\u{3000}\\t]*([^0-9０-９ \\u{3000}\\t。，；：:、（(中内所为的][^。，；：:]{1,40}(?:表|单|书|案|册|样式|模板|格式|清单|台账|标语|口号|计划|要点|指南|》)(?:[（(][^（）()]{1,12}[）)])?)$",
    )
});
static NEXT_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "[ \\u{3000};；,，]+附件[ \\u{3000}]*[0-9０-９一二三四五六七八九十]{1,2}[ \\u{3000}]*[:：.．、]?[ \\u{3000}]*",
    )
});
static ITEM: LazyLock<Regex> = LazyLock::new(|| {
    pattern("^(?:[0-9０-９]{1,2}[ \\u{3000}]*[.．、]|[（(][0-9０-９]{1,2}[）)])[ \\u{3000}]*")
});
static NEXT_ITEM: LazyLock<Regex> =
    LazyLock::new(|| pattern("[ \\u{3000};；]+(?:[0-9]{1,2}[.．、]|[（(][0-9]{1,2}[）)])"));

/// Whether a line is the label of an annex.
pub(super) fn is_label(line: &str) -> bool {
    line.len() <= 60 && LABEL.is_match(&compact(line)) && line.trim() != "附"
}

/// A name in the list of annexes (附件说明), as byte ranges of the decoded text, one per line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) lines: Vec<Line>,
}

impl Listed {
    pub(super) fn title(&self, text: &str) -> String {
        self.lines.iter().map(|line| compact(&text[line.bytes.clone()])).collect()
    }
}

impl Listed {
    /// Whether the name has its last words on the next line; `label` is the indent of the line that 附件 stands on.
    fn goes_on(&self, text: &str, next: &Line, label: usize) -> bool {
        let so_far = self.title(text);
        let rest = compact(&text[next.bytes.clone()]);
        let is_cut =
            self.lines.last().is_some_and(|line| line.width >= CUT_WIDTH) && !is_kind_of_document(&so_far);
        let ends_name = !next.after_blank
            && rest.chars().count() <= 30
            && !rest.contains(['。', '：', ':'])
            && !is_date_line(&rest)
            && is_kind_of_document(&(so_far.clone() + &rest));
        // The rest of a name stands below its first words, not below 附件.
        let is_hung = !next.after_blank
            && self.lines.last().is_some_and(|line| line.width >= NEARLY_FULL)
            && next.indent >= label + LABEL_WIDTH
            && !rest.contains(['。', '：', ':', '（'])
            && !is_date_line(&rest)
            && !is_name(&rest)
            && Marker::at(&rest).is_none();
        is_unbalanced(&so_far) || (is_cut && ends_name) || is_hung
    }
}

impl Listed {
    /// Whether the next line is a name of its own below this one, without a number.
    fn is_above(&self, text: &str, next: &Line, label: usize) -> bool {
        let rest = compact(&text[next.bytes.clone()]);
        !next.after_blank
            && self.lines.last().is_some_and(|line| line.width < NEARLY_FULL)
            && next.indent >= label + LABEL_WIDTH
            && next.indent <= label + LABEL_WIDTH + 2
            && !rest.contains(['。', '：', ':', '，'])
            && dated_line(&rest).is_none()
            && !is_name(&rest)
            && Marker::at(&rest).is_none()
    }
}

/// The name of an annex without what stands around it: 《自查表》。.
pub(super) fn bare_name(name: &str) -> &str {
    name.trim_matches(['《', '》', '。', '；', ';'])
}

/// Whether a name is that of a file.
pub(super) fn is_file_name(name: &str) -> bool {
    name.len() <= 300 && file_kind(name.trim()).is_some()
}

/// Where the kind of a file begins in its name: .docx.
pub(super) fn file_kind(name: &str) -> Option<usize> {
    static KIND: LazyLock<Regex> = LazyLock::new(|| {
        pattern("(?i)[^.]\\.(?:docx?|xlsx?|pptx?|pdf|wps|et|ofd|rtf|zip|rar|7z|jpe?g|png)$")
    });
    let found = KIND.find(name)?;
    found.as_str().find('.').map(|dot| found.start() + dot)
}

/// How far, in columns, 附件： pushes a name to the right.
const LABEL_WIDTH: usize = 6;

/// A name that ends before this column has room for its rest.
const NEARLY_FULL: usize = 36;

/// A narrower line, in columns, is not cut off by the page's edge.
const CUT_WIDTH: usize = 44;

/// The list that begins at a line: its names, and how many lines it fills. `None` when the line begins no list.
pub(super) fn list_at(text: &str, lines: &[Line], first: usize) -> Option<(Vec<Listed>, usize)> {
    let line = &text[lines[first].bytes.clone()];
    if line.len() > 900 {
        return None;
    }
    let loose = LOOSE.captures(line).and_then(|found| found.get(1));
    let is_loose = || loose.is_some() && is_followed_by_end(text, lines, first + 1);
    let prefix = match ENTRY.find(line) {
        Some(prefix) => prefix.end(),
        None => loose.filter(|_| is_loose())?.start(),
    };
    let label = lines[first].indent;
    let is_bare = prefix == line.len();
    let mut listed: Vec<Listed> = Vec::new();
    let mut used = usize::from(is_bare);
    while let Some(line) = lines.get(first + used) {
        let skipped = if used == 0 { prefix } else { 0 };
        let rest = Line { bytes: line.bytes.start + skipped..line.bytes.end, ..line.clone() };
        let body = &text[rest.bytes.clone()];
        if ITEM.is_match(body)
            && (used == 0 || is_bare || listed.len() > 1 || is_numbered_list(text, lines, first, prefix))
        {
            listed.extend(items(text, &rest));
        } else if used == 0 {
            listed.extend(beside(text, &rest));
        } else if is_bare && is_file_name(body) {
            listed.push(Listed { lines: vec![rest] });
        } else if listed.last().is_some_and(|last| last.lines.len() < 4 && last.goes_on(text, &rest, label)) {
            listed.last_mut().into_iter().for_each(|last| last.lines.push(rest.clone()));
        } else if !is_bare && listed.last().is_some_and(|last| last.is_above(text, &rest, label)) {
            listed.push(Listed { lines: vec![rest] });
        } else {
            break;
        }
        used += 1;
        if listed.len() > MOST_LISTED {
            return None;
        }
    }
    let are_files = || listed.iter().all(|one| is_file_name(&one.title(text)));
    let is_list = !listed.is_empty()
        && (!is_bare
            || are_files()
            || is_followed_by_end(text, lines, first + used)
            || (first + used == lines.len() && are_names(text, &listed)));
    is_list.then_some((listed, used))
}

/// No notice lists more annexes than this.
pub(super) const MOST_LISTED: usize = 60;

/// Whether the list's first line already bears a number, so that numbered lines below go on with it.
fn is_numbered_list(text: &str, lines: &[Line], first: usize, prefix: usize) -> bool {
    ITEM.is_match(&text[lines[first].bytes.start + prefix..lines[first].bytes.end])
}

/// 附件1：自查表 附件2：汇总表: the names on one line, each behind its label; most often one.
fn beside(text: &str, line: &Line) -> Vec<Listed> {
    let body = &text[line.bytes.clone()];
    let mut start = 0;
    let mut found = Vec::new();
    for label in NEXT_LABEL.find_iter(body) {
        found.push(start..label.start());
        start = label.end();
    }
    found.push(start..body.len());
    found.into_iter().map(|own| Listed { lines: vec![part(line, own)] }).collect()
}

/// The name that stands right behind 附件 and its number where an annex begins: 附件1 自查表.
pub(super) fn titled_label(text: &str, line: &Line) -> Option<Line> {
    let own = text.get(line.bytes.clone()).filter(|own| own.len() <= LONGEST_LOOSE)?;
    let name = LOOSE.captures(own)?.get(1)?;
    Some(part(line, name.start()..own.len()))
}

/// Longest line of that kind, in bytes.
const LONGEST_LOOSE: usize = 160;

/// The numbered names on one line, numbers left out.
fn items(text: &str, line: &Line) -> Vec<Listed> {
    let body = &text[line.bytes.clone()];
    let mut starts: Vec<usize> = vec![0];
    starts.extend(NEXT_ITEM.find_iter(body).map(|gap| gap.start()));
    let ends = starts.iter().skip(1).copied().chain([body.len()]);
    starts
        .iter()
        .zip(ends)
        .filter_map(|(start, end)| {
            let item = &body[*start..end];
            let item_start = start + item.len() - item.trim_start_matches([' ', '\u{3000}', ';', '；']).len();
            let number = ITEM.find(&body[item_start..end])?;
            let name_start = item_start + number.end();
            let name_end = name_start + body[name_start..end].trim_end().len();
            (name_end > name_start).then(|| Listed { lines: vec![part(line, name_start..name_end)] })
        })
        .collect()
}

fn part(line: &Line, bytes: Range<usize>) -> Line {
    Line { bytes: line.bytes.start + bytes.start..line.bytes.start + bytes.end, ..line.clone() }
}

/// Whether a signature, a date, a label or the text's end follows: what stood before was a list, not an annex.
fn is_followed_by_end(text: &str, lines: &[Line], at: usize) -> bool {
    lines[at.min(lines.len())..].iter().take(4).any(|line| {
        let line = &text[line.bytes.clone()];
        is_label(line) || dated_line(line).is_some()
    })
}

/// Whether nothing but names of papers stands below 附件：, at the end of the text.
fn are_names(text: &str, listed: &[Listed]) -> bool {
    let is_name = |title: String| {
        title.chars().count() <= LONGEST_NAME && !title.contains(['。', '，', '；', '：', ':', ',', ';'])
    };
    listed.len() > 1 && listed.iter().all(|one| is_name(one.title(text)))
}

/// A name of a paper in such a list is no longer, in characters.
const LONGEST_NAME: usize = 40;

/// The lines of an annex's title behind its label: the first line, and wrapped ones while they lead to a listed title.
pub(super) fn title_lines(text: &str, lines: &[Line], first: usize, listed: &[String]) -> usize {
    let mut joined = String::new();
    let mut best = 0;
    for (offset, line) in lines.iter().skip(first).take(4).enumerate() {
        let part = compact(&text[line.bytes.clone()]);
        let is_body = part.contains('。') || Marker::at(&part).is_some() || part.chars().count() > 70;
        if is_body || (offset > 0 && line.after_blank) || is_label(&part) {
            break;
        }
        joined.push_str(&part);
        let is_listed = listed.contains(&joined);
        let leads_on = listed.iter().any(|title| title.starts_with(&joined));
        if is_listed || offset == 0 || leads_on || is_unbalanced(&joined) {
            best = offset + 1;
        }
        if is_listed || is_kind_of_document(&joined) {
            break;
        }
    }
    best
}
