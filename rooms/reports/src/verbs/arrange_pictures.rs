use activities::PhotoId;
use axum::extract::{Path, State};
use axum::response::Response;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Page, Raw, Reply};

use super::{Address, at, desk};
use crate::assembly::Draft;
use crate::pictures::{self, Act, CAPTION, Chosen, MOST};
use crate::policy::ArrangePictures;
use crate::store::reports;
use crate::view::ReportView;
use crate::{Reports, load};

/// The pictures in their order, and what one button does to them.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub(crate) struct PicturesInput {
    pub(crate) pictures: Vec<PictureInput>,
    /// `add:{photo}`, `remove:{photo}`, `up:{photo}`, `down:{photo}`; blank keeps the order.
    pub(crate) act: Raw,
    /// The report's version that was read; 0 before the first change.
    pub(crate) version: Raw,
}

/// A picture with its caption.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub(crate) struct PictureInput {
    pub(crate) photo: Raw,
    /// Up to 60 characters.
    pub(crate) caption: Raw,
}

/// `POST /reports/{due}/{unit}/pictures`.
pub(crate) async fn submit(
    State(state): State<Reports>,
    actor: Actor,
    page: Page,
    Path((due, unit)): Address,
    Form { input, .. }: Form<PicturesInput>,
) -> Result<Response, Fault> {
    match arrange(&state, &actor, (&due, &unit), &input).await {
        Ok(()) => Ok(web::redirect(&format!("/reports/{due}/{unit}#pictures"))),
        Err(fault) if fault.is_mendable() => desk::refused(&state, &actor, page, (&due, &unit), fault).await,
        Err(fault) => Err(fault),
    }
}

/// `PUT /api/v1/reports/{due}/{unit}/pictures`.
pub(crate) async fn call(
    State(state): State<Reports>,
    actor: Actor,
    Path((due, unit)): Address,
    ApiJson { input, .. }: ApiJson<PicturesInput>,
) -> Result<Reply<ReportView>, Fault> {
    arrange(&state, &actor, (&due, &unit), &input).await?;
    Ok(Reply(desk::view(&state, &actor, &at(&state.db, &due, &unit).await?).await?))
}

async fn arrange(
    state: &Reports,
    actor: &Actor,
    (due, unit): (&str, &str),
    input: &PicturesInput,
) -> Result<(), Fault> {
    let mut tx = state.db.begin().await?;
    let standing = at(&tx, due, unit).await?;
    let permit = Permit::<ArrangePictures>::ask(actor, &standing)?;
    let draft = load::draft(&tx, &standing, state.db.clock().today()).await?;
    let chosen = wanted(&draft, input)?;
    let version = if input.version.is_blank() { Ok(0) } else { input.version.text().parse() };
    let version = version.map_err(|_| Fault::field("version", "版本号应为整数，请刷新页面后重试。"))?;
    let report = reports::open(&mut tx, &permit, &standing).await?;
    reports::put_pictures(&mut tx, &permit, report, version, &chosen).await?;
    permit.record(&mut tx, json!({ "pictures": chosen.len() })).await?;
    Ok(tx.commit().await?)
}

/// The pictures after the act; only photos of the phase's activities are taken.
fn wanted(draft: &Draft, input: &PicturesInput) -> Result<Vec<Chosen>, Fault> {
    let known = |photo: PhotoId| {
        draft.activities.iter().find(|activity| activity.photos.iter().any(|one| one.id == photo))
    };
    let mut chosen = Vec::new();
    for picture in &input.pictures {
        let photo = PhotoId::parse(picture.photo.text()).ok().filter(|photo| known(*photo).is_some());
        let photo = photo
            .ok_or_else(|| Fault::field("pictures", "有图片不是本阶段活动的照片，请刷新页面后重新选择。"))?;
        let caption = picture.caption.text();
        if caption.chars().count() > CAPTION {
            return Err(Fault::field("pictures", format!("图片说明请控制在 {CAPTION} 个字以内：{caption}")));
        }
        if chosen.iter().all(|one: &Chosen| one.photo != photo) {
            chosen.push(Chosen { photo, caption: caption.to_owned() });
        }
    }
    let act = Act::parse(input.act.text())
        .ok_or_else(|| Fault::field("pictures", "没有识别到这个操作，请刷新页面后重试。"))?;
    if let Act::Add(photo) = act
        && known(photo).is_none()
    {
        return Err(Fault::field("pictures", "这张图片不是本阶段活动的照片，请刷新页面后重新选择。"));
    }
    act.on(&mut chosen, |photo| known(photo).map_or_else(String::new, pictures::caption));
    if chosen.len() > MOST {
        return Err(Fault::field("pictures", format!("一份报告最多 {MOST} 张图片，请先移除几张。")));
    }
    Ok(chosen)
}
