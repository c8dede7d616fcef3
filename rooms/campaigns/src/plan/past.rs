//! Days of reports that have passed when the plan goes down.

use clock::CivilDate;

use crate::workday::Workdays;

db::coded! {
    /// What becomes of such a day where the officer gives no other one.
    pub(crate) enum PastDays {
        /// It is filled in later, and nobody is late.
        Stay = "stay" / "保留原日期，按补录",
        ThreeWorkdays = "3" / "下发后 3 个工作日",
        FiveWorkdays = "5" / "下发后 5 个工作日",
    }
}

impl PastDays {
    /// The day that takes its place.
    pub(crate) fn day(self, launched_on: CivilDate, workdays: &Workdays) -> Option<CivilDate> {
        match self {
            Self::Stay => None,
            Self::ThreeWorkdays => Some(workdays.after(launched_on, 3)),
            Self::FiveWorkdays => Some(workdays.after(launched_on, 5)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn working_days_are_counted_from_the_launch() {
        let on = |past: PastDays, day: &str| {
            let day = past.day(CivilDate::parse(day).unwrap(), &Workdays::as_shipped());
            day.map(|day| day.to_string())
        };
        assert_eq!(on(PastDays::Stay, "2026-09-29"), None);
        assert_eq!(on(PastDays::ThreeWorkdays, "2026-03-06").as_deref(), Some("2026-03-11"));
        assert_eq!(
            on(PastDays::FiveWorkdays, "2026-09-29").as_deref(),
            Some("2026-10-12"),
            "over the holidays"
        );
    }
}
