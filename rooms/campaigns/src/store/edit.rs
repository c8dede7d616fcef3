use clock::CivilDate;
use db::{DbError, Reads, Tx, params};
use people::{Permit, Verb};

use crate::campaign::Head;
use crate::plan::{PhaseEndDay, moved_phase_end};
use crate::policy::{
    AddAnnex, AddDue, AddIndicator, AddPhase, AddTask, EditAnnex, EditDue, EditHead, EditIndicator,
    EditPhase, EditTask,
};
use crate::target::Rate;
use crate::task::{AnnexId, SloganKind, TaskId};
use crate::workday::OffHolidays;
use crate::{CampaignId, DueId, DueKind, Filter, IndicatorId, PhaseId};

/// The campaign's own fields as the officer wants them.
#[derive(Clone, Debug)]
pub(crate) struct HeadEdit {
    pub(crate) name: String,
    pub(crate) document_number: Option<String>,
    pub(crate) superior_basis: String,
    pub(crate) report_to: String,
    pub(crate) upward_due_on: Option<CivilDate>,
    /// None: as it is.
    pub(crate) issued_on: Option<CivilDate>,
}

/// A phase as the officer wants it.
#[derive(Clone, Debug)]
pub(crate) struct PhaseEdit {
    pub(crate) name: String,
    pub(crate) starts_on: Option<CivilDate>,
    pub(crate) ends_on: Option<CivilDate>,
}

/// An indicator as the officer wants it.
#[derive(Clone, Debug)]
pub(crate) struct IndicatorEdit {
    pub(crate) phase: Option<PhaseId>,
    pub(crate) filter: Filter,
    pub(crate) target: Option<Rate>,
}

/// A due report as the officer wants it.
#[derive(Clone, Debug)]
pub(crate) struct DueEdit {
    pub(crate) title: String,
    pub(crate) due_on: Option<CivilDate>,
    pub(crate) due_time: Option<String>,
    pub(crate) with_pictures: bool,
    /// The printed day, when the officer lets it move off holidays.
    pub(crate) moved_from: Option<CivilDate>,
    pub(crate) off_holidays: Option<OffHolidays>,
}

/// Holds the campaign in the state that the permit judged until the transaction ends.
pub(super) async fn hold<V: Verb<On = Head>>(tx: &mut Tx, permit: &Permit<V>) -> Result<(), DbError> {
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
         issued_on = COALESCE($8, issued_on), plan_version = plan_version + 1, version = version + 1 WHERE id = $1 AND version = $2 AND state = 'draft'",
        params![
            permit.target(),
            version,
            &edit.name,
            edit.document_number.as_deref(),
            &edit.superior_basis,
            &edit.report_to,
            edit.upward_due_on,
            edit.issued_on
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
    move_phase_end(tx, campaign_of(permit)?, id, old_end, edit.ends_on).await
}

/// The campaign that a permit is for.
pub(super) fn campaign_of<V: Verb>(permit: &Permit<V>) -> Result<CampaignId, DbError> {
    CampaignId::parse(permit.target()).map_err(|_| DbError::Missing)
}

db::record! {
    /// A report at a phase's end, with where its rule stands in the notice.
    struct EndDue {
        id: DueId,
        due_on: CivilDate,
        moved_from: Option<CivilDate>,
        off_holidays: Option<OffHolidays>,
        source_start: Option<i64>,
    }
}

/// Moves the reports at a phase's end along with it, but those on a day of the officer's own.
pub(super) async fn move_phase_end(
    tx: &mut Tx,
    campaign: CampaignId,
    phase: PhaseId,
    from: Option<CivilDate>,
    to: Option<CivilDate>,
) -> Result<(), DbError> {
    let (Some(from), Some(to)) = (from, to) else { return Ok(()) };
    let rules = super::notice::report_rules(tx, campaign).await?;
    let workdays = super::days_off::workdays(tx).await?;
    let at_end = "SELECT id, due_on, moved_from, off_holidays, source_start FROM due \
                  WHERE phase = $1 AND kind = $2 AND due_on IS NOT NULL";
    let dues: Vec<EndDue> = tx.all(at_end, params![phase, DueKind::PhaseEnd]).await?;
    for due in dues {
        let start = due.source_start.and_then(|start| usize::try_from(start).ok());
        let rule = rules.iter().find(|rule| Some(rule.source.start) == start);
        let EndDue { due_on, moved_from, off_holidays, .. } = due;
        let day = PhaseEndDay { due_on, moved_from, off_holidays };
        if let Some(day) = moved_phase_end(rule, day, (from, to), &workdays) {
            let moves = "UPDATE due SET due_on = $2, moved_from = $3, version = version + 1 WHERE id = $1";
            tx.run_one(moves, params![due.id, day.due_on, day.moved_from]).await?;
        }
    }
    Ok(())
}

pub(crate) async fn add_indicator(
    tx: &mut Tx,
    permit: &Permit<AddIndicator>,
    phase: Option<PhaseId>,
    (measure, filter): (&str, &Filter),
    target: Option<i64>,
) -> Result<IndicatorId, DbError> {
    hold(tx, permit).await?;
    let id: IndicatorId = tx.id();
    tx.run_one(
        "INSERT INTO indicator (id, campaign, phase, measure, filter, target, dropped, version) \
         VALUES ($1, $2, $3, $4, $5, $6, FALSE, 1)",
        params![id, permit.target(), phase, measure, filter, target],
    )
    .await?;
    Ok(id)
}

pub(crate) async fn indicator(
    tx: &mut Tx,
    permit: &Permit<EditIndicator>,
    id: IndicatorId,
    version: i64,
    edit: &IndicatorEdit,
) -> Result<(), DbError> {
    hold(tx, permit).await?;
    tx.run_one(
        "UPDATE indicator SET filter = $4, target = $5, hundredths = $6, phase = $7, version = version + 1 \
         WHERE id = $1 AND version = $2 AND campaign = $3",
        params![
            id,
            version,
            permit.target(),
            &edit.filter,
            edit.target.map(Rate::whole),
            edit.target.map_or(0, Rate::hundredths),
            edit.phase
        ],
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
    kind: DueKind,
) -> Result<DueId, DbError> {
    hold(tx, permit).await?;
    let id: DueId = tx.id();
    tx.run_one(
        "INSERT INTO due (id, campaign, phase, kind, title, due_on, due_time, with_pictures, moved_from, off_holidays, \
         dropped, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, FALSE, 1)",
        params![
            id,
            permit.target(),
            phase,
            kind,
            &edit.title,
            edit.due_on,
            edit.due_time.as_deref(),
            edit.with_pictures,
            edit.moved_from,
            edit.off_holidays
        ],
    )
    .await?;
    Ok(id)
}

pub(crate) async fn due(
    tx: &mut Tx,
    permit: &Permit<EditDue>,
    (id, version): (DueId, i64),
    (phase, kind): (Option<PhaseId>, DueKind),
    edit: &DueEdit,
) -> Result<(), DbError> {
    hold(tx, permit).await?;
    tx.run_one(
        "UPDATE due SET title = $4, due_on = $5, due_time = $6, with_pictures = $7, moved_from = $8, phase = $9, \
         kind = $10, off_holidays = $11, version = version + 1 WHERE id = $1 AND version = $2 AND campaign = $3",
        params![
            id,
            version,
            permit.target(),
            &edit.title,
            edit.due_on,
            edit.due_time.as_deref(),
            edit.with_pictures,
            edit.moved_from,
            phase,
            kind,
            edit.off_holidays
        ],
    )
    .await
}

/// Changes a task.
pub(crate) async fn task(
    tx: &mut Tx,
    permit: &Permit<EditTask>,
    id: TaskId,
    version: i64,
    phase: Option<PhaseId>,
    text: &str,
) -> Result<(), DbError> {
    hold(tx, permit).await?;
    tx.run_one(
        "UPDATE task SET phase = $4, text = $5, version = version + 1 WHERE id = $1 AND version = $2 AND campaign = $3",
        params![id, version, permit.target(), phase, text],
    )
    .await
}

pub(crate) async fn add_annex(
    tx: &mut Tx,
    permit: &Permit<AddAnnex>,
    kind: SloganKind,
    text: &str,
) -> Result<AnnexId, DbError> {
    hold(tx, permit).await?;
    let id: AnnexId = tx.id();
    tx.run_one(
        "INSERT INTO slogan (id, campaign, kind, text, dropped, version) VALUES ($1, $2, $3, $4, FALSE, 1)",
        params![id, permit.target(), kind, text],
    )
    .await?;
    Ok(id)
}

/// Changes a slogan or an attachment.
pub(crate) async fn annex(
    tx: &mut Tx,
    permit: &Permit<EditAnnex>,
    id: AnnexId,
    version: i64,
    (kind, text): (SloganKind, &str),
) -> Result<(), DbError> {
    hold(tx, permit).await?;
    tx.run_one(
        "UPDATE slogan SET kind = $4, text = $5, version = version + 1 WHERE id = $1 AND version = $2 AND campaign = $3",
        params![id, version, permit.target(), kind, text],
    )
    .await
}
