use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use serde::Deserialize;
use web::{Fault, Form, IdempotencyKey, Raw, Upload, UploadedFile};

use crate::ActivityInput;
use crate::uploads::Uploads;

/// The form of an activity as a browser sends it: with files or without.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) input: ActivityInput,
    /// Photos chosen in a browser in which the island does not run.
    pub(crate) files: Vec<UploadedFile>,
    /// Papers chosen there.
    pub(crate) paper_files: Vec<UploadedFile>,
    /// A message from which the form is to be filled.
    pub(crate) pasted: Raw,
    /// Ids of what the form offered unchosen, in one field: a form has only so many.
    pub(crate) unused_photos: Raw,
    pub(crate) unused_papers: Raw,
    pub(crate) key: Option<IdempotencyKey>,
    /// The key's text, from which each file gets its own.
    key_text: String,
}

/// The same without files.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Plain {
    #[serde(flatten)]
    input: ActivityInput,
    pasted: Raw,
    unused_photos: Raw,
    unused_papers: Raw,
}

impl Sent {
    /// The key under which the file of this number may be sent again.
    pub(crate) fn file_key<U: Uploads>(&self, number: usize) -> Option<IdempotencyKey> {
        let text = format!("{}-{}-{number}", self.key_text, U::LIST);
        self.key.as_ref().and_then(|_| IdempotencyKey::parse(&text))
    }
}

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
        if !kind.starts_with("multipart/form-data") {
            let Form { input: plain, key } = Form::<Plain>::from_request(request, state).await?;
            let Plain { input, pasted, unused_photos, unused_papers } = plain;
            return Ok(Self {
                input,
                files: Vec::new(),
                paper_files: Vec::new(),
                pasted,
                unused_photos,
                unused_papers,
                key,
                key_text: String::new(),
            });
        }
        let upload = Upload::from_request(request, state).await?;
        let key_text = upload.field("idempotency_key").text().to_owned();
        let of = |field| upload.files(field).cloned().collect();
        let (files, paper_files) = (of("files"), of("paper_files"));
        let Plain { input, pasted, unused_photos, unused_papers } = upload.input()?;
        let key = upload.key();
        Ok(Self { input, files, paper_files, pasted, unused_photos, unused_papers, key, key_text })
    }
}
