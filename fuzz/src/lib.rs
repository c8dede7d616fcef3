//! Packages for the fuzzer: it changes the files in a ZIP, which it would never keep whole if it changed the ZIP.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// What stands between two files of an input.
pub const BETWEEN: u8 = 0;

/// A ZIP of the parts of `data`, under these names.
pub fn package(names: &[&str], data: &[u8]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, part) in names.iter().zip(data.split(|byte| *byte == BETWEEN)) {
        writer.start_file(*name, options).expect("a ZIP in memory");
        writer.write_all(part).expect("a ZIP in memory");
    }
    writer.finish().expect("a ZIP in memory").into_inner()
}

/// The files of a DOCX, in the order of an input.
pub const DOCX: &[&str] =
    &["word/document.xml", "word/numbering.xml", "word/styles.xml", "word/header1.xml", "docProps/custom.xml"];
/// The files of an OFD, in the order of an input.
pub const OFD: &[&str] = &[
    "OFD.xml",
    "Doc_0/Document.xml",
    "Doc_0/Pages/Page_0/Content.xml",
    "Doc_0/Tpls/Tpl_0/Content.xml",
    "Doc_0/Annots/Page_0/Annotation.xml",
];
/// The files of an XLSX, in the order of an input.
pub const XLSX: &[&str] = &[
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "[Content_Types].xml",
    "_rels/.rels",
];
