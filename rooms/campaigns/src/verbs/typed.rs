use serde::Serialize;
use web::{Fault, Invalid};

/// A form that comes back as it was typed.
#[derive(Debug)]
pub(crate) struct Typed {
    form: String,
    fields: serde_json::Value,
    /// None: what was typed is only looked at.
    fault: Option<Fault>,
}

impl Typed {
    /// `form` is the name of the form on its page, such as `phase-0195…`.
    pub(crate) fn new(form: String, input: &impl Serialize, fault: Fault) -> Self {
        Self { fault: Some(fault), ..Self::looked_at(form, input) }
    }

    /// The same of a form that nothing is wrong with.
    pub(crate) fn looked_at(form: String, input: &impl Serialize) -> Self {
        Self { form, fields: serde_json::to_value(input).unwrap_or_default(), fault: None }
    }
}

/// The refused form of a page, if there is one.
pub(crate) trait Refused {
    fn typed(&self) -> Option<&Typed>;

    fn typed_in(&self, form: &str) -> Option<&Typed> {
        self.typed().filter(|typed| typed.form == form)
    }

    /// What stands in a field: what was typed, else what there is.
    fn value(&self, form: &str, field: &str, current: impl AsRef<str>) -> String {
        let field = self.typed_in(form).and_then(|typed| typed.fields.get(field)?.as_str());
        field.unwrap_or(current.as_ref()).to_owned()
    }

    fn is_ticked(&self, form: &str, field: &str, current: bool) -> bool {
        match self.typed_in(form) {
            Some(typed) => {
                typed.fields.get(field).and_then(|value| value.as_str()).is_some_and(|v| !v.is_empty())
            }
            None => current,
        }
    }

    fn errors(&self, form: &str) -> Invalid {
        let fault = self.typed_in(form).and_then(|typed| typed.fault.as_ref());
        fault.map(Fault::invalid).unwrap_or_default()
    }

    /// What there is now, shown under a field when somebody else was faster.
    fn now(&self, form: &str, current: impl AsRef<str>) -> String {
        let current = current.as_ref();
        let fault = self.typed_in(form).and_then(|typed| typed.fault.as_ref());
        let is_stale = fault.is_some_and(|fault| fault.code() == "changed_meanwhile");
        match (is_stale, current.is_empty()) {
            (false, _) => String::new(),
            (true, true) => "现在是：空".to_owned(),
            (true, false) => format!("现在是：{current}"),
        }
    }
}

impl Typed {
    /// Whether a list of the form holds a value.
    pub(crate) fn lists(&self, field: &str, value: &str) -> bool {
        let list = self.fields.get(field).and_then(|list| list.as_array());
        list.is_some_and(|list| list.iter().any(|one| one.as_str() == Some(value)))
    }

    /// Whether a list within a group of fields holds a value.
    pub(crate) fn lists_in(&self, group: &str, field: &str, value: &str) -> bool {
        let list = self.fields.get(group).and_then(|group| group.get(field)?.as_array());
        list.is_some_and(|list| list.iter().any(|one| one.as_str() == Some(value)))
    }

    /// What was typed into a row of a table.
    pub(crate) fn cell(&self, table: &str, index: usize, field: &str) -> Option<String> {
        let cell = self.fields.get(table)?.get(index)?.get(field)?;
        cell.as_str().map(str::to_owned)
    }

    /// The sentence about the form as a whole.
    pub(crate) fn sentence(&self) -> &str {
        self.fault.as_ref().map_or("", Fault::sentence)
    }

    /// The name of the form.
    pub(crate) fn form(&self) -> &str {
        &self.form
    }
}
