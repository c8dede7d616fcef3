use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{ACCEPT_RANGES, CONTENT_LENGTH, CONTENT_RANGE, ETAG};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use blobs::BlobId;
use people::{Actor, Permit};
use tokio_util::io::ReaderStream;
use web::{Fault, Part};

use crate::policy::DownloadPaper;
use crate::store::papers;
use crate::{Activities, PaperId};

/// The file as it was uploaded, or the stretch of it that is asked for: saved by the browser, never shown in place. Only a film plays in
/// the page of its activity, which asks for it by stretches.
pub(crate) async fn html(
    State(room): State<Activities>,
    actor: Actor,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let id = PaperId::parse(&id).map_err(|_| Fault::not_found())?;
    let paper = papers::find(&room.db, id).await?.ok_or_else(Fault::not_found)?;
    Permit::<DownloadPaper>::ask(&actor, &paper)?;
    let address: BlobId = paper.blob.parse().map_err(Fault::internal)?;
    let (tag, whole) = (format!("\"{}\"", address.hex()), u64::try_from(paper.bytes).unwrap_or(0));
    let mut response = web::download(&paper.file_name, paper.media_type(), Vec::new());
    let opened = match Part::asked(&headers, &tag, whole) {
        Part::Whole => room.blobs.open_file(address).await?,
        Part::Stretch(stretch) => {
            *response.status_mut() = StatusCode::PARTIAL_CONTENT;
            let told = format!("bytes {}-{}/{whole}", stretch.start, stretch.end - 1);
            insert(response.headers_mut(), CONTENT_RANGE, &told)?;
            room.blobs.open_part(address, stretch).await?
        }
        Part::Outside => {
            let mut refused = StatusCode::RANGE_NOT_SATISFIABLE.into_response();
            insert(refused.headers_mut(), CONTENT_RANGE, &format!("bytes */{whole}"))?;
            return Ok(refused);
        }
    };
    let headers = response.headers_mut();
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(opened.len));
    insert(headers, ETAG, &tag)?;
    *response.body_mut() = Body::from_stream(ReaderStream::new(opened.file));
    Ok(response)
}

fn insert(headers: &mut HeaderMap, name: axum::http::HeaderName, value: &str) -> Result<(), Fault> {
    headers.insert(name, HeaderValue::from_str(value).map_err(Fault::internal)?);
    Ok(())
}
