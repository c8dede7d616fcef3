use clock::CivilDate;
use db::{DbError, Tx, params};

use crate::PersonId;
use crate::store::accounts::{Grant, GrantId};
use crate::store::links;

/// Gives an account a role that somebody invited holds, until the invited account would have ended. One that it holds already
/// lasts as long as the longer of the two.
pub(crate) async fn grant(
    tx: &mut Tx,
    person: PersonId,
    invited: &Grant,
    ends: Option<CivilDate>,
) -> Result<(), DbError> {
    let id: GrantId = tx.id();
    let now = tx.now();
    let until = match (invited.until_on, ends) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    };
    tx.run(
        "INSERT INTO role_grant (id, person, unit, role, granted_at, from_on, until_on) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (person, unit, role) DO UPDATE SET \
         until_on = CASE WHEN role_grant.until_on < excluded.until_on THEN excluded.until_on \
          WHEN excluded.until_on IS NULL THEN NULL ELSE role_grant.until_on END",
        params![id, person, invited.unit, invited.role, now, invited.from_on, until],
    )
    .await?;
    links::outgrow(tx, person).await
}

/// Lets an account that nobody has opened go into one that there is: hand-overs name the latter, and the former is gone.
pub(crate) async fn take_in(tx: &mut Tx, invited: PersonId, person: PersonId) -> Result<(), DbError> {
    let both = || params![invited, person];
    tx.run("UPDATE handover SET successor = $2 WHERE successor = $1", both()).await?;
    tx.run("UPDATE handover SET person = $2 WHERE person = $1", both()).await?;
    tx.run("UPDATE one_time_link SET person = $2 WHERE person = $1", both()).await?;
    tx.run("DELETE FROM role_grant WHERE person = $1", params![invited]).await?;
    tx.run_one("DELETE FROM person WHERE id = $1 AND login IS NULL", params![invited]).await
}
