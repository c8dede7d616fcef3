//! What of its time is still to come for a report that is sent, or joined, before the end of it.

use campaigns::DueKind;
use campaigns::facts::PhaseFact;
use clock::CivilDate;

use crate::standing::Standing;

/// What of some phases is not over on a day, in words: `第 2 阶段“学习培训”到 2026-08-31 才结束`; none when all of it is. A phase without an
/// end is never over, and is not waited for.
pub(crate) fn to_come<'a>(
    phases: impl IntoIterator<Item = &'a PhaseFact>,
    today: CivilDate,
) -> Option<String> {
    let open = phases.into_iter().filter_map(|phase| {
        let end = phase.ends_on.filter(|end| *end > today)?;
        let named = format!("第 {} 阶段“{}”", phase.ordinal, phase.name);
        Some(match phase.starts_on.filter(|start| *start > today) {
            Some(start) => format!("{named}从 {start} 才开始"),
            None => format!("{named}到 {end} 才结束"),
        })
    });
    let open: Vec<String> = open.collect();
    (!open.is_empty()).then(|| open.join("，"))
}

/// What a unit is told before it sends a report early: of its phase, or of the whole campaign.
pub(crate) fn hint(standing: &Standing, phases: &[PhaseFact], today: CivilDate) -> Option<String> {
    let is_of_time = matches!(standing.kind, DueKind::PhaseEnd | DueKind::Once);
    if !is_of_time || standing.is_liaison_list() {
        return None;
    }
    let told = phases.iter().filter(|phase| standing.phase.is_none_or(|own| own == phase.id));
    let open = to_come(told, today)?;
    Some(format!(
        "{open}。现在提交的报告只写到今天：此后登记的活动、数字和图片都不在里面。要写全的，请等结束后再提交；已经提交的，退回后会重新汇集。"
    ))
}

/// What a bureau is told that joins the reports of a phase before its end.
pub(crate) fn joined_early(phase: &PhaseFact, today: CivilDate) -> Option<String> {
    let open = to_come([phase], today)?;
    Some(format!(
        "{open}。这时汇总的只到当天：此后登记、报送和审核的，还没有报送的单位，都不在里面；结束后请再生成一版。"
    ))
}

#[cfg(test)]
mod tests {
    use campaigns::{CampaignId, PhaseId};

    use super::*;

    fn day(text: &str) -> CivilDate {
        CivilDate::parse(text).unwrap()
    }

    fn phase(number: u8, starts_on: &str, ends_on: Option<&str>) -> PhaseFact {
        PhaseFact {
            id: PhaseId::parse(&format!("{number:032x}")).unwrap(),
            campaign: CampaignId::parse("00000000000000000000000000000009").unwrap(),
            ordinal: i64::from(number),
            name: "推广".to_owned(),
            starts_on: Some(day(starts_on)),
            ends_on: ends_on.map(day),
        }
    }

    #[test]
    fn what_is_not_over_is_named_and_what_never_ends_is_not_waited_for() {
        let phases = [
            phase(1, "2026-01-01", Some("2026-03-31")),
            phase(2, "2026-04-01", Some("2026-06-30")),
            phase(3, "2026-07-01", None),
        ];
        assert_eq!(
            to_come(&phases, day("2026-02-01")).as_deref(),
            Some("第 1 阶段“推广”到 2026-03-31 才结束，第 2 阶段“推广”从 2026-04-01 才开始")
        );
        assert_eq!(
            to_come(&phases, day("2026-06-29")).as_deref(),
            Some("第 2 阶段“推广”到 2026-06-30 才结束")
        );
        assert_eq!(to_come(&phases, day("2026-06-30")), None, "on its last day it is told of");
    }
}
