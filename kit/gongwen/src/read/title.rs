use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::dated_line::dated_line;
use super::imprint::is_note;
use super::lines::{Line, compact};
use super::marker::Marker;
use super::metadata::is_row;
use super::number::number_on;
use super::pattern::pattern;

const TAIL: &str = "】?(?:[（(][^（）()]{1,20}[）)])?$";

/// A line that may end a title: a kind of document, perhaps with （试行） behind it.
static KIND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "(?:通知|方案|意见|办法|通报|公告|通告|函|决定|规划|计划|要点|细则|规定|请示|报告|批复|纪要|预案|制度|规范|指南|倡议书|安排|措施|条例|总结|清单|部署|提示|提醒|公示|倡议)》?{TAIL}"
    ))
});
/// A title with 关于 is over only with the kind of a covering document.
static COVERING_KIND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "(?:通知|通报|公告|通告|函|决定|请示|报告|批复|意见|规定|办法|提示|提醒|公示|倡议){TAIL}"
    ))
});
static PASSES_ON: LazyLock<Regex> = LazyLock::new(|| {
    pattern("关于.{0,12}?(?:印发|转发|下发|发布|颁发|公布)|[省市县区旗州委局厅府办院会室]印发《")
});
static ISSUED_NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:印发|转发|下发|发布|颁发|公布)(?:关于)?(?:《([^》]{4,120})》|(.{4,120}?))(?:等[^的]{0,12})?的(?:通知|通告|公告|函)",
    )
});

/// 发往：, 编号：: a row of a head.
static LABEL: LazyLock<Regex> = LazyLock::new(|| pattern("^\\p{Han}{2,6}[:：]"));

/// A title is wrapped over no more lines than this.
const MOST_LINES: usize = 8;

/// How many lines from `first` on form a title, and its text joined; `None` when they form none.
pub(super) fn title_at(text: &str, lines: &[Line], first: usize) -> Option<(usize, String)> {
    let mut joined = String::new();
    for (offset, line) in lines.iter().skip(first).take(MOST_LINES).enumerate() {
        let part = compact(&text[line.bytes.clone()]);
        let goes_on = offset == 0 || !line.after_blank || is_open(&joined);
        if !goes_on || cannot_be_title(&part, offset) {
            return None;
        }
        joined.push_str(&part);
        if joined.chars().count() > 160 {
            return None;
        }
        let next = lines.get(first + offset + 1);
        if is_over(&joined) && !next.is_some_and(|next| continues(text, next, &joined)) {
            return Some((offset + 1, joined));
        }
    }
    None
}

fn cannot_be_title(part: &str, offset: usize) -> bool {
    part.contains('。')
        || part.ends_with(['：', ':', '；', '，'])
        || number_on(part).is_some()
        || (offset == 0 && Marker::at(part).is_some())
        || part.starts_with("附件")
        || is_note(part)
        || is_row(part)
        || dated_line(part).is_some()
        || (LABEL.is_match(part) && !part.starts_with("转发"))
}

/// Whether the text so far asks for more: 关于 without its 通知, an open bracket.
fn is_open(joined: &str) -> bool {
    (joined.contains("关于") && !COVERING_KIND.is_match(joined)) || is_unbalanced(joined)
}

fn is_over(joined: &str) -> bool {
    let ends = if PASSES_ON.is_match(joined) { &COVERING_KIND } else { &KIND };
    ends.is_match(joined) && !is_unbalanced(joined)
}

/// Whether a title that could be over has its last words on the next line: …方案 / 的通知, （试行）.
fn continues(text: &str, next: &Line, joined: &str) -> bool {
    let part = compact(&text[next.bytes.clone()]);
    if next.after_blank || cannot_be_title(&part, 1) || part.chars().count() > 60 {
        return false;
    }
    let is_last_part =
        joined.contains("关于") && !COVERING_KIND.is_match(joined) && COVERING_KIND.is_match(&part);
    is_suffix(&part) || is_last_part || (part.starts_with('的') && KIND.is_match(&part))
}

/// （试行）, （2024—2026年）: a line that belongs to the title above it; a whole date does not.
pub(super) fn is_suffix(line: &str) -> bool {
    static YEARS: LazyLock<Regex> = LazyLock::new(|| pattern("[12][0-9]{3}(?:年|[-—–－至~～]+[12][0-9]{3})"));
    let is_bracket = line.starts_with(['（', '('])
        && line.ends_with(['）', ')'])
        && line.chars().count() <= LONGEST_SUFFIX;
    let is_status =
        line.contains("试行") || line.contains("征求意见") || line.contains("暂行") || line.contains("修订");
    is_bracket && (is_status || (YEARS.is_match(line) && !line.contains('月')))
}

/// Longest bracket behind a title, in characters.
const LONGEST_SUFFIX: usize = 16;

pub(super) fn is_unbalanced(text: &str) -> bool {
    [('《', '》'), ('（', '）'), ('“', '”'), ('〔', '〕'), ('【', '】')]
        .iter()
        .any(|(open, close)| text.matches(*open).count() > text.matches(*close).count())
}

/// The part of a title that is its own words: what stands in 【】 around it, or behind 【某某局】 and 【通知】 in front of it.
pub(super) fn own_words(title: &str) -> Range<usize> {
    let Some(close) = title.find('】').filter(|_| title.starts_with('【')) else { return 0..title.len() };
    let behind = close + '】'.len_utf8();
    if behind == title.len() { '【'.len_utf8()..close } else { behind..title.len() }
}

/// The lines at `first` that stand in 【】, and the words in between: how a message sets its title off, whatever it says.
pub(super) fn bracketed_at(text: &str, lines: &[Line], first: usize) -> Option<(usize, String)> {
    let mut joined = String::new();
    for (offset, line) in lines.iter().skip(first).take(MOST_BRACKETED).enumerate() {
        joined.push_str(&compact(text.get(line.bytes.clone()).filter(|own| own.len() <= LONGEST_BRACKETED)?));
        if !joined.starts_with('【') {
            return None;
        }
        if let Some(inner) = joined.strip_prefix('【').and_then(|rest| rest.strip_suffix('】')) {
            let is_one = !inner.contains(['【', '】', '。']) && inner.chars().count() >= SHORTEST_BRACKETED;
            return is_one.then_some((offset + 1, joined));
        }
    }
    None
}

/// A title in 【】 fills no more lines than this.
const MOST_BRACKETED: usize = 3;
/// Longest line of such a title, in bytes.
const LONGEST_BRACKETED: usize = 240;
/// Shortest words of such a title, in characters.
const SHORTEST_BRACKETED: usize = 6;

/// Whether a title is a notice's own, not a plan's.
pub(super) fn is_covering(title: &str) -> bool {
    static NOTICE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(&format!("(?:通知|通报|公告|通告|函|决定|请示|批复|提示|提醒|公示|倡议){TAIL}"))
    });
    (title.contains("关于") || title.contains("印发")) && NOTICE.is_match(title)
}

/// 通知, 公示公告: the word of a page or a form above the title, and none itself.
pub(super) fn is_bare_kind(title: &str) -> bool {
    static KINDS: LazyLock<Regex> =
        LazyLock::new(|| pattern("^(?:通知|公告|公示|通告|通报|函|意见|文件|公文|信息|新闻)+$"));
    KINDS.is_match(title)
}

/// What a covering title passes on: the name between 印发 and 的通知.
pub(super) fn issued_name(title: &str) -> Option<String> {
    let found = ISSUED_NAME.captures(title)?;
    found.get(1).or(found.get(2)).map(|name| name.as_str().to_owned())
}

/// Whether a title is that of a plan.
pub(super) fn is_plan(title: &str) -> bool {
    static PLAN: LazyLock<Regex> =
        LazyLock::new(|| pattern(&format!("(?:方案|计划|安排|要点|实施意见|实施细则|实施办法)》?{TAIL}")));
    PLAN.is_match(title)
}

/// Whether a line could be the title of a plan.
pub(super) fn is_kind_of_document(line: &str) -> bool {
    KIND.is_match(line)
}
