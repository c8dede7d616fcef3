use axum::extract::{Path, State};
use axum::response::Response;
use db::Tx;
use people::{Actor, Permit};
use serde::Deserialize;
use serde_json::json;
use web::{Fault, Form, Page, Reply};

use super::log;
use crate::policy::Restore;
use crate::store::{activities, parts};
use crate::{Activities, ActivityId, ActivityView, counted};

/// Nothing is typed to restore.
#[derive(Debug, Deserialize)]
pub(crate) struct Nothing {}

/// Lets a void activity count again.
pub(crate) async fn action(tx: &mut Tx, actor: &Actor, id: ActivityId) -> Result<(), Fault> {
    let activity = activities::find(&*tx, id).await?.ok_or_else(Fault::not_found)?;
    let permit = Permit::<Restore>::ask(actor, &activity)?;
    if !parts::counts_for_open(&*tx, id).await? {
        let sentence = "这项活动计入的专项行动已经办结或撤回，暂不能恢复。请联系主管部门重新打开后再恢复。";
        return Err(Fault::conflict("wrong_state", sentence));
    }
    let merger = people::facts::unit(&*tx, activity.unit).await?.and_then(|unit| unit.merger());
    if let Some(sentence) = merger.and_then(|merger| merger.refusal(activity.starts_on)) {
        return Err(Fault::refused("merged_unit", sentence));
    }
    activities::restore(tx, &permit, id).await?;
    counted::count_again(tx, &activity).await?;
    permit.record(tx, json!({ "name": activity.name })).await?;
    Ok(())
}

/// Takes the button on the activity's page in.
pub(crate) async fn html(
    State(room): State<Activities>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    _: Form<Nothing>,
) -> Result<Response, Fault> {
    let id = restore(&room, &actor, &id).await?;
    Ok(page.done("已恢复，数量重新计入指标。", &format!("/activities/{id}")))
}

/// Restores an activity for a program.
pub(crate) async fn api(
    State(room): State<Activities>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Reply<ActivityView>, Fault> {
    let id = restore(&room, &actor, &id).await?;
    Ok(Reply(log::view(&room.db, &actor, id).await?))
}

async fn restore(room: &Activities, actor: &Actor, id: &str) -> Result<ActivityId, Fault> {
    let id = ActivityId::parse(id).map_err(|_| Fault::not_found())?;
    let mut tx = room.db.begin().await?;
    action(&mut tx, actor, id).await?;
    tx.commit().await?;
    Ok(id)
}
