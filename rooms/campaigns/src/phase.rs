//! The steps in time of a campaign.

use clock::CivilDate;

use crate::CampaignId;

ids::id_of!(
    /// A step in time of a campaign.
    pub PhaseId, Phase
);

db::record! {
    /// A phase with the dates that hold: a start that is not printed is the day after the previous phase's end, the
    /// first one's the day of issue.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct PhaseFact {
        pub id: PhaseId,
        pub campaign: CampaignId,
        /// From 1, in the order of the notice.
        pub ordinal: i64,
        pub name: String,
        pub starts_on: Option<CivilDate>,
        /// None: open end.
        pub ends_on: Option<CivilDate>,
    }
}

impl PhaseFact {
    /// Whether any day of `from..=to` lies in this phase; a date that is not known bounds nothing.
    pub fn overlaps(&self, from: CivilDate, to: CivilDate) -> bool {
        self.starts_on.is_none_or(|start| start <= to) && self.ends_on.is_none_or(|end| from <= end)
    }

    /// Whether the phase had ended before `today`.
    pub fn is_past(&self, today: CivilDate) -> bool {
        self.ends_on.is_some_and(|end| end < today)
    }

    /// Whether `today` lies in this phase.
    pub fn is_current(&self, today: CivilDate) -> bool {
        self.overlaps(today, today)
    }
}

/// Fills in the starts that are not printed; `phases` stand in their order. Such a phase begins when those before it are over;
/// a longer one, beside which it lies by its own printed end, is not waited for.
pub(crate) fn chain(phases: &mut [PhaseFact], issued_on: Option<CivilDate>) {
    let mut next = issued_on;
    let mut over: Vec<CivilDate> = Vec::new();
    for phase in phases {
        let is_open_to = |day: &CivilDate| phase.ends_on.is_none_or(|end| *day <= end);
        let latest = over.iter().copied().filter(is_open_to).max();
        phase.starts_on =
            phase.starts_on.or_else(|| next.map(|day| latest.map_or(day, |late| late.max(day))));
        next = phase.ends_on.map(|end| end.plus_days(1));
        over.extend(next);
    }
}

/// The first phase that would end before it starts; `phases` stand in their order, unchained.
pub(crate) fn first_backwards(phases: &[PhaseFact], issued_on: Option<CivilDate>) -> Option<PhaseFact> {
    let mut chained = phases.to_vec();
    chain(&mut chained, issued_on);
    let is_backwards =
        |phase: &PhaseFact| phase.starts_on.zip(phase.ends_on).is_some_and(|(start, end)| end < start);
    chained.into_iter().find(is_backwards)
}

/// Two phases that have days in common; both stand with their starts filled in, the earlier ordinal first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Overlap {
    pub(crate) one: PhaseFact,
    pub(crate) other: PhaseFact,
    /// The first and the last day of both.
    pub(crate) from: CivilDate,
    pub(crate) to: CivilDate,
}

impl Overlap {
    /// An open end and a start that nobody knows bound nothing and are not asked about.
    fn of(one: &PhaseFact, other: &PhaseFact) -> Option<Self> {
        let (start, end) = (other.starts_on?, one.ends_on?);
        let from = one.starts_on.map_or(start, |own| own.max(start));
        let to = other.ends_on.map_or(end, |own| own.min(end));
        (from <= to).then(|| Self { one: one.clone(), other: other.clone(), from, to })
    }

    /// Whether this is the same stretch of the same two phases.
    fn is(&self, known: &Self) -> bool {
        let key = |overlap: &Self| (overlap.one.id, overlap.other.id, overlap.from, overlap.to);
        key(self) == key(known)
    }

    /// `第 2 阶段“…”与第 3 阶段“…”在 2026-06-01 至 2026-06-10 重叠`
    pub(crate) fn words(&self) -> String {
        let Self { one, other, from, to } = self;
        format!(
            "第 {} 阶段“{}”与第 {} 阶段“{}”在 {from} 至 {to} 重叠",
            one.ordinal, one.name, other.ordinal, other.name
        )
    }
}

/// Every two phases that overlap.
pub(crate) fn overlaps(chained: &[PhaseFact]) -> Vec<Overlap> {
    let pairs = chained.iter().enumerate().flat_map(|(at, one)| {
        let later = chained.iter().skip(at + 1);
        later.filter_map(move |other| Overlap::of(one, other))
    });
    pairs.collect()
}

/// What overlaps after a correction and did not on just these days before; both stand with their starts filled in.
pub(crate) fn new_overlaps(before: &[PhaseFact], after: &[PhaseFact]) -> Vec<Overlap> {
    let known = overlaps(before);
    overlaps(after).into_iter().filter(|one| !known.iter().any(|old| one.is(old))).collect()
}

/// The phases after `at` pushed back, so that the next one begins after the new end of `at`; `phases` stand unchained with
/// that end, which was `old_end`. Nothing where nothing has to move.
pub(crate) fn pushed(phases: &[PhaseFact], at: PhaseId, old_end: Option<CivilDate>) -> Vec<PhaseFact> {
    let Some(index) = phases.iter().position(|phase| phase.id == at) else { return Vec::new() };
    let (Some(end), later) = (phases[index].ends_on, &phases[index + 1..]) else { return Vec::new() };
    let printed = later.first().and_then(|next| next.starts_on);
    let days = match (printed, old_end) {
        (Some(start), _) => start.days_until(end) + 1,
        (None, Some(old)) => old.days_until(end),
        (None, None) => 0,
    };
    let back = |day: Option<CivilDate>| day.map(|day| day.plus_days(days));
    let moved = later.iter().map(|phase| PhaseFact {
        starts_on: back(phase.starts_on),
        ends_on: back(phase.ends_on),
        ..phase.clone()
    });
    moved.filter(|_| days > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> CivilDate {
        CivilDate::parse(text).unwrap()
    }

    fn phase(ordinal: i64, starts_on: Option<&str>, ends_on: Option<&str>) -> PhaseFact {
        let campaign = CampaignId::parse("00000000000000000000000000000001").unwrap();
        let id = PhaseId::parse(&format!("{ordinal:032}")).unwrap();
        let name = String::new();
        PhaseFact { id, campaign, ordinal, name, starts_on: starts_on.map(day), ends_on: ends_on.map(day) }
    }

    #[test]
    fn a_phase_starts_where_the_one_before_ended() {
        let mut phases = [
            phase(1, None, Some("2026-05-31")),
            phase(2, None, Some("2026-08-31")),
            phase(3, Some("2026-10-01"), None),
            phase(4, None, None),
        ];
        chain(&mut phases, Some(day("2026-03-06")));
        let starts = phases.map(|phase| phase.starts_on.map(|start| start.to_string()));
        let expected = [Some("2026-03-06"), Some("2026-06-01"), Some("2026-10-01"), None];
        assert_eq!(starts, expected.map(|start| start.map(str::to_owned)));
    }

    #[test]
    fn a_phase_without_a_printed_start_begins_when_all_before_it_are_over() {
        let starts = |ends_on| {
            let mut phases = [
                phase(1, Some("2026-03-01"), Some("2026-12-31")),
                phase(2, Some("2026-03-01"), Some("2026-05-31")),
                phase(3, None, ends_on),
            ];
            chain(&mut phases, None);
            phases[2].starts_on
        };
        assert_eq!(starts(Some("2027-06-30")), Some(day("2027-01-01")));
        assert_eq!(starts(None), Some(day("2027-01-01")));
        assert_eq!(starts(Some("2026-08-31")), Some(day("2026-06-01")), "it is printed beside the first");
    }

    #[test]
    fn an_overlap_is_new_when_its_days_are_others() {
        let first = phase(1, Some("2026-03-06"), Some("2026-06-10"));
        let with = |start: &str| [first.clone(), phase(2, Some(start), Some("2026-08-31"))];
        let days = |before: &str, after: &str| new_overlaps(&with(before), &with(after)).len();
        assert_eq!(days("2026-06-01", "2026-06-01"), 0);
        assert_eq!(days("2026-06-11", "2026-06-01"), 1);
        assert_eq!(days("2026-06-01", "2026-05-20"), 1, "it has grown");
        assert_eq!(days("2026-06-01", "2026-06-11"), 0, "it is gone");
    }

    #[test]
    fn a_phase_that_swallows_the_next_one_is_found() {
        let issued_on = Some(day("2026-03-06"));
        let good = [phase(1, None, Some("2026-05-31")), phase(2, None, Some("2026-08-31"))];
        assert_eq!(first_backwards(&good, issued_on), None);
        let bad = [phase(1, None, Some("2026-09-01")), phase(2, None, Some("2026-08-31"))];
        assert_eq!(first_backwards(&bad, issued_on).map(|phase| phase.ordinal), Some(2));
        let early = [phase(1, None, Some("2026-03-05"))];
        assert_eq!(first_backwards(&early, issued_on).map(|phase| phase.ordinal), Some(1));
    }

    #[test]
    fn phases_that_share_days_are_found() {
        let ordinals = |phases: &[PhaseFact]| -> Vec<(i64, i64)> {
            overlaps(phases).into_iter().map(|shared| (shared.one.ordinal, shared.other.ordinal)).collect()
        };
        let first = phase(1, Some("2026-03-06"), Some("2026-06-10"));
        let second = phase(2, Some("2026-06-01"), Some("2026-08-31"));
        assert_eq!(ordinals(&[first.clone(), second.clone(), phase(3, Some("2026-09-01"), None)]), [(1, 2)]);
        assert_eq!(ordinals(&[phase(1, Some("2026-03-06"), None), second.clone()]), [], "an open end");
        assert_eq!(ordinals(&[second, phase(2, Some("2026-01-01"), Some("2026-05-31"))]), [], "out of order");
        assert_eq!(ordinals(&[first, phase(2, Some("2026-06-10"), None)]), [(1, 2)], "one day");
    }

    #[test]
    fn later_phases_are_pushed_behind_a_later_end() {
        let shown = |phases: &[PhaseFact], old: &str| -> Vec<String> {
            let moved = pushed(phases, phases[0].id, Some(day(old)));
            moved.iter().map(|one| format!("{:?} {:?}", one.starts_on, one.ends_on)).collect()
        };
        let said =
            |start: Option<&str>, end: Option<&str>| format!("{:?} {:?}", start.map(day), end.map(day));
        let first = phase(1, None, Some("2026-06-10"));
        let printed = [first.clone(), phase(2, Some("2026-06-01"), Some("2026-08-31")), phase(3, None, None)];
        assert_eq!(
            shown(&printed, "2026-05-31"),
            [said(Some("2026-06-11"), Some("2026-09-10")), said(None, None)]
        );
        let chained = [first.clone(), phase(2, None, Some("2026-06-05"))];
        assert_eq!(shown(&chained, "2026-05-31"), [said(None, Some("2026-06-15"))]);
        let apart = [first, phase(2, Some("2026-07-01"), None)];
        assert_eq!(shown(&apart, "2026-05-31"), Vec::<String>::new(), "it does not reach the next one");
    }

    #[test]
    fn an_unknown_date_bounds_nothing() {
        let open = phase(1, None, Some("2026-05-31"));
        assert!(open.overlaps(day("1999-01-01"), day("1999-01-01")));
        assert!(open.overlaps(day("2026-05-31"), day("2027-01-01")));
        assert!(!open.overlaps(day("2026-06-01"), day("2026-06-01")));
        assert!(open.is_past(day("2026-06-01")) && !open.is_past(day("2026-05-31")));
    }
}
