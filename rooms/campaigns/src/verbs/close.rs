//! 办结: everything stays to be read, nothing is added.

use db::Tx;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::Fault;

use crate::policy::Close;
use crate::store::{heads, life};

/// Nothing is asked.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = CloseCampaign)]
pub(crate) struct Input {}

async fn action(tx: &mut Tx, actor: &Actor, id: &str, _input: &Input) -> Result<(), Fault> {
    let head = heads::head(tx, id).await?;
    let permit = Permit::<Close>::ask(actor, &head)?;
    life::close(tx, &permit).await?;
    permit.record(tx, json!({ "name": head.name })).await?;
    Ok(())
}

super::faces::stepping!(
    form: "close",
    done: "已办结：各单位可以查看，不再登记和报送",
    to: |id: &str| format!("/campaigns/{id}")
);
