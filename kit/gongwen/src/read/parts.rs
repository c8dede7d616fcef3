//! Cuts the lines below the head into the covering notice, the issued plans and the annexes.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use super::annex::{Listed, MOST_LISTED, bare_name, is_label, list_at, title_lines, titled_label};
use super::closing::{Closing, closings};
use super::imprint::is_imprint;
use super::lines::{Line, compact, single_spaced};
use super::marker::Marker;
use super::metadata::row_at;
use super::pattern::pattern;
use super::sign::Signs;
use super::title::{is_plan, title_at};

/// Which of the papers in one file a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// The text under the head: the notice itself, or a plan that came without one.
    Main,
    /// A plan that the notice issues, behind its signature.
    Plan,
    /// Behind a label 附件.
    Annex,
}

/// A part before its paragraphs are joined.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) kind: PartKind,
    pub(super) title: Vec<Line>,
    pub(super) lines: Vec<Line>,
}

/// The parts, and what stood between them.
#[derive(Debug)]
pub(super) struct Cut {
    pub(super) drafts: Vec<Draft>,
    pub(super) closings: Vec<Closing>,
    pub(super) listed: Vec<Listed>,
    pub(super) imprint: Vec<Line>,
}

struct Cutter<'a> {
    text: &'a str,
    lines: &'a [Line],
    /// The same lines, empty ones between them left out where they mean nothing: titles are looked for here.
    close: &'a [Line],
    issued_name: Option<&'a str>,
    cut: Cut,
    /// A signature was passed: the next text is another paper.
    is_signed: bool,
    /// The plans that the notice names in 《》 before its signature.
    named: HashSet<String>,
    /// The title is that of a notice, not of a plan.
    is_covering: bool,
    /// The open part has a heading 一、 already.
    has_tree: bool,
}

/// 《…方案》
static QUOTED: LazyLock<Regex> = LazyLock::new(|| pattern("《([^《》]{4,120})》"));

/// Cuts the lines from `from` on. `issued_name` is what the title says is issued; `is_covering`: the title is that of a notice.
pub(super) fn cut(
    text: &str,
    lines: &[Line],
    from: usize,
    issued_name: Option<&str>,
    is_covering: bool,
) -> Cut {
    let closings = closings(text, lines, from);
    let main = Draft { kind: PartKind::Main, title: Vec::new(), lines: Vec::new() };
    let cut = Cut { drafts: vec![main], closings, listed: Vec::new(), imprint: Vec::new() };
    let close = single_spaced(lines, from);
    let mut cutter = Cutter {
        text,
        lines,
        close: &close,
        issued_name,
        cut,
        is_signed: false,
        named: HashSet::new(),
        is_covering,
        has_tree: false,
    };
    let mut next_closing = 0;
    let mut at = from;
    while at < lines.len() {
        let closing = cutter.cut.closings.get(next_closing).map(|closing| closing.lines.clone());
        if let Some(own) = closing.filter(|own| own.start == at) {
            if !cutter.is_signed {
                cutter.named = named_plans(text, &lines[from..own.start]);
            }
            cutter.is_signed = true;
            next_closing += 1;
            at = own.end;
        } else {
            at += cutter.take(at);
        }
    }
    cutter.cut
}

/// The plans that the lines of a covering notice name.
fn named_plans(text: &str, lines: &[Line]) -> HashSet<String> {
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return HashSet::new() };
    let cover = compact(&text[first.bytes.start..last.bytes.end]).replace('\n', "");
    let names = QUOTED.captures_iter(&cover).filter_map(|found| found.get(1));
    names.map(|name| name.as_str().to_owned()).filter(|name| is_plan(name)).take(MOST_LISTED).collect()
}

/// What begins something apart from the parts before it.
static ASIDE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:另外?|此外|其他|其它|其他(?:事项|要求|工作)|最后|还有|补充(?:说明|要求|通知)?|温馨提示|特别提醒)[:：，,]?$",
    )
});
/// Longest line of that kind, in bytes.
const LONGEST_ASIDE: usize = 40;
/// Parts that signs mark fill no more lines in front of it.
const MOST_MARKED: usize = 60;

/// Longest line of a title, in bytes.
const LONGEST_TITLE_LINE: usize = 240;
/// Shortest title of a plan among others, in characters: 工作安排 is a heading.
const SHORTEST_TITLE: usize = 6;
/// Lines that may stand between a plan's title and its first heading.
const MOST_OPENING: usize = 8;

/// Whether a line is the first heading of a tree: 一、, 第一部分.
fn begins_tree(line: &str) -> bool {
    let rest = line.strip_prefix('第').unwrap_or(line);
    rest.starts_with('一')
        && Marker::at(line).is_some_and(|marker| marker.level == 1 && !line[..marker.length].contains('十'))
}

impl Cutter<'_> {
    /// Takes what stands at a line; returns how many lines it fills.
    fn take(&mut self, at: usize) -> usize {
        let line = &self.text[self.lines[at].bytes.clone()];
        if is_imprint(self.text, self.lines, at) {
            self.cut.imprint.push(self.lines[at].clone());
            return 1;
        }
        if self.cut.listed.len() < MOST_LISTED
            && let Some((listed, used)) = list_at(self.text, self.lines, at)
        {
            return self.take_list(at, listed, used);
        }
        let is_signed_below =
            || self.cut.closings.binary_search_by_key(&(at + 1), |closing| closing.lines.start).is_ok();
        if is_label(line) && line.contains([':', '：']) && is_signed_below() {
            // 附件： with nothing behind it.
            self.cut.imprint.push(self.lines[at].clone());
            return 1;
        }
        if is_label(line) {
            return 1 + self.begin(PartKind::Annex, at + 1);
        }
        if self.is_apart(at)
            && let Some(title) = titled_label(self.text, &self.lines[at])
        {
            self.has_tree = false;
            self.cut.drafts.push(Draft { kind: PartKind::Annex, title: vec![title], lines: Vec::new() });
            return 1;
        }
        let kind = self.open().kind;
        let rows = if self.is_at_edge() { row_at(self.text, self.lines, at) } else { 0 };
        if rows > 0 {
            self.cut.imprint.extend_from_slice(&self.lines[at..at + rows]);
            return rows;
        }
        let is_main = kind == PartKind::Main;
        let is_next_plan = kind == PartKind::Plan && (self.is_named_title(at) || self.has_own_tree(at));
        let is_unsigned_plan = is_main && !self.is_signed && self.is_covering && self.has_own_tree(at);
        if is_next_plan || is_unsigned_plan {
            return self.begin(PartKind::Plan, at);
        }
        if is_main && (self.is_signed || self.is_issued_title(at)) {
            let used = self.begin(PartKind::Plan, at);
            if used > 0 {
                return used;
            }
        }
        if is_main && self.begins_aside(at) {
            self.cut.drafts.push(Draft { kind: PartKind::Main, title: Vec::new(), lines: Vec::new() });
        }
        self.has_tree |= Marker::at(line).is_some_and(|marker| marker.level == 1);
        let line = self.lines[at].clone();
        self.open().lines.push(line);
        1
    }

    /// Whether a line begins anew: no sentence goes on in it.
    fn is_apart(&self, at: usize) -> bool {
        self.is_signed || self.lines[at].after_blank || self.ends_above(at)
    }

    /// Whether a sentence ends in the line above.
    fn ends_above(&self, at: usize) -> bool {
        let above = at.checked_sub(1).map_or("", |above| &self.text[self.lines[above].bytes.clone()]);
        above.ends_with(['。', '！', '；', '：', ':'])
    }

    /// 另外： behind parts that signs mark: what follows belongs to none of them.
    fn begins_aside(&self, at: usize) -> bool {
        let line = &self.text[self.lines[at].bytes.clone()];
        let is_aside = line.len() <= LONGEST_ASIDE && ASIDE.is_match(&compact(line));
        let above = self.cut.drafts.last().map_or(&[][..], |open| &open.lines);
        let near = &above[above.len().saturating_sub(MOST_MARKED)..];
        is_aside && Signs::of(self.text, near).mark_whole()
    }

    /// Behind the signature, or where nothing stands yet below the title of a paper, a web page may print its rows.
    fn is_at_edge(&self) -> bool {
        let is_empty = |draft: &Draft| draft.kind != PartKind::Main && draft.lines.is_empty();
        self.cut
            .drafts
            .last()
            .is_some_and(|draft| is_empty(draft) || (draft.kind == PartKind::Main && self.is_signed))
    }

    fn open(&mut self) -> &mut Draft {
        if self.cut.drafts.is_empty() {
            self.cut.drafts.push(Draft { kind: PartKind::Main, title: Vec::new(), lines: Vec::new() });
        }
        let last = self.cut.drafts.len() - 1;
        &mut self.cut.drafts[last]
    }

    /// Opens a part whose title may begin at a line; returns how many lines the title fills.
    fn begin(&mut self, kind: PartKind, at: usize) -> usize {
        let used = match kind {
            PartKind::Annex => {
                let known: Vec<String> =
                    self.cut.listed.iter().map(|listed| listed.title(self.text)).collect();
                title_at(self.text, self.close, at)
                    .map(|(count, _)| count)
                    .unwrap_or_else(|| title_lines(self.text, self.lines, at, &known))
            }
            PartKind::Main | PartKind::Plan => title_at(self.text, self.close, at)
                .map_or_else(|| self.issued_title_lines(at), |(count, _)| count),
        };
        let title = self.lines[at..(at + used).min(self.lines.len())].to_vec();
        self.has_tree = false;
        self.cut.drafts.push(Draft { kind, title, lines: Vec::new() });
        used
    }

    /// Notes a list of annexes; a name that comes with its own items, or for the second time, begins the annex.
    fn take_list(&mut self, at: usize, listed: Vec<Listed>, used: usize) -> usize {
        let titles: Vec<String> = listed.iter().map(|one| one.title(self.text)).collect();
        let first = titles.first().map(|title| bare_name(title).to_owned());
        let is_known =
            self.cut.listed.iter().any(|known| first.as_deref() == Some(bare_name(&known.title(self.text))));
        let brings_items = listed.len() == 1 && self.has_items_at(at + used);
        if is_known || brings_items {
            let title = listed.first().map(|one| one.lines.clone()).unwrap_or_default();
            self.cut.drafts.push(Draft { kind: PartKind::Annex, title, lines: Vec::new() });
        }
        if !is_known {
            self.cut.listed.extend(listed);
        }
        used
    }

    fn has_items_at(&self, at: usize) -> bool {
        self.lines.get(at).is_some_and(|line| {
            Marker::at(&self.text[line.bytes.clone()]).is_some_and(|marker| marker.level >= 3)
                && self.lines.get(at + 1).is_some()
        })
    }

    /// Whether the title of another plan that the notice names stands at a line.
    fn is_named_title(&self, at: usize) -> bool {
        !self.named.is_empty()
            && title_at(self.text, self.close, at)
                .is_some_and(|(_, title)| self.named.contains(title.trim_matches(['《', '》'])))
    }

    /// Whether the title of a plan stands at a line, on lines of its own, with headings below it that begin anew at 一、.
    fn has_own_tree(&self, at: usize) -> bool {
        let line = &self.lines[at];
        let is_apart = line.after_blank || self.ends_above(at);
        let may_begin = self.has_tree || self.open_kind() == PartKind::Main;
        if !is_apart || !may_begin || line.bytes.len() > LONGEST_TITLE_LINE {
            return false;
        }
        let Some((count, title)) = title_at(self.text, self.close, at) else { return false };
        let below = self.lines.iter().skip(at + count).take(MOST_OPENING);
        let first = below.map(|line| &self.text[line.bytes.clone()]).find(|line| Marker::at(line).is_some());
        let is_anew = first.is_some_and(|line| line.starts_with(['一', '第']) && begins_tree(line));
        is_anew && is_plan(&title) && title.chars().count() >= SHORTEST_TITLE
    }

    fn open_kind(&self) -> PartKind {
        self.cut.drafts.last().map_or(PartKind::Main, |draft| draft.kind)
    }

    fn is_issued_title(&self, at: usize) -> bool {
        self.issued_title_lines(at) > 0
    }

    /// How many lines from `at` on spell the issued plan's name.
    fn issued_title_lines(&self, at: usize) -> usize {
        let Some(name) = self.issued_name else { return 0 };
        let mut joined = String::new();
        for (offset, line) in self.lines.iter().skip(at).take(5).enumerate() {
            joined.push_str(&compact(&self.text[line.bytes.clone()]));
            if joined == name {
                return offset + 1;
            }
            if !name.starts_with(&joined) {
                return 0;
            }
        }
        0
    }
}
