//! Another time: 第二阶段延长至6月20日, 报送时间由12月20日调整为次年1月10日.

use std::sync::LazyLock;

use clock::CivilDate;
use gongwen::read::dates::{DateMention, When};
use regex::Regex;

use super::phase_name::{Named, phase_in};
use super::report::{before_day, matter_of, speaks_of_report};
use super::{Amends, Known, NewEnd, NewReport, Stretch};
use crate::reading::model::After;
use crate::reading::pattern::pattern;
use crate::reading::report_cycle::names_cycle;
use crate::reading::year_ahead::{is_long_past, years_later};

/// Whose time changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeOf {
    /// Counted from 0.
    Phase(usize),
    /// The campaign's own.
    Whole,
}

/// Verbs that move an end, and verbs that set a time anew.
static SHIFT: LazyLock<Regex> = LazyLock::new(|| {
    pattern("(?P<end>延长|延期|延至|延后|推迟|顺延|缩短|提前)|(?:调整|修改|修订|更改|变更|改)[为至到成在]")
});
static BY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:延长|延期|延后|推迟|顺延)(?:了|约)?([0-9]{1,3}|[一二两三四五六七八九十]{1,3})个?(工作日|日|天|周|星期|月)",
    )
});
static AT_START: LazyLock<Regex> = LazyLock::new(|| pattern("(?:开始|启动|起始)(?:时间|日期)?"));
static AT_END: LazyLock<Regex> = LazyLock::new(|| pattern("(?:结束|截止|完成|终止)(?:时间|日期|时限|期限)?"));
/// 活动时间, 专项行动, 整治期限 in front of the verb.
static WHOLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:活动|行动|专项(?:整治|检查|治理|排查|工作)|整治工作|宣传月)[^，。；0-9]{0,12}$|(?:活动|行动|整治|实施|开展|总体|整体|起止)(?:的)?(?:时间|期限|周期)",
    )
});
/// 相应, 同步: as the change before it.
static ALONG: LazyLock<Regex> = LazyLock::new(|| pattern("相应|随之|同步|顺次|依次|一并"));
/// What stands behind the day of a phase that begins or ends then.
static BOUND: LazyLock<Regex> =
    LazyLock::new(|| pattern("^(?:起|开始|启动|实施|进行|开展|止|为止|截止|结束|完成)*$"));
static PICTURES: LazyLock<Regex> = LazyLock::new(|| pattern("图片|照片|影像"));

/// The new time that a stretch sets.
pub(super) fn shift(stretch: Stretch<'_>, known: &Known, issued_on: Option<CivilDate>) -> Option<Amends> {
    let Stretch { words, start, dates, .. } = stretch;
    let Some(verb) = SHIFT.captures_iter(words).last() else { return told(stretch, known, issued_on) };
    let at = verb.get(0)?.range();
    let is_end_verb = verb.name("end").is_some();
    let behind = dates.partition_point(|mention| mention.range.start < start + at.start);
    let (old, new) = dates.split_at(behind);
    let subject = &words[..at.start];
    if speaks_of_report(words) || before_day(subject).is_some() {
        // Another cycle is another series: somebody has to say from when.
        let is_series = names_cycle(words) || new.len() != 1;
        let due_on = new.first().filter(|_| !is_series).and_then(|mention| end_of(mention, issued_on))?;
        return Some(Amends::Report(NewReport {
            phase: phase_of(words, known)?.one(),
            old: old.last().and_then(|mention| mention.when.end()),
            matter: matter_of(subject),
            due_on,
            due_time: new.first().and_then(|mention| mention.hour.clone()),
            with_pictures: PICTURES.is_match(words),
            is_change: true,
            is_more: false,
        }));
    }
    let of = match phase_of(words, known)? {
        Named::One(at) => TimeOf::Phase(at),
        _ if WHOLE.is_match(subject) => TimeOf::Whole,
        _ => return None,
    };
    let [mention] = new else {
        let by = by(words).filter(|_| new.is_empty())?;
        return Some(Amends::Time { of, starts_on: None, ends_on: Some(NewEnd::Later(by)) });
    };
    let (starts_on, ends_on) = match () {
        () if AT_START.is_match(subject) && !AT_END.is_match(subject) => (start_of(mention, issued_on), None),
        () if is_end_verb || AT_END.is_match(subject) => (None, end_of(mention, issued_on)),
        () => (span_start(mention).and_then(|_| start_of(mention, issued_on)), end_of(mention, issued_on)),
    };
    let is_backwards = starts_on.zip(ends_on).is_some_and(|(start, end)| end < start);
    let says_something = starts_on.is_some() || ends_on.is_some();
    (says_something && !is_backwards).then(|| Amends::Time {
        of,
        starts_on,
        ends_on: ends_on.map(NewEnd::On),
    })
}

/// Whether a clause behind a change goes on with the time of a phase: 第四阶段相应自2月1日开始.
pub(super) fn goes_on(clause: &str, dates: &[DateMention], known: &Known) -> bool {
    phase_in(clause, &known.phases) != Named::None && (!dates.is_empty() || ALONG.is_match(clause))
}

/// The time of a phase without a verb of change: a day, with nothing but its bound behind it.
fn told(stretch: Stretch<'_>, known: &Known, issued_on: Option<CivilDate>) -> Option<Amends> {
    let Stretch { words, start, dates, .. } = stretch;
    let [mention] = dates else { return None };
    let bound = words.get(mention.range.end.checked_sub(start)?..)?;
    if speaks_of_report(words) || !BOUND.is_match(bound) {
        return None;
    }
    let of = TimeOf::Phase(phase_of(words, known)?.one()?);
    let (starts_on, ends_on) = match mention.when {
        When::Day(_) if AT_START.is_match(bound) => (start_of(mention, issued_on), None),
        When::Day(_) if AT_END.is_match(bound) => (None, end_of(mention, issued_on)),
        When::Span { start, end } => {
            (start.and_then(|_| start_of(mention, issued_on)), end.and_then(|_| end_of(mention, issued_on)))
        }
        When::Day(_) | When::Year(_) | When::Unclear => return None,
    };
    let is_backwards = starts_on.zip(ends_on).is_some_and(|(start, end)| end < start);
    (!is_backwards).then(|| Amends::Time { of, starts_on, ends_on: ends_on.map(NewEnd::On) })
}

/// The phase that is named; `None` when several are.
fn phase_of(words: &str, known: &Known) -> Option<Named> {
    Some(phase_in(words, &known.phases)).filter(|named| *named != Named::Other)
}

fn by(words: &str) -> Option<After> {
    let found = BY.captures(words)?;
    After::counted(&found[1], &found[2])
}

/// The last day of a mention; a year that is not printed is the next one where the day would be long past.
pub(super) fn end_of(mention: &DateMention, issued_on: Option<CivilDate>) -> Option<CivilDate> {
    let day = mention.when.end()?;
    Some(if mention.inferred.end && is_long_past(day, issued_on) { years_later(day, 1) } else { day })
}

fn start_of(mention: &DateMention, issued_on: Option<CivilDate>) -> Option<CivilDate> {
    let day = mention.when.start()?;
    let end_is_past = mention.when.end().is_none_or(|end| is_long_past(end, issued_on));
    let is_next = mention.inferred.start && is_long_past(day, issued_on) && end_is_past;
    Some(if is_next { years_later(day, 1) } else { day })
}

/// The first day of 9月1日至11月30日.
fn span_start(mention: &DateMention) -> Option<CivilDate> {
    match mention.when {
        When::Span { start, .. } => start,
        When::Day(_) | When::Year(_) | When::Unclear => None,
    }
}
