//! The ids in an entry, and what they are called.

use std::collections::{BTreeSet, HashMap};

use db::{DbError, Reads};
use ids::Id;
use serde_json::Value;

use crate::{Entry, Row};

/// The ids in a text: itself, or those of an address such as `due/unit`.
pub fn ids_in(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|piece| Id::<()>::parse(piece).is_ok())
}

/// The last id of a path: the node itself.
fn node(place: Option<&str>) -> Option<&str> {
    place.and_then(|path| path.trim_end_matches('/').rsplit('/').next())
}

fn of_detail(detail: &Value, ids: &mut BTreeSet<String>) {
    match detail {
        Value::String(text) => ids.extend(ids_in(text).map(str::to_owned)),
        Value::Array(items) => items.iter().for_each(|item| of_detail(item, ids)),
        Value::Object(fields) => fields.values().for_each(|value| of_detail(value, ids)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn of(target: &str, place: Option<&str>, detail: &Value) -> BTreeSet<String> {
    let mut ids: BTreeSet<String> = ids_in(target).map(str::to_owned).collect();
    ids.extend(node(place).into_iter().flat_map(ids_in).map(str::to_owned));
    of_detail(detail, &mut ids);
    ids
}

impl Entry<'_> {
    /// Every id that the entry tells.
    pub(crate) fn ids(&self) -> BTreeSet<String> {
        of(self.target, self.place, &self.detail)
    }
}

impl Row {
    /// Every id that the entry tells, beside that of whoever acted.
    pub fn ids(&self) -> BTreeSet<String> {
        of(&self.target, self.place.as_deref(), &self.detail)
    }

    /// The node that the entry belongs to.
    pub fn node(&self) -> Option<&str> {
        node(self.place.as_deref())
    }

    /// What an id of the entry was called when it was written; `None` where that was not noted.
    pub fn called(&self, id: &str) -> Option<&str> {
        self.called.as_ref()?.get(id)?.as_str()
    }
}

/// What everything that these rows tell is called now, whoever acted included.
pub async fn names_now(reads: &impl Reads, rows: &[Row]) -> Result<HashMap<String, String>, DbError> {
    let ids = rows.iter().flat_map(|row| row.ids().into_iter().chain(row.actor.clone())).collect();
    db::called(reads, &ids).await
}
