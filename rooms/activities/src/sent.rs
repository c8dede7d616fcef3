use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use web::{Fault, Form, IdempotencyKey, Upload, UploadedFile, encoded};

use crate::ActivityInput;

/// The form of an activity as a browser sends it: with files or without.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) input: ActivityInput,
    /// Photos chosen in a browser in which the island does not run.
    pub(crate) files: Vec<UploadedFile>,
    pub(crate) key: Option<IdempotencyKey>,
    /// The key's text, from which each file gets its own.
    key_text: String,
}

impl Sent {
    /// The key under which the file of this number may be sent again.
    pub(crate) fn file_key(&self, number: usize) -> Option<IdempotencyKey> {
        self.key.as_ref().and_then(|_| IdempotencyKey::parse(&format!("{}-{number}", self.key_text)))
    }

    /// [`Upload`] takes the files, one value a name; the lists of this form repeat theirs, so its text is read again as
    /// the plain form that it would be without files.
    async fn with_files(parts: Parts, body: Bytes) -> Result<Self, Fault> {
        let again = || Request::from_parts(parts.clone(), Body::from(body.clone()));
        let upload = Upload::from_request(again(), &()).await?;
        let text = text_fields(again()).await?;
        let mut plain = Request::from_parts(parts.clone(), Body::from(text));
        plain
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        let Form { input, key } = Form::from_request(plain, &()).await?;
        let key_text = upload.field("idempotency_key").text().to_owned();
        Ok(Self { input, files: upload.files("files").cloned().collect(), key, key_text })
    }
}

/// The fields of a multipart form that are no files, as a query.
async fn text_fields(request: Request) -> Result<String, Fault> {
    let unreadable = || Fault::unreadable("表单没有传完整，请检查网络后重新提交。");
    let mut multipart = Multipart::from_request(request, &()).await.map_err(|_| unreadable())?;
    let mut pairs = Vec::new();
    while let Some(field) = multipart.next_field().await.map_err(|_| unreadable())? {
        if field.file_name().is_some() {
            continue;
        }
        let name = field.name().unwrap_or_default().to_owned();
        let value = field.bytes().await.map_err(|_| unreadable())?;
        pairs.push(format!("{}={}", encoded_name(&name), encoded(&String::from_utf8_lossy(&value))));
    }
    Ok(pairs.join("&"))
}

/// The brackets of a list's name stay as they are.
fn encoded_name(name: &str) -> String {
    encoded(name).replace("%5B", "[").replace("%5D", "]")
}

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
        if !kind.starts_with("multipart/form-data") {
            let Form { input, key } = Form::from_request(request, state).await?;
            return Ok(Self { input, files: Vec::new(), key, key_text: String::new() });
        }
        let (parts, body) = request.into_parts();
        let body = Bytes::from_request(Request::from_parts(parts.clone(), body), state).await;
        let body = body.map_err(|_| {
            Fault::too_large(format!(
                "照片合计超过 {} MB 或没有传完整，请分几次上传。",
                Upload::LIMIT / 1024 / 1024
            ))
        })?;
        Self::with_files(parts, body).await
    }
}
