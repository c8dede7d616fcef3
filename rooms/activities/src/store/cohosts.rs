use clock::CivilDate;
use db::{DbError, Reads, Tx, params};
use people::{NodePath, Permit, UnitId, Verb};

use crate::ActivityId;
use crate::activity::Reason;
use crate::cohost::{Cohost, CohostState};
use crate::policy::AnswerCohost;

/// The units named beside the host of an activity, by their names.
pub(crate) async fn of_activity(reads: &impl Reads, id: ActivityId) -> Result<Vec<Cohost>, DbError> {
    reads
        .all(
            "SELECT c.activity, a.state AS activity_state, h.path AS host_path, c.unit, u.name AS unit_name, u.path, \
             c.state, c.answered_at, c.answered_by_name, c.reason, c.version FROM activity_cohost c \
             JOIN activity a ON a.id = c.activity JOIN facts_unit h ON h.id = a.unit \
             JOIN facts_unit u ON u.id = c.unit WHERE c.activity = $1 ORDER BY u.name, c.unit",
            params![id],
        )
        .await
}

db::record! {
    /// A unit that may be named.
    #[derive(Clone, Debug)]
    pub(crate) struct Partner {
        pub(crate) id: UnitId,
        pub(crate) path: NodePath,
        pub(crate) name: String,
        /// The street or township, by which one is told from another.
        pub(crate) township: String,
    }
}

/// The living units with this text in their name or short name, but for one; the shortest name first.
pub(crate) async fn partners(
    reads: &impl Reads,
    but: UnitId,
    text: &str,
    limit: i64,
) -> Result<Vec<Partner>, DbError> {
    reads
        .all(
            "SELECT id, path, name, township FROM facts_unit WHERE kind = 'unit' AND id <> $1 \
             AND merged_on IS NULL AND closed_on IS NULL \
             AND (LOWER(name) LIKE LOWER($2) ESCAPE '\\' OR LOWER(short_name) LIKE LOWER($2) ESCAPE '\\') \
             ORDER BY LENGTH(name), name LIMIT $3",
            params![but, db::containing(text), limit],
        )
        .await
}

/// The units that bear exactly this name, short name or id; one of them, unless a short name stands for several.
pub(crate) async fn called(reads: &impl Reads, text: &str) -> Result<Vec<Partner>, DbError> {
    reads
        .all(
            "SELECT id, path, name, township FROM facts_unit WHERE kind = 'unit' \
             AND merged_on IS NULL AND closed_on IS NULL AND (name = $1 OR short_name = $1 OR id = $1) \
             ORDER BY CASE WHEN short_name = $1 THEN 1 ELSE 0 END, name",
            params![text],
        )
        .await
}

/// Gives an activity exactly these co-hosts; who was named before keeps what it said.
pub(crate) async fn name<V: Verb>(
    tx: &mut Tx,
    permit: &Permit<V>,
    activity: ActivityId,
    units: &[UnitId],
) -> Result<(), DbError> {
    for known in of_activity(&*tx, activity).await? {
        if !units.contains(&known.unit) {
            let delete = "DELETE FROM activity_cohost WHERE activity = $1 AND unit = $2";
            tx.run(delete, params![activity, known.unit]).await?;
        }
    }
    invite(tx, permit, activity, units).await
}

/// Names co-hosts; who was named before keeps what it said.
pub(crate) async fn invite<V: Verb>(
    tx: &mut Tx,
    _: &Permit<V>,
    activity: ActivityId,
    units: &[UnitId],
) -> Result<(), DbError> {
    let now = tx.now();
    let rows = units.iter().map(|unit| params![activity, *unit, CohostState::Named, now, 1i64]).collect();
    let sql = (
        "INSERT INTO activity_cohost (activity, unit, state, named_at, version) VALUES ",
        " ON CONFLICT (activity, unit) DO NOTHING",
    );
    tx.run_many(sql, params![], rows).await.map(drop)
}

/// Writes down what a co-host said; [`DbError::Stale`] when somebody answered for it meanwhile.
pub(crate) async fn answer(
    tx: &mut Tx,
    permit: &Permit<AnswerCohost>,
    cohost: &Cohost,
    state: CohostState,
    reason: Option<&Reason>,
) -> Result<(), DbError> {
    let now = tx.now();
    tx.run_one(
        "UPDATE activity_cohost SET state = $4, answered_at = $5, answered_by_name = $6, reason = $7, \
         version = version + 1 WHERE activity = $1 AND unit = $2 AND version = $3",
        params![
            cohost.activity,
            cohost.unit,
            permit.version(),
            state,
            now,
            permit.actor().name.as_str(),
            reason.map(Reason::as_str)
        ],
    )
    .await
}

db::record! {
    /// An activity of another unit in which a unit takes part.
    #[derive(Clone, Debug)]
    pub(crate) struct Joint {
        pub(crate) activity: ActivityId,
        pub(crate) name: String,
        pub(crate) host: String,
        pub(crate) starts_on: CivilDate,
        pub(crate) ends_on: CivilDate,
        pub(crate) state: CohostState,
    }
}

/// The live activities of others that name a unit and that it did not decline: those that wait for its word first,
/// then the latest; at most `limit`.
pub(crate) async fn joint(reads: &impl Reads, unit: UnitId, limit: i64) -> Result<Vec<Joint>, DbError> {
    reads
        .all(
            "SELECT c.activity, a.name, u.name AS host, a.starts_on, a.ends_on, c.state FROM activity_cohost c \
             JOIN activity a ON a.id = c.activity JOIN facts_unit u ON u.id = a.unit \
             WHERE c.unit = $1 AND c.state <> 'declined' AND a.state = 'logged' \
             ORDER BY CASE WHEN c.state = 'named' THEN 0 ELSE 1 END, a.starts_on DESC, a.id LIMIT $2",
            params![unit, limit],
        )
        .await
}

/// The unit as a guest of an activity: named beside its host and not declined.
pub(crate) async fn guest(
    reads: &impl Reads,
    activity: ActivityId,
    unit: UnitId,
) -> Result<Option<UnitId>, DbError> {
    reads
        .value(
            "SELECT unit AS value FROM activity_cohost WHERE activity = $1 AND unit = $2 AND state <> 'declined'",
            params![activity, unit],
        )
        .await
}
