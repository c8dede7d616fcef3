use axum::extract::{Path, State};
use axum::response::Response;
use db::Tx;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Page, Raw, Reply};

use crate::campaign::Met;
use crate::policy::Sign;
use crate::store::{enrol, heads, life, plan};
use crate::{Campaigns, facts};

/// The code of a signature for an edition that is no longer in force.
const OTHER_EDITION: &str = "other_edition";

/// 签收 of a unit.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Signature)]
pub(crate) struct Signature {
    /// RFC 3339.
    signed_at: String,
    signed_by: String,
}

/// What is signed for.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = SignFor)]
pub(crate) struct Input {
    /// The number of the edition that was read; blank: whatever is in force.
    edition: Raw,
}

async fn action(tx: &mut Tx, actor: &Actor, id: &str, read: &Input) -> Result<Signature, Fault> {
    let met = heads::met(tx, actor, id).await?;
    let permit = Permit::<Sign>::ask(actor, &met).map_err(|fault| if_recalled(&met, fault))?;
    life::hold_open(tx, met.head.id).await?;
    let in_force = plan::campaign(tx, met.head.id).await?.edition;
    if read.edition.given().is_some_and(|number| number != in_force.to_string()) {
        return Err(Fault::conflict(
            OTHER_EDITION,
            format!("主管部门刚刚下发了补充通知，现行的是第 {in_force} 版。请看过改动后再签收。"),
        ));
    }
    if enrol::sign(tx, &permit, actor.at.id).await? {
        permit.record(tx, json!({ "unit": actor.at.id })).await?;
    }
    let enrolments = facts::enrolments(tx, met.head.id).await?;
    let own = enrolments.into_iter().find(|enrolment| enrolment.unit == actor.at.id);
    let own = own.ok_or_else(Fault::not_found)?;
    Ok(Signature {
        signed_at: own.signed_at.map(|at| at.rfc3339()).unwrap_or_default(),
        signed_by: own.signed_by.unwrap_or_default(),
    })
}

/// A unit that had the campaign before it was called back learns why it is gone.
fn if_recalled(met: &Met, fault: Fault) -> Fault {
    if met.is_enrolled && met.is_recalled {
        return Fault::conflict(
            "recalled",
            "这项专项行动已由主管部门撤回，没有签收，现在也不需要签收。重新下发后会再提醒您。",
        );
    }
    fault
}

async fn run(room: &Campaigns, actor: &Actor, id: &str, read: &Input) -> Result<Signature, Fault> {
    let mut tx = room.db.begin().await?;
    let signature = action(&mut tx, actor, id, read).await?;
    tx.commit().await?;
    Ok(signature)
}

/// POST /campaigns/{id}/sign
pub(crate) async fn html(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Form { input, .. }: Form<Input>,
) -> Result<Response, Fault> {
    match run(&room, &actor, &id, &input).await {
        Ok(_) => Ok(page.done("已签收", &format!("/campaigns/{id}"))),
        Err(fault) if fault.code() == OTHER_EDITION => {
            Ok(page.warned(fault.sentence(), &format!("/campaigns/{id}")))
        }
        Err(fault) if fault.code() == "recalled" => Ok(page.warned(fault.sentence(), "/campaigns")),
        Err(fault) => Err(fault),
    }
}

/// POST /api/v1/campaigns/{id}/sign
pub(crate) async fn json(
    State(room): State<Campaigns>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, .. }: ApiJson<Option<Input>>,
) -> Result<Reply<Signature>, Fault> {
    Ok(Reply(run(&room, &actor, &id, &input.unwrap_or_default()).await?))
}
