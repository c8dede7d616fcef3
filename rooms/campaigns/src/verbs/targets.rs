//! 目标: the defaults of all indicators, several of them corrected in one save.

use axum::extract::{Path, State};
use axum::response::Response;
use db::{Reads, Tx};
use people::{Actor, Permit, Role};
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
use crate::store::targets::{self, RulingRow};
use crate::target::{Aim, Basis, Rate};
use crate::{Campaigns, MeasureKind, facts};

/// The defaults as they shall be; an indicator that is not named keeps its own.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = AimIndicators)]
pub(crate) struct Input {
    targets: Vec<DefaultInput>,
}

/// The default target of one indicator.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = DefaultTarget)]
pub(crate) struct DefaultInput {
    /// Id of the indicator.
    indicator: Raw,
    version: Raw,
    /// `unit`, `per_100_staff` or `per_bed`.
    basis: Raw,
    /// With at most two decimals on a basis; empty: none.
    target: Raw,
}

/// A default that differs from what there is.
struct Wanted<'a> {
    row: &'a IndicatorRow,
    version: i64,
    basis: Basis,
    target: Option<Rate>,
}

impl Input {
    /// Only what was changed: whoever leaves a row alone is in nobody's way.
    fn parse<'a>(&self, plan: &'a Plan) -> Result<Vec<Wanted<'a>>, Fault> {
        let mut invalid = Invalid::default();
        let mut wanted = Vec::new();
        for (i, typed) in self.targets.iter().enumerate() {
            let is_it = |row: &&IndicatorRow| row.id.to_string() == typed.indicator.text() && !row.dropped;
            let row = plan.indicators.iter().find(is_it).ok_or_else(Fault::not_found)?;
            let basis = fields::basis(&mut invalid, &format!("targets[{i}][basis]"), &typed.basis);
            let field = format!("targets[{i}][target]");
            let target = fields::rate(&mut invalid, &field, &typed.target, basis);
            if target.is_some() && is_task(plan, row) {
                invalid.add(field, "定性任务不设目标。");
            }
            if (basis, target) != (row.basis, row.rate()) {
                wanted.push(Wanted { row, version: fields::version(&typed.version)?, basis, target });
            }
        }
        invalid.into_result()?;
        Ok(wanted)
    }
}

fn is_task(plan: &Plan, row: &IndicatorRow) -> bool {
    plan.measure(row).is_some_and(|measure| measure.kind == MeasureKind::Task)
}

#[derive(Template)]
#[template(path = "campaigns/targets.html")]
pub(crate) struct TargetsPage<'a> {
    page: Page,
    plan: &'a Plan,
    rows: Vec<(&'a IndicatorRow, Vec<RulingRow>)>,
    lacking: Vec<String>,
    may_edit: bool,
    typed: Option<Typed>,
}

impl Refused for TargetsPage<'_> {
    fn typed(&self) -> Option<&Typed> {
        self.typed.as_ref()
    }
}

impl TargetsPage<'_> {
    fn is_task(&self, row: &IndicatorRow) -> bool {
        is_task(self.plan, row)
    }

    fn bases(&self) -> &'static [Basis] {
        Basis::ALL
    }

    /// The number of a row's fields: as it was typed, so that what is wrong stands beside it, else after those.
    fn index(&self, row: &IndicatorRow) -> usize {
        let id = row.id.to_string();
        let named = |at: usize| self.typed.as_ref().and_then(|typed| typed.cell("targets", at, "indicator"));
        let typed: Vec<String> = (0..).map_while(named).collect();
        let fields = self.rows.iter().map(|(row, _)| *row).filter(|row| !self.is_task(row));
        let place = fields.take_while(|other| other.id != row.id).count();
        typed.iter().position(|typed| *typed == id).unwrap_or(typed.len() + place)
    }

    /// What stands in a field of the table: as typed, else as kept.
    fn cell(&self, index: &usize, field: &str, kept: impl AsRef<str>) -> String {
        let typed = self.typed.as_ref().and_then(|typed| typed.cell("targets", *index, field));
        typed.unwrap_or_else(|| kept.as_ref().to_owned())
    }
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
    let shown = page_of(&room, &actor, page.clone(), &plan, None).await?;
    page.show(&shown)
}

async fn page_of<'a>(
    room: &Campaigns,
    actor: &Actor,
    page: Page,
    plan: &'a Plan,
    typed: Option<Typed>,
) -> Result<TargetsPage<'a>, Fault> {
    let of =
        |row: &IndicatorRow| plan.rulings.iter().filter(|one| one.indicator == row.id).cloned().collect();
    Ok(TargetsPage {
        page: page.titled("目标"),
        rows: plan.indicators.iter().filter(|row| !row.dropped).map(|row| (row, of(row))).collect(),
        lacking: lacking(&room.db, plan).await?,
        may_edit: plan.campaign.state == crate::CampaignState::Draft && actor.is_any(&[Role::BureauOfficer]),
        typed,
        plan,
    })
}

async fn action(tx: &mut Tx, actor: &Actor, id: &str, input: &Input) -> Result<(), Fault> {
    let head = heads::head(tx, id).await?;
    let permit = Permit::<AimIndicator>::ask(actor, &head)?;
    let plan = load(tx, head.id).await?;
    for Wanted { row, version, basis, target } in input.parse(&plan)? {
        targets::set_default(tx, &permit, (row.id, version), basis, target).await?;
        let (before, after) = (row.rate().words(), target.words());
        let name = plan.name(row);
        let detail =
            json!({ "indicator": row.id, "name": name, "before": before, "basis": basis, "target": after });
        permit.record(tx, detail).await?;
    }
    Ok(())
}

async fn run(room: &Campaigns, actor: &Actor, id: &str, input: &Input) -> Result<(), Fault> {
    let mut tx = room.db.begin().await?;
    action(&mut tx, actor, id, input).await?;
    Ok(tx.commit().await?)
}

/// POST /campaigns/{id}/targets
pub(crate) async fn submit(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Form { input, .. }: Form<Input>,
) -> Result<Response, Fault> {
    match run(&room, &actor, &id, &input).await {
        Ok(()) => Ok(page.done("已保存目标", &format!("/campaigns/{id}/targets"))),
        Err(fault) if fault.is_mendable() && fault.code() != "wrong_state" => {
            let head = heads::head(&room.db, &id).await?;
            let plan = load(&room.db, head.id).await?;
            let typed = Typed::new("targets".to_owned(), &input, fault.clone());
            let shown = page_of(&room, &actor, page.clone(), &plan, Some(typed)).await?;
            page.show_refused(&fault, &shown)
        }
        Err(fault) => Err(fault),
    }
}

/// PUT /api/v1/campaigns/{id}/targets
pub(crate) async fn json(
    State(room): State<Campaigns>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, .. }: ApiJson<Input>,
) -> Result<Reply<Changed>, Fault> {
    run(&room, &actor, &id, &input).await?;
    Ok(Reply(Changed::new(id)))
}
