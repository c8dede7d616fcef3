use activities::ActivityId;
use activities::facts::{ActivityFact, QuantityFact};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use campaigns::Reckoning;
use people::{Actor, Permit, Role};
use serde::Serialize;
use utoipa::ToSchema;
use web::{Fault, Invalid, Page, Reply};

use super::decide::ReturnInput;
use super::{Address, at, desk};
use crate::assembly::{Figure, SectionKey};
use crate::frozen::{Change, FrozenPicture, changes, short};
use crate::policy::Review;
use crate::report::ReportState;
use crate::standing::{DueState, Standing};
use crate::store::reports::Step;
use crate::store::submissions::{self, Sent};
use crate::view::{Line, ReportView, lines, rows_behind};
use crate::{Reports, load};

/// Reasons that reviewers give most often.
pub(crate) const PHRASES: [&str; 5] = [
    "图片不足或与活动内容不符，请补充现场照片。",
    "数据与活动台账不一致，请核对后重新报送。",
    "主要做法过于笼统，请写明时间、地点、对象和成效。",
    "经验做法缺少具体措施，请补充可复制的做法。",
    "存在问题和下步打算未填写或不具体，请补充。",
];

/// A report as it was sent: for the reviewer with decisions, for its unit without.
#[derive(Template)]
#[template(path = "reports/review.html")]
pub(crate) struct ReviewPage {
    pub(crate) page: Page,
    pub(crate) standing: Standing,
    pub(crate) state: DueState,
    pub(crate) sent: Option<Sent>,
    pub(crate) sections: Vec<(SectionKey, Vec<Line>)>,
    /// For each picture where it stands beside one that it may be a copy of.
    pub(crate) compared: Vec<Option<ActivityId>>,
    pub(crate) changes: Vec<Change>,
    /// What it was assembled from.
    pub(crate) activities: Vec<ActivityFact>,
    pub(crate) history: Vec<Step>,
    pub(crate) input: ReturnInput,
    pub(crate) errors: Invalid,
    pub(crate) key: String,
    pub(crate) is_bureau: bool,
    pub(crate) may_approve: bool,
    pub(crate) may_return: bool,
    pub(crate) may_exempt: bool,
}

impl ReviewPage {
    fn behind(&self, figure: &Figure) -> String {
        rows_behind(&self.standing, Some((&figure.measure, &figure.filter)), Reckoning::Reported)
    }

    /// The pictures, each with where it stands beside one that it may be a copy of.
    fn pictures<'a>(&self, sent: &'a Sent) -> Vec<(&'a FrozenPicture, Option<String>)> {
        let hrefs = self.compared.iter().map(|at| at.map(|activity| format!("/activities/{activity}#pairs")));
        sent.frozen.pictures.iter().zip(hrefs).collect()
    }

    /// An activity, with the way back for whoever may take something off its numbers.
    fn href_of(&self, activity: &ActivityFact) -> String {
        let href = format!("/activities/{}", activity.id);
        if self.is_bureau { format!("{href}?from={}/review", self.standing.href()) } else { href }
    }

    /// `参训人次 60 人次`, each.
    fn numbers(activity: &ActivityFact) -> Vec<String> {
        activity.quantities.iter().map(|row| format!("{} {}", row.full_name(), row.in_words())).collect()
    }

    fn early(&self) -> usize {
        self.activities.iter().filter(|one| !one.early_reason.is_empty()).count()
    }

    fn fewer(&self) -> usize {
        let rows = self.activities.iter().flat_map(|one| &one.quantities);
        rows.filter(|row| row.deduction.is_some()).count()
    }

    fn short_code(&self) -> String {
        self.sent.as_ref().map_or_else(String::new, |sent| short(&sent.code))
    }

    fn has_phrase(&self, phrase: &str) -> bool {
        self.input.phrases.iter().any(|ticked| ticked.text() == phrase)
    }

    fn has_section(&self, code: &str) -> bool {
        self.input.sections.iter().any(|ticked| ticked.text() == code)
    }
}

/// `GET /reports/{due}/{unit}/review`.
pub(crate) async fn show(
    State(state): State<Reports>,
    actor: Actor,
    page: Page,
    Path((due, unit)): Address,
) -> Result<Response, Fault> {
    let standing = at(&state.db, &due, &unit).await?;
    Permit::<Review>::ask(&actor, &standing)?;
    if standing.is_plan() {
        return Ok(web::redirect(&standing.href()));
    }
    sent_page(&state, &actor, page, standing).await
}

/// The page of a report that was sent.
pub(crate) async fn sent_page(
    state: &Reports,
    actor: &Actor,
    page: Page,
    standing: Standing,
) -> Result<Response, Fault> {
    let page = build(state, actor, page, standing, ReturnInput::default(), Invalid::default()).await?;
    page.page.show(&page)
}

/// The page again, with what was typed and what was wrong.
pub(crate) async fn refused(
    state: &Reports,
    actor: &Actor,
    page: Page,
    (due, unit): (&str, &str),
    input: ReturnInput,
    fault: Fault,
) -> Result<Response, Fault> {
    let standing = at(&state.db, due, unit).await?;
    let page = build(state, actor, page, standing, input, fault.invalid()).await?;
    page.page.show_refused(&fault, &page)
}

async fn build(
    state: &Reports,
    actor: &Actor,
    page: Page,
    standing: Standing,
    input: ReturnInput,
    errors: Invalid,
) -> Result<ReviewPage, Fault> {
    let mut sent = match standing.report {
        Some(report) => submissions::latest(&state.db, report, 2).await?,
        None => Vec::new(),
    };
    let before = (sent.len() > 1).then(|| sent.pop()).flatten();
    let sent = sent.pop();
    let changes = match (&before, &sent) {
        (Some(before), Some(after)) => changes(&before.frozen, &after.frozen),
        _ => Vec::new(),
    };
    let added: Vec<String> = changes.iter().flat_map(|change| change.added.iter().cloned()).collect();
    let text = |sent: &Sent| {
        let keys = SectionKey::ALL.iter().copied().filter(|key| key.is_text());
        let lines = |key| lines(sent.frozen.paragraphs(key), &standing, Reckoning::Reported, &added);
        keys.map(|key| (key, lines(key))).collect::<Vec<_>>()
    };
    let mut compared = Vec::new();
    for picture in sent.iter().flat_map(|sent| &sent.frozen.pictures) {
        compared.push(activities::facts::compared_at(&state.db, actor, picture.photo).await?);
    }
    let activities = if sent.is_some() { load::behind(&state.db, &standing).await? } else { Vec::new() };
    let (is_bureau, now) = (actor.is_bureau(), standing.report_state());
    let is_reviewer = actor.is_any(&[Role::BureauReviewer]);
    Ok(ReviewPage {
        page: page.titled(if is_bureau { standing.unit_name.clone() } else { standing.title.clone() }),
        state: standing.due_state(state.db.clock().today()),
        sections: sent.as_ref().map(text).unwrap_or_default(),
        history: desk::history(state, &standing).await?,
        key: state.db.mint().id::<()>().to_string(),
        may_approve: is_reviewer && now == ReportState::Submitted,
        may_return: is_reviewer && now.is_reported(),
        may_exempt: is_bureau && (now.is_with_unit() || now == ReportState::Exempt),
        sent,
        compared,
        changes,
        activities,
        input,
        errors,
        is_bureau,
        standing,
    })
}

/// What changed since the last time.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReviewView {
    report: ReportView,
    changes: Vec<ChangeView>,
    /// What it was assembled from.
    activities: Vec<BehindView>,
}

/// An activity behind a report.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportActivity)]
struct BehindView {
    id: String,
    name: String,
    /// `YYYY-MM-DD`.
    starts_on: String,
    /// `YYYY-MM-DD`.
    ends_on: String,
    /// With what a reviewer took off them.
    quantities: Vec<QuantityFact>,
    /// Why it counts although it began before the notice of a campaign; blank where it did not.
    early_reason: String,
}

impl From<ActivityFact> for BehindView {
    fn from(fact: ActivityFact) -> Self {
        Self {
            id: fact.id.to_string(),
            name: fact.name,
            starts_on: fact.starts_on.to_string(),
            ends_on: fact.ends_on.to_string(),
            quantities: fact.quantities,
            early_reason: fact.early_reason,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct ChangeView {
    section: String,
    added: Vec<String>,
    removed: Vec<String>,
}

/// `GET /api/v1/reports/{due}/{unit}/review`.
pub(crate) async fn call(
    State(state): State<Reports>,
    actor: Actor,
    Path((due, unit)): Address,
) -> Result<Response, Fault> {
    let standing = at(&state.db, &due, &unit).await?;
    Permit::<Review>::ask(&actor, &standing)?;
    let report = desk::view(&state, &actor, &standing).await?;
    let sent = match standing.report {
        Some(report) => submissions::latest(&state.db, report, 2).await?,
        None => Vec::new(),
    };
    let changes = match sent.as_slice() {
        [after, before] => changes(&before.frozen, &after.frozen),
        _ => Vec::new(),
    };
    let view = |change: Change| ChangeView {
        section: change.title.to_owned(),
        added: change.added,
        removed: change.removed,
    };
    let activities = if sent.is_empty() { Vec::new() } else { load::behind(&state.db, &standing).await? };
    let activities = activities.into_iter().map(BehindView::from).collect();
    let changes = changes.into_iter().map(view).collect();
    Ok(Reply(ReviewView { report, changes, activities }).into_response())
}
