use serde_json::Value;
use web::Method;

use super::cast::{NOBODY, Part};

/// An id that nothing has.
pub(crate) const UNKNOWN: &str = "00000000000000000000000000000fff";

/// What goes along with a request.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    Nothing,
    Form(Vec<(String, String)>),
    /// A form with one file: its field and its bytes.
    File(Vec<(String, String)>, &'static str, Vec<u8>),
    Json(Value),
    Bytes(&'static str, Vec<u8>),
}

/// One row of the role × route table: a request to an existing target, and who succeeds with it.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) method: Method,
    pub(crate) route: &'static str,
    pub(crate) path: String,
    /// The id in the request that the answer must not betray.
    pub(crate) target: Option<String>,
    pub(crate) body: Body,
    /// Who succeeds; `None`: everybody, signed in or not.
    pub(crate) may: Option<&'static [Part]>,
    /// Who is told that there is no such thing; whoever neither may nor is listed here sees it and is refused by role.
    pub(crate) hidden_from: &'static [Part],
    /// Whether success writes: what does not is expected to leave every row as it is.
    pub(crate) writes: bool,
    /// Whether a token that only reads succeeds too, although the reading is recorded.
    pub(crate) is_reading: bool,
}

/// The table while it is written.
#[derive(Debug, Default)]
pub(crate) struct Table(pub(crate) Vec<Entry>);

impl Table {
    /// A GET; `ids` fill the braces of the route in their order.
    pub(crate) fn get(&mut self, route: &'static str, ids: &[&str]) -> &mut Entry {
        self.add(Method::Get, route, ids)
    }

    pub(crate) fn post(&mut self, route: &'static str, ids: &[&str]) -> &mut Entry {
        self.add(Method::Post, route, ids)
    }

    pub(crate) fn put(&mut self, route: &'static str, ids: &[&str]) -> &mut Entry {
        self.add(Method::Put, route, ids)
    }

    fn add(&mut self, method: Method, route: &'static str, ids: &[&str]) -> &mut Entry {
        let mut path = route.to_owned();
        for id in ids {
            let (start, end) =
                path.find('{').zip(path.find('}')).unwrap_or_else(|| panic!("{route}: too many ids"));
            path.replace_range(start..=end, id);
        }
        assert!(!path.contains('{'), "{route}: too few ids");
        self.0.push(Entry {
            method,
            route,
            path,
            target: ids.first().map(|id| (*id).to_owned()),
            body: Body::Nothing,
            may: Some(NOBODY),
            hidden_from: NOBODY,
            writes: method != Method::Get,
            is_reading: false,
        });
        let last = self.0.len() - 1;
        &mut self.0[last]
    }
}

impl Entry {
    pub(crate) fn is_api(&self) -> bool {
        self.path.starts_with("/api/")
    }

    /// The address of this route with `id` in every brace.
    pub(crate) fn at(&self, id: &str) -> String {
        let steps = self.route.split('/').map(|step| if step.starts_with('{') { id } else { step });
        steps.collect::<Vec<_>>().join("/")
    }

    /// Asks with a query about `target`.
    pub(crate) fn about(&mut self, query: &str, target: &str) -> &mut Self {
        self.path = format!("{}?{query}", self.path);
        self.target = Some(target.to_owned());
        self
    }

    pub(crate) fn form(&mut self, fields: &[(&str, &str)]) -> &mut Self {
        self.body = Body::Form(owned(fields));
        self
    }

    /// A form in whose field `target` stands.
    pub(crate) fn form_about(&mut self, target: &str, fields: &[(&str, &str)]) -> &mut Self {
        self.target = Some(target.to_owned());
        self.form(fields)
    }

    pub(crate) fn file(&mut self, fields: &[(&str, &str)], field: &'static str, bytes: &[u8]) -> &mut Self {
        self.body = Body::File(owned(fields), field, bytes.to_vec());
        self
    }

    pub(crate) fn bytes(&mut self, kind: &'static str, bytes: &[u8]) -> &mut Self {
        self.body = Body::Bytes(kind, bytes.to_vec());
        self
    }

    pub(crate) fn json(&mut self, value: Value) -> &mut Self {
        self.body = Body::Json(value);
        self
    }

    /// A call in whose body `target` stands.
    pub(crate) fn json_about(&mut self, target: &str, value: Value) -> &mut Self {
        self.target = Some(target.to_owned());
        self.json(value)
    }

    /// Who succeeds.
    pub(crate) fn may(&mut self, may: &'static [Part]) -> &mut Self {
        self.may = Some(may);
        self
    }

    /// Everybody succeeds, also whoever is not signed in.
    pub(crate) fn anyone(&mut self) -> &mut Self {
        self.may = None;
        self
    }

    /// Who is told that there is no such thing.
    pub(crate) fn hidden_from(&mut self, parts: &'static [Part]) -> &mut Self {
        self.hidden_from = parts;
        self
    }

    /// A GET that is recorded, or a POST that need not change anything.
    pub(crate) fn writing(&mut self, writes: bool) -> &mut Self {
        self.writes = writes;
        self
    }

    /// What is only read, and recorded.
    pub(crate) fn reading(&mut self) -> &mut Self {
        self.is_reading = true;
        self
    }

    /// The same request about something that is not there.
    pub(crate) fn about_nothing(&self) -> Option<Self> {
        let target = self.target.as_deref()?;
        let other = |text: &str| text.replace(target, UNKNOWN);
        let fields = |fields: &[(String, String)]| {
            fields.iter().map(|(name, value)| (name.clone(), other(value))).collect()
        };
        let body = match &self.body {
            Body::Form(typed) => Body::Form(fields(typed)),
            Body::File(typed, field, bytes) => Body::File(fields(typed), field, bytes.clone()),
            Body::Json(value) => Body::Json(serde_json::from_str(&other(&value.to_string())).ok()?),
            body => body.clone(),
        };
        Some(Self { path: other(&self.path), body, ..self.clone() })
    }
}

fn owned(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}
