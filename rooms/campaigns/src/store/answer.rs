use clock::CivilDate;
use db::{DbError, Reads, Tx, params};
use people::Permit;

use super::create::insert_due;
use super::edit::{campaign_of, hold, move_phase_end};
use crate::plan::{Effect, NewDue};
use crate::policy::Answer;
use crate::{DueKind, PhaseId, QuestionId};

/// Keeps an answer and does what it asks for; what an earlier answer had done is undone first.
pub(crate) async fn keep(
    tx: &mut Tx,
    permit: &Permit<Answer>,
    id: QuestionId,
    version: i64,
    words: &str,
    effect: &Effect,
) -> Result<(), DbError> {
    hold(tx, permit).await?;
    note(tx, permit, (id, version), words).await?;
    // What went into a report that goes stands on its own again.
    tx.run(
        "UPDATE due SET dropped = FALSE, merged_into = NULL, version = version + 1 \
         WHERE merged_into IN (SELECT kept.id FROM due kept WHERE kept.question = $1)",
        params![id],
    )
    .await?;
    tx.run("DELETE FROM due WHERE question = $1", params![id]).await?;
    match effect {
        Effect::None => Ok(()),
        Effect::Owe(dues) => owe(tx, permit, id, dues).await,
        Effect::OweInsteadOfPhaseEnds(dues) => {
            drop_phase_ends(tx, permit, true).await?;
            owe(tx, permit, id, dues).await
        }
        Effect::PhaseEnds => drop_phase_ends(tx, permit, false).await,
        Effect::Issued(day) => {
            let issue = "UPDATE campaign SET issued_on = $2 WHERE id = $1";
            tx.run_one(issue, params![permit.target(), *day]).await
        }
        Effect::Year { ordinal, year } => set_year(tx, permit, *ordinal, *year).await,
        Effect::RuleDue { start, on } => {
            let start = i64::try_from(*start).unwrap_or(i64::MAX);
            tx.run(
                "UPDATE due SET due_on = $3, moved_from = NULL, off_holidays = NULL, version = version + 1 \
                 WHERE campaign = $1 AND source_start = $2 AND kind IN ($4, $5)",
                params![permit.target(), start, *on, DueKind::Once, DueKind::UnitPlan],
            )
            .await?;
            Ok(())
        }
    }
}

/// Writes an answer down, and nothing of what it asks for.
pub(super) async fn note(
    tx: &mut Tx,
    permit: &Permit<Answer>,
    (id, version): (QuestionId, i64),
    words: &str,
) -> Result<(), DbError> {
    let now = tx.now();
    tx.run_one(
        "UPDATE question SET answer = $4, answered_at = $5, version = version + 1 \
         WHERE id = $1 AND version = $2 AND campaign = $3",
        params![id, version, permit.target(), words, now],
    )
    .await
}

async fn owe(
    tx: &mut Tx,
    permit: &Permit<Answer>,
    question: QuestionId,
    dues: &[NewDue],
) -> Result<(), DbError> {
    for due in dues {
        let phase = phase_of(tx, permit, due.phase).await?;
        let campaign = campaign_of(permit)?;
        insert_due(tx, campaign, phase, Some(question), due).await?;
    }
    Ok(())
}

async fn phase_of(
    tx: &Tx,
    permit: &Permit<Answer>,
    ordinal: Option<i64>,
) -> Result<Option<PhaseId>, DbError> {
    let Some(ordinal) = ordinal else { return Ok(None) };
    tx.value(
        "SELECT id AS value FROM phase WHERE campaign = $1 AND ordinal = $2",
        params![permit.target(), ordinal],
    )
    .await
}

async fn drop_phase_ends(tx: &mut Tx, permit: &Permit<Answer>, dropped: bool) -> Result<(), DbError> {
    tx.run(
        "UPDATE due SET dropped = $3, version = version + 1 \
         WHERE campaign = $1 AND kind = $2 AND dropped <> $3 AND merged_into IS NULL",
        params![permit.target(), DueKind::PhaseEnd, dropped],
    )
    .await?;
    Ok(())
}

db::record! {
    struct Dates {
        id: PhaseId,
        starts_on: Option<CivilDate>,
        ends_on: Option<CivilDate>,
    }
}

/// Moves a phase into another year, its start with its end.
async fn set_year(tx: &mut Tx, permit: &Permit<Answer>, ordinal: i64, year: i16) -> Result<(), DbError> {
    let dates: Option<Dates> = tx
        .optional(
            "SELECT id, starts_on, ends_on FROM phase WHERE campaign = $1 AND ordinal = $2",
            params![permit.target(), ordinal],
        )
        .await?;
    let Some(Dates { id, starts_on, ends_on: Some(end) }) = dates else { return Ok(()) };
    let moved = |day: CivilDate| {
        let there = CivilDate::new(day.year() + (year - end.year()), day.month(), day.day());
        there.unwrap_or_else(|_| day.plus_days(365 * i32::from(year - end.year())))
    };
    tx.run_one(
        "UPDATE phase SET starts_on = $2, ends_on = $3, inferred = FALSE, version = version + 1 WHERE id = $1",
        params![id, starts_on.map(moved), moved(end)],
    )
    .await?;
    move_phase_end(tx, campaign_of(permit)?, id, Some(end), Some(moved(end))).await
}
