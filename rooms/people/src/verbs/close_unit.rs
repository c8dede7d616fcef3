//! A unit that closes (停办), with what it takes part in.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use clock::CivilDate;
use db::Tx;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Invalid, Method, Page, Query, Raw, Reply, Routes, json, page};

use crate::handover::OpenWork;
use crate::login::name;
use crate::permit::{Permit, may};
use crate::policy::CloseUnit;
use crate::store::{closings, services};
use crate::unit::Unit;
use crate::verbs::handovers::open_work::waiting_at;
use crate::verbs::merge_unit::{footprint, last_day, stand_in};
use crate::verbs::show_unit::{UnitDetail, detail, find};
use crate::{Actor, CampaignPart, NodeKind, People};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes
        .verb(Method::Get, "/units/{id}/close", may::<CloseUnit>(), page(show))
        .verb(Method::Post, "/units/{id}/close", may::<CloseUnit>(), page(submit))
        .verb(
            Method::Post,
            "/api/v1/units/{id}/close",
            may::<CloseUnit>(),
            json::<CloseInput, UnitDetail, _, _, _>(
                "Closes a unit after its last day; it leaves the running campaigns",
                call,
            ),
        )
}

/// The last day, why, and the version of the unit that was looked at.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct CloseInput {
    /// `2026-10-31`; not in the future, nor before anything that the unit logged.
    pub(crate) last_day: Raw,
    /// At most 200 characters.
    pub(crate) reason: Raw,
    pub(crate) version: Raw,
}

/// A closing that may be made.
struct Judged {
    last_day: CivilDate,
    reason: String,
    figures: i64,
}

/// What a closing does, told before it is confirmed.
pub(crate) struct Effects {
    pub(crate) last_day: CivilDate,
    /// Numbers that stay under its name.
    pub(crate) figures: i64,
    /// The running campaigns that it leaves, and those that are a superior's to take it out of.
    pub(crate) leaves: Vec<CampaignPart>,
    pub(crate) stays: Vec<CampaignPart>,
    /// What still waits for the unit.
    pub(crate) open: Vec<OpenWork>,
}

impl Effects {
    /// How many dated reports are no longer asked for.
    pub(crate) fn dropped(&self) -> usize {
        self.leaves.iter().map(|part| part.dues.len()).sum()
    }
}

#[derive(Template)]
#[template(path = "people/unit_close.html")]
pub(crate) struct ClosePage {
    pub(crate) page: Page,
    pub(crate) unit: Unit,
    pub(crate) input: CloseInput,
    pub(crate) errors: Invalid,
    /// `None` until everything is filled in rightly.
    pub(crate) effects: Option<Effects>,
}

impl ClosePage {
    fn open(page: Page, unit: Unit, input: CloseInput) -> Self {
        let page = page.titled(format!("停办{}", unit.short_name));
        Self { page, unit, input, errors: Invalid::default(), effects: None }
    }

    fn refused(mut self, fault: &Fault) -> Result<Response, Fault> {
        self.errors = fault.invalid();
        self.page.show_refused(fault, &self)
    }
}

async fn show(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Query(input): Query<CloseInput>,
) -> Result<Response, Fault> {
    let unit = find(&people.db, &id).await?;
    Permit::<CloseUnit>::ask(&actor, &unit)?;
    let is_fresh = input.last_day.is_blank() && input.reason.is_blank();
    let mut template = ClosePage::open(page, unit, input);
    if is_fresh {
        return template.page.show(&template);
    }
    match effects(&people, &actor, &template.unit, &template.input).await {
        Ok(effects) => {
            template.effects = Some(effects);
            template.page.show(&template)
        }
        Err(fault) if fault.is_mendable() => template.refused(&fault),
        Err(fault) => Err(fault),
    }
}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Form { input, .. }: Form<CloseInput>,
) -> Result<Response, Fault> {
    let unit = find(&people.db, &id).await?;
    match close(&people, &actor, &unit, &input).await {
        Ok((day, left)) => {
            let left = if left > 0 { format!("，已退出 {left} 项专项行动") } else { String::new() };
            Ok(page.done(&format!("单位已停办，最后一天是 {day}{left}。"), &format!("/units/{id}")))
        }
        Err(fault) if fault.is_mendable() && unit.closed_on.is_none() => {
            ClosePage::open(page, unit, input).refused(&fault)
        }
        Err(fault) => Err(fault),
    }
}

async fn call(
    State(people): State<People>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, .. }: ApiJson<CloseInput>,
) -> Result<Reply<UnitDetail>, Fault> {
    let unit = find(&people.db, &id).await?;
    close(&people, &actor, &unit, &input).await?;
    Ok(Reply(detail(&people.db, find(&people.db, &id).await?).await?))
}

/// Closes the unit: its last day, and how many campaigns it left with it.
async fn close(
    people: &People,
    actor: &Actor,
    unit: &Unit,
    input: &CloseInput,
) -> Result<(CivilDate, usize), Fault> {
    let permit = Permit::<CloseUnit>::ask(actor, unit)?;
    unit.still(&input.version)?;
    let mut tx = people.db.begin().await?;
    let Judged { last_day, reason, .. } = judge(people, &tx, unit, input).await?;
    let parts = match people.parts {
        Some(parts) => (parts.leave)(&mut tx, actor, unit.id, last_day, &format!("停办：{reason}")).await?,
        None => Vec::new(),
    };
    let left = parts.iter().filter(|part| part.may_leave).count();
    closings::keep(&mut tx, &permit, last_day, &reason).await?;
    let told = json!({ "name": unit.name, "last_day": last_day.to_string(), "reason": reason, "left": left });
    permit.record(&mut tx, told).await?;
    tx.commit().await?;
    Ok((last_day, left))
}

async fn judge(people: &People, tx: &Tx, unit: &Unit, input: &CloseInput) -> Result<Judged, Fault> {
    let mut invalid = Invalid::default();
    let footprint = footprint(people, tx, unit).await?;
    let day = last_day(&input.last_day, tx.now().date(), footprint);
    let day = invalid.take("last_day", day);
    let reason = invalid.take("reason", name(input.reason.text(), 200, "停办依据或原因"));
    invalid.into_result()?;
    let (Some(last_day), Some(reason)) = (day, reason) else {
        return Err(Fault::internal("judged right but not taken"));
    };
    let below = closings::living_below(tx, &unit.path).await?;
    if below > 0 {
        let sentence = format!("下面还有 {below} 个单位，请先把它们移到别的上级或停办。");
        return Err(Fault::refused("units_below", sentence));
    }
    if let Some(served) = services::served(tx, unit.id).await?.first() {
        let sentence = format!("本单位正在替“{}”代报，请先改由别的单位代报。", served.name);
        return Err(Fault::refused("serves", sentence));
    }
    Ok(Judged { last_day, reason, figures: footprint.figures })
}

/// Judged as the closing itself would be; nothing is written.
async fn effects(people: &People, actor: &Actor, unit: &Unit, input: &CloseInput) -> Result<Effects, Fault> {
    let tx = people.db.begin().await?;
    let Judged { last_day, figures, .. } = judge(people, &tx, unit, input).await?;
    let parts = match people.parts {
        Some(parts) => (parts.of)(&tx, actor, unit.id, last_day).await?,
        None => Vec::new(),
    };
    drop(tx);
    let (leaves, stays) = parts.into_iter().partition(|part| part.may_leave);
    let open = match unit.kind {
        NodeKind::Unit => waiting_at(&people.todos, &stand_in(actor, unit)).await?,
        NodeKind::Bureau | NodeKind::Department => Vec::new(),
    };
    Ok(Effects { last_day, figures, leaves, stays, open })
}
