//! The days of the demonstration, one after the other.

mod calendar;
mod deeds;
mod filing;
mod launch;
mod merging;
mod plan;
mod review;
mod together;
mod work;

use anyhow::Result;
use clock::{CivilDate, Clock};
use ids::Mint;

use super::cast::Cast;
use super::tell;
pub(crate) use calendar::Calendar;
use plan::Plan;

/// Everything that the demonstration has in hand while it plays.
pub(crate) struct Year<'a> {
    pub(crate) clock: Clock,
    pub(crate) mint: Mint,
    pub(crate) cast: Cast,
    pub(crate) calendar: &'a Calendar,
    /// Photos that each unit takes in all.
    pub(crate) photos: usize,
    pub(crate) worker: jobs::Worker,
    /// The unit that went into another one: it does nothing more.
    pub(crate) merged: Option<usize>,
}

impl Year<'_> {
    /// From the notice to the calendar's today: launch, then for each phase that has begun what the units do, report and
    /// are told; the first phase ends in a consolidated draft.
    pub(crate) async fn play(mut self, notice: &(String, Vec<u8>)) -> Result<()> {
        let plan = self.launch(notice).await?;
        tell(self.calendar.first, &format!("下发“{}”到 {} 家单位", plan.name, self.cast.units.len()));
        self.file_plans(&plan).await?;
        let begun: Vec<usize> =
            (0..plan.phases.len()).filter(|i| plan.phases[*i].starts_on <= self.calendar.last).collect();
        for (round, index) in begun.iter().enumerate() {
            self.phase(&plan, *index, begun.len()).await?;
            if round == 0 {
                self.merge().await?;
                self.consolidate(&plan, *index).await?;
            }
        }
        if let Some(index) = begun.last() {
            self.together(&plan, *index).await?;
        }
        Ok(())
    }

    /// One phase: the units in the order in which they send their reports, then the review of what has come.
    async fn phase(&mut self, plan: &Plan, index: usize, rounds: usize) -> Result<()> {
        let phase = &plan.phases[index];
        let mut order: Vec<(CivilDate, usize)> = Vec::new();
        for unit in (0..self.cast.units.len()).filter(|unit| self.merged != Some(*unit)) {
            if let Some(day) = self.report_day(plan, index, unit) {
                order.push((day, unit));
            }
        }
        order.sort();
        for (day, unit) in &order {
            self.set_day(*day);
            self.work(plan, index, *unit, self.photos.div_ceil(rounds)).await?;
        }
        tell(
            self.calendar.last.min(phase.last_day(self.calendar.last)),
            &format!("第{}阶段 {} 家单位登记", phase.ordinal, order.len()),
        );
        self.review(plan, index).await
    }

    /// When a unit sends its report of a phase: most in time, some late, a few not at all. In a phase that is still open,
    /// the day up to which it has worked.
    fn report_day(&self, plan: &Plan, index: usize, unit: usize) -> Option<CivilDate> {
        let is_silent = unit % 13 == 12;
        let is_late = unit % 7 == 5;
        let today = self.calendar.last;
        let Some(due) = plan.due_of(index).map(|due| due.due_on).filter(|due| *due < today) else {
            return (!is_silent).then_some(today);
        };
        let span = i32::try_from(self.mint.below(6)).unwrap_or(0);
        match (is_silent, is_late) {
            (true, _) => None,
            (_, true) => Some(due.plus_days(1 + span)).filter(|day| *day <= today),
            _ => Some(due.plus_days(-1 - span)),
        }
    }

    fn below(&self, bound: usize) -> usize {
        usize::try_from(self.mint.below(bound as u64)).unwrap_or(0)
    }

    /// Some minute of a day's work, but never earlier than what has happened already.
    fn set_day(&self, day: CivilDate) {
        let minute = i64::try_from(self.mint.below(9 * 60)).unwrap_or(0);
        let at = day.start().plus_seconds((8 * 60 + minute) * 60);
        self.clock.set(at.max(self.clock.now().plus_seconds(60)));
    }
}
