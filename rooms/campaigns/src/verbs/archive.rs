//! 归档: a closed campaign leaves the lists that nobody filtered.

use db::Tx;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::Fault;

use crate::policy::Archive;
use crate::store::{heads, life};

/// Nothing is asked.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = ArchiveCampaign)]
pub(crate) struct Input {}

async fn action(tx: &mut Tx, actor: &Actor, id: &str, _input: &Input) -> Result<(), Fault> {
    let head = heads::head(tx, id).await?;
    let permit = Permit::<Archive>::ask(actor, &head)?;
    life::archive(tx, &permit).await?;
    permit.record(tx, json!({ "name": head.name })).await?;
    Ok(())
}

super::faces::stepping!(
    form: "archive",
    done: "已归档：在列表中点“已归档”可以找到",
    to: |id: &str| format!("/campaigns/{id}")
);
