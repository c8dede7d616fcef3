use std::collections::HashMap;

use crate::open::xml::{Tag, Visit};
use crate::read::ReadError;

/// What a paragraph says of itself, or its style for it.
#[derive(Clone, Debug, Default)]
pub(super) struct Manner {
    /// The list it belongs to; `Some(0)` is none.
    pub(super) list: Option<i64>,
    /// The level in the list, from 0.
    pub(super) level: Option<usize>,
    /// Whether its first line is indented.
    pub(super) is_indented: Option<bool>,
}

impl Manner {
    /// Notes what an element inside a paragraph's properties says.
    pub(super) fn note(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            "numId" => self.list = tag.number("val"),
            "ilvl" => self.level = tag.number("val").and_then(|level| usize::try_from(level).ok()),
            "ind" => {
                let first = tag.number("firstLineChars").filter(|chars| *chars != 0);
                if let Some(first) = first.or_else(|| tag.number("firstLine")) {
                    self.is_indented = Some(first > 0);
                }
            }
            _ => {}
        }
    }

    /// What is said here, else what `base` says.
    fn over(self, base: &Self) -> Self {
        Self {
            list: self.list.or(base.list),
            level: self.level.or(base.level),
            is_indented: self.is_indented.or(base.is_indented),
        }
    }
}

/// The paragraph styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    by_id: HashMap<String, Style>,
    default: Option<String>,
    open: Option<(String, Style)>,
    is_in_defaults: bool,
    defaults: Manner,
}

#[derive(Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    manner: Manner,
}

/// Styles are based on each other no deeper than this.
const MOST_BASES: usize = 12;

impl Styles {
    /// What a paragraph of a style is like that says `own` of itself.
    pub(super) fn manner(&self, style: Option<&str>, own: Manner) -> Manner {
        let mut manner = own;
        let mut next = style.or(self.default.as_deref());
        for _ in 0..MOST_BASES {
            let Some(style) = next.and_then(|id| self.by_id.get(id)) else { break };
            manner = manner.over(&style.manner);
            next = style.based_on.as_deref();
        }
        manner.over(&self.defaults)
    }

    /// Whether a style is for the lines of a table of contents.
    pub(super) fn is_of_contents(&self, style: &str) -> bool {
        let name = self.by_id.get(style).map_or(style, |style| style.name.as_str()).to_lowercase();
        name.strip_prefix("toc").is_some_and(|rest| rest.trim().parse::<u8>().is_ok())
    }
}

impl Visit for Styles {
    fn start(&mut self, tag: &Tag<'_>) -> Result<(), ReadError> {
        match tag.name() {
            "pPrDefault" => self.is_in_defaults = true,
            "style" => {
                let id = tag.attribute("styleId").unwrap_or_default();
                let is_default =
                    tag.attribute("default").is_some_and(|value| value == "1" || value == "true");
                if is_default && tag.attribute("type").as_deref() == Some("paragraph") {
                    self.default = Some(id.clone());
                }
                self.open = Some((id, Style::default()));
            }
            _ => {}
        }
        if self.is_in_defaults {
            self.defaults.note(tag);
        } else if let Some((_, style)) = &mut self.open {
            match tag.name() {
                "name" => style.name = tag.attribute("val").unwrap_or_default(),
                "basedOn" => style.based_on = tag.attribute("val"),
                _ => style.manner.note(tag),
            }
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), ReadError> {
        match name {
            "pPrDefault" => self.is_in_defaults = false,
            "style" => self.by_id.extend(self.open.take()),
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, _: &str) -> Result<(), ReadError> {
        Ok(())
    }
}
