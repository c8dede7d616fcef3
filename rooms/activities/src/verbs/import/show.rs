//! To look at what a ledger would do by now: each row, every wrong cell, the pictures that are missing or left over.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use blobs::BlobId;
use bytes::Bytes;
use people::{Actor, Permit};
use tokio::task::spawn_blocking;
use web::{Fault, Invalid, Page, Reply};

use super::confirm::ConfirmInput;
use crate::Activities;
use crate::import::file::{self, Opened};
use crate::import::plan::{self, Plan};
use crate::import::view::{ImportView, Names, unreadable};
use crate::import::{Import, ImportId};
use crate::openings::openings;
use crate::policy::ShowImport;
use crate::store::imports;

/// `activities/import_preview.html`: what the ledger would do.
#[derive(Debug, Template)]
#[template(path = "activities/import_preview.html")]
pub(crate) struct PreviewPage {
    pub(crate) page: Page,
    pub(crate) ledger: ImportView,
    /// What was ticked.
    pub(crate) typed: ConfirmInput,
    pub(crate) errors: Invalid,
}

impl PreviewPage {
    pub(crate) fn new(page: Page, ledger: ImportView, typed: ConfirmInput, errors: Invalid) -> Self {
        Self { page: page.titled("核对后登记"), ledger, typed, errors }
    }
}

/// The actor's own ledger.
pub(crate) async fn found(room: &Activities, id: &str) -> Result<Import, Fault> {
    let id = ImportId::parse(id).map_err(|_| Fault::not_found())?;
    imports::find(&room.db, id).await?.ok_or_else(Fault::not_found)
}

/// What an opened file would do; a fault where it is no ledger.
pub(crate) async fn planned(room: &Activities, actor: &Actor, opened: Opened) -> Result<Plan, Fault> {
    let today = room.db.clock().today();
    let plan = plan::plan(&room.db, actor, today, opened).await?;
    plan.map_err(|error| unreadable(&error.to_string()))
}

/// The bytes of a ledger that waits.
pub(crate) async fn bytes(room: &Activities, import: &Import) -> Result<Bytes, Fault> {
    let address = import.blob.as_deref().ok_or_else(Fault::not_found)?;
    let address: BlobId = address.parse().map_err(Fault::internal)?;
    Ok(room.blobs.get(address).await?)
}

/// What a ledger that waits would do.
pub(crate) async fn plan_of(room: &Activities, actor: &Actor, bytes: Bytes) -> Result<Plan, Fault> {
    let opened = spawn_blocking(move || file::open(&bytes)).await.map_err(Fault::internal)?;
    planned(room, actor, opened.map_err(|error| unreadable(&error.to_string()))?).await
}

/// A plan with the names that people know.
pub(crate) async fn named(
    room: &Activities,
    actor: &Actor,
    import: &Import,
    plan: &Plan,
) -> Result<ImportView, Fault> {
    let measures = campaigns::facts::measures(&room.db).await?;
    let open = openings(&room.db, actor).await?;
    let campaigns: Vec<(String, String)> =
        open.into_iter().map(|one| (one.campaign.id.to_string(), one.campaign.name)).collect();
    Ok(ImportView::planned(import, plan, &Names { measures: &measures, campaigns: &campaigns }))
}

/// The actor's own ledger with what it would do, or did.
pub(crate) async fn viewed(
    room: &Activities,
    actor: &Actor,
    id: &str,
) -> Result<(Import, ImportView), Fault> {
    let import = found(room, id).await?;
    Permit::<ShowImport>::ask(actor, &import)?;
    if import.confirmed_at.is_some() {
        let view = ImportView::confirmed(&import);
        return Ok((import, view));
    }
    let plan = plan_of(room, actor, bytes(room, &import).await?).await?;
    let view = named(room, actor, &import, &plan).await?;
    Ok((import, view))
}

/// Shows what the ledger would do.
pub(crate) async fn html(
    State(room): State<Activities>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let (import, view) = viewed(&room, &actor, &id).await?;
    if import.confirmed_at.is_some() {
        return Ok(page.warned("这份台账已经登记过了，没有重复登记。", "/activities"));
    }
    let shown = PreviewPage::new(page, view, ConfirmInput::default(), Invalid::default());
    shown.page.show(&shown)
}

/// Tells a program what the ledger would do, or did.
pub(crate) async fn api(
    State(room): State<Activities>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Reply<ImportView>, Fault> {
    Ok(Reply(viewed(&room, &actor, &id).await?.1))
}
