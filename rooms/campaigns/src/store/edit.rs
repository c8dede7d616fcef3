use clock::CivilDate;
use db::{DbError, Reads, Tx, params};
use people::{Permit, Verb};

use super::create::insert_due;
use crate::campaign::Head;
use crate::plan::{Effect, NewDue};
use crate::policy::{
    AddDue, AddIndicator, AddPhase, AddTask, Answer, Drop, EditDue, EditHead, EditIndicator, EditPhase,
};
use crate::task::TaskId;
use crate::{DueId, DueKind, IndicatorId, PhaseId, QuestionId};

/// The campaign's own fields as the officer wants them.
#[derive(Clone, Debug)]
pub(crate) struct HeadEdit {
    pub(crate) name: String,
    pub(crate) document_number: Option<String>,
    pub(crate) superior_basis: String,
    pub(crate) report_to: String,
    pub(crate) upward_due_on: Option<CivilDate>,
}

/// A phase as the officer wants it.
#[derive(Clone, Debug)]
pub(crate) struct PhaseEdit {
    pub(crate) name: String,
    pub(crate) starts_on: Option<CivilDate>,
    pub(crate) ends_on: Option<CivilDate>,
}

/// A due report as the officer wants it.
#[derive(Clone, Debug)]
pub(crate) struct DueEdit {
    pub(crate) title: String,
    pub(crate) due_on: Option<CivilDate>,
    pub(crate) due_time: Option<String>,
    pub(crate) with_pictures: bool,
}

db::coded! {
    /// The rows of a plan that can be taken out and put back.
    pub(crate) enum ItemKind {
        Indicator = "indicators" / "指标",
        Task = "tasks" / "任务",
        Due = "dues" / "报送要求",
    }
}

/// Holds the campaign in the state that the permit judged until the transaction ends.
async fn hold<V: Verb<On = Head>>(tx: &mut Tx, permit: &Permit<V>) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE campaign SET plan_version = plan_version + 1 WHERE id = $1 AND version = $2",
        params![permit.target(), permit.version()],
    )
    .await
}

pub(crate) async fn head(
    tx: &mut Tx,
    permit: &Permit<EditHead>,
    version: i64,
    edit: &HeadEdit,
) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE campaign SET name = $3, document_number = $4, superior_basis = $5, report_to = $6, upward_due_on = $7, \
         plan_version = plan_version + 1, version = version + 1 WHERE id = $1 AND version = $2 AND state = 'draft'",
        params![
            permit.target(),
            version,
            &edit.name,
            edit.document_number.as_deref(),
            &edit.superior_basis,
            &edit.report_to,
            edit.upward_due_on
        ],
    )
    .await
}

/// Appends a phase after the last one.
pub(crate) async fn add_phase(
    tx: &mut Tx,
    permit: &Permit<AddPhase>,
    edit: &PhaseEdit,
) -> Result<PhaseId, DbError> {
    hold(tx, permit).await?;
    let id: PhaseId = tx.id();
    tx.run_one(
        "INSERT INTO phase (id, campaign, ordinal, name, starts_on, ends_on, inferred, version) \
         SELECT $1, $2, COALESCE(MAX(ordinal), 0) + 1, $3, $4, $5, FALSE, 1 FROM phase WHERE campaign = $2",
        params![id, permit.target(), &edit.name, edit.starts_on, edit.ends_on],
    )
    .await?;
    Ok(id)
}

/// Changes a phase; the report at its end moves along when it was due on the old last day.
pub(crate) async fn phase(
    tx: &mut Tx,
    permit: &Permit<EditPhase>,
    id: PhaseId,
    version: i64,
    edit: &PhaseEdit,
    old_end: Option<CivilDate>,
) -> Result<(), DbError> {
    hold(tx, permit).await?;
    tx.run_one(
        "UPDATE phase SET name = $4, starts_on = $5, ends_on = $6, inferred = FALSE, version = version + 1 \
         WHERE id = $1 AND version = $2 AND campaign = $3",
        params![id, version, permit.target(), &edit.name, edit.starts_on, edit.ends_on],
    )
    .await?;
    move_phase_end(tx, id, old_end, edit.ends_on).await
}

async fn move_phase_end(
    tx: &mut Tx,
    phase: PhaseId,
    from: Option<CivilDate>,
    to: Option<CivilDate>,
) -> Result<(), DbError> {
    let (Some(from), Some(to)) = (from, to) else { return Ok(()) };
    tx.run(
        "UPDATE due SET due_on = $3, version = version + 1 WHERE phase = $1 AND kind = $4 AND due_on = $2",
        params![phase, from, to, DueKind::PhaseEnd],
    )
    .await?;
    Ok(())
}

pub(crate) async fn add_indicator(
    tx: &mut Tx,
    permit: &Permit<AddIndicator>,
    phase: Option<PhaseId>,
    measure: &str,
    target: Option<i64>,
) -> Result<IndicatorId, DbError> {
    hold(tx, permit).await?;
    let id: IndicatorId = tx.id();
    tx.run_one(
        "INSERT INTO indicator (id, campaign, phase, measure, target, dropped, version) \
         VALUES ($1, $2, $3, $4, $5, FALSE, 1)",
        params![id, permit.target(), phase, measure, target],
    )
    .await?;
    Ok(id)
}

pub(crate) async fn indicator(
    tx: &mut Tx,
    permit: &Permit<EditIndicator>,
    id: IndicatorId,
    version: i64,
    target: Option<i64>,
) -> Result<(), DbError> {
    hold(tx, permit).await?;
    tx.run_one(
        "UPDATE indicator SET target = $4, version = version + 1 WHERE id = $1 AND version = $2 AND campaign = $3",
        params![id, version, permit.target(), target],
    )
    .await
}

pub(crate) async fn add_task(
    tx: &mut Tx,
    permit: &Permit<AddTask>,
    phase: Option<PhaseId>,
    text: &str,
) -> Result<TaskId, DbError> {
    hold(tx, permit).await?;
    let id: TaskId = tx.id();
    tx.run_one(
        "INSERT INTO task (id, campaign, phase, text, dropped, version) VALUES ($1, $2, $3, $4, FALSE, 1)",
        params![id, permit.target(), phase, text],
    )
    .await?;
    Ok(id)
}

pub(crate) async fn add_due(
    tx: &mut Tx,
    permit: &Permit<AddDue>,
    phase: Option<PhaseId>,
    edit: &DueEdit,
) -> Result<DueId, DbError> {
    hold(tx, permit).await?;
    let id: DueId = tx.id();
    let kind = if edit.due_on.is_some() { DueKind::Once } else { DueKind::AnyTime };
    tx.run_one(
        "INSERT INTO due (id, campaign, phase, kind, title, due_on, due_time, with_pictures, dropped, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, FALSE, 1)",
        params![
            id,
            permit.target(),
            phase,
            kind,
            &edit.title,
            edit.due_on,
            edit.due_time.as_deref(),
            edit.with_pictures
        ],
    )
    .await?;
    Ok(id)
}

pub(crate) async fn due(
    tx: &mut Tx,
    permit: &Permit<EditDue>,
    id: DueId,
    version: i64,
    edit: &DueEdit,
) -> Result<(), DbError> {
    hold(tx, permit).await?;
    tx.run_one(
        "UPDATE due SET title = $4, due_on = $5, due_time = $6, with_pictures = $7, version = version + 1 \
         WHERE id = $1 AND version = $2 AND campaign = $3",
        params![
            id,
            version,
            permit.target(),
            &edit.title,
            edit.due_on,
            edit.due_time.as_deref(),
            edit.with_pictures
        ],
    )
    .await
}

/// Takes a row out of the plan, or puts it back.
pub(crate) async fn set_dropped(
    tx: &mut Tx,
    permit: &Permit<Drop>,
    kind: ItemKind,
    id: &str,
    version: i64,
    dropped: bool,
) -> Result<(), DbError> {
    hold(tx, permit).await?;
    let update = match kind {
        ItemKind::Indicator => {
            "UPDATE indicator SET dropped = $4, version = version + 1 WHERE id = $1 AND version = $2 AND campaign = $3"
        }
        ItemKind::Task => {
            "UPDATE task SET dropped = $4, version = version + 1 WHERE id = $1 AND version = $2 AND campaign = $3"
        }
        ItemKind::Due => {
            "UPDATE due SET dropped = $4, version = version + 1 WHERE id = $1 AND version = $2 AND campaign = $3"
        }
    };
    tx.run_one(update, params![id, version, permit.target(), dropped]).await
}

/// Keeps an answer and does what it asks for; what an earlier answer had done is undone first.
pub(crate) async fn answer(
    tx: &mut Tx,
    permit: &Permit<Answer>,
    id: QuestionId,
    version: i64,
    words: &str,
    effect: &Effect,
) -> Result<(), DbError> {
    hold(tx, permit).await?;
    let now = tx.now();
    tx.run_one(
        "UPDATE question SET answer = $4, answered_at = $5, version = version + 1 \
         WHERE id = $1 AND version = $2 AND campaign = $3",
        params![id, version, permit.target(), words, now],
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
            tx.run(
                "UPDATE due SET due_on = $3, version = version + 1 \
                 WHERE campaign = $1 AND source_start = $2 AND kind = $4",
                params![permit.target(), *start, *on, DueKind::Once],
            )
            .await?;
            Ok(())
        }
    }
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

fn campaign_of(permit: &Permit<Answer>) -> Result<crate::CampaignId, DbError> {
    crate::CampaignId::parse(permit.target()).map_err(|_| DbError::Missing)
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
        "UPDATE due SET dropped = $3, version = version + 1 WHERE campaign = $1 AND kind = $2 AND dropped <> $3",
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
    move_phase_end(tx, id, Some(end), Some(moved(end))).await
}
