//! 沿用到下一年: the same campaign a year later, as a draft.

use axum::extract::{Path, State};
use axum::response::Response;
use db::Tx;
use people::{Actor, Permit, Verb};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, IdempotencyKey, Page, Reply};

use super::once::OnlyOnce;
use super::view::CampaignView;
use crate::policy::Copy;
use crate::store::{copy, heads, plan};
use crate::{CampaignId, Campaigns};

/// Nothing is asked.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = CopyCampaign)]
pub(crate) struct Input {}

async fn run(
    room: &Campaigns,
    actor: &Actor,
    id: &str,
    input: &Input,
    key: Option<&IdempotencyKey>,
) -> Result<CampaignId, Fault> {
    let only = OnlyOnce::new(actor, Copy::NAME, id, key);
    let work = async |tx: &mut Tx| {
        let head = heads::head(tx, id).await?;
        let permit = Permit::<Copy>::ask(actor, &head)?;
        let in_force = plan::load(tx, head.id).await?;
        let made = copy::to_next_year(tx, &permit, &in_force).await?;
        permit.record(tx, json!({ "name": head.name, "copy": made })).await?;
        Ok(made.to_string())
    };
    let made = only.run(&room.db, input, work).await?;
    CampaignId::parse(&made).map_err(Fault::internal)
}

/// POST /campaigns/{id}/copy
pub(crate) async fn html(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Form { input, key }: Form<Input>,
) -> Result<Response, Fault> {
    let made = run(&room, &actor, &id, &input, key.as_ref()).await?;
    let done = "已沿用为下一年的草稿：日期和年份顺延一年，请逐项核对后下发";
    Ok(page.done(done, &format!("/campaigns/{made}/plan")))
}

/// POST /api/v1/campaigns/{id}/copy
pub(crate) async fn json(
    State(room): State<Campaigns>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, key }: ApiJson<Input>,
) -> Result<Reply<CampaignView>, Fault> {
    let made = run(&room, &actor, &id, &input, key.as_ref()).await?;
    Ok(Reply(CampaignView::load(&room.db, made).await?))
}
