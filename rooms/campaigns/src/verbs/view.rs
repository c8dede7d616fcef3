//! A campaign as programs see it.

use std::mem;

use clock::CivilDate;
use db::Reads;
use people::facts::UnitFact;
use serde::Serialize;
use utoipa::ToSchema;
use web::Fault;

use super::beside::{Beside, beside};
use crate::plan::Told;
use crate::store::plan::{Plan, load};
use crate::task::SloganKind;
use crate::{CampaignId, DueKind, Filter, PhaseId, facts};

/// A campaign with its plan. Dates are `YYYY-MM-DD`; `version` goes into the next change of the row.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Campaign)]
pub(crate) struct CampaignView {
    id: String,
    name: String,
    /// `draft`, `launched`, `closed` or `archived`.
    state: String,
    document_number: Option<String>,
    issuer: Option<String>,
    issued_on: Option<String>,
    /// 上级依据: as printed in the notice, or corrected; blank: none.
    superior_basis: String,
    report_to: String,
    upward_due_on: Option<String>,
    launched_at: Option<String>,
    closed_at: Option<String>,
    /// Counts the editions from 1.
    edition: i64,
    /// Id of the campaign that this draft amends.
    amends: Option<String>,
    /// Id of the campaign of the year before.
    copied_from: Option<String>,
    version: i64,
    plan_version: i64,
    phases: Vec<PhaseView>,
    indicators: Vec<IndicatorView>,
    tasks: Vec<TaskView>,
    dues: Vec<DueView>,
    questions: Vec<QuestionView>,
    /// 宣传内容: what it is about, the choices of 内容 where an activity is logged.
    subjects: Vec<AnnexView>,
    /// The slogans, those of the notice first and in its order.
    slogans: Vec<AnnexView>,
    /// The papers that go with the notice, likewise.
    attachments: Vec<AnnexView>,
}

/// A subject, a slogan or an attachment.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Annex)]
struct AnnexView {
    id: String,
    text: String,
    dropped: bool,
    /// The first Unicode scalar of it in the notice, and the one behind it.
    source_start: Option<i64>,
    source_end: Option<i64>,
    source_text: Option<String>,
    version: i64,
}

/// A phase; `starts_on` is filled in from the phase before when the notice prints none.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Phase)]
struct PhaseView {
    id: String,
    ordinal: i64,
    name: String,
    starts_on: Option<String>,
    ends_on: Option<String>,
    source_text: Option<String>,
    version: i64,
}

/// A measure that is asked for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Indicator)]
struct IndicatorView {
    id: String,
    /// Ordinal; null over the whole campaign.
    phase: Option<i64>,
    measure: String,
    /// What of the measure counts, by dimension; empty: everything.
    #[schema(value_type = std::collections::BTreeMap<String, Vec<String>>)]
    filter: Filter,
    /// With the filter: `专题辅导讲座（领导干部）`.
    name: String,
    unit: String,
    /// `unit`, `per_100_staff` or `per_bed`.
    basis: String,
    /// The default; of one with a fraction what stands before the point.
    target: Option<i64>,
    /// The default as it is written: `1.5`.
    rate: Option<String>,
    /// What differs for classes of units.
    classes: Vec<ClassTargetView>,
    dropped: bool,
    source_text: Option<String>,
    version: i64,
}

/// What units of a class shall reach instead.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ClassTarget)]
struct ClassTargetView {
    class: String,
    /// `unit`, `per_100_staff` or `per_bed`.
    basis: String,
    /// As it is written: `1.5`; null: it does not apply to them (不适用).
    rate: Option<String>,
    /// Why it does not apply; beside a target, what is said about it.
    reason: String,
}

/// A task.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Task)]
struct TaskView {
    id: String,
    phase: Option<i64>,
    text: String,
    /// What an amendment changed of the targets that its sentence asks for: its words say the old number.
    changed: Vec<Told>,
    dropped: bool,
    source_text: Option<String>,
    version: i64,
}

/// A report that every unit owes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Due)]
struct DueView {
    id: String,
    phase: Option<i64>,
    /// `phase_end`, `periodic`, `once`, `any_time` or `unit_plan`.
    kind: String,
    title: String,
    due_on: Option<String>,
    due_time: Option<String>,
    with_pictures: bool,
    dropped: bool,
    /// Id of the report that this one went into.
    merged_into: Option<String>,
    source_text: Option<String>,
    version: i64,
}

/// What the notice leaves open.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Question)]
struct QuestionView {
    id: String,
    about: String,
    text: String,
    choices: Vec<String>,
    answer: Option<String>,
    version: i64,
}

impl CampaignView {
    /// The view of one campaign.
    pub(crate) async fn load(reads: &impl Reads, id: CampaignId) -> Result<Self, Fault> {
        let plan = load(reads, id).await?;
        let beside = beside(reads, &plan).await?;
        Ok(Self::of(plan, &beside))
    }

    /// The same plan for those who take part, or have these units below them: what was dropped or asked while it was made is not
    /// theirs, and no target of others. `plan_due_on`: by when a unit that joined late files its plan.
    pub(crate) fn sent_down(mut self, units: &[UnitFact], plan_due_on: Option<CivilDate>) -> Self {
        for due in self.dues.iter_mut().filter(|due| due.kind == DueKind::UnitPlan.code()) {
            let of_all = due.due_on.as_deref().and_then(|day| CivilDate::parse(day).ok());
            due.due_on = facts::plan_due(of_all, plan_due_on).map(|day| day.to_string());
        }
        for task in &mut self.tasks {
            let changed = mem::take(&mut task.changed);
            task.changed = changed.into_iter().filter_map(|told| told.seen_by(units)).collect();
        }
        self.indicators.retain(|row| !row.dropped);
        self.tasks.retain(|row| !row.dropped);
        self.dues.retain(|row| !row.dropped);
        self.subjects.retain(|row| !row.dropped);
        self.slogans.retain(|row| !row.dropped);
        self.attachments.retain(|row| !row.dropped);
        self.questions.clear();
        self
    }

    fn of(plan: Plan, beside: &Beside) -> Self {
        let ordinal = |id: Option<PhaseId>| plan.phase(id).map(|phase| phase.ordinal);
        let campaign = &plan.campaign;
        Self {
            id: campaign.id.to_string(),
            name: campaign.name.clone(),
            state: campaign.state.code().to_owned(),
            document_number: campaign.document_number.clone(),
            issuer: campaign.issuer.clone(),
            issued_on: campaign.issued_on.map(|day| day.to_string()),
            superior_basis: campaign.superior_basis.clone(),
            report_to: campaign.report_to.clone(),
            upward_due_on: campaign.upward_due_on.map(|day| day.to_string()),
            launched_at: campaign.launched_at.map(|at| at.rfc3339()),
            closed_at: campaign.closed_at.map(|at| at.rfc3339()),
            edition: campaign.edition,
            amends: campaign.amends.map(|id| id.to_string()),
            copied_from: campaign.copied_from.map(|id| id.to_string()),
            version: campaign.version,
            plan_version: campaign.plan_version,
            phases: phases(&plan),
            indicators: plan.indicators.iter().map(|row| indicator(row, &plan, ordinal(row.phase))).collect(),
            tasks: plan.tasks.iter().map(|row| task(row, ordinal(row.phase), beside)).collect(),
            dues: plan.dues.iter().map(|row| due(row, ordinal(row.phase))).collect(),
            questions: plan.questions.iter().map(question).collect(),
            subjects: annexes(&plan, SloganKind::Subject),
            slogans: annexes(&plan, SloganKind::Slogan),
            attachments: annexes(&plan, SloganKind::Attachment),
        }
    }
}

fn annexes(plan: &Plan, kind: SloganKind) -> Vec<AnnexView> {
    let rows = plan.slogans.iter().filter(|row| row.kind == kind);
    rows.map(|row| AnnexView {
        id: row.id.to_string(),
        text: row.text.clone(),
        dropped: row.dropped,
        source_start: row.source_start,
        source_end: row.source_end,
        source_text: row.source_text.clone(),
        version: row.version,
    })
    .collect()
}

fn phases(plan: &Plan) -> Vec<PhaseView> {
    let rows = plan.phases.iter().zip(&plan.chained);
    rows.map(|(row, chained)| PhaseView {
        id: row.id.to_string(),
        ordinal: row.ordinal,
        name: row.name.clone(),
        starts_on: chained.starts_on.map(|day| day.to_string()),
        ends_on: row.ends_on.map(|day| day.to_string()),
        source_text: row.source_text.clone(),
        version: row.version,
    })
    .collect()
}

fn indicator(row: &crate::store::plan::IndicatorRow, plan: &Plan, phase: Option<i64>) -> IndicatorView {
    IndicatorView {
        id: row.id.to_string(),
        phase,
        measure: row.measure.clone(),
        filter: row.filter.clone(),
        name: plan.name(row),
        unit: plan.measure(row).map(|measure| measure.unit.clone()).unwrap_or_default(),
        basis: row.basis.code().to_owned(),
        target: row.target,
        rate: row.rate().map(|rate| rate.to_string()),
        classes: class_targets(row, plan),
        dropped: row.dropped,
        source_text: row.source_text.clone(),
        version: row.version,
    }
}

/// Those of classes only: what one unit was told is between it and the bureau.
fn class_targets(row: &crate::store::plan::IndicatorRow, plan: &Plan) -> Vec<ClassTargetView> {
    let own = plan.rulings.iter().filter(|ruling| ruling.indicator == row.id && ruling.unit.is_none());
    own.map(|ruling| ClassTargetView {
        class: ruling.name.clone(),
        basis: ruling.basis.unwrap_or(row.basis).code().to_owned(),
        rate: ruling.rate().map(|rate| rate.to_string()),
        reason: ruling.reason.clone(),
    })
    .collect()
}

fn task(row: &crate::store::plan::TaskRow, phase: Option<i64>, beside: &Beside) -> TaskView {
    TaskView {
        id: row.id.to_string(),
        phase,
        text: row.text.clone(),
        changed: beside.get(&row.id).cloned().unwrap_or_default(),
        dropped: row.dropped,
        source_text: row.source_text.clone(),
        version: row.version,
    }
}

fn due(row: &crate::store::plan::DueRow, phase: Option<i64>) -> DueView {
    DueView {
        id: row.id.to_string(),
        phase,
        kind: row.kind.code().to_owned(),
        title: row.title.clone(),
        due_on: row.due_on.map(|day| day.to_string()),
        due_time: row.due_time.clone(),
        with_pictures: row.with_pictures,
        dropped: row.dropped,
        merged_into: row.merged_into.map(|id| id.to_string()),
        source_text: row.source_text.clone(),
        version: row.version,
    }
}

fn question(row: &crate::store::plan::QuestionRow) -> QuestionView {
    QuestionView {
        id: row.id.to_string(),
        about: row.about.clone(),
        text: row.text.clone(),
        choices: serde_json::from_str(&row.choices).unwrap_or_default(),
        answer: row.answer.clone(),
        version: row.version,
    }
}
