//! 中途加入.

use axum::extract::{Path, State};
use axum::response::Response;
use clock::{CivilDate, Moment};
use db::Tx;
use people::facts::UnitFact;
use people::{Actor, Permit, Verb};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, IdempotencyKey, Invalid, Page, Raw, Reply};

use super::fields::{self, Changed};
use super::members;
use super::once::OnlyOnce;
use crate::policy::Join;
use crate::store::{self, heads};
use crate::{Campaigns, facts};

/// Which unit joins, and from when.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = JoinCampaign)]
pub(crate) struct Input {
    /// Id of a unit that does not take part, or has left.
    unit: Raw,
    /// `YYYY-MM-DD`; reports due before are not owed.
    joined_on: Raw,
}

impl Input {
    fn parse(&self, below: &[UnitFact], since: CivilDate) -> Result<(UnitFact, CivilDate), Fault> {
        let mut invalid = Invalid::default();
        let unit = below.iter().find(|unit| unit.id.to_string() == self.unit.text());
        if unit.is_none() {
            invalid.add("unit", "请选择要加入的单位。");
        }
        let day = fields::date(&mut invalid, "joined_on", &self.joined_on);
        match day {
            None if self.joined_on.is_blank() => invalid.add("joined_on", "请填写加入日期。"),
            Some(day) if day < since => {
                invalid.add("joined_on", format!("加入日期不能早于下发日期 {since}。"));
            }
            _ => {}
        }
        match (unit, day, invalid.any()) {
            (Some(unit), Some(day), false) => Ok((unit.clone(), day)),
            _ => Err(invalid.into()),
        }
    }
}

async fn action(tx: &mut Tx, actor: &Actor, id: &str, input: &Input) -> Result<String, Fault> {
    let head = heads::head(tx, id).await?;
    let permit = Permit::<Join>::ask(actor, &head)?;
    let below = people::facts::living_units_below(tx, permit.place()).await?;
    let launched = store::plan::campaign(tx, head.id).await?.launched_at;
    let (unit, day) = input.parse(&below, launched.map_or(tx.now().date(), Moment::date))?;
    let enrolments = facts::enrolments(tx, head.id).await?;
    let known = enrolments.iter().find(|known| known.unit == unit.id);
    if known.is_some_and(|known| known.left_on.is_none()) {
        return Err(Fault::field("unit", format!("{}已经参加，不需要再加入。", unit.name)));
    }
    store::members::join(tx, &permit, unit.id, day).await?;
    let detail =
        json!({ "unit": unit.id, "joined_on": day, "had_left_on": known.and_then(|known| known.left_on) });
    permit.record(tx, detail).await?;
    Ok(unit.name)
}

async fn run(
    room: &Campaigns,
    actor: &Actor,
    id: &str,
    input: &Input,
    key: Option<&IdempotencyKey>,
) -> Result<String, Fault> {
    let only = OnlyOnce::new(actor, Join::NAME, id, key);
    only.run(&room.db, input, async |tx| action(tx, actor, id, input).await).await
}

/// POST /campaigns/{id}/members
pub(crate) async fn html(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Form { input, key }: Form<Input>,
) -> Result<Response, Fault> {
    match run(&room, &actor, &id, &input, key.as_ref()).await {
        Ok(name) => Ok(page.done(&format!("{name}已加入，等待签收"), &format!("/campaigns/{id}/members"))),
        Err(fault) => members::refused(&room, &actor, page, (&id, "join".to_owned()), &input, fault).await,
    }
}

/// POST /api/v1/campaigns/{id}/members
pub(crate) async fn json(
    State(room): State<Campaigns>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, key }: ApiJson<Input>,
) -> Result<Reply<Changed>, Fault> {
    run(&room, &actor, &id, &input, key.as_ref()).await?;
    Ok(Reply(Changed::new(input.unit)))
}
