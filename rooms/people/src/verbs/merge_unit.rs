use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use clock::CivilDate;
use db::Tx;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Invalid, Method, Page, Query, Raw, Reply, Routes, json, page};

use crate::footprint::Footprint;
use crate::handover::OpenWork;
use crate::login::name;
use crate::permit::{Permit, may};
use crate::policy::MergeUnit;
use crate::store::search::Search;
use crate::store::{members, mergers, services, units};
use crate::tree::place_below;
use crate::unit::Unit;
use crate::verbs::handovers::open_work::waiting_at;
use crate::verbs::show_unit::{UnitDetail, detail, find};
use crate::{Actor, NodeKind, People, Place, Role, Via};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes
        .verb(Method::Get, "/units/{id}/merge", may::<MergeUnit>(), page(show))
        .verb(Method::Post, "/units/{id}/merge", may::<MergeUnit>(), page(submit))
        .verb(
            Method::Post,
            "/api/v1/units/{id}/merge",
            may::<MergeUnit>(),
            json::<MergeInput, UnitDetail, _, _, _>("Lets a unit go into another one after a day", call),
        )
}

/// Into which unit, after which day, and why.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct MergeInput {
    /// The full name or the id of a unit below the same bureau that was not merged itself.
    pub(crate) successor: Raw,
    /// The last day under the old name, `2026-10-31`; not in the future, nor before anything that the unit logged.
    pub(crate) last_day: Raw,
    /// At most 200 characters.
    pub(crate) reason: Raw,
    /// The version of the unit that was looked at.
    pub(crate) version: Raw,
}

/// A merge that may be made.
struct Judged {
    successor: Unit,
    last_day: CivilDate,
    reason: String,
}

/// What a merge does, told before it is confirmed.
pub(crate) struct Effects {
    pub(crate) successor: String,
    pub(crate) last_day: CivilDate,
    /// Who holds a role at the unit.
    pub(crate) people: usize,
    /// Departments and units that hang below it.
    pub(crate) below: u64,
    /// Numbers that stay under its name.
    pub(crate) figures: i64,
    /// What still waits for the unit.
    pub(crate) open: Vec<OpenWork>,
}

#[derive(Template)]
#[template(path = "people/unit_merge.html")]
pub(crate) struct MergePage {
    pub(crate) page: Page,
    pub(crate) unit: Unit,
    pub(crate) input: MergeInput,
    pub(crate) errors: Invalid,
    /// `None` until everything is filled in rightly.
    pub(crate) effects: Option<Effects>,
}

impl MergePage {
    fn open(page: Page, unit: Unit, input: MergeInput) -> Self {
        let page = page.titled(format!("合并{}", unit.short_name));
        Self { page, unit, input, errors: Invalid::default(), effects: None }
    }
}

async fn show(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Query(input): Query<MergeInput>,
) -> Result<Response, Fault> {
    let unit = find(&people.db, &id).await?;
    Permit::<MergeUnit>::ask(&actor, &unit)?;
    let is_fresh = [&input.successor, &input.last_day, &input.reason].iter().all(|raw| raw.is_blank());
    let mut template = MergePage::open(page, unit, input);
    if is_fresh {
        return template.page.show(&template);
    }
    // Judged as the merge itself would be; nothing is written.
    let tx = people.db.begin().await?;
    let judged = judge(&people, &tx, &actor, &template.unit, &template.input).await;
    drop(tx);
    match judged {
        Ok((judged, footprint)) => {
            template.effects = Some(effects(&people, &actor, &template.unit, judged, footprint).await?);
            template.page.show(&template)
        }
        Err(fault) => refused(template, &fault),
    }
}

fn refused(mut template: MergePage, fault: &Fault) -> Result<Response, Fault> {
    template.errors = fault.invalid();
    template.page.show_refused(fault, &template)
}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Form { input, .. }: Form<MergeInput>,
) -> Result<Response, Fault> {
    let unit = find(&people.db, &id).await?;
    match merge(&people, &actor, &unit, &input).await {
        Ok(successor) => {
            let text = format!("{}已并入“{}”。", unit.name, successor.name);
            Ok(page.done(&text, &format!("/units/{id}")))
        }
        Err(fault) if fault.is_mendable() && unit.merged_into.is_none() => {
            refused(MergePage::open(page, unit, input), &fault)
        }
        Err(fault) => Err(fault),
    }
}

async fn call(
    State(people): State<People>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, .. }: ApiJson<MergeInput>,
) -> Result<Reply<UnitDetail>, Fault> {
    let unit = find(&people.db, &id).await?;
    merge(&people, &actor, &unit, &input).await?;
    Ok(Reply(detail(&people.db, find(&people.db, &id).await?).await?))
}

async fn merge(people: &People, actor: &Actor, unit: &Unit, input: &MergeInput) -> Result<Unit, Fault> {
    let permit = Permit::<MergeUnit>::ask(actor, unit)?;
    unit.still(&input.version)?;
    let mut tx = people.db.begin().await?;
    let (Judged { successor, last_day, reason }, _) = judge(people, &tx, actor, unit, input).await?;
    let (Some(parent), Some(to)) = (unit.parent, place_below(unit.id, &unit.path, &successor.path)) else {
        return Err(Fault::internal("judged right but not taken"));
    };
    units::hang(&mut tx, &permit, &unit.path, successor.id, &to).await?;
    mergers::keep(&mut tx, &permit, (successor.id, parent), last_day, &reason).await?;
    let detail = json!({
        "name": unit.name, "into": successor.name, "last_day": last_day.to_string(), "reason": reason,
    });
    permit.record(&mut tx, detail).await?;
    tx.commit().await?;
    Ok(successor)
}

async fn judge(
    people: &People,
    tx: &Tx,
    actor: &Actor,
    unit: &Unit,
    input: &MergeInput,
) -> Result<(Judged, Footprint), Fault> {
    let mut invalid = Invalid::default();
    let footprint = footprint(people, tx, unit).await?;
    let successor = invalid.take("successor", successor(tx, actor, unit, &input.successor).await?);
    let last_day = invalid.take("last_day", last_day(&input.last_day, tx.now().date(), footprint));
    let reason = invalid.take("reason", name(input.reason.text(), 200, "合并依据或原因"));
    invalid.into_result()?;
    match (successor, last_day, reason) {
        (Some(successor), Some(last_day), Some(reason)) => {
            Ok((Judged { successor, last_day, reason }, footprint))
        }
        _ => Err(Fault::internal("judged right but not taken")),
    }
}

/// What the unit has in the figures.
pub(crate) async fn footprint(people: &People, tx: &Tx, unit: &Unit) -> Result<Footprint, Fault> {
    match people.footprints {
        Some(ask) => Ok(ask(tx, unit.id).await?),
        None => Ok(Footprint::default()),
    }
}

/// The unit that takes this one in, or what is wrong with it. No chain comes of it: neither side was merged before.
async fn successor(tx: &Tx, actor: &Actor, unit: &Unit, typed: &Raw) -> Result<Result<Unit, String>, Fault> {
    let chosen = match typed.given() {
        Some(text) => units::typed(tx, text).await?,
        None => None,
    };
    let fits = |one: &Unit| actor.reaches(&one.path) && one.kind == NodeKind::Unit && one.id != unit.id;
    let Some(chosen) = chosen.filter(fits) else {
        let near = Search::partners(&actor.at.path, unit).nothing(tx, typed.text()).await?;
        return Ok(Err(format!("请选择接收单位：{near}")));
    };
    if let Some(merger) = chosen.merger() {
        let (on, into) = (merger.on, merger.into_name);
        return Ok(Err(format!("“{}”自己已于 {on} 并入“{into}”，请直接选择“{into}”", chosen.name)));
    }
    if let Some(on) = chosen.closed_on {
        return Ok(Err(format!("“{}”已停办，最后一天是 {on}，请选择别的单位", chosen.name)));
    }
    if unit.path.reaches(&chosen.path) {
        return Ok(Err(format!("“{}”是本单位的下级，请先把它移到别的上级", chosen.name)));
    }
    if mergers::bureau_above(tx, &chosen.path).await? != mergers::bureau_above(tx, &unit.path).await? {
        return Ok(Err(format!("“{}”属于另一个主管部门，请先把它移到同一主管部门下面", chosen.name)));
    }
    if let Some(earlier) = mergers::absorbed(tx, unit.id).await?.first() {
        let sentence = "已并入本单位；请先撤销那次合并，再把两家分别并入接收单位";
        return Ok(Err(format!("“{}”{sentence}", earlier.name)));
    }
    if let Some(served) = services::served(tx, unit.id).await?.first() {
        return Ok(Err(format!("本单位正在替“{}”代报，请先改由别的单位代报", served.name)));
    }
    Ok(Ok(chosen))
}

/// The last day of a unit as it was typed: not in the future, nor before anything that it logged.
pub(crate) fn last_day(typed: &Raw, today: CivilDate, footprint: Footprint) -> Result<CivilDate, String> {
    let day = CivilDate::parse(typed.text()).map_err(|error| error.to_string())?;
    if day > today {
        return Err(format!("不能晚于今天（{today}）；请在当天或之后办理"));
    }
    match footprint.last_on.filter(|last| *last > day) {
        Some(last) => Err(format!(
            "本单位有 {last} 的登记，晚于这一天。请把日期改为 {last}，或先由本单位更正、作废这一天之后的登记"
        )),
        None => Ok(day),
    }
}

async fn effects(
    people: &People,
    actor: &Actor,
    unit: &Unit,
    judged: Judged,
    footprint: Footprint,
) -> Result<Effects, Fault> {
    let today = people.db.clock().today();
    let mut held: Vec<_> = members::of(&people.db, unit.id, today).await?;
    held.sort_by_key(|member| member.person);
    held.dedup_by_key(|member| member.person);
    Ok(Effects {
        successor: judged.successor.name,
        last_day: judged.last_day,
        people: held.len(),
        below: mergers::below(&people.db, &unit.path).await?,
        figures: footprint.figures,
        open: waiting_at(&people.todos, &stand_in(actor, unit)).await?,
    })
}

/// The actor in the place of the unit's officer, to ask what waits for the unit.
pub(crate) fn stand_in(actor: &Actor, unit: &Unit) -> Actor {
    let (id, path, kind) = (unit.id, unit.path.clone(), unit.kind);
    Actor {
        person: actor.person,
        name: actor.name.clone(),
        at: Place { id, path, kind, name: unit.name.clone(), short_name: unit.short_name.clone() },
        roles: vec![Role::UnitOfficer],
        serving_from: None,
        department: None,
        via: Via::Token { may_write: false },
        request: String::new(),
    }
}
