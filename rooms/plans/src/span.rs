//! The time of a campaign, and what a plan does outside of it.

use campaigns::PhaseFact;
use clock::CivilDate;

use crate::content::{Content, Item};

/// From the first day of a campaign to its last one; none where that is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    from: Option<CivilDate>,
    to: Option<CivilDate>,
}

impl Span {
    pub(crate) fn of(phases: &[PhaseFact]) -> Self {
        let is_open = phases.iter().any(|phase| phase.ends_on.is_none());
        Self {
            from: phases.iter().filter_map(|phase| phase.starts_on).min(),
            to: phases.iter().filter_map(|phase| phase.ends_on).max().filter(|_| !is_open),
        }
    }

    /// `2026-03-06 至 2026-12-31`; empty where nothing is known.
    pub(crate) fn words(&self) -> String {
        match (self.from, self.to) {
            (Some(from), Some(to)) => format!("{from} 至 {to}"),
            (Some(from), None) => format!("{from} 起"),
            (None, Some(to)) => format!("至 {to}"),
            (None, None) => String::new(),
        }
    }

    fn leaves_out(&self, item: &Item) -> bool {
        self.from.is_some_and(|from| item.starts_on < from) || self.to.is_some_and(|to| item.ends_on > to)
    }

    /// The activities with days outside, a sentence each.
    pub(crate) fn outside(&self, content: &Content) -> Vec<String> {
        let items = content.by_date().into_iter().filter(|item| self.leaves_out(item));
        items.map(|item| format!("“{}”（{} 至 {}）", item.name, item.starts_on, item.ends_on)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> CivilDate {
        CivilDate::parse(text).unwrap()
    }

    fn phase(starts_on: Option<&str>, ends_on: Option<&str>) -> PhaseFact {
        PhaseFact {
            id: ids::Id::parse(&format!("{:032}", 1)).unwrap(),
            campaign: ids::Id::parse(&format!("{:032}", 2)).unwrap(),
            ordinal: 1,
            name: String::new(),
            starts_on: starts_on.map(day),
            ends_on: ends_on.map(day),
        }
    }

    #[test]
    fn a_campaign_runs_from_its_first_day_to_its_last() {
        let first = phase(Some("2026-03-06"), Some("2026-05-31"));
        let closed = Span::of(&[first.clone(), phase(Some("2026-06-01"), Some("2026-12-31"))]);
        assert_eq!(closed.words(), "2026-03-06 至 2026-12-31");
        assert_eq!(Span::of(&[first, phase(Some("2026-06-01"), None)]).words(), "2026-03-06 起");
        assert_eq!(Span::of(&[]).words(), "");
        let item = |from, to| Item { starts_on: day(from), ends_on: day(to), ..item() };
        assert!(
            closed.leaves_out(&item("2026-03-05", "2026-03-06"))
                && closed.leaves_out(&item("2026-12-31", "2027-01-01"))
        );
        assert!(!closed.leaves_out(&item("2026-03-06", "2026-12-31")));
    }

    fn item() -> Item {
        Item {
            name: "讲座".to_owned(),
            measure: None,
            filter: campaigns::Filter::default(),
            amount: None,
            starts_on: day("2026-03-06"),
            ends_on: day("2026-03-06"),
            department: String::new(),
            person: String::new(),
        }
    }
}
