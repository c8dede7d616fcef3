//! To say that a photo shows patients, and to confirm that it may be used all the same.

use axum::extract::{Path, State};
use axum::response::Response;
use people::Actor;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Page, Reply};

use crate::hint::Hints;
use crate::photo::StoredPhoto;
use crate::store::photos;
use crate::{Activities, PhotoId, PhotoView, patients};

/// Nothing is typed.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = PatientsInput)]
pub(crate) struct Nothing {}

/// What is said of a photo.
#[derive(Clone, Copy, Debug)]
enum Word {
    Shows,
    MayBeUsed,
}

async fn action(room: &Activities, actor: &Actor, id: &str, word: Word) -> Result<StoredPhoto, Fault> {
    let id = PhotoId::parse(id).map_err(|_| Fault::not_found())?;
    let mut tx = room.db.begin().await?;
    let photo = photos::find(&tx, id).await?.ok_or_else(Fault::not_found)?;
    match word {
        Word::Shows => patients::mark(&mut tx, actor, &photo).await?,
        Word::MayBeUsed => patients::clear(&mut tx, actor, &photo).await?,
    }
    tx.commit().await?;
    photos::find(&room.db, id).await?.ok_or_else(Fault::not_found)
}

/// Leads back to where the photo stands.
fn back(page: &Page, photo: &StoredPhoto, text: &str) -> Response {
    let place = photo.activity.map_or_else(|| "/activities/new".to_owned(), |id| format!("/activities/{id}"));
    page.done(text, &place)
}

async fn view(room: &Activities, photo: &StoredPhoto) -> Result<Reply<PhotoView>, Fault> {
    Ok(Reply(PhotoView::of(photo, Hints::of(&room.db, photo, None).await?)))
}

/// Marks a photo.
pub(crate) async fn mark(
    State(room): State<Activities>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    _: Form<Nothing>,
) -> Result<Response, Fault> {
    let photo = action(&room, &actor, &id, Word::Shows).await?;
    Ok(back(&page, &photo, "已标记含患者画面：确认可用之前，不会出现在任何报告、导出和上级页面里。"))
}

/// Confirms a photo.
pub(crate) async fn clear(
    State(room): State<Activities>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    _: Form<Nothing>,
) -> Result<Response, Fault> {
    let photo = action(&room, &actor, &id, Word::MayBeUsed).await?;
    Ok(back(&page, &photo, "已确认可用，这张照片可以用于报告和导出。"))
}

/// Marks a photo for a program.
pub(crate) async fn mark_api(
    State(room): State<Activities>,
    actor: Actor,
    Path(id): Path<String>,
    _: ApiJson<Nothing>,
) -> Result<Reply<PhotoView>, Fault> {
    let photo = action(&room, &actor, &id, Word::Shows).await?;
    view(&room, &photo).await
}

/// Confirms a photo for a program.
pub(crate) async fn clear_api(
    State(room): State<Activities>,
    actor: Actor,
    Path(id): Path<String>,
    _: ApiJson<Nothing>,
) -> Result<Reply<PhotoView>, Fault> {
    let photo = action(&room, &actor, &id, Word::MayBeUsed).await?;
    view(&room, &photo).await
}
