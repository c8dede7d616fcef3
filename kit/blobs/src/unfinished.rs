use std::time::Duration;

use clock::Moment;
use object_store::client::{HttpRequest, HttpRequestBody};
use object_store::multipart::MultipartStore;
use object_store::path::Path;
use object_store::signer::{Method, SignedUrlOptions, Signer};
use quick_xml::Reader;
use quick_xml::events::Event;

use crate::BlobError;
use crate::bucket::Bucket;

/// An upload in pieces that nobody has finished: a process was killed in the middle of it, or is at it now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unfinished {
    key: String,
    upload: String,
    /// When it was begun, as the store writes it: `2026-11-26T13:05:00.000Z`.
    begun: String,
}

impl Unfinished {
    /// When it was begun; `None` where the store does not say so in a way that can be read.
    pub fn since(&self) -> Option<Moment> {
        Moment::parse_rfc3339(&self.begun)
    }
}

/// One page of the store's answer.
#[derive(Debug, Default, PartialEq, Eq)]
struct Listing {
    uploads: Vec<Unfinished>,
    /// Where the next page begins: key and upload.
    next: Option<(String, String)>,
}

impl Bucket {
    /// The library has no word for this question, so it is asked by a signed address.
    pub(crate) async fn unfinished(&self) -> Result<Vec<Unfinished>, BlobError> {
        let mut found = Vec::new();
        let mut next = None;
        loop {
            let page = self.page(next).await?;
            found.extend(page.uploads);
            next = page.next;
            if next.is_none() {
                return Ok(found);
            }
        }
    }

    async fn page(&self, from: Option<(String, String)>) -> Result<Listing, BlobError> {
        const A_MINUTE: Duration = Duration::from_secs(60);
        let prefix = format!("{}/", self.path("sha256"));
        let mut query = vec![("uploads".to_owned(), String::new()), ("prefix".to_owned(), prefix)];
        if let Some((key, upload)) = from {
            query.extend([("key-marker".to_owned(), key), ("upload-id-marker".to_owned(), upload)]);
        }
        let options = SignedUrlOptions::new().with_query(query);
        let url = self.store.signed_url_opts(Method::GET, &Path::default(), A_MINUTE, &options).await?;
        let mut request = HttpRequest::new(HttpRequestBody::empty());
        *request.uri_mut() = url.as_str().parse().map_err(std::io::Error::other)?;
        let answer = self.client.execute(request).await.map_err(std::io::Error::other)?;
        let status = answer.status();
        let body = answer.into_body().bytes().await.map_err(std::io::Error::other)?;
        if !status.is_success() {
            let said = String::from_utf8_lossy(&body);
            return Err(std::io::Error::other(format!("{status}: {said}")).into());
        }
        let text = std::str::from_utf8(&body).map_err(std::io::Error::other)?;
        listing(text).map_err(|error| std::io::Error::other(error).into())
    }

    pub(crate) async fn abandon(&self, upload: &Unfinished) -> Result<bool, BlobError> {
        match self.store.abort_multipart(&Path::from(upload.key.as_str()), &upload.upload).await {
            Ok(()) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

/// Reads a `ListMultipartUploadsResult`.
fn listing(xml: &str) -> Result<Listing, quick_xml::Error> {
    let mut reader = Reader::from_str(xml);
    let mut listing = Listing::default();
    let (mut upload, mut text) = (Unfinished::default(), String::new());
    let (mut is_cut, mut key, mut marker) = (false, String::new(), String::new());
    loop {
        match reader.read_event()? {
            Event::Start(_) => text.clear(),
            Event::Text(piece) => text.push_str(&piece.xml10_content()),
            Event::End(end) => match end.local_name().as_ref() {
                "Key" => upload.key = std::mem::take(&mut text),
                "UploadId" => upload.upload = std::mem::take(&mut text),
                "Initiated" => upload.begun = std::mem::take(&mut text),
                "Upload" => listing.uploads.push(std::mem::take(&mut upload)),
                "IsTruncated" => is_cut = text.trim() == "true",
                "NextKeyMarker" => key = std::mem::take(&mut text),
                "NextUploadIdMarker" => marker = std::mem::take(&mut text),
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    // A page that leads nowhere would be asked for for ever.
    listing.next = (is_cut && !key.is_empty()).then_some((key, marker));
    Ok(listing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_uploads_of_a_page_and_where_the_next_begins_are_read() {
        let page = listing(
            r#"<?xml version="1.0"?><ListMultipartUploadsResult xmlns="urn:s3"><Bucket>anbiao</Bucket><KeyMarker></KeyMarker>
            <NextKeyMarker>q/sha256/ba/b</NextKeyMarker><NextUploadIdMarker>u2</NextUploadIdMarker><IsTruncated>true</IsTruncated>
            <Upload><Key>q/sha256/ba/a</Key><UploadId>u1</UploadId><Owner><ID>x</ID></Owner>
            <Initiated>2026-11-26T13:05:00.000Z</Initiated></Upload>
            <Upload><Key>q/sha256/ba/b</Key><UploadId>u2</UploadId><Initiated>?</Initiated></Upload>
            </ListMultipartUploadsResult>"#,
        )
        .unwrap();
        let begun: Vec<Option<i64>> =
            page.uploads.iter().map(|upload| upload.since().map(Moment::as_micros)).collect();
        assert_eq!(begun, [Some(1_795_698_300_000_000), None]);
        assert_eq!((page.uploads[0].key.as_str(), page.uploads[0].upload.as_str()), ("q/sha256/ba/a", "u1"));
        assert_eq!(page.next, Some(("q/sha256/ba/b".to_owned(), "u2".to_owned())));
    }

    #[test]
    fn an_empty_answer_has_no_uploads_and_no_next_page() {
        let none =
            r#"<ListMultipartUploadsResult><IsTruncated>false</IsTruncated></ListMultipartUploadsResult>"#;
        assert_eq!(listing(none).unwrap(), Listing::default());
        assert_eq!(listing("").unwrap(), Listing::default());
        assert!(listing("<a></b>").is_err());
    }
}
