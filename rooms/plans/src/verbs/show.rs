use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use gongwen::docx;
use people::{Actor, Permit, Role};
use serde::Deserialize;
use utoipa::ToSchema;
use web::{Fault, Invalid, Page, Query, Raw, Reply};

use super::decide::ReturnInput;
use super::{Address, at};
use crate::Plans;
use crate::plan::PlanState;
use crate::policy::Show;
use crate::print::document_of;
use crate::version::Version;
use crate::view::{PlanView, Seen};

/// Which version is looked at.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = UnitPlanAsked)]
pub(crate) struct Asked {
    /// `in_force`: the accepted one, while a second one is written or waits.
    version: Raw,
}

impl Asked {
    pub(super) fn version(&self) -> Version {
        if self.version.text() == "in_force" { Version::InForce } else { Version::Latest }
    }
}

/// A plan as it stands.
#[derive(Template)]
#[template(path = "plans/show.html")]
struct ShowPage {
    page: Page,
    seen: Seen,
    view: PlanView,
    state: PlanState,
    errors: Invalid,
    /// What was typed into a return.
    typed: ReturnInput,
    key: String,
    /// The unit's officer, while the plan lies with the unit.
    may_write: bool,
    /// The reviewer.
    may_decide: bool,
    /// The bureau, while the unit may be let off or is.
    may_exempt: bool,
    /// The unit's officer, while the plan is accepted and the bureau's targets have changed since.
    may_revise: bool,
    /// The unit's officer, where activities are marked as done.
    may_mark: bool,
    version: Version,
}

impl ShowPage {
    fn href(&self, part: &str) -> String {
        format!("{}{part}", self.seen.standing.href())
    }

    /// Whether an older version is looked at, which nobody changes.
    fn is_older(&self) -> bool {
        self.version == Version::InForce && self.seen.standing.has_second()
    }

    /// The document of what is shown.
    fn docx(&self) -> String {
        self.href(if self.is_older() { "/plan.docx?version=in_force" } else { "/plan.docx" })
    }

    /// The unit's own file beside what is shown.
    fn file(&self) -> String {
        self.href(if self.is_older() { "/file?version=in_force" } else { "/file" })
    }

    /// By when the bureau wants what it gave back: by its own date, or by that of all while that is to come.
    fn again(&self) -> Option<String> {
        let step = self.seen.returned()?;
        let of_all = self.seen.standing.due_on.filter(|day| *day >= self.seen.today);
        Some(match (step.again_on, of_all) {
            (Some(own), _) => format!("请在 {own} 前重新报备。"),
            (None, Some(day)) => format!("请在报备期限 {day} 前重新报备。"),
            (None, None) => "请改好后尽快重新报备。".to_owned(),
        })
    }

    /// How many own targets a filed plan proposes that the reviewer may decline.
    fn proposes(&self) -> usize {
        self.view.own_targets().len()
    }
}

async fn build(
    state: &Plans,
    actor: &Actor,
    page: Page,
    (campaign, unit): (&str, &str),
    (errors, typed): (Invalid, ReturnInput),
    version: Version,
) -> Result<ShowPage, Fault> {
    let standing = at(&state.db, campaign, unit).await?;
    Permit::<Show>::ask(actor, &standing)?;
    let title =
        if actor.is_bureau() { standing.unit_name.clone() } else { "本单位工作方案".to_owned() };
    let seen = Seen::load(&state.db, actor, standing, version).await?;
    let lies = seen.standing.state();
    let is_latest = version == Version::Latest || !seen.standing.has_second();
    let is_officer = actor.is_any(&[Role::UnitOfficer]) && is_latest;
    let is_open = seen.standing.campaign_state.is_open();
    Ok(ShowPage {
        page: page.titled(title),
        view: seen.view(),
        state: lies,
        errors,
        typed,
        key: state.db.mint().id::<()>().to_string(),
        may_write: is_officer && lies.edit().is_ok(),
        may_decide: actor.is_any(&[Role::BureauReviewer]) && is_latest,
        may_exempt: actor.is_any(Role::BUREAU) && (lies.exempt().is_ok() || lies.recall().is_ok()),
        may_revise: is_officer && is_open && lies.revise().is_ok() && !seen.moved.is_empty(),
        may_mark: is_officer && is_open && lies.mark_done().is_ok(),
        version,
        seen,
    })
}

/// `GET /plans/{campaign}/{unit}`.
pub(crate) async fn html(
    State(state): State<Plans>,
    actor: Actor,
    page: Page,
    Path((campaign, unit)): Address,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let nothing = (Invalid::default(), ReturnInput::default());
    let shown = build(&state, &actor, page, (&campaign, &unit), nothing, asked.version()).await?;
    shown.page.show(&shown)
}

/// The page again, with what was wrong.
pub(crate) async fn refused(
    state: &Plans,
    actor: &Actor,
    page: Page,
    address: (&str, &str),
    typed: ReturnInput,
    fault: &Fault,
) -> Result<Response, Fault> {
    let shown = build(state, actor, page, address, (fault.invalid(), typed), Version::Latest).await?;
    shown.page.show_refused(fault, &shown)
}

/// `GET /api/v1/plans/{campaign}/{unit}`.
pub(crate) async fn json(
    State(state): State<Plans>,
    actor: Actor,
    Path((campaign, unit)): Address,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let standing = at(&state.db, &campaign, &unit).await?;
    Permit::<Show>::ask(&actor, &standing)?;
    Ok(Reply(Seen::load(&state.db, &actor, standing, asked.version()).await?.view()).into_response())
}

/// `GET /plans/{campaign}/{unit}/plan.docx`.
pub(crate) async fn print(
    State(state): State<Plans>,
    actor: Actor,
    Path((campaign, unit)): Address,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let standing = at(&state.db, &campaign, &unit).await?;
    Permit::<Show>::ask(&actor, &standing)?;
    super::written(&standing)?;
    let seen = Seen::load(&state.db, &actor, standing, asked.version()).await?;
    let document = document_of(&state.db, &seen).await?.ok_or_else(Fault::not_found)?;
    let name = format!("{}.docx", document.title.replace('\n', ""));
    let written = tokio::task::spawn_blocking(move || docx::bytes(&document));
    let bytes = written.await.map_err(Fault::internal)?.map_err(Fault::internal)?;
    Ok(web::download(&name, web::DOCX, bytes))
}
