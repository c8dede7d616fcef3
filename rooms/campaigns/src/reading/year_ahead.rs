//! Days whose year is not printed: a notice speaks of what is to come, so one that passed long ago is that of the next year.

use clock::CivilDate;

/// A day that lies so many days before the issue is no late one, but the next year's.
const LONG_PAST: i32 = 45;

/// Whether a day lies long before the issue.
pub(super) fn is_long_past(day: CivilDate, issued_on: Option<CivilDate>) -> bool {
    issued_on.is_some_and(|issued_on| day.days_until(issued_on) >= LONG_PAST)
}

/// The same day some years later; 29 February is then the 28th.
pub(super) fn years_later(day: CivilDate, years: i16) -> CivilDate {
    let year = day.year().saturating_add(years);
    let moved = CivilDate::new(year, day.month(), day.day());
    moved.or_else(|_| CivilDate::new(year, day.month(), 28)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_year_begins_some_weeks_back() {
        let day = |text: &str| CivilDate::parse(text).unwrap();
        let issued_on = Some(day("2026-11-20"));
        assert!(is_long_past(day("2026-01-10"), issued_on));
        assert!(!is_long_past(day("2026-11-15"), issued_on));
        assert!(!is_long_past(day("2026-01-10"), None));
        assert_eq!(years_later(day("2028-02-29"), 1), day("2029-02-28"));
    }
}
