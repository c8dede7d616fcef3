use crate::document::chinese;

/// A list that is open, and how far it has counted.
#[derive(Clone, Debug)]
pub(super) struct List {
    form: Form,
    next: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Unmarked,
    Decimal,
    Chinese,
    LowerLetter,
    UpperLetter,
}

impl List {
    /// A list by its tag and attributes.
    pub(super) fn new(tag: &str, attribute: impl Fn(&str) -> Option<String>) -> Self {
        let start = attribute("start").and_then(|start| start.trim().parse().ok()).unwrap_or(1);
        let style = attribute("style").unwrap_or_default().to_lowercase();
        let kind = attribute("type").unwrap_or_default();
        let form = match kind.as_str() {
            _ if tag != "ol" || style.contains("none") => Form::Unmarked,
            _ if style.contains("cjk") || style.contains("chinese") || style.contains("ideographic") => {
                Form::Chinese
            }
            "a" => Form::LowerLetter,
            "A" => Form::UpperLetter,
            _ => Form::Decimal,
        };
        Self { form, next: start }
    }

    /// The number of the next item, counted; `value` is the item's own.
    pub(super) fn next(&mut self, value: Option<u32>) -> String {
        let number = value.unwrap_or(self.next);
        self.next = number.saturating_add(1);
        let letter = |first: u8| char::from(first + (number.saturating_sub(1) % 26) as u8);
        match self.form {
            Form::Unmarked => String::new(),
            Form::Decimal => format!("{number}. "),
            Form::Chinese => format!("{}、", chinese(number)),
            Form::LowerLetter => format!("{}. ", letter(b'a')),
            Form::UpperLetter => format!("{}. ", letter(b'A')),
        }
    }
}
