//! The photos and papers that a form offers to take in.

use db::{Db, DbError};
use people::Actor;
use web::Raw;

use super::Purpose;
use crate::hint::Hints;
use crate::paper::StoredPaper;
use crate::patients::Patients;
use crate::photo::StoredPhoto;
use crate::store::{drafts, papers as paper_rows, photos as photo_rows};
use crate::{ActivityInput, PaperView, PhotoId};

/// A photo that may be taken into the activity.
#[derive(Clone, Debug)]
pub(crate) struct Tile {
    pub(crate) id: String,
    pub(crate) file_name: String,
    pub(crate) is_chosen: bool,
    /// Whether no activity holds it.
    pub(crate) is_free: bool,
    pub(crate) hints: Hints,
    pub(crate) patients: Patients,
    /// Whether it was said just now to show patients.
    pub(crate) is_said: bool,
    /// By the camera's clock: `2026-10-21 09:30`.
    pub(crate) taken_at: Option<String>,
}

/// A paper that may be.
#[derive(Clone, Debug)]
pub(crate) struct PaperTile {
    pub(crate) paper: PaperView,
    pub(crate) is_chosen: bool,
    /// Whether no activity holds it.
    pub(crate) is_free: bool,
}

/// Where something stands among what was chosen.
fn place(chosen: &[Raw], id: &str) -> Option<usize> {
    chosen.iter().position(|one| one.text() == id)
}

/// What the actor's other drafts wait with: it is not offered here.
async fn waiting(db: &Db, actor: &Actor, purpose: &Purpose<'_>) -> Result<Vec<String>, DbError> {
    let own = purpose.draft();
    let drafts = drafts::of_person(db, actor.at.id, actor.person, db.clock().today()).await?;
    let others = drafts.into_iter().filter(|other| Some(other.id) != own.map(|draft| draft.id));
    let typed = others.filter_map(|other| serde_json::from_str::<ActivityInput>(&other.typed).ok());
    let files = typed.flat_map(|typed| typed.photos.into_iter().chain(typed.papers));
    Ok(files.map(|file| file.text().to_owned()).collect())
}

/// The photos chosen so far in their order, then what was uploaded and not used, but for what a draft waits with.
pub(crate) async fn photos(
    db: &Db,
    actor: &Actor,
    typed: &ActivityInput,
    purpose: &Purpose<'_>,
) -> Result<Vec<Tile>, DbError> {
    let held = match purpose {
        Purpose::New(_) => Vec::new(),
        Purpose::Correct(activity, ..) => photo_rows::of_activity(db, activity.id).await?,
    };
    let waiting = waiting(db, actor, purpose).await?;
    let place = |photo: &StoredPhoto| place(&typed.photos, &photo.id.to_string());
    let unused = photo_rows::unused(db, actor.at.id, actor.person).await?;
    let mut shown: Vec<StoredPhoto> = held.into_iter().chain(unused).collect();
    // A draft that was handed over names photos that its writer uploaded.
    let missing = typed.photos.iter().filter_map(|photo| PhotoId::parse(photo.text()).ok());
    let missing: Vec<PhotoId> = missing.filter(|id| shown.iter().all(|photo| photo.id != *id)).collect();
    shown.extend(photo_rows::unused_among(db, actor.at.id, &missing).await?);
    shown.retain(|photo| place(photo).is_some() || !waiting.contains(&photo.id.to_string()));
    shown.sort_by_key(|photo| place(photo).unwrap_or(usize::MAX));

    tiles(db, typed, shown).await
}

/// Those of the chosen photos that still wait at the actor's place, in their order.
pub(crate) async fn waiting_photos(
    db: &Db,
    actor: &Actor,
    typed: &ActivityInput,
) -> Result<Vec<Tile>, DbError> {
    let ids: Vec<PhotoId> = typed.photos.iter().filter_map(|id| PhotoId::parse(id.text()).ok()).collect();
    tiles(db, typed, photo_rows::unused_among(db, actor.at.id, &ids).await?).await
}

async fn tiles(db: &Db, typed: &ActivityInput, photos: Vec<StoredPhoto>) -> Result<Vec<Tile>, DbError> {
    let days = typed.days_said();
    let mut tiles = Vec::new();
    for photo in photos {
        let hints = Hints::of(db, &photo, days).await?;
        let is_chosen = place(&typed.photos, &photo.id.to_string()).is_some();
        let (id, patients, is_free) = (photo.id.to_string(), photo.patients, photo.activity.is_none());
        let is_said = place(&typed.patients, &id).is_some();
        tiles.push(Tile {
            is_chosen,
            is_free,
            hints,
            patients,
            is_said,
            taken_at: photo.taken_at,
            file_name: photo.file_name,
            id,
        });
    }
    Ok(tiles)
}

/// The same for papers.
pub(super) async fn papers(
    db: &Db,
    actor: &Actor,
    typed: &ActivityInput,
    purpose: &Purpose<'_>,
) -> Result<Vec<PaperTile>, DbError> {
    let held = match purpose {
        Purpose::New(_) => Vec::new(),
        Purpose::Correct(activity, ..) => paper_rows::of_activity(db, activity.id).await?,
    };
    let waiting = waiting(db, actor, purpose).await?;
    let unused = paper_rows::unused(db, actor.at.id, actor.person).await?;
    let known: Vec<String> = held.iter().chain(&unused).map(|paper| paper.id.to_string()).collect();
    let missing = typed.papers.iter().filter(|paper| !known.contains(&paper.to_string()));
    let missing = paper_rows::unused_among(db, actor.at.id, missing).await?;
    let all = held.into_iter().chain(unused).chain(missing);
    let tile = |stored: StoredPaper| {
        let (paper, is_free) = (PaperView::from(&stored), stored.activity.is_none());
        PaperTile { is_chosen: place(&typed.papers, &paper.id).is_some(), is_free, paper }
    };
    let mut tiles: Vec<PaperTile> = all.map(tile).collect();
    tiles.retain(|tile| tile.is_chosen || !waiting.contains(&tile.paper.id));
    tiles.sort_by_key(|tile| place(&typed.papers, &tile.paper.id).unwrap_or(usize::MAX));
    Ok(tiles)
}
