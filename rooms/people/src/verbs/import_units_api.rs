//! The roster's import for programs: a sheet goes in, what it would do comes out, a second call does it.

use axum::extract::{Path, State};
use axum::handler::Handler;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{ApiFile, ApiJson, Fault, Invalid, Method, Reply, Routes, Upload, json};

use crate::permit::{Permit, may};
use crate::planned::{Change, Planned};
use crate::policy::ImportUnits;
use crate::unit_sheet::Refused;
use crate::verbs::import_units::{Preview, keep, previewed, take};
use crate::{Actor, People};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes
        .verb(
            Method::Post,
            "/api/v1/units/import",
            may::<ImportUnits>(),
            json::<(), ImportView, _, _, _>(
                "Reads a roster (XLSX: the bytes as they are, or a multipart file) and tells what it would do.",
                upload.layer(Upload::limit()),
            ),
        )
        .verb(
            Method::Get,
            "/api/v1/units/import/{id}",
            may::<ImportUnits>(),
            json::<(), ImportView, _, _, _>("What a roster that was read would do by now.", show),
        )
        .verb(
            Method::Post,
            "/api/v1/units/import/{id}/confirm",
            may::<ImportUnits>(),
            json::<ConfirmInput, ImportView, _, _, _>("Does what the roster says, once.", confirm),
        )
}

/// Nothing is asked.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = ConfirmImport)]
struct ConfirmInput {}

/// A roster that was read.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UnitImport)]
struct ImportView {
    id: String,
    /// Whether it was done; the counts are of what is still to do before, and of what was done after.
    is_confirmed: bool,
    added: usize,
    changed: usize,
    unchanged: usize,
    rows: Vec<RowView>,
}

/// A row with what it would do.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UnitImportRow)]
struct RowView {
    name: String,
    /// `new`, `changed` or `unchanged`.
    change: &'static str,
    differences: Vec<DifferenceView>,
}

/// A field of a unit with what it says and what it would say.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UnitImportDifference)]
struct DifferenceView {
    field: String,
    before: String,
    after: String,
}

impl ImportView {
    fn new(id: String, is_confirmed: bool, preview: &Preview) -> Self {
        let Preview { added, changed, unchanged, rows } = preview;
        let rows = rows.iter().map(RowView::from).collect();
        Self { id, is_confirmed, added: *added, changed: *changed, unchanged: *unchanged, rows }
    }
}

impl From<&Planned> for RowView {
    fn from(row: &Planned) -> Self {
        let (change, differences) = match &row.change {
            Change::New => ("new", Vec::new()),
            Change::Unchanged => ("unchanged", Vec::new()),
            Change::Changed { differences, .. } => {
                let told = differences.iter().map(|one| DifferenceView {
                    field: one.field.to_string(),
                    before: one.before.clone(),
                    after: one.after.clone(),
                });
                ("changed", told.collect())
            }
        };
        Self { name: row.particulars.name.clone(), change, differences }
    }
}

/// What is wrong with a sheet: of a cell, by its address.
fn wrong(refused: Refused) -> Fault {
    let mut invalid = Invalid::default();
    match refused {
        Refused::File(error) => invalid.add("file", error.to_string()),
        Refused::Cells(cells, _) => {
            for cell in cells {
                let at = cell.address.map_or_else(|| cell.column.clone(), |address| address.to_string());
                invalid.add(at, cell.sentence);
            }
        }
    }
    invalid.into_result().err().unwrap_or_else(|| Fault::field("file", "表格无法识别，请用模板填写。"))
}

async fn upload(
    State(people): State<People>,
    actor: Actor,
    file: Result<ApiFile, Fault>,
) -> Result<Reply<ImportView>, Fault> {
    let permit = Permit::<ImportUnits>::ask(&actor, &actor.at)?;
    let ApiFile { name, bytes, .. } = file?;
    let id = keep(&people, &permit, (&name, bytes)).await?.map_err(wrong)?.to_string();
    let (_, preview) = previewed(&people.db, &actor, &id).await?;
    Ok(Reply(ImportView::new(id, false, &preview)))
}

async fn show(
    State(people): State<People>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Reply<ImportView>, Fault> {
    Permit::<ImportUnits>::ask(&actor, &actor.at)?;
    let (import, preview) = previewed(&people.db, &actor, &id).await?;
    Ok(Reply(ImportView::new(id, import.confirmed_at.is_some(), &preview)))
}

async fn confirm(
    State(people): State<People>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { .. }: ApiJson<ConfirmInput>,
) -> Result<Reply<ImportView>, Fault> {
    let done = take(&people, &actor, &id).await?.unwrap_or_default();
    Ok(Reply(ImportView::new(id, true, &done)))
}
