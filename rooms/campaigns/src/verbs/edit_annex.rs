use db::Tx;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{Fault, Raw};

use super::{add_annex, fields};
use crate::policy::EditAnnex;
use crate::store::{self, edit, heads};

/// The words of a slogan or an attachment, and which of the two it is.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = EditAnnex)]
pub(crate) struct Input {
    version: Raw,
    #[serde(flatten)]
    annex: add_annex::Input,
}

async fn action(tx: &mut Tx, actor: &Actor, id: &str, item: &str, input: &Input) -> Result<(), Fault> {
    let head = heads::head(tx, id).await?;
    let permit = Permit::<EditAnnex>::ask(actor, &head)?;
    let plan = store::plan::load(tx, head.id).await?;
    let before = plan.slogans.iter().find(|row| row.id.to_string() == item).ok_or_else(Fault::not_found)?;
    let (kind, text) = input.annex.parse()?;
    edit::annex(tx, &permit, before.id, fields::version(&input.version)?, (kind, &text)).await?;
    permit.record(tx, json!({ "annex": item, "before": before, "kind": kind, "text": text })).await?;
    Ok(())
}

super::faces::correcting!(form: "edit-annex", done: "已修改");
