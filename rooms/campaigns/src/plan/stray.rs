//! Due dates that a draft leaves behind when its phases move.

use clock::CivilDate;

use super::edition::DueItem;
use crate::{DueKind, PhaseFact};

/// A due date that no longer fits its phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stray {
    pub(crate) title: String,
    pub(crate) due_on: CivilDate,
    pub(crate) phase: String,
    /// The last day of the phase in the draft; none: open end.
    pub(crate) ends_on: Option<CivilDate>,
}

/// Phases with their starts filled in, and dues, each under the key of the row in force.
pub(crate) struct Timed<'a> {
    pub(crate) phases: &'a [PhaseFact],
    pub(crate) dues: &'a [DueItem],
}

/// The dues of the draft that stayed when their phase moved: the report at its end that keeps its day when the end does not,
/// and whatever lay within the phase and lies outside now.
pub(crate) fn strays(before: &Timed<'_>, after: &Timed<'_>) -> Vec<Stray> {
    let stray = |due: &DueItem| {
        let on = due.due_on?;
        let new = after.phases.iter().find(|phase| Some(phase.id) == due.phase)?;
        let old = before.phases.iter().find(|phase| phase.id == new.id)?;
        let stays = before.dues.iter().any(|was| was.id == due.id && was.due_on == due.due_on);
        let fell_out = old.overlaps(on, on) && !new.overlaps(on, on);
        let left_behind = due.kind == DueKind::PhaseEnd && old.ends_on != new.ends_on;
        (stays && (fell_out || left_behind)).then(|| Stray {
            title: due.title.clone(),
            due_on: on,
            phase: new.name.clone(),
            ends_on: new.ends_on,
        })
    };
    after.dues.iter().filter_map(stray).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> CivilDate {
        CivilDate::parse(text).unwrap()
    }

    fn phase(ends_on: &str) -> PhaseFact {
        PhaseFact {
            id: ids::Id::parse("00000000000000000000000000000001").unwrap(),
            campaign: ids::Id::parse("00000000000000000000000000000002").unwrap(),
            ordinal: 1,
            name: "营造氛围".to_owned(),
            starts_on: Some(day("2026-03-06")),
            ends_on: Some(day(ends_on)),
        }
    }

    fn due(number: u8, kind: DueKind, on: &str) -> DueItem {
        DueItem {
            id: ids::Id::parse(&format!("{number:032x}")).unwrap(),
            phase: Some(phase("2026-05-31").id),
            kind,
            title: on.to_owned(),
            due_on: Some(day(on)),
            due_time: None,
            with_pictures: false,
            moved_from: None,
            off_holidays: None,
            sent_at: None,
        }
    }

    fn told(ends_on: &str, before: &[DueItem], after: &[DueItem]) -> Vec<String> {
        let (old, new) = ([phase("2026-05-31")], [phase(ends_on)]);
        let (before, after) = (Timed { phases: &old, dues: before }, Timed { phases: &new, dues: after });
        strays(&before, &after).into_iter().map(|stray| stray.title).collect()
    }

    #[test]
    fn what_stayed_behind_is_pointed_out() {
        let end = due(1, DueKind::PhaseEnd, "2026-05-31");
        let (april, may) = (due(2, DueKind::Periodic, "2026-04-30"), due(3, DueKind::Periodic, "2026-05-20"));
        let after_it = due(4, DueKind::Once, "2026-06-15");
        let dues = [end, april, may, after_it];
        assert_eq!(told("2026-05-31", &dues, &dues), Vec::<String>::new(), "nothing moved");
        assert_eq!(told("2026-05-10", &dues, &dues), ["2026-05-31", "2026-05-20"]);
        assert_eq!(told("2026-06-20", &dues, &dues), ["2026-05-31"], "the end moved on without its report");
    }

    #[test]
    fn what_moved_along_is_not() {
        let before = [due(1, DueKind::PhaseEnd, "2026-05-31")];
        let after = [due(1, DueKind::PhaseEnd, "2026-06-20")];
        assert_eq!(told("2026-06-20", &before, &after), Vec::<String>::new());
        assert_eq!(told("2026-06-20", &[], &after), Vec::<String>::new(), "a new one is meant so");
    }
}
