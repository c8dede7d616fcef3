use axum::extract::{Path, State};
use axum::response::Response;
use db::Tx;
use people::{Actor, Permit, Verb};
use serde_json::json;
use web::{ApiJson, Fault, Form, IdempotencyKey, Page, Reply};

pub(crate) use super::edit_phase::Input;
use super::fields::Changed;
use super::once::OnlyOnce;
use super::plan;
use crate::Campaigns;
use crate::policy::AddPhase;
use crate::store::{edit, heads};

async fn action(tx: &mut Tx, actor: &Actor, id: &str, input: &Input) -> Result<String, Fault> {
    let head = heads::head(tx, id).await?;
    let permit = Permit::<AddPhase>::ask(actor, &head)?;
    let edit = input.parse()?;
    let added = edit::add_phase(tx, &permit, &edit).await?.to_string();
    permit.record(tx, json!({ "phase": added, "name": edit.name, "ends_on": edit.ends_on })).await?;
    Ok(added)
}

async fn run(
    room: &Campaigns,
    actor: &Actor,
    id: &str,
    input: &Input,
    key: Option<&IdempotencyKey>,
) -> Result<String, Fault> {
    let mut tx = room.db.begin().await?;
    let only = OnlyOnce::new(actor, AddPhase::NAME, id, key);
    if let Some(known) = only.known(&mut tx, input).await? {
        return Ok(known);
    }
    let added = action(&mut tx, actor, id, input).await?;
    only.keep(&mut tx, &added).await?;
    tx.commit().await?;
    Ok(added)
}

/// POST /campaigns/{id}/phases
pub(crate) async fn html(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Form { input, key }: Form<Input>,
) -> Result<Response, Fault> {
    let outcome = run(&room, &actor, &id, &input, key.as_ref()).await.map(|_| "已添加阶段");
    plan::answer(&room, &actor, page, &id, "add-phase".to_owned(), &input, outcome).await
}

/// POST /api/v1/campaigns/{id}/phases
pub(crate) async fn json(
    State(room): State<Campaigns>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, key }: ApiJson<Input>,
) -> Result<Reply<Changed>, Fault> {
    Ok(Reply(Changed::new(run(&room, &actor, &id, &input, key.as_ref()).await?)))
}
