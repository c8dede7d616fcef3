use axum::extract::{Path, State};
use axum::response::Response;
use clock::CivilDate;
use db::{DbError, Tx};
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Invalid, Page, Raw, Reply};

use super::fields::{self, Changed};
use super::plan;
use crate::plan::{Answered, Correction, Effect, Ground, Topic};
use crate::policy::Answer;
use crate::reading::{Catalogue, Given, OpenTarget, Plans, Reading, chosen_plans, read_with};
use crate::store::plan::{IndicatorRow, QuestionRow};
use crate::store::{self, answer, heads, replan};
use crate::{CampaignId, Campaigns, QuestionId, facts};

/// What the officer decides.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = AnswerQuestion)]
pub(crate) struct Input {
    version: Raw,
    /// One of the question's choices, or 指定日期.
    choice: Raw,
    /// The day of 指定日期, `YYYY-MM-DD`.
    on: Raw,
}

/// The choice that stands beside every question about a day.
const OWN_DAY: &str = "指定日期";

impl Input {
    fn parse(&self, question: &QuestionRow) -> Result<Answered, Fault> {
        let mut invalid = Invalid::default();
        let choices: Vec<String> = serde_json::from_str(&question.choices).unwrap_or_default();
        let choice = self.choice.text().to_owned();
        let is_own = choice == OWN_DAY && Topic::of(&question.about).takes_a_day(&choices);
        if !is_own && !choices.contains(&choice) {
            invalid.add("choice", "请从给出的选项中选择一项。");
        }
        let on = fields::date(&mut invalid, "on", &self.on);
        invalid.into_result()?;
        Ok(Answered { choice, on })
    }
}

/// A notice that was read again.
enum Anew {
    /// One of its plans.
    Plan(Reading),
    /// With the day of its issue.
    Issued(CivilDate, Reading),
}

/// The notice read again, where the question is which of its plans the campaign is made of, or when it was issued and the plan stands
/// as it was read: then the days that it prints without their year are known. It may take seconds: no transaction waits for it.
async fn read_anew(
    room: &Campaigns,
    actor: &Actor,
    id: &str,
    item: &str,
    input: &Input,
) -> Result<Option<Anew>, Fault> {
    let head = heads::head(&room.db, id).await?;
    Permit::<Answer>::ask(actor, &head)?;
    let question = QuestionId::parse(item).map_err(|_| Fault::not_found())?;
    let asked = store::plan::question(&room.db, head.id, question).await?.ok_or_else(Fault::not_found)?;
    let choices: Vec<String> = serde_json::from_str(&asked.choices).unwrap_or_default();
    let answered = input.parse(&asked)?;
    let given = match Topic::of(&asked.about) {
        Topic::Plans => chosen_plans(&choices, &answered.choice).map(Given::from),
        // Of several plans the first counts until another one is chosen, and a choice is work on the plan.
        Topic::IssuedOn if answered.on.is_some() && replan::is_as_read(&room.db, head.id, 0).await? => {
            Some(Given { plans: Plans::One(0), issued_on: answered.on })
        }
        _ => None,
    };
    let Some(given) = given else { return Ok(None) };
    let Some(decoded) = replan::notice(&room.db, head.id).await? else { return Ok(None) };
    let decoded = decoded.map_err(Fault::internal)?;
    let measures = facts::measures(&room.db).await?;
    let work = tokio::task::spawn_blocking(move || {
        let own = measures.catalogue();
        read_with(&decoded, own.as_ref().unwrap_or(Catalogue::built_in()), given)
    });
    let reading = work.await.map_err(Fault::internal)?.map_err(Fault::internal)?;
    Ok(Some(match given.issued_on {
        Some(day) => Anew::Issued(day, reading),
        None => Anew::Plan(reading),
    }))
}

/// Keeps an answer; `Some` is the page with the form in which the officer corrects what it is about.
async fn action(
    tx: &mut Tx,
    actor: &Actor,
    id: &str,
    item: &str,
    input: &Input,
    anew: Option<&Anew>,
) -> Result<Option<String>, Fault> {
    let head = heads::head(tx, id).await?;
    let permit = Permit::<Answer>::ask(actor, &head)?;
    let question = QuestionId::parse(item).map_err(|_| Fault::not_found())?;
    let before = store::plan::question(tx, head.id, question).await?.ok_or_else(Fault::not_found)?;
    let answered = input.parse(&before)?;
    let ground = Ground {
        today: tx.now().date(),
        phases: facts::phases(tx, head.id).await?,
        rules: store::notice::report_rules(tx, head.id).await?,
        workdays: store::days_off::workdays(tx).await?,
    };
    let effect = Effect::of(Topic::of(&before.about), &answered, &ground)
        .map_err(|no_day| Fault::field("on", no_day.to_string()))?;
    let correction = Correction::of(&before.about, &answered.choice);
    let words = match answered.on.filter(|_| answered.choice == OWN_DAY) {
        Some(day) => day.to_string(),
        None => answered.choice,
    };
    let version = fields::version(&input.version)?;
    let at = (question, version);
    let is_replanned = match anew {
        Some(Anew::Plan(reading)) => {
            replan::replan(tx, &permit, at, &words, reading).await.map(|()| true).map_err(already_used)?
        }
        Some(Anew::Issued(day, reading)) => {
            replan::reissue(tx, &permit, at, *day, reading).await.map_err(already_used)?
        }
        None => false,
    };
    if !is_replanned {
        answer::keep(tx, &permit, question, version, &words, &effect).await?;
    }
    let detail = json!({ "question": before.text, "before": before.answer, "after": words });
    permit.record(tx, detail).await?;
    match correction {
        Some(correction) => page_of(tx, head.id, correction).await.map(Some),
        None => Ok(None),
    }
}

/// Answers a question with one of its choices, within something greater.
pub(super) async fn take(
    tx: &mut Tx,
    actor: &Actor,
    (id, item): (&str, &str),
    version: i64,
    choice: &str,
) -> Result<(), Fault> {
    let input = Input { version: version.to_string().into(), choice: choice.into(), on: Raw::default() };
    action(tx, actor, id, item, &input, None).await.map(drop)
}

fn already_used(error: DbError) -> Fault {
    match error {
        DbError::ForeignKey(_) => {
            Fault::conflict("in_use", "本方案已有汇总或报告，不能再改选；请另建专项行动。")
        }
        error => error.into(),
    }
}

/// The page with the open form.
async fn page_of(tx: &Tx, id: CampaignId, correction: Correction) -> Result<String, Fault> {
    let in_plan = |form: String| format!("/campaigns/{id}/plan?edit={form}#{form}");
    let phases = store::plan::phases(tx, id).await?;
    let found = match correction {
        Correction::Head => return Ok(in_plan("head".to_owned())),
        Correction::AddTask => return Ok(in_plan("add-task".to_owned())),
        Correction::Targets => return Ok(format!("/campaigns/{id}/targets")),
        Correction::Target(at) => return targets_of(tx, id, at).await,
        Correction::AddPhase => None,
        Correction::Phase(ordinal) => phases.iter().find(|phase| phase.ordinal == ordinal),
        Correction::InferredPhase => phases.iter().find(|phase| phase.inferred).or(phases.first()),
    };
    Ok(in_plan(found.map_or_else(|| "add-phase".to_owned(), |phase| format!("phase-{}", phase.id))))
}

/// Where the target of a measure of the reading is set: on the plan, or with the classes where the number is of some units. A measure
/// that is no more in the plan is added.
async fn targets_of(tx: &Tx, id: CampaignId, at: usize) -> Result<String, Fault> {
    let reading = store::notice::as_read(tx, id).await?;
    let found = reading.as_ref().and_then(|reading| reading.measures.get(at.checked_sub(1)?));
    let plan = store::plan::load(tx, id).await?;
    let row = found.and_then(|found| {
        let ordinal = |row: &IndicatorRow| plan.phase(row.phase).map(|phase| phase.ordinal);
        let is_own = |row: &&IndicatorRow| !row.dropped && row.measure == found.code;
        let own = || plan.indicators.iter().filter(is_own);
        own().find(|row| ordinal(row) == found.phase.map(i64::from)).or_else(|| own().next())
    });
    let is_of_some =
        found.is_some_and(|found| !found.classes.is_empty() || found.open == Some(OpenTarget::SomeUnits));
    Ok(match row {
        Some(row) if is_of_some => format!("/campaigns/{id}/targets/{}", row.id),
        Some(row) => format!("/campaigns/{id}/plan?edit=indicator-{0}#indicator-{0}", row.id),
        None => format!("/campaigns/{id}/plan?edit=add-indicator#add-indicator"),
    })
}

async fn run(
    room: &Campaigns,
    actor: &Actor,
    id: &str,
    item: &str,
    input: &Input,
) -> Result<Option<String>, Fault> {
    let anew = read_anew(room, actor, id, item, input).await?;
    let mut tx = room.db.begin().await?;
    let form = action(&mut tx, actor, id, item, input, anew.as_ref()).await?;
    tx.commit().await?;
    Ok(form)
}

/// POST /campaigns/{id}/questions/{item}
pub(crate) async fn html(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Path((id, item)): Path<(String, String)>,
    Form { input, .. }: Form<Input>,
) -> Result<Response, Fault> {
    let outcome = match run(&room, &actor, &id, &item, &input).await {
        Ok(Some(form)) => return Ok(page.done("请在这里更正", &form)),
        outcome => outcome.map(|_| "已记下，方案已按此调整"),
    };
    plan::answer(&room, &actor, page, &id, format!("question-{item}"), &input, outcome).await
}

/// PUT /api/v1/campaigns/{id}/questions/{item}
pub(crate) async fn json(
    State(room): State<Campaigns>,
    actor: Actor,
    Path((id, item)): Path<(String, String)>,
    ApiJson { input, .. }: ApiJson<Input>,
) -> Result<Reply<Changed>, Fault> {
    run(&room, &actor, &id, &item, &input).await?;
    Ok(Reply(Changed::new(item)))
}
