//! 退出.

use axum::extract::{Path, State};
use axum::response::Response;
use clock::{CivilDate, Moment};
use db::Tx;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Invalid, Page, Raw, Reply};

use super::fields::{self, Changed};
use super::members;
use crate::policy::Leave;
use crate::store::{self, heads};
use crate::{Campaigns, facts};

/// When and why a unit leaves.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = LeaveCampaign)]
pub(crate) struct Input {
    /// The last day, `YYYY-MM-DD`; reports due later are not owed.
    left_on: Raw,
    /// At most 200 characters.
    reason: Raw,
}

impl Input {
    fn parse(&self, since: CivilDate, today: CivilDate) -> Result<(CivilDate, String), Fault> {
        let mut invalid = Invalid::default();
        let day = fields::date(&mut invalid, "left_on", &self.left_on);
        match day {
            None if self.left_on.is_blank() => invalid.add("left_on", "请填写退出日期。"),
            Some(day) if day < since => {
                invalid.add("left_on", format!("退出日期不能早于参加的日期 {since}。"));
            }
            Some(day) if day > today => invalid.add("left_on", "退出日期不能晚于今天。"),
            _ => {}
        }
        let missing = Some("请写明退出原因，如“机构撤并”。");
        let reason = fields::text(&mut invalid, "reason", &self.reason, fields::NAME, missing);
        match (day, invalid.any()) {
            (Some(day), false) => Ok((day, reason)),
            _ => Err(invalid.into()),
        }
    }
}

async fn action(tx: &mut Tx, actor: &Actor, id: &str, item: &str, input: &Input) -> Result<(), Fault> {
    let head = heads::head(tx, id).await?;
    let permit = Permit::<Leave>::ask(actor, &head)?;
    let launched = store::plan::campaign(tx, head.id).await?.launched_at;
    let enrolments = facts::enrolments(tx, head.id).await?;
    let member = enrolments.into_iter().find(|member| member.unit.to_string() == item);
    let member = member.ok_or_else(Fault::not_found)?;
    if member.left_on.is_some() {
        return Err(Fault::refused("left", "这家单位已经退出，不需要再次退出。"));
    }
    let today = tx.now().date();
    let since = member.joined_on.unwrap_or(launched.map_or(today, Moment::date));
    let (day, reason) = input.parse(since.min(today), today)?;
    store::members::leave(tx, &permit, member.unit, day, &reason).await?;
    permit.record(tx, json!({ "unit": member.unit, "left_on": day, "reason": reason })).await?;
    Ok(())
}

async fn run(room: &Campaigns, actor: &Actor, id: &str, item: &str, input: &Input) -> Result<(), Fault> {
    let mut tx = room.db.begin().await?;
    action(&mut tx, actor, id, item, input).await?;
    Ok(tx.commit().await?)
}

/// POST /campaigns/{id}/members/{item}/leave
pub(crate) async fn html(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Path((id, item)): Path<(String, String)>,
    Form { input, .. }: Form<Input>,
) -> Result<Response, Fault> {
    match run(&room, &actor, &id, &item, &input).await {
        Ok(()) => {
            Ok(page.done("已退出：以后的报送不再要求，已有的数据保留", &format!("/campaigns/{id}/members")))
        }
        Err(fault) => {
            let form = format!("leave-{item}");
            members::refused(&room, &actor, page, (&id, form), &input, fault).await
        }
    }
}

/// POST /api/v1/campaigns/{id}/members/{item}/leave
pub(crate) async fn json(
    State(room): State<Campaigns>,
    actor: Actor,
    Path((id, item)): Path<(String, String)>,
    ApiJson { input, .. }: ApiJson<Input>,
) -> Result<Reply<Changed>, Fault> {
    run(&room, &actor, &id, &item, &input).await?;
    Ok(Reply(Changed::new(item)))
}
