use std::collections::{BTreeMap, BTreeSet};

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
    let form = String::from_utf8_lossy(form);
    config().deserialize_str(&dense(&form)).map_err(unreadable)
}

/// Numbers the rows of each list anew, without gaps: a box that is not ticked leaves its number out.
fn dense(form: &str) -> String {
    let mut rows: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
    let numbered: Vec<(&str, Option<Numbered<'_>>)> =
        form.split('&').map(|pair| (pair, Numbered::of(pair))).collect();
    for (_, row) in &numbered {
        if let Some(row) = row {
            rows.entry(row.list).or_default().insert(row.number);
        }
    }
    let renumbered = numbered.into_iter().map(|(pair, row)| match row {
        Some(row) => {
            let place = rows.get(row.list).map_or(0, |known| known.range(..row.number).count());
            format!("{}[{place}]{}", row.list, row.rest)
        }
        None => pair.to_owned(),
    });
    renumbered.collect::<Vec<_>>().join("&")
}

/// `photos[3]=a` or `quantities[3][amount]=60`, whether its brackets are encoded or not.
struct Numbered<'a> {
    list: &'a str,
    number: u32,
    rest: &'a str,
}

impl<'a> Numbered<'a> {
    fn of(pair: &'a str) -> Option<Self> {
        let name = pair.split('=').next()?;
        let (list, _) = ["[", "%5B", "%5b"]
            .iter()
            .filter_map(|open| name.split_once(open))
            .min_by_key(|(list, _)| list.len())?;
        let after = &pair[list.len()..];
        let after = ["[", "%5B", "%5b"].iter().find_map(|open| after.strip_prefix(open))?;
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        let number = after[..digits].parse().ok()?;
        let rest = ["]", "%5D", "%5d"].iter().find_map(|close| after[digits..].strip_prefix(close))?;
        Some(Self { list, number, rest })
    }
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
    fn a_row_of_a_table_may_hold_named_values() {
        #[derive(Deserialize, Debug, PartialEq, Default)]
        #[serde(default)]
        struct Split {
            rows: Vec<Row>,
        }
        #[derive(Deserialize, Debug, PartialEq, Default)]
        #[serde(default)]
        struct Row {
            amount: Raw,
            split: BTreeMap<String, Raw>,
        }
        let many: Vec<String> = (0..14)
            .map(|i| format!("rows[{i}][amount]=&rows[{i}][split][channel]=&rows[{i}][split][origin]=own"))
            .collect();
        let read: Split = read(many.join("&").as_bytes()).unwrap();
        assert_eq!(read.rows.len(), 14);
        assert!(
            read.rows
                .iter()
                .all(|row| row.split["channel"].is_blank() && row.split["origin"].text() == "own")
        );
    }

    #[test]
    fn a_list_with_gaps_is_read_in_its_order() {
        for body in ["photos[7]=b&photos[3]=a", "photos%5B3%5D=a&photos%5B07%5D=b"] {
            let log: Log = read(body.as_bytes()).unwrap();
            assert_eq!(log.photos, ["a".into(), "b".into()], "{body}");
        }
        let body = "quantities[2][measure]=m&quantities[2][amount]=1&quantities[9][measure]=n&quantities[9][amount]=%5B5%5D";
        let log: Log = read(body.as_bytes()).unwrap();
        let read: Vec<_> = log.quantities.iter().map(|row| (row.measure.text(), row.amount.text())).collect();
        assert_eq!(read, [("m", "1"), ("n", "[5]")]);
        assert_eq!(read_name("name=photos[3]=a"), "photos[3]=a", "only names are numbered");
    }

    fn read_name(body: &str) -> String {
        read::<Log>(body.as_bytes()).unwrap().name.to_string()
    }

    #[test]
    fn one_ticked_box_is_a_list_of_one() {
        let log: Log = config().deserialize_str("photos[]=a").unwrap();
        assert_eq!(log.photos, ["a".into()]);
    }
}
