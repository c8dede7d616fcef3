//! To upload a ledger, alone or in a ZIP with its pictures. It is kept until it is confirmed; nothing is logged.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use bytes::Bytes;
use people::{Actor, Permit};
use serde_json::json;
use tokio::task::spawn_blocking;
use web::{ApiFile, Fault, Invalid, Page, Reply, Upload};

use super::show::{planned, viewed};
use crate::Activities;
use crate::import::view::{ImportView, unreadable};
use crate::import::{Import, ImportId, MOST_PICTURES, MOST_ROWS, file};
use crate::policy::{ImportLedger, Log, Logbook};
use crate::store::imports;

/// `activities/import.html`: the file is chosen.
#[derive(Debug, Template)]
#[template(path = "activities/import.html")]
pub(crate) struct UploadPage {
    pub(crate) page: Page,
    pub(crate) errors: Invalid,
    /// The file that was refused.
    pub(crate) file_name: String,
}

impl UploadPage {
    fn new(page: Page, errors: Invalid, file_name: String) -> Self {
        Self { page: page.titled("台账导入"), errors, file_name }
    }

    pub(crate) fn most_rows(&self) -> usize {
        MOST_ROWS
    }

    pub(crate) fn most_pictures(&self) -> usize {
        MOST_PICTURES
    }

    pub(crate) fn most_megabytes(&self) -> usize {
        Upload::LIMIT / 1024 / 1024
    }
}

/// Keeps a file that can be read, whatever stands in its cells.
async fn action(room: &Activities, actor: &Actor, name: &str, bytes: Bytes) -> Result<ImportId, Fault> {
    Permit::<Log>::ask(actor, &Logbook::of(actor))?;
    let held = bytes.clone();
    let opened = spawn_blocking(move || file::open(&held)).await.map_err(Fault::internal)?;
    let opened = opened.map_err(|error| unreadable(&error.to_string()))?;
    planned(room, actor, opened).await?;
    let blob = room.blobs.put(bytes).await?;
    let file_name: String = name.chars().take(120).collect();
    let import = Import::for_new(actor, room.db.mint().id(), file_name, blob.to_string());
    let permit = Permit::<ImportLedger>::ask(actor, &import)?;
    let mut tx = room.db.begin().await?;
    imports::keep(&mut tx, &permit, &import, blob).await?;
    permit.record(&mut tx, json!({ "file": import.file_name, "sha256": blob.hex() })).await?;
    tx.commit().await?;
    Ok(import.id)
}

/// The page on which the file is chosen.
pub(crate) async fn form(actor: Actor, page: Page) -> Result<Response, Fault> {
    Permit::<Log>::ask(&actor, &Logbook::of(&actor))?;
    let shown = UploadPage::new(page, Invalid::default(), String::new());
    shown.page.show(&shown)
}

/// Takes the file in and leads to what it would do.
pub(crate) async fn html(
    State(room): State<Activities>,
    actor: Actor,
    page: Page,
    upload: Result<Upload, Fault>,
) -> Result<Response, Fault> {
    Permit::<Log>::ask(&actor, &Logbook::of(&actor))?;
    let mut name = String::new();
    let kept = match upload {
        Ok(upload) => match upload.file("file") {
            Some(file) => {
                name.clone_from(&file.name);
                action(&room, &actor, &file.name, file.bytes.clone()).await
            }
            None => Err(unreadable("请选择填好的台账（.xlsx），或台账和照片的压缩包（.zip）。")),
        },
        Err(fault) => Err(fault),
    };
    match kept {
        Ok(id) => Ok(web::redirect(&format!("/activities/import/{id}"))),
        Err(fault) if fault.is_mendable() => {
            let shown = UploadPage::new(page, fault.invalid(), name);
            shown.page.show_refused(&fault, &shown)
        }
        Err(fault) => Err(fault),
    }
}

/// Takes a file from a program and tells what it would do.
pub(crate) async fn api(
    State(room): State<Activities>,
    actor: Actor,
    file: Result<ApiFile, Fault>,
) -> Result<Reply<ImportView>, Fault> {
    Permit::<Log>::ask(&actor, &Logbook::of(&actor))?;
    let ApiFile { name, bytes, .. } = file?;
    let id = action(&room, &actor, &name, bytes).await?;
    Ok(Reply(viewed(&room, &actor, &id.to_string()).await?.1))
}
