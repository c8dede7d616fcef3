use axum::extract::{Path, State};
use axum::response::Response;
use db::Tx;
use people::{Actor, Permit};
use serde::Deserialize;
use serde_json::json;
use web::{ApiJson, Fault, Form, Page, Raw, Reply};

use super::show::Refused;
use super::{correct, log, show};
use crate::activity::Reason;
use crate::policy::Void;
use crate::store::activities;
use crate::{Activities, ActivityId, ActivityView, counted};

/// Why an activity no longer counts.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub(crate) struct VoidInput {
    /// At most 200 characters.
    pub(crate) reason: Raw,
}

/// Takes an activity out of every count; it stays to be seen, with the reason.
pub(crate) async fn action(
    tx: &mut Tx,
    actor: &Actor,
    id: ActivityId,
    input: &VoidInput,
) -> Result<(), Fault> {
    let activity = activities::find(&*tx, id).await?.ok_or_else(Fault::not_found)?;
    let permit = Permit::<Void>::ask(actor, &activity)?;
    let reason = Reason::parse(input.reason.text())
        .map_err(|error| Fault::field("reason", format!("作废原因：{error}")))?;
    activities::void(tx, &permit, id, &reason).await?;
    counted::uncount(tx, id).await?;
    permit.record(tx, json!({ "name": activity.name, "reason": reason.as_str() })).await?;
    Ok(())
}

/// Takes the form on the activity's page in.
pub(crate) async fn html(
    State(room): State<Activities>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    form: Form<VoidInput>,
) -> Result<Response, Fault> {
    let activity = correct::find(&room, &id).await?;
    match void(&room, &actor, activity.id, &form.input).await {
        Ok(()) => {
            Ok(page.done("已作废，不再计入任何指标。可随时恢复。", &format!("/activities/{}", activity.id)))
        }
        Err(fault) => {
            let refused = |fault: &Fault| Refused::whole(form.input.reason, fault);
            show::again(&room, &actor, page, &activity, (fault, refused)).await
        }
    }
}

/// Voids an activity for a program.
pub(crate) async fn api(
    State(room): State<Activities>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, .. }: ApiJson<VoidInput>,
) -> Result<Reply<ActivityView>, Fault> {
    let id = ActivityId::parse(&id).map_err(|_| Fault::not_found())?;
    void(&room, &actor, id, &input).await?;
    Ok(Reply(log::view(&room.db, &actor, id).await?))
}

async fn void(room: &Activities, actor: &Actor, id: ActivityId, input: &VoidInput) -> Result<(), Fault> {
    let mut tx = room.db.begin().await?;
    action(&mut tx, actor, id, input).await?;
    Ok(tx.commit().await?)
}
