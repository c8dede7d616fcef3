//! Which part of a unit's file is looked at.

use campaigns::facts::{DueFact, PartFact, PhaseFact};
use campaigns::{CampaignId, Reckoning};
use clock::CivilDate;

/// A year or all of them, a campaign or all, and how firm a figure must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) year: Option<i16>,
    pub(crate) campaign: Option<CampaignId>,
    pub(crate) reckoning: Reckoning,
}

/// A first and a last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) first: CivilDate,
    pub(crate) last: CivilDate,
}

impl Choice {
    /// The days of the year; unbounded for all years.
    pub(crate) fn days(&self) -> (Option<CivilDate>, Option<CivilDate>) {
        let day = |month, day| self.year.and_then(|year| CivilDate::new(year, month, day).ok());
        (day(1, 1), day(12, 31))
    }

    /// Whether any day of a stretch lies in the year.
    pub(crate) fn meets(&self, stretch: Stretch) -> bool {
        self.year.is_none_or(|year| stretch.years().contains(&year))
    }

    /// Whether a day lies in the year.
    pub(crate) fn holds(&self, day: CivilDate) -> bool {
        self.year.is_none_or(|year| day.year() == year)
    }

    /// `2026`, or `all`.
    pub(crate) fn year_text(&self) -> String {
        self.year.map_or_else(|| "all".to_owned(), |year| year.to_string())
    }

    /// The id of the campaign; blank for all.
    pub(crate) fn campaign_text(&self) -> String {
        self.campaign.map(|id| id.to_string()).unwrap_or_default()
    }

    /// The address of a page that shows this choice.
    pub(crate) fn query(&self) -> String {
        let campaign = self.campaign.map(|id| format!("&campaign={id}")).unwrap_or_default();
        format!("?year={}{campaign}&reckoning={}", self.year_text(), self.reckoning.code())
    }
}

impl Stretch {
    pub(crate) fn years(self) -> std::ops::RangeInclusive<i16> {
        self.first.year()..=self.last.year()
    }

    /// The days in which a campaign concerns a unit, as far as they have come: from its first phase or its launch, whichever is
    /// earlier, to its last phase or report, but for the days before the unit joined and after it left.
    pub(crate) fn of(part: &PartFact, phases: &[PhaseFact], dues: &[DueFact], today: CivilDate) -> Self {
        let launched = part.campaign.launched_at.map(clock::Moment::date);
        let begins = phases.iter().filter_map(|phase| phase.starts_on).chain(launched).min();
        let has_end = !phases.is_empty() && phases.iter().all(|phase| phase.ends_on.is_some());
        let ends =
            phases.iter().filter_map(|phase| phase.ends_on).chain(dues.iter().filter_map(|due| due.due_on));
        let last = ends.max().filter(|_| has_end).map_or(today, |end| end.min(today));
        let last = part.enrolment.left_on.map_or(last, |left| left.min(last));
        let first = begins.unwrap_or(last);
        let first = part.enrolment.joined_on.map_or(first, |joined| joined.max(first));
        Self { first, last: last.max(first) }
    }
}

/// The years that there is something of, the latest first; the present one where there is nothing at all.
pub(crate) fn years(stretches: &[Stretch], active: &[i16], today: CivilDate) -> Vec<i16> {
    let known = stretches.iter().flat_map(|stretch| stretch.years()).chain(active.iter().copied());
    let mut years: Vec<i16> = known.filter(|year| *year <= today.year()).collect();
    years.sort_unstable_by(|a, b| b.cmp(a));
    years.dedup();
    if years.is_empty() {
        years.push(today.year());
    }
    years
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> CivilDate {
        CivilDate::parse(text).unwrap()
    }

    fn stretch(first: &str, last: &str) -> Stretch {
        Stretch { first: day(first), last: day(last) }
    }

    #[test]
    fn years_are_those_of_campaigns_and_activities() {
        let stretches = [stretch("2024-09-19", "2026-02-01"), stretch("2026-01-01", "2026-03-06")];
        assert_eq!(years(&stretches, &[2022, 2026, 2031], day("2026-03-06")), [2026, 2025, 2024, 2022]);
        assert_eq!(years(&[], &[], day("2026-03-06")), [2026]);
    }

    #[test]
    fn a_year_meets_what_has_a_day_in_it() {
        let choice = Choice { year: Some(2025), campaign: None, reckoning: Reckoning::Approved };
        assert!(choice.meets(stretch("2024-09-19", "2026-02-01")));
        assert!(!choice.meets(stretch("2026-01-01", "2026-03-06")));
        assert!(choice.holds(day("2025-12-31")) && !choice.holds(day("2026-01-01")));
        assert_eq!(choice.days(), (Some(day("2025-01-01")), Some(day("2025-12-31"))));
        let all = Choice { year: None, ..choice };
        assert!(all.meets(stretch("2026-01-01", "2026-03-06")) && all.days() == (None, None));
        assert_eq!(all.query(), "?year=all&reckoning=approved");
    }
}
