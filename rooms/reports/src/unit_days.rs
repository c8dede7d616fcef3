//! How long a report lay with its unit: the bureau's time is not the unit's.

use clock::CivilDate;

use crate::report::StepKind;

/// The days after `from`, the end of its period, on which a report lay with the unit: until it was approved, or until `today`
/// while it lies there. `steps`: what happened to it, in its order. None where the bureau asks for it no more.
pub(crate) fn unit_days(from: CivilDate, steps: &[(StepKind, CivilDate)], today: CivilDate) -> Option<i32> {
    let mut days = 0;
    let mut since = Some(from);
    let mut is_asked = true;
    for (kind, on) in steps {
        match kind {
            StepKind::Submitted | StepKind::ZeroReported => days += lay(since.take(), *on),
            StepKind::Returned => since = Some(from.max(*on)),
            StepKind::Approved => since = None,
            StepKind::Exempted => is_asked = false,
            StepKind::Recalled => is_asked = true,
        }
    }
    is_asked.then(|| days + lay(since, today))
}

fn lay(since: Option<CivilDate>, until: CivilDate) -> i32 {
    since.map_or(0, |since| since.days_until(until).max(0))
}

#[cfg(test)]
mod tests {
    use super::StepKind::{Approved, Exempted, Recalled, Returned, Submitted};
    use super::*;

    fn counted(steps: &[(StepKind, &str)], today: &str) -> Option<i32> {
        let day = |text: &str| CivilDate::parse(text).unwrap();
        let steps: Vec<_> = steps.iter().map(|(kind, on)| (*kind, day(on))).collect();
        unit_days(day("2026-10-31"), &steps, day(today))
    }

    #[test]
    fn only_the_days_with_the_unit_count() {
        assert_eq!(counted(&[], "2026-10-30"), Some(0), "its period is not over");
        assert_eq!(counted(&[], "2026-11-03"), Some(3));
        assert_eq!(counted(&[(Submitted, "2026-10-29")], "2026-11-20"), Some(0), "sent before the end");
        assert_eq!(counted(&[(Submitted, "2026-11-02")], "2026-11-20"), Some(2), "the bureau has it");
        let back = [(Submitted, "2026-11-02"), (Returned, "2026-11-10")];
        assert_eq!(counted(&back, "2026-11-13"), Some(5));
        let again = [back[0], back[1], (Submitted, "2026-11-11"), (Approved, "2026-11-30")];
        assert_eq!(counted(&again, "2026-12-31"), Some(3));
        let early = [(Submitted, "2026-10-01"), (Returned, "2026-10-10")];
        assert_eq!(
            counted(&early, "2026-11-02"),
            Some(2),
            "what came back before the end counts from the end"
        );
    }

    #[test]
    fn what_is_not_asked_for_has_no_days() {
        assert_eq!(counted(&[(Exempted, "2026-11-02")], "2026-11-20"), None);
        assert_eq!(counted(&[(Exempted, "2026-11-02"), (Recalled, "2026-11-05")], "2026-11-06"), Some(6));
    }
}
