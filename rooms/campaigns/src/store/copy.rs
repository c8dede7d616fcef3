use std::collections::HashMap;

use clock::CivilDate;
use db::{DbError, Tx, params};
use people::Permit;

use super::plan::{DueRow, Plan};
use super::targets;
use crate::plan::{answer_in_next_year, in_next_year, is_weekly, next_year, next_year_weekday};
use crate::policy::Copy;
use crate::task::AnnexId;
use crate::workday::Workdays;
use crate::{CampaignId, DueId, DueKind, IndicatorId, PhaseId, QuestionId, TaskId};

/// What the rows of a plan are copied for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Copying {
    /// The draft of the next edition: each copy knows its origin.
    Amendment,
    /// The same campaign a year later: days and printed years move.
    NextYear,
}

impl Copying {
    fn day(self, day: Option<CivilDate>) -> Option<CivilDate> {
        match self {
            Self::Amendment => day,
            Self::NextYear => day.map(next_year),
        }
    }

    fn words(self, text: &str) -> String {
        match self {
            Self::Amendment => text.to_owned(),
            Self::NextYear => in_next_year(text),
        }
    }

    fn knows_origin(self) -> bool {
        self == Self::Amendment
    }
}

/// Copies every row that stands in a plan to the draft of its amendment.
pub(super) async fn to_amendment(tx: &mut Tx, plan: &Plan, to: CampaignId) -> Result<(), DbError> {
    rows(tx, plan, to, Copying::Amendment, &HashMap::new()).await
}

/// Begins the same campaign for the next year, with the units that are still in this one.
pub(crate) async fn to_next_year(
    tx: &mut Tx,
    permit: &Permit<Copy>,
    plan: &Plan,
) -> Result<CampaignId, DbError> {
    let (id, now, campaign): (CampaignId, _, _) = (tx.id(), tx.now(), &plan.campaign);
    tx.run_one(
        "INSERT INTO campaign (id, bureau, place, state, name, title, issuer, issued_on, purpose, superior_basis, \
         report_to, upward_due_on, created_at, created_by, copied_from, plan_version, version) \
         SELECT $1, bureau, place, 'draft', $3, title, issuer, $4, purpose, '', report_to, $5, $6, $7, id, \
         1, 1 FROM campaign WHERE id = $2",
        params![
            id,
            campaign.id,
            in_next_year(&campaign.name),
            campaign.issued_on.map(next_year),
            campaign.upward_due_on.map(next_year),
            now,
            permit.actor().person
        ],
    )
    .await?;
    tx.run_one(
        "INSERT INTO notice (campaign, file_name, text, reading, inherited) \
         SELECT $1, file_name, text, reading, TRUE FROM notice WHERE campaign = $2",
        params![id, campaign.id],
    )
    .await?;
    let questions = questions(tx, plan, id).await?;
    rows(tx, plan, id, Copying::NextYear, &questions).await?;
    tx.run(
        "INSERT INTO enrolment (campaign, unit, version) SELECT $1, unit, 1 FROM enrolment \
         WHERE campaign = $2 AND left_on IS NULL \
         AND unit NOT IN (SELECT id FROM facts_unit WHERE merged_on IS NOT NULL)",
        params![id, campaign.id],
    )
    .await?;
    Ok(id)
}

async fn questions(
    tx: &mut Tx,
    plan: &Plan,
    to: CampaignId,
) -> Result<HashMap<QuestionId, QuestionId>, DbError> {
    let mut copies = HashMap::new();
    // Which plan of its notice it is made of was decided in the year before.
    for row in plan.questions.iter().filter(|row| row.about != "plans") {
        let id: QuestionId = tx.id();
        let answer = row.answer.as_deref().map(answer_in_next_year);
        let choices: Vec<String> = serde_json::from_str(&row.choices).unwrap_or_default();
        let choices: Vec<String> = choices.iter().map(|choice| answer_in_next_year(choice)).collect();
        tx.run_one(
            "INSERT INTO question (id, campaign, about, text, choices, answer, answered_at, version) \
             SELECT $1, $2, about, $5, $6, $3, answered_at, 1 FROM question WHERE id = $4",
            params![id, to, answer, row.id, in_next_year(&row.text), serde_json::json!(choices).to_string()],
        )
        .await?;
        copies.insert(row.id, id);
    }
    Ok(copies)
}

/// What was corrected stays known as such: another notice under a copy takes the place of what was only read.
async fn annexes(tx: &mut Tx, plan: &Plan, to: CampaignId, copying: Copying) -> Result<(), DbError> {
    for row in plan.annexes() {
        let id: AnnexId = tx.id();
        tx.run_one(
            "INSERT INTO slogan (id, campaign, kind, text, dropped, origin, source_start, source_end, source_text, version) \
             SELECT $1, $2, kind, text, FALSE, CASE WHEN $4 THEN id END, source_start, source_end, source_text, \
             CASE WHEN $4 OR version = 1 THEN 1 ELSE 2 END FROM slogan WHERE id = $3",
            params![id, to, row.id, copying.knows_origin()],
        )
        .await?;
    }
    Ok(())
}

/// The copies of phases, by the rows that they were made of.
type Phases = HashMap<PhaseId, PhaseId>;

async fn rows(
    tx: &mut Tx,
    plan: &Plan,
    to: CampaignId,
    copying: Copying,
    questions: &HashMap<QuestionId, QuestionId>,
) -> Result<(), DbError> {
    let phases = phases(tx, plan, to, copying).await?;
    indicators(tx, plan, (to, &phases), copying).await?;
    tasks(tx, plan, (to, &phases), copying).await?;
    annexes(tx, plan, to, copying).await?;
    dues(tx, plan, (to, &phases), copying, questions).await
}

fn copied(phases: &Phases, old: Option<PhaseId>) -> Option<PhaseId> {
    old.and_then(|old| phases.get(&old).copied())
}

/// What went into another row goes along, as its 文件依据 does.
async fn indicators(
    tx: &mut Tx,
    plan: &Plan,
    (to, phases): (CampaignId, &Phases),
    copying: Copying,
) -> Result<(), DbError> {
    let mut copies: HashMap<IndicatorId, IndicatorId> = HashMap::new();
    for row in plan.indicators.iter().filter(|row| !row.dropped || row.merged_into.is_some()) {
        let id: IndicatorId = tx.id();
        tx.run_one(
            "INSERT INTO indicator (id, campaign, phase, measure, measure_version, filter, basis, target, hundredths, \
             dropped, origin, source_start, source_end, source_text, version) SELECT $1, $2, $3, measure, \
             CASE WHEN $5 THEN measure_version END, filter, basis, target, hundredths, dropped, CASE WHEN $5 THEN id END, source_start, \
             source_end, source_text, 1 FROM indicator WHERE id = $4",
            params![id, to, copied(phases, row.phase), row.id, copying.knows_origin()],
        )
        .await?;
        targets::copy(tx, row.id, id).await?;
        copies.insert(row.id, id);
    }
    for row in &plan.indicators {
        if let Some(into) = row.merged_into.and_then(|into| copies.get(&into)) {
            let merge = "UPDATE indicator SET merged_into = $2 WHERE id = $1";
            tx.run(merge, params![copies.get(&row.id).copied(), *into]).await?;
        }
    }
    Ok(())
}

async fn tasks(
    tx: &mut Tx,
    plan: &Plan,
    (to, phases): (CampaignId, &Phases),
    copying: Copying,
) -> Result<(), DbError> {
    let mut copies: HashMap<TaskId, TaskId> = HashMap::new();
    for row in plan.tasks.iter().filter(|row| !row.dropped || row.merged_into.is_some()) {
        let id: TaskId = tx.id();
        let text = copying.words(&row.text);
        tx.run_one(
            "INSERT INTO task (id, campaign, phase, text, dropped, origin, source_start, source_end, source_text, \
             version) SELECT $1, $2, $3, $6, dropped, CASE WHEN $5 THEN id END, source_start, source_end, \
             source_text, 1 FROM task WHERE id = $4",
            params![id, to, copied(phases, row.phase), row.id, copying.knows_origin(), text],
        )
        .await?;
        copies.insert(row.id, id);
    }
    for row in &plan.tasks {
        if let Some(into) = row.merged_into.and_then(|into| copies.get(&into)) {
            let merge = "UPDATE task SET merged_into = $2 WHERE id = $1";
            tx.run(merge, params![copies.get(&row.id).copied(), *into]).await?;
        }
    }
    Ok(())
}

async fn dues(
    tx: &mut Tx,
    plan: &Plan,
    (to, phases): (CampaignId, &Phases),
    copying: Copying,
    questions: &HashMap<QuestionId, QuestionId>,
) -> Result<(), DbError> {
    let turns = periodic(plan);
    let mut copies: HashMap<DueId, DueId> = HashMap::new();
    for row in plan.dues.iter().filter(|row| !row.dropped || row.merged_into.is_some()) {
        let (id, Turned { title, due_on, moved_from }): (DueId, _) =
            (tx.id(), turned(row, copying, (&turns, &plan.workdays)));
        tx.run_one(
            "INSERT INTO due (id, campaign, phase, question, kind, title, due_on, due_time, with_pictures, moved_from, \
             off_holidays, dropped, origin, sent_at, source_start, source_end, source_text, version) SELECT $1, $2, $3, $8, kind, $6, $7, \
             due_time, with_pictures, $9, off_holidays, dropped, CASE WHEN $5 THEN id END, CASE WHEN $5 THEN sent_at END, source_start, source_end, source_text, \
             CASE WHEN $5 OR version = 1 THEN 1 ELSE 2 END FROM due WHERE id = $4",
            params![
                id,
                to,
                copied(phases, row.phase),
                row.id,
                copying.knows_origin(),
                title,
                due_on,
                row.question.and_then(|old| questions.get(&old).copied()),
                moved_from
            ],
        )
        .await?;
        copies.insert(row.id, id);
    }
    for row in &plan.dues {
        if let Some(into) = row.merged_into.and_then(|into| copies.get(&into)) {
            let merge = "UPDATE due SET merged_into = $2 WHERE id = $1";
            tx.run(merge, params![copies.get(&row.id).copied(), *into]).await?;
        }
    }
    Ok(())
}

/// What of a due date its copy has.
struct Turned {
    title: String,
    due_on: Option<CivilDate>,
    moved_from: Option<CivilDate>,
}

/// The day of a due date before holidays moved it.
fn printed(row: &DueRow) -> Option<CivilDate> {
    row.moved_from.or(row.due_on)
}

fn periodic(plan: &Plan) -> Vec<(&str, CivilDate)> {
    let rows = plan.dues.iter().filter(|row| !row.dropped && row.kind == DueKind::Periodic);
    rows.filter_map(|row| Some((row.title.as_str(), printed(row)?))).collect()
}

/// A turn of a weekly series keeps its weekday, in its title too; everything else its day of the year.
fn turned(row: &DueRow, copying: Copying, (turns, workdays): (&[(&str, CivilDate)], &Workdays)) -> Turned {
    let is_turn = |day: &CivilDate| {
        copying == Copying::NextYear && row.kind == DueKind::Periodic && is_weekly((&row.title, *day), turns)
    };
    let weekly = printed(row).filter(is_turn);
    let day =
        |day: Option<CivilDate>| if weekly.is_some() { day.map(next_year_weekday) } else { copying.day(day) };
    let day = match copying {
        Copying::Amendment => row.due_on.map(|day| (day, row.moved_from)),
        Copying::NextYear => day(printed(row)).map(|day| workdays.moved(day, row.off_holidays)),
    };
    let title = weekly.map_or_else(
        || copying.words(&row.title),
        |old| {
            copying.words(&row.title).replace(&old.chinese_short(), &next_year_weekday(old).chinese_short())
        },
    );
    Turned { title, due_on: day.map(|(due_on, _)| due_on), moved_from: day.and_then(|(_, from)| from) }
}

async fn phases(tx: &mut Tx, plan: &Plan, to: CampaignId, copying: Copying) -> Result<Phases, DbError> {
    let mut copies = HashMap::new();
    for row in &plan.phases {
        let id: PhaseId = tx.id();
        tx.run_one(
            "INSERT INTO phase (id, campaign, ordinal, name, starts_on, ends_on, inferred, origin, source_start, \
             source_end, source_text, version) SELECT $1, $2, ordinal, $5, $6, $7, inferred, \
             CASE WHEN $4 THEN id END, source_start, source_end, source_text, 1 FROM phase WHERE id = $3",
            params![
                id,
                to,
                row.id,
                copying.knows_origin(),
                copying.words(&row.name),
                copying.day(row.starts_on),
                copying.day(row.ends_on)
            ],
        )
        .await?;
        copies.insert(row.id, id);
    }
    Ok(copies)
}
