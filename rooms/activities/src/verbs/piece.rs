//! To send a piece of a file.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use people::{Actor, Permit};
use serde::Deserialize;
use web::{ApiFile, Fault, Query, Raw, Reply, Upload};

use super::parcel_begin::parse_digest;
use super::upload::answer;
use crate::Activities;
use crate::parcel::Parcel;
use crate::policy::SendPiece;
use crate::receiving::{Incoming, ParcelView, find, receive};

/// Which piece it is.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct PieceQuery {
    /// The offset of its first byte in the file.
    from: Raw,
    /// SHA-256 of the piece, 64 hex digits.
    sha256: Raw,
}

impl PieceQuery {
    fn with(&self, bytes: Bytes) -> Result<Incoming, Fault> {
        let starts_at = self.from.text().parse::<i64>().ok().filter(|from| *from >= 0);
        match (starts_at, parse_digest(&self.sha256)) {
            (Some(starts_at), Some(sha256)) => Ok(Incoming { starts_at, bytes, sha256 }),
            _ => Err(Fault::refused(
                "bad_piece",
                "请在地址里写明这一段的起始位置（from）和 SHA-256（sha256）。",
            )),
        }
    }
}

async fn begun(room: &Activities, actor: &Actor, id: &str) -> Result<Parcel, Fault> {
    let parcel = find(room, id).await?;
    Permit::<SendPiece>::ask(actor, &parcel)?;
    Ok(parcel)
}

/// Takes a piece from the island of the form.
pub(crate) async fn html(
    State(room): State<Activities>,
    actor: Actor,
    Path(id): Path<String>,
    Query(which): Query<PieceQuery>,
    upload: Result<Upload, Fault>,
) -> Result<Response, Fault> {
    let parcel = begun(&room, &actor, &id).await?;
    match taken(&room, &actor, parcel, &which, upload).await {
        Ok(view) => Ok(Json(view).into_response()),
        Err(fault) => answer(fault),
    }
}

async fn taken(
    room: &Activities,
    actor: &Actor,
    parcel: Parcel,
    which: &PieceQuery,
    upload: Result<Upload, Fault>,
) -> Result<ParcelView, Fault> {
    let upload = upload?;
    let nothing = || Fault::refused("bad_piece", "没有收到这一段的内容，请重新发送。");
    let piece = upload.file("piece").ok_or_else(nothing)?;
    receive(room, actor, parcel, which.with(piece.bytes.clone())?).await
}

/// Takes a piece from a program.
pub(crate) async fn api(
    State(room): State<Activities>,
    actor: Actor,
    Path(id): Path<String>,
    Query(which): Query<PieceQuery>,
    file: Result<ApiFile, Fault>,
) -> Result<Reply<ParcelView>, Fault> {
    let parcel = begun(&room, &actor, &id).await?;
    Ok(Reply(receive(&room, &actor, parcel, which.with(file?.bytes)?).await?))
}
