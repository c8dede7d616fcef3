//! The plan beside its notice, with one row open for correction.

use axum::extract::{Path, State};
use axum::response::Response;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use web::askama::Template;
use web::{Fault, Page, Query, Raw};

use super::typed::{Refused, Typed};
use super::words::Words;
use crate::measure::Measure;
use crate::plan::{Frame, Line, Topic, lines};
use crate::policy::Review;
use crate::store::edit::ItemKind;
use crate::store::heads;
use crate::store::plan::{DueRow, IndicatorRow, Plan, QuestionRow, Sourced, load};
use crate::workday::next_workday;
use crate::{Campaigns, DueKind};

/// Which row is open.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    edit: Raw,
}

/// A question with what may be answered.
struct Asking {
    row: QuestionRow,
    choices: Vec<String>,
    takes_a_day: bool,
}

#[derive(Template)]
#[template(path = "campaigns/plan.html")]
pub(crate) struct PlanPage<'a> {
    page: Page,
    plan: &'a Plan,
    lines: Vec<Line>,
    questions: Vec<Asking>,
    open: String,
    typed: Option<Typed>,
    key: String,
    may_edit: bool,
}

impl PlanPage<'_> {
    fn base(&self) -> String {
        format!("/campaigns/{}", self.plan.campaign.id)
    }

    fn is_open(&self, form: &str) -> bool {
        self.may_edit && self.open == form
    }

    /// Why a row was not dropped or put back: such a form has no fields to stand under.
    fn refused_drop(&self) -> Option<&str> {
        self.typed.as_ref().filter(|typed| ItemKind::parse(typed.form()).is_some()).map(Typed::sentence)
    }

    fn measure_of(&self, row: &IndicatorRow) -> Option<&Measure> {
        self.plan.measure(row)
    }

    /// The other rows that count the same.
    fn same_measure(&self, row: &IndicatorRow) -> Vec<&IndicatorRow> {
        let others = self.plan.indicators.iter().filter(|other| other.id != row.id && !other.dropped);
        others.filter(|other| other.measure == row.measure).collect()
    }

    fn phase_name(&self, row: &IndicatorRow) -> &str {
        self.plan.phase(row.phase).map_or("全程", |phase| phase.name.as_str())
    }

    fn due_kinds(&self) -> [DueKind; 4] {
        [DueKind::Once, DueKind::Periodic, DueKind::PhaseEnd, DueKind::UnitPlan]
    }

    fn is_moving(&self, form: &str, row: &DueRow) -> bool {
        self.is_ticked(form, "off_holidays", row.moved_from.is_some())
    }

    /// What to know of a day that moves off holidays.
    fn moved(&self, row: &DueRow) -> String {
        let Some(printed) = row.moved_from else { return String::new() };
        let moved = next_workday(printed);
        let doubt = if moved.is_certain {
            ""
        } else {
            "（这一年的放假安排没有录入，只避开了周末）"
        };
        if moved.to == printed {
            format!("遇节假日顺延{doubt}")
        } else {
            format!("由 {printed} 顺延{doubt}")
        }
    }

    fn catalogue(&self) -> Vec<&Measure> {
        self.plan.measures.offered().collect()
    }

    /// The officer's own day, as typed or as kept.
    fn own_day(&self, row: &QuestionRow, form: &str) -> String {
        let kept = row.answer.as_deref().filter(|answer| clock::CivilDate::parse(answer).is_ok());
        self.value(form, "on", kept.unwrap_or_default())
    }

    fn kept_indicators(&self) -> usize {
        self.plan.indicators.iter().filter(|row| !row.dropped).count()
    }

    fn kept_dues(&self) -> usize {
        self.plan.dues.iter().filter(|row| !row.dropped).count()
    }

    fn kept_tasks(&self) -> usize {
        self.plan.tasks.iter().filter(|row| !row.dropped).count()
    }

    fn open_questions(&self) -> usize {
        self.questions.iter().filter(|asking| asking.row.answer.is_none()).count()
    }
}

impl Refused for PlanPage<'_> {
    fn typed(&self) -> Option<&Typed> {
        self.typed.as_ref()
    }
}

pub(crate) fn paper(plan: &Plan) -> Vec<Line> {
    let campaign = &plan.campaign;
    let frame = Frame {
        titles: [campaign.title.as_deref(), Some(campaign.name.as_str())],
        document_number: campaign.document_number.as_deref(),
        issuer: campaign.issuer.as_deref(),
    };
    lines(&plan.notice.text, &plan.spans(), frame)
}

fn asking(row: &QuestionRow) -> Asking {
    let choices: Vec<String> = serde_json::from_str(&row.choices).unwrap_or_default();
    let takes_a_day = Topic::of(&row.about).takes_a_day(&choices);
    let is_own = |choice: &String| matches!(choice.as_str(), "由我填写" | "指定日期");
    Asking {
        choices: choices.into_iter().filter(|choice| !(takes_a_day && is_own(choice))).collect(),
        takes_a_day,
        row: row.clone(),
    }
}

/// GET /campaigns/{id}/plan
pub(crate) async fn html(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let head = heads::head(&room.db, &id).await?;
    Permit::<Review>::ask(&actor, &head)?;
    let plan = load(&room.db, head.id).await?;
    let shown = page_of(&room, &actor, page.clone(), &plan, asked.edit.text().to_owned(), None);
    page.show(&shown)
}

fn page_of<'a>(
    room: &Campaigns,
    actor: &Actor,
    page: Page,
    plan: &'a Plan,
    open: String,
    typed: Option<Typed>,
) -> PlanPage<'a> {
    let is_draft = plan.campaign.state == crate::CampaignState::Draft;
    let title = if is_draft { "核对方案" } else { "方案" };
    PlanPage {
        page: page.titled(title),
        lines: paper(plan),
        questions: plan.questions.iter().map(asking).collect(),
        open,
        typed,
        key: room.db.mint().id::<()>().to_string(),
        may_edit: is_draft && actor.is_any(&[people::Role::BureauOfficer]),
        plan,
    }
}

/// How every correction of the plan answers a browser: onward when it is done, else the plan again with the form as it
/// was typed, what is wrong with it, and what the plan says by now.
pub(crate) async fn answer(
    room: &Campaigns,
    actor: &Actor,
    page: Page,
    id: &str,
    form: String,
    input: &impl Serialize,
    outcome: Result<&str, Fault>,
) -> Result<Response, Fault> {
    let fault = match outcome {
        Ok(done) => return Ok(page.done(done, &format!("/campaigns/{id}/plan#{form}"))),
        Err(fault) if fault.is_mendable() && fault.code() != "wrong_state" => fault,
        Err(fault) => return Err(fault),
    };
    let head = heads::head(&room.db, id).await?;
    Permit::<Review>::ask(actor, &head)?;
    let plan = load(&room.db, head.id).await?;
    let typed = Typed::new(form.clone(), input, fault.clone());
    let shown = page_of(room, actor, page.clone(), &plan, form, Some(typed));
    page.show_refused(&fault, &shown)
}
