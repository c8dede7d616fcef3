//! A draft is thrown away: nobody finds it again, the ledger keeps that it was there.

use db::Tx;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::Fault;

use crate::policy::Discard;
use crate::store::{self, heads, life};

/// Nothing is asked.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = DiscardCampaign)]
pub(crate) struct Input {}

async fn action(tx: &mut Tx, actor: &Actor, id: &str, _input: &Input) -> Result<(), Fault> {
    let head = heads::head(tx, id).await?;
    let permit = Permit::<Discard>::ask(actor, &head)?;
    let plan = store::plan::load(tx, head.id).await?;
    life::discard(tx, &permit).await?;
    let detail = json!({
        "name": head.name, "document_number": plan.campaign.document_number, "phases": plan.phases.len(),
        "indicators": plan.indicators.len(), "tasks": plan.tasks.len(), "dues": plan.dues.len(),
    });
    permit.record(tx, detail).await?;
    Ok(())
}

super::faces::stepping!(form: "discard", done: "已废弃草稿", to: |_: &str| "/campaigns".to_owned());
