//! Pictures go through one by one, as they are, never distorted.

use std::cell::{Cell, RefCell};
use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};
use std::rc::Rc;

use gongwen::document::{Block, Document, Picture, PictureId};
use gongwen::docx::{self, Jpeg, PictureSource, WriteError};
use zip::CompressionMethod;

use crate::package::{bytes, names, open, parse, part};
use crate::sample::Drawn;

fn album<S: Into<String>>(ids: impl IntoIterator<Item = S>) -> Document {
    let pictures =
        ids.into_iter().map(|id| Picture { id: PictureId(id.into()), caption: "图片".into() }).collect();
    Document { body: vec![Block::Pictures { pictures }], ..Document::new("图片集") }
}

#[test]
fn a_jpeg_is_stored_once_and_as_it_is() {
    let written = bytes(&album(["40x30-1", "30x40-2", "40x30-1"]));
    let mut archive = open(&written);
    let mut stored = Vec::new();
    for name in names(&written).iter().filter(|name| name.starts_with("word/media/")) {
        let mut file = archive.by_name(name).expect("a picture");
        assert_eq!(file.compression(), CompressionMethod::Stored);
        let mut content = Vec::new();
        file.read_to_end(&mut content).expect("its bytes");
        stored.push(content);
    }
    let source = |id: &str| Drawn.jpeg(&PictureId(id.into())).expect("drawn");
    let given = [source("40x30-1"), source("30x40-2")];
    assert_eq!(stored.len(), 2);
    for (stored, given) in stored.into_iter().zip(given) {
        let (width, height) = given.pixel_size();
        assert_eq!(Jpeg::new(stored, width, height), Ok(given));
    }
    let (elements, _) = parse(&part(&written, "word/document.xml"));
    assert_eq!(elements.iter().filter(|e| e.name == "a:blip").count(), 3);
}

#[test]
fn pictures_keep_their_proportions_two_a_row() {
    let sizes = [(400, 300), (300, 400), (640, 360), (300, 400), (300, 400)];
    let ids = sizes.iter().enumerate().map(|(seed, (width, height))| format!("{width}x{height}-{seed}"));
    let (elements, _) = parse(&part(&bytes(&album(ids)), "word/document.xml"));
    let extents: Vec<(f64, f64)> = elements
        .iter()
        .filter(|e| e.name == "wp:extent")
        .map(|e| {
            let side = |name: &str| e.attribute(name).and_then(|emu| emu.parse().ok()).expect("an extent");
            (side("cx"), side("cy"))
        })
        .collect();
    assert_eq!(extents.len(), sizes.len());
    for ((cx, cy), (width, height)) in extents.iter().zip(sizes) {
        let distortion = (cx / cy) / (f64::from(width) / f64::from(height)) - 1.0;
        assert!(distortion.abs() < 1e-4, "{width}×{height} is shown as {cx}×{cy}");
    }
    assert_eq!(elements.iter().filter(|e| e.name == "w:tr").count(), 3);
}

/// Counts what has reached the output.
struct Counted {
    out: Cursor<Vec<u8>>,
    written: Rc<Cell<usize>>,
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.out.write(bytes)?;
        self.written.set(self.written.get() + count);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Seek for Counted {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.out.seek(position)
    }
}

/// Fails when a picture is asked for before all earlier ones are in the output.
struct OneAtATime {
    written: Rc<Cell<usize>>,
    given: Cell<usize>,
    asked: RefCell<Vec<String>>,
}

impl PictureSource for OneAtATime {
    fn jpeg(&self, id: &PictureId) -> io::Result<Jpeg> {
        const SIZE: usize = 200_000;
        if self.written.get() < self.given.get() {
            return Err(io::Error::other("an earlier picture is still in memory"));
        }
        self.given.set(self.given.get() + SIZE);
        self.asked.borrow_mut().push(id.0.clone());
        let mut bytes = vec![0xFF, 0xD8, 0xFF];
        bytes.resize(SIZE, 0);
        Jpeg::new(bytes, 400, 300).map_err(io::Error::other)
    }
}

#[test]
fn two_hundred_pictures_are_never_in_memory_together() {
    let written = Rc::new(Cell::new(0));
    let source = OneAtATime { written: Rc::clone(&written), given: Cell::new(0), asked: RefCell::default() };
    let ids: Vec<String> = (0..200).map(|number| number.to_string()).collect();
    let out = Counted { out: Cursor::default(), written: Rc::clone(&written) };
    docx::write(&album(ids.clone()), &source, out).expect("the document is written");
    assert_eq!(*source.asked.borrow(), ids);
    assert!(written.get() > 200 * 200_000);
}

#[test]
fn a_picture_that_is_missing_is_named() {
    let failed = docx::write(&album(["nowhere"]), &Drawn, Cursor::new(Vec::new()));
    assert!(matches!(failed, Err(WriteError::Picture { id, .. }) if id.0 == "nowhere"));
}
