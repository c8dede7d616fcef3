//! The editions of a plan, each with what changed.

use axum::extract::{Path, State};
use axum::response::Response;
use db::Reads;
use people::facts::UnitFact;
use people::{Actor, Permit, Role};
use serde::Serialize;
use utoipa::ToSchema;
use web::askama::Template;
use web::{Fault, Page, Reply, redirect};

use super::words::Words;
use crate::plan::Told;
use crate::policy::Show;
use crate::store::edition::{self, EditionRow};
use crate::store::heads;
use crate::{CampaignState, Campaigns};

/// An edition of a plan.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Edition)]
pub(crate) struct EditionView {
    number: i64,
    /// Of the 补充通知; empty when it has none.
    document_number: String,
    /// RFC 3339.
    launched_at: Option<String>,
    launched_by: Option<String>,
    changes: Vec<Told>,
}

/// Every edition, newest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Editions)]
pub(crate) struct Editions {
    rows: Vec<EditionView>,
}

#[derive(Template)]
#[template(path = "campaigns/editions.html")]
pub(crate) struct EditionsPage {
    page: Page,
    id: String,
    name: String,
    rows: Vec<Listed>,
    is_bureau: bool,
    may_amend: bool,
}

/// An edition with what it changed, as far as whoever looks may know.
pub(crate) struct Listed {
    row: EditionRow,
    changes: Vec<Told>,
}

/// Whose targets somebody may know: the own unit's, or those of the units below a bureau in between.
pub(super) async fn units_of(reads: &impl Reads, actor: &Actor) -> Result<Vec<UnitFact>, Fault> {
    Ok(match actor.is_unit() {
        true => people::facts::unit(reads, actor.at.id).await?.into_iter().collect(),
        false => people::facts::units_below(reads, &actor.at.path).await?,
    })
}

/// What an edition changed, as a unit sees it, or a bureau in between: the targets of no other unit than its own.
pub(super) async fn seen_by(
    reads: &impl Reads,
    actor: &Actor,
    changes: Vec<Told>,
) -> Result<Vec<Told>, Fault> {
    let units = units_of(reads, actor).await?;
    Ok(changes.into_iter().filter_map(|told| told.seen_by(&units)).collect())
}

async fn rows(room: &Campaigns, actor: &Actor, id: &str) -> Result<(bool, Vec<Listed>), Fault> {
    let met = heads::met(&room.db, actor, id).await?;
    Permit::<Show>::ask(actor, &met)?;
    let is_bureau = actor.reaches(&met.head.place);
    let mut rows = edition::list(&room.db, met.head.id).await?;
    rows.retain(|row| is_bureau || row.launched_at.is_some());
    let mut listed = Vec::new();
    for row in rows {
        let all = row.changes();
        let changes = if is_bureau { all } else { seen_by(&room.db, actor, all).await? };
        listed.push(Listed { row, changes });
    }
    Ok((is_bureau, listed))
}

/// GET /campaigns/{id}/editions
pub(crate) async fn html(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let (is_bureau, rows) = rows(&room, &actor, &id).await?;
    let head = heads::head(&room.db, &id).await?;
    if head.state == CampaignState::Draft {
        return Ok(redirect(&format!("/campaigns/{id}/plan")));
    }
    let no_draft = rows.iter().all(|one| one.row.launched_at.is_some());
    let shown = EditionsPage {
        page: page.clone().titled("方案各版"),
        may_amend: no_draft && head.state.is_open() && actor.is_any(&[Role::BureauOfficer]),
        id,
        name: head.name,
        rows,
        is_bureau,
    };
    page.show(&shown)
}

/// GET /api/v1/campaigns/{id}/editions
pub(crate) async fn json(
    State(room): State<Campaigns>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Reply<Editions>, Fault> {
    let (_, rows) = rows(&room, &actor, &id).await?;
    let view = |Listed { row, changes }: Listed| EditionView {
        changes,
        number: row.number,
        document_number: row.document_number,
        launched_at: row.launched_at.map(|at| at.rfc3339()),
        launched_by: row.launched_by,
    };
    Ok(Reply(Editions { rows: rows.into_iter().map(view).collect() }))
}
