//! To group uploaded pictures into activities: the second step of 批量补录. Nothing is logged.

use axum::extract::State;
use axum::response::Response;
use campaigns::facts;
use db::{DbError, Reads};
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{ApiJson, Fault, Page, Query, Raw, Reply};

use super::bulk::BulkInput;
use super::log::{may_be_mended, take_files};
use crate::bulk::{BulkPage, PickPage};
use crate::grouping::{By, Group, Shot, grouped};
use crate::named_time::named_time;
use crate::openings::openings;
use crate::photo::StoredPhoto;
use crate::policy::{Log, Logbook};
use crate::sent::Sent;
use crate::store::photos;
use crate::suggesting::Signs;
use crate::{Activities, ActivityInput, PhotoId};

/// The most pictures that are grouped at once.
const MOST: usize = 300;

/// How to group.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct How {
    /// `day`: one group a day; otherwise also a pause of three hours begins a group.
    by: Raw,
}

impl How {
    fn by(text: &str) -> By {
        if text == "day" { By::Day } else { By::Pause }
    }
}

/// Pictures to be grouped.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct GroupInput {
    /// Ids of uploaded photos that no activity holds, in the order in which they were chosen.
    pub(crate) photos: Vec<Raw>,
    /// `day`: one group a day; otherwise also a pause of three hours begins a group.
    pub(crate) by: Raw,
}

/// The pictures by activity.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GroupsView {
    pub(crate) groups: Vec<GroupView>,
}

/// Pictures of one activity.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GroupView {
    /// `YYYY-MM-DD`; null when no picture says.
    pub(crate) day: Option<String>,
    /// Ids, in their order.
    pub(crate) photos: Vec<String>,
}

impl From<Group> for GroupView {
    fn from(group: Group) -> Self {
        Self {
            day: group.day.map(|day| day.to_string()),
            photos: group.photos.iter().map(ToString::to_string).collect(),
        }
    }
}

/// Groups those of the photos that wait at the actor's place.
async fn action(reads: &impl Reads, actor: &Actor, ids: &[PhotoId], by: By) -> Result<Vec<Group>, Fault> {
    Permit::<Log>::ask(actor, &Logbook::of(actor))?;
    if ids.len() > MOST {
        let sentence = format!("一次最多补录 {MOST} 张照片，现在有 {} 张，请分几次补录。", ids.len());
        return Err(Fault::field("photos", sentence));
    }
    let shots = shots(reads, actor, ids).await?;
    if shots.is_empty() {
        return Err(Fault::field("photos", "还没有可以分组的照片：请先选择照片，等上传完成后再分组。"));
    }
    Ok(grouped(&shots, by))
}

async fn shots(reads: &impl Reads, actor: &Actor, ids: &[PhotoId]) -> Result<Vec<Shot>, DbError> {
    let waiting = photos::unused_among(reads, actor.at.id, ids).await?;
    let shot = |photo: StoredPhoto| Shot {
        id: photo.id,
        taken_at: photo.taken_at.or_else(|| named_time(&photo.file_name)),
    };
    Ok(waiting.into_iter().map(shot).collect())
}

/// Takes the pictures in that came with the form and shows the groups, to be moved about and filled in.
pub(crate) async fn html(
    State(room): State<Activities>,
    actor: Actor,
    page: Page,
    Query(how): Query<How>,
    mut sent: Sent,
) -> Result<Response, Fault> {
    let taken = take_files(&room, &actor, &mut sent).await;
    let found = match taken.and_then(|()| sent.input.photo_ids()) {
        Ok(ids) => action(&room.db, &actor, &ids, How::by(how.by.text())).await,
        Err(fault) => Err(fault),
    };
    match found {
        Ok(groups) => {
            let input = filled(&room, &actor, groups, sent.input.patients).await?;
            let mut shown = BulkPage::of(&room.db, &actor, page, input, web::Invalid::default()).await?;
            shown.suggests = true;
            shown.page.show(&shown)
        }
        Err(fault) if may_be_mended(&fault) => {
            let shown = PickPage::of(&room.db, &actor, page, Some(sent.input), fault.invalid()).await?;
            shown.page.show_refused(&fault, &shown)
        }
        Err(fault) => Err(fault),
    }
}

/// The groups as activities that are still to be named, each with the campaigns that run on its day.
async fn filled(
    room: &Activities,
    actor: &Actor,
    groups: Vec<Group>,
    patients: Vec<Raw>,
) -> Result<BulkInput, Fault> {
    let (openings, measures) = (openings(&room.db, actor).await?, facts::measures(&room.db).await?);
    let (signs, open) = (Signs::of(&room.db, &openings).await?, (&*openings, &measures));
    let today = room.db.clock().today();
    let activity = |group: Group| {
        let input = ActivityInput {
            starts_on: group.day.map(|day| day.to_string()).unwrap_or_default().into(),
            photos: group.photos.iter().map(|id| id.to_string().into()).collect(),
            ..ActivityInput::default()
        };
        ActivityInput { campaigns: signs.ticked(open, &input, today), ..input }
    };
    let groups = groups.into_iter().map(activity).collect();
    Ok(BulkInput { groups, patients, ..BulkInput::default() })
}

/// Groups photos for a program.
pub(crate) async fn api(
    State(room): State<Activities>,
    actor: Actor,
    ApiJson { input, .. }: ApiJson<GroupInput>,
) -> Result<Reply<GroupsView>, Fault> {
    Permit::<Log>::ask(&actor, &Logbook::of(&actor))?;
    let ids = ActivityInput { photos: input.photos, ..ActivityInput::default() }.photo_ids()?;
    // What another place has is not there at all; a person's page leaves out what was used meanwhile.
    if shots(&room.db, &actor, &ids).await?.len() < ids.len() {
        return Err(Fault::not_found());
    }
    let groups = action(&room.db, &actor, &ids, How::by(input.by.text())).await?;
    Ok(Reply(GroupsView { groups: groups.into_iter().map(GroupView::from).collect() }))
}
