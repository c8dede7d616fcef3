//! What a 补充通知 says of the plan that it changes, sentence by sentence. Pure; what it means for a plan is `plan::proposal`.
//!
//! A sentence with a word of change that no rule here understands is told as it stands: nothing is guessed, nothing is lost.

mod clause;
mod pairing;
mod phase_name;
mod quantity;
mod report;
mod shift;
#[cfg(test)]
mod tests;
mod work;

use std::mem::take;
use std::ops::Range;
use std::sync::LazyLock;

use clock::CivilDate;
use gongwen::read::dates::DateMention;
use gongwen::read::{Decoded, Excerpt, Outline, Passage, ReadError, Section, outline};
use regex::Regex;

use super::catalogue::Catalogue;
use super::imperative::told_in;
use super::model::After;
use super::pattern::pattern;
use super::phases::sets_task;
use super::report_after::names_each_phase;
use super::report_cycle::names_cycle;
use super::report_verb::{demands_report, points_elsewhere, sets_regime};
use super::reporting::is_work_of_reporting;
use super::sentence::{clauses, sentences, within_range};

pub use shift::TimeOf;
pub use work::Deed;

use clause::{clauses_with_quantities, is_recital};
use pairing::joined;
use phase_name::phase_in;

/// What the reader has to know of the plan in force.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The names of the phases, in their order.
    pub phases: Vec<String>,
    /// Names of units that do not take part.
    pub units: Vec<String>,
}

/// One thing that the paper says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub amends: Amends,
    pub source: Excerpt,
}

/// What of a plan a stretch of the paper speaks about; phases are counted from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Amends {
    /// Another time: of a side that is not named, none.
    Time {
        of: TimeOf,
        starts_on: Option<CivilDate>,
        ends_on: Option<NewEnd>,
    },
    Report(NewReport),
    /// A report that nobody sends any more.
    NoReport {
        phase: Option<usize>,
        /// What it is called; where that is not printed, its day is.
        matter: Option<String>,
        due_on: Option<CivilDate>,
        /// Whether all of a series are meant: 每月25日前报送的….
        is_series: bool,
    },
    Measures {
        deed: Deed,
        phase: Option<usize>,
        named: Vec<NamedMeasure>,
        text: String,
    },
    Task {
        phase: Option<usize>,
        text: String,
    },
    /// Units that shall take part.
    Units(Vec<String>),
    /// A change that was not understood.
    Unread,
    /// From here on nothing was read: no amendment says so much.
    TooMuch,
}

/// When a phase ends now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewEnd {
    On(CivilDate),
    /// So long after the end that holds.
    Later(After),
}

/// The day of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewReport {
    pub phase: Option<usize>,
    /// The day before the change, where it is printed.
    pub old: Option<CivilDate>,
    pub matter: Option<String>,
    pub due_on: CivilDate,
    pub due_time: Option<String>,
    pub with_pictures: bool,
    /// Whether the sentence changes a day, and does not only ask for a report.
    pub is_change: bool,
    /// Whether it asks for one more, beside those that there are.
    pub is_more: bool,
}

/// A measure of the catalogue with the quantity that stands beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedMeasure {
    pub code: String,
    pub count: Option<u32>,
}

/// Words of change.
static CHANGES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "延长|延期|延至|延后|推迟|顺延|缩短|提前(?:至|到|[0-9一二两三四五六七八九十])|调整|变更|更改|(?:修改|修订|改)[为至到成在]|增加|新增|增设|增补|加开|增报|加报|补充(?:[^通]|$)|纳入|扩大[到至]|取消|不再|停止|暂停|删除|删去|减少|压减|免于|免报|不作(?:统一)?要求|不做要求|提高[到至]|提升[到至][^，。；]{0,6}[0-9]|[增降减升]至|[上下]调|减半|翻[一两]?番|翻倍|加倍|作废|废止",
    )
});
/// What stays, and what only announces the changes.
static STAYS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "不变|不作调整|(?:仍|继续|均)?按(?:照)?原|仍(?:按|以|执行)|如下[：:]?$|(?:作|做|进行)(?:出|了)?(?:适当|部分|相应|必要)?的?(?:调整|修改|补充)$|^现[就将]",
    )
});
/// Words of courtesy that set nothing to be done.
static COURTESY: LazyLock<Regex> = LazyLock::new(|| {
    pattern("抓好落实|贯彻落实|遵照执行|贯彻执行|认真(?:组织)?(?:落实|执行|实施)|周知|知照|联系人|联系电话")
});

/// How many bytes before its clause a change may begin.
const FARTHEST_BACK: usize = 600;
/// A paper that says more changes than this is no amendment.
const MOST: usize = 200;
/// Clauses that are tried: each costs a look with every rule and every measure.
const MOST_TRIED: usize = 2_000;
/// Stands before a text that has no head of its own.
const HEAD: &str = "各单位：\n";

/// Reads what a 补充通知 changes, in the order of its text. A text without a head is read as well; another genre says nothing.
pub fn read_amendment(decoded: &Decoded, catalogue: &Catalogue, known: &Known) -> Vec<Said> {
    let units = known.unit_names();
    let read = |decoded: &Decoded, outline: &Outline| {
        let mut reader = Reader {
            outline,
            decoded,
            catalogue,
            known,
            units: units.as_ref(),
            found: Vec::new(),
            said: Vec::new(),
            tried: 0,
            is_over: false,
        };
        reader.read();
        reader.found
    };
    match outline(decoded) {
        Ok(outline) => read(decoded, &outline),
        Err(ReadError::NotOfficial) => {
            let Ok(headed) = Decoded::from_text(&format!("{HEAD}{}", decoded.text())) else {
                return Vec::new();
            };
            let Ok(outline) = outline(&headed) else { return Vec::new() };
            let mut found = read(&headed, &outline);
            found.retain(|said| said.source.start >= HEAD.chars().count());
            for said in &mut found {
                said.source.start -= HEAD.chars().count();
                said.source.end -= HEAD.chars().count();
            }
            found
        }
        Err(_) => Vec::new(),
    }
}

impl Known {
    /// Finds any of the units in one pass, the longest name first.
    fn unit_names(&self) -> Option<Regex> {
        let mut names: Vec<&str> =
            self.units.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        let names: Vec<String> = names.into_iter().map(regex::escape).collect();
        (!names.is_empty()).then(|| Regex::new(&names.join("|")).ok()).flatten()
    }
}

struct Reader<'a> {
    outline: &'a Outline,
    decoded: &'a Decoded,
    catalogue: &'a Catalogue,
    known: &'a Known,
    units: Option<&'a Regex>,
    found: Vec<Said>,
    /// What the passage that is read says, by its bytes.
    said: Vec<(Range<usize>, Amends)>,
    tried: usize,
    is_over: bool,
}

/// What a clause is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Speaks {
    /// Not silent, where it is not understood.
    Change,
    Report,
    Nothing,
}

/// Marks between a clause and the one before.
const BEGINS: [char; 3] = ['，', ',', '、'];

/// A stretch of a sentence that ends with the clause of its verb.
#[derive(Clone, Copy)]
struct Stretch<'t> {
    words: &'t str,
    clause: &'t str,
    /// Where it begins in the passage that the dates count in.
    start: usize,
    dates: &'t [DateMention],
}

impl Reader<'_> {
    fn read(&mut self) {
        let outline = self.outline;
        for part in outline.working_parts() {
            part.opening.iter().for_each(|passage| self.passage(passage));
            part.sections.iter().for_each(|section| self.section(section));
        }
    }

    /// A heading above text of its own only names what follows, unless it is a whole sentence, or sets a time.
    fn section(&mut self, section: &Section) {
        let is_sentence = section.item.text().strip_suffix('。') == Some(section.title());
        let before = self.found.len();
        self.passage(&section.heading);
        if !is_sentence && !sets_task(section) {
            let is_timed = |said: &Said| matches!(said.amends, Amends::Time { .. } | Amends::Report(_));
            let named = self.found.split_off(before);
            self.found.extend(named.into_iter().filter(is_timed));
        }
        section.body.iter().for_each(|passage| self.passage(passage));
        section.children.iter().for_each(|child| self.section(child));
    }

    fn passage(&mut self, passage: &Passage) {
        let dates = self.outline.dates(passage);
        for sentence in sentences(passage.text()) {
            if self.is_over {
                break;
            }
            if self.found.len() + self.said.len() >= MOST || self.tried >= MOST_TRIED {
                self.is_over = true;
                self.said.push((sentence, Amends::TooMuch));
                break;
            }
            self.sentence(passage.text(), &dates, sentence);
        }
        for (range, amends) in joined(take(&mut self.said)) {
            let begun = passage.text()[range.clone()].trim_start_matches(BEGINS).len();
            let source = passage.excerpt(self.decoded, range.end - begun..range.end);
            self.found.push(Said { amends, source });
        }
    }

    fn sentence(&mut self, text: &str, dates: &[DateMention], sentence: Range<usize>) {
        if text[sentence.clone()].trim_end_matches(['：', ':']).ends_with("如下") {
            return;
        }
        let (mut from, mut open, mut is_read) = (self.behind_recital(text, &sentence), None, false);
        for clause in clauses_with_quantities(text, from..sentence.end, self.catalogue) {
            let nearest = text.ceil_char_boundary(clause.start.saturating_sub(FARTHEST_BACK));
            let reach = from.max(nearest)..clause.end;
            let stretch = Stretch {
                words: &text[reach.clone()],
                clause: &text[clause.clone()],
                start: reach.start,
                dates: within_range(dates, &reach),
            };
            let speaks = self.speaks(stretch, within_range(dates, &clause), is_read);
            if speaks == Speaks::Nothing && open.is_none() {
                continue;
            }
            self.tried += 1;
            let change = if self.tried > MOST_TRIED { None } else { self.change(stretch) };
            match change {
                Some(amends) => {
                    self.said.push((reach, amends));
                    (from, open, is_read) = (clause.end, None, true);
                }
                None if speaks == Speaks::Change => open = open.or(Some(from)),
                None => {}
            }
        }
        if let Some(from) = open {
            self.said.push((from..sentence.end, Amends::Unread));
            return;
        }
        let rest = sentence.end - text[from..sentence.end].trim_start_matches(BEGINS).len()..sentence.end;
        let is_told = !rest.is_empty() && self.told(text, rest.clone());
        let is_timed = is_read && !within_range(dates, &rest).is_empty();
        if !is_told && is_timed && !is_idle(&text[rest.clone()]) {
            self.said.push((rest, Amends::Unread));
        }
    }

    /// 为进一步…，根据…要求，新增…: where the words behind the grounds begin, unless these name a phase or a change.
    fn behind_recital(&self, text: &str, sentence: &Range<usize>) -> usize {
        let is_ground = |clause: &&Range<usize>| {
            let words = &text[(*clause).clone()];
            is_recital(words) && !CHANGES.is_match(words) && self.known.phase_of(words).is_none()
        };
        let found = clauses(text, sentence.clone());
        let grounds = found.iter().take_while(is_ground).count();
        found.get(grounds).map_or(sentence.end, |first| first.start)
    }

    /// Whether a clause says a change, or asks for a report.
    fn speaks(&self, stretch: Stretch<'_>, dates: &[DateMention], is_read: bool) -> Speaks {
        let words = stretch.clause;
        let is_change = CHANGES.is_match(words)
            || report::is_over(words)
            || (is_read && shift::goes_on(words, dates, self.known));
        let is_demand = demands_report(words) && !is_work_of_reporting(words);
        let is_timed =
            || !stretch.dates.is_empty() || names_cycle(stretch.words) || names_each_phase(stretch.words);
        match () {
            () if is_change && !STAYS.is_match(words) => Speaks::Change,
            // A report that is asked for by a time and not understood is told, too.
            () if is_demand && is_timed() && !STAYS.is_match(words) && !points_elsewhere(words) => {
                Speaks::Change
            }
            () if is_demand => Speaks::Report,
            () => Speaks::Nothing,
        }
    }

    /// Words that change nothing, but tell the units what to do besides; whether they do.
    fn told(&mut self, text: &str, range: Range<usize>) -> bool {
        let words = &text[range.clone()];
        if is_idle(words) || demands_report(words) || is_work_of_reporting(words) {
            return false;
        }
        if sets_regime(words) {
            self.said.push((range, Amends::Unread));
            return true;
        }
        let is_gap = |at: &Range<usize>| {
            text.get(at.end..range.start).is_some_and(|gap| gap.chars().all(|c| BEGINS.contains(&c)))
        };
        let before = self.said.last().filter(|(at, _)| is_gap(at));
        let (added, phase) = before.and_then(|(_, amends)| work::added(amends)).unwrap_or_default();
        let Some(task) = told_in(text, range) else { return false };
        let told = format!("{added}{}", &text[task.clone()]);
        self.said.push((task, Amends::Task { phase: self.known.phase_of(words).or(phase), text: told }));
        true
    }

    /// What a stretch changes; `None` when it is not understood, or not yet.
    fn change(&self, stretch: Stretch<'_>) -> Option<Amends> {
        let issued_on = self.outline.issued_on;
        let dropped = report::dropped(stretch, self.known, issued_on);
        if dropped.is_some() || report::is_over(stretch.clause) {
            return dropped;
        }
        shift::shift(stretch, self.known, issued_on)
            .or_else(|| work::units(stretch, self.units))
            .or_else(|| work::measures(stretch, self.known, self.catalogue))
            .or_else(|| report::demanded(stretch, self.known, issued_on))
            .or_else(|| work::task(stretch, self.known))
    }
}

/// Whether words stand only for what stays, or for courtesy.
fn is_idle(words: &str) -> bool {
    COURTESY.is_match(words) || STAYS.is_match(words)
}

impl Known {
    /// The one phase that words name, if they name one.
    fn phase_of(&self, words: &str) -> Option<usize> {
        phase_in(words, &self.phases).one()
    }
}
