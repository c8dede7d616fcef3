use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use web::{Fault, Form, IdempotencyKey, Raw, Upload, UploadedFile};

use crate::{ActivityInput, QuantityInput};

/// The form of an activity as a browser sends it: with files (the names of its lists are numbered, `campaigns[0]`), or
/// without.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) input: ActivityInput,
    /// Photos chosen in a browser in which the island does not run.
    pub(crate) files: Vec<UploadedFile>,
    pub(crate) key: Option<IdempotencyKey>,
    /// The key's text, from which each file gets its own.
    key_text: String,
}

/// The highest number of a list's element in a form.
const LONGEST: usize = 120;

impl Sent {
    /// The key under which the file of this number may be sent again.
    pub(crate) fn file_key(&self, number: usize) -> Option<IdempotencyKey> {
        self.key.as_ref().and_then(|_| IdempotencyKey::parse(&format!("{}-{number}", self.key_text)))
    }

    fn from_upload(upload: &Upload) -> Self {
        let list = |name: &str| -> Vec<Raw> {
            (0..LONGEST)
                .map(|i| upload.field(&format!("{name}[{i}]")))
                .filter(|raw| !raw.is_blank())
                .collect()
        };
        let quantity = |i: usize| QuantityInput {
            measure: upload.field(&format!("quantities[{i}][measure]")),
            amount: upload.field(&format!("quantities[{i}][amount]")),
        };
        let mut quantities: Vec<QuantityInput> = (0..LONGEST).map(quantity).collect();
        while quantities.last().is_some_and(|last| *last == QuantityInput::default()) {
            quantities.pop();
        }
        let input = ActivityInput {
            name: upload.field("name"),
            starts_on: upload.field("starts_on"),
            ends_on: upload.field("ends_on"),
            place: upload.field("place"),
            speaker: upload.field("speaker"),
            subjects: list("subjects"),
            description: upload.field("description"),
            quantities,
            campaigns: list("campaigns"),
            photos: list("photos"),
            is_standing: upload.field("is_standing"),
            is_major: upload.field("is_major"),
            early_is_right: upload.field("early_is_right"),
            version: upload.field("version"),
        };
        let key_text = upload.field("idempotency_key").text().to_owned();
        Self { input, files: upload.files("files").cloned().collect(), key: upload.key(), key_text }
    }
}

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
        if kind.starts_with("multipart/form-data") {
            return Ok(Self::from_upload(&Upload::from_request(request, state).await?));
        }
        let Form { input, key } = Form::from_request(request, state).await?;
        Ok(Self { input, files: Vec::new(), key, key_text: String::new() })
    }
}
