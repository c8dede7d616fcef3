use std::sync::LazyLock;

use clock::CivilDate;
use regex::Regex;

use super::Passage;
use super::annex::{Listed, is_label, list_at};
use super::closing::{above_title, names_on};
use super::dates::whole_date;
use super::form::title_is_told;
use super::imprint::is_note;
use super::lines::{Line, compact, is_between_pictures};
use super::marker::Marker;
use super::masthead::{Masthead, masthead_at};
use super::metadata::{Metadata, is_of_page};
use super::number::{Number, number_above, number_at, number_on};
use super::organisation::is_name;
use super::pattern::pattern;
use super::salutation::{Salutation, salutation_at, salutation_follows};
use super::title::{bracketed_at, is_bare_kind, is_covering, is_suffix, own_words, title_at};

/// What stands above the body: everything up to and with the salutation.
#[derive(Clone, Debug, Default)]
pub(super) struct Head {
    pub(super) metadata: Metadata,
    pub(super) number: Option<Number>,
    pub(super) masthead: Masthead,
    /// Line range of the title.
    pub(super) title: Option<(usize, usize)>,
    /// The title is that of a notice, not of a plan or of the page.
    is_covering: bool,
    /// A date on a line of its own, above the title or below it.
    pub(super) date: Option<CivilDate>,
    pub(super) salutation: Option<Salutation>,
    /// Lines that a page put between the title and the rest of the head.
    pub(super) strange: Vec<Line>,
    /// The annexes that a mail lists above its text.
    pub(super) listed: Vec<Listed>,
    /// The first line of the body.
    pub(super) body: usize,
}

pub(super) static FURNITURE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:[0-9]{6}|(?:特急|加急|特提|平急|急件)|(?:等级|紧急程度)[:：].{0,8}|签发人[:：].{0,20}|[★☆]{1,5}|[─—_＿\\-=＝*＊★]{3,}|(?:发电|明传|签批盖章).{0,30}|(?:发往|发至|签批|批准人|承办单位)[:：].{0,60}|(?:内部)?(?:明传|传真|明码)?(?:电报|明电)|文件|公文信息)$",
    )
});

static CLOCK: LazyLock<Regex> = LazyLock::new(|| pattern("[0-9][:：][0-9]{2}"));

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
        if self.take_form(text, lines, at, &line) {
            return 1;
        }
        if let Some((number, used)) = number_at(text, lines, at) {
            self.number.get_or_insert(number);
            return used;
        }
        if self.number.is_none()
            && self.title.is_none()
            && let Some(number) = number_above(&line)
        {
            // The page's name of the paper: number and title in one.
            if title_follows(text, lines, at + 1) {
                self.number = Some(number);
                return 1;
            }
        }
        let listed = list_at(text, lines, at).filter(|_| self.metadata.is_there);
        if let Some((listed, used)) = listed.filter(|(_, used)| salutation_follows(text, lines, at + used)) {
            self.listed = listed;
            return used;
        }
        let is_suffix_of_title = self.title.is_some_and(|(_, end)| end == at) && is_suffix(&line);
        if FURNITURE.is_match(&line) || (is_note(&line) && !is_suffix_of_title) {
            self.masthead.goes_on(at);
            return 1;
        }
        if self.title.is_some() {
            return self.take_below_title(text, lines, at, &line);
        }
        if let Some((name, used)) = masthead_at(text, lines, at) {
            self.masthead.add(name, at, used, true);
            return used;
        }
        let names = self.names_above_title(text, lines, at);
        if names > 0 {
            return names;
        }
        if let Some((count, title)) = title_at(text, lines, at) {
            if is_bare_kind(&title) && title_is_told(text, lines, at + count) {
                return count;
            }
            self.title = Some((at, at + count));
            self.is_covering = is_covering(&title);
            return count;
        }
        self.take_bracketed(text, lines, at).unwrap_or_else(|| self.take_unknown(text, lines, at, &line))
    }

    /// 【…】 or words between pictures, on lines of their own above the addressees: a title, whatever it is called.
    fn take_bracketed(&mut self, text: &str, lines: &[Line], at: usize) -> Option<usize> {
        let pictured =
            || is_between_pictures(text, &lines[at]).then(|| (1, compact(&text[lines[at].bytes.clone()])));
        let (count, title) = bracketed_at(text, lines, at).or_else(pictured)?;
        if !salutation_follows(text, lines, at + count) {
            return None;
        }
        self.title = Some((at, at + count));
        self.is_covering = is_covering(&title);
        Some(count)
    }

    /// Bodies at the very top, each on a line of its own above 关于…: heads, where an empty line parts them from the title. Where
    /// none does they are the title's first lines, as they are below a head or a number.
    fn names_above_title(&mut self, text: &str, lines: &[Line], at: usize) -> usize {
        let is_below = self.masthead.is_there() || self.number.is_some() || self.metadata.is_there;
        let mut names = Vec::new();
        for (offset, line) in lines.iter().skip(at).take(MOST_NAMES + 1).enumerate() {
            let own = &text[line.bytes.clone()];
            if compact(own).starts_with("关于") && title_at(text, lines, at + offset).is_some() {
                let used = if line.is_apart { offset } else { 0 };
                if is_below && used == 0 {
                    return 0;
                }
                names.into_iter().for_each(|name| self.masthead.add(name, at, used, false));
                return used;
            }
            match names_on(own) {
                own if own.is_empty() => return 0,
                own => names.extend(own),
            }
        }
        0
    }

    /// Takes what stands between a title and the body: its date, or what a page prints there before it repeats the title.
    fn take_below_title(&mut self, text: &str, lines: &[Line], at: usize, line: &str) -> usize {
        let names = if self.is_covering { 0 } else { self.names_above_title(text, lines, at) };
        if names > 0 {
            return names;
        }
        if let Some((count, title)) = title_at(text, lines, at).filter(|(_, title)| is_covering(title))
            && (!self.is_covering || self.is_title(text, lines, &title))
        {
            self.title = Some((at, at + count));
            self.is_covering = true;
            return count;
        }
        let is_repeated = || {
            let next = at + 1..lines.len().min(at + MOST_STRANGE);
            next.into_iter().any(|next| {
                title_at(text, lines, next).is_some_and(|(_, title)| self.is_title(text, lines, &title))
            })
        };
        let leads_on = || if self.is_covering { is_repeated() } else { title_follows(text, lines, at + 1) };
        if is_name(line) && leads_on() {
            self.masthead.add(line.to_owned(), at, 1, false);
            return 1;
        }
        if let Some(closing) = above_title(text, lines, at)
            && let Some(signer) = closing.signer
        {
            // With its hour it is when a page was published.
            if !CLOCK.is_match(line) {
                self.masthead.add(signer, at, 1, false);
                self.date = self.date.or(closing.date);
            }
            return 1;
        }
        let inner = line.trim_start_matches(['（', '(']).trim_end_matches(['）', ')']);
        match whole_date(inner) {
            Some(date) if self.date.is_none() => {
                self.date = Some(date);
                1
            }
            _ => match self.take_suffix(text, lines, at, line) {
                0 if salutation_at(text, lines, at).is_none() => self.take_strange(text, lines, at),
                used => used,
            },
        }
    }

    /// A line between the title and what belongs to the head below it, which a page put there: its stamp, its tags, its buttons.
    fn take_strange(&mut self, text: &str, lines: &[Line], at: usize) -> usize {
        let next = |from: usize| {
            let belongs = |at: &usize| {
                salutation_at(text, lines, *at).is_some_and(|found| found.is_plain && found.fills(lines))
                    || number_at(text, lines, *at).is_some_and(|(number, _)| !number.is_damaged)
                    || title_at(text, lines, *at).is_some_and(|(_, title)| {
                        is_covering(&title) && (!self.is_covering || self.is_title(text, lines, &title))
                    })
            };
            (from..lines.len().min(from + MOST_STRANGE)).find(belongs)
        };
        let Some(ahead) = next(at + 1) else { return 0 };
        let is_strange = |line: &Line| {
            let own = &text[line.bytes.clone()];
            // 组长：某某: a row of the paper, not of the page.
            let is_text = (own.contains('。') || LABELLED.is_match(&compact(own))) && !is_of_page(own);
            !is_text && line.bytes.len() <= LONGEST_STRANGE && Marker::at(own).is_none() && !is_label(own)
        };
        if !lines[at..ahead].iter().all(is_strange) {
            return 0;
        }
        self.strange.push(lines[at].clone());
        1
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
        let is_button = line.chars().count() <= LONGEST_BUTTON
            && salutation_at(text, lines, at + 1).is_some_and(|found| found.is_plain);
        if begins_body || !(title_follows(text, lines, at + 1) || is_above_number || is_button) {
            return 0;
        }
        let closing = above_title(text, lines, at).filter(|_| !CLOCK.is_match(line));
        self.date = self.date.or(closing.as_ref().and_then(|closing| closing.date));
        let signed = closing.and_then(|closing| closing.signer);
        let names = signed.map_or_else(|| names_on(&text[lines[at].bytes.clone()]), |name| vec![name]);
        if lines[at].after_blank {
            self.masthead.close();
        }
        for name in names {
            self.masthead.add(name, at, 1, false);
        }
        1
    }

    /// The title's own words: without what stands in 【】 before them or around them, which is noted if it is a name, and without
    /// a document number in brackets at their end, which is noted too.
    pub(super) fn bare_title(&mut self, title: Passage) -> Passage {
        let own = own_words(title.text());
        let label = title.text()[..own.start].trim_matches(['【', '】']);
        if is_name(label) && !self.masthead.is_there() {
            self.masthead.add(label.to_owned(), 0, 0, false);
        }
        let title = title.slice(own);
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

    /// The title that only a row of a page or a mail tells: 标题：….
    pub(super) fn title_in_row(&self, text: &str, lines: &[Line]) -> Option<Passage> {
        let title = self.metadata.title.as_deref()?;
        lines[..self.body.min(lines.len())].iter().find_map(|line| {
            let row = Passage::of(text, std::slice::from_ref(line));
            let start = row.text().len().checked_sub(title.len()).filter(|_| row.text().ends_with(title))?;
            Some(row.slice(start..row.text().len()))
        })
    }

    fn is_title(&self, text: &str, lines: &[Line], title: &str) -> bool {
        self.title.is_some_and(|(first, end)| {
            let own: String =
                lines[first..end].iter().map(|line| compact(&text[line.bytes.clone()])).collect();
            own == title || title.ends_with(behind_place(&own))
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

/// (某省)关于…: a page of laws puts the place before a title that it repeats whole below.
fn behind_place(title: &str) -> &str {
    let rest = title.strip_prefix(['（', '(']).and_then(|rest| rest.split_once(['）', ')']));
    rest.map_or(title, |(_, rest)| rest)
}

/// No more lines than this stand between a title and what else belongs to the head.
const MOST_STRANGE: usize = 6;
/// Longest line of that kind, in bytes.
const LONGEST_STRANGE: usize = 400;
/// 组长：, 时间：: a row.
static LABELLED: LazyLock<Regex> = LazyLock::new(|| pattern("^\\p{Han}{2,4}[:：]"));

/// Longest word of a page right above the addressees, in characters: 文章播报.
const LONGEST_BUTTON: usize = 8;

/// Longest bracket below a title, in characters.
const LONGEST_BRACKET: usize = 30;

/// Whether a title begins within the next few lines.
fn title_follows(text: &str, lines: &[Line], from: usize) -> bool {
    (from..lines.len().min(from + 6)).any(|at| title_at(text, lines, at).is_some())
}

/// Whether a document number stands within the next few lines.
fn number_follows(text: &str, lines: &[Line], from: usize) -> bool {
    let next = lines.iter().skip(from).take(MOST_STRANGE);
    next.into_iter().any(|line| number_on(&text[line.bytes.clone()]).is_some())
}
