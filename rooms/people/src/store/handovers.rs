use clock::{CivilDate, Moment};
use db::{DbError, Reads, Tx, params};
use serde_json::json;

use crate::contact::Phone;
use crate::handover::{Charge, Handover, List, Stage, Taken};
use crate::permit::Permit;
use crate::policy::{CancelHandover, HandOver};
use crate::store::accounts::GrantId;
use crate::store::links;
use crate::{NodePath, PersonId, Role, UnitId};

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
        duties: serde_json::Value,
        phone: String,
        passed_at: Option<Moment>,
        passed: serde_json::Value,
    }
}

/// The hand-overs of a unit, the latest first.
pub(crate) async fn of(reads: &impl Reads, unit: UnitId) -> Result<Vec<Handover>, DbError> {
    find(reads, Some(unit), None).await
}

/// One hand-over.
pub(crate) async fn get(reads: &impl Reads, id: HandoverId) -> Result<Option<Handover>, DbError> {
    Ok(find(reads, None, Some(id)).await?.pop())
}

async fn find(
    reads: &impl Reads,
    unit: Option<UnitId>,
    id: Option<HandoverId>,
) -> Result<Vec<Handover>, DbError> {
    let rows: Vec<Row> = reads
        .all(
            "SELECT handover.id, handover.unit, handover.person, handover.successor, handover.cancelled_at, \
             handover.cancelled_by, person.name AS person_name, successor.name AS successor_name, \
             handover.on_day, handover.content, handover.made_at, handover.made_by, handover.duties, \
             handover.phone, handover.passed_at, handover.passed FROM handover \
             JOIN person ON person.id = handover.person JOIN person successor ON successor.id = handover.successor \
             WHERE (CAST($1 AS TEXT) IS NULL OR handover.unit = $1) \
             AND (CAST($2 AS TEXT) IS NULL OR handover.id = $2) ORDER BY handover.id DESC",
            params![unit, id],
        )
        .await?;
    rows.into_iter().map(read).collect()
}

fn read(row: Row) -> Result<Handover, DbError> {
    let damaged = |column: &str| DbError::Damaged { column: column.to_owned(), value: row.id.to_string() };
    let charges = |column: &str, stored: &serde_json::Value| {
        let codes = stored.as_array().ok_or_else(|| damaged(column))?;
        let charge = |code: &serde_json::Value| code.as_str().and_then(Charge::parse);
        codes.iter().map(charge).collect::<Option<Vec<_>>>().ok_or_else(|| damaged(column))
    };
    let passed = charges("passed", &row.passed)?;
    Ok(Handover {
        charges: charges("duties", &row.duties)?,
        phone: row.phone,
        passed: row.passed_at.map(|at| (at, passed)),
        id: row.id,
        unit: row.unit,
        person: row.person,
        person_name: row.person_name,
        successor: row.successor,
        successor_name: row.successor_name,
        on_day: row.on_day,
        list: serde_json::from_value(row.content).map_err(|_| damaged("content"))?,
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

/// A hand-over whose day has come, which nobody took back, and whose charges are still to pass: what its maker was permitted
/// to do. Only [`come`] makes one.
#[derive(Debug)]
pub(crate) struct Come(Handover, NodePath);

impl Come {
    pub(crate) fn handover(&self) -> &Handover {
        &self.0
    }

    /// The node of its unit.
    pub(crate) fn place(&self) -> &NodePath {
        &self.1
    }
}

/// A hand-over, if its charges may pass now.
pub(crate) async fn come(tx: &Tx, id: HandoverId) -> Result<Option<Come>, DbError> {
    let Some(handover) = get(tx, id).await? else { return Ok(None) };
    let is_now = handover.stage(tx.now().date()) == Stage::Done && handover.passed.is_none();
    let path = tx.value("SELECT path AS value FROM unit WHERE id = $1", params![handover.unit]).await?;
    Ok(path.filter(|_| is_now).map(|path| Come(handover, path)))
}

/// Writes down which charges passed.
pub(crate) async fn mark_passed(tx: &mut Tx, come: &Come, charges: &[Charge]) -> Result<(), DbError> {
    let now = tx.now();
    tx.run_one(
        "UPDATE handover SET passed_at = $2, passed = $3 WHERE id = $1 AND passed_at IS NULL",
        params![come.handover().id, now, json!(charges)],
    )
    .await
}

/// Keeps what was open on the day itself, in place of what was when the hand-over was planned; the roles have ended since and stay as
/// they were told.
pub(crate) async fn relist(tx: &mut Tx, come: &Come, list: &List) -> Result<(), DbError> {
    let list = List { roles: come.handover().list.roles.clone(), open: list.open.clone() };
    tx.run_one("UPDATE handover SET content = $2 WHERE id = $1", params![come.handover().id, json!(list)])
        .await
}

/// Keeps the list of what was open, as it was read, and what else is to pass.
pub(crate) async fn keep(
    tx: &mut Tx,
    permit: &Permit<HandOver>,
    (unit, person, successor): (UnitId, PersonId, PersonId),
    on_day: CivilDate,
    (list, taken): (&List, &Taken),
) -> Result<HandoverId, DbError> {
    let id: HandoverId = tx.id();
    let now = tx.now();
    let phone = taken.phone.as_ref().map_or("", Phone::as_str);
    tx.run_one(
        "INSERT INTO handover (id, unit, person, successor, on_day, content, made_at, made_by, duties, phone) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            id,
            unit,
            person,
            successor,
            on_day,
            json!(list),
            now,
            &permit.actor().name,
            json!(taken.charges),
            phone
        ],
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
    .await?;
    links::outgrow(tx, successor).await
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
