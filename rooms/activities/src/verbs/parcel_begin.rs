//! To begin a file that comes in pieces.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use db::Tx;
use people::{Actor, Permit};
use serde::Deserialize;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, IdempotencyKey, Invalid, Raw, Reply};

use super::upload::answer;
use crate::parcel::{MOST_OPEN, MOST_OPEN_BYTES, Parcel, ParcelId, ParcelKind};
use crate::policy::{BeginParcel, Logbook};
use crate::receiving::ParcelView;
use crate::store::parcels as rows;
use crate::{Activities, expiry};

/// Seconds after which a file that got no piece gives way to another.
const IDLE_SECONDS: i64 = 60 * 60;

/// The file that is about to be sent.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct ParcelInput {
    /// `photo` or `paper`.
    pub(crate) kind: Raw,
    /// Its name.
    pub(crate) name: Raw,
    /// How long it is: at most 30 MB, a film (MP4, MOV) at most 200 MB.
    pub(crate) bytes: Raw,
    /// SHA-256 of the whole file, 64 hex digits.
    pub(crate) sha256: Raw,
}

/// A file that may be sent.
#[derive(Debug)]
struct Asked {
    kind: ParcelKind,
    name: String,
    bytes: i64,
    sha256: String,
}

impl ParcelInput {
    fn judge(&self) -> Result<Asked, Fault> {
        let mut invalid = Invalid::default();
        let kind = ParcelKind::parse(self.kind.text()).ok_or("请写明是 photo（照片）还是 paper（材料）。");
        let kind = invalid.take("kind", kind);
        let bytes = self.bytes.text().parse::<u64>().map_err(|_| "请写明文件的大小（字节数）。");
        let bytes = invalid.take("bytes", bytes);
        let sha256 = parse_digest(&self.sha256).ok_or("请写明文件的 SHA-256（64 位十六进制数）。");
        let sha256 = invalid.take("sha256", sha256);
        invalid.into_result()?;
        let (Some(kind), Some(bytes), Some(sha256)) = (kind, bytes, sha256) else {
            return Err(Fault::unreadable("请求内容不完整。"));
        };
        if let Some(sentence) = kind.refuses(bytes) {
            let is_empty = bytes == 0;
            return Err(if is_empty {
                Fault::refused("empty", sentence)
            } else {
                Fault::too_large(sentence)
            });
        }
        let name = self.name.text().chars().take(120).collect();
        Ok(Asked { kind, name, bytes: i64::try_from(bytes).unwrap_or(i64::MAX), sha256 })
    }
}

/// 64 hex digits, as lower-case ones.
pub(super) fn parse_digest(text: &Raw) -> Option<String> {
    let text = text.text().to_ascii_lowercase();
    (text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(text)
}

/// Begins a file. The same key with the same file is the same one, wherever it stands.
async fn action(
    room: &Activities,
    actor: &Actor,
    input: &ParcelInput,
    key: Option<&IdempotencyKey>,
) -> Result<ParcelView, Fault> {
    let mut tx = room.db.begin().await?;
    let id: ParcelId = tx.id();
    let permit = Permit::<BeginParcel>::ask(actor, &Logbook::for_new(actor, id))?;
    let asked = input.judge()?;
    let parcel = Parcel {
        id,
        unit: actor.at.id,
        path: actor.at.path.clone(),
        person: actor.person,
        kind: asked.kind,
        key: key.map_or_else(|| id.to_string(), |key| key.text().to_owned()),
        file_name: asked.name,
        bytes: asked.bytes,
        sha256: asked.sha256,
        received: 0,
        stored: None,
        begun_at: tx.now(),
        touched_at: tx.now(),
        version: 0,
    };
    let known = rows::of_key(&tx, parcel.person, parcel.kind, &parcel.key).await?;
    let in_the_way = match known {
        Some(_) => None,
        None => make_room(&tx, actor, parcel.bytes).await?,
    };
    rows::insert(&mut tx, &permit, &parcel).await?;
    let begun =
        rows::of_key(&tx, parcel.person, parcel.kind, &parcel.key).await?.ok_or_else(Fault::not_found)?;
    if (begun.bytes, &begun.sha256, begun.unit) != (parcel.bytes, &parcel.sha256, parcel.unit) {
        let sentence = "这个上传编号已经用于另一个文件，没有开始上传。请重新选择文件。";
        return Err(Fault::conflict("key_reused", sentence));
    }
    expiry::plan(&mut tx).await?;
    tx.commit().await?;
    if let Some(parcel) = in_the_way {
        expiry::forget(&room.db, &room.blobs, &parcel).await?;
    }
    ParcelView::of(room, &begun).await
}

/// The file that gives way when too many, or too much, is on its way; a refusal when all of it is being sent.
async fn make_room(tx: &Tx, actor: &Actor, bytes: i64) -> Result<Option<Parcel>, Fault> {
    let open = rows::open_of(tx, actor.person).await?;
    let on_the_way: i64 = open.iter().map(|parcel| parcel.bytes).sum();
    if open.len() < MOST_OPEN && on_the_way + bytes <= MOST_OPEN_BYTES {
        return Ok(None);
    }
    let (count, idle) = (open.len(), tx.now().plus_seconds(-IDLE_SECONDS));
    match open.into_iter().next().filter(|oldest| oldest.touched_at < idle) {
        Some(oldest) => Ok(Some(oldest)),
        None => {
            Err(Fault::too_often(format!("您同时有 {count} 个文件正在上传，请等其中一些传完再传下一个。")))
        }
    }
}

/// Begins a file for the island of the form.
pub(crate) async fn html(
    State(room): State<Activities>,
    actor: Actor,
    Form { input, key }: Form<ParcelInput>,
) -> Result<Response, Fault> {
    match action(&room, &actor, &input, key.as_ref()).await {
        Ok(view) => Ok(Json(view).into_response()),
        Err(fault) => answer(fault),
    }
}

/// Begins a file for a program.
pub(crate) async fn api(
    State(room): State<Activities>,
    actor: Actor,
    ApiJson { input, key }: ApiJson<ParcelInput>,
) -> Result<Reply<ParcelView>, Fault> {
    Ok(Reply(action(&room, &actor, &input, key.as_ref()).await?))
}
