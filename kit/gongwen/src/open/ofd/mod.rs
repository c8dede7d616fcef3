//! OFD (GB/T 33190): pages of text objects, with templates drawn under them.

mod content;
mod document;

use self::document::{Document, Roots};
use super::extract::Extract;
use super::package::Package;
use super::page::{self, Page};
use super::{limits, scraps, xml};
use crate::read::ReadError;

/// Points in a millimetre.
const POINTS: f32 = 72.0 / 25.4;

/// Reads an OFD. Annotations and properties go to the margin.
pub(super) fn read(bytes: &[u8]) -> Result<Extract, ReadError> {
    let mut package = Package::open(bytes)?;
    if package.has("encryptions.xml") {
        return Err(ReadError::Locked);
    }
    let root = package.part("ofd.xml")?.ok_or(ReadError::Damaged)?;
    let mut extract = Extract::default();
    scraps::read(&root, &mut extract)?;
    let mut roots = Roots::default();
    xml::walk(&root, &mut roots)?;
    let mut pages = Vec::new();
    for root in &roots.found {
        read_document(&mut package, root, &mut pages)?;
    }
    let mut notes: Vec<String> = package
        .names()
        .filter(|name| name.ends_with(".xml") && (name.contains("annot") || name.contains("customtag")))
        .map(str::to_owned)
        .collect();
    notes.sort_unstable();
    for name in notes {
        if let Some(part) = package.part(&name)? {
            scraps::read(&part, &mut extract)?;
        }
    }
    page::read(pages, &mut extract)?;
    Ok(extract)
}

fn read_document(package: &mut Package<'_>, root: &str, pages: &mut Vec<Page>) -> Result<(), ReadError> {
    let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
    let part = package.part(&located("", root))?.ok_or(ReadError::Damaged)?;
    let mut document = Document::default();
    xml::walk(&part, &mut document)?;
    let mut glyphs = 0;
    for place in &document.pages {
        if pages.len() >= limits::PAGES {
            return Err(ReadError::Swollen);
        }
        let Some(part) = package.part(&located(folder, place))? else { return Err(ReadError::Damaged) };
        let drawn = content::read(&part)?;
        let (width, height) = drawn.size.or(document.size).unwrap_or((210.0, 297.0));
        let mut page =
            Page { width: width * POINTS, height: height * POINTS, glyphs: drawn.glyphs, rules: Vec::new() };
        for template in drawn.templates.iter().filter_map(|id| document.templates.get(id)) {
            if let Some(part) = package.part(&located(folder, template))? {
                page.glyphs.extend(content::read(&part)?.glyphs);
            }
        }
        glyphs += page.glyphs.len();
        if glyphs > limits::GLYPHS {
            return Err(ReadError::TextTooLong);
        }
        pages.push(page);
    }
    Ok(())
}

/// A place as a file names it: from the root, or from its own folder.
fn located(folder: &str, place: &str) -> String {
    let from = if place.starts_with('/') { "" } else { folder };
    let mut parts: Vec<&str> = Vec::new();
    for part in from.split('/').chain(place.trim().split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    parts.join("/")
}
