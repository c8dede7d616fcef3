use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, schema::Schema};

use crate::{Callers, Method, RouteRow};

/// What a JSON face takes and gives.
#[derive(Debug, Clone)]
pub struct ApiDoc {
    summary: &'static str,
    input: Described,
    output: Described,
}

/// A JSON route with its description.
#[derive(Debug, Clone)]
pub struct Operation {
    pub(crate) row: RouteRow,
    pub(crate) doc: ApiDoc,
}

#[derive(Debug, Clone)]
struct Described {
    name: String,
    schemas: Vec<(String, Value)>,
}

impl Described {
    fn of<T: ToSchema>() -> Self {
        let mut found: Vec<(String, RefOr<Schema>)> = vec![(T::name().into_owned(), T::schema())];
        T::schemas(&mut found);
        let plain = |schema: &RefOr<Schema>| serde_json::to_value(schema).unwrap_or(Value::Null);
        let schemas = found.iter().map(|(name, schema)| (name.clone(), plain(schema))).collect();
        Self { name: T::name().into_owned(), schemas }
    }

    /// The schema itself, unless it stands for nothing.
    fn schema(&self) -> Option<&Value> {
        self.schemas.first().filter(|_| !self.is_nothing()).map(|(_, schema)| schema)
    }

    fn is_nothing(&self) -> bool {
        self.name == "TupleUnit"
    }
}

impl ApiDoc {
    pub(crate) fn of<In: ToSchema, Out: ToSchema>(summary: &'static str) -> Self {
        Self { summary, input: Described::of::<In>(), output: Described::of::<Out>() }
    }

    pub(crate) fn summary(&self) -> &'static str {
        self.summary
    }

    pub(crate) fn input(&self) -> Option<&Value> {
        self.input.schema()
    }

    pub(crate) fn output(&self) -> Option<&Value> {
        self.output.schema()
    }
}

/// The OpenAPI 3.1 description of these operations. Schemas carry their room's name, because two rooms' `Item`
/// would silently swallow each other.
pub fn description(title: &str, version: &str, operations: &[Operation]) -> Value {
    let mut paths = Map::new();
    let mut schemas = Map::new();
    schemas.insert("Problem".into(), problem_schema());
    for operation in operations {
        for described in [&operation.doc.input, &operation.doc.output] {
            for (name, schema) in &described.schemas {
                let mut schema = schema.clone();
                prefix_references(&mut schema, operation.row.room);
                schemas.insert(qualified(operation.row.room, name), schema);
            }
        }
        let path = paths.entry(operation.row.path).or_insert_with(|| json!({}));
        path[operation.row.method.name().to_lowercase()] = describe(operation, &schemas);
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": title, "version": version },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
        },
    })
}

fn describe(operation: &Operation, schemas: &Map<String, Value>) -> Value {
    let Operation { row, doc } = operation;
    let mut parameters = path_parameters(row.path);
    let mut described = json!({
        "operationId": operation_id(row),
        "summary": doc.summary,
        "tags": [row.room],
        "description": match &row.verb.callers {
            Callers::Anyone => "No sign-in needed.".to_owned(),
            Callers::SignedIn => "Any account.".to_owned(),
            Callers::Roles(roles) => format!("Roles: {}.", roles.join(", ")),
        },
        "responses": {
            "200": success(row.room, &doc.output),
            "default": {
                "description": "What is wrong and what to do",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
            },
        },
    });
    if row.verb.callers != Callers::Anyone {
        described["security"] = json!([{ "token": [] }]);
    }
    if !doc.input.is_nothing() {
        let reference = reference(row.room, &doc.input.name);
        if row.method == Method::Get {
            let fields = &schemas[&qualified(row.room, &doc.input.name)]["properties"];
            for (name, schema) in fields.as_object().into_iter().flatten() {
                parameters.push(json!({ "name": name, "in": "query", "schema": schema }));
            }
        } else {
            described["requestBody"] =
                json!({ "required": true, "content": { "application/json": { "schema": reference } } });
        }
    }
    if row.method != Method::Get {
        let about = "Any text chosen by the caller; the same key answers again and does nothing twice.";
        parameters.push(json!({
            "name": "Idempotency-Key", "in": "header", "schema": { "type": "string" }, "description": about,
        }));
    }
    described["parameters"] = Value::Array(parameters);
    described
}

/// `reports_get_consolidations_id`: of room, method and path, because one verb may have several paths.
fn operation_id(row: &RouteRow) -> String {
    let path = row.path.trim_start_matches("/api/v1");
    let words = path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let method = row.method.name().to_lowercase();
    [row.room, &method].into_iter().chain(words).collect::<Vec<_>>().join("_")
}

fn success(room: &str, output: &Described) -> Value {
    if output.is_nothing() {
        return json!({ "description": "Done" });
    }
    json!({
        "description": "Done",
        "content": { "application/json": { "schema": reference(room, &output.name) } },
    })
}

fn path_parameters(path: &str) -> Vec<Value> {
    let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    names
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
        .collect()
}

fn qualified(room: &str, name: &str) -> String {
    format!("{room}.{name}")
}

fn reference(room: &str, name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{}", qualified(room, name)) })
}

fn prefix_references(schema: &mut Value, room: &str) {
    const HOME: &str = "#/components/schemas/";
    match schema {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value {
                    Value::String(target) if key == "$ref" => {
                        if let Some(name) = target.strip_prefix(HOME) {
                            *target = format!("{HOME}{}", qualified(room, name));
                        }
                    }
                    other => prefix_references(other, room),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| prefix_references(item, room)),
        _ => {}
    }
}

fn problem_schema() -> Value {
    let text = json!({ "type": "string" });
    json!({
        "type": "object",
        "required": ["type", "title", "status", "detail", "code", "reference"],
        "properties": {
            "type": text, "title": text, "status": { "type": "integer" }, "detail": text, "code": text, "reference": text,
            "fields": { "type": "array", "items": {
                "type": "object", "required": ["field", "sentence"],
                "properties": { "field": text, "sentence": text, "choices": { "type": "array", "items": text } },
            } },
        },
    })
}
