//! Which days a report that falls due is about.

use campaigns::DueKind;
use campaigns::facts::{DueFact, PhaseFact};
use clock::CivilDate;

/// The days of one report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    /// Before this day there is nothing to report yet.
    pub(crate) opens_on: Option<CivilDate>,
    /// The last day that it tells of.
    pub(crate) ends_on: Option<CivilDate>,
}

/// A report within a phase tells of the whole phase; a periodic one only up to its own date, and it may be sent only when
/// the date before it has passed.
pub(crate) fn span(due: &DueFact, dues: &[DueFact], phase: Option<&PhaseFact>) -> Span {
    let phase_start = phase.and_then(|phase| phase.starts_on);
    let phase_end = phase.and_then(|phase| phase.ends_on);
    let before = dues
        .iter()
        .filter(|other| other.kind == DueKind::Periodic && other.phase == due.phase)
        .filter_map(|other| other.due_on)
        .filter(|date| due.due_on.is_some_and(|own| *date < own))
        .max();
    let after_last = before.filter(|_| due.kind == DueKind::Periodic).map(|date| date.plus_days(1));
    let own_end = due.due_on.filter(|_| due.kind == DueKind::Periodic);
    Span {
        opens_on: phase_start.max(after_last),
        ends_on: match (own_end, phase_end) {
            (Some(own), Some(phase)) => Some(own.min(phase)),
            (own, phase) => own.or(phase),
        },
    }
}

#[cfg(test)]
mod tests {
    use campaigns::{CampaignId, DueId, PhaseId};

    use super::*;

    fn day(text: &str) -> CivilDate {
        CivilDate::parse(text).unwrap()
    }

    fn campaign() -> CampaignId {
        CampaignId::parse("00000000000000000000000000000009").unwrap()
    }

    fn phase() -> PhaseFact {
        PhaseFact {
            id: PhaseId::parse("00000000000000000000000000000001").unwrap(),
            campaign: campaign(),
            ordinal: 1,
            name: "推广示范".to_owned(),
            starts_on: Some(day("2026-01-01")),
            ends_on: Some(day("2026-12-31")),
        }
    }

    fn due(number: u8, kind: DueKind, on: Option<&str>) -> DueFact {
        DueFact {
            id: DueId::parse(&format!("{number:032}")).unwrap(),
            campaign: campaign(),
            phase: Some(phase().id),
            kind,
            title: String::new(),
            due_on: on.map(day),
            due_time: None,
            with_pictures: true,
            sent_at: None,
        }
    }

    #[test]
    fn each_report_tells_of_its_own_days() {
        let dues = [
            due(1, DueKind::Periodic, Some("2026-03-31")),
            due(2, DueKind::Periodic, Some("2026-06-30")),
            due(3, DueKind::PhaseEnd, Some("2026-12-31")),
            due(4, DueKind::AnyTime, None),
        ];
        let phase = phase();
        let told = dues.each_ref().map(|due| {
            let span = span(due, &dues, Some(&phase));
            (span.opens_on.unwrap().to_string(), span.ends_on.unwrap().to_string())
        });
        let expected = [
            ("2026-01-01", "2026-03-31"),
            ("2026-04-01", "2026-06-30"),
            ("2026-01-01", "2026-12-31"),
            ("2026-01-01", "2026-12-31"),
        ];
        assert_eq!(told, expected.map(|(opens, ends)| (opens.to_owned(), ends.to_owned())));
        assert_eq!(span(&dues[3], &dues, None), Span { opens_on: None, ends_on: None });
    }
}
