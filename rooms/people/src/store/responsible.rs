use db::{DbError, Reads, Tx, params};

use crate::UnitId;
use crate::permit::Permit;
use crate::policy::NameResponsible;
use crate::responsible::{Duty, Responsible};
use crate::store::handovers::Come;

db::record! {
    struct Row {
        duty: Duty,
        name: String,
        post: String,
        phone: String,
    }
}

/// Who answers for a unit, in the order of the duties.
pub(crate) async fn of(reads: &impl Reads, unit: UnitId) -> Result<Vec<Responsible>, DbError> {
    let rows: Vec<Row> = reads
        .all("SELECT duty, name, post, phone FROM responsible_person WHERE unit = $1", params![unit])
        .await?;
    let mut all: Vec<Responsible> = rows
        .into_iter()
        .map(|Row { duty, name, post, phone }| Responsible { duty, name, post, phone })
        .collect();
    all.sort_by_key(|one| one.duty);
    Ok(all)
}

/// Says anew who answers for the permitted unit.
pub(crate) async fn name(
    tx: &mut Tx,
    permit: &Permit<NameResponsible>,
    unit: UnitId,
    all: &[Responsible],
) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE unit SET version = version + 1 WHERE id = $1 AND version = $2",
        params![unit, permit.version()],
    )
    .await?;
    tx.run("DELETE FROM responsible_person WHERE unit = $1", params![unit]).await?;
    for one in all {
        tx.run_one(
            "INSERT INTO responsible_person (unit, duty, name, post, phone) VALUES ($1, $2, $3, $4, $5)",
            params![unit, one.duty, &one.name, &one.post, &one.phone],
        )
        .await?;
    }
    Ok(())
}

/// Lets somebody else answer for one duty of the unit of a hand-over whose day has come; the post stays.
pub(crate) async fn pass_on(
    tx: &mut Tx,
    come: &Come,
    duty: Duty,
    (name, phone): (&str, &str),
) -> Result<(), DbError> {
    let unit = come.handover().unit;
    tx.run_one("UPDATE unit SET version = version + 1 WHERE id = $1", params![unit]).await?;
    tx.run_one(
        "UPDATE responsible_person SET name = $3, phone = $4 WHERE unit = $1 AND duty = $2",
        params![unit, duty, name, phone],
    )
    .await
}
