//! The target of one indicator: its default, what differs by class and by unit, and what is 不适用.

use std::collections::{BTreeSet, HashSet};

use axum::extract::{Path, State};
use axum::response::Response;
use db::Tx;
use people::facts::UnitFact;
use people::{Actor, Permit, Role, UnitId};
use serde_json::json;
use web::askama::Template;
use web::{ApiJson, Fault, Form, Page, Reply};

pub(crate) use super::aim::Input;
use super::fields::{self, Changed};
use super::typed::{Refused, Typed};
use super::words::Words;
use crate::facts::IndicatorFact;
use crate::plan::{Quoted, quoted};
use crate::policy::{AimIndicator, Review};
use crate::store::heads;
use crate::store::plan::{IndicatorRow, Plan, Sourced, load};
use crate::store::targets::{self, RulingRow};
use crate::target::{Aim, Basis, Ruled};
use crate::{Campaigns, MeasureKind, facts};

/// How many further units one save takes.
const BLANK_ROWS: usize = 3;

/// A unit with what it shall reach, in words.
struct Outcome {
    name: String,
    words: String,
    lacks: bool,
}

#[derive(Template)]
#[template(path = "campaigns/target.html")]
pub(crate) struct TargetPage<'a> {
    page: Page,
    plan: &'a Plan,
    row: &'a IndicatorRow,
    /// `场`, `人次`.
    unit: String,
    is_task: bool,
    classes: Vec<(String, Option<RulingRow>)>,
    own: Vec<RulingRow>,
    /// What was agreed on with units (协商), in words; it stays whatever is set here.
    agreed: Vec<(String, String)>,
    units: Vec<UnitFact>,
    outcomes: Vec<Outcome>,
    may_edit: bool,
    typed: Option<Typed>,
}

impl Refused for TargetPage<'_> {
    fn typed(&self) -> Option<&Typed> {
        self.typed.as_ref()
    }
}

impl TargetPage<'_> {
    fn bases(&self) -> &'static [Basis] {
        Basis::ALL
    }

    /// What stands in a field of a table: as typed, else as kept.
    fn cell(&self, table: &str, index: &usize, field: &str, kept: impl AsRef<str>) -> String {
        let typed = self.typed.as_ref().and_then(|typed| typed.cell(table, *index, field));
        typed.unwrap_or_else(|| kept.as_ref().to_owned())
    }

    /// The rows in which further units may be named, after those that are.
    fn blank_rows(&self) -> std::ops::Range<usize> {
        self.own.len()..self.own.len() + BLANK_ROWS
    }

    /// The sentence of the notice that the indicator was read from.
    fn quoted(&self) -> Option<Quoted> {
        self.row.stretch().and_then(|stretch| quoted(&self.plan.notice.text, stretch))
    }

    /// What the target of a class is counted on; empty: as the indicator.
    fn basis(&self, index: &usize, row: &Option<RulingRow>) -> String {
        let kept = row.as_ref().and_then(|row| row.basis).map(Basis::code).unwrap_or_default();
        self.cell("classes", index, "basis", kept)
    }

    fn target(&self, row: &Option<RulingRow>) -> String {
        row.as_ref().map(|row| row.rate().words()).unwrap_or_default()
    }

    /// What is said beside a target.
    fn note(&self, row: &Option<RulingRow>) -> String {
        row.as_ref().map(|row| row.ruled().note).unwrap_or_default()
    }

    fn reason(&self, row: &Option<RulingRow>) -> String {
        row.as_ref().filter(|row| row.target.is_none()).map(|row| row.reason.clone()).unwrap_or_default()
    }
}

fn in_words(aim: &Aim, unit: &str) -> String {
    match aim {
        Aim::Reach(target) => format!("{target} {unit}"),
        Aim::Open => "不设目标".to_owned(),
        Aim::Excluded(reason) => format!("不适用：{reason}"),
        Aim::Lacks(Basis::Beds) => "需要床位数才能计算".to_owned(),
        Aim::Lacks(_) => "需要职工人数才能计算".to_owned(),
    }
}

fn fact<'a>(facts: &'a [IndicatorFact], row: &IndicatorRow) -> Option<&'a IndicatorFact> {
    facts.iter().find(|fact| fact.id == row.id)
}

fn indicator<'a>(plan: &'a Plan, item: &str) -> Result<(&'a IndicatorRow, MeasureKind), Fault> {
    let row = plan.indicators.iter().find(|row| row.id.to_string() == item && !row.dropped);
    let row = row.ok_or_else(Fault::not_found)?;
    let measure = plan.measure(row).ok_or_else(Fault::not_found)?;
    Ok((row, measure.kind))
}

async fn page_of<'a>(
    room: &Campaigns,
    actor: &Actor,
    page: Page,
    (plan, item): (&'a Plan, &str),
    typed: Option<Typed>,
) -> Result<TargetPage<'a>, Fault> {
    let (row, kind) = indicator(plan, item)?;
    let id = plan.campaign.id;
    let below = people::facts::units_below(&room.db, &actor.at.path).await?;
    let living = people::facts::living_units_below(&room.db, &actor.at.path).await?;
    let (targets, indicators) = (facts::targets(&room.db, id).await?, facts::indicators(&room.db, id).await?);
    let mine = plan.rulings.iter().filter(|one| one.indicator == row.id);
    let (own, by_class): (Vec<RulingRow>, Vec<RulingRow>) = mine.cloned().partition(|one| one.unit.is_some());
    let known =
        below.iter().map(|unit| unit.class.clone()).chain(by_class.iter().map(|one| one.name.clone()));
    let classes: BTreeSet<String> = known.collect();
    let unit = plan.measure(row).map(|measure| measure.unit.clone()).unwrap_or_default();
    let staying: HashSet<UnitId> = targets.staying().iter().copied().collect();
    let takes_part = below.iter().filter(|one| staying.contains(&one.id));
    let outcomes = takes_part.filter_map(|one| {
        let aim = targets.aim(fact(&indicators, row)?, one.id);
        let lacks = matches!(aim, Aim::Lacks(_));
        let words = match aim {
            Aim::Open if kind == MeasureKind::Task => "要完成".to_owned(),
            _ => in_words(&aim, &unit),
        };
        Some(Outcome { name: one.name.clone(), words, lacks })
    });
    // An amendment's indicator is a copy of the one in force, with which agreements stay.
    let in_force = row.origin.filter(|_| plan.campaign.amends.is_some()).unwrap_or(row.id);
    let agreed = targets::agreed(&room.db, plan.campaign.amends.unwrap_or(id)).await?;
    let agreed = agreed.into_iter().filter(|one| one.indicator == in_force);
    Ok(TargetPage {
        page: page.titled(plan.name(row)),
        agreed: agreed.map(|one| (one.name.clone(), one.words())).collect(),
        is_task: kind == MeasureKind::Task,
        outcomes: outcomes.collect(),
        unit,
        classes: classes
            .into_iter()
            .map(|class| {
                let ruling = by_class.iter().find(|one| one.name == class).cloned();
                (class, ruling)
            })
            .collect(),
        own,
        units: living,
        may_edit: plan.campaign.state == crate::CampaignState::Draft && actor.is_any(&[Role::BureauOfficer]),
        typed,
        plan,
        row,
    })
}

/// GET /campaigns/{id}/targets/{item}
pub(crate) async fn form(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Path((id, item)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let head = heads::head(&room.db, &id).await?;
    Permit::<Review>::ask(&actor, &head)?;
    let plan = load(&room.db, head.id).await?;
    let shown = page_of(&room, &actor, page.clone(), (&plan, &item), None).await?;
    page.show(&shown)
}

async fn action(tx: &mut Tx, actor: &Actor, id: &str, item: &str, input: &Input) -> Result<(), Fault> {
    let head = heads::head(tx, id).await?;
    let permit = Permit::<AimIndicator>::ask(actor, &head)?;
    let plan = load(tx, head.id).await?;
    let (row, kind) = indicator(&plan, item)?;
    let known = plan.rulings.iter().filter(|one| one.indicator == row.id).filter_map(|one| one.unit);
    let known: Vec<_> = known.collect();
    let mut below = people::facts::units_below(tx, permit.place()).await?;
    let living = people::facts::living_units_below(tx, permit.place()).await?;
    below.retain(|unit| known.contains(&unit.id) || living.iter().any(|one| one.id == unit.id));
    let edit = input.parse(&below, kind, &known)?;
    targets::set(tx, &permit, row.id, fields::version(input.version())?, &edit).await?;
    let rulings = |one: &Ruled| serde_json::to_value(one).unwrap_or_default();
    let (before, after) = (row.rate().words(), edit.target.words());
    let detail = json!({
        "indicator": item, "name": plan.name(row), "before": before, "basis": edit.basis, "target": after,
        "classes": edit.classes.iter().map(|(class, one)| json!([class, rulings(one)])).collect::<Vec<_>>(),
        "units": edit.units.iter().map(|(unit, one)| json!([unit, rulings(one)])).collect::<Vec<_>>(),
    });
    permit.record(tx, detail).await?;
    Ok(())
}

async fn run(room: &Campaigns, actor: &Actor, id: &str, item: &str, input: &Input) -> Result<(), Fault> {
    let mut tx = room.db.begin().await?;
    action(&mut tx, actor, id, item, input).await?;
    Ok(tx.commit().await?)
}

/// POST /campaigns/{id}/targets/{item}
pub(crate) async fn submit(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Path((id, item)): Path<(String, String)>,
    Form { input, .. }: Form<Input>,
) -> Result<Response, Fault> {
    match run(&room, &actor, &id, &item, &input).await {
        Ok(()) => Ok(page.done("已保存目标", &format!("/campaigns/{id}/targets/{item}"))),
        Err(fault) if fault.is_mendable() && fault.code() != "wrong_state" => {
            let head = heads::head(&room.db, &id).await?;
            let plan = load(&room.db, head.id).await?;
            let typed = Typed::new("target".to_owned(), &input, fault.clone());
            let shown = page_of(&room, &actor, page.clone(), (&plan, &item), Some(typed)).await?;
            page.show_refused(&fault, &shown)
        }
        Err(fault) => Err(fault),
    }
}

/// PUT /api/v1/campaigns/{id}/targets/{item}
pub(crate) async fn json(
    State(room): State<Campaigns>,
    actor: Actor,
    Path((id, item)): Path<(String, String)>,
    ApiJson { input, .. }: ApiJson<Input>,
) -> Result<Reply<Changed>, Fault> {
    run(&room, &actor, &id, &item, &input).await?;
    Ok(Reply(Changed::new(item)))
}
