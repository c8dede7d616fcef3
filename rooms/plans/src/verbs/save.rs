use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use campaigns::facts::IndicatorFact;
use campaigns::{Measure, facts, figure_key, of_figure_key};
use people::{Actor, Permit};
use serde_json::json;
use web::{ApiJson, Fault, Form, Invalid, Page, Raw, Reply};

use super::{Address, at};
use crate::Plans;
use crate::asked::{aimed, asked};
use crate::content::Content;
use crate::input::{ItemInput, PlanInput, TargetInput};
use crate::plan::Standing;
use crate::policy::Save;
use crate::span::Span;
use crate::store;
use crate::template;
use crate::version::Version;
use crate::view::Seen;

/// Blank rows at the end of the form, for what is added.
const BLANK_ROWS: usize = 3;

/// The form of a plan.
#[derive(Template)]
#[template(path = "plans/edit.html")]
struct EditPage {
    page: Page,
    standing: Standing,
    typed: PlanInput,
    errors: Invalid,
    asked: Vec<IndicatorFact>,
    /// What the campaign asks for, as an activity may name it: key and name.
    own: Vec<(String, String)>,
    measures: Vec<Measure>,
    /// What somebody else saved meanwhile, beside what was typed.
    changed: Vec<Changed>,
    version: i64,
    /// The time of the campaign.
    span: Span,
    /// The form was filled in from what the bureau asks for, nothing is saved yet.
    is_fresh: bool,
}

/// A field that somebody else changed while this form was open.
struct Changed {
    label: String,
    now: String,
    typed: String,
}

impl EditPage {
    /// A row of the table of targets: what stands in it, by the place of the indicator.
    fn target(&self, fact: &IndicatorFact) -> TargetInput {
        let id = fact.id.to_string();
        let known = self.typed.targets.iter().find(|typed| typed.indicator.text() == id);
        known.cloned().unwrap_or_else(|| TargetInput { indicator: id.into(), ..TargetInput::default() })
    }

    /// The fault of a field of a row: `items[3][name]`.
    fn fault(&self, list: &str, index: &usize, field: &str) -> Option<&str> {
        self.errors.of(&format!("{list}[{index}][{field}]"))
    }

    /// The fault of a target, by the place where it was typed.
    fn target_fault(&self, fact: &IndicatorFact, field: &str) -> Option<&str> {
        let id = fact.id.to_string();
        let index = self.typed.targets.iter().position(|typed| typed.indicator.text() == id)?;
        self.fault("targets", &index, field)
    }

    /// What of the catalogue the campaign does not ask for, and the part of a measure that the row names besides: key and name.
    fn others(&self, item: &ItemInput) -> Vec<(String, String)> {
        let is_asked = |key: &str| self.own.iter().any(|(known, _)| known == key);
        let mut others: Vec<(String, String)> = self
            .measures
            .iter()
            .filter(|measure| !is_asked(&measure.code))
            .map(|measure| (measure.code.clone(), measure.name.clone()))
            .collect();
        let named = item.measure.text();
        if let Some((code, filter)) = of_figure_key(named).filter(|(_, filter)| !filter.is_empty())
            && !is_asked(named)
            && let Some(measure) = self.measures.iter().find(|measure| measure.code == code)
        {
            others.push((named.to_owned(), filter.named(&measure.name)));
        }
        others
    }

    /// What a folded row says of itself on a phone.
    fn row_in_short(&self, item: &ItemInput) -> String {
        if item.is_blank() {
            return "空行".to_owned();
        }
        let parts = [&item.amount, &item.ends_on, &item.department, &item.person];
        parts.map(Raw::text).into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    fn is_row_wrong(&self, index: &usize) -> bool {
        let row = format!("items[{index}]");
        self.errors.all().iter().any(|error| error.field.starts_with(&row))
    }

    /// Whether no activity is typed.
    fn is_empty(&self) -> bool {
        self.typed.items.iter().all(ItemInput::is_blank)
    }

    fn is_measure(&self, item: &ItemInput, key: &str) -> bool {
        item.measure.text() == key
    }
}

/// `GET /plans/{campaign}/{unit}/edit`: what was saved, or a plan made of what the bureau asks for.
pub(crate) async fn form(
    State(state): State<Plans>,
    actor: Actor,
    page: Page,
    Path((campaign, unit)): Address,
) -> Result<Response, Fault> {
    let standing = at(&state.db, &campaign, &unit).await?;
    Permit::<Save>::ask(&actor, &standing)?;
    let written = match standing.plan {
        Some(plan) => Some(store::content(&state.db, plan).await?),
        None => None,
    };
    let written = written.filter(|content| content.is_begun(standing.paper.is_some()));
    let is_fresh = written.is_none();
    let content = match written {
        Some(content) => content,
        None => fresh(&state, &standing).await?,
    };
    let typed = PlanInput::from(&content);
    let shown = build(&state, page, standing, typed, Invalid::default(), Vec::new()).await?;
    let shown = EditPage { is_fresh, ..shown };
    shown.page.show(&shown)
}

/// What the bureau asks for as dated activities, led by whoever answers for the unit.
async fn fresh(state: &Plans, standing: &Standing) -> Result<Content, Fault> {
    let indicators = aimed(&state.db, standing).await?;
    let phases = facts::phases(&state.db, standing.campaign).await?;
    let people = people::facts::answering(&state.db, standing.unit).await?;
    let content = template::content(&indicators, &phases, state.db.clock().today());
    Ok(Content { leader: people.head, deputy: people.deputy, officer: people.officer, ..content })
}

/// The keys and names of what a campaign asks for, each once.
fn keys(aimed: &[IndicatorFact]) -> Vec<(String, String)> {
    let mut keys: Vec<(String, String)> = Vec::new();
    for fact in aimed {
        let key = figure_key(&fact.measure, &fact.filter);
        if keys.iter().all(|(known, _)| *known != key) {
            keys.push((key, fact.name.clone()));
        }
    }
    keys
}

/// The form again with more filled in, nothing saved; the version that it was made from stays.
async fn fill_in(
    state: &Plans,
    actor: &Actor,
    page: Page,
    (campaign, unit): (&str, &str),
    mut input: PlanInput,
) -> Result<Response, Fault> {
    let standing = at(&state.db, campaign, unit).await?;
    Permit::<Save>::ask(actor, &standing)?;
    if input.act.text() == "template" {
        input.filled_from(PlanInput::from(&fresh(state, &standing).await?));
    } else {
        input.same_as_above();
    }
    let version = input.version.text().parse().unwrap_or(0);
    let shown = build(state, page, standing, input, Invalid::default(), Vec::new()).await?;
    let shown = EditPage { version, ..shown };
    shown.page.show(&shown)
}

async fn build(
    state: &Plans,
    page: Page,
    standing: Standing,
    mut typed: PlanInput,
    errors: Invalid,
    changed: Vec<Changed>,
) -> Result<EditPage, Fault> {
    let blank = typed.items.iter().rev().take_while(|item| item.is_blank()).count();
    typed.items.extend(std::iter::repeat_n(ItemInput::default(), BLANK_ROWS.saturating_sub(blank)));
    Ok(EditPage {
        page: page.titled("填写工作方案"),
        asked: asked(&state.db, &standing).await?,
        own: keys(&aimed(&state.db, &standing).await?),
        measures: facts::measures(&state.db).await?.offered().cloned().collect(),
        version: standing.version.unwrap_or(0),
        span: Span::of(&facts::phases(&state.db, standing.campaign).await?),
        is_fresh: false,
        standing,
        typed,
        errors,
        changed,
    })
}

/// `POST /plans/{campaign}/{unit}`.
pub(crate) async fn html(
    State(state): State<Plans>,
    actor: Actor,
    page: Page,
    Path((campaign, unit)): Address,
    Form { input, .. }: Form<PlanInput>,
) -> Result<Response, Fault> {
    if !input.act.is_blank() {
        return fill_in(&state, &actor, page, (&campaign, &unit), input).await;
    }
    match save(&state, &actor, (&campaign, &unit), &input).await {
        Ok(standing) => Ok(page.done("已保存方案", &standing.href())),
        Err(fault) if fault.is_mendable() => {
            let standing = at(&state.db, &campaign, &unit).await?;
            // Somebody may have filed it meanwhile: then there is nothing left to mend.
            Permit::<Save>::ask(&actor, &standing)?;
            let changed = changed(&state, &standing, &input).await?;
            let shown = build(&state, page, standing, input, fault.invalid(), changed).await?;
            shown.page.show_refused(&fault, &shown)
        }
        Err(fault) => Err(fault),
    }
}

/// `PUT /api/v1/plans/{campaign}/{unit}`.
pub(crate) async fn json(
    State(state): State<Plans>,
    actor: Actor,
    Path((campaign, unit)): Address,
    ApiJson { input, .. }: ApiJson<PlanInput>,
) -> Result<Response, Fault> {
    let standing = save(&state, &actor, (&campaign, &unit), &input).await?;
    Ok(Reply(Seen::load(&state.db, &actor, standing, Version::Latest).await?.view()).into_response())
}

async fn save(
    state: &Plans,
    actor: &Actor,
    (campaign, unit): (&str, &str),
    input: &PlanInput,
) -> Result<Standing, Fault> {
    let mut tx = state.db.begin().await?;
    let standing = at(&tx, campaign, unit).await?;
    let permit = Permit::<Save>::ask(actor, &standing)?;
    let measures = facts::measures(&tx).await?;
    let content = input.judge(&asked(&tx, &standing).await?, &measures)?;
    if !is_current(&input.version, &standing) {
        let sentence = "方案刚刚被别人修改过，您填写的内容都还在。请对照后再保存；保存后以您填写的为准。";
        return Err(Fault::conflict("changed", sentence));
    }
    let text = serde_json::to_string(&content).map_err(Fault::internal)?;
    store::save(&mut tx, &permit, &standing, &text).await?;
    permit
        .record(&mut tx, json!({ "items": content.items.len(), "own_targets": content.targets.len() }))
        .await?;
    let standing = at(&tx, campaign, unit).await?;
    tx.commit().await?;
    Ok(standing)
}

/// Whether the form was made from what stands there now.
fn is_current(version: &Raw, standing: &Standing) -> bool {
    version.given().unwrap_or("0") == standing.version.unwrap_or(0).to_string()
}

/// What stands there now where it differs from what was typed; nothing when the form was made from it.
async fn changed(state: &Plans, standing: &Standing, typed: &PlanInput) -> Result<Vec<Changed>, Fault> {
    let Some(plan) = standing.plan.filter(|_| !is_current(&typed.version, standing)) else {
        return Ok(Vec::new());
    };
    let now = PlanInput::from(&store::content(&state.db, plan).await?);
    let item = |items: &[ItemInput], index: usize| {
        items.get(index).map_or_else(String::new, |item| {
            let parts =
                [&item.name, &item.amount, &item.starts_on, &item.ends_on, &item.department, &item.person];
            parts.map(Raw::text).into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
        })
    };
    let mut pairs: Vec<(String, String, String)> = [
        ("主要领导", &now.leader, &typed.leader),
        ("分管领导", &now.deputy, &typed.deputy),
        ("具体负责人", &now.officer, &typed.officer),
        ("保障措施", &now.safeguards, &typed.safeguards),
    ]
    .map(|(label, now, typed)| (label.to_owned(), now.text().to_owned(), typed.text().to_owned()))
    .into();
    pairs.extend((0..now.items.len().max(typed.items.len())).map(|index| {
        (format!("第 {} 项活动", index + 1), item(&now.items, index), item(&typed.items, index))
    }));
    pairs.retain(|(_, now, typed)| now != typed);
    Ok(pairs.into_iter().map(|(label, now, typed)| Changed { label, now, typed }).collect())
}
