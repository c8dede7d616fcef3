use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use clock::CivilDate;
use db::Reads;
use gongwen::docx;
use serde::Serialize;
use utoipa::ToSchema;
use web::{Fault, Method, Page, Reply, Routes, json, page};

use crate::handover::{Charge, Handover, OpenWork, Stage};
use crate::handover_paper;
use crate::permit::{Permit, may};
use crate::policy::{CancelHandover, ShowUnit};
use crate::store::handovers::{self, HandoverId};
use crate::unit::Unit;
use crate::verbs::show_unit::find;
use crate::{Actor, People};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    let list = "/units/{id}/handovers/{handover}/list.docx";
    routes
        .verb(Method::Get, "/units/{id}/handovers/{handover}", may::<ShowUnit>(), page(show))
        .verb(Method::Get, list, may::<ShowUnit>(), page(print))
        .verb(
            Method::Get,
            "/api/v1/units/{id}/handovers/{handover}",
            may::<ShowUnit>(),
            json::<(), HandoverView, _, _, _>("A hand-over with what was open when it was made", call),
        )
        .verb(
            Method::Get,
            "/api/v1/units/{id}/handovers/{handover}/list.docx",
            may::<ShowUnit>(),
            json::<(), (), _, _, _>("The printed list of a hand-over", print),
        )
}

#[derive(Template)]
#[template(path = "people/handover.html")]
pub(crate) struct HandoverPage {
    pub(crate) page: Page,
    pub(crate) unit: Unit,
    pub(crate) handover: Handover,
    pub(crate) stage: Stage,
    pub(crate) may_cancel: bool,
    pub(crate) key: String,
}

/// A hand-over of a unit.
pub(crate) async fn one(reads: &impl Reads, unit: &Unit, id: &str) -> Result<Handover, Fault> {
    let id = HandoverId::parse(id).map_err(|_| Fault::not_found())?;
    let all = handovers::of(reads, unit.id).await?;
    all.into_iter().find(|handover| handover.id == id).ok_or_else(Fault::not_found)
}

async fn show(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Path((id, handover)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let unit = find(&people.db, &id).await?;
    Permit::<ShowUnit>::ask(&actor, &unit)?;
    let handover = one(&people.db, &unit, &handover).await?;
    let page = page.titled("工作移交清单");
    let stage = handover.stage(people.db.clock().today());
    let may_cancel = Permit::<CancelHandover>::would(&actor, &unit) && stage == Stage::Pending;
    let key = people.db.mint().id::<()>().to_string();
    page.show(&HandoverPage { page: page.clone(), unit, handover, stage, may_cancel, key })
}

/// The list in official form, with lines to sign on.
async fn print(
    State(people): State<People>,
    actor: Actor,
    Path((id, handover)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let unit = find(&people.db, &id).await?;
    Permit::<ShowUnit>::ask(&actor, &unit)?;
    let handover = one(&people.db, &unit, &handover).await?;
    let document = handover_paper::document(&unit.name, &handover);
    let name = format!("{}.docx", document.title);
    let written = tokio::task::spawn_blocking(move || docx::bytes(&document));
    let bytes = written.await.map_err(Fault::internal)?.map_err(Fault::internal)?;
    Ok(web::download(&name, web::DOCX, bytes))
}

/// Something that waited for whoever took over.
#[derive(Serialize, ToSchema)]
struct OpenView {
    text: String,
    href: String,
    /// `2026-03-31`; empty without a date.
    due: String,
    is_late: bool,
}

/// A hand-over with what was open when it was made.
#[derive(Serialize, ToSchema)]
pub(crate) struct HandoverView {
    id: String,
    unit_id: String,
    person: String,
    successor: String,
    /// The first day of the successor.
    on_day: String,
    /// The roles, as words.
    roles: Vec<String>,
    open: Vec<OpenView>,
    /// `pending` until its day, then `done`; `cancelled` when it was taken back.
    state: &'static str,
    /// What the successor takes over beside the roles: `liaison`, `safety_a`, `safety_b`.
    duties: Vec<&'static str>,
    /// When the duties passed, RFC 3339; null before the day.
    passed_at: Option<String>,
    /// Those that did: what was still the leaver's then.
    passed: Vec<&'static str>,
    /// RFC 3339.
    made_at: String,
    made_by: String,
    /// RFC 3339; null unless it was taken back.
    cancelled_at: Option<String>,
}

impl HandoverView {
    pub(crate) fn of(handover: Handover, today: CivilDate) -> Self {
        let codes = |charges: &[Charge]| charges.iter().map(|charge| charge.code()).collect();
        let view =
            |one: OpenWork| OpenView { text: one.text, href: one.href, due: one.due, is_late: one.is_late };
        let (passed_at, passed) = handover
            .passed
            .as_ref()
            .map_or((None, Vec::new()), |(at, passed)| (Some(at.rfc3339()), codes(passed)));
        Self {
            state: handover.stage(today).code(),
            duties: codes(&handover.charges),
            passed_at,
            passed,
            id: handover.id.to_string(),
            unit_id: handover.unit.to_string(),
            person: handover.person_name,
            successor: handover.successor_name,
            on_day: handover.on_day.to_string(),
            roles: handover.list.roles,
            open: handover.list.open.into_iter().map(view).collect(),
            made_at: handover.made_at.rfc3339(),
            made_by: handover.made_by,
            cancelled_at: handover.cancelled.map(|(at, _)| at.rfc3339()),
        }
    }
}

async fn call(
    State(people): State<People>,
    actor: Actor,
    Path((id, handover)): Path<(String, String)>,
) -> Result<Reply<HandoverView>, Fault> {
    let unit = find(&people.db, &id).await?;
    Permit::<ShowUnit>::ask(&actor, &unit)?;
    Ok(Reply(HandoverView::of(one(&people.db, &unit, &handover).await?, people.db.clock().today())))
}
