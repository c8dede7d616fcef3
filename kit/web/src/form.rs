use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::{Fault, IdempotencyKey, Raw, csrf};

/// The body of one of our own forms: there is no other way to get one, so no form can forget the check.
///
/// Lists are written `photos[]`, tables `quantities[0][amount]`.
#[derive(Debug)]
pub struct Form<T> {
    /// What was typed.
    pub input: T,
    /// The key that makes sending twice the same as once.
    pub key: Option<IdempotencyKey>,
}

/// What every form carries beside its input.
#[derive(Deserialize)]
struct Envelope {
    #[serde(default)]
    csrf: Raw,
    #[serde(default)]
    idempotency_key: Raw,
}

const DEPTH: usize = 4;

fn config() -> serde_qs::Config {
    serde_qs::Config::new().max_depth(DEPTH).use_form_encoding(true)
}

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let (parts, body) = request.into_parts();
        let request = Request::from_parts(parts.clone(), body);
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|_| Fault::too_large("提交的内容超过 2 MB，请分几次提交。"))?;
        let envelope: Envelope = read(&bytes)?;
        let repeated = parts.headers.get(csrf::HEADER).and_then(|value| value.to_str().ok());
        csrf::check(&parts, repeated.unwrap_or_else(|| envelope.csrf.text()))?;
        Ok(Self { input: read(&bytes)?, key: IdempotencyKey::parse(envelope.idempotency_key.text()) })
    }
}

/// The query of an address. What cannot be read counts as not given.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + Default, S: Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        let query = parts.uri.query().unwrap_or("");
        Ok(Self(config().deserialize_str(query).unwrap_or_default()))
    }
}

/// Reads `name=value&list[]=…&table[0][column]=…`.
pub(crate) fn read<T: DeserializeOwned>(form: &[u8]) -> Result<T, Fault> {
    let unreadable = |_| Fault::unreadable("提交的表单无法识别，请刷新页面后重新提交。");
    config().deserialize_bytes(form).map_err(unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize, Debug, PartialEq, Default)]
    #[serde(default)]
    struct Log {
        name: Raw,
        photos: Vec<Raw>,
        quantities: Vec<Quantity>,
    }

    #[derive(Deserialize, Debug, PartialEq)]
    struct Quantity {
        measure: Raw,
        amount: Raw,
    }

    #[test]
    fn reads_lists_and_tables() {
        let body = "csrf=x&name=%E8%AE%B2%E5%BA%A7+1&photos%5B%5D=a&photos%5B%5D=b\
                    &quantities%5B0%5D%5Bmeasure%5D=lecture&quantities%5B0%5D%5Bamount%5D=1";
        let log: Log = config().deserialize_str(body).unwrap();
        assert_eq!(log.name.text(), "讲座 1");
        assert_eq!(log.photos.len(), 2);
        assert_eq!(log.quantities, [Quantity { measure: "lecture".into(), amount: "1".into() }]);
    }

    #[test]
    fn one_ticked_box_is_a_list_of_one() {
        let log: Log = config().deserialize_str("photos[]=a").unwrap();
        assert_eq!(log.photos, ["a".into()]);
    }
}
