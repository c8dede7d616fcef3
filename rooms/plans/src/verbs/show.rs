use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use gongwen::docx;
use people::{Actor, Permit, Role};
use web::{Fault, Invalid, Page, Raw, Reply};

use super::{Address, at};
use crate::plan::PlanState;
use crate::policy::Show;
use crate::view::{PlanView, Seen};
use crate::{Plans, paper};

/// A plan as it stands.
#[derive(Template)]
#[template(path = "plans/show.html")]
struct ShowPage {
    page: Page,
    seen: Seen,
    view: PlanView,
    state: PlanState,
    errors: Invalid,
    /// What was typed into the reason of a return.
    reason: Raw,
    key: String,
    /// The unit's officer, while the plan lies with the unit.
    may_write: bool,
    /// The reviewer.
    may_decide: bool,
    /// The bureau, while the unit may be let off or is.
    may_exempt: bool,
}

impl ShowPage {
    fn href(&self, part: &str) -> String {
        format!("{}{part}", self.seen.standing.href())
    }
}

async fn build(
    state: &Plans,
    actor: &Actor,
    page: Page,
    (campaign, unit): (&str, &str),
    (errors, reason): (Invalid, Raw),
) -> Result<ShowPage, Fault> {
    let standing = at(&state.db, campaign, unit).await?;
    Permit::<Show>::ask(actor, &standing)?;
    let title =
        if actor.is_bureau() { standing.unit_name.clone() } else { "本单位工作方案".to_owned() };
    let seen = Seen::load(&state.db, actor, standing).await?;
    let lies = seen.standing.state();
    Ok(ShowPage {
        page: page.titled(title),
        view: seen.view(),
        state: lies,
        errors,
        reason,
        key: state.db.mint().id::<()>().to_string(),
        may_write: actor.is_any(&[Role::UnitOfficer]) && lies.edit().is_ok(),
        may_decide: actor.is_any(&[Role::BureauReviewer]),
        may_exempt: actor.is_any(Role::BUREAU) && (lies.exempt().is_ok() || lies.recall().is_ok()),
        seen,
    })
}

/// `GET /plans/{campaign}/{unit}`.
pub(crate) async fn html(
    State(state): State<Plans>,
    actor: Actor,
    page: Page,
    Path((campaign, unit)): Address,
) -> Result<Response, Fault> {
    let nothing = (Invalid::default(), Raw::default());
    let shown = build(&state, &actor, page, (&campaign, &unit), nothing).await?;
    shown.page.show(&shown)
}

/// The page again, with what was wrong.
pub(crate) async fn refused(
    state: &Plans,
    actor: &Actor,
    page: Page,
    address: (&str, &str),
    reason: Raw,
    fault: &Fault,
) -> Result<Response, Fault> {
    let shown = build(state, actor, page, address, (fault.invalid(), reason)).await?;
    shown.page.show_refused(fault, &shown)
}

/// `GET /api/v1/plans/{campaign}/{unit}`.
pub(crate) async fn json(
    State(state): State<Plans>,
    actor: Actor,
    Path((campaign, unit)): Address,
) -> Result<Response, Fault> {
    let standing = at(&state.db, &campaign, &unit).await?;
    Permit::<Show>::ask(&actor, &standing)?;
    Ok(Reply(Seen::load(&state.db, &actor, standing).await?.view()).into_response())
}

/// `GET /plans/{campaign}/{unit}/plan.docx`.
pub(crate) async fn print(
    State(state): State<Plans>,
    actor: Actor,
    Path((campaign, unit)): Address,
) -> Result<Response, Fault> {
    let standing = at(&state.db, &campaign, &unit).await?;
    Permit::<Show>::ask(&actor, &standing)?;
    super::written(&standing)?;
    let seen = Seen::load(&state.db, &actor, standing).await?;
    let content = seen.content.clone().ok_or_else(Fault::not_found)?;
    let document = paper::document(&seen.standing, &content, &seen.view(), &seen.measures);
    let name = format!("{}.docx", document.title);
    let written = tokio::task::spawn_blocking(move || docx::bytes(&document));
    let bytes = written.await.map_err(Fault::internal)?.map_err(Fault::internal)?;
    Ok(web::download(&name, web::DOCX, bytes))
}
