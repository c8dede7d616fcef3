use anyhow::{Context, Result, ensure};
use campaigns::reading::Reading;
use clock::CivilDate;

/// The first day and the last one that the demonstration plays.
#[derive(Clone, Debug)]
pub(crate) struct Calendar {
    pub(crate) first: CivilDate,
    /// The last day that is played; nobody acts on the demonstration's own today, which goes on by the real clock.
    pub(crate) last: CivilDate,
    pub(crate) today: CivilDate,
}

/// How long after a phase's end the demonstration stands: reports have come, some are still missing.
const AFTER_A_PHASE: i32 = 10;
/// Where a notice prints no end of any phase.
const WITHOUT_AN_END: i32 = 60;

impl Calendar {
    /// From the notice's own day to `now`; without it, ten days after the last end that the notice prints: every phase is
    /// played, and one that has no end goes on.
    pub(crate) fn of(reading: &Reading, now: Option<CivilDate>) -> Result<Self> {
        let ends: Vec<CivilDate> = reading.phases.iter().filter_map(|phase| phase.ends_on).collect();
        let first = reading.issued_on.or_else(|| ends.first().map(|end| end.plus_days(-WITHOUT_AN_END)));
        let first = first.context("通知里没有成文日期，也没有带日期的阶段，无法演示")?;
        let last = ends.iter().max();
        let usual = last.map_or(first.plus_days(WITHOUT_AN_END), |end| end.plus_days(AFTER_A_PHASE));
        let today = now.unwrap_or(usual);
        ensure!(today > first, "演示日期 {today} 应晚于通知日期 {first}");
        Ok(Self { first, last: today.plus_days(-1), today })
    }
}
