use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use utoipa::ToSchema;

use crate::known::unknown_key;
use crate::{Fault, IdempotencyKey};

/// The JSON body of a call; a key that its description does not know is refused, as nobody would do what it asks for. No token against forgery: such calls carry a bearer token, never a cookie.
#[derive(Debug)]
pub struct ApiJson<T> {
    pub input: T,
    /// From the header `Idempotency-Key`.
    pub key: Option<IdempotencyKey>,
}

impl<T: DeserializeOwned + ToSchema, S: Send + Sync> FromRequest<S> for ApiJson<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let key = request.headers().get("idempotency-key").and_then(|value| value.to_str().ok());
        let key = key.and_then(IdempotencyKey::parse);
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|_| Fault::too_large("请求内容超过 2 MB，请分几次提交。"))?;
        let input = serde_json::from_slice(&bytes)
            .map_err(|error| Fault::unreadable(format!("请求内容不是所需的 JSON：{error}")))?;
        let body: Value = serde_json::from_slice(&bytes).map_err(Fault::internal)?;
        if let Some((path, known)) = unknown_key::<T>(&body) {
            let sentence =
                format!("不认识字段“{path}”，没有执行。请改正或去掉；这里可用的字段：{}。", known.join("、"));
            return Err(Fault::field(&path, sentence));
        }
        Ok(Self { input, key })
    }
}

/// A JSON answer.
#[derive(Debug)]
pub struct Reply<T>(pub T);

impl<T: Serialize> IntoResponse for Reply<T> {
    fn into_response(self) -> Response {
        Json(self.0).into_response()
    }
}
