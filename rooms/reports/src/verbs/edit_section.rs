use axum::extract::{Path, State};
use axum::response::Response;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Invalid, Page, Raw, Reply};

use super::at;
use super::desk::{self, Editing, base};
use crate::assembly::{Base, Own, SectionKey};
use crate::policy::EditSection;
use crate::store::reports;
use crate::view::ReportView;
use crate::{Reports, load};

/// The address of a section: `/reports/{due}/{unit}/sections/{key}`.
type SectionAddress = Path<(String, String, String)>;

/// A section as it was typed.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
pub(crate) struct SectionInput {
    /// A line a paragraph; a paragraph that reads as assembled stays tied to its numbers. It must be there, if blank: a
    /// caller who misspells it would wipe what the unit wrote.
    pub(crate) text: Raw,
    /// The version that was read; 0 before the first change.
    #[serde(default)]
    pub(crate) version: Raw,
    /// The assembled paragraphs as they were read; without them, as they are now.
    #[serde(default)]
    pub(crate) base: Vec<BaseInput>,
}

/// An assembled paragraph as the writer saw it.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub(crate) struct BaseInput {
    pub(crate) origin: Raw,
    pub(crate) text: Raw,
}

/// Takes the assembled text back.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub(crate) struct RestoreInput {
    /// The version that was read.
    pub(crate) version: Raw,
}

fn section(key: &str) -> Result<SectionKey, Fault> {
    SectionKey::parse(key).filter(|key| key.is_text()).ok_or_else(Fault::not_found)
}

fn version(typed: &Raw) -> Result<i64, Fault> {
    let number = if typed.is_blank() { Ok(0) } else { typed.text().parse() };
    number.map_err(|_| Fault::field("version", "版本号应为整数，请刷新页面后重试。"))
}

/// `POST /reports/{due}/{unit}/sections/{key}`.
pub(crate) async fn submit(
    State(state): State<Reports>,
    actor: Actor,
    page: Page,
    Path((due, unit, key)): SectionAddress,
    Form { input, .. }: Form<SectionInput>,
) -> Result<Response, Fault> {
    let key = section(&key)?;
    match write(&state, &actor, (&due, &unit), key, &input).await {
        Ok(()) => Ok(page
            .done(&format!("已保存“{}”。", key.label()), &format!("/reports/{due}/{unit}#s-{}", key.code()))),
        Err(fault) if fault.is_mendable() => {
            refused(&state, &actor, page, (&due, &unit), key, input, fault).await
        }
        Err(fault) => Err(fault),
    }
}

/// The desk with the section open: what was typed, and beside it what stands there now.
async fn refused(
    state: &Reports,
    actor: &Actor,
    page: Page,
    (due, unit): (&str, &str),
    key: SectionKey,
    input: SectionInput,
    fault: Fault,
) -> Result<Response, Fault> {
    let standing = at(&state.db, due, unit).await?;
    if !standing.report_state().is_with_unit() {
        return Err(fault);
    }
    let mut page = desk::build(state, actor, page, standing, None, fault.invalid()).await?;
    let now = page.draft.section(key);
    let changed = fault.code() == "changed_meanwhile";
    page.editing = Some(Editing {
        key,
        version: now.map_or(0, |section| section.version),
        base: now.map(base).unwrap_or_default(),
        now: now.filter(|_| changed).map(crate::assembly::Section::plain),
        text: input.text.to_string(),
    });
    page.page.show_refused(&fault, &page)
}

/// `POST /reports/{due}/{unit}/sections/{key}/restore`.
pub(crate) async fn restore(
    State(state): State<Reports>,
    actor: Actor,
    page: Page,
    Path((due, unit, key)): SectionAddress,
    Form { input, .. }: Form<RestoreInput>,
) -> Result<Response, Fault> {
    let key = section(&key)?;
    take_back(&state, &actor, (&due, &unit), key, &input).await?;
    Ok(page.done(
        &format!("“{}”已恢复汇集文字。", key.label()),
        &format!("/reports/{due}/{unit}#s-{}", key.code()),
    ))
}

/// `PUT /api/v1/reports/{due}/{unit}/sections/{key}`.
pub(crate) async fn call(
    State(state): State<Reports>,
    actor: Actor,
    Path((due, unit, key)): SectionAddress,
    ApiJson { input, .. }: ApiJson<SectionInput>,
) -> Result<Reply<ReportView>, Fault> {
    write(&state, &actor, (&due, &unit), section(&key)?, &input).await?;
    Ok(Reply(desk::view(&state, &actor, &at(&state.db, &due, &unit).await?).await?))
}

/// `POST /api/v1/reports/{due}/{unit}/sections/{key}/restore`.
pub(crate) async fn restore_call(
    State(state): State<Reports>,
    actor: Actor,
    Path((due, unit, key)): SectionAddress,
    ApiJson { input, .. }: ApiJson<RestoreInput>,
) -> Result<Reply<ReportView>, Fault> {
    take_back(&state, &actor, (&due, &unit), section(&key)?, &input).await?;
    Ok(Reply(desk::view(&state, &actor, &at(&state.db, &due, &unit).await?).await?))
}

async fn write(
    state: &Reports,
    actor: &Actor,
    (due, unit): (&str, &str),
    key: SectionKey,
    input: &SectionInput,
) -> Result<(), Fault> {
    let mut tx = state.db.begin().await?;
    let standing = at(&tx, due, unit).await?;
    let permit = Permit::<EditSection>::ask(actor, &standing)?;
    let seen = match input.base.is_empty() {
        true => load::draft(&tx, &standing, state.db.clock().today())
            .await?
            .section(key)
            .map(base)
            .unwrap_or_default(),
        false => input.base.iter().map(seen).collect(),
    };
    let mut invalid = Invalid::default();
    let own = invalid.take("text", Own::typed(input.text.text(), &seen));
    invalid.into_result()?;
    let content =
        own.flatten().map(|own| serde_json::to_string(&own)).transpose().map_err(Fault::internal)?;
    let report = reports::open(&mut tx, &permit, &standing).await?;
    // Whoever came at the same time may have sent it while this one waited for the row.
    let permit = Permit::<EditSection>::ask(actor, &at(&tx, due, unit).await?)?;
    reports::put_section(&mut tx, &permit, report, key, content, version(&input.version)?).await?;
    permit
        .record(&mut tx, json!({ "section": key, "characters": input.text.text().chars().count() }))
        .await?;
    Ok(tx.commit().await?)
}

fn seen(typed: &BaseInput) -> Base {
    Base { origin: typed.origin.text().to_owned(), text: typed.text.text().to_owned() }
}

async fn take_back(
    state: &Reports,
    actor: &Actor,
    (due, unit): (&str, &str),
    key: SectionKey,
    input: &RestoreInput,
) -> Result<(), Fault> {
    let mut tx = state.db.begin().await?;
    let standing = at(&tx, due, unit).await?;
    let permit = Permit::<EditSection>::ask(actor, &standing)?;
    let report = reports::open(&mut tx, &permit, &standing).await?;
    let permit = Permit::<EditSection>::ask(actor, &at(&tx, due, unit).await?)?;
    reports::put_section(&mut tx, &permit, report, key, None, version(&input.version)?).await?;
    permit.record(&mut tx, json!({ "section": key, "restored": true })).await?;
    Ok(tx.commit().await?)
}
