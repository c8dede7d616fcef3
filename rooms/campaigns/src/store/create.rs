use std::collections::HashMap;

use db::{DbError, Reads, Tx, params};
use gongwen::read::Excerpt;
use people::{NodePath, Permit};

use super::days_off;
use crate::plan::{Draft, NewDue, NewIndicator};
use crate::policy::Begin;
use crate::reading::Reading;
use crate::task::SloganKind;
use crate::{CampaignId, CampaignState, PhaseId, QuestionId};

/// Where a row was read, as it is stored.
type Source = (Option<i64>, Option<i64>, Option<String>);

fn source(excerpt: Option<&Excerpt>) -> Source {
    let offset = |value: usize| i64::try_from(value).ok();
    match excerpt {
        Some(excerpt) => (offset(excerpt.start), offset(excerpt.end), Some(excerpt.text.clone())),
        None => (None, None, None),
    }
}

/// Keeps a notice and the draft that it suggests.
pub(crate) async fn create(
    tx: &mut Tx,
    permit: &Permit<Begin>,
    file_name: &str,
    text: &str,
    reading: &Reading,
) -> Result<CampaignId, DbError> {
    let (classes, workdays) = (classes(tx, permit.place()).await?, days_off::workdays(tx).await?);
    let draft = Draft::of(reading, &classes, &workdays);
    let id = head(tx, permit, &draft, reading).await?;
    let json = serde_json::to_string(reading).unwrap_or_default();
    tx.run_one(
        "INSERT INTO notice (campaign, file_name, text, reading) VALUES ($1, $2, $3, $4)",
        params![id, file_name, text, json],
    )
    .await?;
    fill(tx, id, &draft, reading).await?;
    Ok(id)
}

/// Writes the rows of a plan that has none.
pub(super) async fn fill(
    tx: &mut Tx,
    id: CampaignId,
    draft: &Draft,
    reading: &Reading,
) -> Result<(), DbError> {
    let phases = phases(tx, id, draft).await?;
    let phase = |ordinal: Option<i64>| ordinal.and_then(|ordinal| phases.get(&ordinal).copied());
    for one in &draft.indicators {
        indicator(tx, id, phase(one.phase), one).await?;
    }
    for task in &draft.tasks {
        let (row, (start, end, words)) = (tx.id::<()>(), source(task.source.as_ref()));
        tx.run_one(
            "INSERT INTO task (id, campaign, phase, text, dropped, source_start, source_end, source_text, version) \
             VALUES ($1, $2, $3, $4, FALSE, $5, $6, $7, 1)",
            params![row, id, phase(task.phase), &task.text, start, end, words],
        )
        .await?;
    }
    for due in &draft.dues {
        insert_due(tx, id, phase(due.phase), None, due).await?;
    }
    questions(tx, id, draft).await?;
    annexes(tx, id, reading, |_| false).await
}

/// The classes of the units below a node.
pub(super) async fn classes(reads: &impl Reads, place: &NodePath) -> Result<Vec<String>, DbError> {
    let below = people::facts::living_units_below(reads, place).await?;
    let mut classes: Vec<String> =
        below.into_iter().map(|unit| unit.class).filter(|class| !class.is_empty()).collect();
    classes.dedup();
    Ok(classes)
}

/// Writes an indicator with what its classes are to reach.
async fn indicator(
    tx: &mut Tx,
    campaign: CampaignId,
    phase: Option<PhaseId>,
    indicator: &NewIndicator,
) -> Result<(), DbError> {
    let (row, (start, end, words)) = (tx.id::<()>(), source(indicator.source.as_ref()));
    let (measure, basis, target) = (&indicator.measure, indicator.basis, indicator.target);
    tx.run_one(
        "INSERT INTO indicator (id, campaign, phase, measure, basis, target, dropped, source_start, \
         source_end, source_text, version) VALUES ($1, $2, $3, $4, $5, $6, FALSE, $7, $8, $9, 1)",
        params![row, campaign, phase, measure, basis, target, start, end, words],
    )
    .await?;
    for one in &indicator.classes {
        let own = Some(one.basis).filter(|own| *own != basis);
        tx.run_one(
            "INSERT INTO class_target (indicator, class, target, hundredths, basis, reason) VALUES ($1, $2, $3, 0, $4, '')",
            params![row, &one.class, one.target, own],
        )
        .await?;
    }
    Ok(())
}

async fn head(
    tx: &mut Tx,
    permit: &Permit<Begin>,
    draft: &Draft,
    reading: &Reading,
) -> Result<CampaignId, DbError> {
    let (id, now): (CampaignId, _) = (tx.id(), tx.now());
    tx.run_one(
        "INSERT INTO campaign (id, bureau, place, state, name, title, document_number, issuer, issued_on, purpose, \
         superior_basis, report_to, created_at, created_by, plan_version, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $13, '', $11, $12, 1, 1)",
        params![
            id,
            permit.target(),
            permit.place(),
            CampaignState::Draft,
            &draft.name,
            reading.title.as_deref(),
            reading.document_number.as_deref(),
            reading.issuer.as_deref(),
            reading.issued_on,
            reading.purpose.as_deref(),
            now,
            permit.actor().person,
            reading.superior_basis.as_deref().unwrap_or_default()
        ],
    )
    .await?;
    Ok(id)
}

async fn phases(tx: &mut Tx, id: CampaignId, draft: &Draft) -> Result<HashMap<i64, PhaseId>, DbError> {
    let mut ids = HashMap::new();
    for phase in &draft.phases {
        let (row, (start, end, words)): (PhaseId, _) = (tx.id(), source(phase.source.as_ref()));
        tx.run_one(
            "INSERT INTO phase (id, campaign, ordinal, name, starts_on, ends_on, inferred, source_start, source_end, \
             source_text, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)",
            params![
                row,
                id,
                phase.ordinal,
                &phase.name,
                phase.starts_on,
                phase.ends_on,
                phase.inferred,
                start,
                end,
                words
            ],
        )
        .await?;
        ids.insert(phase.ordinal, row);
    }
    Ok(ids)
}

/// Writes one report that falls due; `question` is the one whose answer asks for it.
pub(super) async fn insert_due(
    tx: &mut Tx,
    campaign: CampaignId,
    phase: Option<PhaseId>,
    question: Option<QuestionId>,
    due: &NewDue,
) -> Result<(), DbError> {
    let due_time = match (&due.due_time, due.due_on) {
        (None, Some(_)) => default_time(tx).await?,
        (named, _) => named.clone(),
    };
    let (row, (start, end, words)) = (tx.id::<()>(), source(due.source.as_ref()));
    tx.run_one(
        "INSERT INTO due (id, campaign, phase, question, kind, title, due_on, moved_from, off_holidays, due_time, with_pictures, \
         dropped, source_start, source_end, source_text, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, FALSE, $12, $13, $14, 1)",
        params![
            row,
            campaign,
            phase,
            question,
            due.kind,
            &due.title,
            due.due_on,
            due.moved_from,
            due.off_holidays,
            due_time.as_deref(),
            due.with_pictures,
            start,
            end,
            words
        ],
    )
    .await
}

/// When a due date ends whose notice names no hour, as the site decided; `None`: with the day.
async fn default_time(tx: &Tx) -> Result<Option<String>, DbError> {
    let site = people::facts::site(tx).await?;
    Ok(Some(site.due_time).filter(|time| time != "24:00"))
}

async fn questions(tx: &mut Tx, id: CampaignId, draft: &Draft) -> Result<(), DbError> {
    for question in &draft.questions {
        let row = tx.id::<()>();
        let choices = serde_json::to_string(&question.choices).unwrap_or_default();
        tx.run_one(
            "INSERT INTO question (id, campaign, about, text, choices, version) VALUES ($1, $2, $3, $4, $5, 1)",
            params![row, id, &question.about, &question.text, choices],
        )
        .await?;
    }
    Ok(())
}

/// Writes the slogans, attachments and subjects of a notice, but those whose printed words are in the plan already.
pub(super) async fn annexes(
    tx: &mut Tx,
    id: CampaignId,
    reading: &Reading,
    is_there: impl Fn(&str) -> bool,
) -> Result<(), DbError> {
    let attachments =
        reading.attachments.iter().map(|paper| (SloganKind::Attachment, &paper.title, &paper.source));
    let slogans = reading.slogans.iter().zip(&reading.slogan_sources);
    let slogans = slogans.map(|(text, source)| (SloganKind::Slogan, text, source));
    let subjects = reading.subjects.iter().zip(&reading.subject_sources);
    let subjects = subjects.map(|(text, source)| (SloganKind::Subject, text, source));
    let all = attachments.chain(slogans).chain(subjects);
    for (kind, text, excerpt) in all.filter(|(.., excerpt)| !is_there(&excerpt.text)) {
        let (row, (start, end, words)) = (tx.id::<()>(), source(Some(excerpt)));
        tx.run_one(
            "INSERT INTO slogan (id, campaign, kind, text, source_start, source_end, source_text, version) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, 1)",
            params![row, id, kind, text, start, end, words],
        )
        .await?;
    }
    Ok(())
}
