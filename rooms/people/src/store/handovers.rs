use clock::{CivilDate, Moment};
use db::{DbError, Reads, Tx, params};

use crate::handover::Handover;
use crate::permit::Permit;
use crate::policy::{CancelHandover, HandOver};
use crate::store::accounts::GrantId;
use crate::store::links;
use crate::{PersonId, Role, UnitId};

ids::id_of!(
    /// One hand-over of somebody's work at a unit.
    pub(crate) HandoverId, HandoverMark
);

db::record! {
    struct Row {
        id: HandoverId,
        unit: UnitId,
        person: PersonId,
        person_name: String,
        successor: PersonId,
        successor_name: String,
        on_day: CivilDate,
        content: serde_json::Value,
        made_at: Moment,
        made_by: String,
        cancelled_at: Option<Moment>,
        cancelled_by: Option<String>,
    }
}

/// The hand-overs of a unit, the latest first.
pub(crate) async fn of(reads: &impl Reads, unit: UnitId) -> Result<Vec<Handover>, DbError> {
    let rows: Vec<Row> = reads
        .all(
            "SELECT handover.id, handover.unit, handover.person, handover.successor, handover.cancelled_at, \
             handover.cancelled_by, person.name AS person_name, successor.name AS successor_name, \
             handover.on_day, handover.content, handover.made_at, handover.made_by FROM handover \
             JOIN person ON person.id = handover.person JOIN person successor ON successor.id = handover.successor \
             WHERE handover.unit = $1 ORDER BY handover.id DESC",
            params![unit],
        )
        .await?;
    rows.into_iter().map(read).collect()
}

fn read(row: Row) -> Result<Handover, DbError> {
    let damaged = |_| DbError::Damaged { column: "content".to_owned(), value: row.id.to_string() };
    Ok(Handover {
        id: row.id,
        unit: row.unit,
        person: row.person,
        person_name: row.person_name,
        successor: row.successor,
        successor_name: row.successor_name,
        on_day: row.on_day,
        list: serde_json::from_value(row.content).map_err(damaged)?,
        made_at: row.made_at,
        made_by: row.made_by,
        cancelled: row.cancelled_at.zip(row.cancelled_by),
    })
}

db::record! {
    /// From whom somebody's work at a unit went to whom, on which day.
    #[derive(Clone, Debug)]
    pub(crate) struct Passed {
        pub(crate) person: PersonId,
        pub(crate) successor: PersonId,
        pub(crate) on_day: CivilDate,
    }
}

/// The hand-overs of a unit that have come about by a day, in their order.
pub(crate) async fn passed(
    reads: &impl Reads,
    unit: UnitId,
    today: CivilDate,
) -> Result<Vec<Passed>, DbError> {
    reads
        .all(
            "SELECT person, successor, on_day FROM handover WHERE unit = $1 AND on_day <= $2 \
             AND cancelled_at IS NULL ORDER BY on_day, id",
            params![unit, today],
        )
        .await
}

/// Keeps the list of what was open, as it was read.
pub(crate) async fn keep(
    tx: &mut Tx,
    permit: &Permit<HandOver>,
    (unit, person, successor): (UnitId, PersonId, PersonId),
    on_day: CivilDate,
    list: serde_json::Value,
) -> Result<HandoverId, DbError> {
    let id: HandoverId = tx.id();
    let now = tx.now();
    tx.run_one(
        "INSERT INTO handover (id, unit, person, successor, on_day, content, made_at, made_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![id, unit, person, successor, on_day, list, now, &permit.actor().name],
    )
    .await?;
    Ok(id)
}

/// Lets a role end the day before, and the same role of the successor begin on the day.
pub(crate) async fn pass_on(
    tx: &mut Tx,
    _: &Permit<HandOver>,
    (unit, role): (UnitId, Role),
    (person, successor): (PersonId, PersonId),
    on_day: CivilDate,
) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE role_grant SET until_on = $4 WHERE person = $1 AND unit = $2 AND role = $3",
        params![person, unit, role, on_day.plus_days(-1)],
    )
    .await?;
    let id: GrantId = tx.id();
    let now = tx.now();
    let from_on = Some(on_day).filter(|day| now.date() < *day);
    tx.run(
        "INSERT INTO role_grant (id, person, unit, role, granted_at, from_on) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (person, unit, role) DO UPDATE SET until_on = NULL",
        params![id, successor, unit, role, now, from_on],
    )
    .await
    .map(drop)
}

/// Takes a hand-over back before its day: the roles stay where they were, and a successor who was made for it alone and has
/// not come yet is let go.
pub(crate) async fn cancel(
    tx: &mut Tx,
    permit: &Permit<CancelHandover>,
    handover: &Handover,
) -> Result<(), DbError> {
    let now = tx.now();
    tx.run_one(
        "UPDATE handover SET cancelled_at = $2, cancelled_by = $3 WHERE id = $1 AND cancelled_at IS NULL",
        params![handover.id, now, &permit.actor().name],
    )
    .await?;
    tx.run(
        "UPDATE role_grant SET until_on = NULL WHERE person = $1 AND unit = $2 AND until_on = $3",
        params![handover.person, handover.unit, handover.on_day.plus_days(-1)],
    )
    .await?;
    tx.run(
        "DELETE FROM role_grant WHERE person = $1 AND unit = $2 AND from_on = $3",
        params![handover.successor, handover.unit, handover.on_day],
    )
    .await?;
    let is_let_go = tx.run(
        "UPDATE person SET is_active = FALSE, version = version + 1 WHERE id = $1 AND login IS NULL AND is_active \
         AND NOT EXISTS (SELECT 1 FROM role_grant WHERE role_grant.person = person.id)",
        params![handover.successor],
    );
    if is_let_go.await? > 0 {
        links::void(tx, Some(handover.successor)).await?;
    }
    Ok(())
}
