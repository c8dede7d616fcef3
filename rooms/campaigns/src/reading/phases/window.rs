use std::sync::LazyLock;

use clock::CivilDate;
use gongwen::read::dates::{DateMention, When};
use gongwen::read::{Outline, Passage, Section};
use regex::Regex;

use crate::reading::model::PhaseDate;
use crate::reading::pattern::pattern;

/// The time that is printed for a phase.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) starts_on: Option<CivilDate>,
    pub(super) ends_on: Option<CivilDate>,
    start_is_inferred: bool,
    end_is_inferred: bool,
    /// Something is printed like a date that is none.
    pub(super) is_unclear: bool,
}

/// What stands between two times that are one span together, or parts of one.
static JOINS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:（[^（）0-9]{1,12}）)?(?:[，,、；和及与至到—~～-]|起|开始|启动|一直|持续|延续|结束|截止|为止|以及){0,4}$",
    )
});

/// A heading that is longer than this, in characters, is a sentence.
const LONGEST_HEADING: usize = 60;

impl Window {
    pub(super) fn is_dated(self) -> bool {
        self.starts_on.is_some() || self.ends_on.is_some()
    }

    pub(super) fn inferred(self) -> Vec<PhaseDate> {
        let start = (self.start_is_inferred && self.starts_on.is_some()).then_some(PhaseDate::StartsOn);
        let end = (self.end_is_inferred && self.ends_on.is_some()).then_some(PhaseDate::EndsOn);
        start.into_iter().chain(end).collect()
    }

    /// The first start and the last end of several times.
    pub(super) fn over<'a>(mentions: impl IntoIterator<Item = &'a DateMention>) -> Self {
        let mut window = Self::default();
        for mention in mentions {
            let (start, end) = limits(mention.when);
            window.is_unclear |= mention.when == When::Unclear;
            if window.starts_on.is_none() && window.ends_on.is_none() && start.is_some() {
                window.starts_on = start;
                window.start_is_inferred = mention.inferred.start;
            }
            if end.is_some() && end > window.ends_on {
                window.ends_on = end;
                window.end_is_inferred = mention.inferred.end;
            }
        }
        window
    }
}

/// The first time of a head, with those that are joined to it: 3月1日开始，3月31日结束. Later ones are those of what is done in the step.
pub(super) fn own_times<'d>(text: &str, mentions: &'d [DateMention]) -> &'d [DateMention] {
    let is_apart = |pair: &[DateMention]| {
        text.get(pair[0].range.end..pair[1].range.start).is_some_and(|gap| !JOINS.is_match(gap))
    };
    let end = mentions.windows(2).position(is_apart).map_or(mentions.len(), |at| at + 1);
    &mentions[..end]
}

fn limits(when: When) -> (Option<CivilDate>, Option<CivilDate>) {
    match when {
        When::Year(year) => (CivilDate::new(year, 1, 1).ok(), CivilDate::new(year, 12, 31).ok()),
        other => (other.start(), other.end()),
    }
}

/// The time in a heading, if one is printed there.
pub(super) fn heading_window(outline: &Outline, section: &Section) -> Option<Window> {
    let is_heading = section.heading.text().chars().count() <= LONGEST_HEADING;
    let mentions = if is_heading { outline.dates(&section.heading) } else { Vec::new() };
    (!mentions.is_empty()).then(|| Window::over(own_times(section.heading.text(), &mentions)))
}

/// The time in the text under a heading: what its first words say, else the limits that its sentences set.
pub(super) fn section_window(outline: &Outline, section: &Section) -> Window {
    let mut passages = vec![];
    section.each_passage(&mut |passage| passages.push(passage));
    if let Some(window) = section.body.first().and_then(|first| leading_window(outline, first)) {
        return window;
    }
    let mentions: Vec<DateMention> =
        passages.into_iter().flat_map(|passage| outline.dates(passage)).collect();
    Window::over(mentions.iter().filter(|mention| sets_limit(outline, mention)))
}

/// The time of a step in running text: in its head, else as in a section.
pub(super) fn text_window(outline: &Outline, step: &Passage, head_end: usize) -> Window {
    let mentions = outline.dates(step);
    let in_head = &mentions[..mentions.partition_point(|mention| mention.range.end <= head_end)];
    if in_head.is_empty() {
        return Window::over(mentions.iter().filter(|mention| sets_limit(outline, mention)));
    }
    Window::over(own_times(step.text(), in_head))
}

/// The time that the line below a step's name begins with.
pub(super) fn window_below(outline: &Outline, text: &Passage) -> Option<Window> {
    leading_window(outline, text)
}

/// Whether a section's text begins with a span of time (自…起, …至…), as a step's does.
pub(super) fn leads_with_window(outline: &Outline, section: &Section) -> bool {
    section
        .body
        .first()
        .and_then(|first| leading_window(outline, first))
        .is_some_and(|w| w.starts_on.is_some())
}

/// A time at the beginning of a text: in brackets, behind 时间：, or a span within the first words.
fn leading_window(outline: &Outline, text: &Passage) -> Option<Window> {
    let mentions = outline.dates(text);
    let first = mentions.first()?;
    let before = &text.text()[..first.range.start];
    let is_labelled =
        matches!(before, "（" | "(" | "时间：" | "时间:" | "时间为" | "时间安排：" | "（时间：")
            || ["检查", "活动", "抽查", "自查", "整改"].iter().any(|deed| {
                before.strip_prefix(deed).is_some_and(|rest| matches!(rest, "时间：" | "时间:" | "时间为"))
            });
    let leads = before.chars().count() <= 8 && !before.contains(['，', '。']);
    // 3月底前。召开动员会。
    let is_sentence = first.range.start == 0 && text.text()[first.range.end..].starts_with(['。', '；']);
    let counts = match first.when {
        When::Span { start, .. } => is_labelled || is_sentence || (leads && start.is_some()),
        When::Day(_) => is_labelled || is_sentence,
        When::Year(_) | When::Unclear => false,
    };
    // 3月4日（甲区），3月6日（乙区）: one step at several places.
    let all = if is_labelled { own_times(text.text(), &mentions) } else { std::slice::from_ref(first) };
    counts.then(|| Window::over(all))
}

/// Limits of what is to come; days that passed, recurring days and whole years say nothing about a phase.
fn sets_limit(outline: &Outline, mention: &DateMention) -> bool {
    let is_past = match (mention.when.end(), outline.issued_on) {
        (Some(end), Some(issued_on)) => end < issued_on,
        _ => false,
    };
    matches!(mention.when, When::Span { .. }) && !mention.yearly && !is_past
}
