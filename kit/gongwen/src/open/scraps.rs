//! Headers, footers, notes, comments, properties: read for their words alone.

use super::extract::Extract;
use super::xml::{self, Tag, Visit};
use crate::read::ReadError;

/// Takes every text of a part into the margin, a line a paragraph. Properties stand behind their names.
pub(super) fn read(part: &[u8], extract: &mut Extract) -> Result<(), ReadError> {
    let mut scraps = Scraps { extract, line: String::new(), paragraphs: 0, property: None };
    xml::walk(part, &mut scraps)?;
    scraps.finish_line()
}

struct Scraps<'a> {
    extract: &'a mut Extract,
    line: String,
    /// Paragraphs that are open; within one a word may lie in several runs.
    paragraphs: usize,
    property: Option<String>,
}

impl Scraps<'_> {
    fn finish_line(&mut self) -> Result<(), ReadError> {
        if !self.line.trim().is_empty() {
            self.extract.margin(&self.line)?;
            if let Some(name) = &self.property {
                self.extract.margin(&format!("{name}：{}", self.line))?;
            }
        }
        self.line.clear();
        Ok(())
    }
}

impl Visit for Scraps<'_> {
    fn start(&mut self, tag: &Tag<'_>) -> Result<(), ReadError> {
        match tag.name() {
            "p" => self.paragraphs += 1,
            "property" => self.property = tag.attribute("name"),
            "CustomData" => self.property = tag.attribute("Name"),
            // A watermark is a drawing whose text is an attribute.
            "textpath" => self.extract.margin(&tag.attribute("string").unwrap_or_default())?,
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), ReadError> {
        if name == "p" {
            self.paragraphs = self.paragraphs.saturating_sub(1);
        }
        if name == "p" || self.paragraphs == 0 {
            self.finish_line()?;
        }
        if matches!(name, "property" | "CustomData") {
            self.property = None;
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), ReadError> {
        self.line.push_str(text.trim_matches(['\n', '\r']));
        Ok(())
    }
}
