use clock::CivilDate;
use db::{DbError, Reads, Tx, params};
use people::facts::Holders;
use people::{Actor, Permit, PersonId, Target, UnitId};

use crate::draft::{Draft, DraftId};
use crate::policy::{DiscardDraft, SaveDraft};

/// One half-filled form, with whoever works on it today.
pub(crate) async fn find(
    reads: &impl Reads,
    id: DraftId,
    today: CivilDate,
) -> Result<Option<Draft>, DbError> {
    let draft: Option<Draft> = reads
        .optional(
            "SELECT d.id, d.unit, u.path, d.person, d.activity, d.typed, d.saved_at, d.version FROM activity_draft d \
             JOIN facts_unit u ON u.id = d.unit WHERE d.id = $1",
            params![id],
        )
        .await?;
    let Some(draft) = draft else { return Ok(None) };
    let holders = people::facts::holders(reads, draft.unit, today).await?;
    Ok(Some(held(draft, &holders)))
}

/// The draft in the hands of whoever took over from its writer.
fn held(draft: Draft, holders: &Holders) -> Draft {
    Draft { person: holders.of(draft.person, draft.saved_at.date()), ..draft }
}

/// A person's half-filled forms at a place, also those that were handed over, latest first.
pub(crate) async fn of_person(
    reads: &impl Reads,
    unit: UnitId,
    person: PersonId,
    today: CivilDate,
) -> Result<Vec<Draft>, DbError> {
    let all: Vec<Draft> = reads
        .all(
            "SELECT d.id, d.unit, u.path, d.person, d.activity, d.typed, d.saved_at, d.version FROM activity_draft d \
             JOIN facts_unit u ON u.id = d.unit WHERE d.unit = $1 ORDER BY d.saved_at DESC, d.id",
            params![unit],
        )
        .await?;
    let holders = people::facts::holders(reads, unit, today).await?;
    Ok(all.into_iter().map(|draft| held(draft, &holders)).filter(|draft| draft.person == person).collect())
}

/// Keeps what was typed: anew, or over what the same draft held.
pub(crate) async fn save(tx: &mut Tx, permit: &Permit<SaveDraft>, draft: &Draft) -> Result<(), DbError> {
    let now = tx.now();
    if permit.version() > 0 {
        return tx
            .run_one(
                "UPDATE activity_draft SET typed = $3, saved_at = $4, person = $5, version = version + 1 \
                 WHERE id = $1 AND version = $2",
                params![draft.id, permit.version(), draft.typed.as_str(), now, draft.person],
            )
            .await;
    }
    // The page names its draft: two of its saves at once may both find none.
    tx.run_one(
        "INSERT INTO activity_draft (id, unit, person, activity, typed, saved_at, version) VALUES ($1, $2, $3, $4, $5, $6, 1) \
         ON CONFLICT (id) DO NOTHING",
        params![draft.id, draft.unit, draft.person, draft.activity, draft.typed.as_str(), now],
    )
    .await
}

/// Throws a half-filled form away.
pub(crate) async fn discard(tx: &mut Tx, permit: &Permit<DiscardDraft>, id: DraftId) -> Result<(), DbError> {
    tx.run_one("DELETE FROM activity_draft WHERE id = $1 AND version = $2", params![id, permit.version()])
        .await
}

/// Takes away the draft that has become an activity, if it is still there and the actor's own.
pub(crate) async fn finish(tx: &mut Tx, actor: &Actor, id: DraftId) -> Result<(), DbError> {
    let draft = find(&*tx, id, tx.now().date()).await?;
    if draft.is_some_and(|draft| draft.is_seen_by(actor)) {
        tx.run("DELETE FROM activity_draft WHERE id = $1", params![id]).await?;
    }
    Ok(())
}
