//! Activities without an indicator that the unit says are done.

use clock::{CivilDate, Moment};
use db::{DbError, Reads, Tx, params};
use people::Permit;

use crate::content::Item;
use crate::plan::PlanId;
use crate::policy::MarkDone;

db::record! {
    /// That an activity is done. It is told by its name and days: another one is not done with it.
    #[derive(Clone, Debug)]
    pub(crate) struct Mark {
        pub(crate) name: String,
        pub(crate) starts_on: CivilDate,
        pub(crate) ends_on: CivilDate,
        pub(crate) note: String,
        pub(crate) at: Moment,
        pub(crate) by_name: String,
    }
}

impl Mark {
    /// `2026-05-20 黄联络：全员参加`.
    pub(crate) fn in_words(&self) -> String {
        let said = format!("{} {}", self.at.date(), self.by_name);
        if self.note.is_empty() { said } else { format!("{said}：{}", self.note) }
    }

    pub(crate) fn is_of(&self, item: &Item) -> bool {
        (self.name.as_str(), self.starts_on, self.ends_on)
            == (item.name.as_str(), item.starts_on, item.ends_on)
    }
}

/// Every mark of a plan.
pub(crate) async fn of(reads: &impl Reads, plan: PlanId) -> Result<Vec<Mark>, DbError> {
    reads
        .all(
            "SELECT name, starts_on, ends_on, note, at, by_name FROM unit_plan_done WHERE plan = $1",
            params![plan],
        )
        .await
}

/// Marks an activity as done; the last note holds.
pub(crate) async fn mark(
    tx: &mut Tx,
    permit: &Permit<MarkDone>,
    plan: PlanId,
    item: &Item,
    note: &str,
) -> Result<(), DbError> {
    let now = tx.now();
    tx.run_one(
        "INSERT INTO unit_plan_done (plan, name, starts_on, ends_on, note, at, by_name) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (plan, name, starts_on, ends_on) \
         DO UPDATE SET note = $5, at = $6, by_name = $7",
        params![plan, &item.name, item.starts_on, item.ends_on, note, now, &permit.actor().name],
    )
    .await
}

/// Takes the mark back; without one nothing happens.
pub(crate) async fn unmark(
    tx: &mut Tx,
    _permit: &Permit<MarkDone>,
    plan: PlanId,
    item: &Item,
) -> Result<(), DbError> {
    tx.run(
        "DELETE FROM unit_plan_done WHERE plan = $1 AND name = $2 AND starts_on = $3 AND ends_on = $4",
        params![plan, &item.name, item.starts_on, item.ends_on],
    )
    .await?;
    Ok(())
}
