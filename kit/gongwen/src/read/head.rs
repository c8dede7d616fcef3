use std::sync::LazyLock;

use clock::CivilDate;
use regex::Regex;

use super::Passage;
use super::closing::names_on;
use super::dates::whole_date;
use super::imprint::is_note;
use super::lines::{Line, compact};
use super::marker::Marker;
use super::metadata::Metadata;
use super::number::{Number, number_on};
use super::organisation::is_name;
use super::pattern::pattern;
use super::recipients::is_salutation;
use super::title::{is_covering, is_suffix, title_at};

/// What stands above the body: everything up to and with the salutation.
#[derive(Clone, Debug, Default)]
pub(super) struct Head {
    pub(super) metadata: Metadata,
    pub(super) number: Option<Number>,
    /// A head of its own: 某某局文件, or a body's name on a line apart from the title.
    pub(super) masthead: Option<String>,
    /// Line range of the title.
    pub(super) title: Option<(usize, usize)>,
    /// The title is that of a notice, not of a plan or of the page.
    is_covering: bool,
    /// A date in brackets under the title.
    pub(super) date_below_title: Option<CivilDate>,
    /// Line range of the salutation, and the byte at which its colon stands.
    pub(super) salutation: Option<Salutation>,
    /// The first line of the body.
    pub(super) body: usize,
}

/// 主送机关.
#[derive(Clone, Copy, Debug)]
pub(super) struct Salutation {
    pub(super) first: usize,
    pub(super) last: usize,
    /// Byte of the decoded text where the last line begins.
    pub(super) last_start: usize,
    /// Byte of the decoded text where the names end.
    pub(super) end: usize,
    /// Byte of the decoded text where the body may begin on the same line.
    pub(super) after: usize,
}

static FURNITURE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:[0-9]{6}|(?:特急|加急|特提|平急|急件)|(?:等级|紧急程度)[:：].{0,8}|签发人[:：].{0,20}|[★☆]{1,5}|[─—_＿\\-=＝*＊★]{3,}|(?:发电|明传|签批盖章).{0,30}|(?:发往|发至|签批|批准人|承办单位)[:：].{0,60}|(?:内部)?(?:明传|传真)?电报|文件)$",
    )
});
static MASTHEAD: LazyLock<Regex> =
    LazyLock::new(|| pattern("^[^。，；：]{3,60}(?:文件|（文件）|\\(文件\\))$"));

/// No notice is issued by more bodies than this.
const MOST_NAMES: usize = 12;
/// The head is looked for in no more lines than this.
const MOST_LINES: usize = 80;

impl Head {
    pub(super) fn read(text: &str, lines: &[Line]) -> Self {
        let mut head = Self::default();
        let mut at = 0;
        while at < lines.len().min(MOST_LINES) {
            let used = head.take(text, lines, at);
            if used == 0 {
                break;
            }
            at += used;
        }
        head.body = at;
        head.salute(text, lines);
        head
    }

    /// Takes what stands at a line; 0 when the body begins here.
    fn take(&mut self, text: &str, lines: &[Line], at: usize) -> usize {
        let rows = self.metadata.take(text, lines, at);
        if rows > 0 {
            return rows;
        }
        let line = compact(&text[lines[at].bytes.clone()]);
        if let Some(number) = number_on(&text[lines[at].bytes.clone()]) {
            self.number.get_or_insert(number);
            return 1;
        }
        let is_suffix_of_title = self.title.is_some_and(|(_, end)| end == at) && is_suffix(&line);
        if FURNITURE.is_match(&line) || (is_note(&line) && !is_suffix_of_title) {
            return 1;
        }
        if self.title.is_some() {
            return self.take_below_title(text, lines, at, &line);
        }
        if MASTHEAD.is_match(&line) && !line.contains("关于") {
            let name =
                line.trim_end_matches(['）', ')']).trim_end_matches("文件").trim_end_matches(['（', '(']);
            self.masthead = Some(name.to_owned());
            return 1;
        }
        let names = self.names_above_title(text, lines, at);
        if names > 0 {
            return names;
        }
        if let Some((count, title)) = title_at(text, lines, at) {
            self.title = Some((at, at + count));
            self.is_covering = is_covering(&title);
            return count;
        }
        self.take_unknown(text, lines, at, &line)
    }

    /// Bodies at the very top, each on a line of its own above 关于…: heads, no part of the title. Where a head or a number
    /// stands above them already, they are the title's first line.
    fn names_above_title(&mut self, text: &str, lines: &[Line], at: usize) -> usize {
        if self.masthead.is_some() || self.number.is_some() || self.metadata.is_there {
            return 0;
        }
        let mut names = Vec::new();
        for (offset, line) in lines.iter().skip(at).take(MOST_NAMES + 1).enumerate() {
            let line = &text[line.bytes.clone()];
            if compact(line).starts_with("关于") && title_at(text, lines, at + offset).is_some() {
                self.masthead = (!names.is_empty()).then(|| names.join("、"));
                return offset;
            }
            match names_on(line) {
                own if own.is_empty() => return 0,
                own => names.extend(own),
            }
        }
        0
    }

    /// Takes what stands between a title and the body: its date, or what a page prints there before it repeats the title.
    fn take_below_title(&mut self, text: &str, lines: &[Line], at: usize, line: &str) -> usize {
        if let Some((count, title)) = title_at(text, lines, at).filter(|(_, title)| is_covering(title))
            && (!self.is_covering || self.is_title(text, lines, &title))
        {
            self.title = Some((at, at + count));
            self.is_covering = true;
            return count;
        }
        if !self.is_covering && is_name(line) && title_follows(text, lines, at + 1) {
            self.masthead = Some(line.to_owned());
            return 1;
        }
        let inner = line.trim_start_matches(['（', '(']).trim_end_matches(['）', ')']);
        match whole_date(inner) {
            Some(date) if self.date_below_title.is_none() => {
                self.date_below_title = Some(date);
                1
            }
            _ => self.take_suffix(text, lines, at, line),
        }
    }

    /// A bracket between title and salutation: years and （试行） belong to the title, other words to nothing.
    fn take_suffix(&mut self, text: &str, lines: &[Line], at: usize, line: &str) -> usize {
        let is_bracket = line.starts_with(['（', '(']) && line.ends_with(['）', ')']);
        if !is_bracket || line.chars().count() > LONGEST_BRACKET || !salutation_follows(text, lines, at + 1) {
            return 0;
        }
        if let Some((first, end)) = self.title.filter(|(_, end)| *end == at && is_suffix(line)) {
            self.title = Some((first, end + 1));
        }
        1
    }

    /// A line before the title that is nothing known: a body's name, or what a page printed there.
    fn take_unknown(&mut self, text: &str, lines: &[Line], at: usize, line: &str) -> usize {
        let begins_body = Marker::at(line).is_some()
            || line.contains('。')
            || line.chars().count() > 60
            || salutation_at(text, lines, at).is_some();
        let is_above_number = self.title.is_none() && number_follows(text, lines, at + 1);
        if begins_body || !(title_follows(text, lines, at + 1) || is_above_number) {
            return 0;
        }
        if is_name(line) {
            self.masthead = Some(line.to_owned());
        }
        1
    }

    /// The title without a document number in brackets at its end, which is noted.
    pub(super) fn without_number(&mut self, title: Passage) -> Passage {
        let text = title.text();
        let open = text.strip_suffix(['）', ')']).and_then(|rest| rest.rfind(['（', '(']));
        let found = open.and_then(|open| {
            let bracket = text[open..].trim_matches(['（', '(', '）', ')']);
            number_on(bracket).map(|number| (open, number))
        });
        let Some((open, number)) = found else { return title };
        self.number.get_or_insert(number);
        title.slice(0..open)
    }

    fn is_title(&self, text: &str, lines: &[Line], title: &str) -> bool {
        self.title.is_some_and(|(first, end)| {
            let own: String =
                lines[first..end].iter().map(|line| compact(&text[line.bytes.clone()])).collect();
            own == title
        })
    }

    fn salute(&mut self, text: &str, lines: &[Line]) {
        self.salutation = salutation_at(text, lines, self.body);
        if let Some(salutation) = self.salutation {
            let rest = text[salutation.after..lines[salutation.last].bytes.end].trim();
            self.body = salutation.last + usize::from(rest.is_empty());
        }
    }
}

/// Longest bracket below a title, in characters.
const LONGEST_BRACKET: usize = 30;

/// Whether the salutation begins within the next few lines.
fn salutation_follows(text: &str, lines: &[Line], from: usize) -> bool {
    (from..lines.len().min(from + 3)).any(|at| salutation_at(text, lines, at).is_some())
}

/// Whether a title begins within the next few lines.
fn title_follows(text: &str, lines: &[Line], from: usize) -> bool {
    (from..lines.len().min(from + 6)).any(|at| title_at(text, lines, at).is_some())
}

/// Whether a document number stands within the next few lines.
fn number_follows(text: &str, lines: &[Line], from: usize) -> bool {
    let next = lines.iter().skip(from).take(4);
    next.into_iter().any(|line| number_on(&text[line.bytes.clone()]).is_some())
}

/// The salutation that begins at a line: up to its colon, or a short line beginning with 各.
fn salutation_at(text: &str, lines: &[Line], first: usize) -> Option<Salutation> {
    let mut joined = String::new();
    for last in first..lines.len().min(first + 8) {
        let bytes = lines[last].bytes.clone();
        let line = &text[bytes.clone()];
        let is_head = || FURNITURE.is_match(&compact(line)) || number_on(line).is_some();
        if Marker::at(line).is_some() || (last > first && lines[last].after_blank) || is_head() {
            return None;
        }
        if let Some(colon) = line.find(['：', ':']) {
            joined.push_str(&compact(&line[..colon]));
            let colon_length = line[colon..].chars().next().map_or(0, char::len_utf8);
            let end = bytes.start + colon;
            return is_salutation(&joined).then_some(Salutation {
                first,
                last,
                last_start: bytes.start,
                end,
                after: end + colon_length,
            });
        }
        let whole = compact(line);
        let stands_alone = last == first
            && whole.starts_with('各')
            && whole.chars().count() <= 60
            && !whole.ends_with(['。', '；', '，', '、'])
            && !whole.contains('要')
            && is_salutation(&whole);
        let next_is_apart = lines.get(last + 1).is_none_or(|next| next.after_blank || next.indent >= 2);
        if stands_alone && next_is_apart && !line.contains('，') {
            let (last_start, end) = (bytes.start, bytes.end);
            return Some(Salutation { first, last, last_start, end, after: end });
        }
        joined.push_str(&whole);
        if line.contains('。') || joined.len() > 2400 {
            return None;
        }
    }
    None
}
