use db::Tx;
use people::{Actor, Permit};
use serde_json::json;
use web::Fault;

pub(crate) use super::edit_phase::Input;
use super::edit_phase::ask_before_adding;
use crate::policy::AddPhase;
use crate::store::{self, edit, heads};

async fn action(tx: &mut Tx, actor: &Actor, id: &str, input: &Input) -> Result<String, Fault> {
    let head = heads::head(tx, id).await?;
    let permit = Permit::<AddPhase>::ask(actor, &head)?;
    let edit = input.parse()?;
    let phases = store::plan::phases(tx, head.id).await?;
    let campaign = store::plan::campaign(tx, head.id).await?;
    ask_before_adding(input, &edit, &phases, &campaign, tx.id())?;
    let added = edit::add_phase(tx, &permit, &edit).await?.to_string();
    permit.record(tx, json!({ "phase": added, "name": edit.name, "ends_on": edit.ends_on })).await?;
    Ok(added)
}

super::faces::adding!(verb: AddPhase, form: "add-phase", done: "已添加阶段");
