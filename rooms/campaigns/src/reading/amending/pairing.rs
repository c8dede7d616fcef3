//! A day that is told in two clauses: 于12月25日前报送工作总结，原12月15日前报送的不再执行 is one report that moves.

use std::ops::Range;

use super::{Amends, NewReport};

/// Puts such clauses together, where they stand beside each other.
pub(super) fn joined(said: Vec<(Range<usize>, Amends)>) -> Vec<(Range<usize>, Amends)> {
    let mut found: Vec<(Range<usize>, Amends)> = Vec::new();
    for (range, amends) in said {
        let moved = found.last().and_then(|(_, before)| moved(before, &amends));
        match (moved, found.last_mut()) {
            (Some(moved), Some(last)) => *last = (last.0.start..range.end, moved),
            _ => found.push((range, amends)),
        }
    }
    found
}

/// The report whose old and new day two clauses say.
fn moved(one: &Amends, other: &Amends) -> Option<Amends> {
    let ((Amends::NoReport { phase, matter, due_on, .. }, Amends::Report(report))
    | (Amends::Report(report), Amends::NoReport { phase, matter, due_on, .. })) = (one, other)
    else {
        return None;
    };
    let old = Some((*due_on)?).filter(|old| *old != report.due_on)?;
    let is_same = match (matter, &report.matter) {
        (Some(old), Some(new)) => old.contains(new.as_str()) || new.contains(old.as_str()),
        _ => true,
    };
    let is_one = is_same && !report.is_more && report.old.is_none_or(|printed| printed == old);
    is_one.then(|| {
        Amends::Report(NewReport {
            phase: report.phase.or(*phase),
            old: Some(old),
            matter: report.matter.clone().or_else(|| matter.clone()),
            is_change: true,
            ..report.clone()
        })
    })
}
