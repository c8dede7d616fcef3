//! What reviewers took off the numbers of activities, as the tally knows it.

use campaigns::tally::TallyId;
use clock::Moment;
use db::{DbError, Reads, Tx, params};
use people::{Permit, UnitId};

use crate::ActivityId;
use crate::policy::Deduct;

db::record! {
    /// One deduction.
    #[derive(Clone, Debug)]
    pub(crate) struct Taken {
        pub(crate) activity: ActivityId,
        /// Of the activity.
        pub(crate) name: String,
        pub(crate) measure: String,
        pub(crate) deducted: i64,
        pub(crate) reason: String,
        pub(crate) deducted_by: String,
        pub(crate) deducted_at: Moment,
    }
}

macro_rules! taken {
    ($condition:literal) => {
        concat!(
            "SELECT a.id AS activity, a.name, d.measure, d.deducted, d.reason, d.deducted_by, d.deducted_at \
             FROM facts_deduction d JOIN activity a ON a.id = d.source_id WHERE d.source_room = 'activities' AND ",
            $condition
        )
    };
}

/// What is taken off the numbers of one activity.
pub(crate) async fn of_activity(reads: &impl Reads, id: ActivityId) -> Result<Vec<Taken>, DbError> {
    reads.all(taken!("d.source_id = $1 ORDER BY d.tally"), params![id]).await
}

/// What is taken off the numbers of the activities whose ids lie from the first to the last.
pub(crate) async fn between(
    reads: &impl Reads,
    first: ActivityId,
    last: ActivityId,
) -> Result<Vec<Taken>, DbError> {
    reads.all(taken!("d.source_id BETWEEN $1 AND $2 ORDER BY d.tally"), params![first, last]).await
}

/// What was taken off a unit's since then, newest first.
pub(crate) async fn since(
    reads: &impl Reads,
    unit: UnitId,
    since: Moment,
    limit: i64,
) -> Result<Vec<Taken>, DbError> {
    let sql =
        taken!("d.unit = $1 AND d.deducted_at >= $2 ORDER BY d.deducted_at DESC, d.tally DESC LIMIT $3");
    reads.all(sql, params![unit, since, limit]).await
}

/// Where the tally has a number of an activity; `None` where it counts for nothing.
pub(crate) async fn counted(tx: &Tx, id: ActivityId, measure: &str) -> Result<Option<TallyId>, DbError> {
    tx.value(
        "SELECT DISTINCT tally AS value FROM facts_tally \
         WHERE source_room = 'activities' AND source_id = $1 AND measure = $2",
        params![id, measure],
    )
    .await
}

/// Makes a new version of the activity: whoever read it before has not seen what is taken off now. [`DbError::Stale`] when it is no
/// longer in the permit's.
pub(crate) async fn mark(tx: &mut Tx, permit: &Permit<Deduct>, id: ActivityId) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE activity SET version = version + 1 WHERE id = $1 AND version = $2",
        params![id, permit.version()],
    )
    .await
}
