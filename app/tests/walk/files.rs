use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};
use zip::ZipArchive;

/// What a reader of a DOCX file sees.
pub(crate) struct Document {
    pub(crate) text: String,
    pub(crate) pictures: usize,
}

/// Opens a DOCX file: its text without the markup, and how many pictures it brings along.
pub(crate) fn document(bytes: &[u8]) -> Document {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let pictures = archive.file_names().flatten().filter(|name| name.starts_with("word/media/")).count();
    let mut markup = String::new();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut markup).unwrap();
    let pieces = markup.split('<').map(|piece| piece.split_once('>').map_or("", |(_, text)| text));
    Document { text: pieces.collect(), pictures }
}

/// The cells of a sheet as a reader sees them, row by row.
pub(crate) fn cells(bytes: &[u8], sheet: &str) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range(sheet).unwrap_or_else(|cause| panic!("{sheet}: {cause}"));
    range.rows().map(|row| row.iter().map(Data::to_string).collect()).collect()
}
