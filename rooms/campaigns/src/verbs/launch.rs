//! Step 4: what will happen, and making it happen.

mod proposed;

use axum::extract::{Path, State};
use axum::response::Response;
use clock::CivilDate;
use db::{Reads, Tx};
use people::{Actor, Permit, Verb};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::askama::Template;
use web::{ApiJson, Fault, Form, IdempotencyKey, Invalid, Page, Raw, Reply, redirect};

use super::once::OnlyOnce;
use super::past::{self, Chosen};
use super::view::CampaignView;
use super::words::Words;
use crate::campaign::Head;
use crate::policy::{ChooseUnits, Launch, Review};
use crate::store::outlook::Counted;
use crate::store::plan::{Plan, load};
use crate::store::{enrol, heads};
use crate::{Campaigns, DueFact, PhaseFact, facts};

/// What is sent down.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = LaunchCampaign)]
pub(crate) struct Input {
    /// The plan that the officer looked at; empty: whatever it is now.
    plan_version: Raw,
    /// Ids of units that are added to those chosen before.
    units: Vec<Raw>,
    /// `true`: a copy goes down although this year's notice, or its number, is not there.
    without_notice: Raw,
    /// What becomes of reports whose day has passed: `stay` (filled in later, nobody is late), `3` or `5` working days after the launch.
    past: Raw,
    /// Days of the officer's own for such reports.
    moves: Vec<past::MoveInput>,
    /// `true`: what is open is answered as it is proposed; refused where something has no proposal.
    with_proposals: Raw,
}

impl Input {
    fn chosen(&self) -> Chosen<'_> {
        Chosen { rest: &self.past, moves: &self.moves }
    }
}

#[derive(Template)]
#[template(path = "campaigns/launch.html")]
pub(crate) struct LaunchPage<'a> {
    page: Page,
    plan: &'a Plan,
    units: usize,
    classes: Vec<(String, usize)>,
    dues: Vec<DueFact>,
    today: CivilDate,
    /// The report whose day counts from the launch.
    counted: Option<Counted>,
    /// Units whose targets cannot be worked out.
    lacking: Vec<String>,
    open: Vec<proposed::Open>,
    /// What was typed into a form that was refused.
    typed: Input,
    errors: Invalid,
    key: String,
}

impl LaunchPage<'_> {
    fn past_phases(&self) -> Vec<&PhaseFact> {
        self.plan.chained.iter().filter(|phase| phase.is_past(self.today)).collect()
    }

    fn past_dues(&self) -> Vec<&DueFact> {
        past::past(&self.dues, self.today)
    }

    /// What may become of passed days: code, words with the day, whether it is chosen.
    fn past_ways(&self) -> Vec<(&'static str, String, bool)> {
        self.typed.chosen().ways(self.today, &self.plan.workdays)
    }

    fn typed_day(&self, due: &DueFact) -> String {
        self.typed.chosen().typed_day(due)
    }

    /// The name of the field for the new day of the n-th of them.
    fn day_field(&self, at: &usize) -> String {
        format!("moves[{at}][on]")
    }

    /// Whether one press may answer all that is open.
    fn may_adopt(&self) -> bool {
        !self.open.is_empty() && self.open.iter().all(|one| one.proposal.is_some())
    }

    /// The turns of recurring reports that one press would lay out and that are over already, in words; empty where there are none.
    fn over(&self) -> String {
        let days: Vec<String> =
            self.open.iter().flat_map(|one| &one.over).map(CivilDate::to_string).collect();
        days.join("、")
    }

    /// By what a day was counted; empty for one that stands.
    fn counted_by(&self, due: &DueFact) -> &str {
        self.counted.as_ref().filter(|one| one.due == due.id).map_or("", |one| one.rule.as_str())
    }

    fn lacks_notice(&self) -> Option<&'static str> {
        lacks_notice(self.plan)
    }

    fn dated(&self) -> usize {
        self.dues.iter().filter(|due| due.due_on.is_some()).count()
    }

    fn indicators(&self) -> usize {
        self.plan.indicators.iter().filter(|row| !row.dropped).count()
    }

    fn with_target(&self) -> usize {
        self.plan.indicators.iter().filter(|row| !row.dropped && self.plan.has_target(row)).count()
    }

    /// Those of them whose targets are of classes or single units only.
    fn with_own_targets(&self) -> usize {
        self.plan.indicators.iter().filter(|row| !row.dropped && self.plan.has_only_rulings(row)).count()
    }

    fn tasks(&self) -> usize {
        self.plan.tasks.iter().filter(|row| !row.dropped).count()
    }
}

/// GET /campaigns/{id}/launch
pub(crate) async fn form(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let head = heads::head(&room.db, &id).await?;
    Permit::<Review>::ask(&actor, &head)?;
    if head.amends.is_some() {
        return Ok(redirect(&format!("/campaigns/{id}/changes")));
    }
    if head.state.is_sent_down() {
        return Ok(redirect(&format!("/campaigns/{id}")));
    }
    shown(&room, page, &head, (Input::default(), None)).await
}

/// The page of a draft; with what was typed and why it was refused.
async fn shown(
    room: &Campaigns,
    page: Page,
    head: &Head,
    (typed, fault): (Input, Option<Fault>),
) -> Result<Response, Fault> {
    let plan = load(&room.db, head.id).await?;
    let today = room.db.clock().today();
    let enrolled = enrol::enrolled(&room.db, head.id).await?;
    let mut classes: Vec<(String, usize)> = Vec::new();
    for unit in &enrolled {
        match classes.iter_mut().find(|(class, _)| *class == unit.class) {
            Some((_, count)) => *count += 1,
            None => classes.push((unit.class.clone(), 1)),
        }
    }
    let shown = LaunchPage {
        page: page.clone().titled("下发"),
        plan: &plan,
        units: enrolled.len(),
        classes,
        dues: dues(&room.db, &plan, today).await?,
        counted: plan.counted_from(today),
        lacking: super::targets::lacking(&room.db, &plan).await?,
        open: proposed::open(&plan, &proposed::ground(&room.db, &plan, today).await?),
        today,
        typed,
        errors: fault.as_ref().map(Fault::invalid).unwrap_or_default(),
        key: room.db.mint().id::<()>().to_string(),
    };
    match &fault {
        Some(fault) => page.show_refused(fault, &shown),
        None => page.show(&shown),
    }
}

/// What falls due if the plan goes down today.
async fn dues(reads: &impl Reads, plan: &Plan, today: CivilDate) -> Result<Vec<DueFact>, Fault> {
    let mut dues = facts::dues(reads, plan.campaign.id).await?;
    if let Some(counted) = plan.counted_from(today) {
        dues.iter_mut().filter(|due| due.id == counted.due).for_each(|due| due.due_on = Some(counted.on));
        dues.sort_by_key(|due| (due.due_on.is_none(), due.due_on));
    }
    Ok(dues)
}

async fn action(
    tx: &mut Tx,
    actor: &Actor,
    (head, left_out): (&Head, u64),
    input: &Input,
) -> Result<(), Fault> {
    let permit = Permit::<Launch>::ask(actor, head)?;
    if !input.units.is_empty() {
        let choosing = Permit::<ChooseUnits>::ask(actor, head)?;
        let below = people::facts::living_units_below(tx, permit.place()).await?;
        let added: Vec<_> = super::units::known(&input.units, &below)?.into_iter().collect();
        enrol::choose(tx, &choosing, &added, &[]).await?;
        choosing.record(tx, json!({ "added": added })).await?;
    }
    let plan = load(tx, head.id).await?;
    if let Some(lacks) = lacks_notice(&plan).filter(|_| !input.without_notice.is_ticked()) {
        let sentence =
            format!("{lacks}，还没有下发。请换上今年的通知、填写文号；今年确实没有的，请勾选后再下发。");
        return Err(Fault::refused("no_notice", sentence));
    }
    enrol::drop_merged(tx, &permit).await?;
    let units = facts::enrolments(tx, head.id).await?.len();
    if units == 0 {
        return Err(Fault::refused(
            "no_units",
            "还没有选择单位，不能下发。请先选择参加的单位（可以全选），再下发。",
        ));
    }
    let today = tx.now().date();
    let dues = dues(tx, &plan, today).await?;
    let moved = input.chosen().moves(&dues, today, &plan.workdays)?;
    fix_unit_plan(tx, &permit, &plan).await?;
    for one in &moved {
        enrol::set_day(tx, &permit, one.due, one.on).await?;
    }
    enrol::launch(tx, &permit, head.id).await?;
    let stays = past::past(&dues, today).len() - moved.len();
    let detail = json!({
        "name": head.name, "units": units, "moved": moved, "past": stays, "left_out": left_out,
    });
    permit.record(tx, detail).await?;
    Ok(())
}

/// What a copy of last year's campaign has not got of this year's notice.
fn lacks_notice(plan: &Plan) -> Option<&'static str> {
    plan.campaign.copied_from?;
    let has_number = plan.campaign.document_number.as_ref().is_some_and(|number| !number.is_empty());
    match (plan.notice.inherited, has_number) {
        (true, false) => Some("沿用的方案没有今年的文号，通知原文也还是上一年的"),
        (true, true) => Some("沿用的方案的通知原文还是上一年的"),
        (false, false) => Some("沿用的方案没有今年的文号"),
        (false, true) => None,
    }
}

/// The plan must be the one that was looked at.
async fn looked_at(reads: &impl Reads, head: &Head, input: &Input) -> Result<(), Fault> {
    let now = crate::store::plan::campaign(reads, head.id).await?.plan_version.to_string();
    if input.plan_version.is_blank() || input.plan_version.text() == now {
        return Ok(());
    }
    let sentence = "方案或单位刚刚被修改过，还没有下发。下面是最新的内容，请核对后再下发。";
    Err(Fault::conflict("changed_meanwhile", sentence))
}

/// 下发后 10 个工作日内 counts from today, unless somebody gave it a day by hand.
async fn fix_unit_plan(tx: &mut Tx, permit: &Permit<Launch>, plan: &Plan) -> Result<(), Fault> {
    match plan.counted_from(tx.now().date()) {
        Some(counted) => Ok(enrol::set_day(tx, permit, counted.due, counted.on).await?),
        None => Ok(()),
    }
}

async fn run(
    room: &Campaigns,
    actor: &Actor,
    id: &str,
    input: &Input,
    key: Option<&IdempotencyKey>,
) -> Result<(), Fault> {
    let only = OnlyOnce::new(actor, Launch::NAME, id, key);
    let work = async |tx: &mut Tx| {
        let head = heads::head(tx, id).await?;
        Permit::<Launch>::ask(actor, &head)?;
        looked_at(tx, &head, input).await?;
        let left_out = match input.with_proposals.is_ticked() {
            true => proposed::adopt(tx, actor, &head).await?,
            false => 0,
        };
        let head = heads::head(tx, id).await?;
        action(tx, actor, (&head, left_out), input).await?;
        Ok(id.to_owned())
    };
    only.run(&room.db, input, work).await.map(drop)
}

/// POST /campaigns/{id}/launch
pub(crate) async fn html(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Form { input, key }: Form<Input>,
) -> Result<Response, Fault> {
    match run(&room, &actor, &id, &input, key.as_ref()).await {
        Ok(()) => {
            let head = heads::head(&room.db, &id).await?;
            let dues = facts::dues(&room.db, head.id).await?;
            let stays = past::told(&dues, room.db.clock().today(), "下发前");
            let done = if stays.is_empty() { String::new() } else { format!("。{stays}") };
            Ok(page.done(&format!("已下发，等待各单位签收{done}"), &format!("/campaigns/{id}")))
        }
        Err(fault) if fault.code() == "no_units" => {
            Ok(page.warned(fault.sentence(), &format!("/campaigns/{id}/units")))
        }
        Err(fault) if matches!(fault.code(), "changed_meanwhile" | "no_notice" | "undecided") => {
            Ok(page.warned(fault.sentence(), &format!("/campaigns/{id}/launch")))
        }
        Err(fault) if fault.code() == "invalid" => {
            let head = heads::head(&room.db, &id).await?;
            Permit::<Review>::ask(&actor, &head)?;
            shown(&room, page, &head, (input, Some(fault))).await
        }
        Err(fault) if fault.code() == "wrong_state" => gone_down(&room, page, &id, fault).await,
        Err(fault) => Err(fault),
    }
}

/// Whoever sends down what went down already is led to it.
async fn gone_down(room: &Campaigns, page: Page, id: &str, fault: Fault) -> Result<Response, Fault> {
    let head = heads::head(&room.db, id).await?;
    if !head.state.is_sent_down() {
        return Err(fault);
    }
    let sentence = format!("“{}”已经下发，不需要再下发一次。下面是它现在的情况。", head.name);
    Ok(page.warned(&sentence, &format!("/campaigns/{id}")))
}

/// POST /api/v1/campaigns/{id}/launch
pub(crate) async fn json(
    State(room): State<Campaigns>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, key }: ApiJson<Input>,
) -> Result<Reply<CampaignView>, Fault> {
    run(&room, &actor, &id, &input, key.as_ref()).await?;
    let head = heads::head(&room.db, &id).await?;
    Ok(Reply(CampaignView::load(&room.db, head.id).await?))
}
