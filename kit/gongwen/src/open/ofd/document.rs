use std::collections::HashMap;

use crate::open::xml::{Tag, Visit};
use crate::read::ReadError;

/// The documents in a file (OFD.xml).
#[derive(Debug, Default)]
pub(super) struct Roots {
    pub(super) found: Vec<String>,
    is_in_root: bool,
}

impl Visit for Roots {
    fn start(&mut self, tag: &Tag<'_>) -> Result<(), ReadError> {
        if tag.name() == "DocRoot" {
            self.is_in_root = true;
            self.found.push(String::new());
        }
        Ok(())
    }

    fn end(&mut self, _: &str) -> Result<(), ReadError> {
        self.is_in_root = false;
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), ReadError> {
        if let Some(root) = self.found.last_mut().filter(|_| self.is_in_root) {
            root.push_str(text.trim());
        }
        Ok(())
    }
}

/// Where the pages and templates of a document are (Document.xml).
#[derive(Debug, Default)]
pub(super) struct Document {
    pub(super) pages: Vec<String>,
    /// By their ids.
    pub(super) templates: HashMap<String, String>,
    /// Width and height of a page in millimetres.
    pub(super) size: Option<(f32, f32)>,
    is_in_box: bool,
}

impl Visit for Document {
    fn start(&mut self, tag: &Tag<'_>) -> Result<(), ReadError> {
        match tag.name() {
            "Page" => self.pages.extend(tag.attribute("BaseLoc")),
            "TemplatePage" => {
                self.templates.extend(tag.attribute("ID").zip(tag.attribute("BaseLoc")));
            }
            "PhysicalBox" => self.is_in_box = true,
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, _: &str) -> Result<(), ReadError> {
        self.is_in_box = false;
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), ReadError> {
        if self.is_in_box {
            self.size = size(text).or(self.size);
        }
        Ok(())
    }
}

/// Width and height of a box that is written as `x y width height`.
pub(super) fn size(text: &str) -> Option<(f32, f32)> {
    match *numbers(text).as_slice() {
        [_, _, width, height] if width > 0.0 && height > 0.0 => Some((width, height)),
        _ => None,
    }
}

/// Numbers with blanks between them.
pub(super) fn numbers(text: &str) -> Vec<f32> {
    text.split_ascii_whitespace().filter_map(|number| number.parse().ok()).collect()
}
