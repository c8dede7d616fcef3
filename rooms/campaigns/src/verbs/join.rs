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
use crate::workday::Workdays;
use crate::{Campaigns, DueFact, DueKind, facts};

/// Which unit joins, and from when.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = JoinCampaign)]
pub(crate) struct Input {
    /// Id of a unit that does not take part, or has left.
    unit: Raw,
    /// `YYYY-MM-DD`; reports due before are not owed.
    joined_on: Raw,
    /// `YYYY-MM-DD`: by when it files its own plan, where the campaign asks for one. Empty: by the day of all, or ten working days
    /// after it joins where that is later.
    plan_due_on: Raw,
}

/// How many working days a late unit has at least for its plan.
const PLAN_DAYS: u32 = 10;

/// The day by which the plans of all are filed; none where the campaign asks for no filing.
pub(super) fn plan_day_of_all(dues: &[DueFact]) -> Option<CivilDate> {
    dues.iter().filter(|due| due.kind == DueKind::UnitPlan).filter_map(|due| due.due_on).min()
}

/// The day by which a unit that joins then files its plan, where nobody says otherwise and it is later than that of all.
pub(super) fn plan_day(of_all: CivilDate, joined_on: CivilDate, workdays: &Workdays) -> Option<CivilDate> {
    Some(workdays.after(joined_on, PLAN_DAYS)).filter(|own| *own > of_all)
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

    /// The unit's own day for its plan; one that is back has the day that it had, unless another one is typed.
    fn plan_due(
        &self,
        of_all: Option<CivilDate>,
        (joined_on, is_back): (CivilDate, bool),
        workdays: &Workdays,
    ) -> Result<Option<CivilDate>, Fault> {
        let mut invalid = Invalid::default();
        let own = fields::date(&mut invalid, "plan_due_on", &self.plan_due_on);
        match (of_all, own) {
            (None, Some(_)) => {
                invalid.add("plan_due_on", "这项专项行动没有规定单位方案的报备期限，这里请留空。");
            }
            (Some(_), Some(own)) if own < joined_on => {
                invalid.add("plan_due_on", format!("方案报备期限不能早于加入日期 {joined_on}。"));
            }
            (Some(of_all), Some(own)) if own < of_all => {
                let sentence = format!("方案报备期限不能早于其他单位的期限 {of_all}；一样的请留空。");
                invalid.add("plan_due_on", sentence);
            }
            _ => {}
        }
        invalid.into_result()?;
        let reckoned =
            || of_all.filter(|_| !is_back).and_then(|of_all| plan_day(of_all, joined_on, workdays));
        Ok(own.or_else(reckoned))
    }
}

/// What is said of the unit: its name, and from when it takes part.
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
    let of_all = plan_day_of_all(&facts::dues(tx, head.id).await?);
    let plan_due_on =
        input.plan_due(of_all, (day, known.is_some()), &store::days_off::workdays(tx).await?)?;
    store::members::join(tx, &permit, unit.id, (day, plan_due_on)).await?;
    let detail = json!({
        "unit": unit.id, "joined_on": day, "had_left_on": known.and_then(|known| known.left_on), "plan_due_on": plan_due_on,
    });
    permit.record(tx, detail).await?;
    let until = facts::plan_due(of_all, plan_due_on.or(known.and_then(|known| known.plan_due_on)));
    let plan = until.map_or_else(String::new, |until| format!("；单位工作方案请它在 {until} 前报备"));
    if known.is_some() {
        return Ok(format!("{}已恢复参加，加入日期和签收不变{plan}", unit.name));
    }
    let signing = if facts::joins_later(Some(day), tx.now().date()) {
        format!("从 {day} 起参加，到时签收")
    } else {
        "等待签收".to_owned()
    };
    Ok(format!("{}已加入，{signing}{plan}", unit.name))
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
        Ok(done) => Ok(page.done(&done, &format!("/campaigns/{id}/members"))),
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
