//! The plan beside its notice, with one row open for correction.

use axum::extract::{Path, State};
use axum::response::Response;
use clock::CivilDate;
use db::Reads;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use web::askama::Template;
use web::{Fault, Page, Query, Raw};

use super::add_series::Dated;
use super::beside::{self, Beside};
use super::fields;
use super::typed::{Refused, Typed};
use super::words::Words;
use crate::measure::Measure;
use crate::plan::{Cycle, Frame, Line, Quoted, Stray, Timed, Topic, lines, quoted, strays};
use crate::policy::Review;
use crate::reading::Reading;
use crate::store::edition::{self, EditionRow};
use crate::store::heads;
use crate::store::items::ItemKind;
use crate::store::list::{self, Twin};
use crate::store::outlook::Counted;
use crate::store::plan::{DueRow, IndicatorRow, PhaseRow, Plan, QuestionRow, Sourced, load};
use crate::store::{notice, proposals, targets};
use crate::{Campaigns, Dimension, DueKind, MeasureKind, PhaseId};

mod annexes;
mod days;
mod dues;
mod sums;

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

/// A dimension with the values that an indicator may be narrowed to: code, label, whether it is.
struct Way {
    dimension: Dimension,
    values: Vec<(String, String, bool)>,
}

impl Way {
    fn of(dimension: Dimension, subjects: &[String], is_chosen: impl Fn(Dimension, &str) -> bool) -> Self {
        let value = |code: &str, label: &str| (code.to_owned(), label.to_owned(), is_chosen(dimension, code));
        let values = match dimension {
            Dimension::Subject => subjects.iter().map(|one| value(one, one)).collect(),
            _ => dimension.values().iter().map(|one| value(&one.code, &one.label)).collect(),
        };
        Self { dimension, values }
    }
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
    /// The dates of a series that is looked at before it is added.
    preview: Vec<Dated>,
    /// Other campaigns with the same 发文字号.
    twins: Vec<Twin>,
    /// Of the draft of an amendment: the 补充通知 itself.
    paper: Option<EditionRow>,
    /// Of such a draft: how many changes its paper proposes, and how many of them nobody has decided on.
    proposals: (u64, u64),
    /// Of such a draft: due dates that its phases moved away from.
    strays: Vec<Stray>,
    /// Of a copy: what was agreed on with units in the year before and does not pass on.
    left_out: Vec<String>,
    /// The report whose day counts from the launch.
    counted: Option<Counted>,
    /// What amendments changed of the targets, by the task that asks for them.
    beside: Beside,
    /// The notice as it was read, while the plan is made.
    reading: Option<Reading>,
}

impl PlanPage<'_> {
    fn base(&self) -> String {
        format!("/campaigns/{}", self.plan.campaign.id)
    }

    /// What phases share, in words; nobody changes it any more once it went down.
    fn overlaps(&self) -> Vec<String> {
        if self.may_edit { self.plan.overlaps_in_words() } else { Vec::new() }
    }

    /// What goes when a phase goes, in words.
    fn leaving(&self, row: &PhaseRow) -> Vec<String> {
        let leaving = self.plan.leaving_with(row);
        let dues = leaving.dues.into_iter().map(|due| match due.due_on {
            Some(day) => format!("报送要求“{}”（{day}）", due.title),
            None => format!("报送要求“{}”", due.title),
        });
        let questions = leaving.questions.into_iter().map(|one| format!("待决定的“{}”", one.text));
        dues.chain(questions).collect()
    }

    /// The sentence of the notice that a row was read from.
    fn quoted(&self, row: &impl Sourced) -> Option<Quoted> {
        row.stretch().and_then(|stretch| quoted(&self.plan.notice.text, stretch))
    }

    /// By what the day of a report is counted; empty for one that stands.
    fn counted_by(&self, row: &DueRow) -> &str {
        self.counted.as_ref().filter(|one| one.due == row.id).map_or("", |one| one.rule.as_str())
    }

    /// The day of a report, as it would be if the plan went down today.
    fn day_of(&self, row: &DueRow) -> Option<CivilDate> {
        self.counted.as_ref().filter(|one| one.due == row.id).map(|one| one.on).or(row.due_on)
    }

    /// A phase as a choice of a form.
    fn phase_key(&self, id: &Option<PhaseId>) -> String {
        id.map_or_else(|| fields::WHOLE.to_owned(), |id| id.to_string())
    }

    fn phase_label(&self, id: &Option<PhaseId>) -> &str {
        self.plan.phase(*id).map_or("全程", |phase| phase.name.as_str())
    }

    /// Whether a merged row may come apart: not what an amendment's draft was begun with.
    fn may_part(&self, has_origin: bool, version: &i64) -> bool {
        !has_origin || *version > 1
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
        others.filter(|other| (&other.measure, &other.filter) == (&row.measure, &row.filter)).collect()
    }

    fn phase_name(&self, row: &IndicatorRow) -> &str {
        self.phase_label(&row.phase)
    }

    fn cycles(&self) -> &'static [Cycle] {
        Cycle::ALL
    }

    /// What an answered question has put into the plan: how many dates, from when to when.
    fn made(&self, row: &QuestionRow) -> Option<String> {
        let mut days: Vec<_> = self.plan.dues.iter().filter(|due| due.question == Some(row.id)).collect();
        days.retain(|due| !due.dropped && due.kind == DueKind::Periodic);
        let first = days.iter().filter_map(|due| due.due_on).min()?;
        let last = days.iter().filter_map(|due| due.due_on).max()?;
        let years = match (first.year(), last.year()) {
            (one, other) if one == other => format!("{one} 年"),
            (one, other) => format!("{one} 至 {other} 年"),
        };
        Some(format!(
            "已列入 {years}的 {} 次报送：{first} 至 {last}。以后的请在报送要求里“按周期添加”。",
            days.len()
        ))
    }

    /// What does not apply to whom, and why: indicator, class or unit, reason.
    fn exclusions(&self) -> Vec<(String, &str, &str)> {
        let kept = self.plan.indicators.iter().filter(|row| !row.dropped);
        let rulings = kept.flat_map(|row| {
            let own = self.plan.rulings.iter().filter(|one| one.indicator == row.id && one.target.is_none());
            own.map(|one| (self.plan.name(row), one.name.as_str(), one.reason.as_str()))
        });
        rulings.collect()
    }

    fn due_kinds(&self) -> [DueKind; 4] {
        [DueKind::Once, DueKind::Periodic, DueKind::PhaseEnd, DueKind::UnitPlan]
    }

    fn all_due_kinds(&self) -> &'static [DueKind] {
        DueKind::ALL
    }

    /// What an indicator may be narrowed to, as typed or as kept; of a measure still to be chosen, everything there is.
    fn ways(&self, form: &str, row: Option<&IndicatorRow>) -> Vec<Way> {
        let measure = row.and_then(|row| self.plan.measure(row));
        let dimensions = measure.map_or_else(|| Dimension::ALL.to_vec(), Measure::split_by);
        let is_chosen = |dimension: Dimension, value: &str| match self.typed_in(form) {
            Some(typed) => typed.lists_in("filter", dimension.code(), value),
            None => row.is_some_and(|row| row.filter.names(dimension, value)),
        };
        let subjects = self.plan.subjects();
        let ways = dimensions.into_iter().map(|dimension| Way::of(dimension, &subjects, is_chosen));
        ways.filter(|way| !way.values.is_empty()).collect()
    }

    /// Whether the filter stands open at first.
    fn is_narrowed(&self, form: &str, row: Option<&IndicatorRow>) -> bool {
        self.errors(form).any() || row.is_some_and(|row| !row.filter.is_empty())
    }

    fn catalogue(&self) -> Vec<&Measure> {
        self.plan.measures.offered().collect()
    }

    /// The officer's own day, as typed or as kept.
    fn own_day(&self, row: &QuestionRow, form: &str) -> String {
        let kept = row.answer.as_deref().filter(|answer| CivilDate::parse(answer).is_ok());
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
    let shown = page_of(&room, &actor, page.clone(), &plan, asked.edit.text().to_owned(), None).await?;
    page.show(&shown)
}

/// The due dates that the phases of an amendment's draft moved away from.
async fn left_behind(reads: &impl Reads, plan: &Plan) -> Result<Vec<Stray>, Fault> {
    let Some(campaign) = plan.campaign.amends else { return Ok(Vec::new()) };
    let in_force = load(reads, campaign).await?;
    let (before, after) = (in_force.timed_phases(), plan.timed_phases());
    let (old, new) = (in_force.edition(), plan.edition());
    Ok(strays(&Timed { phases: &before, dues: &old.dues }, &Timed { phases: &after, dues: &new.dues }))
}

/// What was agreed on with units in the year before, in words: a copy does not take it over.
async fn left_out(reads: &impl Reads, plan: &Plan) -> Result<Vec<String>, Fault> {
    let Some(before) = plan.campaign.copied_from else { return Ok(Vec::new()) };
    let agreed = targets::agreed(reads, before).await?;
    let before = load(reads, before).await?;
    let of = |id| before.indicators.iter().find(|row| row.id == id && !row.dropped);
    let words = agreed.iter().filter_map(|one| {
        let row = of(one.indicator)?;
        Some(format!("{}　{} {}", one.name, before.name(row), one.words()))
    });
    Ok(words.collect())
}

async fn page_of<'a>(
    room: &Campaigns,
    actor: &Actor,
    page: Page,
    plan: &'a Plan,
    open: String,
    typed: Option<Typed>,
) -> Result<PlanPage<'a>, Fault> {
    let is_draft = plan.campaign.state == crate::CampaignState::Draft;
    let stands_alone = plan.campaign.amends.is_none();
    let title = if is_draft { "核对方案" } else { "方案" };
    Ok(PlanPage {
        page: page.titled(title),
        lines: paper(plan),
        questions: plan.questions.iter().map(asking).collect(),
        open,
        typed,
        key: room.db.mint().id::<()>().to_string(),
        may_edit: is_draft && actor.is_any(&[people::Role::BureauOfficer]),
        preview: Vec::new(),
        beside: beside::beside(&room.db, plan).await?,
        reading: if is_draft { notice::as_read(&room.db, plan.campaign.id).await? } else { None },
        paper: edition::of_draft(&room.db, plan.campaign.id).await?.filter(|_| is_draft),
        proposals: if is_draft { proposals::counts(&room.db, plan.campaign.id).await? } else { (0, 0) },
        strays: if is_draft { left_behind(&room.db, plan).await? } else { Vec::new() },
        left_out: if is_draft { left_out(&room.db, plan).await? } else { Vec::new() },
        counted: plan.counted_from(room.db.clock().today()).filter(|_| is_draft && stands_alone),
        twins: if is_draft { list::twins(&room.db, plan.campaign.id).await? } else { Vec::new() },
        plan,
    })
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
    let shown = page_of(room, actor, page.clone(), &plan, form, Some(typed)).await?;
    page.show_refused(&fault, &shown)
}

/// The plan with a series as it was typed, and the dates that it would add.
pub(super) async fn preview(
    room: &Campaigns,
    actor: &Actor,
    page: Page,
    id: &str,
    (form, input): (&str, &impl Serialize),
    dates: Vec<Dated>,
) -> Result<Response, Fault> {
    let head = heads::head(&room.db, id).await?;
    Permit::<Review>::ask(actor, &head)?;
    let plan = load(&room.db, head.id).await?;
    let typed = Typed::looked_at(form.to_owned(), input);
    let shown = page_of(room, actor, page.clone(), &plan, form.to_owned(), Some(typed)).await?;
    page.show(&PlanPage { preview: dates, ..shown })
}
