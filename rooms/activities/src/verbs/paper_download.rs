use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::CONTENT_LENGTH;
use axum::response::Response;
use blobs::BlobId;
use people::{Actor, Permit};
use tokio_util::io::ReaderStream;
use web::Fault;

use crate::intake::blob_fault;
use crate::policy::DownloadPaper;
use crate::store::papers;
use crate::{Activities, PaperId};

/// The file as it was uploaded: saved by the browser, never shown in place.
pub(crate) async fn html(
    State(room): State<Activities>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let id = PaperId::parse(&id).map_err(|_| Fault::not_found())?;
    let paper = papers::find(&room.db, id).await?.ok_or_else(Fault::not_found)?;
    Permit::<DownloadPaper>::ask(&actor, &paper)?;
    let address: BlobId = paper.blob.parse().map_err(Fault::internal)?;
    let opened = room.blobs.open_file(address).await.map_err(blob_fault)?;
    let mut response = web::download(&paper.file_name, paper.media_type(), Vec::new());
    response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(opened.len));
    *response.body_mut() = Body::from_stream(ReaderStream::new(opened.file));
    Ok(response)
}
