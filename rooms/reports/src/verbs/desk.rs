use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use campaigns::Reckoning;
use people::{Actor, Permit};
use serde::Deserialize;
use web::{Fault, Invalid, Page, Query, Raw, Reply};

use super::liaison::LiaisonPage;
use super::submit::{Head, frozen};
use super::{Address, at};
use crate::assembly::{Base, Draft, Figure, Paragraph, Section, SectionKey};
use crate::frozen::short;
use crate::policy::Show;
use crate::report::{ReportState, StepKind};
use crate::standing::{DueState, Standing};
use crate::store::reports::{self, Step};
use crate::store::submissions::{self, Sent};
use crate::view::{Line, ReportView, lines, rows_behind};
use crate::{Reports, load, paper, running};

/// Which section is open for writing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    edit: Raw,
}

/// The unit's desk as the template shows it.
#[derive(Template)]
#[template(path = "reports/desk.html")]
pub(crate) struct DeskPage {
    pub(crate) page: Page,
    pub(crate) standing: Standing,
    pub(crate) state: DueState,
    pub(crate) draft: Draft,
    pub(crate) sections: Vec<Shown>,
    pub(crate) obstacles: Vec<&'static str>,
    /// Labels of the sections that are empty, `、` between them.
    pub(crate) lacking: String,
    /// The last word of the reviewer, while the report lies with the unit.
    pub(crate) returned: Option<Step>,
    pub(crate) history: Vec<Step>,
    pub(crate) editing: Option<Editing>,
    pub(crate) errors: Invalid,
    pub(crate) key: String,
    pub(crate) may_write: bool,
    /// What of its time is still to come.
    pub(crate) early: Option<String>,
}

/// A section on the desk.
pub(crate) struct Shown {
    pub(crate) key: SectionKey,
    pub(crate) lines: Vec<Line>,
    pub(crate) lack: Option<&'static str>,
    pub(crate) is_rewritten: bool,
    pub(crate) version: i64,
    pub(crate) changed: String,
}

/// A section that is open for writing.
pub(crate) struct Editing {
    pub(crate) key: SectionKey,
    pub(crate) text: String,
    pub(crate) base: Vec<Base>,
    pub(crate) version: i64,
    /// What somebody else made of it meanwhile.
    pub(crate) now: Option<String>,
}

impl DeskPage {
    fn behind(&self, figure: &Figure) -> String {
        rows_behind(&self.standing, Some((&figure.measure, &figure.filter)), Reckoning::Logged)
    }

    fn zero_href(&self) -> String {
        format!("{}/zero", self.standing.href())
    }

    fn is_editing(&self, key: &SectionKey) -> bool {
        self.editing.as_ref().is_some_and(|editing| editing.key == *key)
    }
}

/// The assembled paragraphs of a section as a writer sees them.
pub(crate) fn base(section: &Section) -> Vec<Base> {
    let base = |one: &Paragraph| Some(Base { origin: one.origin.clone()?, text: one.plain() });
    section.assembled.iter().filter_map(base).collect()
}

/// `GET /reports/{due}/{unit}`: the unit's desk; the bureau is led to the review.
pub(crate) async fn show(
    State(state): State<Reports>,
    actor: Actor,
    page: Page,
    Path((due, unit)): Address,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let standing = at(&state.db, &due, &unit).await?;
    Permit::<Show>::ask(&actor, &standing)?;
    if standing.is_plan() {
        return Ok(web::redirect(&standing.href()));
    }
    if actor.is_bureau() {
        return Ok(web::redirect(&format!("{}/review", standing.href())));
    }
    if !standing.report_state().is_with_unit() {
        return super::review::sent_page(&state, &actor, page, standing).await;
    }
    let wanted = SectionKey::parse(asked.edit.text()).filter(|key| key.is_text());
    if standing.is_liaison_list() && wanted.is_none() {
        let small = LiaisonPage::open(&state, &actor, page, standing).await?;
        return small.page.show(&small);
    }
    let page = build(&state, &actor, page, standing, wanted, Invalid::default()).await?;
    page.page.show(&page)
}

/// The desk again, with what was wrong.
pub(crate) async fn refused(
    state: &Reports,
    actor: &Actor,
    page: Page,
    (due, unit): (&str, &str),
    fault: Fault,
) -> Result<Response, Fault> {
    let standing = at(&state.db, due, unit).await?;
    if !standing.report_state().is_with_unit() {
        return Err(fault);
    }
    let page = build(state, actor, page, standing, None, fault.invalid()).await?;
    page.page.show_refused(&fault, &page)
}

/// Reads everything that the desk shows.
pub(crate) async fn build(
    state: &Reports,
    actor: &Actor,
    page: Page,
    standing: Standing,
    wanted: Option<SectionKey>,
    errors: Invalid,
) -> Result<DeskPage, Fault> {
    let draft = load::draft(&state.db, &standing, state.db.clock().today()).await?;
    let history = history(state, &standing).await?;
    let returned = history.iter().find(|step| step.kind == StepKind::Returned).cloned();
    let may_write = actor.is_any(&[people::Role::UnitOfficer]);
    let editing = wanted.filter(|_| may_write).and_then(|key| draft.section(key)).map(|section| Editing {
        key: section.key,
        text: section.plain(),
        base: base(section),
        version: section.version,
        now: None,
    });
    let phases = campaigns::facts::phases(&state.db, standing.campaign).await?;
    let is_list = standing.is_liaison_list();
    let shown = |section: &Section| Shown {
        key: section.key,
        lines: lines(&section.paragraphs, &standing, Reckoning::Logged, &[]),
        lack: draft.lack(section.key).filter(|_| !is_list),
        is_rewritten: section.is_rewritten,
        version: section.version,
        changed: section
            .changed
            .as_ref()
            .map_or_else(String::new, |(who, when)| format!("{who} 修改于 {when}")),
    };
    Ok(DeskPage {
        page: page.titled(standing.title.clone()),
        state: standing.due_state(state.db.clock().today()),
        sections: draft.sections.iter().map(shown).collect(),
        obstacles: load::obstacles(&standing, &draft),
        lacking: if is_list { String::new() } else { lacking(&draft) },
        early: running::hint(&standing, &phases, state.db.clock().today()),
        returned: returned.filter(|_| standing.report_state() == ReportState::Returned),
        key: state.db.mint().id::<()>().to_string(),
        history,
        editing,
        errors,
        may_write,
        draft,
        standing,
    })
}

fn lacking(draft: &Draft) -> String {
    let empty = SectionKey::ALL.iter().filter(|key| draft.lack(**key).is_some());
    empty.map(|key| key.label()).collect::<Vec<_>>().join("、")
}

/// What happened to a report, the latest first.
pub(crate) async fn history(state: &Reports, standing: &Standing) -> Result<Vec<Step>, Fault> {
    match standing.report {
        Some(report) => Ok(reports::history(&state.db, report).await?),
        None => Ok(Vec::new()),
    }
}

/// The version that was sent last.
pub(crate) async fn last_sent(state: &Reports, standing: &Standing) -> Result<Option<Sent>, Fault> {
    match standing.report {
        Some(report) => Ok(submissions::latest(&state.db, report, 1).await?.pop()),
        None => Ok(None),
    }
}

/// `GET /reports/{due}/{unit}/report.docx`: what was sent; a preview while the report lies with the unit.
pub(crate) async fn docx(
    State(state): State<Reports>,
    actor: Actor,
    Path((due, unit)): Address,
) -> Result<Response, Fault> {
    let standing = at(&state.db, &due, &unit).await?;
    Permit::<Show>::ask(&actor, &standing)?;
    let today = state.db.clock().today();
    let is_sent = actor.is_bureau() || !standing.report_state().is_with_unit();
    let (frozen, code, date) = if is_sent {
        let sent = last_sent(&state, &standing).await?.ok_or_else(Fault::not_found)?;
        let date = sent.frozen.submitted_at.date();
        (sent.frozen, Some(sent.code), date)
    } else {
        (preview(&state, &standing).await?, None, today)
    };
    let mark = code.as_deref().map_or_else(|| "预览".to_owned(), short);
    let name = format!("{}-{}-{mark}.docx", standing.unit_name, standing.title);
    let withheld = activities::facts::withheld(&state.db).await?;
    let bytes = paper::bytes(state.blobs.clone(), frozen.without(&withheld), code, date).await?;
    Ok(web::download(&name, web::DOCX, bytes))
}

async fn preview(state: &Reports, standing: &Standing) -> Result<crate::frozen::Frozen, Fault> {
    let draft = load::draft(&state.db, standing, state.db.clock().today()).await?;
    let phase = load::period(&state.db, standing).await?.map(|period| period.title());
    let recipient = load::recipient(&state.db, standing).await?;
    let submitted_at = state.db.clock().now();
    let head = Head { number: 0, phase, recipient, submitted_by: String::new(), submitted_at };
    Ok(frozen(standing, draft, head, None))
}

/// `GET /api/v1/reports/{due}/{unit}`: the bureau sees what was sent, the unit what it works on.
pub(crate) async fn call(
    State(state): State<Reports>,
    actor: Actor,
    Path((due, unit)): Address,
) -> Result<Response, Fault> {
    let standing = at(&state.db, &due, &unit).await?;
    Permit::<Show>::ask(&actor, &standing)?;
    Ok(Reply(view(&state, &actor, &standing).await?).into_response())
}

/// A report for a program.
pub(crate) async fn view(state: &Reports, actor: &Actor, standing: &Standing) -> Result<ReportView, Fault> {
    let (today, history) = (state.db.clock().today(), history(state, standing).await?);
    if !actor.is_bureau() && standing.report_state().is_with_unit() {
        let draft = load::draft(&state.db, standing, state.db.clock().today()).await?;
        let phases = campaigns::facts::phases(&state.db, standing.campaign).await?;
        let early = running::hint(standing, &phases, today);
        return Ok(ReportView { early, ..ReportView::of_draft(standing, &draft, &history, today) });
    }
    match last_sent(state, standing).await? {
        Some(sent) => Ok(ReportView::of_sent(standing, &sent, &history, today)),
        None => {
            let sentence = "单位还没有报送，没有可以查看的内容。";
            Err(Fault::conflict("not_sent", sentence))
        }
    }
}
