//! Targets: the default of each indicator, what differs by class and by unit, and what is 不适用.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum::response::Response;
use db::{Reads, Tx};
use people::facts::UnitFact;
use people::{Actor, Permit, Role, UnitId};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::askama::Template;
use web::{ApiJson, Fault, Form, Invalid, Page, Raw, Reply};

use super::fields::{self, Changed};
use super::typed::{Refused, Typed};
use super::words::Words;
use crate::facts::IndicatorFact;
use crate::policy::{AimIndicator, Review};
use crate::store::heads;
use crate::store::plan::{IndicatorRow, Plan, load};
use crate::store::targets::{self, AimEdit, RulingRow};
use crate::target::{Aim, Basis, Ruling};
use crate::{Campaigns, MeasureKind, facts};

/// What an indicator shall ask for, as a whole: what is left out is as the default.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = AimIndicator)]
pub(crate) struct Input {
    version: Raw,
    /// `unit`, `per_100_staff` or `per_bed`.
    basis: Raw,
    /// The default; empty: none.
    target: Raw,
    classes: Vec<ClassInput>,
    units: Vec<UnitInput>,
}

/// What differs for a class; all blank: nothing.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = ClassTarget)]
pub(crate) struct ClassInput {
    class: Raw,
    /// `unit`, `per_100_staff` or `per_bed`; empty: as the indicator.
    basis: Raw,
    target: Raw,
    /// 不适用: why.
    reason: Raw,
}

/// What differs for a unit; all blank: nothing.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = OwnTarget)]
pub(crate) struct UnitInput {
    /// Id of the unit.
    unit: Raw,
    /// A plain number.
    target: Raw,
    /// 不适用: why.
    reason: Raw,
}

fn ruling(invalid: &mut Invalid, field: &str, target: &Raw, reason: &Raw) -> Option<Ruling> {
    match (target.given(), reason.given()) {
        (None, None) => None,
        (Some(_), Some(_)) => {
            invalid.add(format!("{field}[target]"), "目标和不适用的原因只能填一项。");
            None
        }
        (Some(_), None) => fields::target(invalid, &format!("{field}[target]"), target).map(Ruling::Target),
        (None, Some(_)) => {
            let text = fields::text(invalid, &format!("{field}[reason]"), reason, fields::NAME, None);
            Some(Ruling::Excluded(text))
        }
    }
}

impl ClassInput {
    fn ruling(&self, invalid: &mut Invalid, field: &str) -> Option<Ruling> {
        let basis = self.basis.given().map(Basis::parse);
        if basis == Some(None) {
            invalid.add(format!("{field}[basis]"), BASES);
        }
        match (ruling(invalid, field, &self.target, &self.reason)?, basis.flatten()) {
            (Ruling::Target(target), Some(basis)) => Some(Ruling::OnBasis { target, basis }),
            (ruling, _) => Some(ruling),
        }
    }
}

/// How many further units one save takes.
const BLANK_ROWS: usize = 3;
const BASES: &str = "请选择每单位、每百名职工或每张床位。";

impl Input {
    fn parse(&self, below: &[UnitFact], kind: MeasureKind) -> Result<AimEdit, Fault> {
        let mut invalid = Invalid::default();
        let basis = Basis::parse(self.basis.given().unwrap_or(Basis::Unit.code()));
        if basis.is_none() {
            invalid.add("basis", BASES);
        }
        let target = fields::target(&mut invalid, "target", &self.target);
        let mut classes = Vec::new();
        for (i, row) in self.classes.iter().enumerate() {
            let found = row.ruling(&mut invalid, &format!("classes[{i}]"));
            classes.extend(found.map(|ruling| (row.class.text().to_owned(), ruling)));
        }
        let mut units: Vec<(UnitId, Ruling)> = Vec::new();
        for (i, row) in self.units.iter().enumerate() {
            let field = format!("units[{i}]");
            let Some(ruling) = ruling(&mut invalid, &field, &row.target, &row.reason) else { continue };
            match below.iter().find(|unit| unit.id.to_string() == row.unit.text()) {
                Some(unit) if units.iter().any(|(known, _)| *known == unit.id) => {
                    invalid.add(format!("{field}[unit]"), format!("{}填了两次，请合并。", unit.name));
                }
                Some(unit) => units.push((unit.id, ruling)),
                None => invalid.add(format!("{field}[unit]"), "请选择单位。"),
            }
        }
        let numbers = classes.iter().map(|(_, one)| one).chain(units.iter().map(|(_, one)| one));
        let has_number =
            target.is_some() || numbers.into_iter().any(|one| !matches!(one, Ruling::Excluded(_)));
        if kind == MeasureKind::Task && has_number {
            invalid.add("target", "定性任务不设目标，只能注明不适用。");
        }
        invalid.into_result()?;
        Ok(AimEdit { basis: basis.unwrap_or(Basis::Unit), target, classes, units })
    }
}

/// A unit with what it shall reach, in words.
struct Outcome {
    name: String,
    words: String,
    lacks: bool,
}

#[derive(Template)]
#[template(path = "campaigns/targets.html")]
pub(crate) struct TargetsPage<'a> {
    page: Page,
    plan: &'a Plan,
    rows: Vec<(&'a IndicatorRow, Vec<RulingRow>)>,
    lacking: Vec<String>,
}

impl TargetsPage<'_> {
    fn is_task(&self, row: &IndicatorRow) -> bool {
        self.plan.measure(row).is_some_and(|measure| measure.kind == MeasureKind::Task)
    }
}

#[derive(Template)]
#[template(path = "campaigns/target.html")]
pub(crate) struct TargetPage<'a> {
    page: Page,
    plan: &'a Plan,
    row: &'a IndicatorRow,
    is_task: bool,
    classes: Vec<(String, Option<RulingRow>)>,
    own: Vec<RulingRow>,
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

    /// What the target of a class is counted on; empty: as the indicator.
    fn basis(&self, index: &usize, row: &Option<RulingRow>) -> String {
        let kept = row.as_ref().and_then(|row| row.basis).map(Basis::code).unwrap_or_default();
        self.cell("classes", index, "basis", kept)
    }

    fn target(&self, row: &Option<RulingRow>) -> String {
        row.as_ref().map(|row| row.target.words()).unwrap_or_default()
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

/// The units whose target cannot be worked out, by name, each once.
pub(super) async fn lacking(reads: &impl Reads, plan: &Plan) -> Result<Vec<String>, Fault> {
    let id = plan.campaign.id;
    let (targets, indicators) = (facts::targets(reads, id).await?, facts::indicators(reads, id).await?);
    let mut names = Vec::new();
    for unit in targets.staying() {
        let lacks = |fact: &IndicatorFact| matches!(targets.aim(fact, *unit), Aim::Lacks(_));
        if indicators.iter().any(lacks)
            && let Some(fact) = people::facts::unit(reads, *unit).await?
        {
            names.push(fact.name);
        }
    }
    Ok(names)
}

/// GET /campaigns/{id}/targets
pub(crate) async fn html(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let head = heads::head(&room.db, &id).await?;
    Permit::<Review>::ask(&actor, &head)?;
    let plan = load(&room.db, head.id).await?;
    let rulings = &plan.rulings;
    let of = |row: &IndicatorRow| rulings.iter().filter(|one| one.indicator == row.id).cloned().collect();
    let shown = TargetsPage {
        page: page.clone().titled("目标"),
        rows: plan.indicators.iter().filter(|row| !row.dropped).map(|row| (row, of(row))).collect(),
        lacking: lacking(&room.db, &plan).await?,
        plan: &plan,
    };
    page.show(&shown)
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
    let (targets, indicators) = (facts::targets(&room.db, id).await?, facts::indicators(&room.db, id).await?);
    let mine = plan.rulings.iter().filter(|one| one.indicator == row.id);
    let (own, by_class): (Vec<RulingRow>, Vec<RulingRow>) = mine.cloned().partition(|one| one.unit.is_some());
    let known =
        below.iter().map(|unit| unit.class.clone()).chain(by_class.iter().map(|one| one.name.clone()));
    let classes: BTreeSet<String> = known.collect();
    let unit = plan.measure(row).map(|measure| measure.unit.clone()).unwrap_or_default();
    let takes_part = below.iter().filter(|one| targets.staying().contains(&one.id));
    let outcomes = takes_part.filter_map(|one| {
        let aim = targets.aim(fact(&indicators, row)?, one.id);
        let lacks = matches!(aim, Aim::Lacks(_));
        let words = match aim {
            Aim::Open if kind == MeasureKind::Task => "要完成".to_owned(),
            _ => in_words(&aim, &unit),
        };
        Some(Outcome { name: one.name.clone(), words, lacks })
    });
    Ok(TargetPage {
        page: page.titled(plan.name(row)),
        is_task: kind == MeasureKind::Task,
        outcomes: outcomes.collect(),
        classes: classes
            .into_iter()
            .map(|class| {
                let ruling = by_class.iter().find(|one| one.name == class).cloned();
                (class, ruling)
            })
            .collect(),
        own,
        units: below,
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
    let below = people::facts::units_below(tx, permit.place()).await?;
    let edit = input.parse(&below, kind)?;
    targets::set(tx, &permit, row.id, fields::version(&input.version)?, &edit).await?;
    let rulings = |one: &Ruling| serde_json::to_value(one).unwrap_or_default();
    let detail = json!({
        "indicator": item, "before": row.target, "basis": edit.basis, "target": edit.target,
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
