use std::sync::LazyLock;

use regex::Regex;

use super::lines::compact;
use super::marker::Marker;
use super::pattern::pattern;
use super::{Decoded, Excerpt, Passage};
use crate::document::chinese;

/// A numbered heading and what stands under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// 1 for 一、 (第一部分), 2 for （一）, 3 for 1., 4 for （1）, 5 for ①. Levels may be skipped. What a sign marks (◆, 👉) is
    /// 0 above all numbers, 6 and more below them.
    pub level: u8,
    /// The number or the sign as printed.
    pub marker: String,
    /// What follows the marker, up to the first 。 (or a dot in its place) or the end of the line.
    pub heading: Passage,
    /// The whole paragraph without its marker: for an item of a list, the item.
    pub item: Passage,
    /// Marker and heading.
    pub source: Excerpt,
    /// The paragraphs up to the next marker; the rest of the heading's own line is the first.
    pub body: Vec<Passage>,
    pub children: Vec<Section>,
}

impl Section {
    /// Whether it bears a number, not a sign.
    pub fn is_numbered(&self) -> bool {
        (1..=5).contains(&self.level)
    }

    /// The heading without a final colon.
    pub fn title(&self) -> &str {
        self.heading.text().trim_end_matches(['。', '：', ':', '；'])
    }

    pub(super) fn leave_out(&mut self, is_read: &dyn Fn(&Passage) -> bool) {
        self.body.retain(|passage| !is_read(passage));
        self.children.iter_mut().for_each(|child| child.leave_out(is_read));
        self.children.retain(|child| !is_read(&child.heading));
    }

    /// Calls `visit` with every passage of this section and below, headings too, in the order of the text.
    pub fn each_passage<'a>(&'a self, visit: &mut impl FnMut(&'a Passage)) {
        visit(&self.heading);
        self.body.iter().for_each(&mut *visit);
        for child in &self.children {
            child.each_passage(visit);
        }
    }
}

/// Builds the tree from paragraphs; what stands before the first marker comes back first.
pub(super) fn sections(
    decoded: &Decoded,
    paragraphs: Vec<(Option<Marker>, Passage)>,
) -> (Vec<Passage>, Vec<Section>) {
    let mut opening = Vec::new();
    let mut flat: Vec<Section> = Vec::new();
    for (marker, passage) in
        paragraphs.into_iter().flat_map(|(marker, passage)| headed(decoded, marker, passage))
    {
        match (marker, flat.last_mut()) {
            (Some(marker), _) => flat.push(section(decoded, marker, &passage)),
            (None, Some(open)) => open.body.push(passage),
            (None, None) => opening.push(passage),
        }
    }
    // A number at the very end, cut off from what it headed, heads nothing.
    if flat.last().is_some_and(|last| last.heading.text().is_empty() && last.body.is_empty()) {
        flat.pop();
    }
    (opening, nest(flat))
}

/// 三、职责分工（一）…: a heading and the first item below it in one line, each for itself.
fn headed(decoded: &Decoded, marker: Option<Marker>, passage: Passage) -> Vec<(Option<Marker>, Passage)> {
    let level = marker.filter(|marker| marker.sign.is_none()).map(|marker| marker.level);
    let Some(at) = level.and_then(|level| item_in_heading(passage.text(), level)) else {
        return apart(decoded, marker, passage);
    };
    let item = passage.slice(at..passage.text().len());
    let below = Marker::at(decoded.text().get(item.source_byte(0)..).unwrap_or_default());
    let mut found = vec![(marker, passage.slice(0..at))];
    found.extend(headed(decoded, below, item));
    found
}

/// Where the first item of a lower level begins behind a short heading; 附件1. and 第（一）项 begin none.
fn item_in_heading(text: &str, level: u8) -> Option<usize> {
    let marker = text.find(['、', '.', '．', '）', ')'])?;
    let end = text.char_indices().nth(LONGEST_HEADING).map_or(text.len(), |(at, _)| at);
    let mut starts = text[..end].char_indices().map(|(at, _)| at).filter(|at| *at > marker);
    let first = starts.find(|at| (level + 1..=4).any(|below| begins_with(&text[*at..], below, 1)))?;
    let heading = &text[marker..first];
    let is_plain = heading.chars().count() > SHORTEST_HEADING && !heading.contains(NO_HEADING);
    let is_of_name = heading.ends_with(['件', '表', '图', '第', '的', '按', '见'])
        || heading.ends_with(|c: char| c.is_ascii_alphanumeric());
    (is_plain && !is_of_name).then_some(first)
}

/// A heading in front of its first item fills no more characters with its number.
const LONGEST_HEADING: usize = 24;
/// Nor fewer, the end of its number counted in.
const SHORTEST_HEADING: usize = 4;
/// What a heading does not hold.
const NO_HEADING: [char; 12] = ['。', '，', ',', '；', ';', '：', ':', '（', '(', '）', '《', '“'];

/// 1.…。2.…。3.…, （一）…；（二）…: items in one paragraph, each for itself.
fn apart(decoded: &Decoded, marker: Option<Marker>, passage: Passage) -> Vec<(Option<Marker>, Passage)> {
    let text = passage.text();
    let first = match marker {
        // A sign may lead to items as plain text does.
        Some(marker) if marker.sign.is_none() => {
            begins_with(text, marker.level, 1).then_some((0, marker.level))
        }
        _ => first_item(text),
    };
    let Some((first, level)) = first else { return vec![(marker, passage)] };
    let mut starts = vec![first];
    while let Some(start) = next_item(text, level, &starts) {
        starts.push(start);
    }
    if starts.len() < 2 {
        return vec![(marker, passage)];
    }
    let before = (first > 0).then(|| (marker, passage.slice(0..first)));
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let item = |(start, end): (&usize, usize)| {
        let item = passage.slice(*start..end);
        let marker = Marker::at(decoded.text().get(item.source_byte(0)..).unwrap_or_default());
        (marker, item)
    };
    before.into_iter().chain(starts.iter().zip(ends).map(item)).collect()
}

/// Where the items begin of a paragraph that leads to them: 请做好以下工作：1.…；2.…。
fn first_item(text: &str) -> Option<(usize, u8)> {
    let colons = text.match_indices(['：', ':']).map(|(at, colon)| at + colon.len());
    colons.take(MOST_COLONS).find_map(|at| {
        let level = (2..=5).find(|level| begins_with(&text[at..], *level, 1))?;
        Some((at, level))
    })
}

/// A paragraph that leads to items says so near its beginning.
const MOST_COLONS: usize = 8;

/// Where the item behind those that begin at `starts` begins: its number stands behind the end of a sentence.
fn next_item(text: &str, level: u8, starts: &[usize]) -> Option<usize> {
    let from = *starts.last()?;
    let number = u32::try_from(starts.len() + 1).ok()?;
    let ends = text[from..].match_indices(['。', '；', ';']).map(|(at, mark)| from + at + mark.len());
    ends.into_iter().find(|at| begins_with(&text[*at..], level, number))
}

/// Whether a text begins with a number in the form of its level.
fn begins_with(text: &str, level: u8, number: u32) -> bool {
    let is_in_brackets = |inner: &str| {
        let rest = text.strip_prefix(['（', '(']).and_then(|rest| rest.strip_prefix(inner));
        rest.is_some_and(|rest| rest.starts_with(['）', ')']))
    };
    match level {
        1 => text.strip_prefix(chinese(number).as_str()).is_some_and(|rest| rest.starts_with('、')),
        2 => is_in_brackets(&chinese(number)),
        3 => {
            let rest = text.strip_prefix(number.to_string().as_str());
            let rest = rest.and_then(|rest| rest.strip_prefix(['.', '．', '、']));
            rest.is_some_and(|rest| rest.starts_with(|c: char| !c.is_ascii_digit()) || begins_with_date(rest))
        }
        4 => {
            let half = text.strip_prefix(number.to_string().as_str());
            is_in_brackets(&number.to_string()) || half.is_some_and(|rest| rest.starts_with(['）', ')']))
        }
        _ => char::from_u32(u32::from('①') + number - 1).is_some_and(|sign| text.starts_with(sign)),
    }
}

/// 3、6月12日前…, 2.2026年6月5日前…: a date behind the number of an item.
fn begins_with_date(rest: &str) -> bool {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let behind = &rest[digits..];
    (digits <= 2 && behind.starts_with('月')) || (digits == 4 && behind.starts_with('年'))
}

fn section(decoded: &Decoded, marker: Marker, passage: &Passage) -> Section {
    let text = passage.text();
    let marker_start = passage.source_byte(0);
    let printed = decoded.text().get(marker_start..marker_start + marker.length).unwrap_or_default();
    let marker_end = compact(printed).len().min(text.len());
    // A number in a picture is told from the figure behind it by a blank.
    let heading_start =
        marker_end + text[marker_end..].len() - text[marker_end..].trim_start_matches(' ').len();
    let (heading_end, rest) = gap_behind(decoded, passage, heading_start)
        .or_else(|| stage_end(text, heading_start))
        .unwrap_or_else(|| heading_end(text, heading_start));
    let body = if rest < text.len() { vec![passage.slice(rest..text.len())] } else { Vec::new() };
    Section {
        level: marker.level,
        marker: marker.sign.map_or_else(|| text[..marker_end].to_owned(), String::from),
        heading: passage.slice(heading_start..heading_end),
        item: passage.slice(heading_start..text.len()),
        source: passage.excerpt(decoded, 0..heading_end),
        body,
        children: Vec::new(),
    }
}

/// 一、竞赛主题　　以…为主要内容，…: where a wide gap parts a short heading from its text.
fn gap_behind(decoded: &Decoded, passage: &Passage, from: usize) -> Option<(usize, usize)> {
    let text = passage.text();
    let at = passage.gaps(decoded.text()).find(|at| *at > from)?;
    let (heading, rest) = (&text[from..at], &text[at..]);
    let is_heading =
        (2..=LONGEST_HEADING).contains(&heading.chars().count()) && !heading.contains(NO_HEADING);
    (is_heading && rest.contains(['，', ',', '。'])).then_some((at, at))
}

/// （一）动员部署阶段（5月）各单位要…: the time of a stage ends its heading, where the text follows at once.
fn stage_end(text: &str, from: usize) -> Option<(usize, usize)> {
    static STAGE: LazyLock<Regex> =
        LazyLock::new(|| pattern("^[^，。；：:,（(]{2,16}阶段[（(][^（()）]{1,40}[）)]\\p{Han}"));
    let found = STAGE.find(&text[from..])?;
    let last = found.as_str().chars().next_back().map_or(0, char::len_utf8);
    let at = from + found.end() - last;
    Some((at, at))
}

/// Where a heading's first sentence ends, and where the text goes on; some type a Latin dot for 。.
fn heading_end(text: &str, from: usize) -> (usize, usize) {
    let mut before = None;
    for (offset, c) in text[from..].char_indices() {
        let at = from + offset;
        let next = at + c.len_utf8();
        let is_dot =
            c == '.' && before.is_some_and(is_wide) && text[next..].chars().next().is_none_or(is_wide);
        if c == '。' || is_dot {
            return (at, next);
        }
        before = Some(c);
    }
    (text.len(), text.len())
}

fn is_wide(c: char) -> bool {
    c > '\u{2000}'
}

/// Hangs each section under the nearest one before it with a lower level.
fn nest(flat: Vec<Section>) -> Vec<Section> {
    let mut roots: Vec<Section> = Vec::new();
    let mut open: Vec<Section> = Vec::new();
    for section in flat {
        while open.last().is_some_and(|last| last.level >= section.level) {
            close(&mut open, &mut roots);
        }
        open.push(section);
    }
    while !open.is_empty() {
        close(&mut open, &mut roots);
    }
    roots
}

fn close(open: &mut Vec<Section>, roots: &mut Vec<Section>) {
    let Some(section) = open.pop() else { return };
    match open.last_mut() {
        Some(parent) => parent.children.push(section),
        None => roots.push(section),
    }
}

#[cfg(test)]
mod tests {
    use crate::read::{Decoded, Section, outline};

    fn told(body: &str) -> Vec<String> {
        fn list(sections: &[Section], found: &mut Vec<String>) {
            for section in sections {
                let body: usize = section.body.len();
                found.push(format!("{}{}/{body}", section.level, section.title()));
                list(&section.children, found);
            }
        }
        let text = format!("关于开展检查的通知\n各单位：\n{body}\n某某局\n2026年3月2日\n");
        let outline = outline(&Decoded::from_text(&text).unwrap()).unwrap();
        let mut found = Vec::new();
        outline.parts.iter().for_each(|part| list(&part.sections, &mut found));
        found
    }

    #[test]
    fn a_heading_ends_before_the_first_item_below_it() {
        for (body, expected) in [
            (
                "一、职责分工（一）宣传科负责宣传。\n（二）医政科负责检查。",
                &["1职责分工/0", "2宣传科负责宣传/0", "2医政科负责检查/0"][..],
            ),
            ("二、整治内容1.乱堆。指乱堆杂物。2.乱放。指乱放车辆。", &["1整治内容/0", "3乱堆/1", "3乱放/1"]),
            ("一、填写附件1.各单位要填好", &["1填写附件1.各单位要填好/0"]),
            ("一、落实第（一）项要求", &["1落实第（一）项要求/0"]),
            ("一、要求（一）是重视", &["1要求（一）是重视/0"]),
        ] {
            assert_eq!(told(body), expected, "{body}");
        }
    }

    #[test]
    fn a_heading_ends_at_a_wide_gap_and_behind_the_time_of_a_stage() {
        for (body, expected) in [
            ("一、竞赛主题　　以消防为主要内容，讲好身边的故事。", &["1竞赛主题/1"][..]),
            ("一、竞赛主题  以消防为主要内容，讲好身边的故事。", &["1竞赛主题/1"]),
            ("一、总　　则", &["1总则/0"]),
            ("一、开展自查，　　边查边改，不留死角。", &["1开展自查，边查边改，不留死角/0"]),
            ("（一）动员部署阶段（5月）各单位要制定方案，召开会议。", &["2动员部署阶段（5月）/1"]),
            ("（一）动员部署阶段（5月），各单位要制定方案。", &["2动员部署阶段（5月），各单位要制定方案/0"]),
        ] {
            assert_eq!(told(body), expected, "{body}");
        }
    }

    #[test]
    fn a_number_that_was_cut_off_heads_nothing() {
        assert_eq!(told("一、检查内容\n各单位要自查。\n二、"), ["1检查内容/1"]);
    }
}
