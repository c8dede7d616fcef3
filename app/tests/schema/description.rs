use std::collections::BTreeSet;

use serde_json::Value;
use web::RouteRow;

/// Holds the OpenAPI description against the routes.
pub(crate) fn is_whole(description: &Value, routes: &[RouteRow]) {
    assert_eq!(description["openapi"], "3.1.0");
    let expected: BTreeSet<String> = routes.iter().filter(|row| row.is_api).map(name).collect();
    let described: Vec<(String, &Value)> = operations(description).collect();
    let found: BTreeSet<String> = described.iter().map(|(name, _)| name.clone()).collect();
    assert_eq!(found, expected);
    assert!(found.len() > 40, "{found:?}");
    let ids: BTreeSet<&str> = described.iter().filter_map(|(_, call)| call["operationId"].as_str()).collect();
    assert_eq!(ids.len(), described.len(), "operation ids that stand twice or are missing: {ids:?}");
    for (name, call) in described {
        assert!(call["summary"].as_str().is_some_and(|summary| !summary.is_empty()), "{name} has no summary");
        let mut parameters = call["parameters"].as_array().into_iter().flatten();
        let asked: BTreeSet<&str> = parameters
            .by_ref()
            .filter(|one| one["in"] == "path")
            .filter_map(|one| one["name"].as_str())
            .collect();
        let held: BTreeSet<&str> =
            name.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect();
        assert_eq!(asked, held, "{name}");
    }
    every_reference_leads_somewhere(description, description);
}

fn name(row: &RouteRow) -> String {
    format!("{} {}", row.method.name(), row.path)
}

/// Every operation with `METHOD path`.
fn operations(description: &Value) -> impl Iterator<Item = (String, &Value)> {
    let paths = description["paths"].as_object().into_iter().flatten();
    paths.flat_map(|(path, methods)| {
        let methods = methods.as_object().into_iter().flatten();
        methods.map(move |(method, call)| (format!("{} {path}", method.to_uppercase()), call))
    })
}

fn every_reference_leads_somewhere(whole: &Value, part: &Value) {
    match part {
        Value::Object(fields) => {
            if let Some(Value::String(target)) = fields.get("$ref") {
                let pointer = target.strip_prefix('#').unwrap_or_else(|| panic!("{target} leads out"));
                assert!(whole.pointer(pointer).is_some(), "{target} leads nowhere");
            }
            fields.values().for_each(|value| every_reference_leads_somewhere(whole, value));
        }
        Value::Array(items) => items.iter().for_each(|item| every_reference_leads_somewhere(whole, item)),
        _ => {}
    }
}
