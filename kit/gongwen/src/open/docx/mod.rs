//! DOCX: paragraphs, tables and text boxes in the order of the text, with the numbers that a word processor would show.

mod body;
mod numbering;
mod numerals;
mod styles;

use self::numbering::Numbering;
use self::styles::Styles;
use super::extract::Extract;
use super::package::Package;
use super::scraps;
use super::xml::{self, Tag, Visit};
use crate::read::ReadError;

/// Reads a DOCX. Everything but the running text goes to the margin.
pub(super) fn read(bytes: &[u8]) -> Result<Extract, ReadError> {
    let mut package = Package::open(bytes)?;
    let main = main_part(&mut package)?;
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let mut styles = Styles::default();
    if let Some(part) = package.part(&format!("{folder}/styles.xml"))? {
        xml::walk(&part, &mut styles)?;
    }
    let mut numbering = Numbering::default();
    if let Some(part) = package.part(&format!("{folder}/numbering.xml"))? {
        xml::walk(&part, &mut numbering)?;
    }
    let text = package.part(&main)?.ok_or(ReadError::Damaged)?;
    let mut extract = body::read(&text, &styles, &mut numbering)?;
    let silent = ["styles.xml", "numbering.xml", "fonttable.xml", "settings.xml", "websettings.xml"];
    let mut others: Vec<String> = package
        .names()
        .filter(|name| name.ends_with(".xml") && **name != main)
        .filter(|name| !silent.iter().any(|silent| name.ends_with(silent)) && !name.contains("/theme/"))
        .map(str::to_owned)
        .collect();
    others.sort_unstable();
    for name in others {
        if let Some(part) = package.part(&name)? {
            scraps::read(&part, &mut extract)?;
        }
    }
    Ok(extract)
}

/// The part that holds the text, as the package names it.
fn main_part(package: &mut Package<'_>) -> Result<String, ReadError> {
    let mut named = MainPart::default();
    if let Some(part) = package.part("_rels/.rels")? {
        xml::walk(&part, &mut named)?;
    }
    Ok(named.0.filter(|name| package.has(name)).unwrap_or_else(|| "word/document.xml".to_owned()))
}

#[derive(Default)]
struct MainPart(Option<String>);

impl Visit for MainPart {
    fn start(&mut self, tag: &Tag<'_>) -> Result<(), ReadError> {
        let is_main = tag.name() == "Relationship"
            && tag.attribute("Type").is_some_and(|kind| kind.ends_with("/officeDocument"));
        if is_main {
            self.0 = tag.attribute("Target").map(|name| name.trim_start_matches('/').to_lowercase());
        }
        Ok(())
    }

    fn end(&mut self, _: &str) -> Result<(), ReadError> {
        Ok(())
    }

    fn text(&mut self, _: &str) -> Result<(), ReadError> {
        Ok(())
    }
}
