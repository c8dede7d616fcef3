use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use bytes::{Bytes, BytesMut};
use serde::de::DeserializeOwned;

use crate::{Fault, IdempotencyKey, Raw, csrf, encoded, form};

/// A form with files, ours like [`crate::Form`]: the token stands in the header or in a field before the files. It may come
/// without files, and then as a plain form.
#[derive(Debug, Default)]
pub struct Upload {
    fields: Vec<(String, Raw)>,
    files: Vec<UploadedFile>,
}

/// One file as it was sent; neither its name nor its declared type can be trusted.
#[derive(Debug, Clone)]
pub struct UploadedFile {
    pub field: String,
    pub name: String,
    pub bytes: Bytes,
}

impl Upload {
    /// The most that one request may carry.
    pub const LIMIT: usize = 32 * 1024 * 1024;
    const FIELD_LIMIT: usize = 2 * 1024 * 1024;
    const FILES: usize = 20;
    const FIELDS: usize = 200;

    /// What a route that takes files puts around itself.
    pub fn limit() -> DefaultBodyLimit {
        DefaultBodyLimit::max(Self::LIMIT + Self::FIELD_LIMIT)
    }

    /// What was typed into a field; blank when it is not there.
    pub fn field(&self, name: &str) -> Raw {
        self.fields
            .iter()
            .find(|(found, _)| found == name)
            .map(|(_, value)| value.clone())
            .unwrap_or_default()
    }

    /// The text fields as an input, with lists and tables like those of a [`crate::Form`].
    pub fn input<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        let pair = |(name, value): &(String, Raw)| {
            // The brackets of a list's name stay as they are.
            let name = encoded(name).replace("%5B", "[").replace("%5D", "]");
            format!("{name}={}", encoded(&value.to_string()))
        };
        let query: Vec<String> = self.fields.iter().map(pair).collect();
        form::read(query.join("&").as_bytes())
    }

    /// The files of a field; a chooser left empty sends none.
    pub fn files<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a UploadedFile> {
        self.files.iter().filter(move |file| file.field == field)
    }

    /// The first file of a field.
    pub fn file(&self, field: &str) -> Option<&UploadedFile> {
        self.files.iter().find(|file| file.field == field)
    }

    /// The key that makes sending twice the same as once.
    pub fn key(&self) -> Option<IdempotencyKey> {
        IdempotencyKey::parse(self.field("idempotency_key").text())
    }

    async fn read(&mut self, parts: &Parts, mut multipart: Multipart) -> Result<(), Fault> {
        let mut proven =
            parts.headers.get(csrf::HEADER).and_then(|value| value.to_str().ok()).map(str::to_owned);
        if let Some(token) = &proven {
            csrf::check(parts, token)?;
        }
        let mut left = Self::LIMIT;
        while let Some(field) = multipart.next_field().await.map_err(unreadable)? {
            let name = field.name().unwrap_or_default().to_owned();
            let file_name = field.file_name().map(|name| Raw::from(name).to_string());
            let limit = if file_name.is_some() { left } else { Self::FIELD_LIMIT };
            let bytes = bounded(field, limit).await?;
            match file_name {
                None if name == csrf::FIELD => {
                    let token = String::from_utf8_lossy(&bytes).into_owned();
                    csrf::check(parts, &token)?;
                    proven = Some(token);
                }
                None if self.fields.len() < Self::FIELDS => {
                    self.fields.push((name, Raw::from(String::from_utf8_lossy(&bytes).into_owned())));
                }
                Some(file_name) if proven.is_some() && self.files.len() < Self::FILES => {
                    left -= bytes.len();
                    if !file_name.is_empty() {
                        self.files.push(UploadedFile { field: name, name: file_name, bytes });
                    }
                }
                Some(_) if proven.is_none() => return Err(Fault::foreign_form()),
                _ => return Err(Fault::too_large("一次提交的文件太多，请分几次上传。")),
            }
        }
        if proven.is_some() { Ok(()) } else { Err(Fault::foreign_form()) }
    }
}

async fn bounded(mut field: axum::extract::multipart::Field<'_>, limit: usize) -> Result<Bytes, Fault> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = field.chunk().await.map_err(unreadable)? {
        if bytes.len() + chunk.len() > limit {
            return Err(too_large());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.freeze())
}

fn unreadable(error: axum::extract::multipart::MultipartError) -> Fault {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        return too_large();
    }
    Fault::unreadable("文件没有传完整，请检查网络后重新上传。")
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let (parts, body) = request.into_parts();
        let request = Request::from_parts(parts.clone(), body);
        let mut upload = Self::default();
        if header(&request, CONTENT_TYPE.as_str()).starts_with("application/x-www-form-urlencoded") {
            upload.fields = without_files(&parts, request, state).await?;
            return Ok(upload);
        }
        let multipart = Multipart::from_request(request, state)
            .await
            .map_err(|_| Fault::unreadable("请用页面上的按钮选择文件后再提交。"))?;
        upload.read(&parts, multipart).await?;
        Ok(upload)
    }
}

/// The fields of the same form sent as one without files.
async fn without_files<S: Send + Sync>(
    parts: &Parts,
    request: Request,
    state: &S,
) -> Result<Vec<(String, Raw)>, Fault> {
    let unreadable = |_| Fault::unreadable("提交的表单无法识别，请刷新页面后重新提交。");
    let axum::Form(pairs) =
        axum::Form::<Vec<(String, String)>>::from_request(request, state).await.map_err(unreadable)?;
    let sent = pairs.iter().find(|(name, _)| name == csrf::FIELD).map(|(_, token)| token.as_str());
    let repeated = parts.headers.get(csrf::HEADER).and_then(|value| value.to_str().ok());
    csrf::check(parts, repeated.or(sent).unwrap_or_default())?;
    if pairs.len() > Upload::FIELDS || pairs.iter().any(|(_, text)| text.len() > Upload::FIELD_LIMIT) {
        return Err(Fault::too_large("提交的内容太多，请分几次提交。"));
    }
    Ok(pairs.into_iter().map(|(name, text)| (name, Raw::from(text))).collect())
}

/// One file from a program: the bytes as they are (header `X-File-Name`), or the first file of a multipart body. No token
/// against forgery: such calls carry a bearer token, never a cookie.
#[derive(Debug)]
pub struct ApiFile {
    /// Empty when the program did not say.
    pub name: String,
    pub bytes: Bytes,
    /// From the header `Idempotency-Key`.
    pub key: Option<IdempotencyKey>,
}

impl<S: Send + Sync> FromRequest<S> for ApiFile {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let key = IdempotencyKey::parse(header(&request, "idempotency-key"));
        if header(&request, CONTENT_TYPE.as_str()).starts_with("multipart/form-data") {
            let (name, bytes) = first_file(request).await?;
            return Ok(Self { name, bytes, key });
        }
        let name = header(&request, "x-file-name").to_owned();
        let bytes = Bytes::from_request(request, state).await.map_err(|_| too_large())?;
        Ok(Self { name, bytes, key })
    }
}

/// A header's text; empty where there is none.
fn header<'a>(request: &'a Request, name: &str) -> &'a str {
    request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

async fn first_file(request: Request) -> Result<(String, Bytes), Fault> {
    let none = || Fault::unreadable("请求中没有完整的文件，请用 multipart 的一个文件字段发送。");
    let mut multipart = Multipart::from_request(request, &()).await.map_err(|_| none())?;
    while let Some(field) = multipart.next_field().await.map_err(unreadable)? {
        if let Some(name) = field.file_name().map(|name| Raw::from(name).to_string()) {
            return Ok((name, bounded(field, Upload::LIMIT).await?));
        }
    }
    Err(none())
}

fn too_large() -> Fault {
    Fault::too_large(format!("文件超过 {} MB，请压缩或分几次上传。", Upload::LIMIT / 1024 / 1024))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize, Debug, PartialEq)]
    struct Log {
        name: Raw,
        photos: Vec<Raw>,
        quantities: Vec<Quantity>,
    }

    #[derive(serde::Deserialize, Debug, PartialEq)]
    struct Quantity {
        amount: Raw,
    }

    #[test]
    fn the_text_of_a_form_with_files_reads_like_one_without() {
        let fields =
            [("name", "讲座 & 1=1"), ("photos[]", "a"), ("photos[]", "b"), ("quantities[0][amount]", "3")];
        let fields = fields.map(|(name, value)| (name.to_owned(), Raw::from(value)));
        let upload = Upload { fields: fields.into(), files: Vec::new() };
        let log: Log = upload.input().unwrap();
        assert_eq!(log.name.text(), "讲座 & 1=1");
        assert_eq!(log.photos, ["a".into(), "b".into()]);
        assert_eq!(log.quantities, [Quantity { amount: "3".into() }]);
    }
}
