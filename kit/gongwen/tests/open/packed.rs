//! Packages: ZIP files made part by part.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A ZIP of these files.
pub(crate) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a file is begun");
        writer.write_all(content).expect("a file is written");
    }
    writer.finish().expect("a ZIP is written").into_inner()
}

/// A DOCX with this body and these other parts.
pub(crate) fn docx(body: &str, others: &[(&str, &str)]) -> Vec<u8> {
    let document = format!("<w:document><w:body>{body}</w:body></w:document>");
    let mut files: Vec<(&str, &[u8])> = vec![("word/document.xml", document.as_bytes())];
    files.extend(others.iter().map(|(name, content)| (*name, content.as_bytes())));
    zip(&files)
}

/// A paragraph of WordprocessingML.
pub(crate) fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}
