use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use people::{Actor, Permit};
use serde_json::json;
use web::{Fault, IdempotencyKey, Reply, Upload};

use super::log::may_be_mended;
use crate::policy::{Logbook, UploadPhoto};
use crate::{Activities, PhotoView, intake};

/// Takes one photo from the island of the form and answers with JSON, a refusal too, for no page is shown.
pub(crate) async fn html(
    State(room): State<Activities>,
    actor: Actor,
    upload: Result<Upload, Fault>,
) -> Result<Response, Fault> {
    Permit::<UploadPhoto>::ask(&actor, &Logbook::of(&actor))?;
    let taken = match upload {
        Ok(upload) => take(&room, &actor, &upload).await,
        Err(fault) => Err(fault),
    };
    match taken {
        Ok(photo) => Ok(Json(photo).into_response()),
        Err(fault) => answer(fault),
    }
}

async fn take(room: &Activities, actor: &Actor, upload: &Upload) -> Result<PhotoView, Fault> {
    let nothing = || Fault::refused("no_photo", "没有收到照片，请重新选择。");
    let file = upload.file("photo").ok_or_else(nothing)?;
    intake::take(room, actor, &file.name, file.bytes.clone(), upload.key().as_ref()).await
}

/// A refusal as a problem for the island; what is our fault goes the way of all faults, to the log.
pub(crate) fn answer(fault: Fault) -> Result<Response, Fault> {
    if !may_be_mended(&fault) {
        return Err(fault);
    }
    let problem = json!({ "detail": fault.sentence(), "code": fault.code() });
    Ok((fault.status(), Json(problem)).into_response())
}

/// Takes one photo from a program: the bytes as they are, or the first file of a multipart body.
pub(crate) async fn api(
    State(room): State<Activities>,
    actor: Actor,
    request: Request,
) -> Result<Reply<PhotoView>, Fault> {
    Permit::<UploadPhoto>::ask(&actor, &Logbook::of(&actor))?;
    let headers = request.headers().clone();
    let key = text(&headers, "idempotency-key").and_then(IdempotencyKey::parse);
    let is_multipart =
        text(&headers, CONTENT_TYPE.as_str()).is_some_and(|kind| kind.starts_with("multipart/form-data"));
    let (name, bytes) = if is_multipart {
        first_file(request).await?
    } else {
        let name = text(&headers, "x-file-name").unwrap_or("photo").to_owned();
        (name, Bytes::from_request(request, &()).await.map_err(|_| too_large())?)
    };
    Ok(Reply(intake::take(&room, &actor, &name, bytes, key.as_ref()).await?))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

async fn first_file(request: Request) -> Result<(String, Bytes), Fault> {
    let unreadable = || Fault::unreadable("请求中没有完整的文件，请用 multipart 的一个文件字段发送照片。");
    let mut multipart = Multipart::from_request(request, &()).await.map_err(|_| unreadable())?;
    while let Some(field) = multipart.next_field().await.map_err(|_| unreadable())? {
        if let Some(name) = field.file_name().map(str::to_owned) {
            return Ok((name, field.bytes().await.map_err(|_| too_large())?));
        }
    }
    Err(unreadable())
}

fn too_large() -> Fault {
    Fault::too_large(format!("照片超过 {} MB 或没有传完整，请压缩后重新上传。", Upload::LIMIT / 1024 / 1024))
}
