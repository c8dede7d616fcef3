use serde_json::Value;
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{AdditionalProperties, ArrayItems, Schema};

/// The first key of a body that its description does not know, as a path (`targets[0].colour`), with the keys that may stand there.
///
/// `serde` cannot refuse them itself: the same inputs are read from forms, which carry a token beside the fields, and
/// `deny_unknown_fields` does not go together with `flatten`.
pub(crate) fn unknown_key<T: ToSchema>(body: &Value) -> Option<(String, Vec<String>)> {
    let mut named = Vec::new();
    T::schemas(&mut named);
    Known(named).unknown(&T::schema(), body, "")
}

type Named = RefOr<Schema>;

struct Known(Vec<(String, Named)>);

impl Known {
    fn unknown(&self, schema: &Named, body: &Value, path: &str) -> Option<(String, Vec<String>)> {
        match body {
            Value::Array(rows) => {
                let items = self.items(schema)?;
                let mut rows = rows.iter().enumerate();
                rows.find_map(|(i, row)| self.unknown(items, row, &format!("{path}[{i}]")))
            }
            Value::Object(fields) => {
                let mut keys = Vec::new();
                let rest = self.keys(schema, &mut keys)?;
                fields.iter().find_map(|(key, value)| {
                    let here = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    match (keys.iter().find(|(known, _)| known == key), rest) {
                        (Some((_, schema)), _) => self.unknown(schema, value, &here),
                        (None, Rest::These(schema)) => self.unknown(schema, value, &here),
                        (None, Rest::Any) => None,
                        (None, Rest::None) => {
                            Some((here, keys.iter().map(|(known, _)| (*known).to_owned()).collect()))
                        }
                    }
                })
            }
            _ => None,
        }
    }

    fn resolved<'s>(&'s self, schema: &'s Named) -> Option<&'s Schema> {
        match schema {
            RefOr::T(schema) => Some(schema),
            RefOr::Ref(reference) => {
                let name = reference.ref_location.rsplit('/').next()?;
                self.resolved(&self.0.iter().find(|(known, _)| known == name)?.1)
            }
        }
    }

    /// What an object of this schema is made of; `None` where it is described as nothing in particular.
    fn keys<'s>(&'s self, schema: &'s Named, keys: &mut Vec<(&'s str, &'s Named)>) -> Option<Rest<'s>> {
        match self.resolved(schema)? {
            Schema::Object(object) => {
                keys.extend(object.properties.iter().map(|(name, schema)| (name.as_str(), schema)));
                match object.additional_properties.as_deref() {
                    Some(AdditionalProperties::RefOr(schema)) => Some(Rest::These(schema)),
                    Some(AdditionalProperties::FreeForm(true)) => Some(Rest::Any),
                    _ if object.properties.is_empty() => None,
                    _ => Some(Rest::None),
                }
            }
            Schema::AllOf(all) => self.of_each(&all.items, keys),
            Schema::OneOf(one) => self.of_each(&one.items, keys),
            Schema::AnyOf(any) => self.of_each(&any.items, keys),
            _ => None,
        }
    }

    /// The keys of all parts together: of a choice between parts, too, as it is not known here which one was meant.
    fn of_each<'s>(&'s self, parts: &'s [Named], keys: &mut Vec<(&'s str, &'s Named)>) -> Option<Rest<'s>> {
        let rests: Vec<Rest<'s>> = parts.iter().filter_map(|part| self.keys(part, keys)).collect();
        let more = rests.iter().find(|rest| !matches!(rest, Rest::None)).or(rests.first());
        more.copied()
    }

    fn items<'s>(&'s self, schema: &'s Named) -> Option<&'s Named> {
        match self.resolved(schema)? {
            Schema::Array(array) => match &array.items {
                ArrayItems::RefOrSchema(items) => Some(items),
                _ => None,
            },
            Schema::OneOf(one) => one.items.iter().find_map(|part| self.items(part)),
            Schema::AnyOf(any) => any.items.iter().find_map(|part| self.items(part)),
            _ => None,
        }
    }
}

/// What may stand in an object beside its own keys.
#[derive(Clone, Copy)]
enum Rest<'s> {
    None,
    Any,
    These(&'s Named),
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;
    use crate::Raw;

    #[derive(ToSchema)]
    #[expect(dead_code, reason = "only described")]
    struct Part {
        unit: Raw,
        targets: BTreeMap<String, Raw>,
    }

    #[derive(ToSchema)]
    #[expect(dead_code, reason = "only described")]
    struct Whole {
        version: Raw,
        parts: Vec<Part>,
        best: Option<Part>,
        #[schema(value_type = Object)]
        anything: Value,
    }

    #[derive(ToSchema)]
    #[expect(dead_code, reason = "only described")]
    struct Flat {
        id: Raw,
        #[serde(flatten)]
        whole: Whole,
    }

    #[test]
    fn what_is_described_is_known() {
        let body = json!({ "version": 1, "parts": [{ "unit": "a", "targets": { "b": 1 } }], "best": { "unit": "c" },
                           "anything": { "d": [{ "e": 1 }] } });
        assert_eq!(unknown_key::<Whole>(&body), None);
        let mut flat = body.clone();
        flat["id"] = json!("f");
        assert_eq!(unknown_key::<Flat>(&flat), None);
        assert_eq!(unknown_key::<Whole>(&json!([])), None, "a wrong shape is refused elsewhere");
    }

    #[test]
    fn what_is_not_described_is_named_where_it_stands() {
        let path = |body: Value| unknown_key::<Flat>(&body).map(|(path, _)| path);
        assert_eq!(path(json!({ "verson": 1 })).as_deref(), Some("verson"));
        assert_eq!(path(json!({ "parts": [{}, { "colour": 1 }] })).as_deref(), Some("parts[1].colour"));
        assert_eq!(path(json!({ "best": { "colour": 1 } })).as_deref(), Some("best.colour"));
        let (_, known) = unknown_key::<Part>(&json!({ "colour": 1 })).unwrap();
        assert_eq!(known, ["targets", "unit"]);
    }
}
