//! Steps follow each other in time: years that are not printed are set so that they do, and what still does not is asked.

use clock::CivilDate;

use super::FoundPhase;
use crate::reading::model::{Phase, PhaseDate};
use crate::reading::year_ahead::{is_long_past, years_later};

/// What cannot be right about the time of a phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::reading) enum Disorder {
    /// It ends before it begins.
    Reversed,
    /// It is over before the phase before it begins.
    Backwards,
}

/// Moves the years that are not printed, and notes what is out of order.
pub(super) fn set_in_order(found: &mut [FoundPhase<'_>], issued_on: Option<CivilDate>) {
    if issued_on.is_some() {
        move_back(found, issued_on);
    }
    let all_inferred =
        found.iter().filter(|one| days(&one.phase).is_some()).all(|one| is_inferred(&one.phase));
    let last = found.iter().filter_map(|one| days(&one.phase)).map(|(_, last)| last).max();
    if all_inferred && last.is_some_and(|last| is_long_past(last, issued_on)) {
        found.iter_mut().for_each(|one| shift(&mut one.phase, 1));
    }
    move_on(found);
    note_disorder(found);
}

/// The steps of several plans. The first one of a further plan does not begin behind those of the plan before it, but when the notice
/// was issued.
pub(super) fn each_begun<'a>(
    plans: impl Iterator<Item = Vec<FoundPhase<'a>>>,
    issued_on: Option<CivilDate>,
) -> Vec<FoundPhase<'a>> {
    let begun = |(at, mut found): (usize, Vec<FoundPhase<'a>>)| {
        let first = found.first_mut().map(|one| &mut one.phase).filter(|_| at > 0);
        let first = first.filter(|first| first.starts_on.is_none());
        if let Some(first) = first
            && let Some(day) = issued_on.filter(|day| first.ends_on.is_some_and(|end| *day <= end))
        {
            first.starts_on = Some(day);
            first.inferred.insert(0, PhaseDate::StartsOn);
        }
        found
    };
    plans.enumerate().flat_map(begun).collect()
}

/// A phase behind the one that follows it is a year too late.
fn move_back(found: &mut [FoundPhase<'_>], issued_on: Option<CivilDate>) {
    let mut next: Option<CivilDate> = None;
    for one in found.iter_mut().rev() {
        let Some((first, last)) = days(&one.phase) else { continue };
        let is_behind = next.is_some_and(|next| first > next);
        let is_ahead = issued_on.is_none_or(|issued_on| years_later(last, -1) >= issued_on);
        if is_behind && is_ahead && is_inferred(&one.phase) {
            shift(&mut one.phase, -1);
        }
        next = days(&one.phase).map(|(_, last)| last);
    }
}

/// A phase that is over before the one before it begins is a year too early.
fn move_on(found: &mut [FoundPhase<'_>]) {
    let mut before: Option<CivilDate> = None;
    for one in found.iter_mut() {
        let Some((_, last)) = days(&one.phase) else { continue };
        if is_inferred(&one.phase)
            && before.is_some_and(|before| last < before && years_later(last, 1) >= before)
        {
            shift(&mut one.phase, 1);
        }
        before = days(&one.phase).map(|(first, _)| first);
    }
}

fn note_disorder(found: &mut [FoundPhase<'_>]) {
    let mut before: Option<CivilDate> = None;
    for one in found.iter_mut() {
        let Some((first, last)) = days(&one.phase) else { continue };
        one.disorder = if first > last {
            Some(Disorder::Reversed)
        } else {
            before.filter(|before| last < *before).map(|_| Disorder::Backwards)
        };
        before = Some(first);
    }
}

/// The first and the last day that a phase prints; one stands for the other.
fn days(phase: &Phase) -> Option<(CivilDate, CivilDate)> {
    let first = phase.starts_on.or(phase.ends_on)?;
    Some((first, phase.ends_on.unwrap_or(first)))
}

/// Whether no date of a phase has a year of its own.
fn is_inferred(phase: &Phase) -> bool {
    let of = |day: Option<CivilDate>, date| day.is_none() || phase.inferred.contains(&date);
    of(phase.starts_on, PhaseDate::StartsOn) && of(phase.ends_on, PhaseDate::EndsOn)
}

fn shift(phase: &mut Phase, years: i16) {
    phase.starts_on = phase.starts_on.map(|day| years_later(day, years));
    phase.ends_on = phase.ends_on.map(|day| years_later(day, years));
}
