//! PDF with a text layer. hayro reads objects and fonts; the drawing operators that matter for text are followed here,
//! so that their number, depth and time are bounded. See decision 10.

mod budget;
mod content;
mod fonts;
mod marks;
mod strings;
mod strokes;

use std::sync::Arc;

use hayro_syntax::object::dict::keys::{ANNOTS, AP, AS, CONTENTS, N, RESOURCES, SUBTYPE};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use hayro_syntax::page::{Page, Resources};
use hayro_syntax::{LoadPdfError, Pdf};

use self::content::Reader;
use super::bounded::{self, Stop};
use super::extract::Extract;
use super::{limits, page};
use crate::read::ReadError;

/// Reads a PDF. Annotations and properties go to the margin.
pub(super) fn read(bytes: &[u8]) -> Result<Extract, ReadError> {
    let bytes = Arc::new(bytes.to_vec());
    bounded::run(move |stop| {
        budget::check(&bytes)?;
        read_pages(bytes, stop)
    })
}

fn read_pages(bytes: Arc<Vec<u8>>, stop: &Stop) -> Result<Extract, ReadError> {
    let pdf = Pdf::new(Arc::clone(&bytes)).map_err(|error| match error {
        LoadPdfError::Decryption(_) => ReadError::Locked,
        LoadPdfError::Invalid => ReadError::Damaged,
    })?;
    budget::check_decrypted(&bytes, &pdf)?;
    let mut extract = Extract::default();
    properties(&pdf, &mut extract)?;
    let mut reader = Reader::new(stop);
    let mut pages = Vec::new();
    if pdf.pages().len() > limits::PAGES {
        return Err(ReadError::Swollen);
    }
    for page in pdf.pages().iter() {
        pages.push(reader.page(page, &content(page)?)?);
        annotations(page, &mut reader, &mut extract)?;
    }
    let tally = reader.tally();
    for line in reader.slanted() {
        extract.margin(&line)?;
    }
    // A program that calls all of its text an ornament is not believed.
    if pages.iter().all(|drawn| drawn.text.glyphs.is_empty()) {
        pages.iter_mut().for_each(|drawn| std::mem::swap(&mut drawn.text, &mut drawn.ornaments));
    }
    let (text, ornaments): (Vec<_>, Vec<_>) =
        pages.into_iter().map(|drawn| (drawn.text, drawn.ornaments)).unzip();
    page::read_margin(&ornaments, &mut extract)?;
    page::read(text, &mut extract)?;
    if tally.unknown > tally.known / 4 {
        return Err(ReadError::Unmapped);
    }
    Ok(extract)
}

/// Title, keywords and the like: of the document, and in its metadata stream.
fn properties(pdf: &Pdf, extract: &mut Extract) -> Result<(), ReadError> {
    let metadata = pdf.metadata();
    let values = [&metadata.title, &metadata.author, &metadata.subject, &metadata.keywords];
    for value in values.into_iter().flatten() {
        extract.margin(&strings::text(value))?;
    }
    let catalog: Option<Dict<'_>> = pdf.xref().get(pdf.xref().root_id());
    let stream = catalog.and_then(|catalog| catalog.get::<Stream<'_>>(b"Metadata"));
    let Some(stream) = stream.filter(|stream| !is_image(stream)) else { return Ok(()) };
    let xml = stream.decoded_data().unwrap_or_default();
    for piece in String::from_utf8_lossy(&xml).split(['<', '>']).skip(1).step_by(2) {
        if !piece.trim().is_empty() && piece.len() < 4096 {
            extract.margin(piece)?;
        }
    }
    Ok(())
}

/// What was laid over a page: the notes themselves, and how they are drawn.
fn annotations<'a>(
    page: &Page<'a>,
    reader: &mut Reader<'a, '_>,
    extract: &mut Extract,
) -> Result<(), ReadError> {
    let Some(notes) = page.raw().get::<Array<'a>>(ANNOTS) else { return Ok(()) };
    for note in notes.iter::<Dict<'a>>() {
        if let Some(said) = note.get::<hayro_syntax::object::String<'a>>(CONTENTS) {
            extract.margin(&strings::text(said.as_bytes()))?;
        }
        let drawn = note.get::<Dict<'a>>(AP).and_then(|looks| look(&looks, &note));
        if let Some(drawn) = drawn.filter(|drawn| !is_image(drawn)) {
            let own = drawn.dict().get(RESOURCES).map(Resources::new);
            let glyphs = reader.overlay(&drawn, own.as_ref().unwrap_or(page.resources()))?;
            page::read_margin(&[glyphs], extract)?;
        }
    }
    Ok(())
}

/// The normal look of a note, in the state that it is in.
fn look<'a>(looks: &Dict<'a>, note: &Dict<'a>) -> Option<Stream<'a>> {
    match looks.get::<Object<'a>>(N)? {
        Object::Stream(stream) => Some(stream),
        Object::Dict(states) => states.get(note.get::<Name<'a>>(AS)?),
        _ => None,
    }
}

/// Pictures are never unpacked, so the budget does not count them; nothing else may pass for one.
fn is_image(stream: &Stream<'_>) -> bool {
    stream.dict().get::<Name<'_>>(SUBTYPE).is_some_and(|kind| &*kind == b"Image")
}

/// The drawing operators of a page, in as many streams as they come.
fn content(page: &Page<'_>) -> Result<Vec<u8>, ReadError> {
    let streams: Vec<Stream<'_>> = match page.raw().get::<Object<'_>>(CONTENTS) {
        Some(Object::Stream(stream)) => vec![stream],
        Some(Object::Array(streams)) => streams.iter().take(MOST_STREAMS).collect(),
        _ => Vec::new(),
    };
    let mut content = Vec::new();
    for stream in streams.iter().filter(|stream| !is_image(stream)) {
        content.extend_from_slice(&stream.decoded_data().unwrap_or_default());
        content.push(b'\n');
        // One stream may be named a thousand times.
        if content.len() as u64 > limits::UNPACKED_BYTES {
            return Err(ReadError::Swollen);
        }
    }
    Ok(content)
}

/// Streams that the operators of one page lie in.
const MOST_STREAMS: usize = 10_000;
