//! One measure: its words, whether it is offered, and what it was.

use axum::extract::{Path, State};
use axum::response::Response;
use db::{Reads, Tx};
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::askama::Template;
use web::{ApiJson, Fault, Form, Invalid, Page, Raw, Reply};

use super::add_measure::WordingInput;
use super::fields::{self, Changed};
use super::measures::{self, MeasureView};
use super::typed::{Refused, Typed};
use crate::entry::Entry;
use crate::measure::Version;
use crate::policy::{EditMeasure, ListMeasures};
use crate::recognised::{Recognised, shipped};
use crate::{Campaigns, Dimension, facts, store};

/// The next version of a measure.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = EditMeasure)]
pub(crate) struct Input {
    version: Raw,
    #[serde(flatten)]
    wording: WordingInput,
    /// `true`: no longer offered; what was counted under it stays.
    retired: Raw,
}

/// A measure with every version of it, oldest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MeasureHistory)]
pub(crate) struct History {
    versions: Vec<MeasureView>,
}

#[derive(Template)]
#[template(path = "campaigns/measure.html")]
pub(crate) struct MeasurePage {
    page: Page,
    now: Version,
    recognised: Recognised,
    versions: Vec<Version>,
    may_edit: bool,
    whom_to_ask: Option<&'static str>,
    typed: Option<Typed>,
}

impl Refused for MeasurePage {
    fn typed(&self) -> Option<&Typed> {
        self.typed.as_ref()
    }
}

impl MeasurePage {
    fn how(&self) -> &'static str {
        measures::how(&self.now.measure)
    }

    fn split(&self, version: &Version) -> String {
        measures::split(&version.measure)
    }

    fn is_retired(&self) -> bool {
        self.is_ticked("edit", "retired", !self.now.is_active)
    }

    fn words(&self) -> String {
        self.recognised.words.join("\n")
    }

    /// The rules that count beside the words, or would.
    fn rules(&self) -> Vec<String> {
        self.recognised.offered_rules(&self.now.measure.code)
    }

    fn is_shipped(&self) -> bool {
        !shipped(&self.now.measure.code).is_empty()
    }

    fn is_without_rules(&self) -> bool {
        self.is_ticked("edit", "without_rules", self.recognised.rules.is_empty())
    }

    fn dimensions(&self) -> &'static [Dimension] {
        Dimension::ALL
    }

    fn is_chosen(&self, key: &str) -> bool {
        match &self.typed {
            Some(typed) => typed.lists("dimensions", key),
            None => self.now.measure.dimensions.iter().any(|own| own == key),
        }
    }
}

async fn found(reads: &impl Reads, code: &str) -> Result<Vec<Version>, Fault> {
    let versions = facts::measures(reads).await?.history(code).to_vec();
    if versions.is_empty() { Err(Fault::not_found()) } else { Ok(versions) }
}

async fn action(tx: &mut Tx, actor: &Actor, code: &str, input: &Input) -> Result<(), Fault> {
    let catalogue = facts::measures(tx).await?;
    let old = catalogue.latest(code).ok_or_else(Fault::not_found)?;
    let version = fields::version(&input.version)?;
    let entry = Entry { code: code.to_owned(), version, place: actor.at.path.clone() };
    let permit = Permit::<EditMeasure>::ask(actor, &entry)?;
    if version != old.number {
        return Err(db::DbError::Stale.into());
    }
    let mut invalid = Invalid::default();
    let measure = input.wording.judge(&old.measure, &catalogue, &mut invalid);
    invalid.into_result()?;
    let is_active = !input.retired.is_ticked();
    store::measures::keep(tx, &permit, &measure, is_active).await?;
    let detail = json!({ "before": old.measure, "after": measure, "is_active": is_active });
    permit.record(tx, detail).await?;
    Ok(())
}

async fn run(room: &Campaigns, actor: &Actor, code: &str, input: &Input) -> Result<(), Fault> {
    Permit::<EditMeasure>::ask(actor, &measures::shelf(actor))?;
    let mut tx = room.db.begin().await?;
    action(&mut tx, actor, code, input).await?;
    Ok(tx.commit().await?)
}

async fn page_of(
    room: &Campaigns,
    actor: &Actor,
    page: Page,
    code: &str,
    typed: Option<Typed>,
) -> Result<MeasurePage, Fault> {
    let versions = found(&room.db, code).await?;
    let now = versions.last().cloned().ok_or_else(Fault::not_found)?;
    Ok(MeasurePage {
        page: page.titled(now.measure.name.as_str()),
        recognised: Recognised::of(&now.measure),
        now,
        versions,
        may_edit: Permit::<EditMeasure>::would(actor, &measures::shelf(actor)),
        whom_to_ask: measures::whom_to_ask(actor),
        typed,
    })
}

/// GET /measures/{item}
pub(crate) async fn form(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Path(code): Path<String>,
) -> Result<Response, Fault> {
    Permit::<ListMeasures>::ask(&actor, &measures::shelf(&actor))?;
    let shown = page_of(&room, &actor, page.clone(), &code, None).await?;
    page.show(&shown)
}

/// GET /api/v1/measures/{item}
pub(crate) async fn history(
    State(room): State<Campaigns>,
    actor: Actor,
    Path(code): Path<String>,
) -> Result<Reply<History>, Fault> {
    Permit::<ListMeasures>::ask(&actor, &measures::shelf(&actor))?;
    let versions = found(&room.db, &code).await?;
    Ok(Reply(History { versions: versions.iter().map(MeasureView::from).collect() }))
}

/// POST /measures/{item}
pub(crate) async fn html(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Path(code): Path<String>,
    Form { input, .. }: Form<Input>,
) -> Result<Response, Fault> {
    match run(&room, &actor, &code, &input).await {
        Ok(()) => measures::kept(&room, page, &code, "已保存为新的一版").await,
        Err(fault) if fault.is_mendable() => {
            let typed = Typed::new("edit".to_owned(), &input, fault.clone());
            let shown = page_of(&room, &actor, page.clone(), &code, Some(typed)).await?;
            page.show_refused(&fault, &shown)
        }
        Err(fault) => Err(fault),
    }
}

/// PUT /api/v1/measures/{item}
pub(crate) async fn json(
    State(room): State<Campaigns>,
    actor: Actor,
    Path(code): Path<String>,
    ApiJson { input, .. }: ApiJson<Input>,
) -> Result<Reply<Changed>, Fault> {
    run(&room, &actor, &code, &input).await?;
    Ok(Reply(Changed::new(code)))
}
