//! Step 3: who takes part, and what each unit shall reach.

use std::collections::{BTreeSet, HashSet};

use axum::extract::{Path, State};
use axum::response::Response;
use db::Tx;
use people::facts::UnitFact;
use people::{Actor, Permit, UnitId};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::askama::Template;
use web::{ApiJson, Fault, Form, Invalid, Page, Query, Raw, Reply, redirect};

use super::fields;
use super::narrow::{Filter, Narrowed};
use super::words::Words;
use crate::campaign::Head;
use crate::facts::EnrolmentFact;
use crate::measure::Measure;
use crate::policy::{ChooseUnits, EditIndicator, Review};
use crate::store::edit::{self, IndicatorEdit};
use crate::store::plan::{IndicatorRow, Plan, load};
use crate::store::{self, enrol, heads};
use crate::{Campaigns, MeasureKind, facts};

/// Which units are chosen now, and which were when the form was made: only the difference is changed, so two officers
/// do not undo each other.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = ChooseUnits)]
pub(crate) struct Input {
    /// Ids of the units that are ticked.
    units: Vec<Raw>,
    /// Ids of the units that were ticked before.
    was: Vec<Raw>,
    /// The plan_version that the form was made from; empty: whatever is there now is meant.
    version: Raw,
    /// `all`: every unit that the filter shows; `none`: none of them.
    every: Raw,
    class: Raw,
    township: Raw,
    /// Part of the names that were shown.
    q: Raw,
    /// Id of the 挂片 that was shown.
    set: Raw,
    targets: Vec<Target>,
    /// `launch` goes on to the next step.
    next: Raw,
}

/// What each unit shall reach in one indicator.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = UnitTarget)]
pub(crate) struct Target {
    indicator: Raw,
    version: Raw,
    target: Raw,
}

/// How many units take part.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChosenUnits)]
pub(crate) struct Chosen {
    units: usize,
}

#[derive(Template)]
#[template(path = "campaigns/units.html")]
pub(crate) struct UnitsPage<'a> {
    page: Page,
    plan: &'a Plan,
    units: Vec<UnitFact>,
    chosen: HashSet<UnitId>,
    ticked: HashSet<String>,
    narrowed: Narrowed,
    total: usize,
    typed: Vec<(String, String)>,
    /// The units that were ticked when a refused form was made; none for a fresh one.
    was: Option<HashSet<String>>,
    is_stale: bool,
    errors: Invalid,
}

impl UnitsPage<'_> {
    fn is_ticked(&self, unit: &UnitFact) -> bool {
        self.ticked.contains(&unit.id.to_string())
    }

    fn counted(&self) -> Vec<(&IndicatorRow, &Measure)> {
        let rows = self.plan.indicators.iter().filter(|row| !row.dropped);
        let known = rows.filter_map(|row| Some((row, self.plan.measure(row)?)));
        known.filter(|(_, measure)| measure.kind == MeasureKind::Count).collect()
    }

    /// How many of the targets behind the first ones are set: those that are folded away.
    fn set_after(&self, shown: usize) -> usize {
        self.counted().into_iter().skip(shown).filter(|(row, _)| !self.target(row).is_empty()).count()
    }

    /// What somebody else did to a unit since this form was made.
    fn meanwhile(&self, unit: &UnitFact) -> &'static str {
        let Some(was) = self.was.as_ref().filter(|_| self.is_stale) else { return "" };
        match (was.contains(&unit.id.to_string()), self.chosen.contains(&unit.id)) {
            (false, true) => "刚被选上",
            (true, false) => "刚被取消",
            _ => "",
        }
    }

    /// What a target is by now, where it is not what was typed.
    fn now(&self, row: &IndicatorRow) -> String {
        let current = row.rate().words();
        match (self.is_stale && self.target(row) != current, current.is_empty()) {
            (false, _) => String::new(),
            (true, true) => "现在是：空".to_owned(),
            (true, false) => format!("现在是：{current}"),
        }
    }

    fn target(&self, row: &IndicatorRow) -> String {
        let id = row.id.to_string();
        let typed =
            self.typed.iter().find(|(indicator, _)| *indicator == id).map(|(_, target)| target.clone());
        typed.unwrap_or_else(|| row.rate().words())
    }
}

/// GET /campaigns/{id}/units
pub(crate) async fn form(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Query(filter): Query<Filter>,
) -> Result<Response, Fault> {
    let head = heads::head(&room.db, &id).await?;
    Permit::<Review>::ask(&actor, &head)?;
    if head.amends.is_some() {
        return Ok(redirect(&format!("/campaigns/{id}/changes")));
    }
    let plan = load(&room.db, head.id).await?;
    let shown = units_page(&room, &actor, page.clone(), &plan, &filter, None).await?;
    page.show(&shown)
}

async fn units_page<'a>(
    room: &Campaigns,
    actor: &Actor,
    page: Page,
    plan: &'a Plan,
    filter: &Filter,
    refused: Option<(&Input, &Fault)>,
) -> Result<UnitsPage<'a>, Fault> {
    let all = people::facts::living_units_below(&room.db, &actor.at.path).await?;
    let narrowed = filter.clone().resolve(&room.db, &actor.at.path, &all).await?;
    let enrolments = facts::enrolments(&room.db, plan.campaign.id).await?;
    let chosen: HashSet<UnitId> = staying(enrolments, &all);
    let texts = |raws: &[Raw]| raws.iter().map(|raw| raw.text().to_owned()).collect::<HashSet<String>>();
    let ticked = match refused {
        Some((input, _)) => texts(&input.units),
        None => chosen.iter().map(ToString::to_string).collect(),
    };
    let typed = refused.iter().flat_map(|(input, _)| &input.targets);
    Ok(UnitsPage {
        page: page.titled("选择单位与指标"),
        plan,
        total: all.len(),
        units: all.into_iter().filter(|unit| narrowed.shows(unit)).collect(),
        narrowed,
        chosen,
        ticked,
        typed: typed
            .map(|typed| (typed.indicator.text().to_owned(), typed.target.text().to_owned()))
            .collect(),
        was: refused.map(|(input, _)| texts(&input.was)),
        is_stale: refused.is_some_and(|(_, fault)| fault.code() == "changed_meanwhile"),
        errors: refused.map(|(_, fault)| fault.invalid()).unwrap_or_default(),
    })
}

async fn action(tx: &mut Tx, actor: &Actor, head: &Head, input: &Input) -> Result<usize, Fault> {
    let permit = Permit::<ChooseUnits>::ask(actor, head)?;
    let below = people::facts::living_units_below(tx, permit.place()).await?;
    let narrowed = input.filter().resolve(tx, permit.place(), &below).await?;
    nobody_was_faster(tx, head, input, (&below, &narrowed)).await?;
    let change = input.change(&below, &narrowed)?;
    set_targets(tx, actor, head, &input.targets).await?;
    enrol::choose(tx, &permit, &change.added, &change.removed).await?;
    let units = staying(facts::enrolments(tx, head.id).await?, &below).len();
    if !change.added.is_empty() || !change.removed.is_empty() {
        let detail = json!({ "added": change.added, "removed": change.removed, "units": units });
        permit.record(tx, detail).await?;
    }
    Ok(units)
}

/// The units that take part and are still there: not those that left, closed or went into another one.
fn staying(enrolments: Vec<EnrolmentFact>, living: &[UnitFact]) -> HashSet<UnitId> {
    let living: HashSet<UnitId> = living.iter().map(|unit| unit.id).collect();
    let staying = enrolments.into_iter().filter(|one| one.left_on.is_none() && living.contains(&one.unit));
    staying.map(|one| one.unit).collect()
}

/// Refuses a choice that was made from another one than there is by now, and says what somebody else changed.
async fn nobody_was_faster(
    tx: &Tx,
    head: &Head,
    input: &Input,
    (below, narrowed): (&[UnitFact], &Narrowed),
) -> Result<(), Fault> {
    let plan_version = store::plan::campaign(tx, head.id).await?.plan_version.to_string();
    let is_whole = input.every.is_blank();
    if input.version.is_blank() || input.version.text() == plan_version || !is_whole {
        return Ok(());
    }
    let was = known(&input.was, below)?;
    let enrolled: HashSet<UnitId> =
        facts::enrolments(tx, head.id).await?.into_iter().map(|enrolment| enrolment.unit).collect();
    let names = |is_changed: &dyn Fn(UnitId) -> bool| {
        let changed = below.iter().filter(|unit| narrowed.shows(unit) && is_changed(unit.id));
        changed.map(|unit| unit.name.as_str()).collect::<Vec<_>>().join("、")
    };
    let added = names(&|unit| enrolled.contains(&unit) && !was.contains(&unit));
    let removed = names(&|unit| !enrolled.contains(&unit) && was.contains(&unit));
    let parts = [("选上了", added), ("取消了", removed)];
    let told: Vec<String> = parts
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(did, names)| format!("{did}{names}"))
        .collect();
    if told.is_empty() {
        return Ok(());
    }
    let sentence = format!("另一位经办人刚刚{}。下面是您的选择，请对照后再保存。", told.join("，"));
    Err(Fault::conflict("changed_meanwhile", sentence))
}

/// The units that come and go.
struct Change {
    added: Vec<UnitId>,
    removed: Vec<UnitId>,
}

impl Input {
    fn filter(&self) -> Filter {
        Filter {
            q: self.q.clone(),
            class: self.class.clone(),
            township: self.township.clone(),
            set: self.set.clone(),
        }
    }

    fn change(&self, below: &[UnitFact], narrowed: &Narrowed) -> Result<Change, Fault> {
        let shown = || below.iter().filter(|unit| narrowed.shows(unit)).map(|unit| unit.id).collect();
        match self.every.text() {
            "all" => return Ok(Change { added: shown(), removed: Vec::new() }),
            "none" => return Ok(Change { added: Vec::new(), removed: shown() }),
            _ => {}
        }
        let (now, was) = (known(&self.units, below)?, known(&self.was, below)?);
        Ok(Change {
            added: now.difference(&was).copied().collect(),
            removed: was.difference(&now).copied().collect(),
        })
    }
}

/// The units of a list of ids; each must hang below the bureau.
pub(super) fn known(ids: &[Raw], below: &[UnitFact]) -> Result<BTreeSet<UnitId>, Fault> {
    let places: HashSet<UnitId> = below.iter().map(|unit| unit.id).collect();
    let parsed = ids.iter().map(|id| UnitId::parse(id.text()).ok().filter(|id| places.contains(id)));
    let all: Option<BTreeSet<UnitId>> = parsed.collect();
    all.ok_or_else(|| Fault::field("units", "所选单位中有不在管理范围内的，请刷新页面后重新选择。"))
}

async fn set_targets(tx: &mut Tx, actor: &Actor, head: &Head, targets: &[Target]) -> Result<(), Fault> {
    if targets.is_empty() {
        return Ok(());
    }
    let permit = Permit::<EditIndicator>::ask(actor, head)?;
    let plan = load(tx, head.id).await?;
    let mut invalid = Invalid::default();
    let mut changed = Vec::new();
    for (i, typed) in targets.iter().enumerate() {
        let row = plan.indicators.iter().find(|row| row.id.to_string() == typed.indicator.text());
        let row = row.ok_or_else(Fault::not_found)?;
        let field = format!("targets[{i}][target]");
        let wanted = fields::rate(&mut invalid, &field, &typed.target, row.basis);
        if wanted != row.rate() {
            changed.push((row, fields::version(&typed.version)?, wanted));
        }
    }
    invalid.into_result()?;
    for (row, version, wanted) in changed {
        let edit = IndicatorEdit { phase: row.phase, filter: row.filter.clone(), target: wanted };
        edit::indicator(tx, &permit, row.id, version, &edit).await?;
        let (before, after) = (row.rate().words(), wanted.words());
        let name = plan.name(row);
        permit
            .record(tx, json!({ "indicator": row.id, "name": name, "before": before, "after": after }))
            .await?;
    }
    Ok(())
}

async fn run(room: &Campaigns, actor: &Actor, id: &str, input: &Input) -> Result<usize, Fault> {
    let mut tx = room.db.begin().await?;
    let head = heads::head(&tx, id).await?;
    let units = action(&mut tx, actor, &head, input).await?;
    tx.commit().await?;
    Ok(units)
}

/// POST /campaigns/{id}/units
pub(crate) async fn html(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Form { input, .. }: Form<Input>,
) -> Result<Response, Fault> {
    let filter = input.filter();
    match run(&room, &actor, &id, &input).await {
        Ok(units) if input.next.text() == "launch" => {
            Ok(page.done(&format!("已选择 {units} 家单位"), &format!("/campaigns/{id}/launch")))
        }
        Ok(units) => {
            let query = filter.query();
            Ok(page
                .done(&format!("已保存，共选择 {units} 家单位"), &format!("/campaigns/{id}/units?{query}")))
        }
        Err(fault) if fault.is_mendable() && fault.code() != "wrong_state" => {
            let head = heads::head(&room.db, &id).await?;
            Permit::<Review>::ask(&actor, &head)?;
            let plan = load(&room.db, head.id).await?;
            let shown =
                units_page(&room, &actor, page.clone(), &plan, &filter, Some((&input, &fault))).await?;
            page.show_refused(&fault, &shown)
        }
        Err(fault) => Err(fault),
    }
}

/// PUT /api/v1/campaigns/{id}/units
pub(crate) async fn json(
    State(room): State<Campaigns>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, .. }: ApiJson<Input>,
) -> Result<Reply<Chosen>, Fault> {
    Ok(Reply(Chosen { units: run(&room, &actor, &id, &input).await? }))
}
